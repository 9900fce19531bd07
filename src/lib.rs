//! scardssp: the smart-card objects of Microsoft's Scardssp.dll, for every operating system.
//!
//! The map, from the outside to the inside; each layer knows only those below it:
//!
//! - `com`: the COM objects. Their interfaces are one table; the headers in `include/com` come from it.
//! - [`c_api`]: the flat C interface. Its doc comments are the text of `include/scard.h`.
//! - `boundary`: what a face to another language needs: panics stop there, pointers are checked there.
//! - `wiring`: which backends there are; `process`: state that a forked child does not share.
//! - `domain`: readers, sessions, and how sessions take turns. Safe Rust that knows no C and no operating system.
//! - `backend`: where cards live. `system` is the PC/SC service, `embedded` a reader and card inside the process.
//! - `secret`: bytes that may be PINs or keys.
//! - `values`: share modes, dispositions, protocols, states, names of readers.
//! - [`iso7816`]: what the standard says: APDUs, ATRs, TLVs, status words.
//!
//! Beside them: `result_codes` (the table of status codes) with `hresult` (as numbers and texts) and `error` (as Rust's
//! error type), and `enums` (the table that `values`, the C interface and the header take the enumerations from).

pub mod c_api;
pub mod iso7816;

mod backend;
mod boundary;
mod com;
mod domain;
mod error;
mod guid;
mod hresult;
mod process;
mod secret;
mod sync;
mod values;
mod wiring;

/// The software card and its profiles, for programs that serve it elsewhere (see `examples/card`).
pub mod embedded {
    pub use crate::backend::embedded::card::{Card, Profile, ProfileError, Protocol};
}
