//! The OpenPGP application, `opcard`: the OpenPGP card specification, version 3.4.

use crate::api::{EXCLUSIVE, LEAVE, RESET, Session};
use crate::exchange::{Command, OK, run};
use crate::{CHAINING, EXTENDED_TOO, card_that_says, certificate, contains, fresh_card, select};

pub const AID: &[u8] = &[0xD2, 0x76, 0x00, 0x01, 0x24, 0x01];

/// PW1, in the mode for all but signatures.
pub const USER: u8 = 0x82;
/// PW3.
const ADMIN: u8 = 0x83;

const APPLICATION_RELATED_DATA: u16 = 0x006E;
const CARDHOLDER_CERTIFICATE: u16 = 0x7F21;
/// Each may read it; the user may write it.
const PRIVATE_USE_1: u16 = 0x0101;
/// Only the user may read and write it; it is stored encrypted.
const PRIVATE_USE_3: u16 = 0x0103;

fn verify_command(password: u8, pin: &str) -> Command {
    Command::new(0x20, 0x00, password).with(pin.as_bytes())
}

/// The status is the failure.
#[track_caller]
pub fn verify(card: &Session, password: u8, pin: &str) -> Result<(), u16> {
    match run(card, &verify_command(password, pin)) {
        (reply, OK) if reply.is_empty() => Ok(()),
        (_, status) => Err(status),
    }
}

/// `None` when the password is verified.
#[track_caller]
pub fn tries_left(card: &Session, password: u8) -> Option<u16> {
    let status = verify(card, password, "").err()?;
    assert_eq!(status & 0xFFF0, 0x63C0, "{status:04X}");
    Some(status & 0xF)
}

fn get_data(tag: u16) -> Command {
    let [p1, p2] = tag.to_be_bytes();
    Command::new(0xCA, p1, p2).reading()
}

fn put_data(tag: u16, content: &[u8]) -> Command {
    let [p1, p2] = tag.to_be_bytes();
    Command::new(0xDA, p1, p2).with(content)
}

#[test]
fn the_application_says_what_it_is() {
    let (_reader, card) = fresh_card();
    select(&card, AID);
    let (data, status) = run(&card, &get_data(APPLICATION_RELATED_DATA));
    assert_eq!(status, OK);
    assert!(contains(&data, AID), "{data:02X?}");
    let beginning = get_data(APPLICATION_RELATED_DATA).reading_at_most(100);
    let (first, status) = run(&card, &beginning);
    assert_eq!((&first[..], status & 0xFF00), (&data[..100], 0x6100));
    let at_once = get_data(APPLICATION_RELATED_DATA).reading_at_once();
    assert!(run(&card, &at_once) == (data, OK));
}

#[test]
fn a_wrong_password_costs_a_try_until_the_right_one() {
    let (_reader, card) = fresh_card();
    select(&card, AID);
    for (password, right) in [(USER, "123456"), (ADMIN, "12345678")] {
        assert_eq!(tries_left(&card, password), Some(3));
        assert_eq!(verify(&card, password, "87654321"), Err(0x63C2));
        assert_eq!(verify(&card, password, "87654321"), Err(0x63C1));
        assert_eq!(tries_left(&card, password), Some(1));
        assert_eq!(verify(&card, password, right), Ok(()));
        assert_eq!(tries_left(&card, password), None);
    }
}

#[test]
fn a_certificate_is_written_by_chaining_and_stays() {
    let (reader, card) = card_that_says(Some(CHAINING));
    select(&card, AID);
    let content = certificate(2048);
    let put = put_data(CARDHOLDER_CERTIFICATE, &content);
    let get = get_data(CARDHOLDER_CERTIFICATE);
    assert_eq!(run(&card, &put), (vec![], 0x6982));
    verify(&card, ADMIN, "12345678").unwrap();

    reader.clear_events();
    assert_eq!(run(&card, &put), (vec![], OK));
    let classes: Vec<u8> = reader.commands().iter().map(|apdu| apdu[0]).collect();
    assert_eq!(classes, [0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0]);

    for init in [LEAVE, RESET] {
        card.reattach(EXCLUSIVE, init).unwrap();
        select(&card, AID);
        reader.clear_events();
        assert!(run(&card, &get) == (content.clone(), OK));
        assert_eq!(reader.commands().len(), 8, "256 bytes at a time");
    }
    assert_eq!(tries_left(&card, ADMIN), Some(3));
    assert_eq!(run(&card, &put), (vec![], 0x6982), "the reset took it back");
}

#[test]
fn a_certificate_goes_in_one_extended_command_and_reply() {
    // A card that says nothing is asked for it where the short form cannot do.
    for functions in [Some(EXTENDED_TOO), None] {
        let (reader, card) = card_that_says(functions);
        select(&card, AID);
        let content = certificate(2048);
        verify(&card, ADMIN, "12345678").unwrap();
        reader.clear_events();
        let put = put_data(CARDHOLDER_CERTIFICATE, &content);
        assert_eq!(run(&card, &put), (vec![], OK));
        let read = run(&card, &get_data(CARDHOLDER_CERTIFICATE).reading_at_once());
        assert!(read == (content, OK));
        assert_eq!(reader.commands().len(), 2);
    }
}

#[test]
fn what_is_for_the_user_is_for_nobody_else() {
    let (_reader, card) = fresh_card();
    select(&card, AID);
    let secret = certificate(700);
    verify(&card, ADMIN, "12345678").unwrap();
    for tag in [PRIVATE_USE_1, PRIVATE_USE_3] {
        assert_eq!(run(&card, &put_data(tag, &secret)), (vec![], 0x6982));
    }
    verify(&card, USER, "123456").unwrap();
    for tag in [PRIVATE_USE_1, PRIVATE_USE_3] {
        assert_eq!(run(&card, &put_data(tag, &secret)), (vec![], OK));
        assert!(run(&card, &get_data(tag)) == (secret.clone(), OK));
    }
    card.reattach(EXCLUSIVE, RESET).unwrap();
    select(&card, AID);
    assert!(run(&card, &get_data(PRIVATE_USE_1)) == (secret.clone(), OK));
    assert_eq!(run(&card, &get_data(PRIVATE_USE_3)), (vec![], 0x6982));
}
