//! The COM objects follow the rules of COM, for C programs with the library's own headers, and leave nothing behind.

#![cfg(target_os = "linux")] // names of libraries

mod c_support;

use c_support::compile::Compiler;
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

/// The sanitizers see what the program does with what it gets, and leaks of both sides.
#[test]
fn the_sanitizers_find_nothing() {
    let source = c_support::in_package("tests/c/com_objects.c");
    let include = format!("-I{}", c_support::in_package("include/com").display());
    let options = [
        &include,
        "-g",
        "-fsanitize=address,undefined",
        "-fno-sanitize-recover=all",
    ];
    let library = Library::of_this_build();
    let compiler = Compiler::c("gcc", "c99");
    Program::compiled(compiler, &source, &library, Linkage::Shared, &options).run(&NO_ARGUMENTS);
}

#[test]
fn several_connections_do_not_get_in_each_others_way() {
    program("com_connections", Linkage::Shared).run_in_valgrind(&NO_ARGUMENTS);
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
