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
const EXTENDED_FRAME: usize = apdu::LONGEST_COMMAND - apdu::MOST_DATA;

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
    /// Whether something was sent, so that something may be selected.
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
            // The short form is taken whatever the card says.
            longest_command: length(info.longest_command)
                .unwrap_or(apdu::LONGEST_COMMAND)
                .max(SHORT_COMMAND),
            longest_reply: length(info.longest_reply)
                .unwrap_or(apdu::LONGEST_REPLY)
                .max(SHORT_REPLY),
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
                .min(self.longest_command.saturating_sub(EXTENDED_FRAME))
                .max(apdu::MOST_SHORT_DATA),
            _ => apdu::MOST_SHORT_DATA,
        }
    }

    /// Whether a command in the extended form is not too long.
    pub(super) fn allow(&self, command: &Command<'_>) -> bool {
        command.length() <= self.longest_command && command.data.len() <= self.reader_takes
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
        let on_channel = channels > 1;
        if learnt.info.is_none()
            && self.has_atr_info()
            && (on_channel || !learnt.is_used && runner.is_exclusive()?)
            && let Some(info) = read_atr_info(&mut runner, on_channel)?
        {
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

/// Reads EF.ATR/INFO; a file that cannot be read says nothing. `None` if there is no channel for it now.
fn read_atr_info(runner: &mut Runner<'_>, on_channel: bool) -> Result<Option<AtrInfo>> {
    runner.claim()?;
    if !on_channel {
        return read_on_channel(runner, 0).map(Some);
    }
    let opened = run(runner, [0, ins::MANAGE_CHANNEL, 0, 0], &[], Some(1))?;
    let Some(&[channel @ 1..=19]) = opened.as_deref() else {
        return Ok(None);
    };
    let info = read_on_channel(runner, channel);
    run(runner, [0, ins::MANAGE_CHANNEL, 0x80, channel], &[], None)?;
    info.map(Some)
}

fn read_on_channel(runner: &mut Runner<'_>, channel: u8) -> Result<AtrInfo> {
    let cla = Class::of_channel(channel);
    let selected = run(runner, [cla, ins::SELECT, 0x08, 0x0C], &[0x2F, 0x01], None)?;
    let content = match selected {
        Some(_) => run(runner, [cla, ins::READ_BINARY, 0, 0], &[], Some(256))?,
        None => None,
    };
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
        with_info(
            Fake::new(protocol, &atr::build(&[standard], historical)),
            info,
        )
    }

    fn with_info(fake: Fake, info: &[u8]) -> (Arc<Session>, Log) {
        let info = info.to_vec();
        fake.session(move |command| {
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
    fn without_channels_it_is_read_only_where_nothing_can_be_selected() {
        let historical = [0x80, 0x31, 0x10, 0x73, 0, 1, 0];
        let fake = || {
            let atr = atr::build(&[crate::iso7816::Protocol::T1], &historical);
            Fake::new(Protocol::T1, &atr)
        };
        let (session, log) = with_info(fake(), &info());
        assert_eq!(session.capabilities().unwrap().extended, Some(false));
        assert_eq!(commands(&log), 0, "others may use the card");

        let (session, log) = with_info(fake().exclusive(), &info());
        let select = [0, ins::SELECT, 0, 0x0C, 2, 0x7F, 0x10];
        session.transmit(&select).unwrap();
        assert_eq!(session.capabilities().unwrap().extended, Some(false));
        assert_eq!(commands(&log), 1);
        // A reset forgets what was selected.
        let exclusive = crate::values::ShareMode::Exclusive;
        let reattach = |init| session.reattach(exclusive, init).unwrap();
        reattach(crate::values::Disposition::Leave);
        assert_eq!(session.capabilities().unwrap().extended, Some(false));
        reattach(crate::values::Disposition::Reset);
        assert_eq!(session.capabilities().unwrap().extended, Some(true));

        let (session, log) = with_info(fake().exclusive(), &info());
        let found = session.capabilities().unwrap();
        assert_eq!((found.extended, found.max_reply()), (Some(true), 1500));
        assert_eq!(commands(&log), 2);
    }

    #[test]
    fn what_is_known_of_a_card_is_not_known_of_another() {
        let fake = Fake::new(Protocol::T1, &[0x3B, 0x80, 0x01, 0x81]);
        let atr = Arc::clone(&fake.atr);
        let (session, _) = fake.session(|_| vec![0x90, 0x00]);
        let long = [&[0, 0xDB, 0, 0, 0, 1, 0x2C][..], &[0x11; 300]].concat();
        session.execute(&long, None).unwrap();
        assert_eq!(session.known_capabilities().extended, Some(true));
        let reattach = || {
            let (share, init) = (
                crate::values::ShareMode::Shared,
                crate::values::Disposition::Leave,
            );
            session.reattach(share, init).unwrap();
            session.known_capabilities().extended
        };
        assert_eq!(reattach(), Some(true));
        *lock(&atr) = vec![0x3B, 0x81, 0x01, 0x00, 0x80];
        assert_eq!(reattach(), None);
    }

    #[test]
    fn no_channel_now_does_not_mean_no_file() {
        let atr = atr::build(&[crate::iso7816::Protocol::T1], &[0x80, 0x73, 0, 1, 0x23]);
        let mut first = true;
        let info = info();
        let (session, _) = Fake::new(Protocol::T1, &atr).session(move |command| match command {
            [_, ins::MANAGE_CHANNEL, 0, 0, ..] if std::mem::take(&mut first) => vec![0x6A, 0x81],
            [_, ins::MANAGE_CHANNEL, 0, 0, ..] => vec![2, 0x90, 0x00],
            [_, ins::READ_BINARY, ..] => [&info[..], &[0x90, 0x00]].concat(),
            _ => vec![0x90, 0x00],
        });
        assert_eq!(session.capabilities().unwrap().max_command(), 261);
        assert_eq!(session.capabilities().unwrap().max_command(), 2000);
    }

    #[test]
    fn lengths_below_the_short_form_are_not_believed() {
        let lengths = [0x02, 2, 0x01, 0x00, 0x02, 2, 0x01, 0x00];
        let info = [
            tlv::object(0x47, &[0, 1, 0xE0]),
            tlv::object(0x7F66, &lengths),
        ]
        .concat();
        let (session, _) = session(Protocol::T1, &[0x80, 0x73, 0, 1, 0x23], &info);
        let found = session.capabilities().unwrap();
        assert_eq!((found.most_data(), found.most_expected()), (255, 256));
        assert!(found.max_command() >= 261 && found.max_reply() >= 258);
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
