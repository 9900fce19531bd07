//! Smart cards, in safe Rust: knows neither C nor COM nor any operating system.
//!
//! - `readers`: which readers there are, and sessions with the cards in them
//! - `session`: one connection to a card, from attach to detach
//! - `turns`: how the sessions of this process share a reader
//! - `values`: share modes, dispositions, protocols, states

mod readers;
mod session;
mod turns;
mod values;

pub(crate) use readers::{ReaderName, Readers};
pub(crate) use session::{Reply, Session};
pub use values::{CardState, Disposition, Protocol, Protocols, ShareMode};
