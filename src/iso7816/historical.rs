//! The historical bytes of an answer to reset (ISO/IEC 7816-4, 12.1.1), as far as they say what a card
//! can do.

/// What the historical bytes say. Any bytes are taken; what does not make sense says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Historical<'a> {
    objects: &'a [u8],
}

impl<'a> Historical<'a> {
    /// Reads historical bytes, as [`super::atr::Atr::historical`] gives them. Those that begin with 00
    /// or 80 hold data objects; the others are a reference to EF.DIR or the maker's business.
    pub fn parse(bytes: &'a [u8]) -> Self {
        let objects = match bytes {
            [0x00, rest @ ..] => rest
                .split_last_chunk::<3>()
                .map_or(&[][..], |split| split.0),
            [0x80, rest @ ..] => rest,
            _ => &[],
        };
        Self { objects }
    }

    /// The data objects, one after the other.
    pub fn objects(&self) -> CompactObjects<'a> {
        CompactObjects { rest: self.objects }
    }

    /// What the card says of its files, if it does.
    pub fn service(&self) -> Option<CardService> {
        self.object(3).and_then(CardService::parse)
    }

    /// What the card says of the commands it takes, if it does.
    pub fn functions(&self) -> Option<CommandFunctions> {
        self.object(7).and_then(CommandFunctions::parse)
    }

    fn object(&self, tag: u8) -> Option<&'a [u8]> {
        let found = self.objects().find(|object| object.tag == tag);
        found.map(|object| object.value)
    }
}

/// A COMPACT-TLV data object: the tag 4X and the length Y are one byte, XY (12.1.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompactObject<'a> {
    /// The tag's low half: 3 for 43, 7 for 47.
    pub tag: u8,
    /// The value, at most 15 bytes.
    pub value: &'a [u8],
}

/// The iterator of [`Historical::objects`]; an object that is cut short ends it.
#[derive(Clone, Debug)]
pub struct CompactObjects<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for CompactObjects<'a> {
    type Item = CompactObject<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let (&first, rest) = self.rest.split_first()?;
        let read = rest.split_at_checked(usize::from(first & 0x0F));
        self.rest = read.map_or(&[], |(_, rest)| rest);
        read.map(|(value, _)| CompactObject {
            tag: first >> 4,
            value,
        })
    }
}

/// Card service data (12.1.1.7): COMPACT-TLV 31, BER-TLV 43.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardService {
    /// There is an EF.ATR/INFO.
    pub has_atr_info: bool,
}

impl CardService {
    /// Reads the value of the data object, one byte.
    pub fn parse(value: &[u8]) -> Option<Self> {
        let &[byte] = value else { return None };
        Some(Self {
            has_atr_info: byte & 0x10 != 0,
        })
    }
}

/// The third software function table of the card capabilities (12.1.1.9): COMPACT-TLV 73, BER-TLV 47.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandFunctions {
    /// Long data may come in several commands.
    pub chaining: bool,
    /// Lc and Le may be of extended length.
    pub extended_lengths: bool,
    /// EF.ATR/INFO says how long commands and replies may be.
    pub lengths_in_atr_info: bool,
    /// How many logical channels there are, the basic one included: 1 to 7; 8 is 8 or more.
    pub channels: u8,
}

impl CommandFunctions {
    /// Reads the value of the data object, whose third byte it is; cards that say less have two.
    pub fn parse(value: &[u8]) -> Option<Self> {
        let byte = value.get(2)?;
        Some(Self {
            chaining: byte & 0x80 != 0,
            extended_lengths: byte & 0x40 != 0,
            lengths_in_atr_info: byte & 0x20 != 0,
            channels: (byte & 0b111) + 1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_built_in_card_says_what_it_can_do() {
        let read = Historical::parse(b"\x80\x73\xF7\x41\xDB\x68scardssp");
        assert_eq!(read.objects().count(), 2);
        let last = read.objects().last().unwrap();
        assert_eq!((last.tag, last.value), (6, &b"scardssp"[..]));
        assert_eq!(read.service(), None);
        let expected = CommandFunctions {
            chaining: true,
            extended_lengths: true,
            lengths_in_atr_info: false,
            channels: 4,
        };
        assert_eq!(read.functions(), Some(expected));
    }

    #[test]
    fn an_openpgp_card_ends_with_its_status() {
        let read = Historical::parse(&[0x00, 0x31, 0xC5, 0x73, 0xC0, 0x01, 0x40, 0x00, 0x90, 0x00]);
        assert!(!read.service().unwrap().has_atr_info);
        let functions = read.functions().unwrap();
        assert!(functions.extended_lengths && !functions.chaining);
        assert_eq!(functions.channels, 1);
    }

    #[test]
    fn other_categories_have_no_objects() {
        for bytes in [&[][..], &[0x10, 7, 0x31, 0], &[0x10], b"eZ", &[0x00, 1, 2]] {
            assert_eq!(Historical::parse(bytes).objects().count(), 0);
        }
    }

    #[test]
    fn what_is_cut_short_is_unknown() {
        let read = Historical::parse(&[0x80, 0x31, 0x80, 0x73, 0xF7, 0x41]);
        assert!(read.service().is_some());
        assert_eq!(read.functions(), None);
        assert_eq!(Historical::parse(&[0x80, 0x71, 0xF7]).functions(), None);
    }

    #[test]
    fn channels_count_up_to_eight() {
        let channels = |byte| CommandFunctions::parse(&[0, 0, byte]).unwrap().channels;
        assert_eq!([channels(0), channels(3), channels(7)], [1, 4, 8]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            for first in [0x00, 0x10, 0x80] {
                let bytes = [&[first], &bytes[..]].concat();
                let read = Historical::parse(&bytes);
                let taken: usize = read.objects().map(|object| 1 + object.value.len()).sum();
                prop_assert!(taken < bytes.len());
                prop_assert!(read.objects().all(|object| object.tag < 16 && object.value.len() < 16));
                let _ = (read.service(), read.functions());
            }
        }
    }
}
