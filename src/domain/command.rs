//! A command and its reply as an object that callers build up: ISCardCmd (semantics.md, section 4).

use super::exchanges::check_command;
use crate::error::{Error, Result};
use crate::iso7816::apdu::{self, Case, Command};
use crate::iso7816::commands::{Parts, ins};
use zeroize::Zeroizing;

/// Where the header's bytes stand.
#[derive(Clone, Copy)]
pub(crate) enum HeaderByte {
    Class,
    Instruction,
    P1,
    P2,
}

/// A command, its reply, and what belongs to running it.
///
/// Commands and replies are wiped when they are replaced or dropped; there is no `Debug`, because
/// they may hold PINs.
#[derive(Default)]
pub(crate) struct CardCommand {
    /// The command as it is sent: nothing, or at least a header. What looks like a header and fits
    /// none of the four cases is kept as it is.
    bytes: Zeroizing<Vec<u8>>,
    /// Data, SW1, SW2; empty before a transaction.
    reply: Zeroizing<Vec<u8>>,
    /// As the reply ended, unless the caller set another.
    pub(crate) status_word: u16,
    /// Node address on T=1; PC/SC has no way to send one.
    pub(crate) nad: u8,
    /// Node address of the reply, once the caller has set one.
    pub(crate) reply_nad: Option<u8>,
    /// Class of commands that the library adds by itself; unset, they have that of the command.
    pub(crate) alternate_class: Option<u8>,
    /// Class of the commands of ISCardISO7816.
    pub(crate) default_class: u8,
}

impl CardCommand {
    /// Empties command and reply; the rest stays as it is.
    pub(crate) fn clear(&mut self) {
        self.replace(Zeroizing::default());
    }

    /// Makes a command of its parts. `le` 0 asks for the most there can be.
    pub(crate) fn build(&mut self, cla: u8, parts: Parts<'_>) -> Result<()> {
        let ne = parts.le.map(|le| expected(le, parts.data)).transpose()?;
        let header = [cla, parts.ins, parts.p1, parts.p2];
        self.replace(Command::new(header, parts.data, ne)?.encode());
        Ok(())
    }

    /// Wraps a command into ENVELOPE (ISO 7816-4, 11.7.2), which answers if `case` says that the
    /// command does.
    pub(crate) fn encapsulate(&mut self, command: &[u8], case: Case) -> Result<()> {
        let &[class, _, _, _, ..] = command else {
            return Err(Error::INVALIDARG);
        };
        let parts = Parts {
            ins: ins::ENVELOPE,
            p1: 0,
            p2: 0,
            data: command,
            le: matches!(case, Case::Two | Case::Four).then_some(0),
        };
        self.build(self.alternate_class.unwrap_or(class), parts)
    }

    /// The bytes of the command; none if it is empty.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Takes a ready-made command.
    pub(crate) fn set_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        check_command(bytes)?;
        self.replace(Zeroizing::new(bytes.to_vec()));
        Ok(())
    }

    /// One byte of the header, 0 if the command is empty.
    pub(crate) fn header_byte(&self, which: HeaderByte) -> u8 {
        self.byte(which as usize)
    }

    /// Changes one byte of the header; an empty command becomes a header of zeros first.
    pub(crate) fn set_header_byte(&mut self, which: HeaderByte, value: u8) {
        if self.bytes.is_empty() {
            self.bytes = Zeroizing::new(vec![0; 4]);
        }
        if let Some(byte) = self.bytes.get_mut(which as usize) {
            *byte = value;
        }
    }

    /// The fifth byte: P3 of T=0. 0 if there is none.
    pub(crate) fn p3(&self) -> u8 {
        self.byte(4)
    }

    /// The data field; of a command that fits no case, what follows its fifth byte.
    pub(crate) fn data(&self) -> &[u8] {
        match Command::parse(&self.bytes) {
            Ok(command) => command.data,
            Err(_) => self.bytes.get(5..).unwrap_or_default(),
        }
    }

    /// Replaces the data field and keeps header and Le.
    pub(crate) fn set_data(&mut self, data: &[u8]) -> Result<()> {
        let (header, ne) = match Command::parse(&self.bytes) {
            // All there is, in the extended form too.
            Ok(command) if command.wants_all() && data.len() > apdu::MOST_SHORT_DATA => {
                (command.header(), Some(apdu::MOST_EXPECTED))
            }
            Ok(command) => (command.header(), command.ne),
            // Without Le in a form that could be kept; without a header when empty.
            Err(_) => (self.bytes.first_chunk().copied().unwrap_or_default(), None),
        };
        self.bytes = Command::new(header, data, ne)?.encode();
        Ok(())
    }

    /// Le as it is coded: 0 for the maximum, and if there is none.
    pub(crate) fn le_field(&self) -> u32 {
        match Command::parse(&self.bytes) {
            Ok(command) if command.wants_all() => 0,
            Ok(command) => command.ne.unwrap_or(0),
            Err(_) => 0,
        }
    }

    /// The case; `None` if the command is empty or fits none.
    pub(crate) fn case(&self) -> Option<Case> {
        Command::parse(&self.bytes)
            .ok()
            .map(|command| command.case())
    }

    /// Data, SW1 and SW2.
    pub(crate) fn reply(&self) -> &[u8] {
        &self.reply
    }

    /// The reply without its last two bytes.
    pub(crate) fn reply_data(&self) -> &[u8] {
        apdu::Reply::parse(&self.reply).map_or(&[], |reply| reply.data)
    }

    /// Replaces the reply; the status word stays.
    pub(crate) fn set_reply(&mut self, reply: &[u8]) -> Result<()> {
        if reply.len() > apdu::LONGEST_REPLY {
            return Err(Error::INVALIDARG);
        }
        self.reply = Zeroizing::new(reply.to_vec());
        Ok(())
    }

    /// Cuts the reply, or adds zeros to it.
    pub(crate) fn set_reply_length(&mut self, length: usize) -> Result<()> {
        if length > apdu::LONGEST_REPLY {
            return Err(Error::INVALIDARG);
        }
        let mut reply = Zeroizing::new(Vec::with_capacity(length));
        reply.extend(self.reply.iter().take(length));
        reply.resize(length, 0);
        self.reply = reply;
        Ok(())
    }

    /// Runs the command by `run`, which gets its bytes and the alternate class, and stores what the
    /// card answered. After a failure there is no reply.
    pub(crate) fn run(
        &mut self,
        run: impl FnOnce(&[u8], Option<u8>) -> Result<Zeroizing<Vec<u8>>>,
    ) -> Result<()> {
        self.drop_reply();
        if self.bytes.is_empty() {
            return Err(Error::INVALIDARG);
        }
        let reply = run(&self.bytes, self.alternate_class)?;
        self.status_word = apdu::Reply::parse(&reply).map_or(0, |reply| reply.sw);
        self.reply = reply;
        Ok(())
    }

    fn replace(&mut self, bytes: Zeroizing<Vec<u8>>) {
        self.bytes = bytes;
        self.drop_reply();
    }

    fn drop_reply(&mut self) {
        self.reply = Zeroizing::default();
        self.status_word = 0;
    }

    fn byte(&self, index: usize) -> u8 {
        self.bytes.get(index).copied().unwrap_or(0)
    }
}

/// Ne of an Le argument: 0 is the most that goes with the data.
fn expected(le: i32, data: &[u8]) -> Result<u32> {
    match u32::try_from(le).map_err(|_| Error::INVALIDARG)? {
        0 if data.len() > apdu::MOST_SHORT_DATA => Ok(apdu::MOST_EXPECTED),
        0 => Ok(apdu::MOST_SHORT_EXPECTED),
        le => Ok(le),
    }
}
