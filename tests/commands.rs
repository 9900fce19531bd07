//! Commands as objects that are built up, property by property: ISCardCmd. No card takes part.

#![allow(unsafe_code)] // the functions under test are C functions

mod api;

use api::command::Cmd;
use api::*;
use scardssp::c_api::*;
use std::ptr;

const HEADER: [u8; 4] = [0x80, 0x36, 0x01, 0x02];

/// The most that goes into a command, and one byte more.
static MOST_DATA: [u8; 65_535] = [0xDA; 65_535];
static TOO_MUCH: [u8; 65_536] = [0xDA; 65_536];

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b' ').collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// The bytes of a text, so many bytes DA, and the bytes of another.
fn around(before: &str, count: usize, after: &str) -> Vec<u8> {
    [hex(before), vec![0xDA; count], hex(after)].concat()
}

fn built(data: &[u8], le: Option<i32>) -> Cmd {
    let cmd = Cmd::new();
    cmd.build(HEADER, data, le).unwrap();
    cmd
}

/// All that can be asked of a command; equal when nothing has changed.
#[derive(Debug, PartialEq)]
struct Everything {
    apdu: Vec<u8>,
    apdu_length: u32,
    header: [u8; 4],
    p3: u8,
    data: Vec<u8>,
    le_field: u32,
    case: Result<u32>,
    reply: Vec<u8>,
    reply_length: u32,
    reply_data: Vec<u8>,
    status: u16,
    status_bytes: [u8; 2],
    nad: u8,
    reply_nad: Result<u8>,
    alternate_class: Result<u8>,
}

fn everything(cmd: &Cmd) -> Everything {
    let all = Everything {
        apdu: cmd.apdu(),
        apdu_length: cmd.get(scard_cmd_get_apdu_length).unwrap(),
        header: [
            cmd.get(scard_cmd_get_class_id).unwrap(),
            cmd.get(scard_cmd_get_instruction_id).unwrap(),
            cmd.get(scard_cmd_get_p1).unwrap(),
            cmd.get(scard_cmd_get_p2).unwrap(),
        ],
        p3: cmd.get(scard_cmd_get_p3).unwrap(),
        data: cmd.bytes(scard_cmd_get_data),
        le_field: cmd.get(scard_cmd_get_le_field).unwrap(),
        case: cmd.get(scard_cmd_get_type),
        reply: cmd.bytes(scard_cmd_get_apdu_reply),
        reply_length: cmd.get(scard_cmd_get_apdu_reply_length).unwrap(),
        reply_data: cmd.bytes(scard_cmd_get_reply_data),
        status: cmd.get(scard_cmd_get_reply_status).unwrap(),
        status_bytes: [
            cmd.get(scard_cmd_get_reply_status_sw1).unwrap(),
            cmd.get(scard_cmd_get_reply_status_sw2).unwrap(),
        ],
        nad: cmd.get(scard_cmd_get_nad).unwrap(),
        reply_nad: cmd.get(scard_cmd_get_reply_nad),
        alternate_class: cmd.get(scard_cmd_get_alternate_class_id),
    };
    // What is told in two ways is told the same.
    assert_eq!(all.apdu_length as usize, all.apdu.len());
    assert_eq!(all.reply_length as usize, all.reply.len());
    assert_eq!(all.status_bytes, all.status.to_be_bytes());
    assert_eq!(all.p3, all.apdu.get(4).copied().unwrap_or(0));
    assert_eq!(
        all.header,
        all.apdu.first_chunk().copied().unwrap_or_default()
    );
    all
}

const EMPTY: Everything = Everything {
    apdu: Vec::new(),
    apdu_length: 0,
    header: [0; 4],
    p3: 0,
    data: Vec::new(),
    le_field: 0,
    case: Err(UNEXPECTED),
    reply: Vec::new(),
    reply_length: 0,
    reply_data: Vec::new(),
    status: 0,
    status_bytes: [0; 2],
    nad: 0,
    reply_nad: Err(ACCESSDENIED),
    alternate_class: Err(ACCESSDENIED),
};

/// A command of case 4 in which nothing is as in an empty one.
fn full() -> Cmd {
    let cmd = built(&[0xAA, 0xBB], Some(7));
    cmd.set_bytes(scard_cmd_set_apdu_reply, &hex("C0 FF EE 61 02"))
        .unwrap();
    cmd.set(scard_cmd_set_reply_status, 0x6A82).unwrap();
    cmd.set(scard_cmd_set_nad, 0x12).unwrap();
    cmd.set(scard_cmd_set_reply_nad, 0x21).unwrap();
    cmd.set(scard_cmd_set_alternate_class_id, 0xC0).unwrap();
    cmd
}

fn everything_of_full() -> Everything {
    Everything {
        apdu: hex("80 36 01 02 02 AA BB 07"),
        apdu_length: 8,
        header: HEADER,
        p3: 2,
        data: vec![0xAA, 0xBB],
        le_field: 7,
        case: Ok(4),
        reply: hex("C0 FF EE 61 02"),
        reply_length: 5,
        reply_data: hex("C0 FF EE"),
        status: 0x6A82,
        status_bytes: [0x6A, 0x82],
        nad: 0x12,
        reply_nad: Ok(0x21),
        alternate_class: Ok(0xC0),
    }
}

/// What stays of [`full`] when it gets another command.
fn with_command(apdu: &str, data: &[u8], le_field: u32, case: Result<u32>) -> Everything {
    let apdu = hex(apdu);
    Everything {
        apdu_length: apdu.len().try_into().unwrap(),
        header: apdu.first_chunk().copied().unwrap_or_default(),
        p3: apdu.get(4).copied().unwrap_or(0),
        apdu,
        data: data.to_vec(),
        le_field,
        case,
        reply: Vec::new(),
        reply_length: 0,
        reply_data: Vec::new(),
        status: 0,
        status_bytes: [0; 2],
        ..everything_of_full()
    }
}

/// Does what must fail to a full command, of which nothing may change.
#[track_caller]
fn refused(failure: Hr, call: impl FnOnce(&Cmd) -> Result<()>) {
    let cmd = full();
    assert_eq!(call(&cmd), Err(failure));
    assert_eq!(everything(&cmd), everything_of_full());
}

// ---- empty commands ----

#[test]
fn a_new_command_is_empty() {
    assert_eq!(everything(&Cmd::new()), EMPTY);
}

#[test]
fn each_property_of_a_command_is_told() {
    assert_eq!(everything(&full()), everything_of_full());
}

#[test]
fn an_empty_command_gets_a_header_of_zeros_from_the_first_setter() {
    let header = |set: &dyn Fn(&Cmd) -> Result<()>| {
        let cmd = Cmd::new();
        set(&cmd).unwrap();
        assert_eq!(cmd.get(scard_cmd_get_type), Ok(1));
        cmd.apdu()
    };
    let class = header(&|cmd| cmd.set(scard_cmd_set_class_id, 0x80));
    let instruction = header(&|cmd| cmd.set(scard_cmd_set_instruction_id, 0xA4));
    let p1 = header(&|cmd| cmd.set(scard_cmd_set_p1, 0x04));
    let p2 = header(&|cmd| cmd.set(scard_cmd_set_p2, 0x0C));
    assert_eq!(class, [0x80, 0, 0, 0]);
    assert_eq!(instruction, [0, 0xA4, 0, 0]);
    assert_eq!(p1, [0, 0, 0x04, 0]);
    assert_eq!(p2, [0, 0, 0, 0x0C]);
    let nothing = header(&|cmd| cmd.set_bytes(scard_cmd_set_data, &[]));
    assert_eq!(nothing, [0; 4]);

    let cmd = Cmd::new();
    cmd.set_bytes(scard_cmd_set_data, &[0xAA, 0xBB]).unwrap();
    assert_eq!(cmd.apdu(), hex("00 00 00 00 02 AA BB"));

    // These are no part of a header.
    let cmd = Cmd::new();
    cmd.set(scard_cmd_set_nad, 1).unwrap();
    cmd.set(scard_cmd_set_reply_nad, 1).unwrap();
    cmd.set(scard_cmd_set_alternate_class_id, 1).unwrap();
    cmd.set(scard_cmd_set_reply_status, 1).unwrap();
    assert_eq!(cmd.apdu(), []);
}

// ---- BuildCmd ----

#[test]
fn the_parts_decide_case_and_form() {
    for (count, le, before, after, case) in [
        (0, None, "80360102", "", 1),
        (0, Some(1), "80360102 01", "", 2),
        (0, Some(255), "80360102 FF", "", 2),
        (0, Some(256), "80360102 00", "", 2),
        (0, Some(0), "80360102 00", "", 2),
        (0, Some(257), "80360102 00 0101", "", 2),
        (0, Some(65_535), "80360102 00 FFFF", "", 2),
        (0, Some(65_536), "80360102 00 0000", "", 2),
        (1, None, "80360102 01", "", 3),
        (255, None, "80360102 FF", "", 3),
        (256, None, "80360102 00 0100", "", 3),
        (65_535, None, "80360102 00 FFFF", "", 3),
        (1, Some(1), "80360102 01", "01", 4),
        (255, Some(0), "80360102 FF", "00", 4),
        (255, Some(256), "80360102 FF", "00", 4),
        // Once one length needs the extended form, both have it.
        (1, Some(257), "80360102 00 0001", "0101", 4),
        (256, Some(1), "80360102 00 0100", "0001", 4),
        (256, Some(256), "80360102 00 0100", "0100", 4),
        (256, Some(0), "80360102 00 0100", "0000", 4),
        (65_535, Some(65_536), "80360102 00 FFFF", "0000", 4),
    ] {
        let cmd = built(&MOST_DATA[..count], le);
        let what = format!("{count} bytes and Le {le:?}");
        assert!(cmd.apdu() == around(before, count, after), "{what}");
        assert_eq!(cmd.get(scard_cmd_get_type), Ok(case), "{what}");
        assert!(
            cmd.bytes(scard_cmd_get_data) == MOST_DATA[..count],
            "{what}"
        );
        let all = everything(&cmd);
        assert_eq!(all.header, HEADER, "{what}");
    }
}

#[test]
fn the_le_field_is_told_as_it_is_coded() {
    for (count, le, told) in [
        (0, None, 0),
        (0, Some(0), 0),
        (0, Some(1), 1),
        (0, Some(255), 255),
        (0, Some(256), 0),
        (0, Some(257), 257),
        (0, Some(65_535), 65_535),
        (0, Some(65_536), 0),
        (2, None, 0),
        (2, Some(16), 16),
        (2, Some(256), 0),
        (256, Some(0), 0),
        (256, Some(16), 16),
        // Two bytes can tell this one.
        (256, Some(256), 256),
        (256, Some(65_536), 0),
    ] {
        let cmd = built(&MOST_DATA[..count], le);
        assert_eq!(
            cmd.get(scard_cmd_get_le_field),
            Ok(told),
            "{count} bytes and Le {le:?}"
        );
    }
}

#[test]
fn p3_is_the_fifth_byte() {
    for (count, le, p3) in [
        (0, None, 0),
        (0, Some(8), 8),
        (0, Some(256), 0),
        (2, None, 2),
        (2, Some(8), 2),
        (0, Some(257), 0),
        (256, None, 0),
        (256, Some(8), 0),
    ] {
        let cmd = built(&MOST_DATA[..count], le);
        assert_eq!(
            cmd.get(scard_cmd_get_p3),
            Ok(p3),
            "{count} bytes and Le {le:?}"
        );
    }
}

#[test]
fn lengths_beyond_the_extended_form_are_refused() {
    for le in [-1, i32::MIN, 65_537, i32::MAX] {
        refused(INVALIDARG, |cmd| cmd.build([0; 4], &[1], Some(le)));
        refused(INVALIDARG, |cmd| cmd.build([0; 4], &[], Some(le)));
    }
    refused(INVALIDARG, |cmd| cmd.build([0; 4], &TOO_MUCH, None));
    refused(INVALIDARG, |cmd| cmd.build([0; 4], &TOO_MUCH, Some(0)));
}

#[test]
fn building_replaces_the_command_and_drops_the_reply() {
    let cmd = full();
    cmd.build([0, 0xB0, 0, 0], &[], Some(16)).unwrap();
    let expected = with_command("00 B0 00 00 10", &[], 16, Ok(2));
    assert_eq!(everything(&cmd), expected);
}

#[test]
fn pointers_may_be_null_where_there_is_nothing_to_point_to() {
    let cmd = Cmd::new();
    // SAFETY: NULL is allowed where the length is 0, and for Le.
    let no_data =
        check(unsafe { scard_cmd_build(cmd.handle(), 0, 0x44, 0, 0, ptr::null(), 0, ptr::null()) });
    assert_eq!((no_data, cmd.apdu()), (Ok(()), hex("00 44 00 00")));
    // SAFETY: as above.
    let no_data = check(unsafe { scard_cmd_set_data(cmd.handle(), ptr::null(), 0) });
    assert_eq!((no_data, cmd.apdu()), (Ok(()), hex("00 44 00 00")));

    refused(POINTER, |cmd| {
        // SAFETY: NULL is refused.
        check(unsafe { scard_cmd_build(cmd.handle(), 0, 0, 0, 0, ptr::null(), 1, ptr::null()) })
    });
    type SetBytes = unsafe extern "C" fn(*mut scard_cmd, *const u8, u32) -> scard_hresult;
    let setters: [SetBytes; 3] = [
        scard_cmd_set_apdu,
        scard_cmd_set_data,
        scard_cmd_set_apdu_reply,
    ];
    for setter in setters {
        refused(POINTER, |cmd| {
            // SAFETY: NULL is refused.
            check(unsafe { setter(cmd.handle(), ptr::null(), 4) })
        });
    }
    refused(POINTER, |cmd| {
        // SAFETY: NULL is refused.
        check(unsafe { scard_cmd_encapsulate(cmd.handle(), ptr::null(), 4, 1) })
    });
}

// ---- put_Apdu ----

#[test]
fn each_row_of_the_parsing_table_is_read() {
    // The bytes; the case, the data field and the Le field that they are read as.
    for (apdu, case, data, le_field) in [
        ("80 36 01 02", Ok(1), "", 0),
        ("80 36 01 02 10", Ok(2), "", 0x10),
        ("80 36 01 02 00", Ok(2), "", 0),
        ("80 36 01 02 01 AA", Ok(3), "AA", 0),
        ("80 36 01 02 02 AA BB", Ok(3), "AA BB", 0),
        ("80 36 01 02 02 AA BB 10", Ok(4), "AA BB", 0x10),
        ("80 36 01 02 02 AA BB 00", Ok(4), "AA BB", 0),
        ("80 36 01 02 00 01 02", Ok(2), "", 0x102),
        ("80 36 01 02 00 00 01", Ok(2), "", 1),
        ("80 36 01 02 00 00 00", Ok(2), "", 0),
        ("80 36 01 02 00 00 02 AA BB", Ok(3), "AA BB", 0),
        ("80 36 01 02 00 00 02 AA BB 01 02", Ok(4), "AA BB", 0x102),
        ("80 36 01 02 00 00 02 AA BB 01 00", Ok(4), "AA BB", 0x100),
        ("80 36 01 02 00 00 02 AA BB 00 00", Ok(4), "AA BB", 0),
        // Of what fits no case, the data is everything after the fifth byte.
        ("80 36 01 02 00 AA", Err(UNEXPECTED), "AA", 0),
        ("80 36 01 02 03 AA", Err(UNEXPECTED), "AA", 0),
        ("80 36 01 02 01 AA 01 02", Err(UNEXPECTED), "AA 01 02", 0),
        ("80 36 01 02 00 00 00 AA", Err(UNEXPECTED), "00 00 AA", 0),
        (
            "80 36 01 02 00 00 00 01 02",
            Err(UNEXPECTED),
            "00 00 01 02",
            0,
        ),
        ("80 36 01 02 00 00 02 AA", Err(UNEXPECTED), "00 02 AA", 0),
        (
            "80 36 01 02 00 00 01 AA 00",
            Err(UNEXPECTED),
            "00 01 AA 00",
            0,
        ),
        (
            "80 36 01 02 00 00 01 AA 00 00 00",
            Err(UNEXPECTED),
            "00 01 AA 00 00 00",
            0,
        ),
    ] {
        let cmd = full();
        cmd.set_bytes(scard_cmd_set_apdu, &hex(apdu)).unwrap();
        let expected = with_command(apdu, &hex(data), le_field, case);
        assert_eq!(everything(&cmd), expected, "{apdu}");
    }
}

#[test]
fn ready_made_commands_of_any_length_are_kept_as_they_are() {
    for (before, count, after, case) in [
        ("00D60000 FF", 255, "", Ok(3)),
        ("00D60000 FF", 255, "00", Ok(4)),
        ("00D60000 00 0100", 256, "", Ok(3)),
        ("00D60000 00 FFFF", 65_535, "", Ok(3)),
        ("00D60000 00 FFFF", 65_535, "0000", Ok(4)),
        ("00D60000 FF", 257, "", Err(UNEXPECTED)),
        ("00D60000 00 FFFF", 65_536, "", Err(UNEXPECTED)),
        ("00D60000 FF", 65_539, "", Err(UNEXPECTED)),
    ] {
        let bytes = around(before, count, after);
        let cmd = Cmd::of(&bytes);
        assert!(cmd.apdu() == bytes, "{before} {count} {after}");
        assert_eq!(
            cmd.get(scard_cmd_get_type),
            case,
            "{before} {count} {after}"
        );
    }
}

#[test]
fn what_has_no_header_or_is_longer_than_any_command_is_refused() {
    for bytes in [&[][..], &[0], &[0, 0xA4, 0]] {
        refused(INVALIDARG, |cmd| cmd.set_bytes(scard_cmd_set_apdu, bytes));
    }
    let too_long = around("00D60000 00 FFFF", 65_535, "0000 00");
    refused(INVALIDARG, |cmd| {
        cmd.set_bytes(scard_cmd_set_apdu, &too_long)
    });
}

#[test]
fn bytes_that_fit_no_case_still_have_a_header() {
    let cmd = Cmd::of(&hex("80 36 01 02 05 AA BB"));
    cmd.set(scard_cmd_set_class_id, 0x00).unwrap();
    cmd.set(scard_cmd_set_instruction_id, 0xA4).unwrap();
    cmd.set(scard_cmd_set_p1, 0x04).unwrap();
    cmd.set(scard_cmd_set_p2, 0x0C).unwrap();
    assert_eq!(cmd.apdu(), hex("00 A4 04 0C 05 AA BB"));
    assert_eq!(cmd.get(scard_cmd_get_type), Err(UNEXPECTED));

    // New data makes a command of the four cases of it, without Le.
    cmd.set_bytes(scard_cmd_set_data, &[0xCC]).unwrap();
    assert_eq!(cmd.apdu(), hex("00 A4 04 0C 01 CC"));
    assert_eq!(cmd.get(scard_cmd_get_type), Ok(3));
}

// ---- the header ----

#[test]
fn a_header_byte_changes_alone() {
    let cmd = full();
    for value in [0x00, 0x7F, 0xFF, 0xA5] {
        for (at, set) in [
            (0, scard_cmd_set_class_id as unsafe extern "C" fn(_, _) -> _),
            (1, scard_cmd_set_instruction_id),
            (2, scard_cmd_set_p1),
            (3, scard_cmd_set_p2),
        ] {
            let mut expected = everything(&cmd);
            expected.apdu[at] = value;
            expected.header[at] = value;
            cmd.set(set, value).unwrap();
            assert_eq!(everything(&cmd), expected);
        }
    }
}

#[test]
fn a_header_byte_changes_in_every_form() {
    for (apdu, expected) in [
        ("00 00 00 00", "01 02 03 04"),
        ("00 00 00 00 00", "01 02 03 04 00"),
        ("00 00 00 00 01 AA 00", "01 02 03 04 01 AA 00"),
        ("00 00 00 00 00 00 01 AA", "01 02 03 04 00 00 01 AA"),
    ] {
        let cmd = Cmd::of(&hex(apdu));
        cmd.set(scard_cmd_set_class_id, 1).unwrap();
        cmd.set(scard_cmd_set_instruction_id, 2).unwrap();
        cmd.set(scard_cmd_set_p1, 3).unwrap();
        cmd.set(scard_cmd_set_p2, 4).unwrap();
        assert_eq!(cmd.apdu(), hex(expected));
    }
}

// ---- put_Data ----

#[test]
fn new_data_gets_its_length_and_keeps_header_and_le() {
    for (before, data, after) in [
        ("00 D6 00 00", "AA BB", "00 D6 00 00 02 AA BB"),
        ("00 A4 00 00 10", "3F 00", "00 A4 00 00 02 3F 00 10"),
        ("00 A4 00 00 00", "3F 00", "00 A4 00 00 02 3F 00 00"),
        ("00 A4 00 00 02 3F 00", "5F", "00 A4 00 00 01 5F"),
        ("00 A4 00 00 02 3F 00 20", "5F", "00 A4 00 00 01 5F 20"),
        // Without data
        ("00 A4 00 00 02 3F 00 20", "", "00 A4 00 00 20"),
        ("00 A4 00 00 02 3F 00 00", "", "00 A4 00 00 00"),
        ("00 A4 00 00 02 3F 00", "", "00 A4 00 00"),
        ("00 A4 00 00", "", "00 A4 00 00"),
        // An Le that only the extended form can tell
        (
            "00 B0 00 00 00 01 2C",
            "AA",
            "00 B0 00 00 00 00 01 AA 01 2C",
        ),
        (
            "00 B0 00 00 00 00 00",
            "AA",
            "00 B0 00 00 00 00 01 AA 00 00",
        ),
        ("00 B0 00 00 00 00 01 AA 01 2C", "", "00 B0 00 00 00 01 2C"),
        ("00 B0 00 00 00 00 01 AA 00 00", "", "00 B0 00 00 00 00 00"),
        // The short form, where it is enough
        (
            "00 B0 00 00 00 00 01 AA 00 10",
            "BB",
            "00 B0 00 00 01 BB 10",
        ),
        (
            "00 B0 00 00 00 00 01 AA 01 00",
            "BB",
            "00 B0 00 00 01 BB 00",
        ),
        ("00 D6 00 00 00 00 01 AA", "BB", "00 D6 00 00 01 BB"),
    ] {
        let cmd = Cmd::of(&hex(before));
        cmd.set_bytes(scard_cmd_set_data, &hex(data)).unwrap();
        assert_eq!(cmd.apdu(), hex(after), "{data} in {before}");
    }
}

#[test]
fn data_leads_to_the_extended_form_and_back() {
    let cmd = built(&[], Some(16));
    for (count, before, after) in [
        (255, "80360102 FF", "10"),
        (256, "80360102 00 0100", "0010"),
        (65_535, "80360102 00 FFFF", "0010"),
        (1, "80360102 01", "10"),
        (256, "80360102 00 0100", "0010"),
        (0, "80360102 10", ""),
    ] {
        let data = &MOST_DATA[..count];
        cmd.set_bytes(scard_cmd_set_data, data).unwrap();
        assert!(cmd.apdu() == around(before, count, after), "{count} bytes");
        assert!(cmd.bytes(scard_cmd_get_data) == data, "{count} bytes");
        assert_eq!(cmd.get(scard_cmd_get_le_field), Ok(16), "{count} bytes");
    }
}

#[test]
fn a_le_that_asks_for_all_stays_that_in_the_extended_form() {
    let cmd = built(&[], Some(256));
    cmd.set_bytes(scard_cmd_set_data, &MOST_DATA[..256])
        .unwrap();
    assert!(cmd.apdu() == around("80360102 00 0100", 256, "0000"));
    cmd.set_bytes(scard_cmd_set_data, &[]).unwrap();
    assert_eq!(cmd.apdu(), hex("80360102 000000"));
    assert_eq!(cmd.get(scard_cmd_get_le_field), Ok(0));
}

#[test]
fn more_data_than_a_command_carries_is_refused() {
    refused(INVALIDARG, |cmd| {
        cmd.set_bytes(scard_cmd_set_data, &TOO_MUCH)
    });
}

#[test]
fn new_data_leaves_reply_and_addresses() {
    let cmd = full();
    cmd.set_bytes(scard_cmd_set_data, &[0xCC]).unwrap();
    let expected = Everything {
        apdu: hex("80 36 01 02 01 CC 07"),
        apdu_length: 7,
        p3: 1,
        data: vec![0xCC],
        ..everything_of_full()
    };
    assert_eq!(everything(&cmd), expected);
}

// ---- the reply ----

#[test]
fn a_reply_is_replaced_and_the_status_word_stays() {
    let cmd = full();
    for (reply, data) in [
        ("01 02 90 00", "01 02"),
        ("90 00", ""),
        ("90", ""),
        ("", ""),
    ] {
        let (reply, data) = (hex(reply), hex(data));
        cmd.set_bytes(scard_cmd_set_apdu_reply, &reply).unwrap();
        let expected = Everything {
            reply_length: reply.len().try_into().unwrap(),
            reply,
            reply_data: data,
            ..everything_of_full()
        };
        assert_eq!(everything(&cmd), expected);
    }
    let cmd = Cmd::new();
    cmd.set_bytes(scard_cmd_set_apdu_reply, &hex("01 90 00"))
        .unwrap();
    assert_eq!(cmd.get(scard_cmd_get_reply_status), Ok(0));
}

#[test]
fn a_status_word_is_replaced_and_the_reply_stays() {
    let cmd = full();
    cmd.set(scard_cmd_set_reply_status, 0x9000).unwrap();
    let expected = Everything {
        status: 0x9000,
        status_bytes: [0x90, 0x00],
        ..everything_of_full()
    };
    assert_eq!(everything(&cmd), expected);
}

#[test]
fn a_reply_is_cut_or_filled_with_zeros() {
    let cmd = full();
    for (length, reply) in [
        (5, "C0 FF EE 61 02"),
        (4, "C0 FF EE 61"),
        (6, "C0 FF EE 61 00 00"),
        (1, "C0"),
        (0, ""),
        (3, "00 00 00"),
    ] {
        cmd.set(scard_cmd_set_apdu_reply_length, length).unwrap();
        let reply = hex(reply);
        let expected = Everything {
            reply_length: length,
            reply_data: reply[..reply.len().saturating_sub(2)].to_vec(),
            reply,
            ..everything_of_full()
        };
        assert_eq!(everything(&cmd), expected);
    }
}

#[test]
fn the_longest_reply_has_65536_bytes_and_a_status_word() {
    let longest = [0xDA; LONGEST_REPLY];
    let cmd = Cmd::new();
    cmd.set_bytes(scard_cmd_set_apdu_reply, &longest).unwrap();
    assert!(cmd.bytes(scard_cmd_get_apdu_reply) == longest);
    assert!(cmd.bytes(scard_cmd_get_reply_data) == longest[..65_536]);

    cmd.set(scard_cmd_set_apdu_reply_length, 0).unwrap();
    cmd.set(scard_cmd_set_apdu_reply_length, 65_538).unwrap();
    assert!(cmd.bytes(scard_cmd_get_apdu_reply) == [0; LONGEST_REPLY]);

    refused(INVALIDARG, |cmd| {
        cmd.set_bytes(scard_cmd_set_apdu_reply, &[0; LONGEST_REPLY + 1])
    });
    for length in [65_539, u32::MAX] {
        refused(INVALIDARG, |cmd| {
            cmd.set(scard_cmd_set_apdu_reply_length, length)
        });
    }
}

// ---- NAD and alternate class ----

#[test]
fn addresses_and_the_alternate_class_are_kept_as_they_are_set() {
    for value in [0x00, 0x12, 0xFF] {
        let cmd = full();
        cmd.set(scard_cmd_set_nad, value).unwrap();
        cmd.set(scard_cmd_set_reply_nad, value).unwrap();
        cmd.set(scard_cmd_set_alternate_class_id, value).unwrap();
        let expected = Everything {
            nad: value,
            reply_nad: Ok(value),
            alternate_class: Ok(value),
            ..everything_of_full()
        };
        assert_eq!(everything(&cmd), expected);
    }
}

#[test]
fn one_that_is_set_does_not_set_the_others() {
    let cmd = Cmd::new();
    cmd.set(scard_cmd_set_nad, 1).unwrap();
    assert_eq!(everything(&cmd), Everything { nad: 1, ..EMPTY });
    cmd.set(scard_cmd_set_reply_nad, 0).unwrap();
    let expected = Everything {
        nad: 1,
        reply_nad: Ok(0),
        ..EMPTY
    };
    assert_eq!(everything(&cmd), expected);
}

// ---- Clear ----

#[test]
fn clearing_empties_command_and_reply_only() {
    let cmd = full();
    cmd.clear().unwrap();
    let cleared = || with_command("", &[], 0, Err(UNEXPECTED));
    assert_eq!(everything(&cmd), cleared());
    cmd.clear().unwrap();
    assert_eq!(everything(&cmd), cleared());

    // As empty as a new one: the next setter makes a new header.
    cmd.set(scard_cmd_set_p1, 0x04).unwrap();
    assert_eq!(cmd.apdu(), [0, 0, 0x04, 0]);
}

#[test]
fn clearing_keeps_the_default_class() {
    let cmd = Cmd::new();
    cmd.set(scard_iso7816_set_default_class_id, 0x80).unwrap();
    cmd.clear().unwrap();
    // SAFETY: takes no pointer but the handle.
    check(unsafe { scard_iso7816_get_challenge(cmd.handle(), 8) }).unwrap();
    assert_eq!(cmd.apdu(), hex("80 84 00 00 08"));
}

// ---- Encapsulate ----

#[test]
fn a_command_is_wrapped_into_an_envelope() {
    for (inner, case, envelope) in [
        // The example of the specification
        ("00B0000010", 2, "00C20000 05 00B0000010 00"),
        ("00440000", 1, "00C20000 04 00440000"),
        ("00D6000001AA", 3, "00C20000 06 00D6000001AA"),
        ("00A40000023F0000", 4, "00C20000 08 00A40000023F0000 00"),
        // The case is taken as it is given.
        ("00B0000010", 1, "00C20000 05 00B0000010"),
        ("00B0000010", 3, "00C20000 05 00B0000010"),
        ("00440000", 4, "00C20000 04 00440000 00"),
        ("A044000005AA", 2, "A0C20000 06 A044000005AA 00"),
    ] {
        let cmd = Cmd::new();
        cmd.encapsulate(&hex(inner), case).unwrap();
        assert_eq!(cmd.apdu(), hex(envelope), "{inner} as case {case}");
    }
}

#[test]
fn an_envelope_has_the_alternate_class_and_drops_the_reply() {
    let cmd = full();
    cmd.encapsulate(&hex("00B0000010"), 2).unwrap();
    let envelope = "C0 C2 00 00 05 00 B0 00 00 10 00";
    let expected = with_command(envelope, &hex("00B0000010"), 0, Ok(4));
    assert_eq!(everything(&cmd), expected);
}

#[test]
fn a_long_command_makes_an_extended_envelope() {
    for (count, case, before, after) in [
        (255, 3, "DAC20000 FF", ""),
        (255, 4, "DAC20000 FF", "00"),
        (256, 3, "DAC20000 00 0100", ""),
        (256, 4, "DAC20000 00 0100", "0000"),
        (65_535, 1, "DAC20000 00 FFFF", ""),
        (65_535, 2, "DAC20000 00 FFFF", "0000"),
    ] {
        let cmd = Cmd::new();
        cmd.encapsulate(&MOST_DATA[..count], case).unwrap();
        assert!(
            cmd.apdu() == around(before, count, after),
            "{count} bytes as case {case}"
        );
    }
}

#[test]
fn what_is_no_command_is_not_wrapped() {
    for inner in [&[][..], &[0, 0xB0, 0], &TOO_MUCH] {
        refused(INVALIDARG, |cmd| cmd.encapsulate(inner, 1));
    }
    for case in [0, 5, 0x100, u32::MAX] {
        refused(INVALIDARG, |cmd| cmd.encapsulate(&hex("00B0000010"), case));
    }
}

// ---- buffers ----

#[test]
fn a_buffer_that_is_too_small_stays_as_it_is() {
    type GetBytes = unsafe extern "C" fn(*mut scard_cmd, *mut u8, *mut u32) -> scard_hresult;
    let getters: [(GetBytes, usize); 4] = [
        (scard_cmd_get_apdu, 8),
        (scard_cmd_get_data, 2),
        (scard_cmd_get_apdu_reply, 5),
        (scard_cmd_get_reply_data, 3),
    ];
    let cmd = full();
    for (getter, length) in getters {
        for room in 0..length {
            assert_eq!(
                cmd.bytes_into(getter, room),
                (Err(INSUFFICIENT_BUFFER), length)
            );
        }
        let (bytes, told) = cmd.bytes_into(getter, length + 9);
        assert_eq!((bytes.unwrap(), told), (cmd.bytes(getter), length));
    }
}

#[test]
fn what_was_given_out_or_taken_in_is_a_copy() {
    let mut bytes = hex("00 A4 00 00 02 3F 00");
    let cmd = Cmd::of(&bytes);
    bytes.fill(0xEE);
    assert_eq!(cmd.apdu(), hex("00 A4 00 00 02 3F 00"));
    cmd.apdu().fill(0xEE);
    assert_eq!(cmd.apdu(), hex("00 A4 00 00 02 3F 00"));
}

#[test]
fn an_empty_command_is_not_run() {
    let reader = Reader::new("no command");
    let card = reader.session();
    for cmd in [Cmd::new(), {
        let cleared = full();
        cleared.clear().unwrap();
        cleared
    }] {
        assert_eq!(card.transaction(&cmd), Err(INVALIDARG));
        assert_eq!(card.execute(&cmd), Err(INVALIDARG));
    }
    card.detach(LEAVE).unwrap();
}
