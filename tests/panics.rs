//! A panic inside the library comes back as `SCARD_HR_UNEXPECTED`, and the program goes on.

#![cfg(target_os = "linux")] // names of libraries

mod c_support;

use c_support::header;
use c_support::library::{Library, Linkage};
use c_support::program::{Ended, Program, run};
use std::collections::BTreeSet;

const UNEXPECTED: &str = "0x8000FFFF";

/// What even a good call does not get of a virtual reader, which has no PC/SC handle, control codes or attributes that
/// can be written.
const FAIL_WITH_A_VIRTUAL_READER: [&str; 3] = [
    "scard_attach_by_handle",
    "scard_control",
    "scard_set_attribute",
];

#[test]
fn a_panic_is_unexpected_in_the_debug_library() {
    every_function_panics(&Library::with_planted_panic(false));
}

#[test]
fn a_panic_is_unexpected_in_the_release_library() {
    every_function_panics(&Library::with_planted_panic(true));
}

#[test]
fn no_panic_can_be_planted_in_the_library_that_is_shipped() {
    let ended = call_every(&Library::of_this_build(), Linkage::Shared);
    let outcomes = outcomes(&ended);
    assert!(
        outcomes.iter().all(|(.., code)| code != UNEXPECTED),
        "{outcomes:?}"
    );
}

#[test]
fn the_calls_of_the_test_are_good_ones() {
    let ended = call_every(&Library::of_this_build(), Linkage::Shared);
    let failed: BTreeSet<_> = outcomes(&ended)
        .into_iter()
        .filter(|(.., code)| code != "0x00000000")
        .map(|(name, ..)| name)
        .collect();
    assert_eq!(failed, FAIL_WITH_A_VIRTUAL_READER.map(str::to_owned).into());
}

#[test]
fn the_test_calls_every_function_that_can_fail() {
    let ended = call_every(&Library::of_this_build(), Linkage::Shared);
    let called: BTreeSet<_> = outcomes(&ended)
        .into_iter()
        .map(|(name, handles, _)| (name, handles))
        .collect();
    let functions = header::functions()
        .into_iter()
        .filter(header::Function::can_fail);
    let declared: BTreeSet<_> = functions
        .map(|function| (function.name.clone(), function.handles()))
        .collect();
    assert_eq!(
        called, declared,
        "tests/c/every.h calls each function of the header"
    );
}

fn every_function_panics(library: &Library) {
    for linkage in [Linkage::Shared, Linkage::Static] {
        let ended = call_every(library, linkage);
        let others: Vec<_> = outcomes(&ended)
            .into_iter()
            .filter(|(.., code)| code != UNEXPECTED)
            .collect();
        assert!(others.is_empty(), "{linkage:?}: {others:?}");
        assert!(
            ended.output.contains("still alive: 0."),
            "{linkage:?}: {}",
            ended.output
        );
    }
}

fn call_every(library: &Library, linkage: Linkage) -> Ended {
    let program = Program::build("every", library, linkage);
    run(program.command().env("SCARDSSP_PLANT_PANIC", "1")).successful()
}

/// Function, which handles it takes, result.
fn outcomes(ended: &Ended) -> Vec<(String, String, String)> {
    let outcome = |line: &str| {
        let mut words = line.split(' ').map(str::to_owned);
        Some((words.next()?, words.next()?, words.next()?))
    };
    let lines = ended
        .lines()
        .into_iter()
        .filter(|line| line.starts_with("scard_"));
    lines
        .map(|line| outcome(line).expect("three words a line"))
        .collect()
}
