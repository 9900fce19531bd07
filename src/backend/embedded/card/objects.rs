//! Data objects outside files: GET DATA and PUT DATA (ISO 7816-4, 11.5).

use super::security::Rule;
use super::{Answer, Call, Outcome};
use crate::iso7816::status_word::sw;
use crate::iso7816::tlv;

/// A value under a tag, the tag being P1-P2.
#[derive(Clone)]
pub(super) struct DataObject {
    pub(super) tag: u16,
    pub(super) value: Vec<u8>,
    /// The longest value that PUT DATA may leave.
    pub(super) room: usize,
    pub(super) read: Rule,
    pub(super) update: Rule,
}

/// Whether P1-P2 can name a data object: one byte of BER tag, two bytes of it, or a tag of the
/// card's own or of SIMPLE-TLV between these.
pub(super) fn is_tag(p1_p2: u16) -> bool {
    matches!(p1_p2, 0x0040..=0x00FE | 0x0100..=0x01FF | 0x0201..=0x02FE | 0x4000..=0xFFFF)
}

pub(super) fn get(call: &mut Call) -> Outcome {
    let at = find(call)?;
    let object = call.contents.objects.get(at).ok_or(sw::DATA_NOT_FOUND)?;
    call.check(object.read)?;
    Ok(Answer::data(object.value.clone()))
}

pub(super) fn put(call: &mut Call) -> Outcome {
    let at = find(call)?;
    let data = call.command.data;
    let object = call.contents.objects.get(at).ok_or(sw::DATA_NOT_FOUND)?;
    call.check(object.update)?;
    if data.len() > object.room {
        return Err(sw::NOT_ENOUGH_SPACE);
    }
    if is_constructed(object.tag) && !tlv::well_formed(data) {
        return Err(sw::WRONG_DATA);
    }
    if let Some(object) = call.contents.objects.get_mut(at) {
        object.value = data.to_vec();
    }
    Ok(Answer::done())
}

fn find(call: &Call) -> Result<usize, u16> {
    let tag = u16::from_be_bytes([call.command.p1, call.command.p2]);
    match tag {
        // A list of objects in the data field, which this card does not do.
        0x00FF | 0x02FF => Err(sw::FUNCTION_NOT_SUPPORTED),
        tag if !is_tag(tag) => Err(sw::INCORRECT_P1_P2),
        tag => {
            let objects = &call.contents.objects;
            let at = objects.iter().position(|object| object.tag == tag);
            at.ok_or(sw::DATA_NOT_FOUND)
        }
    }
}

/// Whether the value of a BER tag is made of data objects.
pub(super) fn is_constructed(tag: u16) -> bool {
    match tag.to_be_bytes() {
        [0, tag] => tag & 0x20 != 0,
        [0x00..=0x3F, _] => false,
        [first, _] => first & 0x20 != 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Terminal, counter};

    #[test]
    fn what_is_put_is_what_is_got() {
        let mut t = Terminal::t1();
        t.expect("00 CA 01 01 00", "CAFE 9000");
        t.expect("00 DA 01 01 03 010203", "9000");
        t.expect("00 CA 01 01 00", "010203 9000");
        t.expect("00 CA 01 01 02", "0102 9000");
    }

    #[test]
    fn tags_that_cannot_be_are_told_from_tags_that_are_not_there() {
        let mut t = Terminal::t1();
        t.expect("00 CA 00 4F 00", "6A88");
        t.expect("00 CA 5F 51 00", "6A88");
        t.expect("00 CA 00 01 00", "6A86");
        t.expect("00 CA 03 00 00", "6A86");
        t.expect("00 CA 00 FF 00", "6A81");
        t.expect("00 DA 00 4F 01 00", "6A88");
    }

    #[test]
    fn rules_guard_objects() {
        let mut t = Terminal::t1();
        t.expect("00 CA 01 02 00", "6982");
        t.expect("00 DA 5F 50 01 00", "6982");
        t.expect("00 20 00 01 04 31323334", "9000");
        t.data("00 CA 01 02 00", "9000");
        t.expect("00 DA 01 02 01 00", "9000");
    }

    #[test]
    fn a_value_must_fit_its_room_and_its_tag() {
        let mut t =
            Terminal::of("object = [{ tag = 0x7F01, size = 4 }, { tag = 0x0101, size = 4 }]");
        t.expect("00 DA 01 01 05 0102030405", "6A84");
        t.expect("00 DA 01 01 04 01020304", "9000");
        t.expect("00 DA 7F 01 03 530201", "6A80");
        t.expect("00 DA 7F 01 03 530101", "9000");
    }

    #[test]
    fn a_long_object_comes_in_parts_or_at_once() {
        let whole: Vec<u8> = (0..1000).map(counter).collect();
        let mut t = Terminal::t1();
        assert_eq!(t.data("00 CA 01 03 00 0000", "9000"), whole);
        let mut parts = t.data("00 CA 01 03 00", "6100");
        parts.extend(t.data("00 C0 00 00 00", "6100"));
        parts.extend(t.data("00 C0 00 00 00", "61E8"));
        parts.extend(t.data("00 C0 00 00 00", "9000"));
        assert_eq!(parts, whole);
    }
}
