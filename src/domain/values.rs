//! The values callers choose from, made from the table in `enums.rs`, and what can be asked with them.

use crate::error::{Error, Result};

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
include!("../enums.rs");

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
