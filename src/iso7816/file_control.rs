//! What SELECT gives back: file control information (ISO/IEC 7816-4, 7.4), as far as reading and
//! writing a file needs it.

use super::tlv;

/// File control parameters.
const FCP: u32 = 0x62;

/// File control information: an FCP template, or its objects.
const FCI: u32 = 0x6F;

/// An FCI template may have an FCP template in it, and cards have wrapped that once more.
const DEEPEST: usize = 3;

/// Number of data bytes.
const SIZE: u32 = 0x80;

/// File descriptor byte, and what it is for a DF, which may be shared between channels (7.4.5).
const DESCRIPTOR: u32 = 0x82;
const DIRECTORY: u8 = 0b0011_1000;
const SHAREABLE: u8 = 0b0100_0000;

/// What a file says of itself. Any bytes are taken; what does not make sense says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileControl {
    /// How many bytes of data there are in it.
    pub size: Option<u32>,
    /// Whether it is a DF: it has files, not data. `None` when the card does not tell.
    pub is_directory: Option<bool>,
}

impl FileControl {
    /// Reads the data of a reply to SELECT: a template 62 or 6F. Lengths that lie lose only what
    /// cannot be read; of an object that is there twice the first one counts.
    pub fn parse(data: &[u8]) -> Self {
        let mut control = Self::default();
        control.read_templates(data, DEEPEST);
        control
    }

    fn read_templates(&mut self, bytes: &[u8], depth: usize) {
        for object in tlv::readable(bytes) {
            if matches!(object.tag, FCP | FCI) && depth > 0 {
                self.read_objects(object.value);
                self.read_templates(object.value, depth - 1);
            }
        }
    }

    fn read_objects(&mut self, template: &[u8]) {
        for object in tlv::readable(template) {
            match (object.tag, object.value) {
                (SIZE, digits) => self.size = self.size.or_else(|| number(digits)),
                (DESCRIPTOR, &[descriptor, ..]) => {
                    let is_directory = descriptor & !SHAREABLE == DIRECTORY;
                    self.is_directory = self.is_directory.or(Some(is_directory));
                }
                _ => {}
            }
        }
    }
}

/// A size, of any number of bytes as long as it fits; none at all is no size.
fn number(digits: &[u8]) -> Option<u32> {
    let number = (!digits.is_empty()).then(|| tlv::read_number(digits))??;
    u32::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn size(data: &[u8]) -> Option<u32> {
        FileControl::parse(data).size
    }

    #[test]
    fn a_transparent_file_tells_its_size() {
        let control = FileControl::parse(&[
            0x62, 0x0C, 0x80, 0x02, 0x00, 0x0A, 0x82, 0x01, 0x01, 0x83, 0x02, 0x2F, 0xE2, 0x88,
        ]);
        let expected = FileControl {
            size: Some(10),
            is_directory: Some(false),
        };
        assert_eq!(control, expected);
    }

    #[test]
    fn a_size_with_what_the_card_needs_besides_is_none() {
        // A PKCS #15 card's answer to SELECT 5031.
        let control = FileControl::parse(&[
            0x6F, 0x13, 0x81, 0x02, 0x01, 0x00, 0x82, 0x01, 0x01, 0x83, 0x02, 0x50, 0x31, 0x8A,
            0x01, 0x05, 0x86, 0x03, 0x00, 0xFF, 0xFF,
        ]);
        assert_eq!((control.size, control.is_directory), (None, Some(false)));
    }

    #[test]
    fn templates_may_stand_in_templates() {
        let fcp = tlv::object(FCP, &[0x80, 2, 1, 2, 0x80, 1, 7]);
        let fmd = tlv::object(0x64, &[0x80, 2, 9, 9]);
        for (data, expected) in [
            (tlv::object(FCI, &fcp), Some(0x0102)),
            (tlv::object(FCI, &tlv::object(FCI, &fcp)), Some(0x0102)),
            ([&fmd[..], &fcp].concat(), Some(0x0102)),
            (tlv::object(FCI, &[&fmd[..], &fcp].concat()), Some(0x0102)),
            (fmd, None),
            (vec![0x80, 2, 1, 2], None),
        ] {
            assert_eq!(size(&data), expected, "{data:02X?}");
        }
    }

    #[test]
    fn numbers_have_as_many_bytes_as_they_like() {
        let size = |digits: &[u8]| size(&tlv::object(FCP, &tlv::object(SIZE, digits)));
        assert_eq!(size(&[]), None);
        assert_eq!(size(&[0xFF; 4]), Some(u32::MAX));
        assert_eq!(size(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]), Some(256));
        assert_eq!(size(&[1, 0, 0, 0, 0]), None);
        assert_eq!(size(&[0xFF; 20]), None);
    }

    #[test]
    fn lengths_that_lie_lose_only_what_cannot_be_read() {
        let control = FileControl::parse(&[0x6F, 0x50, 0x82, 1, 0x38, 0x80, 2, 1]);
        assert_eq!(control.is_directory, Some(true));
        assert_eq!(control.size, None, "half a number is no number");
        let longest = [0x62, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 1, 7];
        assert_eq!(size(&longest), Some(7));
        assert_eq!(FileControl::parse(&[]), FileControl::default());
        assert_eq!(FileControl::parse(&[0x62]), FileControl::default());
    }

    #[test]
    fn a_directory_is_told_by_its_descriptor() {
        let is_directory = |descriptor: &[u8]| {
            let fcp = tlv::object(FCP, &tlv::object(DESCRIPTOR, descriptor));
            FileControl::parse(&fcp).is_directory
        };
        assert_eq!(is_directory(&[0x38]), Some(true));
        assert_eq!(is_directory(&[0x78, 0x21]), Some(true));
        assert_eq!(is_directory(&[0x01]), Some(false));
        assert_eq!(is_directory(&[0x39]), Some(false));
        assert_eq!(is_directory(&[]), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            for data in [bytes.clone(), tlv::object(FCP, &bytes), tlv::object(FCI, &bytes)] {
                let _ = FileControl::parse(&data);
            }
        }
    }
}
