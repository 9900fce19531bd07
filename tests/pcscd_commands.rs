//! Commands, whole files and what cards can do, through a real pcscd.

#![cfg(feature = "system")]

mod api;
mod pcscd;
mod support;
mod transcripts;

use api::command::Cmd;
use api::*;
use pcscd::*;
use scardssp::c_api::*;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::cards::{Software, TestCard};
use support::peer::{Peer, serve_if_asked};
use support::winscard::Share;
use transcripts::Transcript;

#[test]
fn peer_process() {
    serve_if_asked();
}

#[test]
fn commands_run_as_written() {
    let files = [
        include_str!("transcripts/transaction.transcript"),
        include_str!("transcripts/execute.transcript"),
    ];
    let mut by_card = BTreeMap::<_, Vec<Transcript>>::new();
    for transcript in files.into_iter().flat_map(transcripts::parse) {
        let card = (transcript.protocol, transcript.historical.clone());
        by_card.entry(card).or_default().push(transcript);
    }
    let mut reader = daemon().take_reader();
    for ((protocol, historical), transcripts) in by_card {
        // What the card is to get and to answer; anything else is answered with what no transcript has.
        let script = Arc::new(Mutex::new(VecDeque::<(Vec<u8>, Vec<u8>)>::new()));
        let card = {
            let script = Arc::clone(&script);
            TestCard::new(move |_, command| match script.lock().unwrap().pop_front() {
                Some((expected, answer)) if expected == command => Some(answer),
                other => {
                    println!("{command:02X?} came for {other:02X?}");
                    Some(vec![0x6F, 0xFF])
                }
            })
        };
        reader.insert(card.with_atr(&transcripts::atr(protocol, &historical)));
        for transcript in transcripts {
            let session = Session::shared(reader.name());
            for command in transcript.commands {
                let at = format!("{}, line {}", transcript.title, command.line);
                script.lock().unwrap().extend(command.exchanges);
                let cmd = Cmd::of(&command.bytes);
                if let Some(class) = command.alternate_class {
                    cmd.set(scard_cmd_set_alternate_class_id, class).unwrap();
                }
                let result = match command.execute {
                    true => session.execute(&cmd),
                    false => session.transaction(&cmd),
                };
                match command.result {
                    Ok(reply) => {
                        assert_eq!(result, Ok(()), "{at}");
                        assert_eq!(cmd.bytes(scard_cmd_get_apdu_reply), reply, "{at}");
                    }
                    Err(name) => {
                        let failure = format!("{:?}", result.unwrap_err());
                        assert!(failure.ends_with(&name), "{at}: {failure}");
                    }
                }
                assert!(script.lock().unwrap().is_empty(), "{at}");
            }
        }
        reader.remove();
    }
}

const T0_ONLY: [&str; 2] = ["\"T=0\", \"T=1\"", "\"T=0\""];
const T1_ONLY: [&str; 2] = ["\"T=0\", \"T=1\"", "\"T=1\""];
const REFUSES_EXTENDED: [&str; 2] = ["extended = true", "extended = false"];
const ANNOUNCES_NO_EXTENDED: [&str; 2] = ["F741DB", "F7419B"];

/// The fewest commands for 32 KiB and 100 KiB; src/domain/files/tests.rs says why.
#[test]
fn files_are_read_in_the_fewest_commands() {
    let mut reader = daemon().take_reader();
    for (changes, counts) in [
        (&[T0_ONLY][..], &[130, 681][..]),
        (
            &[T1_ONLY, REFUSES_EXTENDED, ANNOUNCES_NO_EXTENDED],
            &[129, 405],
        ),
        // The 65,538 bytes of the second one's first reply are more than a frame of vpcd holds.
        (&[T1_ONLY], &[2]),
        (&[T1_ONLY, REFUSES_EXTENDED], &[130, 406]),
    ] {
        reader.insert(Software::changed(changes));
        for ((identifier, size), count) in [(1, 32_768), (2, 102_400)].into_iter().zip(counts) {
            let session = Session::shared(reader.name());
            let path = [0x3F, 0x00, 0x01, identifier];
            reader.clear_events();
            let content = session.read_file(&path).unwrap();
            assert_eq!(reader.commands().len(), *count, "{size} bytes, {changes:?}");
            assert!(content == counter(size), "{size} bytes, {changes:?}");

            let data: Vec<u8> = content.iter().map(|byte| !byte).collect();
            session.update_file(&path, &data).unwrap();
            assert!(session.read_file(&path).unwrap() == data);
        }
        reader.remove();
    }
}

/// The pattern "counter" of the built-in card.
fn counter(size: u32) -> Vec<u8> {
    let byte = |index: u32| {
        index
            .to_be_bytes()
            .into_iter()
            .fold(0, |sum, byte| sum ^ byte)
    };
    (0..size).map(byte).collect()
}

#[test]
fn capabilities_are_those_of_the_card_in_its_protocol() {
    let mut reader = daemon().take_reader();
    for (changes, extended, lengths) in [
        (&[T0_ONLY][..], SCARD_CAPABILITY_NO, (261, 258)),
        (&[T1_ONLY], SCARD_CAPABILITY_YES, (65544, 65538)),
        (
            &[T1_ONLY, ANNOUNCES_NO_EXTENDED],
            SCARD_CAPABILITY_NO,
            (261, 258),
        ),
    ] {
        reader.insert(Software::changed(changes));
        let caps = Session::shared(reader.name()).capabilities().unwrap();
        assert_eq!(caps.extended_length, extended);
        assert_eq!(caps.command_chaining, SCARD_CAPABILITY_YES);
        assert_eq!(caps.logical_channels, 4);
        assert_eq!((caps.max_command, caps.max_reply), lengths);
        reader.remove();
    }
}

#[test]
fn nobody_comes_between_the_commands_that_one_takes() {
    let mut reader = daemon().take_reader();
    let mut first = true;
    let card = TestCard::new(move |_, command| {
        Some(match command {
            [_, 0xC0, ..] => [&[0xAB; 16][..], &[0x90, 0x00]].concat(),
            [_, 0xA4, ..] if std::mem::take(&mut first) => vec![0x61, 0x10],
            _ => vec![0x90, 0x00],
        })
    });
    reader.insert(card.with_atr(&support::cards::ATR_T0));
    let session = Session::shared(reader.name());
    let mut peer = Peer::start();
    peer.connect(reader.name(), Share::Shared).unwrap();
    reader.set_delay(Duration::from_millis(300));
    let cmd = Cmd::of(&[0, 0xA4, 0, 0, 2, 0x3F, 0, 0]);
    std::thread::scope(|scope| {
        let run = scope.spawn(|| session.transaction(&cmd));
        // In the second exchange the card is locked.
        reader.wait_for_events("GET RESPONSE", |events| {
            let commands = events
                .iter()
                .filter(|event| matches!(event, support::reader::CardEvent::Command(_)));
            commands.count() == 2
        });
        assert!(peer.transmit(&SELECT_MF).is_ok());
        assert_eq!(run.join().unwrap(), Ok(()));
    });
    assert_eq!(cmd.reply(), (vec![0xAB; 16], 0x9000));
    let instructions: Vec<u8> = reader.commands().iter().map(|command| command[1]).collect();
    assert_eq!(instructions, [0xA4, 0xC0, 0xA4]);
}

#[test]
fn a_failure_leaves_the_command_without_a_reply() {
    let mut reader = daemon().take_reader();
    let card = TestCard::sequence(&[&[0x90, 0x00], &[0x61, 0x10]]);
    reader.insert(card.with_atr(&support::cards::ATR_T0));
    let session = Session::shared(reader.name());
    let apdu = [0, 0xA4, 0, 0, 2, 0x3F, 0, 0];
    let cmd = Cmd::of(&apdu);
    session.transaction(&cmd).unwrap();
    assert_eq!(cmd.reply(), (vec![], 0x9000));
    // Pulled out in GET RESPONSE.
    assert_eq!(session.transaction(&cmd), Err(REMOVED_CARD));
    assert_eq!(cmd.reply(), (vec![], 0));
    assert_eq!(cmd.apdu(), apdu);
}

#[test]
fn replies_below_a_status_word_are_an_error() {
    let mut reader = daemon().take_reader();
    reader.insert(TestCard::fixed(&[0x90]));
    let session = Session::shared(reader.name());
    let cmd = Cmd::of(&[0, 0x84, 0, 0, 8]);
    for _ in 0..2 {
        assert_eq!(session.transaction(&cmd), Err(COMM_DATA_LOST));
        assert_eq!(session.execute(&cmd), Err(COMM_DATA_LOST));
    }
    assert_eq!(session.read_file(&[0x2F, 0xE2]), Err(COMM_DATA_LOST));
}

#[test]
fn a_card_that_announces_for_ever_is_left_at_some_time() {
    let mut reader = daemon().take_reader();
    reader.insert(TestCard::fixed(&[0xAB, 0x61, 0x10]));
    let session = Session::shared(reader.name());
    let (data, sw) = session.run(&[0, 0xCA, 0, 1, 0]).unwrap();
    assert!(data.iter().all(|byte| *byte == 0xAB) && data.len() < 2000);
    assert_eq!(sw, 0x6110);
    assert_eq!(session.read_file(&[0x2F, 0xE2]), Err(CARD_UNEXPECTED));
    assert!(reader.commands().len() < 10_000);
}
