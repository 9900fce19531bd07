//! The commands of ISO 7816-4 that ISCardISO7816 builds: the parts of each, without the class
//! (semantics.md, section 5).
//!
//! A command that must carry data refuses to be built without; the lengths are checked where the
//! parts become a command.

use super::apdu::ApduError;

/// A command but for its class.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Parts<'a> {
    /// Instruction byte.
    pub ins: u8,
    /// First parameter.
    pub p1: u8,
    /// Second parameter.
    pub p2: u8,
    /// The data field; empty for none.
    pub data: &'a [u8],
    /// Bytes expected: 0 for the most there can be, `None` for no Le field.
    pub le: Option<i32>,
}

/// The parts, or why there is no such command.
pub type Built<'a> = Result<Parts<'a>, ApduError>;

/// Instruction bytes (ISO 7816-4, table 4), odd where data is wrapped in data objects.
#[allow(missing_docs)] // they are what their names say
pub mod ins {
    pub const ERASE_BINARY: u8 = 0x0E;
    pub const VERIFY: u8 = 0x20;
    pub const MANAGE_CHANNEL: u8 = 0x70;
    pub const EXTERNAL_AUTHENTICATE: u8 = 0x82;
    pub const GET_CHALLENGE: u8 = 0x84;
    pub const INTERNAL_AUTHENTICATE: u8 = 0x88;
    pub const SELECT: u8 = 0xA4;
    pub const READ_BINARY: u8 = 0xB0;
    pub const READ_BINARY_ODD: u8 = 0xB1;
    pub const READ_RECORD: u8 = 0xB2;
    pub const GET_RESPONSE: u8 = 0xC0;
    pub const ENVELOPE: u8 = 0xC2;
    pub const GET_DATA: u8 = 0xCA;
    pub const WRITE_BINARY: u8 = 0xD0;
    pub const WRITE_RECORD: u8 = 0xD2;
    pub const UPDATE_BINARY: u8 = 0xD6;
    pub const UPDATE_BINARY_ODD: u8 = 0xD7;
    pub const PUT_DATA: u8 = 0xDA;
    pub const UPDATE_RECORD: u8 = 0xDC;
    pub const APPEND_RECORD: u8 = 0xE2;
}

/// APPEND RECORD.
pub fn append_record(ref_ctrl: u8, data: &[u8]) -> Built<'_> {
    writing(ins::APPEND_RECORD, 0, ref_ctrl, data)
}

/// ERASE BINARY; data is the offset of the first byte not erased.
pub fn erase_binary(p1: u8, p2: u8, data: &[u8]) -> Built<'_> {
    with_or_without(ins::ERASE_BINARY, p1, p2, data)
}

/// EXTERNAL AUTHENTICATE.
pub fn external_authenticate(algorithm: u8, secret: u8, challenge: &[u8]) -> Built<'_> {
    with_or_without(ins::EXTERNAL_AUTHENTICATE, algorithm, secret, challenge)
}

/// GET CHALLENGE.
pub fn get_challenge(le: i32) -> Built<'static> {
    reading(ins::GET_CHALLENGE, 0, 0, le)
}

/// GET DATA.
pub fn get_data(p1: u8, p2: u8, le: i32) -> Built<'static> {
    reading(ins::GET_DATA, p1, p2, le)
}

/// GET RESPONSE.
pub fn get_response(p1: u8, p2: u8, le: i32) -> Built<'static> {
    reading(ins::GET_RESPONSE, p1, p2, le)
}

/// INTERNAL AUTHENTICATE.
pub fn internal_authenticate(algorithm: u8, secret: u8, challenge: &[u8], le: i32) -> Built<'_> {
    Ok(Parts {
        le: Some(le),
        ..writing(ins::INTERNAL_AUTHENTICATE, algorithm, secret, challenge)?
    })
}

/// MANAGE CHANNEL; opening a channel of the card's choice has a reply of one byte, its number.
pub fn manage_channel(state: u8, channel: u8) -> Built<'static> {
    Ok(Parts {
        ins: ins::MANAGE_CHANNEL,
        p1: state,
        p2: channel,
        data: &[],
        le: ((state, channel) == (0, 0)).then_some(1),
    })
}

/// PUT DATA.
pub fn put_data(p1: u8, p2: u8, data: &[u8]) -> Built<'_> {
    writing(ins::PUT_DATA, p1, p2, data)
}

/// READ BINARY.
pub fn read_binary(p1: u8, p2: u8, le: i32) -> Built<'static> {
    reading(ins::READ_BINARY, p1, p2, le)
}

/// READ RECORD.
pub fn read_record(record: u8, ref_ctrl: u8, le: i32) -> Built<'static> {
    reading(ins::READ_RECORD, record, ref_ctrl, le)
}

/// SELECT; here an `le` of 0 is no Le field.
pub fn select_file(p1: u8, p2: u8, data: &[u8], le: i32) -> Built<'_> {
    Ok(Parts {
        le: (le != 0).then_some(le),
        ..with_or_without(ins::SELECT, p1, p2, data)?
    })
}

/// UPDATE BINARY.
pub fn update_binary(p1: u8, p2: u8, data: &[u8]) -> Built<'_> {
    writing(ins::UPDATE_BINARY, p1, p2, data)
}

/// UPDATE RECORD.
pub fn update_record(record: u8, ref_ctrl: u8, data: &[u8]) -> Built<'_> {
    writing(ins::UPDATE_RECORD, record, ref_ctrl, data)
}

/// VERIFY; without data it asks for the tries left.
pub fn verify(ref_ctrl: u8, data: &[u8]) -> Built<'_> {
    with_or_without(ins::VERIFY, 0, ref_ctrl, data)
}

/// WRITE BINARY.
pub fn write_binary(p1: u8, p2: u8, data: &[u8]) -> Built<'_> {
    writing(ins::WRITE_BINARY, p1, p2, data)
}

/// WRITE RECORD.
pub fn write_record(record: u8, ref_ctrl: u8, data: &[u8]) -> Built<'_> {
    writing(ins::WRITE_RECORD, record, ref_ctrl, data)
}

/// Case 2.
fn reading(ins: u8, p1: u8, p2: u8, le: i32) -> Built<'static> {
    Ok(Parts {
        ins,
        p1,
        p2,
        data: &[],
        le: Some(le),
    })
}

/// Case 3.
fn writing(ins: u8, p1: u8, p2: u8, data: &[u8]) -> Built<'_> {
    match data {
        [] => Err(ApduError::NoData),
        _ => with_or_without(ins, p1, p2, data),
    }
}

/// Case 3, or 1 without data.
fn with_or_without(ins: u8, p1: u8, p2: u8, data: &[u8]) -> Built<'_> {
    Ok(Parts {
        ins,
        p1,
        p2,
        data,
        le: None,
    })
}
