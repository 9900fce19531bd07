//! CByteBuffer: a stream in Automation's types; and buffers as arguments and results of other methods.

use super::abi::*;
use super::dispatch;
use super::memory::{LARGEST, Memory};
use super::object::{self, Class, Ref, failed, methods, tables};
use super::stream::{self, MemoryStream};
use crate::boundary::Out;
use crate::error::{Error, Result};
use crate::sync::lock;
use std::ptr;
use std::sync::Mutex;
use zeroize::Zeroizing;

/// The bytes of a buffer, ours or somebody else's, from its beginning to its end; its seek pointer
/// stays where it is (semantics.md, R5). `None` for NULL.
///
/// # Safety
/// NULL or a live object.
pub(super) unsafe fn bytes_of(buffer: LPBYTEBUFFER) -> Result<Option<Zeroizing<Vec<u8>>>> {
    if buffer.is_null() {
        return Ok(None);
    }
    let mut stat = STATSTRUCT::default();
    let (mut before, mut at) = (0, 0);
    // SAFETY: a live object, and valid pointers.
    unsafe {
        failed(IByteBuffer::Stat(buffer, &mut stat, NO_NAME))?;
        let size = usize::try_from(stat.cbSize).map_err(|_| Error::INVALIDARG)?;
        if size > LARGEST {
            return Err(Error::OUTOFMEMORY);
        }
        let mut bytes = Zeroizing::new(vec![0; size]);
        failed(IByteBuffer::Seek(buffer, 0, FROM_HERE, &mut before))?;
        failed(IByteBuffer::Seek(buffer, 0, FROM_START, &mut at))?;
        let read = read_all(buffer, &mut bytes);
        failed(IByteBuffer::Seek(buffer, before, FROM_START, &mut at))?;
        let read = read?;
        bytes.truncate(read);
        Ok(Some(bytes))
    }
}

/// Reads until the end, or until there is no more room.
///
/// # Safety
/// A live object.
unsafe fn read_all(buffer: LPBYTEBUFFER, bytes: &mut [u8]) -> Result<usize> {
    let mut done = 0;
    while let Some(rest) = bytes.get_mut(done..).filter(|rest| !rest.is_empty()) {
        let room = LONG::try_from(rest.len()).map_err(|_| Error::INVALIDARG)?;
        let mut read = 0;
        // SAFETY: a live object, and there is that much room.
        failed(unsafe { IByteBuffer::Read(buffer, rest.as_mut_ptr(), room, &mut read) })?;
        match usize::try_from(read) {
            Ok(read @ 1..) if read <= rest.len() => done += read,
            Ok(0) => break,
            _ => return Err(Error::UNEXPECTED), // somebody else's object, and it is wrong
        }
    }
    Ok(done)
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
    stream: Mutex<Ref<IStream>>,
}

impl ByteBuffer {
    fn of(stream: Ref<IStream>) -> Self {
        ByteBuffer {
            stream: Mutex::new(stream),
        }
    }

    /// The stream, which stays alive though another may take its place meanwhile.
    fn stream(&self) -> Ref<IStream> {
        lock(&self.stream).clone()
    }
}

impl Class for ByteBuffer {
    type Vtbl = vtables::IByteBuffer;
    const VTBL: &'static Self::Vtbl = &tables::IByteBuffer::<Self>();
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
        slot.set(self.stream().into_ptr());
        Ok(())
    }

    unsafe fn put_Stream(&self, pStream: LPSTREAM) -> Result<()> {
        // SAFETY: see above.
        let stream = unsafe { Ref::share(pStream) }.ok_or(Error::POINTER)?;
        let replaced = std::mem::replace(&mut *lock(&self.stream), stream);
        drop(replaced); // not while it is locked: its Release may be somebody else's code
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
        Ok(())
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
            let given = *ppByteBuffer;
            let made = match given.is_null() {
                true => Ref::take(zeros(0)?),
                false => None,
            };
            let target = made.as_ref().map_or(given, Ref::as_ptr);
            let (read, written) = copy_to(&self.stream(), target, most)?;
            if let Some(made) = made {
                *ppByteBuffer = made.into_ptr();
            }
            tell(pcbRead, read.into())?;
            tell(pcbWritten, written.into())
        }
    }

    unsafe fn Initialize(&self, lSize: LONG, pData: LPBYTE) -> Result<()> {
        let size = count(lSize)? as usize;
        let mut memory = Memory::new(size)?;
        if !pData.is_null() {
            // SAFETY: see above.
            unsafe { memory.write(0, pData, size) }?;
        }
        let replaced = std::mem::replace(&mut *lock(&self.stream), MemoryStream::over(memory));
        drop(replaced);
        Ok(())
    }

    unsafe fn LockRegion(&self, _: LONG, _: LONG, _: LONG) -> Result<()> {
        Err(Error::STG_INVALIDFUNCTION) // the stream behind has no locks
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
        Ok(()) // there is nothing to go back to
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
        if origin == stream::FROM_START && dLibMove < 0 {
            return Err(Error::STG_INVALIDFUNCTION);
        }
        let stream = self.stream();
        let before = stream.seek(0, stream::FROM_HERE)?;
        let position = stream.seek(dLibMove.into(), origin)?;
        if LONG::try_from(position).is_err() {
            // A LONG could not tell it.
            stream.seek(before.cast_signed(), stream::FROM_START)?;
            return Err(Error::STG_INVALIDFUNCTION);
        }
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
        let size = self.stream().size()?;
        slot.set(STATSTRUCT {
            r#type: stream::STREAM.cast_signed(),
            cbSize: LONG::try_from(size).map_err(|_| Error::STG_INVALIDFUNCTION)?,
            grfMode: stream::READ_WRITE.cast_signed(),
            ..STATSTRUCT::default()
        });
        Ok(())
    }

    unsafe fn UnlockRegion(&self, _: LONG, _: LONG, _: LONG) -> Result<()> {
        Err(Error::STG_INVALIDFUNCTION)
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

/// Copies from a stream to a buffer, ours or somebody else's, at their seek pointers.
///
/// # Safety
/// `target` is a live object.
unsafe fn copy_to(source: &Ref<IStream>, target: LPBYTEBUFFER, most: u32) -> Result<(u32, u32)> {
    let size = source.size()?;
    let position = source.seek(0, stream::FROM_HERE)?;
    let count = size.saturating_sub(position).min(most.into());
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    if count > LARGEST {
        return Err(Error::STG_MEDIUMFULL);
    }
    // All of it first: both may be the same bytes.
    let mut bytes = Zeroizing::new(vec![0; count]);
    let room = u32::try_from(count).map_err(|_| Error::STG_MEDIUMFULL)?;
    // SAFETY: there is that much room.
    let read = unsafe { source.read_to(bytes.as_mut_ptr(), room) }?;
    let mut written = 0;
    let length = LONG::try_from(read).map_err(|_| Error::STG_MEDIUMFULL)?;
    // SAFETY: a live object, and so many bytes were read.
    failed(unsafe { IByteBuffer::Write(target, bytes.as_mut_ptr(), length, &mut written) })?;
    Ok((read, u32::try_from(written).unwrap_or(0)))
}
