//! CSCardCmd: a command and its reply.

use super::abi::*;
use super::buffer::{bytes_of, new_buffer};
use super::object::{Class, methods, tables};
use super::{dispatch, out};
use crate::boundary::{Out, optional};
use crate::domain::{CardCommand, HeaderByte};
use crate::error::{Error, Result};
use crate::iso7816::commands::Parts;
use crate::sync::lock;
use crate::values::Case;
use std::ptr;
use std::sync::Mutex;

#[derive(Default)]
pub(super) struct Command(Mutex<CardCommand>);

impl Class for Command {
    type Vtbl = vtables::ISCardCmd;
    const VTBL: &'static Headed<Self::Vtbl> = &tables::ISCardCmd::<Self>();
    const IID: GUID = ISCardCmd::IID;
    const MEMBERS: &'static [dispatch::Member] = dispatch::members::ISCardCmd;

    fn create() -> Result<Self> {
        Ok(Self::default())
    }
}

impl Command {
    /// # Safety
    /// `slot` is NULL or writable.
    unsafe fn get<T>(
        &self,
        slot: *mut T,
        empty: T,
        value: impl FnOnce(&CardCommand) -> Result<T>,
    ) -> Result<()> {
        // SAFETY: as the caller promises.
        let slot = unsafe { Out::new(slot, empty) }?;
        slot.set(value(&lock(&self.0))?);
        Ok(())
    }

    /// # Safety
    /// `slot` is NULL or writable.
    unsafe fn get_buffer(
        &self,
        slot: *mut LPBYTEBUFFER,
        bytes: impl FnOnce(&CardCommand) -> &[u8],
    ) -> Result<()> {
        // SAFETY: as the caller promises.
        unsafe { self.get(slot, ptr::null_mut(), |cmd| new_buffer(bytes(cmd))) }
    }

    /// # Safety
    /// `slot` is NULL or writable.
    unsafe fn get_byte(&self, slot: *mut BYTE, which: HeaderByte) -> Result<()> {
        // SAFETY: as the caller promises.
        unsafe { self.get(slot, 0, |cmd| Ok(cmd.header_byte(which))) }
    }

    fn put_byte(&self, which: HeaderByte, value: BYTE) -> Result<()> {
        lock(&self.0).set_header_byte(which, value);
        Ok(())
    }
}

fn length(bytes: &[u8]) -> Result<LONG> {
    LONG::try_from(bytes.len()).map_err(|_| Error::UNEXPECTED)
}

// SAFETY of all methods: the pointers are NULL or what the method's page says.
impl methods::ISCardCmd for Command {
    unsafe fn get_Apdu(&self, ppApdu: *mut LPBYTEBUFFER) -> Result<()> {
        // SAFETY: see above.
        unsafe { self.get_buffer(ppApdu, CardCommand::bytes) }
    }

    unsafe fn put_Apdu(&self, pApdu: LPBYTEBUFFER) -> Result<()> {
        // SAFETY: see above.
        let bytes = unsafe { bytes_of(pApdu) }?.ok_or(Error::POINTER)?;
        lock(&self.0).set_bytes(&bytes)
    }

    unsafe fn get_ApduLength(&self, plSize: *mut LONG) -> Result<()> {
        // SAFETY: see above.
        unsafe { self.get(plSize, 0, |cmd| length(cmd.bytes())) }
    }

    unsafe fn get_ApduReply(&self, ppReplyApdu: *mut LPBYTEBUFFER) -> Result<()> {
        // SAFETY: see above.
        unsafe {
            self.get(ppReplyApdu, ptr::null_mut(), |cmd| match cmd.reply() {
                [] => Ok(ptr::null_mut()), // no transaction has run
                reply => new_buffer(reply),
            })
        }
    }

    unsafe fn put_ApduReply(&self, pReplyApdu: LPBYTEBUFFER) -> Result<()> {
        // SAFETY: see above.
        let bytes = unsafe { bytes_of(pReplyApdu) }?.ok_or(Error::POINTER)?;
        lock(&self.0).set_reply(&bytes)
    }

    unsafe fn get_ApduReplyLength(&self, plSize: *mut LONG) -> Result<()> {
        // SAFETY: see above.
        unsafe { self.get(plSize, 0, |cmd| length(cmd.reply())) }
    }

    unsafe fn put_ApduReplyLength(&self, lSize: LONG) -> Result<()> {
        let length = usize::try_from(lSize).map_err(|_| Error::INVALIDARG)?;
        lock(&self.0).set_reply_length(length)
    }

    unsafe fn get_ClassId(&self, pbyClass: *mut BYTE) -> Result<()> {
        // SAFETY: see above.
        unsafe { self.get_byte(pbyClass, HeaderByte::Class) }
    }

    unsafe fn put_ClassId(&self, byClass: BYTE) -> Result<()> {
        self.put_byte(HeaderByte::Class, byClass)
    }

    unsafe fn get_Data(&self, ppData: *mut LPBYTEBUFFER) -> Result<()> {
        // SAFETY: see above.
        unsafe { self.get_buffer(ppData, CardCommand::data) }
    }

    unsafe fn put_Data(&self, pData: LPBYTEBUFFER) -> Result<()> {
        // SAFETY: see above.
        let bytes = unsafe { bytes_of(pData) }?.ok_or(Error::POINTER)?;
        lock(&self.0).set_data(&bytes)
    }

    unsafe fn get_InstructionId(&self, pbyIns: *mut BYTE) -> Result<()> {
        // SAFETY: see above.
        unsafe { self.get_byte(pbyIns, HeaderByte::Instruction) }
    }

    unsafe fn put_InstructionId(&self, byIns: BYTE) -> Result<()> {
        self.put_byte(HeaderByte::Instruction, byIns)
    }

    unsafe fn get_LeField(&self, plSize: *mut LONG) -> Result<()> {
        // SAFETY: see above.
        out::or_invalid(unsafe {
            self.get(plSize, 0, |cmd| {
                LONG::try_from(cmd.le_field()).map_err(|_| Error::UNEXPECTED)
            })
        })
    }

    unsafe fn get_P1(&self, pbyP1: *mut BYTE) -> Result<()> {
        // SAFETY: see above.
        unsafe { self.get_byte(pbyP1, HeaderByte::P1) }
    }

    unsafe fn put_P1(&self, byP1: BYTE) -> Result<()> {
        self.put_byte(HeaderByte::P1, byP1)
    }

    unsafe fn get_P2(&self, pbyP2: *mut BYTE) -> Result<()> {
        // SAFETY: see above.
        unsafe { self.get_byte(pbyP2, HeaderByte::P2) }
    }

    unsafe fn put_P2(&self, byP2: BYTE) -> Result<()> {
        self.put_byte(HeaderByte::P2, byP2)
    }

    unsafe fn get_P3(&self, pbyP3: *mut BYTE) -> Result<()> {
        // SAFETY: see above.
        unsafe { self.get(pbyP3, 0, |cmd| Ok(cmd.p3())) }
    }

    unsafe fn get_ReplyStatus(&self, pwStatus: *mut WORD) -> Result<()> {
        // SAFETY: see above.
        unsafe { self.get(pwStatus, 0, |cmd| Ok(cmd.status_word)) }
    }

    unsafe fn put_ReplyStatus(&self, wStatus: WORD) -> Result<()> {
        lock(&self.0).status_word = wStatus;
        Ok(())
    }

    unsafe fn get_ReplyStatusSW1(&self, pbySW1: *mut BYTE) -> Result<()> {
        // SAFETY: see above.
        unsafe { self.get(pbySW1, 0, |cmd| Ok(cmd.status_word.to_be_bytes()[0])) }
    }

    unsafe fn get_ReplyStatusSW2(&self, pbySW2: *mut BYTE) -> Result<()> {
        // SAFETY: see above.
        unsafe { self.get(pbySW2, 0, |cmd| Ok(cmd.status_word.to_be_bytes()[1])) }
    }

    unsafe fn get_Type(&self, pType: *mut ISO_APDU_TYPE) -> Result<()> {
        let case = |cmd: &CardCommand| cmd.case().map(|case| case as u32);
        // SAFETY: see above.
        unsafe { self.get(pType, 0, |cmd| case(cmd).ok_or(Error::UNEXPECTED)) }
    }

    unsafe fn get_Nad(&self, pbNad: *mut BYTE) -> Result<()> {
        // SAFETY: see above.
        unsafe { self.get(pbNad, 0, |cmd| Ok(cmd.nad)) }
    }

    unsafe fn put_Nad(&self, bNad: BYTE) -> Result<()> {
        lock(&self.0).nad = bNad;
        Ok(())
    }

    unsafe fn get_ReplyNad(&self, pbNad: *mut BYTE) -> Result<()> {
        let nad = |cmd: &CardCommand| cmd.reply_nad.ok_or(Error::ACCESSDENIED);
        // SAFETY: see above.
        out::or_invalid(unsafe { self.get(pbNad, 0, nad) })
    }

    unsafe fn put_ReplyNad(&self, bNad: BYTE) -> Result<()> {
        lock(&self.0).reply_nad = Some(bNad);
        Ok(())
    }

    unsafe fn BuildCmd(
        &self,
        byClassId: BYTE,
        byInsId: BYTE,
        byP1: BYTE,
        byP2: BYTE,
        pbyData: LPBYTEBUFFER,
        plLe: P<LONG>,
    ) -> Result<()> {
        // SAFETY: see above.
        let (data, le) = unsafe { (bytes_of(pbyData)?.unwrap_or_default(), optional(plLe)) };
        let parts = Parts {
            ins: byInsId,
            p1: byP1,
            p2: byP2,
            data: &data,
            le,
        };
        lock(&self.0).build(byClassId, parts)
    }

    unsafe fn Clear(&self) -> Result<()> {
        lock(&self.0).clear();
        Ok(())
    }

    unsafe fn Encapsulate(&self, pApdu: LPBYTEBUFFER, ApduType: ISO_APDU_TYPE) -> Result<()> {
        // SAFETY: see above.
        let apdu = unsafe { bytes_of(pApdu) }?.ok_or(Error::POINTER)?;
        lock(&self.0).encapsulate(&apdu, Case::try_from(ApduType)?)
    }

    unsafe fn get_AlternateClassId(&self, pbyClass: *mut BYTE) -> Result<()> {
        let class = |cmd: &CardCommand| cmd.alternate_class.ok_or(Error::ACCESSDENIED);
        // SAFETY: see above.
        out::or_invalid(unsafe { self.get(pbyClass, 0, class) })
    }

    unsafe fn put_AlternateClassId(&self, byClass: BYTE) -> Result<()> {
        lock(&self.0).alternate_class = Some(byClass);
        Ok(())
    }
}
