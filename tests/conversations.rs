//! Conversations with the built-in card, from files, in a virtual reader and through a real pcscd: both must be as written.
//!
//! The files (`conversations/*.apdu`) have a line per step:
//!
//! | line | meaning |
//! |---|---|
//! | `protocol T=0` or `T=1` | first line: what the session attaches with |
//! | `> 00 A4 00 00` | a command |
//! | `< 6A 82` | its reply; `..` is any byte, `*` at the end of the data any number of them |
//! | `= 258` | the length of the reply, status word included |
//! | `reattach reset` | scard_reattach with this disposition |
//! | `# text` | a comment |

mod api;
#[cfg(feature = "system")]
mod support;

use api::*;
use std::ffi::CStr;
use std::fs;
use std::path::PathBuf;

enum Step {
    Command(Vec<u8>),
    Reply(Pattern),
    Length(usize),
    Reattach(u32),
}

/// Bytes to come, `None` for any; and whether any others may stand before the status word.
struct Pattern {
    data: Vec<Option<u8>>,
    more: bool,
    status_word: [u8; 2],
}

impl Pattern {
    fn parse(text: &str) -> Pattern {
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let status_word = words.split_off(words.len() - 2);
        let more = words.last() == Some(&"*");
        words.truncate(words.len() - usize::from(more));
        let byte = |word: &&str| (*word != "..").then(|| parse_byte(word));
        Pattern {
            data: words.iter().map(byte).collect(),
            more,
            status_word: [parse_byte(status_word[0]), parse_byte(status_word[1])],
        }
    }

    fn fits(&self, reply: &[u8]) -> bool {
        let Some((data, status_word)) = reply.split_last_chunk::<2>() else {
            return false;
        };
        let length_fits =
            data.len() == self.data.len() || self.more && data.len() > self.data.len();
        *status_word == self.status_word
            && length_fits
            && self
                .data
                .iter()
                .zip(data)
                .all(|(want, is)| want.is_none_or(|want| want == *is))
    }
}

fn parse_byte(word: &str) -> u8 {
    u8::from_str_radix(word, 16).unwrap_or_else(|_| panic!("not a byte in hex: {word}"))
}

struct Conversation {
    name: String,
    protocol: u32,
    steps: Vec<(usize, Step)>,
}

fn conversations() -> Vec<Conversation> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/conversations");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let conversations: Vec<_> = files.iter().map(|file| parse(file)).collect();
    assert!(conversations.len() > 1);
    conversations
}

fn parse(file: &std::path::Path) -> Conversation {
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let mut conversation = Conversation {
        name,
        protocol: 0,
        steps: Vec::new(),
    };
    for (number, line) in fs::read_to_string(file).unwrap().lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let step = match verb {
            "" => continue,
            "protocol" => {
                conversation.protocol = if rest == "T=0" { T0 } else { T1 };
                continue;
            }
            ">" => Step::Command(rest.split_whitespace().map(parse_byte).collect()),
            "<" => Step::Reply(Pattern::parse(rest)),
            "=" => Step::Length(rest.parse().unwrap()),
            "reattach" => Step::Reattach(match rest {
                "leave" => LEAVE,
                "reset" => RESET,
                "unpower" => UNPOWER,
                _ => panic!(
                    "{}:{}: no disposition: {rest}",
                    conversation.name,
                    number + 1
                ),
            }),
            _ => panic!("{}:{}: no step: {line}", conversation.name, number + 1),
        };
        conversation.steps.push((number + 1, step));
    }
    conversation
}

/// Plays a conversation; every reply must be as written.
fn play(conversation: &Conversation, reader: &CStr) {
    let card = Session::attach(reader, EXCLUSIVE, conversation.protocol).unwrap();
    let mut replies = Vec::<Vec<u8>>::new();
    for (line, step) in &conversation.steps {
        let at = format!("{}:{line} in {reader:?}", conversation.name);
        match step {
            Step::Command(command) => {
                replies.push(
                    card.transmit(command)
                        .unwrap_or_else(|error| panic!("{at}: {error:?}")),
                );
            }
            Step::Reply(pattern) => {
                let reply = replies.last().expect("a command before the reply");
                assert!(pattern.fits(reply), "{at}: the reply is {reply:02X?}");
            }
            Step::Length(length) => assert_eq!(replies.last().map(Vec::len), Some(*length), "{at}"),
            Step::Reattach(init) => card.reattach(EXCLUSIVE, *init).unwrap(),
        }
    }
}

#[test]
fn the_virtual_reader_talks_as_written() {
    for conversation in conversations() {
        let reader = Reader::new(format!("reader for {}", conversation.name));
        play(&conversation, reader.name());
        assert_eq!(reader.remove(), Ok(()));
    }
}

#[cfg(feature = "system")]
mod through_pcscd {
    use super::*;
    use scardssp::embedded::{Profile, Protocol};
    use support::cards::Software;
    use support::daemon::{Config, Daemon};

    #[test]
    fn pcscd_passes_on_what_the_virtual_reader_says() {
        for conversation in conversations() {
            let protocol = if conversation.protocol == T0 {
                Protocol::T0
            } else {
                Protocol::T1
            };
            let profile = Profile::builtin().only(protocol).unwrap();
            let mut reader = Daemon::for_this_process(&Config::default()).take_reader();
            reader.insert(Software::new(profile));
            play(&conversation, reader.name());
        }
    }
}
