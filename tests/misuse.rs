//! Every exported function, called wrongly in every way that C allows: the promised code, no crash, nothing written
//! beyond what the header says.

#![cfg(target_os = "linux")] // names of libraries

mod c_support;

use c_support::header::{self, Function, Parameter};
use c_support::library::{Library, Linkage};
use c_support::program::{Program, run};
use std::collections::BTreeSet;

const NO_ARGUMENTS: [&str; 0] = [];

/// Of `tests/c`, by topic.
const PROGRAMS: [&str; 3] = ["misuse", "misuse_commands", "misuse_structs"];

#[test]
fn misuse_gets_the_promised_code_from_the_shared_library() {
    for program in programs(Linkage::Shared) {
        program.run(&NO_ARGUMENTS);
    }
}

#[test]
fn misuse_gets_the_promised_code_from_the_static_library() {
    for program in programs(Linkage::Static) {
        program.run(&NO_ARGUMENTS);
    }
}

#[test]
fn misuse_of_the_shared_library_touches_no_memory_it_should_not_and_leaks_none() {
    for program in programs(Linkage::Shared) {
        program.run_in_valgrind(&NO_ARGUMENTS);
    }
}

#[test]
fn misuse_of_the_static_library_touches_no_memory_it_should_not_and_leaks_none() {
    for program in programs(Linkage::Static) {
        program.run_in_valgrind(&NO_ARGUMENTS);
    }
}

#[test]
fn every_parameter_of_every_function_is_misused() {
    let outputs = programs(Linkage::Shared).map(|program| run(&mut program.command()).output);
    let outputs: Vec<_> = outputs.collect();
    let tried: BTreeSet<_> = outputs.iter().flat_map(|output| output.lines()).collect();
    let missing: Vec<_> = header::functions()
        .iter()
        .flat_map(to_be_tried)
        .filter(|line| !tried.contains(line.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "the programs of tests/c do not try: {missing:#?}"
    );
}

fn programs(linkage: Linkage) -> impl Iterator<Item = Program> {
    let library = Library::of_this_build();
    PROGRAMS
        .into_iter()
        .map(move |name| Program::build(name, &library, linkage))
}

/// What the programs have to try of a function: kind, function, parameter.
fn to_be_tried(function: &Function) -> Vec<String> {
    let parameters = &function.parameters;
    let of_parameter = |(index, parameter): (usize, &Parameter)| {
        let kinds = if function.can_fail() {
            kinds(parameters, index)
        } else {
            vec!["any"]
        };
        let line = |kind| format!("{kind} {} {}", function.name, parameter.name);
        kinds.into_iter().map(line).collect::<Vec<_>>()
    };
    parameters
        .iter()
        .enumerate()
        .flat_map(of_parameter)
        .collect()
}

fn kinds(parameters: &[Parameter], index: usize) -> Vec<&'static str> {
    let parameter = &parameters[index];
    if parameter.is_handle() {
        return vec!["handle"];
    }
    let c_type = parameter.c_type.as_str();
    let previous = index.checked_sub(1).map(|index| &parameters[index]);
    let follows_input = previous.is_some_and(Parameter::is_counted_input);
    let follows_buffer = previous.is_some_and(|it| it.is_buffer_before(Some(parameter)));
    let is_buffer = parameter.is_buffer_before(parameters.get(index + 1));
    // What has one parameter fails for that alone, and there is nothing to be cleared then.
    let fails_with_slot = parameter.is_output() && !is_buffer && parameters.len() > 1;
    let is_length = follows_input || parameter.name.ends_with("_length");
    let all = [
        ("null", parameter.is_pointer()),
        ("outside", parameter.is_enum()),
        ("cleared", fails_with_slot),
        ("size", parameter.is_growing),
        ("room", follows_buffer),
        ("length", c_type == "uint32_t" && is_length),
        ("range", ["int32_t", "const int32_t *"].contains(&c_type)),
        ("flags", parameter.name == "flags"),
        ("text", c_type == "const char *"),
    ];
    all.into_iter()
        .filter(|(_, applies)| *applies)
        .map(|(kind, _)| kind)
        .collect()
}
