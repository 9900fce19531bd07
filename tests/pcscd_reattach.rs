//! Reattaching in every state that a session and its card can be in, and what becomes of locks and exclusive use.

#![cfg(feature = "system")]

mod api;
mod pcscd;
mod support;

use api::*;
use pcscd::*;
use support::peer::{Peer, serve_if_asked};
use support::reader::CardEvent;
use support::wait::within;
use support::winscard::{Client, Share, Then};

#[test]
fn peer_process() {
    serve_if_asked();
}

#[test]
fn reattaching_exclusive_cures_a_removed_card_and_a_restarted_service() {
    let daemon = daemon().alone();
    let mut reader = daemon.take_reader();
    reader.insert(support::cards::TestCard::ok());
    for init in [LEAVE, RESET, EJECT] {
        let card = Session::shared(reader.name());
        reader.remove();
        reader.insert(support::cards::TestCard::ok());
        card.reattach(EXCLUSIVE, init).unwrap();
        assert_eq!(card.transmit(&SELECT_MF), Ok(DONE.to_vec()));
        card.detach(LEAVE).unwrap();

        let card = Session::shared(reader.name());
        daemon.kill();
        reader.pull_without_waiting();
        daemon.restart();
        reader.insert(support::cards::TestCard::ok());
        card.reattach(EXCLUSIVE, init).unwrap();
        assert_eq!(card.transmit(&SELECT_MF), Ok(DONE.to_vec()));
    }
}

#[test]
fn unlocking_without_a_lock_leaves_the_card_alone() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    reader.clear_events();
    for disposition in [LEAVE, RESET, UNPOWER, EJECT] {
        assert_eq!(card.unlock(disposition), Err(NOT_TRANSACTED));
    }
    assert_eq!(reader.events(), []);
    assert_eq!(card.transmit(&SELECT_MF), Ok(DONE.to_vec()));
}

#[test]
fn ejecting_for_exclusive_use_is_refused_like_any_other_while_another_process_is_there() {
    let reader = reader_with_card();
    let mut peer = Peer::start();
    peer.connect(reader.name(), Share::Shared).unwrap();
    let card = Session::shared(reader.name());
    reader.clear_events();
    assert_eq!(card.reattach(EXCLUSIVE, EJECT), Err(SHARING_VIOLATION));
    assert_eq!(reader.events(), []);
    assert_eq!(card.transmit(&SELECT_MF), Ok(DONE.to_vec()));
}

#[test]
fn a_locked_session_that_could_not_become_exclusive_says_that_the_card_was_out_of_its_hands() {
    let reader = reader_with_card();
    let mut peer = Peer::start();
    peer.connect(reader.name(), Share::Shared).unwrap();
    let card = Session::shared(reader.name());
    card.lock().unwrap();
    assert_eq!(card.reattach(EXCLUSIVE, LEAVE), Err(SHARING_VIOLATION));
    assert_eq!(card.transmit(&SELECT_MF), Err(RESET_CARD));
    peer.begin().unwrap();
    peer.end(Then::Leave).unwrap();
    card.reattach(SHARED, LEAVE).unwrap();
    assert_eq!(card.transmit(&SELECT_MF), Ok(DONE.to_vec()));
}

#[test]
fn a_lock_survives_becoming_exclusive_and_shared_again() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    card.lock().unwrap();
    card.reattach(EXCLUSIVE, LEAVE).unwrap();
    card.reattach(SHARED, RESET).unwrap();
    let mut peer = Peer::start();
    peer.send(support::peer::Request::Connect(
        reader.name(),
        Share::Shared,
    ));
    assert_eq!(peer.wait_for(std::time::Duration::from_millis(300)), None);
    card.unlock(LEAVE).unwrap();
    assert!(peer.wait().is_ok());
    assert_eq!(card.unlock(LEAVE), Err(NOT_TRANSACTED));
}

#[test]
fn a_lock_ends_with_the_service_that_it_was_taken_in() {
    let daemon = daemon().alone();
    let mut reader = daemon.take_reader();
    reader.insert(support::cards::TestCard::ok());
    let card = Session::shared(reader.name());
    card.lock().unwrap();
    card.lock().unwrap();
    daemon.kill();
    reader.pull_without_waiting();
    daemon.restart();
    reader.insert(support::cards::TestCard::ok());
    assert_eq!(card.transmit(&SELECT_MF), Err(NO_SERVICE));
    let name = reader.name();
    within("a session beside one whose lock is gone", move || {
        let other = Session::shared(name);
        assert_eq!(other.transmit(&SELECT_MF), Ok(DONE.to_vec()));
    });
    drop(card);
}

#[test]
fn attaching_beside_an_exclusive_session_is_refused_at_once() {
    let reader = reader_with_card();
    let card = Session::attach(reader.name(), EXCLUSIVE, T0 | T1).unwrap();
    card.lock().unwrap();
    let name = reader.name();
    let attach = move || Session::attach(name, SHARED, T0 | T1).map(drop);
    assert_eq!(within("an answer", attach), Err(SHARING_VIOLATION));
    card.unlock(LEAVE).unwrap();
    card.reattach(SHARED, LEAVE).unwrap();
    assert_eq!(attach(), Ok(()));
    card.reattach(EXCLUSIVE, LEAVE).unwrap();
    assert_eq!(attach(), Err(SHARING_VIOLATION));
    card.detach(LEAVE).unwrap();
    assert_eq!(attach(), Ok(()));
}

#[test]
fn an_adopted_connection_becomes_exclusive_and_shared_again() {
    let reader = reader_with_card();
    let client = Client::new().unwrap();
    let mut peer = Peer::start();
    let direct = client.connect(reader.name(), Share::Shared).unwrap();
    let card = Session::adopt(direct.raw_handle() as usize).unwrap();

    peer.connect(reader.name(), Share::Shared).unwrap();
    let card = within("a refusal", move || {
        assert_eq!(card.reattach(EXCLUSIVE, LEAVE), Err(SHARING_VIOLATION));
        card
    });
    peer.disconnect(Then::Leave).unwrap();
    becomes_exclusive_and_shared_again(&card, &reader, &mut peer);
    peer.disconnect(Then::Leave).unwrap();

    reader.clear_events();
    card.reattach(SHARED, EJECT).unwrap();
    assert_eq!(reader.events(), [CardEvent::PowerOff, CardEvent::PowerOn]);
    assert_eq!(card.transmit(&SELECT_MF), Ok(DONE.to_vec()));
}

#[test]
fn an_adopted_connection_that_was_exclusive_gives_the_card_free_when_it_is_shared() {
    let reader = reader_with_card();
    let client = Client::new().unwrap();
    let direct = client.connect(reader.name(), Share::Exclusive).unwrap();
    let handle = direct.raw_handle() as usize;
    let card = Session::adopt(handle).unwrap();
    card.reattach(EXCLUSIVE, LEAVE).unwrap();
    assert_eq!(card.card_handle(), Ok(handle), "it was exclusive already");
    card.reattach(SHARED, LEAVE).unwrap();
    let mut peer = Peer::start();
    peer.connect(reader.name(), Share::Shared).unwrap();
}

#[test]
fn the_handle_of_a_session_leads_to_that_session() {
    let (reader, other_reader) = (reader_with_card(), reader_with_card());
    let card = Session::shared(reader.name());
    let other = Session::shared(other_reader.name());
    let handle = card.card_handle().unwrap();
    card.lock().unwrap();
    let twin = within("a session that is locked already", move || {
        Session::adopt(handle)
    })
    .unwrap();
    assert_eq!(
        twin.transmit(&SELECT_MF),
        Ok(DONE.to_vec()),
        "its lock is the same"
    );
    card.unlock(LEAVE).unwrap();

    // PC/SC is not asked about a connection that is in a call: that would stop every other reader of the process.
    reader.set_delay(std::time::Duration::from_secs(2));
    reader.clear_events();
    std::thread::scope(|scope| {
        let command = scope.spawn(|| card.transmit(&SELECT_MF));
        reader.wait_for_events("the command", |events| !events.is_empty());
        Session::adopt(handle).unwrap().into_key().atr().unwrap();
        assert_eq!(other.transmit(&SELECT_MF), Ok(DONE.to_vec()));
        assert!(!command.is_finished());
        assert_eq!(command.join().unwrap(), Ok(DONE.to_vec()));
    });
}

#[test]
fn a_control_input_that_no_service_takes_is_refused() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    assert_eq!(card.control(0x4200_0001, &vec![0; 65_549]), Err(INVALIDARG));
}

#[test]
fn a_reader_hidden_by_a_virtual_one_is_listed_once() {
    let reader = reader_with_card();
    let _hiding = Reader::new(reader.name().to_bytes());
    let listed = list_readers().unwrap();
    let times = listed
        .iter()
        .filter(|name| name.as_c_str() == reader.name())
        .count();
    assert_eq!(times, 1);
}

#[test]
fn a_lock_under_a_reader_that_was_away_for_a_moment_wedges_nobody() {
    let reader = daemon().take_own_reader();
    let card = Session::shared(reader.name());
    let other = Session::shared(reader.name());
    card.lock().unwrap();
    reader.set(support::ifd::Trouble::Unplugged);
    assert_eq!(card.transmit(&SELECT_MF), Err(READER_UNAVAILABLE));
    reader.mend();
    within("the sessions of a reader that is back", move || {
        while other.reattach(SHARED, LEAVE).is_err() {
            std::thread::yield_now(); // until the daemon has noticed
        }
        other.transmit(&SELECT_MF).unwrap();
        assert_eq!(card.transmit(&SELECT_MF), Err(READER_UNAVAILABLE));
        card.reattach(SHARED, LEAVE).unwrap();
        card.transmit(&SELECT_MF).unwrap();
    });
}

#[test]
fn a_lock_ends_with_the_card_that_was_taken_out() {
    let mut reader = reader_with_card();
    let card = Session::shared(reader.name());
    card.lock().unwrap();
    reader.remove();
    reader.insert(support::cards::TestCard::ok());
    card.reattach(SHARED, LEAVE).unwrap();
    assert_eq!(card.unlock(LEAVE), Err(NOT_TRANSACTED));
    let name = reader.name();
    within("another session", move || {
        Session::shared(name).transmit(&SELECT_MF).unwrap();
    });
}

#[test]
fn detaching_a_lost_session_still_does_to_the_card_what_it_should() {
    let reader = reader_with_card();
    let mut peer = Peer::start();
    peer.connect(reader.name(), Share::Shared).unwrap();
    let card = Session::shared(reader.name());
    card.lock().unwrap();
    assert_eq!(card.reattach(EXCLUSIVE, LEAVE), Err(SHARING_VIOLATION));
    reader.clear_events();
    card.detach(RESET).unwrap();
    assert_eq!(reader.events(), [CardEvent::Reset]);
}

#[test]
fn becoming_exclusive_beside_a_session_with_a_lock_is_refused_at_once() {
    let reader = reader_with_card();
    let owner = Session::shared(reader.name());
    let card = Session::shared(reader.name());
    owner.lock().unwrap();
    let card = within("a refusal", move || {
        assert_eq!(card.reattach(EXCLUSIVE, LEAVE), Err(SHARING_VIOLATION));
        card
    });
    owner.unlock(LEAVE).unwrap();
    assert_eq!(card.transmit(&SELECT_MF), Ok(DONE.to_vec()));
}

#[test]
fn an_adopted_exclusive_connection_that_is_locked_refuses_others_at_once() {
    let reader = reader_with_card();
    let direct = Client::new()
        .unwrap()
        .connect(reader.name(), Share::Exclusive)
        .unwrap();
    let card = Session::adopt(direct.raw_handle() as usize).unwrap();
    card.lock().unwrap();
    let name = reader.name();
    let attach = move || Session::attach(name, SHARED, T0 | T1).map(drop);
    assert_eq!(within("an answer", attach), Err(SHARING_VIOLATION));
    card.unlock(LEAVE).unwrap();
}
