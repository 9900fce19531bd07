//! Readers and cards inside the process.

use super::scard_hresult;
use crate::boundary::{boundary, optional_text, text};
use crate::error::{Error, Result};
use crate::values::ReaderName;
use crate::wiring;
use std::ffi::{CStr, c_char};
use std::path::Path;

/// Adds a virtual reader with a card in it: a software ISO 7816-4 card inside the process.
///
/// Every other function treats it as any reader. It exists until it is removed or the process ends; a forked child does
/// not have it. The environment variable SCARDSSP_VIRTUAL does the same without a call: 1 adds the built-in card in the
/// reader "scardssp Virtual Reader 00", a path the card of that profile; set-id programs ignore it.
/// May be called from any thread.
///
/// @param name     the name of the new reader, 1 to 127 bytes, UTF-8. A PC/SC reader of the same name is hidden by it.
/// @param profile  the path of a TOML file that describes the card; NULL for the built-in card.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER               name is NULL
///         SCARD_HR_INVALIDARG            name is empty or longer than 127 bytes
///         SCARD_HR_DUPLICATE_READER      there is a virtual reader of this name
///         SCARD_HR_WIN32_FILE_NOT_FOUND  the profile does not exist
///         SCARD_HR_WIN32_READ_FAULT      the profile cannot be read
///         SCARD_HR_WIN32_INVALID_DATA    the profile is not valid; the example program "card --check" names the line
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_virtual_reader_add(
    name: *const c_char,
    profile: *const c_char,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointers must be.
        let (name, profile) = unsafe { (text(name)?, optional_text(profile)?) };
        let name = ReaderName::new(name).map_err(|_| Error::INVALIDARG)?;
        wiring::add_virtual_reader(&name, path(profile)?)
    })
}

/// Removes a virtual reader, as if it were unplugged.
///
/// Sessions with its card get SCARD_HR_READER_UNAVAILABLE from then on; they still must be detached, which succeeds.
/// May be called from any thread.
///
/// @param name  the name it was added by; "scardssp Virtual Reader 00" removes the one of SCARDSSP_VIRTUAL.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         name is NULL
///         SCARD_HR_INVALIDARG      name is empty
///         SCARD_HR_UNKNOWN_READER  there is no virtual reader of this name
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_virtual_reader_remove(name: *const c_char) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let name = ReaderName::new(unsafe { text(name) }?)?;
        wiring::remove_virtual_reader(&name)
    })
}

/// Puts a card into a virtual reader that has none.
///
/// It is a new card: PIN counters and files are those of the profile. May be called from any thread.
///
/// @param name     the reader.
/// @param profile  the path of a TOML file that describes the card; NULL for the built-in card.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER               name is NULL
///         SCARD_HR_INVALIDARG            name is empty
///         SCARD_HR_UNKNOWN_READER        there is no virtual reader of this name
///         SCARD_HR_WIN32_ALREADY_EXISTS  there is a card in it; take it out first
///         SCARD_HR_WIN32_FILE_NOT_FOUND, SCARD_HR_WIN32_READ_FAULT, SCARD_HR_WIN32_INVALID_DATA
///                                        the profile does not exist, cannot be read or is not valid
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_virtual_card_insert(
    name: *const c_char,
    profile: *const c_char,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointers must be.
        let (name, profile) = unsafe { (text(name)?, optional_text(profile)?) };
        wiring::insert_virtual_card(&ReaderName::new(name)?, path(profile)?)
    })
}

/// Takes the card out of a virtual reader.
///
/// Sessions with it get SCARD_HR_REMOVED_CARD until a card is in the reader again and they call scard_reattach.
/// May be called from any thread.
///
/// @param name  the reader.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         name is NULL
///         SCARD_HR_INVALIDARG      name is empty
///         SCARD_HR_UNKNOWN_READER  there is no virtual reader of this name
///         SCARD_HR_NO_SMARTCARD    there is no card in it
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_virtual_card_remove(name: *const c_char) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let name = ReaderName::new(unsafe { text(name) }?)?;
        wiring::remove_virtual_card(&name)
    })
}

/// A path from C: bytes on Unix, UTF-8 elsewhere.
fn path(path: Option<&CStr>) -> Result<Option<&Path>> {
    #[cfg(unix)]
    fn to_path(path: &CStr) -> Result<&Path> {
        use std::os::unix::ffi::OsStrExt;
        Ok(Path::new(std::ffi::OsStr::from_bytes(path.to_bytes())))
    }
    #[cfg(not(unix))]
    fn to_path(path: &CStr) -> Result<&Path> {
        path.to_str().map(Path::new).map_err(|_| Error::INVALIDARG)
    }
    path.map(to_path).transpose()
}
