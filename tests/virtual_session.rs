//! Sessions with the card in a virtual reader, as PC/SC would have them: sharing, protocols, resets, connections taken
//! over by their handles, replies that do not fit.

mod api;

use api::builtin::*;
use api::*;

const T0_ONLY: &str = "protocols = [\"T=0\"]";
const T1_ONLY: &str = "protocols = [\"T=1\"]";

/// A card that leaves the reader when it is ejected, with the PIN that the built-in card has.
const EJECTS: &str = "eject = true\n[[pin]]\nreference = 0x01\ntext = \"1234\"\ntries = 3\n";

fn is_verified(card: &Session) -> bool {
    card.transmit(ASK_FOR_TRIES).unwrap() == DONE
}

#[track_caller]
fn verify(card: &Session) {
    assert_eq!(card.transmit(VERIFY), Ok(DONE.to_vec()));
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
    reader.check_nobody_is_left();
}

#[test]
fn a_session_becomes_exclusive_once_it_is_alone() {
    let reader = Reader::new("becomes exclusive");
    let (card, other) = (reader.session(), reader.session());
    verify(&card);
    for init_state in [LEAVE, RESET, UNPOWER, EJECT] {
        assert_eq!(card.reattach(EXCLUSIVE, init_state), Err(SHARING_VIOLATION));
        assert!(
            is_verified(&card) && is_verified(&other),
            "a failure changes nothing"
        );
    }
    other.detach(LEAVE).unwrap();
    card.reattach(EXCLUSIVE, LEAVE).unwrap();
    assert!(is_verified(&card));
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
        verify(&card);
        card.detach(disposition).unwrap();
        let next = reader.session();
        assert_eq!(
            is_verified(&next),
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
        verify(&card);
        card.reattach(SHARED, init_state).unwrap();
        assert_eq!(
            is_verified(&card),
            still_verified,
            "init state {init_state}"
        );
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
        verify(&card);
        card.unlock(disposition).unwrap();
        for session in [&card, &other] {
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
        (|other: Session| other.detach(RESET).unwrap()) as fn(Session),
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
        verify(&card);
        disturb(other);
        for _ in 0..2 {
            assert_eq!(card.transmit(GET_CHALLENGE), Err(RESET_CARD));
            assert_eq!(card.status(), Err(RESET_CARD));
            assert_eq!(card.lock(), Err(RESET_CARD));
            assert_eq!(card.attribute(0x0009_0303), Err(RESET_CARD));
        }
        assert!(card.atr().is_ok());
        card.reattach(SHARED, LEAVE).unwrap();
        assert!(!is_verified(&card), "a reset is never hidden");
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
        let next = ProfileFile::new(EJECTS);
        reader.insert(Some(next.path())).unwrap();
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
    verify(&card);
    let second = Session::adopt(handle).unwrap();
    assert_ne!(second, card);
    assert_eq!(
        (second.card_handle(), second.context(), card.context()),
        (Ok(handle), Ok(0), Ok(0))
    );
    assert_eq!((second.protocol(), second.atr()), (Ok(T1), card.atr()));
    assert!(is_verified(&second));
    second.reattach(SHARED, RESET).unwrap();
    assert!(
        !is_verified(&second) && !is_verified(&card),
        "there is one connection"
    );

    second.detach(LEAVE).unwrap();
    assert_eq!(
        card.transmit(GET_CHALLENGE),
        Err(INVALID_HANDLE),
        "detach ended the connection"
    );
    assert_eq!(Session::adopt(handle), Err(INVALID_HANDLE));
    let ended = card.key();
    let _ = card.detach(LEAVE);
    assert_eq!(ended.detach(LEAVE), Err(INVALID_HANDLE));
    reader.check_nobody_is_left();
}

#[test]
fn the_handle_of_a_session_leads_to_that_session_also_when_its_card_was_reset() {
    let reader = Reader::new("by handle, disturbed");
    let card = reader.session();
    let handle = card.card_handle().unwrap();
    reader.session().detach(RESET).unwrap();
    let twin = Session::adopt(handle).unwrap();
    assert_eq!(twin.status(), Err(RESET_CARD));
    twin.reattach(SHARED, LEAVE).unwrap();
    assert_eq!(card.status(), Ok(SPECIFICMODE));
    card.lock().unwrap();
    assert_eq!(twin.status(), Ok(SPECIFICMODE), "its lock is the same");
    twin.detach(LEAVE).unwrap();
    assert_eq!(card.status(), Err(INVALID_HANDLE), "detach ended both");
    assert_eq!(Session::adopt(handle), Err(INVALID_HANDLE));
    assert_eq!(Session::adopt(0), Err(INVALID_HANDLE));
    reader.session().status().unwrap();
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
