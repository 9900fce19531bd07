//! A terminal for the tests of this module: hexadecimal in, hexadecimal out.

use std::fmt::Write;

use super::{Card, Profile, Protocol};

pub(super) struct Terminal(pub(super) Card);

impl Terminal {
    /// The built-in card, on T=0.
    pub(super) fn t0() -> Self {
        Self::with(Profile::builtin(), Protocol::T0)
    }

    /// The built-in card, on T=1.
    pub(super) fn t1() -> Self {
        Self::with(Profile::builtin(), Protocol::T1)
    }

    /// A card of this profile, on T=1.
    pub(super) fn of(toml: &str) -> Self {
        Self::with(Profile::parse(toml).unwrap(), Protocol::T1)
    }

    fn with(profile: Profile, protocol: Protocol) -> Self {
        let mut card = Card::new(profile);
        card.power_on();
        card.set_protocol(protocol);
        Self(card)
    }

    pub(super) fn bytes(&mut self, command: &str) -> Vec<u8> {
        self.0.transmit(&bytes(command))
    }

    /// Sends a command and checks the whole reply.
    #[track_caller]
    pub(super) fn expect(&mut self, command: &str, reply: &str) {
        let got = self.bytes(command);
        assert_eq!(hex(&got), hex(&bytes(reply)), "{command}");
    }

    /// Sends a command and checks its status word; gives the data.
    #[track_caller]
    pub(super) fn data(&mut self, command: &str, sw: &str) -> Vec<u8> {
        let mut reply = self.bytes(command);
        let got = reply.split_off(reply.len() - 2);
        assert_eq!(hex(&got), sw, "{command}");
        reply
    }
}

pub(super) fn bytes(digits: &str) -> Vec<u8> {
    let digits: Vec<_> = digits.chars().filter(|c| !c.is_whitespace()).collect();
    let pair = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap();
    digits.chunks(2).map(pair).collect()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02X}").unwrap();
        text
    })
}

/// A command with so many bytes of data, in the extended form.
pub(super) fn long(header: &str, data: &[u8]) -> String {
    format!("{header} 00 {:04X} {}", data.len(), hex(data))
}

/// What `fill = "counter"` puts at a place.
pub(super) fn counter(at: usize) -> u8 {
    let bytes = u32::try_from(at).unwrap().to_be_bytes();
    bytes[0] ^ bytes[1] ^ bytes[2] ^ bytes[3]
}
