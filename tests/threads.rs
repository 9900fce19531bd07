//! Many threads: each gets the replies to its own commands, all are served, and none waits for ever.

mod api;

use api::*;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Barrier, Mutex};
use std::thread;
use std::time::Duration;

/// Far more than a test takes on a loaded machine.
const WATCHDOG: Duration = Duration::from_secs(60);

/// Runs a test in a thread of its own: what hangs must fail.
#[track_caller]
fn bounded(test: impl FnOnce() + Send + 'static) {
    let (sender, receiver) = channel();
    let runner = thread::spawn(move || {
        test();
        let _ = sender.send(());
    });
    if receiver.recv_timeout(WATCHDOG) == Err(RecvTimeoutError::Timeout) {
        panic!("not done within {WATCHDOG:?}");
    }
    if let Err(panic) = runner.join() {
        std::panic::resume_unwind(panic);
    }
}

/// READ BINARY of four bytes of the file whose byte at `offset` is the offset.
fn read(offset: u8) -> [u8; 5] {
    [0x00, 0xB0, 0x83, offset, 0x04]
}

fn bytes_at(offset: u8) -> Vec<u8> {
    vec![offset, offset + 1, offset + 2, offset + 3, 0x90, 0x00]
}

#[test]
fn one_session_gives_each_of_eight_threads_the_replies_to_its_commands() {
    bounded(|| {
        const ROUNDS: usize = 150;
        let reader = Reader::new("one session, eight threads");
        let card = reader.session();
        let challenges = Mutex::new(BTreeSet::new());
        thread::scope(|scope| {
            for thread in 0..8_u8 {
                let (card, challenges) = (&card, &challenges);
                scope.spawn(move || {
                    for round in 0..ROUNDS {
                        let offset = thread * 30 + u8::try_from(round % 7).unwrap() * 4;
                        assert_eq!(card.transmit(&read(offset)), Ok(bytes_at(offset)));
                        let challenge = card.transmit(&[0x00, 0x84, 0x00, 0x00, 0x10]).unwrap();
                        assert!(
                            challenges.lock().unwrap().insert(challenge),
                            "two threads got the same reply"
                        );
                    }
                });
            }
        });
        assert_eq!(challenges.into_inner().unwrap().len(), 8 * ROUNDS);
        card.detach(LEAVE).unwrap();
    });
}

#[test]
fn a_kept_reply_does_not_become_the_reply_of_another_session() {
    bounded(|| {
        let reader = Reader::new("kept replies");
        thread::scope(|scope| {
            for thread in 0..4_u8 {
                let card = reader.session();
                scope.spawn(move || {
                    for round in 0..50 {
                        let offset = thread * 50 + round % 40;
                        assert!(card.transmit_into(&read(offset), 3).0.is_err());
                        assert_eq!(card.kept_reply(300), (Ok(bytes_at(offset)), 6));
                    }
                    card.detach(LEAVE).unwrap();
                });
            }
        });
    });
}

#[test]
fn four_sessions_on_one_card_are_served_evenly() {
    bounded(|| {
        // Somebody reaches the goal; how far have the others come by then?
        const GOAL: usize = 2000;
        // No real card is faster. Without it, whom the scheduler of a busy machine passes over for a moment misses many
        // rounds: not because others went first while it waited, but because it did not wait yet.
        const PAUSE: Duration = Duration::from_micros(100);
        let reader = Reader::new("four sessions, one card");
        let served = [const { AtomicUsize::new(0) }; 4];
        let over = AtomicBool::new(false);
        let in_pair = AtomicUsize::new(0);
        let start = Barrier::new(served.len());
        thread::scope(|scope| {
            for (thread, served) in served.iter().enumerate() {
                let card = reader.session();
                let (over, in_pair, start) = (&over, &in_pair, &start);
                scope.spawn(move || {
                    let offset = u8::try_from(thread * 50).unwrap();
                    start.wait();
                    while !over.load(Ordering::SeqCst) {
                        card.lock().unwrap();
                        assert_eq!(
                            in_pair.fetch_add(1, Ordering::SeqCst),
                            0,
                            "two sessions have the lock"
                        );
                        assert_eq!(card.transmit(&read(offset)), Ok(bytes_at(offset)));
                        assert_eq!(card.transmit(&read(offset + 4)), Ok(bytes_at(offset + 4)));
                        thread::sleep(PAUSE);
                        in_pair.fetch_sub(1, Ordering::SeqCst);
                        let count = served.fetch_add(1, Ordering::SeqCst) + 1;
                        over.fetch_or(count >= GOAL, Ordering::SeqCst);
                        card.unlock(LEAVE).unwrap();
                    }
                    card.detach(LEAVE).unwrap();
                });
            }
        });
        let counts: Vec<_> = served
            .iter()
            .map(|count| count.load(Ordering::SeqCst))
            .collect();
        let (least, most) = (*counts.iter().min().unwrap(), *counts.iter().max().unwrap());
        println!(
            "pairs of commands served per session: {counts:?}, least to most {}/{most}",
            least
        );
        assert!(least * 10 >= most * 9, "{counts:?}");
    });
}

#[test]
fn a_lock_keeps_other_sessions_out_until_it_is_ended() {
    bounded(|| {
        let reader = Reader::new("a lock");
        let (owner, other) = (reader.session(), reader.session());
        owner.lock().unwrap();
        owner.lock().unwrap();
        let (sender, came_through) = channel();
        thread::scope(|scope| {
            let waiting = &other;
            scope.spawn(move || {
                sender.send(waiting.transmit(&read(0))).unwrap();
            });
            let waits = |why| {
                let soon = came_through.recv_timeout(Duration::from_millis(100));
                assert_eq!(soon, Err(RecvTimeoutError::Timeout), "{why}");
            };
            waits("a nested lock is held");
            assert_eq!(owner.transmit(&read(8)), Ok(bytes_at(8)));
            owner.unlock(LEAVE).unwrap();
            waits("one of two locks was ended");
            // What needs no card waits for nothing.
            assert_eq!(other.atr(), owner.atr());
            assert!(other.protocol().is_ok() && other.card_handle().is_ok());
            owner.unlock(LEAVE).unwrap();
            assert_eq!(came_through.recv().unwrap(), Ok(bytes_at(0)));
        });
        // LEAVE needs no card, so it waits for no lock; and a session that ends gives its lock back.
        owner.lock().unwrap();
        other.detach(LEAVE).unwrap();
        owner.detach(LEAVE).unwrap();
        reader.check_nobody_is_left();
    });
}

#[test]
fn the_end_of_a_session_lets_those_in_that_waited_for_its_lock() {
    bounded(|| {
        let reader = Reader::new("a lock that ends with its session");
        let (owner, other) = (reader.session(), reader.session());
        owner.lock().unwrap();
        let (sender, waiting) = channel();
        thread::scope(|scope| {
            scope.spawn(move || {
                sender.send(()).unwrap();
                other.lock().unwrap();
                other.detach(LEAVE).unwrap();
            });
            waiting.recv().unwrap();
            thread::sleep(Duration::from_millis(50));
            owner.detach(LEAVE).unwrap();
        });
    });
}

#[test]
fn who_waits_for_a_lock_is_told_when_the_card_or_the_reader_is_gone() {
    bounded(|| {
        type TakeAway = fn(&Reader) -> Result<()>;
        let gone: [(TakeAway, Hr); 2] = [
            (Reader::remove_card, REMOVED_CARD),
            (Reader::remove, READER_UNAVAILABLE),
        ];
        for (take_away, code) in gone {
            let reader = Reader::new("gone in a lock");
            let (owner, other) = (reader.session(), reader.session());
            owner.lock().unwrap();
            let (sender, told) = channel();
            let waiting = other.key();
            let waiting = thread::spawn(move || sender.send(waiting.lock()));
            thread::sleep(Duration::from_millis(50));
            take_away(&reader).unwrap();
            let told = told.recv_timeout(Duration::from_secs(5));
            owner.detach(LEAVE).unwrap(); // also lets in who still waits
            waiting.join().unwrap().unwrap();
            assert_eq!(
                told,
                Ok(Err(code)),
                "the owner of the lock may never call again"
            );
            other.detach(LEAVE).unwrap();
        }
    });
}

#[test]
fn a_session_can_be_ended_while_other_threads_use_it() {
    bounded(|| {
        let reader = Reader::new("detach in use");
        let mut refused = 0;
        for _ in 0..200 {
            let card = reader.session().into_key();
            let start = Barrier::new(4);
            let results = thread::scope(|scope| {
                let threads: Vec<_> = (0..3)
                    .map(|_| {
                        scope.spawn(|| {
                            start.wait();
                            use_until_it_ends(card)
                        })
                    })
                    .collect();
                start.wait();
                assert_eq!(card.detach(LEAVE), Ok(()));
                threads
                    .into_iter()
                    .map(|thread| thread.join().unwrap())
                    .collect::<Vec<_>>()
            });
            assert!(
                results.iter().all(|code| *code == INVALID_HANDLE),
                "{results:?}"
            );
            refused += results.len();
            assert_eq!(card.detach(LEAVE), Err(INVALID_HANDLE));
        }
        assert_eq!(refused, 600);
    });
}

/// Each call is done in full or refused; gives what it was refused with.
fn use_until_it_ends(card: Key) -> Hr {
    loop {
        let result = card
            .transmit(&read(16))
            .map(|reply| assert_eq!(reply, bytes_at(16)));
        let result = result
            .and_then(|()| card.status())
            .map(|state| assert_eq!(state, SPECIFICMODE));
        let result = result
            .and_then(|()| card.lock())
            .and_then(|()| card.unlock(LEAVE));
        if let Err(code) = result {
            return code;
        }
    }
}

#[test]
fn of_two_threads_that_end_a_session_one_succeeds() {
    bounded(|| {
        let reader = Reader::new("two detach");
        for _ in 0..200 {
            let card = reader.session().into_key();
            let start = Barrier::new(2);
            let detach = || {
                start.wait();
                card.detach(LEAVE)
            };
            let (one, other) = thread::scope(|scope| {
                let thread = scope.spawn(detach);
                let one = detach();
                (one, thread.join().unwrap())
            });
            assert_eq!(
                BTreeSet::from([one, other]),
                BTreeSet::from([Ok(()), Err(INVALID_HANDLE)])
            );
        }
    });
}

#[test]
fn fifteen_hundred_sessions_live_at_once_over_eight_readers() {
    bounded(|| {
        const SESSIONS: usize = 1500;
        let readers: Vec<_> = (0..8)
            .map(|number| Reader::new(format!("crowded {number}")))
            .collect();
        let cards = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for (number, reader) in readers.iter().enumerate() {
                let cards = &cards;
                let share =
                    SESSIONS / readers.len() + usize::from(number < SESSIONS % readers.len());
                scope.spawn(move || {
                    for _ in 0..share {
                        let card = reader.attach(SHARED, T1).unwrap();
                        cards.lock().unwrap().push(card);
                    }
                });
            }
        });
        let cards = cards.into_inner().unwrap();
        assert_eq!(cards.len(), SESSIONS);
        let keys: BTreeSet<_> = cards.iter().map(|card| card.key().0.addr()).collect();
        assert_eq!(keys.len(), SESSIONS, "each session has a key of its own");
        for card in &cards {
            assert_eq!(card.transmit(&read(32)), Ok(bytes_at(32)));
        }
        for card in cards {
            card.detach(LEAVE).unwrap();
        }
        for reader in &readers {
            reader.check_nobody_is_left();
        }
    });
}

#[test]
fn a_lock_in_one_reader_does_not_hold_up_another() {
    bounded(|| {
        let (one, other) = (Reader::new("side by side 1"), Reader::new("side by side 2"));
        let (locked, free) = (one.session(), other.session());
        locked.lock().unwrap();
        assert_eq!(free.transmit(&read(0)), Ok(bytes_at(0)));
        free.detach(LEAVE).unwrap();
        locked.detach(LEAVE).unwrap();
    });
}
