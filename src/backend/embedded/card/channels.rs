//! Logical channels (ISO 7816-4, 11.1.2): several conversations, each with its own selection.

use std::collections::BTreeSet;

use super::files::{FileId, Files};
use super::security::{SecretId, Secrets};
use super::{Answer, Call, Outcome};
use crate::iso7816::status_word::sw;

/// Channels 0 to 19 are all that a class byte can name.
pub(super) const MOST: u8 = 20;

/// What one channel has selected and proved.
#[derive(Clone)]
pub(super) struct Channel {
    pub(super) df: FileId,
    pub(super) ef: Option<FileId>,
    /// The current record of the current EF, counted from 0.
    pub(super) record: Option<usize>,
    /// PINs and keys of the current DF that were proved; those of the MF hold for all channels.
    pub(super) proved: BTreeSet<SecretId>,
}

impl Channel {
    fn at(df: FileId) -> Self {
        Self {
            df,
            ef: None,
            record: None,
            proved: BTreeSet::new(),
        }
    }

    /// Enters a DF. What was proved to a DF that is left no longer holds.
    pub(super) fn enter(&mut self, df: FileId, files: &Files, secrets: &Secrets) {
        self.df = df;
        self.ef = None;
        self.record = None;
        self.proved
            .retain(|&id| files.lineage(df).any(|df| secrets.home(id) == Some(df)));
    }

    /// Makes an EF of the current DF the current one.
    pub(super) fn open(&mut self, ef: FileId) {
        if self.ef != Some(ef) {
            self.ef = Some(ef);
            self.record = None;
        }
    }
}

/// The channels of a card; the basic one is always open.
#[derive(Clone)]
pub(super) struct Channels(Vec<Option<Channel>>);

impl Channels {
    pub(super) fn new(count: u8) -> Self {
        let mut channels = vec![None; usize::from(count)];
        if let Some(basic) = channels.first_mut() {
            *basic = Some(Channel::at(FileId::MF));
        }
        Self(channels)
    }

    pub(super) fn get(&self, number: u8) -> Result<&Channel, u16> {
        self.0
            .get(usize::from(number))
            .and_then(Option::as_ref)
            .ok_or(sw::CHANNEL_NOT_SUPPORTED)
    }

    pub(super) fn get_mut(&mut self, number: u8) -> Result<&mut Channel, u16> {
        self.0
            .get_mut(usize::from(number))
            .and_then(Option::as_mut)
            .ok_or(sw::CHANNEL_NOT_SUPPORTED)
    }

    fn slot(&mut self, number: u8) -> Result<&mut Option<Channel>, u16> {
        self.0
            .get_mut(usize::from(number))
            .ok_or(sw::CHANNEL_NOT_SUPPORTED)
    }

    fn first_closed(&self) -> Option<u8> {
        let at = self.0.iter().position(Option::is_none)?;
        u8::try_from(at).ok()
    }
}

pub(super) fn manage(call: &mut Call) -> Outcome {
    match (call.command.p1, call.command.p2) {
        (0x00, 0) => open_any(call),
        (0x00, number) => open(call, number).map(|()| Answer::done()),
        (0x80, number) => close(call, number),
        _ => Err(sw::INCORRECT_P1_P2),
    }
}

/// The card chooses the channel and tells its number.
fn open_any(call: &mut Call) -> Outcome {
    if call.command.ne.is_none() {
        return Err(sw::WRONG_LENGTH); // nobody would learn the number
    }
    let number = call.state.channels.first_closed();
    let number = number.ok_or(sw::FUNCTION_NOT_SUPPORTED)?;
    open(call, number)?;
    Ok(Answer::data(vec![number]))
}

/// A channel opened from the basic one starts at the MF, another where its opener is.
fn open(call: &mut Call, number: u8) -> Result<(), u16> {
    let opener = call.channel()?.df;
    let df = if call.number == 0 { FileId::MF } else { opener };
    let slot = call.state.channels.slot(number)?;
    if slot.is_some() {
        return Err(sw::CONDITIONS_NOT_SATISFIED);
    }
    *slot = Some(Channel::at(df));
    Ok(())
}

/// Number 0 means the channel that the command came by; the basic one stays open.
fn close(call: &mut Call, number: u8) -> Outcome {
    let number = if number == 0 { call.number } else { number };
    if number == 0 {
        return Err(sw::INCORRECT_P1_P2);
    }
    let slot = call.state.channels.slot(number)?;
    slot.take().ok_or(sw::CHANNEL_NOT_SUPPORTED)?;
    Ok(Answer::done())
}

#[cfg(test)]
mod tests {
    use super::super::testing::Terminal;

    #[test]
    fn the_card_chooses_a_number_or_takes_the_one_given() {
        let mut t = Terminal::t1();
        t.expect("00 70 00 00 01", "01 9000");
        t.expect("00 70 00 03", "9000");
        t.expect("00 70 00 00 01", "02 9000");
        t.expect("00 70 00 00 01", "6A81");
        t.expect("00 70 00 01", "6985");
        t.expect("00 70 00 04", "6881");
        t.expect("00 70 00 00", "6700");
        t.expect("00 70 80 02", "9000");
        t.expect("00 70 80 02", "6881");
        t.expect("03 70 80 00", "9000");
        t.expect("03 A4 00 0C", "6881");
        t.expect("00 70 80 00", "6A86");
        t.expect("00 70 40 01", "6A86");
    }

    #[test]
    fn channels_select_apart() {
        let mut t = Terminal::t1();
        t.expect("00 A4 00 0C 02 7F10", "9000");
        t.expect("00 70 00 01", "9000");
        t.expect("01 B0 82 00 01", "98 9000"); // at the MF
        t.expect("00 B0 81 00 01", "66 9000"); // in the application
        t.expect("01 A4 00 0C 02 7F20", "9000");
        t.expect("01 70 00 02", "9000");
        t.expect("02 B0 81 00 01", "73 9000"); // where its opener was
    }

    #[test]
    fn a_pin_of_the_card_counts_on_all_channels_and_one_of_a_df_on_its_own() {
        let mut t = Terminal::t1();
        t.expect("00 70 00 01", "9000");
        t.expect("00 20 00 01 04 31323334", "9000");
        t.expect("01 B0 88 00 01", "6F 9000");
        t.expect("00 A4 00 0C 02 7F10", "9000");
        t.expect("01 A4 00 0C 02 7F10", "9000");
        t.expect("00 20 00 81 04 35363738", "9000");
        t.expect("00 B0 83 00 01", "6F 9000");
        t.expect("01 B0 83 00 01", "6982");
    }

    #[test]
    fn further_channels_need_a_profile_with_them() {
        let mut t = Terminal::t1();
        t.expect("40 A4 00 0C", "6881");
        let mut t = Terminal::of("limits = { channels = 20 }");
        t.expect("00 70 00 13", "9000");
        t.expect("4F A4 00 0C", "9000");
        t.expect("00 70 00 14", "6881");
    }
}
