//! CByteBuffer: a stream in Automation's types; and buffers as arguments and results of other methods.

use super::abi::*;
use super::dispatch;
use super::memory::Memory;
use super::object::{self, Class, Ref, failed, methods, tables};
use super::stream::{self, MemoryStream};
use crate::boundary::Out;
use crate::error::{Error, Result};
use crate::sync::lock;
use std::ptr;
use std::sync::{Arc, Mutex};
use zeroize::Zeroizing;

/// The bytes of a buffer, ours or somebody else's, from its beginning to its end; its seek pointer
/// stays where it is (semantics.md, R5). `None` for NULL.
///
/// # Safety
/// NULL or a live object.
pub(super) unsafe fn bytes_of(buffer: LPBYTEBUFFER) -> Result<Option<Zeroizing<Vec<u8>>>> {
    // SAFETY: as the caller promises.
    let Some(buffer) = (unsafe { Ref::share(buffer) }) else {
        return Ok(None);
    };
    let mut stat = STATSTRUCT::default();
    let (mut before, mut at) = (0, 0);
    // SAFETY: live objects, and valid pointers.
    unsafe {
        // A clone has a seek pointer that no other thread moves. Not everybody's buffers have clones.
        let clone = clone_of(&buffer);
        let buffer = clone.as_ref().unwrap_or(&buffer).as_ptr();
        failed(IByteBuffer::Stat(buffer, &mut stat, NO_NAME))?;
        let size = usize::try_from(stat.cbSize).map_err(|_| Error::INVALIDARG)?;
        failed(IByteBuffer::Seek(buffer, 0, FROM_HERE, &mut before))?;
        failed(IByteBuffer::Seek(buffer, 0, FROM_START, &mut at))?;
        let bytes = stream::read_all(size, |rest| read(buffer, rest));
        failed(IByteBuffer::Seek(buffer, before, FROM_START, &mut at))?;
        bytes.map(Some)
    }
}

fn clone_of(buffer: &Ref<IByteBuffer>) -> Option<Ref<IByteBuffer>> {
    let mut clone = ptr::null_mut();
    // SAFETY: a live object and a valid pointer; what it gives is a reference.
    unsafe {
        failed(IByteBuffer::Clone(buffer.as_ptr(), &mut clone)).ok()?;
        Ref::take(clone)
    }
}

/// # Safety
/// A live object.
unsafe fn read(buffer: LPBYTEBUFFER, room: &mut [u8]) -> Result<usize> {
    let most = LONG::try_from(room.len()).map_err(|_| Error::INVALIDARG)?;
    let mut done = 0;
    // SAFETY: as the caller promises, and there is that much room.
    failed(unsafe { IByteBuffer::Read(buffer, room.as_mut_ptr(), most, &mut done) })?;
    usize::try_from(done).map_err(|_| Error::UNEXPECTED)
}

/// A new buffer with these bytes, at its beginning (R6). The caller owns the reference.
pub(super) fn new_buffer(bytes: &[u8]) -> Result<LPBYTEBUFFER> {
    let mut memory = Memory::new(0)?;
    // SAFETY: there are that many bytes.
    unsafe { memory.write(0, bytes.as_ptr(), bytes.len()) }?;
    Ok(object::new(ByteBuffer::of(MemoryStream::over(memory))))
}

/// A new buffer of so many zeros.
pub(super) fn zeros(length: usize) -> Result<LPBYTEBUFFER> {
    Ok(object::new(ByteBuffer::of(MemoryStream::over(
        Memory::new(length)?,
    ))))
}

const FROM_START: LONG = stream::FROM_START as LONG;
const FROM_HERE: LONG = stream::FROM_HERE as LONG;

/// STATFLAG_NONAME.
const NO_NAME: LONG = 1;

/// The bits of STATFLAG and STGC.
const STAT_FLAGS: LONG = 3;
const COMMIT_FLAGS: LONG = 0xF;

pub(super) struct ByteBuffer {
    /// Taken from here for each call: it stays alive though another may take its place meanwhile.
    stream: Mutex<Arc<Ref<IStream>>>,
}

impl ByteBuffer {
    fn of(stream: Ref<IStream>) -> Self {
        ByteBuffer {
            stream: Mutex::new(Arc::new(stream)),
        }
    }

    fn stream(&self) -> Arc<Ref<IStream>> {
        Arc::clone(&lock(&self.stream))
    }

    fn replace(&self, stream: Ref<IStream>) {
        let replaced = std::mem::replace(&mut *lock(&self.stream), Arc::new(stream));
        drop(replaced); // not while it is locked: its Release may be somebody else's code
    }
}

impl Class for ByteBuffer {
    type Vtbl = vtables::IByteBuffer;
    const VTBL: &'static Headed<Self::Vtbl> = &tables::IByteBuffer::<Self>();
    const IID: GUID = IByteBuffer::IID;
    const MEMBERS: &'static [dispatch::Member] = dispatch::members::IByteBuffer;

    fn create() -> Result<Self> {
        Ok(ByteBuffer::of(MemoryStream::over(Memory::new(0)?)))
    }
}

/// Stores a count that the caller may not want.
///
/// # Safety
/// `slot` is NULL or writable.
unsafe fn tell(slot: *mut LONG, value: u64) -> Result<()> {
    if !slot.is_null() {
        let value = LONG::try_from(value).map_err(|_| Error::STG_INVALIDFUNCTION)?;
        // SAFETY: as the caller promises.
        unsafe { slot.write(value) };
    }
    Ok(())
}

fn count(cb: LONG) -> Result<u32> {
    u32::try_from(cb).map_err(|_| Error::INVALIDARG)
}

/// What a lock is for: offset, count and kind, as IStream has them.
fn region(offset: LONG, count: LONG, kind: LONG) -> Result<(u64, u64, u32)> {
    let unsigned = |number: LONG| u32::try_from(number).map_err(|_| Error::STG_INVALIDFUNCTION);
    Ok((
        unsigned(offset)?.into(),
        unsigned(count)?.into(),
        unsigned(kind)?,
    ))
}

/// As the pages of these methods, which follow IStream, would have it (R2).
fn as_stream<T>(result: Result<T>) -> Result<T> {
    result.map_err(|error| match error {
        Error::POINTER => Error::STG_INVALIDPOINTER,
        other => other,
    })
}

// SAFETY of all methods: the pointers are NULL or what the method's page says.
impl methods::IByteBuffer for ByteBuffer {
    unsafe fn get_Stream(&self, ppStream: *mut LPSTREAM) -> Result<()> {
        // SAFETY: see above.
        let slot = unsafe { Out::new(ppStream, ptr::null_mut()) }?;
        slot.set(Ref::clone(&self.stream()).into_ptr());
        Ok(())
    }

    unsafe fn put_Stream(&self, pStream: LPSTREAM) -> Result<()> {
        // SAFETY: see above.
        self.replace(unsafe { Ref::share(pStream) }.ok_or(Error::POINTER)?);
        Ok(())
    }

    unsafe fn Clone(&self, ppByteBuffer: *mut LPBYTEBUFFER) -> Result<()> {
        // SAFETY: see above.
        let slot = as_stream(unsafe { Out::new(ppByteBuffer, ptr::null_mut()) })?;
        let clone = self.stream().clone_stream()?;
        slot.set(object::new(ByteBuffer::of(clone)));
        Ok(())
    }

    unsafe fn Commit(&self, grfCommitFlags: LONG) -> Result<()> {
        if grfCommitFlags & !COMMIT_FLAGS != 0 {
            return Err(Error::STG_INVALIDFLAG);
        }
        self.stream().commit(grfCommitFlags.cast_unsigned())
    }

    unsafe fn CopyTo(
        &self,
        ppByteBuffer: *mut LPBYTEBUFFER,
        cb: LONG,
        pcbRead: *mut LONG,
        pcbWritten: *mut LONG,
    ) -> Result<()> {
        // SAFETY: see above.
        unsafe {
            tell(pcbRead, 0)?;
            tell(pcbWritten, 0)?;
            if ppByteBuffer.is_null() {
                return Err(Error::STG_INVALIDPOINTER);
            }
            let most = count(cb)?;
            let given = Ref::share(*ppByteBuffer);
            let is_made = given.is_none();
            let target = match given {
                Some(given) => given,
                None => Ref::take(zeros(0)?).ok_or(Error::UNEXPECTED)?,
            };
            let mut bytes = self.stream().read_up_to(most.into())?;
            tell(pcbRead, bytes.len() as u64)?;
            let length = LONG::try_from(bytes.len()).map_err(|_| Error::STG_MEDIUMFULL)?;
            let mut written = 0;
            let hr = IByteBuffer::Write(target.as_ptr(), bytes.as_mut_ptr(), length, &mut written);
            tell(pcbWritten, u64::try_from(written).unwrap_or(0))?;
            failed(hr)?;
            if is_made {
                *ppByteBuffer = target.into_ptr();
            }
            Ok(())
        }
    }

    unsafe fn Initialize(&self, lSize: LONG, pData: LPBYTE) -> Result<()> {
        let size = count(lSize)? as usize;
        let mut memory = Memory::new(size)?;
        if !pData.is_null() {
            // SAFETY: see above.
            unsafe { memory.write(0, pData, size) }?;
        }
        self.replace(MemoryStream::over(memory));
        Ok(())
    }

    unsafe fn LockRegion(&self, libOffset: LONG, cb: LONG, dwLockType: LONG) -> Result<()> {
        let (offset, count, kind) = region(libOffset, cb, dwLockType)?;
        self.stream().lock_region(offset, count, kind)
    }

    unsafe fn Read(&self, pByte: *mut BYTE, cb: LONG, pcbRead: *mut LONG) -> Result<()> {
        // SAFETY: see above.
        unsafe {
            tell(pcbRead, 0)?;
            let count = count(cb)?;
            if pByte.is_null() && count > 0 {
                return Err(Error::STG_INVALIDPOINTER);
            }
            let read = self.stream().read_to(pByte, count)?;
            tell(pcbRead, read.into())
        }
    }

    unsafe fn Revert(&self) -> Result<()> {
        self.stream().revert()
    }

    unsafe fn Seek(
        &self,
        dLibMove: LONG,
        dwOrigin: LONG,
        pLibnewPosition: *mut LONG,
    ) -> Result<()> {
        // SAFETY: see above.
        unsafe { tell(pLibnewPosition, 0) }?;
        let origin = u32::try_from(dwOrigin).map_err(|_| Error::STG_INVALIDFUNCTION)?;
        let stream = self.stream();
        let base = match origin {
            stream::FROM_HERE => stream.seek(0, stream::FROM_HERE)?,
            stream::FROM_END => stream.size()?,
            _ => 0,
        };
        // Nowhere that a LONG could not tell.
        let sought = base.checked_add_signed(dLibMove.into());
        if sought.is_none_or(|sought| LONG::try_from(sought).is_err()) {
            return Err(Error::STG_INVALIDFUNCTION);
        }
        let position = stream.seek(dLibMove.into(), origin)?;
        // SAFETY: see above.
        unsafe { tell(pLibnewPosition, position) }
    }

    unsafe fn SetSize(&self, libNewSize: LONG) -> Result<()> {
        let size = u64::try_from(libNewSize).map_err(|_| Error::STG_INVALIDFUNCTION)?;
        self.stream().set_size(size)
    }

    unsafe fn Stat(&self, pstatstg: *mut STATSTRUCT, grfStatFlag: LONG) -> Result<()> {
        // SAFETY: see above.
        let slot = as_stream(unsafe { Out::new(pstatstg, STATSTRUCT::default()) })?;
        if grfStatFlag & !STAT_FLAGS != 0 {
            return Err(Error::STG_INVALIDFLAG);
        }
        let stat = self.stream().stat()?;
        slot.set(STATSTRUCT {
            r#type: stat.r#type.cast_signed(),
            cbSize: LONG::try_from(stat.cbSize).map_err(|_| Error::STG_INVALIDFUNCTION)?,
            grfMode: stat.grfMode.cast_signed(),
            grfLocksSupported: stat.grfLocksSupported.cast_signed(),
            grfStateBits: stat.grfStateBits.cast_signed(),
        });
        Ok(())
    }

    unsafe fn UnlockRegion(&self, libOffset: LONG, cb: LONG, dwLockType: LONG) -> Result<()> {
        let (offset, count, kind) = region(libOffset, cb, dwLockType)?;
        self.stream().unlock_region(offset, count, kind)
    }

    unsafe fn Write(&self, pByte: *mut BYTE, cb: LONG, pcbWritten: *mut LONG) -> Result<()> {
        // SAFETY: see above.
        unsafe {
            tell(pcbWritten, 0)?;
            if pByte.is_null() {
                return Err(Error::STG_INVALIDPOINTER);
            }
            let (result, written) = self.stream().write_from(pByte, count(cb)?);
            tell(pcbWritten, written.into())?;
            result
        }
    }
}
