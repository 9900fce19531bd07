//! The PIV application, `piv-authenticator`: NIST SP 800-73-4.

use des::TdesEde3;
use des::cipher::{BlockCipherEncrypt, KeyInit};

use crate::api::{EXCLUSIVE, LEAVE, RESET, Session};
use crate::exchange::{Command, OK, run};
use crate::{CHAINING, card_that_says, certificate, contains, fresh_card, select};

/// Without the version, which may be left out.
pub const AID: &[u8] = &[0xA0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00];

const PIN: &[u8; 8] = b"123456\xFF\xFF";
const WRONG_PIN: &[u8; 8] = b"654321\xFF\xFF";
#[rustfmt::skip]
const MANAGEMENT_KEY: [u8; 24] = [
    1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8,
];

const CHUID: [u8; 3] = [0x5F, 0xC1, 0x02];
/// For the key 9A, PIV authentication.
const CERTIFICATE: [u8; 3] = [0x5F, 0xC1, 0x05];
/// May be read only after the PIN.
const PRINTED_INFORMATION: [u8; 3] = [0x5F, 0xC1, 0x09];

fn verify(pin: &[u8]) -> Command {
    Command::new(0x20, 0x00, 0x80).with(pin)
}

/// `None` when the PIN is verified.
#[track_caller]
pub fn tries_left(card: &Session) -> Option<u16> {
    match run(card, &verify(&[])).1 {
        OK => None,
        status => {
            assert_eq!(status & 0xFFF0, 0x63C0, "{status:04X}");
            Some(status & 0xF)
        }
    }
}

fn get_data(tag: [u8; 3]) -> Command {
    let list = [&[0x5C, 0x03], &tag[..]].concat();
    Command::new(0xCB, 0x3F, 0xFF).with(&list).reading()
}

fn put_data(tag: [u8; 3], object: &[u8]) -> Command {
    let data = [&[0x5C, 0x03], &tag[..], object].concat();
    Command::new(0xDB, 0x3F, 0xFF).with(&data)
}

/// A data object of more than 255 bytes.
fn object(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[0x53, 0x82], &length[..], content].concat()
}

/// The card asks for a number encrypted with the management key.
#[track_caller]
fn authenticate(card: &Session, key: &[u8; 24]) -> u16 {
    let general_authenticate = |template: &[u8]| {
        let command = Command::new(0x87, 0x03, 0x9B).with(template).reading();
        run(card, &command)
    };
    let (reply, status) = general_authenticate(&[0x7C, 0x02, 0x81, 0x00]);
    assert_eq!(status, OK);
    let challenge = reply.strip_prefix(&[0x7C, 0x0A, 0x81, 0x08]).unwrap();
    let mut block = <[u8; 8]>::try_from(challenge).unwrap().into();
    TdesEde3::new(key.into()).encrypt_block(&mut block);
    general_authenticate(&[&[0x7C, 0x0A, 0x82, 0x08], &block[..]].concat()).1
}

#[test]
fn the_application_says_what_it_is() {
    let (_reader, card) = fresh_card();
    let properties = select(&card, AID);
    assert_eq!(properties[0], 0x61);
    assert!(contains(&properties, b"Nitrokey PIV"), "{properties:02X?}");
}

#[test]
fn no_more_of_a_reply_is_fetched_than_was_asked_for() {
    let (reader, card) = fresh_card();
    select(&card, AID);
    let (chuid, status) = run(&card, &get_data(CHUID));
    assert_eq!(status, OK);
    assert_eq!(usize::from(chuid[1]), chuid.len() - 2);

    for length in [1, 7, chuid.len() - 1, chuid.len()] {
        reader.clear_events();
        let beginning = get_data(CHUID).reading_at_most(i32::try_from(length).unwrap());
        let (data, status) = run(&card, &beginning);
        assert_eq!(data, chuid[..length]);
        let rest = u16::try_from(chuid.len() - length).unwrap();
        assert_eq!(status, if rest == 0 { OK } else { 0x6100 | rest });
        assert_eq!(reader.commands().len(), 1);
    }
}

#[test]
fn an_object_that_is_not_there_is_not_found() {
    let (_reader, card) = fresh_card();
    select(&card, AID);
    assert_eq!(run(&card, &get_data(CERTIFICATE)), (vec![], 0x6A82));
}

#[test]
fn a_wrong_pin_costs_a_try_until_the_right_one() {
    let (_reader, card) = fresh_card();
    select(&card, AID);
    assert_eq!(tries_left(&card), Some(3));
    assert_eq!(run(&card, &verify(WRONG_PIN)), (vec![], 0x63C2));
    assert_eq!(run(&card, &verify(WRONG_PIN)), (vec![], 0x63C1));
    assert_eq!(tries_left(&card), Some(1));
    assert_eq!(run(&card, &verify(PIN)), (vec![], OK));
    assert_eq!(tries_left(&card), None);
    assert_eq!(run(&card, &verify(WRONG_PIN)), (vec![], 0x63C2));
}

#[test]
fn a_pin_without_tries_is_blocked() {
    let (_reader, card) = fresh_card();
    select(&card, AID);
    for status in [0x63C2, 0x63C1, 0x6983] {
        assert_eq!(run(&card, &verify(WRONG_PIN)), (vec![], status));
    }
    assert_eq!(run(&card, &verify(PIN)), (vec![], 0x6983));
}

#[test]
fn what_the_pin_opens_is_closed_by_a_reset() {
    let (_reader, card) = fresh_card();
    select(&card, AID);
    let printed = get_data(PRINTED_INFORMATION);
    assert_eq!(run(&card, &printed), (vec![], 0x6982));
    assert_eq!(run(&card, &verify(PIN)).1, OK);
    let (information, status) = run(&card, &printed);
    assert_eq!(status, OK);
    assert!(contains(&information, b"Nitrokey 3 PIV"));

    card.reattach(EXCLUSIVE, LEAVE).unwrap();
    assert_eq!(tries_left(&card), None);
    card.reattach(EXCLUSIVE, RESET).unwrap();
    assert_eq!(run(&card, &printed).1, 0x6A82, "no application is selected");
    select(&card, AID);
    assert_eq!(tries_left(&card), Some(3));
    assert_eq!(run(&card, &printed), (vec![], 0x6982));
}

#[test]
fn a_certificate_is_written_by_chaining_and_stays() {
    let (reader, card) = card_that_says(Some(CHAINING));
    select(&card, AID);
    let object = object(&certificate(2048));
    let put = put_data(CERTIFICATE, &object);
    assert_eq!(run(&card, &put), (vec![], 0x6982));
    assert_eq!(authenticate(&card, &[7; 24]), 0x6A80);
    assert_eq!(run(&card, &put), (vec![], 0x6982));
    assert_eq!(authenticate(&card, &MANAGEMENT_KEY), OK);

    reader.clear_events();
    assert_eq!(run(&card, &put), (vec![], OK));
    let classes: Vec<u8> = reader.commands().iter().map(|apdu| apdu[0]).collect();
    assert_eq!(classes, [0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0]);

    let get = get_data(CERTIFICATE);
    for init in [LEAVE, RESET] {
        card.reattach(EXCLUSIVE, init).unwrap();
        select(&card, AID);
        reader.clear_events();
        assert!(run(&card, &get) == (object.clone(), OK));
        assert_eq!(reader.commands().len(), 9, "256 bytes at a time");
    }
    assert_eq!(run(&card, &put), (vec![], 0x6982), "the reset took it back");
}
