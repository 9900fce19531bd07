//! The COM objects follow the rules of COM, for C programs with the library's own headers, and leave nothing behind.

#![cfg(target_os = "linux")] // names of libraries

mod c_support;

use c_support::compile::Compiler;
use c_support::library::{Library, Linkage};
use c_support::program::Program;

const NO_ARGUMENTS: [&str; 0] = [];

#[test]
fn objects_follow_the_rules_of_com() {
    program_works("com_objects");
}

#[test]
fn objects_of_the_program_are_used_by_the_rules() {
    program_works("com_foreign");
}

#[test]
fn methods_that_fail_leave_everything_as_it_was() {
    program_works("com_methods");
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

/// With either library; no invalid access and no leak is found by valgrind, or by the sanitizers, which also see what the
/// program does with what it gets.
fn program_works(name: &str) {
    for linkage in [Linkage::Shared, Linkage::Static] {
        program(name, linkage).run(&NO_ARGUMENTS);
    }
    sanitized(name).run(&NO_ARGUMENTS);
    program(name, Linkage::Shared).run_in_valgrind(&NO_ARGUMENTS);
}

fn sanitized(name: &str) -> Program {
    let source = c_support::in_package("tests/c")
        .join(name)
        .with_extension("c");
    let include = format!("-I{}", c_support::in_package("include/com").display());
    let options = [
        &include,
        "-g",
        "-fsanitize=address,undefined",
        "-fno-sanitize-recover=all",
    ];
    let compiler = Compiler::c("gcc", "c99");
    Program::compiled(
        compiler,
        &source,
        &Library::of_this_build(),
        Linkage::Shared,
        &options,
    )
}

fn program(name: &str, linkage: Linkage) -> Program {
    Program::build(name, &Library::of_this_build(), linkage)
}
