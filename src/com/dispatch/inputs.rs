//! From VARIANTs to what methods read.

use super::super::abi::{
    BSTR, GUID, IByteBuffer, IID_ISTREAM, ISCardCmd, IStream, LONG, LPBYTE, LPSAFEARRAY,
};
use super::super::object::Ref;
use super::super::ole::{Elements, VARIANT, dereferenced, integer, vt};
use crate::error::{Error, Result};
use std::ptr;

/// A type of the ABI that a method reads.
pub(super) trait Input: Sized {
    /// What must live until the call returns.
    type Held;

    /// What it is for a parameter that was left out.
    fn left_out(default: i64) -> Self::Held;

    /// # Safety
    /// `variant` is a VARIANT, and what its type says.
    unsafe fn hold(variant: *mut VARIANT) -> Result<Self::Held>;

    fn abi(held: &mut Self::Held) -> Self;

    fn room(_: &Self::Held) -> Option<usize> {
        None
    }

    fn number(_: &Self::Held) -> Option<i64> {
        None
    }
}

/// What an argument holds or refers to.
///
/// # Safety
/// `variant` is a VARIANT, and what its type says.
pub(super) unsafe fn value(variant: *mut VARIANT) -> Result<VARIANT> {
    // SAFETY: as the caller promises.
    unsafe { dereferenced(variant) }.map_err(|_| Error::DISP_TYPEMISMATCH)
}

fn is_nothing(kind: u16) -> bool {
    matches!(kind, vt::EMPTY | vt::NULL)
}

/// # Safety
/// `held` is a VARIANT.
pub(super) unsafe fn number<T: TryFrom<i128>>(held: &VARIANT, all_ones: T) -> Result<T> {
    // SAFETY: as the caller promises; the type says which member is valid.
    let number = unsafe {
        match held.vt {
            vt::BOOL if held.value.i2 != 0 => return Ok(all_ones), // as Windows converts VARIANT_TRUE
            vt::R8 if held.value.r8.fract() == 0.0 => held.value.r8 as i128,
            vt::R4 if held.value.r4.fract() == 0.0 => held.value.r4 as i128,
            _ => integer(held).ok_or(Error::DISP_TYPEMISMATCH)?,
        }
    };
    T::try_from(number).map_err(|_| Error::DISP_OVERFLOW)
}

macro_rules! numbers {
    ($($type:ident),*) => {
        $(
            impl Input for $type {
                type Held = $type;

                fn left_out(default: i64) -> $type {
                    $type::try_from(default).unwrap_or(0)
                }

                unsafe fn hold(variant: *mut VARIANT) -> Result<$type> {
                    // SAFETY: as the caller promises.
                    unsafe { number(&value(variant)?, !0) }
                }

                fn abi(held: &mut $type) -> $type {
                    *held
                }

                fn number(held: &$type) -> Option<i64> {
                    i64::try_from(*held).ok()
                }
            }
        )*
    };
}
numbers!(u8, u16, u32, i32, usize);

/// A number that may be missing.
impl Input for *mut LONG {
    type Held = Option<LONG>;

    fn left_out(_: i64) -> Option<LONG> {
        None
    }

    unsafe fn hold(variant: *mut VARIANT) -> Result<Option<LONG>> {
        // SAFETY: as the caller promises.
        unsafe {
            let value = value(variant)?;
            if is_nothing(value.vt) {
                return Ok(None);
            }
            number(&value, !0).map(Some)
        }
    }

    fn abi(held: &mut Option<LONG>) -> *mut LONG {
        held.as_mut().map_or(ptr::null_mut(), ptr::from_mut)
    }
}

impl Input for BSTR {
    type Held = BSTR;

    fn left_out(_: i64) -> BSTR {
        ptr::null_mut()
    }

    unsafe fn hold(variant: *mut VARIANT) -> Result<BSTR> {
        // SAFETY: as the caller promises; the type says which member is valid.
        unsafe {
            let value = value(variant)?;
            match value.vt {
                vt::BSTR => Ok(value.value.bstr),
                kind if is_nothing(kind) => Ok(ptr::null_mut()),
                _ => Err(Error::DISP_TYPEMISMATCH),
            }
        }
    }

    fn abi(held: &mut BSTR) -> BSTR {
        *held
    }
}

impl Input for LPSAFEARRAY {
    type Held = LPSAFEARRAY;

    fn left_out(_: i64) -> LPSAFEARRAY {
        ptr::null_mut()
    }

    unsafe fn hold(variant: *mut VARIANT) -> Result<LPSAFEARRAY> {
        // SAFETY: as the caller promises; the type says which member is valid.
        unsafe {
            let value = value(variant)?;
            if value.vt & vt::ARRAY != 0 {
                Ok(value.value.array)
            } else if is_nothing(value.vt) {
                Ok(ptr::null_mut())
            } else {
                Err(Error::DISP_TYPEMISMATCH)
            }
        }
    }

    fn abi(held: &mut LPSAFEARRAY) -> LPSAFEARRAY {
        *held
    }
}

/// An interface that arguments can be.
pub(super) trait Interface {
    const IID: GUID;
    /// What a VARIANT with it is.
    const VT: u16 = vt::DISPATCH;
}

impl Interface for IByteBuffer {
    const IID: GUID = IByteBuffer::IID;
}

impl Interface for ISCardCmd {
    const IID: GUID = ISCardCmd::IID;
}

impl Interface for IStream {
    const IID: GUID = IID_ISTREAM;
    const VT: u16 = vt::UNKNOWN;
}

impl<I: Interface> Input for *mut I {
    type Held = Option<Ref<I>>;

    fn left_out(_: i64) -> Option<Ref<I>> {
        None
    }

    unsafe fn hold(variant: *mut VARIANT) -> Result<Option<Ref<I>>> {
        // SAFETY: as the caller promises; the type says which member is valid.
        unsafe {
            let value = value(variant)?;
            match value.vt {
                vt::DISPATCH | vt::UNKNOWN => Ref::share(value.value.unknown)
                    .map(|object| object.query(&I::IID))
                    .transpose()
                    .map_err(|_| Error::DISP_TYPEMISMATCH),
                kind if is_nothing(kind) => Ok(None),
                _ => Err(Error::DISP_TYPEMISMATCH),
            }
        }
    }

    fn abi(held: &mut Option<Ref<I>>) -> *mut I {
        held.as_ref().map_or(ptr::null_mut(), Ref::as_ptr)
    }
}

/// Memory of the caller's: an array of bytes, or a single one.
pub(super) enum Buffer {
    Nothing,
    Byte(*mut u8),
    Bytes(Elements, *mut u8),
}

impl Buffer {
    /// # Safety
    /// `variant` is NULL or a VARIANT, and what its type says.
    pub(super) unsafe fn of(variant: *mut VARIANT) -> Result<Buffer> {
        if variant.is_null() {
            return Ok(Buffer::Nothing);
        }
        // SAFETY: as the caller promises; the type says which member is valid.
        unsafe {
            let value = value(variant)?;
            if value.vt & vt::ARRAY != 0 {
                let mismatch = |_| Error::DISP_TYPEMISMATCH;
                let elements = Elements::of(value.value.array).map_err(mismatch)?;
                let bytes = elements.bytes().map_err(mismatch)?;
                return Ok(Buffer::Bytes(elements, bytes));
            }
            if is_nothing(value.vt) {
                return Ok(Buffer::Nothing);
            }
            match referred(variant) {
                Some((vt::UI1 | vt::I1, byte)) => Ok(Buffer::Byte(byte.cast())),
                _ => Err(Error::DISP_TYPEMISMATCH),
            }
        }
    }

    pub(super) fn as_ptr(&self) -> LPBYTE {
        match self {
            Buffer::Nothing => ptr::null_mut(),
            Buffer::Byte(byte) | Buffer::Bytes(_, byte) => *byte,
        }
    }

    pub(super) fn room(&self) -> Option<usize> {
        match self {
            Buffer::Nothing => None, // the method refuses NULL
            Buffer::Byte(_) => Some(1),
            Buffer::Bytes(elements, _) => Some(elements.count),
        }
    }
}

/// What a VARIANT refers to, when that is not a VARIANT: its type and its address, which is not NULL.
///
/// # Safety
/// `variant` is NULL or a VARIANT, and what its type says.
pub(super) unsafe fn referred(variant: *mut VARIANT) -> Option<(u16, *mut u8)> {
    // SAFETY: as the caller promises; the type says which member is valid.
    unsafe {
        let mut held = variant.as_ref().copied()?;
        if held.vt == vt::BYREF | vt::VARIANT {
            held = held.value.by_ref.cast::<VARIANT>().as_ref().copied()?;
        }
        let is_reference = held.vt & vt::BYREF != 0 && held.vt != vt::BYREF | vt::VARIANT;
        (is_reference && !held.value.by_ref.is_null())
            .then(|| (held.vt & !vt::BYREF, held.value.by_ref.cast()))
    }
}

impl Input for LPBYTE {
    type Held = Buffer;

    fn left_out(_: i64) -> Buffer {
        Buffer::Nothing
    }

    unsafe fn hold(variant: *mut VARIANT) -> Result<Buffer> {
        // SAFETY: as the caller promises.
        unsafe { Buffer::of(variant) }
    }

    fn abi(held: &mut Buffer) -> LPBYTE {
        held.as_ptr()
    }

    fn room(held: &Buffer) -> Option<usize> {
        held.room()
    }
}
