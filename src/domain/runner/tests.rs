//! Transcripts (see `tests/transcripts`) and cards that mean no good.

use super::super::testing::{Event, Fake, commands};
use super::*;
use crate::domain::CardCommand;
use crate::sync::lock;
use proptest::prelude::*;
use std::sync::Arc;

#[path = "../../../tests/transcripts/mod.rs"]
mod transcripts;

const TRANSCRIPTS: [&str; 2] = [
    include_str!("../../../tests/transcripts/transaction.transcript"),
    include_str!("../../../tests/transcripts/execute.transcript"),
];

#[test]
fn commands_run_as_written() {
    for transcript in TRANSCRIPTS.into_iter().flat_map(transcripts::parse) {
        play(&transcript, false);
        play(&transcript, true);
    }
}

/// Plays a session, which has the card locked from the beginning or not.
fn play(transcript: &transcripts::Transcript, locked: bool) {
    let exchanges: Vec<_> = transcript
        .commands
        .iter()
        .flat_map(|command| command.exchanges.clone())
        .collect();
    let mut answers = exchanges.clone().into_iter();
    let protocol = if transcript.protocol == 0 {
        Protocol::T0
    } else {
        Protocol::T1
    };
    let atr = transcripts::atr(transcript.protocol, &transcript.historical);
    let (session, log) = Fake::new(protocol, &atr).session(move |command| match answers.next() {
        Some((expected, answer)) if expected == command => answer,
        // The log is compared in the end.
        _ => vec![0x6F, 0xFF],
    });
    let mut wanted = Vec::new();
    if locked {
        session.lock().unwrap();
        wanted.push(Event::Begin);
    }
    for command in &transcript.commands {
        let at = format!("{}, line {}", transcript.title, command.line);
        let mut cmd = CardCommand::default();
        cmd.set_bytes(&command.bytes).unwrap();
        cmd.alternate_class = command.alternate_class;
        let result = cmd.run(|bytes, class| match command.execute {
            true => session.execute(bytes, class),
            false => session.transaction(bytes, class),
        });
        let sent: Vec<_> = command.exchanges.iter().map(|(sent, _)| sent).collect();
        // A chain is locked from the beginning, else what turns out to take a second command.
        let is_chain = sent.first().is_some_and(|first| first[0] & 0x10 != 0);
        let first_locked = usize::from(!is_chain);
        let is_claimed = !locked && sent.len() > first_locked;
        for (index, sent) in sent.into_iter().enumerate() {
            if is_claimed && index == first_locked {
                wanted.push(Event::Begin);
            }
            wanted.push(Event::Command(sent.clone()));
        }
        if is_claimed {
            wanted.push(Event::End);
        }
        assert_eq!(*lock(&log), wanted, "{at}");
        match &command.result {
            Ok(reply) => {
                assert_eq!((result, cmd.reply()), (Ok(()), &reply[..]), "{at}");
                let sw = reply.last_chunk().unwrap();
                assert_eq!(cmd.status_word, u16::from_be_bytes(*sw), "{at}");
            }
            Err(name) => {
                let failure = result.expect_err(&at).to_string();
                assert!(
                    failure.starts_with(&format!("SCARD_E_{name} ")),
                    "{at}: {failure}"
                );
                assert_eq!((cmd.reply(), cmd.status_word), (&[][..], 0), "{at}");
            }
        }
    }
}

const GET_DATA: [u8; 5] = [0x00, 0xCA, 0x00, 0x01, 0x00];

/// What a card that always answers the same makes of GET DATA: the reply, and how many commands it
/// took.
fn with_card_that_answers(
    protocol: Protocol,
    execute: bool,
    answer: &'static [u8],
) -> (Vec<u8>, usize) {
    let (session, log) = Fake::new(protocol, &[]).session(|_| answer.to_vec());
    let run = if execute {
        Session::execute
    } else {
        Session::transaction
    };
    let reply = run(&session, &GET_DATA, None).unwrap();
    (reply.to_vec(), commands(&log))
}

#[test]
fn a_card_that_announces_for_ever_is_left_at_some_time() {
    // Le asks for 256 bytes, or for all there is.
    let (reply, sent) = with_card_that_answers(Protocol::T0, false, &[0xAB, 0x61, 0x10]);
    assert_eq!((reply.len(), sent), (256 + 2, 256));
    let (reply, sent) = with_card_that_answers(Protocol::T1, true, &[0xAB, 0x61, 0x10]);
    assert_eq!((reply.len(), sent), (MOST_ROUNDS + 1 + 2, MOST_ROUNDS + 1));
    assert!(reply.ends_with(&[0xAB, 0x61, 0x10]));

    const FULL: [u8; 258] = {
        let mut full = [0xAB; 258];
        (full[256], full[257]) = (0x61, 0x00);
        full
    };
    let (reply, sent) = with_card_that_answers(Protocol::T1, true, &FULL);
    assert_eq!((reply.len(), sent), (MOST_COLLECTED + 2, 256));
    for (protocol, execute) in [
        (Protocol::T0, false),
        (Protocol::T0, true),
        (Protocol::T1, true),
    ] {
        let announced = with_card_that_answers(protocol, execute, &[0x61, 0x00]);
        assert_eq!(announced, (vec![0x61, 0x00], 2));
        let wrong = with_card_that_answers(protocol, execute, &[0x6C, 0x10]);
        assert_eq!(wrong, (vec![0x6C, 0x10], 2));
    }
}

#[test]
fn more_than_can_be_asked_for_is_nonsense() {
    let mut first = true;
    let (session, log) = Fake::new(Protocol::T1, &[]).session(move |_| {
        let (length, sw) = match std::mem::take(&mut first) {
            true => (65_535, [0x61, 0x00]),
            false => (2, [0x90, 0x00]),
        };
        [&vec![0xAB; length][..], &sw].concat()
    });
    let failed = session.execute(&GET_DATA, None);
    assert_eq!(failed.map(|_| ()), Err(Error::CARD_UNEXPECTED));
    assert_eq!(commands(&log), 2);
}

#[test]
fn an_exclusive_session_needs_no_lock() {
    let (session, log) = Fake::new(Protocol::T0, &[])
        .exclusive()
        .session(|_| vec![0xAB, 0x61, 0x01]);
    session.transaction(&GET_DATA, None).unwrap();
    assert!(commands(&log) > 1);
    assert!(!lock(&log).contains(&Event::Begin));
}

#[test]
fn a_reply_below_a_status_word_is_an_error() {
    for (first, second) in [(&[][..], &[][..]), (&[0x90], &[]), (&[0x61, 4], &[0x90])] {
        let mut answers = [first.to_vec(), second.to_vec()].into_iter();
        let card = move |_: &[u8]| answers.next().unwrap();
        let (session, _) = Fake::new(Protocol::T0, &[]).session(card);
        let failed = session.transaction(&GET_DATA, None);
        assert_eq!(failed.map(|_| ()), Err(Error::COMM_DATA_LOST));
    }
}

#[test]
fn a_reader_without_extended_length_is_not_asked_for_it() {
    const EXTENDED: &[u8] = b"\x80\x73\x00\x01\xC0";
    let atr = transcripts::atr(1, EXTENDED);
    let long = [&[0, 0xDB, 0, 0, 0, 1, 0x2C][..], &[0x11; 300]].concat();
    for (most_data, sent) in [(0, 2), (256, 2), (299, 2), (300, 1), (65536, 1)] {
        let fake = Fake::new(Protocol::T1, &atr).in_reader_for(most_data);
        let (session, log) = fake.session(|_| vec![0x90, 0x00]);
        session.execute(&long, None).unwrap();
        assert_eq!(commands(&log), sent, "{most_data}");
    }
}

proptest! {
    #[test]
    fn no_card_makes_a_command_endless_or_the_library_panic(
        protocol in prop_oneof![Just(Protocol::T0), Just(Protocol::T1), Just(Protocol::Raw)],
        historical in prop::collection::vec(any::<u8>(), 0..15),
        command in prop::collection::vec(any::<u8>(), 4..600),
        answers in prop::collection::vec(
            (
                0..600usize,
                prop_oneof![0x6100..=0x61FFu16, 0x6C00..=0x6CFFu16, Just(0x9000), Just(0x6700), any::<u16>()],
            ),
            1..8,
        ),
        execute: bool,
    ) {
        let atr = transcripts::atr(u8::from(protocol == Protocol::T1), &historical);
        let mut given = answers.clone().into_iter().cycle();
        let (session, log) = Fake::new(protocol, &atr).session(move |_| {
            let (length, sw) = given.next().unwrap();
            [&vec![0xAB; length][..], &sw.to_be_bytes()].concat()
        });
        let result = if execute {
            session.execute(&command, None)
        } else {
            session.transaction(&command, None)
        };
        let sent = commands(&log);
        prop_assert!(sent <= 2 * (MOST_ROUNDS + 3), "{sent} commands");
        if let Ok(reply) = result {
            prop_assert!(reply.len() <= MOST_COLLECTED + 2);
            let last = reply.last_chunk().copied().map(u16::from_be_bytes);
            prop_assert!(answers.iter().any(|(_, sw)| Some(*sw) == last));
        }
        prop_assert_eq!(Arc::strong_count(&session), 1);
        session.lock().unwrap(); // nothing holds the turn
    }
}
