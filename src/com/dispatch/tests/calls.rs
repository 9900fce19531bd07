//! Which arguments reach a method, and which are refused.

use super::*;
use crate::com::fakes::{
    CByteBuffer, CSCard, CSCardCmd, CSCardISO7816, CSCardLocate, CSCardTypeConv,
};
use crate::com::ole::{Array, Bstr};

fn command() -> (Late, Calls) {
    let calls = Calls::default();
    (Late::new(CSCardCmd::fake(record(&calls))), calls)
}

fn buffer() -> (Late, Calls) {
    let calls = Calls::default();
    (Late::new(CByteBuffer::fake(record(&calls))), calls)
}

#[test]
fn numbers_of_every_type_are_converted() {
    let (command, calls) = command();
    for kind in [
        vt::UI1,
        vt::I1,
        vt::I2,
        vt::UI2,
        vt::I4,
        vt::UI4,
        vt::INT,
        vt::UINT,
        vt::I8,
        vt::UI8,
    ] {
        assert_eq!(command.put("P1", number(kind, 0x5A)).code, 0, "{kind}");
        let mut referred = 0x5A_i64;
        assert_eq!(
            command.put("P1", reference(kind, &mut referred)).code,
            0,
            "{kind}"
        );
        let mut variable = number(kind, 0x5A);
        assert_eq!(
            command
                .put("P1", reference(vt::VARIANT, &mut variable))
                .code,
            0,
            "{kind}"
        );
    }
    let calls = taken(&calls);
    assert_eq!(calls.len(), 30);
    assert!(
        calls
            .iter()
            .all(|call| *call == ("put_P1".to_owned(), vec![0x5A]))
    );
}

#[test]
fn numbers_out_of_range_are_refused() {
    let (command, calls) = command();
    for wrong in [number(vt::I4, 256), number(vt::I2, -1), number(vt::UI8, -1)] {
        let outcome = command.put("P1", wrong);
        assert_eq!(
            (outcome.code, outcome.argument),
            (hresult::DISP_OVERFLOW, 0)
        );
    }
    let real = |number: f64| VARIANT::of(vt::R8, |value| value.r8 = number);
    assert_eq!(command.put("P1", real(255.0)).code, 0);
    assert_eq!(command.put("P1", real(256.0)).code, hresult::DISP_OVERFLOW);
    for wrong in [
        real(0.5),
        real(f64::NAN),
        real(f64::INFINITY),
        VARIANT::EMPTY,
    ] {
        let outcome = command.put("P1", wrong);
        assert_eq!(
            (outcome.code, outcome.argument),
            (hresult::DISP_TYPEMISMATCH, 0)
        );
    }
    assert_eq!(taken(&calls).len(), 1);
}

#[test]
fn defaults_stand_for_what_is_left_out() {
    let (command, calls) = command();
    let two = [number(vt::I4, 0), number(vt::I4, 0xA4)];
    assert_eq!(command.call("BuildCmd", METHOD, &two).code, 0);
    let gap = [two[0], two[1], missing(), number(vt::I4, 4)];
    assert_eq!(command.call("BuildCmd", METHOD | GET, &gap).code, 0);
    let expected = [vec![0, 0xA4, 0, 0, 0, 0], vec![0, 0xA4, 0, 4, 0, 0]];
    let arguments: Vec<_> = taken(&calls).into_iter().map(|call| call.1).collect();
    assert_eq!(arguments, expected);

    let calls = Calls::default();
    let card = Late::new(CSCard::fake(record(&calls)));
    assert_eq!(card.call("ReAttach", METHOD, &[]).code, 0);
    assert_eq!(taken(&calls), [("ReAttach".to_owned(), vec![1, 0])]);
    let text = Bstr::of_utf8(b"a reader").unwrap();
    let name = VARIANT::of(vt::BSTR, |value| value.bstr = text.as_ptr());
    assert_eq!(card.call("AttachByReader", METHOD, &[name]).code, 0);
    assert_eq!(taken(&calls)[0].1, [text.as_ptr().addr(), 1, 1]);

    let locate = Late::new(CSCardLocate::fake(record(&calls)));
    let nothing = [number(vt::NULL, 0)];
    assert_eq!(
        locate
            .call("ConfigureCardNameSearch", METHOD, &nothing)
            .code,
        0
    );
    assert_eq!(taken(&calls)[0].1, [0, 0, 0, 1]);
}

#[test]
fn the_number_of_arguments_is_checked() {
    let (command, calls) = command();
    let one = number(vt::I4, 1);
    for count in [0, 1, 7, 100] {
        let outcome = command.call("BuildCmd", METHOD, &vec![one; count]);
        assert_eq!(outcome.code, hresult::DISP_BADPARAMCOUNT, "{count}");
    }
    let outcome = command.call("BuildCmd", METHOD, &[missing(), one]);
    assert_eq!(
        (outcome.code, outcome.argument),
        (hresult::DISP_PARAMNOTOPTIONAL, 1)
    );
    assert_eq!(taken(&calls), []);
}

#[test]
fn arguments_can_be_named() {
    let (command, calls) = command();
    let (a, b, c) = (number(vt::I4, 1), number(vt::I4, 2), number(vt::I4, 3));
    // P2 by name; the others by position, reversed.
    let outcome = command.invoke(15, METHOD, vec![c, b, a], vec![3]);
    assert_eq!(outcome.code, 0);
    assert_eq!(taken(&calls)[0].1, [1, 2, 0, 3, 0, 0]);
    for (named, code) in [
        (vec![9], hresult::DISP_PARAMNOTFOUND),
        (vec![-1], hresult::DISP_PARAMNOTFOUND),
        (vec![0], hresult::DISP_BADPARAMCOUNT), // two for one parameter
        (vec![1, 2, 3, 4], hresult::DISP_BADPARAMCOUNT),
    ] {
        assert_eq!(command.invoke(15, METHOD, vec![c, b, a], named).code, code);
    }
    assert_eq!(taken(&calls), []);
}

#[test]
fn members_are_used_as_what_they_are() {
    let (command, calls) = command();
    let value = number(vt::I4, 1);
    for (name, flags, arguments) in [
        ("Clear", GET, vec![]),
        ("Clear", PUT, vec![]),
        ("P1", METHOD, vec![]),
        ("P3", PUT, vec![value]), // read-only
        ("P1", 0, vec![]),
    ] {
        let outcome = command.call(name, flags, &arguments);
        assert_eq!(outcome.code, hresult::DISP_MEMBERNOTFOUND, "{name} {flags}");
    }
    assert_eq!(
        command.invoke(-3, METHOD, vec![], vec![]).code,
        hresult::DISP_MEMBERNOTFOUND
    );
    assert_eq!(
        command.invoke(1000, METHOD, vec![], vec![]).code,
        hresult::DISP_MEMBERNOTFOUND
    );
    assert_eq!(taken(&calls), []);
    assert_eq!(command.call("P1", METHOD | GET, &[]).code, 0);
    assert_eq!(command.call("P1", PROPERTY_PUT_REF, &[value]).code, 0);
    assert_eq!(taken(&calls).len(), 2);
}

#[test]
fn objects_are_asked_for_the_interface() {
    let (command, calls) = command();
    let (right, _) = buffer();
    let (wrong, _) = self::command();
    for kind in [vt::DISPATCH, vt::UNKNOWN] {
        assert_eq!(command.put("Data", object(kind, right.0.as_ptr())).code, 0);
        let mut slot = right.0.as_ptr();
        assert_eq!(command.put("Data", reference(kind, &mut slot)).code, 0);
        let outcome = command.put("Data", object(kind, wrong.0.as_ptr()));
        assert_eq!(outcome.code, hresult::DISP_TYPEMISMATCH);
    }
    for nothing in [
        VARIANT::EMPTY,
        number(vt::NULL, 0),
        object::<()>(vt::DISPATCH, ptr::null_mut()),
    ] {
        assert_eq!(command.put("Data", nothing).code, 0);
    }
    let data: Vec<_> = taken(&calls).into_iter().map(|call| call.1[0]).collect();
    let there = right.0.as_ptr().addr();
    assert_eq!(data, [there, there, there, there, 0, 0, 0]);
}

#[test]
fn bytes_are_arrays_that_are_large_enough() {
    let (buffer, calls) = buffer();
    let bytes = Array::of_bytes(&[1, 2, 3]).unwrap();
    let array = VARIANT::of(vt::ARRAY | vt::UI1, |value| value.array = bytes.as_ptr());
    // SAFETY: an array of ours.
    let data = unsafe { (*bytes.as_ptr()).pvData }.addr();
    let mut slot = bytes.as_ptr();
    let by_reference = reference(vt::ARRAY | vt::UI1, &mut slot);
    let mut variable = array;
    let in_variable = reference(vt::VARIANT, &mut variable);
    for given in [array, by_reference, in_variable] {
        assert_eq!(
            buffer
                .call("Read", METHOD, &[given, number(vt::I4, 3)])
                .code,
            0
        );
        assert_eq!(taken(&calls)[0].1[..2], [data, 3]);
        assert_eq!(
            buffer
                .call("Initialize", METHOD, &[number(vt::I4, 3), given])
                .code,
            0
        );
        assert_eq!(taken(&calls)[0].1, [3, data]);
        for wrong in [4, -1] {
            let arguments = [given, number(vt::I4, wrong), number(vt::I4, 0)];
            assert_eq!(
                buffer.call("Write", METHOD, &arguments).code,
                hresult::INVALIDARG
            );
        }
    }
    let mut byte = 7_u8;
    let one = reference(vt::UI1, &mut byte);
    assert_eq!(
        buffer.call("Read", METHOD, &[one, number(vt::I4, 1)]).code,
        0
    );
    assert_eq!(
        buffer.call("Read", METHOD, &[one, number(vt::I4, 2)]).code,
        hresult::INVALIDARG
    );
    assert_eq!(taken(&calls)[0].1[0], ptr::from_mut(&mut byte).addr());
    let outcome = buffer.call("Read", METHOD, &[number(vt::UI1, 1), number(vt::I4, 1)]);
    assert_eq!(
        (outcome.code, outcome.argument),
        (hresult::DISP_TYPEMISMATCH, 1)
    );
    // SAFETY: an array of ours.
    assert_eq!(unsafe { (*bytes.as_ptr()).cLocks }, 0);
}

#[test]
fn raw_memory_is_not_for_late_bound_callers() {
    let calls = Calls::default();
    let conversions = Late::new(CSCardTypeConv::fake(record(&calls)));
    let outcome = conversions.call("CreateByteArray", METHOD, &[number(vt::I4, 1)]);
    assert_eq!(outcome.code, hresult::DISP_TYPEMISMATCH);
    assert_eq!(taken(&calls), []);
}

#[test]
fn pointers_of_a_call_may_be_null() {
    let (command, calls) = command();
    let this = command.0.as_ptr();
    let invoke = command.vtbl().Invoke;
    let mut parameters = DISPPARAMS {
        rgvarg: ptr::null_mut(),
        rgdispidNamedArgs: ptr::null_mut(),
        cArgs: 0,
        cNamedArgs: 0,
    };
    let none = (&raw mut parameters).cast::<c_void>();
    let invoke = |id, iid, flags, parameters| {
        let null = ptr::null_mut;
        // SAFETY: a live object; pointers are valid or NULL.
        unsafe {
            invoke(
                this,
                id,
                iid,
                0,
                flags,
                parameters,
                null(),
                null(),
                ptr::null_mut(),
            )
        }
    };
    assert_eq!(invoke(16, &IID_NULL, METHOD, none), 0);
    assert_eq!(
        invoke(16, &IID_NULL, METHOD, ptr::null_mut()),
        hresult::INVALIDARG
    );
    let reserved = invoke(16, &CSCardISO7816::IID, METHOD, none);
    assert_eq!(reserved, hresult::DISP_UNKNOWNINTERFACE);
    // SAFETY: the parameters, which nobody else uses now.
    unsafe { (*none.cast::<DISPPARAMS>()).cArgs = 1 };
    assert_eq!(invoke(8, &IID_NULL, PUT, none), hresult::INVALIDARG);
    assert_eq!(taken(&calls).len(), 1);
}
