//! Streams whose memory is lent (ISCardTypeConv::GetAtIStreamMemory), known to the whole process: whoever ends a loan may
//! hold another TypeConv than who took it.

use super::abi::{IStream, LPBYTE, LPSTREAM};
use super::memory::Memory;
use super::object::Ref;
use super::platform::GlobalMemory;
use super::stream::MemoryStream;
use crate::error::{Error, Result};
use crate::sync::lock;
use std::ffi::c_void;
use std::ptr;
use std::sync::{Arc, Mutex};

static LOANS: Mutex<Vec<Loan>> = Mutex::new(Vec::new());

struct Loan {
    address: usize,
    lender: Lender,
    /// Counted once a loan, as the page says.
    stream: Ref<IStream>,
}

/// Whose memory it is.
enum Lender {
    Own(Arc<Mutex<Memory>>),
    /// Given back when dropped.
    Global(#[allow(dead_code)] GlobalMemory),
}

/// Where the bytes of a stream are.
pub(super) struct Lent {
    /// NULL, or the handle of the memory.
    pub(super) handle: *mut c_void,
    pub(super) address: LPBYTE,
    pub(super) length: usize,
}

/// Lends the memory of a stream, if it has any.
///
/// # Safety
/// A live stream.
pub(super) unsafe fn lend(stream: Ref<IStream>) -> Result<Lent> {
    // SAFETY: as the caller promises.
    let (lent, lender) = match unsafe { MemoryStream::memory_of(&stream) } {
        Some(memory) => {
            let lent = {
                let mut memory = lock(&memory);
                Lent {
                    handle: ptr::null_mut(),
                    address: memory.lend()?,
                    length: memory.length(),
                }
            };
            (lent, Lender::Own(memory))
        }
        None => {
            let memory = GlobalMemory::of(&stream)?;
            let lent = Lent {
                handle: memory.handle(),
                address: memory.address(),
                length: memory.length(),
            };
            (lent, Lender::Global(memory))
        }
    };
    lock(&LOANS).push(Loan {
        address: lent.address.addr(),
        lender,
        stream,
    });
    Ok(lent)
}

/// Ends a loan.
pub(super) fn end(stream: LPSTREAM, address: LPBYTE) -> Result<()> {
    let mut loans = lock(&LOANS);
    let is_it = |loan: &Loan| loan.address == address.addr() && loan.stream.as_ptr() == stream;
    let index = loans.iter().position(is_it).ok_or(Error::INVALIDARG)?;
    let loan = loans.swap_remove(index);
    drop(loans); // the stream's Release may be somebody else's code
    if let Lender::Own(memory) = &loan.lender {
        lock(memory).give_back(address);
    }
    Ok(())
}
