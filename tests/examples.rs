//! The programs of `examples-c` compile without a warning and do what `examples-c/README.md` says.

#![cfg(target_os = "linux")] // names of libraries

mod c_support;

use c_support::compile::Compiler;
use c_support::in_package;
use c_support::library::{Library, Linkage};
use c_support::program::{Ended, Program, run, run_with_input};
use c_support::terminal::Terminal;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;

/// The application of the built-in card, and the PIN of its own.
const APPLICATION: [&str; 4] = ["-a", "F07363617264737370", "-k", "81"];

const WRONG_PIN: &[u8] = b"9753\n";

#[test]
fn all_of_them_compile_without_a_warning() {
    let mut compiled = 0;
    for entry in fs::read_dir(in_package("examples-c")).unwrap() {
        let source = entry.unwrap().path();
        let compilers = match source.extension().and_then(|extension| extension.to_str()) {
            Some("c") => [Compiler::c("gcc", "c99"), Compiler::c("clang", "c99")],
            Some("cpp") => [
                Compiler::cpp("g++", "c++11"),
                Compiler::cpp("clang++", "c++11"),
            ],
            _ => continue,
        };
        let com = format!("-I{}", in_package("include/com").display());
        for compiler in compilers {
            compiler.check(&source, &["-Wshadow", "-Wconversion", &com]);
        }
        compiled += 1;
    }
    assert!(compiled >= 8, "only {compiled} examples were found");
}

#[test]
fn the_sample_runs_of_the_readme_are_what_the_programs_print() {
    let readme = fs::read_to_string(in_package("examples-c/README.md")).unwrap();
    let samples = readme.split("\n```").find(|block| block.contains("\n$ "));
    let mut runs = 0;
    for sample in samples.unwrap().split("\n$ ").skip(1) {
        let (command, printed) = sample.split_once('\n').unwrap();
        let (_, command) = command.split_once("target/examples-c/").unwrap();
        let mut words = command.split(' ');
        let program = example(words.next().unwrap());
        let ended = run_with_input(on_virtual_card(&program).args(words), WRONG_PIN);
        let printed = printed.replace("Enter the PIN: \n", ""); // not asked for without a terminal
        assert_eq!(ended.output.trim_end(), printed.trim_end(), "{ended:?}");
        runs += 1;
    }
    assert_eq!(runs, 3);
}

#[test]
fn read_file_shows_a_file_by_identifier_path_and_application() {
    let program = example("read_file");
    let serial_number = "00000000  98 00 10 32 54 76 98 10  32 F4                    ...2Tv..2.\n";
    for path in ["2FE2", "3F 00 2f e2", "3f00:2fe2"] {
        let ended = run(on_virtual_card(&program).arg(path)).successful();
        assert!(
            ended
                .output
                .ends_with(&format!("\nSize           10 bytes\n{serial_number}")),
            "{ended:?}"
        );
    }
    for path in ["3F007F100001", "4F09F073636172647373705102 0001"] {
        let ended = run(on_virtual_card(&program).arg(path)).successful();
        assert_eq!(
            ended.lines()[0],
            "Reader         scardssp Virtual Reader 00"
        );
        assert_eq!(ended.lines()[2], "Size           256 bytes");
        assert!(
            ended.lines()[3].ends_with("  first applicatio"),
            "{ended:?}"
        );
        assert_eq!(ended.lines().len(), 3 + 256 / 16);
    }
}

#[test]
fn read_file_stores_a_long_file_as_it_is() {
    let program = example("read_file");
    let target = program.directory().join("content");
    let mut command = on_virtual_card(&program);
    let ended = run(command.args(["3F000102", "-o"]).arg(&target)).successful();
    assert_eq!(ended.lines()[2], "Size           102400 bytes");
    let counter = |at: u32| at.to_le_bytes().iter().fold(0, |sum, byte| sum ^ byte);
    let expected: Vec<u8> = (0..102_400).map(counter).collect();
    assert!(fs::read(target).unwrap() == expected);
}

#[test]
fn read_file_says_why_it_could_not() {
    let program = example("read_file");
    let cases = [
        ("9999", "SCARD_E_FILE_NOT_FOUND (0x80100024)", Some("6A82")),
        (
            "0301",
            "SCARD_W_SECURITY_VIOLATION (0x8010006A)",
            Some("6982"),
        ),
        (
            "0201",
            "SCARD_E_UNSUPPORTED_FEATURE (0x80100022)",
            Some("6981"),
        ),
        ("3F00", "SCARD_E_NO_FILE (0x80100026)", None),
        ("112233", "E_INVALIDARG (0x80070057)", None),
    ];
    for (path, name, status) in cases {
        let ended = failed(run(on_virtual_card(&program).arg(path)));
        let lines: Vec<_> = ended.errors.lines().collect();
        assert_eq!(lines[0], format!("scard_read_file: {name}"));
        match status {
            Some(status) => assert!(lines[2].starts_with(&format!("The card said {status}: "))),
            None => assert_eq!(lines.len(), 2, "{ended:?}"),
        }
    }
    for arguments in [
        &["xx"][..],
        &["2F"],
        &["2FE2", "-o"],
        &[],
        &["2FE2", "2F01"],
    ] {
        let ended = failed(run(on_virtual_card(&program).args(arguments)));
        assert!(ended.errors.starts_with("usage: "), "{ended:?}");
    }
    let target = program.directory().join("no/such/directory");
    let ended = failed(run(on_virtual_card(&program)
        .args(["2FE2", "-o"])
        .arg(&target)));
    assert!(
        ended.errors.contains("No such file or directory"),
        "{ended:?}"
    );
    let ended = failed(run(program.command().arg("2FE2")));
    assert!(
        ended.errors.starts_with("scard_list_readers: "),
        "{ended:?}"
    );
}

#[test]
fn verify_pin_accepts_the_right_pin_however_the_line_ends() {
    let program = example("verify_pin");
    for pin in ["1234\n", "1234", "1234\r\n", "1234\nand more\n"] {
        let ended = present(&mut on_virtual_card(&program), pin).successful();
        let lines = [
            "Reader         scardssp Virtual Reader 00",
            "PIN            01, 3 tries left",
            "Result         right",
        ];
        assert_eq!(ended.lines(), lines);
        assert_eq!(ended.errors, "");
    }
    let mut command = on_virtual_card(&program);
    let ended = present(command.args(APPLICATION), "5678\n").successful();
    assert_eq!(ended.lines()[3], "Result         right");
}

#[test]
fn verify_pin_tells_the_tries_that_are_left() {
    let program = example("verify_pin");
    let ended = failed(present(&mut on_virtual_card(&program), "9753\n"));
    assert_eq!(ended.lines()[2], "Result         wrong, 2 tries left");
    let mut command = on_virtual_card(&program);
    let ended = failed(present(command.args(APPLICATION), "1234\n"));
    assert_eq!(ended.lines()[3], "Result         wrong, 2 tries left");
}

#[test]
fn verify_pin_leaves_the_last_try_alone_unless_told_to_use_it() {
    let program = example("verify_pin");
    let profile = profile(
        program.directory(),
        "[[pin]]\nreference = 1\ntext = \"1234\"\ntries = 1\n",
    );
    let command = || {
        let mut command = program.command();
        command.env("SCARDSSP_VIRTUAL", &profile);
        command
    };
    for pin in ["1234\n", "9753\n"] {
        let ended = failed(present(&mut command(), pin));
        let lines: Vec<_> = ended.errors.lines().collect();
        assert_eq!(lines[0], "Warning: a wrong PIN now blocks it.");
        assert!(lines[1].starts_with("Nothing was sent; "), "{ended:?}");
        assert_eq!(ended.lines()[1..], ["PIN            01, 1 try left"]);
    }
    let ended = present(command().arg("-f"), "1234\n").successful();
    assert_eq!(ended.errors, "Warning: a wrong PIN now blocks it.\n");
    assert_eq!(ended.lines()[2], "Result         right");
    let ended = failed(present(command().arg("-f"), "9753\n"));
    assert_eq!(ended.lines()[2], "Result         wrong, and blocked now");
}

#[test]
fn verify_pin_sends_nothing_that_is_no_pin_or_for_no_pin() {
    let program = example("verify_pin");
    let long = "1".repeat(256) + "\n";
    let inputs = [
        ("", "No PIN was given: nothing was sent.\n"),
        ("\n1234\n", "No PIN was given: nothing was sent.\n"),
        (
            &long,
            "The PIN is longer than 255 bytes: nothing was sent.\n",
        ),
    ];
    for (input, error) in inputs {
        assert_eq!(
            failed(present(&mut on_virtual_card(&program), input)).errors,
            error
        );
    }
    let cases: [(&[&str], &str); 5] = [
        (
            &["-k", "02"],
            "Asking for the tries left: the card said 6A88: ",
        ),
        (
            &["-a", "A0:00:00:00:99"],
            "Selecting the application: the card said 6A82: ",
        ),
        (&["-k", "0x01"], "usage: "),
        (&["-a", ""], "usage: "),
        (&["1234"], "usage: "),
    ];
    for (arguments, error) in cases {
        let mut command = on_virtual_card(&program);
        let ended = failed(present(command.args(arguments), "1234\n"));
        assert!(ended.errors.starts_with(error), "{ended:?}");
        assert!(!ended.output.contains("Result"), "{ended:?}");
    }
}

#[test]
fn verify_pin_does_not_show_the_pin_on_a_terminal() {
    let program = example("verify_pin");
    let mut terminal = Terminal::run(&mut on_virtual_card(&program));
    terminal.wait_for("Enter the PIN: ");
    assert!(!terminal.has_echo());
    terminal.type_in(b"1235\x7F4\n"); // with a mistake, corrected
    let status = terminal.wait_for_end();
    let shown = terminal.shown();
    assert!(
        status.success() && shown.contains("Result         right"),
        "{shown}"
    );
    assert!(!shown.contains("123") && !shown.contains('4'), "{shown}");
    assert!(terminal.has_echo());
}

#[test]
fn verify_pin_leaves_a_good_terminal_when_it_is_stopped() {
    let program = example("verify_pin");
    let keys = [(b"12\x03", libc::SIGINT), (b"12\x1C", libc::SIGQUIT)];
    for (keys, signal) in keys {
        let mut command = on_virtual_card(&program);
        let mut terminal = Terminal::run(command.current_dir(program.directory()));
        terminal.wait_for("Enter the PIN: ");
        terminal.type_in(keys);
        assert_eq!(terminal.wait_for_end().signal(), Some(signal));
        assert!(terminal.has_echo());
        assert!(!terminal.shown().contains("12"), "{}", terminal.shown());
    }
    let mut terminal = Terminal::run(&mut on_virtual_card(&program));
    terminal.wait_for("Enter the PIN: ");
    assert!(!terminal.can_suspend());
    terminal.type_in(b"\x04"); // the end, without a PIN
    assert_eq!(terminal.wait_for_end().code(), Some(1));
    assert!(terminal.has_echo() && terminal.can_suspend());
}

#[test]
fn atr_explains_bytes_and_the_card_of_a_reader() {
    let program = example("atr");
    for arguments in [
        &["3B27008065A20C010137"][..],
        &["3b 27 00", "80:65:A2:0C:01:01:37"],
    ] {
        let ended = run(program.command().args(arguments)).successful();
        let lines = ended.lines();
        assert_eq!(lines[0], "ATR            3B 27 00 80 65 A2 0C 01 01 37");
        assert!(lines.contains(&"Protocols      T=0 (default)"), "{ended:?}");
        assert!(
            lines.contains(&"Historical     80 65 A2 0C 01 01 37   .e....7"),
            "{ended:?}"
        );
    }
    for arguments in [&[][..], &["-r", "scardssp Virtual Reader 00"]] {
        let ended = run(on_virtual_card(&program).args(arguments)).successful();
        let lines = ended.lines();
        assert_eq!(lines[0], "Reader         scardssp Virtual Reader 00");
        assert!(
            lines[1].starts_with("ATR            3B 8E 80 11 FE 80 73 F7 41 DB"),
            "{ended:?}"
        );
        assert!(
            lines.contains(&"Protocols      T=0 (default) T=1"),
            "{ended:?}"
        );
        assert!(lines.contains(&"Check byte     correct"), "{ended:?}");
    }
    for arguments in [&["3B 2"][..], &["-x"]] {
        let ended = failed(run(program.command().args(arguments)));
        assert!(ended.errors.starts_with("usage: "), "{ended:?}");
    }
    let ended = failed(run(program.command().arg("3B27")));
    assert!(
        ended
            .errors
            .starts_with("scard_parse_atr: SCARD_E_INVALID_ATR"),
        "{ended:?}"
    );
}

#[test]
fn none_of_them_leaks_or_touches_what_it_should_not() {
    let valgrind = |program: &Program, arguments: &[&str], input: &[u8]| {
        let mut command = program.command_of(Path::new("valgrind"));
        command.args(["--quiet", "--error-exitcode=99", "--leak-check=full"]);
        command.arg(program.path()).args(arguments);
        let ended = run_with_input(command.env("SCARDSSP_VIRTUAL", "1"), input);
        assert_ne!(ended.status.code(), Some(99), "{ended:?}");
        assert!(!ended.output.is_empty(), "{ended:?}");
    };
    let read_file = example("read_file");
    valgrind(&read_file, &["3F007F100001"], b"");
    valgrind(&read_file, &["9999"], b"");
    valgrind(&example("verify_pin"), &APPLICATION, b"5678\n");
    valgrind(&example("atr"), &[], b"");
}

fn example(name: &str) -> Program {
    Program::example(name, &Library::of_this_build(), Linkage::Shared)
}

fn on_virtual_card(program: &Program) -> Command {
    let mut command = program.command();
    command.env("SCARDSSP_VIRTUAL", "1");
    command
}

fn profile(directory: &Path, text: &str) -> std::path::PathBuf {
    let path = directory.join("card.toml");
    fs::write(&path, text).unwrap();
    path
}

/// Gives a PIN to `verify_pin`, which must not show it.
#[track_caller]
fn present(command: &mut Command, pin: &str) -> Ended {
    let ended = run_with_input(command, pin.as_bytes());
    let digits = pin.lines().next().unwrap_or_default();
    assert!(
        digits.is_empty()
            || ![&ended.output, &ended.errors]
                .iter()
                .any(|text| text.contains(digits)),
        "{ended:?}"
    );
    ended
}

#[track_caller]
fn failed(ended: Ended) -> Ended {
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    ended
}
