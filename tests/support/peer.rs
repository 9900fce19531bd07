//! Another process that uses the same daemon: this test binary once more, running one "test"
//! that reads commands from its standard input. A test binary that wants peers has
//!
//! ```ignore
//! #[test]
//! fn peer_process() {
//!     support::peer::serve_if_asked();
//! }
//! ```

use std::ffi::{CStr, CString};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::wait::WATCHDOG;
use super::winscard::{Card, Client, Code, Share, Status, Then};

const VARIABLE: &str = "SCARDSSP_RIG_PEER";
/// Sets our lines apart from what the test harness prints.
const ANSWER: &str = "peer:";
/// PC/SC's own codes for "no such card" and "no".
const INVALID_HANDLE: Code = 0x8010_0003;
const INVALID_PARAMETER: Code = 0x8010_0004;

/// The other process. It ends when dropped, or when this process ends.
pub struct Peer {
    process: Child,
    input: Option<ChildStdin>,
    answers: Receiver<String>,
}

/// What the peer is asked to do.
#[derive(Clone, Copy, Debug)]
pub enum Request<'a> {
    Connect(&'a CStr, Share),
    Begin,
    End(Then),
    Transmit(&'a [u8]),
    Disconnect(Then),
    Status,
}

/// The data of a request that succeeded, or PC/SC's code.
pub type Answer = Result<Vec<u8>, Code>;

impl Peer {
    /// Call it after the daemon was started: the peer inherits its address.
    #[track_caller]
    pub fn start() -> Peer {
        let mut process = Command::new(std::env::current_exe().expect("the name of this binary"))
            .args(["peer_process", "--exact", "--nocapture", "--test-threads=1"])
            .env(VARIABLE, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("starting the peer process");
        let output = BufReader::new(process.stdout.take().expect("the peer's output"));
        let (sender, answers) = channel();
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                // The harness prints "test peer_process ... " before our first line.
                if let Some((_, answer)) = line.split_once(ANSWER) {
                    let _ = sender.send(answer.to_owned());
                }
            }
        });
        let input = process.stdin.take();
        let peer = Peer {
            process,
            input,
            answers,
        };
        peer.wait().expect("a peer with a context");
        peer
    }

    #[track_caller]
    pub fn connect(&mut self, reader: &CStr, share: Share) -> Result<(), Code> {
        self.ask(Request::Connect(reader, share)).map(drop)
    }

    #[track_caller]
    pub fn begin(&mut self) -> Result<(), Code> {
        self.ask(Request::Begin).map(drop)
    }

    #[track_caller]
    pub fn end(&mut self, then: Then) -> Result<(), Code> {
        self.ask(Request::End(then)).map(drop)
    }

    #[track_caller]
    pub fn transmit(&mut self, command: &[u8]) -> Answer {
        self.ask(Request::Transmit(command))
    }

    #[track_caller]
    pub fn disconnect(&mut self, then: Then) -> Result<(), Code> {
        self.ask(Request::Disconnect(then)).map(drop)
    }

    #[track_caller]
    pub fn status(&mut self) -> Result<Status, Code> {
        self.ask(Request::Status).map(|bytes| decode_status(&bytes))
    }

    #[track_caller]
    pub fn ask(&mut self, request: Request) -> Answer {
        self.send(request);
        self.wait()
    }

    /// Only asks; the answer has to be fetched with `wait` or `wait_for`.
    #[track_caller]
    pub fn send(&mut self, request: Request) {
        let line = encode(request);
        let input = self.input.as_mut().expect("a living peer");
        writeln!(input, "{line}").expect("writing to the peer");
    }

    #[track_caller]
    pub fn wait(&self) -> Answer {
        self.wait_for(WATCHDOG)
            .unwrap_or_else(|| panic!("waited {WATCHDOG:?} in vain for the peer's answer"))
    }

    /// The answer to what was sent, or `None` when there is none in that time.
    #[track_caller]
    pub fn wait_for(&self, limit: Duration) -> Option<Answer> {
        match self.answers.recv_timeout(limit) {
            Ok(answer) => Some(decode_answer(&answer)),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => panic!("the peer process has ended"),
        }
    }

    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// SIGKILL: the daemon sees a client vanish. Returns when the process is gone.
    pub fn kill(mut self) {
        self.end_process();
    }

    fn end_process(&mut self) {
        self.input = None;
        // An error means that it has ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.end_process();
    }
}

fn encode(request: Request) -> String {
    match request {
        Request::Connect(name, share) => format!("connect {} {share:?}", hex(name.to_bytes())),
        Request::Begin => "begin".to_owned(),
        Request::End(then) => format!("end {then:?}"),
        Request::Transmit(command) => format!("transmit {}", hex(command)),
        Request::Disconnect(then) => format!("disconnect {then:?}"),
        Request::Status => "status".to_owned(),
    }
}

fn decode_answer(answer: &str) -> Answer {
    let mut words = answer.split_whitespace();
    let code = words
        .next()
        .and_then(|word| u32::from_str_radix(word, 16).ok());
    match code.expect("a result code from the peer") {
        0 => Ok(unhex(words.next().unwrap_or_default())),
        code => Err(code),
    }
}

/// State, protocol, length of the ATR, ATR, name.
fn encode_status(status: &Status) -> Vec<u8> {
    let mut bytes = status.state.to_be_bytes().to_vec();
    bytes.extend(status.protocol.to_be_bytes());
    bytes.extend((status.atr.len() as u32).to_be_bytes());
    bytes.extend(&status.atr);
    bytes.extend(status.reader.to_bytes());
    bytes
}

fn decode_status(bytes: &[u8]) -> Status {
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    let (atr, name) = bytes[12..].split_at(number(8) as usize);
    let reader = CString::new(name).expect("a name without NUL");
    Status {
        reader,
        state: number(0),
        protocol: number(4),
        atr: atr.to_vec(),
    }
}

/// Does the peer's work when this process was started as one, else nothing. It returns when its
/// input ends, which it does when the process that started it is gone.
pub fn serve_if_asked() {
    if std::env::var_os(VARIABLE).is_none() {
        return;
    }
    let client = Client::new();
    answer(client.as_ref().map(|_| Vec::new()).map_err(|code| *code));
    let Ok(client) = client else { return };
    let mut card = None;
    for line in std::io::stdin().lines().map_while(Result::ok) {
        answer(obey(&client, &mut card, &line));
    }
}

fn obey(client: &Client, card: &mut Option<Card>, line: &str) -> Answer {
    let words: Vec<&str> = line.split_whitespace().collect();
    let nothing = |()| Vec::new();
    match (words[..].split_first(), card.as_ref()) {
        (Some((&"connect", [name, share])), _) => {
            let name = CString::new(unhex(name)).map_err(|_| INVALID_PARAMETER)?;
            let share = if *share == "Exclusive" {
                Share::Exclusive
            } else {
                Share::Shared
            };
            *card = Some(client.connect(&name, share)?);
            Ok(Vec::new())
        }
        (_, None) => Err(INVALID_HANDLE),
        (Some((&"begin", _)), Some(card)) => card.begin().map(nothing),
        (Some((&"end", [then])), Some(card)) => card.end(parse_then(then)?).map(nothing),
        (Some((&"transmit", [command])), Some(card)) => card.transmit(&unhex(command)),
        (Some((&"status", _)), Some(card)) => card.status().map(|status| encode_status(&status)),
        (Some((&"disconnect", [then])), Some(_)) => {
            let then = parse_then(then)?;
            card.take()
                .map_or(Err(INVALID_HANDLE), |card| card.disconnect(then))
                .map(nothing)
        }
        _ => Err(INVALID_PARAMETER),
    }
}

fn parse_then(word: &str) -> Result<Then, Code> {
    match word {
        "Leave" => Ok(Then::Leave),
        "Reset" => Ok(Then::Reset),
        "Unpower" => Ok(Then::Unpower),
        _ => Err(INVALID_PARAMETER),
    }
}

fn answer(answer: Answer) {
    let line = match answer {
        Ok(data) => format!("{ANSWER} 00000000 {}", hex(&data)),
        Err(code) => format!("{ANSWER} {code:08X}"),
    };
    println!("{line}");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02X}");
        text
    })
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits
        .map(|pair| byte(pair).expect("hexadecimal digits"))
        .collect()
}
