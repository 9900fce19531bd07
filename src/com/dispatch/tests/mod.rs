//! Late-bound calls of objects that record what they get.

mod calls;
mod names;
mod ownership;
mod results;

use super::super::abi::{DispatchVtbl, IID_NULL};
use super::*;
use crate::com::object::Ref;
use crate::com::ole::{PARAMETER_NOT_FOUND, Value, VariantClear, vt};
use std::sync::{Arc, Mutex};

/// What the methods of an object got.
type Calls = Arc<Mutex<Vec<(String, Vec<usize>)>>>;

fn record(calls: &Calls) -> impl Fn(&str, &[usize]) -> Result<()> + Send + Sync + 'static {
    let calls = calls.clone();
    move |method, arguments| {
        let call = (method.to_owned(), arguments.to_vec());
        calls.lock().unwrap().push(call);
        Ok(())
    }
}

/// What a call gave.
struct Outcome {
    code: HResult,
    result: VARIANT,
    exception: EXCEPINFO,
    argument: u32,
}

/// A late-bound caller.
struct Late(Ref<c_void>);

const GET: u16 = PROPERTY_GET;
const PUT: u16 = PROPERTY_PUT;

impl Late {
    fn new<I>(object: *mut I) -> Late {
        // SAFETY: made by the test, with one reference.
        Late(unsafe { Ref::take(object.cast()) }.unwrap())
    }

    fn vtbl(&self) -> &DispatchVtbl {
        // SAFETY: the first word of every object.
        unsafe { &**self.0.as_ptr().cast::<*const DispatchVtbl>() }
    }

    fn ids(&self, iid: &GUID, names: &[&str]) -> (HResult, Vec<i32>) {
        let texts: Vec<Vec<u16>> = names
            .iter()
            .map(|name| name.encode_utf16().chain([0]).collect())
            .collect();
        let mut pointers: Vec<_> = texts.iter().map(|text| text.as_ptr().cast_mut()).collect();
        let mut ids = vec![7; names.len()];
        let count = u32::try_from(names.len()).unwrap();
        // SAFETY: a live object and valid pointers.
        let code = unsafe {
            let this = self.0.as_ptr();
            let names = pointers.as_mut_ptr();
            (self.vtbl().GetIDsOfNames)(this, iid, names, count, 0, ids.as_mut_ptr())
        };
        (code, ids)
    }

    fn id(&self, name: &str) -> i32 {
        let (code, ids) = self.ids(&IID_NULL, &[name]);
        assert_eq!(code, hresult::OK, "{name}");
        ids[0]
    }

    /// Calls with arguments in the order of the method.
    fn call(&self, name: &str, flags: u16, arguments: &[VARIANT]) -> Outcome {
        let reversed: Vec<_> = arguments.iter().rev().copied().collect();
        self.invoke(self.id(name), flags, reversed, vec![])
    }

    fn put(&self, name: &str, value: VARIANT) -> Outcome {
        self.invoke(self.id(name), PUT, vec![value], vec![-3])
    }

    fn invoke(
        &self,
        id: i32,
        flags: u16,
        mut arguments: Vec<VARIANT>,
        mut named: Vec<i32>,
    ) -> Outcome {
        let mut parameters = DISPPARAMS {
            rgvarg: arguments.as_mut_ptr(),
            rgdispidNamedArgs: named.as_mut_ptr(),
            cArgs: u32::try_from(arguments.len()).unwrap(),
            cNamedArgs: u32::try_from(named.len()).unwrap(),
        };
        let mut outcome = Outcome {
            code: 0,
            result: number(vt::I4, 99),
            // SAFETY: zeros are valid.
            exception: unsafe { std::mem::zeroed() },
            argument: 99,
        };
        // SAFETY: a live object and valid pointers.
        outcome.code = unsafe {
            (self.vtbl().Invoke)(
                self.0.as_ptr(),
                id,
                &IID_NULL,
                0,
                flags,
                (&raw mut parameters).cast(),
                (&raw mut outcome.result).cast(),
                (&raw mut outcome.exception).cast(),
                &mut outcome.argument,
            )
        };
        outcome
    }
}

impl Drop for Outcome {
    fn drop(&mut self) {
        // SAFETY: what a call gave is the caller's to free.
        unsafe {
            assert_eq!(VariantClear(&mut self.result), hresult::OK);
            crate::com::ole::SysFreeString(self.exception.bstrSource);
            crate::com::ole::SysFreeString(self.exception.bstrDescription);
        }
    }
}

fn number(kind: u16, number: i64) -> VARIANT {
    VARIANT::of(kind, |value| value.i8 = number)
}

fn missing() -> VARIANT {
    VARIANT::of(vt::ERROR, |value| value.scode = PARAMETER_NOT_FOUND)
}

fn reference<T>(kind: u16, to: &mut T) -> VARIANT {
    let to = ptr::from_mut(to).cast();
    VARIANT::of(vt::BYREF | kind, |value| value.by_ref = to)
}

fn object<I>(kind: u16, object: *mut I) -> VARIANT {
    VARIANT::of(kind, |value| value.unknown = object.cast())
}

fn taken(calls: &Calls) -> Vec<(String, Vec<usize>)> {
    std::mem::take(&mut calls.lock().unwrap())
}

/// Reads a member of a VARIANT.
fn get<T>(variant: &VARIANT, read: impl FnOnce(&Value) -> T) -> T {
    read(&variant.value)
}
