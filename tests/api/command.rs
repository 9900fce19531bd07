//! Commands that are built up, and what runs them.

use super::{Key, Result, asked_for, check, filled, length, value};
use scardssp::c_api::*;
use std::ptr;

/// The longest command there is, which no reply exceeds: an extended one of case 4.
const LONGEST_COMMAND: usize = 65_544;

/// A command; freed when dropped.
#[derive(Debug)]
pub struct Cmd(*mut scard_cmd);

// SAFETY: a key, not an address, and every function may be called from any thread.
unsafe impl Send for Cmd {}
// SAFETY: as above.
unsafe impl Sync for Cmd {}

/// What a getter or setter of one small value is called with.
type Getter<T> = unsafe extern "C" fn(*mut scard_cmd, *mut T) -> scard_hresult;
type Setter<T> = unsafe extern "C" fn(*mut scard_cmd, T) -> scard_hresult;
type BytesGetter = unsafe extern "C" fn(*mut scard_cmd, *mut u8, *mut u32) -> scard_hresult;
type BytesSetter = unsafe extern "C" fn(*mut scard_cmd, *const u8, u32) -> scard_hresult;

impl Cmd {
    #[allow(clippy::new_without_default)] // an object of the library, not a value
    pub fn new() -> Cmd {
        let mut cmd = ptr::dangling_mut();
        // SAFETY: the pointer is valid.
        check(unsafe { scard_cmd_new(&mut cmd) }).expect("a new command");
        assert!(!cmd.is_null());
        Cmd(cmd)
    }

    /// Of ready-made bytes.
    #[track_caller]
    pub fn of(apdu: &[u8]) -> Cmd {
        let cmd = Cmd::new();
        cmd.set_bytes(scard_cmd_set_apdu, apdu).expect("a command");
        cmd
    }

    /// For calls that have no wrapper here.
    pub fn handle(&self) -> *mut scard_cmd {
        self.0
    }

    pub fn build(&self, header: [u8; 4], data: &[u8], le: Option<i32>) -> Result<()> {
        let [cla, ins, p1, p2] = header;
        let le = le.as_ref().map_or(ptr::null(), ptr::from_ref);
        // SAFETY: the pointers and lengths go together.
        check(unsafe { scard_cmd_build(self.0, cla, ins, p1, p2, data.as_ptr(), length(data), le) })
    }

    pub fn encapsulate(&self, apdu: &[u8], case: u32) -> Result<()> {
        // SAFETY: the pointer and length go together.
        check(unsafe { scard_cmd_encapsulate(self.0, apdu.as_ptr(), length(apdu), case) })
    }

    pub fn clear(&self) -> Result<()> {
        // SAFETY: takes no pointer but the handle.
        check(unsafe { scard_cmd_clear(self.0) })
    }

    pub fn get<T>(&self, getter: Getter<T>) -> Result<T>
    where
        T: Copy + Default + From<u8> + PartialEq + std::fmt::Debug,
    {
        // SAFETY: the pointer is valid.
        value(|slot| unsafe { getter(self.0, slot) })
    }

    pub fn set<T>(&self, setter: Setter<T>, value: T) -> Result<()> {
        // SAFETY: takes no pointer but the handle.
        check(unsafe { setter(self.0, value) })
    }

    pub fn bytes(&self, getter: BytesGetter) -> Vec<u8> {
        // SAFETY: the pointers and lengths go together.
        asked_for(LONGEST_COMMAND, |bytes, len| unsafe {
            getter(self.0, bytes, len)
        })
        .expect("bytes of a command")
    }

    /// With a buffer of the given size. Gives the length told, too.
    pub fn bytes_into(&self, getter: BytesGetter, room: usize) -> (Result<Vec<u8>>, usize) {
        // SAFETY: the pointers and lengths go together.
        filled(room, |bytes, len| unsafe { getter(self.0, bytes, len) })
    }

    pub fn set_bytes(&self, setter: BytesSetter, bytes: &[u8]) -> Result<()> {
        // SAFETY: the pointer and length go together.
        check(unsafe { setter(self.0, bytes.as_ptr(), length(bytes)) })
    }

    /// The command as it is sent.
    pub fn apdu(&self) -> Vec<u8> {
        self.bytes(scard_cmd_get_apdu)
    }

    /// The data of the reply and the status word.
    pub fn reply(&self) -> (Vec<u8>, u16) {
        let (data, sw) = (
            self.bytes(scard_cmd_get_reply_data),
            self.get(scard_cmd_get_reply_status).unwrap(),
        );
        let whole = self.bytes(scard_cmd_get_apdu_reply);
        if whole.is_empty() {
            assert_eq!((data.len(), sw), (0, 0));
        } else {
            assert_eq!(whole, [&data[..], &sw.to_be_bytes()].concat());
        }
        (data, sw)
    }
}

impl Drop for Cmd {
    fn drop(&mut self) {
        // Fails when the test freed it.
        // SAFETY: takes no pointer but the handle.
        let _ = unsafe { scard_cmd_free(self.0) };
    }
}

impl Key {
    pub fn transaction(self, cmd: &Cmd) -> Result<()> {
        // SAFETY: takes no pointer but the handles.
        check(unsafe { scard_transaction(self.0, cmd.0) })
    }

    pub fn execute(self, cmd: &Cmd) -> Result<()> {
        // SAFETY: takes no pointer but the handles.
        check(unsafe { scard_execute(self.0, cmd.0) })
    }

    /// Runs a command whatever it takes: the data of the reply and the status word.
    pub fn run(self, apdu: &[u8]) -> Result<(Vec<u8>, u16)> {
        let cmd = Cmd::of(apdu);
        self.execute(&cmd).map(|()| cmd.reply())
    }

    /// With the room that any file of the tests needs.
    pub fn read_file(self, path: &[u8]) -> Result<Vec<u8>> {
        // The length first: the content is kept for the second call.
        // SAFETY: the pointers and lengths go together.
        asked_for(usize::MAX, |data, len| unsafe {
            scard_read_file(self.0, path.as_ptr(), length(path), data, len)
        })
    }

    /// With a buffer of the given size. Gives the length told, too.
    pub fn read_file_into(self, path: &[u8], room: usize) -> (Result<Vec<u8>>, usize) {
        // SAFETY: the pointers and lengths go together.
        filled(room, |data, len| unsafe {
            scard_read_file(self.0, path.as_ptr(), length(path), data, len)
        })
    }

    pub fn update_file(self, path: &[u8], data: &[u8]) -> Result<()> {
        // SAFETY: the pointers and lengths go together.
        check(unsafe {
            scard_update_file(
                self.0,
                path.as_ptr(),
                length(path),
                data.as_ptr(),
                length(data),
            )
        })
    }

    pub fn capabilities(self) -> Result<scard_capabilities> {
        let mut caps = scard_capabilities {
            size: size_of::<scard_capabilities>().try_into().unwrap(),
            extended_length: 0xAA,
            command_chaining: 0xAA,
            logical_channels: 0xAA,
            max_command: 0xAA,
            max_reply: 0xAA,
        };
        // SAFETY: the pointer is valid, the size is that of the struct.
        check(unsafe { scard_get_capabilities(self.0, &mut caps) }).map(|()| caps)
    }
}
