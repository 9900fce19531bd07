//! What the protocols make of lengths (ISO 7816-3, clause 12, and 7816-4, 5.3.4).
//!
//! On T=1 a command arrives whole and its reply goes back whole; what a short Le of 00 cannot
//! reach waits for GET RESPONSE. On T=0 data flows one way in a command: a reply to data always
//! waits (61xx), and a command that names the wrong length is refused with the right one (6Cxx)
//! as if it had never come.

use super::dispatch::dispatch;
use super::{Answer, Contents, State};
use crate::iso7816::Protocol;
use crate::iso7816::apdu::{Case, Command};
use crate::iso7816::status_word::{bytes_available, right_length, sw};

const GET_RESPONSE: u8 = 0xC0;

/// The class that no command may have.
const INVALID_CLASS: u8 = 0xFF;

/// Carries out one command as the bytes of one protocol.
pub(super) fn exchange(contents: &mut Contents, state: &mut State, bytes: &[u8]) -> Vec<u8> {
    let answer = match parse(bytes, state.protocol, contents.limits.extended) {
        Ok(command) if command.ins == GET_RESPONSE => get_response(state, &command),
        parsed => {
            state.waiting = None; // only GET RESPONSE itself keeps it
            match parsed {
                Ok(command) => run(contents, state, command),
                Err(sw) => Answer::status(sw),
            }
        }
    };
    let mut reply = answer.data;
    reply.extend(answer.sw.to_be_bytes());
    reply
}

/// A command in a form that the protocol can carry and the card can take.
fn parse(bytes: &[u8], protocol: Protocol, extended: bool) -> Result<Command<'_>, u16> {
    let command = Command::parse(bytes).map_err(|_| sw::WRONG_LENGTH)?;
    let fits = match protocol {
        Protocol::T0 => !command.extended && command.case() != Case::Four,
        Protocol::T1 => !command.extended || extended,
    };
    fits.then_some(command).ok_or(sw::WRONG_LENGTH)
}

fn run(contents: &mut Contents, state: &mut State, command: Command) -> Answer {
    let before = match (state.protocol, command.ne) {
        (Protocol::T0, Some(_)) => Some(state.clone()),
        _ => None,
    };
    let answer = match dispatch(contents, state, command) {
        Ok(answer) => answer,
        Err(sw) => return Answer::status(sw),
    };
    match (state.protocol, before) {
        (Protocol::T1, _) => whole(state, answer, &command),
        (Protocol::T0, None) => announced(state, answer),
        (Protocol::T0, Some(before)) => match exact(state, answer, &command) {
            Ok(answer) => answer,
            Err(sw) => {
                *state = before;
                Answer::status(sw)
            }
        },
    }
}

/// T=1: the reply, cut to Ne.
fn whole(state: &mut State, mut answer: Answer, command: &Command) -> Answer {
    let Some(ne) = ne(command) else {
        answer.data.clear();
        return answer;
    };
    let all = command.wants_all();
    if answer.data.len() > ne && all {
        return first_part(state, answer, ne);
    }
    if answer.data.len() < ne && answer.counted && !all {
        answer.sw = sw::END_OF_FILE;
    }
    answer.data.truncate(ne);
    answer
}

/// T=0 without Le: the reply waits.
fn announced(state: &mut State, answer: Answer) -> Answer {
    match answer.data.is_empty() {
        true => answer,
        false => first_part(state, answer, 0),
    }
}

/// T=0 with Le: the reply if it has that length, else 6Cxx.
fn exact(state: &mut State, answer: Answer, command: &Command) -> Result<Answer, u16> {
    match (answer.data.len(), ne(command).unwrap_or(0)) {
        (0, _) => Ok(answer),
        (there, asked) if there > asked && command.wants_all() => {
            Ok(first_part(state, answer, asked))
        }
        (there, asked) if there != asked => Err(right_length(there)),
        _ => Ok(answer),
    }
}

fn get_response(state: &mut State, command: &Command) -> Answer {
    // The class may differ from that of the command before: some cards ask for another.
    if command.cla == INVALID_CLASS {
        return Answer::status(sw::CLASS_NOT_SUPPORTED);
    }
    if (command.p1, command.p2) != (0, 0) {
        return Answer::status(sw::INCORRECT_P1_P2);
    }
    let (Case::Two, Some(ne)) = (command.case(), ne(command)) else {
        return Answer::status(sw::WRONG_LENGTH);
    };
    let Some(answer) = state.waiting.take() else {
        return Answer::status(sw::CONDITIONS_NOT_SATISFIED);
    };
    let there = answer.data.len();
    if there > ne {
        first_part(state, answer, ne)
    } else if there < ne && state.protocol == Protocol::T0 {
        state.waiting = Some(answer);
        Answer::status(right_length(there))
    } else {
        answer
    }
}

/// The first bytes of an answer and 61xx; the rest waits, with the status word of it all.
fn first_part(state: &mut State, mut answer: Answer, length: usize) -> Answer {
    let rest = answer.data.split_off(length.min(answer.data.len()));
    let part = Answer {
        data: answer.data,
        sw: bytes_available(rest.len()),
        counted: false,
    };
    answer.data = rest;
    state.waiting = Some(answer);
    part
}

fn ne(command: &Command) -> Option<usize> {
    command.ne.and_then(|ne| usize::try_from(ne).ok())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Terminal, counter};

    #[test]
    fn t0_announces_a_reply_to_data() {
        let mut t = Terminal::t0();
        t.expect("00 A4 00 00 02 3F00", "6121");
        let fci = t.data("00 C0 00 00 21", "9000");
        assert_eq!(fci[..2], [0x6F, 0x1F]);
        t.expect("00 C0 00 00 21", "6985");
    }

    #[test]
    fn get_response_may_have_another_class_and_take_less_at_a_time() {
        let mut t = Terminal::t0();
        t.expect("00 A4 00 00 02 3F00", "6121");
        t.expect("C0 C0 00 00 02", "6F1F 611F");
        t.expect("A0 C0 00 00 00", "6C1F");
        t.expect("FF C0 00 00 1F", "6E00");
        t.expect("00 C0 00 01 1F", "6A86");
        assert_eq!(t.data("00 C0 00 00 1F", "9000").len(), 0x1F);
    }

    #[test]
    fn any_other_command_drops_the_waiting_reply() {
        let mut t = Terminal::t0();
        for other in ["00 A4 00 0C", "00 FE 00 00", "00"] {
            t.expect("00 A4 00 00 02 3F00", "6121");
            t.bytes(other);
            t.expect("00 C0 00 00 21", "6985");
        }
    }

    #[test]
    fn t0_corrects_a_wrong_le() {
        let mut t = Terminal::t0();
        t.expect("00 B0 82 00 00", "6C0A");
        t.expect("00 B0 82 00 0B", "6C0A");
        t.expect("00 B0 00 00 0A", "6986"); // as if they had never come
        t.expect("00 B0 82 00 0A", "98001032547698 1032F4 9000");
        t.expect("00 B0 00 00 02", "9800 9000");
        t.expect("00 CA 01 01 01", "6C02");
        t.expect("00 A4 00 00 00", "6C21");
        t.expect("00 70 00 00 00", "6C01");
        t.expect("00 70 00 00 01", "01 9000");
        assert_eq!(t.data("00 B0 83 00 00", "9000").len(), 256);
    }

    #[test]
    fn t0_takes_no_le_beside_data_and_nothing_extended() {
        let mut t = Terminal::t0();
        t.expect("00 A4 00 00 02 3F00 00", "6700");
        t.expect("00 B0 82 00 00 0010", "6700");
        t.expect("00 A4 00 0C 00 0002 3F00", "6700");
    }

    #[test]
    fn t0_gives_a_long_reply_in_parts() {
        let mut t = Terminal::t0();
        let mut parts = t.data("00 CA 01 03 00", "6100");
        parts.extend(t.data("00 C0 00 00 00", "6100"));
        parts.extend(t.data("00 C0 00 00 00", "61E8"));
        parts.extend(t.data("00 C0 00 00 E8", "9000"));
        assert_eq!(parts, (0..1000).map(counter).collect::<Vec<_>>());
    }

    #[test]
    fn a_header_alone_asks_for_nothing() {
        let mut t = Terminal::t0();
        t.expect("00 A4 00 00", "6121");
        t.expect("00 C0 00 00", "6700");
        Terminal::t1().expect("00 A4 00 00", "9000");
    }
}
