//! Who owns what when objects, results and variables of the caller's change places.

use super::results::{count, set};
use super::*;
use crate::com::abi::{LPBYTEBUFFER, LPSCARDINFO, SCARDINFO};
use crate::com::fakes::{CByteBuffer, CSCardCmd, CSCardLocate, CSCardTypeConv};
use crate::com::ole::{Array, CoTaskMemAlloc};

/// An object that puts another in the place of what it gets, or NULL if it fails, as Clone does: it does not end the
/// reference to what was there.
fn cloner(succeeds: bool) -> (Late, Late) {
    let made = Late::new(CByteBuffer::fake(|_, _| Ok(())));
    let address = made.0.as_ptr().expose_provenance();
    let object = Late::new(CByteBuffer::fake(move |_, arguments| {
        if !succeeds {
            set::<LPBYTEBUFFER>(arguments[0], ptr::null_mut());
            return Err(Error::FAIL);
        }
        // SAFETY: an object that the test keeps.
        let made = unsafe { Ref::share(ptr::with_exposed_provenance_mut(address)) };
        set::<LPBYTEBUFFER>(arguments[0], made.unwrap().into_ptr());
        Ok(())
    }));
    (object, made)
}

fn own() -> Late {
    Late::new(CByteBuffer::fake(|_, _| Ok(())))
}

/// One more reference, as a variable of the caller's has.
fn shared(object: &Late) -> *mut c_void {
    object.0.clone().into_ptr()
}

/// The variables of a caller, each with a reference of its own.
struct Variables {
    pointer: *mut c_void,
    variant: VARIANT,
}

impl Variables {
    fn with(own: &Late, kind: u16) -> Variables {
        Variables {
            pointer: shared(own),
            variant: object(kind, shared(own)),
        }
    }

    /// Passes each by reference.
    fn each(&mut self, kind: u16, pass: impl Fn(VARIANT)) {
        pass(reference(kind, &mut self.pointer));
        pass(reference(vt::VARIANT, &mut self.variant));
    }
}

impl Drop for Variables {
    fn drop(&mut self) {
        // SAFETY: each has a reference or nothing.
        unsafe {
            drop(Ref::take(self.pointer));
            VariantClear(&mut self.variant);
        }
    }
}

#[test]
fn an_object_that_is_replaced_is_released_once() {
    for kind in [vt::DISPATCH, vt::UNKNOWN] {
        for succeeds in [true, false] {
            let ((cloner, made), own) = (cloner(succeeds), own());
            let code = match succeeds {
                true => 0,
                false => hresult::DISP_EXCEPTION,
            };
            let gained = u32::from(succeeds);
            let mut variables = Variables::with(&own, kind);
            assert_eq!(count(&own), 3);
            variables.each(kind, |given| {
                let outcome = cloner.call("Clone", METHOD, &[given]);
                assert_eq!((outcome.code, outcome.result.vt), (code, vt::EMPTY));
            });
            let expected = match succeeds {
                true => made.0.as_ptr(),
                false => ptr::null_mut(),
            };
            // SAFETY: a VARIANT that holds an object.
            let inside = get(&variables.variant, |value| unsafe { value.unknown });
            assert_eq!((variables.pointer, inside), (expected, expected));
            assert_eq!((count(&own), count(&made)), (1, 1 + 2 * gained));
            drop(variables);
            assert_eq!((count(&own), count(&made)), (1, 1));

            // A VARIANT that refers to one with a reference inside.
            let mut pointer = shared(&own);
            let mut inner = reference(kind, &mut pointer);
            let outcome = cloner.call("Clone", METHOD, &[reference(vt::VARIANT, &mut inner)]);
            assert_eq!((outcome.code, pointer), (code, expected));
            assert_eq!((count(&own), count(&made)), (1, 1 + gained));
            // SAFETY: what the call gave.
            drop(unsafe { Ref::take(pointer) });
        }
    }
}

#[test]
fn an_object_by_value_stays_the_caller_s() {
    for succeeds in [true, false] {
        let ((cloner, made), own) = (cloner(succeeds), own());
        for given in [
            object(vt::DISPATCH, own.0.as_ptr()),
            object(vt::UNKNOWN, own.0.as_ptr()),
            missing(),
            VARIANT::EMPTY,
        ] {
            let outcome = cloner.call("Clone", METHOD, &[given]);
            assert_eq!((count(&own), count(&made)), (1, 1 + u32::from(succeeds)));
            drop(outcome);
            assert_eq!((count(&own), count(&made)), (1, 1));
        }
    }
}

#[test]
fn an_object_that_is_kept_has_its_references() {
    let (keeper, own) = (self::own(), own()); // it leaves the pointer as it is
    for kind in [vt::DISPATCH, vt::UNKNOWN] {
        let mut variables = Variables::with(&own, kind);
        variables.each(kind, |given| {
            let outcome = keeper.call("CopyTo", METHOD, &[given, number(vt::I4, 1)]);
            assert_eq!((outcome.code, count(&own)), (0, 3));
        });
    }
    assert_eq!(count(&own), 1);
}

#[test]
fn what_a_method_only_sets_need_not_be_set_before() {
    let (made, own) = (self::own(), own());
    let address = made.0.as_ptr().expose_provenance();
    let conversions = Late::new(CSCardTypeConv::fake(move |_, arguments| {
        // SAFETY: an object that the test keeps.
        let made = unsafe { Ref::share(ptr::with_exposed_provenance_mut(address)) };
        set::<LPBYTEBUFFER>(arguments[1], made.unwrap().into_ptr());
        Ok(())
    }));
    let size = number(vt::I4, 1);
    let mut pointer = ptr::dangling_mut::<c_void>();
    let given = reference(vt::DISPATCH, &mut pointer);
    assert_eq!(
        conversions
            .call("CreateByteBuffer", METHOD, &[size, given])
            .code,
        0
    );
    // A VARIANT is always set.
    let mut variant = object(vt::DISPATCH, shared(&own));
    let given = reference(vt::VARIANT, &mut variant);
    assert_eq!(
        conversions
            .call("CreateByteBuffer", METHOD, &[size, given])
            .code,
        0
    );
    assert_eq!(
        (pointer, count(&own), count(&made)),
        (made.0.as_ptr(), 1, 3)
    );
    // SAFETY: what the calls gave.
    unsafe {
        drop(Ref::take(pointer));
        VariantClear(&mut variant);
    }
}

/// Calls with arguments that are already reversed, and a result that may be one of them.
fn call_into(
    late: &Late,
    id: i32,
    flags: u16,
    arguments: *mut VARIANT,
    count: u32,
    result: *mut VARIANT,
) -> HResult {
    let mut parameters = DISPPARAMS {
        rgvarg: arguments,
        rgdispidNamedArgs: ptr::null_mut(),
        cArgs: count,
        cNamedArgs: 0,
    };
    // SAFETY: a live object and valid pointers.
    unsafe {
        let parameters = (&raw mut parameters).cast();
        let invoke = late.vtbl().Invoke;
        let null = ptr::null_mut;
        invoke(
            late.0.as_ptr(),
            id,
            &IID_NULL,
            0,
            flags,
            parameters,
            result.cast(),
            null(),
            ptr::null_mut(),
        )
    }
}

#[test]
fn the_result_can_be_an_argument() {
    let buffer = Late::new(CByteBuffer::fake(|_, arguments| {
        assert_eq!(arguments[..2], [usize::MAX, 2]); // -1 from the end
        set(arguments[2], 41_i32);
        Ok(())
    }));
    let seek = buffer.id("Seek");
    let mut arguments = [number(vt::I4, 2), number(vt::I4, -1)];
    let first = arguments.as_mut_ptr();
    assert_eq!(
        call_into(&buffer, seek, METHOD, first, 2, first.wrapping_add(1)),
        0
    );
    // SAFETY: a number.
    assert_eq!(unsafe { (*first.add(1)).value.i4 }, 41);

    let mut result = number(vt::I4, -1);
    let result = &raw mut result;
    let by_ref = VARIANT::of(vt::BYREF | vt::VARIANT, |value| {
        value.by_ref = result.cast()
    });
    let mut arguments = [number(vt::I4, 2), by_ref];
    assert_eq!(
        call_into(&buffer, seek, METHOD, arguments.as_mut_ptr(), 2, result),
        0
    );
    // SAFETY: a number.
    assert_eq!(unsafe { (*result).value.i4 }, 41);
}

#[test]
fn an_argument_that_is_also_the_result_is_not_lost() {
    let ((cloner, made), own) = (cloner(true), own());
    let clone = cloner.id("Clone");
    // By value, and the result takes its place.
    let mut variant = object(vt::DISPATCH, shared(&own));
    let this = &raw mut variant;
    assert_eq!(call_into(&cloner, clone, METHOD, this, 1, this), 0);
    assert_eq!((count(&own), count(&made)), (1, 2));
    // By reference: what is put there is not overwritten by a result that there is not.
    // SAFETY: a VARIANT.
    unsafe {
        VariantClear(this);
        this.write(object(vt::DISPATCH, shared(&own)));
    }
    let mut given = VARIANT::of(vt::BYREF | vt::VARIANT, |value| value.by_ref = this.cast());
    assert_eq!(call_into(&cloner, clone, METHOD, &mut given, 1, this), 0);
    // SAFETY: a VARIANT that holds an object.
    assert_eq!(unsafe { (*this).value.unknown }, made.0.as_ptr());
    assert_eq!((count(&own), count(&made)), (1, 2));
    // Only read.
    let command = Late::new(CSCardCmd::fake(|_, _| Ok(())));
    assert_eq!(
        call_into(&command, command.id("Data"), PUT, &mut given, 1, this),
        0
    );
    assert_eq!(count(&made), 2);
    // SAFETY: a VARIANT.
    unsafe { VariantClear(this) };
    assert_eq!(count(&made), 1);
}

/// A FindCard after which there is no memory.
fn finder(calls: &Calls) -> Late {
    let record = record(calls);
    Late::new(CSCardLocate::fake(move |method, arguments| {
        record(method, arguments)?;
        // SAFETY: any size is allowed; zeros are valid.
        let info = unsafe {
            let info = CoTaskMemAlloc(size_of::<SCARDINFO>()).cast::<SCARDINFO>();
            info.write_bytes(0, 1);
            (*info).hCard = 0x1234;
            info
        };
        set::<LPSCARDINFO>(arguments[3], info);
        #[cfg(not(windows))]
        crate::com::ole::NO_MEMORY.set(true);
        Ok(())
    }))
}

#[test]
fn a_card_that_was_found_is_not_lost() {
    let calls = Calls::default();
    let locate = finder(&calls);
    let how = [number(vt::I4, 2), number(vt::I4, 3), number(vt::I4, 2)];
    let outcome = locate.call("FindCard", METHOD, &how);
    #[cfg(not(windows))]
    crate::com::ole::NO_MEMORY.set(false);
    assert_eq!(
        (outcome.code, outcome.result.vt),
        (0, vt::ARRAY | vt::VARIANT)
    );
    // SAFETY: an array of VARIANTs, the first of them a number.
    let handle = unsafe {
        (*(*outcome.result.value.array).pvData.cast::<VARIANT>())
            .value
            .i4
    };
    assert_eq!((handle, taken(&calls).len()), (0x1234, 1));

    // A variable that it cannot be written to is refused before.
    let numbers = Array::new(vt::I4, 1).unwrap();
    let mut variable = numbers.as_ptr();
    let wrong = [
        how[0],
        how[1],
        how[2],
        reference(vt::ARRAY | vt::I4, &mut variable),
    ];
    let outcome = locate.call("FindCard", METHOD, &wrong);
    assert_eq!(outcome.code, hresult::DISP_TYPEMISMATCH);
    assert_eq!((variable, taken(&calls).len()), (numbers.as_ptr(), 0));
}
