//! Programs of `tests/c` and `examples-c`, and running them with a bound.

#![allow(unsafe_code)] // to end a whole process group

use super::compile::Compiler;
use super::library::{Library, Linkage};
use super::{in_package, scratch};
use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Far more than a program takes on a loaded machine.
pub(super) const WATCHDOG: Duration = Duration::from_secs(60);

/// Valgrind and sanitizers are slow, and slower with an unoptimised library.
const SLOW_WATCHDOG: Duration = Duration::from_secs(300);

/// A program of `tests/c` or `examples-c`. Its files are gone when it is dropped.
pub struct Program {
    directory: tempfile::TempDir,
    path: PathBuf,
}

/// What a program did.
#[derive(Debug)]
pub struct Ended {
    pub status: ExitStatus,
    pub output: String,
    pub errors: String,
}

impl Program {
    /// Builds `tests/c/<name>.c` as C99 and links it with a library.
    pub fn build(name: &str, library: &Library, linkage: Linkage) -> Program {
        let source = in_package("tests/c").join(name).with_extension("c");
        Self::of(&source, library, linkage)
    }

    /// Builds `examples-c/<name>.c` in the same way.
    pub fn example(name: &str, library: &Library, linkage: Linkage) -> Program {
        let source = in_package("examples-c").join(name).with_extension("c");
        Self::of(&source, library, linkage)
    }

    fn of(source: &Path, library: &Library, linkage: Linkage) -> Program {
        Self::compiled(Compiler::c("gcc", "c99"), source, library, linkage, &[])
    }

    /// Builds any source with any compiler.
    pub fn compiled(
        compiler: Compiler,
        source: &Path,
        library: &Library,
        linkage: Linkage,
        more: &[&str],
    ) -> Program {
        let directory = scratch();
        let name = source.file_stem().expect("a source has a name");
        let path = directory.path().join(name);
        let mut options: Vec<_> = more.iter().map(OsString::from).collect();
        options.extend(library.link_options(linkage, directory.path()));
        compiler.link(source, &path, &options);
        Program { directory, path }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A place for files of the test.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    pub fn command(&self) -> Command {
        self.command_of(&self.path)
    }

    /// Runs a copy of the program, with the same surroundings.
    pub fn command_of(&self, copy: &Path) -> Command {
        quiet(Command::new(copy))
    }

    /// Runs it; a failure, or a run that does not end, ends the test.
    #[track_caller]
    pub fn run(&self, arguments: &[impl AsRef<OsStr>]) -> Ended {
        run(self.command().args(arguments)).successful()
    }

    /// The same under valgrind, where an invalid access and a leak are failures too.
    #[track_caller]
    pub fn run_in_valgrind(&self, arguments: &[impl AsRef<OsStr>]) -> Ended {
        let mut command = quiet(Command::new("valgrind"));
        command.args(["--quiet", "--error-exitcode=99", "--leak-check=full"]);
        command.args([
            "--errors-for-leak-kinds=definite",
            "--show-leak-kinds=definite",
        ]);
        command.arg(&self.path).args(arguments);
        run_slow(&mut command).successful()
    }
}

impl Ended {
    #[track_caller]
    pub fn successful(self) -> Ended {
        assert!(
            self.status.success(),
            "{}\n{}\n{}",
            self.status,
            self.output,
            self.errors
        );
        self
    }

    pub fn lines(&self) -> Vec<&str> {
        self.output.lines().collect()
    }
}

/// Runs a command; one that does not end is killed, with all its children, and ends the test.
#[track_caller]
pub fn run(command: &mut Command) -> Ended {
    run_within(WATCHDOG, command.stdin(Stdio::null()))
}

/// The same for what runs in valgrind or a sanitizer.
#[track_caller]
pub fn run_slow(command: &mut Command) -> Ended {
    run_within(SLOW_WATCHDOG, command.stdin(Stdio::null()))
}

/// The same with something to read: as much as a pipe holds, which is some thousand bytes.
#[track_caller]
pub fn run_with_input(command: &mut Command, input: &[u8]) -> Ended {
    let (reader, mut writer) = io::pipe().expect("pipes can be made");
    writer.write_all(input).expect("the reader is there");
    drop(writer);
    run_within(WATCHDOG, command.stdin(reader))
}

/// No virtual reader but those the program adds, and no PC/SC service even where one runs.
fn quiet(mut command: Command) -> Command {
    command
        .env_remove("SCARDSSP_VIRTUAL")
        .env_remove("SCARDSSP_PLANT_PANIC");
    command.env("PCSCLITE_CSOCK_NAME", "/nonexistent/pcscd.comm");
    command
}

#[track_caller]
fn run_within(limit: Duration, command: &mut Command) -> Ended {
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            panic!(
                "{:?} is not installed; run make test, which installs it",
                command.get_program()
            )
        }
        Err(error) => panic!("{command:?}: {error}"),
    };
    let output = collect(child.stdout.take());
    let errors = collect(child.stderr.take());
    let status = wait(&mut child, limit);
    let text = |reader: JoinHandle<String>| reader.join().expect("reading a pipe does not panic");
    let (output, errors) = (text(output), text(errors));
    match status {
        Some(status) => Ended {
            status,
            output,
            errors,
        },
        None => panic!("{command:?} did not end within {limit:?}\n{output}\n{errors}"),
    }
}

/// Waits for the end of a process; one that takes too long is killed, with its forked children.
pub(super) fn wait(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let start = Instant::now();
    let mut ended = None;
    while ended.is_none() && start.elapsed() < limit {
        ended = child.try_wait().expect("a child can be waited for");
        thread::sleep(Duration::from_millis(2));
    }
    if ended.is_none() {
        let group = libc::pid_t::try_from(child.id()).expect("process numbers fit their type");
        // SAFETY: a system call without pointers. The group was made for the child, which is not waited for yet.
        unsafe { libc::kill(-group, libc::SIGKILL) };
        let _ = child.wait();
    }
    ended
}

fn collect(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.expect("it was asked for").read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
