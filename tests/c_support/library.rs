//! The compiled library, as C programs use it.

use super::compile::{pkg_config, run};
use std::env;
use std::ffi::OsString;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The name that programs look for at run time.
pub const SONAME: &str = "libscardssp.so.0";

/// Which of the two libraries a program is linked with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Linkage {
    Shared,
    Static,
}

/// A build of the library.
pub struct Library {
    directory: PathBuf,
}

impl Library {
    /// The one this test binary was built with: cargo puts all kinds of it beside the test binaries.
    pub fn of_this_build() -> Self {
        let test = env::current_exe().expect("a test knows its path");
        let directory = test.parent().expect("a test is in a directory").to_owned();
        let library = Library { directory };
        for file in [library.shared(), library.archive()] {
            assert!(
                file.exists(),
                "cargo was expected to build {} for this test",
                file.display()
            );
        }
        library
    }

    /// One that panics in every call when `SCARDSSP_PLANT_PANIC` is set. Kept between runs, in a target directory of
    /// its own.
    pub fn with_planted_panic(release: bool) -> Self {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("planted-panic");
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args([
                "build",
                "--quiet",
                "--lib",
                "--features",
                "planted-panic",
                "--target-dir",
            ])
            .arg(&target);
        cargo
            .arg("--manifest-path")
            .arg(super::in_package("Cargo.toml"));
        if !cfg!(feature = "system") {
            cargo.arg("--no-default-features");
        }
        if release {
            cargo.arg("--release");
        }
        run(&mut cargo);
        let profile = if release { "release" } else { "debug" };
        Library {
            directory: target.join(profile),
        }
    }

    pub fn shared(&self) -> PathBuf {
        self.directory.join("libscardssp.so")
    }

    pub fn archive(&self) -> PathBuf {
        self.directory.join("libscardssp.a")
    }

    /// What a compiler is told to link with it. A shared library gets its soname in `directory`, where the program will
    /// find it.
    pub(super) fn link_options(&self, linkage: Linkage, directory: &Path) -> Vec<OsString> {
        if linkage == Linkage::Static {
            let mut options = vec![self.archive().into_os_string()];
            if cfg!(feature = "system") {
                options.extend(
                    pkg_config("--libs", "libpcsclite")
                        .into_iter()
                        .map(OsString::from),
                );
            }
            options.extend(["-lm", "-ldl"].map(OsString::from));
            return options;
        }
        let soname = directory.join(SONAME);
        symlink(self.shared(), &soname).expect("a scratch directory takes links");
        let mut search_path = OsString::from("-Wl,-rpath,");
        search_path.push(directory);
        vec![soname.into_os_string(), search_path]
    }
}
