//! What the library says of itself and of codes.

use super::scard_hresult;
use crate::hresult;
use crate::iso7816::status_word;
use std::ffi::{CStr, c_char};

const fn number(text: &str) -> u32 {
    match u32::from_str_radix(text, 10) {
        Ok(number) if number < 256 => number,
        _ => panic!("a part of the version is not a number below 256"),
    }
}

const VERSION: u32 = number(env!("CARGO_PKG_VERSION_MAJOR")) << 24
    | number(env!("CARGO_PKG_VERSION_MINOR")) << 16
    | number(env!("CARGO_PKG_VERSION_PATCH")) << 8;

const VERSION_STRING: &CStr =
    match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
        Ok(text) => text,
        Err(_) => panic!("the version contains a NUL"),
    };

/// The version of the library that runs, to compare with SCARD_VERSION of the header that was compiled.
///
/// May be called from any thread.
///
/// @return 0xMMmmpp00: major, minor and patch number. The interface only grows while the major number stays; as long as
///         that is 0, while the minor number stays too.
#[unsafe(no_mangle)]
pub extern "C" fn scard_version() -> u32 {
    VERSION
}

/// The version as text.
///
/// May be called from any thread.
///
/// @return such as "0.1.0"; never NULL. The library owns the text, it stays valid.
#[unsafe(no_mangle)]
pub extern "C" fn scard_version_string() -> *const c_char {
    VERSION_STRING.as_ptr()
}

/// The official name of a result code.
///
/// May be called from any thread.
///
/// @param hr  any value.
/// @return such as "SCARD_E_NO_SMARTCARD"; "UNKNOWN" for a code that the library does not know; never NULL. The library
///         owns the text, it stays valid.
#[unsafe(no_mangle)]
pub extern "C" fn scard_hresult_name(hr: scard_hresult) -> *const c_char {
    hresult::name(hr).unwrap_or(c"UNKNOWN").as_ptr()
}

/// What a result code means and what to do about it.
///
/// May be called from any thread.
///
/// @param hr  any value.
/// @return one English sentence for the user or the log; for a code that the library does not know, one that says so;
///         never NULL. The library owns the text, it stays valid.
#[unsafe(no_mangle)]
pub extern "C" fn scard_hresult_message(hr: scard_hresult) -> *const c_char {
    let unknown = c"The code is not one of this library or of smart-card services; look it up as a Windows HRESULT.";
    hresult::message(hr).unwrap_or(unknown).as_ptr()
}

/// What a status word means by ISO/IEC 7816-4, 5.6; families too (61xx, 63Cx, 6Cxx and so on).
///
/// May be called from any thread.
///
/// @param sw  SW1 in the high byte, SW2 in the low byte: the last two bytes of a reply.
/// @return one English sentence; for a status word that the standard does not define, one that says so; never NULL. The
///         library owns the text, it stays valid.
#[unsafe(no_mangle)]
pub extern "C" fn scard_status_word_message(sw: u16) -> *const c_char {
    status_word::message(sw).as_ptr()
}
