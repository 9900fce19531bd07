//! A command and its whole reply, by scard_execute.

use crate::api::Session;
use crate::api::command::Cmd;

pub const OK: u16 = 0x9000;

/// Le: as much as there is, in the short form and in the extended one.
const ALL: i32 = 0;
const ALL_AT_ONCE: i32 = 65536;

/// A command with CLA 00.
#[derive(Clone)]
pub struct Command {
    header: [u8; 3],
    data: Vec<u8>,
    expected: Option<i32>,
}

impl Command {
    pub fn new(ins: u8, p1: u8, p2: u8) -> Command {
        Command {
            header: [ins, p1, p2],
            data: Vec::new(),
            expected: None,
        }
    }

    pub fn with(mut self, data: &[u8]) -> Command {
        self.data = data.to_vec();
        self
    }

    /// There is something to read.
    pub fn reading(self) -> Command {
        self.reading_at_most(ALL)
    }

    /// There is something to read, in one reply.
    pub fn reading_at_once(self) -> Command {
        self.reading_at_most(ALL_AT_ONCE)
    }

    /// There is something to read, and no more than so many bytes of it are wanted.
    pub fn reading_at_most(mut self, expected: i32) -> Command {
        self.expected = Some(expected);
        self
    }
}

/// Runs the command, whatever it takes.
#[track_caller]
pub fn run(card: &Session, command: &Command) -> (Vec<u8>, u16) {
    let cmd = Cmd::new();
    let [ins, p1, p2] = command.header;
    cmd.build([0x00, ins, p1, p2], &command.data, command.expected)
        .unwrap();
    card.execute(&cmd).unwrap();
    cmd.reply()
}
