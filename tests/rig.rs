//! The test rig tests itself: where one of these fails, look at no other test.

#![cfg(feature = "system")]

mod support;

use std::time::Duration;

use support::cards::{ATR_T0, ATR_T1, TestCard, dies_in_reply};
use support::daemon::{Config, Daemon};
use support::ifd::{READ_ALL, Trouble};
use support::peer::{Peer, Request, serve_if_asked};
use support::reader::CardEvent;
use support::wait::{try_within, until, within};
use support::winscard::{Client, NO_SERVICE, SHARING_VIOLATION, Share, Then};

const ODD_NAME: &[u8] = b"Leser \xE9\xFF\xFE";
const OK: [u8; 2] = [0x90, 0x00];

fn daemon() -> &'static Daemon {
    let named = vec![ODD_NAME.to_vec()];
    Daemon::for_this_process(&Config {
        named,
        own_reader: true,
        ..Config::default()
    })
}

#[test]
fn peer_process() {
    serve_if_asked();
}

#[test]
fn a_card_is_seen_and_its_events_are_logged() {
    let mut reader = daemon().take_reader();
    reader.insert(TestCard::echo());
    let client = Client::new().unwrap();
    let card = client.connect(reader.name(), Share::Shared).unwrap();
    reader.clear_events();
    assert_eq!(
        card.transmit(&[0, 1, 2, 3]).unwrap(),
        [0, 1, 2, 3, 0x90, 0x00]
    );
    assert_eq!(reader.events(), [CardEvent::Command(vec![0, 1, 2, 3])]);

    card.disconnect(Then::Reset).unwrap();
    reader.wait_for_events("a reset", |events| events.contains(&CardEvent::Reset));
    reader.remove();
    assert!(client.connect(reader.name(), Share::Shared).is_err());
}

#[test]
fn the_protocol_follows_the_atr() {
    let mut reader = daemon().take_reader();
    let client = Client::new().unwrap();
    for (atr, protocol) in [(&ATR_T0[..], 1), (&ATR_T1[..], 2)] {
        reader.insert(TestCard::ok().with_atr(atr));
        let status = client
            .connect(reader.name(), Share::Shared)
            .unwrap()
            .status()
            .unwrap();
        assert_eq!((&status.atr[..], status.protocol), (atr, protocol));
        assert_eq!(&*status.reader, reader.name());
        reader.remove();
    }
}

#[test]
fn a_fresh_card_is_not_mistaken_for_the_old_one() {
    let mut reader = daemon().take_reader();
    reader.insert(TestCard::fixed(&[0x61, 0x01]));
    reader.pull_without_waiting();
    reader.insert(TestCard::fixed(&[0x61, 0x02]));
    let card = Client::new()
        .unwrap()
        .connect(reader.name(), Share::Shared)
        .unwrap();
    assert_eq!(card.transmit(&[0; 4]).unwrap(), [0x61, 0x02]);
}

#[test]
fn cards_misbehave_as_told() {
    let mut reader = daemon().take_reader();
    let client = Client::new().unwrap();

    reader.insert(TestCard::long(65_535));
    let card = client.connect(reader.name(), Share::Shared).unwrap();
    assert_eq!(card.transmit(&[0; 4]).unwrap().len(), 65_535);
    reader.remove();

    reader.insert(TestCard::fixed(&[0x90]));
    let card = client.connect(reader.name(), Share::Shared).unwrap();
    assert_eq!(card.transmit(&[0; 4]).unwrap(), [0x90]);
    reader.remove();

    reader.insert(TestCard::pulled_at(1));
    let card = client.connect(reader.name(), Share::Shared).unwrap();
    assert_eq!(card.transmit(&[0; 4]).unwrap(), OK);
    assert_eq!(card.transmit(&[0; 4]).unwrap(), [0; 0]);
    reader.remove();

    reader.insert_with(dies_in_reply(10, vec![1, 2, 3]));
    let card = client.connect(reader.name(), Share::Shared).unwrap();
    assert_eq!(card.transmit(&[0; 4]).unwrap(), [1, 2, 3]);
}

#[test]
fn many_exchanges_take_little_time() {
    let mut reader = daemon().take_reader();
    reader.insert(TestCard::ok());
    let card = Client::new()
        .unwrap()
        .connect(reader.name(), Share::Shared)
        .unwrap();
    within("200 exchanges", move || {
        (0..200).for_each(|_| drop(card.transmit(&[0; 4]).unwrap()))
    });
}

#[test]
fn a_peer_process_sees_the_same_card() {
    let mut reader = daemon().take_reader();
    reader.insert(TestCard::ok());
    let mut peer = Peer::start();
    peer.connect(reader.name(), Share::Exclusive).unwrap();
    assert_eq!(peer.transmit(&[0, 0xA4, 0, 0]).unwrap(), OK);
    let client = Client::new().unwrap();
    let refused = client.connect(reader.name(), Share::Shared).map(drop);
    assert_eq!(refused, Err(SHARING_VIOLATION));
    peer.disconnect(Then::Leave).unwrap();

    peer.connect(reader.name(), Share::Shared).unwrap();
    let card = client.connect(reader.name(), Share::Shared).unwrap();
    let status = peer.status().unwrap();
    assert_eq!(
        (&*status.reader, &status.atr[..]),
        (reader.name(), &ATR_T1[..])
    );

    card.begin().unwrap();
    peer.send(Request::Begin);
    assert_eq!(peer.wait_for(Duration::from_millis(50)), None);
    card.end(Then::Leave).unwrap();
    assert!(peer.wait().is_ok());

    // The peer has the lock now; killing it is what frees the card. The daemon frees the lock
    // first and resets the card then, and either may be what we see.
    peer.kill();
    let seen = within("the lock of a dead process", move || card.transmit(&[0; 4]));
    assert!(
        [Ok(OK.to_vec()), Err(0x8010_0068)].contains(&seen),
        "{seen:X?}"
    );
}

#[test]
fn the_daemon_can_be_stopped_paused_and_restarted() {
    let daemon = daemon().alone();
    let mut reader = daemon.take_reader();
    reader.insert(TestCard::ok());
    for round in 0..3 {
        match round {
            0 => daemon.kill(),
            _ => drop(daemon.stop()),
        }
        assert_eq!(Client::new().map(drop), Err(NO_SERVICE));
        reader.pull_without_waiting();
        daemon.restart();
        reader.insert(TestCard::ok());
        let card = Client::new()
            .unwrap()
            .connect(reader.name(), Share::Shared)
            .unwrap();
        assert_eq!(card.transmit(&[0; 4]).unwrap(), OK);
    }
    let client = Client::new().unwrap();
    daemon.pause();
    let blocked = try_within(Duration::from_millis(100), move || client.readers());
    assert_eq!(blocked, None);
    daemon.resume();
    within("the resumed daemon", || {
        Client::new().unwrap().readers().unwrap()
    });
}

#[test]
fn the_own_driver_gives_65538_bytes_and_trouble() {
    let reader = daemon().take_own_reader();
    let client = Client::new().unwrap();
    let card = client.connect(reader.name(), Share::Shared).unwrap();
    let reply = card.transmit(&READ_ALL).unwrap();
    assert_eq!(reply.len(), 65_538);
    assert_eq!(
        (reply[250], reply[251], &reply[65_536..]),
        (250, 0, &OK[..])
    );

    reader.set(Trouble::TimeOut);
    assert_eq!(card.transmit(&[0; 4]), Err(0x8010_0016));
    reader.mend();
    reader.set(Trouble::Absent);
    assert_eq!(card.transmit(&[0; 4]), Err(0x8010_000C));
    reader.wait_until_empty();
    reader.mend();
    drop(card);

    let card = client.connect(reader.name(), Share::Shared).unwrap();
    reader.set(Trouble::Unplugged);
    assert_eq!(card.transmit(&[0; 4]), Err(0x8010_0017));
    until("the daemon to miss the reader", || card.status().err());
    assert_eq!(card.status(), Err(0x8010_0017));
    reader.mend();
}

#[test]
fn a_name_that_is_not_text_is_listed_and_served() {
    let mut reader = daemon().take_named_reader(ODD_NAME);
    reader.insert(TestCard::ok());
    let client = Client::new().unwrap();
    assert!(
        client
            .readers()
            .unwrap()
            .iter()
            .any(|name| name.to_bytes().starts_with(ODD_NAME))
    );
    let card = client.connect(reader.name(), Share::Shared).unwrap();
    assert_eq!(&*card.status().unwrap().reader, reader.name());
}
