//! Sessions on a real pcscd beside other programs with the same card: sharing, locks, resets, protocols.

#![cfg(feature = "system")]

mod api;
mod pcscd;
mod support;

use api::*;
use pcscd::*;
use std::thread;
use std::time::Duration;
use support::peer::{Peer, Request, serve_if_asked};
use support::wait::within;
use support::winscard::{Client, Share, Then};

#[test]
fn peer_process() {
    serve_if_asked();
}

#[test]
fn another_process_with_the_card_is_a_sharing_violation() {
    let reader = reader_with_card();
    let mut peer = Peer::start();
    peer.connect(reader.name(), Share::Exclusive).unwrap();
    for share in [EXCLUSIVE, SHARED] {
        assert_eq!(
            Session::attach(reader.name(), share, ANY),
            Err(SHARING_VIOLATION)
        );
    }
    peer.disconnect(Then::Leave).unwrap();

    peer.connect(reader.name(), Share::Shared).unwrap();
    assert_eq!(
        Session::attach(reader.name(), EXCLUSIVE, ANY),
        Err(SHARING_VIOLATION)
    );
    Session::shared(reader.name());
}

#[test]
fn becoming_exclusive_is_refused_at_once_while_another_process_shares_the_card() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    let mut peer = Peer::start(); // after the session: where a reattach waits for it, its end lets this test end too
    peer.connect(reader.name(), Share::Shared).unwrap();
    reader.clear_events();
    for init in [LEAVE, RESET, UNPOWER] {
        let card = card.key();
        let refused = within("a refusal", move || card.reattach(EXCLUSIVE, init));
        assert_eq!(refused, Err(SHARING_VIOLATION));
    }
    assert_eq!(
        reader.events(),
        [],
        "a refused reattach leaves the card alone"
    );
    assert_eq!(
        card.transmit(&SELECT_MF).unwrap(),
        [0x90, 0x00],
        "and the session shared"
    );

    peer.disconnect(Then::Leave).unwrap();
    becomes_exclusive_and_shared_again(&card, &reader, &mut peer);
}

#[test]
fn a_refused_reattach_does_not_hide_that_the_card_was_reset() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    let mut peer = Peer::start();
    peer.connect(reader.name(), Share::Shared).unwrap();
    let mut resetter = Peer::start();
    resetter.connect(reader.name(), Share::Shared).unwrap();
    resetter.disconnect(Then::Reset).unwrap();
    assert_eq!(card.reattach(EXCLUSIVE, LEAVE), Err(SHARING_VIOLATION));
    assert_eq!(card.transmit(&SELECT_MF), Err(RESET_CARD));
    card.reattach(SHARED, LEAVE).unwrap();
    card.transmit(&SELECT_MF).unwrap();
}

#[test]
fn a_reset_by_another_process_is_told_until_reattach() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    let mut peer = Peer::start();
    for then in [Then::Reset, Then::Unpower] {
        peer.connect(reader.name(), Share::Shared).unwrap();
        peer.begin().unwrap();
        peer.end(then).unwrap();
        peer.disconnect(Then::Leave).unwrap();
        reader.clear_events();
        for _ in 0..2 {
            assert_eq!(card.transmit(&SELECT_MF), Err(RESET_CARD));
            assert_eq!(card.lock(), Err(RESET_CARD));
            assert_eq!(card.status(), Err(RESET_CARD));
        }
        assert_eq!(reader.commands(), [[0; 0]; 0], "nothing was sent");
        card.reattach(SHARED, LEAVE).unwrap();
        assert_eq!(card.transmit(&SELECT_MF).unwrap(), [0x90, 0x00]);
    }
}

#[test]
fn a_lock_keeps_another_process_out_until_unlock() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    let mut peer = Peer::start();
    peer.connect(reader.name(), Share::Shared).unwrap();

    card.lock().unwrap();
    card.lock().unwrap();
    peer.send(Request::Begin);
    card.unlock(LEAVE).unwrap();
    assert_eq!(
        peer.wait_for(Duration::from_millis(300)),
        None,
        "locked twice, unlocked once"
    );
    assert_eq!(card.transmit(&SELECT_MF).unwrap(), [0x90, 0x00]);
    card.unlock(LEAVE).unwrap();
    assert!(peer.wait().is_ok());
    assert_eq!(card.unlock(LEAVE), Err(NOT_TRANSACTED));

    // The other way round.
    thread::scope(|scope| {
        let waiting = scope.spawn(|| card.lock());
        thread::sleep(Duration::from_millis(200));
        assert!(!waiting.is_finished());
        peer.end(Then::Leave).unwrap();
        assert_eq!(waiting.join().unwrap(), Ok(()));
    });
    card.unlock(LEAVE).unwrap();
}

#[test]
fn a_lock_of_a_process_that_dies_is_freed() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    let mut peer = Peer::start();
    peer.connect(reader.name(), Share::Shared).unwrap();
    peer.begin().unwrap();
    peer.kill();
    // pcscd frees the lock, then resets the card: the next call may come between the two.
    within("a card that nobody locks any more", move || {
        let locked = card.lock();
        assert!(matches!(locked, Ok(()) | Err(RESET_CARD)), "{locked:?}");
        let reply = loop {
            match card.transmit(&SELECT_MF) {
                Err(RESET_CARD) => card.reattach(SHARED, LEAVE).unwrap(),
                reply => break reply,
            }
        };
        assert_eq!(reply, Ok(vec![0x90, 0x00]));
    });
}

#[test]
fn detach_ends_locks_and_leave_does_not_wait_for_others() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    let other = Session::shared(reader.name());
    let idle = Session::shared(reader.name());
    let mut peer = Peer::start();
    peer.connect(reader.name(), Share::Shared).unwrap();

    card.lock().unwrap();
    card.lock().unwrap();
    within(
        "a session ended beside one that has the card locked",
        move || {
            other.detach(LEAVE).unwrap();
        },
    );
    peer.send(Request::Begin);
    card.detach(LEAVE).unwrap();
    assert!(peer.wait().is_ok());
    within(
        "a session ended beside a lock of another process",
        move || {
            idle.detach(LEAVE).unwrap();
        },
    );
    within(
        "an attach and detach beside a lock of another process",
        move || {
            // The attach waits as PC/SC has it, until the lock ends.
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(200));
                peer.end(Then::Leave).unwrap();
            });
            Session::shared(reader.name()).detach(LEAVE).unwrap();
        },
    );
}

#[test]
fn who_waits_for_a_lock_is_told_of_a_reset_and_holds_nothing() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    let (mut peer, mut third) = (Peer::start(), Peer::start());
    peer.connect(reader.name(), Share::Shared).unwrap();
    third.connect(reader.name(), Share::Shared).unwrap();
    peer.begin().unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| card.lock());
        thread::sleep(Duration::from_millis(200));
        assert!(!waiting.is_finished());
        peer.end(Then::Reset).unwrap();
        assert_eq!(waiting.join().unwrap(), Err(RESET_CARD));
    });

    // Neither this process nor pcscd takes the card for locked. The third one was not told of the reset yet.
    assert_eq!(third.begin(), Err(RESET_CARD.0));
    third.disconnect(Then::Leave).unwrap();
    third.connect(reader.name(), Share::Shared).unwrap();
    third.begin().unwrap();
    third.end(Then::Leave).unwrap();
    let name = reader.name();
    within("a lock in the same process", move || {
        let fresh = Session::shared(name);
        fresh.lock().unwrap();
        fresh.unlock(LEAVE).unwrap();
    });
    assert_eq!(card.lock(), Err(RESET_CARD), "still");
    card.reattach(SHARED, LEAVE).unwrap();
    card.lock().unwrap();
    card.unlock(LEAVE).unwrap();
}

#[test]
fn who_waits_for_the_lock_of_a_process_that_dies_is_let_in_or_told_of_a_reset() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    let mut peer = Peer::start();
    peer.connect(reader.name(), Share::Shared).unwrap();
    peer.begin().unwrap();
    let key = card.key();
    let waiting = thread::spawn(move || key.lock());
    thread::sleep(Duration::from_millis(200));
    assert!(!waiting.is_finished());
    peer.kill();
    let locked = within("the lock of a dead process", move || {
        waiting.join().unwrap()
    });
    assert!(matches!(locked, Ok(()) | Err(RESET_CARD)), "{locked:?}");
}

#[test]
fn a_lock_that_outlives_a_reset_is_still_one_lock() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    let mut peer = Peer::start();
    for init in [RESET, UNPOWER] {
        card.lock().unwrap();
        card.reattach(SHARED, init).unwrap();
        assert_eq!(card.transmit(&SELECT_MF), Ok(DONE.to_vec()));
        // pcscd lets nobody connect while the card is locked.
        peer.send(Request::Connect(reader.name(), Share::Shared));
        assert_eq!(peer.wait_for(Duration::from_millis(200)), None);
        card.unlock(LEAVE).unwrap();
        assert!(peer.wait().is_ok());
        assert_eq!(card.unlock(LEAVE), Err(NOT_TRANSACTED));
        peer.begin().unwrap();
        peer.end(Then::Leave).unwrap();
        peer.disconnect(Then::Leave).unwrap();
    }
}

#[test]
fn another_client_that_switches_the_card_to_raw_is_told_and_not_hidden() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    assert_eq!(card.protocol(), Ok(T1));
    let client = Client::new().unwrap();
    let raw = pcsc::ffi::SCARD_PROTOCOL_RAW;
    let raw = client
        .connect_with(reader.name(), Share::Shared, raw)
        .unwrap();
    reader.clear_events();
    for _ in 0..2 {
        assert_eq!(card.transmit(&SELECT_MF), Err(PROTO_MISMATCH));
        assert_eq!(card.reattach(SHARED, LEAVE), Err(PROTO_MISMATCH));
        assert_eq!(
            Session::attach(reader.name(), SHARED, ANY),
            Err(PROTO_MISMATCH)
        );
    }
    assert_eq!(reader.events(), [], "nobody asked for RAW or for a reset");

    raw.disconnect(Then::Reset).unwrap();
    card.reattach(SHARED, LEAVE).unwrap();
    assert_eq!(card.protocol(), Ok(T1));
    assert_eq!(card.transmit(&SELECT_MF), Ok(DONE.to_vec()));
}
