//! VARIANT: numbers and texts made of each other.

use super::array_data::hresult;
use super::text::{Bstr, utf8};
use super::types::{VARIANT, VARTYPE, vt};
use super::values::{dereferenced, integer, number};
use super::variant::{clear, copy};
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
        let changed = if kind == vt::BSTR {
            let text = Bstr::of_utf8(to_text(&held)?.as_bytes())?;
            VARIANT::of(vt::BSTR, |value| value.bstr = text.into_ptr())
        } else {
            number(kind, to_number(&held)?, held.vt == vt::BOOL)?
        };
        // The old content may be what was read, so it is freed last.
        let mut old = target.replace(changed);
        clear(&mut old)
    }
}

/// # Safety
/// `held` is a VARIANT.
unsafe fn to_number(held: &VARIANT) -> Result<i128> {
    // SAFETY: the type says which member is valid.
    unsafe {
        match held.vt {
            vt::EMPTY => Ok(0),
            vt::R4 => rounded(held.value.r4.into()),
            vt::R8 => rounded(held.value.r8),
            vt::BSTR => {
                let text = utf8(held.value.bstr, Error::DISP_TYPEMISMATCH)?;
                let text = text.to_str().map_err(|_| Error::DISP_TYPEMISMATCH)?.trim();
                text.parse::<i128>().or_else(|_| {
                    text.parse()
                        .map_err(|_| Error::DISP_TYPEMISMATCH)
                        .and_then(rounded)
                })
            }
            _ => integer(held).ok_or(Error::DISP_TYPEMISMATCH),
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
