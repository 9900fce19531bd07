//! A forked child has none of its parent's sessions and virtual readers, can begin anew, and harms nothing. What it must
//! not do to a card of the PC/SC service is in `pcscd_service`.

#![cfg(target_os = "linux")] // names of libraries

mod c_support;

use c_support::library::{Library, Linkage};
use c_support::program::Program;

#[test]
fn a_child_has_no_session_of_its_parent_and_can_begin_anew() {
    fork("with sessions");
}

#[test]
fn a_child_works_whatever_other_threads_of_its_parent_were_doing() {
    fork("with busy threads");
}

#[test]
fn a_child_can_make_the_first_call() {
    fork("before the first call");
}

#[test]
fn a_child_works_when_another_thread_of_its_parent_was_in_its_first_call() {
    fork("during the first call");
}

#[test]
fn a_child_has_no_connection_of_its_parents_objects() {
    run("com_fork", &[]);
}

fn fork(part: &str) {
    run("fork", &[part]);
}

fn run(program: &str, arguments: &[&str]) {
    for linkage in [Linkage::Shared, Linkage::Static] {
        Program::build(program, &Library::of_this_build(), linkage).run(arguments);
    }
}
