//! SAFEARRAY: the functions of Windows, and access to elements.

use super::super::abi::BSTR;
use super::super::object::{Ref, failed};
use super::bstr::{SysAllocStringByteLen, SysFreeString, SysStringByteLen};
use super::safe_array::{bounds, copy, count, destroy, redim, vartype};
use super::types::{SAFEARRAY, SAFEARRAYBOUND, VARIANT, VARTYPE, vt};
use super::variant;
use crate::boundary::Out;
use crate::error::{Error, Result};
use crate::hresult::{self, HResult};
use std::ffi::c_void;
use std::{ptr, slice};
use zeroize::Zeroize;

/// What a function of Windows returns.
pub(super) fn hresult(result: Result<()>) -> HResult {
    result.map_or_else(Error::code, |()| hresult::OK)
}

fn there(array: *mut SAFEARRAY) -> Result<*mut SAFEARRAY> {
    if array.is_null() {
        return Err(Error::INVALIDARG);
    }
    Ok(array)
}

macro_rules! functions {
    ($(
        $(#[$doc:meta])*
        fn $name:ident($($parameter:ident: $type:ty),*) $body:block
    )*) => {
        $(
            $(#[$doc])*
            ///
            /// # Safety
            /// Pointers are NULL or what the documentation of Windows says.
            pub(crate) unsafe fn $name($($parameter: $type),*) -> HResult {
                // SAFETY: as the caller promises; what must not be NULL is checked.
                let body = || unsafe { $body };
                hresult(body())
            }
        )*
    };
}

functions! {
    /// Frees an array that is not locked, with all that its elements hold.
    fn SafeArrayDestroy(array: *mut SAFEARRAY) { destroy(array) }

    /// Keeps the array from being destroyed or resized.
    fn SafeArrayLock(array: *mut SAFEARRAY) {
        let array = there(array)?;
        (*array).cLocks = (*array).cLocks.checked_add(1).ok_or(Error::UNEXPECTED)?;
        Ok(())
    }

    /// Ends one lock.
    fn SafeArrayUnlock(array: *mut SAFEARRAY) {
        let array = there(array)?;
        (*array).cLocks = (*array).cLocks.checked_sub(1).ok_or(Error::UNEXPECTED)?;
        Ok(())
    }

    /// Locks the array and gives its elements.
    fn SafeArrayAccessData(array: *mut SAFEARRAY, data: *mut *mut c_void) {
        let data = Out::new(data, ptr::null_mut()).map_err(|_| Error::INVALIDARG)?;
        failed(SafeArrayLock(array))?;
        data.set((*array).pvData);
        Ok(())
    }

    /// Ends what SafeArrayAccessData began.
    fn SafeArrayUnaccessData(array: *mut SAFEARRAY) { failed(SafeArrayUnlock(array)) }

    /// A copy of an element, which the caller frees; what is in `value` is not.
    fn SafeArrayGetElement(array: *mut SAFEARRAY, indices: *const i32, value: *mut c_void) {
        let array = there(array)?;
        if value.is_null() {
            return Err(Error::INVALIDARG);
        }
        get(array, at(array, indices)?, value)
    }

    /// Puts a copy of a value in the place of an element. A BSTR or an interface is its own address.
    fn SafeArrayPutElement(array: *mut SAFEARRAY, indices: *const i32, value: *mut c_void) {
        let array = there(array)?;
        put(array, at(array, indices)?, value)
    }

    /// Where an element is.
    fn SafeArrayPtrOfIndex(array: *mut SAFEARRAY, indices: *const i32, element: *mut *mut c_void) {
        let element = Out::new(element, ptr::null_mut()).map_err(|_| Error::INVALIDARG)?;
        element.set(at(there(array)?, indices)?);
        Ok(())
    }

    /// The lowest index of a dimension, counted from 1.
    fn SafeArrayGetLBound(array: *mut SAFEARRAY, dimension: u32, bound: *mut i32) {
        let bound = Out::new(bound, 0).map_err(|_| Error::INVALIDARG)?;
        bound.set(dimension_of(there(array)?, dimension)?.lLbound);
        Ok(())
    }

    /// The highest index of a dimension, below the lowest one if there is none.
    fn SafeArrayGetUBound(array: *mut SAFEARRAY, dimension: u32, bound: *mut i32) {
        let bound = Out::new(bound, 0).map_err(|_| Error::INVALIDARG)?;
        let of = dimension_of(there(array)?, dimension)?;
        // A count is below 2^31 in every array that can be made, so this is what it says.
        bound.set(of.lLbound.wrapping_add_unsigned(of.cElements).wrapping_sub(1));
        Ok(())
    }

    /// The type of the elements.
    fn SafeArrayGetVartype(array: *mut SAFEARRAY, kind: *mut VARTYPE) {
        let kind = Out::new(kind, 0).map_err(|_| Error::INVALIDARG)?;
        kind.set(vartype(there(array)?).ok_or(Error::INVALIDARG)?);
        Ok(())
    }

    /// Gives the right-most dimension other bounds.
    fn SafeArrayRedim(array: *mut SAFEARRAY, bound: *mut SAFEARRAYBOUND) {
        let array = there(array)?;
        if bound.is_null() {
            return Err(Error::INVALIDARG);
        }
        redim(array, bound.read())
    }

    /// Another array with the same content; NULL for NULL.
    fn SafeArrayCopy(array: *mut SAFEARRAY, copied: *mut *mut SAFEARRAY) {
        let copied = Out::new(copied, ptr::null_mut()).map_err(|_| Error::INVALIDARG)?;
        if !array.is_null() {
            copied.set(copy(array)?);
        }
        Ok(())
    }
}

/// How many dimensions it has; 0 for NULL.
///
/// # Safety
/// `array` is NULL or an array.
pub(crate) unsafe fn SafeArrayGetDim(array: *mut SAFEARRAY) -> u32 {
    // SAFETY: as the caller promises.
    unsafe { array.as_ref() }.map_or(0, |array| array.cDims.into())
}

/// The size of an element in bytes; 0 for NULL.
///
/// # Safety
/// `array` is NULL or an array.
pub(crate) unsafe fn SafeArrayGetElemsize(array: *mut SAFEARRAY) -> u32 {
    // SAFETY: as the caller promises.
    unsafe { array.as_ref() }.map_or(0, |array| array.cbElements)
}

/// # Safety
/// `array` is an array.
unsafe fn dimension_of(array: *mut SAFEARRAY, dimension: u32) -> Result<SAFEARRAYBOUND> {
    // SAFETY: as the caller promises.
    let bounds = unsafe { bounds(array) };
    bounds
        .len()
        .checked_sub(dimension as usize)
        .and_then(|index| bounds.get(index))
        .copied()
        .ok_or(Error::DISP_BADINDEX)
}

/// The element at these indices, the left-most dimension first, which is also the one that changes fastest.
///
/// # Safety
/// `array` is an array; `indices` is NULL or has one a dimension.
unsafe fn at(array: *mut SAFEARRAY, indices: *const i32) -> Result<*mut c_void> {
    if indices.is_null() {
        return Err(Error::INVALIDARG);
    }
    // SAFETY: as the caller promises.
    unsafe {
        count(array)?; // so that no number below can be too large
        if (*array).pvData.is_null() {
            return Err(Error::DISP_BADINDEX);
        }
        let (mut index, mut step) = (0, 1);
        for (dimension, bound) in bounds(array).iter().rev().enumerate() {
            let offset = i64::from(indices.add(dimension).read()) - i64::from(bound.lLbound);
            let offset = u32::try_from(offset)
                .ok()
                .filter(|offset| *offset < bound.cElements)
                .ok_or(Error::DISP_BADINDEX)?;
            index += offset as usize * step;
            step *= bound.cElements as usize;
        }
        Ok(element(array, index))
    }
}

/// Where the element of this number is.
///
/// # Safety
/// `array` is an array with data and more elements than that.
pub(super) unsafe fn element(array: *mut SAFEARRAY, index: usize) -> *mut c_void {
    // SAFETY: as the caller promises.
    unsafe {
        (*array)
            .pvData
            .byte_add(index * (*array).cbElements as usize)
    }
}

/// Copies an element to where nothing is that must be freed.
///
/// # Safety
/// `element` is of the array; `value` has room for it.
pub(super) unsafe fn get(
    array: *mut SAFEARRAY,
    element: *mut c_void,
    value: *mut c_void,
) -> Result<()> {
    // SAFETY: as the caller promises; an array of a type has elements of it.
    unsafe {
        match vartype(array) {
            Some(vt::BSTR) => value
                .cast::<BSTR>()
                .write(copy_text(element.cast::<BSTR>().read())?),
            Some(vt::UNKNOWN | vt::DISPATCH) => {
                value
                    .cast::<*mut c_void>()
                    .write(shared(element.cast::<*mut c_void>().read()));
            }
            Some(vt::VARIANT) => {
                value.cast::<VARIANT>().write(VARIANT::EMPTY);
                variant::copy(value.cast(), element.cast())?;
            }
            _ => ptr::copy(
                element.cast::<u8>(),
                value.cast(),
                (*array).cbElements as usize,
            ),
        }
    }
    Ok(())
}

/// # Safety
/// `element` is of the array; `value` is what SafeArrayPutElement takes.
unsafe fn put(array: *mut SAFEARRAY, element: *mut c_void, value: *mut c_void) -> Result<()> {
    // SAFETY: as the caller promises; what was there is freed when the new value is in its place.
    unsafe {
        match vartype(array) {
            Some(vt::BSTR) => {
                let text = copy_text(value.cast())?;
                SysFreeString(element.cast::<BSTR>().replace(text));
            }
            Some(vt::UNKNOWN | vt::DISPATCH) => {
                let before = element.cast::<*mut c_void>().replace(shared(value));
                drop(Ref::take(before));
            }
            _ if value.is_null() => return Err(Error::INVALIDARG),
            Some(vt::VARIANT) => variant::copy(element.cast(), value.cast())?,
            _ => ptr::copy(
                value.cast::<u8>(),
                element.cast(),
                (*array).cbElements as usize,
            ),
        }
    }
    Ok(())
}

/// Frees what a range of elements holds, and makes them zeros. That may run code of others, who can neither destroy the
/// array meanwhile nor see what is freed.
///
/// # Safety
/// `array` is an array with at least `end` elements that is not locked.
pub(super) unsafe fn clear(array: *mut SAFEARRAY, start: usize, end: usize) {
    // SAFETY: as the caller promises; elements hold what their type says, or zeros.
    unsafe {
        if (*array).pvData.is_null() {
            return;
        }
        (*array).cLocks = 1;
        let vartype = vartype(array);
        for index in start..end {
            let element = element(array, index);
            match vartype {
                Some(vt::BSTR) => SysFreeString(element.cast::<BSTR>().replace(ptr::null_mut())),
                Some(vt::UNKNOWN | vt::DISPATCH) => {
                    let object = element.cast::<*mut c_void>().replace(ptr::null_mut());
                    drop(Ref::take(object));
                }
                // One that cannot be cleared, as a locked array, is left to who has locked it.
                Some(vt::VARIANT) => drop(variant::clear(element.cast())),
                _ => break,
            }
        }
        let bytes = end.saturating_sub(start) * (*array).cbElements as usize;
        // Not as a mere write, which nobody would miss before the memory is freed: they may be a PIN.
        slice::from_raw_parts_mut(element(array, start).cast::<u8>(), bytes).zeroize();
        (*array).cLocks = 0;
    }
}

/// # Safety
/// `text` is NULL or a BSTR.
pub(super) unsafe fn copy_text(text: BSTR) -> Result<BSTR> {
    if text.is_null() {
        return Ok(text);
    }
    // SAFETY: as the caller promises.
    let copied = unsafe { SysAllocStringByteLen(text.cast(), SysStringByteLen(text)) };
    if copied.is_null() {
        return Err(Error::OUTOFMEMORY);
    }
    Ok(copied)
}

/// One more reference to an object, if there is one.
///
/// # Safety
/// `object` is NULL or a live object.
pub(super) unsafe fn shared(object: *mut c_void) -> *mut c_void {
    // SAFETY: as the caller promises.
    unsafe { Ref::share(object) }.map_or(ptr::null_mut(), Ref::into_ptr)
}
