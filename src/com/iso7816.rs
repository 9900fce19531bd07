//! CSCardISO7816: builds the commands of ISO 7816-4 in an ISCardCmd, ours or somebody else's.

use super::abi::*;
use super::buffer::{bytes_of, new_buffer};
use super::command::Command;
use super::dispatch;
use super::object::{self, Class, Ref, failed, methods, tables};
use crate::error::{Error, Result};
use crate::iso7816::commands::{self, Built};
use std::ptr;
use std::sync::atomic::{AtomicU8, Ordering};

#[derive(Default)]
pub(super) struct Iso7816 {
    default_class: AtomicU8,
}

impl Class for Iso7816 {
    type Vtbl = vtables::ISCardISO7816;
    const VTBL: &'static Headed<Self::Vtbl> = &tables::ISCardISO7816::<Self>();
    const IID: GUID = ISCardISO7816::IID;
    const MEMBERS: &'static [dispatch::Member] = dispatch::members::ISCardISO7816;

    fn create() -> Result<Self> {
        Ok(Self::default())
    }
}

impl Iso7816 {
    /// Has the command object build the parts. If there is none, makes one, which the caller owns.
    ///
    /// # Safety
    /// `command` is NULL or points to NULL or a live object.
    unsafe fn build(&self, command: *mut LPSCARDCMD, parts: Built<'_>) -> Result<()> {
        if command.is_null() {
            return Err(Error::POINTER);
        }
        let parts = parts?;
        // A buffer of our own, so that what is built is what was checked; an empty one is none at all.
        let data = match parts.data {
            [] => None,
            // SAFETY: a reference, just made.
            bytes => unsafe { Ref::take(new_buffer(bytes)?) },
        };
        let data = data.as_ref().map_or(ptr::null_mut(), Ref::as_ptr);
        let mut le = parts.le;
        let le = le.as_mut().map_or(ptr::null_mut(), ptr::from_mut);
        // SAFETY: as the caller promises; what is made here is given away only when it is built.
        unsafe {
            let given = Ref::share(*command);
            let is_made = given.is_none();
            let target = given
                .or_else(|| Ref::take(object::new(Command::default())))
                .ok_or(Error::UNEXPECTED)?;
            failed(ISCardCmd::BuildCmd(
                target.as_ptr(),
                self.default_class.load(Ordering::Relaxed),
                parts.ins,
                parts.p1,
                parts.p2,
                data,
                le,
            ))?;
            if is_made {
                *command = target.into_ptr();
            }
        }
        Ok(())
    }
}

/// A method that sends data, which may be absent where the command allows that.
macro_rules! sending {
    ($($method:ident($($byte:ident),*; $data:ident $(, $le:ident)?) = $build:path;)*) => {
        $(
            unsafe fn $method(
                &self,
                $($byte: BYTE,)*
                $data: LPBYTEBUFFER,
                $($le: LONG,)?
                ppCmd: *mut LPSCARDCMD,
            ) -> Result<()> {
                // SAFETY: the pointers are NULL or what the method's page says.
                unsafe {
                    let bytes = bytes_of($data)?.unwrap_or_default();
                    self.build(ppCmd, $build($($byte,)* &bytes $(, $le)?))
                }
            }
        )*
    };
}

/// A method that sends a header alone.
macro_rules! asking {
    ($($method:ident($($byte:ident),* $(; $le:ident)?) = $build:path;)*) => {
        $(
            unsafe fn $method(
                &self,
                $($byte: BYTE,)*
                $($le: LONG,)?
                ppCmd: *mut LPSCARDCMD,
            ) -> Result<()> {
                // SAFETY: the pointers are NULL or what the method's page says.
                unsafe { self.build(ppCmd, $build($($byte,)* $($le)?)) }
            }
        )*
    };
}

impl methods::ISCardISO7816 for Iso7816 {
    sending! {
        AppendRecord(byRefCtrl; pData) = commands::append_record;
        EraseBinary(byP1, byP2; pData) = commands::erase_binary;
        ExternalAuthenticate(byAlgorithmRef, bySecretRef; pChallenge) = commands::external_authenticate;
        InternalAuthenticate(byAlgorithmRef, bySecretRef; pChallenge, lReplyBytes) = commands::internal_authenticate;
        PutData(byP1, byP2; pData) = commands::put_data;
        SelectFile(byP1, byP2; pData, lBytesToRead) = commands::select_file;
        UpdateBinary(byP1, byP2; pData) = commands::update_binary;
        UpdateRecord(byRecordId, byRefCtrl; pData) = commands::update_record;
        Verify(byRefCtrl; pData) = commands::verify;
        WriteBinary(byP1, byP2; pData) = commands::write_binary;
        WriteRecord(byRecordId, byRefCtrl; pData) = commands::write_record;
    }

    asking! {
        GetChallenge(; lBytesExpected) = commands::get_challenge;
        GetData(byP1, byP2; lBytesToGet) = commands::get_data;
        GetResponse(byP1, byP2; lDataLength) = commands::get_response;
        ManageChannel(byChannelState, byChannel) = commands::manage_channel;
        ReadBinary(byP1, byP2; lBytesToRead) = commands::read_binary;
        ReadRecord(byRecordId, byRefCtrl; lBytesToRead) = commands::read_record;
    }

    unsafe fn SetDefaultClassId(&self, byClass: BYTE) -> Result<()> {
        self.default_class.store(byClass, Ordering::Relaxed);
        Ok(())
    }
}
