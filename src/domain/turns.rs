//! Whose turn it is at a reader: first come, first served.
//!
//! PC/SC serves those who wait for a busy card by chance and after sleeps of 100 ms, and a second
//! thread inside one of its contexts can stop every PC/SC call of the process (design/faults.md
//! 1.2). So the sessions of this process wait here first: one at a time is let through to a reader,
//! in the order they came, and while one holds the card locked only its own calls are.

use crate::sync::lock;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, Thread};

/// Identifies a session among those that wait for a turn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct SessionId(u64);

impl SessionId {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        SessionId(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// What a turn is needed for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Need {
    /// The card, so the turn comes only while no other session has it locked.
    Card,
    /// The connection alone, which a lock of another session does not bar: to end it and leave the
    /// card as it is.
    Connection,
}

/// Whether a session has its card for itself: no other can attach.
pub(crate) type Exclusive = bool;

/// The turns at one reader.
#[derive(Default)]
pub(crate) struct Turns {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Somebody has the turn.
    taken: bool,
    /// The session that has the card locked between its turns, and whether it is the only one.
    owner: Option<(SessionId, Exclusive)>,
    queue: VecDeque<Waiter>,
}

struct Waiter {
    session: SessionId,
    need: Need,
    thread: Thread,
    ticket: u64,
}

impl State {
    fn admits(&self, session: SessionId, need: Need) -> bool {
        need == Need::Connection || self.owner.is_none_or(|(owner, _)| owner == session)
    }

    /// Gives the turn to the first in the queue who may have it now.
    fn pass_on(&mut self) {
        let next = self
            .queue
            .iter()
            .position(|waiter| self.admits(waiter.session, waiter.need));
        self.taken = next.is_some();
        if let Some(waiter) = next.and_then(|index| self.queue.remove(index)) {
            waiter.thread.unpark();
        }
    }
}

impl Turns {
    /// Whether a session that has the card for itself has it locked too.
    pub(crate) fn is_locked_exclusively(&self) -> bool {
        lock(&self.state)
            .owner
            .is_some_and(|(_, exclusive)| exclusive)
    }

    /// Whether this session has the card locked.
    pub(crate) fn is_locked_by(&self, session: SessionId) -> bool {
        lock(&self.state)
            .owner
            .is_some_and(|(owner, _)| owner == session)
    }

    /// Whether another session has the card locked.
    pub(crate) fn is_locked_by_other(&self, session: SessionId) -> bool {
        !lock(&self.state).admits(session, Need::Card)
    }

    /// Ends the lock, whoever has it: what it guarded is gone, and those who wait for it should
    /// learn that.
    pub(crate) fn end_lock(&self) {
        let mut state = lock(&self.state);
        state.owner = None;
        if !state.taken {
            state.pass_on();
        }
    }

    /// Waits until it is the session's turn. The turn ends when the result is dropped.
    pub(crate) fn take(&self, session: SessionId, need: Need) -> Turn<'_> {
        let mut state = lock(&self.state);
        // Nobody in the queue may go first, or they would not be waiting while the turn is free.
        if !state.taken && state.admits(session, need) {
            state.taken = true;
        } else {
            static TICKETS: AtomicU64 = AtomicU64::new(0);
            let ticket = TICKETS.fetch_add(1, Ordering::Relaxed);
            state.queue.push_back(Waiter {
                session,
                need,
                thread: thread::current(),
                ticket,
            });
            while state.queue.iter().any(|waiter| waiter.ticket == ticket) {
                drop(state);
                thread::park();
                state = lock(&self.state);
            }
        }
        Turn {
            turns: self,
            session,
        }
    }
}

/// The right to use a reader, until dropped.
pub(crate) struct Turn<'t> {
    turns: &'t Turns,
    session: SessionId,
}

impl Turn<'_> {
    /// Learns whether the session has the card locked from now on, and is the only one. It is
    /// asked while nobody can end its lock.
    pub(crate) fn set_locked(&self, locked: impl FnOnce() -> Option<Exclusive>) {
        let mut state = lock(&self.turns.state);
        if let Some(exclusive) = locked() {
            state.owner = Some((self.session, exclusive));
        } else if state.owner.is_some_and(|(owner, _)| owner == self.session) {
            state.owner = None;
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        lock(&self.turns.state).pass_on();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::time::Duration;

    const SOON: Duration = Duration::from_millis(50);

    #[test]
    fn those_who_wait_are_served_in_the_order_they_came() {
        let turns = Turns::default();
        let (served, order) = mpsc::channel();
        thread::scope(|scope| {
            let turn = turns.take(SessionId::new(), Need::Card);
            for number in 0..20 {
                let (turns, served) = (&turns, served.clone());
                scope.spawn(move || {
                    let _turn = turns.take(SessionId::new(), Need::Card);
                    served.send(number).unwrap();
                });
                while lock(&turns.state).queue.len() <= number {
                    thread::yield_now();
                }
            }
            drop(turn);
        });
        drop(served);
        assert_eq!(
            order.iter().collect::<Vec<_>>(),
            (0..20).collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_lock_bars_other_sessions_but_not_the_end_of_their_connections() {
        let turns = Turns::default();
        let (owner, other) = (SessionId::new(), SessionId::new());
        turns.take(owner, Need::Card).set_locked(|| Some(false));
        thread::scope(|scope| {
            let (served, waiting) = mpsc::channel();
            let turns = &turns;
            scope.spawn(move || {
                let _turn = turns.take(other, Need::Card);
                served.send(()).unwrap();
            });
            assert!(waiting.recv_timeout(SOON).is_err());
            drop(turns.take(other, Need::Connection));
            assert!(waiting.recv_timeout(SOON).is_err());
            turns.take(owner, Need::Card).set_locked(|| None);
            waiting.recv().unwrap();
        });
    }

    #[test]
    fn a_panic_in_a_turn_ends_it() {
        let turns = Turns::default();
        let session = SessionId::new();
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _turn = turns.take(session, Need::Card);
            panic!("in a turn");
        }));
        assert!(panicked.is_err());
        drop(turns.take(SessionId::new(), Need::Card));
    }
}
