//! The embedded reader, as PC/SC would show it: cards that come and go, sharing, resets, replies that do not fit.

mod c_support;

use c_support::api::*;
use std::fs;

const GET_CHALLENGE: &[u8] = &[0x00, 0x84, 0x00, 0x00, 0x08];
const VERIFY: &[u8] = b"\x00\x20\x00\x01\x041234";
const VERIFY_WRONGLY: &[u8] = b"\x00\x20\x00\x01\x040000";

/// VERIFY without data: says how many tries are left, or 9000 when the PIN is verified.
const ASK_FOR_TRIES: &[u8] = &[0x00, 0x20, 0x00, 0x01];

const DONE: [u8; 2] = [0x90, 0x00];
const THREE_LEFT: [u8; 2] = [0x63, 0xC3];
const TWO_LEFT: [u8; 2] = [0x63, 0xC2];

const T0_ONLY: &str = "protocols = [\"T=0\"]";
const T1_ONLY: &str = "protocols = [\"T=1\"]";

/// A card that leaves the reader when it is ejected, with the PIN that the built-in card has.
const EJECTS: &str = "eject = true\n[[pin]]\nreference = 0x01\ntext = \"1234\"\ntries = 3\n";

fn is_verified(card: Card) -> bool {
    card.transmit(ASK_FOR_TRIES).unwrap() == DONE
}

#[track_caller]
fn verify(card: Card) {
    assert_eq!(card.transmit(VERIFY), Ok(DONE.to_vec()));
}

/// The names of the readers whose names begin so: other tests have readers too.
fn listed(prefix: &str) -> Vec<String> {
    list_readers()
        .unwrap()
        .into_iter()
        .filter(|name| name.starts_with(prefix))
        .collect()
}

// ---- readers ----

#[test]
fn readers_are_listed_in_the_order_they_were_added() {
    let second = Reader::new("order B");
    let first = Reader::new("order A");
    assert_eq!(listed("order"), ["order B", "order A"]);
    second.remove().unwrap();
    assert_eq!(listed("order"), ["order A"]);
    let third = Reader::new("order B");
    assert_eq!(listed("order"), ["order A", "order B"]);
    drop((first, third));
    assert!(list_readers().is_err() || listed("order").is_empty());
}

#[test]
fn a_name_is_given_once() {
    let reader = Reader::new("once");
    assert_eq!(Reader::add("once", None).err(), Some(DUPLICATE_READER));
    reader.remove().unwrap();
    assert_eq!(reader.remove(), Err(UNKNOWN_READER));
    Reader::add("once", None).unwrap();
}

#[test]
fn a_name_of_any_characters_comes_back_as_it_was_given() {
    let name = "Lesegerät ☃ 00 00";
    let reader = Reader::new(name);
    assert_eq!(listed("Lesegerät"), [name]);
    let card = reader.session();
    assert_eq!(
        card.attribute(0x7FFF_0003),
        Ok([name.as_bytes(), b"\0"].concat())
    );
    card.detach(LEAVE).unwrap();
}

#[test]
fn a_reader_that_is_not_there_is_unknown() {
    let reader = Reader::new("not there");
    reader.remove().unwrap();
    // Without a virtual reader of the name the PC/SC service is asked, if there is one.
    let failure = reader.attach(SHARED, ANY).unwrap_err();
    assert!(
        [UNKNOWN_READER, NO_SERVICE].contains(&failure),
        "{failure:08X}"
    );
    assert_eq!(reader.insert(None), Err(UNKNOWN_READER));
    assert_eq!(reader.remove_card(), Err(UNKNOWN_READER));
    assert_eq!(reader.remove(), Err(UNKNOWN_READER));
}

#[test]
fn sessions_of_a_reader_that_was_removed_say_so_and_can_be_ended() {
    let reader = Reader::new("removed");
    let (card, locked) = (reader.session(), reader.session());
    let atr = card.atr().unwrap();
    locked.lock().unwrap();
    reader.remove().unwrap();
    assert_eq!(locked.unlock(LEAVE), Err(READER_UNAVAILABLE));
    assert_eq!(card.transmit(GET_CHALLENGE), Err(READER_UNAVAILABLE));
    assert_eq!(card.lock(), Err(READER_UNAVAILABLE));
    assert_eq!(card.unlock(LEAVE), Err(READER_UNAVAILABLE));
    assert_eq!(card.status(), Err(READER_UNAVAILABLE));
    assert_eq!(card.reattach(SHARED, LEAVE), Err(READER_UNAVAILABLE));
    assert_eq!(card.atr(), Ok(atr));

    // A reader of the same name is another one.
    let again = Reader::new("removed");
    assert_eq!(card.transmit(GET_CHALLENGE), Err(READER_UNAVAILABLE));
    assert_eq!(card.reattach(SHARED, RESET), Err(READER_UNAVAILABLE));
    let exclusive = again.attach(EXCLUSIVE, ANY).unwrap();
    assert_eq!(
        (card.detach(RESET), locked.detach(UNPOWER)),
        (Ok(()), Ok(()))
    );
    assert_eq!(exclusive.transmit(GET_CHALLENGE).unwrap().len(), 10);
    exclusive.detach(LEAVE).unwrap();
}

// ---- cards ----

#[test]
fn a_card_can_be_taken_out_and_another_put_in() {
    let reader = Reader::new("in and out");
    assert_eq!(reader.insert(None), Err(WIN32_ALREADY_EXISTS));
    reader.remove_card().unwrap();
    assert_eq!(reader.remove_card(), Err(NO_SMARTCARD));
    assert_eq!(reader.attach(SHARED, ANY), Err(NO_SMARTCARD));
    assert_eq!(listed("in and out"), ["in and out"]);
    reader.insert(None).unwrap();
    reader.session().detach(LEAVE).unwrap();
}

#[test]
fn a_session_learns_that_its_card_was_taken_out_and_is_cured_by_a_reattach() {
    let reader = Reader::new("taken out");
    let (card, other) = (reader.session(), reader.session());
    assert_eq!(card.transmit(VERIFY_WRONGLY), Ok(TWO_LEFT.to_vec()));
    let atr = card.atr().unwrap();
    reader.remove_card().unwrap();
    for _ in 0..2 {
        assert_eq!(card.transmit(GET_CHALLENGE), Err(REMOVED_CARD));
        assert_eq!(card.lock(), Err(REMOVED_CARD));
        assert_eq!(card.status(), Ok(ABSENT));
    }
    assert_eq!(card.atr(), Ok(atr));
    let failure = card.reattach(SHARED, RESET).unwrap_err();
    assert!(
        [REMOVED_CARD, NO_SMARTCARD].contains(&failure),
        "{failure:08X}"
    );

    reader.insert(None).unwrap();
    assert_eq!(
        card.transmit(GET_CHALLENGE),
        Err(REMOVED_CARD),
        "another card is not taken for the old one"
    );
    card.reattach(SHARED, LEAVE).unwrap();
    assert_eq!(card.status(), Ok(SPECIFICMODE));
    assert_eq!(
        card.transmit(ASK_FOR_TRIES),
        Ok(THREE_LEFT.to_vec()),
        "it is a new card"
    );
    assert_eq!(
        other.transmit(GET_CHALLENGE),
        Err(REMOVED_CARD),
        "each session is told"
    );
    assert_eq!((card.detach(LEAVE), other.detach(RESET)), (Ok(()), Ok(())));
}

#[test]
fn a_lock_ends_when_the_card_is_taken_out() {
    let reader = Reader::new("lock taken out");
    let (card, other) = (reader.session(), reader.session());
    card.lock().unwrap();
    card.lock().unwrap();
    reader.remove_card().unwrap();
    assert_eq!(card.unlock(LEAVE), Err(REMOVED_CARD));
    reader.insert(None).unwrap();
    other.reattach(SHARED, LEAVE).unwrap();
    other.lock().unwrap();
    other.unlock(LEAVE).unwrap();
    card.reattach(SHARED, LEAVE).unwrap();
    assert_eq!(card.unlock(LEAVE), Err(NOT_TRANSACTED));
    card.detach(LEAVE).unwrap();
    other.detach(LEAVE).unwrap();
}

#[test]
fn a_card_that_does_not_offer_the_protocol_any_more_can_be_changed_for_one_that_does() {
    let reader = Reader::with_profile("other protocol", T0_ONLY);
    let directory = c_support::scratch();
    let path = directory.path().join("other.toml");
    fs::write(&path, T1_ONLY).unwrap();
    let card = reader.attach(SHARED, T0).unwrap();
    reader.remove_card().unwrap();
    reader.insert(path.to_str()).unwrap();
    assert_eq!(card.reattach(SHARED, LEAVE), Err(PROTO_MISMATCH));
    reader.remove_card().unwrap();
    reader.insert(None).unwrap();
    card.reattach(SHARED, LEAVE).unwrap();
    assert_eq!(card.protocol(), Ok(T0));
    card.detach(LEAVE).unwrap();
}

// ---- profiles ----

#[test]
fn a_profile_that_cannot_be_used_says_why_and_adds_nothing() {
    let directory = c_support::scratch();
    let file = |name: &str, content: &[u8]| {
        let path = directory.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let reader = Reader::new("bad profile, inserted");
    reader.remove_card().unwrap();
    let cases = [
        (
            directory
                .path()
                .join("missing")
                .to_str()
                .unwrap()
                .to_owned(),
            WIN32_FILE_NOT_FOUND,
        ),
        // A directory, because root can read any file.
        (
            directory.path().to_str().unwrap().to_owned(),
            WIN32_READ_FAULT,
        ),
        (file("syntax.toml", b"eject = "), WIN32_INVALID_DATA),
        (
            file("unknown-key.toml", b"ejects = true"),
            WIN32_INVALID_DATA,
        ),
        (file("wrong-type.toml", b"eject = 1"), WIN32_INVALID_DATA),
        (
            file("no-protocol.toml", b"protocols = []"),
            WIN32_INVALID_DATA,
        ),
        (
            file("no-text.toml", b"eject = true # \xFF"),
            WIN32_INVALID_DATA,
        ),
    ];
    for (profile, code) in cases {
        assert_eq!(
            Reader::add("bad profile, added", Some(&profile)).err(),
            Some(code),
            "{profile}"
        );
        assert_eq!(reader.insert(Some(&profile)), Err(code), "{profile}");
    }
    assert_eq!(listed("bad profile"), ["bad profile, inserted"]);
    assert_eq!(reader.attach(SHARED, ANY), Err(NO_SMARTCARD));
}

#[test]
fn a_profile_makes_the_card() {
    let reader = Reader::with_profile("of a profile", "atr = \"3B 80 80 01 01\"");
    let card = reader.session();
    assert_eq!(card.atr(), Ok(vec![0x3B, 0x80, 0x80, 0x01, 0x01]));
    card.detach(LEAVE).unwrap();
}

// ---- sharing and protocols ----

#[test]
fn an_exclusive_session_is_the_only_one() {
    let reader = Reader::new("exclusive");
    let card = reader.attach(EXCLUSIVE, ANY).unwrap();
    assert_eq!(reader.attach(SHARED, ANY), Err(SHARING_VIOLATION));
    assert_eq!(reader.attach(EXCLUSIVE, ANY), Err(SHARING_VIOLATION));
    card.detach(LEAVE).unwrap();

    let (card, other) = (reader.session(), reader.session());
    assert_eq!(reader.attach(EXCLUSIVE, ANY), Err(SHARING_VIOLATION));
    card.detach(LEAVE).unwrap();
    other.detach(LEAVE).unwrap();
    reader
        .attach(EXCLUSIVE, ANY)
        .unwrap()
        .detach(LEAVE)
        .unwrap();
}

#[test]
fn a_session_becomes_exclusive_once_it_is_alone() {
    let reader = Reader::new("becomes exclusive");
    let (card, other) = (reader.session(), reader.session());
    verify(card);
    for init_state in [LEAVE, RESET, UNPOWER, EJECT] {
        assert_eq!(card.reattach(EXCLUSIVE, init_state), Err(SHARING_VIOLATION));
        assert!(
            is_verified(card) && is_verified(other),
            "a failure changes nothing"
        );
    }
    other.detach(LEAVE).unwrap();
    card.reattach(EXCLUSIVE, LEAVE).unwrap();
    assert!(is_verified(card));
    assert_eq!(reader.attach(SHARED, ANY), Err(SHARING_VIOLATION));
    card.reattach(SHARED, LEAVE).unwrap();
    reader.session().detach(LEAVE).unwrap();
    card.detach(LEAVE).unwrap();
}

#[test]
fn the_protocol_is_one_that_the_caller_asked_for() {
    let reader = Reader::new("protocols");
    for (asked, chosen) in [(T0, T0), (T1, T1), (T0, T0), (ANY, T0)] {
        let card = reader.attach(SHARED, asked).unwrap();
        assert_eq!(card.protocol(), Ok(chosen), "asked for {asked}");
        card.detach(LEAVE).unwrap();
    }
    assert_eq!(reader.attach(SHARED, RAW), Err(PROTO_MISMATCH));

    let t1 = reader.attach(SHARED, T1).unwrap();
    assert_eq!(
        reader.attach(SHARED, T0),
        Err(PROTO_MISMATCH),
        "another session has chosen"
    );
    let any = reader.attach(SHARED, ANY).unwrap();
    assert_eq!(any.protocol(), Ok(T1));
    t1.detach(LEAVE).unwrap();
    any.detach(LEAVE).unwrap();
}

#[test]
fn a_protocol_that_the_card_does_not_offer_is_refused() {
    for (name, profile, offered, other) in
        [("only T=0", T0_ONLY, T0, T1), ("only T=1", T1_ONLY, T1, T0)]
    {
        let reader = Reader::with_profile(name, profile);
        assert_eq!(reader.attach(SHARED, other), Err(PROTO_MISMATCH));
        for asked in [offered, ANY] {
            let card = reader.attach(SHARED, asked).unwrap();
            assert_eq!(card.protocol(), Ok(offered));
            card.detach(LEAVE).unwrap();
        }
    }
}

// ---- dispositions ----

#[test]
fn detach_does_to_the_card_what_it_is_told() {
    let reader = Reader::new("detach");
    // A reader that cannot eject leaves the card as it is.
    for (disposition, still_verified) in [
        (LEAVE, true),
        (RESET, false),
        (UNPOWER, false),
        (EJECT, true),
    ] {
        let card = reader.session();
        verify(card);
        card.detach(disposition).unwrap();
        let next = reader.session();
        assert_eq!(
            is_verified(next),
            still_verified,
            "disposition {disposition}"
        );
        next.detach(RESET).unwrap();
    }
}

#[test]
fn reattach_does_to_the_card_what_it_is_told() {
    let reader = Reader::new("reattach");
    let card = reader.session();
    let atr = card.atr().unwrap();
    // A reader that cannot eject powers the card off and on.
    for (init_state, still_verified) in [
        (LEAVE, true),
        (RESET, false),
        (UNPOWER, false),
        (EJECT, false),
    ] {
        verify(card);
        card.reattach(SHARED, init_state).unwrap();
        assert_eq!(is_verified(card), still_verified, "init state {init_state}");
        assert_eq!(
            (card.status(), card.protocol(), card.atr()),
            (Ok(SPECIFICMODE), Ok(T0), Ok(atr.clone()))
        );
    }
    card.detach(LEAVE).unwrap();
}

#[test]
fn unlock_does_to_the_card_what_it_is_told() {
    let reader = Reader::new("unlock");
    let (card, other) = (reader.session(), reader.session());
    for (disposition, is_reset) in [
        (LEAVE, false),
        (RESET, true),
        (UNPOWER, true),
        (EJECT, false),
    ] {
        card.lock().unwrap();
        verify(card);
        card.unlock(disposition).unwrap();
        for session in [card, other] {
            if is_reset {
                assert_eq!(
                    session.transmit(GET_CHALLENGE),
                    Err(RESET_CARD),
                    "disposition {disposition}"
                );
                session.reattach(SHARED, LEAVE).unwrap();
            }
            assert_eq!(is_verified(session), !is_reset, "disposition {disposition}");
        }
        assert_eq!(card.unlock(LEAVE), Err(NOT_TRANSACTED));
    }
    card.detach(LEAVE).unwrap();
    other.detach(LEAVE).unwrap();
}

#[test]
fn a_reset_by_another_session_is_told_until_the_session_is_reattached() {
    let reader = Reader::new("reset by another");
    for disturb in [
        (|other: Card| other.detach(RESET).unwrap()) as fn(Card),
        |other| other.detach(UNPOWER).unwrap(),
        |other| {
            other.reattach(SHARED, RESET).unwrap();
            other.detach(LEAVE).unwrap();
        },
        |other| {
            other.reattach(SHARED, UNPOWER).unwrap();
            other.detach(LEAVE).unwrap();
        },
    ] {
        let (card, other) = (reader.session(), reader.session());
        verify(card);
        disturb(other);
        for _ in 0..2 {
            assert_eq!(card.transmit(GET_CHALLENGE), Err(RESET_CARD));
            assert_eq!(card.status(), Err(RESET_CARD));
            assert_eq!(card.lock(), Err(RESET_CARD));
            assert_eq!(card.attribute(0x0009_0303), Err(RESET_CARD));
        }
        assert!(card.atr().is_ok());
        card.reattach(SHARED, LEAVE).unwrap();
        assert!(!is_verified(card), "a reset is never hidden");
        card.detach(LEAVE).unwrap();
    }
}

#[test]
fn a_new_session_after_a_reset_is_not_told_of_it() {
    let reader = Reader::new("new after reset");
    let card = reader.session();
    reader.session().detach(UNPOWER).unwrap();
    let fresh = reader.session();
    assert_eq!(fresh.status(), Ok(SPECIFICMODE));
    assert_eq!(card.status(), Err(RESET_CARD));
    card.detach(LEAVE).unwrap();
    fresh.detach(LEAVE).unwrap();
}

#[test]
fn a_session_that_resets_the_card_itself_keeps_its_lock() {
    let reader = Reader::new("reset in a lock");
    let (card, other) = (reader.session(), reader.session());
    card.lock().unwrap();
    card.reattach(SHARED, RESET).unwrap();
    assert_eq!(card.transmit(GET_CHALLENGE).unwrap().len(), 10);
    card.unlock(LEAVE).unwrap();
    other.reattach(SHARED, LEAVE).unwrap();
    other.detach(LEAVE).unwrap();
    card.detach(LEAVE).unwrap();
}

#[test]
fn a_card_that_can_be_ejected_leaves_the_reader() {
    let reader = Reader::with_profile("ejects", EJECTS);
    let gone = || {
        assert_eq!(reader.attach(SHARED, ANY), Err(NO_SMARTCARD));
        assert_eq!(reader.remove_card(), Err(NO_SMARTCARD));
        let directory = c_support::scratch();
        let path = directory.path().join("next.toml");
        fs::write(&path, EJECTS).unwrap();
        reader.insert(path.to_str()).unwrap();
    };
    let (card, other) = (reader.session(), reader.session());
    other.detach(EJECT).unwrap();
    assert_eq!(
        (card.transmit(GET_CHALLENGE), card.status()),
        (Err(REMOVED_CARD), Ok(ABSENT))
    );
    gone();
    card.reattach(SHARED, LEAVE).unwrap();
    assert_eq!(card.reattach(SHARED, EJECT), Err(REMOVED_CARD));
    gone();
    card.reattach(SHARED, LEAVE).unwrap();
    card.lock().unwrap();
    card.unlock(EJECT).unwrap();
    assert_eq!(card.transmit(GET_CHALLENGE), Err(REMOVED_CARD));
    gone();
    card.detach(LEAVE).unwrap();
}

// ---- another owner of a connection ----

#[test]
fn a_connection_can_be_taken_over_by_its_handle() {
    let reader = Reader::new("by handle");
    let card = reader.attach(SHARED, T1).unwrap();
    let handle = card.card_handle().unwrap();
    assert_ne!(handle, 0);
    verify(card);
    let second = Card::attach_by_handle(handle).unwrap();
    assert_ne!(second, card);
    assert_eq!(
        (second.card_handle(), second.context(), card.context()),
        (Ok(handle), Ok(0), Ok(0))
    );
    assert_eq!((second.protocol(), second.atr()), (Ok(T1), card.atr()));
    assert!(is_verified(second));
    second.reattach(SHARED, RESET).unwrap();
    assert!(
        !is_verified(second) && !is_verified(card),
        "there is one connection"
    );

    second.detach(LEAVE).unwrap();
    assert_eq!(
        card.transmit(GET_CHALLENGE),
        Err(INVALID_HANDLE),
        "detach ended the connection"
    );
    assert_eq!(Card::attach_by_handle(handle), Err(INVALID_HANDLE));
    let _ = card.detach(LEAVE);
    assert_eq!(card.detach(LEAVE), Err(INVALID_HANDLE));
    reader
        .attach(EXCLUSIVE, ANY)
        .unwrap()
        .detach(LEAVE)
        .unwrap();
}

#[test]
fn a_connection_that_was_taken_over_cannot_be_reattached_with_eject() {
    let reader = Reader::new("by handle, eject");
    let card = reader.session();
    let second = Card::attach_by_handle(card.card_handle().unwrap()).unwrap();
    verify(second);
    assert_eq!(second.reattach(SHARED, EJECT), Err(UNSUPPORTED_FEATURE));
    assert!(is_verified(second), "a failure changes nothing");
    second.detach(LEAVE).unwrap();
    let _ = card.detach(LEAVE);
}

#[test]
fn a_connection_whose_card_was_reset_or_removed_is_not_taken_over() {
    let reader = Reader::new("by handle, disturbed");
    let card = reader.session();
    let handle = card.card_handle().unwrap();
    reader.session().detach(RESET).unwrap();
    assert_eq!(Card::attach_by_handle(handle), Err(RESET_CARD));
    card.reattach(SHARED, LEAVE).unwrap();
    reader.remove_card().unwrap();
    assert_eq!(Card::attach_by_handle(handle), Err(REMOVED_CARD));
    reader.insert(None).unwrap();
    card.reattach(SHARED, LEAVE).unwrap();
    assert_eq!(
        card.status(),
        Ok(SPECIFICMODE),
        "the failures did not end the connection"
    );
    card.detach(LEAVE).unwrap();
    assert_eq!(Card::attach_by_handle(handle), Err(INVALID_HANDLE));
    assert_eq!(Card::attach_by_handle(0), Err(INVALID_HANDLE));
}

// ---- replies ----

#[test]
fn a_reply_that_does_not_fit_is_kept_and_the_command_runs_once() {
    let reader = Reader::new("kept");
    let card = reader.session();
    assert_eq!(
        card.transmit_into(VERIFY_WRONGLY, 1),
        (Err(INSUFFICIENT_BUFFER), 2)
    );
    assert_eq!(
        card.kept_reply(0),
        (Err(INSUFFICIENT_BUFFER), 2),
        "a fetch that does not fit keeps it too"
    );
    assert_eq!(card.kept_reply(1), (Err(INSUFFICIENT_BUFFER), 2));
    assert_eq!(
        card.status(),
        Ok(SPECIFICMODE),
        "what is no exchange with the card keeps it"
    );
    assert_eq!(card.kept_reply(2), (Ok(TWO_LEFT.to_vec()), 2));
    assert_eq!(card.kept_reply(2), (Err(POINTER), 0), "it is given once");
    assert_eq!(
        card.transmit(ASK_FOR_TRIES),
        Ok(TWO_LEFT.to_vec()),
        "one try was used, not three"
    );

    let (result, len) = card.transmit_into(GET_CHALLENGE, 9);
    assert_eq!((result, len), (Err(INSUFFICIENT_BUFFER), 10));
    let kept = card.kept_reply(300).0.unwrap();
    assert_eq!((kept.len(), &kept[8..]), (10, &DONE[..]));
    card.detach(LEAVE).unwrap();
}

#[test]
fn a_kept_reply_is_dropped_by_the_next_command_and_belongs_to_one_session() {
    let reader = Reader::new("dropped");
    let (card, other) = (reader.session(), reader.session());
    assert_eq!(
        card.transmit_into(GET_CHALLENGE, 0),
        (Err(INSUFFICIENT_BUFFER), 10)
    );
    assert_eq!(other.kept_reply(300), (Err(POINTER), 0));
    assert_eq!(other.transmit(ASK_FOR_TRIES), Ok(THREE_LEFT.to_vec()));
    assert_eq!(card.transmit(ASK_FOR_TRIES), Ok(THREE_LEFT.to_vec()));
    assert_eq!(card.kept_reply(300), (Err(POINTER), 0));
    // A command that is refused before it is sent is no exchange.
    assert_eq!(
        card.transmit_into(GET_CHALLENGE, 0),
        (Err(INSUFFICIENT_BUFFER), 10)
    );
    assert_eq!(card.transmit(&[0x00, 0x84, 0x00]), Err(INVALIDARG));
    assert_eq!(card.kept_reply(300).0.unwrap().len(), 10);
    card.detach(LEAVE).unwrap();
    other.detach(LEAVE).unwrap();
}

#[test]
fn the_longest_reply_comes_whole() {
    let reader = Reader::new("longest");
    let card = reader.attach(SHARED, T1).unwrap();
    let read_all = [0x00, 0xB0, 0x84, 0x00, 0x00, 0x00, 0x00];
    let reply = card.transmit(&read_all).unwrap();
    assert_eq!((reply.len(), &reply[65536..]), (65538, &DONE[..]));
    let expected = |i: usize| i.to_le_bytes().into_iter().fold(0, |sum, byte| sum ^ byte);
    assert!(
        reply[..65536]
            .iter()
            .enumerate()
            .all(|(i, byte)| *byte == expected(i))
    );
    assert_eq!(
        card.transmit_into(&read_all, 65537),
        (Err(INSUFFICIENT_BUFFER), 65538)
    );
    assert_eq!(card.kept_reply(65538), (Ok(reply), 65538));
    card.detach(LEAVE).unwrap();
}

#[test]
fn a_virtual_reader_has_the_attributes_that_the_header_names() {
    let reader = Reader::new("attributes");
    let card = reader.session();
    assert_eq!(card.attribute(0x0001_0100), Ok(b"scardssp\0".to_vec()));
    assert_eq!(card.attribute(0x7FFF_0003), Ok(b"attributes\0".to_vec()));
    assert_eq!(card.attribute(0x0009_0300), Ok(vec![2]));
    assert_eq!(card.attribute(0x0009_0303), card.atr());
    assert_eq!(card.attribute(0x0001_0101), Err(UNSUPPORTED_FEATURE));
    card.detach(LEAVE).unwrap();
}

// ---- the environment ----

#[cfg(target_os = "linux")] // names of libraries
mod environment {
    use super::c_support::compile;
    use super::c_support::library::{Library, Linkage};
    use super::c_support::program::{Ended, Program, run};
    use std::fs;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    use std::path::Path;
    use std::process::Command;

    const READER: &str = "reader scardssp Virtual Reader 00";

    fn program() -> Program {
        Program::build("environment", &Library::of_this_build(), Linkage::Shared)
    }

    fn run_with(program: &Program, value: &str) -> Ended {
        run(program.command().env("SCARDSSP_VIRTUAL", value)).successful()
    }

    #[track_caller]
    fn has_no_reader(ended: &Ended) {
        assert!(!ended.output.contains("reader "), "{}", ended.output);
        assert!(
            ["list 0x8010001D", "list 0x8010002E"].contains(&ended.lines()[1]),
            "{}",
            ended.output
        );
        assert!(
            ["attach 0x8010001D", "attach 0x80100009"].contains(&ended.lines()[2]),
            "{}",
            ended.output
        );
    }

    #[test]
    fn there_is_no_virtual_reader_unless_it_is_asked_for() {
        let program = program();
        has_no_reader(&program.run(&[""; 0]));
        has_no_reader(&run_with(&program, ""));
        has_no_reader(&run_with(&program, "0"));
    }

    #[test]
    fn one_asks_for_the_built_in_card() {
        let program = program();
        let lines = [
            "list 0x00000000",
            READER,
            "attach 0x00000000",
            "atr 0x00000000",
        ];
        assert_eq!(run_with(&program, "1").lines()[1..5], lines);
    }

    #[test]
    fn a_path_asks_for_the_card_of_that_profile() {
        let program = program();
        let profile = program.directory().join("card.toml");
        fs::write(&profile, "protocols = [\"T=0\"]\nhistorical = \"4F4B\"\n").unwrap();
        let ended = run_with(&program, profile.to_str().unwrap());
        assert_eq!(
            ended.lines()[1..4],
            ["list 0x00000000", READER, "attach 0x00000000"]
        );
        assert!(ended.output.contains("historical OK"), "{}", ended.output);
    }

    #[test]
    fn a_profile_that_cannot_be_used_is_an_error_and_not_silence() {
        let program = program();
        let invalid = program.directory().join("invalid.toml");
        fs::write(&invalid, "this is no profile").unwrap();
        let directory = program.directory().to_str().unwrap();
        let cases = [
            ("/no/such/profile", "0x80070002"),
            (directory, "0x8007001E"),
            (invalid.to_str().unwrap(), "0x8007000D"),
        ];
        for (value, code) in cases {
            let ended = run_with(&program, value);
            // If there are other readers they are listed; here there are none.
            assert_eq!(
                ended.lines()[1..],
                [format!("list {code}"), format!("attach {code}")],
                "{value}"
            );
        }
    }

    #[test]
    fn a_set_id_program_ignores_the_environment() {
        let program = program();
        let copy = program.directory().join("set-id");
        fs::copy(program.path(), &copy).unwrap();
        if !give_to_another_group(&copy) {
            println!("not tested: this user is in one group only");
            return;
        }
        fs::set_permissions(&copy, fs::Permissions::from_mode(0o2755)).unwrap();
        let ended = run(program.command_of(&copy).env("SCARDSSP_VIRTUAL", "1")).successful();
        if ended.lines()[0] == "secure 0" {
            println!(
                "not tested: set-id programs are switched off for {}",
                copy.display()
            );
            return;
        }
        has_no_reader(&ended);
    }

    /// To one that this user may give files to, and that is not the group of this process.
    fn give_to_another_group(file: &Path) -> bool {
        let own = fs::metadata(file).unwrap().gid();
        let groups = compile::run(Command::new("id").arg("-G"));
        let groups = groups
            .split_whitespace()
            .filter_map(|group| group.parse().ok());
        let nogroup = 65534; // for root, who may give files to any
        groups
            .chain([nogroup])
            .any(|group| group != own && chown(file, None, Some(group)).is_ok())
    }
}
