//! The binary form of the interfaces (spec/com-abi.md, sections 1 to 8): types, vtables, and how to call a pointer.

#![allow(non_camel_case_types, clippy::upper_case_acronyms)] // the names are those of Windows

use super::ole::SAFEARRAY;
pub(crate) use crate::guid::GUID;
use crate::hresult::HResult;
use std::ffi::c_void;

pub(crate) type BYTE = u8;
pub(crate) type WORD = u16;
pub(crate) type DWORD = u32;
pub(crate) type UINT = u32;
pub(crate) type LONG = i32;
pub(crate) type HSCARD = usize;
pub(crate) type HSCARDCONTEXT = usize;
pub(crate) type SCARD_SHARE_MODES = u32;
pub(crate) type SCARD_DISPOSITIONS = u32;
pub(crate) type SCARD_PROTOCOLS = u32;
pub(crate) type SCARD_STATES = u32;
pub(crate) type ISO_APDU_TYPE = u32;
pub(crate) type ULARGE_INTEGER = u64;

pub(crate) type P<T> = *mut T;
pub(crate) type BSTR = *mut u16;
pub(crate) type LPBYTE = *mut BYTE;
pub(crate) type LPGUID = *mut GUID;
pub(crate) type LPBYTEARRAY = *mut BYTEARRAY;
pub(crate) type LPSCARDINFO = *mut SCARDINFO;
pub(crate) type LPSAFEARRAY = *mut SAFEARRAY;
pub(crate) type LPSTREAM = *mut IStream;
pub(crate) type LPBYTEBUFFER = *mut IByteBuffer;
pub(crate) type LPSCARDCMD = *mut ISCardCmd;

pub(crate) const IID_NULL: GUID = GUID::parse("00000000-0000-0000-0000-000000000000");
pub(crate) const IID_IUNKNOWN: GUID = GUID::parse("00000000-0000-0000-C000-000000000046");
pub(crate) const IID_ICLASS_FACTORY: GUID = GUID::parse("00000001-0000-0000-C000-000000000046");
pub(crate) const IID_IDISPATCH: GUID = GUID::parse("00020400-0000-0000-C000-000000000046");
pub(crate) const IID_IMARSHAL: GUID = GUID::parse("00000003-0000-0000-C000-000000000046");
pub(crate) const IID_ISEQUENTIAL_STREAM: GUID = GUID::parse("0C733A30-2A1C-11CE-ADE5-00AA0044773D");
pub(crate) const IID_ISTREAM: GUID = GUID::parse("0000000C-0000-0000-C000-000000000046");

/// A block of memory that somebody else owns or owns with it.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct BYTEARRAY {
    pub(crate) hMem: *mut c_void,
    pub(crate) dwSize: DWORD,
    pub(crate) pbyData: LPBYTE,
}

/// What IByteBuffer::Stat tells.
#[repr(C)]
#[derive(Default)]
pub(crate) struct STATSTRUCT {
    pub(crate) r#type: LONG,
    pub(crate) cbSize: LONG,
    pub(crate) grfMode: LONG,
    pub(crate) grfLocksSupported: LONG,
    pub(crate) grfStateBits: LONG,
}

/// What ISCardLocate::FindCard found.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct SCARDINFO {
    pub(crate) hCard: HSCARD,
    pub(crate) hContext: HSCARDCONTEXT,
    pub(crate) ActiveProtocol: SCARD_PROTOCOLS,
    pub(crate) ShareMode: SCARD_SHARE_MODES,
    pub(crate) hwndOwner: isize,
    pub(crate) lpfnConnectProc: isize,
    pub(crate) lpfnCheckProc: isize,
    pub(crate) lpfnDisconnectProc: isize,
}

/// A vtable behind what C++ looks for in front of one: where the whole object begins, and its type. There is none, but
/// sanitizers read it.
#[repr(C)]
pub(crate) struct Headed<T> {
    head: [usize; 2],
    pub(crate) table: T,
}

impl<T> Headed<T> {
    pub(crate) const fn new(table: T) -> Headed<T> {
        Headed {
            head: [0; 2],
            table,
        }
    }
}

/// Slots 0 to 2 of every interface.
#[repr(C)]
pub(crate) struct UnknownVtbl {
    pub(crate) QueryInterface: unsafe extern "system" fn(
        this: *mut c_void,
        iid: *const GUID,
        object: *mut *mut c_void,
    ) -> HResult,
    pub(crate) AddRef: unsafe extern "system" fn(this: *mut c_void) -> u32,
    pub(crate) Release: unsafe extern "system" fn(this: *mut c_void) -> u32,
}

/// Slots 0 to 6 of every interface of ours.
#[repr(C)]
pub(crate) struct DispatchVtbl {
    pub(crate) unknown: UnknownVtbl,
    pub(crate) GetTypeInfoCount:
        unsafe extern "system" fn(this: *mut c_void, count: *mut UINT) -> HResult,
    pub(crate) GetTypeInfo: unsafe extern "system" fn(
        this: *mut c_void,
        index: UINT,
        locale: u32,
        info: *mut *mut c_void,
    ) -> HResult,
    pub(crate) GetIDsOfNames: unsafe extern "system" fn(
        this: *mut c_void,
        iid: *const GUID,
        names: *mut *mut u16,
        count: UINT,
        locale: u32,
        ids: *mut i32,
    ) -> HResult,
    pub(crate) Invoke: unsafe extern "system" fn(
        this: *mut c_void,
        id: i32,
        iid: *const GUID,
        locale: u32,
        flags: WORD,
        parameters: *mut c_void,
        result: *mut c_void,
        exception: *mut c_void,
        argument: *mut UINT,
    ) -> HResult,
}

/// The type of a parameter in the ABI.
macro_rules! abi_type {
    (in $type:ty) => { $type };
    (out $type:ty) => { *mut $type };
    (inout $type:ty) => { *mut $type };
}
pub(super) use abi_type;

macro_rules! interfaces {
    ($(
        $(#[doc = $doc:literal])*
        $interface:ident = $iid:literal, $class:ident = $clsid:literal {
            $($kind:ident $id:literal $method:ident(
                $($direction:ident $parameter:ident: $type:ty $(= $default:tt)?),*
            );)*
        }
    )*) => {
        /// The vtables, own methods from slot 7 on.
        pub(crate) mod vtables {
            use super::*;
            $(
                #[repr(C)]
                pub(crate) struct $interface {
                    pub(crate) dispatch: DispatchVtbl,
                    $(pub(crate) $method: unsafe extern "system" fn(
                        this: *mut c_void
                        $(, $parameter: abi_type!($direction $type))*
                    ) -> HResult,)*
                }
            )*
        }

        $(
            $(#[doc = $doc])*
            #[repr(C)]
            pub(crate) struct $interface {
                vtbl: *const vtables::$interface,
            }

            #[allow(dead_code)] // every interface can be called, some are only implemented
            impl $interface {
                pub(crate) const IID: GUID = GUID::parse($iid);
                pub(crate) const CLSID: GUID = GUID::parse($clsid);

                $(
                    /// Calls the method of an object, ours or somebody else's.
                    ///
                    /// # Safety
                    /// `this` is a pointer to a live object, the others are as the method wants them.
                    pub(crate) unsafe fn $method(
                        this: *mut $interface
                        $(, $parameter: abi_type!($direction $type))*
                    ) -> HResult {
                        // SAFETY: as the caller of this function promises.
                        unsafe { ((*(*this).vtbl).$method)(this.cast() $(, $parameter)*) }
                    }
                )*
            }
        )*
    };
}
include!("interfaces.rs");

/// The vtable of IStream; numbers of 64 bits are passed as such.
#[repr(C)]
pub(crate) struct StreamVtbl {
    pub(crate) unknown: UnknownVtbl,
    pub(crate) Read: unsafe extern "system" fn(
        this: *mut c_void,
        bytes: *mut c_void,
        count: u32,
        read: *mut u32,
    ) -> HResult,
    pub(crate) Write: unsafe extern "system" fn(
        this: *mut c_void,
        bytes: *const c_void,
        count: u32,
        written: *mut u32,
    ) -> HResult,
    pub(crate) Seek: unsafe extern "system" fn(
        this: *mut c_void,
        offset: i64,
        origin: u32,
        position: *mut u64,
    ) -> HResult,
    pub(crate) SetSize: unsafe extern "system" fn(this: *mut c_void, size: u64) -> HResult,
    pub(crate) CopyTo: unsafe extern "system" fn(
        this: *mut c_void,
        target: *mut IStream,
        count: u64,
        read: *mut u64,
        written: *mut u64,
    ) -> HResult,
    pub(crate) Commit: unsafe extern "system" fn(this: *mut c_void, flags: u32) -> HResult,
    pub(crate) Revert: unsafe extern "system" fn(this: *mut c_void) -> HResult,
    pub(crate) LockRegion:
        unsafe extern "system" fn(this: *mut c_void, offset: u64, count: u64, kind: u32) -> HResult,
    pub(crate) UnlockRegion:
        unsafe extern "system" fn(this: *mut c_void, offset: u64, count: u64, kind: u32) -> HResult,
    pub(crate) Stat:
        unsafe extern "system" fn(this: *mut c_void, stat: *mut STATSTG, flag: u32) -> HResult,
    pub(crate) Clone:
        unsafe extern "system" fn(this: *mut c_void, clone: *mut *mut IStream) -> HResult,
}

/// A stream, ours or somebody else's.
#[repr(C)]
pub(crate) struct IStream {
    pub(crate) vtbl: *const StreamVtbl,
}

/// What IStream::Stat tells.
#[repr(C)]
pub(crate) struct STATSTG {
    pub(crate) pwcsName: *mut u16,
    pub(crate) r#type: DWORD,
    pub(crate) cbSize: ULARGE_INTEGER,
    pub(crate) mtime: [u32; 2],
    pub(crate) ctime: [u32; 2],
    pub(crate) atime: [u32; 2],
    pub(crate) grfMode: DWORD,
    pub(crate) grfLocksSupported: DWORD,
    pub(crate) clsid: GUID,
    pub(crate) grfStateBits: DWORD,
    pub(crate) reserved: DWORD,
}

#[cfg(all(test, target_pointer_width = "64"))]
mod tests {
    use super::*;

    #[test]
    fn structs_have_the_sizes_of_windows() {
        assert_eq!(size_of::<BYTEARRAY>(), 24);
        assert_eq!(size_of::<STATSTRUCT>(), 20);
        assert_eq!(size_of::<SCARDINFO>(), 56);
        assert_eq!(size_of::<GUID>(), 16);
        assert_eq!(size_of::<STATSTG>(), 80);
    }

    #[test]
    fn vtables_have_as_many_slots_as_methods() {
        let slots = |size: usize| size / size_of::<usize>();
        assert_eq!(slots(size_of::<vtables::ISCard>()), 19);
        assert_eq!(slots(size_of::<vtables::ISCardCmd>()), 40);
        assert_eq!(slots(size_of::<vtables::ISCardISO7816>()), 25);
        assert_eq!(slots(size_of::<vtables::IByteBuffer>()), 21);
        assert_eq!(slots(size_of::<vtables::ISCardTypeConv>()), 17);
        assert_eq!(slots(size_of::<vtables::ISCardDatabase>()), 12);
        assert_eq!(slots(size_of::<vtables::ISCardLocate>()), 10);
        assert_eq!(slots(size_of::<StreamVtbl>()), 14);
    }
}
