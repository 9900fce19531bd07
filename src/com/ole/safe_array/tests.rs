//! Arrays of every type, and arrays that are not as they should be.

use super::*;
use crate::com::fakes::CSCardCmd;
use crate::com::object::Ref;
use crate::com::ole::{
    Bstr, SafeArrayAccessData, SafeArrayCopy, SafeArrayDestroy, SafeArrayGetDim,
    SafeArrayGetElement, SafeArrayGetElemsize, SafeArrayGetLBound, SafeArrayGetUBound,
    SafeArrayGetVartype, SafeArrayLock, SafeArrayPtrOfIndex, SafeArrayPutElement, SafeArrayRedim,
    SafeArrayUnaccessData, SafeArrayUnlock, SysFreeString, SysStringLen, VARIANT, VariantClear,
};
use crate::hresult;

fn bound(elements: u32, lower: i32) -> SAFEARRAYBOUND {
    SAFEARRAYBOUND {
        cElements: elements,
        lLbound: lower,
    }
}

#[test]
fn a_vector_says_what_it_is() {
    for (kind, size, features) in [
        (vt::UI1, 1, fadf::HAVEVARTYPE),
        (vt::I1, 1, fadf::HAVEVARTYPE),
        (vt::I2, 2, fadf::HAVEVARTYPE),
        (vt::UI2, 2, fadf::HAVEVARTYPE),
        (vt::I4, 4, fadf::HAVEVARTYPE),
        (vt::UI4, 4, fadf::HAVEVARTYPE),
        (vt::BSTR, size_of::<usize>(), fadf::BSTR | fadf::HAVEVARTYPE),
        (
            vt::VARIANT,
            size_of::<VARIANT>(),
            fadf::VARIANT | fadf::HAVEVARTYPE,
        ),
        (
            vt::UNKNOWN,
            size_of::<usize>(),
            fadf::UNKNOWN | fadf::HAVEIID,
        ),
        (
            vt::DISPATCH,
            size_of::<usize>(),
            fadf::DISPATCH | fadf::HAVEIID,
        ),
    ] {
        let (mut lower, mut upper, mut found) = (0, 0, 0);
        // SAFETY: an array that was made, and valid pointers.
        unsafe {
            let array = SafeArrayCreateVector(kind, -1, 3);
            assert_eq!(((*array).cDims, (*array).fFeatures), (1, features));
            assert_eq!(SafeArrayGetElemsize(array) as usize, size);
            assert_eq!(SafeArrayGetLBound(array, 1, &mut lower), hresult::OK);
            assert_eq!(SafeArrayGetUBound(array, 1, &mut upper), hresult::OK);
            assert_eq!(SafeArrayGetVartype(array, &mut found), hresult::OK);
            assert_eq!((lower, upper, found), (-1, 1, kind));
            for dimension in [0, 2, u32::MAX] {
                let code = SafeArrayGetLBound(array, dimension, &mut lower);
                assert_eq!(code, hresult::DISP_BADINDEX);
            }
            assert_eq!(SafeArrayDestroy(array), hresult::OK);
        }
    }
}

#[test]
fn too_much_and_unknown_types_are_refused() {
    let most = LARGEST_ARRAY as u32;
    let huge = [bound(u32::MAX, 0), bound(u32::MAX, 0)];
    // SAFETY: valid pointers or NULL.
    unsafe {
        for (kind, lower, elements) in [
            (vt::UI1, 0, most + 1),
            (vt::I4, 0, most / 4 + 1),
            (vt::UI1, i32::MAX, 2),
            (vt::VARIANT, 0, u32::MAX),
            (vt::EMPTY, 0, 1),
            (vt::RECORD, 0, 1),
            (vt::BYREF | vt::UI1, 0, 1),
        ] {
            assert!(
                SafeArrayCreateVector(kind, lower, elements).is_null(),
                "{kind}"
            );
        }
        assert!(SafeArrayCreate(vt::UI1, 2, huge.as_ptr()).is_null());
        assert!(SafeArrayCreate(vt::UI1, 0, huge.as_ptr()).is_null());
        assert!(SafeArrayCreate(vt::UI1, 1, ptr::null()).is_null());
        let largest = SafeArrayCreateVector(vt::UI1, 0, most);
        assert_eq!(SafeArrayDestroy(largest), hresult::OK);
    }
}

#[test]
fn elements_are_copied_in_and_out() {
    let text = Bstr::of_utf8(b"reader").unwrap();
    let object = CSCardCmd::fake(|_, _| Ok(())).cast::<c_void>();
    // SAFETY: arrays that were made, and values of their types; what comes out is freed.
    unsafe {
        let names = SafeArrayCreateVector(vt::BSTR, 1, 2);
        for _ in 0..2 {
            let put = SafeArrayPutElement(names, &2, text.as_ptr().cast());
            assert_eq!(put, hresult::OK);
        }
        let mut copy = ptr::null_mut::<u16>();
        let code = SafeArrayGetElement(names, &2, (&raw mut copy).cast());
        assert_eq!((code, SysStringLen(copy)), (hresult::OK, 6));
        assert_ne!(copy, text.as_ptr());
        SysFreeString(copy);
        for index in [0, 3, i32::MIN, i32::MAX] {
            let code = SafeArrayGetElement(names, &index, (&raw mut copy).cast());
            assert_eq!(code, hresult::DISP_BADINDEX);
        }

        let objects = SafeArrayCreateVector(vt::DISPATCH, 0, 1);
        assert_eq!(SafeArrayPutElement(objects, &0, object), hresult::OK);
        let mut taken = ptr::null_mut::<c_void>();
        assert_eq!(
            SafeArrayGetElement(objects, &0, (&raw mut taken).cast()),
            hresult::OK
        );
        assert_eq!(taken, object);

        let values = SafeArrayCreateVector(vt::VARIANT, 0, 1);
        let mut value = VARIANT::of(vt::ARRAY | vt::BSTR, |value| value.array = names);
        assert_eq!(
            SafeArrayPutElement(values, &0, (&raw mut value).cast()),
            hresult::OK
        );
        let mut out = VARIANT::EMPTY;
        assert_eq!(
            SafeArrayGetElement(values, &0, (&raw mut out).cast()),
            hresult::OK
        );
        assert_ne!(out.value.array, names);
        for variant in [&mut out, &mut value] {
            assert_eq!(VariantClear(variant), hresult::OK);
        }
        let mut copied = ptr::null_mut();
        for array in [objects, values] {
            assert_eq!(SafeArrayCopy(array, &mut copied), hresult::OK);
            assert_eq!(SafeArrayDestroy(copied), hresult::OK);
            assert_eq!(SafeArrayDestroy(array), hresult::OK);
        }
        drop(Ref::take(taken));
        let last = Ref::take(object).unwrap();
        assert_eq!(references(&last), 1);
    }
}

fn references(object: &Ref<c_void>) -> u32 {
    let vtbl = object
        .as_ptr()
        .cast::<*const crate::com::abi::UnknownVtbl>();
    // SAFETY: a live object; the count is as before.
    unsafe {
        ((**vtbl).AddRef)(object.as_ptr());
        ((**vtbl).Release)(object.as_ptr())
    }
}

#[test]
fn a_locked_array_stays_as_it_is() {
    let mut data = ptr::null_mut();
    // SAFETY: an array that was made, and valid pointers.
    unsafe {
        let array = SafeArrayCreateVector(vt::UI1, 0, 2);
        assert_eq!(SafeArrayAccessData(array, &mut data), hresult::OK);
        assert_eq!(SafeArrayLock(array), hresult::OK);
        let other = &mut bound(3, 0);
        assert_eq!(SafeArrayDestroy(array), hresult::DISP_ARRAYISLOCKED);
        assert_eq!(SafeArrayUnlock(array), hresult::OK);
        assert_eq!(SafeArrayRedim(array, other), hresult::DISP_ARRAYISLOCKED);
        assert_eq!(SafeArrayUnaccessData(array), hresult::OK);
        assert_eq!(SafeArrayUnaccessData(array), hresult::UNEXPECTED);
        assert_eq!(SafeArrayDestroy(array), hresult::OK);
    }
}

#[test]
fn a_resized_array_keeps_what_fits() {
    // SAFETY: an array that was made, and valid pointers.
    unsafe {
        let array = SafeArrayCreateVector(vt::BSTR, 0, 2);
        let text = Bstr::of_utf8(b"x").unwrap();
        for index in [0, 1] {
            SafeArrayPutElement(array, &index, text.as_ptr().cast());
        }
        for elements in [3, 1, 0, 2] {
            assert_eq!(SafeArrayRedim(array, &mut bound(elements, 5)), hresult::OK);
        }
        let data = (*array).pvData.cast::<[*mut u16; 2]>();
        assert_eq!(data.read(), [ptr::null_mut(); 2]);
        assert_eq!(
            SafeArrayRedim(array, &mut bound(u32::MAX, 0)),
            hresult::OUTOFMEMORY
        );
        assert_eq!(SafeArrayRedim(array, ptr::null_mut()), hresult::INVALIDARG);
        assert_eq!(SafeArrayDestroy(array), hresult::OK);
    }
}

#[test]
fn the_left_most_index_changes_fastest() {
    let bounds = [bound(2, 0), bound(3, 10)];
    // SAFETY: an array that was made, and valid pointers.
    unsafe {
        let array = SafeArrayCreate(vt::UI1, 2, bounds.as_ptr());
        assert_eq!(SafeArrayGetDim(array), 2);
        let mut lower = 0;
        SafeArrayGetLBound(array, 2, &mut lower);
        assert_eq!(lower, 10);
        for (indices, offset) in [([0, 10], 0), ([1, 10], 1), ([0, 11], 2), ([1, 12], 5)] {
            let mut element = ptr::null_mut();
            let code = SafeArrayPtrOfIndex(array, indices.as_ptr(), &mut element);
            let expected = (*array).pvData.wrapping_byte_add(offset);
            assert_eq!((code, element), (hresult::OK, expected));
        }
        assert_eq!(SafeArrayDestroy(array), hresult::OK);
    }
}

#[test]
fn null_is_refused_or_nothing() {
    let null = ptr::null_mut();
    let mut copy = ptr::dangling_mut();
    // SAFETY: NULL is allowed.
    unsafe {
        assert_eq!(SafeArrayDestroy(null), hresult::OK);
        assert_eq!(SafeArrayCopy(null, &mut copy), hresult::OK);
        assert!(copy.is_null());
        assert_eq!((SafeArrayGetDim(null), SafeArrayGetElemsize(null)), (0, 0));
        for code in [
            SafeArrayLock(null),
            SafeArrayUnlock(null),
            SafeArrayAccessData(null, &mut ptr::null_mut()),
            SafeArrayGetElement(null, &0, ptr::null_mut()),
            SafeArrayPutElement(null, &0, ptr::null_mut()),
            SafeArrayGetUBound(null, 1, &mut 0),
            SafeArrayGetVartype(null, &mut 0),
            SafeArrayCopy(null, ptr::null_mut()),
        ] {
            assert_eq!(code, hresult::INVALIDARG);
        }
    }
}

#[test]
fn a_copy_has_the_same_bounds_and_elements() {
    let bounds = [bound(2, -1), bound(3, 10), bound(1, i32::MIN)];
    // SAFETY: arrays that were made, and valid pointers.
    unsafe {
        let array = SafeArrayCreate(vt::UI1, 3, bounds.as_ptr());
        (*array).pvData.cast::<[u8; 6]>().write([1, 2, 3, 4, 5, 6]);
        (*array).fFeatures |= fadf::FIXEDSIZE;
        let mut copied = ptr::null_mut();
        assert_eq!(SafeArrayLock(array), hresult::OK);
        assert_eq!(SafeArrayCopy(array, &mut copied), hresult::OK);
        assert_eq!(
            ((*copied).fFeatures, (*copied).cLocks),
            (fadf::HAVEVARTYPE, 0)
        );
        assert_eq!(super::bounds(copied), super::bounds(array));
        let data = (*copied).pvData.cast::<[u8; 6]>();
        assert_eq!(data.read(), [1, 2, 3, 4, 5, 6]);
        let (mut lower, mut upper) = (0, 0);
        for (dimension, bound) in (1..).zip(bounds) {
            SafeArrayGetLBound(copied, dimension, &mut lower);
            SafeArrayGetUBound(copied, dimension, &mut upper);
            let last = bound.lLbound + bound.cElements.cast_signed() - 1;
            assert_eq!((lower, upper), (bound.lLbound, last));
        }
        assert_eq!(SafeArrayDestroy(copied), hresult::OK);
        assert_eq!(SafeArrayUnlock(array), hresult::OK);
        assert_eq!(SafeArrayDestroy(array), hresult::OK);
    }
}

#[test]
fn nothing_and_null_can_be_copied() {
    let none = [bound(2, 0), bound(0, 5), bound(u32::MAX, 0)];
    let mut copied = ptr::null_mut();
    // SAFETY: arrays that were made, and valid pointers.
    unsafe {
        assert!(SafeArrayCreate(vt::BSTR, 3, none.as_ptr()).is_null());
        let array = SafeArrayCreate(vt::BSTR, 2, none.as_ptr());
        assert_eq!(SafeArrayCopy(array, &mut copied), hresult::OK);
        assert_eq!(super::bounds(copied), super::bounds(array));
        for array in [copied, array] {
            assert_eq!(SafeArrayDestroy(array), hresult::OK);
        }
        for kind in [vt::BSTR, vt::UNKNOWN, vt::DISPATCH, vt::VARIANT] {
            let array = SafeArrayCreateVector(kind, 0, 2);
            assert_eq!(SafeArrayCopy(array, &mut copied), hresult::OK, "{kind}");
            assert_eq!((*copied).fFeatures, (*array).fFeatures);
            let size = 2 * (*copied).cbElements as usize;
            let bytes = std::slice::from_raw_parts((*copied).pvData.cast::<u8>(), size);
            assert!(bytes.iter().all(|byte| *byte == 0));
            assert_eq!(SafeArrayDestroy(copied), hresult::OK);
            // Its data is gone.
            let data = std::mem::replace(&mut (*array).pvData, ptr::null_mut());
            assert_eq!(SafeArrayCopy(array, &mut copied), hresult::INVALIDARG);
            (*array).pvData = data;
            assert_eq!(SafeArrayDestroy(array), hresult::OK);
        }
    }
}

#[test]
fn a_copy_that_fails_frees_what_it_has() {
    let text = Bstr::of_utf8(b"x").unwrap();
    let mut copied = ptr::dangling_mut();
    // SAFETY: arrays that were made, and valid pointers.
    unsafe {
        let array = SafeArrayCreateVector(vt::VARIANT, 0, 2);
        let elements = (*array).pvData.cast::<VARIANT>();
        let held = |value: &mut super::super::types::Value| value.bstr = text.as_ptr();
        let mut name = VARIANT::of(vt::BSTR, held);
        SafeArrayPutElement(array, &0, (&raw mut name).cast());
        (*elements.add(1)).vt = 0x0123;
        assert_eq!(SafeArrayCopy(array, &mut copied), hresult::DISP_BADVARTYPE);
        assert!(copied.is_null());
        (*elements.add(1)).vt = vt::EMPTY;
        assert_eq!(SafeArrayDestroy(array), hresult::OK);
    }
}

#[test]
fn an_interface_identifier_is_copied() {
    let mut copied = ptr::null_mut();
    // SAFETY: arrays that were made, and valid pointers.
    unsafe {
        let array = SafeArrayCreateVector(vt::DISPATCH, 0, 1);
        let iid = crate::com::abi::ISCardCmd::IID;
        array.cast::<GUID>().sub(1).write_unaligned(iid);
        assert_eq!(SafeArrayCopy(array, &mut copied), hresult::OK);
        assert_eq!(copied.cast::<GUID>().sub(1).read_unaligned(), iid);
        for array in [copied, array] {
            assert_eq!(SafeArrayDestroy(array), hresult::OK);
        }
    }
}

#[test]
fn elements_of_the_wrong_size_are_only_bytes() {
    let (mut bytes, mut kind) = ([7_u8; 3], 0);
    let mut wrong = SAFEARRAY {
        cDims: 1,
        fFeatures: fadf::STATIC | fadf::VARIANT,
        cbElements: 1,
        cLocks: 0,
        pvData: (&raw mut bytes).cast(),
        rgsabound: [bound(3, 0)],
    };
    // SAFETY: an array of three bytes.
    unsafe {
        assert_eq!(
            SafeArrayGetVartype(&mut wrong, &mut kind),
            hresult::INVALIDARG
        );
        assert_eq!(
            SafeArrayCopy(&mut wrong, &mut ptr::null_mut()),
            hresult::INVALIDARG
        );
        assert_eq!(SafeArrayDestroy(&mut wrong), hresult::OK);
    }
    assert_eq!(bytes, [0; 3]);
}

#[test]
fn an_array_cannot_be_destroyed_while_it_is() {
    struct OnDrop(usize);
    impl Drop for OnDrop {
        fn drop(&mut self) {
            let array = ptr::with_exposed_provenance_mut::<SAFEARRAY>(self.0);
            // SAFETY: it is being destroyed, but not yet gone.
            let code = unsafe { SafeArrayDestroy(array) };
            assert_eq!(code, hresult::DISP_ARRAYISLOCKED);
        }
    }
    // SAFETY: an array that was made.
    unsafe {
        let array = SafeArrayCreateVector(vt::UNKNOWN, 0, 1);
        let on_drop = OnDrop(array.expose_provenance());
        let object = CSCardCmd::fake(move |_, _| {
            let _ = &on_drop;
            Ok(())
        });
        (*array).pvData.cast::<*mut c_void>().write(object.cast());
        assert_eq!(SafeArrayDestroy(array), hresult::OK);
    }
}
