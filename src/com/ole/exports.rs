//! These functions for programs, under names that no other library in the process has: what `include/com/scard_com.h`
//! calls SysAllocString is `scard_com_SysAllocString`. The documentation of Windows says what each does.

#![allow(clippy::missing_safety_doc)] // pointers are NULL or what the documentation of Windows says

use super::super::abi::{BSTR, GUID};
use super::apartment;
use super::types::{SAFEARRAY, SAFEARRAYBOUND, VARIANT, VARTYPE};
use super::{array_data, bstr, change_type, identifiers, safe_array, task_memory, variant};
use crate::boundary::guarded;
use crate::hresult::{self, HResult};
use std::ffi::{c_char, c_void};
use std::ptr;

/// What a call gives that panicked: a failure, NULL or 0.
trait Panicked {
    const PANICKED: Self;
}

impl Panicked for HResult {
    const PANICKED: HResult = hresult::UNEXPECTED;
}

impl Panicked for u32 {
    const PANICKED: u32 = 0;
}

impl Panicked for () {
    const PANICKED: () = ();
}

impl<T> Panicked for *mut T {
    const PANICKED: *mut T = ptr::null_mut();
}

/// A BOOL of Windows, which is not a result code.
#[repr(transparent)]
pub struct Bool(i32);

impl Panicked for Bool {
    const PANICKED: Bool = Bool(0);
}

macro_rules! exports {
    ($($name:ident = $function:expr, ($($parameter:ident: $type:ty),*) $(-> $result:ty)?;)*) => {
        $(
            #[unsafe(no_mangle)]
            unsafe extern "system" fn $name($($parameter: $type),*) $(-> $result)? {
                // SAFETY: as the caller promises.
                guarded(Panicked::PANICKED, || unsafe { $function($($parameter),*) })
            }
        )*
    };
}

exports! {
    scard_com_CoTaskMemAlloc = task_memory::CoTaskMemAlloc, (size: usize) -> *mut c_void;
    scard_com_CoTaskMemRealloc = task_memory::CoTaskMemRealloc, (block: *mut c_void, size: usize) -> *mut c_void;
    scard_com_CoTaskMemFree = task_memory::CoTaskMemFree, (block: *mut c_void);

    scard_com_SysAllocString = bstr::SysAllocString, (text: *const u16) -> BSTR;
    scard_com_SysAllocStringLen = bstr::SysAllocStringLen, (text: *const u16, units: u32) -> BSTR;
    scard_com_SysAllocStringByteLen = bstr::SysAllocStringByteLen, (bytes: *const c_char, count: u32) -> BSTR;
    scard_com_SysReAllocString = re_alloc, (slot: *mut BSTR, text: *const u16) -> Bool;
    scard_com_SysReAllocStringLen = re_alloc_len, (slot: *mut BSTR, text: *const u16, units: u32) -> Bool;
    scard_com_SysFreeString = bstr::SysFreeString, (text: BSTR);
    scard_com_SysStringLen = bstr::SysStringLen, (text: BSTR) -> u32;
    scard_com_SysStringByteLen = bstr::SysStringByteLen, (text: BSTR) -> u32;

    scard_com_SafeArrayCreate = safe_array::SafeArrayCreate,
        (kind: VARTYPE, dimensions: u32, bounds: *const SAFEARRAYBOUND) -> *mut SAFEARRAY;
    scard_com_SafeArrayCreateVector = safe_array::SafeArrayCreateVector,
        (kind: VARTYPE, lower: i32, elements: u32) -> *mut SAFEARRAY;
    scard_com_SafeArrayDestroy = array_data::SafeArrayDestroy, (array: *mut SAFEARRAY) -> HResult;
    scard_com_SafeArrayAccessData = array_data::SafeArrayAccessData,
        (array: *mut SAFEARRAY, data: *mut *mut c_void) -> HResult;
    scard_com_SafeArrayUnaccessData = array_data::SafeArrayUnaccessData, (array: *mut SAFEARRAY) -> HResult;
    scard_com_SafeArrayLock = array_data::SafeArrayLock, (array: *mut SAFEARRAY) -> HResult;
    scard_com_SafeArrayUnlock = array_data::SafeArrayUnlock, (array: *mut SAFEARRAY) -> HResult;
    scard_com_SafeArrayGetElement = array_data::SafeArrayGetElement,
        (array: *mut SAFEARRAY, indices: *const i32, value: *mut c_void) -> HResult;
    scard_com_SafeArrayPutElement = array_data::SafeArrayPutElement,
        (array: *mut SAFEARRAY, indices: *const i32, value: *mut c_void) -> HResult;
    scard_com_SafeArrayPtrOfIndex = array_data::SafeArrayPtrOfIndex,
        (array: *mut SAFEARRAY, indices: *const i32, element: *mut *mut c_void) -> HResult;
    scard_com_SafeArrayGetLBound = array_data::SafeArrayGetLBound,
        (array: *mut SAFEARRAY, dimension: u32, bound: *mut i32) -> HResult;
    scard_com_SafeArrayGetUBound = array_data::SafeArrayGetUBound,
        (array: *mut SAFEARRAY, dimension: u32, bound: *mut i32) -> HResult;
    scard_com_SafeArrayGetDim = array_data::SafeArrayGetDim, (array: *mut SAFEARRAY) -> u32;
    scard_com_SafeArrayGetElemsize = array_data::SafeArrayGetElemsize, (array: *mut SAFEARRAY) -> u32;
    scard_com_SafeArrayGetVartype = array_data::SafeArrayGetVartype,
        (array: *mut SAFEARRAY, kind: *mut VARTYPE) -> HResult;
    scard_com_SafeArrayRedim = array_data::SafeArrayRedim,
        (array: *mut SAFEARRAY, bound: *mut SAFEARRAYBOUND) -> HResult;
    scard_com_SafeArrayCopy = array_data::SafeArrayCopy,
        (array: *mut SAFEARRAY, copied: *mut *mut SAFEARRAY) -> HResult;

    scard_com_VariantInit = variant::VariantInit, (variant: *mut VARIANT);
    scard_com_VariantClear = variant::VariantClear, (variant: *mut VARIANT) -> HResult;
    scard_com_VariantCopy = variant::VariantCopy, (target: *mut VARIANT, source: *const VARIANT) -> HResult;
    scard_com_VariantCopyInd = variant::VariantCopyInd, (target: *mut VARIANT, source: *const VARIANT) -> HResult;
    scard_com_VariantChangeType = change_type::VariantChangeType,
        (target: *mut VARIANT, source: *const VARIANT, flags: u16, kind: VARTYPE) -> HResult;

    scard_com_CoInitialize = initialize, (reserved: *mut c_void) -> HResult;
    scard_com_CoInitializeEx = initialize_ex, (reserved: *mut c_void, flags: u32) -> HResult;
    scard_com_CoUninitialize = apartment_leave, ();

    scard_com_CLSIDFromString = identifiers::CLSIDFromString, (text: *const u16, clsid: *mut GUID) -> HResult;
    scard_com_StringFromGUID2 = identifiers::StringFromGUID2, (guid: *const GUID, text: *mut u16, room: i32) -> u32;
}

/// S_FALSE: it worked, and had been done before.
const FALSE: HResult = 1;

unsafe fn initialize(reserved: *mut c_void) -> HResult {
    match apartment::enter(reserved) {
        Ok(true) => hresult::OK,
        Ok(false) => FALSE,
        Err(error) => error.code(),
    }
}

/// The flags choose between kinds of apartments, and there are none.
unsafe fn initialize_ex(reserved: *mut c_void, _flags: u32) -> HResult {
    // SAFETY: any value is allowed.
    unsafe { initialize(reserved) }
}

unsafe fn apartment_leave() {
    apartment::leave();
}

unsafe fn re_alloc(slot: *mut BSTR, text: *const u16) -> Bool {
    // SAFETY: as the caller promises.
    Bool(unsafe { bstr::SysReAllocString(slot, text) })
}

unsafe fn re_alloc_len(slot: *mut BSTR, text: *const u16, units: u32) -> Bool {
    // SAFETY: as the caller promises.
    Bool(unsafe { bstr::SysReAllocStringLen(slot, text, units) })
}
