//! Sessions with cards in readers of a real pcscd: what each call does to the card, and what it says.

#![cfg(feature = "system")]

mod api;
mod support;

use api::*;
use std::ffi::CString;
use std::time::Duration;
use support::cards::{ATR_T0, ATR_T1, TestCard, dies_in_reply};
use support::daemon::{Config, Daemon};
use support::ifd::{READ_ALL, Trouble};
use support::peer::{Peer, Request, serve_if_asked};
use support::reader::{CardEvent, VirtualReader};
use support::wait::within;
use support::winscard::{self, Client, Share, Then};

const SELECT_MF: [u8; 7] = [0x00, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00];
const NON_ASCII: &str = "Kartenleser Größe 3 ☂";
const NOT_UTF8: &[u8] = b"Leser \xE9\xFF\xFE";

fn daemon() -> &'static Daemon {
    Daemon::for_this_process(&Config {
        named: vec![NON_ASCII.as_bytes().to_vec(), NOT_UTF8.to_vec()],
        own_reader: true,
        ..Config::default()
    })
}

/// A reader of the daemon with a card that says 9000 to everything.
fn reader_with_card() -> VirtualReader {
    let mut reader = daemon().take_reader();
    reader.insert(TestCard::ok());
    reader
}

#[test]
fn peer_process() {
    serve_if_asked();
}

#[test]
fn each_share_mode_and_protocol_attaches_where_the_card_offers_it() {
    let mut reader = daemon().take_reader();
    for (atr, offered, other) in [(&ATR_T0[..], T0, T1), (&ATR_T1[..], T1, T0)] {
        reader.insert(TestCard::ok().with_atr(atr));
        for share in [EXCLUSIVE, SHARED] {
            for protocol in [offered, T0 | T1] {
                let card = Session::attach(reader.name(), share, protocol).unwrap();
                assert_eq!(card.protocol(), Ok(offered));
                assert_eq!(card.transmit(&SELECT_MF).unwrap(), [0x90, 0x00]);
                card.detach(LEAVE).unwrap();
            }
            let refused = Session::attach(reader.name(), share, other).map(drop);
            assert_eq!(refused, Err(PROTO_MISMATCH));
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
    let refused = Session::attach(reader.name(), SHARED, T0 | T1).map(drop);
    assert_eq!(refused, Err(PROTO_MISMATCH));
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
        Session::attach(&name, SHARED, T0 | T1).map(drop)
    };
    assert_eq!(
        Session::attach(reader.name(), SHARED, T0 | T1).map(drop),
        Err(NO_SMARTCARD)
    );
    assert_eq!(attach("no such reader"), Err(UNKNOWN_READER));
    assert_eq!(attach(""), Err(INVALIDARG));
    assert_eq!(attach(&"x".repeat(127)), Err(UNKNOWN_READER));
    assert_eq!(attach(&"x".repeat(5000)), Err(UNKNOWN_READER));
}

#[test]
fn failed_attaches_use_nothing_up() {
    let reader = daemon().take_reader();
    // More than pcscd has contexts and connections.
    for number in 0..250 {
        let unknown = CString::new(format!("no such reader {number}")).unwrap();
        assert_eq!(
            Session::attach(&unknown, SHARED, T0).map(drop),
            Err(UNKNOWN_READER)
        );
        assert_eq!(
            Session::attach(reader.name(), SHARED, T0).map(drop),
            Err(NO_SMARTCARD)
        );
    }
}

#[test]
fn names_that_are_not_ascii_or_not_even_text_are_listed_and_attached() {
    for name in [NON_ASCII.as_bytes(), NOT_UTF8] {
        let mut reader = daemon().take_named_reader(name);
        reader.insert(TestCard::ok());
        let listed = list_readers().unwrap();
        let listed = listed
            .iter()
            .find(|listed| &***listed == reader.name())
            .unwrap();
        assert!(listed.to_bytes().starts_with(name));
        assert_eq!(Session::shared(listed).reader_name().unwrap(), *listed);
    }
}

#[test]
fn another_process_with_the_card_is_a_sharing_violation() {
    let reader = reader_with_card();
    let mut peer = Peer::start();
    peer.connect(reader.name(), Share::Exclusive).unwrap();
    for share in [EXCLUSIVE, SHARED] {
        let refused = Session::attach(reader.name(), share, T0 | T1).map(drop);
        assert_eq!(refused, Err(SHARING_VIOLATION));
    }
    peer.disconnect(Then::Leave).unwrap();

    peer.connect(reader.name(), Share::Shared).unwrap();
    let refused = Session::attach(reader.name(), EXCLUSIVE, T0 | T1).map(drop);
    assert_eq!(refused, Err(SHARING_VIOLATION));
    Session::shared(reader.name());
}

#[test]
fn becoming_exclusive_is_refused_at_once_while_another_process_shares_the_card() {
    let reader = reader_with_card();
    let mut peer = Peer::start();
    peer.connect(reader.name(), Share::Shared).unwrap();
    let card = Session::shared(reader.name());
    reader.clear_events();
    for init in [LEAVE, RESET, UNPOWER] {
        let card = &card;
        let refused = std::thread::scope(|scope| {
            scope
                .spawn(move || card.reattach(EXCLUSIVE, init))
                .join()
                .unwrap()
        });
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
    card.reattach(EXCLUSIVE, LEAVE).unwrap();
    assert_eq!(
        peer.connect(reader.name(), Share::Shared),
        Err(SHARING_VIOLATION.0)
    );
    card.reattach(SHARED, LEAVE).unwrap();
    peer.connect(reader.name(), Share::Shared).unwrap();
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
        let card = Session::attach(reader.name(), share, T0 | T1).unwrap();
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
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| card.lock());
        std::thread::sleep(Duration::from_millis(200));
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
        "an attach and detach beside a lock of another process",
        move || {
            // The attach waits as PC/SC has it, until the lock ends.
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(200));
                peer.end(Then::Leave).unwrap();
            });
            Session::shared(reader.name()).detach(LEAVE).unwrap();
        },
    );
}

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
            Err(INSUFFICIENT_BUFFER)
        );
        assert_eq!(card.kept_reply().unwrap().len(), length);
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
    let reply = card.transmit_into(&command, 65_546).unwrap();
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
    assert_eq!(card.reattach(SHARED, EJECT), Err(UNSUPPORTED_FEATURE));
    card.detach(LEAVE).unwrap();
    assert_eq!(
        direct.status().map(drop),
        Err(INVALID_HANDLE.0),
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
        assert_eq!(
            Session::adopt(handle).map(drop),
            Err(INVALID_HANDLE),
            "{handle:#X}"
        );
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
