//! One private PC/SC daemon for the whole test process, and its readers, lent to one test each.

// `std::env::set_var` is unsafe.
#![allow(unsafe_code)]

use std::collections::VecDeque;
use std::ffi::{CStr, CString};
use std::fs;
use std::io;
use std::ops::Deref;
use std::process::{Child, ExitStatus};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use super::ifd::{self, OwnReader};
use super::launch::{self, Entry, Home};
use super::observer::Observer;
use super::reader::VirtualReader;
use super::wait;

/// What the daemon of this test process has. All tests of a process must ask for the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// How many virtual readers, rounded up to an even number. pcscd takes 16 readers in all.
    pub readers: usize,
    /// Friendly names for further pairs of virtual readers: any bytes but `"`, NUL and newline.
    pub named: Vec<Vec<u8>>,
    /// Whether there is a reader of our own driver: see [`OwnReader`].
    pub own_reader: bool,
    /// More arguments for pcscd, such as `--max-thread`.
    pub arguments: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            readers: 4,
            named: Vec::new(),
            own_reader: false,
            arguments: Vec::new(),
        }
    }
}

/// A virtual reader as PC/SC lists it, and the port at which its driver waits for a card.
#[derive(Clone, Debug)]
pub struct ReaderSlot {
    pub name: CString,
    pub port: u16,
    friendly_name: Vec<u8>,
}

pub struct Daemon {
    config: Config,
    home: Home,
    _entries: Vec<Entry>,
    readers: Vec<ReaderSlot>,
    own_reader: Option<CString>,
    process: Mutex<Option<Child>>,
    pool: Mutex<Pool>,
    returned: Condvar,
}

#[derive(Default)]
struct Pool {
    /// The one that was given back last comes last: its card may not have been missed yet.
    free: VecDeque<usize>,
    own_reader_lent: bool,
    alone: bool,
}

/// Tests wait for each other's readers, so this one is longer than the watchdog.
const TURN: Duration = Duration::from_secs(120);

impl Daemon {
    /// The daemon of this process; the first call starts it and waits until it answers.
    ///
    /// Call it before anything else that uses PC/SC: the client library looks up its socket once.
    pub fn for_this_process(config: &Config) -> &'static Daemon {
        static DAEMON: OnceLock<Daemon> = OnceLock::new();
        let daemon = DAEMON.get_or_init(|| {
            Daemon::launch(config.clone()).unwrap_or_else(|error| panic!("test rig: {error}"))
        });
        assert_eq!(
            &daemon.config, config,
            "one test process, one configuration"
        );
        daemon
    }

    fn launch(config: Config) -> io::Result<Daemon> {
        let home = Home::new()?;
        // SAFETY: Rust's own readers of the environment are locked out meanwhile. The C code in
        // this process that reads it is the PC/SC client library, which has not been called yet.
        unsafe { std::env::set_var("PCSCLITE_CSOCK_NAME", home.socket()) };

        let plain = (0..config.readers.div_ceil(2)).map(|i| format!("Rig {i}").into_bytes());
        let entries = plain
            .chain(config.named.iter().cloned())
            .map(|friendly_name| {
                Ok(Entry {
                    friendly_name,
                    ports: launch::claim_ports()?,
                })
            })
            .collect::<io::Result<Vec<Entry>>>()?;
        let own = if config.own_reader {
            ifd::build(&home.directory)?
        } else {
            Vec::new()
        };
        home.configure(&entries, &own)?;

        let mut daemon = Daemon {
            config,
            home,
            _entries: entries,
            readers: Vec::new(),
            own_reader: None,
            process: Mutex::default(),
            pool: Mutex::default(),
            returned: Condvar::new(),
        };
        let names = daemon.start();
        daemon.readers = daemon.match_names(&names);
        daemon.pool().free = (0..daemon.readers.len()).collect();
        daemon.own_reader = names.into_iter().find(|name| {
            daemon.config.own_reader && launch::is_slot_of(name, ifd::FRIENDLY_NAME, 0)
        });
        Ok(daemon)
    }

    fn match_names(&self, names: &[CString]) -> Vec<ReaderSlot> {
        let mut readers = Vec::new();
        for entry in &self._entries {
            for slot in 0..2_u16 {
                let friendly_name = entry.friendly_name.clone();
                let name = names
                    .iter()
                    .find(|name| launch::is_slot_of(name, &friendly_name, usize::from(slot)))
                    .unwrap_or_else(|| {
                        panic!("no slot {slot} of {friendly_name:02X?} in {names:?}")
                    });
                // The driver takes the port of the entry and adds the slot number.
                let port = entry.ports.first + slot;
                readers.push(ReaderSlot {
                    name: name.clone(),
                    port,
                    friendly_name,
                });
            }
        }
        readers
    }

    /// Starts pcscd and returns its readers. It reads its configuration before it accepts
    /// clients, so the first answer holds all of them.
    fn start(&self) -> Vec<CString> {
        let child = self.home.start(&self.config.arguments);
        *self.process() = Some(child.unwrap_or_else(|error| panic!("starting pcscd: {error}")));
        let readers = Observer::new(&self.home.socket()).and_then(|mut daemon| daemon.readers());
        let readers = readers.unwrap_or_else(|error| {
            self.show_log();
            panic!("pcscd did not start (Debian: pcscd, vsmartcard-vpcd): {error}")
        });
        readers.into_iter().map(|reader| reader.name).collect()
    }

    /// Waits until the daemon shows the reader with a card, or without. Past PC/SC.
    pub fn wait_for_card(&self, reader: &CStr, present: bool) -> Result<(), String> {
        let observer = Observer::new(&self.home.socket());
        let waited = observer.and_then(|mut daemon| daemon.wait_for_card(reader, present));
        waited.map_err(|error| {
            let what = if present { "with" } else { "without" };
            format!("waiting for {reader:?} to be {what} a card: {error}")
        })
    }

    fn process(&self) -> MutexGuard<'_, Option<Child>> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All virtual readers, lent or not, in the order of the configuration.
    pub fn readers(&self) -> &[ReaderSlot] {
        &self.readers
    }

    /// A virtual reader for this test alone. Waits while others have them all.
    #[track_caller]
    pub fn take_reader(&'static self) -> VirtualReader {
        self.take(|reader| reader.friendly_name.starts_with(b"Rig "), false)
    }

    /// A reader of the pair that the configuration named so.
    #[track_caller]
    pub fn take_named_reader(&'static self, friendly_name: &[u8]) -> VirtualReader {
        self.take(|reader| reader.friendly_name == friendly_name, false)
    }

    #[track_caller]
    fn take(&'static self, wanted: impl Fn(&ReaderSlot) -> bool, alone: bool) -> VirtualReader {
        let slot = self.wait_for_turn("a free reader", |pool| {
            let found = pool
                .free
                .iter()
                .position(|slot| wanted(&self.readers[*slot]));
            found
                .filter(|_| alone || !pool.alone)
                .and_then(|index| pool.free.remove(index))
        });
        let reader = VirtualReader::new(self, slot);
        if self.is_running() {
            reader.wait_until_empty();
        }
        reader
    }

    /// The reader of our own driver, for this test alone.
    #[track_caller]
    pub fn take_own_reader(&'static self) -> OwnReader {
        let name = self
            .own_reader
            .as_deref()
            .expect("the configuration has no own reader");
        self.wait_for_turn("the own reader", |pool| {
            let free = !pool.alone && !pool.own_reader_lent;
            pool.own_reader_lent |= free;
            free.then_some(())
        });
        let reader = OwnReader::new(self, name, &self.home.directory);
        reader.mend();
        reader
    }

    /// For what disturbs everybody, such as killing the daemon: waits until no other test has a
    /// reader, and keeps them from taking one. Call it before taking readers oneself.
    #[track_caller]
    pub fn alone(&'static self) -> Alone {
        self.wait_for_turn("other tests to return their readers", |pool| {
            let free =
                !pool.alone && !pool.own_reader_lent && pool.free.len() == self.readers.len();
            pool.alone |= free;
            free.then_some(())
        });
        Alone { daemon: self }
    }

    #[track_caller]
    fn wait_for_turn<T>(&self, what: &str, mut attempt: impl FnMut(&mut Pool) -> Option<T>) -> T {
        let mut found = None;
        let still_waiting = |pool: &mut Pool| {
            found = attempt(pool);
            found.is_none()
        };
        drop(
            self.returned
                .wait_timeout_while(self.pool(), TURN, still_waiting),
        );
        found.unwrap_or_else(|| panic!("waited {TURN:?} in vain for {what}"))
    }

    pub(super) fn give_back(&self, slot: usize) {
        self.pool().free.push_back(slot);
        self.returned.notify_all();
    }

    pub(super) fn give_own_reader_back(&self) {
        self.pool().own_reader_lent = false;
        self.returned.notify_all();
    }

    /// Whether there is a daemon process. A paused one counts.
    pub fn is_running(&self) -> bool {
        self.process()
            .as_mut()
            .is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    /// The daemon's process id, while there is one.
    pub fn process_id(&self) -> Option<u32> {
        self.process().as_ref().map(Child::id)
    }

    /// What the daemon logged so far, commands and replies included.
    pub fn log(&self) -> String {
        let bytes = fs::read(self.home.log()).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Prints the end of the log, for a test that fails.
    pub fn show_log(&self) {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        eprintln!("--- the end of the daemon's log ---");
        for line in &lines[lines.len().saturating_sub(40)..] {
            let start: String = line.chars().take(200).collect();
            eprintln!("{start}");
        }
        eprintln!("---");
    }
}

/// The daemon with nobody else using it. Dropping it leaves a running daemon behind.
pub struct Alone {
    daemon: &'static Daemon,
}

impl Deref for Alone {
    type Target = Daemon;

    fn deref(&self) -> &Daemon {
        self.daemon
    }
}

impl Alone {
    #[track_caller]
    pub fn take_reader(&self) -> VirtualReader {
        self.daemon
            .take(|reader| reader.friendly_name.starts_with(b"Rig "), true)
    }

    /// SIGKILL. Afterwards nobody listens, and the socket is gone. The cards fall out.
    pub fn kill(&self) {
        let mut process = self.daemon.process();
        if let Some(child) = process.as_mut() {
            child.kill().expect("killing pcscd");
        }
        self.bury(&mut process);
    }

    /// SIGTERM: the daemon stops by itself.
    pub fn stop(&self) -> Option<ExitStatus> {
        let mut process = self.daemon.process();
        if let Some(child) = process.as_ref() {
            launch::signal(child, "TERM");
        }
        self.bury(&mut process)
    }

    fn bury(&self, process: &mut Option<Child>) -> Option<ExitStatus> {
        let mut child = process.take()?;
        let status = wait::until("pcscd to end", || {
            child.try_wait().expect("waiting for pcscd")
        });
        self.daemon
            .home
            .forget()
            .expect("removing the daemon's socket");
        Some(status)
    }

    /// SIGSTOP: every PC/SC call in every process hangs until `resume`.
    pub fn pause(&self) {
        let process = self.daemon.process();
        let child = process.as_ref().expect("pausing pcscd: it does not run");
        launch::signal(child, "STOP");
        wait::until("pcscd to pause", || {
            launch::process_state(child).filter(|state| *state == 'T')
        });
    }

    /// SIGCONT.
    pub fn resume(&self) {
        if let Some(child) = self.daemon.process().as_ref() {
            launch::signal(child, "CONT");
        }
    }

    /// Starts the daemon again at the same path with the same readers, all of them empty; stops
    /// it first where it runs. Returns when it answers.
    pub fn restart(&self) {
        self.stop();
        let names = self.daemon.start();
        let all = self
            .daemon
            .readers
            .iter()
            .all(|reader| names.contains(&reader.name));
        assert!(all, "readers after a restart: {names:?}");
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        if thread::panicking() {
            self.daemon.show_log();
        }
        self.resume();
        if !self.daemon.is_running() && !thread::panicking() {
            self.restart();
        } else if !self.daemon.is_running() {
            // The others need a daemon too, but a second panic here would end the process.
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.restart()));
        }
        self.daemon.pool().alone = false;
        self.daemon.returned.notify_all();
    }
}
