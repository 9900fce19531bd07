//! What the standard says: ISO/IEC 7816-3 and 7816-4, as far as bytes go.
//!
//! - [`apdu`]: a command and a reply, taken from their bytes; the class byte.
//! - [`status_word`]: the table of status words, as constants and as sentences.
//! - [`tlv`]: BER-TLV data objects, written and read.
//! - [`atr`]: the answer to reset, built and parsed.
//!
//! Everything here is a pure function of its bytes: no card, no reader and no state. Parsers
//! are total: any input gives a value or an error, never a panic.

pub mod apdu;
pub mod atr;
pub mod status_word;
pub mod tlv;

/// A transmission protocol of a contact card (ISO 7816-3, clauses 10 and 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Byte by byte; a command carries data one way only.
    T0,
    /// Block by block; a command carries data both ways.
    T1,
}
