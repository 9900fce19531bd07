//! The content of EF.ATR/INFO (2F01; ISO/IEC 7816-4, 12.2.2 and 12.7.1): what the historical bytes
//! have no room for.

use super::historical::CommandFunctions;
use super::{apdu, tlv};

/// Templates within templates are looked into this deep.
const DEEPEST: usize = 4;

/// What every card can do, so a smaller maximum is a mistake.
const LEAST: usize = 256;

/// Nothing is longer than these.
const LONGEST_COMMAND: u32 = apdu::LONGEST_COMMAND as u32;
const LONGEST_REPLY: u32 = apdu::LONGEST_REPLY as u32;

/// What EF.ATR/INFO says. Any bytes are taken; what does not make sense says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AtrInfo {
    /// The commands that the card takes (card capabilities, 47).
    pub functions: Option<CommandFunctions>,
    /// The most bytes of a command APDU (7F66), at most 65,544.
    pub longest_command: Option<u32>,
    /// The most bytes of a reply APDU, status word included (7F66), at most 65,538.
    pub longest_reply: Option<u32>,
}

impl AtrInfo {
    /// Reads the file. What is malformed ends the reading, what came before it counts; of an object
    /// that is there twice the first one counts.
    pub fn parse(content: &[u8]) -> Self {
        let mut info = Self::default();
        info.read(content, DEEPEST);
        info
    }

    fn read(&mut self, bytes: &[u8], depth: usize) {
        for object in tlv::readable(bytes) {
            match object.tag {
                0x47 => {
                    let parsed = || CommandFunctions::parse(object.value);
                    self.functions = self.functions.or_else(parsed);
                }
                0x7F66 => self.read_lengths(object.value),
                _ if object.constructed && depth > 0 => self.read(object.value, depth - 1),
                _ => {}
            }
        }
    }

    /// Extended length information: two integers, of the command and of the reply.
    fn read_lengths(&mut self, bytes: &[u8]) {
        let mut integers = tlv::readable(bytes).filter(|object| object.tag == 0x02);
        let mut next = |largest| integers.next().and_then(|o| maximum(o.value, largest));
        let (command, reply) = (next(LONGEST_COMMAND), next(LONGEST_REPLY));
        self.longest_command = self.longest_command.or(command);
        self.longest_reply = self.longest_reply.or(reply);
    }
}

/// A maximum that can be believed. Cards write FFFF without the zero that keeps it positive.
fn maximum(digits: &[u8], largest: u32) -> Option<u32> {
    let number = tlv::read_number(digits).unwrap_or(usize::MAX);
    let clamped = u32::try_from(number).unwrap_or(u32::MAX).min(largest);
    Some(clamped).filter(|_| number >= LEAST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lengths(content: &[u8]) -> (Option<u32>, Option<u32>) {
        let info = AtrInfo::parse(content);
        (info.longest_command, info.longest_reply)
    }

    #[test]
    fn the_objects_are_found() {
        let info = AtrInfo::parse(&[
            0x43, 1, 0xB8, 0x46, 2, 7, 7, 0x47, 3, 0x94, 0x01, 0xE0, 0x7F, 0x66, 0x08, 0x02, 0x02,
            0x05, 0xDC, 0x02, 0x02, 0x08, 0x00,
        ]);
        let functions = info.functions.unwrap();
        assert!(functions.chaining && functions.lengths_in_atr_info);
        assert_eq!(info.longest_command, Some(1500));
        assert_eq!(info.longest_reply, Some(2048));
    }

    #[test]
    fn wrapped_and_padded_objects_are_found() {
        let inner = tlv::object(0x7F66, &[0x02, 3, 0, 0xFF, 0xFF, 0x02, 2, 0x01, 0x00]);
        let wrapped = tlv::object(0xE0, &tlv::object(0x61, &inner));
        let padded = [&[0, 0][..], &wrapped, &[0xFF; 20]].concat();
        assert_eq!(lengths(&padded), (Some(65535), Some(256)));
        // The template says it is longer than the file.
        let cut = &wrapped[..wrapped.len() - 4];
        assert_eq!(lengths(cut), (Some(65535), None));
    }

    #[test]
    fn maxima_that_cannot_be_are_ignored_or_clamped() {
        let both = |command: &[u8], reply: &[u8]| {
            let integers = [tlv::object(0x02, command), tlv::object(0x02, reply)].concat();
            lengths(&tlv::object(0x7F66, &integers))
        };
        assert_eq!(both(&[255], &[1, 0]), (None, Some(256)));
        assert_eq!(both(&[], &[0xFF; 9]), (None, Some(LONGEST_REPLY)));
        assert_eq!(
            both(&[1, 0, 0, 0], &[0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0]),
            (Some(LONGEST_COMMAND), Some(512))
        );
    }

    #[test]
    fn what_came_before_a_malformed_object_counts() {
        let info = AtrInfo::parse(&[0x47, 3, 0x80, 1, 0, 0x7F, 0x66, 5, 1]);
        assert!(info.functions.is_some());
        assert_eq!(info.longest_command, None);
    }

    #[test]
    fn nesting_without_end_is_left_alone() {
        let mut content = tlv::object(0x47, &[0x80, 1, 0]);
        for _ in 0..2000 {
            content = tlv::object(0x61, &content);
        }
        assert_eq!(AtrInfo::parse(&content), AtrInfo::default());
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            for content in [bytes.clone(), tlv::object(0x7F66, &bytes), tlv::object(0x61, &bytes)] {
                let info = AtrInfo::parse(&content);
                prop_assert!(info.longest_command.is_none_or(|n| (256..=LONGEST_COMMAND).contains(&n)));
                prop_assert!(info.longest_reply.is_none_or(|n| (256..=LONGEST_REPLY).contains(&n)));
            }
        }
    }
}
