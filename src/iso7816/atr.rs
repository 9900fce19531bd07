//! The answer to reset (ISO 7816-3, clause 8): what a card says of itself on power-up.

use std::fmt;

use super::Protocol;

/// The longest an answer to reset may be.
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

/// What a card offers, taken from its answer to reset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Atr<'a> {
    offered: Vec<u8>,
    historical: &'a [u8],
}

impl<'a> Atr<'a> {
    /// Reads an answer to reset. A wrong check byte is no error, a missing one is.
    ///
    /// # Errors
    /// [`AtrError`] when the interface bytes or historical bytes cannot be found.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, AtrError> {
        if bytes.len() > LONGEST {
            return Err(AtrError::TooLong);
        }
        let (&[ts, t0], mut rest) = bytes.split_first_chunk().ok_or(AtrError::CutShort)?;
        if !matches!(ts, 0x3B | 0x3F) {
            return Err(AtrError::BadFirstByte);
        }
        let mut offered = Vec::new();
        let mut next = Some(t0);
        while let Some(presence) = next {
            let others = (presence >> 4 & 0b0111).count_ones() as usize; // TA, TB and TC
            rest = rest.get(others..).ok_or(AtrError::CutShort)?;
            next = None;
            if presence & 0x80 != 0 {
                let (&td, after) = rest.split_first().ok_or(AtrError::CutShort)?;
                offered.push(td & 0x0F);
                (next, rest) = (Some(td), after);
            }
        }
        if offered.is_empty() {
            offered.push(0); // said by saying nothing
        }
        let check_byte = usize::from(offered.iter().any(|&protocol| protocol != 0));
        let (historical, rest) = rest
            .split_at_checked(usize::from(t0 & 0x0F))
            .ok_or(AtrError::CutShort)?;
        if rest.len() < check_byte {
            return Err(AtrError::CutShort);
        }
        Ok(Self {
            offered,
            historical,
        })
    }

    /// The protocols this library speaks, in the order offered; the first is the default.
    pub fn protocols(&self) -> Vec<Protocol> {
        let mut protocols = Vec::new();
        for &number in &self.offered {
            let protocol = match number {
                0 => Protocol::T0,
                1 => Protocol::T1,
                _ => continue,
            };
            if !protocols.contains(&protocol) {
                protocols.push(protocol);
            }
        }
        protocols
    }

    /// The protocol in use after a reset unless another is negotiated.
    pub fn default_protocol(&self) -> Option<Protocol> {
        self.protocols().first().copied()
    }

    /// The historical bytes.
    pub fn historical(&self) -> &'a [u8] {
        self.historical
    }
}

/// Builds an answer to reset offering these protocols, T=0 first when there are both.
///
/// T=1 is offered with the largest block size, 254. Historical bytes beyond 15 are left out.
pub fn build(protocols: &[Protocol], historical: &[u8]) -> Vec<u8> {
    let t0 = protocols.contains(&Protocol::T0);
    let t1 = protocols.contains(&Protocol::T1);
    let historical = historical.get(..MOST_HISTORICAL).unwrap_or(historical);
    let count = u8::try_from(historical.len()).unwrap_or_default();

    let mut atr = vec![0x3B];
    if t1 {
        let td1 = if t0 { 0x80 } else { 0x81 };
        // TD2 and TA3: T=1 with a block size of FE.
        atr.extend([0x80 | count, td1, 0x11, 0xFE]);
    } else {
        atr.push(count);
    }
    atr.extend_from_slice(historical);
    if t1 {
        atr.push(atr.iter().skip(1).fold(0, |check, byte| check ^ byte));
    }
    atr
}

#[cfg(test)]
mod tests {
    use super::*;
    use Protocol::{T0, T1};
    use proptest::prelude::*;

    #[test]
    fn what_is_built_parses_back() {
        for protocols in [&[T0][..], &[T1], &[T0, T1]] {
            for count in 0..=15 {
                let historical: Vec<u8> = (0..count).collect();
                let bytes = build(protocols, &historical);
                let atr = Atr::parse(&bytes).unwrap();
                assert_eq!(atr.protocols(), protocols);
                assert_eq!(atr.historical(), historical);
                assert_eq!(atr.default_protocol(), protocols.first().copied());
            }
        }
    }

    #[test]
    fn the_check_byte_makes_the_sum_zero() {
        let atr = build(&[T0, T1], &[1, 2, 3]);
        assert_eq!(atr.iter().skip(1).fold(0, |sum, byte| sum ^ byte), 0);
        assert_eq!(build(&[T0], &[1, 2]), [0x3B, 0x02, 1, 2]);
    }

    #[test]
    fn the_documented_example_offers_t0() {
        let bytes = [0x3B, 0x27, 0x00, 0x80, 0x65, 0xA2, 0x0C, 0x01, 0x01, 0x37];
        let atr = Atr::parse(&bytes).unwrap();
        assert_eq!(atr.protocols(), [T0]);
        assert_eq!(atr.historical().len(), 7);
    }

    #[test]
    fn broken_answers_are_told_apart() {
        assert_eq!(Atr::parse(&[]), Err(AtrError::CutShort));
        assert_eq!(Atr::parse(&[0x3B]), Err(AtrError::CutShort));
        assert_eq!(Atr::parse(&[0x3C, 0]), Err(AtrError::BadFirstByte));
        assert_eq!(Atr::parse(&[0x3B, 0x02, 1]), Err(AtrError::CutShort));
        assert_eq!(Atr::parse(&[0x3B, 0x80]), Err(AtrError::CutShort));
        assert_eq!(Atr::parse(&[0x3B, 0x80, 0x01]), Err(AtrError::CutShort));
        assert_eq!(Atr::parse(&[0x3B; 34]), Err(AtrError::TooLong));
        assert!(Atr::parse(&[0x3B, 0x80, 0x01, 0xFF]).is_ok(), "wrong TCK");
    }

    #[test]
    fn unknown_protocols_are_passed_over() {
        // TD1: T=14, TD2: T=1
        let atr = Atr::parse(&[0x3F, 0x80, 0x8E, 0x01, 0x0F]).unwrap();
        assert_eq!(atr.protocols(), [T1]);
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_parser_panic(mut bytes: Vec<u8>, ts in prop::bool::ANY) {
            if let (true, Some(first)) = (ts, bytes.first_mut()) {
                *first = 0x3B;
            }
            let _ = Atr::parse(&bytes);
        }
    }
}
