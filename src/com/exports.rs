//! The entries that COM has into a library of objects, and CoCreateInstance where the system has none
//! (spec/com-abi.md, section 15).

#![allow(clippy::missing_safety_doc)] // pointers are NULL or what the documentation of Windows says

use super::abi::GUID;
use super::class_factory::{can_unload, class_object};
use crate::boundary::boundary;
use crate::hresult::{self, HResult};
use std::ffi::c_void;

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
