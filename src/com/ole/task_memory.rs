//! The task allocator: blocks that one side of an interface makes and the other frees.

use std::ffi::c_void;
use std::ptr;

/// A block of at least one byte, so that even a size of 0 gives a pointer of its own. NULL when there is no memory.
pub(crate) unsafe fn CoTaskMemAlloc(size: usize) -> *mut c_void {
    if isize::try_from(size).is_err() {
        return ptr::null_mut(); // no block is that large
    }
    // SAFETY: any size is allowed.
    unsafe { libc::malloc(size.max(1)) }
}

/// The block with another size, its content kept as far as it fits. NULL is a new block; size 0 frees and gives NULL.
///
/// # Safety
/// `block` is NULL or of this allocator and not freed.
pub(crate) unsafe fn CoTaskMemRealloc(block: *mut c_void, size: usize) -> *mut c_void {
    if isize::try_from(size).is_err() {
        return ptr::null_mut();
    }
    if size == 0 && !block.is_null() {
        // SAFETY: as the caller promises.
        unsafe { libc::free(block) };
        return ptr::null_mut();
    }
    // SAFETY: as the caller promises.
    unsafe { libc::realloc(block, size.max(1)) }
}

/// Frees a block; NULL is nothing.
///
/// # Safety
/// `block` is NULL or of this allocator and not freed.
pub(crate) unsafe fn CoTaskMemFree(block: *mut c_void) {
    // SAFETY: as the caller promises.
    unsafe { libc::free(block) };
}

/// A block of zeros.
pub(super) fn zeroed(size: usize) -> *mut c_void {
    if isize::try_from(size).is_err() {
        return ptr::null_mut();
    }
    #[cfg(test)]
    if NO_MEMORY.get() {
        return ptr::null_mut();
    }
    // SAFETY: any size is allowed.
    unsafe { libc::calloc(1, size.max(1)) }
}

#[cfg(test)]
thread_local! {
    /// Whether a test wants no string or array to be made on this thread.
    pub(crate) static NO_MEMORY: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_size_and_null_are_fine() {
        // SAFETY: each block is used within its size and freed once.
        unsafe {
            let nothing = CoTaskMemAlloc(0);
            assert!(!nothing.is_null());
            CoTaskMemFree(nothing);
            assert!(CoTaskMemAlloc(usize::MAX).is_null());
            CoTaskMemFree(ptr::null_mut());
            let block = CoTaskMemRealloc(ptr::null_mut(), 1).cast::<u8>();
            block.write(7);
            let block = CoTaskMemRealloc(block.cast(), 1000).cast::<u8>();
            assert_eq!(block.read(), 7);
            assert!(CoTaskMemRealloc(block.cast(), usize::MAX).is_null());
            assert!(CoTaskMemRealloc(block.cast(), 0).is_null()); // which frees it
            let made = CoTaskMemRealloc(ptr::null_mut(), 0);
            assert!(!made.is_null());
            CoTaskMemFree(made);
        }
    }
}
