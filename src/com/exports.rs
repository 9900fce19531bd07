//! The entries that COM has into a library of objects, and what creates objects where the system has nothing for it
//! (spec/com-abi.md, section 15).

#![allow(clippy::missing_safety_doc)] // pointers are NULL or what the documentation of Windows says

use super::abi::GUID;
use super::class_factory::{can_unload, class_object};
use crate::boundary::boundary;
use crate::hresult::{self, HResult};
use std::ffi::c_void;

#[cfg(not(windows))]
use {
    super::abi::LPSTREAM, super::memory::Memory, super::stream::MemoryStream, crate::boundary::Out,
    crate::error::Error, std::ptr,
};

#[unsafe(no_mangle)]
unsafe extern "system" fn DllGetClassObject(
    clsid: *const GUID,
    iid: *const GUID,
    object: *mut *mut c_void,
) -> HResult {
    // SAFETY: as the caller promises.
    boundary(|| unsafe { class_object(clsid, iid, object) })
}

/// S_FALSE while anybody has an object.
#[unsafe(no_mangle)]
unsafe extern "system" fn DllCanUnloadNow() -> HResult {
    const FALSE: HResult = 1;
    if can_unload() { hresult::OK } else { FALSE }
}

/// As CoCreateInstance, for the classes of this library.
#[cfg(not(windows))]
#[unsafe(no_mangle)]
unsafe extern "system" fn scard_com_CoCreateInstance(
    clsid: *const GUID,
    outer: *mut c_void,
    context: u32,
    iid: *const GUID,
    object: *mut *mut c_void,
) -> HResult {
    // SAFETY: as the caller promises.
    boundary(|| unsafe {
        super::class_factory::create_instance(clsid, outer, context, iid, object)
    })
}

/// As CoGetClassObject, for the classes of this library.
#[cfg(not(windows))]
#[unsafe(no_mangle)]
unsafe extern "system" fn scard_com_CoGetClassObject(
    clsid: *const GUID,
    context: u32,
    _server: *mut c_void,
    iid: *const GUID,
    object: *mut *mut c_void,
) -> HResult {
    // SAFETY: as the caller promises.
    boundary(|| unsafe { super::class_factory::in_process_factory(clsid, context, iid, object) })
}

/// As CreateStreamOnHGlobal, for a new stream: there are no memory handles.
#[cfg(not(windows))]
#[unsafe(no_mangle)]
unsafe extern "system" fn scard_com_CreateStreamOnHGlobal(
    memory: *mut c_void,
    _delete_on_release: i32,
    stream: *mut LPSTREAM,
) -> HResult {
    boundary(|| {
        // SAFETY: as the caller promises.
        let slot = unsafe { Out::new(stream, ptr::null_mut()) }?;
        if !memory.is_null() {
            return Err(Error::INVALIDARG);
        }
        slot.set(MemoryStream::over(Memory::new(0)?).into_ptr());
        Ok(())
    })
}
