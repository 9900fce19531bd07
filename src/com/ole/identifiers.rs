//! Identifiers as texts: what programs have to read and write them.

use super::super::abi::GUID;
use super::text::{format_guid, parse_guid, utf8};
use crate::error::Error;
use crate::hresult::{self, HResult};

/// CO_E_CLASSSTRING: the text is neither an identifier nor a ProgID that somebody has registered.
const NO_CLASS: HResult = 0x8004_01F3_u32.cast_signed();

/// The identifier of a text {8-4-4-4-12}; NULL is that of zeros, which a failure gives as well.
///
/// # Safety
/// `text` is NULL or ends with a zero, `clsid` is NULL or writable.
pub(crate) unsafe fn CLSIDFromString(text: *const u16, clsid: *mut GUID) -> HResult {
    const NULL: GUID = GUID::parse("00000000-0000-0000-0000-000000000000");
    if clsid.is_null() {
        return hresult::INVALIDARG;
    }
    // SAFETY: as the caller promises.
    let written = unsafe { utf8(text, Error::INVALIDARG) };
    let read = match written.as_ref().map(|text| text.to_str()) {
        _ if text.is_null() => Some(NULL),
        Ok(Ok(text)) if text.starts_with('{') => parse_guid(text),
        _ => None,
    };
    // SAFETY: as the caller promises; it need not have the alignment of the type.
    unsafe { clsid.write_unaligned(read.unwrap_or(NULL)) };
    read.map_or(NO_CLASS, |_| hresult::OK)
}

/// Writes the text {8-4-4-4-12} of an identifier and its zero, and gives their number; 0 where there is no room.
///
/// # Safety
/// `guid` is NULL or readable, `text` is NULL or has so much room.
pub(crate) unsafe fn StringFromGUID2(guid: *const GUID, text: *mut u16, room: i32) -> u32 {
    const UNITS: u32 = 39;
    // SAFETY: as the caller promises.
    let (Some(guid), false) = (unsafe { guid.as_ref() }, text.is_null()) else {
        return 0;
    };
    if i64::from(room) < i64::from(UNITS) {
        return 0;
    }
    for (index, unit) in format_guid(guid).encode_utf16().chain([0]).enumerate() {
        // SAFETY: there is room for all of them.
        unsafe { text.add(index).write(unit) };
    }
    UNITS
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ptr;

    const TEXT: &str = "{1461AAC7-6810-11D0-918F-00AA00C18068}";

    fn units(text: &str) -> Vec<u16> {
        text.encode_utf16().chain([0]).collect()
    }

    #[test]
    fn a_text_is_an_identifier_or_no_class() {
        let zeros = GUID::parse("00000000-0000-0000-0000-000000000000");
        let wanted = GUID::parse(&TEXT[1..37]);
        for (text, result, guid) in [
            (TEXT, hresult::OK, wanted),
            (&TEXT.to_lowercase(), hresult::OK, wanted),
            (&TEXT[1..37], NO_CLASS, zeros),
            (&TEXT[..37], NO_CLASS, zeros),
            ("Scard.Card.1", NO_CLASS, zeros),
            ("", NO_CLASS, zeros),
        ] {
            let mut read = wanted;
            // SAFETY: the text ends with a zero.
            let called = unsafe { CLSIDFromString(units(text).as_ptr(), &mut read) };
            assert_eq!((called, read), (result, guid), "{text}");
        }
    }

    #[test]
    fn null_is_the_identifier_of_zeros() {
        let mut read = GUID::parse(&TEXT[1..37]);
        // SAFETY: NULL is allowed.
        unsafe {
            assert_eq!(CLSIDFromString(ptr::null(), &mut read), hresult::OK);
            let nowhere = CLSIDFromString(units(TEXT).as_ptr(), ptr::null_mut());
            assert_eq!(nowhere, hresult::INVALIDARG);
        }
        assert_eq!(read, GUID::parse("00000000-0000-0000-0000-000000000000"));
    }

    #[test]
    fn an_identifier_is_written_where_there_is_room() {
        let guid = GUID::parse(&TEXT[1..37]);
        let mut text = [7; 40];
        // SAFETY: the room is there, or is said not to be.
        unsafe {
            for room in [38, 0, -1] {
                assert_eq!(StringFromGUID2(&guid, text.as_mut_ptr(), room), 0);
            }
            assert_eq!(StringFromGUID2(&guid, ptr::null_mut(), 40), 0);
            assert_eq!(StringFromGUID2(ptr::null(), text.as_mut_ptr(), 40), 0);
            assert_eq!(text, [7; 40]);
            assert_eq!(StringFromGUID2(&guid, text.as_mut_ptr(), 39), 39);
        }
        assert_eq!(text[..39], units(TEXT));
        assert_eq!(text[39], 7);
    }
}
