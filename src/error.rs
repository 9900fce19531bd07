//! Why an operation failed: one type for all layers.

use crate::hresult::{self, HResult};
use crate::iso7816::apdu::ApduError;
use crate::iso7816::status_word::sw;
use std::fmt;

/// A failure, identified by its status code (never the code of a success).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Error(HResult);

/// The result of an operation that can fail.
pub type Result<T> = std::result::Result<T, Error>;

macro_rules! result_codes {
    (OK = $ok:literal, $ok_name:literal, $ok_message:literal; $($name:ident = $value:literal, $official:literal, $message:literal;)*) => {
        #[allow(dead_code)] // the table is complete; not every code is made by us
        impl Error {
            $(
                #[doc = concat!("`", $official, "`: ", $message)]
                pub const $name: Error = Error(hresult::$name);
            )*
        }
    };
}
include!("result_codes.rs");

impl Error {
    /// A failure with a code that came from elsewhere, the PC/SC service or somebody's COM object; a
    /// success there is a fault of its sender.
    pub(crate) fn of_code(code: HResult) -> Error {
        if code < 0 {
            Error(code)
        } else {
            Error::UNEXPECTED
        }
    }

    /// What a refusal by the card means to a caller who asked for more than one command
    /// (semantics.md, section 10; 6981 by docs/decisions.md).
    pub(crate) fn of_status_word(sw: u16) -> Error {
        match sw {
            sw::END_OF_FILE => Error::EOF,
            0x63C0 | sw::BLOCKED => Error::CHV_BLOCKED,
            0x63C1..=0x63CF => Error::WRONG_CHV,
            sw::SECURITY_NOT_SATISFIED => Error::SECURITY_VIOLATION,
            sw::CONDITIONS_NOT_SATISFIED | sw::NO_CURRENT_FILE => Error::NO_ACCESS,
            sw::FILE_NOT_FOUND => Error::FILE_NOT_FOUND,
            sw::NOT_ENOUGH_SPACE => Error::WRITE_TOO_MANY,
            sw::WRONG_OFFSET => Error::BAD_SEEK,
            sw::INSTRUCTION_NOT_SUPPORTED | sw::FUNCTION_NOT_SUPPORTED | sw::INCOMPATIBLE_FILE => {
                Error::UNSUPPORTED_FEATURE
            }
            _ => Error::CARD_UNEXPECTED,
        }
    }

    /// The status code: the only way from an error to a number.
    pub fn code(self) -> i32 {
        self.0
    }
}

impl From<ApduError> for Error {
    fn from(_: ApduError) -> Error {
        Error::INVALIDARG
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |text: Option<&'static std::ffi::CStr>| text.and_then(|text| text.to_str().ok());
        let name = text(hresult::name(self.0)).unwrap_or("UNKNOWN");
        let message =
            text(hresult::message(self.0)).unwrap_or("The code is not known to the library.");
        write!(f, "{name} (0x{:08X}): {message}", self.0)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}
