//! The COM objects follow the rules of COM, for C programs with the library's own headers, and leave nothing behind.

#![cfg(target_os = "linux")] // names of libraries

mod c_support;

use c_support::library::{Library, Linkage};
use c_support::program::Program;

const NO_ARGUMENTS: [&str; 0] = [];

#[test]
fn objects_follow_the_rules_of_com() {
    for linkage in [Linkage::Shared, Linkage::Static] {
        program("com_objects", linkage).run(&NO_ARGUMENTS);
    }
}

#[test]
fn objects_touch_no_memory_they_should_not_and_leak_none() {
    program("com_objects", Linkage::Shared).run_in_valgrind(&NO_ARGUMENTS);
}

#[test]
fn eight_threads_share_objects() {
    program("com_threads", Linkage::Shared).run(&NO_ARGUMENTS);
}

#[test]
fn threads_touch_no_memory_they_should_not_and_leak_none() {
    program("com_threads", Linkage::Shared).run_in_valgrind(&NO_ARGUMENTS);
}

fn program(name: &str, linkage: Linkage) -> Program {
    Program::build(name, &Library::of_this_build(), linkage)
}
