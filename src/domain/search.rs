//! Finding a card by what it is called or by what it can do (semantics.md, section 9).

use super::known_cards::KnownCards;
use super::session::Session;
use crate::error::{Error, Result};
use crate::guid::GUID;
use crate::values::{Protocols, ReaderName, ShareMode};
use std::ffi::{CStr, CString};
use std::sync::Arc;

/// What is searched for.
#[derive(Clone)]
pub(crate) enum Wanted {
    /// Any of these cards.
    Names(Vec<CString>),
    /// A card with all of these interfaces.
    Interfaces(Vec<GUID>),
}

impl KnownCards {
    /// Connects to the first card in readers of these groups that is wanted. The session lasts until it is detached,
    /// because the caller gets its handle alone.
    pub(crate) fn find(
        &self,
        wanted: &Wanted,
        groups: &[CString],
        share: ShareMode,
        protocols: Protocols,
    ) -> Result<Arc<Session>> {
        let readers = self.readers_in(groups)?;
        if let Wanted::Names(names) = wanted
            && !any_is_called(names, &self.cards(&[], &[])?)
        {
            return Err(Error::UNKNOWN_CARD);
        }
        let mut failure = Error::NO_SMARTCARD;
        for reader in readers {
            // A reader that cannot be asked is one without a card.
            match self.readers.atr(&reader) {
                Ok(atr) if !atr.is_empty() && self.is_wanted(wanted, &atr)? => {}
                _ => continue,
            }
            match self.readers.attach(reader.as_c_str(), share, protocols) {
                // There may be another one.
                Err(
                    error @ (Error::SHARING_VIOLATION
                    | Error::UNRESPONSIVE_CARD
                    | Error::PROTO_MISMATCH),
                ) => failure = error,
                Ok(session) => {
                    self.readers.keep(&session);
                    return Ok(session);
                }
                Err(error) => return Err(error),
            }
        }
        Err(failure)
    }

    /// The readers in any of these groups; without one, in the default group.
    fn readers_in(&self, groups: &[CString]) -> Result<Vec<ReaderName>> {
        let all = self.readers.list()?;
        if groups.is_empty() || groups.iter().any(|group| is_of_all(group)) {
            return Ok(all);
        }
        let members = self.readers_of(groups)?;
        let is_member = |name: &ReaderName| members.iter().any(|one| **one == *name.as_c_str());
        let readers: Vec<_> = all.into_iter().filter(is_member).collect();
        match readers.is_empty() {
            true => Err(Error::NO_READERS_AVAILABLE),
            false => Ok(readers),
        }
    }

    fn is_wanted(&self, wanted: &Wanted, atr: &[u8]) -> Result<bool> {
        Ok(match wanted {
            Wanted::Names(names) => any_is_called(names, &self.cards(atr, &[])?),
            Wanted::Interfaces(interfaces) => !self.cards(atr, interfaces)?.is_empty(),
        })
    }
}

/// Whether a group is one of those that Windows made, which have all readers.
fn is_of_all(group: &CStr) -> bool {
    const GROUPS: [&[u8]; 4] = [
        b"SCard$AllReaders",
        b"SCard$DefaultReaders",
        b"SCard$LocalReaders",
        b"SCard$SystemReaders",
    ];
    GROUPS
        .iter()
        .any(|one| group.to_bytes().eq_ignore_ascii_case(one))
}

/// Whether one of these cards has one of these names, in capitals or not.
fn any_is_called(names: &[CString], cards: &[CString]) -> bool {
    let folded = |name: &CString| name.to_string_lossy().to_lowercase();
    let names: Vec<_> = names.iter().map(folded).collect();
    cards.iter().any(|card| names.contains(&folded(card)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_cards_are_the_same_in_capitals() {
        let cards = [c"Café".to_owned(), c"Other".to_owned()];
        assert!(any_is_called(
            &[c"nobody".to_owned(), c"CAFÉ".to_owned()],
            &cards
        ));
        assert!(!any_is_called(&[c"Caf".to_owned()], &cards));
    }

    #[test]
    fn the_groups_of_windows_have_all_readers() {
        assert!(is_of_all(c"SCard$DefaultReaders") && is_of_all(c"scard$allreaders"));
        assert!(!is_of_all(c"Counter"));
    }
}
