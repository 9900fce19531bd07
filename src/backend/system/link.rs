//! A connection to a card in a reader of the system.

use super::winscard::{Card, CardStatus};
use super::{LastingContext, service_is_gone};
use crate::backend::{Link, Status};
use crate::domain::{CardState, Disposition, Protocol, Protocols, ShareMode};
use crate::error::{Error, Result};
use pcsc::ffi;
use std::ffi::{CStr, CString};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

pub(super) struct CardLink {
    reader: CString,
    context: Arc<LastingContext>,
    connection: Connection,
    share: ShareMode,
    protocols: Protocols,
    protocol: Option<Protocol>,
    locks: u32,
}

/// Enough for every other thread to have written its answer down.
const LOOKS_FOR_FRESH_STATUS: u32 = 16;

enum Connection {
    Open(Card),
    /// It had to be given up, and every call says why until the caller reconnects.
    Lost(Error),
}

impl CardLink {
    pub(super) fn connect(
        reader: &CStr,
        context: &Arc<LastingContext>,
        share: ShareMode,
        protocols: Protocols,
    ) -> Result<CardLink> {
        let (card, protocol) = context
            .in_use()
            .call(|context| Card::connect(context, reader, share, protocols))?;
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
        let CardStatus {
            reader,
            state,
            protocol,
            atr,
        } = card.status()?;
        let link = CardLink {
            reader: reader.clone(),
            context: Arc::default(),
            connection: Connection::Open(card),
            share: ShareMode::Shared, // unknown; nothing but the way to become exclusive depends on it
            // SCardReconnect wants the current protocol among those accepted.
            protocols: protocol.map_or(Protocols::Any, Protocols::Only),
            protocol,
            locks: 0,
        };
        Ok((
            reader,
            link,
            Status {
                state,
                protocol,
                atr,
            },
        ))
    }

    fn card(&self) -> Result<&Card> {
        match &self.connection {
            Connection::Open(card) => Ok(card),
            Connection::Lost(why) => Err(*why),
        }
    }

    /// Gives the connection up, with what is locked by it; it can be made anew unless the caller opened it.
    fn give_up(&mut self, disposition: Disposition, why: Error) -> Result<()> {
        self.locks = 0;
        match std::mem::replace(&mut self.connection, Connection::Lost(why)) {
            Connection::Open(card) => card.disconnect(disposition),
            Connection::Lost(_) => Ok(()),
        }
    }

    /// Connects anew, and locks as often as before.
    fn connect_again(&mut self, share: ShareMode, locks: u32) -> Result<()> {
        let connected = self
            .context
            .in_use()
            .call(|context| Card::connect(context, &self.reader, share, self.protocols));
        match connected {
            Ok((card, protocol)) => {
                for _ in 0..locks {
                    card.begin()?;
                }
                self.connection = Connection::Open(card);
                self.share = share;
                self.protocol = protocol;
                self.locks = locks;
                Ok(())
            }
            Err(error) => {
                self.connection = Connection::Lost(error);
                Err(error)
            }
        }
    }

    /// Becomes the only connection, or returns `SHARING_VIOLATION` and stays shared.
    ///
    /// pcsc-lite's SCardReconnect would wait until the others are gone, for ever if need be, and reset the card each time
    /// it looks. SCardConnect answers at once, so the connection is given up for a moment; others keep the card powered
    /// meanwhile, and without others the daemon waits for seconds before it takes the power away.
    fn become_exclusive(&mut self) -> Result<()> {
        let pending = self.status().err();
        if let Some(error) = pending.filter(|error| *error != Error::RESET_CARD) {
            return Err(error);
        }
        let locks = self.locks;
        if let Err(error) = self.give_up(Disposition::Leave, Error::RESET_CARD) {
            self.connection = Connection::Lost(error);
            return Err(error);
        }
        match self.connect_again(ShareMode::Exclusive, locks) {
            Err(Error::SHARING_VIOLATION) => {
                self.connect_again(ShareMode::Shared, locks)?;
                if let Some(why) = pending {
                    // Or nobody would tell the caller any more that the card was reset.
                    self.give_up(Disposition::Leave, why)?;
                }
                Err(Error::SHARING_VIOLATION)
            }
            connected => connected,
        }
    }

    fn eject_and_reconnect(&mut self, share: ShareMode) -> Result<()> {
        // On a reader that ejects there is no card now; on one that cannot, PC/SC may say so or not: connecting tells.
        let _ = self.give_up(Disposition::Eject, Error::REMOVED_CARD);
        match self.connect_again(share, 0) {
            Err(Error::NO_SMARTCARD | Error::REMOVED_CARD) => {
                self.connection = Connection::Lost(Error::REMOVED_CARD);
                Err(Error::REMOVED_CARD)
            }
            Err(error) => Err(error),
            Ok(()) => self.reconnect_open(share, ffi::SCARD_UNPOWER_CARD),
        }
    }

    fn connect_and_initialise(&mut self, share: ShareMode, init: Disposition) -> Result<()> {
        self.connect_again(share, 0)?;
        match init {
            Disposition::Leave => Ok(()),
            init => self.reconnect_open(share, init as ffi::DWORD),
        }
    }

    fn reconnect_open(&mut self, share: ShareMode, init: ffi::DWORD) -> Result<()> {
        let card = self.card()?;
        let protocol = card.reconnect(share, self.protocols, init)?;
        if self.share == ShareMode::Exclusive && share == ShareMode::Shared && self.locks == 0 {
            // pcsc-lite forgets to give back the lock that an exclusive connection has in it (1.9.9: it asks whether the
            // connection is exclusive before it stops being so), and others would wait for ever. Elsewhere there is none.
            let _ = card.end(Disposition::Leave);
        }
        self.protocol = protocol;
        self.share = share;
        Ok(())
    }

    /// Why an exchange brought no reply, if it is that the card was pulled out.
    ///
    /// Readers that only poll for cards report this late: until then an exchange "succeeds" with nothing, or fails with a
    /// code that says nothing.
    fn settle(&self, otherwise: Error) -> Error {
        const LOOKS: u32 = 14;
        const PAUSE: Duration = Duration::from_millis(50); // pcscd polls some readers every 400 ms
        for look in 0..LOOKS {
            if look > 0 {
                thread::sleep(PAUSE);
            }
            match self.card().and_then(Card::status) {
                Ok(status) if status.state != CardState::Absent => {}
                Ok(_) => return Error::REMOVED_CARD,
                Err(error) => return error,
            }
        }
        otherwise
    }
}

impl Link for CardLink {
    fn reconnect(&mut self, share: ShareMode, init: Disposition) -> Result<()> {
        if init == Disposition::Eject {
            return match &self.connection {
                // Its context is not ours, so there would be no way back.
                Connection::Open(card) if card.is_adopted() => Err(Error::UNSUPPORTED_FEATURE),
                _ => self.eject_and_reconnect(share),
            };
        }
        let adopted = match &self.connection {
            Connection::Lost(_) => return self.connect_and_initialise(share, init),
            Connection::Open(card) => card.is_adopted(),
        };
        let waits = cfg!(not(any(windows, target_os = "macos")));
        let becomes_exclusive = share == ShareMode::Exclusive && self.share != ShareMode::Exclusive;
        if waits && becomes_exclusive && !adopted {
            self.become_exclusive()?;
        }
        match self.reconnect_open(share, init as ffi::DWORD) {
            // The service was restarted and knows the connection no more; the caller asks for it anew, and gets it.
            Err(error) if service_is_gone(error) && !adopted => {
                let _ = self.give_up(Disposition::Leave, error);
                self.connect_and_initialise(share, init)
            }
            reconnected => reconnected,
        }
    }

    fn disconnect(mut self: Box<Self>, disposition: Disposition) -> Result<()> {
        while let (1.., Connection::Open(card)) = (self.locks, &self.connection) {
            // What fails here, SCardDisconnect frees.
            let _ = card.end(Disposition::Leave);
            self.locks -= 1;
        }
        self.give_up(disposition, Error::INVALID_HANDLE)
    }

    fn begin(&mut self) -> Result<()> {
        self.card()?.begin()?;
        self.locks += 1;
        Ok(())
    }

    fn end(&mut self, disposition: Disposition) -> Result<()> {
        let card = self.card()?;
        let (result, adopted) = (card.end(disposition), card.is_adopted());
        match result {
            // The service holds the lock still, and has no other way to give it back while others wait for it.
            Err(why @ (Error::RESET_CARD | Error::REMOVED_CARD)) if self.locks > 0 && !adopted => {
                let _ = self.give_up(Disposition::Leave, why);
            }
            Err(Error::RESET_CARD | Error::REMOVED_CARD) => {}
            // What pcsc-lite says if another connection has the card locked.
            Err(Error::SHARING_VIOLATION) if self.locks == 0 => return Err(Error::NOT_TRANSACTED),
            _ => self.locks = self.locks.saturating_sub(1),
        }
        result
    }

    fn is_locked(&self) -> bool {
        self.locks > 0
    }

    fn status(&mut self) -> Result<Status> {
        let card = self.card()?;
        let mut status = card.status()?;
        // libpcsclite keeps one table of states for all its contexts, without a lock: another thread can put what it asked
        // for a moment ago over what we asked for now. The protocol tells: it is as old as the rest.
        for _ in 0..LOOKS_FOR_FRESH_STATUS {
            if status.protocol == self.protocol {
                break;
            }
            thread::yield_now();
            status = card.status()?;
        }
        let CardStatus {
            state,
            protocol,
            atr,
            ..
        } = status;
        Ok(Status {
            state,
            protocol,
            atr,
        })
    }

    fn transmit(&mut self, command: &[u8], reply: &mut [u8]) -> Result<usize> {
        let protocol = self.protocol.ok_or(Error::PROTO_MISMATCH)?;
        let card = self.card()?;
        match card.transmit(protocol, command, reply) {
            Ok(len) if len >= 2 => Ok(len),
            Ok(_) => Err(self.settle(Error::COMM_DATA_LOST)),
            Err(Error::NOT_TRANSACTED) => Err(self.settle(Error::NOT_TRANSACTED)),
            // pcscd can reset a card after it has told everybody of the reset (when a program dies that had it locked), and
            // then no protocol is chosen any more.
            Err(Error::PROTO_MISMATCH) if card.status()?.protocol.is_none() => {
                Err(Error::RESET_CARD)
            }
            // Longer than any reply may be: it is lost, and there is no length to tell.
            Err(Error::INSUFFICIENT_BUFFER) => Err(Error::COMM_DATA_LOST),
            Err(error) => Err(error),
        }
    }

    fn control(&mut self, code: u32, input: &[u8], output: &mut [u8]) -> Result<usize> {
        self.card()?
            .control(code, input, output)
            .map_err(|error| match error {
                Error::INSUFFICIENT_BUFFER => Error::COMM_DATA_LOST, // as above
                error => error,
            })
    }

    fn attribute(&mut self, id: u32, value: &mut [u8]) -> Result<usize> {
        self.card()?
            .attribute(id, value)
            .map_err(|error| match error {
                // The room was all that the service can fill: some drivers make pcscd say this of what they do not have.
                Error::INSUFFICIENT_BUFFER => Error::UNSUPPORTED_FEATURE,
                error => error,
            })
    }

    fn set_attribute(&mut self, id: u32, value: &[u8]) -> Result<()> {
        self.card()?.set_attribute(id, value)
    }

    fn handle(&self) -> usize {
        self.card().map_or(0, Card::handle)
    }

    fn context(&self) -> usize {
        self.card().map_or(0, Card::context)
    }
}
