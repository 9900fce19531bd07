//! Smart cards, in safe Rust: knows neither C nor COM nor any operating system.
//!
//! - `readers`: which readers there are, and sessions with the cards in them
//! - `slot`: a reader in use, and what its sessions share
//! - `session`: one connection to a card, from attach to detach
//! - `turns`: how the sessions of this process share a reader

mod readers;
mod session;
mod slot;
mod turns;

pub(crate) use readers::Readers;
pub(crate) use session::{MAX_COMMAND, Reply, Session};
