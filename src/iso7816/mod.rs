//! What the standard says: ISO/IEC 7816-3 and 7816-4, as far as bytes go.
//!
//! - [`apdu`]: a command and a reply, built and taken from their bytes; the class byte.
//! - [`commands`]: the commands that ISCardISO7816 builds.
//! - [`status_word`]: the table of status words, as constants and as sentences.
//! - [`tlv`]: BER-TLV data objects, written and read.
//! - [`atr`]: the answer to reset, built and parsed.
//! - [`historical`]: what its historical bytes say; [`atr_info`]: what the file EF.ATR/INFO adds.
//! - [`path`]: how callers name a file; [`file_control`]: what SELECT gives back of a file.
//!
//! Everything here is a pure function of its bytes: no card, no reader and no state. Parsers
//! are total: any input gives a value or an error, never a panic.

pub mod apdu;
pub mod atr;
pub mod atr_info;
pub mod commands;
pub mod file_control;
pub mod historical;
pub mod path;
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
