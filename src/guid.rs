//! Globally unique identifiers, in the form that they have in memory everywhere.

#![allow(clippy::upper_case_acronyms)] // the name is that of Windows

/// A class, an interface, or what else is to have no namesake.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct GUID {
    first: u32,
    second: u16,
    third: u16,
    rest: [u8; 8],
}

impl GUID {
    /// Of the text form, 8-4-4-4-12 digits; a slip stops the build.
    pub(crate) const fn parse(text: &str) -> GUID {
        let text = text.as_bytes();
        let mut bytes = [0; 16];
        let (mut read, mut count) = (0, 0);
        while read < text.len() {
            if text[read] == b'-' {
                read += 1;
                continue;
            }
            bytes[count] = digit(text[read]) << 4 | digit(text[read + 1]);
            count += 1;
            read += 2;
        }
        assert!(count == 16);
        let [a, b, c, d, e, f, g, h, rest @ ..] = bytes;
        GUID {
            first: u32::from_be_bytes([a, b, c, d]),
            second: u16::from_be_bytes([e, f]),
            third: u16::from_be_bytes([g, h]),
            rest,
        }
    }
}

const fn digit(character: u8) -> u8 {
    match character {
        b'0'..=b'9' => character - b'0',
        b'A'..=b'F' => character - b'A' + 10,
        _ => panic!("not a digit of a GUID"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_has_its_numbers_in_native_order() {
        let guid = GUID {
            first: 0x1461_AAC3,
            second: 0x6810,
            third: 0x11D0,
            rest: [0x91, 0x8F, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68],
        };
        assert_eq!(GUID::parse("1461AAC3-6810-11D0-918F-00AA00C18068"), guid);
    }
}
