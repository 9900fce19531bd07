//! Record files: READ, WRITE, UPDATE and APPEND RECORD (ISO 7816-4, 11.4).

use std::collections::VecDeque;

use super::files::FileId;
use super::{Access, Answer, Call, Outcome};
use crate::iso7816::status_word::sw;

/// The most records in a file: they are numbered 1 to 254.
pub(super) const MOST: u8 = 254;

/// No reply is longer, so reading a range stops here.
const LONGEST_REPLY: usize = 65536;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Structure {
    LinearFixed,
    LinearVariable,
    Cyclic,
}

impl Structure {
    /// The file descriptor byte.
    pub(super) fn descriptor(self) -> u8 {
        match self {
            Self::LinearFixed => 0x02,
            Self::LinearVariable => 0x04,
            Self::Cyclic => 0x06,
        }
    }
}

/// The records of one file. In a cyclic file the first is the newest.
#[derive(Clone)]
pub(super) struct Records {
    structure: Structure,
    /// The size of every record, or the largest of a linear variable file.
    record_size: u16,
    most: u8,
    records: VecDeque<Vec<u8>>,
}

impl Records {
    /// A file without records yet.
    pub(super) fn new(structure: Structure, record_size: u16, most: u8) -> Self {
        Self {
            structure,
            record_size,
            most,
            records: VecDeque::new(),
        }
    }

    pub(super) fn structure(&self) -> Structure {
        self.structure
    }

    pub(super) fn record_size(&self) -> u16 {
        self.record_size
    }

    pub(super) fn count(&self) -> u8 {
        u8::try_from(self.records.len()).unwrap_or(MOST)
    }

    /// Bytes that all its records may take.
    pub(super) fn room(&self) -> usize {
        usize::from(self.record_size) * usize::from(self.most)
    }

    fn get(&self, at: usize) -> Result<&[u8], u16> {
        let record = self.records.get(at).ok_or(sw::RECORD_NOT_FOUND)?;
        Ok(record)
    }

    /// Adds a record and tells where it is: at the end, or as the first of a cyclic file.
    pub(super) fn append(&mut self, record: &[u8]) -> Result<usize, u16> {
        self.check_size(record)?;
        let full = self.count() >= self.most;
        match (self.structure, full) {
            (Structure::Cyclic, _) => {
                if full {
                    self.records.pop_back();
                }
                self.records.push_front(record.to_vec());
                Ok(0)
            }
            (_, true) => Err(sw::NOT_ENOUGH_SPACE),
            (_, false) => {
                self.records.push_back(record.to_vec());
                Ok(self.records.len() - 1)
            }
        }
    }

    fn update(&mut self, at: usize, record: &[u8]) -> Result<(), u16> {
        self.check_size(record)?;
        let old = self.records.get_mut(at).ok_or(sw::RECORD_NOT_FOUND)?;
        old.clear();
        old.extend_from_slice(record);
        Ok(())
    }

    /// Sets bits, as WRITE BINARY does.
    fn write(&mut self, at: usize, record: &[u8]) -> Result<(), u16> {
        let old = self.records.get_mut(at).ok_or(sw::RECORD_NOT_FOUND)?;
        if old.len() != record.len() {
            return Err(sw::WRONG_LENGTH);
        }
        for (old, new) in old.iter_mut().zip(record) {
            *old |= new;
        }
        Ok(())
    }

    fn check_size(&self, record: &[u8]) -> Result<(), u16> {
        let size = usize::from(self.record_size);
        match self.structure {
            Structure::LinearVariable if record.len() > size => Err(sw::NOT_ENOUGH_SPACE),
            Structure::LinearVariable => Ok(()),
            _ if record.len() != size => Err(sw::WRONG_LENGTH),
            _ => Ok(()),
        }
    }
}

/// The first, last, next or previous record, counted from the current one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    First,
    Last,
    Next,
    Previous,
}

/// Bits 3 to 1 of P2: what P1 means.
#[derive(Clone, Copy)]
enum Mode {
    /// P1 is a record identifier, or 00 for any record.
    Step(Step),
    /// P1 is a record number, or 00 for the current record.
    Number,
    /// All records from P1 to the last.
    ToLast,
    /// All records from the last back to P1.
    FromLast,
}

impl Mode {
    fn of(p2: u8) -> Result<Self, u16> {
        Ok(match p2 & 0x07 {
            0 => Self::Step(Step::First),
            1 => Self::Step(Step::Last),
            2 => Self::Step(Step::Next),
            3 => Self::Step(Step::Previous),
            4 => Self::Number,
            5 => Self::ToLast,
            6 => Self::FromLast,
            _ => return Err(sw::INCORRECT_P1_P2),
        })
    }
}

pub(super) fn read(call: &mut Call) -> Outcome {
    let ef = target(call)?;
    let mode = Mode::of(call.command.p2)?;
    let current = call.current_record(ef)?;
    let p1 = call.command.p1;

    let records = call.contents.files.ef(ef)?.records()?;
    call.allow(ef, Access::Read)?;
    let (data, at) = match mode {
        Mode::Step(step) => {
            let at = by_step(records, step, p1, current)?;
            (records.get(at)?.to_vec(), Some(at))
        }
        Mode::Number => (records.get(by_number(p1, current)?)?.to_vec(), None),
        Mode::ToLast | Mode::FromLast => {
            let start = by_number(p1, current)?;
            records.get(start)?;
            let mut range: Vec<_> = records.records.range(start..).collect();
            if let Mode::FromLast = mode {
                range.reverse();
            }
            let bytes = range.into_iter().flatten().copied();
            (bytes.take(LONGEST_REPLY).collect(), None)
        }
    };
    finish(call, ef, at)?;
    Ok(Answer::read(data))
}

pub(super) fn update(call: &mut Call) -> Outcome {
    store(call, Records::update)
}

pub(super) fn write(call: &mut Call) -> Outcome {
    store(call, Records::write)
}

pub(super) fn append(call: &mut Call) -> Outcome {
    if call.command.p1 != 0 || call.command.p2 & 0x07 != 0 {
        return Err(sw::INCORRECT_P1_P2);
    }
    let ef = target(call)?;
    append_to(call, ef)
}

fn append_to(call: &mut Call, ef: FileId) -> Outcome {
    call.contents.files.ef(ef)?.records()?;
    call.allow(ef, Access::Update)?;
    let records = call.contents.files.ef_mut(ef)?.records_mut()?;
    let at = records.append(call.command.data)?;
    finish(call, ef, Some(at))?;
    Ok(Answer::done())
}

fn store(call: &mut Call, put: fn(&mut Records, usize, &[u8]) -> Result<(), u16>) -> Outcome {
    let ef = target(call)?;
    let mode = Mode::of(call.command.p2)?;
    let p1 = call.command.p1;
    let structure = call.contents.files.ef(ef)?.records()?.structure;
    if p1 != 0 && matches!(mode, Mode::Step(_)) {
        return Err(sw::INCORRECT_P1_P2);
    }
    if let (Structure::Cyclic, Mode::Step(Step::Previous)) = (structure, mode) {
        return append_to(call, ef); // the oldest record becomes the first
    }
    call.allow(ef, Access::Update)?;
    let current = call.current_record(ef)?;
    let records = call.contents.files.ef_mut(ef)?.records_mut()?;
    let (at, moved) = match mode {
        Mode::Step(step) => {
            let at = by_step(records, step, 0, current)?;
            (at, Some(at))
        }
        Mode::Number => (by_number(p1, current)?, None),
        Mode::ToLast | Mode::FromLast => return Err(sw::INCORRECT_P1_P2),
    };
    put(records, at, call.command.data)?;
    finish(call, ef, moved)?;
    Ok(Answer::done())
}

/// Bits 8 to 4 of P2: a short identifier, or 0 for the current EF.
fn target(call: &Call) -> Result<FileId, u16> {
    match call.command.p2 >> 3 {
        0 => call.current_ef(),
        short_id @ 1..=30 => call.by_short_id(short_id),
        _ => Err(sw::INCORRECT_P1_P2),
    }
}

/// The file becomes the current one; a record reached by steps becomes the current record.
fn finish(call: &mut Call, ef: FileId, at: Option<usize>) -> Result<(), u16> {
    call.open(ef)?;
    if at.is_some() {
        call.channel_mut()?.record = at;
    }
    Ok(())
}

fn by_number(p1: u8, current: Option<usize>) -> Result<usize, u16> {
    let number = usize::from(p1).checked_sub(1);
    number.or(current).ok_or(sw::RECORD_NOT_FOUND)
}

/// A record's identifier is its first byte, as in SIMPLE-TLV records.
fn by_step(
    records: &Records,
    step: Step,
    identifier: u8,
    current: Option<usize>,
) -> Result<usize, u16> {
    let fits = |at: &usize| {
        let first = records.records.get(*at).and_then(|record| record.first());
        identifier == 0 || first == Some(&identifier)
    };
    let count = records.records.len();
    let found = match (step, current) {
        (Step::First, _) | (Step::Next, None) => (0..count).find(fits),
        (Step::Last, _) | (Step::Previous, None) => (0..count).rfind(fits),
        (Step::Next, Some(current)) => (current + 1..count).find(fits),
        (Step::Previous, Some(current)) => (0..current).rfind(fits),
    };
    found.ok_or(sw::RECORD_NOT_FOUND)
}

#[cfg(test)]
mod tests {
    use super::super::testing::Terminal;

    #[test]
    fn records_are_read_by_number() {
        let mut t = Terminal::t1();
        t.expect("00 B2 02 2C 00", &format!("{} 9000", "02".repeat(16)));
        t.expect("00 B2 03 04 00", &format!("{} 9000", "03".repeat(16)));
        t.expect("00 B2 04 04 00", "6A83");
        t.expect("00 B2 FF 04 00", "6A83");
        t.expect("00 B2 00 04 00", "6A83"); // no record is current
        t.expect("00 B2 01 07 00", "6A86");
        t.expect("00 B2 01 FC 00", "6A86");
        t.expect("00 B2 01 1C 00", "6981");
        t.expect("00 B2 01 04", "6700");
    }

    #[test]
    fn a_range_is_read_up_or_down() {
        let mut t = Terminal::t1();
        t.expect("00 B2 02 35 00", "A2052222222222 A100 9000");
        t.expect("00 B2 02 36 00", "A100 A2052222222222 9000");
        t.expect("00 B2 02 35 03", "A20522 9000");
        t.expect("00 B2 02 35 20", "A2052222222222 A100 6282");
    }

    #[test]
    fn steps_move_the_current_record_and_numbers_do_not() {
        let mut t = Terminal::t1();
        t.expect("00 A4 00 0C 02 0202", "9000");
        t.expect("00 B2 00 02 00", "A1021111 9000");
        t.expect("00 B2 03 04 00", "A100 9000");
        t.expect("00 B2 00 02 00", "A2052222222222 9000");
        t.expect("00 B2 00 04 00", "A2052222222222 9000");
        t.expect("00 B2 00 02 00", "A100 9000");
        t.expect("00 B2 00 02 00", "6A83");
        t.expect("00 B2 00 03 00", "A2052222222222 9000");
        t.expect("00 A4 00 0C 02 0202", "9000");
        t.expect("00 B2 00 03 00", "A100 9000");
        t.expect("00 B2 00 00 00", "A1021111 9000");
        t.expect("00 B2 00 01 00", "A100 9000");
    }

    #[test]
    fn an_identifier_skips_other_records() {
        let mut t = Terminal::t1();
        t.expect("00 B2 A1 30 00", "A1021111 9000");
        t.expect("00 B2 A1 02 00", "A100 9000");
        t.expect("00 B2 A2 03 00", "A2052222222222 9000");
        t.expect("00 B2 A3 00 00", "6A83");
    }

    #[test]
    fn a_refused_length_on_t0_does_not_move_the_current_record() {
        let mut t = Terminal::t0();
        t.expect("00 A4 00 0C 02 0202", "9000");
        t.expect("00 B2 00 02 00", "6C04");
        t.expect("00 B2 00 02 04", "A1021111 9000");
    }

    #[test]
    fn updates_keep_the_structure_of_the_file() {
        let mut t = Terminal::t1();
        let zeros = "00".repeat(16);
        t.expect(&format!("00 DC 01 2C 10 {zeros}"), "9000");
        t.expect("00 B2 01 04 00", &format!("{zeros} 9000"));
        t.expect("00 DC 01 04 0F 000000000000000000000000000000", "6700");
        t.expect(&format!("00 DC 04 04 10 {zeros}"), "6A83");
        t.expect("00 DC 03 34 03 A30155", "9000");
        t.expect("00 B2 03 04 00", "A30155 9000");
        t.expect("00 D2 03 04 03 0C0000", "9000");
        t.expect("00 B2 03 04 00", "AF0155 9000");
        t.expect("00 D2 03 04 02 0C00", "6700");
        t.expect("00 DC 01 00 01 00", "6A86");
        t.expect("00 DC 01 05 01 00", "6A86");
        t.expect("00 DC 00 01 01 EE", "9000");
        t.expect("00 B2 00 04 00", "EE 9000");
    }

    #[test]
    fn a_linear_file_grows_until_it_is_full() {
        let mut t = Terminal::of(
            r#"file = [{ path = "3F00/0001", kind = "linear-variable", sfi = 1,
                         record_size = 2, max_records = 2, records = ["AA"] }]"#,
        );
        t.expect("00 E2 00 08 03 010203", "6A84");
        t.expect("00 E2 00 08 02 BBBB", "9000");
        t.expect("00 B2 00 04 00", "BBBB 9000");
        t.expect("00 E2 00 00 01 CC", "6A84");
        t.expect("00 E2 00 01 01 CC", "6A86");
    }

    #[test]
    fn a_cyclic_file_forgets_its_oldest_record() {
        let mut t = Terminal::t1();
        let record = |n: u8| format!("{n:016X}");
        t.expect("00 B2 01 3C 00", &format!("{} 9000", record(2)));
        for n in 3..=5 {
            t.expect(&format!("00 E2 00 00 08 {}", record(n)), "9000");
        }
        t.expect("00 B2 01 04 00", &format!("{} 9000", record(5)));
        t.expect("00 B2 04 04 00", &format!("{} 9000", record(2)));
        t.expect(&format!("00 DC 00 03 08 {}", record(6)), "9000");
        t.expect("00 B2 00 04 00", &format!("{} 9000", record(6)));
        t.expect("00 B2 00 01 00", &format!("{} 9000", record(3)));
    }
}
