//! The service itself in trouble: a pcscd that stops, dies and comes back under open sessions, or is full; and forks
//! of a process that uses it. Every test has the daemon for itself.

#![cfg(feature = "system")]

mod api;
mod c_support;
mod support;

use api::builtin::*;
use api::*;
use std::os::unix::ffi::OsStrExt;
use std::thread;
use std::time::{Duration, Instant};
use support::cards::TestCard;
use support::daemon::{Config, Daemon};
use support::reader::CardEvent;
use support::wait::until;
use support::winscard::Client;

const SELECT_MF: [u8; 7] = [0x00, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00];
const AT_ONCE: Duration = Duration::from_millis(100);

fn daemon() -> &'static Daemon {
    Daemon::for_this_process(&Config::default())
}

fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

#[test]
fn a_service_that_was_killed_costs_each_session_one_clear_error() {
    let daemon = daemon().alone();
    let mut reader = daemon.take_reader();
    for round in 0..3 {
        reader.insert(TestCard::ok());
        let cured = Session::shared(reader.name());
        let ended = Session::shared(reader.name());
        cured.lock().unwrap();
        cured.unlock(LEAVE).unwrap();
        match round {
            0 => drop(daemon.stop()),
            _ => daemon.kill(),
        }
        reader.pull_without_waiting();

        let start = Instant::now();
        assert_eq!(cured.transmit(&SELECT_MF), Err(NO_SERVICE));
        assert_eq!(cured.lock(), Err(NO_SERVICE));
        assert_eq!(cured.status(), Err(NO_SERVICE));
        assert_eq!(cured.reattach(SHARED, LEAVE), Err(NO_SERVICE));
        assert_eq!(ended.detach(LEAVE), Err(NO_SERVICE));
        assert_eq!(list_readers(), Err(NO_SERVICE));
        assert_eq!(Session::attach(reader.name(), SHARED, ANY), Err(NO_SERVICE));
        assert!(start.elapsed() < 7 * AT_ONCE, "each call fails at once");

        daemon.restart();
        reader.insert(TestCard::ok());
        assert_eq!(
            cured.transmit(&SELECT_MF),
            Err(NO_SERVICE),
            "no session comes back by itself"
        );
        cured.reattach(SHARED, LEAVE).unwrap();
        assert_eq!(cured.transmit(&SELECT_MF).unwrap(), [0x90, 0x00]);
        let fresh = Session::shared(reader.name());
        assert_eq!(fresh.transmit(&SELECT_MF).unwrap(), [0x90, 0x00]);
        assert!(
            list_readers()
                .unwrap()
                .iter()
                .any(|name| name.as_c_str() == reader.name())
        );
        drop((cured, fresh));
        reader.remove();
    }
}

#[test]
fn a_restart_that_nobody_noticed_does_not_show_at_the_next_attach() {
    let daemon = daemon().alone();
    let mut reader = daemon.take_reader();
    reader.insert(TestCard::ok());
    // The context is kept for the next session, and the one for lists too.
    Session::shared(reader.name());
    list_readers().unwrap();
    daemon.kill();
    reader.pull_without_waiting();
    daemon.restart();
    reader.insert(TestCard::ok());
    assert!(list_readers().is_ok());
    let card = Session::shared(reader.name());
    assert_eq!(card.transmit(&SELECT_MF).unwrap(), [0x90, 0x00]);
}

#[test]
fn an_exclusive_session_of_a_service_that_was_restarted_keeps_nobody_out() {
    let daemon = daemon().alone();
    let mut reader = daemon.take_reader();
    reader.insert(TestCard::ok());
    let _forgotten = Session::attach(reader.name(), EXCLUSIVE, T0 | T1).unwrap();
    daemon.kill();
    reader.pull_without_waiting();
    daemon.restart();
    reader.insert(TestCard::ok());
    let card = Session::attach(reader.name(), EXCLUSIVE, T0 | T1).unwrap();
    assert_eq!(card.transmit(&SELECT_MF).unwrap(), [0x90, 0x00]);
}

#[test]
fn a_command_under_way_ends_when_the_service_dies() {
    let daemon = daemon().alone();
    let mut reader = daemon.take_reader();
    reader.insert(TestCard::ok());
    reader.set_delay(Duration::from_secs(3));
    let card = Session::shared(reader.name());
    reader.clear_events();
    let answer = thread::scope(|scope| {
        let answer = scope.spawn(|| card.transmit(&SELECT_MF));
        reader.wait_for_events("the command", |events| !events.is_empty());
        daemon.kill();
        let start = Instant::now();
        let answer = answer.join().unwrap();
        assert!(
            start.elapsed() < 10 * AT_ONCE,
            "the card would have taken 3 s"
        );
        answer
    });
    assert!(matches!(answer, Err(COMM_ERROR | NO_SERVICE)), "{answer:?}");
    assert_eq!(card.transmit(&SELECT_MF), Err(NO_SERVICE));
    reader.pull_without_waiting();
    daemon.restart();
}

#[test]
fn restarts_leak_no_descriptors() {
    let daemon = daemon().alone();
    let mut reader = daemon.take_reader();
    let mut before = None;
    for _ in 0..5 {
        reader.insert(TestCard::ok());
        let sessions: Vec<_> = (0..5).map(|_| Session::shared(reader.name())).collect();
        daemon.kill();
        reader.pull_without_waiting();
        for session in sessions {
            assert_eq!(session.detach(LEAVE), Err(NO_SERVICE));
        }
        daemon.restart();
        reader.insert(TestCard::ok());
        Session::shared(reader.name());
        list_readers().unwrap();
        reader.remove();
        let now = open_files();
        assert!(now <= *before.get_or_insert(now), "{now} after {before:?}");
    }
}

#[test]
fn virtual_readers_are_there_without_a_service_and_listed_first() {
    let daemon = daemon().alone();
    let reader = Reader::new("scardssp test reader");
    let listed = list_readers().unwrap();
    assert_eq!(listed[0].as_c_str(), reader.name());
    assert!(listed.len() > 1);

    daemon.kill();
    assert_eq!(list_readers().unwrap(), [reader.name().to_owned()]);
    let challenge = reader.session().transmit(GET_CHALLENGE).unwrap();
    assert_eq!(challenge.len(), CHALLENGE_LENGTH);
    assert_eq!(
        Session::attach(c"no such reader", SHARED, T0),
        Err(NO_SERVICE)
    );
    assert_eq!(reader.remove(), Ok(()));
    daemon.restart();
}

#[test]
fn a_service_that_has_no_room_for_another_context_says_so_until_it_has() {
    let daemon = daemon().alone();
    let mut reader = daemon.take_reader();
    reader.insert(TestCard::ok());
    let mut clients = Vec::new();
    let full = loop {
        match Client::new() {
            Ok(client) => clients.push(client),
            Err(code) => break Hr(code),
        }
        assert!(clients.len() <= 200);
    };
    println!("after {} contexts: {full:?}", clients.len());
    // pcscd hangs up on its client, and what the client library says then depends on when it notices.
    let is_full = |code| matches!(code, SECURITY_VIOLATION | NO_SERVICE);
    assert!(is_full(full));
    // A reader that was not used yet needs a context.
    let attach = || Session::attach(c"not used yet", SHARED, ANY);
    let before = open_files();
    for _ in 0..10 {
        let refused = attach().unwrap_err();
        assert!(is_full(refused), "{refused:?}");
    }
    assert_eq!(open_files(), before);

    drop(clients);
    // The daemon takes a moment to see that they are gone.
    until("room for a context", || {
        (attach() == Err(UNKNOWN_READER)).then_some(())
    });
    let card = until("room for a session", || {
        Session::attach(reader.name(), SHARED, ANY).ok()
    });
    assert_eq!(card.transmit(&SELECT_MF).unwrap(), [0x90, 0x00]);
}

#[test]
fn a_forked_child_has_no_session_of_its_parent_can_begin_anew_and_disturbs_nothing() {
    let daemon = daemon().alone();
    let mut reader = daemon.take_reader();
    reader.insert(TestCard::ok());
    let card = Session::shared(reader.name());
    list_readers().unwrap();
    reader.clear_events();
    in_child(|| {
        for _ in 0..2 {
            assert_eq!(card.transmit(&SELECT_MF), Err(INVALID_HANDLE));
            assert_eq!(card.lock(), Err(INVALID_HANDLE));
            assert_eq!(card.status(), Err(INVALID_HANDLE));
            assert_eq!(card.atr(), Err(INVALID_HANDLE));
            assert_eq!(card.reattach(SHARED, RESET), Err(INVALID_HANDLE));
            assert_eq!(card.key().detach(RESET), Err(INVALID_HANDLE));
        }
    });
    assert_eq!(reader.events(), [], "nothing reached the card");
    in_child(|| {
        assert!(!list_readers().unwrap().is_empty());
        let own = Session::shared(reader.name());
        assert_eq!(own.transmit(&SELECT_MF).unwrap(), [0x90, 0x00]);
        own.detach(LEAVE).unwrap();
    });
    assert_eq!(card.transmit(&SELECT_MF).unwrap(), [0x90, 0x00]);
    assert_eq!(reader.commands().len(), 2);
    card.reattach(EXCLUSIVE, RESET).unwrap();
    card.detach(LEAVE).unwrap();
}

/// The program has a connection that is locked, one that is not and one that it adopted; its child releases all objects.
#[test]
fn a_forked_child_leaves_the_connections_of_its_parents_objects_alone() {
    let daemon = daemon().alone();
    let mut reader = daemon.take_reader();
    reader.insert(TestCard::ok());
    let library = c_support::library::Library::of_this_build();
    let linkage = c_support::library::Linkage::Shared;
    let program = c_support::program::Program::build("com_fork", &library, linkage);
    let socket = std::env::var_os("PCSCLITE_CSOCK_NAME").expect("the rig says where its daemon is");
    reader.clear_events();
    let mut command = program.command();
    command.arg(std::ffi::OsStr::from_bytes(reader.name().to_bytes()));
    c_support::program::run(command.env("PCSCLITE_CSOCK_NAME", socket)).successful();
    assert!(!reader.events().contains(&CardEvent::Reset));
    assert_eq!(reader.commands().len(), 3, "those of the parent");
}

/// Forks, and fails when the child does. It must call nothing that another thread of this process may be in.
#[allow(unsafe_code)] // fork
#[track_caller]
fn in_child(work: impl FnOnce()) {
    const WATCHDOG_SECONDS: u32 = 5;
    // SAFETY: the tests here take turns, so no other thread is in the library or in PC/SC; the child leaves by `_exit`.
    let child = unsafe { libc::fork() };
    assert!(child >= 0);
    if child == 0 {
        // SAFETY: only a number.
        unsafe { libc::alarm(WATCHDOG_SECONDS) };
        let worked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        // SAFETY: only a number.
        unsafe { libc::_exit(i32::from(worked.is_err())) };
    }
    let mut status = 0;
    // SAFETY: the pointer is valid.
    assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
    assert_eq!(status, 0, "the child failed; with --nocapture it says what");
}
