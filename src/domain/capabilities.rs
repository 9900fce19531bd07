//! What a card and its reader can do: by what the card says of itself, what the reader says, and
//! what the card showed.

use super::runner::Runner;
use super::session::Session;
use crate::error::Result;
use crate::iso7816::apdu::{self, Class, Command};
use crate::iso7816::atr::Atr;
use crate::iso7816::atr_info::AtrInfo;
use crate::iso7816::commands::ins;
use crate::iso7816::historical::Historical;
use crate::iso7816::status_word::sw;
use crate::values::Protocol;

/// The longest command in the short form, and the longest reply to it.
const SHORT_COMMAND: usize = 4 + 1 + apdu::MOST_SHORT_DATA + 1;
const SHORT_REPLY: usize = 256 + 2;

/// What a command in the extended form has besides its data.
const EXTENDED_FRAME: usize = 4 + 3 + 2;

/// The longest ones of all.
const LONGEST_COMMAND: usize = EXTENDED_FRAME + apdu::MOST_DATA;
const LONGEST_REPLY: usize = 65536 + 2;

/// What a session found out about its card and reader.
#[derive(Clone, Copy, Default)]
pub(super) struct Learnt {
    /// Whether the card took a command of extended length.
    pub(super) extended: Option<bool>,
    /// Whether it took a command in a chain.
    pub(super) chaining: Option<bool>,
    /// What EF.ATR/INFO says, once it was looked for.
    pub(super) info: Option<AtrInfo>,
    /// The most data that the reader passes on in a command, once it was asked; it may not say.
    pub(super) reader: Option<Option<usize>>,
    /// Whether a command was sent, so that something may be selected.
    pub(super) is_used: bool,
}

/// What card and reader can do. `None` where nothing tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Capabilities {
    /// Commands of extended length.
    pub(crate) extended: Option<bool>,
    /// The data of a command in several, one after the other.
    pub(crate) chaining: Option<bool>,
    /// Logical channels, the basic one included; 8 may be more.
    pub(crate) channels: Option<u8>,
    /// The longest command and reply in the extended form that the card takes and gives, in bytes.
    longest_command: usize,
    longest_reply: usize,
    /// The most data in a command that the reader passes on.
    reader_takes: usize,
}

impl Capabilities {
    pub(super) fn of(atr: &[u8], protocol: Option<Protocol>, learnt: &Learnt) -> Capabilities {
        let info = learnt.info.unwrap_or_default();
        let announced = info.functions.or(historical(atr).functions());
        let reader_takes = learnt
            .reader
            .flatten()
            .unwrap_or(apdu::MOST_DATA)
            .min(apdu::MOST_DATA);
        let barred = protocol == Some(Protocol::T0) || reader_takes <= 256;
        let extended = learnt
            .extended
            .or(announced.map(|card| card.extended_lengths))
            .or(info.longest_command.map(|_| true));
        let length = |limit: Option<u32>| limit.and_then(|limit| usize::try_from(limit).ok());
        Capabilities {
            extended: if barred { Some(false) } else { extended },
            chaining: learnt.chaining.or(announced.map(|card| card.chaining)),
            channels: announced.map(|card| card.channels),
            longest_command: length(info.longest_command).unwrap_or(LONGEST_COMMAND),
            longest_reply: length(info.longest_reply).unwrap_or(LONGEST_REPLY),
            reader_takes,
        }
    }

    /// The longest command that is known to be taken, in bytes.
    pub(crate) fn max_command(&self) -> usize {
        match self.extended {
            Some(true) => self.most_data() + EXTENDED_FRAME,
            _ => SHORT_COMMAND,
        }
    }

    /// The longest reply that such a command can have, in bytes, status word included.
    pub(crate) fn max_reply(&self) -> usize {
        match self.extended {
            Some(true) => self.longest_reply,
            _ => SHORT_REPLY,
        }
    }

    /// The most data that one command can ask for.
    pub(super) fn most_expected(&self) -> u32 {
        match self.extended {
            Some(true) => self.longest_expected(),
            _ => apdu::MOST_SHORT_EXPECTED,
        }
    }

    /// The most data that one command in the extended form can ask for.
    pub(super) fn longest_expected(&self) -> u32 {
        u32::try_from(self.longest_reply.saturating_sub(2)).unwrap_or(apdu::MOST_EXPECTED)
    }

    /// The most data that one command can carry.
    pub(super) fn most_data(&self) -> usize {
        match self.extended {
            Some(true) => self
                .reader_takes
                .min(self.longest_command.saturating_sub(EXTENDED_FRAME)),
            _ => apdu::MOST_SHORT_DATA,
        }
    }

    /// Whether a command in the extended form, and its data, are not too long.
    pub(super) fn allow(&self, command: &[u8], data: &[u8]) -> bool {
        command.len() <= self.longest_command && data.len() <= self.reader_takes
    }
}

impl Session {
    /// What card and reader can do. The card is asked for EF.ATR/INFO if it says that it has one and
    /// nothing that is selected gets lost by that.
    pub(crate) fn capabilities(&self) -> Result<Capabilities> {
        let mut runner = Runner::new(self, None);
        let known = runner.capabilities();
        let learnt = self.learnt();
        let channels = known.channels.unwrap_or(1);
        if learnt.info.is_none() && self.has_atr_info() && (channels > 1 || !learnt.is_used) {
            let info = read_atr_info(&mut runner, channels > 1)?;
            self.learn(|learnt| learnt.info = Some(info));
        }
        Ok(runner.capabilities())
    }

    fn has_atr_info(&self) -> bool {
        let atr = self.atr();
        let said = historical(&atr);
        said.service().is_some_and(|card| card.has_atr_info)
            || said
                .functions()
                .is_some_and(|card| card.lengths_in_atr_info)
    }
}

/// What the historical bytes say; those of an answer to reset that cannot be read say nothing.
fn historical(atr: &[u8]) -> Historical<'_> {
    Historical::parse(Atr::parse(atr).map_or(&[], |atr| atr.historical()))
}

/// Reads EF.ATR/INFO; a file that cannot be read says nothing.
fn read_atr_info(runner: &mut Runner<'_>, on_channel: bool) -> Result<AtrInfo> {
    runner.claim()?;
    let channel = if on_channel {
        let opened = run(runner, [0, ins::MANAGE_CHANNEL, 0, 0], &[], Some(1))?;
        match opened.as_deref() {
            Some(&[channel @ 1..=19]) => channel,
            _ => return Ok(AtrInfo::default()),
        }
    } else {
        0
    };
    let cla = Class::of_channel(channel);
    let path = [0x2F, 0x01];
    let selected = run(runner, [cla, ins::SELECT, 0x08, 0x0C], &path, None)?;
    let content = match selected {
        Some(_) => run(runner, [cla, ins::READ_BINARY, 0, 0], &[], Some(256))?,
        None => None,
    };
    if channel != 0 {
        run(runner, [0, ins::MANAGE_CHANNEL, 0x80, channel], &[], None)?;
    }
    Ok(content.map_or_else(AtrInfo::default, |content| AtrInfo::parse(&content)))
}

/// The data of a reply, `None` if the card refused the command.
fn run(
    runner: &mut Runner<'_>,
    header: [u8; 4],
    data: &[u8],
    ne: Option<u32>,
) -> Result<Option<Vec<u8>>> {
    let answer = runner.run(&Command::new(header, data, ne)?)?;
    Ok(matches!(answer.sw, sw::DONE | sw::END_OF_FILE).then(|| answer.data.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Event, Fake, Log, commands};
    use super::*;
    use crate::iso7816::atr;
    use crate::iso7816::tlv;
    use crate::sync::lock;
    use std::sync::Arc;

    /// A card with these historical bytes, and with EF.ATR/INFO.
    fn session(protocol: Protocol, historical: &[u8], info: &[u8]) -> (Arc<Session>, Log) {
        let standard = match protocol {
            Protocol::T0 => crate::iso7816::Protocol::T0,
            _ => crate::iso7816::Protocol::T1,
        };
        let info = info.to_vec();
        Fake::new(protocol, &atr::build(&[standard], historical)).session(move |command| {
            let data = match command {
                [_, ins::MANAGE_CHANNEL, 0, 0, ..] => &[2][..],
                [_, ins::READ_BINARY, ..] => &info,
                _ => &[],
            };
            [data, &[0x90, 0x00]].concat()
        })
    }

    fn found(protocol: Protocol, historical: &[u8]) -> (Capabilities, usize) {
        let (session, log) = session(protocol, historical, &[]);
        (session.capabilities().unwrap(), commands(&log))
    }

    #[test]
    fn historical_bytes_tell_without_a_command() {
        let (found, sent) = found(Protocol::T1, &[0x80, 0x73, 0xF7, 0x41, 0xDB]);
        assert_eq!((found.extended, found.chaining), (Some(true), Some(true)));
        assert_eq!((found.channels, sent), (Some(4), 0));
        assert_eq!((found.max_command(), found.max_reply()), (65544, 65538));
    }

    #[test]
    fn t0_has_no_extended_length() {
        let (found, _) = found(Protocol::T0, &[0x80, 0x73, 0xF7, 0x41, 0xDB]);
        assert_eq!((found.extended, found.chaining), (Some(false), Some(true)));
        assert_eq!((found.max_command(), found.max_reply()), (261, 258));
    }

    #[test]
    fn a_card_that_says_nothing_is_not_known() {
        let (found, sent) = found(Protocol::T1, &[]);
        assert_eq!((found.extended, found.chaining), (None, None));
        assert_eq!((found.channels, sent), (None, 0));
        assert_eq!((found.max_command(), found.max_reply()), (261, 258));
    }

    #[test]
    fn a_reader_can_have_limits_of_its_own() {
        let atr = atr::build(
            &[crate::iso7816::Protocol::T1],
            &[0x80, 0x73, 0xF7, 0x41, 0xDB],
        );
        for (most_data, extended, max_command) in
            [(0, false, 261), (256, false, 261), (2000, true, 2009)]
        {
            let fake = Fake::new(Protocol::T1, &atr).in_reader_for(most_data);
            let (session, _) = fake.session(|_| vec![0x90, 0x00]);
            let found = session.capabilities().unwrap();
            assert_eq!(found.extended, Some(extended));
            assert_eq!(found.max_command(), max_command);
        }
    }

    /// 2000 bytes in a command, 1500 in a reply.
    fn info() -> Vec<u8> {
        let lengths = [0x02, 2, 0x07, 0xD0, 0x02, 2, 0x05, 0xDC];
        [
            tlv::object(0x47, &[0, 1, 0xE0]),
            tlv::object(0x7F66, &lengths),
        ]
        .concat()
    }

    #[test]
    fn ef_atr_info_is_read_once_on_a_channel_of_its_own() {
        let (session, log) = session(Protocol::T1, &[0x80, 0x73, 0, 1, 0x23], &info());
        session
            .transmit(&[0, ins::SELECT, 0, 0x0C, 2, 0x7F, 0x10])
            .unwrap();
        for _ in 0..2 {
            let found = session.capabilities().unwrap();
            assert_eq!((found.extended, found.chaining), (Some(true), Some(true)));
            assert_eq!((found.max_command(), found.max_reply()), (2000, 1500));
        }
        let classes: Vec<_> = lock(&log)
            .iter()
            .filter_map(|event| match event {
                Event::Command(command) => Some((command[0], command[1])),
                _ => None,
            })
            .collect();
        let expected = [
            (0, ins::SELECT),
            (0, ins::MANAGE_CHANNEL),
            (2, ins::SELECT),
            (2, ins::READ_BINARY),
            (0, ins::MANAGE_CHANNEL),
        ];
        assert_eq!(classes, expected);
    }

    #[test]
    fn without_channels_it_is_read_only_before_anything_is_selected() {
        let historical = [0x80, 0x31, 0x10, 0x73, 0, 1, 0];
        let (session, log) = self::session(Protocol::T1, &historical, &info());
        session
            .transmit(&[0, ins::SELECT, 0, 0x0C, 2, 0x7F, 0x10])
            .unwrap();
        assert_eq!(session.capabilities().unwrap().extended, Some(false));
        assert_eq!(commands(&log), 1);

        let (session, log) = self::session(Protocol::T1, &historical, &info());
        let found = session.capabilities().unwrap();
        assert_eq!((found.extended, found.max_reply()), (Some(true), 1500));
        assert_eq!(commands(&log), 2);
    }

    #[test]
    fn reads_and_writes_keep_to_the_card_s_lengths() {
        let (session, log) = session(Protocol::T1, &[0x80, 0x73, 0, 1, 0x23], &info());
        session.capabilities().unwrap();
        let before = lock(&log).len();
        session.update_file(&[0x2F, 0xE2], &[0; 5000]).unwrap();
        let lengths: Vec<_> = lock(&log)[before..]
            .iter()
            .filter_map(|event| match event {
                Event::Command(command) => Some(command.len()),
                _ => None,
            })
            .collect();
        // SELECT, and 1991 bytes with a header and Lc of seven.
        assert_eq!(lengths, [8, 1998, 1998, 1025]);
    }
}
