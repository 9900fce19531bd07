//! Commands as the crate `iso7816` of other people reads and writes them: both must mean the same, and where they do not,
//! the tests say what the difference is and why ours is right (ISO/IEC 7816-3, 12.1).
//!
//! | the foreign crate                                   | the standard                                              |
//! |-----------------------------------------------------|-----------------------------------------------------------|
//! | reads `00 00 00` and two more bytes as an Le        | Lc of the extended form is not 0: no case has that length |
//! | refuses class FF                                    | invalid (7816-4, 5.4.1), but its lengths are as any other |
//! | cannot tell a command for 65536 bytes from 65535    | 0000 is 65536; only its comparison is wrong, the bytes    |
//! | (`CommandBuilder == CommandView`)                   | that it writes and reads are right                        |

use ::iso7816::command::class::Class;
use ::iso7816::command::{CommandBuilder, CommandView, ExpectedLen, FromSliceError};
use proptest::collection::vec;
use proptest::prelude::*;
use scardssp::iso7816::apdu::{ApduError, Command, MOST_DATA, MOST_EXPECTED};

/// What a command says, by either crate.
#[derive(Debug, PartialEq)]
struct Meaning<'a> {
    header: [u8; 4],
    data: &'a [u8],
    /// 0 without Le.
    expected: usize,
    extended: bool,
}

fn ours(bytes: &[u8]) -> Result<Meaning<'_>, ApduError> {
    Command::parse(bytes).map(|command| Meaning {
        header: command.header(),
        data: command.data,
        expected: command.ne.map_or(0, |ne| ne as usize),
        extended: command.extended,
    })
}

fn theirs(bytes: &[u8]) -> Result<Meaning<'_>, FromSliceError> {
    CommandView::try_from(bytes).map(|command| Meaning {
        header: [
            command.class().into_inner(),
            command.instruction().into(),
            command.p1,
            command.p2,
        ],
        data: command.data(),
        expected: command.expected(),
        extended: command.extended,
    })
}

fn encoded_by_them(header: [u8; 4], data: &[u8], ne: Option<u32>, extended: bool) -> Vec<u8> {
    let [cla, ins, p1, p2] = header;
    let class = Class::try_from(cla).expect("a valid class");
    let le = match ne {
        Some(MOST_EXPECTED) => ExpectedLen::Max,
        ne => ExpectedLen::Ne(ne.unwrap_or(0).try_into().unwrap()),
    };
    let mut command = CommandBuilder::new(class, ins.into(), p1, p2, data, le);
    if extended {
        command = command.force_extended();
    }
    let mut bytes = vec![0; command.required_len()];
    let mut rest = &mut bytes[..];
    command.serialize_into(&mut rest).expect("room enough");
    assert!(rest.is_empty());
    bytes
}

/// Numbers of every size, often one at the end of its range.
fn length(most: u32) -> impl Strategy<Value = u32> {
    prop_oneof![
        1..=16u32,
        250..=260u32,
        Just(most),
        most - 2..=most,
        1..=most
    ]
}

fn header() -> impl Strategy<Value = [u8; 4]> {
    any::<[u8; 4]>().prop_map(|mut header| {
        header[0] = header[0].min(0xFE); // FF is no class
        header
    })
}

fn data() -> impl Strategy<Value = Vec<u8>> {
    let most = u32::try_from(MOST_DATA).unwrap();
    let bytes = |(length, seed): (u32, u8)| (0..length).map(move |i| i.to_le_bytes()[0] ^ seed);
    prop_oneof![
        Just(Vec::new()),
        (length(most), any::<u8>()).prop_map(move |of| bytes(of).collect()),
    ]
}

/// Bytes that are nearly a command: what follows the header looks like lengths.
fn nearly() -> impl Strategy<Value = Vec<u8>> {
    let lengths = prop_oneof![
        vec(0..=4u8, 0..6),
        vec(prop_oneof![Just(0u8), 0..=3u8, any::<u8>()], 0..6)
    ];
    (vec(0..=0xFEu8, 0..=4), lengths, vec(any::<u8>(), 0..300))
        .prop_map(|parts| [parts.0, parts.1, parts.2].concat())
}

/// The length of a command of the extended form with data, where the Lc says that there is none.
fn has_lc_0(bytes: &[u8]) -> bool {
    bytes.len() == 9 && bytes[4..7] == [0, 0, 0]
}

#[track_caller]
fn check_agreement(bytes: &[u8]) {
    match (ours(bytes), theirs(bytes)) {
        (Ok(ours), Ok(theirs)) => assert!(ours == theirs, "{bytes:02X?}: {ours:?} {theirs:?}"),
        (Err(ApduError::TooShort), Err(FromSliceError::TooShort)) => {}
        (
            Err(ApduError::Opaque),
            Err(
                FromSliceError::InvalidSliceLength
                | FromSliceError::InvalidFirstBodyByteForExtended,
            ),
        ) => {}
        (Err(ApduError::Opaque), Ok(_)) if has_lc_0(bytes) => {}
        (_, Err(FromSliceError::InvalidClass)) if bytes[0] == 0xFF => {}
        (ours, theirs) => panic!("{bytes:02X?}: {ours:?} {theirs:?}"),
    }
}

proptest! {
    #[test]
    fn what_either_writes_both_read(
        header in header(),
        data in data(),
        ne in proptest::option::of(length(MOST_EXPECTED)),
        extended: bool,
    ) {
        let mut command = Command::new(header, &data, ne).unwrap();
        // Without a body there is no form.
        command.extended |= extended && !(data.is_empty() && ne.is_none());
        let bytes = command.encode();
        prop_assert!(*bytes == encoded_by_them(header, &data, ne, command.extended));
        let meaning = Meaning {
            header,
            data: &data,
            expected: ne.map_or(0, |ne| ne as usize),
            extended: command.extended,
        };
        prop_assert!(ours(&bytes).as_ref() == Ok(&meaning));
        prop_assert!(theirs(&bytes).as_ref() == Ok(&meaning));
    }

    #[test]
    fn what_is_cut_or_longer_is_read_alike(
        header in header(),
        data in data(),
        ne in proptest::option::of(length(MOST_EXPECTED)),
        cut in 0..4usize,
        more in vec(any::<u8>(), 0..4),
    ) {
        let bytes = Command::new(header, &data, ne).unwrap().encode();
        let bytes = [&bytes[..bytes.len() - cut], &more].concat();
        check_agreement(&bytes);
    }

    #[test]
    fn any_bytes_are_read_alike(bytes in vec(any::<u8>(), 0..300)) {
        check_agreement(&bytes);
    }

    #[test]
    fn bytes_that_are_nearly_a_command_are_read_alike(bytes in nearly()) {
        check_agreement(&bytes);
    }
}

// Every body of up to five bytes in which the numbers are small, and every length of the longest ones.
#[test]
fn short_bodies_are_read_alike() {
    for length in 0..=5u32 {
        for number in 0..4u32.pow(length) {
            let digit = |at| number.to_le_bytes()[at / 4] >> (at % 4 * 2) & 3;
            let body = (0..length as usize).map(digit);
            check_agreement(&[0, 0xD6, 0, 0].into_iter().chain(body).collect::<Vec<_>>());
        }
    }
}

// ---- the differences ----

#[test]
fn they_read_an_lc_of_0() {
    let bytes = [0, 0xB0, 0, 0, 0, 0, 0, 0x12, 0x34];
    assert_eq!(ours(&bytes), Err(ApduError::Opaque));
    let read = theirs(&bytes).unwrap();
    assert_eq!((read.data, read.expected), (&[][..], 0x1234));
}

#[test]
fn they_refuse_class_ff() {
    let bytes = [0xFF, 0xB0, 0, 0, 4];
    assert_eq!(ours(&bytes).map(|command| command.expected), Ok(4));
    assert_eq!(theirs(&bytes), Err(FromSliceError::InvalidClass));
}

#[test]
fn they_compare_the_most_expected_as_one_less() {
    let class = Class::try_from(0).unwrap();
    let command = CommandBuilder::<&[u8]>::new(class, 0xB0.into(), 0, 0, &[], ExpectedLen::Max);
    let bytes = [0, 0xB0, 0, 0, 0, 0, 0];
    assert_eq!(
        encoded_by_them([0, 0xB0, 0, 0], &[], Some(MOST_EXPECTED), false),
        bytes
    );
    let view = CommandView::try_from(&bytes[..]).unwrap();
    assert_eq!(view.expected(), 65_536);
    assert!(command != view);
}
