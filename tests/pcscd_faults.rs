//! Sessions on a real pcscd when cards and readers go in the middle of something, and replies that no card should send.

#![cfg(feature = "system")]

mod api;
mod pcscd;
mod support;

use api::*;
use pcscd::*;
use std::ffi::CString;
use support::cards::{ATR_T1, TestCard, dies_in_reply};
use support::ifd::Trouble;
use support::wait::within;

#[test]
fn a_card_pulled_out_between_calls_is_told_and_can_be_put_back() {
    let mut reader = reader_with_card();
    let card = Session::shared(reader.name());
    let other = Session::shared(reader.name());
    card.lock().unwrap();
    reader.remove();
    assert_eq!(card.transmit(&SELECT_MF), Err(REMOVED_CARD));
    assert_eq!(card.status(), Ok(ABSENT));
    assert_eq!(card.unlock(LEAVE), Err(REMOVED_CARD));
    let lost = within(
        "the other session, which the lock was in the way of",
        move || (other.transmit(&SELECT_MF), other.detach(LEAVE)),
    );
    assert_eq!(lost, (Err(REMOVED_CARD), Ok(())));
    let no_card = card.reattach(SHARED, LEAVE);
    assert!(
        matches!(no_card, Err(NO_SMARTCARD | REMOVED_CARD)),
        "{no_card:?}"
    );
    assert_eq!(card.atr().unwrap(), ATR_T1, "still known");

    reader.insert(TestCard::echo());
    assert_eq!(
        card.transmit(&SELECT_MF).map(drop).unwrap_err().0 >> 16,
        0x8010
    );
    card.reattach(SHARED, LEAVE).unwrap();
    assert_eq!(
        card.transmit(&SELECT_MF).unwrap(),
        [&SELECT_MF[..], &[0x90, 0x00]].concat()
    );
}

#[test]
fn a_card_pulled_out_in_a_command_is_one_stable_error() {
    let mut reader = daemon().take_reader();
    reader.insert(TestCard::pulled_at(1));
    let card = Session::shared(reader.name());
    assert_eq!(card.transmit(&SELECT_MF).unwrap(), [0x90, 0x00]);
    for _ in 0..3 {
        assert_eq!(card.transmit(&SELECT_MF), Err(REMOVED_CARD));
    }
    assert_eq!(card.detach(LEAVE), Ok(()));
    reader.wait_until_empty();

    reader.remove();
    reader.insert_with(dies_in_reply(10, vec![0x90]));
    let card = Session::shared(reader.name());
    assert_eq!(card.transmit(&SELECT_MF), Err(REMOVED_CARD));
}

#[test]
fn a_reply_shorter_than_a_status_word_is_an_error() {
    let mut reader = daemon().take_reader();
    reader.insert(TestCard::new(|count, _| {
        Some([0x90, 0x00][..1 + count % 2].to_vec())
    }));
    let card = Session::shared(reader.name());
    assert_eq!(card.transmit(&SELECT_MF), Err(COMM_DATA_LOST));
    assert_eq!(
        card.transmit(&SELECT_MF).unwrap(),
        [0x90, 0x00],
        "the session goes on"
    );
}

#[test]
fn a_reply_longer_than_asked_for_is_given_whole() {
    let mut reader = daemon().take_reader();
    for length in [300, 65_535] {
        reader.insert(TestCard::long(length));
        let card = Session::shared(reader.name());
        let short_read = [0x00, 0xB0, 0x00, 0x00, 0x10];
        assert_eq!(card.transmit(&short_read).unwrap().len(), length);
        assert_eq!(
            card.transmit_into(&short_read, 258),
            (Err(INSUFFICIENT_BUFFER), length)
        );
        let (kept, _) = card.kept_reply(length);
        assert_eq!(kept.unwrap().len(), length);
        assert_eq!(
            reader.commands().len(),
            2,
            "fetching the kept reply sends nothing"
        );
        drop(card);
        reader.remove();
    }
}

#[test]
fn trouble_of_the_reader_is_told() {
    let reader = daemon().take_own_reader();
    let card = Session::shared(reader.name());
    reader.set(Trouble::TimeOut);
    assert_eq!(card.transmit(&SELECT_MF), Err(NOT_TRANSACTED));
    reader.mend();
    card.transmit(&SELECT_MF).unwrap();
    reader.set(Trouble::Unplugged);
    assert_eq!(card.transmit(&SELECT_MF), Err(READER_UNAVAILABLE));
    assert_eq!(card.detach(LEAVE), Ok(()));
    reader.mend();
}

#[test]
fn failed_attaches_use_nothing_up() {
    let reader = daemon().take_reader();
    // More than pcscd has contexts and connections.
    for number in 0..250 {
        let unknown = CString::new(format!("no such reader {number}")).unwrap();
        assert_eq!(Session::attach(&unknown, SHARED, T0), Err(UNKNOWN_READER));
        assert_eq!(
            Session::attach(reader.name(), SHARED, T0),
            Err(NO_SMARTCARD)
        );
    }
}

#[test]
fn a_reply_cut_short_is_not_taken_for_a_reply() {
    let mut reader = daemon().take_reader();
    // What ends like a status word cannot be told from a whole reply.
    for sent in [&[0x01, 0x02][..], &[0x01, 0x02, 0x03]] {
        reader.insert_with(dies_in_reply(10, sent.to_vec()));
        let card = Session::shared(reader.name());
        for _ in 0..2 {
            assert_eq!(card.transmit(&SELECT_MF), Err(REMOVED_CARD), "{sent:?}");
        }
        drop(card);
        reader.remove();
    }
}

#[test]
fn a_card_that_the_reader_misses_at_once_is_told() {
    let reader = daemon().take_own_reader();
    let card = Session::shared(reader.name());
    reader.set(Trouble::Absent);
    let gone = card.transmit(&SELECT_MF);
    assert!(matches!(gone, Err(NO_SMARTCARD | REMOVED_CARD)), "{gone:?}");
    reader.wait_until_empty();
    for _ in 0..2 {
        assert_eq!(card.transmit(&SELECT_MF), gone, "one error, not several");
        assert_eq!(card.status(), Ok(ABSENT));
    }
    reader.mend();
    assert_eq!(card.transmit(&SELECT_MF), Err(REMOVED_CARD));
    card.reattach(SHARED, LEAVE).unwrap();
    card.transmit(&SELECT_MF).unwrap();
}
