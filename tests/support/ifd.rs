//! A reader with a driver of our own (`ifd/handler.c`): it can be unplugged, its card can be
//! silent, and it gives replies that no virtual reader's frame could hold.

use std::ffi::CStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use super::daemon::Daemon;
use super::launch::{give_to_daemon, open_to_all};
use super::wait;

pub(super) const FRIENDLY_NAME: &[u8] = b"Own driver";
const SOURCE: &str = include_str!("ifd/handler.c");

/// READ BINARY with Le for 65,536 bytes: the command that gets the reply of 65,538 bytes.
pub const READ_ALL: [u8; 7] = [0x00, 0xB0, 0x00, 0x00, 0x00, 0x00, 0x00];

/// What can be wrong with the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The reader is gone: 0x80100017. Its name stays listed.
    Unplugged,
    /// The card is gone: 0x8010000C from a transmit until the daemon has seen it.
    Absent,
    /// The card does not answer: 0x80100016.
    TimeOut,
}

impl Trouble {
    const ALL: [Trouble; 3] = [Trouble::Unplugged, Trouble::Absent, Trouble::TimeOut];

    fn marker(self) -> &'static str {
        match self {
            Trouble::Unplugged => "unplugged",
            Trouble::Absent => "absent",
            Trouble::TimeOut => "timeout",
        }
    }
}

/// Builds the driver and returns its entry for reader.conf.
pub(super) fn build(directory: &Path) -> io::Result<Vec<u8>> {
    let markers = marker_directory(directory);
    fs::create_dir(&markers)?;
    give_to_daemon(&markers)?;
    let source = directory.join("handler.c");
    fs::write(&source, SOURCE)?;
    let library = directory.join("own-driver.so");
    let output = Command::new("sh")
        .args(["-c", "${CC:-cc} -Wall -Wextra -shared -fPIC $(pkg-config --cflags libpcsclite) -o \"$0\" \"$1\""])
        .args([&library, &source])
        .output()?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(io::Error::other(format!(
            "building handler.c (Debian: libpcsclite-dev): {text}"
        )));
    }
    open_to_all(&library)?;
    let entry = format!(
        "FRIENDLYNAME \"{}\"\nDEVICENAME {}\nLIBPATH {}\n",
        String::from_utf8_lossy(FRIENDLY_NAME),
        markers.display(),
        library.display()
    );
    Ok(entry.into_bytes())
}

fn marker_directory(directory: &Path) -> PathBuf {
    directory.join("own-reader")
}

/// The reader of our own driver, lent to one test, with a card in it. Dropping it mends it.
pub struct OwnReader {
    daemon: &'static Daemon,
    name: &'static CStr,
    markers: PathBuf,
}

impl OwnReader {
    pub(super) fn new(daemon: &'static Daemon, name: &'static CStr, directory: &Path) -> Self {
        OwnReader {
            daemon,
            name,
            markers: marker_directory(directory),
        }
    }

    /// The reader's name as PC/SC lists it.
    pub fn name(&self) -> &'static CStr {
        self.name
    }

    /// From now on. A transmit feels it at once, the daemon's own view follows within 0.4 s.
    pub fn set(&self, trouble: Trouble) {
        fs::write(self.markers.join(trouble.marker()), []).expect("setting a marker");
    }

    /// Ends all trouble and waits until the daemon sees the card again.
    #[track_caller]
    pub fn mend(&self) {
        self.try_mend().unwrap_or_else(|error| panic!("{error}"));
    }

    /// A card that is back before the daemon has looked stays "absent" for ever when a transmit
    /// failed meanwhile: so the daemon has to have noticed its absence.
    fn try_mend(&self) -> Result<(), String> {
        let marker = |trouble: &Trouble| self.markers.join(trouble.marker());
        let set: Vec<Trouble> = Trouble::ALL
            .into_iter()
            .filter(|t| marker(t).exists())
            .collect();
        if set.iter().any(|trouble| *trouble != Trouble::TimeOut) {
            self.wait_until_noticed()?;
        }
        let remove = |file: PathBuf| fs::remove_file(file).map_err(|error| error.to_string());
        set.iter().map(marker).try_for_each(remove)?;
        self.daemon.wait_for_card(self.name, true)?;
        // Only now: the driver may have been about to make it once more.
        if self.noticed().exists() {
            remove(self.noticed())?;
        }
        Ok(())
    }

    fn noticed(&self) -> PathBuf {
        self.markers.join("noticed")
    }

    fn wait_until_noticed(&self) -> Result<(), String> {
        let noticed = self.noticed();
        wait::try_until(|| noticed.exists().then_some(()))
            .ok_or_else(|| "the daemon did not look at its reader".to_owned())?;
        self.daemon.wait_for_card(self.name, false)
    }

    /// Waits until the daemon shows the reader without a card.
    #[track_caller]
    pub fn wait_until_empty(&self) {
        self.daemon
            .wait_for_card(self.name, false)
            .unwrap_or_else(|error| panic!("{error}"));
    }
}

impl Drop for OwnReader {
    fn drop(&mut self) {
        if thread::panicking() {
            self.daemon.show_log();
        }
        if let Err(error) = self.try_mend() {
            eprintln!("giving the own reader back: {error}");
        }
        self.daemon.give_own_reader_back();
    }
}
