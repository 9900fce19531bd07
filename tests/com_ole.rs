//! `include/com/scard_com.h` is for any C or C++ program, and its functions do what those of Windows do.

#![cfg(target_os = "linux")] // names of libraries

mod c_support;

use c_support::compile::{Compiler, pkg_config};
use c_support::library::{Library, Linkage};
use c_support::program::Program;
use c_support::{in_package, scratch};
use std::fs;

const COMPILERS: &[Compiler] = &[
    Compiler::c("gcc", "c99"),
    Compiler::c("gcc", "c11"),
    Compiler::c("gcc", "c2x"),
    Compiler::c("clang", "c99"),
    Compiler::c("clang", "c11"),
    Compiler::cpp("g++", "c++11"),
    Compiler::cpp("g++", "c++17"),
    Compiler::cpp("g++", "c++20"),
    Compiler::cpp("clang++", "c++11"),
    Compiler::cpp("clang++", "c++17"),
];

const PROGRAMS: [(Compiler, &str); 2] = [
    (Compiler::c("gcc", "c99"), "com_ole.c"),
    (Compiler::cpp("g++", "c++11"), "com_ole.cpp"),
];

const NO_ARGUMENTS: [&str; 0] = [];

/// Options that change the width of wchar_t, and one that changes nothing.
const WIDTHS: [&str; 2] = ["-fshort-wchar", "-O0"];

fn include() -> String {
    format!("-I{}", in_package("include/com").display())
}

#[test]
fn the_header_compiles_alone_and_twice() {
    let source = "#include <scard_com.h>\n#include <scard_com.h>\nint nothing;\n";
    for compiler in COMPILERS {
        for width in WIDTHS {
            check(compiler, source, &[&include(), width]);
        }
    }
}

#[test]
fn the_header_compiles_inside_extern_c_and_with_the_c_view() {
    let inside = "extern \"C\" {\n#include <scard_com.h>\n}\nBSTR text() { return SysAllocString(L\"x\"); }\n";
    let view = "#define CINTERFACE\n#define COBJMACROS\n#include <scard_com.h>\n\
                ULONG drop(IStream *stream) { return IStream_Release(stream); }\n";
    for compiler in COMPILERS.iter().filter(|compiler| compiler.is_cpp()) {
        check(compiler, inside, &[&include()]);
        check(compiler, view, &[&include()]);
    }
}

#[test]
fn interfaces_can_be_declared_for_c_and_cpp() {
    let source = "#include <scard_com.h>\n#undef INTERFACE\n#define INTERFACE IMine\n\
                  DECLARE_INTERFACE_(IMine, IUnknown)\n{\n\
                  STDMETHOD_(LONG, Twice)(THIS_ LONG number) PURE;\n};\n";
    for compiler in COMPILERS {
        check(compiler, source, &[&include()]);
    }
}

#[test]
fn pcsc_lite_keeps_its_own_types() {
    // As a system header: its own warnings are not ours.
    let flags = pkg_config("--cflags-only-I", "libpcsclite")
        .join(" ")
        .replace("-I", "-isystem");
    let both = "typedef char ours[sizeof(LONG) == 4 && sizeof(DWORD) == 4 && sizeof(BOOL) == 4 ? 1 : -1];\n\
                typedef char theirs[sizeof(SCardReleaseContext(0)) == sizeof(long) ? 1 : -1];\n\
                SCARD_PCSCLITE_LONG list(SCARDCONTEXT context);\n\
                SCARD_PCSCLITE_LONG list(SCARDCONTEXT context)\n\
                { SCARD_PCSCLITE_DWORD room = 0; return SCardListReaders(context, NULL, NULL, &room); }\n";
    for compiler in COMPILERS {
        for includes in [
            "#include <scard_com.h>\n",
            "#include <scard_com.h>\n#include <winscard.h>\n",
        ] {
            let source = [includes, both].concat();
            check(compiler, &source, &[&include(), &flags]);
        }
    }
}

#[test]
fn the_functions_do_what_those_of_windows_do() {
    for linkage in [Linkage::Shared, Linkage::Static] {
        for program in programs(linkage) {
            program.run(&NO_ARGUMENTS);
        }
    }
}

#[test]
fn the_functions_touch_no_memory_they_should_not_and_leak_none() {
    for program in programs(Linkage::Shared) {
        program.run_in_valgrind(&NO_ARGUMENTS);
    }
}

#[test]
fn late_bound_objects_are_released_as_often_as_they_must_be() {
    let late = Program::build("com_ole_late", &Library::of_this_build(), Linkage::Shared);
    late.run(&NO_ARGUMENTS);
    late.run_in_valgrind(&NO_ARGUMENTS);
}

#[test]
fn a_lack_of_memory_is_a_result() {
    let library = Library::of_this_build();
    Program::build("com_ole_memory", &library, Linkage::Shared).run(&NO_ARGUMENTS);
}

fn programs(linkage: Linkage) -> impl Iterator<Item = Program> {
    let library = Library::of_this_build();
    let all = PROGRAMS
        .into_iter()
        .flat_map(|program| WIDTHS.map(|width| (program, width)));
    all.map(move |((compiler, source), width)| {
        let source = in_package("tests/c").join(source);
        Program::compiled(compiler, &source, &library, linkage, &[&include(), width])
    })
}

#[track_caller]
fn check(compiler: &Compiler, source: &str, options: &[&str]) {
    let directory = scratch();
    let path = directory.path().join("source");
    fs::write(&path, source).expect("a scratch directory can be written to");
    compiler.check(&path, options);
}
