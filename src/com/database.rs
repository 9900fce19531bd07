//! CSCardDatabase: the readers, and the known cards.

use super::abi::*;
use super::buffer::bytes_of;
use super::object::{Class, methods, tables};
use super::{dispatch, ole};
use crate::boundary::Out;
use crate::error::{Error, Result};
use crate::iso7816::atr;
use crate::wiring::readers;
use std::ptr;

/// The one reader group of systems that have no groups.
const DEFAULT_READERS: &str = "SCard$DefaultReaders";

#[derive(Default)]
pub(super) struct Database;

impl Class for Database {
    type Vtbl = vtables::ISCardDatabase;
    const VTBL: &'static Headed<Self::Vtbl> = &tables::ISCardDatabase::<Self>();
    const IID: GUID = ISCardDatabase::IID;
    const MEMBERS: &'static [dispatch::Member] = dispatch::members::ISCardDatabase;

    fn create() -> Result<Self> {
        Ok(Self)
    }
}

/// The name of a card that must be known: so far no card is.
///
/// # Safety
/// NULL or a text.
unsafe fn known_card(name: BSTR) -> Result<()> {
    // SAFETY: as the caller promises.
    let name = unsafe { ole::utf8(name, Error::INVALIDARG) }?;
    match name.count_bytes() {
        0 => Err(Error::INVALIDARG),
        _ => Err(Error::UNKNOWN_CARD),
    }
}

// SAFETY of all methods: the pointers are NULL or what the method's page says.
impl methods::ISCardDatabase for Database {
    unsafe fn GetProviderCardId(
        &self,
        bstrCardName: BSTR,
        ppguidProviderId: *mut LPGUID,
    ) -> Result<()> {
        // SAFETY: see above.
        unsafe {
            Out::new(ppguidProviderId, ptr::null_mut())?;
            known_card(bstrCardName)
        }
    }

    unsafe fn ListCardInterfaces(
        &self,
        bstrCardName: BSTR,
        ppInterfaceGuids: *mut LPSAFEARRAY,
    ) -> Result<()> {
        // SAFETY: see above.
        unsafe {
            Out::new(ppInterfaceGuids, ptr::null_mut())?;
            known_card(bstrCardName)
        }
    }

    unsafe fn ListCards(
        &self,
        pAtr: LPBYTEBUFFER,
        pInterfaceGuids: LPSAFEARRAY,
        _: LONG,
        ppCardNames: *mut LPSAFEARRAY,
    ) -> Result<()> {
        // SAFETY: see above.
        unsafe {
            let slot = Out::new(ppCardNames, ptr::null_mut())?;
            let atr = bytes_of(pAtr)?.unwrap_or_default();
            if atr.len() == 1 || atr.len() > atr::LONGEST {
                return Err(Error::INVALIDARG);
            }
            if !pInterfaceGuids.is_null() {
                ole::guids_of(pInterfaceGuids)?;
            }
            // No card is known yet, so none matches.
            slot.set(ole::Array::of_names([].into_iter())?.into_ptr());
        }
        Ok(())
    }

    unsafe fn ListReaderGroups(&self, _: LONG, ppReaderGroups: *mut LPSAFEARRAY) -> Result<()> {
        // SAFETY: see above.
        let slot = unsafe { Out::new(ppReaderGroups, ptr::null_mut()) }?;
        slot.set(ole::Array::of_names([DEFAULT_READERS.as_bytes()].into_iter())?.into_ptr());
        Ok(())
    }

    unsafe fn ListReaders(&self, _: LONG, ppReaders: *mut LPSAFEARRAY) -> Result<()> {
        // SAFETY: see above.
        let slot = unsafe { Out::new(ppReaders, ptr::null_mut()) }?;
        let readers = readers().list()?;
        let names = readers.iter().map(|name| name.as_c_str().to_bytes());
        slot.set(ole::Array::of_names(names)?.into_ptr());
        Ok(())
    }
}
