//! Readers of the operating system's PC/SC service: pcsc-lite, PCSC.framework or WinSCard.
//!
//! - `codes`: what the service calls things, and what we call them
//! - `native_text`: names as the service has them
//! - `winscard`: the service's functions, made safe
//! - `link`: a connection to a card
//! - `database`: the card database, which only Windows has
//!
//! Each reader in use has a context of its own, kept for the next session: contexts serialise their
//! calls, cost several times a connection, and are few (design/architecture.md). A context whose
//! service has stopped is replaced when the next session begins; sessions of the old one fail until
//! they are detached.

mod codes;
#[cfg(windows)]
mod database;
mod link;
mod native_text;
mod part10;
mod winscard;

use self::link::CardLink;
use self::winscard::{Card, Context};
use super::{Adopted, Backend, Family, Link, Reader};
use crate::error::{Error, Result};
use crate::sync::lock;
use crate::values::{Protocols, ReaderName, ShareMode};
use std::sync::{Arc, Mutex};

/// Whether the service is pcsc-lite, whose ways differ from those of Windows and Apple.
const PCSC_LITE: bool = cfg!(not(any(windows, target_vendor = "apple")));

/// The PC/SC service.
#[derive(Default)]
pub(crate) struct System {
    /// For lists alone: a reader's context may be busy with its card.
    lister: LastingContext,
}

impl Backend for System {
    fn family(&self) -> Family {
        Family::System
    }

    fn readers(&self) -> Result<Vec<ReaderName>> {
        let names = self.lister.call(Context::list_readers)?;
        Ok(names
            .iter()
            .filter_map(|name| ReaderName::new(name).ok())
            .collect())
    }

    fn has(&self, _name: &ReaderName) -> Result<bool> {
        Ok(true) // connecting tells, and a list would cost a round trip and still be old
    }

    fn atr(&self, name: &ReaderName) -> Result<Vec<u8>> {
        self.lister.call(|context| context.atr(name.as_c_str()))
    }

    fn open(&self, name: &ReaderName) -> Result<Box<dyn Reader>> {
        Ok(Box::new(SystemReader {
            name: name.clone(),
            context: Arc::default(),
        }))
    }

    fn adopt(&self, handle: usize) -> Result<Adopted> {
        let (name, link, status) = CardLink::adopt(Card::adopted(handle)?)?;
        Ok((ReaderName::new(&name)?, Box::new(link), status))
    }
}

/// A reader with the context of its sessions.
struct SystemReader {
    name: ReaderName,
    context: Arc<LastingContext>,
}

impl Reader for SystemReader {
    fn connect(&self, share: ShareMode, protocols: Protocols) -> Result<Box<dyn Link>> {
        let link = CardLink::connect(self.name.as_c_str(), &self.context, share, protocols)?;
        Ok(Box::new(link))
    }

    fn is_gone(&self) -> bool {
        false // a reader that is plugged in again is served by the same context
    }
}

/// A context that is established when first needed, and again after the service was restarted.
#[derive(Default)]
struct LastingContext(Mutex<Option<Arc<Context>>>);

impl LastingContext {
    /// Calls with the context. If the service has gone since the last call, tries once more with a
    /// new context; only for calls that may be repeated.
    fn call<R>(&self, call: impl Fn(&Arc<Context>) -> Result<R>) -> Result<R> {
        let mut lasting = lock(&self.0);
        if let Some(context) = lasting.as_ref() {
            match call(context) {
                Err(error) if service_is_gone(error) || error == Error::INVALID_HANDLE => {}
                result => return result,
            }
        }
        *lasting = None;
        let context = Arc::new(Context::establish()?);
        let result = call(&context);
        *lasting = Some(context);
        result
    }
}

/// Whether an error says that the service behind a context or connection has stopped: neither will
/// work again.
fn service_is_gone(error: Error) -> bool {
    matches!(
        error,
        Error::NO_SERVICE | Error::SERVICE_STOPPED | Error::COMM_ERROR | Error::WIN32_BROKEN_PIPE // the service of a remote session's other end
    )
}
