//! What every face to another language needs: panics stop here, and pointers become references or
//! are refused.

#![allow(unsafe_code)] // this is where pointers of the caller are followed

use crate::error::{Error, Result};
use crate::hresult::{self, HResult};
use std::ffi::{CStr, c_char};
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::{self, NonNull};

/// Runs the body of an exported function. A panic becomes `UNEXPECTED` and never leaves us.
pub(crate) fn boundary(body: impl FnOnce() -> Result<()>) -> HResult {
    guarded(hresult::UNEXPECTED, || {
        body().map_or_else(Error::code, |()| hresult::OK)
    })
}

/// The same for a body that gives something else; a panic becomes what the caller says.
pub(crate) fn guarded<T>(panicked: T, body: impl FnOnce() -> T) -> T {
    let result = catch_unwind(AssertUnwindSafe(|| {
        #[cfg(feature = "planted-panic")]
        if std::env::var_os("SCARDSSP_PLANT_PANIC").is_some() {
            panic!("planted by the test of the panic guard");
        }
        body()
    }));
    result.unwrap_or(panicked)
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

/// A number lent by the caller, `None` for NULL.
///
/// # Safety
/// A `ptr` that is not NULL is readable and aligned.
pub(crate) unsafe fn optional<T: Copy>(ptr: *const T) -> Option<T> {
    // SAFETY: not NULL, and readable as the caller of this function promises.
    NonNull::new(ptr.cast_mut()).map(|ptr| unsafe { ptr.as_ptr().read() })
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

/// A struct of the C interface that can get more members in later versions. The caller says in its
/// first member, `size`, how much of it the header knew that the caller was compiled with.
///
/// # Safety
/// `#[repr(C)]`, begins with the `u32` called size, has numbers, pointers and arrays of them only, and
/// no padding: its bytes are copied one by one.
pub(crate) unsafe trait Growing: Copy {
    /// The size in the first version that had the struct; no caller can know less.
    const FIRST_SIZE: usize;
}

/// No struct gets larger than this; a size beyond it was never set.
const LARGEST_STRUCT: usize = 4096;

/// A struct that the caller wants filled, as much of it as the caller knows. Cleared on entry but
/// for its size, which stays the caller's.
pub(crate) struct OutStruct<T> {
    // Bytes and not a T: the caller's struct may be smaller than ours.
    members: NonNull<u8>,
    room: usize,
    kind: PhantomData<fn(T)>,
}

impl<T: Growing> OutStruct<T> {
    /// What stands before the members that are written.
    const SIZE_MEMBER: usize = size_of::<u32>();

    /// Refuses NULL and a size that no version has, without writing anything; else clears what is
    /// behind the size.
    ///
    /// # Safety
    /// A `ptr` that is not NULL is aligned and has a readable `size`, and that many bytes are
    /// writable until the call returns.
    pub(crate) unsafe fn new(ptr: *mut T) -> Result<OutStruct<T>> {
        let start = NonNull::new(ptr).ok_or(Error::POINTER)?;
        // SAFETY: not NULL, and the caller promises that the first member is readable; the others
        // may be uninitialised and are not read.
        let size = unsafe { start.cast::<u32>().read() };
        let size = usize::try_from(size)
            .ok()
            .filter(|size| (T::FIRST_SIZE..=LARGEST_STRUCT).contains(size))
            .ok_or(Error::INVALIDARG)?;
        // SAFETY: the caller promises `size` bytes, which are more than the first member.
        let members = unsafe { start.cast::<u8>().add(Self::SIZE_MEMBER) };
        let room = size - Self::SIZE_MEMBER;
        // SAFETY: these are the rest of the bytes that the caller promises.
        unsafe { members.write_bytes(0, room) };
        Ok(OutStruct {
            members,
            room,
            kind: PhantomData,
        })
    }

    /// Stores the members that the caller knows; those that only the caller knows stay 0.
    pub(crate) fn set(self, value: &T) {
        let known = self.room.min(size_of::<T>() - Self::SIZE_MEMBER);
        let value = ptr::from_ref(value).cast::<u8>();
        // SAFETY: within `value`, which has no padding, behind its first member. The caller's
        // memory was checked in `new` and is valid until the call returns; `value` is ours, so they
        // do not overlap.
        unsafe {
            let ours = value.add(Self::SIZE_MEMBER);
            self.members.as_ptr().copy_from_nonoverlapping(ours, known);
        }
    }
}

/// An element of an array of the caller's, as much of it as the caller knows.
pub(crate) struct Element<T> {
    start: NonNull<T>,
    size: usize,
}

impl<T: Growing> Element<T> {
    /// The element, with zeros where the caller does not know more.
    ///
    /// # Safety
    /// All that the caller knows is readable.
    pub(crate) unsafe fn read(&self) -> T {
        let mut value = MaybeUninit::<T>::zeroed();
        let known = self.size.min(size_of::<T>());
        // SAFETY: as the caller of this function promises; zeros and what the caller wrote are
        // numbers or pointers, as such a struct has them.
        unsafe {
            let source = self.start.as_ptr().cast::<u8>();
            let target = value.as_mut_ptr().cast::<u8>();
            target.copy_from_nonoverlapping(source, known);
            value.assume_init()
        }
    }

    /// Where its members are: those of the first version can be written.
    pub(crate) fn as_ptr(&self) -> *mut T {
        self.start.as_ptr()
    }
}

/// The elements of an array of the caller's, which are structs that can get more members: they lie as
/// far apart as the first one says in its first member, `size`.
///
/// # Safety
/// An `array` that is not NULL is aligned and points to `count` elements that begin with a readable
/// `size`.
pub(crate) unsafe fn elements<T: Growing>(array: *mut T, count: u32) -> Result<Vec<Element<T>>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let count = usize::try_from(count).map_err(|_| Error::INVALIDARG)?;
    let first = NonNull::new(array).ok_or(Error::POINTER)?;
    // SAFETY: the caller promises that every element has a readable size.
    let size_of_element = |element: NonNull<T>| unsafe { element.cast::<u32>().read() } as usize;
    let size = size_of_element(first);
    if !(T::FIRST_SIZE..=LARGEST_STRUCT).contains(&size) || !size.is_multiple_of(align_of::<T>()) {
        return Err(Error::INVALIDARG);
    }
    let element = |index: usize| {
        // SAFETY: within the array that the caller promises.
        let start = unsafe { first.byte_add(index * size) };
        if size_of_element(start) == size {
            Ok(Element { start, size })
        } else {
            Err(Error::INVALIDARG)
        }
    };
    (0..count).map(element).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[repr(C)]
    #[derive(Clone, Copy)]
    struct Grown {
        size: u32,
        first: u32,
        second: u32,
    }

    // SAFETY: two numbers behind the size, of the same width.
    unsafe impl Growing for Grown {
        const FIRST_SIZE: usize = 8;
    }

    const VALUE: Grown = Grown {
        size: 0,
        first: 1,
        second: 2,
    };

    /// Memory of a caller whose header is older, the same or newer; 7 is what was there before.
    fn given(size: u32) -> (Result<()>, [u32; 5]) {
        let mut memory = [7; 5];
        memory[0] = size;
        // SAFETY: every size in these tests that is not refused is within the memory.
        let out = unsafe { OutStruct::<Grown>::new(memory.as_mut_ptr().cast()) };
        (out.map(|out| out.set(&VALUE)), memory)
    }

    #[test]
    fn a_struct_gets_the_members_that_its_owner_knows() {
        assert_eq!(given(8), (Ok(()), [8, 1, 7, 7, 7]));
        assert_eq!(given(12), (Ok(()), [12, 1, 2, 7, 7]));
        assert_eq!(given(16), (Ok(()), [16, 1, 2, 0, 7]));
    }

    #[test]
    fn a_size_that_no_version_has_is_refused_and_nothing_written() {
        for size in [0, 4, 7, 4097, u32::MAX] {
            let untouched = [size, 7, 7, 7, 7];
            assert_eq!(given(size), (Err(Error::INVALIDARG), untouched));
        }
        // SAFETY: NULL is allowed.
        let null = unsafe { OutStruct::<Grown>::new(ptr::null_mut()) };
        assert_eq!(null.map(|_| ()), Err(Error::POINTER));
    }

    #[test]
    fn a_struct_that_is_not_filled_is_cleared() {
        let mut memory = [12, 7, 7, 7];
        // SAFETY: 12 bytes are there.
        let out = unsafe { OutStruct::<Grown>::new(memory.as_mut_ptr().cast()) };
        drop(out);
        assert_eq!(memory, [12, 0, 0, 7]);
    }
}
