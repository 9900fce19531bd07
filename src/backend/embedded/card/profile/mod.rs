//! Profiles: what is on a card, written down in TOML.
//!
//! `builtin.toml` is a complete example and says in comments what each key means; copy it as a
//! start. Every key may be left out unless said otherwise, and an unknown key is an error. Bytes
//! are strings of hexadecimal digits; blanks, line ends and colons in them are passed over.
//!
//! | at the top | |
//! |---|---|
//! | `protocols` | `["T=0", "T=1"]`: one or both; with both, T=0 is the default after a reset |
//! | `historical` | up to 15 historical bytes; the rest of the ATR follows from `protocols` |
//! | `atr` | the whole ATR instead of these two: taken as it is, the protocols read from it |
//! | `eject` | `true`: the card leaves the reader when a program asks to eject it |
//!
//! | `[limits]` | |
//! |---|---|
//! | `extended` | `true`: extended length on T=1 |
//! | `chaining` | `true`: command chaining |
//! | `channels` | logical channels with the basic one, 1 to 20; above 4 they use classes 40 to 4F |
//! | `max_data` | longest data field of a command or a whole chain, up to 65535 |
//!
//! | `[[pin]]` | |
//! |---|---|
//! | `reference` | required. P2 of VERIFY: 0x01 to 0x1F, or 0x81 to 0x9F for a PIN of one DF |
//! | `df` | path of that DF, as in `[[file]]` |
//! | `text` or `hex` | required. The PIN, as characters or bytes |
//! | `tries` | wrong attempts until it is blocked, 1 to 15; 3 |
//! | `min`, `max` | lengths a new PIN may have; 4 and 16 |
//!
//! | `[[key]]` | |
//! |---|---|
//! | `reference`, `df`, `tries` | as for a PIN; P2 of INTERNAL and EXTERNAL AUTHENTICATE |
//! | `aes` | required. 16, 24 or 32 bytes |
//!
//! A challenge shorter than 16 bytes is padded with zero bytes on the right, for both commands.
//!
//! | `[[object]]` | for GET DATA and PUT DATA |
//! |---|---|
//! | `tag` | required. P1-P2, for example `0x5F50` |
//! | `hex`, `text`, `size`, `fill` | the value, as the content of a file; `size` is its room too |
//! | `read`, `update` | rules, as for a file |
//!
//! | `[[file]]` | a DF before the files in it |
//! |---|---|
//! | `path` | required. `"3F00/7F10/0001"`; `"3F00"` is for naming the MF |
//! | `kind` | required. `df`, `transparent`, `linear-fixed`, `linear-variable`, `cyclic` |
//! | `aid`, `label` | of a DF: its application identifier (DF name), 1 to 16 bytes; its label |
//! | `sfi` | of an EF: its short identifier, 1 to 30 |
//! | `read`, `update` | rules of an EF: `"always"`, `"never"`, `"pin 1"`, `"key 0x81"` |
//! | `hex` or `text` | of a transparent EF: its content |
//! | `size` | of a transparent EF: its size, when longer than the content given |
//! | `fill` | what follows the content up to `size`: `zeros` (the default), `ones`, `counter` |
//! | `record_size` | of a record EF, required: the size of its records, or the largest |
//! | `records` | of a record EF: its records, in hexadecimal; record 1 first |
//! | `max_records` | of a record EF: how many it can hold, up to 254 |
//!
//! `fill = "counter"` makes byte `i` the XOR of the four bytes of `i`, counted from 0 at the
//! beginning of the file, so that a test can tell where any byte came from.

mod build;
mod format;
mod secrets;

use std::fmt;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use once_cell::race::OnceBox;

use super::Contents;
use crate::iso7816::{Protocol, atr};

/// A profile text longer than this is not read.
const LONGEST_TEXT: u64 = 8 << 20;

/// What is on a card. See the module for the format.
#[derive(Clone)]
pub struct Profile {
    atr: Vec<u8>,
    /// At least one, the default first.
    protocols: Vec<Protocol>,
    ejects: bool,
    contents: Contents,
}

/// Why there is no profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileError {
    /// There is no file of that name.
    NotFound,
    /// The file cannot be read; the system's reason.
    Unreadable(String),
    /// It is read, but describes no card: what is wrong, with the line where that is known.
    Invalid(String),
}

impl Profile {
    /// The profile in `builtin.toml`.
    pub fn builtin() -> Self {
        // Two threads may both parse it, but none waits for the other: a process forked meanwhile would wait for ever.
        static BUILTIN: OnceBox<Profile> = OnceBox::new();
        let parse = || match Self::parse(include_str!("../builtin.toml")) {
            Ok(profile) => Box::new(profile),
            Err(error) => unreachable!("a test keeps the built-in profile valid: {error}"),
        };
        BUILTIN.get_or_init(parse).clone()
    }

    /// Reads a profile from a file.
    ///
    /// # Errors
    /// [`ProfileError`] when there is no file, no text in it, or no profile in the text.
    pub fn load(path: &Path) -> Result<Self, ProfileError> {
        let unreadable = |error: std::io::Error| match error.kind() {
            ErrorKind::NotFound => ProfileError::NotFound,
            ErrorKind::InvalidData => ProfileError::Invalid("the text is not UTF-8".to_owned()),
            _ => ProfileError::Unreadable(error.to_string()),
        };
        let mut text = String::new();
        File::open(path)
            .and_then(|file| file.take(LONGEST_TEXT + 1).read_to_string(&mut text))
            .map_err(unreadable)?;
        Self::parse(&text)
    }

    /// Reads a profile from its text.
    ///
    /// # Errors
    /// [`ProfileError::Invalid`] with the reason.
    pub fn parse(toml: &str) -> Result<Self, ProfileError> {
        if toml.len() as u64 > LONGEST_TEXT {
            let limit = LONGEST_TEXT >> 20;
            let reason = format!("the text is longer than {limit} MiB");
            return Err(ProfileError::Invalid(reason));
        }
        format::parse(toml)
            .and_then(build::build)
            .map_err(|fault| ProfileError::Invalid(fault.located(toml)))
    }

    /// The answer to reset.
    pub fn atr(&self) -> &[u8] {
        &self.atr
    }

    /// The protocols offered. The first is in use after a reset, without PPS.
    pub fn protocols(&self) -> &[Protocol] {
        &self.protocols
    }

    /// Whether the card leaves the reader when a program asks to eject it.
    pub fn ejects(&self) -> bool {
        self.ejects
    }

    /// The same card offering one protocol only, its ATR built anew with the same historical
    /// bytes; `None` when it does not offer that protocol.
    pub fn only(self, protocol: Protocol) -> Option<Self> {
        if self.protocols == [protocol] {
            return Some(self);
        }
        if !self.protocols.contains(&protocol) {
            return None;
        }
        let historical = atr::Atr::parse(&self.atr).ok()?.historical();
        let atr = atr::build(&[protocol], historical);
        Some(Self {
            atr,
            protocols: vec![protocol],
            ..self
        })
    }

    pub(super) fn default_protocol(&self) -> Protocol {
        self.protocols.first().copied().unwrap_or(Protocol::T0)
    }

    pub(super) fn contents(&self) -> &Contents {
        &self.contents
    }

    /// A card keeps its memory in the profile that it was made of.
    pub(super) fn contents_mut(&mut self) -> &mut Contents {
        &mut self.contents
    }
}

impl fmt::Debug for Profile {
    /// Never what is on the card: that includes PINs and keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("atr", &self.atr)
            .field("protocols", &self.protocols)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("there is no such profile; check the name of the file"),
            Self::Unreadable(reason) => write!(
                f,
                "the profile cannot be read ({reason}); check its permissions, and that it is UTF-8"
            ),
            Self::Invalid(reason) => write!(f, "the profile needs correcting: {reason}"),
        }
    }
}

impl std::error::Error for ProfileError {}

#[cfg(test)]
mod tests;
