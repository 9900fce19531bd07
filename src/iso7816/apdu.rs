//! Commands and replies as bytes (ISO 7816-4, clause 5).

use std::fmt;
use zeroize::Zeroizing;

pub use crate::values::Case;

/// The most bytes a command can carry: Lc of the extended form.
pub const MOST_DATA: usize = 65535;

/// The most bytes a command can ask for: Le 0000 of the extended form.
pub const MOST_EXPECTED: u32 = 65536;

/// The longest command: an extended case 4.
pub const LONGEST_COMMAND: usize = 4 + 3 + MOST_DATA + 2;

/// The longest reply: all that can be asked for, and a status word.
pub const LONGEST_REPLY: usize = 65536 + 2;

/// The same limits in the short form.
pub const MOST_SHORT_DATA: usize = 255;
/// Le 00 of the short form.
pub const MOST_SHORT_EXPECTED: u32 = 256;

/// A command APDU, looked at where it lies.
///
/// `Debug` shows the header and lengths, never the data: that may be a PIN.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Command<'a> {
    /// Class byte; see [`Class`].
    pub cla: u8,
    /// Instruction byte.
    pub ins: u8,
    /// First parameter.
    pub p1: u8,
    /// Second parameter.
    pub p2: u8,
    /// The data field, empty when there is none.
    pub data: &'a [u8],
    /// Most bytes expected in the reply, 1 to 65536; `None` without an Le field.
    pub ne: Option<u32>,
    /// Whether the length fields are in the extended form.
    pub extended: bool,
}

/// Why bytes or parts are not a [`Command`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApduError {
    /// Fewer than the four bytes of a header.
    TooShort,
    /// A header and a body that fits none of the cases. The bytes can still be sent as they are.
    Opaque,
    /// More data than [`MOST_DATA`], or an Ne that is not 1 to [`MOST_EXPECTED`].
    TooLong,
    /// No data where the command needs some.
    NoData,
}

impl fmt::Display for ApduError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooShort => "shorter than a command header",
            Self::Opaque => "the length fields do not fit the length of the command",
            Self::TooLong => "a command carries at most 65535 bytes and asks for 1 to 65536",
            Self::NoData => "the command needs data",
        })
    }
}

impl std::error::Error for ApduError {}

impl<'a> Command<'a> {
    /// A command of these parts, in the short form if that reaches.
    ///
    /// # Errors
    /// [`ApduError::TooLong`].
    pub fn new(header: [u8; 4], data: &'a [u8], ne: Option<u32>) -> Result<Self, ApduError> {
        if data.len() > MOST_DATA || ne.is_some_and(|ne| !(1..=MOST_EXPECTED).contains(&ne)) {
            return Err(ApduError::TooLong);
        }
        let [cla, ins, p1, p2] = header;
        let mut command = Self {
            cla,
            ins,
            p1,
            p2,
            data,
            ne,
            extended: false,
        };
        command.extended = !command.fits_short();
        Ok(command)
    }

    /// Whether its lengths can be told in the short form.
    pub fn fits_short(&self) -> bool {
        self.data.len() <= MOST_SHORT_DATA && self.ne.is_none_or(|ne| ne <= MOST_SHORT_EXPECTED)
    }

    /// How many bytes it has in the form it has.
    pub fn length(&self) -> usize {
        let (lc, le, mark) = match self.extended {
            true => (2, 2, usize::from(self.case() != Case::One)),
            false => (1, 1, 0),
        };
        let lc = if self.data.is_empty() { 0 } else { lc };
        let le = if self.ne.is_some() { le } else { 0 };
        4 + mark + lc + self.data.len() + le
    }

    /// The command as bytes, in the form it has (ISO 7816-3, 12.1.3). A length beyond the form wraps.
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        // Large enough at once: growing would leave a copy of the data behind.
        let mut bytes = Vec::with_capacity(self.length());
        bytes.extend([self.cla, self.ins, self.p1, self.p2]);
        let length = |bytes: &mut Vec<u8>, length: usize| {
            // The low bytes of 256 and 65536 are zeros, as Le wants them.
            let [.., high, low] = length.to_be_bytes();
            match self.extended {
                true => bytes.extend([high, low]),
                false => bytes.push(low),
            }
        };
        if self.extended && self.case() != Case::One {
            bytes.push(0);
        }
        if !self.data.is_empty() {
            length(&mut bytes, self.data.len());
            bytes.extend_from_slice(self.data);
        }
        if let Some(ne) = self.ne {
            length(&mut bytes, ne as usize);
        }
        Zeroizing::new(bytes)
    }

    /// The first four bytes.
    pub fn header(&self) -> [u8; 4] {
        [self.cla, self.ins, self.p1, self.p2]
    }

    /// Reads a command by the decision table of ISO 7816-3, 12.1.3.
    ///
    /// A T=0 header with a P3 of its own cannot be told from case 2 and is read as that.
    ///
    /// # Errors
    /// [`ApduError`] when the bytes are no command of the four cases.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ApduError> {
        let (&[cla, ins, p1, p2], body) = bytes.split_first_chunk().ok_or(ApduError::TooShort)?;
        let (data, ne, extended) = match *body {
            [] => (body, None, false),
            [le] => (&[][..], Some(short_le(le)), false),
            [0, high, low, ref rest @ ..] => extended_body([high, low], rest)?,
            [0, ..] => return Err(ApduError::Opaque),
            [lc, ref rest @ ..] => match rest.split_at_checked(usize::from(lc)) {
                Some((data, [])) => (data, None, false),
                Some((data, &[le])) => (data, Some(short_le(le)), false),
                _ => return Err(ApduError::Opaque),
            },
        };
        Ok(Self {
            cla,
            ins,
            p1,
            p2,
            data,
            ne,
            extended,
        })
    }

    /// The case, from the fields that are there.
    pub fn case(&self) -> Case {
        match (self.data.is_empty(), self.ne) {
            (true, None) => Case::One,
            (true, Some(_)) => Case::Two,
            (false, None) => Case::Three,
            (false, Some(_)) => Case::Four,
        }
    }

    /// Whether Le asks for everything there is, as far as its form reaches.
    pub fn wants_all(&self) -> bool {
        self.ne
            == Some(if self.extended {
                MOST_EXPECTED
            } else {
                MOST_SHORT_EXPECTED
            })
    }
}

impl fmt::Debug for Command<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            cla, ins, p1, p2, ..
        } = self;
        write!(f, "{cla:02X} {ins:02X} {p1:02X} {p2:02X}")?;
        if !self.data.is_empty() {
            write!(f, " <{} bytes>", self.data.len())?;
        }
        self.ne.map_or(Ok(()), |ne| write!(f, " Ne={ne}"))
    }
}

/// The data, Ne and form of a body that began with 00 and `length`.
fn extended_body(length: [u8; 2], rest: &[u8]) -> Result<(&[u8], Option<u32>, bool), ApduError> {
    let lc = u16::from_be_bytes(length);
    if rest.is_empty() {
        return Ok((rest, Some(extended_le(lc)), true));
    }
    match rest.split_at_checked(usize::from(lc)) {
        Some((data @ [_, ..], [])) => Ok((data, None, true)),
        Some((data @ [_, ..], &[high, low])) => {
            let le = u16::from_be_bytes([high, low]);
            Ok((data, Some(extended_le(le)), true))
        }
        _ => Err(ApduError::Opaque),
    }
}

fn short_le(le: u8) -> u32 {
    if le == 0 { 256 } else { le.into() }
}

fn extended_le(le: u16) -> u32 {
    if le == 0 { 65536 } else { le.into() }
}

/// What an interindustry class byte says (ISO 7816-4, 5.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// Logical channel, 0 to 19.
    pub channel: u8,
    /// Not the last command of a chain.
    pub chained: bool,
    /// Some form of secure messaging.
    pub secured: bool,
}

impl Class {
    /// The class byte of a plain command on a logical channel, 0 to 19.
    pub fn of_channel(channel: u8) -> u8 {
        match channel {
            0..=3 => channel,
            _ => 0x40 | channel.saturating_sub(4) & 0x0F,
        }
    }

    /// Reads a class byte; `None` when it is proprietary, reserved or the invalid FF.
    pub fn decode(cla: u8) -> Option<Self> {
        let chained = cla & 0x10 != 0;
        match cla >> 5 {
            0 => Some(Self {
                channel: cla & 0x03,
                chained,
                secured: cla & 0x0C != 0,
            }),
            2 | 3 => Some(Self {
                channel: 4 + (cla & 0x0F),
                chained,
                secured: cla & 0x20 != 0,
            }),
            _ => None,
        }
    }
}

/// A reply APDU: data, then SW1 and SW2.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Reply<'a> {
    /// What came before the status word.
    pub data: &'a [u8],
    /// SW1 and SW2 as one number.
    pub sw: u16,
}

impl<'a> Reply<'a> {
    /// Splits off the status word; `None` when there is not even that.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (data, &sw) = bytes.split_last_chunk()?;
        Some(Self {
            data,
            sw: u16::from_be_bytes(sw),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;

    fn lengths(bytes: &[u8]) -> Result<(usize, Option<u32>, bool, u8), ApduError> {
        let command = Command::parse(bytes)?;
        let case = command.case() as u8;
        Ok((command.data.len(), command.ne, command.extended, case))
    }

    fn with_body(body: &[u8], more: usize) -> Vec<u8> {
        let mut bytes = vec![0, 0xD6, 0, 0];
        bytes.extend_from_slice(body);
        bytes.resize(bytes.len() + more, 0xEE);
        bytes
    }

    #[test]
    fn every_row_of_the_decision_table_is_read() {
        assert_eq!(lengths(&[0, 0xD6, 0]), Err(ApduError::TooShort));
        assert_eq!(lengths(&with_body(&[], 0)), Ok((0, None, false, 1)));
        assert_eq!(lengths(&with_body(&[0x10], 0)), Ok((0, Some(16), false, 2)));
        assert_eq!(lengths(&with_body(&[0], 0)), Ok((0, Some(256), false, 2)));
        assert_eq!(lengths(&with_body(&[2], 2)), Ok((2, None, false, 3)));
        assert_eq!(
            lengths(&with_body(&[2, 1, 2, 0], 0)),
            Ok((2, Some(256), false, 4))
        );
        assert_eq!(
            lengths(&with_body(&[0, 1, 2], 0)),
            Ok((0, Some(258), true, 2))
        );
        assert_eq!(
            lengths(&with_body(&[0, 0, 0], 0)),
            Ok((0, Some(65536), true, 2))
        );
        assert_eq!(
            lengths(&with_body(&[0, 1, 2], 258)),
            Ok((258, None, true, 3))
        );
        assert_eq!(
            lengths(&with_body(&[0, 0, 2, 1, 1, 0, 0], 0)),
            Ok((2, Some(65536), true, 4))
        );
    }

    #[test]
    fn a_body_of_the_wrong_length_is_opaque() {
        for body in [
            &[0, 0][..],
            &[0, 0, 0, 1],
            &[0, 0, 2, 1],
            &[3, 1],
            &[1, 1, 1, 1],
        ] {
            assert_eq!(lengths(&with_body(body, 0)), Err(ApduError::Opaque));
        }
        assert_eq!(
            lengths(&with_body(&[0, 0, 2, 1, 1, 0], 0)),
            Err(ApduError::Opaque)
        );
    }

    #[test]
    fn what_is_too_long_for_any_form_is_refused() {
        let data = [0; MOST_DATA + 1];
        assert!(Command::new([0; 4], &data[..MOST_DATA], Some(MOST_EXPECTED)).is_ok());
        for (data, ne) in [
            (&data[..], None),
            (&[], Some(0)),
            (&[], Some(MOST_EXPECTED + 1)),
        ] {
            assert_eq!(Command::new([0; 4], data, ne), Err(ApduError::TooLong));
        }
    }

    #[test]
    fn the_short_form_is_taken_as_far_as_it_reaches() {
        let data = [0; 256];
        for (nc, ne, extended) in [
            (255, Some(256), false),
            (256, None, true),
            (0, Some(257), true),
            (1, Some(257), true),
        ] {
            let command = Command::new([0; 4], &data[..nc], ne).unwrap();
            assert_eq!(command.extended, extended, "{nc} {ne:?}");
        }
    }

    /// Lengths of every size, often one at the end of a range.
    fn lengths_to(most: u32) -> impl Strategy<Value = u32> {
        prop_oneof![1..=16u32, 250..=260u32, most - 2..=most, 1..=most]
    }

    fn data() -> impl Strategy<Value = Vec<u8>> {
        let most = u32::try_from(MOST_DATA).unwrap();
        let bytes = |length: u32, first: u8| (0..length).map(move |i| i.to_le_bytes()[0] ^ first);
        prop_oneof![
            Just(Vec::new()),
            (lengths_to(most), any::<u8>())
                .prop_map(move |(length, first)| bytes(length, first).collect()),
        ]
    }

    /// A header, perhaps cut, numbers as lengths have them, and more.
    fn nearly_a_command() -> impl Strategy<Value = Vec<u8>> {
        let lengths = vec(prop_oneof![Just(0), 0..=3u8, any::<u8>()], 0..6);
        (vec(any::<u8>(), 0..=4), lengths, vec(any::<u8>(), 0..300))
            .prop_map(|(header, lengths, more)| [header, lengths, more].concat())
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_parsed(
            header: [u8; 4],
            data in data(),
            ne in option::of(lengths_to(MOST_EXPECTED)),
            extended: bool,
        ) {
            let mut command = Command::new(header, &data, ne).unwrap();
            // Case 1 has no lengths, so it has no form either.
            command.extended |= extended && command.case() != Case::One;
            let bytes = command.encode();
            let lengths = match (command.case(), command.extended) {
                (Case::One, _) => 0,
                (Case::Two | Case::Three, false) => 1,
                (Case::Four, false) => 2,
                (Case::Two | Case::Three, true) => 3,
                (Case::Four, true) => 5,
            };
            prop_assert_eq!(bytes.len(), 4 + lengths + data.len());
            prop_assert_eq!((bytes.len(), bytes.capacity()), (command.length(), command.length()));
            prop_assert!(Command::parse(&bytes) == Ok(command));
        }

        #[test]
        fn what_is_parsed_is_encoded_as_it_was(
            bytes in prop_oneof![vec(any::<u8>(), 0..300), nearly_a_command()],
        ) {
            if let Ok(command) = Command::parse(&bytes) {
                prop_assert_eq!(&*command.encode(), &bytes);
                let short = Command::new(command.header(), command.data, command.ne).unwrap();
                prop_assert!(short.fits_short() != short.extended);
            }
        }
    }

    #[test]
    fn debug_never_shows_data() {
        let verify = [0, 0x20, 0, 1, 4, 0x31, 0x32, 0x33, 0x34];
        let shown = format!("{:?}", Command::parse(&verify).unwrap());
        assert_eq!(shown, "00 20 00 01 <4 bytes>");
    }

    #[test]
    fn a_class_tells_channel_chaining_and_security() {
        let class = |channel, chained, secured| {
            Some(Class {
                channel,
                chained,
                secured,
            })
        };
        assert_eq!(Class::decode(0x00), class(0, false, false));
        assert_eq!(Class::decode(0x13), class(3, true, false));
        assert_eq!(Class::decode(0x0C), class(0, false, true));
        assert_eq!(Class::decode(0x40), class(4, false, false));
        assert_eq!(Class::decode(0x7F), class(19, true, true));
        for cla in [0x20, 0x3F, 0x80, 0xA0, 0xC0, 0xFF] {
            assert_eq!(Class::decode(cla), None);
        }
    }
}
