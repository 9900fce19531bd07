//! The flat API: programs of `examples-c` and the example of the objects, from the DLL and from the static library.

use super::rig::{Linkage, Program, Width, in_each_width};

#[test]
fn the_readers_are_listed() {
    in_each_width(|width| {
        let ended = example(width, Linkage::Shared, "list_readers.c").run(&[""; 0]);
        assert_eq!(ended.lines()[0], "scardssp Virtual Reader 00");
    });
}

fn example(width: Width, linkage: Linkage, name: &str) -> Program {
    Program::compiled(width, &format!("examples-c/{name}"), linkage, &[])
}
