//! What every face to another language needs: panics stop here, and pointers become references or
//! are refused.

#![allow(unsafe_code)] // this is where pointers of the caller are followed

use crate::error::{Error, Result};
use crate::hresult::{self, HResult};
use std::ffi::{CStr, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;

/// Runs the body of an exported function. A panic becomes `UNEXPECTED` and never leaves us.
pub(crate) fn boundary(body: impl FnOnce() -> Result<()>) -> HResult {
    let result = catch_unwind(AssertUnwindSafe(|| {
        #[cfg(feature = "planted-panic")]
        if std::env::var_os("SCARDSSP_PLANT_PANIC").is_some() {
            panic!("planted by the test of the panic guard");
        }
        body()
    }));
    match result {
        Ok(Ok(())) => hresult::OK,
        Ok(Err(error)) => error.code(),
        Err(_) => hresult::UNEXPECTED,
    }
}

/// Bytes lent by the caller, at most `most`; NULL is fine when `len` is 0.
///
/// # Safety
/// A `ptr` that is not NULL points to `len` readable bytes, which nobody writes while the result is
/// in use.
pub(crate) unsafe fn bytes<'call>(ptr: *const u8, len: u32, most: usize) -> Result<&'call [u8]> {
    if len == 0 {
        return Ok(&[]); // a slice with a NULL pointer is undefined behaviour even when empty
    }
    let ptr = NonNull::new(ptr.cast_mut()).ok_or(Error::POINTER)?;
    let len = usize::try_from(len).ok().filter(|len| *len <= most);
    let len = len.ok_or(Error::INVALIDARG)?;
    // SAFETY: not NULL, `most` is far below what a slice may have, and the caller lends `len` bytes
    // until the call returns.
    Ok(unsafe { std::slice::from_raw_parts(ptr.as_ptr(), len) })
}

/// A NUL-terminated text lent by the caller, as bytes: names of readers need not be UTF-8. NULL is
/// refused.
///
/// # Safety
/// A `ptr` that is not NULL points to a NUL-terminated string, which nobody writes while the result
/// is in use.
pub(crate) unsafe fn text<'call>(ptr: *const c_char) -> Result<&'call CStr> {
    let ptr = NonNull::new(ptr.cast_mut()).ok_or(Error::POINTER)?;
    // SAFETY: not NULL, and the caller promises the NUL.
    Ok(unsafe { CStr::from_ptr(ptr.as_ptr()) })
}

/// As [`text`], with NULL as `None`.
///
/// # Safety
/// As [`text`].
pub(crate) unsafe fn optional_text<'call>(ptr: *const c_char) -> Result<Option<&'call CStr>> {
    if ptr.is_null() {
        return Ok(None);
    }
    // SAFETY: as the caller of this function promises.
    unsafe { text(ptr) }.map(Some)
}

/// A slot that the caller wants filled: checked and cleared on entry, written once on success.
pub(crate) struct Out<T>(NonNull<T>);

impl<T> Out<T> {
    /// Refuses NULL, else stores `empty`, so that no caller reads a stale value after a failure.
    ///
    /// # Safety
    /// A `ptr` that is not NULL is writable and aligned until the call returns.
    pub(crate) unsafe fn new(ptr: *mut T, empty: T) -> Result<Out<T>> {
        let slot = NonNull::new(ptr).ok_or(Error::POINTER)?;
        // SAFETY: not NULL; writable as the caller promises. What it holds may be uninitialised and
        // is not dropped.
        unsafe { slot.as_ptr().write(empty) };
        Ok(Out(slot))
    }

    /// Stores the result.
    pub(crate) fn set(self, value: T) {
        // SAFETY: checked in `new`, valid until the call returns.
        unsafe { self.0.as_ptr().write(value) }
    }
}

/// A buffer that the caller wants filled, with its room on entry and the length on return.
///
/// It stays a pointer until the bytes are copied: a caller may pass the same memory for input and
/// output.
pub(crate) struct OutBuffer {
    buffer: Option<NonNull<u8>>,
    room: usize,
    len: Out<u32>,
}

impl OutBuffer {
    /// Refuses a NULL `len`; a NULL `buffer` asks for the length. The length is 0 until the buffer
    /// is filled.
    ///
    /// # Safety
    /// A `len` that is not NULL is readable and writable; a `buffer` that is not NULL has room for
    /// `*len` bytes.
    pub(crate) unsafe fn new(buffer: *mut u8, len: *mut u32) -> Result<OutBuffer> {
        let len = NonNull::new(len).ok_or(Error::POINTER)?.as_ptr();
        // SAFETY: not NULL, and the caller promises that it is readable.
        let room = unsafe { len.read() };
        Ok(OutBuffer {
            buffer: NonNull::new(buffer),
            room: usize::try_from(room).map_err(|_| Error::INVALIDARG)?,
            // SAFETY: as the caller of this function promises.
            len: unsafe { Out::new(len, 0) }?,
        })
    }

    /// Whether the caller passed a buffer at all.
    pub(crate) fn is_there(&self) -> bool {
        self.buffer.is_some()
    }

    /// Copies the bytes, or says how much room they need and copies nothing.
    pub(crate) fn set(self, bytes: &[u8]) -> Result<()> {
        let len = u32::try_from(bytes.len()).map_err(|_| Error::UNEXPECTED)?;
        self.len.set(len);
        let Some(buffer) = self.buffer else {
            return Ok(());
        };
        if self.room < bytes.len() {
            return Err(Error::INSUFFICIENT_BUFFER);
        }
        // SAFETY: the caller promised room for that many; `bytes` is memory of ours, so they do not
        // overlap.
        unsafe {
            buffer
                .as_ptr()
                .copy_from_nonoverlapping(bytes.as_ptr(), bytes.len())
        };
        Ok(())
    }
}
