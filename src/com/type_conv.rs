//! CSCardTypeConv: conversions between byte buffers, arrays and streams.

use super::abi::*;
use super::buffer::{bytes_of, new_buffer, zeros};
use super::memory::{LARGEST, Memory};
use super::object::{Class, Ref, methods, tables};
use super::stream::MemoryStream;
use super::{dispatch, ole, out};
use crate::boundary::Out;
use crate::error::{Error, Result};
use crate::sync::lock;
use std::ptr;
use std::sync::{Arc, Mutex};

#[derive(Default)]
pub(super) struct TypeConv;

/// Streams whose memory is lent, by the address: whoever ends a loan may hold another TypeConv.
static LOANS: Mutex<Vec<Loan>> = Mutex::new(Vec::new());

struct Loan {
    address: usize,
    memory: Arc<Mutex<Memory>>,
    /// Counted once a loan, as the page says.
    stream: Ref<IStream>,
}

impl Class for TypeConv {
    type Vtbl = vtables::ISCardTypeConv;
    const VTBL: &'static Headed<Self::Vtbl> = &tables::ISCardTypeConv::<Self>();
    const IID: GUID = ISCardTypeConv::IID;
    const MEMBERS: &'static [dispatch::Member] = dispatch::members::ISCardTypeConv;

    fn create() -> Result<Self> {
        Ok(Self)
    }
}

/// A size that memory of ours can have.
fn size(size: DWORD) -> Result<usize> {
    let size = i32::try_from(size).map_err(|_| Error::INVALIDARG)?;
    let size = usize::try_from(size).map_err(|_| Error::INVALIDARG)?;
    match size {
        0..=LARGEST => Ok(size),
        _ => Err(Error::OUTOFMEMORY),
    }
}

/// A block of task memory that holds a BYTEARRAY and, behind it, room for so many bytes.
///
/// # Safety
/// The caller fills the room, or says where the bytes are.
unsafe fn byte_array(room: usize) -> Result<LPBYTEARRAY> {
    // SAFETY: any size can be asked for.
    let block = unsafe { ole::CoTaskMemAlloc(size_of::<BYTEARRAY>() + room) };
    let block = block.cast::<BYTEARRAY>();
    if block.is_null() {
        return Err(Error::OUTOFMEMORY);
    }
    // SAFETY: large enough, and aligned as task memory is.
    unsafe {
        block.write(BYTEARRAY {
            hMem: ptr::null_mut(),
            dwSize: u32::try_from(room).map_err(|_| Error::INVALIDARG)?,
            pbyData: block.add(1).cast(),
        });
    }
    Ok(block)
}

// SAFETY of all methods: the pointers are NULL or what the method's page says.
impl methods::ISCardTypeConv for TypeConv {
    unsafe fn ConvertByteArrayToByteBuffer(
        &self,
        pbyArray: LPBYTE,
        dwArraySize: DWORD,
        ppbyBuffer: *mut LPBYTEBUFFER,
    ) -> Result<()> {
        // SAFETY: see above.
        let slot = unsafe { Out::new(ppbyBuffer, ptr::null_mut()) }?;
        if pbyArray.is_null() && dwArraySize > 0 {
            return Err(Error::POINTER);
        }
        let size = size(dwArraySize)?;
        // SAFETY: see above.
        let bytes = unsafe { crate::boundary::bytes(pbyArray, dwArraySize, size) }?;
        slot.set(new_buffer(bytes)?);
        Ok(())
    }

    unsafe fn ConvertByteBufferToByteArray(
        &self,
        pbyBuffer: LPBYTEBUFFER,
        ppArray: *mut LPBYTEARRAY,
    ) -> Result<()> {
        // SAFETY: see above; the new block has room for the bytes.
        unsafe {
            let slot = Out::new(ppArray, ptr::null_mut())?;
            let bytes = bytes_of(pbyBuffer)?.ok_or(Error::POINTER)?;
            let array = byte_array(bytes.len())?;
            (*array)
                .pbyData
                .copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
            slot.set(array);
        }
        Ok(())
    }

    unsafe fn ConvertByteBufferToSafeArray(
        &self,
        pbyBuffer: LPBYTEBUFFER,
        ppbyArray: *mut LPSAFEARRAY,
    ) -> Result<()> {
        // SAFETY: see above.
        unsafe {
            let slot = Out::new(ppbyArray, ptr::null_mut())?;
            let bytes = bytes_of(pbyBuffer)?.ok_or(Error::POINTER)?;
            slot.set(ole::Array::of_bytes(&bytes)?.into_ptr());
        }
        Ok(())
    }

    unsafe fn ConvertSafeArrayToByteBuffer(
        &self,
        pbyArray: LPSAFEARRAY,
        ppbyBuff: *mut LPBYTEBUFFER,
    ) -> Result<()> {
        // SAFETY: see above.
        unsafe {
            let slot = Out::new(ppbyBuff, ptr::null_mut())?;
            if pbyArray.is_null() {
                return Err(Error::POINTER);
            }
            slot.set(new_buffer(&ole::bytes_of(pbyArray)?)?);
        }
        Ok(())
    }

    unsafe fn CreateByteArray(&self, dwAllocSize: DWORD, ppbyArray: *mut LPBYTE) -> Result<()> {
        // SAFETY: see above; the new block is that large.
        unsafe {
            let slot = out::or_invalid(Out::new(ppbyArray, ptr::null_mut()))?;
            let size = size(dwAllocSize)?;
            let block = ole::CoTaskMemAlloc(size).cast::<u8>();
            if block.is_null() {
                return Err(Error::OUTOFMEMORY);
            }
            block.write_bytes(0, size);
            slot.set(block);
        }
        Ok(())
    }

    unsafe fn CreateByteBuffer(
        &self,
        dwAllocSize: DWORD,
        ppbyBuff: *mut LPBYTEBUFFER,
    ) -> Result<()> {
        // SAFETY: see above.
        let slot = out::or_invalid(unsafe { Out::new(ppbyBuff, ptr::null_mut()) })?;
        slot.set(zeros(size(dwAllocSize)?)?);
        Ok(())
    }

    unsafe fn CreateSafeArray(&self, nAllocSize: UINT, ppArray: *mut LPSAFEARRAY) -> Result<()> {
        // SAFETY: see above.
        let slot = out::or_invalid(unsafe { Out::new(ppArray, ptr::null_mut()) })?;
        slot.set(ole::Array::new(ole::vt::UI1, size(nAllocSize)?)?.into_ptr());
        Ok(())
    }

    unsafe fn FreeIStreamMemoryPtr(&self, pStrm: LPSTREAM, pMem: LPBYTE) -> Result<()> {
        if pStrm.is_null() || pMem.is_null() {
            return Err(Error::POINTER);
        }
        let mut loans = lock(&LOANS);
        let is_it = |loan: &Loan| loan.address == pMem.addr() && loan.stream.as_ptr() == pStrm;
        let index = loans.iter().position(is_it).ok_or(Error::INVALIDARG)?;
        let loan = loans.swap_remove(index);
        drop(loans);
        lock(&loan.memory).give_back(pMem);
        Ok(())
    }

    unsafe fn GetAtIStreamMemory(&self, pStrm: LPSTREAM, ppMem: *mut LPBYTEARRAY) -> Result<()> {
        // SAFETY: see above; the new block says where the bytes are.
        unsafe {
            let slot = Out::new(ppMem, ptr::null_mut())?;
            let stream = Ref::share(pStrm).ok_or(Error::POINTER)?;
            let memory = MemoryStream::memory_of(&stream).ok_or(Error::INVALIDARG)?;
            let array = byte_array(0)?;
            let lent = {
                let mut memory = lock(&memory);
                memory.lend().map(|address| (address, memory.length()))
            };
            let (address, length) = match lent {
                Ok(lent) => lent,
                Err(error) => {
                    ole::CoTaskMemFree(array.cast());
                    return Err(error);
                }
            };
            (*array).pbyData = address;
            (*array).dwSize = u32::try_from(length).unwrap_or(0);
            lock(&LOANS).push(Loan {
                address: address.addr(),
                memory,
                stream,
            });
            slot.set(array);
        }
        Ok(())
    }

    unsafe fn SizeOfIStream(&self, pStrm: LPSTREAM, puliSize: *mut ULARGE_INTEGER) -> Result<()> {
        // SAFETY: see above.
        unsafe {
            let slot = out::or_invalid(Out::new(puliSize, 0))?;
            slot.set(Ref::share(pStrm).ok_or(Error::POINTER)?.size()?);
        }
        Ok(())
    }
}
