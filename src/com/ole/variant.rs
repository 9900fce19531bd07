//! VARIANT: copying and freeing.

use super::super::object::{Ref, failed};
use super::array_data::{SafeArrayCopy, SafeArrayDestroy, copy_text, hresult, shared};
use super::bstr::SysFreeString;
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
    matches!(kind, vt::EMPTY..=vt::UNKNOWN | vt::I1..=vt::UINT) && kind != vt::VARIANT
}

/// # Safety
/// `variant` is NULL or a VARIANT.
pub(super) unsafe fn clear(variant: *mut VARIANT) -> Result<()> {
    if variant.is_null() {
        return Err(Error::INVALIDARG);
    }
    // SAFETY: as the caller promises; the type says which member is valid.
    unsafe {
        let held = variant.read();
        if held.vt & vt::BYREF != 0 {
            // Only lent.
        } else if held.vt & vt::ARRAY != 0 {
            failed(SafeArrayDestroy(held.value.array))?;
        } else {
            match held.vt {
                vt::BSTR => SysFreeString(held.value.bstr),
                vt::UNKNOWN | vt::DISPATCH => drop(Ref::take(held.value.unknown)),
                kind if is_known(kind) => {}
                _ => return Err(Error::DISP_BADVARTYPE),
            }
        }
        (*variant).vt = vt::EMPTY;
    }
    Ok(())
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
        let mut copied = duplicate(&*source)?;
        if let Err(error) = clear(target) {
            clear(&mut copied)?;
            return Err(error);
        }
        target.write(copied);
    }
    Ok(())
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
            let mut array = ptr::null_mut();
            failed(SafeArrayCopy(source.value.array, &mut array))?;
            copied.value.array = array;
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
