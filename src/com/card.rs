//! CSCard: a connection to a card.

use super::abi::*;
use super::buffer::{bytes_of, new_buffer};
use super::object::{Class, Ref, failed, methods, tables};
use super::{dispatch, ole};
use crate::boundary::Out;
use crate::domain::Session;
use crate::error::{Error, Result};
use crate::process::generation;
use crate::sync::lock;
use crate::values::{Disposition, Protocols, ReaderName, ShareMode};
use crate::wiring::readers;
use std::ffi::CStr;
use std::ptr;
use std::sync::{Arc, Mutex};

#[derive(Default)]
pub(super) struct Card {
    connection: Mutex<Option<Connection>>,
}

struct Connection {
    session: Arc<Session>,
    /// Whoever opened it goes on with it when the object ends without Detach.
    adopted: bool,
    /// A forked child has the object, and not the connection.
    made_in: u32,
}

impl Connection {
    fn new(session: Arc<Session>, adopted: bool) -> Connection {
        Connection {
            session,
            adopted,
            made_in: generation(),
        }
    }

    /// The session, if it is of this process. Otherwise it is left alone: ending it would end that of
    /// the parent.
    fn of_this_process(self) -> Option<Connection> {
        if self.made_in == generation() {
            return Some(self);
        }
        std::mem::forget(self);
        None
    }
}

impl Class for Card {
    type Vtbl = vtables::ISCard;
    const VTBL: &'static Headed<Self::Vtbl> = &tables::ISCard::<Self>();
    const IID: GUID = ISCard::IID;
    const MEMBERS: &'static [dispatch::Member] = dispatch::members::ISCard;

    /// Fails where there is neither a PC/SC service nor a virtual reader.
    fn create() -> Result<Self> {
        match readers().list() {
            Ok(_) | Err(Error::NO_READERS_AVAILABLE) => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }
}

impl Card {
    /// The session, for a call that may take long: the object is not locked meanwhile.
    fn session(&self) -> Result<Arc<Session>> {
        let connection = lock(&self.connection);
        let ours = connection.as_ref().filter(|it| it.made_in == generation());
        ours.map(|it| Arc::clone(&it.session))
            .ok_or(Error::INVALID_HANDLE)
    }

    /// Gives the older connection.
    fn replace(&self, connection: Option<Connection>) -> Option<Connection> {
        let older = std::mem::replace(&mut *lock(&self.connection), connection);
        older.and_then(Connection::of_this_process)
    }

    /// Ends an older connection, as Detach(LEAVE) does, and has another from now on.
    fn attach(&self, connection: Option<Connection>) {
        if let Some(older) = self.replace(connection) {
            let _ = older.session.detach(Disposition::Leave);
        }
    }
}

impl Drop for Card {
    fn drop(&mut self) {
        match self.replace(None) {
            Some(connection) if !connection.adopted => {
                let _ = connection.session.detach(Disposition::Leave);
            }
            _ => {} // whoever opened it goes on with it
        }
    }
}

// SAFETY of all methods: the pointers are NULL or what the method's page says.
impl methods::ISCard for Card {
    unsafe fn get_Atr(&self, ppAtr: *mut LPBYTEBUFFER) -> Result<()> {
        // SAFETY: see above.
        let slot = unsafe { Out::new(ppAtr, ptr::null_mut()) }?;
        let session = self.session()?;
        session.look()?;
        slot.set(new_buffer(&session.atr())?);
        Ok(())
    }

    unsafe fn get_CardHandle(&self, pHandle: *mut HSCARD) -> Result<()> {
        // SAFETY: see above.
        let slot = unsafe { Out::new(pHandle, 0) }?;
        if let Ok(session) = self.session() {
            slot.set(session.card_handle());
        }
        Ok(())
    }

    unsafe fn get_Context(&self, pContext: *mut HSCARDCONTEXT) -> Result<()> {
        // SAFETY: see above.
        let slot = unsafe { Out::new(pContext, 0) }?;
        if let Ok(session) = self.session() {
            slot.set(session.context());
        }
        Ok(())
    }

    unsafe fn get_Protocol(&self, pProtocol: *mut SCARD_PROTOCOLS) -> Result<()> {
        // SAFETY: see above.
        let slot = unsafe { Out::new(pProtocol, 0) }?;
        let protocol = self.session()?.protocol();
        slot.set(protocol.map_or(0, |protocol| protocol as u32));
        Ok(())
    }

    unsafe fn get_Status(&self, pStatus: *mut SCARD_STATES) -> Result<()> {
        // SAFETY: see above.
        let slot = unsafe { Out::new(pStatus, 0) }?;
        slot.set(self.session()?.status()? as u32);
        Ok(())
    }

    unsafe fn AttachByHandle(&self, hCard: HSCARD) -> Result<()> {
        if hCard == 0 {
            return Err(Error::INVALIDARG);
        }
        if self.session().is_ok_and(|ours| ours.card_handle() == hCard) {
            return Ok(()); // it is this one
        }
        self.attach(None);
        let session = readers().adopt(hCard).map_err(|error| match error {
            Error::INVALID_HANDLE => Error::INVALIDARG, // as the page has it
            other => other,
        })?;
        self.attach(Some(Connection::new(session, true)));
        Ok(())
    }

    unsafe fn AttachByReader(
        &self,
        bstrReaderName: BSTR,
        ShareMode: SCARD_SHARE_MODES,
        PrefProtocol: SCARD_PROTOCOLS,
    ) -> Result<()> {
        // SAFETY: see above.
        let name = unsafe { ole::utf8(bstrReaderName, Error::UNKNOWN_READER) }?;
        if name.is_empty() {
            return Err(Error::INVALIDARG);
        }
        let (share, protocols) = (
            ShareMode::try_from(ShareMode)?,
            Protocols::try_from(PrefProtocol)?,
        );
        self.attach(None);
        let attached = match readers().attach(&name, share, protocols) {
            Err(error) => match real_name(&name)? {
                Some(name) => readers().attach(name.as_c_str(), share, protocols),
                None => Err(error),
            },
            attached => attached,
        };
        self.attach(Some(Connection::new(attached?, false)));
        Ok(())
    }

    unsafe fn Detach(&self, Disposition: SCARD_DISPOSITIONS) -> Result<()> {
        let disposition = Disposition::try_from(Disposition)?;
        let connection = self.replace(None).ok_or(Error::INVALID_HANDLE)?;
        connection.session.detach(disposition)
    }

    unsafe fn LockSCard(&self) -> Result<()> {
        self.session()?.lock()
    }

    unsafe fn ReAttach(
        &self,
        ShareMode: SCARD_SHARE_MODES,
        InitState: SCARD_DISPOSITIONS,
    ) -> Result<()> {
        let (share, init) = (
            ShareMode::try_from(ShareMode)?,
            Disposition::try_from(InitState)?,
        );
        self.session()?.reattach(share, init)
    }

    unsafe fn Transaction(&self, ppCmd: *mut LPSCARDCMD) -> Result<()> {
        if ppCmd.is_null() {
            return Err(Error::POINTER);
        }
        // SAFETY: see above; the command stays alive for the call, whatever its variable holds then.
        let command = unsafe { Ref::share(*ppCmd) }.ok_or(Error::INVALIDARG)?;
        let result = run(&command, self);
        if result.is_err() {
            // SAFETY: a live object.
            unsafe {
                ISCardCmd::put_ApduReplyLength(command.as_ptr(), 0);
                ISCardCmd::put_ReplyStatus(command.as_ptr(), 0);
            }
        }
        result
    }

    unsafe fn UnlockSCard(&self, Disposition: SCARD_DISPOSITIONS) -> Result<()> {
        let disposition = Disposition::try_from(Disposition)?;
        self.session()?.unlock(disposition)
    }
}

/// The name of the reader that callers know by this one: where a name is no UTF-8, they see replacement characters.
fn real_name(seen: &CStr) -> Result<Option<ReaderName>> {
    let seen = seen.to_string_lossy();
    if !seen.contains(char::REPLACEMENT_CHARACTER) {
        return Ok(None);
    }
    let mut readers = readers().list()?.into_iter();
    Ok(readers.find(|name| name.as_c_str().to_string_lossy() == seen))
}

/// Runs a command by its interface alone: it may be somebody else's object.
fn run(command: &Ref<ISCardCmd>, card: &Card) -> Result<()> {
    let command = command.as_ptr();
    let mut apdu = ptr::null_mut();
    let mut class = 0;
    // SAFETY: live objects, and valid pointers; what is got is a reference.
    unsafe {
        failed(ISCardCmd::get_Apdu(command, &mut apdu))?;
        let apdu = Ref::take(apdu).ok_or(Error::INVALIDARG)?;
        let bytes = bytes_of(apdu.as_ptr())?.unwrap_or_default();
        if bytes.is_empty() {
            return Err(Error::INVALIDARG);
        }
        let has_class = ISCardCmd::get_AlternateClassId(command, &mut class) >= 0;
        let session = card.session()?;
        let reply = session.transaction(&bytes, has_class.then_some(class))?;
        let status = reply.last_chunk().copied().map_or(0, u16::from_be_bytes);
        let reply = Ref::take(new_buffer(&reply)?).ok_or(Error::UNEXPECTED)?;
        failed(ISCardCmd::put_ApduReply(command, reply.as_ptr()))?;
        failed(ISCardCmd::put_ReplyStatus(command, status))
    }
}
