//! What the program prints of the conversation.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use scardssp::iso7816::apdu::{Command, Reply};
use scardssp::iso7816::status_word;

/// Longer fields are cut in the log.
const LONGEST: usize = 64;

/// Prints one line. Nobody listening is no reason to stop.
pub fn line(text: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let space = if text.is_empty() { "" } else { " " };
        let _ = write!(text, "{space}{byte:02X}");
        text
    })
}

/// A command: all of it, unless its body is nobody's business.
pub fn command(apdu: &[u8]) -> String {
    match apdu.split_at_checked(4) {
        Some((header, body)) if !body.is_empty() && is_secret(header) => {
            match Command::parse(apdu) {
                Ok(command) => format!("{command:?}"), // which leaves out the data
                Err(_) => format!("{} <{} bytes>", hex(header), body.len()),
            }
        }
        _ => shortened(apdu),
    }
}

/// A reply, and what its status word means.
pub fn reply(bytes: &[u8]) -> String {
    let Some(Reply { data, sw }) = Reply::parse(bytes) else {
        return hex(bytes);
    };
    let meaning = status_word::message(sw).to_string_lossy();
    let space = if data.is_empty() { "" } else { " " };
    let sw = hex(&sw.to_be_bytes());
    format!("{}{space}{sw}  {meaning}", shortened(data))
}

fn shortened(bytes: &[u8]) -> String {
    match bytes.get(..LONGEST) {
        Some(shown) if bytes.len() > LONGEST => {
            format!("{} ... ({} bytes)", hex(shown), bytes.len())
        }
        _ => hex(bytes),
    }
}

/// VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER, EXTERNAL AUTHENTICATE and PUT KEY, the odd
/// instructions of the same name too.
fn is_secret(header: &[u8]) -> bool {
    matches!(header, [_, ins, ..] if matches!(ins & 0xFE, 0x20 | 0x24 | 0x2C | 0x82 | 0xD8))
}
