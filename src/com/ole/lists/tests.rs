//! What the classes take from arrays and give in them.

use super::*;
use crate::com::ole::{SAFEARRAYBOUND, SafeArrayCreate, fadf};

/// # Safety
/// As [`bytes_of`].
unsafe fn plain(array: *mut SAFEARRAY) -> Result<Vec<u8>> {
    // SAFETY: as the caller promises.
    unsafe { bytes_of(array) }.map(|bytes| bytes.to_vec())
}

#[test]
fn bytes_go_in_and_out() {
    for bytes in [&[][..], &[1, 2, 3]] {
        let array = Array::of_bytes(bytes).unwrap();
        // SAFETY: an array of ours.
        assert_eq!(unsafe { plain(array.as_ptr()) }, Ok(bytes.to_vec()));
    }
    for (kind, wanted) in [(vt::I1, Ok(vec![0; 2])), (vt::I2, Err(Error::INVALIDARG))] {
        let array = Array::new(kind, 2).unwrap();
        // SAFETY: an array of ours.
        assert_eq!(unsafe { plain(array.as_ptr()) }, wanted);
    }
}

#[test]
fn names_go_in_and_out() {
    let names = [b"one".as_slice(), b"", "zw\u{F6}lf".as_bytes()];
    let array = Array::of_names(names.into_iter()).unwrap();
    // SAFETY: an array of ours.
    let read = unsafe { names_of(array.as_ptr()) }.unwrap();
    assert!(read.iter().map(|name| name.to_bytes()).eq(names));
}

#[test]
fn names_can_be_variants() {
    let array = Array::new(vt::VARIANT, 2).unwrap();
    let text = Bstr::of_utf8(b"by reference").unwrap();
    let mut slot = text.as_ptr();
    // SAFETY: an array of ours, with room for two; `slot` lives longer than the reference to it is used.
    unsafe {
        let elements = (*array.as_ptr()).pvData.cast::<VARIANT>();
        let value = Bstr::of_utf8(b"by value").unwrap().into_ptr();
        elements.write(VARIANT::of(vt::BSTR, |to| to.bstr = value));
        let referred = (&raw mut slot).cast();
        let reference = VARIANT::of(vt::BYREF | vt::BSTR, |to| to.by_ref = referred);
        elements.add(1).write(reference);
        let names = names_of(array.as_ptr()).unwrap();
        assert_eq!(names, [c"by value".to_owned(), c"by reference".to_owned()]);
        elements.add(1).write(VARIANT::EMPTY);
        assert_eq!(names_of(array.as_ptr()), Err(Error::INVALIDARG));
    }
}

#[test]
fn any_lower_bound_and_one_dimension() {
    let bound = SAFEARRAYBOUND {
        cElements: 1,
        lLbound: -7,
    };
    // SAFETY: valid pointers.
    unsafe {
        let one = Array::take(SafeArrayCreate(vt::BSTR, 1, &bound)).unwrap();
        assert_eq!(names_of(one.as_ptr()), Ok(vec![c"".to_owned()])); // NULL is empty
        let two = Array::take(SafeArrayCreate(vt::BSTR, 2, [bound; 2].as_ptr())).unwrap();
        assert_eq!(names_of(two.as_ptr()), Err(Error::INVALIDARG));
        assert_eq!(plain(two.as_ptr()), Err(Error::INVALIDARG));
        assert_eq!(names_of(ptr::null_mut()), Err(Error::INVALIDARG));
    }
}

/// An array that a program made on its own.
fn handmade(size: u32, count: u32, data: *mut c_void) -> SAFEARRAY {
    SAFEARRAY {
        cDims: 1,
        fFeatures: fadf::STATIC,
        cbElements: size,
        cLocks: 0,
        pvData: data,
        rgsabound: [SAFEARRAYBOUND {
            cElements: count,
            lLbound: 1,
        }],
    }
}

#[test]
fn identifiers_are_texts_or_records() {
    let guids = [crate::com::abi::IID_ISTREAM, crate::com::abi::IID_IDISPATCH];
    let mut records = handmade(16, 2, guids.as_ptr().cast_mut().cast());
    // SAFETY: an array of two records.
    assert_eq!(unsafe { guids_of(&mut records) }, Ok(guids.to_vec()));
    let text = "{0000000c-0000-0000-C000-000000000046}";
    let names = Array::of_names([text.as_bytes()].into_iter()).unwrap();
    // SAFETY: an array of ours.
    assert_eq!(unsafe { guids_of(names.as_ptr()) }, Ok(vec![guids[0]]));
    let names = Array::of_names([b"no identifier".as_slice()].into_iter()).unwrap();
    // SAFETY: an array of ours.
    assert_eq!(unsafe { guids_of(names.as_ptr()) }, Err(Error::INVALIDARG));
}

#[test]
fn an_impossible_array_is_refused() {
    let mut byte = 7_u8;
    let data = (&raw mut byte).cast();
    for mut wrong in [
        handmade(1, u32::MAX, data),
        handmade(u32::MAX, 2, data),
        handmade(1, 1, ptr::null_mut()),
        handmade(0, 1, data),
    ] {
        // SAFETY: refused before the data is looked at.
        assert_eq!(unsafe { plain(&mut wrong) }, Err(Error::INVALIDARG));
        assert_eq!(wrong.cLocks, 0);
    }
    // SAFETY: an array of one byte.
    assert_eq!(unsafe { plain(&mut handmade(1, 1, data)) }, Ok(vec![7]));
}
