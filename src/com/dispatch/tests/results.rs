//! What comes back from a method.

use super::*;
use crate::com::abi::{
    HSCARD, LPGUID, LPSAFEARRAY, LPSCARDCMD, LPSCARDINFO, SCARDINFO, STATSTRUCT,
};
use crate::com::fakes::{
    CByteBuffer, CSCard, CSCardCmd, CSCardDatabase, CSCardISO7816, CSCardLocate,
};
use crate::com::ole::{Array, CoTaskMemAlloc, format_guid, utf8};

/// Writes what a method sets.
pub(super) fn set<T>(address: usize, value: T) {
    // SAFETY: the address of an out parameter of this type, which the caller of the method passed.
    unsafe { ptr::with_exposed_provenance_mut::<T>(address).write(value) }
}

fn command() -> Late {
    Late::new(CSCardCmd::fake(|method, arguments| {
        match method {
            "get_ApduLength" => set(arguments[0], 260_i32),
            "get_P1" => set(arguments[0], 0xFF_u8),
            "get_ReplyStatus" => set(arguments[0], 0x9000_u16),
            "get_Type" => set(arguments[0], 4_u32),
            _ => return Err(Error::UNKNOWN_READER),
        }
        Ok(())
    }))
}

#[test]
fn properties_come_as_types_that_scripts_know() {
    let command = command();
    for (name, kind, number) in [
        ("ApduLength", vt::I4, 260),
        ("P1", vt::UI1, 0xFF),
        ("ReplyStatus", vt::I4, 0x9000),
        ("Type", vt::I4, 4),
    ] {
        let outcome = command.call(name, GET, &[]);
        // SAFETY: a number.
        let value = get(&outcome.result, |value| unsafe { value.i8 });
        assert_eq!(
            (outcome.code, outcome.result.vt, value),
            (0, kind, number),
            "{name}"
        );
    }
}

#[test]
fn a_result_can_go_to_a_variable() {
    let command = command();
    let mut short = 7_i16;
    assert_eq!(
        command
            .call("ApduLength", GET, &[reference(vt::I2, &mut short)])
            .code,
        0
    );
    assert_eq!(short, 260);
    let mut byte = 7_u8;
    let outcome = command.call("ApduLength", GET, &[reference(vt::UI1, &mut byte)]);
    assert_eq!(
        (outcome.code, outcome.argument, byte),
        (hresult::DISP_OVERFLOW, 0, 7)
    );
    let text = Bstr::of_utf8(b"old").unwrap();
    let mut variable = VARIANT::of(vt::BSTR, |value| value.bstr = text.into_ptr());
    let given = reference(vt::VARIANT, &mut variable);
    let outcome = command.call("ApduLength", GET, &[given]);
    assert_eq!(
        (outcome.code, variable.vt, outcome.result.vt),
        (0, vt::I4, vt::EMPTY)
    );
    for wrong in [number(vt::I4, 1), reference(vt::BSTR, &mut variable)] {
        assert_eq!(
            command.call("ApduLength", GET, &[wrong]).code,
            hresult::DISP_TYPEMISMATCH
        );
    }
}

#[test]
fn a_failure_is_an_exception_with_the_code_inside() {
    let command = command();
    let mut variable = number(vt::I4, 7);
    let outcome = command.call("P2", GET, &[reference(vt::VARIANT, &mut variable)]);
    assert_eq!(outcome.code, hresult::DISP_EXCEPTION);
    assert_eq!(outcome.exception.scode, hresult::UNKNOWN_READER);
    // SAFETY: strings of the exception.
    let (source, message) = unsafe {
        let text = |text| utf8(text, Error::FAIL).unwrap();
        (
            text(outcome.exception.bstrSource),
            text(outcome.exception.bstrDescription),
        )
    };
    assert_eq!(source.as_c_str(), c"scardssp");
    assert_eq!(
        Some(message.as_c_str()),
        hresult::message(hresult::UNKNOWN_READER)
    );
    // SAFETY: a number: what the caller looks at is defined after a failure.
    let after = get(&variable, |value| unsafe { value.i4 });
    assert_eq!((outcome.result.vt, after), (vt::EMPTY, 0));

    let mut parameters = DISPPARAMS {
        rgvarg: ptr::null_mut(),
        rgdispidNamedArgs: ptr::null_mut(),
        cArgs: 0,
        cNamedArgs: 0,
    };
    // SAFETY: a live object; pointers are valid or NULL.
    let code = unsafe {
        let null = ptr::null_mut;
        let parameters = (&raw mut parameters).cast();
        let invoke = command.vtbl().Invoke;
        invoke(
            command.0.as_ptr(),
            9,
            &IID_NULL,
            0,
            GET,
            parameters,
            null(),
            null(),
            ptr::null_mut(),
        )
    };
    assert_eq!(code, hresult::UNKNOWN_READER);
}

#[test]
fn handles_are_as_wide_as_they_must_be() {
    let handles = [(0x1234, vt::I4), (0x8000_0000, vt::I8)];
    for (handle, kind) in handles {
        let card = Late::new(CSCard::fake(move |method, arguments| {
            if method == "get_CardHandle" {
                set::<HSCARD>(arguments[0], handle);
            } else {
                assert_eq!(arguments, [handle]);
            }
            Ok(())
        }));
        let outcome = card.call("CardHandle", GET, &[]);
        assert_eq!((outcome.code, outcome.result.vt), (0, kind));
        assert_eq!(
            card.call("AttachByHandle", METHOD, &[outcome.result]).code,
            0
        );
    }
}

/// An ISO 7816 object that makes commands as the real one does, and the object that it makes.
fn maker() -> (Late, Late) {
    let made = Late::new(CSCardCmd::fake(|_, _| Ok(())));
    let address = made.0.as_ptr().expose_provenance();
    let iso = Late::new(CSCardISO7816::fake(move |_, arguments| {
        let slot = arguments[arguments.len() - 1];
        // SAFETY: the in/out parameter, and an object that the test keeps.
        unsafe {
            let slot = ptr::with_exposed_provenance_mut::<LPSCARDCMD>(slot);
            if slot.read().is_null() {
                let made = ptr::with_exposed_provenance_mut(address);
                slot.write(Ref::share(made).unwrap().into_ptr());
            }
        }
        Ok(())
    }));
    (iso, made)
}

pub(super) fn count(object: &Late) -> u32 {
    let this = object.0.as_ptr();
    // SAFETY: a live object; the count is as before.
    unsafe {
        (object.vtbl().unknown.AddRef)(this);
        (object.vtbl().unknown.Release)(this)
    }
}

#[test]
fn an_object_is_made_when_none_is_given() {
    let (iso, made) = maker();
    let size = number(vt::I4, 8);
    let outcome = iso.call("GetChallenge", METHOD, &[size]);
    // SAFETY: an object.
    let object = get(&outcome.result, |value| unsafe { value.unknown });
    assert_eq!((outcome.code, outcome.result.vt), (0, vt::DISPATCH));
    assert_eq!((object, count(&made)), (made.0.as_ptr(), 2));
    drop(outcome);
    assert_eq!(count(&made), 1);

    let mut variable = VARIANT::EMPTY;
    let mut pointer = ptr::null_mut::<c_void>();
    for given in [
        reference(vt::VARIANT, &mut variable),
        reference(vt::DISPATCH, &mut pointer),
    ] {
        let outcome = iso.call("GetChallenge", METHOD, &[size, given]);
        assert_eq!((outcome.code, outcome.result.vt), (0, vt::EMPTY));
    }
    assert_eq!((variable.vt, pointer), (vt::DISPATCH, made.0.as_ptr()));
    assert_eq!(count(&made), 3);
    // SAFETY: what the calls gave.
    unsafe {
        VariantClear(&mut variable);
        drop(Ref::take(pointer));
    }
    assert_eq!(count(&made), 1);
}

#[test]
fn an_object_that_is_given_is_filled_in_place() {
    let (iso, made) = maker();
    let own = Late::new(CSCardCmd::fake(|_, _| Ok(())));
    let size = number(vt::I4, 8);
    let mut variable = object(vt::DISPATCH, own.0.as_ptr());
    let mut pointer = own.0.as_ptr();
    for given in [
        variable,
        reference(vt::VARIANT, &mut variable),
        reference(vt::DISPATCH, &mut pointer),
    ] {
        assert_eq!(iso.call("GetChallenge", METHOD, &[size, given]).code, 0);
        assert_eq!((count(&own), count(&made)), (1, 1));
    }
    assert_eq!(pointer, own.0.as_ptr());
    let wrong = [size, object(vt::DISPATCH, iso.0.as_ptr())];
    assert_eq!(
        iso.call("GetChallenge", METHOD, &wrong).code,
        hresult::DISP_TYPEMISMATCH
    );
}

#[test]
fn structs_are_arrays_and_identifiers_texts() {
    let buffer = Late::new(CByteBuffer::fake(|_, arguments| {
        let stat = STATSTRUCT {
            r#type: 2,
            cbSize: 5,
            grfMode: 2,
            grfLocksSupported: 0,
            grfStateBits: 0,
        };
        set(arguments[0], stat);
        Ok(())
    }));
    let outcome = buffer.call("Stat", METHOD, &[missing(), number(vt::I4, 1)]);
    assert_eq!((outcome.code, outcome.result.vt), (0, vt::ARRAY | vt::I4));
    // SAFETY: an array of five numbers.
    let numbers = unsafe {
        let data = (*outcome.result.value.array).pvData.cast::<[i32; 5]>();
        data.read()
    };
    assert_eq!(numbers, [2, 5, 2, 0, 0]);

    let database = Late::new(CSCardDatabase::fake(|method, arguments| {
        if method == "ListReaders" {
            let names = Array::of_names([b"one".as_slice()].into_iter())?;
            set::<LPSAFEARRAY>(arguments[1], names.into_ptr());
        } else {
            // SAFETY: any size is allowed, and it is large enough.
            let block = unsafe { CoTaskMemAlloc(16) }.cast::<GUID>();
            // SAFETY: as above.
            unsafe { block.write(CSCard::IID) };
            set::<LPGUID>(arguments[1], block);
        }
        Ok(())
    }));
    let outcome = database.call("ListReaders", METHOD, &[number(vt::I4, 0)]);
    assert_eq!((outcome.code, outcome.result.vt), (0, vt::ARRAY | vt::BSTR));
    let name = VARIANT::of(vt::BSTR, |value| value.bstr = ptr::null_mut());
    let outcome = database.call("GetProviderCardId", METHOD, &[name]);
    assert_eq!((outcome.code, outcome.result.vt), (0, vt::BSTR));
    // SAFETY: a string.
    let text = unsafe { utf8(outcome.result.value.bstr, Error::FAIL) }.unwrap();
    assert_eq!(text.to_str(), Ok(format_guid(&CSCard::IID).as_str()));

    let locate = Late::new(CSCardLocate::fake(|_, arguments| {
        // SAFETY: any size is allowed; zeros are valid.
        let info = unsafe {
            let info = CoTaskMemAlloc(size_of::<SCARDINFO>()).cast::<SCARDINFO>();
            info.write_bytes(0, 1);
            (*info).hCard = 0x1234;
            info
        };
        set::<LPSCARDINFO>(arguments[3], info);
        Ok(())
    }));
    let outcome = locate.call(
        "FindCard",
        METHOD,
        &[number(vt::I4, 2), number(vt::I4, 3), number(vt::I4, 2)],
    );
    assert_eq!(
        (outcome.code, outcome.result.vt),
        (0, vt::ARRAY | vt::VARIANT)
    );
    // SAFETY: an array of VARIANTs.
    let handle = unsafe {
        (*outcome.result.value.array)
            .pvData
            .cast::<VARIANT>()
            .read()
    };
    // SAFETY: a number.
    assert_eq!((handle.vt, unsafe { handle.value.i4 }), (vt::I4, 0x1234));
}

#[test]
fn a_position_is_the_result_and_a_variable() {
    let buffer = Late::new(CByteBuffer::fake(|_, arguments| {
        assert_eq!(arguments[..2], [usize::MAX, 2]); // -1 from the end
        set(arguments[2], 41_i32);
        Ok(())
    }));
    let end = [number(vt::I4, -1), number(vt::I4, 2)];
    let outcome = buffer.call("Seek", METHOD, &end);
    assert_eq!((outcome.code, outcome.result.vt), (0, vt::I4));
    // SAFETY: a number.
    assert_eq!(unsafe { outcome.result.value.i4 }, 41);
    let mut position = 7_i32;
    let given = reference(vt::I4, &mut position);
    assert_eq!(
        buffer.call("Seek", METHOD, &[end[0], end[1], given]).code,
        0
    );
    assert_eq!(position, 41);
}

#[test]
fn a_panic_stays_inside() {
    let card = Late::new(CSCard::fake(|_, _| panic!("of the test")));
    let outcome = card.call("LockSCard", METHOD, &[]);
    assert_eq!(outcome.exception.scode, hresult::UNEXPECTED);
}
