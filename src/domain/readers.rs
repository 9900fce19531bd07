//! Which readers there are, and how a session with the card in one begins.

use super::session::Session;
use super::turns::Turns;
use super::{Protocols, ShareMode};
use crate::backend::{Backend, Family, MAX_REPLY, Reader};
use crate::error::{Error, Result};
use crate::sync::lock;
use std::collections::BTreeMap;
use std::ffi::CStr;
use std::sync::{Arc, Mutex, MutexGuard};

/// The name of a reader as its backend gives it: bytes, because drivers may use other encodings than UTF-8.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct ReaderName(Box<CStr>);

impl ReaderName {
    /// The longest name that PC/SC knows, in bytes without the NUL (pcsc-lite's `MAX_READERNAME`).
    const LONGEST: usize = 127;

    /// Refuses an empty name; one that no reader can have is unknown.
    pub(crate) fn new(name: &CStr) -> Result<Self> {
        match name.count_bytes() {
            0 => Err(Error::INVALIDARG),
            1..=Self::LONGEST => Ok(ReaderName(name.into())),
            _ => Err(Error::UNKNOWN_READER),
        }
    }

    /// The name with its NUL, as C wants it.
    pub(crate) fn as_c_str(&self) -> &CStr {
        &self.0
    }
}

/// A reader in use by this process: its sessions take turns at it.
pub(super) struct Slot {
    key: (Family, ReaderName),
    pub(super) turns: Turns,
    reader: Box<dyn Reader>,
    /// Where replies are received. One for all sessions: only who has the turn receives.
    replies: Mutex<Vec<u8>>,
}

impl Slot {
    pub(super) fn name(&self) -> &ReaderName {
        &self.key.1
    }

    /// The buffer for a reply, of the largest size.
    pub(super) fn reply_buffer(&self) -> MutexGuard<'_, Vec<u8>> {
        let mut buffer = lock(&self.replies);
        buffer.resize(MAX_REPLY, 0);
        buffer
    }
}

/// All readers, of all backends; earlier backends go first in lists and when names are equal.
pub(crate) struct Readers {
    backends: Vec<&'static dyn Backend>,
    slots: Mutex<BTreeMap<(Family, ReaderName), Arc<Slot>>>,
}

impl Readers {
    pub(crate) fn new(backends: Vec<&'static dyn Backend>) -> Self {
        Readers {
            backends,
            slots: Mutex::default(),
        }
    }

    /// The names of all readers. A backend that fails hides only its own readers; if there are no others, the first
    /// failure is returned.
    pub(crate) fn list(&self) -> Result<Vec<ReaderName>> {
        let mut names = Vec::new();
        let mut failure = None;
        for backend in &self.backends {
            match backend.readers() {
                Ok(more) => names.extend(more),
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        if names.is_empty() {
            Err(failure.unwrap_or(Error::NO_READERS_AVAILABLE))
        } else {
            Ok(names)
        }
    }

    /// Connects to the card in a reader.
    pub(crate) fn attach(
        &self,
        name: &CStr,
        share: ShareMode,
        protocols: Protocols,
    ) -> Result<Session> {
        let name = ReaderName::new(name)?;
        let slot = self.slot(self.backend_of(&name)?, name)?;
        let session = Session::attach(&slot, |slot| slot.reader.connect(share, protocols));
        if matches!(
            session,
            Err(Error::UNKNOWN_READER | Error::READER_UNAVAILABLE | Error::NO_SERVICE)
        ) {
            self.forget_unused(&slot);
        }
        session
    }

    /// Takes over a connection that the caller opened.
    pub(crate) fn adopt(&self, handle: usize) -> Result<Session> {
        for backend in &self.backends {
            match backend.adopt(handle) {
                Ok((name, link, status)) => {
                    return Ok(Session::new(&self.slot(*backend, name)?, link, status));
                }
                Err(Error::INVALID_HANDLE) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::INVALID_HANDLE)
    }

    /// Ends the lock of whatever session has the card of a reader locked: the card is gone.
    pub(crate) fn end_lock(&self, family: Family, name: &ReaderName) {
        if let Some(slot) = lock(&self.slots).get(&(family, name.clone())) {
            slot.turns.end_lock();
        }
    }

    fn slot(&self, backend: &dyn Backend, name: ReaderName) -> Result<Arc<Slot>> {
        let mut slots = lock(&self.slots);
        let key = (backend.family(), name);
        if let Some(slot) = slots.get(&key)
            && !slot.reader.is_gone()
        {
            return Ok(Arc::clone(slot));
        }
        let slot = Arc::new(Slot {
            reader: backend.open(&key.1)?,
            key: key.clone(),
            turns: Turns::default(),
            replies: Mutex::default(),
        });
        slots.insert(key, Arc::clone(&slot));
        Ok(slot)
    }

    fn backend_of(&self, name: &ReaderName) -> Result<&'static dyn Backend> {
        for backend in &self.backends {
            if backend.has(name)? {
                return Ok(*backend);
            }
        }
        Err(Error::UNKNOWN_READER)
    }

    /// Forgets a reader that turned out not to be there, unless another session has it.
    fn forget_unused(&self, slot: &Arc<Slot>) {
        let mut slots = lock(&self.slots);
        let ours_and_the_map_s = 2;
        if Arc::strong_count(slot) == ours_and_the_map_s
            && slots
                .get(&slot.key)
                .is_some_and(|known| Arc::ptr_eq(known, slot))
        {
            slots.remove(&slot.key);
        }
    }
}
