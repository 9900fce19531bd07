//! What programs written for Scardssp.dll do, as C and C++ programs on virtual readers: the porting page section by
//! section, objects of the program's own in every place that takes one, and the example that is such a program.

#![cfg(target_os = "linux")] // names of libraries

mod c_support;

use c_support::compile::{Compiler, pkg_config, run as tool};
use c_support::library::{Library, Linkage};
use c_support::porting::{FOREIGN, SECTIONS, all_ran, write_cards};
use c_support::program::{Ended, Program, run};
use c_support::{in_package, scratch};
use std::fs;
use std::path::Path;
use std::process::Command;

const CPP: [Compiler; 2] = [
    Compiler::cpp("g++", "c++11"),
    Compiler::cpp("clang++", "c++11"),
];

const C: [Compiler; 2] = [Compiler::c("gcc", "c99"), Compiler::c("clang", "c99")];

const MINGW: &str = "/usr/share/mingw-w64/include";

#[test]
fn the_sections_of_the_porting_page_do_what_it_says() {
    for linkage in [Linkage::Shared, Linkage::Static] {
        for compiler in CPP {
            for width in ["-O0", "-fshort-wchar"] {
                let program = sections(compiler, linkage, width);
                all_ran(run_plainly(&program), &SECTIONS);
            }
        }
    }
    let program = sections(CPP[0], Linkage::Shared, "-O0");
    all_ran(run_in_valgrind(&program), &SECTIONS);
}

#[test]
fn objects_of_the_program_are_taken_and_given_back() {
    for compiler in CPP {
        let program = program(compiler, "tests/c/com_porting_foreign.cpp", Linkage::Shared);
        all_ran(run_plainly(&program), &FOREIGN);
    }
    let program = program(CPP[0], "tests/c/com_porting_foreign.cpp", Linkage::Shared);
    all_ran(run_in_valgrind(&program), &FOREIGN);
}

#[test]
fn a_c_client_calls_by_macros_tables_and_slots() {
    for compiler in C {
        let program = program(compiler, "tests/c/com_porting_client.c", Linkage::Shared);
        all_ran(run_plainly(&program), &["19 C clients"]);
    }
    let program = program(C[0], "tests/c/com_porting_client.c", Linkage::Shared);
    all_ran(run_in_valgrind(&program), &["19 C clients"]);
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

/// Flags of programs, which the headers take without a warning.
const FLAGS: [&str; 11] = [
    "-Wold-style-cast",
    "-Wzero-as-null-pointer-constant",
    "-Wnon-virtual-dtor",
    "-Weffc++",
    "-Woverloaded-virtual",
    "-Wshadow",
    "-Wconversion",
    "-Wsign-conversion",
    "-Wredundant-decls",
    "-Wundef",
    "-Wextra-semi",
];

#[test]
fn the_names_of_the_sdk_are_there_for_cpp() {
    let include = include();
    let source = in_package("tests/c/com_porting_names.cpp");
    for compiler in CPP {
        let mut options = [&[&include[..]], &FLAGS[..]].concat();
        if compiler.program == "g++" {
            options.push("-Wuseless-cast");
        }
        for later in ["c++17", "c++2b"] {
            Compiler::cpp(compiler.program, later).check(&source, &options);
        }
        let library = Library::of_this_build();
        Program::compiled(compiler, &source, &library, Linkage::Shared, &options).run(&[""; 0]);
        check(
            compiler,
            "extern \"C\" {\n#include <scardssp.h>\n#include <scarderr.h>\n}\nISCard *card;\n",
            &options,
        );
    }
}

#[test]
fn the_names_of_the_sdk_are_there_for_c() {
    for compiler in C {
        let program = program(compiler, "tests/c/com_porting_names.c", Linkage::Shared);
        program.run(&[""; 0]);
    }
    let program = program(C[0], "tests/c/com_porting_names.c", Linkage::Shared);
    program.run_in_valgrind(&[""; 0]);
}

/// The identifiers of a file that MIDL wrote, beside the header in other files of the program, and after it in one.
#[test]
fn a_program_can_have_the_identifiers_too() {
    let files = scratch();
    let own = "const IID IID_ISCard = \
               {0x1461AAC3, 0x6810, 0x11D0, {0x91, 0x8F, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68}};\n";
    let path = files.path().join("names_i.c");
    fs::write(
        &path,
        ["#define SCARD_COM_NO_GUIDS\n#include <scardssp.h>\n", own].concat(),
    )
    .unwrap();
    let (include, source) = (include(), in_package("tests/c/com_porting_names.c"));
    let options = [&include[..], path.to_str().unwrap()];
    for (compiler, linkage) in C.into_iter().zip([Linkage::Shared, Linkage::Static]) {
        let library = Library::of_this_build();
        Program::compiled(compiler, &source, &library, linkage, &options).run(&[""; 0]);
    }
}

/// As system headers: their own warnings are not ours.
fn pcsc_lite() -> String {
    pkg_config("--cflags-only-I", "libpcsclite")
        .join(" ")
        .replace("-I", "-isystem")
}

#[test]
fn pcsc_lite_comes_second_or_the_program_does_not_compile() {
    let (include, pcsc_lite) = (include(), pcsc_lite());
    for compiler in [C, CPP].concat() {
        for header in ["scardssp", "scarderr", "scard_com"] {
            let [first, second] = [header, "winscard"].map(|name| format!("#include <{name}.h>\n"));
            let theirs = "SCARD_PCSCLITE_DWORD state;\n";
            let source = format!("{first}{second}{theirs}");
            check(compiler, &source, &[&include, &pcsc_lite]);
            let said = refused(compiler, &[second, first].concat(), &[&include, &pcsc_lite]);
            assert!(said.contains("before pcsc-lite's"), "{said}");
        }
    }
}

/// As it would write 64 bits.
#[test]
fn pcsc_lite_takes_no_pointer_to_a_dword_of_windows() {
    let (include, pcsc_lite) = (include(), pcsc_lite());
    let options = ["-Wno-error", &include, &pcsc_lite];
    for compiler in [C, CPP].concat() {
        for (dword, is_right) in [("SCARD_PCSCLITE_DWORD", true), ("DWORD", false)] {
            let source = format!(
                "#include <scardssp.h>\nSCARD_PCSCLITE_LONG room(SCARDCONTEXT context);\n\
                 SCARD_PCSCLITE_LONG room(SCARDCONTEXT context)\n\
                 {{ {dword} room = 0; return SCardListReaders(context, NULL, NULL, &room); }}\n"
            );
            if is_right {
                check(compiler, &source, &options);
            } else {
                let said = refused(compiler, &source, &options);
                assert!(
                    said.contains("SCardListReaders") || said.contains("LPDWORD"),
                    "{said}"
                );
            }
        }
    }
}

/// One source with what old programs include, with the headers where `make install-headers` puts them.
#[test]
fn old_sources_find_their_headers_in_any_spelling() {
    let root = scratch();
    let mut make = Command::new("make");
    make.arg("-C").arg(in_package("")).arg("install-headers");
    make.arg(format!("DESTDIR={}", root.path().display()))
        .arg("PREFIX=/usr");
    tool(&mut make);
    let installed = format!("-I{}/usr/include/scardssp", root.path().display());
    let windows = format!("{installed}/windows");
    let pcsc_lite = pcsc_lite();
    let own = ["ssp", "mgr", "dat", "srv", "err"]
        .iter()
        .flat_map(|name| [format!("scard{name}"), format!("Scard{name}")]);
    let sdk = [
        "windows", "Windows", "objbase", "ole2", "oleauto", "initguid", "tchar", "winscard",
        "WinSCard", "Winscard", "winsmcrd", "SCardErr",
    ];
    let names: Vec<_> = own.chain(sdk.map(str::to_owned)).collect();
    let includes: Vec<_> = names
        .iter()
        .map(|name| format!("#include <{name}.h>\n"))
        .collect();
    for compiler in [C, CPP].concat() {
        for text in ["-DNARROW", "-DUNICODE"] {
            let source = format!(
                "{}HRESULT result = SCARD_S_SUCCESS;\n\
                 typedef char width[sizeof(DWORD) == 4 && sizeof(SCARDCONTEXT) == sizeof(long) ? 1 : -1];\n\
                 int length(LPCTSTR text);\nint length(LPCTSTR text) {{ return text == NULL; }}\n",
                includes.concat()
            );
            check(compiler, &source, &[text, &windows, &installed, &pcsc_lite]);
        }
    }
    // Without pcsc-lite, and each as the first of its source.
    for include in &includes {
        let source = [include, "HRESULT result = 0;\n"].concat();
        check(C[0], &source, &[&windows, &installed]);
    }
}

/// By the headers of mingw-w64, which are the SDK's for this. MIDL's declarations of identifiers may be there too.
#[test]
fn windows_programs_find_the_identifiers() {
    let names = "#include <ole2.h>\nEXTERN_C const IID IID_ISCard;\n#include <scardssp.h>\n#include <scardprov.h>\n\
                 EXTERN_C const IID IID_ISCard;\n";
    let by_type =
        "const IID *all[] = {&__uuidof(ISCard), &__uuidof(CSCard), &__uuidof(ISCardManage)};\n";
    let files = scratch();
    let source = files.path().join("source");
    let include = include();
    for target in ["x86_64", "i686"] {
        let target = format!("--target={target}-w64-mingw32");
        let options = [&target, "-isystem", MINGW, &include];
        check(Compiler::c("clang", "c99"), names, &options);
        for standard in ["c++11", "c++17"] {
            let compiler = Compiler::cpp("clang++", standard);
            fs::write(&source, [names, by_type].concat()).unwrap();
            let assembly = compiler.assembly(&source, &options);
            // Declared and not defined, they would be missing when the program is linked.
            for name in ["6ISCard", "6CSCard", "12ISCardManage"] {
                let is_there = |line: &str| {
                    line.contains(name)
                        && line.contains("__mingw_uuidof")
                        && line.contains(".globl")
                };
                assert!(assembly.lines().any(is_there), "{name}: {assembly}");
            }
        }
    }
}

#[track_caller]
fn refused(compiler: Compiler, source: &str, options: &[&str]) -> String {
    let directory = scratch();
    let path = directory.path().join("source");
    fs::write(&path, source).unwrap();
    compiler.refuses(&path, options)
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
    write_cards(program.directory());
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
