//! VARIANTs that are copied, converted and cleared.

use super::*;
use crate::com::fakes::CSCardCmd;
use crate::com::ole::{
    Array, SafeArrayLock, SafeArrayUnlock, VariantClear, VariantCopy, VariantCopyInd,
};
use crate::hresult;
use std::ffi::c_void;
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

#[test]
fn reals_keep_their_fractions() {
    let real = |number: f64| VARIANT::of(vt::R8, |value| value.r8 = number);
    for (from, expected) in [
        (text(" 1.5 "), Some(1.5)),
        (VARIANT::of(vt::R4, |value| value.r4 = 0.25), Some(0.25)),
        (value(vt::I4, -3), Some(-3.0)),
        (text("inf"), None),
        (text("NaN"), None),
    ] {
        // SAFETY: a real number.
        let number = changed(from, vt::R8).map(|to| unsafe { to.value.r8 });
        assert_eq!(number, expected.ok_or(hresult::DISP_TYPEMISMATCH));
    }
    // SAFETY: a real number.
    let single = changed(real(0.5), vt::R4).map(|to| unsafe { to.value.r4 });
    assert_eq!(single, Ok(0.5));
    assert_eq!(
        changed(real(1e300), vt::R4).err(),
        Some(hresult::DISP_OVERFLOW)
    );
}

#[test]
fn a_locked_array_stays_where_it_is() {
    let array = Array::new(vt::UI1, 3).unwrap();
    let mut target = VARIANT::of(vt::ARRAY | vt::UI1, |value| value.array = array.as_ptr());
    let (this, mut other) = (&raw mut target, text("300"));
    // SAFETY: VARIANTs, and an array of ours.
    unsafe {
        SafeArrayLock(array.as_ptr());
        for code in [
            VariantChangeType(this, &other, 0, vt::I4),
            VariantChangeType(this, &other, 0, vt::BSTR),
            VariantCopy(this, &other),
            VariantCopyInd(this, &other),
            VariantClear(this),
        ] {
            assert_eq!(code, hresult::DISP_ARRAYISLOCKED);
            assert_eq!((*this).vt, vt::ARRAY | vt::UI1);
            assert_eq!((*this).value.array, array.as_ptr());
        }
        SafeArrayUnlock(array.as_ptr());
        VariantClear(&mut other);
    }
}

#[test]
fn a_reference_is_changed_by_what_it_refers_to() {
    let mut number = 300_i32;
    let by_ref = (&raw mut number).cast();
    let mut variant = VARIANT::of(vt::BYREF | vt::I4, |value| value.by_ref = by_ref);
    let this = &raw mut variant;
    // SAFETY: VARIANTs, read and written through one pointer.
    unsafe {
        assert_eq!(
            VariantChangeType(this, this, 0, vt::UI1),
            hresult::DISP_OVERFLOW
        );
        assert_eq!((*this).vt, vt::BYREF | vt::I4);
        assert_eq!(VariantChangeType(this, this, 0, vt::I4), hresult::OK);
        assert_eq!(((*this).vt, (*this).value.i4), (vt::I4, 300));
        // What refers to the target itself.
        let outer = VARIANT::of(vt::BYREF | vt::VARIANT, |value| value.by_ref = this.cast());
        assert_eq!(VariantChangeType(this, &outer, 0, vt::BSTR), hresult::OK);
        assert_eq!(VariantCopyInd(this, &outer), hresult::OK);
        assert_eq!(VariantChangeType(this, &outer, 0, vt::I2), hresult::OK);
        assert_eq!(((*this).vt, (*this).value.i2), (vt::I2, 300));
    }
    assert_eq!(number, 300);
}

/// An object whose last Release clears the VARIANT that it is released from.
fn clears_its_holder(holder: *mut VARIANT) -> *mut c_void {
    struct OnDrop(usize);
    impl Drop for OnDrop {
        fn drop(&mut self) {
            let holder = ptr::with_exposed_provenance_mut::<VARIANT>(self.0);
            // SAFETY: the test keeps the VARIANT.
            assert_eq!(unsafe { VariantClear(holder) }, hresult::OK);
        }
    }
    let on_drop = OnDrop(holder.expose_provenance());
    CSCardCmd::fake(move |_, _| {
        let _ = &on_drop;
        Ok(())
    })
    .cast()
}

#[test]
fn code_that_runs_while_a_value_is_freed_sees_none() {
    let mut variant = VARIANT::EMPTY;
    let this = &raw mut variant;
    // SAFETY: a VARIANT, and an array in it.
    unsafe {
        let object = clears_its_holder(this);
        this.write(VARIANT::of(vt::UNKNOWN, |value| value.unknown = object));
        assert_eq!(VariantClear(this), hresult::OK);

        let array = Array::new(vt::UNKNOWN, 2).unwrap().into_ptr();
        let object = clears_its_holder(this);
        (*array).pvData.cast::<*mut c_void>().write(object);
        this.write(VARIANT::of(vt::ARRAY | vt::UNKNOWN, |value| {
            value.array = array
        }));
        assert_eq!(VariantClear(this), hresult::OK);
        assert_eq!((*this).vt, vt::EMPTY);
    }
}

#[test]
fn every_type_without_memory_can_be_copied_and_cleared() {
    for kind in [
        vt::EMPTY,
        vt::NULL,
        vt::CY,
        vt::DATE,
        vt::ERROR,
        vt::BOOL,
        vt::DECIMAL,
        vt::UINT,
    ] {
        let (from, mut to) = (value(kind, 7), text("old"));
        // SAFETY: VARIANTs.
        unsafe {
            assert_eq!(VariantCopy(&mut to, &from), hresult::OK, "{kind}");
            assert_eq!((to.vt, to.value.i8), (kind, 7));
            assert_eq!(VariantClear(&mut to), hresult::OK);
        }
    }
}
