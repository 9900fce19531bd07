//! Exchanges with a card that nobody comes between.

use super::session::Session;
use super::turns::Turn;
use crate::backend::Link;
use crate::error::{Error, Result};
use crate::iso7816::apdu::LONGEST_COMMAND;
use crate::values::Disposition;
use std::ops::Deref;
use std::sync::MutexGuard;
use zeroize::Zeroize;

/// The shortest command: a header alone (ISO 7816-3, 12.1).
const MIN_COMMAND: usize = 4;

/// Refuses what is no command by its length: such bytes make readers hang (faults.md, class 28).
pub(crate) fn check_command(command: &[u8]) -> Result<()> {
    match command.len() {
        MIN_COMMAND..=LONGEST_COMMAND => Ok(()),
        _ => Err(Error::INVALIDARG),
    }
}

/// A session's turn for as many exchanges as it takes.
///
/// From the second command on the card is claimed, so that no other program comes between either;
/// one command alone costs no lock. When this is dropped, replies are wiped and the claim ends.
pub(crate) struct Exchanges<'s> {
    session: &'s Session,
    /// There is a lock that ends with this.
    claimed: bool,
    sent: bool,
    /// How many bytes of the buffer have to be wiped.
    used: usize,
    // Before the turn: the next session finds the buffer free when its turn comes.
    buffer: MutexGuard<'s, Vec<u8>>,
    turn: Turn<'s>,
}

impl<'s> Exchanges<'s> {
    pub(super) fn new(
        session: &'s Session,
        turn: Turn<'s>,
        buffer: MutexGuard<'s, Vec<u8>>,
    ) -> Self {
        Exchanges {
            session,
            claimed: false,
            sent: false,
            used: 0,
            buffer,
            turn,
        }
    }

    /// Sends a command as it is, once. The reply is at least a status word.
    pub(crate) fn transmit(&mut self, command: &[u8]) -> Result<&[u8]> {
        let len = self.send(command)?;
        Ok(self.received(len))
    }

    /// As [`transmit`](Self::transmit), with the length of the reply.
    pub(super) fn send(&mut self, command: &[u8]) -> Result<usize> {
        check_command(command)?;
        if self.sent {
            self.claim()?;
        }
        self.sent = true;
        let len = self.receive(|link, reply| link.transmit(command, reply))?;
        if len < 2 {
            return Err(Error::COMM_DATA_LOST);
        }
        Ok(len)
    }

    /// Has the card or reader fill the buffer, and gives the length.
    pub(super) fn receive(
        &mut self,
        call: impl FnOnce(&mut dyn Link, &mut [u8]) -> Result<usize>,
    ) -> Result<usize> {
        // What was kept of the exchange before has an end with the next one.
        self.session.drop_kept();
        self.session.learn(|learnt| learnt.is_used = true);
        // A call that fails may leave anything in the buffer.
        let before = std::mem::replace(&mut self.used, self.buffer.len());
        let buffer = &mut self.buffer;
        let len = self
            .session
            .call_link(&self.turn, |link| call(link, buffer))?;
        self.used = before.max(len);
        Ok(len)
    }

    /// Has the card for this session alone from now on, unless it has it so anyway.
    pub(super) fn claim(&mut self) -> Result<()> {
        self.session.drop_kept(); // if this fails, what is kept belongs to what went before
        if !self.claimed {
            self.claimed = self.session.call_link(&self.turn, |link| {
                let is_ours = link.is_locked() || link.is_exclusive();
                if !is_ours {
                    link.begin()?;
                }
                Ok(!is_ours)
            })?;
        }
        Ok(())
    }

    /// The most data that the reader passes on in one command, if it says.
    pub(super) fn most_data(&mut self) -> Result<Option<usize>> {
        self.session.call_link(&self.turn, |link| link.most_data())
    }

    /// Whether no other session or program has a connection to the card.
    pub(super) fn is_exclusive(&mut self) -> Result<bool> {
        self.session
            .call_link(&self.turn, |link| Ok(link.is_exclusive()))
    }

    /// The one reply that `receive` gets. It keeps the turn.
    pub(super) fn into_reply(
        mut self,
        receive: impl FnOnce(&mut Self) -> Result<usize>,
    ) -> Result<Reply<'s>> {
        let len = receive(&mut self)?;
        Ok(Reply {
            exchanges: self,
            len,
        })
    }

    fn received(&self, len: usize) -> &[u8] {
        self.buffer.get(..len).unwrap_or_default()
    }
}

impl Drop for Exchanges<'_> {
    fn drop(&mut self) {
        if let Some(used) = self.buffer.get_mut(..self.used) {
            used.zeroize();
        }
        if self.claimed {
            // When it fails, card or connection are lost, which the next call will tell; what was
            // exchanged is not undone by that.
            let _ = self
                .session
                .call_link(&self.turn, |link| link.end(Disposition::Leave));
        }
    }
}

/// What a card or reader answered. The reader waits until it is dropped, and the bytes are wiped
/// then.
pub(crate) struct Reply<'s> {
    exchanges: Exchanges<'s>,
    len: usize,
}

impl Reply<'_> {
    /// Keeps the reply on the session: it did not fit where it should go, and the command must not
    /// run twice.
    pub(crate) fn keep(&self) {
        self.exchanges.session.keep_reply(&[self]);
    }
}

impl Deref for Reply<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.exchanges.received(self.len)
    }
}
