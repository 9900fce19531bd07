//! Generates the C header into `OUT_DIR` and names the shared library.
//!
//! The committed `include/scard.h` is a copy of it: `make header` refreshes it, and a test fails
//! when it is stale.

use std::env;
use std::fmt::Write;
use std::path::PathBuf;

fn main() {
    for input in [
        "src/c_api",
        "src/result_codes.rs",
        "src/enums.rs",
        "cbindgen.toml",
        "build.rs",
    ] {
        println!("cargo:rerun-if-changed={input}");
    }
    write_header();
    name_library();
}

fn write_header() {
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
    header.write_to_file(PathBuf::from(env::var("OUT_DIR").expect("set by cargo")).join("scard.h"));
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

/// The `SCARD_HR_…` macros, of the same table that `src/hresult.rs` includes.
fn result_codes() -> String {
    macro_rules! result_codes {
        ($($name:ident = $value:literal, $official:literal, $message:literal;)*) => {
            [$((stringify!($name), $value as u32, $official, $message),)*]
        };
    }
    let table = include!("src/result_codes.rs");
    let mut text = String::from(
        "/** Whether a result is a success or a failure. */\n\
         #define SCARD_SUCCEEDED(hr) ((scard_hresult)(hr) >= 0)\n\
         #define SCARD_FAILED(hr)    ((scard_hresult)(hr) < 0)\n",
    );
    for (name, value, official, message) in table {
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
    let mut text = String::new();
    for (doc, name, items) in table {
        let _ = write!(text, "\n/**{doc} */\ntypedef enum {name} {{\n");
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
        static inline SCARD_PROTOCOLS operator|(SCARD_PROTOCOLS a, SCARD_PROTOCOLS b)\n\
        {\n    return static_cast<SCARD_PROTOCOLS>(static_cast<int>(a) | static_cast<int>(b));\n}\n\
        }\n\
        #endif\n"
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
