//! Programs for Windows: built by mingw-w64 beside the DLL that `make windows` made, and run in Wine.

#![allow(dead_code)] // each test uses a part of it

use super::c_support::program::{self, Ended};
use super::c_support::{compile, in_package, scratch};
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use tempfile::TempDir;

/// Where `make test-windows` says what it built: a folder with one for each width.
const BUILT: &str = "SCARDSSP_WINDOWS";

/// Where it unpacked the 32-bit Wine; the last file is `complete`, if it could.
const WINE32: &str = "SCARDSSP_WINE32";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Width {
    X64,
    X86,
}

/// How a program gets at the DLL.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Linkage {
    /// By its import library.
    Shared,
    /// Not at all: all of it is in the program.
    Static,
    /// By what the program does itself, as `CoCreateInstance` is.
    Own,
}

/// What the static library needs of the system, as `rustc --print native-static-libs` has it.
const SYSTEM: [&str; 7] = [
    "-lwinscard",
    "-lole32",
    "-loleaut32",
    "-ladvapi32",
    "-lntdll",
    "-luserenv",
    "-lws2_32",
];

/// What the 32-bit Wine says each time it starts.
const NO_FREETYPE: &str = "Wine cannot find the FreeType font library.  To enable Wine to\n\
    use TrueType fonts please install a version of FreeType greater than\nor equal to 2.0.5.\n\
    http://www.freetype.org\n";

/// Runs a test once for each width that can be run here, or says in a line what is not tested.
pub fn in_each_width(test: impl Fn(Width)) {
    if env::var_os(BUILT).is_none() {
        println!("not tested: make test-windows does it");
        return;
    }
    test(Width::X64);
    if wine32_root().join("complete").exists() {
        test(Width::X86);
    } else {
        println!("not tested in 32 bits: there is no 32-bit Wine");
    }
}

impl Width {
    /// As in the names of compilers and folders.
    pub fn machine(self) -> &'static str {
        match self {
            Width::X64 => "x86_64",
            Width::X86 => "i686",
        }
    }

    /// A tool of mingw-w64, as `gcc`.
    pub fn tool(self, name: &str) -> Command {
        Command::new(format!("{}-w64-mingw32-{name}", self.machine()))
    }

    /// A file that `make windows` made.
    pub fn built(self, file: &str) -> PathBuf {
        let folder = env::var_os(BUILT).expect("make test-windows sets it");
        Path::new(&folder).join(self.machine()).join(file)
    }

    /// What the headers of the DLL say, as objdump prints it.
    #[track_caller]
    pub fn headers_of_the_dll(self) -> String {
        compile::run(
            self.tool("objdump")
                .arg("-p")
                .arg(self.built("scardssp.dll")),
        )
    }

    /// Wine, to be given the path of a program or the name of one of its own, as `regsvr32`.
    ///
    /// All tests share its registry and drive, which is new with each run.
    pub fn wine(self) -> Command {
        static PREFIXES: [OnceLock<PathBuf>; 2] = [const { OnceLock::new() }; 2];
        let prefix = PREFIXES[self as usize].get_or_init(|| {
            let name = format!("wine-{}", self.machine());
            let prefix = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
            let _ = fs::remove_dir_all(&prefix);
            self.set_up(&prefix);
            prefix
        });
        self.wine_of(prefix)
    }

    /// A Wine with nothing but the test's own in its registry. It takes some seconds to make.
    pub fn new_wine(self) -> TempDir {
        let prefix = scratch();
        self.set_up(prefix.path());
        prefix
    }

    /// Wine with a registry and drive of the test.
    pub fn wine_of(self, prefix: &Path) -> Command {
        let mut wine = match self {
            Width::X64 => Command::new("/usr/lib/wine/wine64"),
            Width::X86 => wine32(),
        };
        wine.env("WINEPREFIX", prefix)
            .env("WINEDEBUG", "-all")
            .env("WINEDLLOVERRIDES", "mscoree,mshtml,winemenubuilder.exe=")
            .env("LC_ALL", "C.UTF-8")
            .env_remove("DISPLAY")
            .env_remove("SCARDSSP_VIRTUAL");
        wine
    }

    fn set_up(self, prefix: &Path) {
        let system = prefix.join("drive_c/windows/system32");
        fs::create_dir_all(&system).expect("the target directory can be written to");
        if self == Width::X86 {
            // Wine has it from the package of mingw-w64, whose set-up was not run.
            let zlib = wine32_root().join("usr/i686-w64-mingw32/lib/zlib1.dll");
            fs::copy(zlib, system.join("zlib1.dll")).expect("the 32-bit Wine is complete");
        }
        run(self.wine_of(prefix).args(["wineboot", "--init"])).successful();
    }
}

fn wine32_root() -> PathBuf {
    PathBuf::from(env::var_os(WINE32).expect("make test-windows sets it"))
}

/// Told where everything is: it lies in other places than Debian's packages expect.
fn wine32() -> Command {
    let root = wine32_root();
    let in_root = |path: &str| root.join(path).into_os_string();
    let mut libraries = in_root("lib/i386-linux-gnu:");
    libraries.push(in_root("usr/lib/i386-linux-gnu"));
    let mut wine = Command::new(root.join("usr/lib/wine/wine"));
    wine.env("LD_LIBRARY_PATH", libraries)
        .env("WINEARCH", "win32")
        .env("WINELOADER", in_root("usr/lib/wine/wine"))
        .env("WINESERVER", in_root("usr/lib/wine/wineserver32"))
        .env("WINEDLLPATH", in_root("usr/lib/i386-linux-gnu/wine"));
    wine
}

/// A program in a folder with the DLL. Both are gone when it is dropped.
pub struct Program {
    directory: TempDir,
    path: PathBuf,
    width: Width,
}

impl Program {
    /// Compiles C (C99) or C++ (C++11), warnings as errors, with the package's headers in reach.
    #[track_caller]
    pub fn compiled(width: Width, source: &str, linkage: Linkage, options: &[&str]) -> Self {
        let directory = scratch();
        let source = in_package(source);
        let name = source.file_stem().expect("a source has a name");
        let path = directory.path().join(name).with_extension("exe");
        let (compiler, standard) = if source.extension() == Some(OsStr::new("cpp")) {
            ("g++", "-std=c++11")
        } else {
            ("gcc", "-std=c99")
        };
        let mut command = width.tool(compiler);
        command.args([standard, "-Wall", "-Wextra", "-Wpedantic", "-Werror"]);
        // Without it the linker would make good for a header that does not say dllimport.
        command.args(["-static", "-Wl,--disable-auto-import", "-I"]);
        command.arg(in_package("include")).args(options);
        command.arg(&source).arg("-o").arg(&path);
        match linkage {
            Linkage::Shared => drop(command.arg(width.built("libscardssp.dll.a"))),
            Linkage::Static => drop(
                command
                    .arg("-DSCARD_STATIC")
                    .arg(width.built("libscardssp.a"))
                    .args(SYSTEM),
            ),
            Linkage::Own => {}
        }
        compile::run(command.args(["-lole32", "-loleaut32", "-luuid"]));
        if linkage != Linkage::Static {
            let dll = directory.path().join("scardssp.dll");
            fs::copy(width.built("scardssp.dll"), dll).expect("make windows made it");
        }
        Program {
            directory,
            path,
            width,
        }
    }

    /// Lets `CoCreateInstance` find the classes of the DLL, though nothing is registered.
    pub fn with_manifest(self) -> Self {
        let manifest = self.path.with_extension("exe.manifest");
        fs::write(manifest, include_str!("application.manifest"))
            .expect("the folder is the test's");
        self
    }

    /// A place for files of the test.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// It, in Wine, without a virtual reader.
    pub fn command(&self) -> Command {
        let mut wine = self.width.wine();
        wine.arg(&self.path);
        wine
    }

    /// Runs it with the virtual reader; a failure, or a run that does not end, ends the test.
    #[track_caller]
    pub fn run(&self, arguments: &[impl AsRef<OsStr>]) -> Ended {
        let mut command = self.command();
        run(command.env("SCARDSSP_VIRTUAL", "1").args(arguments)).successful()
    }
}

/// Runs a program within a time limit. Its lines end as they do here.
#[track_caller]
pub fn run(command: &mut Command) -> Ended {
    on_this_system(program::run_slow(command)) // as Wine is when it starts
}

/// The same with something to read.
#[track_caller]
pub fn run_with_input(command: &mut Command, input: &[u8]) -> Ended {
    on_this_system(program::run_with_input(command, input))
}

fn on_this_system(ended: Ended) -> Ended {
    let Ended {
        status,
        output,
        errors,
    } = ended;
    Ended {
        status,
        output: output.replace("\r\n", "\n"),
        errors: errors.replace("\r\n", "\n").replace(NO_FREETYPE, ""),
    }
}

/// A path of this system as programs in Wine have it.
pub fn path_in_wine(path: &Path) -> String {
    let path = path.to_str().expect("cargo's paths are texts");
    format!("Z:{}", path.replace('/', "\\"))
}
