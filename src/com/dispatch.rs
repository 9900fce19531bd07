//! IDispatch by the table: names become numbers, numbers and VARIANTs become calls through the vtable.
//!
//! - here: the members of each interface, and the four methods
//! - `arguments`: which VARIANT is for which parameter
//! - `inputs` and `outputs`: from VARIANTs to the types of the ABI, and back
//! - `targets`: where the results go
//! - `parameters`: what each parameter of the table is made of
//!
//! A member whose parameters have no Automation type (CreateByteArray, ConvertByteBufferToByteArray,
//! GetAtIStreamMemory: raw memory that the caller frees) is a type mismatch here.

mod arguments;
mod inputs;
mod outputs;
mod parameters;
mod targets;

#[cfg(test)]
mod tests;

use super::abi::{GUID, IID_NULL, UINT, WORD};
use super::object::Class;
use super::ole::{Bstr, DISPID, DISPPARAMS, EXCEPINFO, VARIANT, VariantClear, units, vt};
use super::platform;
use crate::boundary::{Out, boundary, guarded};
use crate::error::{Error, Result};
use crate::hresult::{self, HResult};
use arguments::Arguments;
use parameters::Refused;
use std::ffi::c_void;
use std::ptr;
use targets::replace;

/// A method, or one half of a property.
pub(super) struct Member {
    name: &'static str,
    id: DISPID,
    kind: Kind,
    parameters: &'static [Parameter],
    invoke: Invoker,
}

/// Calls a member of an object with these arguments, and gives what it returned.
type Invoker = unsafe fn(*mut c_void, &Arguments) -> std::result::Result<HResult, Refused>;

/// What a member is; the names are those of the table.
#[derive(Clone, Copy, PartialEq, Eq)]
#[allow(non_camel_case_types)]
enum Kind {
    get,
    put,
    call,
}

struct Parameter {
    name: &'static str,
    /// What it is when it is left out.
    default: Option<i64>,
    /// Whether it can be left out because the caller gets something there.
    is_out: bool,
}

/// The bits of `wFlags`.
const METHOD: WORD = 1;
const PROPERTY_GET: WORD = 2;
const PROPERTY_PUT: WORD = 4;
const PROPERTY_PUT_REF: WORD = 8;

const UNKNOWN: DISPID = -1;

/// Names are that long at most; the longest here has less than 30 units.
const LONGEST_NAME: usize = 100;

/// A default of the table.
macro_rules! default {
    () => {
        None
    };
    ("") => {
        Some(0) // NULL is an empty string
    };
    ($value:tt) => {
        Some($value)
    };
}

macro_rules! parameter {
    (in $type:ty) => { parameters::In<$type> };
    (out $type:ty) => { parameters::Out<$type> };
    (inout $type:ty) => { parameters::InOut<$type> };
}

/// The name without get_ and put_.
const fn property_name(kind: Kind, method: &'static str) -> &'static str {
    match kind {
        Kind::call => method,
        Kind::get | Kind::put => method.split_at("get_".len()).1,
    }
}

macro_rules! interfaces {
    ($(
        $(#[doc = $doc:literal])*
        $interface:ident = $iid:literal, $class:ident = $clsid:literal {
            $($kind:ident $id:literal $method:ident(
                $($direction:ident $parameter:ident: $type:ty $(= $default:tt)?),*
            );)*
        }
    )*) => {
        /// The members of each interface.
        #[allow(non_upper_case_globals)] // the names are those of Windows
        pub(super) mod members {
            use super::super::abi::*;
            use super::parameters::{self, Convert, Refused};
            use super::{Arguments, Kind, Member, Parameter, property_name};
            use crate::hresult::HResult;
            use std::ffi::c_void;

            // What the table calls its defaults.
            const EXCLUSIVE: i64 = 1;
            const T0: i64 = 1;
            const LEAVE: i64 = 0;

            $(
                #[allow(dead_code)] // until there is a class for each interface
                pub(in super::super) const $interface: &[Member] = &[$({
                    #[allow(unused_variables, unused_mut, unused_assignments)] // without parameters
                    unsafe fn $method(
                        this: *mut c_void,
                        arguments: &Arguments,
                    ) -> std::result::Result<HResult, Refused> {
                        let mut index = 0;
                        // SAFETY: the arguments are what the types of the VARIANTs say, and `this` is a live object
                        // with this interface; what is passed lives until the call returns.
                        unsafe {
                            $(
                                let mut $parameter =
                                    <parameter!($direction $type)>::read(arguments, index)?;
                                index += 1;
                            )*
                            parameters::check_counts(&[
                                $(($parameter.room(), $parameter.count(stringify!($parameter)))),*
                            ])?;
                            let result = $interface::$method(this.cast() $(, $parameter.abi())*);
                            let failed = result < 0;
                            let mut written = Ok(());
                            let mut index = 0;
                            $(
                                written = written.and($parameter.write(arguments, index, failed));
                                index += 1;
                            )*
                            // The failure of the method tells more than that of its results.
                            if failed { Ok(result) } else { written.map(|()| result) }
                        }
                    }
                    Member {
                        name: property_name(Kind::$kind, stringify!($method)),
                        id: $id,
                        kind: Kind::$kind,
                        parameters: &[$(Parameter {
                            name: stringify!($parameter),
                            default: default!($($default)?),
                            is_out: <parameter!($direction $type)>::IS_OUT,
                        }),*],
                        invoke: $method,
                    }
                }),*];
            )*
        }
    };
}
include!("interfaces.rs");

/// 1 if the interface has a description, which is where there are type libraries.
pub(super) unsafe extern "system" fn type_info_count<C: Class>(
    _: *mut c_void,
    count: *mut UINT,
) -> HResult {
    boundary(|| {
        // SAFETY: by the rules of COM the pointer is NULL or valid.
        let slot = unsafe { Out::new(count, 0) }?;
        slot.set(platform::type_info(&C::IID).is_ok().into());
        Ok(())
    })
}

/// The description of the interface.
pub(super) unsafe extern "system" fn type_info<C: Class>(
    _: *mut c_void,
    index: UINT,
    _: u32,
    info: *mut *mut c_void,
) -> HResult {
    boundary(|| {
        // SAFETY: by the rules of COM the pointer is NULL or valid.
        let slot = unsafe { Out::new(info, ptr::null_mut()) }?;
        if index > 0 {
            return Err(Error::DISP_BADINDEX);
        }
        slot.set(platform::type_info(&C::IID)?.into_ptr());
        Ok(())
    })
}

/// The numbers of a member and of parameters of it.
pub(super) unsafe extern "system" fn ids_of_names<C: Class>(
    _: *mut c_void,
    iid: *const GUID,
    names: *mut *mut u16,
    count: UINT,
    _: u32,
    ids: *mut i32,
) -> HResult {
    // SAFETY: by the rules of COM the pointers are NULL or valid; names end with a zero.
    boundary(|| unsafe {
        check_reserved(iid)?;
        if names.is_null() || ids.is_null() || count == 0 {
            return Err(Error::INVALIDARG);
        }
        let mut result = Ok(());
        let member = name(names.read());
        for index in 0..count as usize {
            let id = match index {
                0 => member_id(C::MEMBERS, &member),
                _ => parameter_id(C::MEMBERS, &member, &name(names.add(index).read())),
            };
            ids.add(index).write(id.unwrap_or(UNKNOWN));
            if id.is_none() {
                result = Err(Error::DISP_UNKNOWNNAME);
            }
        }
        result
    })
}

/// A name, empty if it cannot be one of ours.
///
/// # Safety
/// `text` is NULL or ends with a zero.
unsafe fn name(text: *const u16) -> String {
    // SAFETY: as the caller promises.
    let units = unsafe { units(text, Error::DISP_UNKNOWNNAME) }.unwrap_or(&[]);
    let name = units.get(..LONGEST_NAME).unwrap_or(units);
    String::from_utf16_lossy(name)
}

fn member_id(members: &[Member], name: &str) -> Option<DISPID> {
    let member = members
        .iter()
        .find(|member| member.name.eq_ignore_ascii_case(name));
    member.map(|member| member.id)
}

fn parameter_id(members: &[Member], member: &str, name: &str) -> Option<DISPID> {
    members
        .iter()
        .filter(|candidate| candidate.name.eq_ignore_ascii_case(member))
        .find_map(|member| {
            let mut parameters = member.parameters.iter();
            parameters.position(|parameter| parameter.name.eq_ignore_ascii_case(name))
        })
        .and_then(|position| DISPID::try_from(position).ok())
}

/// # Safety
/// `iid` is NULL or readable.
unsafe fn check_reserved(iid: *const GUID) -> Result<()> {
    // SAFETY: as the caller promises.
    if unsafe { iid.as_ref() }.is_none_or(|iid| *iid == IID_NULL) {
        Ok(())
    } else {
        Err(Error::DISP_UNKNOWNINTERFACE)
    }
}

/// Calls a method, or gets or puts a property.
pub(super) unsafe extern "system" fn invoke<C: Class>(
    this: *mut c_void,
    id: i32,
    iid: *const GUID,
    _: u32,
    flags: WORD,
    parameters: *mut c_void,
    result: *mut c_void,
    exception: *mut c_void,
    argument: *mut UINT,
) -> HResult {
    let (result, exception) = (result.cast::<VARIANT>(), exception.cast::<EXCEPINFO>());
    let parameters = parameters.cast::<DISPPARAMS>();
    let mut value = VARIANT::EMPTY;
    let call = || {
        // SAFETY: by the rules of COM the pointers are NULL or valid, and the caller has a reference.
        unsafe {
            clear_exception(exception);
            check_reserved(iid)?;
            let member = find(C::MEMBERS, id, flags).ok_or(Error::DISP_MEMBERNOTFOUND)?;
            let parameters = parameters.as_ref().ok_or(Error::INVALIDARG)?;
            let refused = |refused: Refused| {
                if let (Some(index), false) = (refused.argument, argument.is_null()) {
                    argument.write(index);
                }
                refused.error
            };
            let arguments =
                Arguments::new(member.parameters, parameters, &mut value).map_err(refused)?;
            (member.invoke)(this, &arguments).map_err(refused)
        }
    };
    let returned = guarded(Err(Error::UNEXPECTED), call);
    // SAFETY: as above.
    unsafe { give(value, result, parameters) };
    match returned {
        // SAFETY: as above.
        Ok(failure) if failure < 0 => unsafe { describe(exception, failure) },
        Ok(success) => success,
        Err(error) => error.code(),
    }
}

/// Gives the caller the result. Nothing that is there is freed, because callers need not have set it; but what is an
/// argument too has a value, and keeps it if the call has none.
///
/// # Safety
/// The pointers are NULL or valid; nobody else frees `value`.
unsafe fn give(mut value: VARIANT, result: *mut VARIANT, call: *const DISPPARAMS) {
    // SAFETY: as the caller promises.
    unsafe {
        if result.is_null() {
            VariantClear(&mut value);
        } else if !call
            .as_ref()
            .is_some_and(|call| arguments::has(call, result))
        {
            result.write(value);
        } else if value.vt != vt::EMPTY {
            replace(result, value);
        }
    }
}

/// The member with this number for this use of it. A host that cannot tell a method from a property says both.
fn find(members: &'static [Member], id: DISPID, flags: WORD) -> Option<&'static Member> {
    let is_asked_for = |kind| match kind {
        Kind::put => flags & (PROPERTY_PUT | PROPERTY_PUT_REF) != 0,
        Kind::get => flags & PROPERTY_GET != 0,
        Kind::call => flags & METHOD != 0,
    };
    members
        .iter()
        .find(|member| member.id == id && is_asked_for(member.kind))
}

/// # Safety
/// `exception` is NULL or writable.
unsafe fn clear_exception(exception: *mut EXCEPINFO) {
    if !exception.is_null() {
        // SAFETY: as the caller promises; zeros are valid for all members. Nothing in it is freed: callers need not
        // have set it.
        unsafe { exception.write_bytes(0, 1) };
    }
}

/// What to return for a method that failed. Who takes exceptions gets the code in one, as script hosts expect; who does
/// not gets the code itself.
///
/// # Safety
/// `exception` is NULL or writable.
unsafe fn describe(exception: *mut EXCEPINFO, failure: HResult) -> HResult {
    if exception.is_null() {
        return failure;
    }
    let text = |text: &[u8]| Bstr::of_utf8(text).map_or(ptr::null_mut(), Bstr::into_ptr);
    let message = hresult::message(failure).map_or(&[][..], |message| message.to_bytes());
    // SAFETY: as the caller promises; it was cleared.
    unsafe {
        (*exception).bstrSource = text(b"scardssp");
        (*exception).bstrDescription = text(message);
        (*exception).scode = failure;
    }
    hresult::DISP_EXCEPTION
}
