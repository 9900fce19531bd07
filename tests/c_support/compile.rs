//! Compilers, with warnings as errors.

use super::in_package;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

/// A compiler and the language standard it is to hold a source to.
#[derive(Clone, Copy, Debug)]
pub struct Compiler {
    pub program: &'static str,
    pub standard: &'static str,
    language: &'static str,
}

impl Compiler {
    pub const fn c(program: &'static str, standard: &'static str) -> Self {
        Compiler {
            program,
            standard,
            language: "c",
        }
    }

    pub const fn cpp(program: &'static str, standard: &'static str) -> Self {
        Compiler {
            program,
            standard,
            language: "c++",
        }
    }

    pub fn is_cpp(&self) -> bool {
        self.language == "c++"
    }

    /// Compiles a source, without making a program of it, with the package's header in reach.
    #[track_caller]
    pub fn check(&self, source: &Path, options: &[&str]) {
        let mut command = self.command(source);
        run(command.args(options).arg("-fsyntax-only"));
    }

    /// What a source becomes, as text.
    #[track_caller]
    pub fn assembly(&self, source: &Path, options: &[&str]) -> String {
        run(self.command(source).args(options).args(["-S", "-o", "-"]))
    }

    /// What the compiler says of a source that must not compile.
    #[track_caller]
    pub fn refuses(&self, source: &Path, options: &[&str]) -> String {
        let mut command = self.command(source);
        let output = command.args(options).arg("-fsyntax-only").output();
        let output = output.expect("the compiler is installed; make test does that");
        assert!(!output.status.success(), "{command:?} took it");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// Makes a program of a source; `options` come last, so that libraries can be among them.
    #[track_caller]
    pub fn link(&self, source: &Path, program: &Path, options: &[impl AsRef<OsStr>]) {
        let mut command = self.command(source);
        run(command
            .args(["-g", "-pthread", "-o"])
            .arg(program)
            .args(options));
    }

    fn command(&self, source: &Path) -> Command {
        let mut command = Command::new(self.program);
        command.args([
            "-Wall",
            "-Wextra",
            "-Wpedantic",
            "-Werror",
            "-x",
            self.language,
        ]);
        command
            .arg(format!("-std={}", self.standard))
            .arg("-I")
            .arg(in_package("include"));
        command.arg(source).args(["-x", "none"]);
        command
    }
}

/// What a package needs to be compiled or linked with, as pkg-config says.
#[track_caller]
pub fn pkg_config(what: &str, package: &str) -> Vec<String> {
    let flags = run(Command::new("pkg-config").args([what, package]));
    flags.split_whitespace().map(str::to_owned).collect()
}

/// Runs a tool to its end and gives what it printed; a tool that is not there or fails ends the test.
#[track_caller]
pub fn run(command: &mut Command) -> String {
    let output = match command.output() {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            panic!(
                "{:?} is not installed; run make test, which installs it",
                command.get_program()
            )
        }
        Err(error) => panic!("{command:?}: {error}"),
    };
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{command:?}: {}\n{errors}",
        output.status
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}
