//! Which readers there are, and how a session with the card in one begins.

use super::session::Session;
use super::slot::Slot;
use crate::backend::{Backend, Family};
use crate::error::{Error, Result};
use crate::sync::lock;
use crate::values::{Protocols, ReaderName, ShareMode};
use std::collections::BTreeMap;
use std::ffi::CStr;
use std::sync::{Arc, Mutex};

/// All readers, of all backends; earlier backends go first in lists and when names are equal.
pub(crate) struct Readers {
    backends: Vec<&'static dyn Backend>,
    slots: Mutex<BTreeMap<(Family, ReaderName), Arc<Slot>>>,
    /// One handle must not become two sessions.
    adopting: Mutex<()>,
    /// Sessions of which the caller has nothing but the handle.
    kept: Mutex<Vec<Arc<Session>>>,
}

impl Readers {
    pub(crate) fn new(backends: Vec<&'static dyn Backend>) -> Self {
        Readers {
            backends,
            slots: Mutex::default(),
            adopting: Mutex::default(),
            kept: Mutex::default(),
        }
    }

    /// The names of all readers. A backend that fails hides only its own readers; if there are no
    /// others, the first failure is returned.
    pub(crate) fn list(&self) -> Result<Vec<ReaderName>> {
        let mut names = Vec::new();
        let mut failure = None;
        for backend in &self.backends {
            match backend.readers() {
                Ok(more) => {
                    let more = more.into_iter().filter(|name| !names.contains(name));
                    names.extend(more.collect::<Vec<_>>());
                }
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        if names.is_empty() {
            Err(failure.unwrap_or(Error::NO_READERS_AVAILABLE))
        } else {
            Ok(names)
        }
    }

    /// Whether a backend that fails hides its readers, and there are others.
    pub(super) fn are_without_service(&self) -> bool {
        let lists: Vec<_> = self
            .backends
            .iter()
            .map(|backend| backend.readers())
            .collect();
        let has_any = |list: &Result<Vec<_>>| list.as_ref().is_ok_and(|names| !names.is_empty());
        lists.iter().any(Result::is_err) && lists.iter().any(has_any)
    }

    /// The ATR of the card in a reader, without connecting to it; empty if it tells none.
    pub(super) fn atr(&self, name: &ReaderName) -> Result<Vec<u8>> {
        self.backend_of(name)?.atr(name)
    }

    /// Keeps a session until it is detached, for who has its handle to adopt.
    pub(super) fn keep(&self, session: &Arc<Session>) {
        let mut kept = lock(&self.kept);
        kept.retain(|session| session.card_handle() != 0);
        let handle = session.card_handle();
        let (ended, going_on): (Vec<_>, Vec<_>) = kept
            .drain(..)
            .partition(|session| session.card_handle() == handle);
        // The caller ended these without us, and the service gave their number out again: ending them would end the
        // new one.
        ended.into_iter().for_each(std::mem::forget);
        *kept = going_on;
        kept.push(Arc::clone(session));
    }

    /// Connects to the card in a reader.
    pub(crate) fn attach(
        &self,
        name: &CStr,
        share: ShareMode,
        protocols: Protocols,
    ) -> Result<Arc<Session>> {
        let name = ReaderName::new(name)?;
        let slot = self.slot(self.backend_of(&name)?, name)?;
        let session = Session::attach(&slot, share, protocols);
        if matches!(
            session,
            Err(Error::UNKNOWN_READER | Error::READER_UNAVAILABLE | Error::NO_SERVICE)
        ) {
            self.forget_unused(&slot);
        }
        session
    }

    /// Takes over a connection that the caller opened. One that a session has already is that
    /// session.
    pub(crate) fn adopt(&self, handle: usize) -> Result<Arc<Session>> {
        let _one_at_a_time = lock(&self.adopting);
        let known = lock(&self.slots)
            .values()
            .find_map(|slot| slot.session(handle));
        if let Some(session) = known {
            return Ok(session);
        }
        for backend in &self.backends {
            match backend.adopt(handle) {
                Ok((name, link, status)) => {
                    return Ok(Session::adopt(&self.slot(*backend, name)?, link, status));
                }
                Err(Error::INVALID_HANDLE) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::INVALID_HANDLE)
    }

    /// The card of a reader is gone: ends the lock of whatever session has it locked, so that
    /// others learn of it.
    pub(crate) fn card_is_gone(&self, family: Family, name: &ReaderName) {
        if let Some(slot) = lock(&self.slots).get(&(family, name.clone())) {
            slot.turns.end_lock();
        }
    }

    /// A reader is gone: later sessions look for a reader of its name anew.
    pub(crate) fn reader_is_gone(&self, family: Family, name: &ReaderName) {
        let mut slots = lock(&self.slots);
        let key = (family, name.clone());
        if let Some(slot) = slots.get(&key)
            && slot.reader.is_gone()
        {
            slot.turns.end_lock();
            slots.remove(&key);
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
        let reader = backend.open(&key.1)?;
        let slot = Arc::new(Slot::new(key.0, key.1.clone(), reader));
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
        let key = (slot.family, slot.name.clone());
        let ours_and_the_map_s = 2;
        if Arc::strong_count(slot) == ours_and_the_map_s
            && slots
                .get(&key)
                .is_some_and(|known| Arc::ptr_eq(known, slot))
        {
            slots.remove(&key);
        }
    }
}
