//! The COM objects as tests in Rust call them: the interfaces come from the library's own table, whose slots `com_oracle`
//! compares with those of Windows.

#![allow(unsafe_code)] // the functions under test are those of COM
#![allow(dead_code)] // each test binary uses a part of it
#![allow(non_camel_case_types, non_snake_case, clippy::upper_case_acronyms)] // the names are those of Windows

use super::api::{Result, check};
use std::ffi::c_void;
use std::ptr;

pub type BYTE = u8;
pub type WORD = u16;
pub type DWORD = u32;
pub type UINT = u32;
pub type LONG = i32;
pub type HSCARD = usize;
pub type HSCARDCONTEXT = usize;
pub type SCARD_SHARE_MODES = u32;
pub type SCARD_DISPOSITIONS = u32;
pub type SCARD_PROTOCOLS = u32;
pub type SCARD_STATES = u32;
pub type ISO_APDU_TYPE = u32;
pub type ULARGE_INTEGER = u64;
pub type STATSTRUCT = [LONG; 5];
pub type P<T> = *mut T;
pub type BSTR = *mut u16;
pub type LPBYTE = *mut BYTE;
pub type LPBYTEARRAY = *mut BYTEARRAY;
pub type LPBYTEBUFFER = *mut IByteBuffer;
pub type LPSCARDCMD = *mut ISCardCmd;
pub type LPGUID = *mut c_void;
pub type LPSAFEARRAY = *mut c_void;
pub type LPSCARDINFO = *mut c_void;
pub type LPSTREAM = *mut c_void;

#[repr(C)]
pub struct BYTEARRAY {
    pub hMem: *mut c_void,
    pub dwSize: DWORD,
    pub pbyData: LPBYTE,
}

#[repr(C)]
pub struct GUID(u32, u16, u16, [u8; 8]);

impl GUID {
    /// The one with only zeros.
    pub const NULL: GUID = GUID(0, 0, 0, [0; 8]);

    fn of(text: &str) -> GUID {
        let digits = text.replace('-', "");
        let number = u128::from_str_radix(&digits, 16).expect("the digits of a GUID");
        let rest = (number as u64).to_be_bytes();
        GUID(
            (number >> 96) as u32,
            (number >> 80) as u16,
            (number >> 64) as u16,
            rest,
        )
    }
}

/// An argument or a result of a late-bound call: its type, and a number or a pointer.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct VARIANT {
    pub vt: u64,
    pub value: u64,
    pub record: u64,
}

impl VARIANT {
    pub const EMPTY: VARIANT = VARIANT::of(0, 0);
    pub const LONG: u64 = 3;
    pub const BYTES: u64 = 0x2011;

    pub const fn of(vt: u64, value: u64) -> VARIANT {
        VARIANT {
            vt,
            value,
            record: 0,
        }
    }
}

/// The arguments of a late-bound call, the last one first.
#[repr(C)]
pub struct DISPPARAMS {
    pub arguments: *mut VARIANT,
    pub names: *mut i32,
    pub count: UINT,
    pub named: UINT,
}

#[repr(C)]
pub struct DispatchVtbl {
    not_called: [usize; 2],
    Release: unsafe extern "system" fn(this: *mut c_void) -> u32,
    nor_these: [usize; 3],
    Invoke: unsafe extern "system" fn(
        this: *mut c_void,
        id: i32,
        iid: *const GUID,
        locale: u32,
        flags: WORD,
        parameters: *mut DISPPARAMS,
        result: *mut VARIANT,
        exception: *mut c_void,
        argument: *mut UINT,
    ) -> i32,
}

unsafe extern "C" {
    fn scard_com_CoCreateInstance(
        clsid: *const GUID,
        outer: *mut c_void,
        context: u32,
        iid: *const GUID,
        object: *mut *mut c_void,
    ) -> i32;
    pub fn scard_com_CoTaskMemFree(block: *mut c_void);
    pub fn scard_com_SysAllocString(text: *const u16) -> BSTR;
    pub fn scard_com_SysAllocStringByteLen(bytes: *const u8, count: u32) -> BSTR;
    pub fn scard_com_SysReAllocStringLen(slot: *mut BSTR, text: *const u16, units: u32) -> i32;
    pub fn scard_com_SysFreeString(text: BSTR);
    pub fn scard_com_SafeArrayAccessData(array: LPSAFEARRAY, data: *mut *mut u8) -> i32;
    pub fn scard_com_SafeArrayUnaccessData(array: LPSAFEARRAY) -> i32;
    pub fn scard_com_SafeArrayCopy(array: LPSAFEARRAY, copied: *mut LPSAFEARRAY) -> i32;
    pub fn scard_com_SafeArrayRedim(array: LPSAFEARRAY, bound: *const [i32; 2]) -> i32;
    pub fn scard_com_SafeArrayDestroy(array: LPSAFEARRAY) -> i32;
    pub fn scard_com_VariantCopy(target: *mut VARIANT, source: *const VARIANT) -> i32;
    pub fn scard_com_VariantClear(variant: *mut VARIANT) -> i32;
}

/// An interface of the library's.
pub trait Interface {
    const IID: &'static str;
    const CLSID: &'static str;
}

/// A reference to an object, given back when dropped.
pub struct Object<I>(*mut I);

impl<I: Interface> Object<I> {
    pub fn new() -> Object<I> {
        let mut object = ptr::null_mut();
        let (clsid, iid) = (GUID::of(I::CLSID), GUID::of(I::IID));
        // SAFETY: valid pointers; no outer object.
        let hr =
            unsafe { scard_com_CoCreateInstance(&clsid, ptr::null_mut(), 1, &iid, &mut object) };
        check(hr).expect("an object can be made");
        Object(object.cast())
    }

    /// What a method gives.
    ///
    /// # Safety
    /// The method sets the pointer to an object of this interface, or fails.
    #[track_caller]
    pub unsafe fn given(method: impl FnOnce(*mut *mut I) -> i32) -> Object<I> {
        let mut object = ptr::null_mut();
        check(method(&mut object)).unwrap();
        assert!(!object.is_null());
        Object(object)
    }

    pub fn as_ptr(&self) -> *mut I {
        self.0
    }

    /// Calls a method by its number.
    ///
    /// # Safety
    /// The arguments, last one first, are what their types say.
    pub unsafe fn invoke(&self, id: i32, arguments: &mut [VARIANT]) -> Result<VARIANT> {
        const METHOD: WORD = 1;
        let mut parameters = DISPPARAMS {
            arguments: arguments.as_mut_ptr(),
            names: ptr::null_mut(),
            count: arguments.len() as UINT,
            named: 0,
        };
        let mut result = VARIANT::EMPTY;
        // SAFETY: a live object; any interface of the library is one of IDispatch. NULL is allowed for the last two.
        check(unsafe {
            let vtbl = *self.0.cast::<*const DispatchVtbl>();
            ((*vtbl).Invoke)(
                self.0.cast(),
                id,
                &GUID::NULL,
                0,
                METHOD,
                &mut parameters,
                &mut result,
                ptr::null_mut(),
                ptr::null_mut(),
            )
        })?;
        Ok(result)
    }
}

impl<I> Drop for Object<I> {
    fn drop(&mut self) {
        // SAFETY: a reference to a live object, which ends here.
        unsafe {
            let vtbl = *self.0.cast::<*const DispatchVtbl>();
            ((*vtbl).Release)(self.0.cast());
        }
    }
}

macro_rules! abi_type {
    (in $type:ty) => { $type };
    (out $type:ty) => { *mut $type };
    (inout $type:ty) => { *mut $type };
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
        mod vtables {
            use super::*;
            $(
                #[repr(C)]
                pub struct $interface {
                    dispatch: DispatchVtbl,
                    $(pub $method: unsafe extern "system" fn(
                        this: *mut c_void
                        $(, $parameter: abi_type!($direction $type))*
                    ) -> i32,)*
                }
            )*
        }

        $(
            #[repr(C)]
            pub struct $interface {
                vtbl: *const vtables::$interface,
            }

            impl Interface for $interface {
                const IID: &'static str = $iid;
                const CLSID: &'static str = $clsid;
            }

            impl Object<$interface> {
                $(
                    /// # Safety
                    /// Pointers are what the method's page says.
                    pub unsafe fn $method(&self $(, $parameter: abi_type!($direction $type))*) -> i32 {
                        // SAFETY: a live object, and as the caller promises.
                        unsafe { ((*(*self.0).vtbl).$method)(self.0.cast() $(, $parameter)*) }
                    }
                )*
            }
        )*
    };
}
include!("../../src/com/interfaces.rs");
