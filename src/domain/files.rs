//! Whole files: selected, then read or written in as few commands as card and reader allow
//! (ISO 7816-4, 11.2 and 11.3).

use super::runner::{Collected, Extended, Runner};
use super::session::Session;
use super::spans::Span;
use crate::error::{Error, Result};
use crate::iso7816::apdu::{self, Command};
use crate::iso7816::commands::ins;
use crate::iso7816::file_control::FileControl;
use crate::iso7816::path::Path;
use crate::iso7816::status_word::sw;
use crate::iso7816::tlv;
use crate::secret;
use zeroize::Zeroizing;

/// Data objects of the odd instructions: an offset, and bytes of the file.
const OFFSET: u32 = 0x54;
const BYTES: u32 = 0x53;

/// How much longer than needed the length of a data object can be (82 00 05, 83 00 00 05).
const LONGEST_LENGTH: usize = 3;

/// The longest file that is read: more than cards have room for.
pub(crate) const MOST_CONTENT: usize = 2 * 1024 * 1024;

/// The longest path: more identifiers than a card has levels.
pub(crate) const MOST_PATH: usize = 64;

/// What a card must give in an exchange on average, in bytes, after some to begin with: one that gives
/// less could hold the caller for ever.
const LEAST_YIELD: usize = 16;
const FIRST_EXCHANGES: usize = 256;

/// Why a file could not be read or written.
enum Stop {
    /// The card's last status word: a refusal, or one that came with nonsense.
    Refused(u16),
    /// Anything else.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Failed(error)
    }
}

type Step<T> = std::result::Result<T, Stop>;

impl Session {
    /// Gives the whole content of a transparent file. If `give` does not take it, the content is kept
    /// for the next call with this path, unless there is another exchange first.
    ///
    /// After a refusal by the card, what was read before and the status word are kept as a reply.
    pub(crate) fn read_file(
        &self,
        path: &[u8],
        give: impl FnOnce(&[u8]) -> Result<bool>,
    ) -> Result<()> {
        let parsed = Path::parse(path).ok_or(Error::INVALIDARG)?;
        let content = match self.take_kept_file(path) {
            Some(content) => content,
            None => {
                let mut runner = Runner::new(self, None);
                let mut content = Zeroizing::default();
                let read = read(&mut runner, &parsed, &mut content);
                self.told(read, &content)?;
                content
            }
        };
        let given = give(&content);
        if given != Ok(true) {
            self.keep_file(path, content);
        }
        given.map(drop)
    }

    /// Writes over the beginning of a transparent file, whose length stays.
    pub(crate) fn update_file(&self, path: &[u8], data: &[u8]) -> Result<()> {
        let parsed = Path::parse(path).ok_or(Error::INVALIDARG)?;
        let mut runner = Runner::new(self, None);
        let updated = update(&mut runner, &parsed, data);
        self.told(updated, &[])
    }

    /// The error of a refusal; what the card said is kept.
    fn told(&self, result: Step<()>, so_far: &[u8]) -> Result<()> {
        let sw = match result {
            Ok(()) => return Ok(()),
            Err(Stop::Failed(error)) => return Err(error),
            Err(Stop::Refused(sw)) => sw,
        };
        self.keep_reply(&[so_far, &sw.to_be_bytes()]);
        match sw.to_be_bytes() {
            [0x63, _] => Err(Error::CARD_UNEXPECTED), // about the memory, not about a PIN
            _ => Err(Error::of_status_word(sw)),
        }
    }
}

/// Reads until the size that the file tells, or until the card says that the file ends.
fn read(runner: &mut Runner<'_>, path: &Path<'_>, content: &mut Zeroizing<Vec<u8>>) -> Step<()> {
    let size = size_of(select(runner, path)?)?;
    while size.is_none_or(|size| content.len() < size) {
        let done = content.len();
        let left = size.map_or(usize::MAX, |size| size - done);
        let most = usize::try_from(runner.capabilities().most_expected()).unwrap_or(usize::MAX);
        let span = Span::next(done, left, most, tlv::room(BYTES, most));
        let answer = read_span(runner, span, most)?;
        match answer.sw {
            sw::WRONG_OFFSET if size.is_none() => return Ok(()),
            sw::DONE | sw::END_OF_FILE => {}
            sw if sw & 0xFF00 == sw::BYTES_AVAILABLE => {}
            sw => return Err(Stop::Refused(sw)),
        }
        let Some(bytes) = bytes_of(&answer, span, size.map(|size| size - span.start)) else {
            secret::append(content, &answer.data);
            return Err(Stop::Refused(answer.sw));
        };
        secret::append(content, bytes.get(done - span.start..).unwrap_or_default());
        match answer.sw {
            sw::END_OF_FILE => return Ok(()),
            _ if content.len() > done => {}
            _ if size.is_none() => return Ok(()),
            sw => return Err(Stop::Refused(sw)), // there is more, and it gives nothing
        }
        if content.len() > MOST_CONTENT
            || runner.sent() > FIRST_EXCHANGES + content.len() / LEAST_YIELD
        {
            return Err(Stop::Refused(answer.sw));
        }
    }
    Ok(())
}

fn read_span(runner: &mut Runner<'_>, span: Span, most: usize) -> Result<Collected> {
    let expected = |bytes| u32::try_from(bytes).unwrap_or(apdu::MOST_EXPECTED);
    if span.in_objects {
        let offset = tlv::number(OFFSET, span.start as u64);
        // Some cards write lengths longer than needed.
        let length = tlv::header_length(BYTES, span.count) + span.count;
        let ne = expected((length + LONGEST_LENGTH).min(most));
        runner.run(&Command::new(
            [0, ins::READ_BINARY_ODD, 0, 0],
            &offset,
            Some(ne),
        )?)
    } else {
        let [p1, p2] = span.p1_p2();
        let ne = expected(span.count);
        runner.run(&Command::new([0, ins::READ_BINARY, p1, p2], &[], Some(ne))?)
    }
}

/// The bytes of the file in an answer, from the beginning of the span on; at most `left` if that is
/// known. `None` if the answer makes no sense.
fn bytes_of(answer: &Collected, span: Span, left: Option<usize>) -> Option<&[u8]> {
    let bytes = match span.in_objects {
        false => &answer.data[..],
        true if answer.data.is_empty() => &[],
        true => tlv::first(&answer.data).filter(|(tag, _)| *tag == BYTES)?.1,
    };
    // Where all there is was asked for, more may have come than one reply holds.
    let asked_for_all = !span.in_objects && [256, 65536].contains(&span.count);
    let most = match asked_for_all {
        true => left.unwrap_or(usize::MAX),
        false => span.count,
    };
    (bytes.len() <= most).then_some(bytes)
}

fn update(runner: &mut Runner<'_>, path: &Path<'_>, data: &[u8]) -> Step<()> {
    let size = size_of(select(runner, path)?)?;
    if size.is_some_and(|size| size < data.len()) {
        return Err(Error::WRITE_TOO_MANY.into());
    }
    let mut done = 0;
    let mut was_refused = false;
    while done < data.len() {
        let most = match was_refused {
            true => apdu::MOST_SHORT_DATA,
            false => runner.capabilities().most_data(),
        };
        let offset = tlv::number(OFFSET, done as u64);
        let in_object = tlv::room(BYTES, most - offset.len());
        let span = Span::next(done, data.len() - done, most, in_object);
        let bytes = data.get(span.start..span.start + span.count);
        let Some(answer) = update_span(runner, span, &offset, bytes.unwrap_or_default())? else {
            was_refused = true; // so the next span is short
            continue;
        };
        if was_refused {
            runner.learn_from_short(&answer);
        }
        match answer.sw {
            sw::DONE | sw::COUNTER..=0x63CF => {} // 63Cx: the card had to try x times
            sw => return Err(Stop::Refused(sw)),
        }
        done = span.start + span.count;
    }
    Ok(())
}

/// `None` if the card refused the extended form.
fn update_span(
    runner: &mut Runner<'_>,
    span: Span,
    offset: &[u8],
    bytes: &[u8],
) -> Result<Option<Collected>> {
    let objects;
    let command = if span.in_objects {
        let length = offset.len() + tlv::header_length(BYTES, bytes.len()) + bytes.len();
        let mut both = Zeroizing::new(Vec::with_capacity(length));
        both.extend_from_slice(offset);
        tlv::write(&mut both, BYTES, bytes);
        objects = both;
        Command::new([0, ins::UPDATE_BINARY_ODD, 0, 0], &objects, None)?
    } else {
        let [p1, p2] = span.p1_p2();
        Command::new([0, ins::UPDATE_BINARY, p1, p2], bytes, None)?
    };
    if command.fits_short() {
        return runner.run(&command).map(Some);
    }
    Ok(match runner.extended(&command)? {
        Extended::Answered(answer) => Some(answer),
        Extended::Refused(_) | Extended::Unfit => None,
    })
}

/// The number of bytes in a file, if it tells; a DF has none to read.
fn size_of(file: FileControl) -> Result<Option<usize>> {
    if file.is_directory == Some(true) {
        return Err(Error::NO_FILE);
    }
    Ok(file.size.and_then(|size| usize::try_from(size).ok()))
}

/// Selects a file, in one command where the card can.
fn select(runner: &mut Runner<'_>, path: &Path<'_>) -> Step<FileControl> {
    runner.claim()?;
    let selected = accepted(select_path(runner, path)?)?;
    Ok(FileControl::parse(&selected.data))
}

fn select_path(runner: &mut Runner<'_>, path: &Path<'_>) -> Step<Collected> {
    Ok(match *path {
        Path::Identifier(identifier) => select_identifier(runner, identifier)?,
        Path::FromMf(path) => {
            let steps = [&[0x3F, 0x00], path].concat();
            select_steps(runner, BY_PATH_FROM_MF, path, &steps)?
        }
        Path::FromCurrent(path) => select_steps(runner, BY_PATH, path, path)?,
        Path::Name(name) => select_by(runner, BY_NAME, name)?,
        Path::Within { name, path } => {
            accepted(select_by(runner, BY_NAME, name)?)?;
            select_path(runner, &Path::of_identifiers(path))?
        }
    })
}

/// P1 of SELECT.
const BY_IDENTIFIER: u8 = 0x00;
const BY_IDENTIFIER_OF_EF: u8 = 0x02;
const BY_NAME: u8 = 0x04;
const BY_PATH_FROM_MF: u8 = 0x08;
const BY_PATH: u8 = 0x09;

/// P2 of SELECT: with FCP, with FCI, with nothing in return.
const ANSWERS: [(u8, Option<u32>); 3] = [(0x04, Some(256)), (0x00, Some(256)), (0x0C, None)];

fn select_identifier(runner: &mut Runner<'_>, identifier: &[u8]) -> Result<Collected> {
    let selected = select_by(runner, BY_IDENTIFIER, identifier)?;
    if is_another_way_wanted(&selected) {
        return select_by(runner, BY_IDENTIFIER_OF_EF, identifier);
    }
    Ok(selected)
}

/// By the whole path at once, or if the card cannot do that, step by step.
fn select_steps(runner: &mut Runner<'_>, p1: u8, path: &[u8], steps: &[u8]) -> Result<Collected> {
    let mut selected = select_by(runner, p1, path)?;
    if is_another_way_wanted(&selected) {
        for identifier in steps.chunks(2) {
            selected = select_identifier(runner, identifier)?;
            if accepted_word(selected.sw).is_err() {
                break;
            }
        }
    }
    Ok(selected)
}

/// With the most that the card will tell of the file.
fn select_by(runner: &mut Runner<'_>, p1: u8, data: &[u8]) -> Result<Collected> {
    let mut selected = Collected::default();
    for (p2, ne) in ANSWERS {
        selected = runner.run(&Command::new([0, ins::SELECT, p1, p2], data, ne)?)?;
        if !is_another_way_wanted(&selected) {
            break;
        }
    }
    Ok(selected)
}

/// Whether the card does not know this form of SELECT.
fn is_another_way_wanted(selected: &Collected) -> bool {
    matches!(
        selected.sw,
        sw::INCORRECT_P1_P2 | sw::FUNCTION_NOT_SUPPORTED | sw::WRONG_OFFSET
    )
}

fn accepted(selected: Collected) -> Step<Collected> {
    accepted_word(selected.sw).map(|()| selected)
}

/// A warning is no refusal: the file is selected.
fn accepted_word(sw: u16) -> Step<()> {
    match sw.to_be_bytes() {
        [0x90 | 0x61 | 0x62, _] => Ok(()),
        _ => Err(Stop::Refused(sw)),
    }
}

#[cfg(test)]
mod tests;
