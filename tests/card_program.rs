//! The example program that serves the virtual card to a real pcscd.

#![cfg(feature = "system")]

mod api;
mod support;

use api::*;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use support::daemon::{Config, Daemon};

const VERIFY: [u8; 9] = [0x00, 0x20, 0x00, 0x01, 0x04, b'1', b'2', b'3', b'4'];
const READ_SERIAL_NUMBER: [u8; 5] = [0x00, 0xB0, 0x82, 0x00, 0x0A];

/// Cargo builds examples beside the folder of the tests.
fn card_program() -> Command {
    let test = std::env::current_exe().unwrap();
    let folder = test.ancestors().nth(2).unwrap();
    let mut program = Command::new(folder.join("examples").join("card"));
    program.stdout(Stdio::piped()).stderr(Stdio::piped());
    program
}

struct Running(Option<Child>);

impl Running {
    fn end(mut self) -> Output {
        let mut child = self.0.take().unwrap();
        child.kill().unwrap();
        child.wait_with_output().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

#[test]
fn the_card_program_serves_the_built_in_card_and_tells_no_pin() {
    let daemon = Daemon::for_this_process(&Config::default());
    for (argument, protocol) in [("t0", T0), ("t1", T1)] {
        let reader = daemon.take_reader();
        let slot = daemon
            .readers()
            .iter()
            .find(|slot| *slot.name == *reader.name());
        let port = slot.unwrap().port;
        let mut program = card_program();
        program.args([
            "--vpcd",
            &format!("127.0.0.1:{port}"),
            "--protocol",
            argument,
        ]);
        let program = Running(Some(program.spawn().expect("the example program")));
        daemon.wait_for_card(reader.name(), true).unwrap();

        let card = Session::shared(reader.name());
        assert_eq!(card.protocol(), Ok(protocol));
        let serial_number = card.transmit(&READ_SERIAL_NUMBER).unwrap();
        assert_eq!(serial_number[..4], [0x98, 0x00, 0x10, 0x32]);
        assert_eq!(card.transmit(&VERIFY).unwrap(), [0x90, 0x00]);
        card.reattach(SHARED, RESET).unwrap();
        assert_eq!(card.transmit(&VERIFY[..4]).unwrap(), [0x63, 0xC3]);
        card.detach(LEAVE).unwrap();

        let told = String::from_utf8(program.end().stdout).unwrap();
        assert!(told.contains("00 B0 82 00 0A"), "{told}");
        assert!(told.contains("00 20 00 01 <4 bytes>"), "{told}");
        assert!(!told.contains("31 32 33 34"), "{told}");
        daemon.wait_for_card(reader.name(), false).unwrap();
    }
}

#[test]
fn the_card_program_names_the_line_of_a_mistake_in_a_profile() {
    let folder = tempfile::tempdir().unwrap();
    let check = |name: &str, text: &str| {
        let path: PathBuf = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let output = card_program().arg("--check").arg(&path).output().unwrap();
        let told = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(told).unwrap())
    };
    let builtin = include_str!("../src/backend/embedded/card/builtin.toml");
    assert!(check("right.toml", builtin).0);
    let (valid, told) = check("wrong.toml", "eject = false\n\nejct = true\n");
    assert!(
        !valid && told.contains("line 3") && told.contains("ejct"),
        "{told}"
    );
}
