//! The commands of ISO 7816-4 by name: ISCardISO7816.

use super::command::{change, with};
use super::{scard_cmd, scard_hresult};
use crate::boundary::{boundary, bytes};
use crate::error::Result;
use crate::iso7816::apdu::MOST_DATA;
use crate::iso7816::commands::{self, Built};

/// APPEND RECORD: adds a record at the end of a linear file, or writes the first of a cyclic one.
///
/// Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
/// (ISCardISO7816::AppendRecord; ISO/IEC 7816-4, 11.4.6.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd       the command.
/// @param ref_ctrl  00 is the current file; a short EF identifier stands in the upper five bits.
/// @param data      the record.
/// @param data_len  bytes in data, 1 to 65535.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         data is NULL and data_len is not 0
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      data_len is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_append_record(
    cmd: *mut scard_cmd,
    ref_ctrl: u8,
    data: *const u8,
    data_len: u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let data = unsafe { bytes(data, data_len, MOST_DATA) }?;
        fill(cmd, commands::append_record(ref_ctrl, data))
    })
}

/// ERASE BINARY: sets bytes of a transparent file to the erased state.
///
/// Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
/// (ISCardISO7816::EraseBinary; ISO/IEC 7816-4, 11.3.7.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd       the command.
/// @param p1        with b8 = 0 the high byte of the offset, with b8 = 1 a short EF identifier in b5 to b1.
/// @param p2        the low byte of the offset, or the offset in the file of the short identifier.
/// @param data      the offset of the first byte that is not erased; without it the file is erased to its end. NULL if
///                  there is none.
/// @param data_len  bytes in data, 0 to 65535.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         data is NULL and data_len is not 0
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      data_len is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_erase_binary(
    cmd: *mut scard_cmd,
    p1: u8,
    p2: u8,
    data: *const u8,
    data_len: u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let data = unsafe { bytes(data, data_len, MOST_DATA) }?;
        fill(cmd, commands::erase_binary(p1, p2, data))
    })
}

/// EXTERNAL AUTHENTICATE: proves to the card who is there, with an answer to GET CHALLENGE.
///
/// Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
/// (ISCardISO7816::ExternalAuthenticate; ISO/IEC 7816-4, 11.5.4.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd            the command.
/// @param algorithm_ref  algorithm; 00 if the card knows it.
/// @param secret_ref     which secret: b8 = 1 one of the current DF, else a global one; b5 to b1 its number; 00 says
///                       nothing.
/// @param challenge      what proves it. NULL if there is none.
/// @param challenge_len  bytes in challenge, 0 to 65535.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         challenge is NULL and challenge_len is not 0
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      challenge_len is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_external_authenticate(
    cmd: *mut scard_cmd,
    algorithm_ref: u8,
    secret_ref: u8,
    challenge: *const u8,
    challenge_len: u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let challenge = unsafe { bytes(challenge, challenge_len, MOST_DATA) }?;
        fill(
            cmd,
            commands::external_authenticate(algorithm_ref, secret_ref, challenge),
        )
    })
}

/// GET CHALLENGE: asks the card for random bytes.
///
/// Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
/// (ISCardISO7816::GetChallenge; ISO/IEC 7816-4, 11.5.3.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd             the command.
/// @param bytes_expected  how many bytes, 0 to 65536; 0 asks for as many as there are.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      bytes_expected is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_get_challenge(
    cmd: *mut scard_cmd,
    bytes_expected: i32,
) -> scard_hresult {
    boundary(|| fill(cmd, commands::get_challenge(bytes_expected)))
}

/// GET DATA: reads a data object.
///
/// Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
/// (ISCardISO7816::GetData; ISO/IEC 7816-4, 11.4.3.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd           the command.
/// @param p1            high byte of the tag, 00 for a tag of one byte.
/// @param p2            low byte of the tag.
/// @param bytes_to_get  how many bytes, 0 to 65536; 0 asks for as many as there are.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      bytes_to_get is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_get_data(
    cmd: *mut scard_cmd,
    p1: u8,
    p2: u8,
    bytes_to_get: i32,
) -> scard_hresult {
    boundary(|| fill(cmd, commands::get_data(p1, p2, bytes_to_get)))
}

/// GET RESPONSE: fetches what status word 61xx announced.
///
/// scard_transaction on T=0 and scard_execute do this by themselves for commands with Le. Nothing is sent: run it with
/// scard_transaction or scard_execute. After a failure the command is as it was. (ISCardISO7816::GetResponse; ISO/IEC
/// 7816-4, 11.7.1.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd          the command.
/// @param p1           00.
/// @param p2           00.
/// @param data_length  how many bytes, 0 to 65536; 0 asks for as many as there are.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      data_length is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_get_response(
    cmd: *mut scard_cmd,
    p1: u8,
    p2: u8,
    data_length: i32,
) -> scard_hresult {
    boundary(|| fill(cmd, commands::get_response(p1, p2, data_length)))
}

/// INTERNAL AUTHENTICATE: has the card prove that it knows a secret.
///
/// Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
/// (ISCardISO7816::InternalAuthenticate; ISO/IEC 7816-4, 11.5.2.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd            the command.
/// @param algorithm_ref  algorithm; 00 if the card knows it.
/// @param secret_ref     which secret: b8 = 1 one of the current DF, else a global one; b5 to b1 its number; 00 says
///                       nothing.
/// @param challenge      what the card is to work on.
/// @param challenge_len  bytes in challenge, 1 to 65535.
/// @param reply_bytes    bytes expected, 0 to 65536; 0 asks for as many as there are.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         challenge is NULL and challenge_len is not 0
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      challenge_len is out of range, or reply_bytes is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_internal_authenticate(
    cmd: *mut scard_cmd,
    algorithm_ref: u8,
    secret_ref: u8,
    challenge: *const u8,
    challenge_len: u32,
    reply_bytes: i32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let challenge = unsafe { bytes(challenge, challenge_len, MOST_DATA) }?;
        fill(
            cmd,
            commands::internal_authenticate(algorithm_ref, secret_ref, challenge, reply_bytes),
        )
    })
}

/// MANAGE CHANNEL: opens or closes a logical channel.
///
/// Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
/// (ISCardISO7816::ManageChannel; ISO/IEC 7816-4, 11.1.2.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd            the command.
/// @param channel_state  00 opens, 80 closes.
/// @param channel        1 to 3; 00 with 00: the card chooses, and the reply is its number.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_manage_channel(
    cmd: *mut scard_cmd,
    channel_state: u8,
    channel: u8,
) -> scard_hresult {
    boundary(|| fill(cmd, commands::manage_channel(channel_state, channel)))
}

/// PUT DATA: writes a data object.
///
/// Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
/// (ISCardISO7816::PutData; ISO/IEC 7816-4, 11.4.5.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd       the command.
/// @param p1        high byte of the tag, 00 for a tag of one byte.
/// @param p2        low byte of the tag.
/// @param data      the value.
/// @param data_len  bytes in data, 1 to 65535.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         data is NULL and data_len is not 0
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      data_len is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_put_data(
    cmd: *mut scard_cmd,
    p1: u8,
    p2: u8,
    data: *const u8,
    data_len: u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let data = unsafe { bytes(data, data_len, MOST_DATA) }?;
        fill(cmd, commands::put_data(p1, p2, data))
    })
}

/// READ BINARY: reads bytes of a transparent file.
///
/// scard_read_file reads whole files. Nothing is sent: run it with scard_transaction or scard_execute. After a failure
/// the command is as it was. (ISCardISO7816::ReadBinary; ISO/IEC 7816-4, 11.3.3.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd            the command.
/// @param p1             with b8 = 0 the high byte of the offset, with b8 = 1 a short EF identifier in b5 to b1.
/// @param p2             the low byte of the offset, or the offset in the file of the short identifier.
/// @param bytes_to_read  how many bytes, 0 to 65536; 0 asks for as many as there are.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      bytes_to_read is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_read_binary(
    cmd: *mut scard_cmd,
    p1: u8,
    p2: u8,
    bytes_to_read: i32,
) -> scard_hresult {
    boundary(|| fill(cmd, commands::read_binary(p1, p2, bytes_to_read)))
}

/// READ RECORD: reads a record, or several.
///
/// Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
/// (ISCardISO7816::ReadRecord; ISO/IEC 7816-4, 11.4.2.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd            the command.
/// @param record_id      record number or identifier; 00 is the current record.
/// @param ref_ctrl       00 is the current file; a short EF identifier stands in the upper five bits; b3 to b1: 100 the
///                       record of that number, 101 from there to the last, 000 to 011 first, last, next, previous
///                       occurrence of the identifier.
/// @param bytes_to_read  how many bytes, 0 to 65536; 0 asks for as many as there are.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      bytes_to_read is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_read_record(
    cmd: *mut scard_cmd,
    record_id: u8,
    ref_ctrl: u8,
    bytes_to_read: i32,
) -> scard_hresult {
    boundary(|| {
        fill(
            cmd,
            commands::read_record(record_id, ref_ctrl, bytes_to_read),
        )
    })
}

/// SELECT: makes a file the current one.
///
/// Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
/// (ISCardISO7816::SelectFile; ISO/IEC 7816-4, 11.2.2.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd            the command.
/// @param p1             00 by file identifier, 01 child DF, 02 EF of the current DF, 03 parent DF, 04 by DF name
///                       (AID), 08 path from the MF, 09 path from the current DF.
/// @param p2             b4 b3: 00 return FCI, 01 FCP, 10 FMD, 11 nothing; b2 b1: 00 first or only occurrence, 01 last,
///                       10 next, 11 previous.
/// @param data           identifier, name or path. NULL if there is none.
/// @param data_len       bytes in data, 0 to 65535.
/// @param bytes_to_read  bytes expected, 0 to 65536; here 0 is no Le field.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         data is NULL and data_len is not 0
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      data_len is out of range, or bytes_to_read is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_select_file(
    cmd: *mut scard_cmd,
    p1: u8,
    p2: u8,
    data: *const u8,
    data_len: u32,
    bytes_to_read: i32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let data = unsafe { bytes(data, data_len, MOST_DATA) }?;
        fill(cmd, commands::select_file(p1, p2, data, bytes_to_read))
    })
}

/// Sets the class byte of all commands that scard_iso7816_ functions build with this command; 00 at first.
///
/// What is built already stays. (ISCardISO7816::SetDefaultClassId.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd  the command.
/// @param cla  class byte: 00 to 03 for logical channels, 80 and up for commands of the card's maker.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_set_default_class_id(
    cmd: *mut scard_cmd,
    cla: u8,
) -> scard_hresult {
    change(cmd, |cmd| {
        cmd.default_class = cla;
        Ok(())
    })
}

/// UPDATE BINARY: replaces bytes of a transparent file.
///
/// scard_update_file writes whole files. Nothing is sent: run it with scard_transaction or scard_execute. After a
/// failure the command is as it was. (ISCardISO7816::UpdateBinary; ISO/IEC 7816-4, 11.3.5.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd       the command.
/// @param p1        with b8 = 0 the high byte of the offset, with b8 = 1 a short EF identifier in b5 to b1.
/// @param p2        the low byte of the offset, or the offset in the file of the short identifier.
/// @param data      the bytes.
/// @param data_len  bytes in data, 1 to 65535.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         data is NULL and data_len is not 0
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      data_len is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_update_binary(
    cmd: *mut scard_cmd,
    p1: u8,
    p2: u8,
    data: *const u8,
    data_len: u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let data = unsafe { bytes(data, data_len, MOST_DATA) }?;
        fill(cmd, commands::update_binary(p1, p2, data))
    })
}

/// UPDATE RECORD: replaces a record.
///
/// Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
/// (ISCardISO7816::UpdateRecord; ISO/IEC 7816-4, 11.4.5.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd        the command.
/// @param record_id  record number; 00 is the current record.
/// @param ref_ctrl   00 is the current file; a short EF identifier stands in the upper five bits; b3 to b1: 100 the
///                   record of that number, 000 to 011 first, last, next, previous.
/// @param data       the record.
/// @param data_len   bytes in data, 1 to 65535.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         data is NULL and data_len is not 0
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      data_len is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_update_record(
    cmd: *mut scard_cmd,
    record_id: u8,
    ref_ctrl: u8,
    data: *const u8,
    data_len: u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let data = unsafe { bytes(data, data_len, MOST_DATA) }?;
        fill(cmd, commands::update_record(record_id, ref_ctrl, data))
    })
}

/// VERIFY: presents a PIN.
///
/// The PIN goes as it is given, without padding, and is wiped when the command is built anew, cleared or freed. Nothing is
/// sent: run it with scard_transaction or scard_execute, which succeed with a wrong PIN too. The status word tells: 9000
/// right, 63Cx wrong and x tries left, 6300 wrong, 6983 blocked, 6A88 no such PIN. After a failure the command is as it
/// was. (ISCardISO7816::Verify; ISO/IEC 7816-4, 11.5.6.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd       the command.
/// @param ref_ctrl  which PIN: b8 = 1 one of the current DF, else a global one; b5 to b1 its number; 00 if there is one only.
/// @param data      the PIN, in the coding of the card; without it the card tells the tries left (63Cx), or 9000 if no
///                  PIN is needed. NULL if there is none.
/// @param data_len  bytes in data, 0 to 65535.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         data is NULL and data_len is not 0
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      data_len is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_verify(
    cmd: *mut scard_cmd,
    ref_ctrl: u8,
    data: *const u8,
    data_len: u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let data = unsafe { bytes(data, data_len, MOST_DATA) }?;
        fill(cmd, commands::verify(ref_ctrl, data))
    })
}

/// WRITE BINARY: writes bytes of a transparent file, in the way of the file: once, or by setting or clearing bits.
///
/// Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
/// (ISCardISO7816::WriteBinary; ISO/IEC 7816-4, 11.3.4.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd       the command.
/// @param p1        with b8 = 0 the high byte of the offset, with b8 = 1 a short EF identifier in b5 to b1.
/// @param p2        the low byte of the offset, or the offset in the file of the short identifier.
/// @param data      the bytes.
/// @param data_len  bytes in data, 1 to 65535.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         data is NULL and data_len is not 0
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      data_len is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_write_binary(
    cmd: *mut scard_cmd,
    p1: u8,
    p2: u8,
    data: *const u8,
    data_len: u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let data = unsafe { bytes(data, data_len, MOST_DATA) }?;
        fill(cmd, commands::write_binary(p1, p2, data))
    })
}

/// WRITE RECORD: writes a record, in the way of the file.
///
/// Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
/// (ISCardISO7816::WriteRecord; ISO/IEC 7816-4, 11.4.4.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd        the command.
/// @param record_id  record number; 00 is the current record.
/// @param ref_ctrl   00 is the current file; a short EF identifier stands in the upper five bits; b3 to b1: 100 the
///                   record of that number, 000 to 011 first, last, next, previous.
/// @param data       the record.
/// @param data_len   bytes in data, 1 to 65535.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         data is NULL and data_len is not 0
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      data_len is out of range
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_iso7816_write_record(
    cmd: *mut scard_cmd,
    record_id: u8,
    ref_ctrl: u8,
    data: *const u8,
    data_len: u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let data = unsafe { bytes(data, data_len, MOST_DATA) }?;
        fill(cmd, commands::write_record(record_id, ref_ctrl, data))
    })
}

/// Builds a command with the default class.
fn fill(cmd: *mut scard_cmd, parts: Built<'_>) -> Result<()> {
    with(cmd, |cmd| cmd.build(cmd.default_class, parts?))
}
