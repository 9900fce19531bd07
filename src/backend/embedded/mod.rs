//! Virtual readers inside the process, with software cards in them.
//!
//! - `reader`: a reader as PC/SC would show it: connections, sharing, events, power
//! - `card`: an ISO 7816-4 card that knows nothing of readers
//!
//! They are there only when asked for: by a call, or by `SCARDSSP_VIRTUAL` in the environment.

pub mod card;
mod reader;

use self::card::{Profile, ProfileError};
use self::reader::VirtualReader;
use super::{Adopted, Backend, Family, Reader};
use crate::error::{Error, Result};
use crate::process;
use crate::sync::lock;
use crate::values::ReaderName;
use once_cell::sync::OnceCell;
use std::ffi::OsStr;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// The reader that `SCARDSSP_VIRTUAL` adds.
const READER_OF_ENVIRONMENT: &std::ffi::CStr = c"scardssp Virtual Reader 00";

/// The virtual readers of this process.
#[derive(Default)]
pub(crate) struct VirtualReaders {
    from_environment: OnceCell<()>,
    added: Mutex<Vec<Arc<VirtualReader>>>,
}

impl VirtualReaders {
    /// Adds a reader with a card in it.
    pub(crate) fn add(&self, name: &ReaderName, profile: Option<&Path>) -> Result<()> {
        let _ = self.look_at_environment(); // its failure is for those who look for a reader
        self.add_reader(name, load(profile)?)
    }

    /// Removes a reader: it is unplugged under the sessions that use it.
    pub(crate) fn remove(&self, name: &ReaderName) -> Result<()> {
        let _ = self.look_at_environment();
        let mut added = lock(&self.added);
        let index = added
            .iter()
            .position(|reader| reader.name() == name)
            .ok_or(Error::UNKNOWN_READER)?;
        added.remove(index).unplug();
        Ok(())
    }

    /// Puts a card into a reader that has none.
    pub(crate) fn insert_card(&self, name: &ReaderName, profile: Option<&Path>) -> Result<()> {
        let reader = self.find(name)?;
        reader.insert_card(load(profile)?)
    }

    /// Takes the card out of a reader.
    pub(crate) fn remove_card(&self, name: &ReaderName) -> Result<()> {
        self.find(name)?.remove_card()
    }

    fn find(&self, name: &ReaderName) -> Result<Arc<VirtualReader>> {
        let _ = self.look_at_environment();
        let added = lock(&self.added);
        let reader = added.iter().find(|reader| reader.name() == name);
        reader.cloned().ok_or(Error::UNKNOWN_READER)
    }

    fn add_reader(&self, name: &ReaderName, profile: Profile) -> Result<()> {
        let mut added = lock(&self.added);
        if added.iter().any(|reader| reader.name() == name) {
            return Err(Error::DUPLICATE_READER);
        }
        added.push(Arc::new(VirtualReader::new(name.clone(), profile)));
        Ok(())
    }

    /// Adds the reader that the environment asks for, once; a profile that cannot be loaded fails
    /// every call until it can.
    fn look_at_environment(&self) -> Result<()> {
        self.from_environment
            .get_or_try_init(|| match process::environment("SCARDSSP_VIRTUAL") {
                Some(value) if !value.is_empty() && value != OsStr::new("0") => {
                    let profile = (value != OsStr::new("1")).then(|| Path::new(&value));
                    self.add_reader(&ReaderName::new(READER_OF_ENVIRONMENT)?, load(profile)?)
                }
                _ => Ok(()),
            })
            .copied()
    }
}

impl Backend for VirtualReaders {
    fn family(&self) -> Family {
        Family::Virtual
    }

    fn readers(&self) -> Result<Vec<ReaderName>> {
        self.look_at_environment()?;
        Ok(lock(&self.added)
            .iter()
            .map(|reader| reader.name().clone())
            .collect())
    }

    fn has(&self, name: &ReaderName) -> Result<bool> {
        self.look_at_environment()?;
        Ok(self.find(name).is_ok())
    }

    fn atr(&self, name: &ReaderName) -> Result<Vec<u8>> {
        Ok(self.find(name)?.atr())
    }

    fn open(&self, name: &ReaderName) -> Result<Box<dyn Reader>> {
        Ok(Box::new(self.find(name)?))
    }

    fn adopt(&self, _handle: usize) -> Result<Adopted> {
        Err(Error::INVALID_HANDLE) // only sessions of this process connect to these readers, and they are known
    }
}

fn load(profile: Option<&Path>) -> Result<Profile> {
    profile
        .map_or_else(|| Ok(Profile::builtin()), Profile::load)
        .map_err(|error| match error {
            ProfileError::NotFound => Error::WIN32_FILE_NOT_FOUND,
            ProfileError::Unreadable(_) => Error::WIN32_READ_FAULT,
            ProfileError::Invalid(_) => Error::WIN32_INVALID_DATA,
        })
}
