//! What `windows` has, where there is none of it.

use super::abi::{GUID, IStream};
use super::object::Ref;
use crate::error::{Error, Result};
use std::ffi::c_void;

/// There are no apartments to marshal between.
#[derive(Default)]
pub(super) struct Marshaler;

impl Marshaler {
    pub(super) unsafe fn marshal(&self, _: *mut c_void) -> Result<Ref<c_void>> {
        Err(Error::NOINTERFACE)
    }
}

/// There are no type libraries.
pub(super) fn type_info(_: &GUID) -> Result<Ref<c_void>> {
    Err(Error::DISP_BADINDEX)
}

/// There are no streams over it.
pub(super) enum GlobalMemory {}

impl GlobalMemory {
    pub(super) fn of(_: &Ref<IStream>) -> Result<GlobalMemory> {
        Err(Error::INVALIDARG)
    }

    pub(super) fn handle(&self) -> *mut c_void {
        match *self {}
    }

    pub(super) fn address(&self) -> *mut u8 {
        match *self {}
    }

    pub(super) fn length(&self) -> usize {
        match *self {}
    }
}
