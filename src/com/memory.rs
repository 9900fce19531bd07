//! Memory that streams share: it grows as needed, does not move while somebody has its address, and
//! is wiped before it is given back.

use crate::error::{Error, Result};
use std::alloc::{self, Layout};
use std::ptr::{self, NonNull};
use zeroize::Zeroize;

/// No stream gets larger: a size beyond it is a mistake or an attack.
pub(super) const LARGEST: usize = 16 * 1024 * 1024;

/// What is allocated at least.
const SMALLEST: usize = 16;

/// Bytes at an address of their own. Not a `Vec`, whose bytes nobody else may write to.
pub(super) struct Memory {
    start: NonNull<u8>,
    length: usize,
    capacity: usize,
    /// How often the address was lent.
    lent: u32,
}

// SAFETY: nothing but bytes, and whoever has lent them out answers for what is written.
unsafe impl Send for Memory {}

impl Memory {
    /// Zeros.
    pub(super) fn new(length: usize) -> Result<Memory> {
        let mut memory = Memory {
            start: NonNull::dangling(),
            length: 0,
            capacity: 0,
            lent: 0,
        };
        // No stream is full, as long as there is none.
        memory.resize(length).map_err(|_| Error::OUTOFMEMORY)?;
        Ok(memory)
    }

    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// Cuts, or adds zeros. Fails if that takes more memory than there is, or means moving while the
    /// address is lent.
    pub(super) fn resize(&mut self, length: usize) -> Result<()> {
        if length > self.capacity {
            if length > LARGEST || self.lent > 0 {
                return Err(Error::STG_MEDIUMFULL);
            }
            self.move_to(length.max(2 * self.capacity).clamp(SMALLEST, LARGEST))
                .map_err(|_| Error::STG_MEDIUMFULL)?;
        }
        // What was cut before, or is now, is zeros when it comes back.
        let (from, to) = (self.length.min(length), self.length.max(length));
        // SAFETY: within the capacity.
        unsafe { self.start.add(from).write_bytes(0, to - from) };
        self.length = length;
        Ok(())
    }

    /// Copies from an offset on; gives how many bytes there were.
    ///
    /// # Safety
    /// `target` has room for `count` bytes.
    pub(super) unsafe fn read(&self, offset: usize, target: *mut u8, count: usize) -> usize {
        let count = count.min(self.length.saturating_sub(offset));
        if count > 0 {
            // SAFETY: that many are there, and as the caller promises. The caller may have been lent
            // the very bytes, so they may overlap.
            unsafe { ptr::copy(self.start.as_ptr().add(offset), target, count) };
        }
        count
    }

    /// Copies to an offset on, behind zeros if that is beyond the end.
    ///
    /// # Safety
    /// `source` has `count` bytes.
    pub(super) unsafe fn write(
        &mut self,
        offset: usize,
        source: *const u8,
        count: usize,
    ) -> Result<()> {
        if count == 0 {
            return Ok(());
        }
        let end = offset.checked_add(count).ok_or(Error::STG_MEDIUMFULL)?;
        if end > self.length {
            self.resize(end)?;
        }
        // SAFETY: the room is there, and as the caller promises; see `read` for overlapping.
        unsafe { ptr::copy(source, self.start.as_ptr().add(offset), count) };
        Ok(())
    }

    /// Lends the address of the first byte until `give_back`.
    pub(super) fn lend(&mut self) -> Result<*mut u8> {
        if self.capacity == 0 {
            self.move_to(SMALLEST)?; // so that there is one
        }
        self.lent = self.lent.checked_add(1).ok_or(Error::OUTOFMEMORY)?;
        Ok(self.start.as_ptr())
    }

    /// Ends a loan; false if this address is not lent.
    pub(super) fn give_back(&mut self, address: *const u8) -> bool {
        let is_lent = self.lent > 0 && ptr::eq(self.start.as_ptr(), address);
        self.lent -= u32::from(is_lent);
        is_lent
    }

    fn move_to(&mut self, capacity: usize) -> Result<()> {
        let layout = Layout::array::<u8>(capacity).map_err(|_| Error::OUTOFMEMORY)?;
        // SAFETY: the capacity is not 0.
        let start = NonNull::new(unsafe { alloc::alloc_zeroed(layout) });
        let start = start.ok_or(Error::OUTOFMEMORY)?;
        let moved = Memory {
            start,
            length: self.length,
            capacity,
            lent: 0,
        };
        // SAFETY: the new place is larger, and another one.
        unsafe { self.start.copy_to_nonoverlapping(start, self.length) };
        *self = moved; // the old place is wiped and given back
        Ok(())
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        if let Ok(layout) = Layout::array::<u8>(self.capacity)
            && self.capacity > 0
        {
            // SAFETY: allocated with this layout, and initialised throughout.
            unsafe {
                std::slice::from_raw_parts_mut(self.start.as_ptr(), self.capacity).zeroize();
                alloc::dealloc(self.start.as_ptr(), layout);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(memory: &Memory, offset: usize) -> Vec<u8> {
        let mut bytes = vec![0xEE; memory.length() + 10];
        // SAFETY: there is room for as many as are asked for.
        let count = unsafe { memory.read(offset, bytes.as_mut_ptr(), bytes.len()) };
        bytes.truncate(count);
        bytes
    }

    fn write(memory: &mut Memory, offset: usize, bytes: &[u8]) -> Result<()> {
        // SAFETY: there are that many bytes.
        unsafe { memory.write(offset, bytes.as_ptr(), bytes.len()) }
    }

    #[test]
    fn what_is_cut_comes_back_as_zeros() {
        let mut memory = Memory::new(0).unwrap();
        write(&mut memory, 2, &[1, 2, 3]).unwrap();
        assert_eq!(read(&memory, 0), [0, 0, 1, 2, 3]);
        memory.resize(3).unwrap();
        memory.resize(6).unwrap();
        assert_eq!(read(&memory, 1), [0, 1, 0, 0, 0]);
        assert_eq!(read(&memory, 100), []);
    }

    #[test]
    fn memory_that_is_lent_does_not_move() {
        let mut memory = Memory::new(4).unwrap();
        let address = memory.lend().unwrap();
        assert_eq!(memory.lend(), Ok(address));
        // As far as it reaches without moving.
        assert_eq!(memory.resize(SMALLEST), Ok(()));
        assert_eq!(memory.resize(SMALLEST + 1), Err(Error::STG_MEDIUMFULL));
        // SAFETY: lent, and as long as that.
        unsafe { address.add(1).write(7) };
        assert_eq!(read(&memory, 0)[..2], [0, 7]);
        assert!(!memory.give_back(ptr::null()));
        assert!(memory.give_back(address) && memory.give_back(address));
        assert!(!memory.give_back(address));
        assert_eq!(memory.resize(1000), Ok(()));
        assert_eq!(read(&memory, 0)[..2], [0, 7]);
    }

    #[test]
    fn there_is_an_end_to_growing() {
        assert!(matches!(Memory::new(LARGEST + 1), Err(Error::OUTOFMEMORY)));
        let mut memory = Memory::new(0).unwrap();
        for offset in [LARGEST, usize::MAX] {
            assert_eq!(write(&mut memory, offset, &[1]), Err(Error::STG_MEDIUMFULL));
        }
        assert_eq!(memory.length(), 0);
    }

    proptest! {
        #[test]
        fn it_is_as_a_vec_would_be(
            steps in prop::collection::vec((0..200usize, prop::collection::vec(any::<u8>(), 0..50), any::<bool>()), 0..30),
        ) {
            let (mut memory, mut vec) = (Memory::new(0).unwrap(), Vec::new());
            for (number, bytes, resize) in steps {
                if resize {
                    memory.resize(number).unwrap();
                    vec.resize(number, 0);
                } else {
                    write(&mut memory, number, &bytes).unwrap();
                    if !bytes.is_empty() && vec.len() < number + bytes.len() {
                        vec.resize(number + bytes.len(), 0);
                    }
                    vec.splice(number.min(vec.len())..(number + bytes.len()).min(vec.len()), bytes);
                }
                prop_assert_eq!(&read(&memory, 0), &vec);
            }
        }
    }
}
