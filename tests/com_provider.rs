//! `examples-c/provider`: the interfaces for card vendors, and one implementation of them.

#![cfg(target_os = "linux")] // names of libraries

mod c_support;

use c_support::compile::Compiler;
use c_support::in_package;
use c_support::library::{Library, Linkage};
use c_support::program::{Program, run, run_slow};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const COMPILERS: [Compiler; 2] = [
    Compiler::cpp("g++", "c++11"),
    Compiler::cpp("clang++", "c++11"),
];

/// What the demo prints on the built-in card.
const PRINTED: &str = "\
Protocol       T=0
Without code   0x8010006A
With code      6F6E6C792061667465722050494E2031  only after PIN 1
Changed        6F6E6C792061667465722050494E2058  only after PIN X
Directory      F07363617264737370
Properties  80  01 00
            82  01 41
            83  00 01
            88  08
            8A  05
Authentication done
";

fn folder() -> PathBuf {
    in_package("examples-c/provider")
}

/// The implementation, with the demo or without.
fn sources() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).unwrap();
    let mut all: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    all.retain(|path| path.extension().is_some_and(|extension| extension == "cpp"));
    all.sort();
    all
}

fn include() -> String {
    format!("-I{}", in_package("include/com").display())
}

/// A program of one source with `main`, and all others but the demo.
fn program(compiler: Compiler, main: &Path) -> Program {
    let include = include();
    let rest: Vec<_> = sources()
        .into_iter()
        .filter(|path| !path.ends_with("provider.cpp"))
        .map(|path| path.display().to_string())
        .collect();
    let mut options = vec![include.as_str()];
    options.extend(rest.iter().map(String::as_str));
    let library = Library::of_this_build();
    Program::compiled(compiler, main, &library, Linkage::Shared, &options)
}

fn on_virtual_card(command: &mut Command) -> &mut Command {
    command.env("SCARDSSP_VIRTUAL", "1")
}

/// A card of short commands with files of all kinds, once for each protocol.
fn profiles(program: &Program) -> [PathBuf; 2] {
    let text = fs::read_to_string(in_package("tests/c/com_provider.toml")).unwrap();
    ["T=0", "T=1"].map(|protocol| {
        let path = program.directory().join(protocol).with_extension("toml");
        fs::write(&path, text.replace("PROTOCOL", protocol)).unwrap();
        path
    })
}

/// Any leak counts, of whatever kind is not still reachable.
fn in_valgrind(program: &Program, arguments: &[PathBuf]) {
    let mut command = program.command_of(Path::new("valgrind"));
    command.args(["--error-exitcode=99", "--leak-check=full"]);
    command.args(["--errors-for-leak-kinds=definite,indirect,possible"]);
    command.arg(program.path()).args(arguments);
    let ended = run_slow(on_virtual_card(&mut command)).successful();
    assert!(
        ended.errors.contains("ERROR SUMMARY: 0 errors"),
        "{ended:?}"
    );
    for kind in ["definitely lost", "indirectly lost", "possibly lost"] {
        let lost = ended.errors.lines().find(|line| line.contains(kind));
        assert!(
            lost.is_none_or(|line| line.contains(": 0 bytes")),
            "{ended:?}"
        );
    }
}

#[test]
fn it_compiles_without_a_warning() {
    let sources = sources();
    assert!(sources.len() >= 5, "only {sources:?}");
    for compiler in COMPILERS {
        for source in &sources {
            compiler.check(source, &["-Wshadow", "-Wconversion", &include()]);
        }
    }
}

#[test]
fn the_demo_does_what_it_says() {
    for compiler in COMPILERS {
        let demo = program(compiler, &folder().join("provider.cpp"));
        let ended = run(on_virtual_card(&mut demo.command())).successful();
        assert_eq!(ended.output, PRINTED, "{ended:?}");
        let ended = run(on_virtual_card(&mut demo.command()).arg("no such reader"));
        assert_eq!(ended.status.code(), Some(1));
        assert!(ended.errors.contains("AttachByIFD"), "{ended:?}");
    }
}

#[test]
fn every_method_sends_and_answers_what_it_should() {
    for compiler in COMPILERS {
        let checks = program(compiler, &in_package("tests/c/com_provider.cpp"));
        run(on_virtual_card(&mut checks.command())).successful();
    }
}

#[test]
fn files_of_all_kinds_are_read_and_written() {
    for compiler in COMPILERS {
        let checks = program(compiler, &in_package("tests/c/com_provider_files.cpp"));
        run(checks.command().args(profiles(&checks))).successful();
    }
}

#[test]
fn nothing_leaks_or_touches_what_it_should_not() {
    let of = |source: &Path| program(COMPILERS[0], source);
    in_valgrind(&of(&folder().join("provider.cpp")), &[]);
    in_valgrind(&of(&in_package("tests/c/com_provider.cpp")), &[]);
    let files = of(&in_package("tests/c/com_provider_files.cpp"));
    for profile in profiles(&files) {
        in_valgrind(&files, &[profile]);
    }
}
