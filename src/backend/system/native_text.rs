//! Names as the service has them, and its functions that take or give names.
//!
//! Windows has these functions twice. Those of the ANSI code page, which crate `pcsc` binds, cannot write every
//! reader's name; these are the others, whose names end with W. Our side of a name is UTF-8 on Windows, and elsewhere
//! the bytes that the driver chose.

#[cfg(not(windows))]
pub(super) use bytes::*;
#[cfg(windows)]
pub(super) use utf16::*;
#[cfg(windows)]
pub(super) use wide_functions::*;

#[cfg(not(windows))]
pub(super) use pcsc::ffi::{
    SCARD_READERSTATE, SCardConnect, SCardGetStatusChange, SCardListReaders, SCardStatus,
};

#[cfg(windows)]
use crate::error::Result;
use std::ffi::CString;

/// The names of a list that the service gave: each ends with a zero, and the list with one more.
pub(super) fn decode_list(list: &[Char]) -> Vec<CString> {
    let names = list.split(|unit| *unit == 0);
    let names = names.take_while(|name| !name.is_empty());
    names.filter_map(decode).collect()
}

/// A list of names as the service wants it.
#[cfg(windows)]
pub(super) fn encode_list(names: &[CString]) -> Result<Vec<Char>> {
    let mut list = Vec::new();
    for name in names {
        list.extend(encode(name)?);
    }
    list.push(0);
    Ok(list)
}

#[cfg(not(windows))]
mod bytes {
    use crate::error::Result;
    use std::ffi::{CStr, CString};

    pub(in super::super) type Char = u8;

    /// A name with its zero.
    pub(in super::super) fn encode(name: &CStr) -> Result<&[Char]> {
        Ok(name.to_bytes_with_nul())
    }

    /// A name without its zero, as we have it.
    pub(in super::super) fn decode(name: &[Char]) -> Option<CString> {
        CString::new(name).ok()
    }
}

#[cfg(any(windows, test))]
mod utf16 {
    use crate::error::{Error, Result};
    use std::ffi::{CStr, CString};

    pub(in super::super) type Char = u16;

    /// A name with its zero. No reader has one that is no Unicode.
    pub(in super::super) fn encode(name: &CStr) -> Result<Vec<Char>> {
        let name = name.to_str().map_err(|_| Error::UNKNOWN_READER)?;
        Ok(name.encode_utf16().chain([0]).collect())
    }

    /// A name without its zero, as we have it; what is no Unicode has replacement characters.
    pub(in super::super) fn decode(name: &[Char]) -> Option<CString> {
        CString::new(String::from_utf16_lossy(name)).ok()
    }
}

#[cfg(windows)]
mod wide_functions {
    #![allow(unsafe_code, non_snake_case)] // the binding to winscard, whose names are those of Windows

    use crate::guid::GUID;
    use pcsc::ffi::{ATR_BUFFER_SIZE, DWORD, LONG, SCARDCONTEXT, SCARDHANDLE};
    use std::ffi::c_void;

    /// `SCARD_READERSTATEW`.
    #[repr(C)]
    pub(in super::super) struct SCARD_READERSTATE {
        pub(in super::super) szReader: *const u16,
        pub(in super::super) pvUserData: *mut c_void,
        pub(in super::super) dwCurrentState: DWORD,
        pub(in super::super) dwEventState: DWORD,
        pub(in super::super) cbAtr: DWORD,
        pub(in super::super) rgbAtr: [u8; ATR_BUFFER_SIZE],
    }

    #[link(name = "winscard")]
    unsafe extern "system" {
        #[link_name = "SCardConnectW"]
        pub(in super::super) fn SCardConnect(
            context: SCARDCONTEXT,
            reader: *const u16,
            share: DWORD,
            protocols: DWORD,
            card: *mut SCARDHANDLE,
            active: *mut DWORD,
        ) -> LONG;

        #[link_name = "SCardGetStatusChangeW"]
        pub(in super::super) fn SCardGetStatusChange(
            context: SCARDCONTEXT,
            timeout: DWORD,
            states: *mut SCARD_READERSTATE,
            count: DWORD,
        ) -> LONG;

        #[link_name = "SCardListReadersW"]
        pub(in super::super) fn SCardListReaders(
            context: SCARDCONTEXT,
            groups: *const u16,
            readers: *mut u16,
            length: *mut DWORD,
        ) -> LONG;

        #[link_name = "SCardListReaderGroupsW"]
        pub(in super::super) fn SCardListReaderGroups(
            context: SCARDCONTEXT,
            groups: *mut u16,
            length: *mut DWORD,
        ) -> LONG;

        #[link_name = "SCardListCardsW"]
        pub(in super::super) fn SCardListCards(
            context: SCARDCONTEXT,
            atr: *const u8,
            interfaces: *const GUID,
            interface_count: DWORD,
            cards: *mut u16,
            length: *mut DWORD,
        ) -> LONG;

        #[link_name = "SCardListInterfacesW"]
        pub(in super::super) fn SCardListInterfaces(
            context: SCARDCONTEXT,
            card: *const u16,
            interfaces: *mut GUID,
            count: *mut DWORD,
        ) -> LONG;

        #[link_name = "SCardGetProviderIdW"]
        pub(in super::super) fn SCardGetProviderId(
            context: SCARDCONTEXT,
            card: *const u16,
            provider: *mut GUID,
        ) -> LONG;

        #[link_name = "SCardStatusW"]
        pub(in super::super) fn SCardStatus(
            card: SCARDHANDLE,
            reader: *mut u16,
            length: *mut DWORD,
            state: *mut DWORD,
            protocol: *mut DWORD,
            atr: *mut u8,
            atr_length: *mut DWORD,
        ) -> LONG;
    }
}

#[cfg(test)]
mod tests {
    use super::{decode_list, utf16};
    use crate::error::Error;
    use proptest::prelude::*;
    use std::ffi::CString;

    #[cfg(not(windows))]
    #[test]
    fn a_list_ends_where_a_name_is_empty() {
        let names = [c"One".to_owned(), c"\xFFTwo".to_owned()];
        assert_eq!(decode_list(b"One\0\xFFTwo\0\0rest"), names);
        assert_eq!(decode_list(b"One\0\xFFTwo"), names);
        assert!(decode_list(b"\0\0").is_empty() && decode_list(b"").is_empty());
    }

    #[test]
    fn a_name_that_is_no_unicode_is_nobody_s() {
        assert_eq!(utf16::encode(c"\xFF"), Err(Error::UNKNOWN_READER));
        let lone_surrogate = utf16::decode(&[0x41, 0xD83D, 0x42]);
        assert_eq!(lone_surrogate, Some(c"A\u{FFFD}B".to_owned()));
    }

    proptest! {
        #[test]
        fn a_name_is_the_same_after_utf16(name in "[^\0]*") {
            let name = CString::new(name).unwrap();
            let units = utf16::encode(&name).unwrap();
            let (zero, units) = units.split_last().unwrap();
            prop_assert_eq!((*zero, utf16::decode(units)), (0, Some(name)));
        }
    }
}
