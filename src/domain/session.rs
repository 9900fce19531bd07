//! A session: one connection to a card, from attach to detach.

use super::capabilities::{Capabilities, Learnt};
use super::exchanges::{Exchanges, Reply, check_command};
use super::slot::Slot;
use super::turns::{Need, SessionId, Turn};
use crate::backend::{Link, Status};
use crate::error::{Error, Result};
use crate::sync::lock;
use crate::values::{CardState, Disposition, Protocol, Protocols, ReaderName, ShareMode};
use std::sync::{Arc, Mutex, Weak};
use zeroize::Zeroizing;

/// A connection to a card. Safe to use from any thread; calls take turns.
pub(crate) struct Session {
    me: Weak<Session>,
    id: SessionId,
    slot: Arc<Slot>,
    /// `None` once detached. Locked only by who has the turn, so nobody waits here.
    link: Mutex<Option<Box<dyn Link>>>,
    known: Mutex<Known>,
    kept: Mutex<Kept>,
}

/// What was received and did not fit the caller's buffer, until the next exchange.
#[derive(Default)]
enum Kept {
    #[default]
    Nothing,
    Reply(Zeroizing<Vec<u8>>),
    File {
        path: Vec<u8>,
        content: Zeroizing<Vec<u8>>,
    },
}

/// What was learnt when the connection was established: asking for it again needs no card, no
/// service and no waiting.
struct Known {
    atr: Vec<u8>,
    protocol: Option<Protocol>,
    context: usize,
    handle: usize,
    /// What the card showed of itself since; of another card it is not known.
    learnt: Learnt,
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

    /// With a connection that somebody else opened, and may have used.
    pub(super) fn adopt(slot: &Arc<Slot>, link: Box<dyn Link>, status: Status) -> Arc<Session> {
        let session = Session::new(slot, link, status);
        session.learn(|learnt| learnt.is_used = true);
        session
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
                learnt: Learnt::default(),
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
            self.drop_kept(); // it may be another card's
            link.reconnect(share, init)?;
            let status = link.status()?;
            let mut known = lock(&self.known);
            if known.atr != status.atr {
                known.learnt = Learnt::default();
            }
            known.learnt.is_used &= init == Disposition::Leave;
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
        self.drop_kept();
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
    ///
    /// While another session of this process has the card locked, it is what it was: waiting would be waiting for
    /// the caller, who may have both.
    pub(crate) fn status(&self) -> Result<CardState> {
        if self.slot.turns.is_locked_by_other(self.id) {
            return Ok(match self.protocol() {
                Some(_) => CardState::Specific,
                None => CardState::Negotiable,
            });
        }
        match self.in_turn(Need::Card, |link| link.status()) {
            Ok(status) => Ok(status.state),
            Err(Error::REMOVED_CARD) => Ok(CardState::Absent),
            Err(error) => Err(error),
        }
    }

    /// Fails if the card was taken out or reset by somebody else; not known while another session has it locked.
    pub(crate) fn look(&self) -> Result<()> {
        if self.slot.turns.is_locked_by_other(self.id) {
            return Ok(());
        }
        self.in_turn(Need::Card, |link| link.status()).map(drop)
    }

    /// Sends a command to the card as it is, once.
    pub(crate) fn transmit(&self, command: &[u8]) -> Result<Reply<'_>> {
        check_command(command)?; // not only when its turn comes
        self.exchanges()
            .into_reply(|exchanges| exchanges.send(command))
    }

    /// Sends a control code to the reader, once.
    pub(crate) fn control(&self, code: u32, input: &[u8]) -> Result<Reply<'_>> {
        self.exchanges().into_reply(|exchanges| {
            exchanges.receive(|link, output| link.control(code, input, output))
        })
    }

    /// Reads an attribute of reader or card.
    pub(crate) fn attribute(&self, id: u32) -> Result<Reply<'_>> {
        self.exchanges()
            .into_reply(|exchanges| exchanges.receive(|link, value| link.attribute(id, value)))
    }

    /// Writes an attribute of reader or card.
    pub(crate) fn set_attribute(&self, id: u32, value: &[u8]) -> Result<()> {
        self.in_turn(Need::Card, |link| link.set_attribute(id, value))
    }

    /// The session's turn for as many exchanges as it takes.
    pub(crate) fn exchanges(&self) -> Exchanges<'_> {
        let turn = self.slot.turns.take(self.id, Need::Card);
        Exchanges::new(self, turn, self.slot.reply_buffer())
    }

    /// Keeps a reply, given in parts: it did not fit where it should go, and the command must not run twice.
    pub(crate) fn keep_reply(&self, parts: &[&[u8]]) {
        *lock(&self.kept) = Kept::Reply(Zeroizing::new(parts.concat()));
    }

    /// Keeps a file that was read, as a reply is kept.
    pub(super) fn keep_file(&self, path: &[u8], content: Zeroizing<Vec<u8>>) {
        let path = path.to_vec();
        *lock(&self.kept) = Kept::File { path, content };
    }

    /// Gives the reply that was kept; if `give` says true, it is not kept any longer. `None` if
    /// there is no such reply.
    pub(crate) fn fetch_kept_reply(
        &self,
        give: impl FnOnce(&[u8]) -> Result<bool>,
    ) -> Option<Result<()>> {
        let mut kept = lock(&self.kept);
        let Kept::Reply(reply) = &*kept else {
            return None;
        };
        let given = give(reply);
        if given == Ok(true) {
            *kept = Kept::Nothing;
        }
        Some(given.map(drop))
    }

    /// Takes the file out that was kept after it was asked for by this path.
    pub(super) fn take_kept_file(&self, wanted: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut kept = lock(&self.kept);
        match &mut *kept {
            Kept::File { path, content } if path == wanted => {
                let content = std::mem::take(content);
                *kept = Kept::Nothing;
                Some(content)
            }
            _ => None,
        }
    }

    pub(super) fn drop_kept(&self) {
        *lock(&self.kept) = Kept::Nothing;
    }

    /// What the card showed of itself in this session.
    pub(super) fn learnt(&self) -> Learnt {
        lock(&self.known).learnt
    }

    pub(super) fn learn(&self, learn: impl FnOnce(&mut Learnt)) {
        learn(&mut lock(&self.known).learnt);
    }

    /// What card and reader can do, as far as it is known without asking them.
    pub(super) fn known_capabilities(&self) -> Capabilities {
        let known = lock(&self.known);
        Capabilities::of(&known.atr, known.protocol, &known.learnt)
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

    pub(super) fn call_link<R>(
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
}

impl Drop for Session {
    fn drop(&mut self) {
        // Of no effect after a detach. Without one, whoever opened the connection goes on with it, and nobody may wait
        // for a lock that is forgotten.
        while self.slot.turns.is_locked_by(self.id) && self.unlock(Disposition::Leave).is_ok() {}
        self.note_connection(0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Event, Fake};
    use super::*;

    fn fake() -> Fake {
        Fake::new(Protocol::T1, &[0x3B, 0x00])
    }

    #[test]
    fn a_session_that_ends_without_detach_ends_its_locks() {
        let (session, log) = fake().session(|_| vec![]);
        session.lock().unwrap();
        session.lock().unwrap();
        let (other, slot) = (SessionId::new(), Arc::clone(&session.slot));
        let second = Arc::clone(&session);
        drop(second); // somebody else has it still
        assert!(slot.turns.is_locked_by_other(other));
        drop(session);
        assert!(!slot.turns.is_locked_by_other(other));
        let ends = [Event::Begin, Event::Begin, Event::End, Event::End];
        assert_eq!(*lock(&log), ends);
    }

    #[test]
    fn who_asks_for_the_state_does_not_wait_for_a_lock() {
        let (owner, _) = fake().session(|_| vec![]);
        let link = lock(&owner.link).take().unwrap();
        let status = Status {
            state: CardState::Specific,
            protocol: Some(Protocol::T1),
            atr: vec![],
        };
        let other = Session::new(&owner.slot, link, status);
        let turn = owner.slot.turns.take(owner.id, Need::Card);
        turn.set_locked(|| Some(false));
        drop(turn);
        assert_eq!(other.status(), Ok(CardState::Specific));
        assert_eq!(other.look(), Ok(()));
    }
}
