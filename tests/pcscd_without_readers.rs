//! A pcscd that runs and has no reader: a test process of its own, because each has one configuration.

#![cfg(feature = "system")]

mod api;
mod support;

use api::*;
use support::daemon::{Config, Daemon};

#[test]
fn a_service_without_readers_says_so() {
    let daemon = Daemon::for_this_process(&Config {
        readers: 0,
        ..Config::default()
    });
    assert!(daemon.is_running() && daemon.readers().is_empty());
    assert_eq!(list_readers(), Err(NO_READERS_AVAILABLE));
    let attach = || Session::attach(c"no such reader", SHARED, ANY);
    assert_eq!(attach(), Err(UNKNOWN_READER));

    // A virtual reader makes it no worse.
    let reader = Reader::new("the only one");
    assert_eq!(list_readers().unwrap(), [reader.name().to_owned()]);
    assert_eq!(attach(), Err(UNKNOWN_READER));
    reader.session().detach(LEAVE).unwrap();
    assert_eq!(reader.remove(), Ok(()));
    assert_eq!(list_readers(), Err(NO_READERS_AVAILABLE));
}
