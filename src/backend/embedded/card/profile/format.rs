//! The TOML of a profile as it is written, before anyone asks whether it makes sense.

use serde::Deserialize;
use toml::Spanned;

/// What is wrong with a profile, and the place in the text where that shows.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: Option<usize>,
    pub(super) reason: String,
}

impl Fault {
    /// The reason, led by its line.
    pub(super) fn located(self, text: &str) -> String {
        let before = self.at.and_then(|at| text.as_bytes().get(..at));
        match before {
            Some(before) => {
                let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
                format!("line {line}: {}", self.reason)
            }
            None => self.reason,
        }
    }
}

pub(super) fn parse(text: &str) -> Result<Written, Fault> {
    toml::from_str(text).map_err(|error| Fault {
        at: error.span().map(|span| span.start),
        reason: error.message().to_owned(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    pub(super) protocols: Option<Spanned<Vec<String>>>,
    pub(super) historical: Option<Spanned<String>>,
    pub(super) atr: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) eject: bool,
    pub(super) limits: Option<Spanned<Limits>>,
    #[serde(default)]
    pub(super) pin: Vec<Spanned<Pin>>,
    #[serde(default)]
    pub(super) key: Vec<Spanned<Key>>,
    #[serde(default)]
    pub(super) object: Vec<Spanned<Object>>,
    #[serde(default)]
    pub(super) file: Vec<Spanned<File>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Limits {
    pub(super) extended: bool,
    pub(super) chaining: bool,
    pub(super) channels: u8,
    pub(super) max_data: u16,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            extended: false,
            chaining: false,
            channels: 1,
            max_data: u16::MAX,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pin {
    pub(super) reference: u8,
    pub(super) df: Option<String>,
    pub(super) text: Option<String>,
    pub(super) hex: Option<String>,
    pub(super) tries: Option<u8>,
    pub(super) min: Option<usize>,
    pub(super) max: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Key {
    pub(super) reference: u8,
    pub(super) df: Option<String>,
    pub(super) aes: String,
    pub(super) tries: Option<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Object {
    pub(super) tag: u16,
    pub(super) hex: Option<String>,
    pub(super) text: Option<String>,
    pub(super) size: Option<usize>,
    pub(super) fill: Option<Fill>,
    pub(super) read: Option<String>,
    pub(super) update: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) kind: FileKind,
    pub(super) aid: Option<String>,
    pub(super) label: Option<String>,
    pub(super) sfi: Option<u8>,
    pub(super) read: Option<String>,
    pub(super) update: Option<String>,
    pub(super) hex: Option<String>,
    pub(super) text: Option<String>,
    pub(super) size: Option<usize>,
    pub(super) fill: Option<Fill>,
    pub(super) record_size: Option<u16>,
    pub(super) records: Option<Vec<String>>,
    pub(super) max_records: Option<u8>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub(super) enum FileKind {
    Df,
    Transparent,
    LinearFixed,
    LinearVariable,
    Cyclic,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Fill {
    Zeros,
    Ones,
    Counter,
}

impl Fill {
    /// The byte at a place, counted from 0.
    pub(super) fn byte(self, at: usize) -> u8 {
        match self {
            Self::Zeros => 0x00,
            Self::Ones => 0xFF,
            Self::Counter => at.to_le_bytes().iter().fold(0, |sum, byte| sum ^ byte),
        }
    }
}

/// Hexadecimal digits as bytes; blanks and colons are passed over.
pub(super) fn hex(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut half = None;
    for character in text.chars() {
        if character.is_whitespace() || character == ':' {
            continue;
        }
        let digit = character
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
            .ok_or_else(|| format!("{character:?} is not a hexadecimal digit"))?;
        match half.take() {
            None => half = Some(digit << 4),
            Some(high) => bytes.push(high | digit),
        }
    }
    match half {
        None => Ok(bytes),
        Some(_) => Err("there is an odd number of hexadecimal digits".to_owned()),
    }
}
