//! Transcripts: what a program asks for, what goes to the card for it, and what the program gets.
//!
//! The files (`*.transcript`) have a part for each session, and in it a line per step:
//!
//! | line | meaning |
//! |---|---|
//! | `== title` | a new session, what it shows |
//! | `card T=0 80 73 00 01 C0` | the protocol, and the card's historical bytes if it has any |
//! | `alternate C0` | the alternate class of the next command |
//! | `transaction 00 B0 00 00 00` | a command for scard_transaction |
//! | `execute 00 B0 00 00 00` | a command for scard_execute |
//! | `> 00 B0 00 00 00` | what the card gets |
//! | `< 6C 20` | what it answers |
//! | `= 90 00` | the reply that the program gets |
//! | `! PROTO_MISMATCH` | the failure that it gets instead |
//! | `# text` | a comment |
//!
//! `300*AA` is 300 bytes AA.

/// A session with a card that answers as written.
pub struct Transcript {
    pub title: String,
    /// 0 or 1.
    pub protocol: u8,
    pub historical: Vec<u8>,
    pub commands: Vec<Command>,
}

/// A command of the program.
pub struct Command {
    pub line: usize,
    /// scard_execute, else scard_transaction.
    pub execute: bool,
    pub alternate_class: Option<u8>,
    pub bytes: Vec<u8>,
    /// What the card gets and what it answers.
    pub exchanges: Vec<(Vec<u8>, Vec<u8>)>,
    /// The reply, or the name of the failure.
    pub result: Result<Vec<u8>, String>,
}

/// The transcripts of a file.
pub fn parse(text: &str) -> Vec<Transcript> {
    let mut transcripts = Vec::<Transcript>::new();
    let mut alternate_class = None;
    for (index, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        if verb.is_empty() {
            continue;
        }
        if verb == "==" {
            transcripts.push(Transcript {
                title: rest.to_owned(),
                protocol: 0,
                historical: Vec::new(),
                commands: Vec::new(),
            });
            continue;
        }
        let transcript = transcripts.last_mut().expect("a title first");
        let last = transcript.commands.last_mut();
        match verb {
            "card" => {
                let (protocol, historical) = rest.split_once(' ').unwrap_or((rest, ""));
                transcript.protocol = u8::from(protocol == "T=1");
                transcript.historical = bytes(historical);
            }
            "alternate" => alternate_class = bytes(rest).first().copied(),
            "transaction" | "execute" => transcript.commands.push(Command {
                line: index + 1,
                execute: verb == "execute",
                alternate_class: alternate_class.take(),
                bytes: bytes(rest),
                exchanges: Vec::new(),
                result: Err("no result is written".to_owned()),
            }),
            ">" => last
                .expect("a command first")
                .exchanges
                .push((bytes(rest), Vec::new())),
            "<" => last.unwrap().exchanges.last_mut().unwrap().1 = bytes(rest),
            "=" => last.unwrap().result = Ok(bytes(rest)),
            "!" => last.unwrap().result = Err(rest.to_owned()),
            _ => panic!("line {}: no step: {line}", index + 1),
        }
    }
    assert!(!transcripts.is_empty());
    transcripts
}

fn bytes(text: &str) -> Vec<u8> {
    let run = |word: &str| {
        let (count, byte) = word.split_once('*').unwrap_or(("1", word));
        let byte = u8::from_str_radix(byte, 16).unwrap_or_else(|_| panic!("no byte: {word}"));
        vec![byte; count.parse().unwrap()]
    };
    text.split_whitespace().flat_map(run).collect()
}

/// An answer to reset that offers one protocol, with these historical bytes.
pub fn atr(protocol: u8, historical: &[u8]) -> Vec<u8> {
    let count = u8::try_from(historical.len()).unwrap();
    if protocol == 0 {
        return [&[0x3B, count], historical].concat();
    }
    let mut atr = [&[0x3B, 0x80 | count, 0x01], historical].concat();
    atr.push(atr[1..].iter().fold(0, |check, byte| check ^ byte));
    atr
}
