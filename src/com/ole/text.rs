//! Strings of arguments and results.

use super::super::abi::{BSTR, GUID};
use super::functions::{SysAllocStringLen, SysFreeString};
use crate::error::{Error, Result};
use std::ffi::CString;
use std::ptr;

/// Longer names are nobody's.
const MOST_UNITS: usize = 32_767;

/// A text up to its first zero; NULL is empty. Programs pass plain literals where a BSTR is asked for, so the length in
/// front is never read.
///
/// # Safety
/// `text` is NULL or ends with a zero, and nobody writes it while the result is in use.
pub(crate) unsafe fn units<'call>(text: *const u16, otherwise: Error) -> Result<&'call [u16]> {
    if text.is_null() {
        return Ok(&[]);
    }
    // SAFETY: the zero is not before this unit, so it is part of the text.
    let end = (0..=MOST_UNITS).find(|index| unsafe { text.add(*index).read() } == 0);
    let end = end.ok_or(otherwise)?;
    // SAFETY: all of them were read.
    Ok(unsafe { std::slice::from_raw_parts(text, end) })
}

/// The same text in UTF-8. One that is too long or no Unicode is what the caller says: no such reader, no such card.
///
/// # Safety
/// As for [`units`].
pub(crate) unsafe fn utf8(text: *const u16, otherwise: Error) -> Result<CString> {
    // SAFETY: as the caller promises.
    let units = unsafe { units(text, otherwise) }?;
    let characters = || char::decode_utf16(units.iter().copied());
    let length = |character: std::result::Result<char, _>| character.map_or(0, char::len_utf8);
    let mut bytes = room(characters().map(length).sum::<usize>() + 1)?;
    for character in characters() {
        let character = character.map_err(|_| otherwise)?;
        bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
    CString::new(bytes).map_err(|_| otherwise)
}

/// Room for what somebody else has so many of.
pub(super) fn room<T>(count: usize) -> Result<Vec<T>> {
    let mut list = Vec::new();
    let reserved = list.try_reserve_exact(count);
    reserved.map_err(|_| Error::OUTOFMEMORY)?;
    Ok(list)
}

/// A BSTR that is freed unless it is given away.
pub(crate) struct Bstr(BSTR);

impl Bstr {
    /// Of UTF-8; what is not has replacement characters, because names of readers can be any bytes.
    pub(crate) fn of_utf8(text: &[u8]) -> Result<Bstr> {
        let units = || {
            text.utf8_chunks().flat_map(|chunk| {
                let replacement = (!chunk.invalid().is_empty()).then_some(0xFFFD);
                chunk.valid().encode_utf16().chain(replacement)
            })
        };
        let count = u32::try_from(units().count()).map_err(|_| Error::OUTOFMEMORY)?;
        // SAFETY: NULL is allowed.
        let string = unsafe { SysAllocStringLen(ptr::null(), count) };
        if string.is_null() {
            return Err(Error::OUTOFMEMORY);
        }
        for (index, unit) in units().enumerate() {
            // SAFETY: that many are there.
            unsafe { string.add(index).write(unit) };
        }
        Ok(Bstr(string))
    }

    #[cfg(test)]
    pub(crate) fn as_ptr(&self) -> BSTR {
        self.0
    }

    /// Gives it to the caller, who frees it.
    pub(crate) fn into_ptr(mut self) -> BSTR {
        std::mem::replace(&mut self.0, ptr::null_mut())
    }
}

impl Drop for Bstr {
    fn drop(&mut self) {
        // SAFETY: of this allocator, and nobody else has it.
        unsafe { SysFreeString(self.0) };
    }
}

/// The identifier that a text of the form {8-4-4-4-12} writes, with or without the braces.
pub(crate) fn parse_guid(text: &str) -> Option<GUID> {
    let inner = text
        .strip_prefix('{')
        .and_then(|text| text.strip_suffix('}'));
    let text = inner.unwrap_or(text);
    let is_right = |(index, byte): (usize, u8)| match index {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    let is_guid = text.len() == 36 && text.bytes().enumerate().all(is_right);
    is_guid.then(|| GUID::parse(&text.to_ascii_uppercase()))
}

/// The text {8-4-4-4-12} of an identifier, in capitals.
pub(crate) fn format_guid(guid: &GUID) -> String {
    // SAFETY: 16 bytes without padding.
    let bytes: [u8; 16] = unsafe { std::mem::transmute_copy(guid) };
    let [a, b, c, d, e, f, g, h, rest @ ..] = bytes;
    let (first, second) = (u32::from_ne_bytes([a, b, c, d]), u16::from_ne_bytes([e, f]));
    let third = u16::from_ne_bytes([g, h]);
    let [i, j, k, l, m, n, o, p] = rest;
    format!(
        "{{{first:08X}-{second:04X}-{third:04X}-{i:02X}{j:02X}-{k:02X}{l:02X}{m:02X}{n:02X}{o:02X}{p:02X}}}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(units: &[u16]) -> Result<CString> {
        // SAFETY: every text of these tests ends with a zero or is longer than what is read.
        unsafe { utf8(units.as_ptr(), Error::UNKNOWN_READER) }
    }

    #[test]
    fn a_text_is_read_up_to_its_first_zero() {
        assert_eq!(
            read(&[0x41, 0xD83D, 0xDE00, 0, 0x42]),
            Ok(c"A😀".to_owned())
        );
        assert_eq!(read(&[0]), Ok(c"".to_owned()));
        // SAFETY: NULL is allowed.
        let null = unsafe { utf8(ptr::null(), Error::INVALIDARG) };
        assert_eq!(null, Ok(c"".to_owned()));
    }

    #[test]
    fn what_is_no_text_is_what_the_caller_says() {
        assert_eq!(read(&[0xD800, 0]), Err(Error::UNKNOWN_READER));
        assert_eq!(read(&[0x41; MOST_UNITS + 1]), Err(Error::UNKNOWN_READER));
        let mut longest = vec![0x41; MOST_UNITS];
        longest.push(0);
        assert!(read(&longest).is_ok());
    }

    #[test]
    fn bytes_that_are_no_text_have_replacement_characters() {
        let text = Bstr::of_utf8(b"a\xFFb").unwrap();
        // SAFETY: the string has three units and a zero.
        let units = unsafe { std::slice::from_raw_parts(text.as_ptr(), 4) };
        assert_eq!(units, [0x61, 0xFFFD, 0x62, 0]);
    }

    #[test]
    fn identifiers_are_read_and_written() {
        let text = "{1461AAC3-6810-11D0-918F-00AA00C18068}";
        let guid = parse_guid(&text.to_lowercase()).unwrap();
        assert_eq!(format_guid(&guid), text);
        assert_eq!(parse_guid(&text[1..37]), Some(guid));
        for wrong in [
            "",
            "{}",
            &text[1..],
            &text.replace('6', "g"),
            &text.replace('6', "é"),
        ] {
            assert_eq!(parse_guid(wrong), None, "{wrong}");
        }
    }
}
