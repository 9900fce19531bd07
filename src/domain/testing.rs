//! Sessions with a card that is a function, for tests.

use super::session::Session;
use super::slot::Slot;
use crate::backend::{Family, Link, Reader, Status};
use crate::error::{Error, Result};
use crate::sync::lock;
use crate::values::{CardState, Disposition, Protocol, Protocols, ReaderName, ShareMode};
use std::sync::{Arc, Mutex};

/// What a link was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Command(Vec<u8>),
    Begin,
    End,
}

/// What a link was asked for so far.
pub(super) type Log = Arc<Mutex<Vec<Event>>>;

/// Answers commands.
type Card = Box<dyn FnMut(&[u8]) -> Vec<u8> + Send>;

struct FakeLink {
    card: Card,
    fake: Fake,
    locks: u32,
    log: Log,
}

struct FakeReader;

impl Reader for FakeReader {
    fn connect(&self, _: ShareMode, _: Protocols) -> Result<Box<dyn Link>> {
        Err(Error::NO_SMARTCARD)
    }

    fn is_gone(&self) -> bool {
        false
    }
}

impl Link for FakeLink {
    fn reconnect(&mut self, _: ShareMode, _: Disposition) -> Result<()> {
        self.fake.fail()
    }

    fn disconnect(self: Box<Self>, _: Disposition) -> Result<()> {
        Ok(())
    }

    fn begin(&mut self) -> Result<()> {
        self.fake.fail()?;
        lock(&self.log).push(Event::Begin);
        self.locks += 1;
        Ok(())
    }

    fn end(&mut self, _: Disposition) -> Result<()> {
        lock(&self.log).push(Event::End);
        self.locks = self.locks.checked_sub(1).ok_or(Error::NOT_TRANSACTED)?;
        Ok(())
    }

    fn is_locked(&self) -> bool {
        self.locks > 0
    }

    fn is_exclusive(&self) -> bool {
        self.fake.is_exclusive
    }

    fn status(&mut self) -> Result<Status> {
        Ok(Status {
            state: CardState::Specific,
            protocol: Some(self.fake.protocol),
            atr: lock(&self.fake.atr).clone(),
        })
    }

    fn transmit(&mut self, command: &[u8], reply: &mut [u8]) -> Result<usize> {
        lock(&self.log).push(Event::Command(command.to_vec()));
        let answer = (self.card)(command);
        let place = reply.get_mut(..answer.len());
        place.ok_or(Error::COMM_DATA_LOST)?.copy_from_slice(&answer);
        Ok(answer.len())
    }

    fn control(&mut self, _: u32, _: &[u8], _: &mut [u8]) -> Result<usize> {
        Err(Error::UNSUPPORTED_FEATURE)
    }

    fn most_data(&mut self) -> Result<Option<usize>> {
        Ok(self.fake.most_data)
    }

    fn attribute(&mut self, _: u32, _: &mut [u8]) -> Result<usize> {
        Err(Error::UNSUPPORTED_FEATURE)
    }

    fn set_attribute(&mut self, _: u32, _: &[u8]) -> Result<()> {
        Err(Error::UNSUPPORTED_FEATURE)
    }

    fn handle(&self) -> usize {
        1
    }

    fn context(&self) -> usize {
        0
    }
}

/// A card to have sessions with.
#[derive(Clone)]
pub(super) struct Fake {
    /// Of the card that is there; a test may change it.
    pub(super) atr: Arc<Mutex<Vec<u8>>>,
    /// What connecting and locking fail with, if at all.
    pub(super) failure: Arc<Mutex<Option<Error>>>,
    protocol: Protocol,
    most_data: Option<usize>,
    is_exclusive: bool,
}

impl Fake {
    pub(super) fn new(protocol: Protocol, atr: &[u8]) -> Fake {
        Fake {
            atr: Arc::new(Mutex::new(atr.to_vec())),
            failure: Arc::default(),
            protocol,
            most_data: None,
            is_exclusive: false,
        }
    }

    /// With nobody else there.
    pub(super) fn exclusive(mut self) -> Fake {
        self.is_exclusive = true;
        self
    }

    fn fail(&self) -> Result<()> {
        lock(&self.failure).map_or(Ok(()), Err)
    }

    /// In a reader that says so of its commands.
    pub(super) fn in_reader_for(mut self, most_data: usize) -> Fake {
        self.most_data = Some(most_data);
        self
    }

    /// A session with the card, and what reached it.
    pub(super) fn session(
        self,
        card: impl FnMut(&[u8]) -> Vec<u8> + Send + 'static,
    ) -> (Arc<Session>, Log) {
        let log = Log::default();
        let mut link = Box::new(FakeLink {
            card: Box::new(card),
            fake: self,
            locks: 0,
            log: Arc::clone(&log),
        });
        let status = link.status().expect("a fake has one");
        let name = ReaderName::new(c"fake").expect("a good name");
        let slot = Arc::new(Slot::new(Family::Virtual, name, Box::new(FakeReader)));
        (Session::new(&slot, link, status), log)
    }
}

/// How many commands reached the card.
pub(super) fn commands(log: &Log) -> usize {
    let is_command = |event: &&Event| matches!(event, Event::Command(_));
    lock(log).iter().filter(is_command).count()
}
