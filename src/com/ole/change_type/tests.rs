//! VARIANTs that are copied, converted and cleared.

use super::*;
use crate::com::ole::{VariantClear, VariantCopy, VariantCopyInd};
use crate::hresult;
use std::ptr;

fn value(kind: u16, number: i64) -> VARIANT {
    VARIANT::of(kind, |value| value.i8 = number)
}

fn text(text: &str) -> VARIANT {
    let text = Bstr::of_utf8(text.as_bytes()).unwrap().into_ptr();
    VARIANT::of(vt::BSTR, |value| value.bstr = text)
}

fn changed(mut from: VARIANT, kind: u16) -> std::result::Result<VARIANT, HResult> {
    let mut to = VARIANT::EMPTY;
    // SAFETY: VARIANTs.
    unsafe {
        let code = VariantChangeType(&mut to, &from, 0, kind);
        assert_eq!(VariantClear(&mut from), hresult::OK);
        if code < 0 { Err(code) } else { Ok(to) }
    }
}

#[test]
fn numbers_become_other_numbers_if_they_fit() {
    const KINDS: [u16; 9] = [
        vt::I1,
        vt::UI1,
        vt::I2,
        vt::UI2,
        vt::I4,
        vt::UI4,
        vt::INT,
        vt::UINT,
        vt::I8,
    ];
    for from in KINDS {
        for to in KINDS {
            let result = changed(value(from, 100), to).unwrap();
            // SAFETY: a number.
            assert_eq!((result.vt, unsafe { result.value.i8 }), (to, 100));
        }
    }
    for (from, number, to) in [
        (vt::I4, 256, vt::UI1),
        (vt::I4, -1, vt::UI2),
        (vt::UI4, 0xFFFF_FFFF, vt::I4),
        (vt::I4, 40_000, vt::I2),
    ] {
        assert_eq!(
            changed(value(from, number), to).err(),
            Some(hresult::DISP_OVERFLOW)
        );
    }
    let unknown = changed(value(vt::I4, 1), vt::DISPATCH).err();
    assert_eq!(unknown, Some(hresult::DISP_TYPEMISMATCH));
}

#[test]
fn truth_is_all_ones() {
    let number = |variant: VARIANT| {
        // SAFETY: a number.
        unsafe { integer(&variant) }
    };
    let yes = value(vt::BOOL, 0xFFFF);
    assert_eq!(number(changed(yes, vt::I4).unwrap()), Some(-1));
    assert_eq!(number(changed(yes, vt::UI1).unwrap()), Some(255));
    assert_eq!(
        number(changed(value(vt::I4, 7), vt::BOOL).unwrap()),
        Some(-1)
    );
    assert_eq!(
        number(changed(value(vt::I4, 0), vt::BOOL).unwrap()),
        Some(0)
    );
}

#[test]
fn numbers_and_texts_become_each_other() {
    // SAFETY: a text.
    let read = |value: &VARIANT| unsafe { utf8(value.value.bstr, Error::FAIL) }.unwrap();
    let mut written = changed(value(vt::I2, 0xFFFE), vt::BSTR).unwrap();
    assert_eq!(read(&written).as_c_str(), c"-2");
    // SAFETY: a VARIANT.
    unsafe { VariantClear(&mut written) };
    let number = changed(text(" 42 "), vt::I4).unwrap();
    // SAFETY: a number.
    assert_eq!(unsafe { number.value.i4 }, 42);
    for (wrong, code) in [
        ("", hresult::DISP_TYPEMISMATCH),
        ("four", hresult::DISP_TYPEMISMATCH),
        ("4000000000", hresult::DISP_OVERFLOW),
        ("1e300", hresult::DISP_OVERFLOW),
    ] {
        assert_eq!(changed(text(wrong), vt::I4).err(), Some(code), "{wrong}");
    }
}

#[test]
fn a_value_can_be_changed_in_place() {
    let mut variant = text("300");
    let this = &raw mut variant;
    // SAFETY: a VARIANT, read and written through one pointer.
    unsafe {
        assert_eq!(VariantChangeType(this, this, 0, vt::BSTR), hresult::OK);
        assert_eq!(
            VariantChangeType(this, this, 0, vt::UI1),
            hresult::DISP_OVERFLOW
        );
        assert_eq!((*this).vt, vt::BSTR);
        assert_eq!(VariantChangeType(this, this, 0, vt::I4), hresult::OK);
        assert_eq!(((*this).vt, (*this).value.i4), (vt::I4, 300));
    }
}

#[test]
fn references_are_followed_when_copied_so() {
    let mut number = 7_i32;
    let by_ref = (&raw mut number).cast();
    let reference = VARIANT::of(vt::BYREF | vt::I4, |value| value.by_ref = by_ref);
    let mut copy = text("old");
    // SAFETY: VARIANTs.
    unsafe {
        assert_eq!(VariantCopy(&mut copy, &reference), hresult::OK);
        assert_eq!(copy.vt, vt::BYREF | vt::I4);
        let mut inner = reference;
        let by_ref = (&raw mut inner).cast();
        let outer = VARIANT::of(vt::BYREF | vt::VARIANT, |value| value.by_ref = by_ref);
        assert_eq!(VariantCopyInd(&mut copy, &outer), hresult::OK);
        assert_eq!((copy.vt, copy.value.i4), (vt::I4, 7));
        assert_eq!(VariantCopyInd(ptr::null_mut(), &outer), hresult::INVALIDARG);
        assert_eq!(VariantCopyInd(&mut copy, ptr::null()), hresult::INVALIDARG);
        let nowhere = value(vt::BYREF | vt::I4, 0);
        assert_eq!(VariantCopyInd(&mut copy, &nowhere), hresult::INVALIDARG);
    }
}

#[test]
fn unknown_types_are_refused() {
    let mut wrong = value(0x0123, 1);
    let mut target = VARIANT::EMPTY;
    // SAFETY: VARIANTs.
    unsafe {
        assert_eq!(VariantClear(&mut wrong), hresult::DISP_BADVARTYPE);
        assert_eq!(VariantCopy(&mut target, &wrong), hresult::DISP_BADVARTYPE);
        assert_eq!(VariantClear(ptr::null_mut()), hresult::INVALIDARG);
    }
}
