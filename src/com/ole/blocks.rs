//! Structs in task memory, for callers to free.

use super::functions::{CoTaskMemAlloc, CoTaskMemFree};
use crate::error::{Error, Result};
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

/// Room for a struct, freed unless it is given away.
pub(crate) struct Block<T: Copy>(NonNull<T>);

impl<T: Copy> Block<T> {
    pub(crate) fn new() -> Result<Block<T>> {
        // SAFETY: any size is allowed.
        let memory = unsafe { CoTaskMemAlloc(size_of::<T>()) };
        let memory = NonNull::new(memory.cast()).ok_or(Error::OUTOFMEMORY)?;
        Ok(Block(memory))
    }

    /// Gives the struct to the caller, who frees it.
    pub(crate) fn give(self, value: T) -> *mut T {
        let memory = ManuallyDrop::new(self).0.as_ptr();
        // SAFETY: ours, with room for one, and aligned as any allocator does.
        unsafe { memory.write(value) };
        memory
    }
}

impl<T: Copy> Drop for Block<T> {
    fn drop(&mut self) {
        // SAFETY: of this allocator, and nobody else has it.
        unsafe { CoTaskMemFree(self.0.as_ptr().cast()) };
    }
}
