//! SELECT (ISO 7816-4, 11.2.2): which file the next commands mean, and what is told of it.

use super::files::{Body, Content, Directory, Elementary, File, FileId, MF, Occurrence};
use super::{Answer, Call, Outcome};
use crate::iso7816::status_word::sw;
use crate::iso7816::tlv;

/// Data units are bytes; WRITE sets bits and clears none (ISO 7816-4, data coding byte).
const DATA_CODING: u8 = 0x41;

/// Operational, activated (ISO 7816-4, life cycle status).
const ACTIVATED: u8 = 0x05;

pub(super) fn select(call: &mut Call) -> Outcome {
    let (told, occurrence) = split_p2(call.command.p2)?;
    if call.command.p1 != 0x04 && occurrence != Occurrence::First {
        return Err(sw::INCORRECT_P1_P2);
    }
    let found = find(call, occurrence)?;
    let answer = told.about(call.contents.files.get(found)?);
    call.select(found)?;
    Ok(Answer::data(answer))
}

fn find(call: &Call, occurrence: Occurrence) -> Result<FileId, u16> {
    let files = &call.contents.files;
    let data = call.command.data;
    let df = call.channel()?.df;
    let is_df = |&id: &FileId| files.get(id).is_ok_and(File::is_df);
    let found = match call.command.p1 {
        0x00 if data.is_empty() => Some(FileId::MF),
        0x00 => by_identifier(call, df, identifier(data)?),
        0x01 => files.child(df, identifier(data)?).filter(is_df),
        0x02 => files.child(df, identifier(data)?).filter(|id| !is_df(id)),
        0x03 if data.is_empty() => files.parent(df),
        0x04 if (1..=16).contains(&data.len()) => files.by_name(data, occurrence, df),
        0x08 if is_path(data) => files.by_path(FileId::MF, data),
        0x09 if is_path(data) => files.by_path(df, data),
        0x03 | 0x04 | 0x08 | 0x09 => return Err(sw::LENGTH_NOT_P1_P2),
        _ => return Err(sw::INCORRECT_P1_P2),
    };
    found.ok_or(sw::FILE_NOT_FOUND)
}

/// The MF, then what is in the current DF, that DF, its parent, and what is beside it.
fn by_identifier(call: &Call, df: FileId, identifier: u16) -> Option<FileId> {
    let files = &call.contents.files;
    let is = |&id: &FileId| {
        files
            .get(id)
            .is_ok_and(|file| file.identifier == identifier)
    };
    if identifier == MF {
        return Some(FileId::MF);
    }
    files
        .child(df, identifier)
        .or_else(|| Some(df).filter(is))
        .or_else(|| files.parent(df).filter(is))
        .or_else(|| {
            files
                .child(files.parent(df)?, identifier)
                .filter(|&id| files.get(id).is_ok_and(File::is_df))
        })
}

fn identifier(data: &[u8]) -> Result<u16, u16> {
    match data.try_into() {
        Ok(identifier) => Ok(u16::from_be_bytes(identifier)),
        Err(_) => Err(sw::LENGTH_NOT_P1_P2),
    }
}

fn is_path(data: &[u8]) -> bool {
    !data.is_empty() && data.len().is_multiple_of(2)
}

/// What SELECT tells of the file it found.
enum Told {
    ControlInformation,
    ControlParameters,
    ManagementData,
    Nothing,
}

fn split_p2(p2: u8) -> Result<(Told, Occurrence), u16> {
    let occurrence = match p2 & 0x03 {
        0 => Occurrence::First,
        1 => Occurrence::Last,
        2 => Occurrence::Next,
        _ => Occurrence::Previous,
    };
    let told = match p2 >> 2 {
        0 => Told::ControlInformation,
        1 => Told::ControlParameters,
        2 => Told::ManagementData,
        3 => Told::Nothing,
        _ => return Err(sw::INCORRECT_P1_P2),
    };
    Ok((told, occurrence))
}

impl Told {
    fn about(&self, file: &File) -> Vec<u8> {
        match self {
            Self::ControlInformation => {
                let both = [control_parameters(file), management_data(file)].concat();
                tlv::object(0x6F, &both)
            }
            Self::ControlParameters => tlv::object(0x62, &control_parameters(file)),
            Self::ManagementData => tlv::object(0x64, &management_data(file)),
            Self::Nothing => Vec::new(),
        }
    }
}

/// The file control parameters (ISO 7816-4, table 10), without their template.
fn control_parameters(file: &File) -> Vec<u8> {
    let mut out = Vec::new();
    if let Body::Elementary(ef) = &file.body {
        tlv::write(&mut out, 0x80, &size(ef));
    }
    tlv::write(&mut out, 0x82, &descriptor(file));
    tlv::write(&mut out, 0x83, &file.identifier.to_be_bytes());
    match &file.body {
        Body::Directory(Directory { name, .. }) if name.is_empty() => {}
        Body::Directory(Directory { name, .. }) => tlv::write(&mut out, 0x84, name),
        Body::Elementary(ef) => {
            // An empty object says that there is none; no object, that it is in the identifier.
            let short_id = ef.short_id.map(|id| id << 3);
            tlv::write(&mut out, 0x88, short_id.as_slice());
        }
    }
    tlv::write(&mut out, 0x8A, &[ACTIVATED]);
    out
}

/// The file management data: the label of an application.
fn management_data(file: &File) -> Vec<u8> {
    match &file.body {
        Body::Directory(Directory {
            label: Some(label), ..
        }) => tlv::object(0x50, label.as_bytes()),
        _ => Vec::new(),
    }
}

/// Bytes of content, as a number of at least two bytes.
fn size(ef: &Elementary) -> Vec<u8> {
    let size = match &ef.content {
        Content::Transparent(bytes) => bytes.len(),
        Content::Records(records) => records.room(),
    };
    let digits = size.to_be_bytes();
    let kept = digits
        .iter()
        .skip_while(|&&digit| digit == 0)
        .count()
        .max(2);
    digits.iter().skip(digits.len() - kept).copied().collect()
}

/// The file descriptor: kind, data coding and, for records, their size and number.
fn descriptor(file: &File) -> Vec<u8> {
    match &file.body {
        Body::Directory(_) => vec![0x38, DATA_CODING],
        Body::Elementary(ef) => match &ef.content {
            Content::Transparent(_) => vec![0x01, DATA_CODING],
            Content::Records(records) => {
                let [high, low] = records.record_size().to_be_bytes();
                let kind = records.structure().descriptor();
                vec![kind, DATA_CODING, high, low, records.count()]
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Terminal;

    #[test]
    fn files_are_found_by_identifier_near_the_current_df() {
        let mut t = Terminal::t1();
        for (identifier, sw) in [
            ("7F10", "9000"), // below
            ("5F00", "9000"), // below that
            ("7F10", "9000"), // the parent
            ("7F10", "9000"), // itself
            ("7F20", "9000"), // beside
            ("0101", "6A82"), // an EF beside does not count
            ("3F00", "9000"), // the MF from anywhere
            ("0101", "9000"),
            ("FFFF", "6A82"),
        ] {
            t.expect(&format!("00 A4 00 0C 02 {identifier}"), sw);
        }
    }

    #[test]
    fn a_select_that_fails_changes_nothing() {
        let mut t = Terminal::t1();
        t.expect("00 A4 00 0C 02 2FE2", "9000");
        t.expect("00 A4 00 0C 02 ABCD", "6A82");
        t.expect("00 A4 03 0C", "6A82");
        t.expect("00 B0 00 00 01", "98 9000");
    }

    #[test]
    fn p1_says_what_kind_is_meant() {
        let mut t = Terminal::t1();
        t.expect("00 A4 01 0C 02 7F10", "9000");
        t.expect("00 A4 01 0C 02 0001", "6A82");
        t.expect("00 A4 02 0C 02 5F00", "6A82");
        t.expect("00 A4 02 0C 02 0001", "9000");
        t.expect("00 A4 03 0C", "9000");
        t.expect("00 A4 08 0C 06 7F10 5F00 0001", "9000");
        t.expect("00 A4 09 0C 02 0001", "9000");
        t.expect("00 A4 08 0C 03 7F10 5F", "6A87");
        t.expect("00 A4 00 0C 03 7F10 5F", "6A87");
        t.expect("00 A4 05 0C 02 7F10", "6A86");
        t.expect("00 A4 00 10 02 7F10", "6A86");
        t.expect("00 A4 00 0E 02 7F10", "6A86");
    }

    #[test]
    fn applications_are_found_by_name() {
        let mut t = Terminal::t1();
        t.expect("00 A4 04 0C 09 F07363617264737370", "9000");
        t.expect("00 B0 81 00 05", "6669727374 9000");
        t.expect("00 A4 04 0E 03 F07363", "9000");
        t.expect("00 B0 81 00 06", "7365636F6E64 9000");
        t.expect("00 A4 04 0E 03 F07363", "6A82");
        t.expect("00 A4 04 0F 03 F07363", "9000");
        t.expect("00 A4 04 0C 02 A000", "6A82");
        t.expect("00 A4 04 0C", "6A87");
    }

    #[test]
    fn control_parameters_tell_what_a_file_is() {
        let mut t = Terminal::t1();
        t.expect(
            "00 A4 00 04 02 0101 00",
            "62 12 80 02 8000 82 02 0141 83 02 0101 88 01 18 8A 01 05 9000",
        );
        t.expect(
            "00 A4 00 04 02 0102 00",
            "62 13 80 03 019000 82 02 0141 83 02 0102 88 01 20 8A 01 05 9000",
        );
        t.expect(
            "00 A4 00 04 02 0201 00",
            "62 15 80 02 00A0 82 05 0241001003 83 02 0201 88 01 28 8A 01 05 9000",
        );
        t.expect(
            "00 A4 00 04 02 7F20 00",
            "62 17 82 02 3841 83 02 7F20 84 0A F0736361726473737002 8A 01 05 9000",
        );
        t.expect(
            "00 A4 00 08 00",
            "64 14 50 12 7363617264737370207465737420 63617264 9000",
        );
        t.expect(
            "00 A4 00 00 00",
            "6F 1F 82 02 3841 83 02 3F00 8A 01 05 50 12 7363617264737370207465737420 63617264 9000",
        );
    }

    #[test]
    fn without_le_t1_tells_nothing() {
        Terminal::t1().expect("00 A4 00 00 02 3F00", "9000");
    }
}
