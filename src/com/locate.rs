//! CSCardLocate: finds a card by what it is called or by what it can do.

use super::abi::*;
use super::object::{Class, methods, tables};
use super::{dispatch, ole};
use crate::boundary::Out;
use crate::domain::Wanted;
use crate::error::{Error, Result};
use crate::sync::lock;
use crate::values::{Protocols, ShareMode};
use crate::wiring::known_cards;
use std::ffi::CString;
use std::ptr;
use std::sync::Mutex;

/// SC_DLG_MINIMAL_UI, SC_DLG_NO_UI, SC_DLG_FORCE_UI: all the same here, there is no dialog.
const DIALOG_FLAGS: [LONG; 3] = [1, 2, 4];

#[derive(Default)]
pub(super) struct Locate {
    search: Mutex<Option<Search>>,
}

/// What is searched for, and where.
#[derive(Clone)]
struct Search {
    wanted: Wanted,
    groups: Vec<CString>,
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

/// The groups to search, where both ways of searching are the same.
///
/// # Safety
/// NULL or an array.
unsafe fn groups_of(wanted: LPSAFEARRAY, groups: LPSAFEARRAY, flags: LONG) -> Result<Vec<CString>> {
    if wanted.is_null() {
        return Err(Error::POINTER);
    }
    let groups = match groups.is_null() {
        true => Vec::new(),
        // SAFETY: as the caller promises.
        false => unsafe { ole::names_of(groups) }?,
    };
    match DIALOG_FLAGS.contains(&flags) {
        true => Ok(groups),
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
        let (groups, interfaces) = unsafe {
            (
                groups_of(pCardGuids, pGroupNames, lFlags)?,
                ole::guids_of(pCardGuids)?,
            )
        };
        if interfaces.is_empty() {
            return Err(Error::INVALIDARG);
        }
        *lock(&self.search) = Some(Search {
            wanted: Wanted::Interfaces(interfaces),
            groups,
        });
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
        let (groups, names) = unsafe {
            (
                groups_of(pCardNames, pGroupNames, lFlags)?,
                ole::names_of(pCardNames)?,
            )
        };
        if names.is_empty() {
            return Err(Error::INVALIDARG);
        }
        *lock(&self.search) = Some(Search {
            wanted: Wanted::Names(names),
            groups,
        });
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
        let slot = unsafe { Out::new(ppCardInfo, ptr::null_mut()) }?;
        let search = lock(&self.search).clone().ok_or(Error::UNEXPECTED)?;
        if lFlags != 0 && !DIALOG_FLAGS.contains(&lFlags) {
            return Err(Error::INVALIDARG);
        }
        let (share, protocols) = (
            ShareMode::try_from(ShareMode)?,
            Protocols::try_from(Protocols)?,
        );
        // Before a card is found that nobody could be told of.
        let room = ole::Block::<SCARDINFO>::new()?;
        let session = known_cards().find(&search.wanted, &search.groups, share, protocols)?;
        slot.set(room.give(SCARDINFO {
            hCard: session.card_handle(),
            hContext: session.context(),
            ActiveProtocol: session.protocol().map_or(0, |protocol| protocol as u32),
            ShareMode,
            hwndOwner: 0,
            lpfnConnectProc: 0,
            lpfnCheckProc: 0,
            lpfnDisconnectProc: 0,
        }));
        Ok(())
    }
}
