//! The flat C interface: checks, one call into the domain, and the result into the caller's slots.
//!
//! The doc comments of exported functions are the text of `include/scard.h`, written for C
//! programmers. Functions and types are written out in full, because cbindgen does not look inside
//! macros.

#![allow(unsafe_code)] // every function takes pointers from C
#![allow(non_camel_case_types)] // the names are those of C
#![allow(clippy::missing_safety_doc)] // what each pointer must be is said per parameter

mod handle;

// The families in the order of the header; the empty lines keep rustfmt from sorting them.
mod library;

mod readers;

mod card;

mod command;

mod command_fields;

mod iso7816;

mod running;

mod batch;

mod files;

mod capabilities;

mod atr;

mod virtual_readers;

pub use atr::*;
pub use batch::*;
pub use capabilities::*;
pub use card::*;
pub use command::*;
pub use command_fields::*;
pub use files::*;
pub use iso7816::*;
pub use library::*;
pub use readers::*;
pub use running::*;
pub use virtual_readers::*;

// The C names of the enumerations, as numbers: a value that is not in the enumeration must not be
// undefined behaviour. cbindgen does not see this macro, so the header shows the names; `build.rs`
// defines them there.
macro_rules! enums {
    ($($(#[doc = $doc:literal])* $name:ident = $c_name:ident { $($items:tt)* })*) => {
        $(
            $(#[doc = $doc])*
            pub type $c_name = u32;
        )*
    };
}
include!("../enums.rs");

/// The result of a call: the 32 bits of a Windows HRESULT. 0 is done, negative is failed; see
/// SCARD_SUCCEEDED, SCARD_FAILED and the SCARD_HR_ constants.
pub type scard_hresult = i32;

/// A session with a card, from an attach to scard_detach. The pointer is a key and never followed.
pub struct scard_card {
    _opaque: [u8; 0],
}

/// A command with its reply, from scard_cmd_new to scard_cmd_free. The pointer is a key and never followed.
pub struct scard_cmd {
    _opaque: [u8; 0],
}
