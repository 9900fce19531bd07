//! What is known of the cards and groups of all readers, virtual ones included.

use super::readers::Readers;
use crate::backend::card_database::{CardDatabase, DEFAULT_READERS, NoCards};
use crate::error::{Error, Result};
use crate::guid::GUID;
use std::ffi::{CStr, CString};

/// The card database, as callers see it.
pub(crate) struct KnownCards {
    pub(crate) readers: &'static Readers,
    pub(crate) database: &'static dyn CardDatabase,
}

impl KnownCards {
    /// The names of the cards that can have this ATR and have all of these interfaces; an empty ATR is any.
    pub(crate) fn cards(&self, atr: &[u8], interfaces: &[GUID]) -> Result<Vec<CString>> {
        self.ask(|database| database.cards(atr, interfaces))
    }

    /// The interfaces of a card.
    pub(crate) fn interfaces(&self, card: &CStr) -> Result<Vec<GUID>> {
        self.ask(|database| database.interfaces(card))
    }

    /// The primary service provider of a card.
    pub(crate) fn provider(&self, card: &CStr) -> Result<GUID> {
        self.ask(|database| database.provider(card))
    }

    /// The names of the groups. Virtual readers are in the default one, so it is always there.
    pub(crate) fn groups(&self) -> Result<Vec<CString>> {
        let mut groups = self.ask(|database| database.groups())?;
        if !groups
            .iter()
            .any(|group| group.as_c_str() == DEFAULT_READERS)
        {
            groups.push(DEFAULT_READERS.to_owned());
        }
        Ok(groups)
    }

    /// The names of the readers in any of these groups, as far as the database knows.
    pub(super) fn readers_of(&self, groups: &[CString]) -> Result<Vec<CString>> {
        self.ask(|database| database.readers_of(groups))
    }

    /// As with lists of readers, a service that fails hides only what is its own: who has other readers goes on with
    /// them, and no card is known.
    fn ask<T>(&self, ask: impl Fn(&dyn CardDatabase) -> Result<T>) -> Result<T> {
        match ask(self.database) {
            Err(Error::UNKNOWN_CARD) => Err(Error::UNKNOWN_CARD),
            Err(Error::ICC_INSTALLATION) => Err(Error::ICC_INSTALLATION),
            Err(_) if self.readers.are_without_service() => ask(&NoCards),
            answer => answer,
        }
    }
}
