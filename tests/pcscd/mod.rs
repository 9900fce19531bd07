//! What the tests of sessions on a real pcscd share: its readers, and a command for the cards in them.

#![allow(dead_code)] // each test binary uses a part of it

use crate::api::{EXCLUSIVE, LEAVE, SHARED, SHARING_VIOLATION, Session};
use crate::support::cards::TestCard;
use crate::support::daemon::{Config, Daemon};
use crate::support::peer::Peer;
use crate::support::reader::VirtualReader;
use crate::support::winscard::Share;

pub const SELECT_MF: [u8; 7] = [0x00, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00];
pub const DONE: [u8; 2] = [0x90, 0x00];

/// Friendly names of readers.
pub const NON_ASCII: &str = "Kartenleser Größe 3 ☂";
pub const NOT_UTF8: &[u8] = b"Leser \xE9\xFF\xFE";

pub fn daemon() -> &'static Daemon {
    Daemon::for_this_process(&Config {
        named: vec![NON_ASCII.as_bytes().to_vec(), NOT_UTF8.to_vec()],
        own_reader: true,
        ..Config::default()
    })
}

/// A reader of the daemon with a card that says 9000 to everything.
pub fn reader_with_card() -> VirtualReader {
    let mut reader = daemon().take_reader();
    reader.insert(TestCard::ok());
    reader
}

/// Becomes exclusive, which keeps a peer out, and shared again, which lets it in. The peer has no connection before.
#[track_caller]
pub fn becomes_exclusive_and_shared_again(card: &Session, reader: &VirtualReader, peer: &mut Peer) {
    card.reattach(EXCLUSIVE, LEAVE).unwrap();
    assert_eq!(
        peer.connect(reader.name(), Share::Shared),
        Err(SHARING_VIOLATION.0)
    );
    card.reattach(SHARED, LEAVE).unwrap();
    peer.connect(reader.name(), Share::Shared).unwrap();
}
