//! Which backends there are, wired to the domain: what every face starts from.

#[cfg(not(all(windows, feature = "system")))]
use crate::backend::card_database::NoCards;
use crate::backend::embedded::VirtualReaders;
#[cfg(feature = "system")]
use crate::backend::system::System;
use crate::backend::{Backend, Family};
use crate::domain::{KnownCards, Readers};
use crate::error::Result;
use crate::process::PerProcess;
use crate::values::ReaderName;
use std::path::Path;

static READERS: PerProcess<Readers> = PerProcess::new(|| {
    let backends: Vec<&'static dyn Backend> = vec![
        VIRTUAL_READERS.get(),
        #[cfg(feature = "system")]
        SYSTEM.get(),
    ];
    Readers::new(backends)
});
static VIRTUAL_READERS: PerProcess<VirtualReaders> = PerProcess::new(VirtualReaders::default);
#[cfg(feature = "system")]
static SYSTEM: PerProcess<System> = PerProcess::new(System::default);

/// All readers.
pub(crate) fn readers() -> &'static Readers {
    READERS.get()
}

/// What is known of cards and of groups of readers.
pub(crate) fn known_cards() -> KnownCards {
    #[cfg(all(windows, feature = "system"))]
    let database = SYSTEM.get();
    #[cfg(not(all(windows, feature = "system")))]
    let database = &NoCards;
    KnownCards {
        readers: readers(),
        database,
    }
}

/// Adds a virtual reader with a card in it.
pub(crate) fn add_virtual_reader(name: &ReaderName, profile: Option<&Path>) -> Result<()> {
    VIRTUAL_READERS.get().add(name, profile)
}

/// Removes a virtual reader, and tells the sessions that wait for its card.
pub(crate) fn remove_virtual_reader(name: &ReaderName) -> Result<()> {
    VIRTUAL_READERS.get().remove(name)?;
    readers().reader_is_gone(Family::Virtual, name);
    Ok(())
}

/// Puts a card into a virtual reader that has none.
pub(crate) fn insert_virtual_card(name: &ReaderName, profile: Option<&Path>) -> Result<()> {
    VIRTUAL_READERS.get().insert_card(name, profile)
}

/// Takes the card out of a virtual reader, and tells the sessions that wait for it.
pub(crate) fn remove_virtual_card(name: &ReaderName) -> Result<()> {
    VIRTUAL_READERS.get().remove_card(name)?;
    readers().card_is_gone(Family::Virtual, name);
    Ok(())
}
