//! The COM objects as a program sees them that knows nothing of this library: one that is compiled with the scardssp.h
//! of mingw-w64. That header is in the public domain, and it is found where Debian's package puts it.

#![cfg(target_os = "linux")] // names of libraries

mod c_support;

use c_support::compile::Compiler;
use c_support::interfaces::slots;
use c_support::library::{Library, Linkage};
use c_support::program::{Ended, Program};
use c_support::{in_package, scratch};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const MINGW: &str = "/usr/share/mingw-w64/include";
const NO_ARGUMENTS: [&str; 0] = [];

/// How many methods the seven interfaces have (spec/com-abi.md, section 7).
const METHODS: usize = 95;

#[test]
fn each_of_the_95_methods_is_in_its_slot_and_does_what_it_should() {
    let called = called(&oracle(Linkage::Shared).run(&NO_ARGUMENTS));
    let methods = methods();
    assert_eq!(methods.len(), METHODS);
    let missing: Vec<_> = methods.difference(&called).collect();
    assert!(missing.is_empty(), "not called: {missing:?}");
    assert_eq!(called.len(), METHODS);
}

#[test]
fn the_static_library_has_the_same_objects() {
    assert_eq!(
        called(&oracle(Linkage::Static).run(&NO_ARGUMENTS)),
        methods()
    );
}

#[test]
fn the_methods_touch_no_memory_they_should_not_and_leak_none() {
    oracle(Linkage::Shared).run_in_valgrind(&NO_ARGUMENTS);
}

#[test]
fn structs_have_the_sizes_and_offsets_of_windows() {
    let layout = in_package("tests/c/com_layout.c");
    let ours = format!("-I{}", in_package("include/com").display());
    for compiler in ["gcc", "clang"] {
        Compiler::c(compiler, "c99").check(&layout, &[&ours]);
    }
    let header = header_of_mingw();
    Compiler::c("gcc", "c99").check(&layout, &as_options(&header));
    // The headers of Windows as they are, which only a compiler for Windows takes.
    for target in ["x86_64", "i686"] {
        let target = format!("--target={target}-w64-mingw32");
        Compiler::c("clang", "c99").check(&layout, &[&target, "-isystem", MINGW]);
    }
}

/// Two methods that do nothing but refuse cannot be told apart by what they do.
#[test]
fn methods_have_the_slots_that_mingw_gives_them() {
    let mut source = String::from("#include <stddef.h>\n#include <scardssp.h>\n");
    for (interface, method, slot) in slots() {
        let place = format!("offsetof({interface}Vtbl, {method})");
        source += &format!(
            "extern char {interface}_{method}_slot[{place} == {slot} * sizeof(void *) ? 1 : -1];\n"
        );
    }
    let header = header_of_mingw();
    let path = header.path().join("slots.c");
    fs::write(&path, source).expect("a scratch directory can be written to");
    Compiler::c("gcc", "c99").check(&path, &as_options(&header));
}

fn oracle(linkage: Linkage) -> Program {
    let library = Library::of_this_build();
    let header = header_of_mingw();
    let source = in_package("tests/c/com_oracle.c");
    let options = as_options(&header);
    Program::compiled(
        Compiler::c("gcc", "c99"),
        &source,
        &library,
        linkage,
        &options,
    )
}

/// A directory with the header and its GUIDs alone: beside the others of mingw-w64, it would include those.
fn header_of_mingw() -> TempDir {
    let directory = scratch();
    for file in ["scardssp.h", "scardssp_i.c"] {
        let original = Path::new(MINGW).join(file);
        assert!(
            original.exists(),
            "{} is not there: install mingw-w64-common, or run make test, which does",
            original.display()
        );
        fs::copy(original, directory.path().join(file)).expect("a header can be copied");
    }
    directory
}

/// As a system header: its own warnings are not ours.
fn as_options(header: &TempDir) -> [&str; 4] {
    let directory = header.path().to_str().expect("cargo's paths are texts");
    let windows = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/c/windows");
    ["-isystem", directory, "-I", windows]
}

fn called(ended: &Ended) -> BTreeSet<String> {
    ended.lines().into_iter().map(str::to_owned).collect()
}

/// The methods that the library says it has, as `ISCard::get_Atr`.
fn methods() -> BTreeSet<String> {
    slots()
        .map(|(interface, method, _)| format!("{interface}::{method}"))
        .collect()
}
