//! BER-TLV data objects (ISO 7816-4, clause 6): tags of 1 to 3 bytes, definite lengths.

/// One data object, looked at where it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object<'a> {
    /// The tag bytes as one number, for example `0x53` or `0x7F66`.
    pub tag: u32,
    /// Whether the value is made of data objects.
    pub constructed: bool,
    /// The value.
    pub value: &'a [u8],
}

/// Bytes that are no data object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// Objects within constructed ones are looked at this deep.
const DEEPEST: usize = 16;

/// Appends one data object to `out`.
pub fn write(out: &mut Vec<u8>, tag: u32, value: &[u8]) {
    write_number(out, tag);
    match u8::try_from(value.len()) {
        Ok(length @ 0..=0x7F) => out.push(length),
        _ => {
            // Even a value that fills the address space has a length of at most 8 bytes.
            let bytes = significant(value.len() as u64);
            out.push(0x80 | bytes);
            write_number(out, value.len() as u64);
        }
    }
    out.extend_from_slice(value);
}

/// One data object as bytes.
pub fn object(tag: u32, value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len() + 8);
    write(&mut out, tag, value);
    out
}

/// A data object that holds a number, in as few bytes as it takes.
pub fn number(tag: u32, number: u64) -> Vec<u8> {
    let mut digits = Vec::new();
    write_number(&mut digits, number);
    object(tag, &digits)
}

/// How many bytes [`write()`] puts before a value of this length.
pub fn header_length(tag: u32, value_length: usize) -> usize {
    let length = if value_length < 0x80 {
        1
    } else {
        1 + usize::from(significant(value_length as u64))
    };
    usize::from(significant(tag.into())) + length
}

/// How many bytes of value an object of `most` bytes has room for.
pub fn room(tag: u32, most: usize) -> usize {
    // The length of the length depends on the value's, so the largest value that fits is looked for.
    let headers = header_length(tag, 0)..=header_length(tag, most);
    let mut values = headers.filter_map(|header| most.checked_sub(header));
    values
        .find(|&value| header_length(tag, value) + value <= most)
        .unwrap_or(0)
}

/// The first object in `bytes`: its tag, and as much of its value as there is.
pub fn first(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (tag, bytes) = read_tag(bytes)?;
    let (length, bytes) = read_length(bytes)?;
    Some((tag, bytes.get(..length).unwrap_or(bytes)))
}

/// The number without leading zero bytes, at least one byte.
fn write_number(out: &mut Vec<u8>, number: impl Into<u64>) {
    let number = number.into();
    let skipped = 8 - usize::from(significant(number));
    out.extend(number.to_be_bytes().into_iter().skip(skipped));
}

/// How many bytes a number needs: 1 to 8.
fn significant(number: u64) -> u8 {
    (1..8)
        .find(|&bytes| number >> (8 * bytes) == 0)
        .unwrap_or(8)
}

/// The data objects in `bytes`, one after the other.
///
/// Bytes 00 between objects are skipped, as the standard says. After an error nothing follows.
pub fn objects(bytes: &[u8]) -> Objects<'_> {
    Objects { rest: bytes }
}

/// Whether `bytes` are data objects throughout, within constructed ones too.
pub fn well_formed(bytes: &[u8]) -> bool {
    fn well_formed_to(bytes: &[u8], depth: usize) -> bool {
        depth > 0
            && objects(bytes).all(|object| {
                object.is_ok_and(|o| !o.constructed || well_formed_to(o.value, depth - 1))
            })
    }
    well_formed_to(bytes, DEEPEST)
}

/// What can be read of the data objects in `bytes`, for cards that lie about lengths.
///
/// Where a constructed object says it is longer than what is there, what is there is its value: the
/// objects in it may be whole. Of other objects only whole ones are given.
pub fn readable(bytes: &[u8]) -> impl Iterator<Item = Object<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        while let [0, after @ ..] = rest {
            rest = after;
        }
        let (&first, _) = rest.split_first()?;
        let (object, after) = read_object(rest, first)
            .or_else(|| read_what_is_there(rest, first).map(|object| (object, &[][..])))?;
        rest = after;
        Some(object)
    })
}

fn read_what_is_there(bytes: &[u8], first: u8) -> Option<Object<'_>> {
    let constructed = first & 0x20 != 0;
    let (tag, bytes) = read_tag(bytes)?;
    let (_, value) = read_length(bytes)?;
    constructed.then_some(Object {
        tag,
        constructed,
        value,
    })
}

/// The iterator of [`objects`].
#[derive(Clone, Debug)]
pub struct Objects<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Objects<'a> {
    type Item = Result<Object<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        while let [0, rest @ ..] = self.rest {
            self.rest = rest;
        }
        let (&first, _) = self.rest.split_first()?;
        let read = read_object(self.rest, first);
        self.rest = read.map_or(&[], |(_, rest)| rest);
        Some(read.map(|(object, _)| object).ok_or(Malformed))
    }
}

fn read_object(bytes: &[u8], first: u8) -> Option<(Object<'_>, &[u8])> {
    let (tag, bytes) = read_tag(bytes)?;
    let (length, bytes) = read_length(bytes)?;
    let (value, rest) = bytes.split_at_checked(length)?;
    let constructed = first & 0x20 != 0;
    let object = Object {
        tag,
        constructed,
        value,
    };
    Some((object, rest))
}

fn read_tag(bytes: &[u8]) -> Option<(u32, &[u8])> {
    match *bytes {
        [a, ref rest @ ..] if a & 0x1F != 0x1F => Some((a.into(), rest)),
        [a, b, ref rest @ ..] if b & 0x80 == 0 => Some((u32::from_be_bytes([0, 0, a, b]), rest)),
        [a, b, c, ref rest @ ..] if c & 0x80 == 0 => Some((u32::from_be_bytes([0, a, b, c]), rest)),
        _ => None,
    }
}

fn read_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    match first {
        0..=0x7F => Some((first.into(), rest)),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x0F))?;
            Some((read_number(digits)?, rest))
        }
        _ => None, // 80 is the indefinite form, which the standard does not allow here
    }
}

/// A big-endian number of any length; `None` when it is too large.
pub fn read_number(digits: &[u8]) -> Option<usize> {
    digits.iter().try_fold(0usize, |number, &digit| {
        number.checked_mul(256)?.checked_add(digit.into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_written_reads_back() {
        for length in [0, 1, 127, 128, 255, 256, 65535, 65536, 70000] {
            for tag in [0x53, 0x9F36, 0x7F66, 0xDF_8101] {
                let value = vec![0xA5; length];
                let bytes = object(tag, &value);
                assert_eq!(bytes.len(), header_length(tag, length) + length);
                let read: Vec<_> = objects(&bytes).collect();
                assert_eq!(read.len(), 1);
                assert_eq!(read[0].map(|o| (o.tag, o.value)), Ok((tag, &value[..])));
            }
        }
    }

    #[test]
    fn lengths_take_the_fewest_bytes() {
        assert_eq!(object(0x53, &[1, 2]), [0x53, 2, 1, 2]);
        assert_eq!(object(0x53, &[0; 128])[..3], [0x53, 0x81, 0x80]);
        assert_eq!(object(0x53, &[0; 256])[..4], [0x53, 0x82, 1, 0]);
    }

    #[test]
    fn the_room_in_an_object_is_all_there_is() {
        for most in (0..600).chain(65530..65550) {
            let value = room(0x53, most);
            let length = |value| header_length(0x53, value) + value;
            assert!(length(value) <= most || most < 2, "{most}");
            assert!(length(value + 1) > most, "{most}");
        }
        assert_eq!((room(0x53, 256), room(0x53, 65536)), (253, 65532));
    }

    #[test]
    fn padding_between_objects_is_skipped() {
        let read: Vec<_> = objects(&[0, 0, 0x53, 1, 9, 0, 0x54, 0, 0]).collect();
        assert_eq!(read.len(), 2);
        assert!(read.iter().all(Result::is_ok));
    }

    #[test]
    fn cut_short_objects_are_malformed_and_end_the_reading() {
        for bytes in [
            &[0x53][..],
            &[0x53, 2, 1],
            &[0x53, 0x80, 0, 0],
            &[0x7F],
            &[0x1F, 0x80],
        ] {
            assert_eq!(objects(bytes).collect::<Vec<_>>(), [Err(Malformed)]);
        }
        assert!(well_formed(&[0x61, 3, 0x4F, 1, 7]));
        assert!(!well_formed(&[0x61, 3, 0x4F, 2, 7]));
    }

    #[test]
    fn a_template_that_is_cut_short_has_what_is_there() {
        let read: Vec<_> = readable(&[0, 0x54, 0, 0x62, 9, 0x83, 2, 1]).collect();
        assert_eq!(read.len(), 2);
        assert_eq!((read[1].tag, read[1].value), (0x62, &[0x83, 2, 1][..]));
        assert_eq!(readable(read[1].value).count(), 0, "a number cut short");
    }

    #[test]
    fn nesting_without_end_is_refused() {
        let nested = (0..DEEPEST).fold(vec![], |inner, _| object(0x61, &inner));
        assert!(!well_formed(&nested));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes: Vec<u8>) {
            prop_assert!(objects(&bytes).count() <= bytes.len());
            well_formed(&bytes);
            let whole = objects(&bytes).filter_map(Result::ok).count();
            prop_assert!((whole..=whole + 1).contains(&readable(&bytes).count()));
        }
    }
}
