//! Transparent files: READ, WRITE, UPDATE and ERASE BINARY (ISO 7816-4, 11.3).
//!
//! The even instructions carry the offset in P1-P2, the odd ones in a data object 54.

use super::files::FileId;
use super::{Access, Answer, Call, Outcome};
use crate::iso7816::status_word::sw;
use crate::iso7816::tlv;

/// Offset data object.
const OFFSET: u32 = 0x54;

/// Discretionary data: the bytes read or to be written.
const BYTES: u32 = 0x53;

/// How a byte that is there and a byte that comes make the byte that stays.
type Combine = fn(u8, u8) -> u8;

const REPLACE: Combine = |_, new| new;
const SET_BITS: Combine = |old, new| old | new;
const ERASE: Combine = |_, _| 0;

pub(super) fn read(call: &mut Call) -> Outcome {
    let (ef, offset) = even_target(call)?;
    let most = call.ne();
    let bytes = bytes_from(call, ef, offset)?;
    let bytes = bytes.get(..most).unwrap_or(bytes).to_vec();
    call.open(ef)?;
    Ok(Answer::read(bytes))
}

pub(super) fn read_odd(call: &mut Call) -> Outcome {
    let ef = odd_target(call)?;
    let offset = match objects::<1>(call.command.data)? {
        [(OFFSET, offset)] => number(offset)?,
        _ => return Err(sw::WRONG_DATA),
    };
    let most = call.ne();
    let bytes = bytes_from(call, ef, offset)?;
    let answer = match bytes.get(..room_in_object(most)) {
        Some(bytes) => Answer::data(tlv::object(BYTES, bytes)),
        None => Answer::read(tlv::object(BYTES, bytes)), // the file ends before
    };
    call.open(ef)?;
    Ok(answer)
}

pub(super) fn update(call: &mut Call) -> Outcome {
    store_even(call, REPLACE)
}

pub(super) fn write(call: &mut Call) -> Outcome {
    store_even(call, SET_BITS)
}

pub(super) fn update_odd(call: &mut Call) -> Outcome {
    store_odd(call, REPLACE)
}

pub(super) fn write_odd(call: &mut Call) -> Outcome {
    store_odd(call, SET_BITS)
}

/// The data, if any, is the offset of the first byte that stays.
pub(super) fn erase(call: &mut Call) -> Outcome {
    let (ef, start) = even_target(call)?;
    let end = match call.command.data {
        [] => None,
        end @ [_, _] => Some(number(end)?),
        _ => return Err(sw::WRONG_LENGTH),
    };
    erase_range(call, ef, start, end)
}

/// Up to two offsets: where to begin and where to stop.
pub(super) fn erase_odd(call: &mut Call) -> Outcome {
    let ef = odd_target(call)?;
    let data = call.command.data;
    let (start, end) = if data.is_empty() {
        (0, None)
    } else if let Ok([(OFFSET, start)]) = objects::<1>(data) {
        (number(start)?, None)
    } else if let [(OFFSET, start), (OFFSET, end)] = objects::<2>(data)? {
        (number(start)?, Some(number(end)?))
    } else {
        return Err(sw::WRONG_DATA);
    };
    erase_range(call, ef, start, end)
}

fn erase_range(call: &mut Call, ef: FileId, start: usize, end: Option<usize>) -> Outcome {
    let size = call.contents.files.ef(ef)?.bytes()?.len();
    let count = match end {
        Some(end) if end <= start => return Err(sw::WRONG_DATA),
        Some(end) if end > size => return Err(sw::WRONG_OFFSET),
        Some(end) => end - start,
        None => size.saturating_sub(start),
    };
    store(call, ef, start, std::iter::repeat_n(&0, count), ERASE)
}

fn store_even(call: &mut Call, combine: Combine) -> Outcome {
    let (ef, offset) = even_target(call)?;
    store(call, ef, offset, call.command.data.iter(), combine)
}

fn store_odd(call: &mut Call, combine: Combine) -> Outcome {
    let ef = odd_target(call)?;
    match objects::<2>(call.command.data)? {
        [(OFFSET, offset), (BYTES, bytes)] => {
            store(call, ef, number(offset)?, bytes.iter(), combine)
        }
        _ => Err(sw::WRONG_DATA),
    }
}

/// Changes bytes of a file: all of them, or none when they do not fit.
fn store<'d>(
    call: &mut Call,
    ef: FileId,
    offset: usize,
    data: impl ExactSizeIterator<Item = &'d u8>,
    combine: Combine,
) -> Outcome {
    call.contents.files.ef(ef)?.bytes()?;
    call.allow(ef, Access::Update)?;
    let bytes = call.contents.files.ef_mut(ef)?.bytes_mut()?;
    let rest = bytes.get_mut(offset..).filter(|rest| !rest.is_empty());
    let rest = rest.ok_or(sw::WRONG_OFFSET)?;
    let place = rest.get_mut(..data.len()).ok_or(sw::NOT_ENOUGH_SPACE)?;
    for (old, &new) in place.iter_mut().zip(data) {
        *old = combine(*old, new);
    }
    call.open(ef)?;
    Ok(Answer::done())
}

/// What there is to read from an offset on: at least one byte.
fn bytes_from<'c>(call: &'c Call, ef: FileId, offset: usize) -> Result<&'c [u8], u16> {
    let bytes = call.contents.files.ef(ef)?.bytes()?;
    call.allow(ef, Access::Read)?;
    let rest = bytes.get(offset..).filter(|rest| !rest.is_empty());
    rest.ok_or(sw::WRONG_OFFSET)
}

/// P1 with its top bit set holds a short identifier, else P1-P2 is an offset of 15 bits.
fn even_target(call: &Call) -> Result<(FileId, usize), u16> {
    let (p1, p2) = (call.command.p1, call.command.p2);
    if p1 & 0x80 == 0 {
        let offset = u16::from_be_bytes([p1, p2]);
        return Ok((call.current_ef()?, offset.into()));
    }
    match p1 & 0x7F {
        short_id @ 1..=30 => Ok((call.by_short_id(short_id)?, p2.into())),
        _ => Err(sw::INCORRECT_P1_P2),
    }
}

/// P1-P2 is a short identifier if it fits in one, 0000 for the current EF, else an identifier.
fn odd_target(call: &Call) -> Result<FileId, u16> {
    match (call.command.p1, call.command.p2) {
        (0, 0) => call.current_ef(),
        (0, short_id @ 1..=30) => call.by_short_id(short_id),
        (p1, p2) => {
            let identifier = u16::from_be_bytes([p1, p2]);
            let found = call.contents.files.child(call.channel()?.df, identifier);
            found.ok_or(sw::FILE_NOT_FOUND)
        }
    }
}

/// Exactly `N` data objects, tag and value.
fn objects<const N: usize>(data: &[u8]) -> Result<[(u32, &[u8]); N], u16> {
    let objects: Result<Vec<_>, _> = tlv::objects(data)
        .take(N + 1)
        .map(|object| object.map(|object| (object.tag, object.value)))
        .collect();
    let objects = objects.map_err(|tlv::Malformed| sw::WRONG_DATA)?;
    objects.try_into().map_err(|_| sw::WRONG_DATA)
}

fn number(digits: &[u8]) -> Result<usize, u16> {
    if digits.is_empty() {
        return Err(sw::WRONG_DATA);
    }
    // A number too large to count with is outside every file.
    tlv::read_number(digits).ok_or(sw::WRONG_OFFSET)
}

/// How long a value may be for its data object to have at most so many bytes.
fn room_in_object(most: usize) -> usize {
    // A shorter value may have a shorter header, so taking off the header once is not enough.
    let guess = most.saturating_sub(tlv::header_length(BYTES, most));
    let header = tlv::header_length(BYTES, guess);
    let better = most.saturating_sub(header);
    if tlv::header_length(BYTES, better) == header {
        better
    } else {
        guess
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Terminal, counter, hex, long};

    #[test]
    fn every_offset_of_15_bits_can_be_read() {
        let mut t = Terminal::t1();
        t.expect("00 A4 02 0C 02 0101", "9000");
        for offset in [0, 1, 255, 256, 0x1234, 0x7FFF] {
            let read = format!("00 B0 {offset:04X} 01");
            t.expect(&read, &format!("{:02X} 9000", counter(offset)));
        }
        t.expect("00 A4 02 0C 02 2FE2", "9000");
        t.expect("00 B0 00 0A 01", "6B00");
    }

    #[test]
    fn a_short_identifier_makes_its_file_the_current_one() {
        let mut t = Terminal::t1();
        t.expect("00 B0 00 00 01", "6986");
        t.expect("00 B0 82 01 01", "00 9000");
        t.expect("00 B0 00 00 01", "98 9000");
        t.expect("00 B0 99 00 01", "6A82");
        t.expect("00 B0 80 00 01", "6A86");
        t.expect("00 B0 C1 00 01", "6A86");
        t.expect("00 B0 85 00 01", "6981");
    }

    #[test]
    fn asking_for_more_than_there_is_earns_a_warning_unless_all_is_asked_for() {
        let mut t = Terminal::t1();
        t.expect("00 B0 82 08 05", "32F4 6282");
        t.expect("00 B0 82 08 00", "32F4 9000");
        t.expect("00 B0 82 08 00 0000", "32F4 9000");
        t.expect("00 B0 82 08 00 0100", "32F4 6282");
        t.expect("00 B0 82 08", "6700");
    }

    #[test]
    fn the_odd_instruction_reads_beyond_32_kib() {
        let mut t = Terminal::t1();
        let byte = counter(100_000);
        t.expect(
            "00 B1 00 04 05 54 03 0186A0 03",
            &format!("53 01 {byte:02X} 9000"),
        );
        let all = t.data("00 B1 00 00 04 54 02 0000 00", "9000");
        assert_eq!((all.len(), &all[..3]), (256, &[0x53, 0x81, 253][..]));
        let all = t.data("00 B1 00 00 00 0003 54 01 00 0000", "9000");
        assert_eq!(
            (all.len(), &all[..4]),
            (65536, &[0x53, 0x82, 0xFF, 0xFC][..])
        );
        t.expect(
            "00 B1 00 00 05 54 03 018FFF 0A",
            "53 01 F7 6282"
                .replace("F7", &hex(&[counter(102_399)]))
                .as_str(),
        );
        t.expect("00 B1 00 00 05 54 03 019000 00", "6B00");
        t.expect("00 B1 00 00 06 54 04 FFFFFFFF 00", "6B00");
        t.expect("00 B1 01 02 03 54 01 00 03", "53 01 00 9000");
    }

    #[test]
    fn objects_fill_the_reply_and_never_exceed_it() {
        let mut t = Terminal::t1();
        for ne in 3..=600u16 {
            let read = format!("00 B1 00 04 00 0003 54 01 00 {ne:04X}");
            let length = t.data(&read, "9000").len();
            // A value of 127 or 255 bytes and one more differ in their headers too.
            assert!(matches!(usize::from(ne) - length, 0 | 1), "{ne} {length}");
        }
    }

    #[test]
    fn malformed_offset_objects_are_wrong_data() {
        let mut t = Terminal::t1();
        for data in [
            "00",
            "54",
            "5400",
            "5301 00",
            "540100 540100 540100",
            "5402 00",
        ] {
            let read = format!(
                "00 B1 00 04 {:02X} {data} 00",
                data.replace(' ', "").len() / 2
            );
            t.expect(&read, "6A80");
        }
    }

    #[test]
    fn update_replaces_and_write_sets_bits() {
        let mut t = Terminal::t1();
        t.expect("00 D6 83 10 02 0F 0F", "9000");
        t.expect("00 D0 83 11 01 F0", "9000");
        t.expect("00 B0 83 10 02", "0FFF 9000");
        t.expect("00 D7 00 03 08 54 02 0010 53 02 0102", "9000");
        t.expect("00 D1 00 00 08 54 02 0010 53 02 1010", "9000");
        t.expect("00 B0 00 10 02", "1112 9000");
    }

    #[test]
    fn an_update_that_does_not_fit_writes_nothing() {
        let mut t = Terminal::t1();
        t.expect("00 A4 00 0C 02 0101", "9000");
        t.expect("00 D6 7F FF 02 00 00", "6A84");
        t.expect("00 B0 7F FF 01", &format!("{:02X} 9000", counter(0x7FFF)));
        t.expect("00 D6 00 00", "6700");
    }

    #[test]
    fn erased_bytes_are_zero() {
        let mut t = Terminal::t1();
        t.expect("00 D6 83 00 04 FFFFFFFF", "9000");
        t.expect("00 0E 83 01 02 0003", "9000");
        t.expect("00 B0 83 00 04", "FF0000FF 9000");
        t.expect("00 0E 83 03 02 0003", "6A80");
        t.expect("00 0E 83 03 02 8001", "6B00");
        t.expect("00 0E 7F F0", "9000");
        t.expect(
            "00 B0 7F EE 04",
            &format!(
                "{}{} 9000",
                hex(&[counter(0x7FEE), counter(0x7FEF)]),
                "0000"
            ),
        );
        t.expect("00 0F 00 04 05 54 03 018FF0", "9000");
        t.expect("00 0F 00 04 06 54 01 00 54 01 02", "9000");
        t.expect("00 0F 00 04", "9000");
        t.expect("00 B0 84 7F 01", "00 9000");
    }

    #[test]
    fn rules_guard_reading_and_writing_apart() {
        let mut t = Terminal::t1();
        t.expect("00 B0 88 00 04", "6982");
        t.expect("00 20 00 01 04 31323334", "9000");
        t.expect("00 B0 88 00 04", "6F6E6C79 9000");
        t.expect("00 B0 8A 00 04", "6982");
        t.expect("00 D6 82 00 01 00", "6982");
        t.expect("00 0E 82 00", "6982");
    }

    #[test]
    fn extended_length_moves_65535_bytes_at_once() {
        let mut t = Terminal::t1();
        t.expect("00 A4 00 0C 02 0102", "9000");
        let data = vec![0xA5; 65535];
        t.expect(&long("00 D6 00 00", &data), "9000");
        let read = t.data("00 B0 00 00 00 0000", "9000");
        assert_eq!(read.len(), 65536);
        assert_eq!(read[..65535], data);
        assert_eq!(read[65535], counter(65535));
    }
}
