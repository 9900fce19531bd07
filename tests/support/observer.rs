//! What the daemon itself says about its readers, asked over its socket.
//!
//! Not through the client library: that keeps one unguarded table of reader states for the
//! whole process, so that watching would change what the test sees, and one blocked call of a test
//! can block every other call in the process.

use std::ffi::{CStr, CString};
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::wait::WATCHDOG;

/// A message of size 0 with the command CMD_GET_READERS_STATE, both in the machine's byte order.
const SIZE: u32 = 0;
const GET_READERS_STATE: u32 = 0x12;
/// The answer: a C structure for each of 16 readers. Its fields: name (128 bytes), event counter,
/// state, sharing, ATR (33 bytes, padded to 36), length of the ATR, protocol.
const READERS: usize = 16;
const ENTRY: usize = 184;
const NAME: usize = 128;
const PRESENT: u32 = 0x0004;

/// One reader as the daemon sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderState {
    pub name: CString,
    /// How often a card came or went.
    pub events: u32,
    /// PC/SC's flags, SCARD_ABSENT and so on.
    pub flags: u32,
}

pub struct Observer(UnixStream);

impl Observer {
    pub fn new(socket: &Path) -> io::Result<Observer> {
        let stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(WATCHDOG))?;
        Ok(Observer(stream))
    }

    /// All readers. An error when the daemon does not answer within the watchdog's time.
    pub fn readers(&mut self) -> io::Result<Vec<ReaderState>> {
        let request = [SIZE.to_ne_bytes(), GET_READERS_STATE.to_ne_bytes()].concat();
        self.0.write_all(&request)?;
        let mut answer = [0; READERS * ENTRY];
        self.0.read_exact(&mut answer)?;
        Ok(answer.chunks(ENTRY).filter_map(parse).collect())
    }

    /// Waits until the daemon says that the reader has a card, or has none.
    ///
    /// The daemon sets a state before it has done all that belongs to it, so the state has to
    /// stay the same for a moment.
    pub fn wait_for_card(&mut self, reader: &CStr, present: bool) -> io::Result<()> {
        let end = Instant::now() + WATCHDOG;
        let mut last = None;
        loop {
            let readers = self.readers()?;
            let now = readers.into_iter().find(|state| *state.name == *reader);
            let now = now.ok_or_else(|| io::Error::other("the daemon has no such reader"))?;
            if (now.flags & PRESENT != 0) == present && last.as_ref() == Some(&now) {
                return Ok(());
            }
            if Instant::now() > end {
                return Err(io::Error::other(format!(
                    "not within {WATCHDOG:?}: {now:X?}"
                )));
            }
            last = Some(now);
            thread::sleep(Duration::from_millis(3));
        }
    }
}

/// `None` for an entry that is not in use.
fn parse(entry: &[u8]) -> Option<ReaderState> {
    let name = CStr::from_bytes_until_nul(&entry[..NAME]).ok()?.to_owned();
    let number = |at: usize| Some(u32::from_ne_bytes(entry[at..at + 4].try_into().ok()?));
    let state = ReaderState {
        name,
        events: number(NAME)?,
        flags: number(NAME + 4)?,
    };
    (!state.name.is_empty()).then_some(state)
}
