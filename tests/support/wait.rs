//! Waiting with a bound: an endless wait is normal behaviour for PC/SC, so each wait here says
//! what it waited for and gives up.

use std::panic::resume_unwind;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Long enough for a loaded machine, short enough to be a test failure and not a hang.
pub const WATCHDOG: Duration = Duration::from_secs(5);

/// Runs `work` in a thread of its own and panics when it takes longer than the watchdog. The
/// thread is then left behind: nothing ends a call that hangs in PC/SC.
#[track_caller]
pub fn within<T: Send + 'static>(what: &str, work: impl FnOnce() -> T + Send + 'static) -> T {
    match try_within(WATCHDOG, work) {
        Some(result) => result,
        None => panic!("waited {WATCHDOG:?} in vain: {what}"),
    }
}

/// The same with a bound of one's own; `None` when it took longer.
pub fn try_within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (sender, receiver) = channel();
    let worker = thread::spawn(move || drop(sender.send(work())));
    match receiver.recv_timeout(limit) {
        Ok(result) => Some(result),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => match worker.join() {
            Err(panic) => resume_unwind(panic),
            Ok(()) => unreachable!("the worker ended without a result"),
        },
    }
}

/// Looks every few milliseconds until there is something, and panics at the watchdog.
#[track_caller]
pub fn until<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    try_until(look).unwrap_or_else(|| panic!("waited {WATCHDOG:?} in vain: {what}"))
}

/// The same, but `None` at the watchdog.
pub fn try_until<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        let found = look();
        if found.is_some() || start.elapsed() > WATCHDOG {
            return found;
        }
        thread::sleep(Duration::from_millis(3));
    }
}
