//! The commands of ISO 7816-4 as ISCardISO7816 builds them: every case of `commands/iso7816.txt`, which says how its lines
//! are read.

#![allow(unsafe_code)] // the functions under test are C functions

mod api;

use api::command::Cmd;
use api::*;
use scardssp::c_api::*;
use std::collections::BTreeSet;
use std::ptr;

/// A function, by what it is called with.
#[derive(Clone, Copy)]
enum Function {
    Byte(unsafe extern "C" fn(*mut scard_cmd, u8) -> scard_hresult),
    Bytes(unsafe extern "C" fn(*mut scard_cmd, u8, u8) -> scard_hresult),
    Le(unsafe extern "C" fn(*mut scard_cmd, i32) -> scard_hresult),
    BytesLe(unsafe extern "C" fn(*mut scard_cmd, u8, u8, i32) -> scard_hresult),
    ByteData(unsafe extern "C" fn(*mut scard_cmd, u8, *const u8, u32) -> scard_hresult),
    BytesData(unsafe extern "C" fn(*mut scard_cmd, u8, u8, *const u8, u32) -> scard_hresult),
    BytesDataLe(unsafe extern "C" fn(*mut scard_cmd, u8, u8, *const u8, u32, i32) -> scard_hresult),
}

use Function::*;

const FUNCTIONS: [(&str, Function); 18] = [
    ("append_record", ByteData(scard_iso7816_append_record)),
    ("erase_binary", BytesData(scard_iso7816_erase_binary)),
    (
        "external_authenticate",
        BytesData(scard_iso7816_external_authenticate),
    ),
    ("get_challenge", Le(scard_iso7816_get_challenge)),
    ("get_data", BytesLe(scard_iso7816_get_data)),
    ("get_response", BytesLe(scard_iso7816_get_response)),
    (
        "internal_authenticate",
        BytesDataLe(scard_iso7816_internal_authenticate),
    ),
    ("manage_channel", Bytes(scard_iso7816_manage_channel)),
    ("put_data", BytesData(scard_iso7816_put_data)),
    ("read_binary", BytesLe(scard_iso7816_read_binary)),
    ("read_record", BytesLe(scard_iso7816_read_record)),
    ("select_file", BytesDataLe(scard_iso7816_select_file)),
    (
        "set_default_class_id",
        Byte(scard_iso7816_set_default_class_id),
    ),
    ("update_binary", BytesData(scard_iso7816_update_binary)),
    ("update_record", BytesData(scard_iso7816_update_record)),
    ("verify", ByteData(scard_iso7816_verify)),
    ("write_binary", BytesData(scard_iso7816_write_binary)),
    ("write_record", BytesData(scard_iso7816_write_record)),
];

/// A byte buffer of a caller.
enum Buffer {
    Of(Vec<u8>),
    /// And the length that the caller says it has.
    Null(u32),
}

impl Buffer {
    fn parse(text: &str) -> Buffer {
        if let Some(bytes) = text.strip_prefix('[') {
            return Buffer::Of(bytes_of(bytes.strip_suffix(']').expect("a ]")));
        }
        match text.split_once('*') {
            Some(("NULL", length)) => Buffer::Null(length.parse().unwrap()),
            _ if text == "NULL" => Buffer::Null(0),
            _ => panic!("not a byte buffer: {text}"),
        }
    }

    fn pointer(&self) -> *const u8 {
        match self {
            Buffer::Of(bytes) => bytes.as_ptr(),
            Buffer::Null(_) => ptr::null(),
        }
    }

    fn length(&self) -> u32 {
        match self {
            Buffer::Of(bytes) => bytes.len().try_into().unwrap(),
            Buffer::Null(length) => *length,
        }
    }
}

fn byte(text: &str) -> u8 {
    assert_eq!(text.len(), 2, "not a byte in hex: {text}");
    u8::from_str_radix(text, 16).unwrap_or_else(|_| panic!("not a byte in hex: {text}"))
}

/// Bytes in hex; `DA*300` are 300 of them.
fn bytes_of(text: &str) -> Vec<u8> {
    let run = |word: &str| match word.split_once('*') {
        Some((value, count)) => vec![byte(value); count.parse().unwrap()],
        None => vec![byte(word)],
    };
    text.split_whitespace().flat_map(run).collect()
}

/// Calls one function, written as `name(arguments)`.
fn call(cmd: &Cmd, text: &str) -> Result<()> {
    let (name, arguments) = text.trim().split_once('(').expect("a (");
    let arguments = arguments.strip_suffix(')').expect("a )");
    let arguments: Vec<&str> = arguments.split(',').map(str::trim).collect();
    let number = |text: &str| text.parse::<i32>().expect("a number of bytes expected");
    let cmd = cmd.handle();
    // SAFETY: the pointers and lengths go together, or the pointer is NULL.
    check(unsafe {
        match (function(name), &arguments[..]) {
            (Byte(call), [p]) => call(cmd, byte(p)),
            (Bytes(call), [p1, p2]) => call(cmd, byte(p1), byte(p2)),
            (Le(call), [le]) => call(cmd, number(le)),
            (BytesLe(call), [p1, p2, le]) => call(cmd, byte(p1), byte(p2), number(le)),
            (ByteData(call), [p, data]) => {
                let data = Buffer::parse(data);
                call(cmd, byte(p), data.pointer(), data.length())
            }
            (BytesData(call), [p1, p2, data]) => {
                let data = Buffer::parse(data);
                call(cmd, byte(p1), byte(p2), data.pointer(), data.length())
            }
            (BytesDataLe(call), [p1, p2, data, le]) => {
                let (data, le) = (Buffer::parse(data), number(le));
                call(cmd, byte(p1), byte(p2), data.pointer(), data.length(), le)
            }
            _ => panic!("wrong arguments: {text}"),
        }
    })
}

fn function(name: &str) -> Function {
    let found = FUNCTIONS.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("no function: {name}")).1
}

struct Case {
    line: usize,
    text: &'static str,
    /// All but the last prepare the command.
    calls: Vec<&'static str>,
    expected: Result<Vec<u8>>,
}

impl Case {
    /// The function that the case is about.
    fn name(&self) -> &'static str {
        let last = self.calls.last().unwrap().trim();
        last.split_once('(').expect("a (").0
    }
}

fn cases() -> Vec<Case> {
    let lines = include_str!("commands/iso7816.txt").lines().enumerate();
    lines
        .filter(|(_, text)| !text.is_empty() && !text.starts_with('#'))
        .map(|(index, text)| {
            let (calls, expected) = text.split_once(" -> ").expect("a ->");
            Case {
                line: index + 1,
                text,
                calls: calls.split(';').collect(),
                expected: match expected {
                    "INVALIDARG" => Err(INVALIDARG),
                    "POINTER" => Err(POINTER),
                    bytes => Ok(bytes_of(bytes)),
                },
            }
        })
        .collect()
}

#[test]
fn every_command_is_built_as_written() {
    const BEFORE: &[u8] = &[0x00, 0x44, 0x00, 0x00];
    const REPLY: &[u8] = &[0xAA, 0x90, 0x00];
    for case in cases() {
        let at = format!("line {}: {}", case.line, case.text);
        let cmd = Cmd::of(BEFORE);
        let (last, prepare) = case.calls.split_last().unwrap();
        for text in prepare {
            assert_eq!(call(&cmd, text), Ok(()), "{at}");
        }
        cmd.set_bytes(scard_cmd_set_apdu_reply, REPLY).unwrap();
        cmd.set(scard_cmd_set_reply_status, 0x9000).unwrap();
        let before = cmd.apdu();

        let result = call(&cmd, last);
        assert_eq!(
            result,
            case.expected.as_ref().map(drop).map_err(|e| *e),
            "{at}"
        );
        let builds = result.is_ok() && case.name() != "set_default_class_id";
        let expected = case.expected.unwrap_or(before);
        assert!(cmd.apdu() == expected, "{at}: it is {:02X?}", cmd.apdu());
        let reply = if builds {
            (vec![], 0)
        } else {
            (vec![0xAA], 0x9000)
        };
        assert_eq!(cmd.reply(), reply, "{at}");
    }
}

#[test]
fn every_function_has_cases() {
    let header = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/include/scard.h"));
    let declared: BTreeSet<String> = header
        .unwrap()
        .split(" scard_iso7816_")
        .filter_map(|rest| rest.split_once('('))
        .filter(|(name, _)| name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'_')))
        .map(|(name, _)| name.to_owned())
        .collect();
    let known: BTreeSet<String> = FUNCTIONS
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(declared, known);
    let built: BTreeSet<String> = cases()
        .iter()
        .filter(|case| case.expected.is_ok())
        .map(|case| case.name().to_owned())
        .collect();
    assert_eq!(built, known);
}
