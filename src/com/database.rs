//! CSCardDatabase: the readers, and the known cards.

use super::abi::*;
use super::buffer::bytes_of;
use super::object::{Class, methods, tables};
use super::{dispatch, ole};
use crate::boundary::Out;
use crate::error::{Error, Result};
use crate::iso7816::atr;
use crate::wiring::{known_cards, readers};
use std::ffi::CString;
use std::ptr;

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

/// The name of a card, in UTF-8.
///
/// # Safety
/// NULL or a text.
unsafe fn card_name(name: BSTR) -> Result<CString> {
    // SAFETY: as the caller promises.
    let name = unsafe { ole::utf8(name, Error::INVALIDARG) }?;
    match name.count_bytes() {
        0 => Err(Error::INVALIDARG),
        _ => Ok(name),
    }
}

/// An array of names.
fn array_of(names: &[CString]) -> Result<LPSAFEARRAY> {
    let names = names.iter().map(|name| name.to_bytes());
    Ok(ole::Array::of_names(names)?.into_ptr())
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
            let slot = Out::new(ppguidProviderId, ptr::null_mut())?;
            let provider = known_cards().provider(&card_name(bstrCardName)?)?;
            slot.set(ole::Block::new()?.give(provider));
        }
        Ok(())
    }

    unsafe fn ListCardInterfaces(
        &self,
        bstrCardName: BSTR,
        ppInterfaceGuids: *mut LPSAFEARRAY,
    ) -> Result<()> {
        // SAFETY: see above.
        let (slot, name) = unsafe {
            (
                Out::new(ppInterfaceGuids, ptr::null_mut())?,
                card_name(bstrCardName)?,
            )
        };
        let interfaces = known_cards().interfaces(&name)?;
        let texts: Vec<String> = interfaces.iter().map(ole::format_guid).collect();
        let texts = texts.iter().map(String::as_bytes);
        slot.set(ole::Array::of_names(texts)?.into_ptr());
        Ok(())
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
            let interfaces = match pInterfaceGuids.is_null() {
                true => Vec::new(),
                false => ole::guids_of(pInterfaceGuids)?,
            };
            slot.set(array_of(&known_cards().cards(&atr, &interfaces)?)?);
        }
        Ok(())
    }

    unsafe fn ListReaderGroups(&self, _: LONG, ppReaderGroups: *mut LPSAFEARRAY) -> Result<()> {
        // SAFETY: see above.
        let slot = unsafe { Out::new(ppReaderGroups, ptr::null_mut()) }?;
        slot.set(array_of(&known_cards().groups()?)?);
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
