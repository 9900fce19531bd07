//! Virtual readers and the cards in them: added and removed, put in and taken out; and the profiles of cards.

mod api;

use api::builtin::*;
use api::*;

const T0_ONLY: &str = "protocols = [\"T=0\"]";
const T1_ONLY: &str = "protocols = [\"T=1\"]";

/// The names of the readers whose names begin so: other tests have readers too.
fn listed(prefix: &str) -> Vec<String> {
    list_readers()
        .unwrap()
        .into_iter()
        .map(|name| name.to_string_lossy().into_owned())
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
fn a_name_of_any_characters_or_none_that_are_text_comes_back_as_it_was_given() {
    let longest = "x".repeat(127);
    let names = [
        "Lesegerät ☃ 00 00".as_bytes(),
        b"Lesegerat \xE9\xFF\xFE",
        b"\n \x1B \x7F %s",
        longest.as_bytes(),
    ];
    for name in names {
        let reader = Reader::new(name);
        let listed = list_readers().unwrap();
        let listed = listed
            .iter()
            .find(|listed| listed.to_bytes() == name)
            .unwrap_or_else(|| panic!("{:?} is not in {listed:?}", reader.name()));
        let card = Session::shared(listed);
        assert_eq!(card.reader_name().as_ref(), Ok(listed));
        assert_eq!(
            card.attribute(0x7FFF_0003),
            Ok(listed.to_bytes_with_nul().to_vec())
        );
        assert_eq!(Reader::add(name, None).err(), Some(DUPLICATE_READER));
        card.detach(LEAVE).unwrap();
        assert_eq!(reader.remove(), Ok(()));
    }
}

#[test]
fn a_name_that_no_reader_can_have_is_refused() {
    for name in [String::new(), "x".repeat(128), "x".repeat(5000)] {
        assert_eq!(
            Reader::add(&*name, None).err(),
            Some(INVALIDARG),
            "{} bytes",
            name.len()
        );
    }
}

#[test]
fn a_reader_that_is_not_there_is_unknown() {
    let reader = Reader::new("not there");
    reader.remove().unwrap();
    // Without a virtual reader of the name the PC/SC service is asked, if there is one.
    let failure = reader.attach(SHARED, ANY).unwrap_err();
    assert!(
        [UNKNOWN_READER, NO_SERVICE].contains(&failure),
        "{failure:?}"
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
        "{failure:?}"
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
    let other = ProfileFile::new(T1_ONLY);
    let card = reader.attach(SHARED, T0).unwrap();
    reader.remove_card().unwrap();
    reader.insert(Some(other.path())).unwrap();
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
    let reader = Reader::new("bad profile, inserted");
    reader.remove_card().unwrap();
    let no_profile = |path: &str, code: Hr| {
        assert_eq!(
            Reader::add("bad profile, added", Some(path)).err(),
            Some(code),
            "{path}"
        );
        assert_eq!(reader.insert(Some(path)), Err(code), "{path}");
    };
    let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let missing = directory.path().join("missing");
    no_profile(missing.to_str().unwrap(), WIN32_FILE_NOT_FOUND);
    // A directory, because root can read any file.
    no_profile(directory.path().to_str().unwrap(), WIN32_READ_FAULT);
    let invalid: [&[u8]; 5] = [
        b"eject = ",              // no TOML
        b"ejects = true",         // no such key
        b"eject = 1",             // another type
        b"protocols = []",        // a card must have one
        b"eject = true # \xFF\n", // no text
    ];
    for content in invalid {
        let profile = ProfileFile::new(content);
        println!("{}", content.escape_ascii());
        no_profile(profile.path(), WIN32_INVALID_DATA);
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
