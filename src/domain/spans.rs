//! Which bytes of a file the next command reaches (ISO 7816-4, 11.3).

/// The highest offset that P1-P2 have room for.
const HIGHEST_EVEN: usize = 0x7FFF;

/// A part of a file for one command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// The offset of its first byte.
    pub(super) start: usize,
    /// How many bytes.
    pub(super) count: usize,
    /// Whether the offset has to go into a data object, and the bytes too: an odd instruction.
    pub(super) in_objects: bool,
}

impl Span {
    /// The span that gets farthest behind the `done` bytes of a file, of which `left` are wanted: with
    /// `most` bytes in a command, or `most_in_object`.
    ///
    /// It may begin before the end of what is done: where P1-P2 reach no farther, a few bytes twice
    /// are less than what data objects cost.
    pub(super) fn next(done: usize, left: usize, most: usize, most_in_object: usize) -> Span {
        let start = done.min(HIGHEST_EVEN);
        let twice = done - start;
        let even = most.saturating_sub(twice).min(left);
        let odd = most_in_object.min(left);
        if even >= odd {
            Span {
                start,
                count: twice + even,
                in_objects: false,
            }
        } else {
            Span {
                start: done,
                count: odd,
                in_objects: true,
            }
        }
    }

    /// P1 and P2 of an even instruction.
    pub(super) fn p1_p2(&self) -> [u8; 2] {
        let [.., p1, p2] = self.start.to_be_bytes();
        [p1, p2]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spans(size: usize, most: usize, most_in_object: usize) -> Vec<Span> {
        let mut done = 0;
        std::iter::from_fn(|| {
            let span = Span::next(done, size - done, most, most_in_object);
            assert!(span.start <= done, "a gap");
            let before = std::mem::replace(&mut done, span.start + span.count);
            (before < size).then_some(span)
        })
        .collect()
    }

    #[test]
    fn one_byte_twice_saves_a_data_object() {
        let spans = spans(33_100, 256, 253);
        let last_two = spans.iter().rev().take(2).collect::<Vec<_>>();
        assert_eq!((last_two[1].start, last_two[1].count), (32_767, 256));
        assert_eq!((last_two[0].start, last_two[0].count), (33_023, 77));
        assert!(last_two[0].in_objects && !last_two[1].in_objects);
    }

    #[test]
    fn long_commands_take_few() {
        assert_eq!(spans(32_768, 65_536, 65_532).len(), 1);
        assert_eq!(spans(102_400, 65_536, 65_532).len(), 2);
        assert_eq!(spans(32_768, 256, 253).len(), 128);
    }

    proptest! {
        #[test]
        fn the_whole_file_is_covered_and_no_command_too_long(
            size in 0..200_000usize,
            most in 200..70_000usize,
        ) {
            let spans = spans(size, most, most - 4);
            let end = spans.last().map_or(0, |span| span.start + span.count);
            prop_assert_eq!(end, size);
            for span in spans {
                prop_assert!(span.count <= most && span.count > 0);
                prop_assert!(span.in_objects || span.start <= HIGHEST_EVEN);
            }
        }
    }
}
