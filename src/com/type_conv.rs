//! CSCardTypeConv: conversions between byte buffers, arrays and streams.

use super::abi::*;
use super::buffer::{bytes_of, new_buffer, zeros};
use super::memory::LARGEST;
use super::object::{Class, Ref, methods, tables};
use super::{dispatch, loans, ole, out};
use crate::boundary::Out;
use crate::error::{Error, Result};
use std::ptr;

#[derive(Default)]
pub(super) struct TypeConv;

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
/// The caller fills the room.
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
        loans::end(pStrm, pMem)
    }

    unsafe fn GetAtIStreamMemory(&self, pStrm: LPSTREAM, ppMem: *mut LPBYTEARRAY) -> Result<()> {
        // SAFETY: see above.
        unsafe {
            let slot = Out::new(ppMem, ptr::null_mut())?;
            let stream = Ref::share(pStrm).ok_or(Error::POINTER)?;
            let array = ole::Block::new()?; // before something is lent that nobody could be told of
            let lent = loans::lend(stream)?;
            slot.set(array.give(BYTEARRAY {
                hMem: lent.handle,
                dwSize: u32::try_from(lent.length).unwrap_or(0),
                pbyData: lent.address,
            }));
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
