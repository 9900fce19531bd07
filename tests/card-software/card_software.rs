//! Sessions with card software that others wrote, in readers of a real pcscd: what a user's card does, and not what we
//! think that cards do.
//!
//! | file       | what it has                                                                     |
//! |------------|---------------------------------------------------------------------------------|
//! | `card`     | [`card::Card`], a card with the PIV and OpenPGP applications of Nitrokey        |
//! | `firmware` | what these applications ask of their firmware, put together from Trussed        |
//! | `exchange` | a command and its whole reply, by scard_execute                                 |
//! | `piv`      | tests with the PIV application                                                  |
//! | `openpgp`  | tests with the OpenPGP application                                              |

#![cfg(feature = "system")]

#[path = "../api/mod.rs"]
mod api;
mod card;
mod exchange;
mod firmware;
mod openpgp;
mod piv;
#[path = "../support/mod.rs"]
mod support;

use api::Session;
use card::Card;
use exchange::{Command, OK, run};
use support::daemon::{Config, Daemon};
use support::reader::VirtualReader;

/// What a card can say of itself: that it takes chains, and that it takes extended length too.
const CHAINING: u8 = 0x80;
const EXTENDED_TOO: u8 = 0xC0;

/// A reader with a card as it leaves the factory, and a session with it.
#[track_caller]
fn fresh_card() -> (VirtualReader, Session) {
    card_that_says(None)
}

#[track_caller]
fn card_that_says(functions: Option<u8>) -> (VirtualReader, Session) {
    let mut reader = Daemon::for_this_process(&Config::default()).take_reader();
    reader.insert(Card::new(functions));
    let session = Session::shared(reader.name());
    (reader, session)
}

/// Selects an application and gives what it says of itself.
#[track_caller]
fn select(card: &Session, application: &[u8]) -> Vec<u8> {
    let (properties, status) = run(card, &select_command(application));
    assert_eq!(status, OK);
    properties
}

fn select_command(application: &[u8]) -> Command {
    Command::new(0xA4, 0x04, 0x00).with(application).reading()
}

/// Bytes in which a piece of a chain that is missing or in a wrong place shows: their period of 251 fits no piece.
fn certificate(length: usize) -> Vec<u8> {
    (0..length).map(|index| (index % 251) as u8).collect()
}

fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

#[test]
fn an_application_that_the_card_does_not_have_is_not_found() {
    let (_reader, card) = fresh_card();
    let unknown = select_command(b"\xA0\0\0\0\x03nobody");
    assert_eq!(run(&card, &unknown), (vec![], 0x6A82));
}

#[test]
fn the_applications_take_turns() {
    let (_reader, card) = fresh_card();
    for _ in 0..2 {
        select(&card, piv::AID);
        assert_eq!(piv::tries_left(&card), Some(3));
        select(&card, openpgp::AID);
        // Not kept from the turn before: selecting another application ends what a PIN has opened.
        assert_eq!(openpgp::tries_left(&card, openpgp::USER), Some(3));
        openpgp::verify(&card, openpgp::USER, "123456").unwrap();
        assert_eq!(openpgp::tries_left(&card, openpgp::USER), None);
    }
}
