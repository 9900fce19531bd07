//! The file that this library is.

use crate::error::{Error, Result};
use std::ptr;
use windows_sys::Win32::System::LibraryLoader::{
    GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
    GetModuleFileNameW, GetModuleHandleExW,
};

/// No path of Windows has more units.
const LONGEST_PATH: u32 = 0x8000;

/// Its path, without a zero at the end: in UTF-16, as a path need not be text.
pub(super) fn path() -> Result<Vec<u16>> {
    let mut module = ptr::null_mut();
    let flags =
        GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    let address: fn() -> Result<Vec<u16>> = path;
    // SAFETY: with this flag the name is any address within the library.
    if unsafe { GetModuleHandleExW(flags, address as *const u16, &mut module) } == 0 {
        return Err(Error::UNEXPECTED);
    }
    let mut path = vec![0; LONGEST_PATH as usize];
    // SAFETY: there is that much room.
    let length = unsafe { GetModuleFileNameW(module, path.as_mut_ptr(), LONGEST_PATH) };
    if length == 0 || length == LONGEST_PATH {
        return Err(Error::UNEXPECTED);
    }
    path.truncate(length as usize);
    Ok(path)
}
