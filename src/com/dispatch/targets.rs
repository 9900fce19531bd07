//! Where what methods set goes: to variables of the caller's, or to the result of the call.

use super::super::abi::{BSTR, IID_IDISPATCH};
use super::super::object::Ref;
use super::super::ole::{
    SAFEARRAY, VARIANT, VARTYPE, VariantClear, element_size, integer, number as number_variant, vt,
};
use super::inputs::referred;
use crate::error::{Error, Result};
use std::ffi::c_void;
use std::ptr;

/// What can be set where a type is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Text,
    Object,
    /// An array, and of what if that is known before the call.
    Array(Option<VARTYPE>),
    /// Raw memory, which late-bound callers cannot have.
    Raw,
}

impl Kind {
    fn fits(self, variable: VARTYPE) -> bool {
        match self {
            // SAFETY: a number of 0.
            Kind::Number => unsafe { integer(&VARIANT::of(variable, |_| ())) }.is_some(),
            Kind::Text => variable == vt::BSTR,
            Kind::Object => matches!(variable, vt::UNKNOWN | vt::DISPATCH),
            Kind::Array(Some(elements)) => variable == vt::ARRAY | elements,
            Kind::Array(None) => variable & vt::ARRAY != 0,
            Kind::Raw => false,
        }
    }
}

/// Where something goes. It is known before the call: what cannot be written is refused while nothing can be lost, and
/// arguments that others change meanwhile change nothing.
#[derive(Clone, Copy)]
pub(super) enum Target {
    /// To the result of the call, or nowhere.
    Result,
    /// To a VARIANT, in the place of what it holds.
    Variant(*mut VARIANT),
    /// To a variable of this type.
    Variable(VARTYPE, *mut u8),
}

impl Target {
    /// Refuses an argument that such a result cannot be written to; one that was left out is fine.
    ///
    /// # Safety
    /// `variant` is NULL or a VARIANT, and what its type says.
    pub(super) unsafe fn of(variant: *mut VARIANT, kind: Kind) -> Result<Target> {
        if kind == Kind::Raw {
            return Err(Error::DISP_TYPEMISMATCH);
        }
        if variant.is_null() {
            return Ok(Target::Result);
        }
        // SAFETY: as the caller promises; the type says which member is valid.
        unsafe {
            if let Some((variable, place)) = referred(variant) {
                let fits = kind.fits(variable);
                return fits
                    .then_some(Target::Variable(variable, place))
                    .ok_or(Error::DISP_TYPEMISMATCH);
            }
            let is_reference = (*variant).vt == vt::BYREF | vt::VARIANT;
            let inner = (*variant).value.by_ref.cast::<VARIANT>();
            // A reference in it that `referred` does not follow leads nowhere.
            if is_reference && !inner.is_null() && (*inner).vt & vt::BYREF == 0 {
                Ok(Target::Variant(inner))
            } else {
                Err(Error::DISP_TYPEMISMATCH)
            }
        }
    }

    /// The same for what a method also reads: an argument that refers to nothing is only read.
    ///
    /// # Safety
    /// As for `of`.
    pub(super) unsafe fn of_exchange(variant: *mut VARIANT, kind: Kind) -> Result<Target> {
        // SAFETY: as the caller promises.
        unsafe {
            let held = variant.as_ref();
            if held.is_some_and(|held| held.vt & vt::BYREF == 0) {
                return Ok(Target::Result);
            }
            Target::of(variant, kind)
        }
    }

    /// Gives the caller what was set.
    ///
    /// # Safety
    /// The arguments are those of the call; nobody else frees `value`; `result` is NULL or an empty VARIANT.
    pub(super) unsafe fn deliver(self, mut value: VARIANT, result: *mut VARIANT) -> Result<()> {
        // SAFETY: as the caller promises.
        unsafe {
            match self {
                Target::Result if result.is_null() => {
                    VariantClear(&mut value);
                }
                Target::Result => result.write(value),
                Target::Variant(variant) => replace(variant, value),
                Target::Variable(kind, place) => {
                    let stored = store(&value, kind, place);
                    if stored.is_err() {
                        VariantClear(&mut value);
                    }
                    return stored;
                }
            }
        }
        Ok(())
    }
}

/// Puts a value in the place of another, which is freed last: that may run code of others. A locked array is left to
/// who has locked it.
///
/// # Safety
/// `variant` is a VARIANT.
pub(super) unsafe fn replace(variant: *mut VARIANT, value: VARIANT) {
    // SAFETY: as the caller promises.
    unsafe { VariantClear(&mut variant.replace(value)) };
}

/// Writes a value to a variable of this type. What is there is not read: it need not be initialised.
///
/// # Safety
/// `place` is that of a variable of the type.
unsafe fn store(value: &VARIANT, kind: VARTYPE, place: *mut u8) -> Result<()> {
    // SAFETY: as the caller promises; the type says which member is valid.
    unsafe {
        if let Some(number) = integer(value) {
            let converted = number_variant(kind, number, false)?;
            let size = element_size(kind).ok_or(Error::DISP_TYPEMISMATCH)? as usize;
            let bytes = (&raw const converted.value).cast::<u8>();
            place.copy_from_nonoverlapping(bytes, size);
            return Ok(());
        }
        let place = place.cast::<*mut c_void>();
        place.write(ptr::null_mut()); // also after a failure
        match (value.vt, kind) {
            (vt::EMPTY, _) => {}
            (vt::BSTR, vt::BSTR) => place.cast::<BSTR>().write(value.value.bstr),
            (vt::UNKNOWN, vt::DISPATCH) if !value.value.unknown.is_null() => {
                // The caller clears the value after a failure.
                let object = Ref::share(value.value.unknown).ok_or(Error::UNEXPECTED)?;
                let other = object.query::<c_void>(&IID_IDISPATCH);
                let other = other.map_err(|_| Error::DISP_TYPEMISMATCH)?;
                drop(Ref::take(value.value.unknown));
                place.write(other.into_ptr());
            }
            (vt::UNKNOWN | vt::DISPATCH, vt::UNKNOWN | vt::DISPATCH) => {
                place.write(value.value.unknown);
            }
            (array, wanted) if array == wanted && array & vt::ARRAY != 0 => {
                place.cast::<*mut SAFEARRAY>().write(value.value.array);
            }
            _ => return Err(Error::DISP_TYPEMISMATCH),
        }
    }
    Ok(())
}
