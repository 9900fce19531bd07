//! The functions of ole32 and oleaut32, with types of our own. (Crate windows-sys takes some from combase, which Windows 7
//! does not have.)
#![allow(dead_code)] // of the tables, not all is used

use super::super::abi::{BSTR, IStream};
use super::types::{SAFEARRAY, SAFEARRAYBOUND, VARIANT, VARTYPE};
use crate::hresult::HResult;
use std::ffi::{c_char, c_void};

#[link(name = "ole32")]
unsafe extern "system" {
    pub(crate) fn CoTaskMemAlloc(size: usize) -> *mut c_void;
    pub(crate) fn CoTaskMemFree(block: *mut c_void);

    pub(crate) fn CoCreateFreeThreadedMarshaler(
        outer: *mut c_void,
        marshaler: *mut *mut c_void,
    ) -> HResult;
    pub(crate) fn GetHGlobalFromStream(stream: *mut IStream, memory: *mut *mut c_void) -> HResult;
}

#[link(name = "oleaut32")]
unsafe extern "system" {
    pub(crate) fn SysAllocStringLen(text: *const u16, units: u32) -> BSTR;
    pub(crate) fn SysAllocStringByteLen(bytes: *const c_char, count: u32) -> BSTR;
    pub(crate) fn SysFreeString(text: BSTR);

    pub(crate) fn SafeArrayCreate(
        kind: VARTYPE,
        dimensions: u32,
        bounds: *const SAFEARRAYBOUND,
    ) -> *mut SAFEARRAY;
    pub(crate) fn SafeArrayCreateVector(kind: VARTYPE, lower: i32, elements: u32)
    -> *mut SAFEARRAY;
    pub(crate) fn SafeArrayDestroy(array: *mut SAFEARRAY) -> HResult;
    pub(crate) fn SafeArrayAccessData(array: *mut SAFEARRAY, data: *mut *mut c_void) -> HResult;
    pub(crate) fn SafeArrayUnaccessData(array: *mut SAFEARRAY) -> HResult;
    pub(crate) fn SafeArrayGetDim(array: *mut SAFEARRAY) -> u32;
    pub(crate) fn SafeArrayGetLBound(
        array: *mut SAFEARRAY,
        dimension: u32,
        bound: *mut i32,
    ) -> HResult;
    pub(crate) fn SafeArrayGetUBound(
        array: *mut SAFEARRAY,
        dimension: u32,
        bound: *mut i32,
    ) -> HResult;
    pub(crate) fn SafeArrayGetVartype(array: *mut SAFEARRAY, kind: *mut VARTYPE) -> HResult;

    pub(crate) fn LoadTypeLibEx(
        file: *const u16,
        registration: i32,
        library: *mut *mut c_void,
    ) -> HResult;

    pub(crate) fn VariantInit(variant: *mut VARIANT);
    pub(crate) fn VariantClear(variant: *mut VARIANT) -> HResult;
    pub(crate) fn VariantCopy(target: *mut VARIANT, source: *const VARIANT) -> HResult;
    pub(crate) fn VariantCopyInd(target: *mut VARIANT, source: *const VARIANT) -> HResult;
}
