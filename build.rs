//! Generates the C header into `OUT_DIR` and names the shared library.
//!
//! The committed `include/scard.h` is a copy of it: `make header` refreshes it, and a test fails
//! when it is stale.

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "src/com/header.rs"]
mod com_header;
#[path = "src/com/idl.rs"]
mod com_idl;
#[path = "src/com/manifest.rs"]
mod com_manifest;

fn main() {
    for input in [
        "src/c_api",
        "src/com/header.rs",
        "src/com/idl.rs",
        "src/com/interfaces.rs",
        "src/com/library.rs",
        "src/com/manifest.rs",
        "src/com/providers.rs",
        "src/result_codes.rs",
        "src/enums.rs",
        "cbindgen.toml",
        "build.rs",
    ] {
        println!("cargo:rerun-if-changed={input}");
    }
    let out = PathBuf::from(env::var("OUT_DIR").expect("set by cargo"));
    write_header(&out);
    write_com_headers(&out.join("com"));
    name_library();
}

/// The headers of the COM interfaces that are generated (the others only include them), the type library, and the manifest.
fn write_com_headers(folder: &Path) {
    let note = "SPDX-License-Identifier: MIT OR Apache-2.0\n * Generated from the library's source; do not edit.";
    let interfaces = format!(
        "/*\n * scardssp.h - the interfaces of Scardssp.dll, for C and C++ on any operating system.\n *\n * {note}\n */\n\
         #ifndef SCARDSSP_SCARDSSP_H\n#define SCARDSSP_SCARDSSP_H\n\n#include \"scard_com.h\"\n{}\n{}\n#endif\n",
        enums(),
        com_header::interfaces()
    );
    let errors = format!(
        "/*\n * scarderr.h - the result codes of smart cards, as HRESULTs.\n *\n * {note}\n */\n\
         #ifndef SCARDSSP_SCARDERR_H\n#define SCARDSSP_SCARDERR_H\n\n#include \"scard_com.h\"\n\n{}\n#endif\n",
        smart_card_codes()
    );
    let providers = format!(
        "/*\n * scardprov.h - the interfaces that card vendors implement: ISCardManage, ISCardAuth, ISCardFileAccess and\n \
         * ISCardVerify, for C and C++.\n *\n * {note}\n *\n \
         * Project-defined: Microsoft published the names, the parameters and the meaning of these, and nothing binary. The\n \
         * order of the methods, the IIDs, the values of all constants and the layout of the structs are this project's own;\n \
         * no provider of another origin has them. Class identifiers are the vendors'.\n */\n\
         #ifndef SCARDSSP_SCARDPROV_H\n#define SCARDSSP_SCARDPROV_H\n\n\
         #include \"scarderr.h\"\n#include \"scardssp.h\"\n\n{}\n#endif\n",
        com_header::providers()
    );
    let library = format!(
        "/*\n * scardssp.idl - the type library of scardssp.dll.\n *\n * {note}\n */\n{}",
        com_idl::library()
    );
    fs::create_dir_all(folder).expect("cargo's folder can be written to");
    for (name, text) in [
        ("scardssp.h", interfaces),
        ("scarderr.h", errors),
        ("scardprov.h", providers),
        ("scardssp.idl", library),
        ("scardssp.manifest", com_manifest::manifest()),
    ] {
        fs::write(folder.join(name), text).expect("cargo's folder can be written to");
    }
}

/// The codes of PC/SC under their official names. A PC/SC header that was included before may have
/// others, which are no HRESULTs on 64-bit systems.
fn smart_card_codes() -> String {
    let mut text = String::from("#undef SCARD_S_SUCCESS\n#define SCARD_S_SUCCESS S_OK\n");
    for (_, value, official, _) in result_code_table() {
        if official.starts_with("SCARD_") {
            let _ = write!(
                text,
                "#undef {official}\n#define {official} SCARD_COM_AS(HRESULT, 0x{value:08X}u)\n"
            );
        }
    }
    text
}

fn write_header(out: &Path) {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let mut config =
        cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml is valid");
    config.after_includes = Some(format!(
        "\n{}\n{}\n{}\n{}",
        linkage(),
        version(),
        result_codes(),
        enums()
    ));
    // From the one file on: cbindgen would otherwise ask cargo for metadata, which a packaged crate
    // may not have.
    let builder = cbindgen::Builder::new()
        .with_config(config)
        .with_src(root.join("src/c_api/mod.rs"));
    let header = builder
        .generate()
        .expect("the exported functions can be written as C");
    header.write_to_file(out.join("scard.h"));
}

fn linkage() -> String {
    "/* Define SCARD_STATIC to link the static library on Windows. */\n\
     #if defined(_WIN32) && !defined(SCARD_STATIC)\n\
     #define SCARD_API __declspec(dllimport)\n\
     #else\n\
     #define SCARD_API\n\
     #endif\n"
        .to_owned()
}

fn version() -> String {
    let part = |name: &str| env::var(format!("CARGO_PKG_VERSION_{name}")).expect("set by cargo");
    let (major, minor, patch) = (part("MAJOR"), part("MINOR"), part("PATCH"));
    format!(
        "/** The version of this header, to compare with scard_version(). */\n\
         #define SCARD_VERSION_MAJOR {major}\n\
         #define SCARD_VERSION_MINOR {minor}\n\
         #define SCARD_VERSION_PATCH {patch}\n\
         #define SCARD_VERSION (((uint32_t)SCARD_VERSION_MAJOR << 24) | ((uint32_t)SCARD_VERSION_MINOR << 16) \\\n    \
                                | ((uint32_t)SCARD_VERSION_PATCH << 8))\n"
    )
}

/// Name, value, official name and text of each code, of the same table that `src/hresult.rs` includes.
fn result_code_table() -> Vec<(&'static str, u32, &'static str, &'static str)> {
    macro_rules! result_codes {
        ($($name:ident = $value:literal, $official:literal, $message:literal;)*) => {
            vec![$((stringify!($name), $value as u32, $official, $message),)*]
        };
    }
    include!("src/result_codes.rs")
}

/// The `SCARD_HR_…` macros.
fn result_codes() -> String {
    let mut text = String::from(
        "/** Whether a result is a success or a failure. */\n\
         #define SCARD_SUCCEEDED(hr) ((scard_hresult)(hr) >= 0)\n\
         #define SCARD_FAILED(hr)    ((scard_hresult)(hr) < 0)\n",
    );
    for (name, value, official, message) in result_code_table() {
        let _ = write!(
            text,
            "\n/** {} */\n#define SCARD_HR_{name} ((scard_hresult)0x{value:08X}u)\n",
            wrapped(&format!("{official}: {message}"))
        );
    }
    text
}

/// Text of a comment, in lines that are not too long.
fn wrapped(text: &str) -> String {
    const WIDTH: usize = 112;
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        if lines
            .last()
            .is_some_and(|line| line.len() + word.len() > WIDTH)
        {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            let space = if line.is_empty() { "" } else { " " };
            line.extend([space, word]);
        }
    }
    lines.join("\n *  ")
}

/// The C enumerations, of the same table that `src/values.rs` includes.
fn enums() -> String {
    macro_rules! enums {
        ($(
            $(#[doc = $doc:literal])*
            $name:ident = $c_name:ident {
                $($(#[doc = $item_doc:literal])* $item:ident = $c_item:ident = $value:literal;)*
            }
        )*) => {
            [$((
                [$($doc),*].concat(),
                stringify!($c_name),
                vec![$((concat!($($item_doc),*), stringify!($c_item), stringify!($value)),)*],
            ),)*]
        };
    }
    let table = include!("src/enums.rs");
    let mut text = String::from(
        "\n/* The enumerations are the same in scard.h and in the headers of the COM interfaces. */\n\
         #ifndef SCARDSSP_ENUMERATIONS\n#define SCARDSSP_ENUMERATIONS\n",
    );
    for (doc, name, items) in table {
        let _ = write!(text, "\n/**{doc} */\ntypedef enum tag{name} {{\n");
        let mut long = Vec::new();
        let mut short = Vec::new();
        // A long name begins with SCARD_ in any case.
        let prefix = if name.starts_with("SCARD_") {
            name
        } else {
            "SCARD"
        };
        for (item_doc, item, value) in items {
            long.push(format!(
                "    /**{item_doc} */\n    {prefix}_{item} = {value}"
            ));
            short.push(format!("    {item} = {prefix}_{item}"));
        }
        let _ = write!(
            text,
            "{}\n#ifndef SCARD_NO_SHORT_NAMES\n    ,\n{}\n#endif\n}} {name};\n",
            long.join(",\n"),
            short.join(",\n")
        );
    }
    text + "\n/* The library writes enumerations as 32 bits; this fails to compile where they have others (-fshort-enums). */\n\
        typedef char scard_enumerations_have_32_bits[sizeof(SCARD_PROTOCOLS) == 4 && sizeof(SCARD_STATES) == 4 ? 1 : -1];\n\
        \n#ifdef __cplusplus\n\
        /** T0 | T1 in C++, where it would be a plain number. */\n\
        extern \"C++\" {\n\
        #if __cplusplus >= 201103L || defined(_MSC_VER)\n\
        constexpr\n\
        #else\n\
        static inline\n\
        #endif\n\
        SCARD_PROTOCOLS operator|(SCARD_PROTOCOLS a, SCARD_PROTOCOLS b)\n\
        {\n    return static_cast<SCARD_PROTOCOLS>(static_cast<int>(a) | static_cast<int>(b));\n}\n\
        }\n\
        #endif\n\
        #endif /* SCARDSSP_ENUMERATIONS */\n"
}

/// The names that programs record to find the library by. Their number changes when, and only when,
/// the ABI breaks.
fn name_library() {
    let os = env::var("CARGO_CFG_TARGET_OS").expect("set by cargo");
    let major = env::var("CARGO_PKG_VERSION_MAJOR").expect("set by cargo");
    if env::var_os("CARGO_C_CARGO").is_some() {
        return; // cargo-c names it itself
    }
    let vendor = env::var("CARGO_CFG_TARGET_VENDOR").unwrap_or_default();
    match os.as_str() {
        _ if vendor == "apple" => println!(
            "cargo:rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libscardssp.{major}.dylib"
        ),
        "windows" => {}
        _ => println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libscardssp.so.{major}"),
    }
}
