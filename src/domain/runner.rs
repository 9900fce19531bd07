//! Runs a command on a card, with the further commands that it takes: ISCard::Transaction, and
//! whatever a card with its protocol needs (semantics.md, 2.5; ISO 7816-3, 12.2).

use super::capabilities::Capabilities;
use super::exchanges::Exchanges;
use super::session::Session;
use crate::error::{Error, Result};
use crate::iso7816::apdu::{self, Case, Class, Command, Reply};
use crate::iso7816::commands::ins;
use crate::iso7816::status_word::sw;
use crate::secret;
use crate::values::Protocol;
use zeroize::Zeroizing;

/// The most that is collected for one command, whatever the card still announces.
const MOST_COLLECTED: usize = 65536;

/// GET RESPONSE commands sent for one command: enough for 64 bytes at a time.
const MOST_ROUNDS: usize = 1024;

/// The bit of a class byte that says "not the last command of the chain" (ISO 7816-4, 5.4.1).
const CHAINED: u8 = 0x10;

/// What a card answered to a command, in one reply or in many.
#[derive(Default)]
pub(super) struct Collected {
    /// The data of all replies.
    pub(super) data: Zeroizing<Vec<u8>>,
    /// The status word of the last one.
    pub(super) sw: u16,
}

impl Collected {
    /// Adds a reply. More than can be asked for at all is nonsense.
    fn take(&mut self, reply: Reply<'_>) -> Result<()> {
        if self.data.len() + reply.data.len() > MOST_COLLECTED {
            return Err(Error::CARD_UNEXPECTED);
        }
        secret::append(&mut self.data, reply.data);
        self.sw = reply.sw;
        Ok(())
    }

    /// As a reply: data, SW1, SW2.
    pub(super) fn into_reply(mut self) -> Zeroizing<Vec<u8>> {
        secret::append(&mut self.data, &self.sw.to_be_bytes());
        self.data
    }

    /// The first half of the status word.
    fn sw1(&self) -> u8 {
        self.sw.to_be_bytes()[0]
    }
}

/// What became of the extended form.
pub(super) enum Extended {
    /// The card took it.
    Answered(Collected),
    /// The card found the length wrong (67xx), and never took the form before: it may not know it.
    Refused(Collected),
    /// Nothing was sent: card or reader do not take it, or not as long as this.
    Unfit,
}

/// SW1 of 61xx.
const AVAILABLE: u8 = 0x61;
/// SW1 of 67xx.
const WRONG_LENGTH: u8 = 0x67;
/// SW1 of 6Cxx.
const WRONG_LE: u8 = 0x6C;

impl Session {
    /// Runs a command as ISCard::Transaction: on T=0 with GET RESPONSE and one correction of Le,
    /// otherwise as it is. Gives data, SW1 and SW2.
    pub(crate) fn transaction(
        &self,
        command: &[u8],
        alternate_class: Option<u8>,
    ) -> Result<Zeroizing<Vec<u8>>> {
        let mut runner = Runner::new(self, alternate_class);
        runner.transaction(command).map(Collected::into_reply)
    }

    /// Runs a command whatever it takes. Gives data, SW1 and SW2.
    pub(crate) fn execute(
        &self,
        command: &[u8],
        alternate_class: Option<u8>,
    ) -> Result<Zeroizing<Vec<u8>>> {
        let mut runner = Runner::new(self, alternate_class);
        match Command::parse(command) {
            Ok(command) => runner.run(&command),
            Err(_) => runner.once(command),
        }
        .map(Collected::into_reply)
    }
}

/// Runs commands of one session, one after the other, and nobody else's between them.
pub(super) struct Runner<'s> {
    session: &'s Session,
    exchanges: Exchanges<'s>,
    protocol: Option<Protocol>,
    alternate_class: Option<u8>,
    sent: usize,
}

impl<'s> Runner<'s> {
    /// Waits for the session's turn. Commands that it adds by itself have the alternate class if
    /// there is one.
    pub(super) fn new(session: &'s Session, alternate_class: Option<u8>) -> Self {
        Runner {
            session,
            exchanges: session.exchanges(),
            protocol: session.protocol(),
            alternate_class,
            sent: 0,
        }
    }

    /// Whether no other session or program has a connection to the card.
    pub(super) fn is_exclusive(&mut self) -> Result<bool> {
        self.exchanges.is_exclusive()
    }

    /// How many commands went to the card.
    pub(super) fn sent(&self) -> usize {
        self.sent
    }

    /// Has the card for this session alone from the first command on.
    pub(super) fn claim(&mut self) -> Result<()> {
        self.exchanges.claim()
    }

    fn transaction(&mut self, bytes: &[u8]) -> Result<Collected> {
        match Command::parse(bytes) {
            Ok(command) if self.is_t0() => self.short(&command, command.ne),
            _ => self.once(bytes),
        }
    }

    /// Whatever it takes: the short form where it reaches, else the extended form if card and
    /// reader take it, else the short form with less expected or with its data in a chain.
    pub(super) fn run(&mut self, command: &Command<'_>) -> Result<Collected> {
        let wanted = wanted(command);
        if command.fits_short() {
            return self.short(command, wanted);
        }
        let refused = match self.extended(command)? {
            Extended::Answered(collected) => return Ok(collected),
            Extended::Refused(collected) => Some(collected),
            Extended::Unfit => None,
        };
        let other = if command.data.len() <= apdu::MOST_SHORT_DATA {
            self.short(command, wanted)?
        } else if self.can_chain(command) {
            self.chain(command)?
        } else {
            return refused.ok_or(Error::CARD_UNSUPPORTED);
        };
        if refused.is_some() {
            self.learn_from_short(&other);
        }
        Ok(other)
    }

    /// Tries the extended form, if it is known to be taken or nothing else will do.
    pub(super) fn extended(&mut self, command: &Command<'_>) -> Result<Extended> {
        let capabilities = self.capabilities();
        let is_worth_trying = match capabilities.extended {
            Some(takes_it) => takes_it,
            // A card that says nothing does not take it (ISO 7816-4, 5.1), so it is only tried where
            // the short form cannot do.
            None => command.data.len() > apdu::MOST_SHORT_DATA,
        };
        let ne = command.ne.map(|ne| ne.min(capabilities.longest_expected()));
        let wire = Command {
            ne,
            extended: true,
            ..*command
        };
        if !is_worth_trying || !capabilities.allow(&wire) {
            return Ok(Extended::Unfit);
        }
        let mut collected = Collected::default();
        self.send(&wire, &mut collected, None)?;
        let is_confirmed = self.session.learnt().extended == Some(true);
        match collected.sw1() {
            WRONG_LENGTH if !is_confirmed => return Ok(Extended::Refused(collected)),
            0x90 | 0x61..=0x63 => self.session.learn(|learnt| learnt.extended = Some(true)),
            _ => {}
        }
        self.fetch_rest(command.cla, wanted(command), &mut collected)?;
        Ok(Extended::Answered(collected))
    }

    /// After a refusal of the extended form: if the card does not find the short form's length wrong
    /// as well, it was the form that it refused.
    pub(super) fn learn_from_short(&mut self, answer: &Collected) {
        if answer.sw1() != WRONG_LENGTH {
            self.session.learn(|learnt| learnt.extended = Some(false));
        }
    }

    /// In the short form, with up to `wanted` bytes in return: on T=0 a command that carries data goes
    /// without its Le.
    fn short(&mut self, command: &Command<'_>, wanted: Option<u32>) -> Result<Collected> {
        if command.data.len() > apdu::MOST_SHORT_DATA {
            return Err(Error::PROTO_MISMATCH);
        }
        let ne = match command.case() {
            Case::Four if self.is_t0() => None,
            _ => command.ne.map(|ne| ne.min(apdu::MOST_SHORT_EXPECTED)),
        };
        let wire = Command {
            ne,
            extended: false,
            ..*command
        };
        let mut collected = Collected::default();
        self.send(&wire, &mut collected, None)?;
        self.fetch_rest(command.cla, wanted, &mut collected)?;
        Ok(collected)
    }

    /// What card and reader can do, as far as it is known.
    pub(super) fn capabilities(&mut self) -> Capabilities {
        if self.session.learnt().reader.is_none()
            && !self.is_t0()
            && let Ok(most) = self.exchanges.most_data()
        {
            self.session.learn(|learnt| learnt.reader = Some(most));
        }
        self.session.known_capabilities()
    }

    pub(super) fn is_t0(&self) -> bool {
        self.protocol == Some(Protocol::T0)
    }

    fn can_chain(&mut self, command: &Command<'_>) -> bool {
        // The bit has its meaning in interindustry classes only.
        Class::decode(command.cla).is_some_and(|class| !class.chained)
            && self.capabilities().chaining != Some(false)
    }

    /// The data in short commands, one after the other (ISO 7816-4, 5.3.3).
    fn chain(&mut self, command: &Command<'_>) -> Result<Collected> {
        self.claim()?;
        let blocks = command.data.len().div_ceil(apdu::MOST_SHORT_DATA);
        for (index, data) in command.data.chunks(apdu::MOST_SHORT_DATA).enumerate() {
            if index + 1 == blocks {
                return self.short(&Command { data, ..*command }, wanted(command));
            }
            let block = Command {
                cla: command.cla | CHAINED,
                data,
                ne: None,
                ..*command
            };
            let collected = self.short(&block, None)?;
            match collected.sw {
                sw::DONE => self.session.learn(|learnt| learnt.chaining = Some(true)),
                refused => {
                    if refused == sw::CHAINING_NOT_SUPPORTED {
                        self.session.learn(|learnt| learnt.chaining = Some(false));
                    }
                    return Ok(collected);
                }
            }
        }
        Err(Error::UNEXPECTED) // the last block returns, and there is one
    }

    /// Fetches what 61xx announces, as far as it is wanted.
    fn fetch_rest(
        &mut self,
        cla: u8,
        wanted: Option<u32>,
        collected: &mut Collected,
    ) -> Result<()> {
        let Some(wanted) = wanted else {
            return Ok(()); // the caller may send GET RESPONSE
        };
        let most = usize::try_from(wanted).unwrap_or(MOST_COLLECTED);
        for _ in 0..MOST_ROUNDS {
            let before = collected.data.len();
            let left = most.saturating_sub(before);
            if collected.sw1() != AVAILABLE || left == 0 {
                break;
            }
            let left = u32::try_from(left).unwrap_or(apdu::MOST_EXPECTED);
            let get_response = Command {
                cla: self.alternate_class.unwrap_or(cla),
                ins: ins::GET_RESPONSE,
                p1: 0,
                p2: 0,
                data: &[],
                ne: Some(short_ne(collected.sw).min(left)),
                extended: false,
            };
            self.send(&get_response, collected, Some(left))?;
            if collected.data.len() == before {
                break; // announcing and not giving could go on for ever
            }
        }
        Ok(())
    }

    /// Sends a command; if the card says that Le is wrong, once more with the right one, or as much of
    /// it as is wanted.
    fn send(
        &mut self,
        command: &Command<'_>,
        collected: &mut Collected,
        wanted: Option<u32>,
    ) -> Result<()> {
        let reply = self.exchange(&command.encode())?;
        let [sw1, _] = reply.sw.to_be_bytes();
        if sw1 != WRONG_LE || !reply.data.is_empty() || command.ne.is_none() {
            return collected.take(reply);
        }
        let right = short_ne(reply.sw);
        let corrected = Command {
            ne: Some(wanted.map_or(right, |wanted| right.min(wanted))),
            ..*command
        };
        collected.take(self.exchange(&corrected.encode())?)
    }

    /// Sends bytes as they are.
    fn once(&mut self, bytes: &[u8]) -> Result<Collected> {
        let mut collected = Collected::default();
        collected.take(self.exchange(bytes)?)?;
        Ok(collected)
    }

    fn exchange(&mut self, bytes: &[u8]) -> Result<Reply<'_>> {
        self.sent += 1;
        let reply = self.exchanges.transmit(bytes)?;
        Reply::parse(reply).ok_or(Error::COMM_DATA_LOST)
    }
}

/// How much of a reply that comes in parts is wanted: of a command that asks for all there is, more
/// than its Le can say.
fn wanted(command: &Command<'_>) -> Option<u32> {
    match command.wants_all() {
        true => Some(apdu::MOST_EXPECTED),
        false => command.ne,
    }
}

/// The number that SW2 of 61xx or 6Cxx tells.
fn short_ne(sw: u16) -> u32 {
    match sw.to_be_bytes() {
        [_, 0] => apdu::MOST_SHORT_EXPECTED,
        [_, number] => number.into(),
    }
}

#[cfg(test)]
mod tests;
