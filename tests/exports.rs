//! What the library exports is what the header declares, and nothing else.

#![cfg(target_os = "linux")] // names of libraries and the tools that look into them

mod c_support;

use c_support::compile::run;
use c_support::header;
use c_support::library::{Library, SONAME};
use std::collections::BTreeSet;
use std::process::Command;

#[test]
fn the_header_declares_the_functions_of_the_committed_list() {
    let listed: Vec<_> = include_str!("exports.txt")
        .lines()
        .map(str::to_owned)
        .collect();
    assert!(listed.is_sorted(), "tests/exports.txt is not in order");
    let listed: BTreeSet<_> = listed.into_iter().collect();
    assert_eq!(
        declared(),
        listed,
        "a function is part of the interface for ever; add it to tests/exports.txt"
    );
}

#[test]
fn the_shared_library_exports_what_the_header_declares_and_nothing_else() {
    let symbols = run(Command::new("nm")
        .args(["-D", "--defined-only"])
        .arg(Library::of_this_build().shared()));
    let exported = symbols
        .lines()
        .filter_map(|line| line.split_whitespace().nth(2));
    assert_eq!(
        exported.map(str::to_owned).collect::<BTreeSet<_>>(),
        declared()
    );
}

#[test]
fn the_static_library_has_every_function_of_the_header() {
    let mut nm = Command::new("nm");
    let symbols = run(nm
        .args(["--defined-only", "--extern-only", "--quiet"])
        .arg(Library::of_this_build().archive()));
    let defined: BTreeSet<_> = symbols
        .lines()
        .filter_map(|line| line.split_whitespace().nth(2))
        .collect();
    let missing: Vec<_> = declared()
        .into_iter()
        .filter(|name| !defined.contains(name.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn programs_record_the_name_of_this_interface() {
    let shared = Library::of_this_build().shared();
    let dynamic = run(Command::new("readelf")
        .args(["--dynamic", "--wide"])
        .arg(shared));
    let line = dynamic
        .lines()
        .find(|line| line.contains("(SONAME)"))
        .expect("the library has a soname");
    assert!(line.ends_with(&format!("[{SONAME}]")), "{line}");
}

/// The functions of `scard.h`, those that the headers of the COM interfaces map the names of Windows to, and what
/// COM itself asks of a library.
fn declared() -> BTreeSet<String> {
    let flat = header::functions()
        .into_iter()
        .map(|function| function.name);
    let mapped = include_str!("../include/com/scard_com/functions.h")
        .lines()
        .filter_map(|line| line.strip_prefix("#define "))
        .filter_map(|definition| definition.split_once(" scard_com_"))
        .filter(|(name, function)| name == function)
        .map(|(name, _)| format!("scard_com_{name}"));
    let entries = ["DllCanUnloadNow", "DllGetClassObject"].map(str::to_owned);
    flat.chain(mapped).chain(entries).collect()
}
