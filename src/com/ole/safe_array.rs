//! SAFEARRAY: making, resizing, copying and destroying arrays.
//!
//! A block begins with 16 bytes that say the type of the elements: an IID, or a VARTYPE in the last 4 of them.

use super::super::abi::{GUID, IID_IDISPATCH, IID_IUNKNOWN};
use super::array_data::{self, element};
use super::task_memory::{CoTaskMemFree, zeroed};
use super::types::{LARGEST_ARRAY, SAFEARRAY, SAFEARRAYBOUND, VARTYPE, element_size, fadf, vt};
use crate::error::{Error, Result};
use std::ffi::c_void;
use std::{ptr, slice};
use zeroize::Zeroize;

/// What stands in front of the struct.
const HIDDEN: usize = size_of::<GUID>();
/// No array needs more dimensions.
const MOST_DIMENSIONS: u16 = 64;

/// An array of zeros; NULL for a type that no array has, or when it would be too large.
///
/// # Safety
/// `bounds` is NULL or has one element a dimension, the left-most first.
pub(crate) unsafe fn SafeArrayCreate(
    vartype: VARTYPE,
    dimensions: u32,
    bounds: *const SAFEARRAYBOUND,
) -> *mut SAFEARRAY {
    let Ok(dimensions @ 1..=MOST_DIMENSIONS) = u16::try_from(dimensions) else {
        return ptr::null_mut();
    };
    if bounds.is_null() {
        return ptr::null_mut();
    }
    // SAFETY: as the caller promises.
    let bounds = unsafe { std::slice::from_raw_parts(bounds, dimensions.into()) };
    create(vartype, bounds.iter().rev()).unwrap_or(ptr::null_mut())
}

/// An array of one dimension.
pub(crate) unsafe fn SafeArrayCreateVector(
    vartype: VARTYPE,
    lower: i32,
    elements: u32,
) -> *mut SAFEARRAY {
    let bound = SAFEARRAYBOUND {
        cElements: elements,
        lLbound: lower,
    };
    create(vartype, [bound].iter()).unwrap_or(ptr::null_mut())
}

/// An array with at least one dimension, whose bounds come as they are stored.
fn create<'bounds>(
    vartype: VARTYPE,
    bounds: impl ExactSizeIterator<Item = &'bounds SAFEARRAYBOUND> + Clone,
) -> Result<*mut SAFEARRAY> {
    let element = element_size(vartype).ok_or(Error::DISP_BADVARTYPE)?;
    let size = data_size(element, bounds.clone())?;
    let extra = (bounds.len() - 1) * size_of::<SAFEARRAYBOUND>();
    let block = zeroed(HIDDEN + size_of::<SAFEARRAY>() + extra).cast::<u8>();
    let data = zeroed(size);
    if block.is_null() || data.is_null() {
        // SAFETY: made just now, or NULL.
        unsafe {
            CoTaskMemFree(block.cast());
            CoTaskMemFree(data);
        }
        return Err(Error::OUTOFMEMORY);
    }
    let (features, iid) = match vartype {
        vt::BSTR => (fadf::BSTR | fadf::HAVEVARTYPE, None),
        vt::VARIANT => (fadf::VARIANT | fadf::HAVEVARTYPE, None),
        vt::UNKNOWN => (fadf::UNKNOWN | fadf::HAVEIID, Some(IID_IUNKNOWN)),
        vt::DISPATCH => (fadf::DISPATCH | fadf::HAVEIID, Some(IID_IDISPATCH)),
        _ => (fadf::HAVEVARTYPE, None),
    };
    // SAFETY: within the block, whose parts are aligned as they are on Windows; nobody else has it.
    unsafe {
        match iid {
            Some(iid) => block.cast::<GUID>().write(iid),
            None => block.add(HIDDEN).cast::<u32>().sub(1).write(vartype.into()),
        }
        let array = block.add(HIDDEN).cast::<SAFEARRAY>();
        (*array).cDims = bounds.len() as u16;
        (*array).fFeatures = features;
        (*array).cbElements = element;
        (*array).pvData = data;
        let stored = (&raw mut (*array).rgsabound).cast::<SAFEARRAYBOUND>();
        for (index, bound) in bounds.enumerate() {
            stored.add(index).write(*bound);
        }
        Ok(array)
    }
}

/// How many bytes the elements take.
fn data_size<'bounds>(
    element: u32,
    bounds: impl Iterator<Item = &'bounds SAFEARRAYBOUND>,
) -> Result<usize> {
    let mut size = element as usize;
    for bound in bounds {
        // The last index must be a number too.
        let last = i64::from(bound.lLbound) + i64::from(bound.cElements) - 1;
        if last > i32::MAX.into() {
            return Err(Error::OUTOFMEMORY);
        }
        size = size
            .checked_mul(bound.cElements as usize)
            .filter(|size| *size <= LARGEST_ARRAY)
            .ok_or(Error::OUTOFMEMORY)?;
    }
    Ok(size)
}

/// The bounds as stored, the right-most dimension first.
///
/// # Safety
/// `array` is an array that nobody changes while the result is in use.
pub(super) unsafe fn bounds<'call>(array: *mut SAFEARRAY) -> &'call [SAFEARRAYBOUND] {
    // SAFETY: an array has as many as it says behind the struct's first.
    unsafe {
        let first = (&raw const (*array).rgsabound).cast::<SAFEARRAYBOUND>();
        std::slice::from_raw_parts(first, (*array).cDims.into())
    }
}

/// How many elements there are in all.
///
/// # Safety
/// `array` is an array.
pub(super) unsafe fn count(array: *mut SAFEARRAY) -> Result<usize> {
    // SAFETY: as the caller promises.
    unsafe {
        if (*array).cDims == 0 {
            return Err(Error::INVALIDARG);
        }
        let size = data_size((*array).cbElements, bounds(array).iter())?;
        size.checked_div((*array).cbElements as usize)
            .ok_or(Error::INVALIDARG)
    }
}

/// The type of the elements, as far as the array says and they have the size of it.
///
/// # Safety
/// `array` is an array.
pub(super) unsafe fn vartype(array: *mut SAFEARRAY) -> Option<VARTYPE> {
    // SAFETY: as the caller promises; with that bit there are hidden bytes.
    unsafe {
        let features = (*array).fFeatures;
        let said = if features & fadf::HAVEVARTYPE != 0 {
            VARTYPE::try_from(array.cast::<u32>().sub(1).read()).ok()
        } else {
            [
                (fadf::BSTR, vt::BSTR),
                (fadf::UNKNOWN, vt::UNKNOWN),
                (fadf::DISPATCH, vt::DISPATCH),
                (fadf::VARIANT, vt::VARIANT),
            ]
            .into_iter()
            .find_map(|(bit, vartype)| (features & bit != 0).then_some(vartype))
        };
        let size = (*array).cbElements;
        said.filter(|vartype| element_size(*vartype).is_none_or(|right| right == size))
    }
}

/// Frees an array with all that its elements hold. One that is not on the heap only loses its content.
///
/// # Safety
/// `array` is NULL or an array that nobody uses any more.
pub(crate) unsafe fn destroy(array: *mut SAFEARRAY) -> Result<()> {
    if array.is_null() {
        return Ok(());
    }
    // SAFETY: as the caller promises.
    unsafe {
        if (*array).cLocks != 0 {
            return Err(Error::DISP_ARRAYISLOCKED);
        }
        array_data::clear(array, 0, count(array).unwrap_or(0));
        if (*array).fFeatures & (fadf::AUTO | fadf::STATIC | fadf::EMBEDDED) == 0 {
            CoTaskMemFree((*array).pvData);
            CoTaskMemFree(array.cast::<u8>().sub(HIDDEN).cast::<c_void>());
        }
        Ok(())
    }
}

/// An array of the same type, size and content.
///
/// # Safety
/// `array` is an array.
pub(super) unsafe fn copy(array: *mut SAFEARRAY) -> Result<*mut SAFEARRAY> {
    // SAFETY: as the caller promises; `made` has the same elements, and no content yet.
    unsafe {
        let vartype = vartype(array).ok_or(Error::INVALIDARG)?;
        let count = count(array)?;
        if (*array).pvData.is_null() && count != 0 {
            return Err(Error::INVALIDARG);
        }
        let made = create(vartype, bounds(array).iter())?;
        if (*made).fFeatures & (*array).fFeatures & fadf::HAVEIID != 0 {
            let iid = array.cast::<GUID>().sub(1).read_unaligned();
            made.cast::<GUID>().sub(1).write_unaligned(iid);
        }
        let copied = (0..count).try_for_each(|index| {
            array_data::get(array, element(array, index), element(made, index))
        });
        if let Err(error) = copied {
            destroy(made)?;
            return Err(error);
        }
        Ok(made)
    }
}

/// Gives the right-most dimension other bounds: elements are added at the end as zeros, or those at the end go.
///
/// # Safety
/// `array` is an array of this allocator.
pub(super) unsafe fn redim(array: *mut SAFEARRAY, bound: SAFEARRAYBOUND) -> Result<()> {
    // SAFETY: as the caller promises; elements lie within what the old and the new bounds say.
    unsafe {
        if (*array).cLocks != 0 {
            return Err(Error::DISP_ARRAYISLOCKED);
        }
        const FIXED: u16 = fadf::AUTO | fadf::STATIC | fadf::EMBEDDED | fadf::FIXEDSIZE;
        if (*array).fFeatures & FIXED != 0 {
            return Err(Error::INVALIDARG);
        }
        let before = count(array)?;
        let element_size = (*array).cbElements;
        let others = bounds(array).iter().skip(1);
        let size = data_size(element_size, others.chain([&bound]))?;
        let after = size / element_size as usize;
        let data = zeroed(size);
        if data.is_null() {
            return Err(Error::OUTOFMEMORY);
        }
        // Fewer: the others are freed first.
        array_data::clear(array, after.min(before), before);
        let kept = before.min(after) * element_size as usize;
        if !(*array).pvData.is_null() {
            let bytes = (*array).pvData.cast::<u8>();
            data.cast::<u8>().copy_from_nonoverlapping(bytes, kept);
            slice::from_raw_parts_mut(bytes, kept).zeroize(); // they may be a PIN
        }
        CoTaskMemFree((*array).pvData);
        (*array).pvData = data;
        (*array).rgsabound[0] = bound;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
