//! A command as an object that a caller builds up: ISCardCmd.

use super::handle::{self, Table};
use super::{ISO_APDU_TYPE, scard_cmd, scard_hresult};
use crate::boundary::{Out, OutBuffer, boundary, bytes, optional};
use crate::domain::CardCommand;
use crate::error::{Error, Result};
use crate::iso7816::apdu::{LONGEST_COMMAND, LONGEST_REPLY, MOST_DATA};
use crate::iso7816::commands::Parts;
use crate::process::PerProcess;
use crate::sync::lock;
use crate::values::Case;
use std::ptr;
use std::sync::{Arc, Mutex};

static COMMANDS: PerProcess<Table<scard_cmd, Mutex<CardCommand>>> = PerProcess::new(Table::new);

/// Makes an empty command: a place for a command, its reply, and how to run it.
///
/// A command belongs to no session: build it, run it with scard_transaction or scard_execute as often as needed, look
/// at the reply. (ISCardCmd.)
/// May be called from any thread.
///
/// @param cmd  receives the command; the caller ends it with scard_cmd_free. NULL after a failure.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER  cmd is NULL
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_new(cmd: *mut *mut scard_cmd) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let cmd = unsafe { Out::new(cmd, ptr::null_mut()) }?;
        cmd.set(COMMANDS.get().insert(Arc::default()));
        Ok(())
    })
}

/// Ends a command and wipes what it held.
///
/// A call with it that is under way in another thread comes to its end, and what it held is wiped then.
/// May be called from any thread.
///
/// @param cmd  the command; not to be used again.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_free(cmd: *mut scard_cmd) -> scard_hresult {
    boundary(|| COMMANDS.get().remove(cmd).map(drop))
}

/// Empties command and reply, and wipes what they held.
///
/// The status word becomes 0. Node addresses, alternate class and default class stay. (ISCardCmd::Clear.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd  the command.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_clear(cmd: *mut scard_cmd) -> scard_hresult {
    change(cmd, |cmd| {
        cmd.clear();
        Ok(())
    })
}

/// Builds a command of its parts.
///
/// It is in the short form if data has at most 255 bytes and *le is at most 256, else in the extended form. The reply
/// is dropped; node addresses and alternate class stay. After a failure the command is as it was. (ISCardCmd::BuildCmd;
/// ISO/IEC 7816-3, 12.1.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd       the command.
/// @param cla       class byte.
/// @param ins       instruction byte.
/// @param p1        first parameter.
/// @param p2        second parameter.
/// @param data      the data field; may be NULL if data_len is 0.
/// @param data_len  bytes in data, 0 to 65535; 0 is no data field.
/// @param le        points to the number of bytes expected in reply, 0 to 65536; 0 asks for as many as there are. NULL
///                  is no Le field.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         data is NULL and data_len is not 0
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      data_len is out of range, or *le is
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_build(
    cmd: *mut scard_cmd,
    cla: u8,
    ins: u8,
    p1: u8,
    p2: u8,
    data: *const u8,
    data_len: u32,
    le: *const i32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointers must be.
        let (data, le) = unsafe { (bytes(data, data_len, MOST_DATA)?, optional(le)) };
        let parts = Parts {
            ins,
            p1,
            p2,
            data,
            le,
        };
        with(cmd, |cmd| cmd.build(cla, parts))
    })
}

/// Wraps a command into an ENVELOPE command.
///
/// The result is CLA C2 00 00 Lc and the bytes of apdu, and Le 00 if type is ISO_CASE_2 or ISO_CASE_4. CLA is the
/// alternate class if one was set, else that of apdu. The reply is dropped. After a failure the command is as it was.
/// (ISCardCmd::Encapsulate; ISO/IEC 7816-4, 11.7.2.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd       the command.
/// @param apdu      the command to be wrapped.
/// @param apdu_len  bytes in apdu, 4 to 65535.
/// @param type      the case of apdu: whether a reply with data is expected.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         apdu is NULL and apdu_len is not 0
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      apdu_len is out of range, or type is none of the four cases
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_encapsulate(
    cmd: *mut scard_cmd,
    apdu: *const u8,
    apdu_len: u32,
    r#type: ISO_APDU_TYPE,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let apdu = unsafe { bytes(apdu, apdu_len, MOST_DATA) }?;
        let case = Case::try_from(r#type)?;
        with(cmd, |cmd| cmd.encapsulate(apdu, case))
    })
}

/// Gives the command as the bytes that are sent.
///
/// Nothing if it is empty. (ISCardCmd::get_Apdu.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd   the command.
/// @param apdu  receives the command, at most 65544 bytes. NULL asks for the length only.
/// @param len   on entry the room in apdu, on return the length, in bytes.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER              len is NULL
///         SCARD_HR_INVALID_HANDLE       cmd is NULL, freed or not a command
///         SCARD_HR_INSUFFICIENT_BUFFER  apdu is too small; *len says what is needed, nothing was written
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_apdu(
    cmd: *mut scard_cmd,
    apdu: *mut u8,
    len: *mut u32,
) -> scard_hresult {
    // SAFETY: the header says what the pointers must be.
    unsafe { get_bytes(cmd, apdu, len, CardCommand::bytes) }
}

/// Takes a ready-made command.
///
/// Bytes that fit none of the four cases are kept and sent as they are. The reply is dropped. (ISCardCmd::put_Apdu;
/// ISO/IEC 7816-3, 12.1.3.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd   the command.
/// @param apdu  the command.
/// @param len   bytes in apdu, 4 to 65544.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         apdu is NULL and len is not 0
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      len is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_set_apdu(
    cmd: *mut scard_cmd,
    apdu: *const u8,
    len: u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let apdu = unsafe { bytes(apdu, len, LONGEST_COMMAND) }?;
        with(cmd, |cmd| cmd.set_bytes(apdu))
    })
}

/// Gives the length of the command in bytes.
///
/// (ISCardCmd::get_ApduLength.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd          the command.
/// @param apdu_length  receives the length; 0 if the command is empty.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         apdu_length is NULL
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_apdu_length(
    cmd: *mut scard_cmd,
    apdu_length: *mut u32,
) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe { get(cmd, apdu_length, 0, |cmd| length(cmd.bytes())) }
}

/// Gives the data field of the command.
///
/// Nothing if there is none; of bytes that fit none of the four cases, all that follow the fifth.
/// (ISCardCmd::get_Data.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd   the command.
/// @param data  receives the data, at most 65539 bytes. NULL asks for the length only.
/// @param len   on entry the room in data, on return the length, in bytes.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER              len is NULL
///         SCARD_HR_INVALID_HANDLE       cmd is NULL, freed or not a command
///         SCARD_HR_INSUFFICIENT_BUFFER  data is too small; *len says what is needed, nothing was written
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_data(
    cmd: *mut scard_cmd,
    data: *mut u8,
    len: *mut u32,
) -> scard_hresult {
    // SAFETY: the header says what the pointers must be.
    unsafe { get_bytes(cmd, data, len, CardCommand::data) }
}

/// Replaces the data field of the command; header and Le stay, and Le 00 asks for all there is in the extended form too.
///
/// An empty command gets the header 00 00 00 00. (ISCardCmd::put_Data.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd   the command.
/// @param data  the data; may be NULL if len is 0.
/// @param len   bytes in data, 0 to 65535; 0 removes the data field.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         data is NULL and len is not 0
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      len is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_set_data(
    cmd: *mut scard_cmd,
    data: *const u8,
    len: u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let data = unsafe { bytes(data, len, MOST_DATA) }?;
        with(cmd, |cmd| cmd.set_data(data))
    })
}

/// Gives the whole reply of the last run: the data, then SW1 SW2.
///
/// Nothing before the first run and after one that failed. (ISCardCmd::get_ApduReply.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd         the command.
/// @param apdu_reply  receives the reply; 65538 bytes hold any. NULL asks for the length only.
/// @param len         on entry the room in apdu_reply, on return the length, in bytes.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER              len is NULL
///         SCARD_HR_INVALID_HANDLE       cmd is NULL, freed or not a command
///         SCARD_HR_INSUFFICIENT_BUFFER  apdu_reply is too small; *len says what is needed, nothing was written
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_apdu_reply(
    cmd: *mut scard_cmd,
    apdu_reply: *mut u8,
    len: *mut u32,
) -> scard_hresult {
    // SAFETY: the header says what the pointers must be.
    unsafe { get_bytes(cmd, apdu_reply, len, CardCommand::reply) }
}

/// Replaces the reply; the status word stays.
///
/// (ISCardCmd::put_ApduReply.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd         the command.
/// @param apdu_reply  the reply; may be NULL if len is 0.
/// @param len         bytes in apdu_reply, at most 65538.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         apdu_reply is NULL and len is not 0
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      len is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_set_apdu_reply(
    cmd: *mut scard_cmd,
    apdu_reply: *const u8,
    len: u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let apdu_reply = unsafe { bytes(apdu_reply, len, LONGEST_REPLY) }?;
        with(cmd, |cmd| cmd.set_reply(apdu_reply))
    })
}

/// Gives the length of the reply in bytes.
///
/// (ISCardCmd::get_ApduReplyLength.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd                the command.
/// @param apdu_reply_length  receives the length, SW1 SW2 included; 0 if there is no reply.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         apdu_reply_length is NULL
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_apdu_reply_length(
    cmd: *mut scard_cmd,
    apdu_reply_length: *mut u32,
) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe { get(cmd, apdu_reply_length, 0, |cmd| length(cmd.reply())) }
}

/// Cuts the reply, or adds zeros to it.
///
/// (ISCardCmd::put_ApduReplyLength.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd                the command.
/// @param apdu_reply_length  the length to be, at most 65538 bytes.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      apdu_reply_length is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_set_apdu_reply_length(
    cmd: *mut scard_cmd,
    apdu_reply_length: u32,
) -> scard_hresult {
    change(cmd, |cmd| {
        let length = usize::try_from(apdu_reply_length).map_err(|_| Error::INVALIDARG)?;
        cmd.set_reply_length(length)
    })
}

/// Gives the data of the reply, without SW1 SW2.
///
/// The whole reply but its last two bytes; nothing if it is shorter.
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd         the command.
/// @param reply_data  receives the data; 65536 bytes hold any. NULL asks for the length only.
/// @param len         on entry the room in reply_data, on return the length, in bytes.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER              len is NULL
///         SCARD_HR_INVALID_HANDLE       cmd is NULL, freed or not a command
///         SCARD_HR_INSUFFICIENT_BUFFER  reply_data is too small; *len says what is needed, nothing was written
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_reply_data(
    cmd: *mut scard_cmd,
    reply_data: *mut u8,
    len: *mut u32,
) -> scard_hresult {
    // SAFETY: the header says what the pointers must be.
    unsafe { get_bytes(cmd, reply_data, len, CardCommand::reply_data) }
}

/// Runs with the command of a handle, which other threads cannot use meanwhile.
pub(super) fn with<R>(
    cmd: *mut scard_cmd,
    body: impl FnOnce(&mut CardCommand) -> Result<R>,
) -> Result<R> {
    let cmd = COMMANDS.get().get(cmd)?;
    let mut cmd = lock(&cmd);
    body(&mut cmd)
}

/// The body of a function that changes a command and takes no pointer.
pub(super) fn change(
    cmd: *mut scard_cmd,
    body: impl FnOnce(&mut CardCommand) -> Result<()>,
) -> scard_hresult {
    boundary(|| with(cmd, body))
}

/// The body of a getter of one small value.
///
/// # Safety
/// A `slot` that is not NULL is writable and aligned.
pub(super) unsafe fn get<V>(
    cmd: *mut scard_cmd,
    slot: *mut V,
    empty: V,
    value: impl FnOnce(&CardCommand) -> Result<V>,
) -> scard_hresult {
    // SAFETY: as the caller of this function promises.
    unsafe { handle::get(&COMMANDS, cmd, slot, empty, |cmd| value(&lock(cmd))) }
}

/// The body of a getter of bytes.
///
/// # Safety
/// A `len` that is not NULL is readable and writable; a `buffer` that is not NULL has room for `*len`
/// bytes.
unsafe fn get_bytes(
    cmd: *mut scard_cmd,
    buffer: *mut u8,
    len: *mut u32,
    value: impl FnOnce(&CardCommand) -> &[u8],
) -> scard_hresult {
    boundary(|| {
        // SAFETY: as the caller of this function promises.
        let out = unsafe { OutBuffer::new(buffer, len) }?;
        with(cmd, |cmd| out.set(value(cmd)))
    })
}

fn length(bytes: &[u8]) -> Result<u32> {
    u32::try_from(bytes.len()).map_err(|_| Error::UNEXPECTED)
}
