//! The C interface as tests in Rust call it: the functions of the header, with results, sessions that are detached when
//! dropped, and virtual readers that are removed when dropped.
//!
//! Each call also checks what the header promises of every call: a failure writes nothing and clears the out
//! parameters, a success writes no byte beyond the length it tells.
//!
//! | file      | what it has                                              |
//! |-----------|----------------------------------------------------------|
//! | `builtin` | commands for the built-in virtual card, and its answers  |
//! | `command` | commands that are built up, and what runs them           |

#![allow(unsafe_code)] // the functions under test are C functions
#![allow(dead_code)] // each test binary uses a part of it

pub mod builtin;
pub mod command;

use scardssp::c_api::*;
use std::ffi::{CStr, CString, c_char};
use std::fmt;
use std::ops::Deref;
use std::ptr;

// By hand, from the Windows SDK: the tests must not take over a mistake in the library's tables.

pub const EXCLUSIVE: u32 = 1;
pub const SHARED: u32 = 2;

pub const LEAVE: u32 = 0;
pub const RESET: u32 = 1;
pub const UNPOWER: u32 = 2;
pub const EJECT: u32 = 3;

pub const T0: u32 = 1;
pub const T1: u32 = 2;
pub const ANY: u32 = T0 | T1;
pub const RAW: u32 = 0xFF;

pub const ABSENT: u32 = 1;
pub const SPECIFICMODE: u32 = 6;

pub const POINTER: Hr = Hr(0x8000_4003);
pub const UNEXPECTED: Hr = Hr(0x8000_FFFF);
pub const ACCESSDENIED: Hr = Hr(0x8007_0005);
pub const WIN32_FILE_NOT_FOUND: Hr = Hr(0x8007_0002);
pub const WIN32_INVALID_DATA: Hr = Hr(0x8007_000D);
pub const WIN32_READ_FAULT: Hr = Hr(0x8007_001E);
pub const INVALIDARG: Hr = Hr(0x8007_0057);
pub const WIN32_ALREADY_EXISTS: Hr = Hr(0x8007_00B7);
pub const INTERNAL_ERROR: Hr = Hr(0x8010_0001);
pub const INVALID_HANDLE: Hr = Hr(0x8010_0003);
pub const INSUFFICIENT_BUFFER: Hr = Hr(0x8010_0008);
pub const UNKNOWN_READER: Hr = Hr(0x8010_0009);
pub const SHARING_VIOLATION: Hr = Hr(0x8010_000B);
pub const NO_SMARTCARD: Hr = Hr(0x8010_000C);
pub const PROTO_MISMATCH: Hr = Hr(0x8010_000F);
pub const COMM_ERROR: Hr = Hr(0x8010_0013);
pub const INVALID_ATR: Hr = Hr(0x8010_0015);
pub const NOT_TRANSACTED: Hr = Hr(0x8010_0016);
pub const READER_UNAVAILABLE: Hr = Hr(0x8010_0017);
pub const DUPLICATE_READER: Hr = Hr(0x8010_001B);
pub const CARD_UNSUPPORTED: Hr = Hr(0x8010_001C);
pub const NO_SERVICE: Hr = Hr(0x8010_001D);
pub const CARD_UNEXPECTED: Hr = Hr(0x8010_001F);
pub const UNSUPPORTED_FEATURE: Hr = Hr(0x8010_0022);
pub const FILE_NOT_FOUND: Hr = Hr(0x8010_0024);
pub const NO_FILE: Hr = Hr(0x8010_0026);
pub const NO_ACCESS: Hr = Hr(0x8010_0027);
pub const WRITE_TOO_MANY: Hr = Hr(0x8010_0028);
pub const NO_READERS_AVAILABLE: Hr = Hr(0x8010_002E);
pub const COMM_DATA_LOST: Hr = Hr(0x8010_002F);
pub const RESET_CARD: Hr = Hr(0x8010_0068);
pub const REMOVED_CARD: Hr = Hr(0x8010_0069);
pub const SECURITY_VIOLATION: Hr = Hr(0x8010_006A);
pub const CHV_BLOCKED: Hr = Hr(0x8010_006C);

/// A failure, as the number that Windows has for it; printed with its name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hr(pub u32);

impl fmt::Debug for Hr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SAFETY: the library gives a static text for any number.
        let name = unsafe { CStr::from_ptr(scard_hresult_name(self.0.cast_signed())) };
        write!(f, "0x{:08X} {}", self.0, name.to_string_lossy())
    }
}

pub type Result<T> = std::result::Result<T, Hr>;

pub fn check(hr: scard_hresult) -> Result<()> {
    match hr {
        0 => Ok(()),
        1.. => panic!("a success that is not OK: {hr:#X}"),
        failure => Err(Hr(failure.cast_unsigned())),
    }
}

/// A handle as C has it: any copy of it works in any thread, and what it stands for may have ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Key(pub *mut scard_card);

// SAFETY: a key, not an address, and every function may be called from any thread.
unsafe impl Send for Key {}
// SAFETY: as above.
unsafe impl Sync for Key {}

impl Key {
    pub fn reattach(self, share: u32, init: u32) -> Result<()> {
        // SAFETY: takes no pointer but the handle.
        check(unsafe { scard_reattach(self.0, share, init) })
    }

    pub fn detach(self, disposition: u32) -> Result<()> {
        // SAFETY: takes no pointer but the handle.
        check(unsafe { scard_detach(self.0, disposition) })
    }

    pub fn lock(self) -> Result<()> {
        // SAFETY: takes no pointer but the handle.
        check(unsafe { scard_lock(self.0) })
    }

    pub fn unlock(self, disposition: u32) -> Result<()> {
        // SAFETY: takes no pointer but the handle.
        check(unsafe { scard_unlock(self.0, disposition) })
    }

    pub fn transmit(self, apdu: &[u8]) -> Result<Vec<u8>> {
        self.transmit_into(apdu, LONGEST_REPLY).0
    }

    /// With a buffer of the given size; a reply that does not fit stays with the session. Gives the length told, too.
    pub fn transmit_into(self, apdu: &[u8], room: usize) -> (Result<Vec<u8>>, usize) {
        // SAFETY: the pointers and lengths go together.
        filled(room, |reply, len| unsafe {
            scard_transmit(self.0, apdu.as_ptr(), length(apdu), reply, len)
        })
    }

    /// The reply that did not fit before, and the length told.
    pub fn kept_reply(self, room: usize) -> (Result<Vec<u8>>, usize) {
        // SAFETY: the pointers and lengths go together; NULL asks for the kept reply.
        filled(room, |reply, len| unsafe {
            scard_transmit(self.0, ptr::null(), 0, reply, len)
        })
    }

    pub fn control(self, code: u32, input: &[u8]) -> Result<Vec<u8>> {
        // SAFETY: the pointers and lengths go together.
        let (answer, _) = filled(1024, |out, len| unsafe {
            scard_control(self.0, code, input.as_ptr(), length(input), out, len)
        });
        answer
    }

    pub fn attribute(self, id: u32) -> Result<Vec<u8>> {
        // SAFETY: the pointers and lengths go together.
        asked_for(1024, |value, len| unsafe {
            scard_get_attribute(self.0, id, value, len)
        })
    }

    pub fn set_attribute(self, id: u32, value: &[u8]) -> Result<()> {
        // SAFETY: the pointer and length go together.
        check(unsafe { scard_set_attribute(self.0, id, value.as_ptr(), length(value)) })
    }

    pub fn atr(self) -> Result<Vec<u8>> {
        // SAFETY: the pointers and lengths go together.
        asked_for(33, |atr, len| unsafe { scard_get_atr(self.0, atr, len) })
    }

    pub fn reader_name(self) -> Result<CString> {
        // SAFETY: the pointers and lengths go together.
        let name = asked_for(128, |name, len| unsafe {
            scard_get_reader_name(self.0, name.cast(), len)
        })?;
        Ok(CString::from_vec_with_nul(name).expect("a name with its NUL"))
    }

    pub fn protocol(self) -> Result<u32> {
        // SAFETY: the pointer is valid.
        value(|slot| unsafe { scard_get_protocol(self.0, slot) })
    }

    pub fn status(self) -> Result<u32> {
        // SAFETY: the pointer is valid.
        value(|slot| unsafe { scard_get_status(self.0, slot) })
    }

    pub fn card_handle(self) -> Result<usize> {
        // SAFETY: the pointer is valid.
        value(|slot| unsafe { scard_get_card_handle(self.0, slot) })
    }

    pub fn context(self) -> Result<usize> {
        // SAFETY: the pointer is valid.
        value(|slot| unsafe { scard_get_context(self.0, slot) })
    }
}

/// A session; detached with LEAVE when dropped.
#[derive(PartialEq, Eq, Debug)]
pub struct Session(Key);

impl Session {
    pub fn attach(reader: &CStr, share: u32, protocol: u32) -> Result<Session> {
        // SAFETY: the pointers are valid.
        attached(|card| unsafe { scard_attach_by_reader(reader.as_ptr(), share, protocol, card) })
    }

    /// Shared, with the protocol that the card prefers.
    #[track_caller]
    pub fn shared(reader: &CStr) -> Session {
        Session::attach(reader, SHARED, ANY).expect("a card to attach to")
    }

    /// Takes over a connection that was opened elsewhere.
    pub fn adopt(handle: usize) -> Result<Session> {
        // SAFETY: the pointer is valid.
        attached(|card| unsafe { scard_attach_by_handle(handle, card) })
    }

    /// For threads of their own, and for what comes after the end.
    pub fn key(&self) -> Key {
        self.0
    }

    /// From now on the test sees to the end.
    pub fn into_key(self) -> Key {
        std::mem::ManuallyDrop::new(self).0
    }

    pub fn detach(self, disposition: u32) -> Result<()> {
        self.into_key().detach(disposition)
    }
}

impl Deref for Session {
    type Target = Key;

    fn deref(&self) -> &Key {
        &self.0
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Fails when the test ended the session by other means.
        let _ = self.0.detach(LEAVE);
    }
}

/// A virtual reader, with the built-in card or that of a profile in it. Removed when dropped.
#[derive(Debug)]
pub struct Reader(CString);

impl Reader {
    #[track_caller]
    pub fn new(name: impl Into<Vec<u8>>) -> Reader {
        Reader::add(name, None).expect("a reader of a new name can be added")
    }

    #[track_caller]
    pub fn with_profile(name: impl Into<Vec<u8>>, profile: &str) -> Reader {
        let profile = ProfileFile::new(profile);
        Reader::add(name, Some(profile.path())).expect("the profile of a test is valid")
    }

    pub fn add(name: impl Into<Vec<u8>>, profile: Option<&str>) -> Result<Reader> {
        let name = c_text(name);
        with_optional(profile, |profile| {
            // SAFETY: the pointers are NULL or NUL-terminated.
            check(unsafe { scard_virtual_reader_add(name.as_ptr(), profile) })
        })?;
        Ok(Reader(name))
    }

    pub fn name(&self) -> &CStr {
        &self.0
    }

    pub fn attach(&self, share: u32, protocol: u32) -> Result<Session> {
        Session::attach(&self.0, share, protocol)
    }

    /// Fails where any session of the reader is still there.
    #[track_caller]
    pub fn check_nobody_is_left(&self) {
        let only_one = self.attach(EXCLUSIVE, T0 | T1).unwrap();
        only_one.detach(LEAVE).unwrap();
    }

    /// A session as most tests need one.
    #[track_caller]
    pub fn session(&self) -> Session {
        Session::shared(&self.0)
    }

    pub fn insert(&self, profile: Option<&str>) -> Result<()> {
        with_optional(profile, |profile| {
            // SAFETY: the pointers are NULL or NUL-terminated.
            check(unsafe { scard_virtual_card_insert(self.0.as_ptr(), profile) })
        })
    }

    pub fn remove_card(&self) -> Result<()> {
        // SAFETY: the pointer is NUL-terminated.
        check(unsafe { scard_virtual_card_remove(self.0.as_ptr()) })
    }

    pub fn remove(&self) -> Result<()> {
        // SAFETY: the pointer is NUL-terminated.
        check(unsafe { scard_virtual_reader_remove(self.0.as_ptr()) })
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // Fails when the test removed it.
        let _ = self.remove();
    }
}

/// A profile in a file, for as long as it is not dropped.
pub struct ProfileFile {
    _directory: tempfile::TempDir,
    path: String,
}

impl ProfileFile {
    pub fn new(content: impl AsRef<[u8]>) -> ProfileFile {
        let directory = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))
            .expect("the target directory can be written to");
        let path = directory.path().join("card.toml");
        std::fs::write(&path, content).expect("a scratch directory can be written to");
        let path = path.into_os_string().into_string();
        ProfileFile {
            _directory: directory,
            path: path.expect("a target directory with a name in UTF-8"),
        }
    }

    pub fn path(&self) -> &str {
        &self.path
    }
}

/// The names of all readers, in their order.
pub fn list_readers() -> Result<Vec<CString>> {
    let list = loop {
        // SAFETY: the pointers and lengths go together.
        let list = asked_for(LONGEST_REPLY, |names, len| unsafe {
            scard_list_readers(names.cast(), len)
        });
        // Another test may have added a reader since the length was asked for.
        if list != Err(INSUFFICIENT_BUFFER) {
            break list?;
        }
    };
    let names = list
        .strip_suffix(b"\0")
        .expect("the NUL at the end of the list")
        .split_inclusive(|byte| *byte == 0)
        .map(|name| CString::from_vec_with_nul(name.to_vec()).expect("a name with its NUL"))
        .collect::<Vec<_>>();
    assert!(names.iter().all(|name| !name.is_empty()), "{names:?}");
    Ok(names)
}

/// The longest reply there is: 65,536 bytes and the status word.
pub const LONGEST_REPLY: usize = 65_538;

/// What a buffer holds before a call.
static UNTOUCHED: [u8; 140_000] = [0xAA; 140_000];

/// Calls a function that fills a buffer with room for so many bytes. Gives the length told, too.
fn filled(
    room: usize,
    call: impl FnOnce(*mut u8, *mut u32) -> scard_hresult,
) -> (Result<Vec<u8>>, usize) {
    let mut buffer = UNTOUCHED[..room].to_vec();
    let mut len = length(&buffer);
    let result = check(call(buffer.as_mut_ptr(), &mut len));
    let len = len as usize;
    match result {
        Ok(()) => assert!(len <= room, "{len} bytes in a buffer of {room}"),
        Err(INSUFFICIENT_BUFFER) => assert!(len > room, "{len} bytes would fit {room}"),
        Err(failure) => assert_eq!(len, 0, "the length after {failure:?}"),
    }
    let written = if result.is_ok() { len } else { 0 };
    assert!(
        buffer[written..] == UNTOUCHED[written..room],
        "{result:?} and {len} bytes, but more was written"
    );
    buffer.truncate(written);
    (result.map(|()| buffer), len)
}

/// Asks for the length, which must not be more than the header promises, and then for the bytes.
fn asked_for(
    promised: usize,
    call: impl Fn(*mut u8, *mut u32) -> scard_hresult,
) -> Result<Vec<u8>> {
    let mut len = u32::MAX;
    let asked = check(call(ptr::null_mut(), &mut len));
    if let Err(failure) = asked {
        assert_eq!(len, 0, "the length after {failure:?}");
        return Err(failure);
    }
    let len = len as usize;
    assert!(len <= promised, "{len} bytes and not at most {promised}");
    filled(len, call).0
}

/// Calls a function that fills in one number.
fn value<T>(call: impl FnOnce(*mut T) -> scard_hresult) -> Result<T>
where
    T: Copy + Default + From<u8> + PartialEq + fmt::Debug,
{
    let mut slot = T::from(0xAA);
    let result = check(call(&mut slot));
    if let Err(failure) = result {
        assert_eq!(slot, T::default(), "the value after {failure:?}");
    }
    result.map(|()| slot)
}

fn attached(call: impl FnOnce(*mut *mut scard_card) -> scard_hresult) -> Result<Session> {
    let mut card = ptr::dangling_mut();
    let result = check(call(&mut card));
    assert_eq!(result.is_err(), card.is_null(), "{result:?} and {card:?}");
    result.map(|()| Session(Key(card)))
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("a test's bytes fit 32 bits")
}

fn c_text(text: impl Into<Vec<u8>>) -> CString {
    CString::new(text).expect("a test's text has no NUL inside")
}

fn with_optional<R>(text: Option<&str>, call: impl FnOnce(*const c_char) -> R) -> R {
    let text = text.map(c_text);
    call(text.as_deref().map_or(ptr::null(), CStr::as_ptr))
}
