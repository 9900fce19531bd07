//! Every exported function, called wrongly in every way that C allows: the promised code, no crash, nothing written
//! beyond what the header says.

#![cfg(target_os = "linux")] // names of libraries

mod c_support;

use c_support::header::{self, Function, Parameter};
use c_support::library::{Library, Linkage};
use c_support::program::Program;
use std::collections::BTreeSet;

const NO_ARGUMENTS: [&str; 0] = [];

#[test]
fn misuse_gets_the_promised_code_from_the_shared_library() {
    program(Linkage::Shared).run(&NO_ARGUMENTS);
}

#[test]
fn misuse_gets_the_promised_code_from_the_static_library() {
    program(Linkage::Static).run(&NO_ARGUMENTS);
}

#[test]
fn misuse_of_the_shared_library_touches_no_memory_it_should_not_and_leaks_none() {
    program(Linkage::Shared).run_in_valgrind(&NO_ARGUMENTS);
}

#[test]
fn misuse_of_the_static_library_touches_no_memory_it_should_not_and_leaks_none() {
    program(Linkage::Static).run_in_valgrind(&NO_ARGUMENTS);
}

#[test]
fn every_parameter_of_every_function_is_misused() {
    let ended = program(Linkage::Shared).run(&NO_ARGUMENTS);
    let tried: BTreeSet<_> = ended.output.lines().map(str::to_owned).collect();
    let missing: Vec<_> = header::functions()
        .iter()
        .flat_map(to_be_tried)
        .filter(|line| !tried.contains(line))
        .collect();
    assert!(
        missing.is_empty(),
        "tests/c/misuse.c does not try: {missing:#?}"
    );
}

fn program(linkage: Linkage) -> Program {
    Program::build("misuse", &Library::of_this_build(), linkage)
}

/// What `misuse.c` has to try of a function: kind, function, parameter.
fn to_be_tried(function: &Function) -> Vec<String> {
    let previous = [None]
        .into_iter()
        .chain(function.parameters.iter().map(Some));
    let pairs = previous.zip(&function.parameters);
    pairs
        .flat_map(|(previous, parameter)| {
            let kinds = if function.can_fail() {
                kinds(parameter, previous)
            } else {
                vec!["any"]
            };
            kinds
                .into_iter()
                .map(|kind| format!("{kind} {} {}", function.name, parameter.name))
        })
        .collect()
}

fn kinds(parameter: &Parameter, previous: Option<&Parameter>) -> Vec<&'static str> {
    if parameter.is_handle() {
        return vec!["handle"];
    }
    let follows_bytes = previous.is_some_and(|previous| previous.c_type == "const uint8_t *");
    let all = [
        ("null", parameter.is_pointer()),
        ("outside", parameter.is_enum()),
        ("cleared", parameter.is_slot()),
        ("room", parameter.c_type == "uint32_t *"),
        ("length", parameter.c_type == "uint32_t" && follows_bytes),
        ("text", parameter.c_type == "const char *"),
    ];
    all.into_iter()
        .filter(|(_, applies)| *applies)
        .map(|(kind, _)| kind)
        .collect()
}
