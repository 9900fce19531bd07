//! BSTR: UTF-16 with its length in front and a zero behind.
//!
//! A block begins with 16 bytes, the last 4 of which are the length in bytes, so that the text is aligned as
//! the block is.

use super::super::abi::BSTR;
use super::task_memory::{CoTaskMemFree, zeroed};
use std::ffi::{c_char, c_void};
use std::{ptr, slice};
use zeroize::Zeroize;

/// What stands in front of the text.
const PREFIX: usize = 16;
/// What stands behind it: a zero of 16 bits, also behind an odd number of bytes.
const SUFFIX: usize = 3;

/// A copy of a text that ends with a zero; NULL for NULL or when there is no memory.
///
/// # Safety
/// `text` is NULL or ends with a zero.
pub(crate) unsafe fn SysAllocString(text: *const u16) -> BSTR {
    if text.is_null() {
        return ptr::null_mut();
    }
    let mut units = 0_usize;
    // SAFETY: the zero is not before this unit, so it is part of the text.
    while unsafe { text.add(units).read() } != 0 {
        units += 1;
    }
    let bytes = units.checked_mul(size_of::<u16>());
    // SAFETY: the text has that many.
    unsafe { allocate(text.cast(), bytes) }
}

/// A copy of as many units, zeros among them; zeros for NULL.
///
/// # Safety
/// `text` is NULL or has that many units.
pub(crate) unsafe fn SysAllocStringLen(text: *const u16, units: u32) -> BSTR {
    let bytes = (units as usize).checked_mul(size_of::<u16>());
    // SAFETY: as the caller promises.
    unsafe { allocate(text.cast(), bytes) }
}

/// A copy of as many bytes, which are no text; zeros for NULL.
///
/// # Safety
/// `bytes` is NULL or has that many.
pub(crate) unsafe fn SysAllocStringByteLen(bytes: *const c_char, count: u32) -> BSTR {
    // SAFETY: as the caller promises.
    unsafe { allocate(bytes.cast(), Some(count as usize)) }
}

/// # Safety
/// `content` is NULL or has `bytes` bytes.
unsafe fn allocate(content: *const u8, bytes: Option<usize>) -> BSTR {
    let Some(bytes) = bytes else {
        return ptr::null_mut();
    };
    let (Ok(length), Some(size)) = (u32::try_from(bytes), bytes.checked_add(PREFIX + SUFFIX))
    else {
        return ptr::null_mut();
    };
    let block = zeroed(size).cast::<u8>();
    if block.is_null() {
        return ptr::null_mut();
    }
    // SAFETY: within the block, which is aligned for anything; nothing else points into it.
    unsafe {
        let text = block.add(PREFIX);
        text.cast::<u32>().sub(1).write(length);
        if !content.is_null() {
            text.copy_from_nonoverlapping(content, bytes);
        }
        text.cast()
    }
}

/// Wipes and frees a string, which may be a PIN; NULL is nothing.
///
/// # Safety
/// `text` is NULL or of one of the functions above and not freed.
pub(crate) unsafe fn SysFreeString(text: BSTR) {
    if !text.is_null() {
        // SAFETY: a BSTR has as many bytes as it says, and the block begins in front of it.
        unsafe {
            let bytes = text.cast::<u8>();
            slice::from_raw_parts_mut(bytes, SysStringByteLen(text) as usize).zeroize();
            CoTaskMemFree(bytes.sub(PREFIX).cast::<c_void>());
        }
    }
}

/// Its length in bytes.
///
/// # Safety
/// `text` is NULL or a BSTR.
pub(crate) unsafe fn SysStringByteLen(text: BSTR) -> u32 {
    if text.is_null() {
        return 0;
    }
    // SAFETY: a BSTR has its length in front.
    unsafe { text.cast::<u32>().sub(1).read() }
}

/// Its length in units.
///
/// # Safety
/// `text` is NULL or a BSTR.
pub(crate) unsafe fn SysStringLen(text: BSTR) -> u32 {
    // SAFETY: as the caller promises.
    unsafe { SysStringByteLen(text) / size_of::<u16>() as u32 }
}

/// Puts a copy of a text, which may be of the old one, in the place of a BSTR; 0 when there is no memory.
///
/// # Safety
/// `slot` is NULL or holds a BSTR or NULL; `text` as for [`SysAllocString`].
pub(crate) unsafe fn SysReAllocString(slot: *mut BSTR, text: *const u16) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { replace(slot, text.is_null(), || SysAllocString(text)) }
}

/// The same with a length.
///
/// # Safety
/// `slot` is NULL or holds a BSTR or NULL; `text` as for [`SysAllocStringLen`].
pub(crate) unsafe fn SysReAllocStringLen(slot: *mut BSTR, text: *const u16, units: u32) -> i32 {
    // SAFETY: as the caller promises.
    unsafe { replace(slot, false, || SysAllocStringLen(text, units)) }
}

/// # Safety
/// `slot` is NULL or holds a BSTR or NULL.
unsafe fn replace(slot: *mut BSTR, to_null: bool, make: impl FnOnce() -> BSTR) -> i32 {
    if slot.is_null() {
        return 0;
    }
    let made = make();
    if made.is_null() && !to_null {
        return 0;
    }
    // SAFETY: as the caller promises.
    unsafe { SysFreeString(slot.replace(made)) };
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_has_its_length_in_front_and_a_zero_behind() {
        let text: Vec<u16> = "Grüße\0".encode_utf16().collect();
        // SAFETY: the text ends with a zero; the string is read within its block.
        unsafe {
            let string = SysAllocString(text.as_ptr());
            assert_eq!(string.addr() % align_of::<u64>(), 0);
            assert_eq!(string.cast::<u32>().sub(1).read(), 10);
            assert_eq!((SysStringLen(string), SysStringByteLen(string)), (5, 10));
            assert_eq!(std::slice::from_raw_parts(string, 6), text);
            SysFreeString(string);
        }
    }

    #[test]
    fn zeros_inside_and_odd_lengths_are_kept() {
        // SAFETY: each pointer has what is said of it; strings are read within their blocks.
        unsafe {
            let text = [0, 0x41, 0, 0x42];
            let string = SysAllocStringLen(text.as_ptr(), 4);
            assert_eq!(SysStringLen(string), 4);
            assert_eq!(std::slice::from_raw_parts(string, 5), [0, 0x41, 0, 0x42, 0]);
            SysFreeString(string);
            let string = SysAllocStringByteLen(c"abc".as_ptr(), 3);
            assert_eq!((SysStringLen(string), SysStringByteLen(string)), (1, 3));
            let bytes = std::slice::from_raw_parts(string.cast::<u8>(), 6);
            assert_eq!(bytes, b"abc\0\0\0");
            SysFreeString(string);
            let zeros = SysAllocStringLen(ptr::null(), 2);
            assert_eq!(std::slice::from_raw_parts(zeros, 3), [0; 3]);
            SysFreeString(zeros);
        }
    }

    #[test]
    fn null_is_an_empty_string() {
        // SAFETY: NULL is allowed, and a length that no memory has is refused before anything is read.
        unsafe {
            assert!(SysAllocString(ptr::null()).is_null());
            assert!(SysAllocStringLen(ptr::null(), u32::MAX).is_null());
            assert_eq!(SysStringLen(ptr::null_mut()), 0);
            assert_eq!(SysStringByteLen(ptr::null_mut()), 0);
            SysFreeString(ptr::null_mut());
            assert_eq!(SysReAllocString(ptr::null_mut(), ptr::null()), 0);
        }
    }

    #[test]
    fn a_string_can_be_replaced_by_a_part_of_itself() {
        let text = [0x41, 0x42, 0x43, 0];
        // SAFETY: the string holds three units, and its end is read before it is freed.
        unsafe {
            let mut string = SysAllocString(text.as_ptr());
            assert_eq!(SysReAllocString(&mut string, string.add(1)), 1);
            assert_eq!(std::slice::from_raw_parts(string, 3), [0x42, 0x43, 0]);
            assert_eq!(SysReAllocStringLen(&mut string, string, 1), 1);
            assert_eq!(std::slice::from_raw_parts(string, 2), [0x42, 0]);
            assert_eq!(SysReAllocString(&mut string, ptr::null()), 1);
            assert!(string.is_null());
        }
    }
}
