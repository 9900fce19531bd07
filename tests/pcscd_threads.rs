//! Many threads and many sessions on a real pcscd.

#![cfg(feature = "system")]

mod api;
mod support;

use api::*;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Barrier, mpsc};
use std::thread;
use std::time::{Duration, Instant};
use support::cards::TestCard;
use support::daemon::{Config, Daemon};
use support::reader::VirtualReader;
use support::wait::within;

const SELECT_MF: [u8; 7] = [0x00, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00];

fn daemon() -> &'static Daemon {
    Daemon::for_this_process(&Config {
        readers: 12,
        ..Config::default()
    })
}

fn readers_with_cards<const N: usize>() -> [VirtualReader; N] {
    [(); N].map(|()| {
        let mut reader = daemon().take_reader();
        reader.insert(TestCard::echo());
        reader
    })
}

#[test]
fn cards_in_two_readers_work_side_by_side() {
    const COMMANDS: u32 = 20;
    const DELAY: Duration = Duration::from_millis(20);
    let readers = readers_with_cards::<2>();
    readers.iter().for_each(|reader| reader.set_delay(DELAY));
    let sessions = readers
        .each_ref()
        .map(|reader| Session::shared(reader.name()));
    let run =
        |session: &Session| (0..COMMANDS).for_each(|_| drop(session.transmit(&SELECT_MF).unwrap()));

    let start = Instant::now();
    run(&sessions[0]);
    let alone = start.elapsed();
    let start = Instant::now();
    thread::scope(|scope| {
        sessions
            .iter()
            .for_each(|session| drop(scope.spawn(move || run(session))))
    });
    let together = start.elapsed();
    println!("one card alone: {alone:.1?}; two cards side by side: {together:.1?}");
    assert!(
        together < alone * 3 / 2,
        "one after the other would take {:.1?}",
        alone * 2
    );
}

#[test]
fn eight_threads_with_one_handle_get_the_replies_to_their_own_commands() {
    let [reader] = readers_with_cards();
    let card = Session::shared(reader.name());
    thread::scope(|scope| {
        for thread in 0..8u8 {
            let card = &card;
            scope.spawn(move || {
                for count in 0..150u8 {
                    let command = [0x00, 0xCA, thread, count, 0x00];
                    let reply = card.transmit(&command).unwrap();
                    assert_eq!(reply, [&command[..], &[0x90, 0x00]].concat());
                }
            });
        }
    });
    assert_eq!(reader.commands().len(), 8 * 150);
}

#[test]
fn four_sessions_on_one_card_are_served_evenly() {
    const TIME: Duration = Duration::from_secs(2);
    let [reader] = readers_with_cards();
    reader.set_delay(Duration::from_millis(1));
    let (ended, start) = (AtomicBool::new(false), Barrier::new(5));
    let served = [(); 4].map(|()| AtomicU32::new(0));
    let mut longest = Duration::ZERO;
    thread::scope(|scope| {
        let threads: Vec<_> = served
            .iter()
            .map(|served| {
                let (reader, ended, start) = (&reader, &ended, &start);
                scope.spawn(move || {
                    let card = Session::shared(reader.name());
                    let mut longest = Duration::ZERO;
                    start.wait();
                    while !ended.load(Ordering::Relaxed) {
                        let asked = Instant::now();
                        card.lock().unwrap();
                        longest = longest.max(asked.elapsed());
                        card.transmit(&SELECT_MF).unwrap();
                        card.unlock(LEAVE).unwrap();
                        served.fetch_add(1, Ordering::Relaxed);
                    }
                    longest
                })
            })
            .collect();
        start.wait();
        thread::sleep(TIME);
        ended.store(true, Ordering::Relaxed);
        for thread in threads {
            longest = longest.max(thread.join().unwrap());
        }
    });
    let served = served.map(AtomicU32::into_inner);
    let (least, most) = (*served.iter().min().unwrap(), *served.iter().max().unwrap());
    let evenness = f64::from(least) / f64::from(most);
    println!("served {served:?}: least to most {evenness:.3}; longest wait {longest:.1?}");
    assert!(least > 50, "that says something");
    assert!(evenness >= 0.9);
}

#[test]
fn fifteen_hundred_sessions_over_eight_readers() {
    let readers = readers_with_cards::<8>();
    let sessions: Vec<_> = (0..1500)
        .map(|number| Session::shared(readers[number % 8].name()))
        .collect();
    for session in &sessions {
        session.transmit(&SELECT_MF).unwrap();
    }
    drop(sessions);
    Session::shared(readers[0].name())
        .transmit(&SELECT_MF)
        .unwrap();
}

#[test]
fn a_full_service_says_so_and_has_room_again_afterwards() {
    let [reader] = readers_with_cards();
    let mut sessions = Vec::new();
    let full = loop {
        match Session::attach(reader.name(), SHARED, ANY) {
            Ok(session) => sessions.push(session),
            Err(error) => break error,
        }
        assert!(sessions.len() <= 200);
    };
    println!("after {} sessions: {full:?}", sessions.len());
    assert_eq!(full, INTERNAL_ERROR);
    sessions.pop().unwrap().detach(LEAVE).unwrap();
    let one_more = Session::shared(reader.name());
    one_more.transmit(&SELECT_MF).unwrap();
    sessions[0].transmit(&SELECT_MF).unwrap();
}

#[test]
fn detach_while_another_thread_is_in_a_call_waits_for_it() {
    let [reader] = readers_with_cards();
    reader.set_delay(Duration::from_millis(300));
    let card = Session::shared(reader.name());
    reader.clear_events();
    let (replies, reply) = mpsc::channel();
    thread::scope(|scope| {
        let card = &card;
        scope.spawn(move || replies.send(card.transmit(&SELECT_MF)).unwrap());
        reader.wait_for_events("the command", |events| !events.is_empty());
        assert_eq!(card.key().detach(LEAVE), Ok(()));
    });
    assert_eq!(reply.recv().unwrap().unwrap().len(), SELECT_MF.len() + 2);
    assert_eq!(card.transmit(&SELECT_MF), Err(INVALID_HANDLE));
    assert_eq!(card.detach(LEAVE), Err(INVALID_HANDLE));
}

#[test]
fn a_session_that_locks_keeps_the_others_of_this_process_waiting() {
    let [reader] = readers_with_cards();
    let (owner, other) = (
        Session::shared(reader.name()),
        Session::shared(reader.name()),
    );
    owner.lock().unwrap();
    within("sessions that wait for each other", move || {
        thread::scope(|scope| {
            let waiting = scope.spawn(|| other.transmit(&SELECT_MF).map(|_| ()));
            thread::sleep(Duration::from_millis(100));
            owner.transmit(&SELECT_MF).unwrap();
            assert!(!waiting.is_finished());
            owner.unlock(LEAVE).unwrap();
            assert_eq!(waiting.join().unwrap(), Ok(()));
        });
    });
}
