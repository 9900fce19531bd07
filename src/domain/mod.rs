//! Smart cards, in safe Rust: knows neither C nor COM nor any operating system.
//!
//! - `readers`: which readers there are, and sessions with the cards in them
//! - `known_cards`: what is known of cards and of groups of readers
//! - `search`: finds a card by what it is called or can do
//! - `slot`: a reader in use, and what its sessions share
//! - `session`: one connection to a card, from attach to detach
//! - `turns`: how the sessions of this process share a reader
//! - `exchanges`: exchanges with a card that nobody comes between
//! - `command`: a command and its reply as an object that callers build up
//! - `runner`: a command with the further ones that it takes, by protocol and card
//! - `capabilities`: what a card and its reader can do
//! - `files`: whole files, read and written; `spans`: which bytes a command reaches

mod capabilities;
mod command;
mod exchanges;
mod files;
mod known_cards;
mod readers;
mod runner;
mod search;
mod session;
mod slot;
mod spans;
#[cfg(test)]
mod testing;
mod turns;

pub(crate) use command::{CardCommand, HeaderByte};
pub(crate) use exchanges::{Reply, check_command};
pub(crate) use files::{MOST_CONTENT, MOST_PATH};
pub(crate) use known_cards::KnownCards;
pub(crate) use readers::Readers;
pub(crate) use search::Wanted;
pub(crate) use session::Session;
