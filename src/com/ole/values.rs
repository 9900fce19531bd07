//! VARIANT: what one holds, and numbers as one, on every system.

use super::super::abi::BSTR;
use super::types::{SAFEARRAY, VARIANT, VARIANT_TRUE, VARTYPE, Value, vt};
use crate::error::{Error, Result};
use std::ffi::c_void;

/// What a VARIANT holds or refers to, lent: nothing of it is freed. A reference to a VARIANT that is itself a reference
/// is followed once more, as on Windows.
///
/// # Safety
/// `source` is NULL or a VARIANT.
pub(crate) unsafe fn dereferenced(source: *const VARIANT) -> Result<VARIANT> {
    if source.is_null() {
        return Err(Error::INVALIDARG);
    }
    // SAFETY: as the caller promises; references refer to what their type says.
    unsafe {
        let mut held = source.read();
        if held.vt == vt::BYREF | vt::VARIANT {
            let inner = held.value.by_ref.cast::<VARIANT>();
            if inner.is_null() {
                return Err(Error::INVALIDARG);
            }
            held = inner.read();
            if held.vt == vt::BYREF | vt::VARIANT {
                return Err(Error::INVALIDARG); // no reference to a reference to a VARIANT
            }
        }
        if held.vt & vt::BYREF == 0 {
            return Ok(held);
        }
        let from = held.value.by_ref;
        if from.is_null() {
            return Err(Error::INVALIDARG);
        }
        let kind = held.vt & !vt::BYREF;
        let read = |value: &mut Value| {
            if kind & vt::ARRAY != 0 {
                value.array = from.cast::<*mut SAFEARRAY>().read();
                return true;
            }
            match kind {
                vt::I1 | vt::UI1 => value.ui1 = from.cast::<u8>().read(),
                vt::I2 | vt::UI2 | vt::BOOL => value.ui2 = from.cast::<u16>().read(),
                vt::I4 | vt::UI4 | vt::INT | vt::UINT | vt::ERROR | vt::R4 => {
                    value.ui4 = from.cast::<u32>().read();
                }
                vt::I8 | vt::UI8 | vt::R8 | vt::CY | vt::DATE => {
                    value.ui8 = from.cast::<u64>().read()
                }
                vt::BSTR => value.bstr = from.cast::<BSTR>().read(),
                vt::UNKNOWN | vt::DISPATCH => value.unknown = from.cast::<*mut c_void>().read(),
                _ => return false,
            }
            true
        };
        let mut known = false;
        let value = VARIANT::of(kind, |value| known = read(value));
        if known {
            Ok(value)
        } else {
            Err(Error::DISP_BADVARTYPE)
        }
    }
}

/// A value of one of the number types; `None` for another type.
///
/// # Safety
/// `held` is a VARIANT.
pub(crate) unsafe fn integer(held: &VARIANT) -> Option<i128> {
    // SAFETY: the type says which member is valid.
    Some(unsafe {
        match held.vt {
            vt::I1 => held.value.i1.into(),
            vt::UI1 => held.value.ui1.into(),
            vt::I2 | vt::BOOL => held.value.i2.into(),
            vt::UI2 => held.value.ui2.into(),
            vt::I4 | vt::INT => held.value.i4.into(),
            vt::UI4 | vt::UINT => held.value.ui4.into(),
            vt::I8 => held.value.i8.into(),
            vt::UI8 => held.value.ui8.into(),
            _ => return None,
        }
    })
}

/// A number as a VARIANT of this type. What was VARIANT_TRUE has all bits in a type without sign, as on Windows.
pub(crate) fn number(kind: VARTYPE, number: i128, was_bool: bool) -> Result<VARIANT> {
    fn fit<T: TryFrom<i128>>(number: i128) -> Result<T> {
        T::try_from(number).map_err(|_| Error::DISP_OVERFLOW)
    }
    if was_bool && number == VARIANT_TRUE.into() {
        let ones = VARIANT::of(kind, |value| value.i8 = -1);
        if matches!(kind, vt::UI1 | vt::UI2 | vt::UI4 | vt::UINT | vt::UI8) {
            return Ok(ones);
        }
    }
    let mut result = VARIANT::EMPTY;
    result.vt = kind;
    let value = &mut result.value;
    match kind {
        vt::I1 => value.i1 = fit(number)?,
        vt::UI1 => value.ui1 = fit(number)?,
        vt::I2 => value.i2 = fit(number)?,
        vt::UI2 => value.ui2 = fit(number)?,
        vt::I4 | vt::INT => value.i4 = fit(number)?,
        vt::UI4 | vt::UINT => value.ui4 = fit(number)?,
        vt::I8 => value.i8 = fit(number)?,
        vt::UI8 => value.ui8 = fit(number)?,
        vt::BOOL => value.i2 = if number == 0 { 0 } else { VARIANT_TRUE },
        _ => return Err(Error::DISP_TYPEMISMATCH),
    }
    Ok(result)
}
