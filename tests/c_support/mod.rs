//! C and C++ programs as tests of the compiled library.
//!
//! | file       | what it has                                                                  |
//! |------------|------------------------------------------------------------------------------|
//! | `compile`  | a compiler for a language standard, warnings as errors                       |
//! | `library`  | the shared and the static library that a test looks at                       |
//! | `program`  | a C program, built against one of them and run under a watchdog              |
//! | `terminal` | a pseudo terminal that a program runs on                                     |
//! | `header`   | what `include/scard.h` declares                                              |
//! | `interfaces` | the methods of the COM interfaces                                          |
//! | `porting`  | what the programs of the porting page need, and what they print              |

// Each test binary compiles all of this and uses a part of it.
#![allow(dead_code)]

pub mod compile;
pub mod header;
pub mod interfaces;
#[cfg(unix)]
pub mod library;
#[cfg(unix)]
pub mod porting;
#[cfg(unix)]
pub mod program;
#[cfg(target_os = "linux")]
pub mod terminal;

use std::path::{Path, PathBuf};

/// A path in the package.
pub fn in_package(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A directory that is gone when it is dropped.
pub fn scratch() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))
        .expect("the target directory can be written to")
}
