//! Which readers there are.

use super::scard_hresult;
use crate::boundary::{OutBuffer, boundary};
use crate::wiring::readers;
use std::ffi::c_char;

/// Lists the readers by name: virtual readers first, then those of the PC/SC service.
///
/// A PC/SC service that is not there does not hide virtual readers; its error is returned only when there are no others.
/// The list may differ from one call to the next: readers come and go. May be called from any thread.
///
/// @param readers  receives the names as a multi-string: each name ended by a NUL, one more NUL at the end. The bytes are
///                 those of the service: UTF-8, unless a driver uses another encoding. NULL asks for the length only. 4096
///                 bytes hold all readers of pcsc-lite, which has 16 at most, and as many virtual ones.
/// @param len      on entry the room in readers, on return the length of the list with all its NULs, in bytes; 0 if the
///                 call failed for another reason than the room.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER               len is NULL
///         SCARD_HR_INSUFFICIENT_BUFFER   readers is too small; *len says what is needed, nothing was written
///         SCARD_HR_NO_READERS_AVAILABLE  there is no reader
///         SCARD_HR_NO_SERVICE            the PC/SC service is not running, and there is no virtual reader
///         SCARD_HR_WIN32_FILE_NOT_FOUND, SCARD_HR_WIN32_READ_FAULT, SCARD_HR_WIN32_INVALID_DATA
///                                        the profile named in SCARDSSP_VIRTUAL does not exist, cannot be read or is
///                                        not valid; the other readers are listed if there are any
///         other codes of the PC/SC service, if there is no virtual reader
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_list_readers(readers: *mut c_char, len: *mut u32) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointers must be.
        let out = unsafe { OutBuffer::new(readers.cast::<u8>(), len) }?;
        let names = self::readers().list()?;
        let mut list = Vec::new();
        for name in names {
            list.extend_from_slice(name.as_c_str().to_bytes_with_nul());
        }
        list.push(0);
        out.set(&list)
    })
}
