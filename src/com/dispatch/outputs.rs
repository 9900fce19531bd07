//! From what methods set to VARIANTs.

use super::super::abi::{LONG, LPBYTE, LPBYTEARRAY, LPGUID, LPSAFEARRAY, LPSCARDINFO, STATSTRUCT};
use super::super::object::Ref;
use super::super::ole::{
    Array, Bstr, CoTaskMemFree, VARIANT, format_guid, number as number_variant, vartype_of, vt,
};
use super::inputs::{Buffer, Input, Interface, number, value};
use super::targets::{Kind, Target};
use crate::error::{Error, Result};
use std::ffi::c_void;
use std::ptr;

/// A type of the ABI that a method sets.
pub(super) trait Output: Sized {
    const KIND: Kind;
    const EMPTY: Self;

    /// An array that is made before the call, if what the method gives must not be lost for want of memory.
    fn room() -> Result<Option<Array>> {
        Ok(None)
    }

    /// # Safety
    /// It is what a method gave, or empty, and nobody else frees it.
    unsafe fn into_variant(self, room: Option<Array>) -> Result<VARIANT>;
}

macro_rules! numbers {
    ($($type:ident: $kinds:expr),*) => {
        $(
            impl Output for $type {
                const KIND: Kind = Kind::Number;
                const EMPTY: $type = 0;

                unsafe fn into_variant(self, _: Option<Array>) -> Result<VARIANT> {
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

    unsafe fn into_variant(self, _: Option<Array>) -> Result<VARIANT> {
        Ok(object_variant(self))
    }
}

fn object_variant<I: Interface>(object: *mut I) -> VARIANT {
    VARIANT::of(I::VT, |value| value.unknown = object.cast())
}

impl Output for LPSAFEARRAY {
    const KIND: Kind = Kind::Array(None);
    const EMPTY: LPSAFEARRAY = ptr::null_mut();

    unsafe fn into_variant(self, _: Option<Array>) -> Result<VARIANT> {
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

    unsafe fn into_variant(self, _: Option<Array>) -> Result<VARIANT> {
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

/// What FindCard found is an array of its members, in their order. One of them is a handle that nobody else knows.
impl Output for LPSCARDINFO {
    const KIND: Kind = Kind::Array(Some(vt::VARIANT));
    const EMPTY: LPSCARDINFO = ptr::null_mut();

    fn room() -> Result<Option<Array>> {
        Array::new(vt::VARIANT, CARD_INFO_MEMBERS).map(Some)
    }

    unsafe fn into_variant(self, room: Option<Array>) -> Result<VARIANT> {
        let (Some(array), false) = (room, self.is_null()) else {
            return Ok(VARIANT::EMPTY);
        };
        // SAFETY: not NULL, so it is one in a block of ours to free.
        let info = unsafe { self.read() };
        // SAFETY: as above.
        unsafe { CoTaskMemFree(self.cast()) };
        let address = |number: isize| number.cast_unsigned();
        let members: [usize; CARD_INFO_MEMBERS] = [
            info.hCard,
            info.hContext,
            info.ActiveProtocol as usize,
            info.ShareMode as usize,
            address(info.hwndOwner),
            address(info.lpfnConnectProc),
            address(info.lpfnCheckProc),
            address(info.lpfnDisconnectProc),
        ];
        for (index, member) in members.into_iter().enumerate() {
            // SAFETY: the array is ours and has room for that many; a number of this size fits into one of its types.
            unsafe {
                let element = (*array.as_ptr()).pvData.cast::<VARIANT>().add(index);
                element.write(member.into_variant(None).unwrap_or(VARIANT::EMPTY));
            }
        }
        Ok(array_variant(vt::VARIANT, array))
    }
}

const CARD_INFO_MEMBERS: usize = 8;

macro_rules! raw {
    ($($type:ty),*) => {
        $(
            impl Output for $type {
                const KIND: Kind = Kind::Raw;
                const EMPTY: $type = ptr::null_mut();

                unsafe fn into_variant(self, _: Option<Array>) -> Result<VARIANT> {
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
    unsafe fn begin(variant: *mut VARIANT) -> Result<(Self::State, Target)>;

    fn abi(state: &mut Self::State) -> *mut Self;

    fn room(_: &Self::State) -> Option<usize> {
        None
    }

    /// What is to be written back, if anything.
    ///
    /// # Safety
    /// Both are of `begin`, and the call was made.
    unsafe fn end(state: Self::State, target: Target) -> Option<Result<VARIANT>>;
}

/// A number: without an argument it begins as 0.
impl Exchange for LONG {
    type State = LONG;

    unsafe fn begin(variant: *mut VARIANT) -> Result<(LONG, Target)> {
        // SAFETY: as the caller promises.
        unsafe {
            let target = Target::of_exchange(variant, Kind::Number)?;
            if variant.is_null() {
                return Ok((0, target));
            }
            let held = value(variant)?;
            let number = match held.vt {
                vt::EMPTY | vt::NULL => 0,
                _ => number(&held, !0)?,
            };
            Ok((number, target))
        }
    }

    fn abi(state: &mut LONG) -> *mut LONG {
        state
    }

    unsafe fn end(state: LONG, _: Target) -> Option<Result<VARIANT>> {
        Some(Ok(VARIANT::of(vt::I4, |value| value.i4 = state)))
    }
}

/// An object that is filled, or made when there is none.
pub(super) struct Object<I> {
    /// What the caller has, held until the call is over.
    given: Option<Ref<I>>,
    slot: *mut I,
}

/// Our methods never end the reference that they are given: they fill the object, or overwrite its pointer. So what the
/// caller has is ended here when another object takes its place, and what was held for the call in any case.
impl<I: Interface> Exchange for *mut I {
    type State = Object<I>;

    unsafe fn begin(variant: *mut VARIANT) -> Result<(Object<I>, Target)> {
        // SAFETY: as the caller promises.
        unsafe {
            let target = Target::of_exchange(variant, Kind::Object)?;
            let given = match variant.is_null() {
                true => None,
                false => <*mut I>::hold(variant)?,
            };
            let slot = given.as_ref().map_or(ptr::null_mut(), Ref::as_ptr);
            Ok((Object { given, slot }, target))
        }
    }

    fn abi(state: &mut Object<I>) -> *mut *mut I {
        &mut state.slot
    }

    unsafe fn end(state: Object<I>, target: Target) -> Option<Result<VARIANT>> {
        let Object { given, slot } = state;
        let is_kept = slot == given.as_ref().map_or(ptr::null_mut(), Ref::as_ptr);
        match target {
            Target::Result if is_kept => {
                let object = given.map_or(ptr::null_mut(), Ref::into_ptr);
                return Some(Ok(object_variant(object)));
            }
            _ if is_kept => return None,
            Target::Variable(_, place) => {
                let place = place.cast::<*mut c_void>();
                // SAFETY: a variable that an object can be in, and the reference in it is the caller's.
                drop(unsafe { Ref::take(place.replace(ptr::null_mut())) });
            }
            Target::Result | Target::Variant(_) => {} // what a VARIANT holds is freed when it is written
        }
        Some(Ok(object_variant(slot)))
    }
}

/// Bytes of the caller's, which the method reads or writes in place.
impl Exchange for u8 {
    type State = Buffer;

    unsafe fn begin(variant: *mut VARIANT) -> Result<(Buffer, Target)> {
        // SAFETY: as the caller promises.
        unsafe { Buffer::of(variant) }.map(|buffer| (buffer, Target::Result))
    }

    fn abi(state: &mut Buffer) -> *mut u8 {
        state.as_ptr()
    }

    fn room(state: &Buffer) -> Option<usize> {
        state.room()
    }

    unsafe fn end(_: Buffer, _: Target) -> Option<Result<VARIANT>> {
        None
    }
}

/// What Stat tells is an array of its numbers, in their order.
impl Exchange for STATSTRUCT {
    type State = STATSTRUCT;

    unsafe fn begin(variant: *mut VARIANT) -> Result<(STATSTRUCT, Target)> {
        // SAFETY: as the caller promises.
        let target = unsafe { Target::of(variant, Kind::Array(Some(vt::I4))) }?;
        Ok((STATSTRUCT::default(), target))
    }

    fn abi(state: &mut STATSTRUCT) -> *mut STATSTRUCT {
        state
    }

    unsafe fn end(state: STATSTRUCT, _: Target) -> Option<Result<VARIANT>> {
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
