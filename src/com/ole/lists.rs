//! Arrays of arguments and results: bytes, names and identifiers.

use super::super::abi::{BSTR, GUID};
use super::functions::{
    SafeArrayAccessData, SafeArrayCreateVector, SafeArrayDestroy, SafeArrayGetDim,
    SafeArrayGetVartype, SafeArrayUnaccessData,
};
use super::text::{Bstr, parse_guid, room, utf8};
use super::types::{LARGEST_ARRAY, RECORD_SIZE, SAFEARRAY, VARIANT, VARTYPE, vt};
use crate::error::{Error, Result};
use std::ffi::{CString, c_void};
use std::ptr;
use zeroize::Zeroizing;

/// An array that is destroyed unless it is given away.
pub(crate) struct Array(*mut SAFEARRAY);

impl Array {
    /// Bytes, with indices from 0.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Result<Array> {
        let array = Array::new(vt::UI1, bytes.len())?;
        // SAFETY: the array is ours and has room for them.
        unsafe {
            let data = (*array.0).pvData.cast::<u8>();
            data.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
        }
        Ok(array)
    }

    /// Names, which need not be UTF-8, with indices from 0.
    pub(crate) fn of_names<'names>(
        names: impl ExactSizeIterator<Item = &'names [u8]>,
    ) -> Result<Array> {
        let array = Array::new(vt::BSTR, names.len())?;
        let room = names.len();
        for (index, name) in names.take(room).enumerate() {
            let text = Bstr::of_utf8(name)?;
            // SAFETY: the array is ours, has room for that many, and frees them.
            unsafe {
                let data = (*array.0).pvData.cast::<BSTR>();
                data.add(index).write(text.into_ptr());
            }
        }
        Ok(array)
    }

    /// Zeros of a type, with indices from 0.
    pub(crate) fn new(kind: VARTYPE, elements: usize) -> Result<Array> {
        let elements = u32::try_from(elements).map_err(|_| Error::OUTOFMEMORY)?;
        // SAFETY: any number is allowed.
        let array = unsafe { SafeArrayCreateVector(kind, 0, elements) };
        if array.is_null() {
            return Err(Error::OUTOFMEMORY);
        }
        Ok(Array(array))
    }

    /// Takes over an array that somebody else made; `None` for NULL.
    ///
    /// # Safety
    /// NULL or an array that nobody else frees.
    #[cfg(test)]
    pub(crate) unsafe fn take(array: *mut SAFEARRAY) -> Option<Array> {
        (!array.is_null()).then(|| Array(array))
    }

    pub(crate) fn as_ptr(&self) -> *mut SAFEARRAY {
        self.0
    }

    /// Gives it to the caller, who destroys it.
    pub(crate) fn into_ptr(mut self) -> *mut SAFEARRAY {
        std::mem::replace(&mut self.0, ptr::null_mut())
    }
}

impl Drop for Array {
    fn drop(&mut self) {
        // SAFETY: nobody else has it. One that somebody locked and never unlocked stays.
        unsafe { SafeArrayDestroy(self.0) };
    }
}

/// The type of the elements of an array.
///
/// # Safety
/// `array` is NULL or an array.
pub(crate) unsafe fn vartype_of(array: *mut SAFEARRAY) -> Option<VARTYPE> {
    let mut kind = 0;
    // SAFETY: as the caller promises.
    let result = unsafe { SafeArrayGetVartype(array, &mut kind) };
    (result >= 0 && kind != 0).then_some(kind)
}

/// The elements of an array of the caller's, which cannot be resized or destroyed meanwhile.
pub(crate) struct Elements {
    array: *mut SAFEARRAY,
    data: *mut c_void,
    pub(crate) count: usize,
    size: u32,
    kind: Option<VARTYPE>,
}

impl Elements {
    /// Refuses NULL, more than one dimension, and sizes that no array has.
    ///
    /// # Safety
    /// `array` is NULL or an array that stays while the result is in use.
    pub(crate) unsafe fn of(array: *mut SAFEARRAY) -> Result<Elements> {
        let mut data = ptr::null_mut();
        // SAFETY: as the caller promises, and NULL has no dimensions.
        unsafe {
            if SafeArrayGetDim(array) != 1 {
                return Err(Error::INVALIDARG);
            }
            let kind = vartype_of(array);
            let size = (*array).cbElements;
            let count = (*array).rgsabound[0].cElements as usize;
            let is_possible = count
                .checked_mul(size as usize)
                .is_some_and(|bytes| bytes <= LARGEST_ARRAY);
            if !is_possible || SafeArrayAccessData(array, &mut data) < 0 {
                return Err(Error::INVALIDARG);
            }
            let elements = Elements {
                array,
                data,
                count,
                size,
                kind,
            };
            if elements.data.is_null() && elements.count != 0 {
                return Err(Error::INVALIDARG);
            }
            Ok(elements)
        }
    }

    /// Where the bytes of a byte array are.
    pub(crate) fn bytes(&self) -> Result<*mut u8> {
        if self.size != 1 || !matches!(self.kind, None | Some(vt::I1 | vt::UI1)) {
            return Err(Error::INVALIDARG);
        }
        Ok(self.data.cast())
    }

    /// # Safety
    /// The elements are of this type.
    unsafe fn values<T: Copy>(&self) -> impl ExactSizeIterator<Item = T> {
        let data = self.data.cast::<T>();
        // SAFETY: as the caller promises, and there are that many. A record of bytes may lie anywhere.
        (0..self.count).map(move |index| unsafe { data.add(index).read_unaligned() })
    }
}

impl Drop for Elements {
    fn drop(&mut self) {
        // SAFETY: locked in `of`.
        unsafe { SafeArrayUnaccessData(self.array) };
    }
}

/// The bytes of an array.
///
/// # Safety
/// `array` is NULL or an array that nobody writes meanwhile.
pub(crate) unsafe fn bytes_of(array: *mut SAFEARRAY) -> Result<Zeroizing<Vec<u8>>> {
    // SAFETY: as the caller promises.
    let elements = unsafe { Elements::of(array) }?;
    let bytes = elements.bytes()?;
    let mut copied = Zeroizing::new(room(elements.count)?);
    if elements.count != 0 {
        // SAFETY: not NULL, and that many are there.
        copied.extend_from_slice(unsafe { std::slice::from_raw_parts(bytes, elements.count) });
    }
    Ok(copied)
}

/// All of them, or why one could not be had.
fn all<T>(values: impl ExactSizeIterator<Item = Result<T>>) -> Result<Vec<T>> {
    let mut list = room(values.len())?;
    for value in values {
        list.push(value?);
    }
    Ok(list)
}

/// The names of an array of strings, or of VARIANTs that are strings, in UTF-8.
///
/// # Safety
/// `array` is NULL or an array that nobody writes meanwhile.
pub(crate) unsafe fn names_of(array: *mut SAFEARRAY) -> Result<Vec<CString>> {
    // SAFETY: as the caller promises; the type says what the elements are.
    unsafe {
        let elements = Elements::of(array)?;
        match (elements.kind, elements.size as usize) {
            (Some(vt::BSTR), size) if size == size_of::<BSTR>() => {
                let texts = elements.values::<BSTR>();
                all(texts.map(|text| utf8(text, Error::INVALIDARG)))
            }
            (Some(vt::VARIANT), size) if size == size_of::<VARIANT>() => {
                let values = elements.values::<VARIANT>();
                all(values.map(|value| utf8(text_in(&value)?, Error::INVALIDARG)))
            }
            _ => Err(Error::INVALIDARG),
        }
    }
}

/// # Safety
/// `value` is a VARIANT.
unsafe fn text_in(value: &VARIANT) -> Result<BSTR> {
    const REFERENCE: u16 = vt::BYREF | vt::BSTR;
    // SAFETY: the type says which member is valid.
    unsafe {
        match value.vt {
            vt::BSTR => Ok(value.value.bstr),
            REFERENCE if !value.value.by_ref.is_null() => {
                Ok(value.value.by_ref.cast::<BSTR>().read())
            }
            _ => Err(Error::INVALIDARG),
        }
    }
}

/// The identifiers of an array: texts {8-4-4-4-12}, or records of 16 bytes.
///
/// # Safety
/// `array` is NULL or an array that nobody writes meanwhile.
pub(crate) unsafe fn guids_of(array: *mut SAFEARRAY) -> Result<Vec<GUID>> {
    // SAFETY: as the caller promises; a record of 16 bytes is a GUID.
    unsafe {
        let elements = Elements::of(array)?;
        if elements.size == RECORD_SIZE && matches!(elements.kind, None | Some(vt::RECORD)) {
            return all(elements.values::<GUID>().map(Ok));
        }
    }
    // SAFETY: as the caller promises.
    let names = unsafe { names_of(array) }?;
    let guid = |name: &CString| name.to_str().ok().and_then(parse_guid);
    all(names.iter().map(|name| guid(name).ok_or(Error::INVALIDARG)))
}

#[cfg(test)]
mod tests;
