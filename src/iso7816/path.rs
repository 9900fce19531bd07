//! How callers name a file: one run of bytes, as data objects and directories of cards have it
//! (ISO 7816-4, 7.3.1; docs/decisions.md).

use super::tlv;

/// Data objects of an application template (ISO 7816-4, 12.2.3): the name of a DF, a path.
const NAME: u32 = 0x4F;
const PATH: u32 = 0x51;

/// Which file is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path<'a> {
    /// By its identifier, from where the card is now.
    Identifier(&'a [u8]),
    /// By the identifiers on the way from the MF, which is left out.
    FromMf(&'a [u8]),
    /// By the identifiers on the way from the current DF.
    FromCurrent(&'a [u8]),
    /// A DF by its name: an application by its AID.
    Name(&'a [u8]),
    /// A file of an application.
    Within {
        /// The name of the DF.
        name: &'a [u8],
        /// The identifiers on the way from there, or from the MF.
        path: &'a [u8],
    },
}

impl<'a> Path<'a> {
    /// - 2 bytes: a file identifier;
    /// - 4 bytes or more that begin with 3F00: a path from the MF;
    /// - 4 other bytes: a path from the current DF;
    /// - 5 to 16 other bytes: the name of a DF;
    /// - data object 4F with a name, then 51 with identifiers: a file of an application.
    ///
    /// `None` for anything else.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        match bytes {
            [_, _] | [_, _, _, _] => Some(Self::of_identifiers(bytes)),
            [0x3F, 0x00, ..] => is_path(bytes).then(|| Self::of_identifiers(bytes)),
            _ => Self::in_objects(bytes).or(is_name(bytes).then_some(Self::Name(bytes))),
        }
    }

    /// One identifier; several from the MF, which has 3F00; or several from the current DF.
    pub fn of_identifiers(bytes: &'a [u8]) -> Self {
        match bytes {
            [_, _] => Self::Identifier(bytes),
            [0x3F, 0x00, path @ ..] => Self::FromMf(path),
            _ => Self::FromCurrent(bytes),
        }
    }

    fn in_objects(bytes: &'a [u8]) -> Option<Self> {
        let mut objects = tlv::objects(bytes);
        let (name, path) = (objects.next()?.ok()?, objects.next()?.ok()?);
        let ends = objects.next().is_none();
        let tags = (name.tag, path.tag) == (NAME, PATH);
        let (name, path) = (name.value, path.value);
        (ends && tags && is_name(name) && is_path(path)).then_some(Self::Within { name, path })
    }
}

fn is_path(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.len().is_multiple_of(2)
}

fn is_name(bytes: &[u8]) -> bool {
    (5..=16).contains(&bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_form_is_told_by_its_bytes() {
        let name = &[0xF0, 0x73, 0x63, 0x61, 0x72][..];
        let within = [0x4F, 5, 0xF0, 0x73, 0x63, 0x61, 0x72, 0x51, 2, 0x00, 0x01];
        for (bytes, path) in [
            (&[0x2F, 0xE2][..], Path::Identifier(&[0x2F, 0xE2])),
            (&[0x3F, 0], Path::Identifier(&[0x3F, 0])),
            (&[0x3F, 0, 0x2F, 0xE2], Path::FromMf(&[0x2F, 0xE2])),
            (
                &[0x3F, 0, 0x50, 0x15, 0x44, 1],
                Path::FromMf(&[0x50, 0x15, 0x44, 1]),
            ),
            (
                &[0x50, 0x15, 0x44, 1],
                Path::FromCurrent(&[0x50, 0x15, 0x44, 1]),
            ),
            (name, Path::Name(name)),
            (
                &within,
                Path::Within {
                    name,
                    path: &[0x00, 0x01],
                },
            ),
        ] {
            assert_eq!(Path::parse(bytes), Some(path));
        }
    }

    #[test]
    fn what_names_no_file_is_refused() {
        for bytes in [
            &[][..],
            &[1],
            &[1, 2, 3],
            &[0x3F, 0, 1],
            &[0xA0; 17],
            // A path of odd length, and bytes behind.
            &[
                0x4F, 5, 1, 2, 3, 4, 5, 0x51, 3, 1, 2, 3, 0x53, 1, 0, 0x53, 0,
            ],
        ] {
            assert_eq!(Path::parse(bytes), None, "{bytes:02X?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let _ = Path::parse(&bytes);
        }
    }
}
