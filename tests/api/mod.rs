//! The C interface as Rust tests call it: the same functions, with owned handles and results.

#![allow(unsafe_code)] // the functions under test are C functions
#![allow(dead_code)] // each test binary uses a part of it

use scardssp::c_api::*;
use std::ffi::{CStr, CString};
use std::fmt;
use std::ptr;

pub const EXCLUSIVE: u32 = 1;
pub const SHARED: u32 = 2;
pub const LEAVE: u32 = 0;
pub const RESET: u32 = 1;
pub const UNPOWER: u32 = 2;
pub const EJECT: u32 = 3;
pub const T0: u32 = 1;
pub const T1: u32 = 2;
pub const RAW: u32 = 0xFF;
pub const ABSENT: u32 = 1;
pub const SPECIFICMODE: u32 = 6;

/// A failure, as the number that Windows has for it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hr(pub u32);

impl fmt::Debug for Hr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SAFETY: the library gives a static text for any number.
        let name = unsafe { CStr::from_ptr(scard_hresult_name(self.0 as i32)) };
        write!(f, "0x{:08X} {}", self.0, name.to_string_lossy())
    }
}

pub const INVALIDARG: Hr = Hr(0x8007_0057);
pub const INTERNAL_ERROR: Hr = Hr(0x8010_0001);
pub const INVALID_HANDLE: Hr = Hr(0x8010_0003);
pub const INSUFFICIENT_BUFFER: Hr = Hr(0x8010_0008);
pub const UNKNOWN_READER: Hr = Hr(0x8010_0009);
pub const SHARING_VIOLATION: Hr = Hr(0x8010_000B);
pub const NO_SMARTCARD: Hr = Hr(0x8010_000C);
pub const PROTO_MISMATCH: Hr = Hr(0x8010_000F);
pub const COMM_ERROR: Hr = Hr(0x8010_0013);
pub const NOT_TRANSACTED: Hr = Hr(0x8010_0016);
pub const READER_UNAVAILABLE: Hr = Hr(0x8010_0017);
pub const NO_SERVICE: Hr = Hr(0x8010_001D);
pub const UNSUPPORTED_FEATURE: Hr = Hr(0x8010_0022);
pub const NO_READERS_AVAILABLE: Hr = Hr(0x8010_002E);
pub const COMM_DATA_LOST: Hr = Hr(0x8010_002F);
pub const RESET_CARD: Hr = Hr(0x8010_0068);
pub const REMOVED_CARD: Hr = Hr(0x8010_0069);

pub fn check(hr: scard_hresult) -> Result<(), Hr> {
    match hr {
        0 => Ok(()),
        1.. => panic!("a success that is not OK: {hr:#X}"),
        _ => Err(Hr(hr as u32)),
    }
}

/// A session; detached with LEAVE when dropped.
#[derive(Debug)]
pub struct Session(*mut scard_card);

// SAFETY: the handle is a key, and every function may be called from any thread.
unsafe impl Send for Session {}
// SAFETY: as above.
unsafe impl Sync for Session {}

impl Session {
    pub fn attach(reader: &CStr, share: u32, protocol: u32) -> Result<Session, Hr> {
        let mut card = ptr::dangling_mut();
        // SAFETY: the pointers are valid.
        let result =
            check(unsafe { scard_attach_by_reader(reader.as_ptr(), share, protocol, &mut card) });
        assert_eq!(
            result.is_err(),
            card.is_null(),
            "the out parameter tells the same"
        );
        result.map(|()| Session(card))
    }

    /// Shared, with the protocol that the card prefers.
    #[track_caller]
    pub fn shared(reader: &CStr) -> Session {
        Session::attach(reader, SHARED, T0 | T1).expect("a card to attach to")
    }

    pub fn adopt(handle: usize) -> Result<Session, Hr> {
        let mut card = ptr::dangling_mut();
        // SAFETY: the pointer is valid.
        let result = check(unsafe { scard_attach_by_handle(handle, &mut card) });
        assert_eq!(
            result.is_err(),
            card.is_null(),
            "the out parameter tells the same"
        );
        result.map(|()| Session(card))
    }

    pub fn key(&self) -> *mut scard_card {
        self.0
    }

    pub fn reattach(&self, share: u32, init: u32) -> Result<(), Hr> {
        // SAFETY: takes no pointer but the handle.
        check(unsafe { scard_reattach(self.0, share, init) })
    }

    pub fn detach(self, disposition: u32) -> Result<(), Hr> {
        let key = std::mem::ManuallyDrop::new(self).0;
        // SAFETY: takes no pointer but the handle.
        check(unsafe { scard_detach(key, disposition) })
    }

    pub fn lock(&self) -> Result<(), Hr> {
        // SAFETY: takes no pointer but the handle.
        check(unsafe { scard_lock(self.0) })
    }

    pub fn unlock(&self, disposition: u32) -> Result<(), Hr> {
        // SAFETY: takes no pointer but the handle.
        check(unsafe { scard_unlock(self.0, disposition) })
    }

    pub fn transmit(&self, apdu: &[u8]) -> Result<Vec<u8>, Hr> {
        self.transmit_into(apdu, 65_538)
    }

    /// With a buffer of the given size; a reply that does not fit stays with the session.
    pub fn transmit_into(&self, apdu: &[u8], room: usize) -> Result<Vec<u8>, Hr> {
        // SAFETY: the pointers and lengths go together.
        fill(room, |reply, len| unsafe {
            scard_transmit(self.0, apdu.as_ptr(), apdu.len() as u32, reply, len)
        })
    }

    pub fn kept_reply(&self) -> Result<Vec<u8>, Hr> {
        // SAFETY: the pointers and lengths go together; NULL asks for the kept reply.
        fill(65_538, |reply, len| unsafe {
            scard_transmit(self.0, ptr::null(), 0, reply, len)
        })
    }

    pub fn control(&self, code: u32, input: &[u8]) -> Result<Vec<u8>, Hr> {
        // SAFETY: the pointers and lengths go together.
        fill(1024, |out, len| unsafe {
            scard_control(self.0, code, input.as_ptr(), input.len() as u32, out, len)
        })
    }

    pub fn attribute(&self, id: u32) -> Result<Vec<u8>, Hr> {
        // SAFETY: the pointers and lengths go together.
        fill(1024, |value, len| unsafe {
            scard_get_attribute(self.0, id, value, len)
        })
    }

    pub fn set_attribute(&self, id: u32, value: &[u8]) -> Result<(), Hr> {
        // SAFETY: the pointer and length go together.
        check(unsafe { scard_set_attribute(self.0, id, value.as_ptr(), value.len() as u32) })
    }

    pub fn atr(&self) -> Result<Vec<u8>, Hr> {
        // SAFETY: the pointers and lengths go together.
        fill(33, |atr, len| unsafe { scard_get_atr(self.0, atr, len) })
    }

    pub fn reader_name(&self) -> Result<CString, Hr> {
        // SAFETY: the pointers and lengths go together.
        let name = fill(128, |name, len| unsafe {
            scard_get_reader_name(self.0, name.cast(), len)
        })?;
        Ok(CString::from_vec_with_nul(name).expect("a name with its NUL"))
    }

    pub fn protocol(&self) -> Result<u32, Hr> {
        // SAFETY: the pointer is valid.
        value(|slot| unsafe { scard_get_protocol(self.0, slot) })
    }

    pub fn status(&self) -> Result<u32, Hr> {
        // SAFETY: the pointer is valid.
        value(|slot| unsafe { scard_get_status(self.0, slot) })
    }

    pub fn card_handle(&self) -> Result<usize, Hr> {
        // SAFETY: the pointer is valid.
        value(|slot| unsafe { scard_get_card_handle(self.0, slot) })
    }

    pub fn context(&self) -> Result<usize, Hr> {
        // SAFETY: the pointer is valid.
        value(|slot| unsafe { scard_get_context(self.0, slot) })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // SAFETY: takes no pointer but the handle. Fails when the test ended the session by other means.
        unsafe { scard_detach(self.0, LEAVE) };
    }
}

/// Calls a function that fills a buffer with room for so many bytes.
fn fill(room: usize, call: impl FnOnce(*mut u8, *mut u32) -> scard_hresult) -> Result<Vec<u8>, Hr> {
    let mut buffer = vec![0xAA; room];
    let mut len = room as u32;
    let result = check(call(buffer.as_mut_ptr(), &mut len));
    if let Err(Hr(failure)) = result {
        assert!(
            buffer.iter().all(|byte| *byte == 0xAA),
            "a failure wrote into the buffer"
        );
        let needs_room = failure == INSUFFICIENT_BUFFER.0;
        assert_eq!(len > 0, needs_room, "the length after {:?}", Hr(failure));
    }
    result.map(|()| {
        buffer.truncate(len as usize);
        buffer
    })
}

fn value<T: Default + Copy>(call: impl FnOnce(*mut T) -> scard_hresult) -> Result<T, Hr> {
    let mut slot = T::default();
    check(call(&mut slot)).map(|()| slot)
}

pub fn list_readers() -> Result<Vec<CString>, Hr> {
    // SAFETY: the pointers and lengths go together.
    let names = fill(4096, |names, len| unsafe {
        scard_list_readers(names.cast(), len)
    })?;
    let names = names
        .strip_suffix(b"\0")
        .expect("the NUL at the end of the list");
    Ok(names
        .split_inclusive(|byte| *byte == 0)
        .map(|name| CString::from_vec_with_nul(name.to_vec()).expect("a name with its NUL"))
        .collect())
}

fn optional(text: Option<&CStr>) -> *const std::ffi::c_char {
    text.map_or(ptr::null(), CStr::as_ptr)
}

pub fn add_virtual_reader(name: &CStr, profile: Option<&CStr>) -> Result<(), Hr> {
    // SAFETY: the pointers are NULL or NUL-terminated.
    check(unsafe { scard_virtual_reader_add(name.as_ptr(), optional(profile)) })
}

pub fn remove_virtual_reader(name: &CStr) -> Result<(), Hr> {
    // SAFETY: the pointer is NUL-terminated.
    check(unsafe { scard_virtual_reader_remove(name.as_ptr()) })
}

pub fn insert_virtual_card(name: &CStr, profile: Option<&CStr>) -> Result<(), Hr> {
    // SAFETY: the pointers are NULL or NUL-terminated.
    check(unsafe { scard_virtual_card_insert(name.as_ptr(), optional(profile)) })
}

pub fn remove_virtual_card(name: &CStr) -> Result<(), Hr> {
    // SAFETY: the pointer is NUL-terminated.
    check(unsafe { scard_virtual_card_remove(name.as_ptr()) })
}

/// Ends a session that others still know the handle of.
pub fn detach_key(card: &Session, disposition: u32) -> Result<(), Hr> {
    // SAFETY: takes no pointer but the handle.
    check(unsafe { scard_detach(card.key(), disposition) })
}
