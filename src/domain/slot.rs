//! A reader in use by this process, and what its sessions share.

use super::session::Session;
use super::turns::Turns;
use crate::backend::{Family, MAX_REPLY, Reader};
use crate::sync::lock;
use crate::values::ReaderName;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
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
    /// A session of this process has the reader for itself.
    exclusive: AtomicBool,
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
            exclusive: AtomicBool::new(false),
        }
    }

    /// The buffer for a reply, of the largest size.
    pub(super) fn reply_buffer(&self) -> MutexGuard<'_, Vec<u8>> {
        let mut buffer = lock(&self.replies);
        buffer.resize(MAX_REPLY, 0);
        buffer
    }

    /// Says which handle a session has now (0 for none), which it had, and whether it has the
    /// reader for itself.
    pub(super) fn register(&self, session: &Weak<Session>, old: Held, new: Held) {
        if old.handle != new.handle {
            let mut sessions = lock(&self.sessions);
            sessions.remove(&old.handle);
            if new.handle != 0 {
                sessions.insert(new.handle, Weak::clone(session));
            }
        }
        if old.exclusive != new.exclusive {
            self.exclusive.store(new.exclusive, Ordering::SeqCst);
        }
    }

    /// The session whose connection has this handle.
    pub(super) fn session(&self, handle: usize) -> Option<Arc<Session>> {
        lock(&self.sessions).get(&handle).and_then(Weak::upgrade)
    }

    /// Whether a session of this process has the reader for itself, as far as it knows.
    pub(super) fn is_exclusive(&self) -> bool {
        self.exclusive.load(Ordering::SeqCst)
    }
}

/// What a session has of a reader.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Held {
    /// The connection's handle, 0 without one.
    pub(super) handle: usize,
    /// The connection is the only one.
    pub(super) exclusive: bool,
}
