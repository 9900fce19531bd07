//! Where objects come from: IClassFactory for each of the seven classes (spec/com-abi.md, section 15).

use super::abi::*;
use super::object::{self, objects};
use super::{buffer, card, command, database, iso7816, locate, type_conv};
use crate::boundary::{Out, boundary};
use crate::error::{Error, Result};
use crate::hresult::HResult;
use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Makes an object of a class.
type Create = unsafe fn(*mut c_void, &GUID, *mut *mut c_void) -> Result<()>;

/// A class factory: there is one a class, for ever, so its references are counted only for the library to stay.
#[repr(C)]
struct Factory {
    vtbl: &'static FactoryVtbl,
    clsid: GUID,
    create: Create,
}

#[repr(C)]
struct FactoryVtbl {
    unknown: UnknownVtbl,
    create_instance: unsafe extern "system" fn(
        this: *mut c_void,
        outer: *mut c_void,
        iid: *const GUID,
        object: *mut *mut c_void,
    ) -> HResult,
    lock_server: unsafe extern "system" fn(this: *mut c_void, lock: i32) -> HResult,
}

static VTBL: Headed<FactoryVtbl> = Headed::new(FactoryVtbl {
    unknown: UnknownVtbl {
        QueryInterface: query_interface,
        AddRef: add_ref,
        Release: release,
    },
    create_instance: make,
    lock_server,
});

const fn factory(clsid: GUID, create: Create) -> Factory {
    Factory {
        vtbl: &VTBL.table,
        clsid,
        create,
    }
}

static FACTORIES: [Factory; 7] = [
    factory(ISCard::CLSID, object::create::<card::Card>),
    factory(ISCardCmd::CLSID, object::create::<command::Command>),
    factory(ISCardISO7816::CLSID, object::create::<iso7816::Iso7816>),
    factory(IByteBuffer::CLSID, object::create::<buffer::ByteBuffer>),
    factory(ISCardTypeConv::CLSID, object::create::<type_conv::TypeConv>),
    factory(ISCardDatabase::CLSID, object::create::<database::Database>),
    factory(ISCardLocate::CLSID, object::create::<locate::Locate>),
];

/// Callers that want the library to stay.
static LOCKS: AtomicUsize = AtomicUsize::new(0);

/// References to factories, of all classes together.
static REFERENCES: AtomicUsize = AtomicUsize::new(0);

fn factory_of(clsid: &GUID) -> Option<&'static Factory> {
    FACTORIES.iter().find(|factory| factory.clsid == *clsid)
}

/// Gives an interface of the factory of a class.
///
/// # Safety
/// `clsid` and `iid` are NULL or readable, `object` is NULL or writable.
pub(super) unsafe fn class_object(
    clsid: *const GUID,
    iid: *const GUID,
    object: *mut *mut c_void,
) -> Result<()> {
    // SAFETY: as the caller promises.
    let (slot, clsid) = unsafe { (Out::new(object, ptr::null_mut())?, clsid.as_ref()) };
    let clsid = clsid.ok_or(Error::POINTER)?;
    let factory = factory_of(clsid).ok_or(Error::CLASS_CLASSNOTAVAILABLE)?;
    slot.set(ptr::null_mut());
    // SAFETY: the factory lives for ever, the others as the caller promises.
    object::failed(unsafe {
        query_interface(ptr::from_ref(factory).cast_mut().cast(), iid, object)
    })
}

/// CLSCTX_INPROC_SERVER.
#[cfg(not(windows))]
const IN_PROCESS: u32 = 1;

/// Gives the factory of a class, as CoGetClassObject does.
///
/// # Safety
/// As [`class_object`].
#[cfg(not(windows))]
pub(super) unsafe fn in_process_factory(
    clsid: *const GUID,
    context: u32,
    iid: *const GUID,
    object: *mut *mut c_void,
) -> Result<()> {
    // SAFETY: as the caller promises.
    unsafe {
        Out::new(object, ptr::null_mut())?;
        if context & IN_PROCESS == 0 {
            return Err(Error::REGDB_CLASSNOTREG);
        }
        class_object(clsid, iid, object)
    }
    .map_err(|error| match error {
        Error::CLASS_CLASSNOTAVAILABLE => Error::REGDB_CLASSNOTREG,
        other => other,
    })
}

/// Makes an object of a class, as CoCreateInstance does.
///
/// # Safety
/// As [`class_object`]; `outer` is NULL or the IUnknown of a live object.
#[cfg(not(windows))]
pub(super) unsafe fn create_instance(
    clsid: *const GUID,
    outer: *mut c_void,
    context: u32,
    iid: *const GUID,
    object: *mut *mut c_void,
) -> Result<()> {
    // SAFETY: as the caller promises.
    unsafe {
        Out::new(object, ptr::null_mut())?;
        let clsid = clsid.as_ref().ok_or(Error::POINTER)?;
        let iid = iid.as_ref().ok_or(Error::POINTER)?;
        match factory_of(clsid).filter(|_| context & IN_PROCESS != 0) {
            Some(factory) => (factory.create)(outer, iid, object),
            None => Err(Error::REGDB_CLASSNOTREG),
        }
    }
}

/// Whether nobody has anything of the library any longer.
pub(super) fn can_unload() -> bool {
    [&LOCKS, &REFERENCES]
        .iter()
        .all(|count| count.load(Ordering::Acquire) == 0)
        && objects() == 0
}

unsafe extern "system" fn query_interface(
    this: *mut c_void,
    iid: *const GUID,
    object: *mut *mut c_void,
) -> HResult {
    boundary(|| {
        // SAFETY: by the rules of COM the pointers are NULL or valid.
        let (object, iid) = unsafe { (Out::new(object, ptr::null_mut())?, iid.as_ref()) };
        if ![IID_IUNKNOWN, IID_ICLASS_FACTORY].contains(iid.ok_or(Error::POINTER)?) {
            return Err(Error::NOINTERFACE);
        }
        REFERENCES.fetch_add(1, Ordering::AcqRel);
        object.set(this);
        Ok(())
    })
}

unsafe extern "system" fn add_ref(_: *mut c_void) -> u32 {
    REFERENCES.fetch_add(1, Ordering::AcqRel);
    2 // never the last one, as it is for ever
}

unsafe extern "system" fn release(_: *mut c_void) -> u32 {
    let _ = less(&REFERENCES); // nobody can be told of one too many
    1
}

/// Counts down, but not below zero.
fn less(count: &AtomicUsize) -> Result<()> {
    let counted = count.fetch_update(Ordering::AcqRel, Ordering::Acquire, |count| {
        count.checked_sub(1)
    });
    counted.map(drop).map_err(|_| Error::UNEXPECTED)
}

unsafe extern "system" fn make(
    this: *mut c_void,
    outer: *mut c_void,
    iid: *const GUID,
    object: *mut *mut c_void,
) -> HResult {
    boundary(|| {
        // SAFETY: by the rules of COM the pointers are NULL or valid; `this` is one of the factories.
        unsafe {
            Out::new(object, ptr::null_mut())?;
            let iid = iid.as_ref().ok_or(Error::POINTER)?;
            ((*this.cast::<Factory>()).create)(outer, iid, object)
        }
    })
}

unsafe extern "system" fn lock_server(_: *mut c_void, lock: i32) -> HResult {
    boundary(|| {
        if lock != 0 {
            LOCKS.fetch_add(1, Ordering::AcqRel);
            return Ok(());
        }
        less(&LOCKS)
    })
}

// SAFETY: nothing in a factory ever changes.
unsafe impl Sync for Factory {}
