//! scard_parse_atr: what the answers to reset of real and of broken cards say, and the struct it is said in.

#![allow(unsafe_code)] // the function under test is a C function

mod api;

use api::{Hr, INVALIDARG, POINTER, Reader, check};
use scardssp::c_api::*;
use std::mem::offset_of;
use std::ptr;

const INVALID_ATR: Hr = Hr(0x8010_0015);

// By hand, from the header.
const NOT_NEEDED: u32 = 0;
const CORRECT: u32 = 1;
const WRONG: u32 = 2;
const MISSING: u32 = 3;

const SIZE: usize = 148;

/// What a caller's memory holds before a call.
const UNTOUCHED: u8 = 0xAA;

/// The struct in its bytes, with `room` bytes of memory and `size` in its first member.
fn parse_into(atr: &[u8], size: u32, room: usize) -> (Result<(), Hr>, Vec<u8>) {
    let mut memory = vec![u32::from_ne_bytes([UNTOUCHED; 4]); room.div_ceil(4)];
    memory[0] = size;
    // SAFETY: the length is that of the bytes; the memory is aligned, and the test sees to its size.
    let result = check(unsafe {
        scard_parse_atr(
            atr.as_ptr(),
            u32::try_from(atr.len()).unwrap(),
            memory.as_mut_ptr().cast(),
        )
    });
    let bytes = memory.into_iter().flat_map(u32::to_ne_bytes);
    (result, bytes.take(room).collect())
}

fn parse(atr: &[u8]) -> Result<scard_atr, Hr> {
    let (result, bytes) = parse_into(atr, 148, SIZE);
    let (size, members) = bytes.split_at(4);
    assert_eq!(size, 148_u32.to_ne_bytes(), "the size stays the caller's");
    if result.is_err() {
        assert!(members.iter().all(|byte| *byte == 0), "cleared: {bytes:?}");
    }
    // SAFETY: numbers only, which may be any; the bytes are as many as the struct has.
    result.map(|()| unsafe { bytes.as_ptr().cast::<scard_atr>().read_unaligned() })
}

fn hex(text: &str) -> Vec<u8> {
    let byte = |digits| u8::from_str_radix(digits, 16).expect("hexadecimal");
    text.split_whitespace().map(byte).collect()
}

/// A card, and what has to be told of it.
struct Row {
    atr: &'static str,
    protocols: u32,
    default_protocol: u32,
    fi_di_fmax: [u32; 3],
    guard: u32,
    t0_wi: u32,
    t1: [u32; 4],
    voltage_classes: u32,
    historical: [u32; 2],
    levels: u32,
    tck: u32,
}

const T0_ALONE: Row = Row {
    atr: "",
    protocols: 1,
    default_protocol: 0,
    fi_di_fmax: [372, 1, 5000],
    guard: 0,
    t0_wi: 10,
    t1: [32, 13, 4, 0],
    voltage_classes: 1,
    historical: [2, 0],
    levels: 0,
    tck: NOT_NEEDED,
};

/// The public answers to reset of these cards.
const CARDS: &[Row] = &[
    // The least there is.
    Row {
        atr: "3B 00",
        ..T0_ALONE
    },
    // The example of the documentation of ISCardDatabase.
    Row {
        atr: "3B 27 00 80 65 A2 0C 01 01 37",
        historical: [3, 7],
        levels: 1,
        ..T0_ALONE
    },
    // The built-in card.
    Row {
        atr: "3B 8E 80 11 FE 80 73 F7 41 DB 68 73 63 61 72 64 73 73 70 00",
        protocols: 3,
        t1: [254, 13, 4, 0],
        historical: [5, 14],
        levels: 3,
        tck: CORRECT,
        ..T0_ALONE
    },
    // OpenPGP 2: T=1, 3 V and 5 V.
    Row {
        atr: "3B DA 18 FF 81 B1 FE 75 1F 03 00 31 C5 73 C0 01 40 00 90 00 0C",
        protocols: 2,
        default_protocol: 1,
        fi_di_fmax: [372, 12, 5000],
        guard: 255,
        t1: [254, 5, 7, 0],
        voltage_classes: 3,
        historical: [10, 10],
        levels: 4,
        tck: CORRECT,
        ..T0_ALONE
    },
    // A contactless card by PC/SC part 3: T=0 and T=1, no bytes for either.
    Row {
        atr: "3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 01 00 00 00 00 6A",
        protocols: 3,
        historical: [4, 15],
        levels: 2,
        tck: CORRECT,
        ..T0_ALONE
    },
    // A SIM: Fi 512, Di 32, all voltages by T=15.
    Row {
        atr: "3B 9F 96 80 1F C7 80 31 A0 73 BE 21 13 67 43 20 07 18 00 00 01 A5",
        fi_di_fmax: [512, 32, 5000],
        voltage_classes: 7,
        historical: [6, 15],
        levels: 3,
        tck: CORRECT,
        ..T0_ALONE
    },
    // A SIM of the inverse convention, with a programming voltage.
    Row {
        atr: "3F 65 25 00 2C 09 69 90 00",
        historical: [4, 5],
        levels: 1,
        ..T0_ALONE
    },
];

#[test]
fn real_cards_are_told_as_they_are() {
    for row in CARDS {
        let bytes = hex(row.atr);
        let said = parse(&bytes).unwrap();
        let name = row.atr;
        assert_eq!(said.length as usize, bytes.len(), "{name}");
        assert_eq!(said.extra, 0, "{name}");
        assert_eq!(said.convention, u32::from(bytes[0]), "{name}");
        assert_eq!(said.protocols, row.protocols, "{name}");
        assert_eq!(said.default_protocol, row.default_protocol, "{name}");
        assert_eq!([said.fi, said.di, said.fmax_khz], row.fi_di_fmax, "{name}");
        assert_eq!(said.extra_guard_time, row.guard, "{name}");
        assert_eq!(said.t0_wi, row.t0_wi, "{name}");
        assert_eq!(
            [said.t1_ifsc, said.t1_cwi, said.t1_bwi, said.t1_crc],
            row.t1,
            "{name}"
        );
        assert_eq!(said.voltage_classes, row.voltage_classes, "{name}");
        assert_eq!(
            [said.historical_offset, said.historical_length],
            row.historical,
            "{name}"
        );
        assert_eq!(said.levels, row.levels, "{name}");
        assert_eq!(said.tck, row.tck, "{name}");
        assert_eq!(said.specific_mode, 0, "{name}");
    }
}

#[test]
fn interface_bytes_are_given_as_they_are() {
    let said = parse(&hex(CARDS[3].atr)).unwrap();
    assert_eq!(said.present[..5], [0b1101, 0b1000, 0b1011, 0b0001, 0]);
    assert_eq!(said.ta[..5], [0x18, 0, 0xFE, 0x03, 0]);
    assert_eq!(said.tb[..5], [0, 0, 0x75, 0, 0]);
    assert_eq!(said.tc[..5], [0xFF, 0, 0, 0, 0]);
    assert_eq!(said.td[..5], [0x81, 0xB1, 0x1F, 0, 0]);
}

#[test]
fn of_many_levels_the_first_are_given_and_all_are_read() {
    // TD1 to TD8: T=0, TD9: T=1, TD10 with T=5, then nothing
    let mut bytes = vec![0x3B];
    bytes.extend([0x80; 9]);
    bytes.extend([0x81, 0x05]);
    let said = parse(&bytes).unwrap();
    assert_eq!(said.levels, 8);
    assert_eq!(said.td, [0x80; 8]);
    assert_eq!(said.protocols, 1 | 1 << 1 | 1 << 5);
    assert_eq!(said.tck, MISSING);
}

#[test]
fn specific_mode_is_told() {
    let said = parse(&hex("3B 80 11 91 10")).unwrap();
    assert_eq!(said.specific_mode, 1);
    assert_eq!(said.specific_protocol, 1);
    assert_eq!(said.specific_can_change, 0);
    assert_eq!(said.specific_implicit, 1);
    assert_eq!(said.tck, WRONG);
    let changeable = parse(&hex("3B 80 10 00")).unwrap();
    assert_eq!(changeable.specific_mode, 1);
    assert_eq!(changeable.specific_can_change, 1);
    assert_eq!(changeable.specific_implicit, 0);
}

#[test]
fn what_the_first_bytes_say_is_told() {
    let said = parse(&hex("3F 65 25 00 2C 09 69 90 00")).unwrap();
    assert_eq!([said.programming_voltage, said.extra_guard_time], [1, 0]);
    // TC1, TC2; for T=1 with a CRC; T=15 with the clock to be stopped high, 1.8 V and C6
    let said = parse(&hex("3B C0 05 C1 14 C1 01 3F 84 81 00")).unwrap();
    assert_eq!([said.programming_voltage, said.extra_guard_time], [0, 5]);
    assert_eq!([said.t0_wi, said.t1_crc], [20, 1]);
    assert_eq!(
        [said.clock_stop, said.voltage_classes, said.spu],
        [2, 4, 0x81]
    );
}

#[test]
fn values_that_the_standard_reserves_are_0() {
    let said = parse(&hex("3B 10 7A")).unwrap();
    assert_eq!([said.fi, said.di, said.fmax_khz], [0, 0, 0]);
}

#[test]
fn a_check_byte_and_bytes_behind_the_end_are_told() {
    let tck = |text| {
        let said = parse(&hex(text)).unwrap();
        (said.tck, said.length, said.extra)
    };
    assert_eq!(tck("3B 80 01 81"), (CORRECT, 4, 0));
    assert_eq!(tck("3B 80 01 82"), (WRONG, 4, 0));
    assert_eq!(tck("3B 80 01"), (MISSING, 3, 0));
    assert_eq!(tck("3B 80 01 81 00 00"), (CORRECT, 4, 2));
    assert_eq!(tck("3B 01 07 06"), (NOT_NEEDED, 3, 1));
}

#[test]
fn what_is_no_answer_to_reset_is_refused() {
    for atr in [
        "",
        "3B",
        "3B 01",
        "3B 80",
        "3B F0 11 00 00",
        "3C 00",
        "00 00",
    ] {
        assert_eq!(parse(&hex(atr)).err(), Some(INVALID_ATR), "{atr}");
    }
    assert!(parse(&[&[0x3B][..], &[0; 32]].concat()).is_ok());
    for too_long in [34, 35, 64, 300] {
        let mut bytes = vec![0; too_long];
        bytes[0] = 0x3B;
        assert_eq!(parse(&bytes).err(), Some(INVALID_ATR), "{too_long} bytes");
    }
}

#[test]
fn null_is_refused() {
    let atr = [0x3B, 0x00];
    // SAFETY: NULL is allowed.
    let hr = unsafe { scard_parse_atr(atr.as_ptr(), 2, ptr::null_mut()) };
    assert_eq!(check(hr), Err(POINTER));
    for len in [0, 2, u32::MAX] {
        let mut memory = [0xAAAA_AAAA_u32; SIZE / 4];
        memory[0] = 148;
        // SAFETY: the memory is as large as it says.
        let hr = unsafe { scard_parse_atr(ptr::null(), len, memory.as_mut_ptr().cast()) };
        assert_eq!(check(hr), Err(POINTER));
        assert!(memory[1..].iter().all(|member| *member == 0), "{memory:?}");
    }
}

#[test]
fn a_caller_with_an_older_or_newer_header_is_served() {
    let atr = hex(CARDS[3].atr);
    let (result, first) = parse_into(&atr, 148, SIZE + 16);
    assert_eq!(result, Ok(()));
    assert_eq!(first[SIZE..], [UNTOUCHED; 16]);

    let (result, newer) = parse_into(&atr, 156, SIZE + 16);
    assert_eq!(result, Ok(()));
    assert_eq!(newer[..4], 156_u32.to_ne_bytes());
    assert_eq!(newer[4..SIZE], first[4..SIZE]);
    assert_eq!(newer[SIZE..SIZE + 8], [0; 8]);
    assert_eq!(newer[SIZE + 8..], [UNTOUCHED; 8]);

    let (result, largest) = parse_into(&atr, 4096, 4096);
    assert_eq!(result, Ok(()));
    assert!(largest[SIZE..].iter().all(|byte| *byte == 0));
}

#[test]
fn a_size_that_no_header_has_is_refused_and_nothing_written() {
    for size in [0, 1, 4, 147, 4097, u32::MAX] {
        let (result, memory) = parse_into(&[0x3B, 0x00], size, 5000);
        assert_eq!(result, Err(INVALIDARG), "{size}");
        assert_eq!(memory[..4], size.to_ne_bytes());
        assert!(memory[4..].iter().all(|byte| *byte == UNTOUCHED), "{size}");
    }
}

#[test]
fn the_struct_is_laid_out_as_it_was_published() {
    assert_eq!(size_of::<scard_atr>(), SIZE);
    assert_eq!(offset_of!(scard_atr, protocols), 16);
    assert_eq!(offset_of!(scard_atr, fi), 40);
    assert_eq!(offset_of!(scard_atr, tck), 92);
    assert_eq!(offset_of!(scard_atr, levels), 104);
    assert_eq!(offset_of!(scard_atr, present), 108);
    assert_eq!(offset_of!(scard_atr, td), 140);
}

#[test]
fn the_answer_of_a_card_in_a_reader_is_parsed() {
    let reader = Reader::new("parsed");
    let atr = reader.session().atr().unwrap();
    let said = parse(&atr).unwrap();
    assert_eq!(said.length as usize, atr.len());
    assert_eq!(said.protocols, 3);
    assert_eq!(said.tck, CORRECT);
}
