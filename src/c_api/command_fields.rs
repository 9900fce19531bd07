//! The fields of a command: properties of ISCardCmd that are one small value.

use super::command::{change, get};
use super::{ISO_APDU_TYPE, scard_cmd, scard_hresult};
use crate::domain::HeaderByte;
use crate::error::Error;

/// Gives the class byte of the command.
///
/// (ISCardCmd::get_ClassId.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd       the command.
/// @param class_id  receives the byte; 0 if the command is empty.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         class_id is NULL
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_class_id(
    cmd: *mut scard_cmd,
    class_id: *mut u8,
) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe {
        get(cmd, class_id, 0, |cmd| {
            Ok(cmd.header_byte(HeaderByte::Class))
        })
    }
}

/// Changes the class byte of the command; all else stays, the reply too.
///
/// An empty command becomes 00 00 00 00 first. (ISCardCmd::put_ClassId.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd       the command.
/// @param class_id  the byte.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_set_class_id(
    cmd: *mut scard_cmd,
    class_id: u8,
) -> scard_hresult {
    change(cmd, |cmd| {
        cmd.set_header_byte(HeaderByte::Class, class_id);
        Ok(())
    })
}

/// Gives the class byte of commands that the library adds by itself (GET RESPONSE).
///
/// (ISCardCmd::get_AlternateClassId.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd                 the command.
/// @param alternate_class_id  receives the byte.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         alternate_class_id is NULL
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_ACCESSDENIED    none was set: they have the class of the command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_alternate_class_id(
    cmd: *mut scard_cmd,
    alternate_class_id: *mut u8,
) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe {
        get(cmd, alternate_class_id, 0, |cmd| {
            cmd.alternate_class.ok_or(Error::ACCESSDENIED)
        })
    }
}

/// Sets the class byte of commands that the library adds by itself (GET RESPONSE).
///
/// Without it they have the class of the command. (ISCardCmd::put_AlternateClassId.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd                 the command.
/// @param alternate_class_id  the byte.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_set_alternate_class_id(
    cmd: *mut scard_cmd,
    alternate_class_id: u8,
) -> scard_hresult {
    change(cmd, |cmd| {
        cmd.alternate_class = Some(alternate_class_id);
        Ok(())
    })
}

/// Gives the instruction byte of the command.
///
/// (ISCardCmd::get_InstructionId.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd             the command.
/// @param instruction_id  receives the byte; 0 if the command is empty.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         instruction_id is NULL
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_instruction_id(
    cmd: *mut scard_cmd,
    instruction_id: *mut u8,
) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe {
        get(cmd, instruction_id, 0, |cmd| {
            Ok(cmd.header_byte(HeaderByte::Instruction))
        })
    }
}

/// Changes the instruction byte of the command; all else stays, the reply too.
///
/// An empty command becomes 00 00 00 00 first. (ISCardCmd::put_InstructionId.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd             the command.
/// @param instruction_id  the byte.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_set_instruction_id(
    cmd: *mut scard_cmd,
    instruction_id: u8,
) -> scard_hresult {
    change(cmd, |cmd| {
        cmd.set_header_byte(HeaderByte::Instruction, instruction_id);
        Ok(())
    })
}

/// Gives the first parameter of the command.
///
/// (ISCardCmd::get_P1.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd  the command.
/// @param p1   receives the byte; 0 if the command is empty.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         p1 is NULL
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_p1(cmd: *mut scard_cmd, p1: *mut u8) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe { get(cmd, p1, 0, |cmd| Ok(cmd.header_byte(HeaderByte::P1))) }
}

/// Changes the first parameter of the command; all else stays, the reply too.
///
/// An empty command becomes 00 00 00 00 first. (ISCardCmd::put_P1.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd  the command.
/// @param p1   the byte.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_set_p1(cmd: *mut scard_cmd, p1: u8) -> scard_hresult {
    change(cmd, |cmd| {
        cmd.set_header_byte(HeaderByte::P1, p1);
        Ok(())
    })
}

/// Gives the second parameter of the command.
///
/// (ISCardCmd::get_P2.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd  the command.
/// @param p2   receives the byte; 0 if the command is empty.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         p2 is NULL
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_p2(cmd: *mut scard_cmd, p2: *mut u8) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe { get(cmd, p2, 0, |cmd| Ok(cmd.header_byte(HeaderByte::P2))) }
}

/// Changes the second parameter of the command; all else stays, the reply too.
///
/// An empty command becomes 00 00 00 00 first. (ISCardCmd::put_P2.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd  the command.
/// @param p2   the byte.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_set_p2(cmd: *mut scard_cmd, p2: u8) -> scard_hresult {
    change(cmd, |cmd| {
        cmd.set_header_byte(HeaderByte::P2, p2);
        Ok(())
    })
}

/// Gives the fifth byte of the command: the P3 of T=0.
///
/// Lc of a command with data, else Le; 0 in the extended form. (ISCardCmd::get_P3.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd  the command.
/// @param p3   receives the byte; 0 if there is none.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         p3 is NULL
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_p3(cmd: *mut scard_cmd, p3: *mut u8) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe { get(cmd, p3, 0, |cmd| Ok(cmd.p3())) }
}

/// Gives the Le field as it is coded.
///
/// 0 stands for the most there can be, and for no Le field; scard_cmd_get_type tells them apart.
/// (ISCardCmd::get_LeField.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd       the command.
/// @param le_field  receives the number of bytes expected, 0 to 65535.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         le_field is NULL
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_le_field(
    cmd: *mut scard_cmd,
    le_field: *mut u32,
) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe { get(cmd, le_field, 0, |cmd| Ok(cmd.le_field())) }
}

/// Gives the node address of the command.
///
/// 0 unless it was set. (ISCardCmd::get_Nad.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd  the command.
/// @param nad  receives the address.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         nad is NULL
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_nad(cmd: *mut scard_cmd, nad: *mut u8) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe { get(cmd, nad, 0, |cmd| Ok(cmd.nad)) }
}

/// Sets the node address of the command, for T=1.
///
/// It is kept and not sent: PC/SC has no way to. (ISCardCmd::put_Nad.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd  the command.
/// @param nad  the address.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_set_nad(cmd: *mut scard_cmd, nad: u8) -> scard_hresult {
    change(cmd, |cmd| {
        cmd.nad = nad;
        Ok(())
    })
}

/// Gives the node address of the reply.
///
/// (ISCardCmd::get_ReplyNad.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd        the command.
/// @param reply_nad  receives the address.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         reply_nad is NULL
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_ACCESSDENIED    none was set: PC/SC does not tell that of a reply
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_reply_nad(
    cmd: *mut scard_cmd,
    reply_nad: *mut u8,
) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe {
        get(cmd, reply_nad, 0, |cmd| {
            cmd.reply_nad.ok_or(Error::ACCESSDENIED)
        })
    }
}

/// Sets the node address of the reply.
///
/// (ISCardCmd::put_ReplyNad.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd        the command.
/// @param reply_nad  the address.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_set_reply_nad(
    cmd: *mut scard_cmd,
    reply_nad: u8,
) -> scard_hresult {
    change(cmd, |cmd| {
        cmd.reply_nad = Some(reply_nad);
        Ok(())
    })
}

/// Gives the status word of the reply.
///
/// 0x9000 is done; scard_status_word_message says what others mean. (ISCardCmd::get_ReplyStatus; ISO/IEC 7816-4, 5.6.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd           the command.
/// @param reply_status  receives SW1 in the high byte and SW2 in the low one; 0 if there is no reply.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         reply_status is NULL
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_reply_status(
    cmd: *mut scard_cmd,
    reply_status: *mut u16,
) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe { get(cmd, reply_status, 0, |cmd| Ok(cmd.status_word)) }
}

/// Sets the status word; the bytes of the reply stay.
///
/// (ISCardCmd::put_ReplyStatus.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd           the command.
/// @param reply_status  SW1 in the high byte and SW2 in the low one.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_set_reply_status(
    cmd: *mut scard_cmd,
    reply_status: u16,
) -> scard_hresult {
    change(cmd, |cmd| {
        cmd.status_word = reply_status;
        Ok(())
    })
}

/// Gives SW1, the first half of the status word.
///
/// (ISCardCmd::get_ReplyStatusSW1.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd               the command.
/// @param reply_status_sw1  receives the byte; 0 if there is no reply.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         reply_status_sw1 is NULL
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_reply_status_sw1(
    cmd: *mut scard_cmd,
    reply_status_sw1: *mut u8,
) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe {
        get(cmd, reply_status_sw1, 0, |cmd| {
            Ok(cmd.status_word.to_be_bytes()[0])
        })
    }
}

/// Gives SW2, the second half of the status word.
///
/// (ISCardCmd::get_ReplyStatusSW2.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd               the command.
/// @param reply_status_sw2  receives the byte; 0 if there is no reply.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         reply_status_sw2 is NULL
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_reply_status_sw2(
    cmd: *mut scard_cmd,
    reply_status_sw2: *mut u8,
) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe {
        get(cmd, reply_status_sw2, 0, |cmd| {
            Ok(cmd.status_word.to_be_bytes()[1])
        })
    }
}

/// Gives the case of the command: which of the two data fields it has.
///
/// (ISCardCmd::get_Type; ISO/IEC 7816-3, 12.1.)
/// May be called from any thread; calls with one command take turns.
///
/// @param cmd   the command.
/// @param type  receives ISO_CASE_1 to ISO_CASE_4; 0 after a failure.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         type is NULL
///         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
///         SCARD_HR_UNEXPECTED      the command is empty, or fits none of the cases
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_cmd_get_type(
    cmd: *mut scard_cmd,
    r#type: *mut ISO_APDU_TYPE,
) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe {
        get(cmd, r#type, 0, |cmd| {
            cmd.case().map(|case| case as u32).ok_or(Error::UNEXPECTED)
        })
    }
}
