//! `SCARDSSP_VIRTUAL`: a virtual reader for programs that know nothing of virtual readers.

#![cfg(target_os = "linux")] // names of libraries

mod c_support;

use c_support::compile;
use c_support::library::{Library, Linkage};
use c_support::program::{Ended, Program, run};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::process::Command;

const READER: &str = "reader scardssp Virtual Reader 00";

fn program() -> Program {
    Program::build("environment", &Library::of_this_build(), Linkage::Shared)
}

fn run_with(program: &Program, value: &str) -> Ended {
    run(program.command().env("SCARDSSP_VIRTUAL", value)).successful()
}

#[track_caller]
fn has_no_reader(ended: &Ended) {
    assert!(!ended.output.contains("reader "), "{}", ended.output);
    assert!(
        ["list 0x8010001D", "list 0x8010002E"].contains(&ended.lines()[1]),
        "{}",
        ended.output
    );
    assert!(
        ["attach 0x8010001D", "attach 0x80100009"].contains(&ended.lines()[2]),
        "{}",
        ended.output
    );
}

#[test]
fn there_is_no_virtual_reader_unless_it_is_asked_for() {
    let program = program();
    has_no_reader(&program.run(&[""; 0]));
    has_no_reader(&run_with(&program, ""));
    has_no_reader(&run_with(&program, "0"));
}

#[test]
fn one_asks_for_the_built_in_card() {
    let program = program();
    let lines = [
        "list 0x00000000",
        READER,
        "attach 0x00000000",
        "atr 0x00000000",
    ];
    assert_eq!(run_with(&program, "1").lines()[1..5], lines);
}

#[test]
fn a_path_asks_for_the_card_of_that_profile() {
    let program = program();
    let profile = program.directory().join("card.toml");
    fs::write(&profile, "protocols = [\"T=0\"]\nhistorical = \"4F4B\"\n").unwrap();
    let ended = run_with(&program, profile.to_str().unwrap());
    assert_eq!(
        ended.lines()[1..4],
        ["list 0x00000000", READER, "attach 0x00000000"]
    );
    assert!(ended.output.contains("historical OK"), "{}", ended.output);
}

#[test]
fn a_profile_that_cannot_be_used_is_an_error_and_not_silence() {
    let program = program();
    let invalid = program.directory().join("invalid.toml");
    fs::write(&invalid, "this is no profile").unwrap();
    let directory = program.directory().to_str().unwrap();
    let cases = [
        ("/no/such/profile", "0x80070002"),
        (directory, "0x8007001E"),
        (invalid.to_str().unwrap(), "0x8007000D"),
    ];
    for (value, code) in cases {
        let ended = run_with(&program, value);
        // If there are other readers they are listed; here there are none.
        assert_eq!(
            ended.lines()[1..],
            [format!("list {code}"), format!("attach {code}")],
            "{value}"
        );
    }
}

#[test]
fn a_set_id_program_ignores_the_environment() {
    let program = program();
    let copy = program.directory().join("set-id");
    fs::copy(program.path(), &copy).unwrap();
    if !give_to_another_group(&copy) {
        println!("not tested: this user is in one group only");
        return;
    }
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o2755)).unwrap();
    let ended = run(program.command_of(&copy).env("SCARDSSP_VIRTUAL", "1")).successful();
    if ended.lines()[0] == "secure 0" {
        println!(
            "not tested: set-id programs are switched off for {}",
            copy.display()
        );
        return;
    }
    has_no_reader(&ended);
}

/// To one that this user may give files to, and that is not the group of this process.
fn give_to_another_group(file: &Path) -> bool {
    let own = fs::metadata(file).unwrap().gid();
    let groups = compile::run(Command::new("id").arg("-G"));
    let groups = groups
        .split_whitespace()
        .filter_map(|group| group.parse().ok());
    let nogroup = 65534; // for root, who may give files to any
    groups
        .chain([nogroup])
        .any(|group| group != own && chown(file, None, Some(group)).is_ok())
}
