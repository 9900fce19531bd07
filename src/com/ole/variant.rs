//! VARIANT: copying and freeing.

use super::super::object::Ref;
use super::array_data::{copy_text, hresult, shared};
use super::bstr::SysFreeString;
use super::safe_array;
use super::types::{VARIANT, vt};
use super::values::dereferenced;
use crate::error::{Error, Result};
use crate::hresult::HResult;
use std::ptr;

/// Makes a VARIANT of memory that holds nothing yet.
///
/// # Safety
/// `variant` is NULL or writable.
pub(crate) unsafe fn VariantInit(variant: *mut VARIANT) {
    if !variant.is_null() {
        // SAFETY: as the caller promises.
        unsafe { variant.write(VARIANT::EMPTY) };
    }
}

/// Frees what it holds, but not what it only refers to, and makes it empty.
///
/// # Safety
/// `variant` is NULL or a VARIANT.
pub(crate) unsafe fn VariantClear(variant: *mut VARIANT) -> HResult {
    // SAFETY: as the caller promises.
    hresult(unsafe { clear(variant) })
}

/// Puts a copy in the place of what `target` holds.
///
/// # Safety
/// Both are NULL or VARIANTs.
pub(crate) unsafe fn VariantCopy(target: *mut VARIANT, source: *const VARIANT) -> HResult {
    // SAFETY: as the caller promises.
    hresult(unsafe { copy(target, source) })
}

/// The same, and what `source` only refers to is copied too.
///
/// # Safety
/// Both are NULL or VARIANTs.
pub(crate) unsafe fn VariantCopyInd(target: *mut VARIANT, source: *const VARIANT) -> HResult {
    // SAFETY: as the caller promises. What is lent by the result of `dereferenced` is copied and not freed.
    hresult(unsafe {
        dereferenced(source).and_then(|value| {
            if target.is_null() {
                return Err(Error::INVALIDARG);
            }
            copy(target, &value)
        })
    })
}

/// Whether a type without VT_BYREF and VT_ARRAY is one that values can have.
fn is_known(kind: u16) -> bool {
    matches!(kind, vt::EMPTY..=vt::DECIMAL | vt::I1..=vt::UINT) && kind != vt::VARIANT
}

/// # Safety
/// `variant` is NULL or a VARIANT.
pub(super) unsafe fn clear(variant: *mut VARIANT) -> Result<()> {
    if variant.is_null() {
        return Err(Error::INVALIDARG);
    }
    // SAFETY: as the caller promises.
    unsafe {
        let held = variant.read();
        // First: freeing may run code of others, who look at it.
        (*variant).vt = vt::EMPTY;
        let freed = free(held);
        if freed.is_err() {
            (*variant).vt = held.vt; // it still has all that it held
        }
        freed
    }
}

/// Fails before anything is freed.
///
/// # Safety
/// Nobody else frees what `held` holds.
unsafe fn free(held: VARIANT) -> Result<()> {
    // SAFETY: as the caller promises; the type says which member is valid.
    unsafe {
        match held.vt {
            kind if kind & vt::BYREF != 0 => {} // only lent
            kind if kind & vt::ARRAY != 0 => safe_array::destroy(held.value.array)?,
            vt::BSTR => SysFreeString(held.value.bstr),
            vt::UNKNOWN | vt::DISPATCH => drop(Ref::take(held.value.unknown)),
            kind if is_known(kind) => {}
            _ => return Err(Error::DISP_BADVARTYPE),
        }
    }
    Ok(())
}

/// Puts a value in the place of what `target` holds. If that cannot be freed it stays, and the value is freed.
///
/// # Safety
/// `target` is a VARIANT, and nobody else frees the value.
pub(super) unsafe fn replace(target: *mut VARIANT, value: VARIANT) -> Result<()> {
    // SAFETY: as the caller promises.
    unsafe {
        let old = target.replace(value);
        // Last: the value may be made of it, and this may run code of others.
        let freed = free(old);
        if freed.is_err() {
            target.write(old);
            free(value)?;
        }
        freed
    }
}

/// # Safety
/// Both are NULL or VARIANTs.
pub(super) unsafe fn copy(target: *mut VARIANT, source: *const VARIANT) -> Result<()> {
    if target.is_null() || source.is_null() {
        return Err(Error::INVALIDARG);
    }
    if ptr::eq(target, source) {
        return Ok(());
    }
    // SAFETY: as the caller promises.
    unsafe {
        let copied = duplicate(&*source)?;
        replace(target, copied)
    }
}

/// # Safety
/// `source` is a VARIANT.
unsafe fn duplicate(source: &VARIANT) -> Result<VARIANT> {
    let mut copied = *source;
    // SAFETY: the type says which member is valid.
    unsafe {
        if source.vt & vt::BYREF != 0 {
            return Ok(copied);
        }
        if source.vt & vt::ARRAY != 0 {
            if !source.value.array.is_null() {
                copied.value.array = safe_array::copy(source.value.array)?;
            }
            return Ok(copied);
        }
        match source.vt {
            vt::BSTR => copied.value.bstr = copy_text(source.value.bstr)?,
            vt::UNKNOWN | vt::DISPATCH => copied.value.unknown = shared(source.value.unknown),
            kind if is_known(kind) => {}
            _ => return Err(Error::DISP_BADVARTYPE),
        }
    }
    Ok(copied)
}
