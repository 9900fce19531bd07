//! A pseudo terminal, with somebody at it who reads and types.

#![allow(unsafe_code)] // terminals are not in std

use super::program::{WATCHDOG, wait};
use std::fs::File;
use std::io::{self, Read, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus};
use std::ptr::{null, null_mut};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// A terminal and the program that runs on it.
pub struct Terminal {
    child: Child,
    keyboard: File,
    /// Kept open, so that the settings of the terminal outlive the program.
    line: OwnedFd,
    screen: Receiver<Vec<u8>>,
    shown: Vec<u8>,
}

impl Terminal {
    /// Runs a command on a terminal of its own, with Ctrl-C and all.
    pub fn run(command: &mut Command) -> Self {
        let (keyboard, line) = open().expect("pseudo terminals can be had");
        let stream = || line.try_clone().expect("file descriptors can be had");
        command.stdin(stream()).stdout(stream()).stderr(stream());
        // SAFETY: the closure makes system calls only, which a forked child may.
        unsafe { command.pre_exec(take_terminal) };
        let child = command.spawn().expect("the program was built");
        let screen = read_on(keyboard.try_clone().expect("file descriptors can be had"));
        Terminal {
            child,
            keyboard,
            line,
            screen,
            shown: Vec::new(),
        }
    }

    pub fn type_in(&mut self, keys: &[u8]) {
        self.keyboard
            .write_all(keys)
            .expect("the terminal is open as long as this");
    }

    /// Waits until the terminal shows something.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) {
        let end = Instant::now() + WATCHDOG;
        while !self.shown().contains(text) {
            let left = end.saturating_duration_since(Instant::now());
            match self.screen.recv_timeout(left) {
                Ok(bytes) => self.shown.extend(bytes),
                Err(_) => panic!("{text:?} is not in {:?}", self.shown()),
            }
        }
    }

    /// Waits until the program ends.
    #[track_caller]
    pub fn wait_for_end(&mut self) -> ExitStatus {
        let ended = wait(&mut self.child, WATCHDOG);
        // What it showed last has a moment to come through.
        while let Ok(bytes) = self.screen.recv_timeout(Duration::from_millis(200)) {
            self.shown.extend(bytes);
        }
        ended.unwrap_or_else(|| panic!("it did not end; it showed {:?}", self.shown()))
    }

    /// All that was shown until now.
    pub fn shown(&self) -> String {
        String::from_utf8_lossy(&self.shown).into_owned()
    }

    /// Whether what is typed is shown.
    pub fn has_echo(&self) -> bool {
        self.settings().c_lflag & libc::ECHO != 0
    }

    /// Whether a key, Ctrl-Z mostly, suspends the program.
    pub fn can_suspend(&self) -> bool {
        self.settings().c_cc[libc::VSUSP] != libc::_POSIX_VDISABLE
    }

    fn settings(&self) -> libc::termios {
        let mut settings = MaybeUninit::<libc::termios>::uninit();
        // SAFETY: the pointer is valid for a write of the struct.
        let result = unsafe { libc::tcgetattr(self.line.as_raw_fd(), settings.as_mut_ptr()) };
        assert_eq!(result, 0, "{}", io::Error::last_os_error());
        // SAFETY: the call succeeded, so the struct is filled.
        unsafe { settings.assume_init() }
    }
}

/// The side of whoever sits at a new terminal, and the side of the programs on it.
fn open() -> io::Result<(File, OwnedFd)> {
    let (mut keyboard, mut line) = (-1, -1);
    // SAFETY: the first two pointers are valid for a write; the others may be null.
    let result =
        unsafe { libc::openpty(&raw mut keyboard, &raw mut line, null_mut(), null(), null()) };
    if result != 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: they were opened just now, and nobody else has them.
    Ok(unsafe { (File::from_raw_fd(keyboard), OwnedFd::from_raw_fd(line)) })
}

/// Makes the terminal on the standard input that of a new session.
fn take_terminal() -> io::Result<()> {
    // A test run in the background ignores some, which a program would take over.
    for signal in [libc::SIGHUP, libc::SIGINT, libc::SIGQUIT, libc::SIGTERM] {
        // SAFETY: the default is always a good one.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
    // SAFETY: system calls without pointers.
    let result = unsafe {
        libc::setsid();
        libc::ioctl(libc::STDIN_FILENO, libc::TIOCSCTTY, 0)
    };
    if result == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

fn read_on(mut screen: File) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = [0; 1024];
        while let Ok(len @ 1..) = screen.read(&mut bytes) {
            if sender.send(bytes[..len].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}
