//! The examples print in Wine what they print here, from the DLL and from the static library.

use super::c_support::compile::Compiler;
use super::c_support::in_package;
use super::c_support::library::{self, Library};
use super::c_support::program::{self, Ended};
use super::rig::{self, Linkage, Program, Width, in_each_width};
use std::process::Command;

const READER: &str = "scardssp Virtual Reader 00";

/// A program of `examples-c`, and what it is given.
const RUNS: [(&str, &[&str], &str); 11] = [
    ("list_readers.c", &[], ""),
    ("atr.c", &["3B 27 00 80 65 A2 0C 01 01 37"], ""),
    ("atr.c", &["-r", READER], ""),
    ("read_file.c", &["3F00:2FE2"], ""),
    ("read_file.c", &["9999"], ""),
    ("reattach.c", &[READER], ""),
    (
        "transmit.c",
        &["00 A4 00 0C 02 2F E2", "00 B0 00 00 0A"],
        "",
    ),
    ("verify_pin.c", &[], "1234\n"),
    (
        "verify_pin.c",
        &["-a", "F07363617264737370", "-k", "81"],
        "9753\n",
    ),
    ("session.cpp", &[READER], ""),
    ("reattach_com.cpp", &[READER], ""),
];

#[test]
fn the_examples_print_with_the_dll_what_they_print_here() {
    in_each_width(|width| compare(width, Linkage::Shared));
}

#[test]
fn the_static_library_is_enough() {
    in_each_width(|width| compare(width, Linkage::Static));
}

fn compare(width: Width, linkage: Linkage) {
    for (name, arguments, input) in RUNS {
        let source = format!("examples-c/{name}");
        let is_com = name.contains("_com");
        if is_com && linkage == Linkage::Static {
            continue; // there is no class to find
        }
        let include = format!("-I{}", in_package("include/com").display());
        let program = Program::compiled(width, &source, linkage, &[&include]).with_manifest();
        let there = rig::run_with_input(
            prepared(&mut program.command(), arguments),
            input.as_bytes(),
        );

        let compiler = if name.ends_with("pp") {
            Compiler::cpp("g++", "c++11")
        } else {
            Compiler::c("gcc", "c99")
        };
        let library = Library::of_this_build();
        let shared = library::Linkage::Shared;
        let source = in_package(&source);
        let program = program::Program::compiled(compiler, &source, &library, shared, &[&include]);
        let here = program::run_with_input(
            prepared(&mut program.command(), arguments),
            input.as_bytes(),
        );
        assert_eq!(shown(&there), shown(&here), "{name} {width:?}");
    }
}

fn prepared<'a>(command: &'a mut Command, arguments: &[&str]) -> &'a mut Command {
    command.env("SCARDSSP_VIRTUAL", "1").args(arguments)
}

fn shown(ended: &Ended) -> (Option<i32>, &str, &str) {
    (ended.status.code(), &ended.output, &ended.errors)
}
