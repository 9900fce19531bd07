//! What a reader says of itself by control codes (PC/SC part 10, 2.2 and 2.6.14).

use crate::error::{Error, Result};

/// The list of the features that a reader has.
const GET_FEATURE_REQUEST: u32 = control_code(3400);

/// The feature that gives a list of properties.
const TLV_PROPERTIES: u8 = 0x12;

/// The property that tells the most data in a command; 0 for "no extended length".
const MAX_APDU_DATA_SIZE: u8 = 0x0A;

/// `SCARD_CTL_CODE` of pcsc-lite and Windows.
const fn control_code(function: u32) -> u32 {
    if cfg!(windows) {
        0x0031_0000 | function << 2
    } else {
        0x4200_0000 + function
    }
}

/// The most data that the reader passes on in one command, if it says. `control` sends a control code
/// with nothing else.
pub(super) fn most_data(
    mut control: impl FnMut(u32, &mut [u8]) -> Result<usize>,
) -> Result<Option<usize>> {
    let mut ask = |code, tag| {
        let mut list = [0; 512];
        let answered = match control(code, &mut list) {
            Ok(len) => list.get(..len),
            Err(error) if is_about_the_connection(error) => return Err(error),
            Err(_) => None, // the reader does not know this, in the words of one driver or another
        };
        let value = answered.and_then(|list| find(list, tag));
        Ok(value.and_then(|value| <[u8; 4]>::try_from(value).ok()))
    };
    let Some(code) = ask(GET_FEATURE_REQUEST, TLV_PROPERTIES)? else {
        return Ok(None);
    };
    let size = ask(u32::from_be_bytes(code), MAX_APDU_DATA_SIZE)?;
    // The size, unlike the code, is little-endian.
    Ok(size.and_then(|size| usize::try_from(u32::from_le_bytes(size)).ok()))
}

/// Whether a failure is no answer of the reader.
fn is_about_the_connection(error: Error) -> bool {
    [
        Error::INVALID_HANDLE,
        Error::RESET_CARD,
        Error::REMOVED_CARD,
        Error::NO_SMARTCARD,
        Error::READER_UNAVAILABLE,
        Error::NO_SERVICE,
        Error::SERVICE_STOPPED,
        Error::COMM_ERROR,
    ]
    .contains(&error)
}

/// The value of a tag in a list of tag, length and value, a byte for each of the first two.
fn find(mut list: &[u8], wanted: u8) -> Option<&[u8]> {
    while let [tag, length, rest @ ..] = list {
        let (value, next) = rest.split_at_checked(usize::from(*length))?;
        if *tag == wanted {
            return Some(value);
        }
        list = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FEATURES: &[u8] = &[
        0x06, 4, 0x42, 0x33, 0x00, 0x06, 0x12, 4, 0x42, 0x33, 0x00, 0x12,
    ];

    fn asked(features: &[u8], properties: &[u8]) -> Option<usize> {
        let most = most_data(|code, output| {
            let answer = match code {
                GET_FEATURE_REQUEST => features,
                0x4233_0012 => properties,
                _ => return Err(Error::UNSUPPORTED_FEATURE),
            };
            output
                .get_mut(..answer.len())
                .ok_or(Error::COMM_DATA_LOST)?
                .copy_from_slice(answer);
            Ok(answer.len())
        });
        most.unwrap()
    }

    #[test]
    fn a_reader_tells_the_most_data() {
        let properties = [0x01, 2, 0, 0, 0x0A, 4, 0x00, 0x00, 0x01, 0x00];
        assert_eq!(asked(FEATURES, &properties), Some(65536));
        assert_eq!(asked(FEATURES, &[0x0A, 4, 0, 0, 0, 0]), Some(0));
    }

    #[test]
    fn a_reader_that_says_nothing_or_nonsense_has_no_limit() {
        assert_eq!(asked(FEATURES, &[]), None);
        assert_eq!(asked(FEATURES, &[0x0A, 2, 0, 0]), None);
        assert_eq!(asked(FEATURES, &[0x0A, 4, 0, 0]), None);
        assert_eq!(asked(&[], &[]), None);
        let refused = most_data(|_, _| Err(Error::UNSUPPORTED_FEATURE));
        assert_eq!(refused, Ok(None));
    }

    #[test]
    fn a_reader_that_is_gone_is_another_matter() {
        let gone = most_data(|_, _| Err(Error::READER_UNAVAILABLE));
        assert_eq!(gone, Err(Error::READER_UNAVAILABLE));
    }

    proptest! {
        #[test]
        fn no_answer_makes_it_panic(features: Vec<u8>, properties: Vec<u8>) {
            asked(&features, &properties);
        }
    }
}
