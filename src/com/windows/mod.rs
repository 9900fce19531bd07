//! What Windows wants of objects besides, and has for them; `elsewhere` stands in for it on other systems.
//!
//! - `registration`: regsvr32's entries, over `registry`; `module`: the file that this library is
//! - `marshaler`: objects go from apartment to apartment as they are
//! - `type_library`: the description of the interfaces that the DLL carries
//! - `global_memory`: the bytes of streams that CreateStreamOnHGlobal made

mod global_memory;
mod marshaler;
mod module;
mod registration;
mod registry;
mod type_library;

pub(super) use global_memory::GlobalMemory;
pub(super) use marshaler::Marshaler;
pub(super) use type_library::type_info;
