//! A session: one connection to a card, from attach to detach.

use super::slot::Slot;
use super::turns::{Need, SessionId, Turn};
use crate::backend::{Link, Status};
use crate::error::{Error, Result};
use crate::sync::lock;
use crate::values::{CardState, Disposition, Protocol, Protocols, ReaderName, ShareMode};
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, Weak};
use zeroize::{Zeroize, Zeroizing};

/// The shortest command: a header alone (ISO 7816-3, 12.1).
const MIN_COMMAND: usize = 4;

/// The longest command: an extended case 4.
pub(crate) const MAX_COMMAND: usize = 4 + 3 + 65535 + 2;

/// A connection to a card. Safe to use from any thread; calls take turns.
pub(crate) struct Session {
    me: Weak<Session>,
    id: SessionId,
    slot: Arc<Slot>,
    /// `None` once detached. Locked only by who has the turn, so nobody waits here.
    link: Mutex<Option<Box<dyn Link>>>,
    known: Mutex<Known>,
    /// A reply that did not fit the caller's buffer.
    kept: Mutex<Option<Zeroizing<Vec<u8>>>>,
}

/// What was learnt when the connection was established: asking for it again needs no card, no
/// service and no waiting.
struct Known {
    atr: Vec<u8>,
    protocol: Option<Protocol>,
    context: usize,
    handle: usize,
}

impl Session {
    /// Connects when it is this session's turn.
    pub(super) fn attach(
        slot: &Arc<Slot>,
        share: ShareMode,
        protocols: Protocols,
    ) -> Result<Arc<Session>> {
        if slot.turns.is_locked_exclusively() {
            return Err(Error::SHARING_VIOLATION); // as PC/SC says at once, where the queue would wait for the lock's end
        }
        let _turn = slot.turns.take(SessionId::new(), Need::Card);
        let mut link = slot.reader.connect(share, protocols)?;
        let status = link.status()?;
        Ok(Session::new(slot, link, status))
    }

    /// With a connection that is there already.
    pub(super) fn new(slot: &Arc<Slot>, link: Box<dyn Link>, status: Status) -> Arc<Session> {
        let handle = link.handle();
        let session = Arc::new_cyclic(|me| Session {
            me: Weak::clone(me),
            id: SessionId::new(),
            slot: Arc::clone(slot),
            known: Mutex::new(Known {
                atr: status.atr,
                protocol: status.protocol,
                context: link.context(),
                handle,
            }),
            link: Mutex::new(Some(link)),
            kept: Mutex::default(),
        });
        slot.register(&session.me, 0, handle);
        session
    }

    /// Establishes the connection anew, with the protocols asked for at attach.
    pub(crate) fn reattach(&self, share: ShareMode, init: Disposition) -> Result<()> {
        if share == ShareMode::Exclusive && self.slot.turns.is_locked_by_other(self.id) {
            return Err(Error::SHARING_VIOLATION); // the other one is there, and may stay for long
        }
        self.in_turn(Need::Card, |link| {
            link.reconnect(share, init)?;
            let status = link.status()?;
            let mut known = lock(&self.known);
            known.atr = status.atr;
            known.protocol = status.protocol;
            Ok(())
        })
    }

    /// Ends the connection, after the calls that other threads are in.
    pub(crate) fn detach(&self, disposition: Disposition) -> Result<()> {
        let need = match disposition {
            Disposition::Leave => Need::Connection,
            _ => Need::Card,
        };
        let turn = self.slot.turns.take(self.id, need);
        self.drop_kept_reply();
        let link = lock(&self.link).take().ok_or(Error::INVALID_HANDLE)?;
        let result = link.disconnect(disposition);
        turn.set_locked(|| None);
        self.note_connection(0, 0);
        result
    }

    /// Waits for exclusive use of the card and takes it.
    pub(crate) fn lock(&self) -> Result<()> {
        self.in_turn(Need::Card, |link| link.begin())
    }

    /// Gives one level of exclusive use back.
    pub(crate) fn unlock(&self, disposition: Disposition) -> Result<()> {
        self.in_turn(Need::Card, |link| link.end(disposition))
    }

    /// The answer-to-reset of when the connection was last established.
    pub(crate) fn atr(&self) -> Vec<u8> {
        lock(&self.known).atr.clone()
    }

    /// The protocol in use; `None` while none is chosen.
    pub(crate) fn protocol(&self) -> Option<Protocol> {
        lock(&self.known).protocol
    }

    /// The handle that other code can adopt the connection by.
    pub(crate) fn card_handle(&self) -> usize {
        lock(&self.known).handle
    }

    /// The PC/SC context of the connection; 0 if it is not ours or there is none.
    pub(crate) fn context(&self) -> usize {
        lock(&self.known).context
    }

    /// The reader the card is in.
    pub(crate) fn reader_name(&self) -> &ReaderName {
        &self.slot.name
    }

    /// The state of the card now; a card that was taken out is absent, not an error.
    pub(crate) fn status(&self) -> Result<CardState> {
        match self.in_turn(Need::Card, |link| link.status()) {
            Ok(status) => Ok(status.state),
            Err(Error::REMOVED_CARD) => Ok(CardState::Absent),
            Err(error) => Err(error),
        }
    }

    /// Sends a command to the card as it is, once.
    pub(crate) fn transmit(&self, command: &[u8]) -> Result<Reply<'_>> {
        if !(MIN_COMMAND..=MAX_COMMAND).contains(&command.len()) {
            return Err(Error::INVALIDARG);
        }
        self.receive(|link, reply| {
            self.drop_kept_reply();
            let len = link.transmit(command, reply)?;
            if len < 2 {
                Err(Error::COMM_DATA_LOST)
            } else {
                Ok(len)
            }
        })
    }

    /// Sends a control code to the reader, once.
    pub(crate) fn control(&self, code: u32, input: &[u8]) -> Result<Reply<'_>> {
        self.receive(|link, reply| {
            self.drop_kept_reply();
            link.control(code, input, reply)
        })
    }

    /// Reads an attribute of reader or card.
    pub(crate) fn attribute(&self, id: u32) -> Result<Reply<'_>> {
        self.receive(|link, reply| link.attribute(id, reply))
    }

    /// Writes an attribute of reader or card.
    pub(crate) fn set_attribute(&self, id: u32, value: &[u8]) -> Result<()> {
        self.in_turn(Need::Card, |link| link.set_attribute(id, value))
    }

    /// Gives the reply that was kept because it did not fit; if that says true, it is not kept any
    /// longer. `None` if there is no such reply.
    pub(crate) fn fetch_kept_reply(
        &self,
        give: impl FnOnce(&[u8]) -> Result<bool>,
    ) -> Option<Result<()>> {
        let mut kept = lock(&self.kept);
        let given = give(kept.as_ref()?);
        if given == Ok(true) {
            kept.take();
        }
        Some(given.map(drop))
    }

    fn drop_kept_reply(&self) {
        lock(&self.kept).take();
    }

    /// Notes which connection there is now; zeros for none.
    fn note_connection(&self, handle: usize, context: usize) {
        let mut known = lock(&self.known);
        self.slot.register(&self.me, known.handle, handle);
        known.handle = handle;
        known.context = context;
    }

    fn in_turn<R>(&self, need: Need, call: impl FnOnce(&mut dyn Link) -> Result<R>) -> Result<R> {
        let turn = self.slot.turns.take(self.id, need);
        self.call_link(&turn, call)
    }

    fn call_link<R>(
        &self,
        turn: &Turn<'_>,
        call: impl FnOnce(&mut dyn Link) -> Result<R>,
    ) -> Result<R> {
        let mut link = lock(&self.link);
        let link = link.as_deref_mut().ok_or(Error::INVALID_HANDLE)?;
        let result = call(link);
        turn.set_locked(|| link.is_locked().then(|| link.is_exclusive()));
        self.note_connection(link.handle(), link.context());
        result
    }

    fn receive(
        &self,
        call: impl FnOnce(&mut dyn Link, &mut [u8]) -> Result<usize>,
    ) -> Result<Reply<'_>> {
        let turn = self.slot.turns.take(self.id, Need::Card);
        let buffer = self.slot.reply_buffer();
        // Made before the call, so that what a failed call left in the buffer is wiped too.
        let mut reply = Reply {
            session: self,
            len: buffer.len(),
            buffer,
            turn,
        };
        reply.len = self.call_link(&reply.turn, |link| call(link, &mut reply.buffer))?;
        Ok(reply)
    }
}

/// What a card or reader answered. The reader waits until it is dropped, and the bytes are wiped
/// then.
pub(crate) struct Reply<'s> {
    session: &'s Session,
    len: usize,
    // Before the turn: the next session finds the buffer free when its turn comes.
    buffer: MutexGuard<'s, Vec<u8>>,
    turn: Turn<'s>,
}

impl Reply<'_> {
    /// Keeps the reply on the session: it did not fit where it should go, and the command must not
    /// run twice.
    pub(crate) fn keep(&self) {
        *lock(&self.session.kept) = Some(Zeroizing::new(self.to_vec()));
    }
}

impl Deref for Reply<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.buffer.get(..self.len).unwrap_or_default()
    }
}

impl Drop for Reply<'_> {
    fn drop(&mut self) {
        let len = self.len;
        if let Some(used) = self.buffer.get_mut(..len) {
            used.zeroize();
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Of no effect after a detach.
        self.note_connection(0, 0);
    }
}
