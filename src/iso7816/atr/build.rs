//! Building an answer to reset, for the virtual card.

use super::MOST_HISTORICAL;
use crate::iso7816::Protocol;

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
    use crate::iso7816::atr::{Atr, CheckByte};
    use Protocol::{T0, T1};

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
                assert_eq!(atr.extra(), 0);
                if protocols.contains(&T1) {
                    assert_eq!(atr.check_byte(), CheckByte::Correct);
                    assert_eq!(atr.interface().block_protocol().ifsc, 254);
                }
            }
        }
    }

    #[test]
    fn the_check_byte_makes_the_sum_zero() {
        let atr = build(&[T0, T1], &[1, 2, 3]);
        assert_eq!(atr.iter().skip(1).fold(0, |sum, byte| sum ^ byte), 0);
        assert_eq!(build(&[T0], &[1, 2]), [0x3B, 0x02, 1, 2]);
    }
}
