//! From what methods set to VARIANTs.

use super::super::abi::{
    BSTR, IByteBuffer, IID_IDISPATCH, ISCardCmd, LONG, LPBYTE, LPBYTEARRAY, LPGUID, LPSAFEARRAY,
    LPSCARDINFO, STATSTRUCT,
};
use super::super::object::Ref;
use super::super::ole::{
    Array, Bstr, CoTaskMemFree, SAFEARRAY, VARIANT, VariantClear, element_size, format_guid,
    integer, number as number_variant, vartype_of, vt,
};
use super::inputs::{Buffer, Input, Interface, number, referred, value};
use crate::error::{Error, Result};
use std::ffi::c_void;
use std::ptr;

/// What can be set where a type is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Text,
    Object,
    Array,
    /// Raw memory, which late-bound callers cannot have.
    Raw,
}

/// A type of the ABI that a method sets.
pub(super) trait Output: Sized {
    const KIND: Kind;
    const EMPTY: Self;

    /// # Safety
    /// It is what a method gave, or empty, and nobody else frees it.
    unsafe fn into_variant(self) -> Result<VARIANT>;
}

macro_rules! numbers {
    ($($type:ident: $kinds:expr),*) => {
        $(
            impl Output for $type {
                const KIND: Kind = Kind::Number;
                const EMPTY: $type = 0;

                unsafe fn into_variant(self) -> Result<VARIANT> {
                    let kinds: &[u16] = &$kinds;
                    let number = i128::try_from(self).map_err(|_| Error::DISP_OVERFLOW)?;
                    let fits = |kind: &u16| number_variant(*kind, number, false).ok();
                    kinds.iter().find_map(fits).ok_or(Error::DISP_OVERFLOW)
                }
            }
        )*
    };
}

// The first type that the number fits into. Scripts know no 16-bit numbers without sign, and enumerations are VT_I4.
numbers!(
    u8: [vt::UI1],
    u16: [vt::I4],
    i32: [vt::I4],
    u32: [vt::I4, vt::I8],
    u64: [vt::I4, vt::I8, vt::UI8],
    usize: [vt::I4, vt::I8, vt::UI8]
);

impl<I: Interface> Output for *mut I {
    const KIND: Kind = Kind::Object;
    const EMPTY: *mut I = ptr::null_mut();

    unsafe fn into_variant(self) -> Result<VARIANT> {
        Ok(VARIANT::of(I::VT, |value| value.unknown = self.cast()))
    }
}

impl Output for LPSAFEARRAY {
    const KIND: Kind = Kind::Array;
    const EMPTY: LPSAFEARRAY = ptr::null_mut();

    unsafe fn into_variant(self) -> Result<VARIANT> {
        if self.is_null() {
            return Ok(VARIANT::EMPTY);
        }
        // SAFETY: not NULL, so it is an array.
        let kind = unsafe { vartype_of(self) }.unwrap_or(vt::EMPTY);
        Ok(VARIANT::of(vt::ARRAY | kind, |value| value.array = self))
    }
}

/// An identifier is a text.
impl Output for LPGUID {
    const KIND: Kind = Kind::Text;
    const EMPTY: LPGUID = ptr::null_mut();

    unsafe fn into_variant(self) -> Result<VARIANT> {
        // SAFETY: not NULL, so it is one in a block of ours to free.
        let Some(guid) = (unsafe { self.as_ref().copied() }) else {
            return Ok(VARIANT::EMPTY);
        };
        // SAFETY: as above.
        unsafe { CoTaskMemFree(self.cast()) };
        let text = Bstr::of_utf8(format_guid(&guid).as_bytes())?;
        Ok(VARIANT::of(vt::BSTR, |value| value.bstr = text.into_ptr()))
    }
}

/// What FindCard found is an array of its members, in their order.
impl Output for LPSCARDINFO {
    const KIND: Kind = Kind::Array;
    const EMPTY: LPSCARDINFO = ptr::null_mut();

    unsafe fn into_variant(self) -> Result<VARIANT> {
        if self.is_null() {
            return Ok(VARIANT::EMPTY);
        }
        // SAFETY: not NULL, so it is one in a block of ours to free.
        let info = unsafe { self.read() };
        // SAFETY: as above.
        unsafe { CoTaskMemFree(self.cast()) };
        let address = |number: isize| number.cast_unsigned();
        let members = [
            info.hCard,
            info.hContext,
            info.ActiveProtocol as usize,
            info.ShareMode as usize,
            address(info.hwndOwner),
            address(info.lpfnConnectProc),
            address(info.lpfnCheckProc),
            address(info.lpfnDisconnectProc),
        ];
        let array = Array::new(vt::VARIANT, members.len())?;
        for (index, member) in members.into_iter().enumerate() {
            // SAFETY: the array is ours and has room for that many.
            unsafe {
                let element = (*array.as_ptr()).pvData.cast::<VARIANT>().add(index);
                element.write(member.into_variant()?);
            }
        }
        Ok(array_variant(vt::VARIANT, array))
    }
}

macro_rules! raw {
    ($($type:ty),*) => {
        $(
            impl Output for $type {
                const KIND: Kind = Kind::Raw;
                const EMPTY: $type = ptr::null_mut();

                unsafe fn into_variant(self) -> Result<VARIANT> {
                    Err(Error::DISP_TYPEMISMATCH)
                }
            }
        )*
    };
}
raw!(LPBYTE, LPBYTEARRAY);

fn array_variant(kind: u16, array: Array) -> VARIANT {
    VARIANT::of(vt::ARRAY | kind, |value| value.array = array.into_ptr())
}

/// A type of the ABI that a method reads and sets.
pub(super) trait Exchange: Sized {
    type State;

    /// # Safety
    /// `variant` is NULL or a VARIANT, and what its type says.
    unsafe fn begin(variant: *mut VARIANT) -> Result<Self::State>;

    fn abi(state: &mut Self::State) -> *mut Self;

    fn room(_: &Self::State) -> Option<usize> {
        None
    }

    /// What is to be written back, if anything.
    ///
    /// # Safety
    /// `variant` is that of `begin`, and the call was made.
    unsafe fn end(state: Self::State, variant: *mut VARIANT) -> Option<Result<VARIANT>>;
}

/// Whether what is written goes to a variable of the caller's.
///
/// # Safety
/// `variant` is NULL or a VARIANT.
unsafe fn is_reference(variant: *mut VARIANT) -> bool {
    // SAFETY: as the caller promises.
    unsafe { variant.as_ref() }.is_some_and(|variant| variant.vt & vt::BYREF != 0)
}

/// A number: without an argument it begins as 0.
impl Exchange for LONG {
    type State = LONG;

    unsafe fn begin(variant: *mut VARIANT) -> Result<LONG> {
        // SAFETY: as the caller promises.
        unsafe {
            if variant.is_null() {
                return Ok(0);
            }
            if is_reference(variant) {
                check_target(variant, Kind::Number)?;
            }
            let held = value(variant)?;
            match held.vt {
                vt::EMPTY | vt::NULL => Ok(0),
                _ => number(&held, !0),
            }
        }
    }

    fn abi(state: &mut LONG) -> *mut LONG {
        state
    }

    unsafe fn end(state: LONG, _: *mut VARIANT) -> Option<Result<VARIANT>> {
        // SAFETY: a number.
        Some(unsafe { state.into_variant() })
    }
}

/// An object that is filled, or made when there is none.
pub(super) struct Object<I> {
    given: Option<Ref<I>>,
    slot: *mut I,
}

macro_rules! objects {
    ($($interface:ident),*) => {
        $(
            impl Exchange for *mut $interface {
                type State = Object<$interface>;

                unsafe fn begin(variant: *mut VARIANT) -> Result<Object<$interface>> {
                    // SAFETY: as the caller promises.
                    unsafe { Object::begin(variant) }
                }

                fn abi(state: &mut Object<$interface>) -> *mut *mut $interface {
                    &mut state.slot
                }

                unsafe fn end(
                    state: Object<$interface>,
                    variant: *mut VARIANT,
                ) -> Option<Result<VARIANT>> {
                    // SAFETY: as the caller promises.
                    unsafe { state.end(variant) }
                }
            }
        )*
    };
}
objects!(ISCardCmd, IByteBuffer);

impl<I: Interface> Object<I> {
    /// # Safety
    /// `variant` is NULL or a VARIANT, and what its type says.
    unsafe fn begin(variant: *mut VARIANT) -> Result<Object<I>> {
        // SAFETY: as the caller promises.
        unsafe {
            let mut given = None;
            if !variant.is_null() {
                if is_reference(variant) {
                    check_target(variant, Kind::Object)?;
                }
                given = <*mut I>::hold(variant)?;
            }
            let slot = given.as_ref().map_or(ptr::null_mut(), Ref::as_ptr);
            Ok(Object { given, slot })
        }
    }

    /// # Safety
    /// `variant` is that of `begin`, and the call was made.
    unsafe fn end(self, variant: *mut VARIANT) -> Option<Result<VARIANT>> {
        let given = self.given.as_ref().map_or(ptr::null_mut(), Ref::as_ptr);
        // SAFETY: as the caller promises; by the rules of COM a method that replaces an object ends the reference to
        // it and gives one to the other.
        unsafe {
            if ptr::eq(given, self.slot) {
                if is_reference(variant) {
                    return None; // filled in place
                }
                let object = self.given.map_or(ptr::null_mut(), Ref::into_ptr);
                return Some(object.into_variant());
            }
            std::mem::forget(self.given);
            // What the caller's variable held goes with it; a VARIANT is cleared when it is written.
            if let Some((_, target)) = referred(variant) {
                drop(Ref::take(
                    target.cast::<*mut c_void>().replace(ptr::null_mut()),
                ));
            }
            Some(self.slot.into_variant())
        }
    }
}

/// Bytes of the caller's, which the method reads or writes in place.
impl Exchange for u8 {
    type State = Buffer;

    unsafe fn begin(variant: *mut VARIANT) -> Result<Buffer> {
        // SAFETY: as the caller promises.
        unsafe { Buffer::of(variant) }
    }

    fn abi(state: &mut Buffer) -> *mut u8 {
        state.as_ptr()
    }

    fn room(state: &Buffer) -> Option<usize> {
        state.room()
    }

    unsafe fn end(_: Buffer, _: *mut VARIANT) -> Option<Result<VARIANT>> {
        None
    }
}

/// What Stat tells is an array of its numbers, in their order.
impl Exchange for STATSTRUCT {
    type State = STATSTRUCT;

    unsafe fn begin(variant: *mut VARIANT) -> Result<STATSTRUCT> {
        // SAFETY: as the caller promises.
        unsafe { check_target(variant, Kind::Array) }?;
        Ok(STATSTRUCT {
            r#type: 0,
            cbSize: 0,
            grfMode: 0,
            grfLocksSupported: 0,
            grfStateBits: 0,
        })
    }

    fn abi(state: &mut STATSTRUCT) -> *mut STATSTRUCT {
        state
    }

    unsafe fn end(state: STATSTRUCT, _: *mut VARIANT) -> Option<Result<VARIANT>> {
        let numbers = [
            state.r#type,
            state.cbSize,
            state.grfMode,
            state.grfLocksSupported,
            state.grfStateBits,
        ];
        Some(Array::new(vt::I4, numbers.len()).map(|array| {
            // SAFETY: the array is ours and has room for that many.
            unsafe {
                let data = (*array.as_ptr()).pvData.cast::<LONG>();
                data.copy_from_nonoverlapping(numbers.as_ptr(), numbers.len());
            }
            array_variant(vt::I4, array)
        }))
    }
}

/// Refuses an argument that a result cannot be written to; one that was left out is fine.
///
/// # Safety
/// `variant` is NULL or a VARIANT, and what its type says.
pub(super) unsafe fn check_target(variant: *mut VARIANT, kind: Kind) -> Result<()> {
    if kind == Kind::Raw {
        return Err(Error::DISP_TYPEMISMATCH);
    }
    if variant.is_null() {
        return Ok(());
    }
    // SAFETY: as the caller promises; the type says which member is valid.
    let fits = unsafe {
        match referred(variant) {
            Some((target, _)) => match kind {
                Kind::Number => integer(&VARIANT::of(target, |_| ())).is_some(),
                Kind::Text => target == vt::BSTR,
                Kind::Object => matches!(target, vt::UNKNOWN | vt::DISPATCH),
                Kind::Array => target & vt::ARRAY != 0,
                Kind::Raw => false,
            },
            None => variable(variant).is_some(),
        }
    };
    if fits {
        Ok(())
    } else {
        Err(Error::DISP_TYPEMISMATCH)
    }
}

/// The VARIANT that a VARIANT refers to.
///
/// # Safety
/// `variant` is NULL or a VARIANT, and what its type says.
unsafe fn variable(variant: *mut VARIANT) -> Option<*mut VARIANT> {
    // SAFETY: as the caller promises; the type says which member is valid.
    unsafe {
        let held = variant.as_ref()?;
        let target = held.value.by_ref.cast::<VARIANT>();
        let is_variable =
            held.vt == vt::BYREF | vt::VARIANT && target.as_ref()?.vt != vt::BYREF | vt::VARIANT;
        is_variable.then_some(target)
    }
}

/// Writes a result to a variable of the caller's, or to that of the whole call.
///
/// # Safety
/// `variant` is an argument that was checked, or NULL; `result` is NULL or an empty VARIANT.
pub(super) unsafe fn deliver(
    mut value: VARIANT,
    variant: *mut VARIANT,
    result: *mut VARIANT,
) -> Result<()> {
    // SAFETY: as the caller promises.
    unsafe {
        if !is_reference(variant) {
            if result.is_null() {
                VariantClear(&mut value);
            } else {
                result.write(value);
            }
            return Ok(());
        }
        if let Some((kind, target)) = referred(variant) {
            let stored = store(&value, kind, target);
            if stored.is_err() {
                VariantClear(&mut value);
            }
            return stored;
        }
        if let Some(target) = variable(variant) {
            VariantClear(target);
            target.write(value);
        }
        Ok(())
    }
}

/// Writes a value to a variable of this type. What is there is not read: it need not be initialised.
///
/// # Safety
/// `target` is a variable of the type.
unsafe fn store(value: &VARIANT, kind: u16, target: *mut u8) -> Result<()> {
    // SAFETY: as the caller promises; the type says which member is valid.
    unsafe {
        if let Some(number) = integer(value) {
            let converted = number_variant(kind, number, false)?;
            let size = element_size(kind).ok_or(Error::DISP_TYPEMISMATCH)? as usize;
            let bytes = (&raw const converted.value).cast::<u8>();
            target.copy_from_nonoverlapping(bytes, size);
            return Ok(());
        }
        let target = target.cast::<*mut c_void>();
        target.write(ptr::null_mut()); // also after a failure
        match (value.vt, kind) {
            (vt::EMPTY, _) => {}
            (vt::BSTR, vt::BSTR) => target.cast::<BSTR>().write(value.value.bstr),
            (vt::UNKNOWN, vt::DISPATCH) => {
                if let Some(object) = Ref::take(value.value.unknown) {
                    let other = object.query::<c_void>(&IID_IDISPATCH);
                    std::mem::forget(object); // the caller clears the value after a failure
                    let other = other.map_err(|_| Error::DISP_TYPEMISMATCH)?;
                    drop(Ref::take(value.value.unknown));
                    target.write(other.into_ptr());
                }
            }
            (vt::UNKNOWN | vt::DISPATCH, vt::UNKNOWN | vt::DISPATCH) => {
                target.write(value.value.unknown);
            }
            (array, wanted) if array == wanted && array & vt::ARRAY != 0 => {
                target.cast::<*mut SAFEARRAY>().write(value.value.array);
            }
            _ => return Err(Error::DISP_TYPEMISMATCH),
        }
    }
    Ok(())
}
