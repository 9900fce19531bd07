//! A virtual reader as PC/SC would show it: connections that share a card, and the events that end
//! or disturb them.

use super::card::{self, Card, Profile};
use crate::backend::{Link, Reader, Status};
use crate::error::{Error, Result};
use crate::sync::lock;
use crate::values::{CardState, Disposition, Protocol, Protocols, ReaderName, ShareMode};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use zeroize::Zeroizing;

pub(super) struct VirtualReader {
    name: ReaderName,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    unplugged: bool,
    card: Option<Inserted>,
    connections: BTreeMap<usize, Connection>,
}

struct Inserted {
    card: Card,
    profile: Profile,
    powered: bool,
    /// Chosen by the first connection after a reset.
    protocol: Option<Protocol>,
}

struct Connection {
    share: ShareMode,
    protocols: Protocols,
    locks: u32,
    /// What happened to the card behind this connection's back; `reconnect` clears it.
    event: Option<Error>,
}

impl VirtualReader {
    pub(super) fn new(name: ReaderName, profile: Profile) -> Self {
        let state = State {
            card: Some(Inserted::new(profile)),
            ..State::default()
        };
        VirtualReader {
            name,
            state: Mutex::new(state),
        }
    }

    pub(super) fn name(&self) -> &ReaderName {
        &self.name
    }

    /// What the card answered when it was put in; empty without one.
    pub(super) fn atr(&self) -> Vec<u8> {
        let state = lock(&self.state);
        let inserted = state.card.as_ref();
        inserted.map_or_else(Vec::new, |inserted| inserted.card.atr().to_vec())
    }

    pub(super) fn unplug(&self) {
        let mut state = lock(&self.state);
        state.take_card_out();
        state.unplugged = true;
    }

    pub(super) fn insert_card(&self, profile: Profile) -> Result<()> {
        let mut state = lock(&self.state);
        if state.card.is_some() {
            return Err(Error::WIN32_ALREADY_EXISTS);
        }
        state.card = Some(Inserted::new(profile));
        Ok(())
    }

    pub(super) fn remove_card(&self) -> Result<()> {
        let mut state = lock(&self.state);
        if state.card.is_none() {
            return Err(Error::NO_SMARTCARD);
        }
        state.take_card_out();
        Ok(())
    }
}

impl Reader for Arc<VirtualReader> {
    fn connect(&self, share: ShareMode, protocols: Protocols) -> Result<Box<dyn Link>> {
        let handle = lock(&self.state).connect(share, protocols)?;
        Ok(Box::new(VirtualLink {
            reader: Arc::clone(self),
            handle,
        }))
    }

    fn is_gone(&self) -> bool {
        lock(&self.state).unplugged
    }
}

impl Inserted {
    fn new(profile: Profile) -> Self {
        Inserted {
            card: Card::new(profile.clone()),
            profile,
            powered: false,
            protocol: None,
        }
    }

    fn power_on(&mut self) {
        if !self.powered {
            self.card.power_on();
            self.powered = true;
            self.protocol = None;
        }
    }

    fn power_off(&mut self) {
        self.card.power_off();
        self.powered = false;
        self.protocol = None;
    }

    fn reset(&mut self) {
        self.card.reset();
        self.protocol = None;
    }

    /// What the card offers of what the caller accepts, the card's own preference first.
    fn choose_protocol(&mut self, accepted: Protocols) -> Result<()> {
        let offered = self.profile.protocols();
        let chosen = offered
            .iter()
            .find(|protocol| accepted.include(named(**protocol)));
        let chosen = *chosen.ok_or(Error::PROTO_MISMATCH)?;
        self.card.set_protocol(chosen);
        self.protocol = Some(named(chosen));
        Ok(())
    }
}

fn named(protocol: card::Protocol) -> Protocol {
    match protocol {
        card::Protocol::T0 => Protocol::T0,
        card::Protocol::T1 => Protocol::T1,
    }
}

impl State {
    fn connect(&mut self, share: ShareMode, protocols: Protocols) -> Result<usize> {
        if self.unplugged {
            return Err(Error::READER_UNAVAILABLE);
        }
        let mut others = self.connections.values();
        if others.any(|other| share == ShareMode::Exclusive || other.share == ShareMode::Exclusive)
        {
            return Err(Error::SHARING_VIOLATION);
        }
        self.agree_on_protocol(protocols)?;
        let handle = next_handle();
        let connection = Connection {
            share,
            protocols,
            locks: 0,
            event: None,
        };
        self.connections.insert(handle, connection);
        Ok(handle)
    }

    /// Powers the card if need be and sees to a protocol that the caller accepts.
    fn agree_on_protocol(&mut self, protocols: Protocols) -> Result<()> {
        let alone = self.connections.is_empty();
        let inserted = self.card.as_mut().ok_or(Error::NO_SMARTCARD)?;
        inserted.power_on();
        match inserted.protocol {
            Some(active) if protocols.include(active) => Ok(()),
            Some(_) if !alone => Err(Error::PROTO_MISMATCH),
            Some(_) => {
                // A card changes its protocol only after a reset; nobody is connected whom that
                // would disturb.
                inserted.reset();
                inserted.choose_protocol(protocols)
            }
            None => inserted.choose_protocol(protocols),
        }
    }

    fn reconnect(&mut self, handle: usize, share: ShareMode, init: Disposition) -> Result<()> {
        let others = self.connections.len() > 1;
        if self.unplugged {
            return Err(Error::READER_UNAVAILABLE);
        }
        if share == ShareMode::Exclusive && others {
            return Err(Error::SHARING_VIOLATION);
        }
        let protocols = self.connection(handle)?.protocols;
        match init {
            Disposition::Eject if self.ejects() => {
                self.take_card_out();
                return Err(Error::REMOVED_CARD);
            }
            // A reader that cannot eject initialises the card anew (spec/semantics.md,
            // ISCard::ReAttach).
            Disposition::Eject => {
                self.connection(handle)?.locks = 0; // as with PC/SC, where the connection is another one
                self.dispose(Disposition::Unpower);
            }
            init => self.dispose(init),
        }
        self.agree_on_protocol(protocols)?;
        let connection = self.connection(handle)?;
        connection.share = share;
        connection.event = None;
        Ok(())
    }

    fn disconnect(&mut self, handle: usize, disposition: Disposition) -> Result<()> {
        self.connections
            .remove(&handle)
            .ok_or(Error::INVALID_HANDLE)?;
        self.dispose(disposition);
        Ok(())
    }

    fn end(&mut self, handle: usize, disposition: Disposition) -> Result<()> {
        if let Err(disturbed) = self.undisturbed(handle) {
            // What it guarded is gone, and no call would free it any more.
            self.connection(handle)?.locks = 0;
            return Err(disturbed);
        }
        let connection = self.connection(handle)?;
        connection.locks = connection
            .locks
            .checked_sub(1)
            .ok_or(Error::NOT_TRANSACTED)?;
        self.dispose(disposition);
        Ok(())
    }

    /// Does to the card what a disposition says, and tells all connections.
    fn dispose(&mut self, disposition: Disposition) {
        let ejects = self.ejects();
        let Some(inserted) = self.card.as_mut() else {
            return;
        };
        match disposition {
            Disposition::Leave => return,
            Disposition::Reset => inserted.reset(),
            Disposition::Unpower => inserted.power_off(),
            Disposition::Eject if ejects => return self.take_card_out(),
            Disposition::Eject => return,
        }
        for connection in self.connections.values_mut() {
            connection.event.get_or_insert(Error::RESET_CARD);
        }
    }

    fn ejects(&self) -> bool {
        self.card
            .as_ref()
            .is_some_and(|inserted| inserted.profile.ejects())
    }

    fn take_card_out(&mut self) {
        self.card = None;
        for connection in self.connections.values_mut() {
            connection.event = Some(Error::REMOVED_CARD);
            connection.locks = 0;
        }
    }

    fn connection(&mut self, handle: usize) -> Result<&mut Connection> {
        self.connections
            .get_mut(&handle)
            .ok_or(Error::INVALID_HANDLE)
    }

    /// The connection, if nothing happened to its card.
    fn undisturbed(&mut self, handle: usize) -> Result<&mut Connection> {
        if self.unplugged {
            return Err(Error::READER_UNAVAILABLE);
        }
        let connection = self.connection(handle)?;
        match connection.event {
            Some(event) => Err(event),
            None => Ok(connection),
        }
    }

    fn card(&mut self, handle: usize) -> Result<&mut Inserted> {
        self.undisturbed(handle)?;
        self.card.as_mut().ok_or(Error::NO_SMARTCARD)
    }
}

/// Handles are odd and beyond what PC/SC services use, so that one of theirs is never taken for one
/// of ours.
fn next_handle() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(usize::MAX / 4 * 2 + 1);
    NEXT.fetch_add(2, Ordering::Relaxed)
}

/// A connection to a virtual reader.
struct VirtualLink {
    reader: Arc<VirtualReader>,
    handle: usize,
}

impl Link for VirtualLink {
    fn reconnect(&mut self, share: ShareMode, init: Disposition) -> Result<()> {
        lock(&self.reader.state).reconnect(self.handle, share, init)
    }

    fn disconnect(self: Box<Self>, disposition: Disposition) -> Result<()> {
        lock(&self.reader.state).disconnect(self.handle, disposition)
    }

    fn begin(&mut self) -> Result<()> {
        lock(&self.reader.state).undisturbed(self.handle)?.locks += 1;
        Ok(())
    }

    fn end(&mut self, disposition: Disposition) -> Result<()> {
        lock(&self.reader.state).end(self.handle, disposition)
    }

    fn is_locked(&self) -> bool {
        let mut state = lock(&self.reader.state);
        state
            .connection(self.handle)
            .is_ok_and(|connection| connection.locks > 0)
    }

    fn is_exclusive(&self) -> bool {
        let mut state = lock(&self.reader.state);
        state
            .connection(self.handle)
            .is_ok_and(|connection| connection.share == ShareMode::Exclusive)
    }

    fn status(&mut self) -> Result<Status> {
        let mut state = lock(&self.reader.state);
        let inserted = state.card(self.handle)?;
        Ok(Status {
            state: match inserted.protocol {
                Some(_) => CardState::Specific,
                None => CardState::Negotiable,
            },
            protocol: inserted.protocol,
            atr: inserted.card.atr().to_vec(),
        })
    }

    fn transmit(&mut self, command: &[u8], reply: &mut [u8]) -> Result<usize> {
        let mut state = lock(&self.reader.state);
        let answer = Zeroizing::new(state.card(self.handle)?.card.transmit(command));
        copy_into(&answer, reply)
    }

    fn control(&mut self, _code: u32, _input: &[u8], _output: &mut [u8]) -> Result<usize> {
        Err(Error::UNSUPPORTED_FEATURE)
    }

    fn most_data(&mut self) -> Result<Option<usize>> {
        Ok(None) // whatever the card takes
    }

    fn attribute(&mut self, id: u32, value: &mut [u8]) -> Result<usize> {
        // PC/SC part 3, 3.1.2
        const VENDOR_NAME: u32 = 0x0001_0100;
        const DEVICE_FRIENDLY_NAME: u32 = 0x7FFF_0003;
        const ICC_PRESENCE: u32 = 0x0009_0300;
        const ATR_STRING: u32 = 0x0009_0303;
        match id {
            VENDOR_NAME => copy_into(b"scardssp\0", value),
            DEVICE_FRIENDLY_NAME => {
                copy_into(self.reader.name.as_c_str().to_bytes_with_nul(), value)
            }
            // 2: present and not swallowed by a motor
            ICC_PRESENCE => self.status().and_then(|_| copy_into(&[2], value)),
            ATR_STRING => self
                .status()
                .and_then(|status| copy_into(&status.atr, value)),
            _ => Err(Error::UNSUPPORTED_FEATURE),
        }
    }

    fn set_attribute(&mut self, _id: u32, _value: &[u8]) -> Result<()> {
        Err(Error::UNSUPPORTED_FEATURE)
    }

    fn handle(&self) -> usize {
        self.handle
    }

    fn context(&self) -> usize {
        0
    }
}

impl Drop for VirtualLink {
    fn drop(&mut self) {
        // Ended already, in the regular case.
        let _ = lock(&self.reader.state).disconnect(self.handle, Disposition::Leave);
    }
}

fn copy_into(from: &[u8], to: &mut [u8]) -> Result<usize> {
    to.get_mut(..from.len())
        .ok_or(Error::INSUFFICIENT_BUFFER)?
        .copy_from_slice(from);
    Ok(from.len())
}
