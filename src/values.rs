//! The values that all layers speak of: those of the table in `enums.rs`, sets of protocols, and
//! names of readers.

use crate::error::{Error, Result};
use std::ffi::CStr;

macro_rules! enums {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident = $c_name:ident { $($(#[doc = $item_doc:literal])* $item:ident = $c_item:ident = $value:literal;)* }
    )*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Clone, Copy, PartialEq, Eq, Debug)]
            #[repr(u32)]
            pub enum $name { $($(#[doc = $item_doc])* $item = $value,)* }

            impl TryFrom<u32> for $name {
                type Error = Error;

                fn try_from(value: u32) -> Result<Self> {
                    match value {
                        $($value => Ok($name::$item),)*
                        _ => Err(Error::INVALIDARG),
                    }
                }
            }
        )*
    };
}
include!("enums.rs");

/// The protocols a caller accepts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Protocols {
    /// This one.
    Only(Protocol),
    /// T=0 or T=1, whichever the card prefers.
    Any,
}

impl Protocols {
    /// Whether a connection that speaks `protocol` satisfies the caller.
    pub fn include(self, protocol: Protocol) -> bool {
        match self {
            Protocols::Only(only) => only == protocol,
            Protocols::Any => protocol != Protocol::Raw,
        }
    }
}

impl TryFrom<u32> for Protocols {
    type Error = Error;

    fn try_from(value: u32) -> Result<Self> {
        const T0_OR_T1: u32 = Protocol::T0 as u32 | Protocol::T1 as u32;
        match value {
            T0_OR_T1 => Ok(Protocols::Any),
            _ => Protocol::try_from(value).map(Protocols::Only),
        }
    }
}

/// The name of a reader as its backend gives it: bytes, because drivers may use other encodings
/// than UTF-8.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct ReaderName(Box<CStr>);

impl ReaderName {
    /// The longest name that PC/SC knows, in bytes without the NUL: of pcsc-lite's `MAX_READERNAME` characters, which
    /// on Windows are of UTF-16 and have up to three bytes here.
    const LONGEST: usize = if cfg!(windows) { 3 * 127 } else { 127 };

    /// Refuses an empty name; one that no reader can have is unknown.
    pub(crate) fn new(name: &CStr) -> Result<Self> {
        match name.count_bytes() {
            0 => Err(Error::INVALIDARG),
            1..=Self::LONGEST => Ok(ReaderName(name.into())),
            _ => Err(Error::UNKNOWN_READER),
        }
    }

    /// The name with its NUL, as C wants it.
    pub(crate) fn as_c_str(&self) -> &CStr {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_outside_an_enum_is_an_invalid_argument() {
        for value in [0, 3, 4, u32::MAX] {
            assert_eq!(ShareMode::try_from(value), Err(Error::INVALIDARG));
        }
        assert_eq!(Disposition::try_from(4), Err(Error::INVALIDARG));
        for value in [0, 4, 5, 0xFE, 0x100, 0xFF00_00FF] {
            assert_eq!(Protocols::try_from(value), Err(Error::INVALIDARG));
        }
    }

    #[test]
    fn t0_or_t1_is_one_valid_argument() {
        let any = Protocols::try_from(3).unwrap();
        assert!(
            any.include(Protocol::T0) && any.include(Protocol::T1) && !any.include(Protocol::Raw)
        );
        assert_eq!(
            Protocols::try_from(0xFF),
            Ok(Protocols::Only(Protocol::Raw))
        );
    }
}
