//! VARIANT: numbers and texts made of each other.

use super::array_data::hresult;
use super::text::{Bstr, utf8};
use super::types::{VARIANT, VARTYPE, vt};
use super::values::{dereferenced, integer, number};
use super::variant::{copy, replace};
use crate::error::{Error, Result};
use crate::hresult::HResult;

/// Puts a value of another type in `target`, which may be `source`. The flags change nothing about numbers and texts.
///
/// # Safety
/// Both are NULL or VARIANTs.
pub(crate) unsafe fn VariantChangeType(
    target: *mut VARIANT,
    source: *const VARIANT,
    _flags: u16,
    kind: VARTYPE,
) -> HResult {
    // SAFETY: as the caller promises.
    hresult(unsafe { change(target, source, kind) })
}

/// # Safety
/// As above.
unsafe fn change(target: *mut VARIANT, source: *const VARIANT, kind: VARTYPE) -> Result<()> {
    if target.is_null() {
        return Err(Error::INVALIDARG);
    }
    // SAFETY: as the caller promises; what `dereferenced` lends is not freed.
    unsafe {
        let held = dereferenced(source)?;
        if held.vt == kind {
            return copy(target, &held);
        }
        let changed = match kind {
            vt::BSTR => {
                let text = Bstr::of_utf8(to_text(&held)?.as_bytes())?;
                VARIANT::of(kind, |value| value.bstr = text.into_ptr())
            }
            vt::R4 => {
                let real = to_real(&held)? as f32;
                if real.is_infinite() {
                    return Err(Error::DISP_OVERFLOW);
                }
                VARIANT::of(kind, |value| value.r4 = real)
            }
            vt::R8 => {
                let real = to_real(&held)?;
                VARIANT::of(kind, |value| value.r8 = real)
            }
            _ => number(kind, to_number(&held)?, held.vt == vt::BOOL)?,
        };
        replace(target, changed)
    }
}

/// # Safety
/// `held` is a VARIANT.
unsafe fn to_number(held: &VARIANT) -> Result<i128> {
    // SAFETY: the type says which member is valid.
    unsafe {
        match held.vt {
            vt::EMPTY => Ok(0),
            vt::R4 | vt::R8 => to_real(held).and_then(rounded),
            vt::BSTR => {
                let text = utf8(held.value.bstr, Error::DISP_TYPEMISMATCH)?;
                let whole = text.to_str().ok().and_then(|text| text.trim().parse().ok());
                whole.map_or_else(|| to_real(held).and_then(rounded), Ok)
            }
            _ => integer(held).ok_or(Error::DISP_TYPEMISMATCH),
        }
    }
}

/// # Safety
/// `held` is a VARIANT.
unsafe fn to_real(held: &VARIANT) -> Result<f64> {
    // SAFETY: the type says which member is valid.
    unsafe {
        match held.vt {
            vt::R4 => Ok(held.value.r4.into()),
            vt::R8 => Ok(held.value.r8),
            vt::BSTR => {
                let text = utf8(held.value.bstr, Error::DISP_TYPEMISMATCH)?;
                let text = text.to_str().map_err(|_| Error::DISP_TYPEMISMATCH)?.trim();
                // "inf" and "nan" are words, not numbers.
                let number = text.parse().ok().filter(|_| !text.contains(['n', 'N']));
                number.ok_or(Error::DISP_TYPEMISMATCH)
            }
            _ => to_number(held).map(|number| number as f64),
        }
    }
}

/// To the nearest number, as on Windows to the even one of two.
fn rounded(number: f64) -> Result<i128> {
    if number.is_nan() {
        return Err(Error::DISP_TYPEMISMATCH);
    }
    Ok(number.round_ties_even() as i128) // what is too large stays too large
}

/// # Safety
/// `held` is a VARIANT.
unsafe fn to_text(held: &VARIANT) -> Result<String> {
    // SAFETY: the type says which member is valid.
    unsafe {
        Ok(match held.vt {
            vt::EMPTY => String::new(),
            vt::BOOL => (if held.value.i2 == 0 { "False" } else { "True" }).to_owned(),
            vt::R4 => held.value.r4.to_string(),
            vt::R8 => held.value.r8.to_string(),
            _ => integer(held).ok_or(Error::DISP_TYPEMISMATCH)?.to_string(),
        })
    }
}

#[cfg(test)]
mod tests;
