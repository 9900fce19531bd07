//! From a command to the function that carries it out: class, channel, chain, instruction.

use zeroize::Zeroizing;

use super::{Answer, Call, Contents, Limits, Outcome, State};
use super::{binary, channels, objects, record, security, select};
use crate::iso7816::apdu::{Class, Command};
use crate::iso7816::status_word::sw;

/// An instruction of the card.
struct Instruction {
    code: u8,
    body: Body,
    run: fn(&mut Call) -> Outcome,
}

/// What an instruction needs behind its header. An Le that it has no use for is passed over: on
/// T=0 it looks the same as no data.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Body {
    Nothing,
    Le,
    Data,
    MaybeData,
}

const fn instruction(code: u8, body: Body, run: fn(&mut Call) -> Outcome) -> Instruction {
    Instruction { code, body, run }
}

/// All of them but GET RESPONSE, which belongs to framing.
static INSTRUCTIONS: &[Instruction] = &[
    instruction(0x0E, Body::MaybeData, binary::erase),
    instruction(0x0F, Body::MaybeData, binary::erase_odd),
    instruction(0x20, Body::MaybeData, security::verify),
    instruction(0x24, Body::Data, security::change),
    instruction(0x70, Body::Nothing, channels::manage),
    instruction(0x82, Body::MaybeData, security::authenticate_terminal),
    instruction(0x84, Body::Le, security::challenge),
    instruction(0x88, Body::Data, security::authenticate_card),
    instruction(0xA4, Body::MaybeData, select::select),
    instruction(0xB0, Body::Le, binary::read),
    instruction(0xB1, Body::Data, binary::read_odd),
    instruction(0xB2, Body::Le, record::read),
    instruction(0xCA, Body::Le, objects::get),
    instruction(0xD0, Body::Data, binary::write),
    instruction(0xD1, Body::Data, binary::write_odd),
    instruction(0xD2, Body::Data, record::write),
    instruction(0xD6, Body::Data, binary::update),
    instruction(0xD7, Body::Data, binary::update_odd),
    instruction(0xDA, Body::Data, objects::put),
    instruction(0xDC, Body::Data, record::update),
    instruction(0xE2, Body::Data, record::append),
];

/// The commands of a chain so far (ISO 7816-4, 5.3.3): one header, and data put together.
#[derive(Clone)]
pub(super) struct Chain {
    channel: u8,
    header: [u8; 3],
    data: Zeroizing<Vec<u8>>,
}

/// Carries out a command, or keeps its data until the chain is whole.
pub(super) fn dispatch(contents: &mut Contents, state: &mut State, command: Command) -> Outcome {
    let begun = state.chain.take(); // any failure from here on ends the chain
    let class = Class::decode(command.cla).ok_or(sw::CLASS_NOT_SUPPORTED)?;
    state.channels.get(class.channel)?;
    if class.secured {
        return Err(sw::SECURE_MESSAGING_NOT_SUPPORTED);
    }
    let instruction = INSTRUCTIONS
        .iter()
        .find(|instruction| instruction.code == command.ins)
        .ok_or(sw::INSTRUCTION_NOT_SUPPORTED)?;

    let header = [command.ins, command.p1, command.p2];
    let chain = match begun {
        Some(chain) if chain.channel != class.channel || chain.header != header => {
            return Err(sw::LAST_COMMAND_EXPECTED);
        }
        Some(chain) => Some(chain.longer(command.data, &contents.limits)?),
        None if class.chained && !contents.limits.chaining => {
            return Err(sw::CHAINING_NOT_SUPPORTED);
        }
        None if class.chained => {
            let begun = Chain {
                channel: class.channel,
                header,
                data: Zeroizing::default(),
            };
            Some(begun.longer(command.data, &contents.limits)?)
        }
        None if command.data.len() > contents.limits.max_data => return Err(sw::WRONG_LENGTH),
        None => None,
    };
    if class.chained {
        state.chain = chain;
        return Ok(Answer::done());
    }
    let command = Command {
        data: chain.as_ref().map_or(command.data, |chain| &chain.data),
        ..command
    };

    instruction.body.check(&command)?;
    (instruction.run)(&mut Call {
        contents,
        state,
        number: class.channel,
        command,
    })
}

impl Chain {
    fn longer(self, data: &[u8], limits: &Limits) -> Result<Self, u16> {
        let length = self.data.len() + data.len();
        if length > limits.max_data {
            return Err(sw::WRONG_LENGTH);
        }
        // A new buffer of the right size: one that grows would leave its content behind, PINs too.
        let mut longer = Zeroizing::new(Vec::with_capacity(length));
        longer.extend_from_slice(&self.data);
        longer.extend_from_slice(data);
        Ok(Chain {
            data: longer,
            ..self
        })
    }
}

impl Body {
    fn check(self, command: &Command) -> Result<(), u16> {
        let has_data = !command.data.is_empty();
        let fits = match self {
            Self::Nothing => !has_data,
            Self::Le => !has_data && command.ne.is_some(),
            Self::Data => has_data,
            Self::MaybeData => true,
        };
        fits.then_some(()).ok_or(sw::WRONG_LENGTH)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Terminal, hex, long};
    use super::*;

    #[test]
    fn the_table_is_in_order_and_names_no_instruction_twice() {
        assert!(INSTRUCTIONS.is_sorted_by(|a, b| a.code < b.code));
    }
    #[test]
    fn what_the_card_does_not_know_is_said_in_order() {
        let mut t = Terminal::t1();
        for (command, sw) in [
            ("80 B0 00 00", "6E00"),
            ("A0 A4 00 00", "6E00"),
            ("FF B0 00 00", "6E00"),
            ("20 B0 00 00", "6E00"),
            ("02 B0 00 00", "6881"),
            ("04 B0 00 00", "6882"),
            ("60 B0 00 00", "6881"),
            ("00 FE 00 00", "6D00"),
            ("10 FE 00 00", "6D00"),
            ("00 44 00", "6700"),
            ("00 D6 00 00 00 00", "6700"),
        ] {
            t.expect(command, sw);
        }
    }

    #[test]
    fn a_chain_is_one_command() {
        let mut t = Terminal::t1();
        t.expect("10 D6 83 00 02 AABB", "9000");
        t.expect("10 D6 83 00 01 CC", "9000");
        t.expect("00 D6 83 00 01 DD", "9000");
        t.expect("00 B0 83 00 04", "AABBCCDD 9000");
        t.expect("10 A4 00 04 01 01", "9000");
        t.data("00 A4 00 04 01 01 00", "9000");
    }

    #[test]
    fn a_chain_works_on_t0_too() {
        let mut t = Terminal::t0();
        t.expect("10 20 00 01 02 3132", "9000");
        t.expect("00 20 00 01 02 3334", "9000");
    }

    #[test]
    fn another_command_ends_a_chain() {
        let mut t = Terminal::t1();
        for other in ["00 B0 83 00 01", "10 D6 83 01 01 00", "00 D7 83 00 01 00"] {
            t.expect("10 D6 83 00 02 AABB", "9000");
            t.expect(other, "6883");
            t.expect("00 B0 83 00 01", "00 9000");
        }
    }

    #[test]
    fn a_chain_has_an_end() {
        let mut t = Terminal::t1();
        let part = long("10 D6 83 00", &[0; 32000]);
        t.expect(&part, "9000");
        t.expect(&part, "9000");
        t.expect(&part, "6700");
        t.expect("00 D6 83 00 01 AA", "9000"); // begins anew
        t.expect("00 B0 83 00 02", "AA01 9000");
    }

    #[test]
    fn a_card_of_few_talents_says_so() {
        let mut t = Terminal::of("[limits]\nmax_data = 100");
        t.expect("10 20 00 01 01 31", "6884");
        t.expect("00 CA 01 01 00 0010", "6700");
        t.expect("01 CA 01 01 00", "6881");
        let data = hex(&[0; 101]);
        t.expect(&format!("00 DA 01 01 65 {data}"), "6700");
        t.expect(&format!("00 DA 01 01 64 {}", &data[2..]), "6A88");
    }
}
