//! A pcscd that stops, dies and comes back under open sessions.

#![cfg(feature = "system")]

mod api;
mod support;

use api::*;
use std::thread;
use std::time::{Duration, Instant};
use support::cards::TestCard;
use support::daemon::{Config, Daemon};

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
        let refused = Session::attach(reader.name(), SHARED, T0 | T1).map(drop);
        assert_eq!(refused, Err(NO_SERVICE));
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
    let name = c"scardssp test reader";
    add_virtual_reader(name, None).unwrap();
    let listed = list_readers().unwrap();
    assert_eq!(listed[0].as_c_str(), name);
    assert!(listed.len() > 1);

    daemon.kill();
    assert_eq!(list_readers().unwrap(), [name.to_owned()]);
    let get_challenge = [0x00, 0x84, 0x00, 0x00, 0x08];
    assert_eq!(
        Session::shared(name)
            .transmit(&get_challenge)
            .unwrap()
            .len(),
        10
    );
    let refused = Session::attach(c"no such reader", SHARED, T0).map(drop);
    assert_eq!(refused, Err(NO_SERVICE));
    remove_virtual_reader(name).unwrap();
    daemon.restart();
}
