//! CSCardLocate: finds a card by what it is called or by what it can do.

use super::abi::*;
use super::object::{Class, methods, tables};
use super::{dispatch, ole};
use crate::boundary::Out;
use crate::error::{Error, Result};
use crate::sync::lock;
use crate::values::{Protocols, ShareMode};
use crate::wiring::readers;
use std::ffi::CString;
use std::ptr;
use std::sync::Mutex;

/// SC_DLG_MINIMAL_UI, SC_DLG_NO_UI, SC_DLG_FORCE_UI: all the same here, there is no dialog.
const DIALOG_FLAGS: [LONG; 3] = [1, 2, 4];

#[derive(Default)]
pub(super) struct Locate {
    wanted: Mutex<Option<Wanted>>,
}

/// What is searched for.
#[derive(Clone)]
enum Wanted {
    /// Cards of these names.
    Names(#[allow(dead_code)] Vec<CString>), // until there are known cards to compare them with
    /// Cards with these interfaces.
    Interfaces(#[allow(dead_code)] Vec<GUID>),
}

impl Class for Locate {
    type Vtbl = vtables::ISCardLocate;
    const VTBL: &'static Headed<Self::Vtbl> = &tables::ISCardLocate::<Self>();
    const IID: GUID = ISCardLocate::IID;
    const MEMBERS: &'static [dispatch::Member] = dispatch::members::ISCardLocate;

    fn create() -> Result<Self> {
        Ok(Self::default())
    }
}

/// Checks what both ways of searching have: groups and flags.
///
/// # Safety
/// NULL or an array.
unsafe fn check(wanted: LPSAFEARRAY, groups: LPSAFEARRAY, flags: LONG) -> Result<()> {
    if wanted.is_null() {
        return Err(Error::POINTER);
    }
    if !groups.is_null() {
        // SAFETY: as the caller promises. All groups have all readers, so far.
        unsafe { ole::names_of(groups) }?;
    }
    match DIALOG_FLAGS.contains(&flags) {
        true => Ok(()),
        false => Err(Error::INVALIDARG),
    }
}

// SAFETY of all methods: the pointers are NULL or what the method's page says.
impl methods::ISCardLocate for Locate {
    unsafe fn ConfigureCardGuidSearch(
        &self,
        pCardGuids: LPSAFEARRAY,
        pGroupNames: LPSAFEARRAY,
        _: BSTR,
        lFlags: LONG,
    ) -> Result<()> {
        // SAFETY: see above.
        let interfaces = unsafe {
            check(pCardGuids, pGroupNames, lFlags)?;
            ole::guids_of(pCardGuids)?
        };
        if interfaces.is_empty() {
            return Err(Error::INVALIDARG);
        }
        *lock(&self.wanted) = Some(Wanted::Interfaces(interfaces));
        Ok(())
    }

    unsafe fn ConfigureCardNameSearch(
        &self,
        pCardNames: LPSAFEARRAY,
        pGroupNames: LPSAFEARRAY,
        _: BSTR,
        lFlags: LONG,
    ) -> Result<()> {
        // SAFETY: see above.
        let names = unsafe {
            check(pCardNames, pGroupNames, lFlags)?;
            ole::names_of(pCardNames)?
        };
        if names.is_empty() {
            return Err(Error::INVALIDARG);
        }
        *lock(&self.wanted) = Some(Wanted::Names(names));
        Ok(())
    }

    unsafe fn FindCard(
        &self,
        ShareMode: SCARD_SHARE_MODES,
        Protocols: SCARD_PROTOCOLS,
        lFlags: LONG,
        ppCardInfo: *mut LPSCARDINFO,
    ) -> Result<()> {
        // SAFETY: see above.
        unsafe { Out::new(ppCardInfo, ptr::null_mut()) }?;
        let wanted = lock(&self.wanted).clone().ok_or(Error::UNEXPECTED)?;
        if lFlags != 0 && !DIALOG_FLAGS.contains(&lFlags) {
            return Err(Error::INVALIDARG);
        }
        ShareMode::try_from(ShareMode)?;
        Protocols::try_from(Protocols)?;
        readers().list()?;
        // No card is known yet.
        Err(match wanted {
            Wanted::Names(_) => Error::UNKNOWN_CARD,
            Wanted::Interfaces(_) => Error::NO_SMARTCARD,
        })
    }
}
