//! Where cards live: the PC/SC service of the operating system, and virtual readers inside the
//! process.
//!
//! A backend knows nothing of the layers above it. The domain calls it for one reader from one
//! thread at a time (see `domain::turns`), so a backend takes no turns itself.

pub(crate) mod card_database;
pub(crate) mod embedded;
#[cfg(feature = "system")]
pub(crate) mod system;

use crate::error::Result;
use crate::values::{CardState, Disposition, Protocol, Protocols, ReaderName, ShareMode};

/// The room that any reply of a card or reader fits: 65,536 bytes of data, a status word, and what
/// pcsc-lite allows on top of it (`MAX_BUFFER_SIZE_EXTENDED`).
pub(crate) const MAX_REPLY: usize = 4 + 3 + 65536 + 3 + 2;

/// What kind of readers a backend has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Family {
    /// Inside the process.
    Virtual,
    /// Of the PC/SC service.
    #[cfg(feature = "system")]
    System,
}

/// A family of readers.
pub(crate) trait Backend: Send + Sync {
    /// Which family this is.
    fn family(&self) -> Family;

    /// The names of the readers, in a stable order; empty if there are none.
    fn readers(&self) -> Result<Vec<ReaderName>>;

    /// Whether a reader of this name belongs to this family; a family that cannot tell says yes.
    fn has(&self, name: &ReaderName) -> Result<bool>;

    /// The ATR of the card in a reader, without connecting to it; empty if it tells none.
    fn atr(&self, name: &ReaderName) -> Result<Vec<u8>>;

    /// The reader of this name. Whether it exists may turn out only when it is connected to.
    fn open(&self, name: &ReaderName) -> Result<Box<dyn Reader>>;

    /// Takes over a connection that somebody else opened. `INVALID_HANDLE` if it is not one of this
    /// family.
    fn adopt(&self, handle: usize) -> Result<Adopted>;
}

/// A connection taken over, its reader, and what it said of itself.
pub(crate) type Adopted = (ReaderName, Box<dyn Link>, Status);

/// A reader that is in use by this process.
pub(crate) trait Reader: Send + Sync {
    /// Connects to the card in it.
    fn connect(&self, share: ShareMode, protocols: Protocols) -> Result<Box<dyn Link>>;

    /// Whether it will never come back: a reader of the same name is another one.
    fn is_gone(&self) -> bool;
}

/// What a connection says of itself.
pub(crate) struct Status {
    pub(crate) state: CardState,
    /// `None` while no protocol is chosen.
    pub(crate) protocol: Option<Protocol>,
    pub(crate) atr: Vec<u8>,
}

/// A connection to a card. Dropping it disconnects and leaves the card as it is, unless somebody
/// else opened it.
pub(crate) trait Link: Send {
    /// Establishes the connection anew, which also clears "the card was reset" and "the card was
    /// removed".
    fn reconnect(&mut self, share: ShareMode, init: Disposition) -> Result<()>;

    /// Ends the connection. It counts as ended also when this fails.
    fn disconnect(self: Box<Self>, disposition: Disposition) -> Result<()>;

    /// Waits for exclusive use of the card and takes it; can be nested.
    fn begin(&mut self) -> Result<()>;

    /// Gives one level of exclusive use back.
    fn end(&mut self, disposition: Disposition) -> Result<()>;

    /// Whether this connection has exclusive use by `begin`.
    fn is_locked(&self) -> bool;

    /// Whether this connection is the only one to its card.
    fn is_exclusive(&self) -> bool;

    /// What the connection is now.
    fn status(&mut self) -> Result<Status>;

    /// Sends a command and gives the length of the reply, which is at least 2: data, SW1, SW2.
    fn transmit(&mut self, command: &[u8], reply: &mut [u8]) -> Result<usize>;

    /// Sends a control code to the reader and gives the length of its answer.
    fn control(&mut self, code: u32, input: &[u8], output: &mut [u8]) -> Result<usize>;

    /// The most data that the reader passes on in one command, if it says; up to 256 means that it
    /// passes on no command of extended length.
    fn most_data(&mut self) -> Result<Option<usize>>;

    /// Reads an attribute of reader or card and gives its length.
    fn attribute(&mut self, id: u32, value: &mut [u8]) -> Result<usize>;

    /// Writes an attribute of reader or card.
    fn set_attribute(&mut self, id: u32, value: &[u8]) -> Result<()>;

    /// The connection's handle, which no other has; 0 while there is none.
    fn handle(&self) -> usize;

    /// The PC/SC context the connection was made in; 0 if it is not ours or there is none.
    fn context(&self) -> usize;
}
