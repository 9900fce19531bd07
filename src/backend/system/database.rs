//! The card database of Windows.

#![allow(unsafe_code)] // the binding to winscard

use super::native_text::{self as native, Char, decode_list, encode, encode_list};
use super::winscard::{Context, listed};
use super::{System, codes};
use crate::backend::card_database::CardDatabase;
use crate::error::{Error, Result};
use crate::guid::GUID;
use std::ffi::{CStr, CString};
use std::ptr;
use std::sync::Arc;

impl CardDatabase for System {
    fn cards(&self, atr: &[u8], interfaces: &[GUID]) -> Result<Vec<CString>> {
        // Windows takes the length from the ATR itself: one that lies must not make it read on.
        let mut padded = [0; 64];
        let start = padded.get_mut(..atr.len()).ok_or(Error::INVALIDARG)?;
        start.copy_from_slice(atr);
        let count = u32::try_from(interfaces.len()).map_err(|_| Error::INVALIDARG)?;
        let cards = self.lister.call(|context| {
            // SAFETY: NULL for what is not asked for; `listed` gives a buffer and its length.
            listed(|names: *mut Char, len| unsafe {
                native::SCardListCards(
                    context.handle(),
                    if atr.is_empty() {
                        ptr::null()
                    } else {
                        padded.as_ptr()
                    },
                    if count == 0 {
                        ptr::null()
                    } else {
                        interfaces.as_ptr()
                    },
                    count,
                    names,
                    len,
                )
            })
        });
        match cards {
            Err(Error::UNKNOWN_CARD | Error::WIN32_FILE_NOT_FOUND) => Ok(Vec::new()),
            cards => Ok(decode_list(&cards?)),
        }
    }

    fn interfaces(&self, card: &CStr) -> Result<Vec<GUID>> {
        let name = encode(card).map_err(|_| Error::UNKNOWN_CARD)?;
        let interfaces = self.lister.call(|context| {
            // SAFETY: the name has its zero; `listed` gives a buffer and its length.
            listed(|interfaces, len| unsafe {
                native::SCardListInterfaces(context.handle(), name.as_ptr(), interfaces, len)
            })
        });
        match interfaces {
            Err(Error::WIN32_FILE_NOT_FOUND) if self.knows(card)? => Ok(Vec::new()),
            Err(Error::WIN32_FILE_NOT_FOUND) => Err(Error::UNKNOWN_CARD),
            interfaces => interfaces,
        }
    }

    fn provider(&self, card: &CStr) -> Result<GUID> {
        let name = encode(card).map_err(|_| Error::UNKNOWN_CARD)?;
        let ask = |context: &Arc<Context>| {
            let mut answer = GUID::default();
            // SAFETY: the name has its zero, the out pointer is valid.
            codes::result(unsafe {
                native::SCardGetProviderId(context.handle(), name.as_ptr(), &mut answer)
            })?;
            Ok(answer)
        };
        match self.lister.call(ask) {
            Err(Error::WIN32_FILE_NOT_FOUND) if self.knows(card)? => Err(Error::ICC_INSTALLATION),
            Err(Error::WIN32_FILE_NOT_FOUND) => Err(Error::UNKNOWN_CARD),
            answer => answer,
        }
    }

    fn groups(&self) -> Result<Vec<CString>> {
        let groups = self.lister.call(|context| {
            // SAFETY: `listed` gives a buffer and its length.
            listed(|names: *mut Char, len| unsafe {
                native::SCardListReaderGroups(context.handle(), names, len)
            })
        });
        match groups {
            Err(Error::NO_READERS_AVAILABLE) => Ok(Vec::new()),
            groups => Ok(decode_list(&groups?)),
        }
    }

    fn readers_of(&self, groups: &[CString]) -> Result<Vec<CString>> {
        let groups = encode_list(groups)?;
        self.lister
            .call(|context| context.readers_in(groups.as_ptr()))
    }
}

impl System {
    /// Whether a card of this name is in the database. Windows says of cards that are not there what it says of
    /// entries that a card does not have: that there is no such file.
    fn knows(&self, card: &CStr) -> Result<bool> {
        let name = card.to_string_lossy().to_lowercase();
        let cards = self.cards(&[], &[])?;
        Ok(cards
            .iter()
            .any(|known| known.to_string_lossy().to_lowercase() == name))
    }
}
