//! ThreadSanitizer finds no data race: not in the COM objects, not in the flat functions.
//!
//! What is not built for it can look like a race or hide one. So all is: the program, the library, and Rust's standard
//! library from its source, which is not always there.

#![cfg(all(target_os = "linux", target_env = "gnu"))]

mod c_support;

use c_support::compile::{self, Compiler};
use c_support::{in_package, program, scratch};
use std::env::{self, consts::ARCH};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const OPTIONS: &str = "halt_on_error=1:exitcode=66";

#[test]
fn threads_with_com_objects_race_for_nothing() {
    let Some(build) = Build::done() else { return };
    let directory = scratch();
    let program = directory.path().join("com_threads");
    let archive = build.archive();
    let options: [&OsStr; 5] = [
        "-fsanitize=thread".as_ref(),
        archive.as_ref(),
        build.runtime.as_ref(),
        "-lm".as_ref(),
        "-ldl".as_ref(),
    ];
    let source = in_package("tests/c/com_threads.c");
    Compiler::c("gcc", "c99").link(&source, &program, &options);
    program::run_slow(Command::new(program).env("TSAN_OPTIONS", OPTIONS)).successful();
}

/// The tests of `threads.rs`, without the one that asks how evenly the time is shared out.
#[test]
fn threads_with_sessions_race_for_nothing() {
    let Some(build) = Build::done() else { return };
    let mut tests = build.cargo();
    tests.args([
        "--",
        "--skip",
        "four_sessions_on_one_card_are_served_evenly",
    ]);
    program::run_slow(tests.env("TSAN_OPTIONS", OPTIONS)).successful();
}

/// The library and the test binary of `threads.rs`. Kept between runs, in a target directory of their own.
struct Build {
    rust: PathBuf,
    target: PathBuf,
    runtime: PathBuf,
}

impl Build {
    /// Builds what is not there yet; cargo's lock lets one do it at a time.
    fn done() -> Option<Self> {
        let Some(rust) = rust_with_source() else {
            let why = "no Rust with its source: make setup installs it on Debian 12, \
                       and rustup component add rust-src elsewhere";
            assert!(env::var_os("CI").is_none(), "{why}");
            println!("not tested: {why}");
            return None;
        };
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("thread-sanitizer");
        let runtime = target.join("runtime.o");
        let build = Build {
            rust,
            target,
            runtime,
        };
        build.compile_runtime();
        compile::run(build.cargo().arg("--no-run"));
        Some(build)
    }

    /// What is missing in the runtime, put there whole: the other test may read it just now.
    fn compile_runtime(&self) {
        let directory = scratch();
        let object = directory.path().join("runtime.o");
        let source = in_package("tests/c/thread_sanitizer.c");
        Compiler::c("gcc", "c99").link(&source, &object, &["-c"]);
        fs::create_dir_all(&self.target)
            .and_then(|()| fs::rename(&object, &self.runtime))
            .expect("the target directory can be written to");
    }

    fn archive(&self) -> PathBuf {
        self.target.join(triple()).join("debug/deps/libscardssp.a")
    }

    /// `cargo test` of a Rust that may not be the one in use.
    fn cargo(&self) -> Command {
        let mut cargo = Command::new(self.rust.join("cargo"));
        cargo.args(["test", "--quiet", "--test", "threads"]);
        // The library of the PC/SC service is not instrumented.
        cargo.arg("--no-default-features");
        cargo.args(["-Zbuild-std=std,panic_unwind,test", "--target", &triple()]);
        // Without what reads debug information for backtraces, which takes long to build.
        cargo.arg("-Zbuild-std-features=panic-unwind");
        cargo.arg("--target-dir").arg(&self.target);
        cargo.arg("--manifest-path").arg(in_package("Cargo.toml"));
        cargo.env("RUSTC", self.rust.join("rustc"));
        cargo.env("RUSTC_BOOTSTRAP", "1"); // for what begins with -Z
        let flags = [
            "-Zsanitizer=thread",
            // The runtime of gcc, before the libraries whose functions it replaces.
            "-Zexternal-clangrt",
            "-Zpre-link-arg=-Wl,--push-state,--no-as-needed",
            "-Zpre-link-arg=-ltsan",
            "-Zpre-link-arg=-Wl,--pop-state",
            &format!("-Clink-arg={}", self.runtime.display()),
        ];
        cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");
        cargo.env("CARGO_INCREMENTAL", "0");
        // Of the Rust that runs this test.
        cargo.env_remove("LD_LIBRARY_PATH");
        cargo
    }
}

/// Where `cargo` and `rustc` are: those in use, or else those of the system.
fn rust_with_source() -> Option<PathBuf> {
    let in_use = Path::new(env!("CARGO")).parent()?;
    let needed = ["cargo", "rustc", "../lib/rustlib/src/rust/library/std"];
    let has_source = |bin: &&Path| needed.iter().all(|file| bin.join(file).exists());
    let found = [in_use, Path::new("/usr/bin")].into_iter().find(has_source);
    found.map(Path::to_owned)
}

fn triple() -> String {
    format!("{ARCH}-unknown-linux-gnu")
}
