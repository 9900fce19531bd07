//! The description of the interfaces, from the type library that the DLL carries.

use super::super::abi::{GUID, UnknownVtbl};
use super::super::object::{Ref, failed};
use super::super::ole::LoadTypeLibEx;
use super::module;
use crate::error::{Error, Result};
use crate::hresult::HResult;
use once_cell::sync::OnceCell;
use std::ffi::c_void;
use std::ptr;

/// REGKIND_NONE: whether it is registered is another matter.
const DO_NOT_REGISTER: i32 = 2;

/// A type library, as far as it is called here.
#[repr(C)]
pub(in super::super) struct ITypeLib {
    vtbl: *const TypeLibVtbl,
}

#[repr(C)]
struct TypeLibVtbl {
    unknown: UnknownVtbl,
    get_type_info_count: usize,
    get_type_info: usize,
    get_type_info_type: usize,
    get_type_info_of_guid: unsafe extern "system" fn(
        this: *mut ITypeLib,
        iid: *const GUID,
        info: *mut *mut c_void,
    ) -> HResult,
}

/// Loaded once: reading it takes longer than any call. It knows its interfaces by itself from then on.
static LIBRARY: OnceCell<Ref<ITypeLib>> = OnceCell::new();

/// ITypeInfo of an interface.
pub(in super::super) fn type_info(iid: &GUID) -> Result<Ref<c_void>> {
    let library = LIBRARY.get_or_try_init(load)?.as_ptr();
    let mut info = ptr::null_mut();
    // SAFETY: a live type library; what it gives is a reference.
    unsafe {
        failed(((*(*library).vtbl).get_type_info_of_guid)(
            library, iid, &mut info,
        ))?;
        Ref::take(info).ok_or(Error::UNEXPECTED)
    }
}

fn load() -> Result<Ref<ITypeLib>> {
    let mut file = module::path()?;
    file.push(0);
    let mut library = ptr::null_mut();
    // SAFETY: the path ends with a zero; what it gives is a reference.
    unsafe {
        failed(LoadTypeLibEx(file.as_ptr(), DO_NOT_REGISTER, &mut library))?;
        Ref::take(library.cast()).ok_or(Error::UNEXPECTED)
    }
}
