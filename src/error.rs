//! Why an operation failed: one type for all layers.

use crate::hresult::{self, HResult};
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
    /// A failure with a code that came from the PC/SC service; a success there is a fault of its
    /// sender.
    #[cfg(feature = "system")]
    pub(crate) fn from_code(code: HResult) -> Error {
        if code < 0 {
            Error(code)
        } else {
            Error::UNEXPECTED
        }
    }

    /// The status code: the only way from an error to a number.
    pub fn code(self) -> i32 {
        self.0
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
