//! In 32 bits a method takes its own arguments off the stack, and a program that is compiled without frame pointers ends
//! somewhere else if it takes others.

use super::c_support::scratch;
use super::rig::{Linkage, Program, in_each_width};
use std::fmt::Write;
use std::fs;

#[test]
fn methods_take_their_arguments_off_the_stack() {
    in_each_width(|width| {
        let folder = scratch();
        fs::write(folder.path().join("calls.h"), calls()).expect("the folder is the test's");
        let include = format!("-I{}", folder.path().display());
        let options = [&include, "-O0"];
        let program = Program::compiled(width, "tests/windows/stack.c", Linkage::Own, &options);
        program.with_manifest().run(&[""; 0]);
    });
}

/// A function that calls each of the 95 methods, with zeros for its arguments.
fn calls() -> String {
    let mut text = String::from("static void all_calls(void)\n{\n");
    let mut methods = 0;
    for line in include_str!("../../src/com/interfaces.rs").lines() {
        let words: Vec<_> = line.split_whitespace().collect();
        let line = match words[..] {
            ["get" | "put" | "call", ..] => {
                let (head, parameters) = line.split_once('(').expect("a method has parameters");
                let method = head.split_whitespace().last().expect("it has a name");
                let zeros = ", 0".repeat(parameters.matches(": ").count());
                methods += 1;
                format!("CALL(object->lpVtbl->{method}(object{zeros}));")
            }
            [name, "=", _, class, "=", _, "{"] => format!(
                "{{ {name} *object = ({name} *)create(&CLSID_{class}, &IID_{name});\n\
                 DISPATCH_CALLS(((IDispatch *)object));"
            ),
            ["}"] if line.starts_with("    ") => {
                "IUnknown_Release((IUnknown *)object); }".to_owned()
            }
            _ => continue,
        };
        writeln!(text, "{line}").expect("a text takes all");
    }
    assert_eq!(methods, 95);
    text + "}\n"
}
