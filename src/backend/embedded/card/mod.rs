//! A smart card in software, after ISO 7816-4.
//!
//! It takes command bytes and gives reply bytes, as a card in a reader does, and knows nothing
//! of who asks: the embedded reader holds one, and `examples/card` serves one to a real service.
//! What is on it is told by a [`Profile`].
//!
//! A command passes from the outside inwards:
//!
//! - `framing`: what T=0 and T=1 make of lengths; GET RESPONSE;
//! - `dispatch`: the class byte, the logical channel, command chaining, and the table that
//!   leads from an instruction to the function that carries it out;
//! - `select`, `binary`, `record`, `objects`, `security`, `channels`: those functions.
//!
//! `Contents` is the card's persistent memory and lives as long as the [`Card`]; `State` is
//! what a reset clears. A command that fails has changed no file and no selection; what it may
//! change is a counter of tries with what was proved, a challenge that is used up, and a chain.

mod binary;
mod channels;
mod dispatch;
mod files;
mod framing;
mod objects;
mod profile;
mod record;
mod security;
mod select;
#[cfg(test)]
mod testing;

use std::collections::BTreeSet;
use std::fmt;

use self::channels::{Channel, Channels};
use self::files::{FileId, Files};
use self::objects::DataObject;
use self::security::{SecretId, Secrets};
use crate::iso7816::apdu::Command;
use crate::iso7816::status_word::sw;

pub use self::profile::{Profile, ProfileError};
pub use crate::iso7816::Protocol;

/// A card, with or without power.
pub struct Card {
    profile: Profile,
    /// `None` without power.
    state: Option<State>,
}

/// What stays when the power goes.
#[derive(Clone)]
struct Contents {
    files: Files,
    secrets: Secrets,
    objects: Vec<DataObject>,
    limits: Limits,
}

/// What the card can do beyond the least that the standard asks.
#[derive(Clone)]
struct Limits {
    extended: bool,
    chaining: bool,
    /// Logical channels, the basic one included.
    channels: u8,
    /// The longest data field of a command, or of a chain of them.
    max_data: usize,
}

/// What a reset clears.
#[derive(Clone)]
struct State {
    protocol: Protocol,
    channels: Channels,
    /// PINs and keys of the MF that were proved: they hold on every channel.
    proved: BTreeSet<SecretId>,
    /// The last one given, until it is used.
    challenge: Option<Vec<u8>>,
    chain: Option<dispatch::Chain>,
    /// The part of a reply that waits for GET RESPONSE.
    waiting: Option<Answer>,
}

/// Data and a status word; a failure is the status word alone.
type Outcome = Result<Answer, u16>;

#[derive(Clone)]
struct Answer {
    data: Vec<u8>,
    sw: u16,
    /// Whether fewer bytes than the terminal named deserve a warning.
    counted: bool,
}

impl Answer {
    fn done() -> Self {
        Self::data(Vec::new())
    }

    /// A whole object: as many bytes as it has.
    fn data(data: Vec<u8>) -> Self {
        Self {
            data,
            sw: sw::DONE,
            counted: false,
        }
    }

    /// Bytes read from a file: as many as were asked for, if there are so many.
    fn read(data: Vec<u8>) -> Self {
        Self {
            counted: true,
            ..Self::data(data)
        }
    }

    fn status(sw: u16) -> Self {
        Self { sw, ..Self::done() }
    }
}

/// One command while it is carried out.
struct Call<'c> {
    contents: &'c mut Contents,
    state: &'c mut State,
    /// The logical channel that it came by.
    number: u8,
    command: Command<'c>,
}

/// What a command wants to do with a file.
#[derive(Clone, Copy)]
enum Access {
    Read,
    Update,
}

impl Card {
    /// A card without power.
    pub fn new(profile: Profile) -> Self {
        Self {
            profile,
            state: None,
        }
    }

    /// The answer to reset, the same whether there is power or not.
    pub fn atr(&self) -> &[u8] {
        self.profile.atr()
    }

    /// Gives power to a card that has none; otherwise a reset.
    pub fn power_on(&mut self) {
        self.state = Some(State::after_reset(&self.profile));
    }

    /// Takes the power away. Files, counters of tries and keys stay as they are.
    pub fn power_off(&mut self) {
        self.state = None;
    }

    /// A warm reset. A card without power does not notice.
    pub fn reset(&mut self) {
        if self.state.is_some() {
            self.power_on();
        }
    }

    /// Changes the protocol until the next reset, as a PPS exchange does.
    ///
    /// One that the card does not offer changes nothing.
    pub fn set_protocol(&mut self, protocol: Protocol) {
        if let Some(state) = &mut self.state
            && self.profile.protocols().contains(&protocol)
        {
            state.protocol = protocol;
        }
    }

    /// Carries out one command: an APDU on T=1, header, P3 and data on T=0.
    ///
    /// The reply is data, then SW1 and SW2; a card without power gives no byte at all.
    pub fn transmit(&mut self, command: &[u8]) -> Vec<u8> {
        match &mut self.state {
            Some(state) => framing::exchange(self.profile.contents_mut(), state, command),
            None => Vec::new(),
        }
    }
}

impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Card")
            .field("profile", &self.profile)
            .field("powered", &self.state.is_some())
            .finish()
    }
}

impl State {
    fn after_reset(profile: &Profile) -> Self {
        Self {
            protocol: profile.default_protocol(),
            channels: Channels::new(profile.contents().limits.channels),
            proved: BTreeSet::new(),
            challenge: None,
            chain: None,
            waiting: None,
        }
    }
}

impl Call<'_> {
    /// The most bytes that the reply may have; without Le, what a short one allows.
    fn ne(&self) -> usize {
        let ne = self.command.ne.unwrap_or(256);
        usize::try_from(ne).unwrap_or(usize::MAX)
    }

    fn channel(&self) -> Result<&Channel, u16> {
        self.state.channels.get(self.number)
    }

    fn channel_mut(&mut self) -> Result<&mut Channel, u16> {
        self.state.channels.get_mut(self.number)
    }

    fn current_ef(&self) -> Result<FileId, u16> {
        self.channel()?.ef.ok_or(sw::NO_CURRENT_FILE)
    }

    fn by_short_id(&self, short_id: u8) -> Result<FileId, u16> {
        let found = self
            .contents
            .files
            .by_short_id(self.channel()?.df, short_id);
        found.ok_or(sw::FILE_NOT_FOUND)
    }

    /// The current record, if this is the current file.
    fn current_record(&self, ef: FileId) -> Result<Option<usize>, u16> {
        let channel = self.channel()?;
        Ok(channel.record.filter(|_| channel.ef == Some(ef)))
    }

    /// Whether the file's access rule is satisfied.
    fn allow(&self, ef: FileId, access: Access) -> Result<(), u16> {
        let ef = self.contents.files.ef(ef)?;
        self.check(match access {
            Access::Read => ef.read,
            Access::Update => ef.update,
        })
    }

    /// Makes a file the current one; for an EF, also the DF that it is in.
    fn select(&mut self, id: FileId) -> Result<(), u16> {
        let file = self.contents.files.get(id)?;
        let (df, ef) = match file.is_df() {
            true => (id, None),
            false => (file.parent, Some(id)),
        };
        let Contents { files, secrets, .. } = &*self.contents;
        let channel = self.state.channels.get_mut(self.number)?;
        channel.enter(df, files, secrets);
        channel.ef = ef;
        Ok(())
    }

    /// Makes an EF of the current DF the current one, as a short identifier does.
    fn open(&mut self, ef: FileId) -> Result<(), u16> {
        self.channel_mut()?.open(ef);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{Terminal, bytes};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_card_without_power_is_silent() {
        let mut card = Card::new(Profile::builtin());
        let select = bytes("00 A4 00 0C");
        assert!(card.transmit(&select).is_empty());
        card.reset();
        assert!(card.transmit(&select).is_empty());
        card.power_on();
        assert_eq!(card.transmit(&select), [0x90, 0x00]);
        card.power_off();
        assert!(card.transmit(&select).is_empty());
    }

    #[test]
    fn a_reset_clears_the_selection_but_no_file() {
        let mut t = Terminal::t1();
        t.expect("00 D6 83 00 02 AA BB", "9000");
        t.expect("00 20 00 01 04 31 32 33 34", "9000");
        t.expect("00 70 00 01", "9000");
        t.0.reset();
        t.0.set_protocol(Protocol::T1);
        t.expect("00 B0 00 00 01", "6986");
        t.expect("00 B0 88 00 01", "6982");
        t.expect("01 A4 00 0C", "6881");
        t.expect("00 B0 83 00 02", "AABB 9000");
    }

    #[test]
    fn a_power_cycle_gives_no_tries_back() {
        let mut t = Terminal::t1();
        t.expect("00 20 00 01 04 30 30 30 30", "63C2");
        t.0.power_off();
        t.0.power_on();
        t.expect("00 20 00 01", "63C2");
    }

    #[test]
    fn a_reset_brings_the_first_protocol_back() {
        let mut t = Terminal::t1();
        t.expect("00 B0 82 00 00", "98001032547698 1032F4 9000");
        t.0.reset();
        t.expect("00 B0 82 00 00", "6C0A");
    }

    #[test]
    fn a_protocol_that_is_not_offered_is_not_taken() {
        let profile = Profile::builtin().only(Protocol::T0).unwrap();
        let mut t = Terminal(Card::new(profile));
        t.0.power_on();
        t.0.set_protocol(Protocol::T1);
        t.expect("00 B0 82 00 00", "6C0A");
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", Card::new(Profile::builtin()));
        assert!(!shown.contains("49, 50, 51, 52"), "{shown}");
        assert!(shown.len() < 300, "{shown}");
    }

    /// Commands near enough to real ones to get past the first checks.
    fn command() -> impl Strategy<Value = Vec<u8>> {
        let cla = prop_oneof![
            6 => Just(0u8), 2 => Just(0x10), 1 => 0u8..4, 1 => 0x40u8..0x50, 1 => any::<u8>()
        ];
        let known = bytes("0E0F20247082848 8A4B0B1B2C0CAD0D1D2D6D7DADCE2");
        let ins = prop_oneof![9 => prop::sample::select(known), 1 => any::<u8>()];
        let p = || prop_oneof![2 => Just(0u8), 1 => 0u8..16, 1 => 0x80u8..0x90, 1 => any::<u8>()];
        let offset = (any::<u16>(), any::<[u8; 4]>()).prop_map(|(offset, data)| {
            let [high, low] = offset.to_be_bytes();
            let [a, b, c, d] = data;
            vec![0x54, 2, high & 1, low, 0x53, 4, a, b, c, d]
        });
        let data = prop_oneof![
            2 => Just(vec![]),
            2 => prop::sample::select(vec!["3F00", "7F10", "0201", "F0", "31323334"]).prop_map(bytes),
            1 => offset,
            2 => prop::collection::vec(any::<u8>(), 0..300),
        ];
        let le = prop_oneof![Just(None), Just(Some(0)), any::<u16>().prop_map(Some)];
        (cla, ins, p(), p(), data, le).prop_map(|(cla, ins, p1, p2, data, le)| {
            let mut command = vec![cla, ins, p1, p2];
            let length = u16::try_from(data.len()).unwrap();
            let short = length <= 255 && le.is_none_or(|le| le <= 255);
            if short {
                command.extend(u8::try_from(length).ok().filter(|&length| length > 0));
                command.extend(data);
                command.extend(le.map(|le| le.to_be_bytes()[1]));
            } else {
                command.push(0);
                if length > 0 {
                    command.extend(length.to_be_bytes());
                }
                command.extend(data);
                command.extend(le.into_iter().flat_map(u16::to_be_bytes));
            }
            command
        })
    }

    proptest! {
        #[test]
        fn any_conversation_gets_proper_answers(
            commands in prop::collection::vec(
                prop_oneof![9 => command(), 1 => prop::collection::vec(any::<u8>(), 0..30)],
                1..60,
            ),
            t1: bool,
        ) {
            let mut t = if t1 { Terminal::t1() } else { Terminal::t0() };
            for command in commands {
                let reply = t.0.transmit(&command);
                prop_assert!((2..=65538).contains(&reply.len()));
                if !t1 {
                    prop_assert!(reply.len() <= 258);
                }
                let sw1 = reply[reply.len() - 2];
                prop_assert!(matches!(sw1, 0x61..=0x6E | 0x90), "{sw1:02X}");
            }
        }
    }
}
