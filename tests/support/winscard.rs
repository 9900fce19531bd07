//! PC/SC as it is, with the result codes as numbers: what the library says is compared with it.
//!
//! A context of its own, and calls that block where PC/SC blocks: wrap them in
//! [`wait::within`](super::wait::within) where that can happen.

// These are the C functions of the PC/SC client library.
#![allow(unsafe_code)]

use std::ffi::{CStr, CString};
use std::ptr::{null, null_mut};
use std::sync::Arc;

use pcsc::ffi;

/// A result code, such as 0x8010000B.
pub type Code = u32;
/// "Another program has the card for itself."
pub const SHARING_VIOLATION: Code = 0x8010_000B;
/// "The daemon does not run."
pub const NO_SERVICE: Code = 0x8010_001D;
/// More than the longest reply, 65,538 bytes.
const REPLY_ROOM: usize = 66_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    Shared,
    Exclusive,
}

impl Share {
    fn number(self) -> ffi::DWORD {
        match self {
            Share::Shared => ffi::SCARD_SHARE_SHARED,
            Share::Exclusive => ffi::SCARD_SHARE_EXCLUSIVE,
        }
    }
}

/// What happens to the card at the end of a connection or a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    Leave,
    Reset,
    Unpower,
}

impl Then {
    fn number(self) -> ffi::DWORD {
        match self {
            Then::Leave => ffi::SCARD_LEAVE_CARD,
            Then::Reset => ffi::SCARD_RESET_CARD,
            Then::Unpower => ffi::SCARD_UNPOWER_CARD,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    pub reader: CString,
    /// As it comes: the upper half may be an event counter.
    pub state: u32,
    /// 1 for T=0, 2 for T=1.
    pub protocol: u32,
    pub atr: Vec<u8>,
}

/// A context.
pub struct Client(Arc<Context>);

struct Context(ffi::SCARDCONTEXT);

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: nobody else has this context; a dead one gets an error, which is fine here.
        unsafe { ffi::SCardReleaseContext(self.0) };
    }
}

/// PC/SC codes have 32 bits in an integer that may be wider.
fn code(result: ffi::LONG) -> Code {
    result as Code
}

fn check(result: ffi::LONG) -> Result<(), Code> {
    match code(result) {
        0 => Ok(()),
        code => Err(code),
    }
}

impl Client {
    pub fn new() -> Result<Client, Code> {
        let mut context = 0;
        // SAFETY: the out-pointer is valid, the reserved ones are NULL as they must be.
        check(unsafe {
            ffi::SCardEstablishContext(ffi::SCARD_SCOPE_USER, null(), null(), &mut context)
        })?;
        Ok(Client(Arc::new(Context(context))))
    }

    pub fn raw_context(&self) -> ffi::SCARDCONTEXT {
        self.0.0
    }

    pub fn readers(&self) -> Result<Vec<CString>, Code> {
        let mut names = vec![0_u8; 16 * 128 + 1]; // pcsc-lite's limits: 16 readers, 128 bytes
        let mut length = names.len() as ffi::DWORD;
        // SAFETY: the buffer has the length that is passed.
        check(unsafe {
            ffi::SCardListReaders(self.0.0, null(), names.as_mut_ptr().cast(), &mut length)
        })?;
        names.truncate(length as usize);
        let names = names
            .split(|byte| *byte == 0)
            .filter(|name| !name.is_empty());
        Ok(names.filter_map(|name| CString::new(name).ok()).collect())
    }

    /// Connects with T=0 or T=1, as the card likes.
    pub fn connect(&self, reader: &CStr, share: Share) -> Result<Card, Code> {
        self.connect_with(
            reader,
            share,
            ffi::SCARD_PROTOCOL_T0 | ffi::SCARD_PROTOCOL_T1,
        )
    }

    pub fn connect_with(
        &self,
        reader: &CStr,
        share: Share,
        protocols: ffi::DWORD,
    ) -> Result<Card, Code> {
        let (mut handle, mut protocol) = (0, 0);
        // SAFETY: the name ends in NUL and both out-pointers are valid.
        check(unsafe {
            ffi::SCardConnect(
                self.0.0,
                reader.as_ptr(),
                share.number(),
                protocols,
                &mut handle,
                &mut protocol,
            )
        })?;
        Ok(Card {
            _context: self.0.clone(),
            handle,
            protocol,
            connected: true,
        })
    }
}

/// A connection to a card; dropping it leaves the card as it is.
pub struct Card {
    _context: Arc<Context>,
    handle: ffi::SCARDHANDLE,
    protocol: ffi::DWORD,
    connected: bool,
}

impl Card {
    pub fn raw_handle(&self) -> ffi::SCARDHANDLE {
        self.handle
    }

    /// As `connect` or `reconnect` gave it: 1 for T=0, 2 for T=1.
    pub fn protocol(&self) -> u32 {
        self.protocol as u32
    }

    /// See [`status_of`].
    pub fn status(&self) -> Result<Status, Code> {
        status_of(self.handle)
    }

    pub fn begin(&self) -> Result<(), Code> {
        // SAFETY: a number; a stale one gets an error.
        check(unsafe { ffi::SCardBeginTransaction(self.handle) })
    }

    pub fn end(&self, then: Then) -> Result<(), Code> {
        // SAFETY: numbers.
        check(unsafe { ffi::SCardEndTransaction(self.handle, then.number()) })
    }

    pub fn transmit(&self, command: &[u8]) -> Result<Vec<u8>, Code> {
        let size = size_of::<ffi::SCARD_IO_REQUEST>() as ffi::DWORD;
        let pci = ffi::SCARD_IO_REQUEST {
            dwProtocol: self.protocol,
            cbPciLength: size,
        };
        let mut reply = vec![0; REPLY_ROOM];
        let mut length = reply.len() as ffi::DWORD;
        // SAFETY: both buffers have the lengths that are passed; no reply header is asked for.
        check(unsafe {
            ffi::SCardTransmit(
                self.handle,
                &pci,
                command.as_ptr(),
                command.len() as ffi::DWORD,
                null_mut(),
                reply.as_mut_ptr(),
                &mut length,
            )
        })?;
        reply.truncate(length as usize);
        Ok(reply)
    }

    pub fn reconnect(&mut self, share: Share, then: Then) -> Result<(), Code> {
        let protocols = ffi::SCARD_PROTOCOL_T0 | ffi::SCARD_PROTOCOL_T1;
        // SAFETY: the out-pointer is valid.
        check(unsafe {
            ffi::SCardReconnect(
                self.handle,
                share.number(),
                protocols,
                then.number(),
                &mut self.protocol,
            )
        })
    }

    pub fn disconnect(mut self, then: Then) -> Result<(), Code> {
        self.connected = false;
        // SAFETY: numbers.
        check(unsafe { ffi::SCardDisconnect(self.handle, then.number()) })
    }
}

impl Drop for Card {
    fn drop(&mut self) {
        if self.connected {
            // SAFETY: numbers; there is nobody to hear of an error.
            unsafe { ffi::SCardDisconnect(self.handle, ffi::SCARD_LEAVE_CARD) };
        }
    }
}

/// State, protocol and ATR come from a table that all contexts of the process share without a
/// lock: another thread that asks for anything may bring an older one back for a moment.
pub fn status_of(handle: ffi::SCARDHANDLE) -> Result<Status, Code> {
    let mut name = [0_u8; 256];
    let mut atr = [0_u8; 64];
    let mut name_length = name.len() as ffi::DWORD;
    let mut atr_length = atr.len() as ffi::DWORD;
    let (mut state, mut protocol) = (0, 0);
    // SAFETY: both buffers have the lengths that are passed; the out-pointers are valid.
    check(unsafe {
        ffi::SCardStatus(
            handle,
            name.as_mut_ptr().cast(),
            &mut name_length,
            &mut state,
            &mut protocol,
            atr.as_mut_ptr(),
            &mut atr_length,
        )
    })?;
    Ok(Status {
        reader: CStr::from_bytes_until_nul(&name)
            .expect("a name that ends")
            .to_owned(),
        state: state as u32,
        protocol: protocol as u32,
        atr: atr[..atr_length as usize].to_vec(),
    })
}

pub fn is_valid_context(context: ffi::SCARDCONTEXT) -> bool {
    // SAFETY: a number.
    unsafe { ffi::SCardIsValidContext(context) == 0 }
}
