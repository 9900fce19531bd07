//! A virtual reader of the private daemon: cards go in and out, and what the reader does to
//! them can be read back.

use std::ffi::CStr;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::daemon::{Daemon, ReaderSlot};
use super::vpcd::{Responder, serve};
use super::wait::WATCHDOG;

/// What a reader did to a card. The ATR requests, one each 0.4 s, are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardEvent {
    PowerOn,
    PowerOff,
    Reset,
    Command(Vec<u8>),
}

/// The events of one reader's cards, shared between the card's thread and the test.
#[derive(Clone, Default)]
pub struct EventLog(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<LogState>,
    changed: Condvar,
}

#[derive(Default)]
struct LogState {
    events: Vec<CardEvent>,
    delay: Duration,
}

impl EventLog {
    fn lock(&self) -> MutexGuard<'_, LogState> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn record(&self, event: CardEvent) {
        self.lock().events.push(event);
        self.0.changed.notify_all();
    }

    /// For cards that speak the wire themselves.
    pub fn record_message(&self, message: &[u8]) {
        match message {
            [0] => self.record(CardEvent::PowerOff),
            [1] => self.record(CardEvent::PowerOn),
            [2] => self.record(CardEvent::Reset),
            [4] => {}
            command => self.record(CardEvent::Command(command.to_vec())),
        }
    }

    fn wait_for(&self, condition: impl Fn(&[CardEvent]) -> bool) -> bool {
        let state = self.lock();
        let waited = self
            .0
            .changed
            .wait_timeout_while(state, WATCHDOG, |state| !condition(&state.events));
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }
}

/// A card whose events are logged, and which may take its time for a command.
pub struct Observed<R> {
    card: R,
    log: EventLog,
}

impl<R: Responder> Observed<R> {
    pub fn new(card: R, log: EventLog) -> Self {
        Observed { card, log }
    }
}

impl<R: Responder> Responder for Observed<R> {
    fn power_on(&mut self) {
        self.card.power_on();
        self.log.record(CardEvent::PowerOn);
    }

    fn power_off(&mut self) {
        self.card.power_off();
        self.log.record(CardEvent::PowerOff);
    }

    fn reset(&mut self) {
        self.card.reset();
        self.log.record(CardEvent::Reset);
    }

    fn atr(&mut self) -> Vec<u8> {
        self.card.atr()
    }

    fn transmit(&mut self, apdu: &[u8]) -> Option<Vec<u8>> {
        self.log.record(CardEvent::Command(apdu.to_vec()));
        let delay = self.log.lock().delay;
        if !delay.is_zero() {
            thread::sleep(delay);
        }
        self.card.transmit(apdu)
    }
}

/// A reader lent to one test, empty. Dropping it pulls the card out and gives the reader back.
pub struct VirtualReader {
    daemon: &'static Daemon,
    slot: usize,
    log: EventLog,
    card: Option<InsertedCard>,
}

struct InsertedCard {
    stream: TcpStream,
    thread: JoinHandle<()>,
}

impl VirtualReader {
    pub(super) fn new(daemon: &'static Daemon, slot: usize) -> Self {
        VirtualReader {
            daemon,
            slot,
            log: EventLog::default(),
            card: None,
        }
    }

    fn slot(&self) -> &'static ReaderSlot {
        &self.daemon.readers()[self.slot]
    }

    /// The reader's name as PC/SC lists it.
    pub fn name(&self) -> &'static CStr {
        &self.slot().name
    }

    /// Puts a card in and waits until the daemon has seen it: up to 0.4 s.
    ///
    /// The daemon powers the card on, and off again 0.4 s later when nobody connects.
    #[track_caller]
    pub fn insert(&mut self, card: impl Responder + Send + 'static) {
        self.insert_with(|stream, log| serve_observed(stream, card, log));
    }

    /// For cards that the daemon will not recognise, such as one with an empty ATR, and for swaps
    /// behind its back: where it powers an idle card off that was pulled, it does not notice, and
    /// takes the next card for the same.
    #[track_caller]
    pub fn insert_without_waiting(&mut self, card: impl Responder + Send + 'static) {
        self.connect(|stream, log| serve_observed(stream, card, log));
    }

    /// Puts in a card that speaks the wire itself, and may log its events; waits like `insert`.
    #[track_caller]
    pub fn insert_with(&mut self, card: impl FnOnce(TcpStream, EventLog) + Send + 'static) {
        self.check_vacant();
        // "Present" means the new card only when the daemon has missed the one before.
        self.wait_until_empty();
        self.connect(card);
        self.wait_for_card_state(true);
    }

    #[track_caller]
    fn check_vacant(&self) {
        let vacant = self
            .card
            .as_ref()
            .is_none_or(|card| card.thread.is_finished());
        assert!(vacant, "there is a card in {:?} already", self.name());
    }

    #[track_caller]
    fn connect(&mut self, card: impl FnOnce(TcpStream, EventLog) + Send + 'static) {
        self.check_vacant();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.slot().port));
        let stream = TcpStream::connect_timeout(&address, WATCHDOG)
            .unwrap_or_else(|error| panic!("no virtual reader at {address}: {error}"));
        let kept = stream
            .try_clone()
            .expect("a second descriptor for the card's connection");
        let log = self.log.clone();
        self.clear_events();
        let thread = thread::spawn(move || {
            // `kept` keeps the connection open, so the end has to be said. Also when the card panics.
            let closing = CloseOnDrop(stream.try_clone());
            card(stream, log);
            drop(closing);
        });
        self.card = Some(InsertedCard {
            stream: kept,
            thread,
        });
    }

    /// Waits until the daemon shows the reader without a card, for cards that pull themselves.
    #[track_caller]
    pub fn wait_until_empty(&self) {
        self.wait_for_card_state(false);
    }

    #[track_caller]
    fn wait_for_card_state(&self, present: bool) {
        let waited = self.daemon.wait_for_card(self.name(), present);
        waited.unwrap_or_else(|error| panic!("{error}"));
    }

    /// Pulls the card out and waits until the daemon has seen it: up to 0.4 s.
    #[track_caller]
    pub fn remove(&mut self) {
        self.pull_without_waiting();
        self.wait_until_empty();
    }

    /// Pulls the card out; for up to 0.4 s the daemon still believes in it.
    pub fn pull_without_waiting(&mut self) {
        if let Some(card) = self.card.take() {
            // It fails when the other side closed first: that is as good.
            let _ = card.stream.shutdown(Shutdown::Both);
        }
    }

    /// How long the card takes for each command from now on.
    pub fn set_delay(&self, delay: Duration) {
        self.log.lock().delay = delay;
    }

    /// What happened to the card since it was inserted or since `clear_events`.
    pub fn events(&self) -> Vec<CardEvent> {
        self.log.lock().events.clone()
    }

    /// Only the commands.
    pub fn commands(&self) -> Vec<Vec<u8>> {
        let command = |event| match event {
            CardEvent::Command(bytes) => Some(bytes),
            _ => None,
        };
        self.events().into_iter().filter_map(command).collect()
    }

    pub fn clear_events(&self) {
        self.log.lock().events.clear();
    }

    /// Waits until the events fulfil the condition.
    #[track_caller]
    pub fn wait_for_events(&self, what: &str, condition: impl Fn(&[CardEvent]) -> bool) {
        let seen = self.log.wait_for(condition);
        assert!(
            seen,
            "waited {WATCHDOG:?} in vain: {what}; events: {:02X?}",
            self.events()
        );
    }
}

impl Drop for VirtualReader {
    fn drop(&mut self) {
        if thread::panicking() {
            self.daemon.show_log();
        }
        self.pull_without_waiting();
        self.daemon.give_back(self.slot);
    }
}

fn serve_observed(stream: TcpStream, card: impl Responder, log: EventLog) {
    // The daemon may be killed in the middle of a message: a test that cares sees it there.
    if let Err(error) = serve(stream, &mut Observed::new(card, log)) {
        eprintln!("card: {error}");
    }
}

struct CloseOnDrop(std::io::Result<TcpStream>);

impl Drop for CloseOnDrop {
    fn drop(&mut self) {
        if let Ok(stream) = &self.0 {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}
