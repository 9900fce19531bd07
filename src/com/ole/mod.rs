//! What OLE Automation has on Windows: task memory, BSTR, SAFEARRAY and VARIANT (spec/com-abi.md, section 11).
//!
//! - `types`: the structs and numbers, the same on every system
//! - `windows`: the functions of ole32 and oleaut32; elsewhere `task_memory`, `bstr`, `safe_array` and `variant` have
//!   them, and `exports` gives them to programs
//! - `identifiers`: GUIDs as texts, for programs
//! - `text`, `lists`, `values` and `blocks`: what the classes and IDispatch make of strings, arrays, VARIANTs and structs

mod blocks;
mod lists;
mod text;
mod types;
mod values;

#[cfg(windows)]
mod windows;

#[cfg(not(windows))]
mod apartment;
#[cfg(not(windows))]
mod array_data;
#[cfg(not(windows))]
mod bstr;
#[cfg(not(windows))]
mod change_type;
#[cfg(not(windows))]
mod exports;
#[cfg(not(windows))]
mod identifiers;
#[cfg(not(windows))]
mod safe_array;
#[cfg(not(windows))]
mod task_memory;
#[cfg(not(windows))]
mod variant;

/// The functions, under the names of Windows, whoever has them.
mod functions {
    #[cfg(windows)]
    pub(crate) use super::windows::*;

    #[cfg(not(windows))]
    #[allow(unused_imports)] // as below
    pub(crate) use super::{
        array_data::*, bstr::*, change_type::*, safe_array::*, task_memory::*, variant::*,
    };
}

#[allow(unused_imports)] // the classes choose what they need
pub(crate) use self::{blocks::*, functions::*, lists::*, text::*, types::*, values::*};
