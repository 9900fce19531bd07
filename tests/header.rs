//! The committed headers and IDL are the generated ones, and any C or C++ program can include the headers.

#![cfg(unix)] // the compilers are called as on Unix

mod c_support;

use c_support::compile::{Compiler, pkg_config};
use c_support::{header, scratch};
use std::fmt::Write;
use std::fs;

/// What is generated, and what is committed.
const GENERATED: [[&str; 2]; 6] = [
    [
        include_str!(concat!(env!("OUT_DIR"), "/scard.h")),
        include_str!("../include/scard.h"),
    ],
    [
        include_str!(concat!(env!("OUT_DIR"), "/com/scardssp.h")),
        include_str!("../include/com/scardssp.h"),
    ],
    [
        include_str!(concat!(env!("OUT_DIR"), "/com/scarderr.h")),
        include_str!("../include/com/scarderr.h"),
    ],
    [
        include_str!(concat!(env!("OUT_DIR"), "/com/scardprov.h")),
        include_str!("../include/com/scardprov.h"),
    ],
    [
        include_str!(concat!(env!("OUT_DIR"), "/com/scardssp.idl")),
        include_str!("../include/com/scardssp.idl"),
    ],
    [
        include_str!(concat!(env!("OUT_DIR"), "/com/scardssp.manifest")),
        include_str!("../include/com/scardssp.manifest"),
    ],
];

const COMPILERS: &[Compiler] = &[
    Compiler::c("gcc", "c99"),
    Compiler::c("gcc", "c11"),
    Compiler::c("gcc", "c2x"),
    Compiler::c("clang", "c99"),
    Compiler::c("clang", "c11"),
    Compiler::c("clang", "c2x"),
    Compiler::cpp("g++", "c++11"),
    Compiler::cpp("g++", "c++17"),
    Compiler::cpp("g++", "c++20"),
    Compiler::cpp("clang++", "c++11"),
    Compiler::cpp("clang++", "c++17"),
    Compiler::cpp("clang++", "c++20"),
];

/// By hand, from the Windows SDK, so that a mistake in the library's table does not go unnoticed.
const WINDOWS: &[(&str, u32)] = &[
    ("OK", 0x0000_0000),
    ("NOTIMPL", 0x8000_4001),
    ("NOINTERFACE", 0x8000_4002),
    ("POINTER", 0x8000_4003),
    ("FAIL", 0x8000_4005),
    ("UNEXPECTED", 0x8000_FFFF),
    ("ACCESSDENIED", 0x8007_0005),
    ("OUTOFMEMORY", 0x8007_000E),
    ("INVALIDARG", 0x8007_0057),
    ("WIN32_FILE_NOT_FOUND", 0x8007_0002),
    ("WIN32_INVALID_DATA", 0x8007_000D),
    ("WIN32_READ_FAULT", 0x8007_001E),
    ("WIN32_ALREADY_EXISTS", 0x8007_00B7),
    ("INTERNAL_ERROR", 0x8010_0001),
    ("CANCELLED", 0x8010_0002),
    ("INVALID_HANDLE", 0x8010_0003),
    ("INSUFFICIENT_BUFFER", 0x8010_0008),
    ("UNKNOWN_READER", 0x8010_0009),
    ("TIMEOUT", 0x8010_000A),
    ("SHARING_VIOLATION", 0x8010_000B),
    ("NO_SMARTCARD", 0x8010_000C),
    ("PROTO_MISMATCH", 0x8010_000F),
    ("COMM_ERROR", 0x8010_0013),
    ("INVALID_ATR", 0x8010_0015),
    ("NOT_TRANSACTED", 0x8010_0016),
    ("READER_UNAVAILABLE", 0x8010_0017),
    ("NO_SERVICE", 0x8010_001D),
    ("CARD_UNEXPECTED", 0x8010_001F),
    ("UNSUPPORTED_FEATURE", 0x8010_0022),
    ("NO_READERS_AVAILABLE", 0x8010_002E),
    ("COMM_DATA_LOST", 0x8010_002F),
    ("UNRESPONSIVE_CARD", 0x8010_0066),
    ("RESET_CARD", 0x8010_0068),
    ("REMOVED_CARD", 0x8010_0069),
];

/// By hand, from Scardmgr.h: the type, the short name, the value.
const ENUMERATORS: &[(&str, &str, u32)] = &[
    ("SCARD_SHARE_MODES", "EXCLUSIVE", 1),
    ("SCARD_SHARE_MODES", "SHARED", 2),
    ("SCARD_DISPOSITIONS", "LEAVE", 0),
    ("SCARD_DISPOSITIONS", "RESET", 1),
    ("SCARD_DISPOSITIONS", "UNPOWER", 2),
    ("SCARD_DISPOSITIONS", "EJECT", 3),
    ("SCARD_PROTOCOLS", "T0", 1),
    ("SCARD_PROTOCOLS", "T1", 2),
    ("SCARD_PROTOCOLS", "RAW", 255),
    ("SCARD_STATES", "ABSENT", 1),
    ("SCARD_STATES", "PRESENT", 2),
    ("SCARD_STATES", "SWALLOWED", 3),
    ("SCARD_STATES", "POWERED", 4),
    ("SCARD_STATES", "NEGOTIABLEMODE", 5),
    ("SCARD_STATES", "SPECIFICMODE", 6),
];

/// Names that mean another value in pcsc-lite than on Windows.
const OTHER_IN_PCSC_LITE: &[&str] = &["SCARD_E_UNSUPPORTED_FEATURE"];

#[test]
fn the_committed_headers_are_the_generated_ones() {
    for [generated, committed] in GENERATED {
        // Not assert_eq: it would print both.
        assert!(committed == generated, "a header is stale; run make header");
    }
}

#[test]
fn the_com_headers_compile_in_any_order_and_beside_the_other() {
    let flag = format!("-I{}", c_support::in_package("include/com").display());
    for compiler in COMPILERS {
        for name in [
            "scardmgr",
            "scardssp",
            "scarddat",
            "scardsrv",
            "scarderr",
            "scardprov",
            "scard_com",
        ] {
            let source = format!("#include <{name}.h>\n#include <{name}.h>\nint nothing;\n");
            check(compiler, &source, &[&flag]);
        }
        for [first, second] in [["scard", "scardssp"], ["scardssp", "scard"]] {
            let source = format!(
                "#define COBJMACROS\n#include <{first}.h>\n#include <{second}.h>\n\
                 ISO_APDU_TYPE type; SCARD_SHARE_MODES share = SHARED; scard_card *card; ISCard *object;\n"
            );
            check(compiler, &source, &[&flag]);
        }
    }
}

#[test]
fn the_header_compiles_alone_and_twice() {
    for compiler in COMPILERS {
        check(
            compiler,
            "#include <scard.h>\n#include <scard.h>\nint nothing;\n",
            &[],
        );
    }
}

#[test]
fn the_header_compiles_inside_extern_c() {
    for compiler in COMPILERS.iter().filter(|compiler| compiler.is_cpp()) {
        let source =
            "extern \"C\" {\n#include <scard.h>\n}\nSCARD_PROTOCOLS either() { return T0 | T1; }\n";
        check(compiler, source, &[]);
    }
}

#[test]
fn the_header_compiles_before_and_after_that_of_pcsc_lite() {
    // As a system header: its own warnings are not ours.
    let flags = pkg_config("--cflags-only-I", "libpcsclite")
        .join(" ")
        .replace("-I", "-isystem");
    let use_both =
        "scard_hresult mine(LONG theirs) { return (scard_hresult)theirs + T0 + SHARED; }\n";
    let prototype = "scard_hresult mine(LONG theirs);\n";
    for compiler in COMPILERS {
        for includes in [
            "#include <scard.h>\n#include <winscard.h>\n",
            "#include <winscard.h>\n#include <scard.h>\n",
        ] {
            check(
                compiler,
                &[includes, prototype, use_both].concat(),
                &[&flags],
            );
        }
    }
}

#[test]
fn short_names_are_there_unless_they_are_not_wanted() {
    let short_names = ENUMERATORS.iter().map(|(_, short, _)| *short);
    let own: String = short_names
        .map(|name| format!("extern int {name};\nint {name} = 7;\n"))
        .collect();
    for compiler in COMPILERS {
        let without = format!("#define SCARD_NO_SHORT_NAMES\n#include <scard.h>\n{own}");
        check(compiler, &without, &[]);
        check(
            compiler,
            &format!(
                "#include <scard.h>\n{}",
                asserts(
                    ENUMERATORS
                        .iter()
                        .map(|(_, short, value)| { format!("(int){short} == {value}") })
                )
            ),
            &[],
        );
    }
}

#[test]
fn the_numbers_are_those_of_windows() {
    let codes = WINDOWS
        .iter()
        .map(|(name, value)| format!("(uint32_t)SCARD_HR_{name} == {value}u"));
    let failures = WINDOWS
        .iter()
        .map(|(name, value)| format!("(SCARD_FAILED(SCARD_HR_{name}) ? 1 : 0) == {}", value >> 31));
    let long_names = ENUMERATORS
        .iter()
        .map(|(c_type, short, value)| format!("(int){c_type}_{short} == {value}"));
    let sizes = ENUMERATORS
        .iter()
        .map(|(c_type, ..)| format!("sizeof({c_type}) == 4"));
    let results = [
        "sizeof(scard_hresult) == 4",
        "SCARD_HR_FAIL < 0",
        "SCARD_SUCCEEDED(0)",
        "SCARD_VERSION != 0",
    ];
    let results = results.map(str::to_owned).into_iter();
    let all = asserts(
        codes
            .chain(failures)
            .chain(long_names)
            .chain(sizes)
            .chain(results),
    );
    for compiler in COMPILERS {
        check(compiler, &format!("#include <scard.h>\n{all}"), &[]);
    }
}

#[test]
fn the_numbers_that_pcsc_lite_has_too_are_the_same() {
    let flags = pkg_config("--cflags-only-I", "libpcsclite")
        .join(" ")
        .replace("-I", "-isystem");
    let mut source = String::from("#include <winscard.h>\n#include <scard.h>\n");
    let mut compared = 0;
    for (number, (name, official, _)) in header::result_codes().iter().enumerate() {
        if official.starts_with("SCARD_") && !OTHER_IN_PCSC_LITE.contains(&official.as_str()) {
            let test = format!("(uint32_t)SCARD_HR_{name} == (uint32_t){official}");
            let _ = write!(
                source,
                "#ifdef {official}\n{}#endif\n",
                assert(number, &test)
            );
            compared += 1;
        }
    }
    assert!(
        compared > 50,
        "only {compared} codes were found in the header"
    );
    check(&COMPILERS[0], &source, &[&flags]);
}

#[test]
fn protocols_can_be_combined_in_c_and_in_cpp() {
    let call = "scard_hresult attach(scard_card **card);\n\
                scard_hresult attach(scard_card **card)\n\
                { return scard_attach_by_reader(\"a reader\", SHARED, T0 | T1, card); }\n";
    for compiler in COMPILERS {
        check(compiler, &format!("#include <scard.h>\n{call}"), &[]);
    }
    let only_in_cpp = "#include <scard.h>\nSCARD_PROTOCOLS either() { return T0 | T1; }\n";
    for compiler in COMPILERS.iter().filter(|compiler| compiler.is_cpp()) {
        check(compiler, only_in_cpp, &[]);
    }
}

#[track_caller]
fn check(compiler: &Compiler, source: &str, options: &[&str]) {
    let directory = scratch();
    let path = directory.path().join(if compiler.is_cpp() {
        "source.cpp"
    } else {
        "source.c"
    });
    fs::write(&path, source).expect("a scratch directory can be written to");
    compiler.check(&path, options);
}

/// Asserts at compile time, in the way that every standard knows.
fn asserts(conditions: impl Iterator<Item = String>) -> String {
    conditions
        .enumerate()
        .map(|(number, condition)| assert(number, &condition))
        .collect()
}

fn assert(number: usize, condition: &str) -> String {
    format!("typedef char must_hold_{number}[({condition}) ? 1 : -1];\n")
}
