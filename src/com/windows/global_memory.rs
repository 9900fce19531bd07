//! The bytes of streams that CreateStreamOnHGlobal made.

use super::super::abi::IStream;
use super::super::object::{Ref, failed};
use super::super::ole::GetHGlobalFromStream;
use crate::error::{Error, Result};
use std::ffi::c_void;
use std::ptr::{self, NonNull};
use windows_sys::Win32::System::Memory::{GlobalLock, GlobalSize, GlobalUnlock};

/// Memory that stays where it is until dropped.
pub(in super::super) struct GlobalMemory {
    handle: *mut c_void,
    address: NonNull<u8>,
    length: usize,
}

// SAFETY: any thread may unlock it.
unsafe impl Send for GlobalMemory {}

impl GlobalMemory {
    /// That of a stream, as much of it as the stream has.
    pub(in super::super) fn of(stream: &Ref<IStream>) -> Result<GlobalMemory> {
        let mut handle = ptr::null_mut();
        // SAFETY: a live stream. Another kind of stream is refused.
        unsafe {
            failed(GetHGlobalFromStream(stream.as_ptr(), &mut handle))
                .map_err(|_| Error::INVALIDARG)?;
            // Nothing is at no address: such a stream is empty.
            let address = NonNull::new(GlobalLock(handle)).ok_or(Error::OUTOFMEMORY)?;
            let mut memory = GlobalMemory {
                handle,
                address: address.cast(),
                length: GlobalSize(handle),
            };
            let size = usize::try_from(stream.size()?).unwrap_or(usize::MAX);
            memory.length = memory.length.min(size);
            Ok(memory)
        }
    }

    pub(in super::super) fn handle(&self) -> *mut c_void {
        self.handle
    }

    pub(in super::super) fn address(&self) -> *mut u8 {
        self.address.as_ptr()
    }

    pub(in super::super) fn length(&self) -> usize {
        self.length
    }
}

impl Drop for GlobalMemory {
    fn drop(&mut self) {
        // SAFETY: locked by `of`; whoever has the stream keeps the memory.
        unsafe { GlobalUnlock(self.handle) };
    }
}
