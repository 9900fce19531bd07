//! The functions of the header, called from Rust as C calls them: for tests of many threads inside one process.

#![allow(unsafe_code)] // what is tested is the C interface

use scardssp::c_api::*;
use std::ffi::{CStr, CString};
use std::ptr;

// By hand, from the Windows SDK: the tests must not take over a mistake in the library's table.
pub const POINTER: Code = 0x8000_4003;
pub const INVALIDARG: Code = 0x8007_0057;
pub const WIN32_FILE_NOT_FOUND: Code = 0x8007_0002;
pub const WIN32_INVALID_DATA: Code = 0x8007_000D;
pub const WIN32_READ_FAULT: Code = 0x8007_001E;
pub const WIN32_ALREADY_EXISTS: Code = 0x8007_00B7;
pub const INVALID_HANDLE: Code = 0x8010_0003;
pub const INSUFFICIENT_BUFFER: Code = 0x8010_0008;
pub const UNKNOWN_READER: Code = 0x8010_0009;
pub const SHARING_VIOLATION: Code = 0x8010_000B;
pub const NO_SMARTCARD: Code = 0x8010_000C;
pub const PROTO_MISMATCH: Code = 0x8010_000F;
pub const NOT_TRANSACTED: Code = 0x8010_0016;
pub const READER_UNAVAILABLE: Code = 0x8010_0017;
pub const DUPLICATE_READER: Code = 0x8010_001B;
pub const NO_SERVICE: Code = 0x8010_001D;
pub const UNSUPPORTED_FEATURE: Code = 0x8010_0022;
pub const RESET_CARD: Code = 0x8010_0068;
pub const REMOVED_CARD: Code = 0x8010_0069;

pub const EXCLUSIVE: u32 = 1;
pub const SHARED: u32 = 2;

pub const LEAVE: u32 = 0;
pub const RESET: u32 = 1;
pub const UNPOWER: u32 = 2;
pub const EJECT: u32 = 3;

pub const T0: u32 = 1;
pub const T1: u32 = 2;
pub const ANY: u32 = 3;
pub const RAW: u32 = 0xFF;

pub const ABSENT: u32 = 1;
pub const SPECIFICMODE: u32 = 6;

/// The bits of a result code.
pub type Code = u32;

pub type Result<T> = std::result::Result<T, Code>;

/// A reader of one test, with the built-in card or that of a profile in it. Removed when dropped.
pub struct Reader(pub CString);

impl Reader {
    pub fn new(name: &str) -> Reader {
        Reader::add(name, None).expect("a reader of a new name can be added")
    }

    pub fn with_profile(name: &str, profile: &str) -> Reader {
        let directory = super::scratch();
        let path = directory.path().join("card.toml");
        std::fs::write(&path, profile).expect("a scratch directory can be written to");
        Reader::add(name, path.to_str()).expect("the profile of a test is valid")
    }

    pub fn add(name: &str, profile: Option<&str>) -> Result<Reader> {
        let name = c_text(name);
        with_optional(profile, |profile| {
            // SAFETY: two C strings, or NULL.
            check(unsafe { scard_virtual_reader_add(name.as_ptr(), profile) })
        })?;
        Ok(Reader(name))
    }

    pub fn attach(&self, share: u32, protocol: u32) -> Result<Card> {
        Card::attach(&self.0, share, protocol)
    }

    /// A session as most tests need one.
    #[track_caller]
    pub fn session(&self) -> Card {
        self.attach(SHARED, ANY)
            .expect("the card can be attached to")
    }

    pub fn insert(&self, profile: Option<&str>) -> Result<()> {
        with_optional(profile, |profile| {
            // SAFETY: two C strings, or NULL.
            check(unsafe { scard_virtual_card_insert(self.0.as_ptr(), profile) })
        })
    }

    pub fn remove_card(&self) -> Result<()> {
        // SAFETY: a C string.
        check(unsafe { scard_virtual_card_remove(self.0.as_ptr()) })
    }

    pub fn remove(&self) -> Result<()> {
        // SAFETY: a C string.
        check(unsafe { scard_virtual_reader_remove(self.0.as_ptr()) })
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let _ = self.remove();
    }
}

/// The names of all readers, in their order.
pub fn list_readers() -> Result<Vec<String>> {
    let list = bytes_of(|buffer, len| {
        // SAFETY: the buffer has the room that the length says.
        unsafe { scard_list_readers(buffer.cast(), len) }
    })?;
    let names = list
        .strip_suffix(b"\0\0")
        .expect("a multi-string ends with two NULs")
        .split(|byte| *byte == 0);
    Ok(names
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect())
}

/// A session's handle. It is not ended when dropped: that is for the tests to try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Card(pub *mut scard_card);

// SAFETY: a key, which the header allows in any thread.
unsafe impl Send for Card {}
// SAFETY: as above.
unsafe impl Sync for Card {}

impl Card {
    pub fn attach(reader: &CStr, share: u32, protocol: u32) -> Result<Card> {
        let mut card = ptr::null_mut();
        // SAFETY: a C string and a slot.
        check(unsafe { scard_attach_by_reader(reader.as_ptr(), share, protocol, &mut card) })?;
        Ok(Card(card))
    }

    pub fn attach_by_handle(handle: usize) -> Result<Card> {
        let mut card = ptr::null_mut();
        // SAFETY: a slot.
        check(unsafe { scard_attach_by_handle(handle, &mut card) })?;
        Ok(Card(card))
    }

    pub fn reattach(self, share: u32, init_state: u32) -> Result<()> {
        // SAFETY: no pointers that are followed.
        check(unsafe { scard_reattach(self.0, share, init_state) })
    }

    pub fn detach(self, disposition: u32) -> Result<()> {
        // SAFETY: no pointers that are followed.
        check(unsafe { scard_detach(self.0, disposition) })
    }

    pub fn lock(self) -> Result<()> {
        // SAFETY: no pointers that are followed.
        check(unsafe { scard_lock(self.0) })
    }

    pub fn unlock(self, disposition: u32) -> Result<()> {
        // SAFETY: no pointers that are followed.
        check(unsafe { scard_unlock(self.0, disposition) })
    }

    pub fn status(self) -> Result<u32> {
        let mut state = 0;
        // SAFETY: a slot.
        check(unsafe { scard_get_status(self.0, &mut state) }).map(|()| state)
    }

    pub fn protocol(self) -> Result<u32> {
        let mut protocol = 0;
        // SAFETY: a slot.
        check(unsafe { scard_get_protocol(self.0, &mut protocol) }).map(|()| protocol)
    }

    pub fn card_handle(self) -> Result<usize> {
        let mut handle = 0;
        // SAFETY: a slot.
        check(unsafe { scard_get_card_handle(self.0, &mut handle) }).map(|()| handle)
    }

    pub fn context(self) -> Result<usize> {
        let mut context = 0;
        // SAFETY: a slot.
        check(unsafe { scard_get_context(self.0, &mut context) }).map(|()| context)
    }

    pub fn atr(self) -> Result<Vec<u8>> {
        // SAFETY: the buffer has the room that the length says.
        bytes_of(|buffer, len| unsafe { scard_get_atr(self.0, buffer, len) })
    }

    pub fn attribute(self, id: u32) -> Result<Vec<u8>> {
        // SAFETY: the buffer has the room that the length says.
        bytes_of(|buffer, len| unsafe { scard_get_attribute(self.0, id, buffer, len) })
    }

    pub fn transmit(self, command: &[u8]) -> Result<Vec<u8>> {
        self.transmit_into(command, 65538).0
    }

    /// With room for so many bytes; also gives the length that was reported.
    pub fn transmit_into(self, command: &[u8], room: usize) -> (Result<Vec<u8>>, usize) {
        let len = u32::try_from(command.len()).expect("a command fits 32 bits");
        self.receive(command.as_ptr(), len, room)
    }

    /// Fetches a kept reply.
    pub fn kept_reply(self, room: usize) -> (Result<Vec<u8>>, usize) {
        self.receive(ptr::null(), 0, room)
    }

    fn receive(
        self,
        command: *const u8,
        command_len: u32,
        room: usize,
    ) -> (Result<Vec<u8>>, usize) {
        let mut reply = vec![0; room.max(1)];
        let mut len = u32::try_from(room).expect("a test's buffer fits 32 bits");
        // SAFETY: command and reply have the lengths that are said.
        let result = check(unsafe {
            scard_transmit(self.0, command, command_len, reply.as_mut_ptr(), &mut len)
        });
        let len = usize::try_from(len).expect("a reply fits memory");
        reply.truncate(len);
        (result.map(|()| reply), len)
    }
}

/// The result of a call.
pub fn check(code: scard_hresult) -> Result<()> {
    match code {
        0 => Ok(()),
        failure => Err(failure.cast_unsigned()),
    }
}

pub fn c_text(text: &str) -> CString {
    CString::new(text).expect("a test's text has no NUL inside")
}

fn with_optional<R>(text: Option<&str>, call: impl FnOnce(*const std::ffi::c_char) -> R) -> R {
    let text = text.map(c_text);
    call(text.as_ref().map_or(ptr::null(), |text| text.as_ptr()))
}

/// Asks for the length, then for the bytes.
fn bytes_of(get: impl Fn(*mut u8, *mut u32) -> scard_hresult) -> Result<Vec<u8>> {
    loop {
        let mut len = 0;
        check(get(ptr::null_mut(), &mut len))?;
        let mut bytes = vec![0; usize::try_from(len).expect("a length fits memory")];
        match check(get(bytes.as_mut_ptr(), &mut len)) {
            Err(INSUFFICIENT_BUFFER) => {} // it grew between the two calls
            result => {
                bytes.truncate(usize::try_from(len).expect("a length fits memory"));
                return result.map(|()| bytes);
            }
        }
    }
}
