//! Cards for tests: replies by rule, and the ways in which a card can misbehave.

use std::net::TcpStream;

use scardssp::embedded::{Card, Profile};

use super::reader::EventLog;
use super::vpcd::{Responder, read_message, write_message};

/// An ATR that offers T=1 only, with a right check byte.
pub const ATR_T1: [u8; 4] = [0x3B, 0x80, 0x01, 0x81];
/// An ATR that offers T=0 only: without a TD byte there is no check byte.
pub const ATR_T0: [u8; 2] = [0x3B, 0x00];

type Rule = Box<dyn FnMut(usize, &[u8]) -> Option<Vec<u8>> + Send>;

/// A card that answers by a rule; the rule sees how many commands came before this one.
pub struct TestCard {
    atr: Vec<u8>,
    commands: usize,
    rule: Rule,
}

impl TestCard {
    pub fn new(rule: impl FnMut(usize, &[u8]) -> Option<Vec<u8>> + Send + 'static) -> Self {
        TestCard {
            atr: ATR_T1.to_vec(),
            commands: 0,
            rule: Box::new(rule),
        }
    }

    /// The same reply to everything. A length of 1 is what no card may send. One of 0 is not for here: the driver hangs on
    /// it, and with it everybody who waits for the card.
    pub fn fixed(reply: &[u8]) -> Self {
        let reply = reply.to_vec();
        Self::new(move |_, _| Some(reply.clone()))
    }

    /// 9000 to everything.
    pub fn ok() -> Self {
        Self::fixed(&[0x90, 0x00])
    }

    /// Gives back the command, then 9000.
    pub fn echo() -> Self {
        Self::new(|_, command| Some([command, &[0x90, 0x00]].concat()))
    }

    /// The replies in turn, and the card is pulled at the command after the last one.
    pub fn sequence(replies: &[&[u8]]) -> Self {
        let replies: Vec<Vec<u8>> = replies.iter().map(|reply| reply.to_vec()).collect();
        Self::new(move |n, _| replies.get(n).cloned())
    }

    /// 9000, but the card is pulled in the middle of the command with this index (from 0).
    pub fn pulled_at(index: usize) -> Self {
        Self::new(move |n, _| (n < index).then(|| vec![0x90, 0x00]))
    }

    /// A reply of `length` bytes, at least 2, ending in 9000, whatever was asked for. A frame
    /// holds at most 65,535.
    pub fn long(length: usize) -> Self {
        let mut reply: Vec<u8> = (0..length - 2).map(|i| (i % 251) as u8).collect();
        reply.extend([0x90, 0x00]);
        Self::fixed(&reply)
    }

    pub fn with_atr(mut self, atr: &[u8]) -> Self {
        self.atr = atr.to_vec();
        self
    }
}

impl Responder for TestCard {
    fn power_on(&mut self) {}
    fn power_off(&mut self) {}
    fn reset(&mut self) {}

    fn atr(&mut self) -> Vec<u8> {
        self.atr.clone()
    }

    fn transmit(&mut self, apdu: &[u8]) -> Option<Vec<u8>> {
        let reply = (self.rule)(self.commands, apdu);
        self.commands += 1;
        reply
    }
}

/// The card of the virtual reader, served to pcscd.
pub struct Software(Card);

impl Software {
    pub fn new(profile: Profile) -> Software {
        Software(Card::new(profile))
    }

    /// The built-in card, with some words of its profile replaced.
    pub fn changed(changes: &[[&str; 2]]) -> Software {
        let mut toml = include_str!("../../src/backend/embedded/card/builtin.toml").to_owned();
        for [old, new] in changes {
            assert!(toml.contains(old), "{old}");
            toml = toml.replace(old, new);
        }
        Software::new(Profile::parse(&toml).unwrap())
    }
}

impl Responder for Software {
    fn power_on(&mut self) {
        self.0.power_on();
    }

    fn power_off(&mut self) {
        self.0.power_off();
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn atr(&mut self) -> Vec<u8> {
        self.0.atr().to_vec()
    }

    fn transmit(&mut self, apdu: &[u8]) -> Option<Vec<u8>> {
        Some(self.0.transmit(apdu))
    }
}

/// A card that dies within its reply: it promises `promised` bytes, sends `sent`, and is gone.
/// For [`VirtualReader::insert_with`](super::reader::VirtualReader::insert_with).
pub fn dies_in_reply(promised: u16, sent: Vec<u8>) -> impl FnOnce(TcpStream, EventLog) + Send {
    move |mut stream, log| {
        while let Ok(Some(message)) = read_message(&mut stream) {
            log.record_message(&message);
            if message == [4] {
                // A failed write shows as a closed connection in the next read.
                let _ = write_message(&mut stream, &ATR_T1);
            } else if message.len() > 1 {
                let frame = [&promised.to_be_bytes()[..], &sent].concat();
                let _ = std::io::Write::write_all(&mut stream, &frame);
                return;
            }
        }
    }
}
