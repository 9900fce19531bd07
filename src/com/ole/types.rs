//! The structs and numbers of OLE Automation, as on Windows.

#![allow(non_camel_case_types, clippy::upper_case_acronyms)] // the names are those of Windows
#![allow(dead_code)] // the tables are complete

use super::super::abi::{BSTR, GUID, LONG, UINT, WORD};
use std::ffi::c_void;
use std::ptr;

pub(crate) type VARTYPE = u16;
pub(crate) type DISPID = i32;

/// The bounds of a dimension.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SAFEARRAYBOUND {
    pub(crate) cElements: u32,
    pub(crate) lLbound: LONG,
}

/// An array that tells its size and element type. The 16 bytes before it belong to it.
#[repr(C)]
pub(crate) struct SAFEARRAY {
    pub(crate) cDims: u16,
    pub(crate) fFeatures: u16,
    pub(crate) cbElements: u32,
    pub(crate) cLocks: u32,
    pub(crate) pvData: *mut c_void,
    /// The first of `cDims`, the right-most dimension first.
    pub(crate) rgsabound: [SAFEARRAYBOUND; 1],
}

/// The bits of `fFeatures`.
pub(crate) mod fadf {
    pub(crate) const AUTO: u16 = 0x1;
    pub(crate) const STATIC: u16 = 0x2;
    pub(crate) const EMBEDDED: u16 = 0x4;
    pub(crate) const FIXEDSIZE: u16 = 0x10;
    pub(crate) const RECORD: u16 = 0x20;
    pub(crate) const HAVEIID: u16 = 0x40;
    pub(crate) const HAVEVARTYPE: u16 = 0x80;
    pub(crate) const BSTR: u16 = 0x100;
    pub(crate) const UNKNOWN: u16 = 0x200;
    pub(crate) const DISPATCH: u16 = 0x400;
    pub(crate) const VARIANT: u16 = 0x800;
}

/// What a VARIANT or the elements of a SAFEARRAY can be.
pub(crate) mod vt {
    pub(crate) const EMPTY: u16 = 0;
    pub(crate) const NULL: u16 = 1;
    pub(crate) const I2: u16 = 2;
    pub(crate) const I4: u16 = 3;
    pub(crate) const R4: u16 = 4;
    pub(crate) const R8: u16 = 5;
    pub(crate) const CY: u16 = 6;
    pub(crate) const DATE: u16 = 7;
    pub(crate) const BSTR: u16 = 8;
    pub(crate) const DISPATCH: u16 = 9;
    pub(crate) const ERROR: u16 = 10;
    pub(crate) const BOOL: u16 = 11;
    pub(crate) const VARIANT: u16 = 12;
    pub(crate) const UNKNOWN: u16 = 13;
    pub(crate) const DECIMAL: u16 = 14;
    pub(crate) const I1: u16 = 16;
    pub(crate) const UI1: u16 = 17;
    pub(crate) const UI2: u16 = 18;
    pub(crate) const UI4: u16 = 19;
    pub(crate) const I8: u16 = 20;
    pub(crate) const UI8: u16 = 21;
    pub(crate) const INT: u16 = 22;
    pub(crate) const UINT: u16 = 23;
    pub(crate) const RECORD: u16 = 36;
    pub(crate) const ARRAY: u16 = 0x2000;
    pub(crate) const BYREF: u16 = 0x4000;
    /// The bits that say what it is an array of or a pointer to.
    pub(crate) const TYPEMASK: u16 = 0xFFF;
}

/// VT_BOOL has two values.
pub(crate) const VARIANT_TRUE: i16 = -1;

/// The VT_ERROR that stands for an argument that was left out.
pub(crate) const PARAMETER_NOT_FOUND: i32 = 0x8002_0004_u32 as i32;

/// A value that says its type.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct VARIANT {
    pub(crate) vt: VARTYPE,
    pub(crate) reserved: [WORD; 3],
    pub(crate) value: Value,
}

/// What a VARIANT holds, by its type.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) union Value {
    pub(crate) i1: i8,
    pub(crate) ui1: u8,
    pub(crate) i2: i16,
    pub(crate) ui2: u16,
    pub(crate) i4: i32,
    pub(crate) ui4: u32,
    pub(crate) i8: i64,
    pub(crate) ui8: u64,
    pub(crate) r4: f32,
    pub(crate) r8: f64,
    /// The result code of a VT_ERROR.
    pub(crate) scode: i32,
    pub(crate) bstr: BSTR,
    /// An interface, of VT_UNKNOWN or VT_DISPATCH.
    pub(crate) unknown: *mut c_void,
    pub(crate) array: *mut SAFEARRAY,
    pub(crate) by_ref: *mut c_void,
    pub(crate) record: [*mut c_void; 2],
}

impl VARIANT {
    pub(crate) const EMPTY: VARIANT = VARIANT {
        vt: vt::EMPTY,
        reserved: [0; 3],
        value: Value {
            record: [ptr::null_mut(); 2],
        },
    };

    /// Of a type and its value; what the value does not use is 0.
    pub(crate) fn of(vt: VARTYPE, set: impl FnOnce(&mut Value)) -> VARIANT {
        let mut variant = VARIANT {
            vt,
            ..VARIANT::EMPTY
        };
        set(&mut variant.value);
        variant
    }
}

/// The arguments of a late-bound call, the last one first.
#[repr(C)]
pub(crate) struct DISPPARAMS {
    pub(crate) rgvarg: *mut VARIANT,
    /// For the first arguments of `rgvarg`, which parameter each is.
    pub(crate) rgdispidNamedArgs: *mut DISPID,
    pub(crate) cArgs: UINT,
    pub(crate) cNamedArgs: UINT,
}

/// Why a late-bound call failed.
#[repr(C)]
pub(crate) struct EXCEPINFO {
    pub(crate) wCode: WORD,
    pub(crate) wReserved: WORD,
    pub(crate) bstrSource: BSTR,
    pub(crate) bstrDescription: BSTR,
    pub(crate) bstrHelpFile: BSTR,
    pub(crate) dwHelpContext: u32,
    pub(crate) pvReserved: *mut c_void,
    pub(crate) pfnDeferredFillIn: *mut c_void,
    pub(crate) scode: i32,
}

/// The size of an element; `None` for types that no array here has.
pub(crate) const fn element_size(vartype: VARTYPE) -> Option<u32> {
    let size = match vartype {
        vt::I1 | vt::UI1 => 1,
        vt::I2 | vt::UI2 | vt::BOOL => 2,
        vt::I4 | vt::UI4 | vt::INT | vt::UINT | vt::R4 | vt::ERROR => 4,
        vt::I8 | vt::UI8 | vt::R8 => 8,
        vt::BSTR | vt::UNKNOWN | vt::DISPATCH => size_of::<*mut c_void>(),
        vt::VARIANT => size_of::<VARIANT>(),
        _ => return None,
    };
    Some(size as u32)
}

/// The largest block of element data that is made or read.
pub(crate) const LARGEST_ARRAY: usize = 16 << 20;

/// A GUID is an element when an array has 16-byte records.
pub(crate) const RECORD_SIZE: u32 = size_of::<GUID>() as u32;

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::offset_of;

    #[test]
    fn structs_have_the_layout_of_windows() {
        let pointer = size_of::<usize>();
        let wide = pointer == 8;
        assert_eq!(size_of::<SAFEARRAY>(), if wide { 32 } else { 24 });
        assert_eq!(offset_of!(SAFEARRAY, pvData), if wide { 16 } else { 12 });
        assert_eq!(offset_of!(SAFEARRAY, rgsabound), if wide { 24 } else { 16 });
        assert_eq!(size_of::<VARIANT>(), if wide { 24 } else { 16 });
        assert_eq!(offset_of!(VARIANT, value), 8);
        assert_eq!(size_of::<DISPPARAMS>(), if wide { 24 } else { 16 });
        assert_eq!(size_of::<EXCEPINFO>(), if wide { 64 } else { 32 });
    }
}
