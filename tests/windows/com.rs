//! The programs that prove the COM objects elsewhere, from the same sources: with the headers, the memory and the
//! `CoCreateInstance` of Windows.

use super::c_support::in_package;
use super::c_support::interfaces::slots;
use super::c_support::porting::{FOREIGN, SECTIONS, all_ran, write_cards};
use super::c_support::program::Ended;
use super::rig::{Linkage, Program, Width, in_each_width, run};
use std::collections::BTreeSet;

/// A program that is compiled with mingw-w64's own scardssp.h, and knows nothing of this library.
pub const ORACLE: &str = "tests/c/com_oracle.c";

#[test]
fn a_program_of_the_systems_own_header_calls_each_of_the_95_methods() {
    in_each_width(|width| {
        let oracle = Program::compiled(width, ORACLE, Linkage::Shared, &[]);
        all_were_called(run(&mut oracle.with_manifest().command()));
    });
}

/// The oracle succeeded, and has called all methods.
#[track_caller]
pub fn all_were_called(ended: Ended) {
    let ended = ended.successful();
    let called: BTreeSet<_> = ended.lines().into_iter().map(str::to_owned).collect();
    let methods: BTreeSet<_> = slots()
        .map(|(interface, method, _)| format!("{interface}::{method}"))
        .collect();
    assert_eq!(methods.len(), 95);
    assert_eq!(called, methods);
}

#[test]
fn the_sections_of_the_porting_page_do_what_it_says() {
    in_each_width(|width| {
        let program = ported(width, "tests/c/com_porting.cpp");
        write_cards(program.directory());
        all_ran(run(program.command().arg(program.directory())), &SECTIONS);
    });
}

#[test]
fn objects_of_the_program_are_taken_and_given_back() {
    in_each_width(|width| {
        let program = ported(width, "tests/c/com_porting_foreign.cpp");
        all_ran(run(&mut program.command()), &FOREIGN);
    });
}

#[test]
fn a_c_client_calls_by_macros_tables_and_slots() {
    in_each_width(|width| {
        let program = ported(width, "tests/c/com_porting_client.c");
        all_ran(run(&mut program.command()), &["19 C clients"]);
    });
}

fn ported(width: Width, source: &str) -> Program {
    let include = format!("-I{}", in_package("include/com").display());
    // A literal is a text that a BSTR parameter takes, as it was when such programs were written.
    let literals = if source.ends_with("pp") {
        "-Wno-write-strings"
    } else {
        "-O0"
    };
    let options = [&include, literals, "-DWITH_SYSTEM"];
    Program::compiled(width, source, Linkage::Shared, &options).with_manifest()
}
