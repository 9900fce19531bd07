//! Status words: one table, read as constants ([`sw`]) and as sentences ([`message`]).
//!
//! The table follows ISO 7816-4, 5.6 ("Status bytes"). The first entry that matches wins, so
//! a family stands below its members.

use std::ffi::CStr;

/// What one status word, or a run of them, means.
struct Entry {
    first: u16,
    last: u16,
    meaning: &'static CStr,
}

/// Makes the constants and the table of the same lines.
macro_rules! status_words {
    ($($name:ident = $first:literal $(..= $last:literal)?, $meaning:literal;)*) => {
        /// Status words by name; a family is named by its first word.
        pub mod sw {
            $(#[doc = $meaning] pub const $name: u16 = $first;)*
        }

        static TABLE: &[Entry] = &[$(Entry {
            first: $first,
            last: last_of(&[$first $(, $last)?]),
            meaning: c_text(concat!($meaning, "\0")),
        }),*];
    };
}

status_words! {
    DONE = 0x9000, "Done.";
    BYTES_AVAILABLE = 0x6100..=0x61FF, "Done; SW2 tells how many bytes of the reply still wait in the card.";

    WARNING = 0x6200, "Warning: no details given; the card's memory is unchanged.";
    TRIGGERED = 0x6202..=0x6280, "Warning: the card has a request of its own waiting; SW2 tells its length.";
    CORRUPTED = 0x6281, "Warning: part of the returned data may be corrupted.";
    END_OF_FILE = 0x6282, "Warning: the file or record ended before all the expected bytes were read.";
    DEACTIVATED = 0x6283, "Warning: the selected file is deactivated.";
    BAD_FCI = 0x6284, "Warning: the file control information is not formatted as ISO 7816-4 asks.";
    TERMINATED = 0x6285, "Warning: the selected file is in the termination state.";
    NO_SENSOR_DATA = 0x6286, "Warning: a sensor on the card has no input data.";
    RECORD_DEACTIVATED = 0x6287, "Warning: at least one of the referenced records is deactivated.";
    WARNING_FAMILY = 0x6200..=0x62FF, "Warning: the card's memory is unchanged.";

    CHANGED = 0x6300, "Warning: no details given; the card's memory has changed.";
    NO_MATCH = 0x6340, "Warning: the comparison failed; what that means depends on the command.";
    FILE_FULL = 0x6381, "Warning: the last write filled the file.";
    COUNTER = 0x63C0..=0x63CF, "Warning: the low digit of SW2 is a counter; after a wrong PIN or key, the tries that are left.";
    CHANGED_FAMILY = 0x6300..=0x63FF, "Warning: the card's memory has changed.";

    EXECUTION_ERROR = 0x6400, "Execution error; the card's memory is unchanged.";
    RESPONSE_REQUIRED = 0x6401, "The card needs an immediate answer from the terminal.";
    EXECUTION_TRIGGERED = 0x6402..=0x6480, "Execution stopped: the card has a request of its own waiting; SW2 tells its length.";
    CHANNEL_SHARING_DENIED = 0x6481, "Shared access by logical channel is denied.";
    CHANNEL_OPENING_DENIED = 0x6482, "Opening the logical channel is denied.";
    EXECUTION_FAMILY = 0x6400..=0x64FF, "Execution error; the card's memory is unchanged.";

    MEMORY_CHANGED_ERROR = 0x6500, "Execution error; the card's memory has changed.";
    MEMORY_FAILURE = 0x6581, "Memory failure in the card.";
    MEMORY_CHANGED_FAMILY = 0x6500..=0x65FF, "Execution error; the card's memory has changed.";

    SECURITY_ISSUE = 0x6600..=0x66FF, "Execution error: a security issue.";

    WRONG_LENGTH = 0x6700, "Wrong length.";
    BAD_APDU_FORMAT = 0x6701, "The format of the command does not follow the standard.";
    UNEXPECTED_LC = 0x6702, "The length of the command data is not the expected one.";
    LENGTH_FAMILY = 0x6700..=0x67FF, "Wrong length.";

    CLASS_FUNCTION_NOT_SUPPORTED = 0x6800, "A function asked for by the class byte is not supported.";
    CHANNEL_NOT_SUPPORTED = 0x6881, "The logical channel is not supported or not open.";
    SECURE_MESSAGING_NOT_SUPPORTED = 0x6882, "Secure messaging is not supported.";
    LAST_COMMAND_EXPECTED = 0x6883, "The last command of the chain was expected.";
    CHAINING_NOT_SUPPORTED = 0x6884, "Command chaining is not supported.";
    CLASS_FUNCTION_FAMILY = 0x6800..=0x68FF, "A function asked for by the class byte is not supported.";

    NOT_ALLOWED = 0x6900, "The command is not allowed.";
    INCOMPATIBLE_FILE = 0x6981, "The command does not suit the structure of the file.";
    SECURITY_NOT_SATISFIED = 0x6982, "The security status is not satisfied; a PIN or key must be presented first.";
    BLOCKED = 0x6983, "The PIN or key is blocked: no tries are left.";
    REFERENCE_DATA_NOT_USABLE = 0x6984, "The reference data is not usable.";
    CONDITIONS_NOT_SATISFIED = 0x6985, "The conditions of use are not satisfied.";
    NO_CURRENT_FILE = 0x6986, "The command is not allowed: no elementary file is selected.";
    SECURE_OBJECTS_MISSING = 0x6987, "Expected secure messaging data objects are missing.";
    SECURE_OBJECTS_INCORRECT = 0x6988, "Secure messaging data objects are incorrect.";
    NOT_ALLOWED_FAMILY = 0x6900..=0x69FF, "The command is not allowed.";

    WRONG_PARAMETERS_P1_P2 = 0x6A00, "Wrong parameters P1-P2.";
    WRONG_DATA = 0x6A80, "The parameters in the command data are incorrect.";
    FUNCTION_NOT_SUPPORTED = 0x6A81, "The function is not supported.";
    FILE_NOT_FOUND = 0x6A82, "The file or application was not found.";
    RECORD_NOT_FOUND = 0x6A83, "The record was not found.";
    NOT_ENOUGH_SPACE = 0x6A84, "There is not enough memory space in the file.";
    LENGTH_NOT_TLV = 0x6A85, "The length of the data does not fit its TLV structure.";
    INCORRECT_P1_P2 = 0x6A86, "Incorrect parameters P1-P2.";
    LENGTH_NOT_P1_P2 = 0x6A87, "The length of the data does not fit P1-P2.";
    DATA_NOT_FOUND = 0x6A88, "The referenced data was not found.";
    FILE_EXISTS = 0x6A89, "The file already exists.";
    NAME_EXISTS = 0x6A8A, "The DF name already exists.";
    PARAMETERS_FAMILY = 0x6A00..=0x6AFF, "Wrong parameters P1-P2.";

    WRONG_OFFSET = 0x6B00, "Wrong parameters P1-P2; for files, the offset lies outside.";
    WRONG_LE = 0x6C00..=0x6CFF, "Wrong Le; SW2 tells the number of bytes there are.";
    INSTRUCTION_NOT_SUPPORTED = 0x6D00, "The instruction is not supported or invalid.";
    CLASS_NOT_SUPPORTED = 0x6E00, "The class is not supported.";
    NO_DIAGNOSIS = 0x6F00, "No precise diagnosis.";
}

const UNKNOWN: &CStr = c"Not defined by ISO 7816-4; the card's documentation tells.";

/// The meaning of a status word, as a sentence in English.
pub fn message(sw: u16) -> &'static CStr {
    entry(sw).map_or(UNKNOWN, |entry| entry.meaning)
}

/// 61xx: so many bytes wait; 00 stands for 256 or more.
pub fn bytes_available(count: usize) -> u16 {
    sw::BYTES_AVAILABLE | u16::from(u8::try_from(count).unwrap_or(0))
}

/// 6Cxx: so many bytes there are; 00 stands for 256 or more.
pub fn right_length(count: usize) -> u16 {
    sw::WRONG_LE | u16::from(u8::try_from(count).unwrap_or(0))
}

/// 63Cx: so many tries are left; F stands for 15 or more.
pub fn tries_left(tries: u8) -> u16 {
    sw::COUNTER | u16::from(tries.min(15))
}

fn entry(sw: u16) -> Option<&'static Entry> {
    TABLE
        .iter()
        .find(|entry| (entry.first..=entry.last).contains(&sw))
}

/// The end of a run: its last word if it has one, else the only one.
const fn last_of(bounds: &[u16]) -> u16 {
    match bounds {
        [.., last] => *last,
        [] => 0,
    }
}

/// The sentence as C wants it; a slip in the table stops the build.
const fn c_text(text: &'static str) -> &'static CStr {
    match CStr::from_bytes_with_nul(text.as_bytes()) {
        Ok(text) => text,
        Err(_) => panic!("a NUL within a sentence of the table"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_entry_is_shadowed_by_an_earlier_one() {
        for expected in TABLE {
            let found = (expected.first..=expected.last)
                .filter_map(entry)
                .any(|found| std::ptr::eq(found, expected));
            assert!(found, "{:04X} is never reached", expected.first);
        }
    }

    #[test]
    fn every_sentence_is_one() {
        for entry in TABLE {
            let text = entry.meaning.to_str().unwrap();
            assert!(text.ends_with('.') && text.starts_with(char::is_uppercase));
            assert!(entry.first <= entry.last);
        }
    }

    #[test]
    fn every_status_word_has_a_message() {
        let text = |sw| message(sw).to_str().unwrap();
        assert!((0..=u16::MAX).all(|sw| !text(sw).is_empty()));
        assert_eq!(text(0x9000), "Done.");
        assert_eq!(text(0x9F17), UNKNOWN.to_str().unwrap());
        assert_eq!(text(0x6A82), text(sw::FILE_NOT_FOUND));
        assert_eq!(text(0x63C2), text(sw::COUNTER));
        assert_eq!(text(0x6AFF), text(sw::PARAMETERS_FAMILY));
    }

    #[test]
    fn counts_beyond_their_field_are_clamped() {
        assert_eq!(bytes_available(0x14), 0x6114);
        assert_eq!(bytes_available(256), 0x6100);
        assert_eq!(right_length(1000), 0x6C00);
        assert_eq!(tries_left(200), 0x63CF);
    }
}
