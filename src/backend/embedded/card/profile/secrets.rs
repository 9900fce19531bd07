//! The PINs and keys of a profile, and the rules that name them.

use zeroize::Zeroizing;

use super::super::files::FileId;
use super::super::security::{Kind, Rule, Secret};
use super::build::Builder;
use super::format::{self, hex};

const MOST_SECRETS: usize = 64;

impl Builder {
    pub(super) fn pin(&mut self, pin: format::Pin) -> Result<(), String> {
        let reference = pin.reference;
        let value = match (pin.text, pin.hex) {
            (Some(text), None) => text.into_bytes(),
            (None, Some(digits)) => hex(&digits)?,
            _ => return Err(format!("pin {reference:#04x}: give it either text or hex")),
        };
        let lengths = (pin.min.unwrap_or(4), pin.max.unwrap_or(16));
        if value.is_empty() || lengths.0 == 0 || !(lengths.0..=lengths.1).contains(&value.len()) {
            return Err(format!(
                "pin {reference:#04x}: its length is not from min to max"
            ));
        }
        self.secret(
            Kind::Pin,
            reference,
            pin.df.as_deref(),
            value,
            lengths,
            pin.tries,
        )
    }

    pub(super) fn key(&mut self, key: format::Key) -> Result<(), String> {
        let value = hex(&key.aes)?;
        let length = value.len();
        if !matches!(length, 16 | 24 | 32) {
            return Err(format!(
                "key {:#04x}: an AES key has 16, 24 or 32 bytes",
                key.reference
            ));
        }
        let lengths = (length, length);
        self.secret(
            Kind::Key,
            key.reference,
            key.df.as_deref(),
            value,
            lengths,
            key.tries,
        )
    }

    fn secret(
        &mut self,
        kind: Kind,
        reference: u8,
        df: Option<&str>,
        value: Vec<u8>,
        lengths: (usize, usize),
        tries: Option<u8>,
    ) -> Result<(), String> {
        let value = Zeroizing::new(value);
        let tries = tries.unwrap_or(3);
        let home = match (reference, df) {
            (0x01..=0x1F, None) => FileId::MF,
            (0x81..=0x9F, Some(path)) => self.find_df(path)?,
            _ => {
                return Err(format!(
                    "reference {reference:#04x}: write 0x01 to 0x1F, or 0x81 to 0x9F and a df"
                ));
            }
        };
        if reference >= 0x80 && home == FileId::MF {
            return Err("what belongs to the MF has a reference from 0x01 to 0x1F".to_owned());
        }
        if !(1..=15).contains(&tries) {
            return Err("tries is a number from 1 to 15".to_owned());
        }
        let secrets = &mut self.contents.secrets;
        if secrets.find(kind, reference, home).is_some() {
            return Err(format!("reference {reference:#04x} is taken"));
        }
        if secrets.len() >= MOST_SECRETS {
            return Err(format!("there are at most {MOST_SECRETS} PINs and keys"));
        }
        secrets.add(Secret {
            kind,
            reference,
            home,
            value,
            lengths,
            tries,
            left: tries,
        });
        Ok(())
    }

    /// A rule for what is in a DF; without one, always.
    pub(super) fn rule(&self, written: Option<&str>, df: FileId) -> Result<Rule, String> {
        let Some(written) = written else {
            return Ok(Rule::Always);
        };
        let (kind, reference) = match written.split_once(' ') {
            None if written == "always" => return Ok(Rule::Always),
            None if written == "never" => return Ok(Rule::Never),
            Some(("pin", reference)) => (Kind::Pin, reference),
            Some(("key", reference)) => (Kind::Key, reference),
            _ => {
                return Err(format!(
                    "{written:?} is not a rule; write always, never, or for example pin 1"
                ));
            }
        };
        let reference = match reference.strip_prefix("0x") {
            Some(digits) => u8::from_str_radix(digits, 16),
            None => reference.parse(),
        };
        let reference = reference.map_err(|_| format!("{written:?} names no reference"))?;
        let secrets = &self.contents.secrets;
        self.contents
            .files
            .lineage(df)
            .find_map(|df| secrets.find(kind, reference, df))
            .map(Rule::Secret)
            .ok_or_else(|| format!("{written:?}: the card has no such thing there"))
    }
}
