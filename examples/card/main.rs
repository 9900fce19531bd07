//! Serves the software card to a real PC/SC service, through the virtual reader `vpcd`.
//!
//! ```sh
//! cargo run --example card -- --vpcd localhost:35963
//! cargo run --example card -- --check my-card.toml
//! ```
//!
//! It prints a line for each event, and of each command what the card made of it. The bodies of
//! commands that carry PINs, proofs or keys are never printed.

mod log;
mod options;
mod vpcd;

use std::net::TcpStream;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

use options::{Options, Task};
use scardssp::embedded::{Card, Profile, Protocol};

/// A message of vpcd is no longer, so a longer reply cannot be brought home.
const LONGEST_REPLY: usize = 65535;

/// Between attempts to reach the reader.
const RETRY: Duration = Duration::from_millis(500);

fn main() -> ExitCode {
    let done = Options::parse(std::env::args().skip(1)).and_then(|options| match &options.task {
        Task::Help => {
            println!("{}", options::USAGE);
            Ok(())
        }
        Task::Check(path) => {
            let profile = Profile::load(path).map_err(|e| format!("{}: {e}", path.display()))?;
            let atr = log::hex(profile.atr());
            println!("{}: a good profile, ATR {atr}", path.display());
            Ok(())
        }
        Task::Serve(address) => serve(address, &options),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("card: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// Serves the card for ever. Its memory outlasts a reader that goes away.
fn serve(address: &str, options: &Options) -> Result<(), String> {
    let profile = match &options.profile {
        Some(path) => Profile::load(path).map_err(|e| format!("{}: {e}", path.display()))?,
        None => Profile::builtin(),
    };
    let mut served = Served {
        card: Card::new(one_protocol(profile, options.protocol)?),
        delay: options.delay,
    };
    log::line(&format!("card     ATR {}", log::hex(served.card.atr())));
    let mut waiting = false;
    loop {
        match TcpStream::connect(address) {
            Ok(stream) => {
                waiting = false;
                log::line(&format!("insert   {address}"));
                let ended = vpcd::serve(stream, &mut served);
                served.card.power_off();
                match ended {
                    Ok(()) => log::line("remove   the reader closed the connection"),
                    Err(error) => log::line(&format!("remove   {error}")),
                }
            }
            Err(error) if !waiting => {
                waiting = true;
                log::line(&format!("wait     no reader at {address} yet: {error}"));
            }
            Err(_) => {}
        }
        sleep(RETRY);
    }
}

/// The service chooses a protocol from the ATR, and vpcd does not tell which: so offer one only.
fn one_protocol(profile: Profile, wanted: Option<Protocol>) -> Result<Profile, String> {
    let protocol = match (wanted, profile.protocols()) {
        (Some(wanted), _) => wanted,
        (None, &[only]) => only,
        (None, _) => Protocol::T1,
    };
    profile
        .only(protocol)
        .ok_or_else(|| format!("the card does not offer {protocol:?}"))
}

/// The card, and a line for each thing that happens to it.
struct Served {
    card: Card,
    delay: Duration,
}

impl vpcd::Responder for Served {
    fn power_on(&mut self) {
        log::line("power on");
        self.card.power_on();
    }

    fn power_off(&mut self) {
        log::line("power off");
        self.card.power_off();
    }

    fn reset(&mut self) {
        log::line("reset");
        self.card.reset();
    }

    fn atr(&mut self) -> Vec<u8> {
        self.card.atr().to_vec()
    }

    fn transmit(&mut self, apdu: &[u8]) -> Option<Vec<u8>> {
        log::line(&format!("> {}", log::command(apdu)));
        sleep(self.delay);
        let reply = self.card.transmit(apdu);
        if reply.is_empty() {
            log::line("< nothing: the card has no power");
            return None;
        }
        log::line(&format!("< {}", log::reply(&reply)));
        if reply.len() > LONGEST_REPLY {
            log::line("< 6F 00 instead: vpcd carries at most 65535 bytes");
            return Some(vec![0x6F, 0x00]);
        }
        Some(reply)
    }
}
