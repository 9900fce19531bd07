//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use scardssp::embedded::Protocol;

pub const USAGE: &str = "\
usage: card --vpcd HOST:PORT [--profile FILE] [--protocol t0|t1] [--delay-ms N]
       card --check FILE

  --vpcd HOST:PORT   serve the card to the vpcd driver that listens there
  --profile FILE     a card of this profile, not the built-in one
  --protocol t0|t1   offer this protocol alone; T=1 when the profile has both
  --delay-ms N       think so long about each command
  --check FILE       say whether a profile is good, and if not, what is wrong with it";

pub struct Options {
    pub task: Task,
    pub profile: Option<PathBuf>,
    pub protocol: Option<Protocol>,
    pub delay: Duration,
}

pub enum Task {
    Serve(String),
    Check(PathBuf),
    Help,
}

impl Options {
    pub fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut task = None;
        let mut profile = None;
        let mut protocol = None;
        let mut delay = Duration::ZERO;
        while let Some(option) = arguments.next() {
            let mut value = || {
                let missing = || format!("{option} needs a value\n{USAGE}");
                arguments.next().ok_or_else(missing)
            };
            match option.as_str() {
                "--vpcd" => task = Some(Task::Serve(value()?)),
                "--check" => task = Some(Task::Check(value()?.into())),
                "--help" | "-h" => task = Some(Task::Help),
                "--profile" => profile = Some(value()?.into()),
                "--protocol" => protocol = Some(protocol_named(&value()?)?),
                "--delay-ms" => {
                    let milliseconds = value()?.parse();
                    let bad = |_| "--delay-ms takes a number of milliseconds".to_owned();
                    delay = Duration::from_millis(milliseconds.map_err(bad)?);
                }
                _ => return Err(format!("{option} is not an option\n{USAGE}")),
            }
        }
        Ok(Self {
            task: task.ok_or_else(|| USAGE.to_owned())?,
            profile,
            protocol,
            delay,
        })
    }
}

fn protocol_named(name: &str) -> Result<Protocol, String> {
    match name {
        "t0" => Ok(Protocol::T0),
        "t1" => Ok(Protocol::T1),
        _ => Err(format!("{name} is not a protocol: t0 or t1")),
    }
}
