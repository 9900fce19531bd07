//! The answer to reset (ISO/IEC 7816-3, clause 8): what a card says of itself on power-up.
//!
//! TS and T0, the interface bytes ([`interface`]), the historical bytes (read by
//! [`super::historical`]) and the check byte TCK.

mod build;
pub mod interface;

pub use build::build;

use super::Protocol;
use interface::{Interface, Level};
use std::fmt;
use std::ops::Range;

/// The longest an answer to reset may be (8.2.1).
pub const LONGEST: usize = 33;

/// The most historical bytes that fit in.
pub const MOST_HISTORICAL: usize = 15;

/// Why bytes are not an answer to reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtrError {
    /// More than [`LONGEST`] bytes.
    TooLong,
    /// It announces bytes that are not there.
    CutShort,
    /// The first byte is neither 3B nor 3F.
    BadFirstByte,
}

impl fmt::Display for AtrError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "an ATR has at most 33 bytes",
            Self::CutShort => "the ATR announces more bytes than it has",
            Self::BadFirstByte => "an ATR begins with 3B or 3F",
        })
    }
}

impl std::error::Error for AtrError {}

/// How the card sends its bits, by TS (8.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Convention {
    /// 3B: the lowest bit first, high is 1.
    Direct,
    /// 3F: the highest bit first, high is 0.
    Inverse,
}

/// What became of the check byte TCK (8.2.5). Real cards get it wrong, so it is told and never a
/// reason to refuse them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckByte {
    /// The card offers T=0 only, so there is none.
    NotNeeded,
    /// The bytes from T0 to TCK have the exclusive-or 0.
    Correct,
    /// They have not.
    Wrong,
    /// The bytes end before it.
    Missing,
}

/// What a card says of itself, taken from its answer to reset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Atr<'a> {
    convention: Convention,
    interface: Interface,
    historical: &'a [u8],
    check_byte: CheckByte,
    length: usize,
    extra: usize,
}

impl<'a> Atr<'a> {
    /// Reads an answer to reset. Neither the check byte nor bytes behind the end make it an error.
    ///
    /// # Errors
    /// [`AtrError`] when the interface bytes or historical bytes cannot be found.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, AtrError> {
        if bytes.len() > LONGEST {
            return Err(AtrError::TooLong);
        }
        let (&[ts, t0], rest) = bytes.split_first_chunk().ok_or(AtrError::CutShort)?;
        let convention = match ts {
            0x3B => Convention::Direct,
            0x3F => Convention::Inverse,
            _ => return Err(AtrError::BadFirstByte),
        };
        let (interface, rest) = read_interface(t0, rest).ok_or(AtrError::CutShort)?;
        let (historical, rest) = rest
            .split_at_checked(usize::from(t0 & 0x0F))
            .ok_or(AtrError::CutShort)?;
        let (check_byte, extra) = match (interface.needs_check_byte(), rest) {
            (false, extra) => (CheckByte::NotNeeded, extra),
            (true, []) => (CheckByte::Missing, rest),
            (true, [_, extra @ ..]) => {
                let checked = bytes.iter().take(bytes.len() - extra.len()).skip(1);
                let check_byte = match checked.fold(0, |sum, byte| sum ^ byte) {
                    0 => CheckByte::Correct,
                    _ => CheckByte::Wrong,
                };
                (check_byte, extra)
            }
        };
        Ok(Self {
            convention,
            interface,
            historical,
            check_byte,
            length: bytes.len() - extra.len(),
            extra: extra.len(),
        })
    }

    /// How the card sends its bits.
    pub fn convention(&self) -> Convention {
        self.convention
    }

    /// The interface bytes and what they say.
    pub fn interface(&self) -> &Interface {
        &self.interface
    }

    /// The protocols this library speaks, in the order offered; the first is the default.
    pub fn protocols(&self) -> Vec<Protocol> {
        let spoken = |number| match number {
            0 => Some(Protocol::T0),
            1 => Some(Protocol::T1),
            _ => None,
        };
        let offered = self.interface.offered();
        offered.into_iter().filter_map(spoken).collect()
    }

    /// The protocol in use after a reset unless another is negotiated.
    pub fn default_protocol(&self) -> Option<Protocol> {
        self.protocols().first().copied()
    }

    /// The historical bytes.
    pub fn historical(&self) -> &'a [u8] {
        self.historical
    }

    /// Where the historical bytes stand among the bytes parsed.
    pub fn historical_range(&self) -> Range<usize> {
        let check_byte = matches!(self.check_byte, CheckByte::Correct | CheckByte::Wrong);
        let end = self.length - usize::from(check_byte);
        end - self.historical.len()..end
    }

    /// What became of the check byte.
    pub fn check_byte(&self) -> CheckByte {
        self.check_byte
    }

    /// How many of the bytes parsed are the answer to reset, the check byte included.
    pub fn length(&self) -> usize {
        self.length
    }

    /// How many bytes stood behind its end.
    pub fn extra(&self) -> usize {
        self.extra
    }
}

/// The interface bytes that T0 announces, and what follows them; `None` when some are not there.
fn read_interface(t0: u8, mut rest: &[u8]) -> Option<(Interface, &[u8])> {
    let mut levels = Vec::new();
    let mut next = Some(t0);
    while let Some(presence) = next.filter(|presence| presence & 0xF0 != 0) {
        let mut read = |bit: u8| -> Option<Option<u8>> {
            if presence & bit == 0 {
                return Some(None);
            }
            let (&byte, after) = rest.split_first()?;
            rest = after;
            Some(Some(byte))
        };
        let level = Level {
            ta: read(0x10)?,
            tb: read(0x20)?,
            tc: read(0x40)?,
            td: read(0x80)?,
        };
        next = level.td;
        levels.push(level);
    }
    Some((Interface::new(levels), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Protocol::{T0, T1};
    use proptest::prelude::*;

    #[test]
    fn the_documented_example_offers_t0() {
        let bytes = [0x3B, 0x27, 0x00, 0x80, 0x65, 0xA2, 0x0C, 0x01, 0x01, 0x37];
        let atr = Atr::parse(&bytes).unwrap();
        assert_eq!(atr.convention(), Convention::Direct);
        assert_eq!(atr.protocols(), [T0]);
        assert_eq!(atr.historical(), &bytes[3..]);
        assert_eq!(atr.historical_range(), 3..10);
        assert_eq!(atr.check_byte(), CheckByte::NotNeeded);
        assert_eq!((atr.length(), atr.extra()), (10, 0));
    }

    #[test]
    fn broken_answers_are_told_apart() {
        assert_eq!(Atr::parse(&[]), Err(AtrError::CutShort));
        assert_eq!(Atr::parse(&[0x3B]), Err(AtrError::CutShort));
        assert_eq!(Atr::parse(&[0x3C, 0]), Err(AtrError::BadFirstByte));
        assert_eq!(Atr::parse(&[0x3B, 0x02, 1]), Err(AtrError::CutShort));
        assert_eq!(Atr::parse(&[0x3B, 0x80]), Err(AtrError::CutShort));
        assert_eq!(Atr::parse(&[0x3B, 0x70, 1, 2]), Err(AtrError::CutShort));
        assert_eq!(Atr::parse(&[0x3B; 34]), Err(AtrError::TooLong));
    }

    #[test]
    fn the_check_byte_is_told_and_never_refused() {
        let check_byte = |bytes: &[u8]| {
            let atr = Atr::parse(bytes).unwrap();
            (atr.check_byte(), atr.length(), atr.extra())
        };
        assert_eq!(check_byte(&[0x3B, 0x00]), (CheckByte::NotNeeded, 2, 0));
        let offers_t1 = [0x3B, 0x80, 0x01, 0x81];
        assert_eq!(check_byte(&offers_t1), (CheckByte::Correct, 4, 0));
        assert_eq!(check_byte(&offers_t1[..3]), (CheckByte::Missing, 3, 0));
        assert_eq!(
            check_byte(&[0x3B, 0x80, 0x01, 0xFF]),
            (CheckByte::Wrong, 4, 0)
        );
    }

    #[test]
    fn bytes_behind_the_end_are_counted() {
        let parsed = |bytes: &[u8]| {
            let atr = Atr::parse(bytes).unwrap();
            (atr.check_byte(), atr.length(), atr.extra())
        };
        assert_eq!(parsed(&[0x3B, 0x00, 7]), (CheckByte::NotNeeded, 2, 1));
        assert_eq!(
            parsed(&[0x3B, 0x80, 0x01, 0x81, 0, 0]),
            (CheckByte::Correct, 4, 2)
        );
    }

    #[test]
    fn unknown_protocols_are_passed_over() {
        // TD1: T=14, TD2: T=1
        let atr = Atr::parse(&[0x3F, 0x80, 0x8E, 0x01, 0x0F]).unwrap();
        assert_eq!(atr.convention(), Convention::Inverse);
        assert_eq!(atr.protocols(), [T1]);
    }

    #[test]
    fn as_many_levels_as_fit_are_read() {
        let mut bytes = [0x80; LONGEST];
        bytes[0] = 0x3B;
        bytes[LONGEST - 1] = 0x00;
        let atr = Atr::parse(&bytes).unwrap();
        assert_eq!(atr.interface().levels().len(), 31);
        bytes[LONGEST - 1] = 0x80;
        assert_eq!(Atr::parse(&bytes), Err(AtrError::CutShort));
    }

    fn hostile() -> impl Strategy<Value = Vec<u8>> {
        let first = prop_oneof![4 => Just(0x3B), 4 => Just(0x3F), 1 => any::<u8>()];
        (first, prop::collection::vec(any::<u8>(), 0..64)).prop_map(|(first, mut bytes)| {
            if let Some(ts) = bytes.first_mut() {
                *ts = first;
            }
            bytes
        })
    }

    proptest! {
        #[test]
        fn whatever_parses_adds_up(bytes in hostile()) {
            let Ok(atr) = Atr::parse(&bytes) else { return Ok(()) };
            prop_assert_eq!(atr.length() + atr.extra(), bytes.len());
            prop_assert_eq!(bytes.get(atr.historical_range()), Some(atr.historical()));
            prop_assert!(atr.historical_range().end <= atr.length());
            let count = |level: &Level| [level.ta, level.tb, level.tc, level.td].iter().flatten().count();
            let interface: usize = atr.interface().levels().iter().map(count).sum();
            prop_assert_eq!(2 + interface, atr.historical_range().start);
            prop_assert!(!atr.interface().offered().is_empty());
            prop_assert!(!atr.interface().offered().contains(&15));
        }

        #[test]
        fn cut_anywhere_but_at_the_check_byte_it_is_no_answer(bytes in hostile(), cut: prop::sample::Index) {
            let Ok(atr) = Atr::parse(&bytes) else { return Ok(()) };
            let end = atr.historical_range().end;
            let cut = cut.index(end);
            prop_assert_eq!(Atr::parse(&bytes[..cut]), Err(AtrError::CutShort));
            prop_assert!(Atr::parse(&bytes[..end]).is_ok());
        }
    }
}
