//! Files of four kinds of card, read and written in the fewest commands, and cards that lie.

use super::super::testing::{Event, Fake, Log, commands};
use super::*;
use crate::backend::embedded::card::{Card, Profile};
use crate::iso7816::Protocol;
use crate::sync::lock;
use crate::values;
use proptest::prelude::*;
use std::sync::Arc;

/// 32,768 and 102,400 bytes, both of the same pattern.
const FILES: [(&[u8], usize); 2] = [(&[0x3F, 0, 1, 1], 32_768), (&[0x3F, 0, 1, 2], 102_400)];

/// Name, protocol, changes to the built-in profile, and how many commands it takes to read the files.
type Kind = (
    &'static str,
    Protocol,
    &'static [[&'static str; 2]],
    [usize; 2],
);

/// With the FCP the size is known, so no command is needed to find the end. 32 KiB are 128 READ BINARY
/// of 256 bytes. Of 100 KiB, 33,023 bytes are reached by 129 of them, the last from 32,767 on; the rest
/// is 275 odd ones of 253 bytes, which on T=0 take a GET RESPONSE each, as does SELECT.
const KINDS: [Kind; 4] = [
    (
        "T=0",
        Protocol::T0,
        &[["\"T=0\", \"T=1\"", "\"T=0\""]],
        [2 + 128, 2 + 129 + 2 * 275],
    ),
    (
        "T=1, short only",
        Protocol::T1,
        &[
            ["\"T=0\", \"T=1\"", "\"T=1\""],
            ["F741DB", "F7419B"],
            ["extended = true", "extended = false"],
        ],
        [1 + 128, 1 + 129 + 275],
    ),
    (
        "T=1, extended length",
        Protocol::T1,
        &[["\"T=0\", \"T=1\"", "\"T=1\""]],
        [1 + 1, 1 + 2],
    ),
    (
        "T=1, extended length announced and refused",
        Protocol::T1,
        &[
            ["\"T=0\", \"T=1\"", "\"T=1\""],
            ["extended = true", "extended = false"],
        ],
        [1 + 1 + 128, 1 + 1 + 129 + 275],
    ),
];

fn session(protocol: Protocol, changes: &[[&str; 2]]) -> (Arc<Session>, Log) {
    let mut toml = include_str!("../../backend/embedded/card/builtin.toml").to_owned();
    for [old, new] in changes {
        assert!(toml.contains(old), "{old}");
        toml = toml.replace(old, new);
    }
    let mut card = Card::new(Profile::parse(&toml).unwrap());
    card.power_on();
    card.set_protocol(protocol);
    let protocol = match protocol {
        Protocol::T0 => values::Protocol::T0,
        Protocol::T1 => values::Protocol::T1,
    };
    let atr = card.atr().to_vec();
    Fake::new(protocol, &atr).session(move |command| card.transmit(command))
}

fn read(session: &Session, path: &[u8]) -> Result<Vec<u8>> {
    let mut content = Vec::new();
    session.read_file(path, |bytes| {
        content.extend_from_slice(bytes);
        Ok(true)
    })?;
    Ok(content)
}

/// The pattern "counter" of the built-in card.
fn counter(size: usize) -> Vec<u8> {
    let byte = |index: u32| {
        index
            .to_be_bytes()
            .into_iter()
            .fold(0, |sum, byte| sum ^ byte)
    };
    (0..u32::try_from(size).unwrap()).map(byte).collect()
}

#[test]
fn a_file_is_read_in_the_fewest_commands() {
    for (kind, protocol, changes, counts) in KINDS {
        for ((path, size), count) in FILES.into_iter().zip(counts) {
            let (session, log) = session(protocol, changes);
            let content = read(&session, path).unwrap();
            assert!(content == counter(size), "{kind}, {size}");
            assert_eq!(commands(&log), count, "{kind}, {size}");
            // What the card refused is remembered.
            let again = match kind.contains("refused") {
                true => count - 1,
                false => count,
            };
            assert!(read(&session, path).unwrap() == content);
            assert_eq!(commands(&log), count + again, "{kind}, {size}, again");
        }
    }
}

#[test]
fn a_file_is_locked_while_it_is_read() {
    let (session, log) = session(KINDS[0].1, KINDS[0].2);
    read(&session, &[0x2F, 0xE2]).unwrap();
    let log = lock(&log);
    assert_eq!(log.first(), Some(&Event::Begin));
    assert_eq!(log.last(), Some(&Event::End));
    let locks = log
        .iter()
        .filter(|event| !matches!(event, Event::Command(_)));
    assert_eq!(locks.count(), 2);
}

#[test]
fn what_is_written_is_read() {
    for (kind, protocol, changes, _) in KINDS {
        for (path, size) in FILES {
            let (session, log) = session(protocol, changes);
            let data: Vec<u8> = counter(size).into_iter().map(|byte| !byte).collect();
            session.update_file(path, &data).unwrap();
            assert!(read(&session, path).unwrap() == data, "{kind}, {size}");
            // The beginning alone.
            let before = commands(&log);
            session.update_file(path, &[1, 2, 3]).unwrap();
            let select = if protocol == Protocol::T0 { 2 } else { 1 };
            assert_eq!(commands(&log), before + select + 1, "{kind}, {size}");
            let content = read(&session, path).unwrap();
            assert!(
                content[..3] == [1, 2, 3] && content[3..] == data[3..],
                "{kind}"
            );
            // Nothing, and too much.
            assert_eq!(session.update_file(path, &[]), Ok(()));
            let too_much = vec![0; size + 1];
            assert_eq!(
                session.update_file(path, &too_much),
                Err(Error::WRITE_TOO_MANY)
            );
            assert!(read(&session, path).unwrap() == content, "{kind}");
        }
    }
}

#[test]
fn a_file_is_found_by_every_form_of_path() {
    const AID: [u8; 9] = *b"\xF0scardssp";
    let within = |path: &[u8]| {
        [
            &[0x4F, 9][..],
            &AID,
            &[0x51, u8::try_from(path.len()).unwrap()],
            path,
        ]
        .concat()
    };
    for (_, protocol, changes, _) in KINDS {
        let (session, _) = session(protocol, changes);
        let iccid = [0x98, 0x00, 0x10, 0x32, 0x54, 0x76, 0x98, 0x10, 0x32, 0xF4];
        assert_eq!(read(&session, &[0x2F, 0xE2]).unwrap(), iccid);
        assert_eq!(read(&session, &[0x3F, 0x00, 0x2F, 0xE2]).unwrap(), iccid);
        let first = read(&session, &[0x3F, 0, 0x7F, 0x10, 0, 1]).unwrap();
        assert_eq!(read(&session, &within(&[0, 1])).unwrap(), first);
        assert_eq!(
            read(&session, &[0, 1]).unwrap(),
            first,
            "from the current DF"
        );
        let from_mf = within(&[0x3F, 0, 0x7F, 0x10, 0, 1]);
        assert_eq!(read(&session, &from_mf).unwrap(), first);
        let deep = read(&session, &within(&[0x5F, 0, 0, 1])).unwrap();
        assert_eq!(
            read(&session, &[0x3F, 0, 0x7F, 0x10, 0x5F, 0, 0, 1]).unwrap(),
            deep
        );
        read(&session, &within(&[0, 1])).unwrap();
        assert_eq!(
            read(&session, &[0x5F, 0, 0, 1]).unwrap(),
            deep,
            "from the current DF"
        );

        assert_eq!(read(&session, &AID), Err(Error::NO_FILE));
        assert_eq!(read(&session, &[0x3F, 0]), Err(Error::NO_FILE));
        assert_eq!(read(&session, &[0x12, 0x34]), Err(Error::FILE_NOT_FOUND));
        assert_eq!(read(&session, &[0x3F, 0, 1, 2, 3]), Err(Error::INVALIDARG));
    }
}

#[test]
fn what_the_card_refused_is_kept() {
    let (session, _) = session(KINDS[2].1, KINDS[2].2);
    let refused = |result: Result<Vec<u8>>, error, sw: [u8; 2]| {
        assert_eq!(result, Err(error));
        let mut kept = Vec::new();
        let given = session.fetch_kept_reply(|reply| {
            kept = reply.to_vec();
            Ok(true)
        });
        assert_eq!((given, &kept[..]), (Some(Ok(())), &sw[..]));
    };
    refused(
        read(&session, &[0x12, 0x34]),
        Error::FILE_NOT_FOUND,
        [0x6A, 0x82],
    );
    refused(
        read(&session, &[3, 1]),
        Error::SECURITY_VIOLATION,
        [0x69, 0x82],
    );
    refused(
        read(&session, &[2, 1]),
        Error::UNSUPPORTED_FEATURE,
        [0x69, 0x81],
    );
    let update = session.update_file(&[3, 3], &[1]).map(|()| Vec::new());
    refused(update, Error::SECURITY_VIOLATION, [0x69, 0x82]);
}

#[test]
fn a_content_that_was_not_taken_is_kept_until_the_next_exchange() {
    let (session, log) = session(KINDS[2].1, KINDS[2].2);
    let path = &[0x2F, 0xE2];
    assert_eq!(session.read_file(path, |_| Ok(false)), Ok(()));
    let before = commands(&log);
    let too_small = session.read_file(path, |_| Err(Error::INSUFFICIENT_BUFFER));
    assert_eq!(too_small, Err(Error::INSUFFICIENT_BUFFER));
    assert_eq!(read(&session, path).unwrap().len(), 10);
    assert_eq!(commands(&log), before);
    // It was taken, so now it is read anew.
    assert_eq!(session.read_file(path, |_| Ok(false)), Ok(()));
    assert!(commands(&log) > before);
    let before = commands(&log);
    read(&session, &[0x2F, 0x01]).unwrap();
    read(&session, path).unwrap();
    assert!(commands(&log) > before + 2, "another path is another file");
    assert_eq!(session.read_file(path, |_| Ok(false)), Ok(()));
    session
        .reattach(values::ShareMode::Shared, crate::values::Disposition::Reset)
        .unwrap();
    let before = commands(&log);
    read(&session, path).unwrap();
    assert!(commands(&log) > before, "a reset card may have another");
}

/// A card with one file, of which it says what it likes.
#[derive(Clone)]
struct Liar {
    /// The reply to SELECT.
    control: Vec<u8>,
    content: Vec<u8>,
    /// What it gives at most at a time.
    most: usize,
    /// The status word behind the end.
    end: u16,
}

impl Liar {
    fn new(control: &[u8], size: usize) -> Liar {
        Liar {
            control: control.to_vec(),
            content: counter(size),
            most: 256,
            end: sw::WRONG_OFFSET,
        }
    }

    fn answer(&self, command: &[u8]) -> Vec<u8> {
        let command = Command::parse(command).unwrap();
        let ne = command.ne.map_or(0, |ne| ne as usize);
        let (data, sw) = match command.ins {
            ins::SELECT => (self.control.clone(), sw::DONE),
            ins::READ_BINARY => {
                let offset = usize::from(command.p1) << 8 | usize::from(command.p2);
                match self.content.get(offset..).filter(|rest| !rest.is_empty()) {
                    None => (vec![], self.end),
                    Some(rest) => {
                        let most = self.most.min(ne).min(rest.len());
                        (rest[..most].to_vec(), sw::DONE)
                    }
                }
            }
            _ => (vec![], sw::INSTRUCTION_NOT_SUPPORTED),
        };
        [&data[..], &sw.to_be_bytes()].concat()
    }

    fn read(self) -> (Result<Vec<u8>>, usize) {
        let atr = [0x3B, 0x80, 0x01, 0x81];
        let fake = Fake::new(values::Protocol::T1, &atr);
        let (session, log) = fake.session(move |command| self.answer(command));
        (read(&session, &[0x2F, 0xE2]), commands(&log))
    }
}

fn fcp(size: &[u8]) -> Vec<u8> {
    tlv::object(0x62, &tlv::object(0x80, size))
}

#[test]
fn without_a_size_a_file_is_read_to_its_end() {
    for control in [
        &[][..],
        &[0x62, 0x50, 0x80],
        &[0x6F, 0],
        &[0xFF; 30],
        &fcp(&[0xFF; 5]),
    ] {
        for size in [0, 1, 255, 256, 257, 1000] {
            let (content, sent) = Liar::new(control, size).read();
            assert!(content.unwrap() == counter(size));
            assert_eq!(sent, 1 + size.div_ceil(256) + 1, "{size}");
        }
    }
    let mut eof = Liar::new(&[], 1000);
    eof.end = sw::END_OF_FILE;
    assert!(eof.read().0.unwrap() == counter(1000));
}

#[test]
fn a_size_that_is_told_is_kept_unless_the_card_says_that_the_file_ends() {
    for size in [0, 300] {
        let liar = Liar::new(&fcp(&[0x10, 0x00]), size);
        assert_eq!(liar.read().0, Err(Error::BAD_SEEK), "{size}");
    }
}

#[test]
fn a_file_that_is_shorter_than_it_says_is_read_to_its_end() {
    for size in [&[0x10, 0x00][..], &[0xFF; 4]] {
        let mut liar = Liar::new(&fcp(size), 300);
        liar.end = sw::END_OF_FILE;
        let (content, sent) = liar.read();
        assert!(content.unwrap() == counter(300));
        assert_eq!(sent, 4);
    }
}

#[test]
fn a_card_that_gives_little_is_read_all_the_same_but_not_for_ever() {
    let mut slow = Liar::new(&fcp(&[0x10, 0x00]), 4096);
    slow.most = 100;
    assert!(slow.clone().read().0.unwrap() == counter(4096));
    slow.most = 1;
    let (result, sent) = slow.read();
    assert_eq!(result, Err(Error::CARD_UNEXPECTED));
    assert!(sent < 300, "{sent}");
}

#[test]
fn a_file_without_end_is_given_up() {
    // Each part is full, and the offset goes round.
    let atr = extended_atr();
    let mut commands = 0;
    let (session, _) = Fake::new(values::Protocol::T1, &atr).session(move |command| {
        commands += 1;
        assert!(commands < 100, "it goes on and on");
        let command = Command::parse(command).unwrap();
        let ne = command.ne.map_or(0, |ne| ne as usize);
        let data = match command.ins {
            ins::READ_BINARY => vec![0xAB; ne],
            ins::READ_BINARY_ODD => tlv::object(BYTES, &vec![0xAB; tlv::room(BYTES, ne)]),
            _ => vec![],
        };
        [&data[..], &[0x90, 0x00]].concat()
    });
    assert_eq!(read(&session, &[0x2F, 0xE2]), Err(Error::CARD_UNEXPECTED));
}

/// T=1 and extended length.
fn extended_atr() -> Vec<u8> {
    vec![0x3B, 0x85, 0x01, 0x80, 0x73, 0x00, 0x01, 0xC0, 0x36]
}

#[test]
fn nonsense_is_an_error_that_keeps_what_came_before() {
    // The second part is longer than asked for; it is corrupted; it cannot be read; it is empty.
    for (data, sw) in [
        (&[0xAB; 300][..], [0x90, 0x00]),
        (&[], [0x62, 0x81]),
        (&[], [0x65, 0x81]),
        (&[], [0x90, 0x00]),
    ] {
        let liar = Liar::new(&fcp(&[0x01, 0x10]), 272);
        let answer = [data, &sw].concat();
        let fake = Fake::new(values::Protocol::T1, &[0x3B, 0x80, 0x01, 0x81]);
        let (session, _) = fake.session(move |command| match command {
            [_, ins::READ_BINARY, 1, ..] => answer.clone(),
            _ => liar.answer(command),
        });
        assert_eq!(read(&session, &[0x2F, 0xE2]), Err(Error::CARD_UNEXPECTED));
        let mut kept = Vec::new();
        session.fetch_kept_reply(|reply| {
            kept = reply.to_vec();
            Ok(true)
        });
        assert_eq!(kept, [&counter(256)[..], data, &sw].concat());
    }
}

/// A card of T=1 that answers so, and nothing else than 6F00.
fn card(answers: impl Fn(&[u8]) -> Option<Vec<u8>> + Send + 'static) -> (Arc<Session>, Log) {
    let fake = Fake::new(values::Protocol::T1, &extended_atr());
    fake.session(move |command| answers(command).unwrap_or(vec![0x6F, 0x00]))
}

#[test]
fn more_than_the_file_has_is_nonsense() {
    for size in [[0x01, 0x00], [0x82, 0x00]] {
        let (session, _) = card(move |command| match command[1] {
            ins::SELECT => Some([&fcp(&size)[..], &[0x90, 0x00]].concat()),
            ins::READ_BINARY => Some([&[0xAB; 40_000][..], &[0x90, 0x00]].concat()),
            _ => None,
        });
        assert_eq!(read(&session, &[0x2F, 0xE2]), Err(Error::CARD_UNEXPECTED));
    }
    // Beyond 32 KiB, in a data object.
    let (session, _) = card(|command| {
        let data = match command[1] {
            ins::SELECT => fcp(&[0x01, 0x00, 0x10]),
            ins::READ_BINARY => vec![0xAB; 65_536],
            _ => tlv::object(BYTES, &[0xAB; 60_000]),
        };
        Some([&data[..], &[0x90, 0x00]].concat())
    });
    assert_eq!(read(&session, &[0x2F, 0xE2]), Err(Error::CARD_UNEXPECTED));
}

#[test]
fn lengths_longer_than_needed_are_no_obstacle() {
    for size in [33_024, 33_025, 33_277, 33_530] {
        let content = counter(size);
        let fake = Fake::new(values::Protocol::T1, &[0x3B, 0x80, 0x01, 0x81]);
        let (session, _) = fake.session(move |command| {
            let command = Command::parse(command).unwrap();
            let ne = command.ne.map_or(0, |ne| ne as usize);
            let mut data = match command.ins {
                ins::SELECT => fcp(&u16::try_from(content.len()).unwrap().to_be_bytes()),
                ins::READ_BINARY => {
                    content[usize::from(command.p1) << 8 | usize::from(command.p2)..].to_vec()
                }
                _ => {
                    let (_, offset) = tlv::first(command.data).unwrap();
                    let rest = &content[tlv::read_number(offset).unwrap()..];
                    let length = u16::try_from(rest.len()).unwrap().to_be_bytes();
                    [&[0x53, 0x82], &length[..], rest].concat()
                }
            };
            data.truncate(ne);
            [&data[..], &[0x90, 0x00]].concat()
        });
        assert!(
            read(&session, &[0x2F, 0xE2]).unwrap() == counter(size),
            "{size}"
        );
    }
}

#[test]
fn a_write_that_took_several_tries_is_one() {
    let (session, log) = card(|command| match command[1] {
        ins::UPDATE_BINARY => Some(vec![0x63, 0xC2]),
        _ => Some(vec![0x90, 0x00]),
    });
    assert_eq!(session.update_file(&[0x2F, 0xE2], &[0; 70_000]), Ok(()));
    assert_eq!(commands(&log), 3);
    // Anything else of that family is no PIN either.
    let (session, _) = card(|command| match command[1] {
        ins::SELECT => Some(vec![0x90, 0x00]),
        _ => Some(vec![0x63, 0x81]),
    });
    let full = session.update_file(&[0x2F, 0xE2], &[0; 10]);
    assert_eq!(full, Err(Error::CARD_UNEXPECTED));
}

#[test]
fn a_write_that_is_refused_in_both_forms_says_nothing_of_the_form() {
    let (session, log) = card(|command| match command[1] {
        ins::SELECT => Some(vec![0x90, 0x00]),
        _ => Some(vec![0x67, 0x00]),
    });
    let refused = session.update_file(&[0x2F, 0xE2], &[0; 300]);
    assert_eq!(refused, Err(Error::CARD_UNEXPECTED));
    assert_eq!(commands(&log), 3);
    assert_eq!(session.capabilities().unwrap().extended, Some(true));
}

#[test]
fn a_step_that_is_refused_ends_the_walk() {
    // Neither the second identifier nor the file of the application may be looked for then.
    let answers = |command: &[u8]| match command {
        [_, ins::SELECT, 0x00, _, 2, 0x3F, 0x00, ..] => Some(vec![0x90, 0x00]),
        [_, ins::SELECT, 0x00 | 0x02, _, 2, 0x44, 0x01, ..] => Some(vec![0x90, 0x00]),
        [_, ins::SELECT, 0x08, ..] => Some(vec![0x6A, 0x86]),
        [_, ins::READ_BINARY, ..] => Some(vec![1, 2, 3, 0x62, 0x82]),
        _ => Some(vec![0x6A, 0x82]),
    };
    for path in [
        &[0x3F, 0, 0x50, 0x15, 0x44, 1][..],
        &[0x4F, 5, 1, 2, 3, 4, 5, 0x51, 2, 0x44, 1],
    ] {
        let (session, log) = card(answers);
        assert_eq!(read(&session, path), Err(Error::FILE_NOT_FOUND));
        let last = lock(&log).iter().rev().find_map(|event| match event {
            Event::Command(command) => Some(command.clone()),
            _ => None,
        });
        assert!(!last.unwrap().ends_with(&[0x44, 0x01, 0x00]), "{path:02X?}");
    }
    // What is not found is not looked for in another way.
    let (session, log) = card(answers);
    assert_eq!(read(&session, &[0x12, 0x34]), Err(Error::FILE_NOT_FOUND));
    assert_eq!(commands(&log), 1);
}

#[test]
fn nothing_is_kept_beyond_what_it_belongs_to() {
    let fake = Fake::new(values::Protocol::T1, &[0x3B, 0x80, 0x01, 0x81]);
    let failure = Arc::clone(&fake.failure);
    let (session, _) = fake.session(|command| match command[1] {
        ins::SELECT if command[5] == 0x12 => vec![0x6A, 0x82],
        _ => vec![1, 0x62, 0x82],
    });
    // A refusal, and then a failure that is not the card's.
    assert_eq!(read(&session, &[0x12, 0x34]), Err(Error::FILE_NOT_FOUND));
    *lock(&failure) = Some(Error::RESET_CARD);
    assert_eq!(read(&session, &[0x2F, 0xE2]), Err(Error::RESET_CARD));
    assert_eq!(session.fetch_kept_reply(|_| Ok(true)), None);
    *lock(&failure) = None;
    // A content, and then a card that is gone.
    assert_eq!(session.read_file(&[0x2F, 0xE2], |_| Ok(false)), Ok(()));
    *lock(&failure) = Some(Error::NO_SMARTCARD);
    let (share, init) = (values::ShareMode::Shared, values::Disposition::Leave);
    assert_eq!(session.reattach(share, init), Err(Error::NO_SMARTCARD));
    assert_eq!(read(&session, &[0x2F, 0xE2]), Err(Error::NO_SMARTCARD));
}

#[test]
fn a_card_without_fcp_or_paths_is_walked_through() {
    let (session, log) = Fake::new(values::Protocol::T1, &[0x3B, 0x80, 0x01, 0x81]).session(
        |command| match command {
            // By identifier, and without FCP or FCI.
            [_, ins::SELECT, 0x00, 0x0C, 2, ..] => vec![0x90, 0x00],
            [_, ins::SELECT, ..] => vec![0x6A, 0x86],
            [_, ins::READ_BINARY, 0, 0, ..] => vec![1, 2, 3, 0x62, 0x82],
            _ => vec![0x6F, 0x00],
        },
    );
    assert_eq!(
        read(&session, &[0x3F, 0, 0x50, 0x15, 0x44, 1]).unwrap(),
        [1, 2, 3]
    );
    let walked: Vec<_> = lock(&log)
        .iter()
        .filter_map(|event| match event {
            Event::Command(command) if command[3] == 0x0C && command[2] == 0 => {
                Some(command[5..].to_vec())
            }
            _ => None,
        })
        .collect();
    assert_eq!(walked, [[0x3F, 0], [0x50, 0x15], [0x44, 1]]);
}

proptest! {
    #[test]
    fn no_card_makes_the_reading_endless_or_panic(
        control in prop::collection::vec(any::<u8>(), 0..64),
        size in prop::collection::vec(any::<u8>(), 0..6),
        length in 0..2000usize,
        most in 0..400usize,
        end in prop_oneof![Just(sw::WRONG_OFFSET), Just(sw::END_OF_FILE), any::<u16>()],
    ) {
        for control in [control, fcp(&size)] {
            let liar = Liar {
                control,
                content: counter(length),
                most,
                end,
            };
            let (content, sent) = liar.read();
            prop_assert!(sent < 2000, "{sent}");
            if let Ok(content) = content {
                prop_assert!(content.len() <= length);
                prop_assert!(content == counter(content.len()));
            }
        }
    }

    #[test]
    fn no_answers_make_the_reading_endless_or_panic(
        answers in prop::collection::vec(prop::collection::vec(any::<u8>(), 2..400), 1..6),
        extended: bool,
    ) {
        let atr = if extended { extended_atr() } else { vec![0x3B, 0x80, 0x01, 0x81] };
        let mut given = answers.into_iter().cycle();
        let fake = Fake::new(values::Protocol::T1, &atr);
        let (session, log) = fake.session(move |_| given.next().unwrap());
        let _ = read(&session, &[0x3F, 0, 0x50, 0x15, 0x44, 1]);
        let _ = session.update_file(&[0x2F, 0xE2], &counter(600));
        let _ = session.capabilities();
        prop_assert!(commands(&log) < 200_000);
    }
}
