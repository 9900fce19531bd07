//! The functions of the PC/SC service, made safe: lengths are checked, codes translated, handles
//! owned.
//!
//! Why not the `pcsc` crate's own types: they take no handle in and give none out, reset the card
//! when dropped, and panic on codes and protocols they do not know. Its bindings are what we use.

#![allow(unsafe_code)] // the binding to winscard

use super::codes;
use super::native_text::{self as native, Char, decode_list, encode};
use crate::backend::Status;
use crate::error::{Error, Result};
use crate::values::{Disposition, Protocol, Protocols, ShareMode};
use pcsc::ffi;
use std::ffi::{CStr, CString};
use std::ptr;
use std::sync::Arc;

/// A connection to the service.
pub(super) struct Context(ffi::SCARDCONTEXT);

impl Context {
    pub(super) fn establish() -> Result<Context> {
        // The card database of Windows is per user; elsewhere the scope means nothing.
        let scope = if cfg!(windows) {
            ffi::SCARD_SCOPE_USER
        } else {
            ffi::SCARD_SCOPE_SYSTEM
        };
        let mut context = 0;
        // SAFETY: the reserved pointers are NULL as they must be, the out pointer is valid.
        codes::result(unsafe {
            ffi::SCardEstablishContext(scope, ptr::null(), ptr::null(), &mut context)
        })?;
        Ok(Context(context))
    }

    /// The number that the service knows it by.
    #[cfg(windows)]
    pub(super) fn handle(&self) -> ffi::SCARDCONTEXT {
        self.0
    }

    /// The names of all readers.
    pub(super) fn list_readers(self: &Arc<Self>) -> Result<Vec<CString>> {
        self.readers_in(ptr::null())
    }

    /// The names of the readers in a list of groups, as the service wants it; NULL for all.
    pub(super) fn readers_in(self: &Arc<Self>, groups: *const Char) -> Result<Vec<CString>> {
        // SAFETY: `listed` gives a buffer and its length.
        let names = listed(|names: *mut Char, len| unsafe {
            native::SCardListReaders(self.0, groups.cast(), names.cast(), len)
        });
        match names {
            Err(Error::NO_READERS_AVAILABLE) => Ok(Vec::new()),
            names => Ok(decode_list(&names?)),
        }
    }

    /// Whether a connection has a reader for itself.
    pub(super) fn is_exclusive(self: &Arc<Self>, reader: &CStr) -> Result<bool> {
        Ok(self.look_at(reader)?.dwEventState & ffi::SCARD_STATE_EXCLUSIVE != 0)
    }

    /// The ATR of the card in a reader; empty if it tells none.
    pub(super) fn atr(self: &Arc<Self>, reader: &CStr) -> Result<Vec<u8>> {
        let state = self.look_at(reader)?;
        let (atr, len) = (state.rgbAtr, state.cbAtr);
        Ok(received(&atr, len)?.to_vec())
    }

    fn look_at(self: &Arc<Self>, reader: &CStr) -> Result<native::SCARD_READERSTATE> {
        let reader = encode(reader)?;
        let mut state = native::SCARD_READERSTATE {
            szReader: reader.as_ptr().cast(),
            pvUserData: ptr::null_mut(),
            dwCurrentState: ffi::SCARD_STATE_UNAWARE,
            dwEventState: 0,
            cbAtr: 0,
            rgbAtr: [0; ffi::ATR_BUFFER_SIZE],
        };
        // SAFETY: one state, whose name is NUL-terminated; with the current state unknown it
        // answers at once.
        codes::result(unsafe { native::SCardGetStatusChange(self.0, 0, &mut state, 1) })?;
        state.szReader = ptr::null(); // it ends here
        Ok(state)
    }
}

/// What the service gives a list of: asked with NULL, `call` tells the length, and then writes the list.
pub(super) fn listed<T: Copy + Default>(
    mut call: impl FnMut(*mut T, &mut ffi::DWORD) -> ffi::LONG,
) -> Result<Vec<T>> {
    const LONGEST: usize = 1 << 20; // nobody's, and no memory is asked for at a service's word
    // Between the question for the length and the list, there may come more.
    for _ in 0..8 {
        let mut len = 0;
        codes::result(call(ptr::null_mut(), &mut len))?;
        let room = usize::try_from(len).ok().filter(|len| *len <= LONGEST);
        let mut list = vec![T::default(); room.ok_or(Error::UNEXPECTED)?];
        match codes::result(call(list.as_mut_ptr(), &mut len)) {
            Err(Error::INSUFFICIENT_BUFFER) => {}
            result => return result.and_then(|()| Ok(received(&list, len)?.to_vec())),
        }
    }
    Err(Error::SERVER_TOO_BUSY)
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: only a number; if the service is gone, the binding still frees its own memory.
        unsafe { ffi::SCardReleaseContext(self.0) };
    }
}

/// A connection to a card, until it is disconnected or dropped (which leaves the card as it is).
pub(super) struct Card {
    handle: ffi::SCARDHANDLE,
    /// `None`: the handle and its context belong to the caller.
    context: Option<Arc<Context>>,
    ended: bool,
}

impl Card {
    pub(super) fn connect(
        context: &Arc<Context>,
        reader: &CStr,
        share: ShareMode,
        protocols: Protocols,
    ) -> Result<(Card, Option<Protocol>)> {
        let reader = encode(reader)?;
        let (mut handle, mut active) = (0, 0);
        // SAFETY: the name is NUL-terminated, the out pointers are valid.
        codes::result(unsafe {
            native::SCardConnect(
                context.0,
                reader.as_ptr().cast(),
                share as ffi::DWORD,
                codes::from_protocols(protocols),
                &mut handle,
                &mut active,
            )
        })?;
        let card = Card {
            handle,
            context: Some(Arc::clone(context)),
            ended: false,
        };
        Ok((card, codes::to_protocol(active)))
    }

    /// A connection that the caller opened; `INVALID_HANDLE` for a number that cannot be one.
    pub(super) fn adopted(handle: usize) -> Result<Card> {
        let handle = native_handle(handle)
            .filter(|handle| *handle != 0)
            .ok_or(Error::INVALID_HANDLE)?;
        Ok(Card {
            handle,
            context: None,
            ended: false,
        })
    }

    pub(super) fn is_adopted(&self) -> bool {
        self.context.is_none()
    }

    /// The handle as callers of any platform store it.
    pub(super) fn handle(&self) -> usize {
        self.handle as usize
    }

    /// The context of the connection; 0 if it is the caller's.
    pub(super) fn context(&self) -> usize {
        self.context
            .as_ref()
            .map_or(0, |context| context.0 as usize)
    }

    pub(super) fn reconnect(
        &self,
        share: ShareMode,
        protocols: Protocols,
        init: ffi::DWORD,
    ) -> Result<Option<Protocol>> {
        let mut active = 0;
        // SAFETY: the out pointer is valid.
        codes::result(unsafe {
            ffi::SCardReconnect(
                self.handle,
                share as ffi::DWORD,
                codes::from_protocols(protocols),
                init,
                &mut active,
            )
        })?;
        Ok(codes::to_protocol(active))
    }

    /// Ends the connection. If the service cannot do to the card what it should, the card is left
    /// as it is.
    pub(super) fn disconnect(mut self, disposition: Disposition) -> Result<()> {
        self.ended = true;
        // SAFETY: only numbers.
        let disconnect = |disposition| unsafe { ffi::SCardDisconnect(self.handle, disposition) };
        let result = codes::result(disconnect(disposition as ffi::DWORD));
        if result.is_err() && disposition != Disposition::Leave {
            disconnect(ffi::SCARD_LEAVE_CARD);
        }
        result
    }

    pub(super) fn begin(&self) -> Result<()> {
        // SAFETY: only a number.
        codes::result(unsafe { ffi::SCardBeginTransaction(self.handle) })
    }

    pub(super) fn end(&self, disposition: Disposition) -> Result<()> {
        // SAFETY: only numbers.
        codes::result(unsafe { ffi::SCardEndTransaction(self.handle, disposition as ffi::DWORD) })
    }

    /// The reader's name, and what the connection is now.
    pub(super) fn status(&self) -> Result<(CString, Status)> {
        // Larger than any service needs: 128 and 33 bytes in pcsc-lite, 36 for the ATR on Windows.
        let (mut reader, mut atr) = ([Char::default(); 1024], [0u8; 64]);
        let (mut reader_len, mut atr_len) = (reader.len() as ffi::DWORD, atr.len() as ffi::DWORD);
        let (mut state, mut protocol) = (0, 0);
        // SAFETY: the lengths are those of the buffers, the out pointers are valid.
        codes::result(unsafe {
            native::SCardStatus(
                self.handle,
                reader.as_mut_ptr().cast(),
                &mut reader_len,
                &mut state,
                &mut protocol,
                atr.as_mut_ptr(),
                &mut atr_len,
            )
        })?;
        let protocol = codes::to_protocol(protocol);
        let reader = decode_list(received(&reader, reader_len)?)
            .into_iter()
            .next();
        let status = Status {
            state: codes::to_state(state, protocol),
            protocol,
            atr: received(&atr, atr_len)?.to_vec(),
        };
        Ok((reader.unwrap_or_default(), status))
    }

    /// Gives the length of the reply, which may be anything the reader returned, 0 included.
    pub(super) fn transmit(
        &self,
        protocol: Protocol,
        command: &[u8],
        reply: &mut [u8],
    ) -> Result<usize> {
        let pci = ffi::SCARD_IO_REQUEST {
            dwProtocol: codes::from_protocol(protocol),
            cbPciLength: size_of::<ffi::SCARD_IO_REQUEST>() as ffi::DWORD,
        };
        let mut len = room(reply)?;
        // SAFETY: the lengths are those of the buffers; no PCI is asked for in return.
        codes::result(unsafe {
            ffi::SCardTransmit(
                self.handle,
                &pci,
                command.as_ptr(),
                room(command)?,
                ptr::null_mut(),
                reply.as_mut_ptr(),
                &mut len,
            )
        })?;
        received(reply, len).map(<[u8]>::len)
    }

    pub(super) fn control(&self, code: u32, input: &[u8], output: &mut [u8]) -> Result<usize> {
        let mut len = 0;
        // SAFETY: the lengths are those of the buffers, the out pointer is valid.
        codes::result(unsafe {
            ffi::SCardControl(
                self.handle,
                ffi::DWORD::from(code),
                input.as_ptr(),
                room(input)?,
                output.as_mut_ptr(),
                room(output)?,
                &mut len,
            )
        })?;
        received(output, len).map(<[u8]>::len)
    }

    pub(super) fn attribute(&self, id: u32, value: &mut [u8]) -> Result<usize> {
        // pcsc-lite refuses a larger room than it can fill.
        let most = if cfg!(windows) {
            value.len()
        } else {
            ffi::MAX_BUFFER_SIZE.min(value.len())
        };
        let value = value.get_mut(..most).unwrap_or_default();
        let mut len = room(value)?;
        // SAFETY: the length is that of the buffer.
        codes::result(unsafe {
            ffi::SCardGetAttrib(
                self.handle,
                ffi::DWORD::from(id),
                value.as_mut_ptr(),
                &mut len,
            )
        })?;
        received(value, len).map(<[u8]>::len)
    }

    pub(super) fn set_attribute(&self, id: u32, value: &[u8]) -> Result<()> {
        // SAFETY: the length is that of the buffer.
        codes::result(unsafe {
            ffi::SCardSetAttrib(
                self.handle,
                ffi::DWORD::from(id),
                value.as_ptr(),
                room(value)?,
            )
        })
    }
}

impl Drop for Card {
    fn drop(&mut self) {
        if !self.ended && !self.is_adopted() {
            // SAFETY: only numbers. There is nobody to tell if it fails.
            unsafe { ffi::SCardDisconnect(self.handle, ffi::SCARD_LEAVE_CARD) };
        }
    }
}

/// The native form of a handle; `None` if the number is too large to be one.
fn native_handle(handle: usize) -> Option<ffi::SCARDHANDLE> {
    let native = handle as ffi::SCARDHANDLE;
    // A 32-bit handle may arrive sign-extended or not, depending on how the caller stored it.
    #[cfg(target_os = "macos")]
    let same = native as usize == handle || native as u32 as usize == handle;
    #[cfg(not(target_os = "macos"))]
    let same = native as usize == handle;
    same.then_some(native)
}

fn room(buffer: &[u8]) -> Result<ffi::DWORD> {
    ffi::DWORD::try_from(buffer.len()).map_err(|_| Error::INVALIDARG)
}

/// What the service says it wrote, as far as that is possible.
fn received<T>(buffer: &[T], len: ffi::DWORD) -> Result<&[T]> {
    usize::try_from(len)
        .ok()
        .and_then(|len| buffer.get(..len))
        .ok_or(Error::UNEXPECTED)
}
