//! Streams: our own in memory, and those of others, used through IStream alone.

use super::abi::*;
use super::memory::{LARGEST, Memory};
use super::object::{Counted, Ref, failed};
use crate::boundary::{Out, boundary};
use crate::error::{Error, Result};
use crate::hresult::{self, HResult};
use crate::secret;
use crate::sync::lock;
use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use zeroize::Zeroizing;

/// By this the library knows its own streams; nobody else answers to it.
const IID_OWN_STREAM: GUID = GUID::parse("6F1F2C52-93D8-4A0B-8E57-5CA1D5C0A501");

/// Where Seek counts from.
pub(super) const FROM_START: u32 = 0;
pub(super) const FROM_HERE: u32 = 1;
pub(super) const FROM_END: u32 = 2;

/// A stream in memory.
#[repr(C)]
pub(super) struct MemoryStream {
    interface: IStream,
    references: AtomicU32,
    /// Shared with clones.
    memory: Arc<Mutex<Memory>>,
    position: Mutex<u64>,
    _counted: Counted,
}

impl MemoryStream {
    /// A stream of its own, at the beginning.
    pub(super) fn over(memory: Memory) -> Ref<IStream> {
        Self::on(Arc::new(Mutex::new(memory)), 0)
    }

    fn on(memory: Arc<Mutex<Memory>>, position: u64) -> Ref<IStream> {
        let stream = Box::into_raw(Box::new(MemoryStream {
            interface: IStream { vtbl: &VTBL.table },
            references: AtomicU32::new(1),
            memory,
            position: Mutex::new(position),
            _counted: Counted::new(),
        }));
        // SAFETY: a new object with one reference; its first word is the vtable.
        let stream = unsafe { Ref::take(stream.cast()) };
        stream.expect("a box is not NULL")
    }

    /// The memory behind a stream, if it is one of ours.
    ///
    /// # Safety
    /// A live stream.
    pub(super) unsafe fn memory_of(stream: &Ref<IStream>) -> Option<Arc<Mutex<Memory>>> {
        let own: Ref<MemoryStream> = stream.query(&IID_OWN_STREAM).ok()?;
        // Somebody else may answer to any identifier; the first word is the vtable of any object.
        // SAFETY: a live object.
        let vtbl = unsafe { (*own.as_ptr().cast::<IStream>()).vtbl };
        if !ptr::eq(vtbl, &VTBL.table) {
            return None;
        }
        // SAFETY: one of ours.
        Some(Arc::clone(unsafe { &(*own.as_ptr()).memory }))
    }
}

/// The stream behind an interface pointer.
///
/// # Safety
/// `this` is a live stream of ours.
unsafe fn stream<'call>(this: *mut c_void) -> &'call MemoryStream {
    // SAFETY: as the caller promises.
    unsafe { &*this.cast::<MemoryStream>() }
}

static VTBL: Headed<StreamVtbl> = Headed::new(StreamVtbl {
    unknown: UnknownVtbl {
        QueryInterface: query_interface,
        AddRef: add_ref,
        Release: release,
    },
    Read: read,
    Write: write,
    Seek: seek,
    SetSize: set_size,
    CopyTo: copy_to,
    Commit: commit,
    Revert: revert,
    LockRegion: no_region,
    UnlockRegion: no_region,
    Stat: stat,
    Clone: clone,
});

unsafe extern "system" fn query_interface(
    this: *mut c_void,
    iid: *const GUID,
    object: *mut *mut c_void,
) -> HResult {
    boundary(|| {
        // SAFETY: by the rules of COM the pointers are NULL or valid.
        let (object, iid) = unsafe { (Out::new(object, ptr::null_mut())?, iid.as_ref()) };
        let known = [
            IID_IUNKNOWN,
            IID_ISEQUENTIAL_STREAM,
            IID_ISTREAM,
            IID_OWN_STREAM,
        ];
        if !known.contains(iid.ok_or(Error::POINTER)?) {
            return Err(Error::NOINTERFACE);
        }
        // SAFETY: the caller has a reference.
        unsafe { add_ref(this) };
        object.set(this);
        Ok(())
    })
}

unsafe extern "system" fn add_ref(this: *mut c_void) -> u32 {
    // SAFETY: the caller has a reference.
    let references = unsafe { &stream(this).references };
    references.fetch_add(1, Ordering::Relaxed).wrapping_add(1)
}

unsafe extern "system" fn release(this: *mut c_void) -> u32 {
    // SAFETY: the caller has a reference, which it gives back.
    let references = unsafe { &stream(this).references };
    let left = references.fetch_sub(1, Ordering::AcqRel).wrapping_sub(1);
    if left == 0 {
        // SAFETY: made by `on`, and that was the last reference.
        drop(unsafe { Box::from_raw(this.cast::<MemoryStream>()) });
    }
    left
}

/// Stores a count that the caller may not want.
///
/// # Safety
/// `slot` is NULL or writable.
unsafe fn tell<T>(slot: *mut T, value: T) {
    if !slot.is_null() {
        // SAFETY: as the caller promises.
        unsafe { slot.write(value) };
    }
}

unsafe extern "system" fn read(
    this: *mut c_void,
    bytes: *mut c_void,
    count: u32,
    read: *mut u32,
) -> HResult {
    boundary(|| {
        // SAFETY: by the rules of IStream the pointers are NULL or valid, for as many bytes as told.
        unsafe {
            tell(read, 0);
            if bytes.is_null() && count > 0 {
                return Err(Error::STG_INVALIDPOINTER);
            }
            let this = stream(this);
            let mut position = lock(&this.position);
            let offset = usize::try_from(*position).unwrap_or(usize::MAX);
            let done = lock(&this.memory).read(offset, bytes.cast(), count as usize);
            *position += done as u64;
            tell(read, u32::try_from(done).unwrap_or(count));
        }
        Ok(())
    })
}

unsafe extern "system" fn write(
    this: *mut c_void,
    bytes: *const c_void,
    count: u32,
    written: *mut u32,
) -> HResult {
    boundary(|| {
        // SAFETY: as in `read`.
        unsafe {
            tell(written, 0);
            if bytes.is_null() {
                return Err(Error::STG_INVALIDPOINTER);
            }
            let this = stream(this);
            let mut position = lock(&this.position);
            let offset = usize::try_from(*position).map_err(|_| Error::STG_MEDIUMFULL)?;
            lock(&this.memory).write(offset, bytes.cast(), count as usize)?;
            *position += u64::from(count);
            tell(written, count);
        }
        Ok(())
    })
}

unsafe extern "system" fn seek(
    this: *mut c_void,
    offset: i64,
    origin: u32,
    new_position: *mut u64,
) -> HResult {
    boundary(|| {
        // SAFETY: by the rules of IStream the pointer is NULL or valid.
        unsafe {
            tell(new_position, 0);
            let this = stream(this);
            let mut position = lock(&this.position);
            let sought = match origin {
                FROM_START => Some(offset.cast_unsigned()),
                FROM_HERE => position.checked_add_signed(offset),
                FROM_END => (lock(&this.memory).length() as u64).checked_add_signed(offset),
                _ => None,
            };
            *position = sought.ok_or(Error::STG_INVALIDFUNCTION)?;
            tell(new_position, *position);
        }
        Ok(())
    })
}

unsafe extern "system" fn set_size(this: *mut c_void, size: u64) -> HResult {
    boundary(|| {
        let size = usize::try_from(size).map_err(|_| Error::STG_MEDIUMFULL)?;
        // SAFETY: the caller has a reference.
        lock(unsafe { &stream(this).memory }).resize(size)
    })
}

unsafe extern "system" fn copy_to(
    this: *mut c_void,
    target: *mut IStream,
    count: u64,
    read: *mut u64,
    written: *mut u64,
) -> HResult {
    boundary(|| {
        // SAFETY: by the rules of IStream the pointers are NULL or valid.
        unsafe {
            tell(read, 0);
            tell(written, 0);
            let target = Ref::share(target).ok_or(Error::STG_INVALIDPOINTER)?;
            let source = Ref::<IStream>::share(this.cast()).ok_or(Error::UNEXPECTED)?;
            let bytes = source.read_up_to(count)?;
            tell(read, bytes.len() as u64);
            let length = u32::try_from(bytes.len()).map_err(|_| Error::STG_MEDIUMFULL)?;
            let (result, stored) = target.write_from(bytes.as_ptr(), length);
            tell(written, stored.into());
            result
        }
    })
}

unsafe extern "system" fn commit(_: *mut c_void, _: u32) -> HResult {
    hresult::OK
}

unsafe extern "system" fn revert(_: *mut c_void) -> HResult {
    hresult::OK
}

unsafe extern "system" fn no_region(_: *mut c_void, _: u64, _: u64, _: u32) -> HResult {
    Error::STG_INVALIDFUNCTION.code()
}

/// STGTY_STREAM, and STGM_READWRITE.
const STREAM: u32 = 2;
const READ_WRITE: u32 = 2;

unsafe extern "system" fn stat(this: *mut c_void, stat: *mut STATSTG, _: u32) -> HResult {
    boundary(|| {
        if stat.is_null() {
            return Err(Error::STG_INVALIDPOINTER);
        }
        // SAFETY: not NULL, and writable by the rules of IStream; the caller has a reference.
        unsafe {
            let size = lock(&stream(this).memory).length();
            stat.write(STATSTG {
                pwcsName: ptr::null_mut(),
                r#type: STREAM,
                cbSize: size as u64,
                mtime: [0; 2],
                ctime: [0; 2],
                atime: [0; 2],
                grfMode: READ_WRITE,
                grfLocksSupported: 0,
                clsid: IID_NULL,
                grfStateBits: 0,
                reserved: 0,
            });
        }
        Ok(())
    })
}

unsafe extern "system" fn clone(this: *mut c_void, clone: *mut *mut IStream) -> HResult {
    boundary(|| {
        if clone.is_null() {
            return Err(Error::STG_INVALIDPOINTER);
        }
        // SAFETY: not NULL, and writable by the rules of IStream; the caller has a reference.
        unsafe {
            let this = stream(this);
            let position = *lock(&this.position);
            clone.write(MemoryStream::on(Arc::clone(&this.memory), position).into_ptr());
        }
        Ok(())
    })
}

/// Calls on any stream, ours or somebody else's.
impl Ref<IStream> {
    fn vtbl(&self) -> &StreamVtbl {
        // SAFETY: a live stream.
        unsafe { &*(*self.as_ptr()).vtbl }
    }

    /// # Safety
    /// `target` has room for `count` bytes.
    pub(super) unsafe fn read_to(&self, target: *mut u8, count: u32) -> Result<u32> {
        let mut done = 0;
        // SAFETY: as the caller promises.
        failed(unsafe {
            (self.vtbl().Read)(self.as_ptr().cast(), target.cast(), count, &mut done)
        })?;
        Ok(done.min(count))
    }

    /// Reads at most so many bytes from the seek pointer on: all that will be copied, before any is
    /// written, as both may be the same bytes.
    pub(super) fn read_up_to(&self, count: u64) -> Result<Zeroizing<Vec<u8>>> {
        let left = self.size()?.saturating_sub(self.seek(0, FROM_HERE)?);
        let most = usize::try_from(left.min(count)).map_err(|_| Error::OUTOFMEMORY)?;
        read_all(most, |rest| {
            let room = u32::try_from(rest.len()).unwrap_or(u32::MAX);
            // SAFETY: there is that much room.
            let done = unsafe { self.read_to(rest.as_mut_ptr(), room) }?;
            Ok(done as usize)
        })
    }

    /// Gives the number of bytes that were written, also when not all were.
    ///
    /// # Safety
    /// `source` has `count` bytes.
    pub(super) unsafe fn write_from(&self, source: *const u8, count: u32) -> (Result<()>, u32) {
        let mut done = 0;
        // SAFETY: as the caller promises.
        let hr =
            unsafe { (self.vtbl().Write)(self.as_ptr().cast(), source.cast(), count, &mut done) };
        (failed(hr), done.min(count))
    }

    pub(super) fn seek(&self, offset: i64, origin: u32) -> Result<u64> {
        let mut position = 0;
        // SAFETY: a live stream and a valid pointer.
        failed(unsafe { (self.vtbl().Seek)(self.as_ptr().cast(), offset, origin, &mut position) })?;
        Ok(position)
    }

    pub(super) fn set_size(&self, size: u64) -> Result<()> {
        // SAFETY: a live stream.
        failed(unsafe { (self.vtbl().SetSize)(self.as_ptr().cast(), size) })
    }

    pub(super) fn size(&self) -> Result<u64> {
        Ok(self.stat()?.cbSize)
    }

    /// Without its name.
    pub(super) fn stat(&self) -> Result<STATSTG> {
        const NO_NAME: u32 = 1;
        let mut stat = std::mem::MaybeUninit::<STATSTG>::zeroed();
        // SAFETY: a live stream; all zeros are a STATSTG, should it write nothing.
        unsafe {
            failed((self.vtbl().Stat)(
                self.as_ptr().cast(),
                stat.as_mut_ptr(),
                NO_NAME,
            ))?;
            Ok(stat.assume_init())
        }
    }

    pub(super) fn commit(&self, flags: u32) -> Result<()> {
        // SAFETY: a live stream.
        failed(unsafe { (self.vtbl().Commit)(self.as_ptr().cast(), flags) })
    }

    pub(super) fn revert(&self) -> Result<()> {
        // SAFETY: a live stream.
        failed(unsafe { (self.vtbl().Revert)(self.as_ptr().cast()) })
    }

    pub(super) fn lock_region(&self, offset: u64, count: u64, kind: u32) -> Result<()> {
        // SAFETY: a live stream.
        failed(unsafe { (self.vtbl().LockRegion)(self.as_ptr().cast(), offset, count, kind) })
    }

    pub(super) fn unlock_region(&self, offset: u64, count: u64, kind: u32) -> Result<()> {
        // SAFETY: a live stream.
        failed(unsafe { (self.vtbl().UnlockRegion)(self.as_ptr().cast(), offset, count, kind) })
    }

    pub(super) fn clone_stream(&self) -> Result<Ref<IStream>> {
        let mut clone = ptr::null_mut();
        // SAFETY: a live stream and a valid pointer; what it gives is a reference.
        unsafe {
            failed((self.vtbl().Clone)(self.as_ptr().cast(), &mut clone))?;
            Ref::take(clone).ok_or(Error::UNEXPECTED)
        }
    }
}

/// Reads until the end, or until there is so much, in as many reads as it takes.
pub(super) fn read_all(
    most: usize,
    mut read: impl FnMut(&mut [u8]) -> Result<usize>,
) -> Result<Zeroizing<Vec<u8>>> {
    if most > LARGEST {
        return Err(Error::OUTOFMEMORY);
    }
    let mut bytes = secret::zeros(most)?;
    let mut done = 0;
    while let Some(rest) = bytes.get_mut(done..).filter(|rest| !rest.is_empty()) {
        match read(rest)? {
            0 => break,
            more if more <= rest.len() => done += more,
            _ => return Err(Error::UNEXPECTED), // somebody else's object, and it is wrong
        }
    }
    bytes.truncate(done);
    Ok(bytes)
}
