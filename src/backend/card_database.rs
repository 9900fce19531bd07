//! What is known of kinds of cards, and of groups of readers.
//!
//! Windows has a database of them (`backend::system`); elsewhere there is none, and no card is known.

use crate::error::{Error, Result};
use crate::guid::GUID;
use std::ffi::{CStr, CString};

/// The group of all readers that are not reserved, which every system has.
pub(crate) const DEFAULT_READERS: &CStr = c"SCard$DefaultReaders";

/// A database of kinds of cards. Their names are UTF-8.
pub(crate) trait CardDatabase: Send + Sync {
    /// The names of the cards that can have this ATR and have all of these interfaces; an empty ATR is any.
    fn cards(&self, atr: &[u8], interfaces: &[GUID]) -> Result<Vec<CString>>;

    /// The interfaces of a card; `UNKNOWN_CARD` if it is not known.
    fn interfaces(&self, card: &CStr) -> Result<Vec<GUID>>;

    /// The primary service provider of a card; `ICC_INSTALLATION` if it has none.
    fn provider(&self, card: &CStr) -> Result<GUID>;

    /// The names of the groups.
    fn groups(&self) -> Result<Vec<CString>>;

    /// The names of the readers in any of these groups, of which there may be some that are not known.
    fn readers_of(&self, groups: &[CString]) -> Result<Vec<CString>>;
}

/// The database of systems that have none.
pub(crate) struct NoCards;

impl CardDatabase for NoCards {
    fn cards(&self, _: &[u8], _: &[GUID]) -> Result<Vec<CString>> {
        Ok(Vec::new())
    }

    fn interfaces(&self, _: &CStr) -> Result<Vec<GUID>> {
        Err(Error::UNKNOWN_CARD)
    }

    fn provider(&self, _: &CStr) -> Result<GUID> {
        Err(Error::UNKNOWN_CARD)
    }

    fn groups(&self) -> Result<Vec<CString>> {
        Ok(vec![DEFAULT_READERS.to_owned()])
    }

    fn readers_of(&self, _: &[CString]) -> Result<Vec<CString>> {
        Ok(Vec::new())
    }
}
