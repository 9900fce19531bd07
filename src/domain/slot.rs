//! A reader in use by this process, and what its sessions share.

use super::session::Session;
use super::turns::Turns;
use crate::backend::{Family, MAX_REPLY, Reader};
use crate::sync::lock;
use crate::values::ReaderName;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, Weak};

pub(super) struct Slot {
    pub(super) family: Family,
    pub(super) name: ReaderName,
    pub(super) turns: Turns,
    pub(super) reader: Box<dyn Reader>,
    /// Where replies are received. One for all sessions: only who has the turn receives.
    replies: Mutex<Vec<u8>>,
    /// The sessions by the handles of their connections.
    sessions: Mutex<BTreeMap<usize, Weak<Session>>>,
}

impl Slot {
    pub(super) fn new(family: Family, name: ReaderName, reader: Box<dyn Reader>) -> Self {
        Slot {
            family,
            name,
            turns: Turns::default(),
            reader,
            replies: Mutex::default(),
            sessions: Mutex::default(),
        }
    }

    /// The buffer for a reply, of the largest size.
    pub(super) fn reply_buffer(&self) -> MutexGuard<'_, Vec<u8>> {
        let mut buffer = lock(&self.replies);
        buffer.resize(MAX_REPLY, 0);
        buffer
    }

    /// Says which handle a session has now instead of its old one; 0 is none.
    pub(super) fn register(&self, session: &Weak<Session>, old: usize, new: usize) {
        if old == new {
            return;
        }
        let mut sessions = lock(&self.sessions);
        // The service may have given the old one to another connection already.
        if sessions
            .get(&old)
            .is_some_and(|known| known.ptr_eq(session))
        {
            sessions.remove(&old);
        }
        if new != 0 {
            sessions.insert(new, Weak::clone(session));
        }
    }

    /// The session whose connection has this handle.
    pub(super) fn session(&self, handle: usize) -> Option<Arc<Session>> {
        lock(&self.sessions).get(&handle).and_then(Weak::upgrade)
    }
}
