//! A connection to a card in a reader of the system.

use super::part10;
use super::winscard::{Card, Context};
use super::{LastingContext, PCSC_LITE, service_is_gone};
use crate::backend::{Link, Status};
use crate::error::{Error, Result};
use crate::values::{CardState, Disposition, Protocol, Protocols, ShareMode};
use pcsc::ffi;
use std::ffi::{CStr, CString};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

pub(super) struct CardLink {
    reader: CString,
    /// Where a lost connection is made anew, also one that the caller opened.
    context: Arc<LastingContext>,
    connection: Connection,
    share: ShareMode,
    protocols: Protocols,
    protocol: Option<Protocol>,
    locks: u32,
}

enum Connection {
    Open(Card),
    /// It had to be given up, and every call says why until the caller reconnects.
    Lost(Error),
}

/// Enough for every other thread to have written its answer down.
const LOOKS_FOR_FRESH_STATUS: u32 = if PCSC_LITE { 16 } else { 0 };

impl CardLink {
    pub(super) fn connect(
        reader: &CStr,
        context: &Arc<LastingContext>,
        share: ShareMode,
        protocols: Protocols,
    ) -> Result<CardLink> {
        let connect = |context: &Arc<Context>| Card::connect(context, reader, share, protocols);
        let (card, protocol) = context.call(connect)?;
        Ok(CardLink {
            reader: reader.to_owned(),
            context: Arc::clone(context),
            connection: Connection::Open(card),
            share,
            protocols,
            protocol,
            locks: 0,
        })
    }

    /// Takes over a connection that the caller opened.
    pub(super) fn adopt(card: Card) -> Result<(CString, CardLink, Status)> {
        let (reader, status) = card.status()?;
        let context = Arc::<LastingContext>::default();
        // Only this connection can be what makes the reader exclusive.
        let exclusive = context.call(|context| context.is_exclusive(&reader));
        let link = CardLink {
            reader: reader.clone(),
            context,
            connection: Connection::Open(card),
            share: if exclusive == Ok(true) {
                ShareMode::Exclusive
            } else {
                ShareMode::Shared
            },
            // SCardReconnect wants the current protocol among those accepted.
            protocols: status.protocol.map_or(Protocols::Any, Protocols::Only),
            protocol: status.protocol,
            locks: 0,
        };
        Ok((reader, link, status))
    }

    fn call<R>(&mut self, call: impl FnOnce(&Card) -> Result<R>) -> Result<R> {
        let result = match &self.connection {
            Connection::Open(card) => call(card),
            Connection::Lost(why) => return Err(*why),
        };
        match result {
            Err(error) if is_dead(error) => {
                self.locks = 0; // gone with the service, and others must not wait for them
                Err(error)
            }
            Err(error) if is_unplugged(error) => {
                if self.locks > 0 {
                    // The service may still hold the lock, should the reader come back, and others
                    // would wait for it.
                    let _ = self.give_up(Disposition::Leave, Error::READER_UNAVAILABLE);
                }
                Err(Error::READER_UNAVAILABLE)
            }
            result => result,
        }
    }

    /// Gives the connection up, with what is locked by it; reconnecting makes it anew.
    fn give_up(&mut self, disposition: Disposition, why: Error) -> Result<()> {
        self.locks = 0;
        match std::mem::replace(&mut self.connection, Connection::Lost(why)) {
            Connection::Open(card) => card.disconnect(disposition),
            Connection::Lost(_) => Ok(()),
        }
    }

    /// Connects anew where the connection was lost, and locks so many times. After a failure it is
    /// as lost as before.
    fn connect_anew(&mut self, share: ShareMode, locks: u32) -> Result<()> {
        let connect =
            |context: &Arc<Context>| Card::connect(context, &self.reader, share, self.protocols);
        let (card, protocol) = self.context.call(connect)?;
        for _ in 0..locks {
            card.begin()?;
        }
        self.connection = Connection::Open(card);
        self.share = share;
        self.protocol = protocol;
        self.locks = locks;
        Ok(())
    }

    /// Reconnects with the connection that there is.
    fn reconnect_open(&mut self, share: ShareMode, init: Disposition) -> Result<()> {
        if self.locks > 0 && self.call(Card::status).err() == Some(Error::REMOVED_CARD) {
            self.locks = 0; // the service ended them with the card
        }
        let becomes_exclusive = share == ShareMode::Exclusive && self.share != share;
        if becomes_exclusive && PCSC_LITE {
            self.become_exclusive()?;
        }
        self.initialise(share, init)
    }

    /// Becomes the only connection, or returns `SHARING_VIOLATION` and stays shared.
    ///
    /// pcsc-lite's SCardReconnect would wait until the others are gone, and reset the card each
    /// time it looks. SCardConnect answers at once, so the connection is given up for a moment.
    /// Others keep the card powered meanwhile, and without others the daemon waits for seconds
    /// before it takes the power away.
    fn become_exclusive(&mut self) -> Result<()> {
        let disturbed = match self.status() {
            Ok(_) => None,
            Err(why @ (Error::RESET_CARD | Error::REMOVED_CARD)) => Some(why),
            Err(error) => return Err(error),
        };
        let locks = self.locks;
        // It counts as ended also when this fails, and connecting tells what else is wrong.
        let _ = self.give_up(Disposition::Leave, disturbed.unwrap_or(Error::RESET_CARD));
        match self.connect_anew(ShareMode::Exclusive, locks) {
            // If the caller had to be told of a reset, or had the card locked, the connection stays
            // lost: else nobody would tell what others have done to the card.
            Err(Error::SHARING_VIOLATION) if disturbed.is_none() && locks == 0 => {
                self.connect_anew(ShareMode::Shared, 0)?;
                Err(Error::SHARING_VIOLATION)
            }
            connected => connected,
        }
    }

    /// Does to the card what the caller wants, and establishes the connection.
    fn initialise(&mut self, share: ShareMode, init: Disposition) -> Result<()> {
        match init {
            Disposition::Leave => self.reconnect_card(share, ffi::SCARD_LEAVE_CARD),
            Disposition::Reset => self.reconnect_card(share, ffi::SCARD_RESET_CARD),
            Disposition::Unpower => self.reconnect_card(share, ffi::SCARD_UNPOWER_CARD),
            Disposition::Eject => self.eject(share),
        }
    }

    fn reconnect_card(&mut self, share: ShareMode, init: ffi::DWORD) -> Result<()> {
        let protocols = self.protocols;
        let protocol = self.call(|card| card.reconnect(share, protocols, init))?;
        let becomes_shared = self.share == ShareMode::Exclusive && share == ShareMode::Shared;
        if becomes_shared && PCSC_LITE && self.locks == 0 {
            // pcsc-lite does not give back the lock that an exclusive connection has in it: it asks
            // whether the connection is exclusive before it stops being so. Others would wait for
            // ever. Elsewhere the only lock there could be is one that the caller took without us.
            let _ = self.call(|card| card.end(Disposition::Leave));
        }
        self.protocol = protocol;
        self.share = share;
        Ok(())
    }

    fn eject(&mut self, share: ShareMode) -> Result<()> {
        // On a reader that ejects there is no card now; on one that cannot, PC/SC may say so or
        // not: connecting tells.
        let _ = self.give_up(Disposition::Eject, Error::REMOVED_CARD);
        match self.connect_anew(share, 0) {
            Err(Error::NO_SMARTCARD) => Err(Error::REMOVED_CARD),
            Err(error) => {
                self.connection = Connection::Lost(error);
                Err(error)
            }
            // A card that was to be given out must not keep what was verified.
            Ok(()) => self.reconnect_card(share, ffi::SCARD_UNPOWER_CARD),
        }
    }

    /// Why an exchange brought no reply, if it is that card, reader or service are gone.
    ///
    /// Readers that only poll for cards report this late: until then an exchange "succeeds" with
    /// nothing, or fails with a code that says nothing.
    fn settle(&mut self, otherwise: Error) -> Error {
        const LOOKS: u32 = 14;
        const PAUSE: Duration = Duration::from_millis(50); // pcscd polls some readers every 400 ms
        for look in 0..LOOKS {
            if look > 0 {
                thread::sleep(PAUSE);
            }
            match self.call(Card::status) {
                Ok((_, status)) if status.state != CardState::Absent => {}
                Ok(_) | Err(Error::REMOVED_CARD) => return Error::REMOVED_CARD,
                Err(error) if is_dead(error) || is_unplugged(error) => return error,
                Err(_) => return otherwise,
            }
        }
        otherwise
    }
}

/// Whether a reply ends as any must: SW1 is 6X, but not 60, or 9X (ISO 7816-3, 10.3.3).
fn ends_with_status_word(reply: &[u8], len: usize) -> bool {
    let sw1 = len.checked_sub(2).and_then(|at| reply.get(at));
    matches!(sw1, Some(0x61..=0x6F | 0x90..=0x9F))
}

/// Whether an error says that a connection will never work again.
fn is_dead(error: Error) -> bool {
    service_is_gone(error) || error == Error::INVALID_HANDLE
}

/// Whether an error says that the reader is not there. pcsc-lite calls a handle an invalid value
/// whose reader was plugged in again.
fn is_unplugged(error: Error) -> bool {
    error == Error::READER_UNAVAILABLE || PCSC_LITE && error == Error::INVALID_VALUE
}

impl Link for CardLink {
    fn reconnect(&mut self, share: ShareMode, init: Disposition) -> Result<()> {
        if let Connection::Open(_) = self.connection {
            match self.reconnect_open(share, init) {
                // The caller asks for the connection anew, and gets it.
                Err(error) if is_dead(error) || is_unplugged(error) => {
                    let _ = self.give_up(Disposition::Leave, error);
                }
                reconnected => return reconnected,
            }
        }
        self.connect_anew(share, 0)?;
        match init {
            Disposition::Leave => Ok(()),
            init => self.initialise(share, init),
        }
    }

    fn disconnect(mut self: Box<Self>, disposition: Disposition) -> Result<()> {
        if let Connection::Lost(_) = self.connection
            && disposition != Disposition::Leave
        {
            // Nobody has done yet to the card what the caller wants.
            self.connect_anew(ShareMode::Shared, 0)?;
        }
        for _ in 0..self.locks {
            // What fails here, SCardDisconnect frees.
            let _ = self.call(|card| card.end(Disposition::Leave));
        }
        self.give_up(disposition, Error::INVALID_HANDLE)
    }

    fn begin(&mut self) -> Result<()> {
        self.call(Card::begin)?;
        self.locks += 1;
        Ok(())
    }

    fn end(&mut self, disposition: Disposition) -> Result<()> {
        let locks = self.locks;
        // On a connection that the caller opened, the caller may have the card locked without us.
        let may_be_locked =
            locks > 0 || matches!(&self.connection, Connection::Open(card) if card.is_adopted());
        let result = self.call(|card| match may_be_locked {
            true => card.end(disposition),
            // pcscd does to the card what it is asked to before it finds that there is no lock.
            false => Err(Error::NOT_TRANSACTED),
        });
        match result {
            Err(why @ (Error::RESET_CARD | Error::REMOVED_CARD)) if may_be_locked => {
                // The service holds the lock still, and has no other way to give it back while
                // others wait for it.
                let _ = self.give_up(Disposition::Leave, why);
            }
            // What pcsc-lite says if another connection has the card locked.
            Err(Error::SHARING_VIOLATION) if locks == 0 => return Err(Error::NOT_TRANSACTED),
            _ => self.locks = self.locks.min(locks.saturating_sub(1)),
        }
        result
    }

    fn is_locked(&self) -> bool {
        self.locks > 0
    }

    fn is_exclusive(&self) -> bool {
        self.share == ShareMode::Exclusive && matches!(self.connection, Connection::Open(_))
    }

    fn status(&mut self) -> Result<Status> {
        let (_, mut status) = self.call(Card::status)?;
        // libpcsclite keeps one table of states for all its contexts, without a lock: another
        // thread can put what it asked for a moment ago over what we asked for now. The protocol
        // tells: it is as old as the rest.
        for _ in 0..LOOKS_FOR_FRESH_STATUS {
            if status.protocol == self.protocol {
                break;
            }
            thread::yield_now();
            (_, status) = self.call(Card::status)?;
        }
        Ok(status)
    }

    fn transmit(&mut self, command: &[u8], reply: &mut [u8]) -> Result<usize> {
        let protocol = self.protocol.ok_or(Error::PROTO_MISMATCH)?;
        match self.call(|card| card.transmit(protocol, command, reply)) {
            Ok(len) if protocol == Protocol::Raw || ends_with_status_word(reply, len) => Ok(len),
            // Perhaps cut off; some card may also send what it must not.
            Ok(len @ 2..) => match self.settle(Error::COMM_DATA_LOST) {
                Error::COMM_DATA_LOST => Ok(len),
                gone => Err(gone),
            },
            Ok(_) => Err(self.settle(Error::COMM_DATA_LOST)),
            Err(Error::NOT_TRANSACTED) => Err(self.settle(Error::NOT_TRANSACTED)),
            // pcscd can reset a card after it has told everybody of the reset (when a program dies
            // that had it locked), and then no protocol is chosen any more.
            Err(Error::PROTO_MISMATCH) if self.call(Card::status)?.1.protocol.is_none() => {
                Err(Error::RESET_CARD)
            }
            // Longer than any reply may be: it is lost, and there is no length to tell.
            Err(Error::INSUFFICIENT_BUFFER) => Err(Error::COMM_DATA_LOST),
            Err(error) => Err(error),
        }
    }

    fn control(&mut self, code: u32, input: &[u8], output: &mut [u8]) -> Result<usize> {
        let answered = self.call(|card| card.control(code, input, output));
        answered.map_err(|error| match error {
            Error::INSUFFICIENT_BUFFER => Error::COMM_DATA_LOST, // as above
            error => error,
        })
    }

    fn most_data(&mut self) -> Result<Option<usize>> {
        part10::most_data(|code, output| self.control(code, &[], output))
    }

    fn attribute(&mut self, id: u32, value: &mut [u8]) -> Result<usize> {
        self.call(|card| card.attribute(id, value))
            .map_err(|error| match error {
                // The room was all that the service can fill: some drivers make pcscd say this of
                // what they do not have.
                Error::INSUFFICIENT_BUFFER => Error::UNSUPPORTED_FEATURE,
                error => error,
            })
    }

    fn set_attribute(&mut self, id: u32, value: &[u8]) -> Result<()> {
        self.call(|card| card.set_attribute(id, value))
    }

    fn handle(&self) -> usize {
        match &self.connection {
            Connection::Open(card) => card.handle(),
            Connection::Lost(_) => 0,
        }
    }

    fn context(&self) -> usize {
        match &self.connection {
            Connection::Open(card) => card.context(),
            Connection::Lost(_) => 0,
        }
    }
}
