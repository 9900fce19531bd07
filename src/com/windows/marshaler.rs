//! The free-threaded marshaler: within a process an object goes to another apartment as it is, as any thread may call it.

use super::super::abi::IID_IMARSHAL;
use super::super::object::{Ref, failed};
use super::super::ole::CoCreateFreeThreadedMarshaler;
use crate::error::{Error, Result};
use once_cell::sync::OnceCell;
use std::ffi::c_void;
use std::ptr;

/// A part of an object, made when somebody asks for it; counted by its own IUnknown, which keeps nobody alive.
#[derive(Default)]
pub(in super::super) struct Marshaler(OnceCell<Ref<c_void>>);

impl Marshaler {
    /// IMarshal of an object.
    ///
    /// # Safety
    /// `outer` is the IUnknown of the live object that this is a part of.
    pub(in super::super) unsafe fn marshal(&self, outer: *mut c_void) -> Result<Ref<c_void>> {
        let part = self.0.get_or_try_init(|| {
            let mut part = ptr::null_mut();
            // SAFETY: as the caller promises; what it gives is a reference.
            unsafe {
                failed(CoCreateFreeThreadedMarshaler(outer, &mut part))?;
                Ref::take(part).ok_or(Error::UNEXPECTED)
            }
        })?;
        part.query(&IID_IMARSHAL)
    }
}
