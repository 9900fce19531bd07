//! What programs written for Scardssp.dll do, as C and C++ programs on virtual readers: the porting page section by
//! section, objects of the program's own in every place that takes one, and the example that is such a program.

#![cfg(target_os = "linux")] // names of libraries

mod c_support;

use c_support::compile::{Compiler, pkg_config};
use c_support::library::{Library, Linkage};
use c_support::program::{Ended, Program, run};
use c_support::{in_package, scratch};
use std::fs;
use std::path::Path;

const CPP: [Compiler; 2] = [
    Compiler::cpp("g++", "c++11"),
    Compiler::cpp("clang++", "c++11"),
];

const BUILTIN: &str = include_str!("../src/backend/embedded/card/builtin.toml");
const PROTOCOLS: &str = "protocols = [\"T=0\", \"T=1\"]\n";
const HISTORICAL: &str = "historical = \"80 73F741DB 68 7363617264737370\"\n";

/// Section 18, a provider, is for later, 19 is the C program, and 22 is what the profiles are for.
const SECTIONS: [&str; 19] = [
    "1 creating objects",
    "2 first transaction",
    "3 BuildCmd by hand",
    "4 NULL command pointer",
    "5 one command object reused",
    "6 raw and enveloped commands",
    "7 T=0 details",
    "8 reading a transparent file",
    "9 PIN",
    "10 locking and re-attaching",
    "11 adopted handles",
    "12 card properties",
    "13 byte buffers",
    "14 conversions",
    "15 database queries",
    "16 locating a card",
    "17 extending ISCardISO7816",
    "20 script clients",
    "21 porting checklist",
];

const FOREIGN: [&str; 7] = [
    "buffers into commands",
    "ISCardISO7816",
    "ISCard::Transaction",
    "copies and conversions",
    "streams",
    "calls back",
    "through Invoke",
];

#[test]
fn the_sections_of_the_porting_page_do_what_it_says() {
    for linkage in [Linkage::Shared, Linkage::Static] {
        for compiler in CPP {
            for width in ["-O0", "-fshort-wchar"] {
                let program = sections(compiler, linkage, width);
                all_ran(&program, run_plainly, &SECTIONS);
            }
        }
    }
    let program = sections(CPP[0], Linkage::Shared, "-O0");
    all_ran(&program, run_in_valgrind, &SECTIONS);
}

#[test]
fn objects_of_the_program_are_taken_and_given_back() {
    for compiler in CPP {
        let program = program(compiler, "tests/c/com_porting_foreign.cpp", Linkage::Shared);
        all_ran(&program, run_plainly, &FOREIGN);
    }
    let program = program(CPP[0], "tests/c/com_porting_foreign.cpp", Linkage::Shared);
    all_ran(&program, run_in_valgrind, &FOREIGN);
}

#[test]
fn a_c_client_calls_by_macros_tables_and_slots() {
    for compiler in [Compiler::c("gcc", "c99"), Compiler::c("clang", "c99")] {
        let program = program(compiler, "tests/c/com_porting_client.c", Linkage::Shared);
        all_ran(&program, run_plainly, &["19 C clients"]);
    }
    let gcc = Compiler::c("gcc", "c99");
    let program = program(gcc, "tests/c/com_porting_client.c", Linkage::Shared);
    all_ran(&program, run_in_valgrind, &["19 C clients"]);
}

/// The one text of the example in all the forms that a program may have it in: the first is L"..." too.
const TEXTS: [&[&str]; 4] = [
    &[],
    &["-DWIDE(text)=L##text"],
    &["-DWIDE(text)=u##text"],
    &["-DWIDE(text)=L##text", "-fshort-wchar"],
];

#[test]
fn the_program_this_project_began_with_runs() {
    for compiler in CPP {
        for text in TEXTS {
            let include = include();
            let options = [&[&include[..]], text].concat();
            let source = in_package("examples-c/reattach_com.cpp");
            let library = Library::of_this_build();
            let program = Program::compiled(compiler, &source, &library, Linkage::Shared, &options);
            for arguments in [&[][..], &["scardssp Virtual Reader 00"]] {
                let mut command = program.command();
                let ended = run(command.env("SCARDSSP_VIRTUAL", "1").args(arguments)).successful();
                check_example(&ended);
            }
        }
    }
}

#[test]
fn the_example_says_what_is_wrong_and_leaks_nothing() {
    let program = program(CPP[0], "examples-c/reattach_com.cpp", Linkage::Shared);
    let mut command = program.command_of(Path::new("valgrind"));
    command.args(VALGRIND).arg(program.path());
    let ended = run(command.env("SCARDSSP_VIRTUAL", "1")).successful();
    assert_eq!(ended.errors, "");
    check_example(&ended);

    let mut command = program.command_of(Path::new("valgrind"));
    command
        .args(VALGRIND)
        .arg(program.path())
        .arg("no such reader");
    let ended = run(command.env("SCARDSSP_VIRTUAL", "1"));
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    let code = if cfg!(feature = "system") {
        "0x8010001D" // SCARD_E_NO_SERVICE: the service could have such a reader
    } else {
        "0x80100009" // SCARD_E_UNKNOWN_READER
    };
    assert_eq!(ended.errors, format!("AttachByReader: {code}\n"));
}

#[test]
fn the_headers_compile_inside_extern_c_and_beside_pcsc_lite() {
    let inside = "extern \"C\" {\n#include <scardssp.h>\n#include <scarderr.h>\n}\nISCard *card;\n";
    for compiler in CPP {
        check(compiler, inside, &[&include()]);
    }
    let flags = pkg_config("--cflags-only-I", "libpcsclite")
        .join(" ")
        .replace("-I", "-isystem");
    for compiler in [Compiler::c("gcc", "c99"), CPP[0], CPP[1]] {
        for includes in [
            "#include <scardssp.h>\n#include <winscard.h>\n",
            "#include <winscard.h>\n#include <scardssp.h>\n",
        ] {
            let source = [includes, "#include <scarderr.h>\nint nothing;\n"].concat();
            check(compiler, &source, &[&include(), &flags]);
        }
    }
}

#[track_caller]
fn check(compiler: Compiler, source: &str, options: &[&str]) {
    let directory = scratch();
    let path = directory.path().join("source");
    fs::write(&path, source).unwrap();
    compiler.check(&path, options);
}

/// Valgrind reads what g++ and gcc write for debuggers, and not what clang does.
///
/// What stays allocated to the end, as the tables of the library do, is not lost.
const VALGRIND: [&str; 5] = [
    "--quiet",
    "--error-exitcode=99",
    "--leak-check=full",
    "--show-leak-kinds=definite,indirect,possible",
    "--errors-for-leak-kinds=definite,indirect,possible",
];

fn include() -> String {
    format!("-I{}", in_package("include/com").display())
}

fn program(compiler: Compiler, source: &str, linkage: Linkage) -> Program {
    program_with("-O0", compiler, source, linkage)
}

fn program_with(option: &str, compiler: Compiler, source: &str, linkage: Linkage) -> Program {
    let library = Library::of_this_build();
    let include = include();
    let mut options = vec![&include[..], option];
    if cfg!(feature = "system") {
        options.push("-DWITH_SYSTEM");
    }
    Program::compiled(compiler, &in_package(source), &library, linkage, &options)
}

/// The program of the page's sections, with the cards it needs beside it.
fn sections(compiler: Compiler, linkage: Linkage, option: &str) -> Program {
    let program = program_with(option, compiler, "tests/c/com_porting.cpp", linkage);
    assert!(BUILTIN.contains(PROTOCOLS) && BUILTIN.contains(HISTORICAL));
    let sample = "atr = \"3B 27 00 80 65 A2 0C 01 01 37\"\n";
    let cards = [
        ("t0", BUILTIN.replace(PROTOCOLS, "protocols = [\"T=0\"]\n")),
        ("t1", BUILTIN.replace(PROTOCOLS, "protocols = [\"T=1\"]\n")),
        (
            "sample",
            BUILTIN.replace(PROTOCOLS, sample).replace(HISTORICAL, ""),
        ),
        ("eject", BUILTIN.replace("eject = false", "eject = true")),
    ];
    for (name, card) in cards {
        let path = program.directory().join(name).with_extension("toml");
        fs::write(path, card).unwrap();
    }
    program
}

fn run_plainly(program: &Program) -> Ended {
    run(program.command().arg(program.directory()))
}

fn run_in_valgrind(program: &Program) -> Ended {
    let mut command = program.command_of(Path::new("valgrind"));
    command.args(VALGRIND).arg(program.path());
    run(command.arg(program.directory()))
}

/// All sections ran, in their order, and none failed.
#[track_caller]
fn all_ran(program: &Program, how: fn(&Program) -> Ended, sections: &[&str]) {
    let ended = how(program);
    let results: Vec<_> = ended
        .lines()
        .into_iter()
        .filter(|line| line.starts_with("ok ") || line.starts_with("FAIL "))
        .collect();
    let wanted: Vec<_> = sections
        .iter()
        .map(|section| format!("ok   {section}"))
        .collect();
    assert_eq!(results, wanted, "{}", ended.errors);
    assert_eq!(ended.errors, "");
    ended.successful();
}

#[track_caller]
fn check_example(ended: &Ended) {
    let lines = ended.lines();
    let count = |text: &str| lines.iter().filter(|line| line.contains(text)).count();
    assert_eq!(
        lines[0], "Reader  scardssp Virtual Reader 00",
        "{}",
        ended.output
    );
    assert_eq!(count("ReAttach(SHARED, LEAVE)"), 2); // the program's own, and the one of the table
    assert_eq!(count("ReAttach("), 1 + 2 * 4);
    assert_eq!(count("  > 00 A4 00 00 02 3F 00 00"), 1 + 2 * 4);
    assert_eq!(count("  < 6F "), 1 + 2 * 4);
    assert_eq!(lines.last(), Some(&"Detach(LEAVE)"), "{}", ended.output);
}
