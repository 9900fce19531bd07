//! The interface bytes TA, TB, TC and TD, and what they say (ISO/IEC 7816-3, 8.2.3 and 8.3).

/// T=15 is no protocol: bytes of its level are global, about the electrical side (8.2.3).
const GLOBAL: u8 = 15;

/// What is meant where the card says nothing (8.3): Fi 372 and Di 1, as TA1 11 says.
const DEFAULT_TA1: u8 = 0x11;

/// CWI 13 and BWI 4 (11.4.3).
const DEFAULT_WAITING: u8 = 0x4D;

/// The interface bytes of one level, those present.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Level {
    /// TA.
    pub ta: Option<u8>,
    /// TB.
    pub tb: Option<u8>,
    /// TC.
    pub tc: Option<u8>,
    /// TD: which bytes the next level has (high half), and the protocol they are for (low half).
    pub td: Option<u8>,
}

impl Level {
    /// The protocol that the next level is for.
    fn next_protocol(&self) -> Option<u8> {
        self.td.map(|td| td & 0x0F)
    }
}

/// All interface bytes of an answer to reset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    levels: Vec<Level>,
}

/// How fast card and reader exchange bits (8.3, tables 7 and 8). `None` is a reserved value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The clock rate conversion Fi.
    pub fi: Option<u16>,
    /// The baud rate adjustment Di: a bit takes Fi/Di clock cycles.
    pub di: Option<u8>,
    /// The highest clock frequency the card bears, in kHz.
    pub fmax_khz: Option<u32>,
}

/// Specific mode: the card speaks one protocol from the first byte on, with no negotiation (TA2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpecificMode {
    /// The number of the protocol.
    pub protocol: u8,
    /// Whether a warm reset can bring the card to negotiable mode.
    pub can_change: bool,
    /// Whether the rate is known in advance, and not the one that TA1 says.
    pub implicit: bool,
}

/// What the card says of T=1 (11.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockProtocol {
    /// IFSC: the most bytes of a block that the card can take; 0 and 255 are reserved.
    pub ifsc: u8,
    /// CWI: how long it waits between two bytes of a block.
    pub cwi: u8,
    /// BWI: how long it may take to answer a block; 10 and more are reserved.
    pub bwi: u8,
    /// Whether blocks end with a CRC of two bytes, and not an LRC of one.
    pub crc: bool,
}

/// Whether the reader may stop the clock, and how (XI of the first TA for T=15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockStop {
    /// It may not.
    No = 0,
    /// With the clock line low.
    Low = 1,
    /// With the clock line high.
    High = 2,
    /// Either way.
    Either = 3,
}

/// The operating conditions that the card bears (UI of the first TA for T=15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VoltageClasses {
    /// 5 V.
    pub a: bool,
    /// 3 V.
    pub b: bool,
    /// 1.8 V.
    pub c: bool,
}

impl Interface {
    pub(super) fn new(levels: Vec<Level>) -> Self {
        Self { levels }
    }

    /// The levels that have interface bytes; the first is TA1 to TD1.
    pub fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// The numbers of the protocols offered, each once, in the order offered; never empty.
    pub fn offered(&self) -> Vec<u8> {
        let mut offered = Vec::new();
        for number in self.levels.iter().filter_map(Level::next_protocol) {
            if number != GLOBAL && !offered.contains(&number) {
                offered.push(number);
            }
        }
        if offered.is_empty() {
            offered.push(0); // said by saying nothing
        }
        offered
    }

    /// Whether a check byte belongs behind the historical bytes: unless T=0 alone is spoken of,
    /// T=15 counting too (8.2.5).
    pub(super) fn needs_check_byte(&self) -> bool {
        let mut numbers = self.levels.iter().filter_map(Level::next_protocol);
        numbers.any(|number| number != 0)
    }

    /// The rate that TA1 says, or the default.
    pub fn rate(&self) -> Rate {
        let ta1 = self.level(1).ta.unwrap_or(DEFAULT_TA1);
        let (fi, fmax_khz) = match ta1 >> 4 {
            0 => (372, 4_000),
            1 => (372, 5_000),
            2 => (558, 6_000),
            3 => (744, 8_000),
            4 => (1116, 12_000),
            5 => (1488, 16_000),
            6 => (1860, 20_000),
            9 => (512, 5_000),
            10 => (768, 7_500),
            11 => (1024, 10_000),
            12 => (1536, 15_000),
            13 => (2048, 20_000),
            _ => (0, 0),
        };
        let di = match ta1 & 0x0F {
            power @ 1..=7 => 1 << (power - 1),
            8 => 12,
            9 => 20,
            _ => 0,
        };
        Rate {
            fi: Some(fi).filter(|&fi| fi != 0),
            di: Some(di).filter(|&di| di != 0),
            fmax_khz: Some(fmax_khz).filter(|&fmax| fmax != 0),
        }
    }

    /// N of TC1: how many bit times the card wants between two characters beyond the least; 255 is
    /// the shortest time that the protocol knows.
    pub fn extra_guard_time(&self) -> u8 {
        self.level(1).tc.unwrap_or(0)
    }

    /// Whether TB1 or TB2 is there. They asked for a programming voltage in older editions; today
    /// readers pass over them.
    pub fn speaks_of_programming_voltage(&self) -> bool {
        self.level(1).tb.is_some() || self.level(2).tb.is_some()
    }

    /// What TA2 says; `None` is negotiable mode.
    pub fn specific_mode(&self) -> Option<SpecificMode> {
        let ta2 = self.level(2).ta?;
        Some(SpecificMode {
            protocol: ta2 & 0x0F,
            can_change: ta2 & 0x80 == 0,
            implicit: ta2 & 0x10 != 0,
        })
    }

    /// WI of TC2: how long the card may take between two characters of T=0; 0 is reserved (10.2).
    pub fn waiting_integer(&self) -> u8 {
        self.level(2).tc.unwrap_or(10)
    }

    /// What the first bytes for T=1 say, or the defaults.
    pub fn block_protocol(&self) -> BlockProtocol {
        let waiting = self.first(1, |level| level.tb).unwrap_or(DEFAULT_WAITING);
        BlockProtocol {
            ifsc: self.first(1, |level| level.ta).unwrap_or(32),
            cwi: waiting & 0x0F,
            bwi: waiting >> 4,
            crc: self.first(1, |level| level.tc).unwrap_or(0) & 1 != 0,
        }
    }

    /// Whether the reader may stop the clock; it may not where the card says nothing.
    pub fn clock_stop(&self) -> ClockStop {
        match self.first(GLOBAL, |level| level.ta).unwrap_or(0) >> 6 {
            0 => ClockStop::No,
            1 => ClockStop::Low,
            2 => ClockStop::High,
            _ => ClockStop::Either,
        }
    }

    /// The operating conditions; class A alone where the card says nothing.
    pub fn voltage_classes(&self) -> VoltageClasses {
        let ui = self.first(GLOBAL, |level| level.ta).unwrap_or(0b001);
        VoltageClasses {
            a: ui & 0b001 != 0,
            b: ui & 0b010 != 0,
            c: ui & 0b100 != 0,
        }
    }

    /// How the card uses contact C6, SPU: 0 is not at all, bit 8 marks a use of its own.
    pub fn spu(&self) -> u8 {
        self.first(GLOBAL, |level| level.tb).unwrap_or(0)
    }

    /// A level by its number in the standard, from 1.
    fn level(&self, number: usize) -> Level {
        let level = number.checked_sub(1).and_then(|at| self.levels.get(at));
        level.copied().unwrap_or_default()
    }

    /// The first byte of a kind that is for this protocol. Levels 1 and 2 are for none.
    fn first(&self, protocol: u8, byte: impl Fn(&Level) -> Option<u8>) -> Option<u8> {
        let with_protocol = self.levels.iter().zip(self.levels.iter().skip(1));
        with_protocol
            .skip(1)
            .filter(|(previous, _)| previous.next_protocol() == Some(protocol))
            .find_map(|(_, level)| byte(level))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Atr, AtrError};
    use super::*;

    fn interface(bytes: &[u8]) -> Interface {
        Atr::parse(bytes).unwrap().interface().clone()
    }

    #[test]
    fn a_card_that_says_nothing_has_the_defaults() {
        let said = interface(&[0x3B, 0x00]);
        assert_eq!(said.levels(), []);
        assert_eq!(said.offered(), [0]);
        assert_eq!(
            said.rate(),
            Rate {
                fi: Some(372),
                di: Some(1),
                fmax_khz: Some(5000)
            }
        );
        assert_eq!(said.extra_guard_time(), 0);
        assert!(!said.speaks_of_programming_voltage());
        assert_eq!(said.specific_mode(), None);
        assert_eq!(said.waiting_integer(), 10);
        assert_eq!(
            said.block_protocol(),
            BlockProtocol {
                ifsc: 32,
                cwi: 13,
                bwi: 4,
                crc: false
            }
        );
        assert_eq!(said.clock_stop(), ClockStop::No);
        assert_eq!(
            said.voltage_classes(),
            VoltageClasses {
                a: true,
                b: false,
                c: false
            }
        );
        assert_eq!(said.spu(), 0);
    }

    #[test]
    fn an_openpgp_card_says_it_all() {
        let said = interface(&[
            0x3B, 0xDA, 0x18, 0xFF, 0x81, 0xB1, 0xFE, 0x75, 0x1F, 0x03, 0x00, 0x31, 0xC5, 0x73,
            0xC0, 0x01, 0x40, 0x00, 0x90, 0x00, 0x0C,
        ]);
        assert_eq!(said.levels().len(), 4);
        assert_eq!(said.offered(), [1]);
        assert_eq!((said.rate().fi, said.rate().di), (Some(372), Some(12)));
        assert_eq!(said.extra_guard_time(), 255);
        assert_eq!(
            said.block_protocol(),
            BlockProtocol {
                ifsc: 254,
                cwi: 5,
                bwi: 7,
                crc: false
            }
        );
        assert_eq!(
            said.voltage_classes(),
            VoltageClasses {
                a: true,
                b: true,
                c: false
            }
        );
    }

    #[test]
    fn specific_mode_is_that_of_ta2() {
        // T0: TD1; TD1: TA2, T=0
        let mode = |ta2| interface(&[0x3B, 0x80, 0x10, ta2]).specific_mode().unwrap();
        let expected = SpecificMode {
            protocol: 1,
            can_change: false,
            implicit: true,
        };
        assert_eq!(mode(0x91), expected);
        assert_eq!(
            mode(0x00),
            SpecificMode {
                protocol: 0,
                can_change: true,
                implicit: false
            }
        );
    }

    #[test]
    fn the_second_level_is_never_that_of_a_protocol() {
        // TD1: all of level 2, T=1; TD2: all of level 3, T=1
        let said = interface(&[0x3B, 0x80, 0xF1, 0x00, 0x25, 0x0F, 0x71, 0xFE, 0x12, 0x01]);
        assert!(said.specific_mode().is_some());
        assert!(said.speaks_of_programming_voltage());
        assert_eq!(said.waiting_integer(), 15);
        assert_eq!(
            said.block_protocol(),
            BlockProtocol {
                ifsc: 254,
                cwi: 2,
                bwi: 1,
                crc: true
            }
        );
    }

    #[test]
    fn the_first_byte_for_a_protocol_counts() {
        // TD1: T=0, TD2: T=1 with TB, TD3: T=1 with TA and TB, TD4: T=15 with TA and TB
        let said = interface(&[
            0x3B, 0x80, 0x80, 0xA1, 0x11, 0xB1, 0x40, 0x22, 0x3F, 0xC7, 0x80,
        ]);
        assert_eq!(said.offered(), [0, 1]);
        let block = said.block_protocol();
        assert_eq!((block.bwi, block.cwi, block.ifsc), (1, 1, 0x40));
        assert_eq!(said.clock_stop(), ClockStop::Either);
        assert_eq!(
            said.voltage_classes(),
            VoltageClasses {
                a: true,
                b: true,
                c: true
            }
        );
        assert_eq!(said.spu(), 0x80);
    }

    #[test]
    fn t15_is_no_protocol_but_needs_a_check_byte() {
        let said = interface(&[0x3B, 0x80, 0x0F]);
        assert_eq!(said.offered(), [0]);
        assert!(said.needs_check_byte());
        assert!(!interface(&[0x3B, 0x80, 0x80, 0x00]).needs_check_byte());
    }

    #[test]
    fn rates_are_those_of_the_tables() {
        let rate = |ta1| interface(&[0x3B, 0x10, ta1]).rate();
        let fi = |high: u8| (rate(high << 4).fi, rate(high << 4).fmax_khz);
        let known: Vec<_> = (0..16).filter(|&high| fi(high).0.is_some()).collect();
        assert_eq!(known, [0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13]);
        assert_eq!(fi(0), (Some(372), Some(4000)));
        assert_eq!(fi(10), (Some(768), Some(7500)));
        assert_eq!(fi(13), (Some(2048), Some(20_000)));
        assert_eq!(fi(15), (None, None));
        let di: Vec<_> = (0..16).map(|low| rate(low).di.unwrap_or(0)).collect();
        assert_eq!(di, [0, 1, 2, 4, 8, 16, 32, 64, 12, 20, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn a_level_that_is_cut_short_is_refused() {
        assert_eq!(
            Atr::parse(&[0x3B, 0x80, 0x11]).unwrap_err(),
            AtrError::CutShort
        );
    }
}
