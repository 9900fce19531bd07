//! Sessions with cards in readers of a real pcscd: what each call does to the card, and what it says.

#![cfg(feature = "system")]

mod api;
mod pcscd;
mod support;

use api::*;
use pcscd::*;
use std::ffi::CString;
use std::time::Duration;
use support::cards::{ATR_T0, ATR_T1, TestCard};
use support::ifd::READ_ALL;
use support::reader::CardEvent;
use support::winscard::{self, Client, Share, Then};

#[test]
fn each_share_mode_and_protocol_attaches_where_the_card_offers_it() {
    let mut reader = daemon().take_reader();
    for (atr, offered, other) in [(&ATR_T0[..], T0, T1), (&ATR_T1[..], T1, T0)] {
        reader.insert(TestCard::ok().with_atr(atr));
        for share in [EXCLUSIVE, SHARED] {
            for protocol in [offered, ANY] {
                let card = Session::attach(reader.name(), share, protocol).unwrap();
                assert_eq!(card.protocol(), Ok(offered));
                assert_eq!(card.transmit(&SELECT_MF).unwrap(), [0x90, 0x00]);
                card.detach(LEAVE).unwrap();
            }
            assert_eq!(
                Session::attach(reader.name(), share, other),
                Err(PROTO_MISMATCH)
            );
        }
        reader.remove();
    }
}

#[test]
fn raw_is_passed_on_and_told_as_raw() {
    let reader = reader_with_card();
    let card = Session::attach(reader.name(), SHARED, RAW).unwrap();
    assert_eq!(card.protocol(), Ok(RAW));
    assert_eq!(card.transmit(&SELECT_MF).unwrap(), [0x90, 0x00]);
    // As PC/SC has it, that switches everybody (design/faults.md, class 26).
    assert_eq!(
        Session::attach(reader.name(), SHARED, ANY),
        Err(PROTO_MISMATCH)
    );
}

#[test]
fn a_session_says_what_a_direct_client_of_the_card_sees() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    let direct = Client::new()
        .unwrap()
        .connect(reader.name(), Share::Shared)
        .unwrap();
    let seen = direct.status().unwrap();
    assert_eq!(card.atr().unwrap(), seen.atr);
    assert_eq!(card.reader_name().unwrap(), seen.reader);
    assert_eq!(
        u64::from(card.protocol().unwrap()),
        u64::from(seen.protocol)
    );
    assert_eq!(card.status(), Ok(SPECIFICMODE));

    // The handle and context are those of PC/SC: its own functions take them.
    let by_handle = winscard::status_of(card.card_handle().unwrap() as _).unwrap();
    assert_eq!((by_handle.reader, by_handle.atr), (seen.reader, seen.atr));
    assert!(winscard::is_valid_context(card.context().unwrap() as _));
}

#[test]
fn an_event_counter_in_the_state_is_not_part_of_it() {
    let mut reader = reader_with_card();
    for _ in 0..2 {
        reader.remove();
        reader.insert(TestCard::ok());
    }
    let card = Session::shared(reader.name());
    let direct = Client::new()
        .unwrap()
        .connect(reader.name(), Share::Shared)
        .unwrap();
    assert!(
        direct.status().unwrap().state >> 16 > 0,
        "the counter that this test is about"
    );
    assert_eq!(card.status(), Ok(SPECIFICMODE));
}

#[test]
fn what_cannot_be_attached_to_says_why() {
    let reader = daemon().take_reader();
    let attach = |name: &str| {
        let name = CString::new(name).unwrap();
        Session::attach(&name, SHARED, ANY)
    };
    assert_eq!(
        Session::attach(reader.name(), SHARED, ANY),
        Err(NO_SMARTCARD)
    );
    assert_eq!(attach("no such reader"), Err(UNKNOWN_READER));
    assert_eq!(attach(""), Err(INVALIDARG));
    assert_eq!(attach(&"x".repeat(127)), Err(UNKNOWN_READER));
    assert_eq!(attach(&"x".repeat(5000)), Err(UNKNOWN_READER));
}

#[test]
fn names_that_are_not_ascii_or_not_even_text_are_listed_and_attached() {
    for name in [NON_ASCII.as_bytes(), NOT_UTF8] {
        let mut reader = daemon().take_named_reader(name);
        reader.insert(TestCard::ok());
        let listed = list_readers().unwrap();
        let listed = listed
            .iter()
            .find(|listed| listed.as_c_str() == reader.name())
            .unwrap();
        assert!(listed.to_bytes().starts_with(name));
        assert_eq!(Session::shared(listed).reader_name().unwrap(), *listed);
    }
}

/// What the card must have seen for each disposition of a call after which the connection goes on.
const KEPT_IN_USE: [(u32, &[CardEvent]); 3] = [
    (LEAVE, &[]),
    (RESET, &[CardEvent::Reset]),
    (UNPOWER, &[CardEvent::PowerOff, CardEvent::PowerOn]),
];

#[test]
fn reattach_does_to_the_card_what_the_disposition_says() {
    let reader = reader_with_card();
    for share in [SHARED, EXCLUSIVE] {
        let card = Session::attach(reader.name(), share, ANY).unwrap();
        for (init, expected) in KEPT_IN_USE {
            reader.clear_events();
            card.reattach(share, init).unwrap();
            assert_eq!(reader.events(), expected);
            assert_eq!(card.status(), Ok(SPECIFICMODE));
            assert_eq!(card.transmit(&SELECT_MF).unwrap(), [0x90, 0x00]);
        }
    }
}

#[test]
fn reattach_with_eject_initialises_the_card_in_a_reader_that_cannot_eject() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    reader.clear_events();
    card.reattach(SHARED, EJECT).unwrap();
    assert_eq!(reader.events(), [CardEvent::PowerOff, CardEvent::PowerOn]);
    assert_eq!(card.transmit(&SELECT_MF).unwrap(), [0x90, 0x00]);
}

#[test]
fn unlock_does_to_the_card_what_the_disposition_says() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    for (disposition, expected) in KEPT_IN_USE {
        card.lock().unwrap();
        reader.clear_events();
        card.unlock(disposition).unwrap();
        assert_eq!(reader.events(), expected);
        if disposition != LEAVE {
            assert_eq!(card.transmit(&SELECT_MF), Err(RESET_CARD));
            card.reattach(SHARED, LEAVE).unwrap();
        }
        assert_eq!(card.transmit(&SELECT_MF).unwrap(), [0x90, 0x00]);
    }
}

#[test]
fn detach_does_to_the_card_what_the_disposition_says() {
    let reader = reader_with_card();
    // The daemon takes the power from a card that nobody uses; somebody does.
    let _other = Session::shared(reader.name());
    let expected: [(u32, &[CardEvent]); 4] = [
        (LEAVE, &[]),
        (EJECT, &[]),
        (RESET, &[CardEvent::Reset]),
        (UNPOWER, &[CardEvent::PowerOff]),
    ];
    for (disposition, expected) in expected {
        let card = Session::shared(reader.name());
        reader.clear_events();
        card.detach(disposition).unwrap();
        // The driver does not wait for the card when it takes the power away.
        reader.wait_for_events("what was asked for", |events| {
            events.len() >= expected.len()
        });
        assert_eq!(reader.events(), expected);
    }
    reader.clear_events();
    Session::shared(reader.name());
    assert_eq!(
        reader.events(),
        [CardEvent::PowerOn],
        "the next session powers it on again"
    );
}

#[test]
fn the_longest_reply_that_there_is_arrives_whole() {
    let reader = daemon().take_own_reader();
    let card = Session::shared(reader.name());
    let reply = card.transmit(&READ_ALL).unwrap();
    assert_eq!(reply.len(), 65_538);
    assert!(
        reply[..65_536]
            .iter()
            .enumerate()
            .all(|(index, byte)| *byte == (index % 251) as u8)
    );
    assert_eq!(reply[65_536..], [0x90, 0x00]);
}

#[test]
fn commands_that_no_card_could_take_are_not_sent() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    reader.clear_events();
    for length in [0, 1, 3, 65_545, 70_000] {
        assert_eq!(
            card.transmit(&vec![0; length]),
            Err(INVALIDARG),
            "{length} bytes"
        );
    }
    assert_eq!(reader.commands(), [[0; 0]; 0]);
    assert_eq!(card.transmit(&[0; 4]).unwrap(), [0x90, 0x00]);
}

#[test]
fn the_longest_command_that_there_is_arrives_whole() {
    let reader = daemon().take_own_reader();
    let card = Session::shared(reader.name());
    let command: Vec<u8> = (0..65_544).map(|index| (index % 253) as u8).collect();
    // This reader's card gives the command back: more than any card may send.
    let reply = card.transmit_into(&command, 65_546).0.unwrap();
    assert_eq!(reply, [&command[..], &[0x90, 0x00]].concat());
}

#[test]
fn a_connection_that_the_caller_opened_is_adopted_and_ended() {
    let reader = reader_with_card();
    let client = Client::new().unwrap();
    let direct = client.connect(reader.name(), Share::Shared).unwrap();
    let handle = direct.raw_handle() as usize;

    let card = Session::adopt(handle).unwrap();
    assert_eq!(card.card_handle(), Ok(handle));
    assert_eq!(card.context(), Ok(0));
    assert_eq!(card.reader_name().unwrap().as_c_str(), reader.name());
    assert_eq!(card.atr().unwrap(), direct.status().unwrap().atr);
    assert_eq!(card.transmit(&SELECT_MF).unwrap(), [0x90, 0x00]);
    reader.clear_events();
    card.reattach(SHARED, RESET).unwrap();
    assert_eq!(reader.events(), [CardEvent::Reset]);
    assert_eq!(card.card_handle(), Ok(handle));
    card.detach(LEAVE).unwrap();
    assert_eq!(
        direct.status().err(),
        Some(INVALID_HANDLE.0),
        "detach disconnected it"
    );
    assert!(
        client.readers().is_ok(),
        "the context is still the caller's"
    );
}

#[test]
fn what_is_no_open_connection_is_not_adopted() {
    daemon();
    let client = Client::new().unwrap();
    for handle in [0, 1, 0x1234_5678, usize::MAX, client.raw_context() as usize] {
        assert_eq!(Session::adopt(handle), Err(INVALID_HANDLE), "{handle:#X}");
    }
}

#[test]
fn control_and_attributes_reach_the_reader() {
    let reader = daemon().take_own_reader();
    let card = Session::shared(reader.name());
    let friendly_name = card.attribute(0x7FFF_0003).unwrap();
    assert_eq!(friendly_name, reader.name().to_bytes_with_nul());
    assert_eq!(card.attribute(0x1234_5678), Err(UNSUPPORTED_FEATURE));
    assert_eq!(card.set_attribute(0x1234_5678, &[1]), Err(NOT_TRANSACTED));
    assert_eq!(
        card.control(0x4200_0000 + 3400, &[]),
        Err(UNSUPPORTED_FEATURE)
    );
}

#[test]
fn an_attribute_that_the_driver_does_not_have_is_unsupported() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    for id in [0x7FFF_0003, 0x0009_0303, 0x1234_5678] {
        assert_eq!(card.attribute(id), Err(UNSUPPORTED_FEATURE), "{id:#X}");
    }
}

#[test]
fn what_was_learnt_at_attach_is_told_while_the_card_is_busy() {
    let reader = reader_with_card();
    let (busy, idle) = (
        Session::shared(reader.name()),
        Session::shared(reader.name()),
    );
    reader.set_delay(Duration::from_secs(1));
    std::thread::scope(|scope| {
        let command = scope.spawn(|| busy.transmit(&SELECT_MF).unwrap());
        reader.wait_for_events("the command", |events| !events.is_empty());
        for session in [&busy, &idle] {
            assert_eq!(session.atr().unwrap(), ATR_T1);
            assert_eq!(session.protocol(), Ok(T1));
            assert_eq!(session.reader_name().unwrap().as_c_str(), reader.name());
        }
        assert!(!command.is_finished());
    });
}

#[test]
fn a_connection_that_its_owner_ended_is_an_invalid_handle() {
    let reader = reader_with_card();
    let direct = Client::new()
        .unwrap()
        .connect(reader.name(), Share::Shared)
        .unwrap();
    let card = Session::adopt(direct.raw_handle() as usize).unwrap();
    direct.disconnect(Then::Leave).unwrap();
    assert_eq!(card.transmit(&SELECT_MF), Err(INVALID_HANDLE));
    let ended = card.key();
    assert_eq!(card.detach(LEAVE), Err(INVALID_HANDLE));
    assert_eq!(ended.atr(), Err(INVALID_HANDLE), "the session has ended");
}

#[test]
fn an_adopted_connection_that_its_owner_ended_is_made_anew_by_reattach() {
    let reader = reader_with_card();
    let client = Client::new().unwrap();
    let direct = client.connect(reader.name(), Share::Shared).unwrap();
    let card = Session::adopt(direct.raw_handle() as usize).unwrap();
    direct.disconnect(Then::Leave).unwrap();
    card.reattach(SHARED, LEAVE).unwrap();
    assert_eq!(card.transmit(&SELECT_MF), Ok(DONE.to_vec()));
    assert_ne!(card.context(), Ok(0), "it is the library's now");
}

#[test]
fn handles_of_pcsc_are_no_sessions() {
    let reader = reader_with_card();
    let card = Session::shared(reader.name());
    for number in [card.card_handle().unwrap(), card.context().unwrap()] {
        let foreign = Key(std::ptr::without_provenance_mut(number));
        assert_eq!(foreign.transmit(&SELECT_MF), Err(INVALID_HANDLE));
        assert_eq!(foreign.detach(RESET), Err(INVALID_HANDLE));
    }
    assert_eq!(card.transmit(&SELECT_MF), Ok(DONE.to_vec()));
}
