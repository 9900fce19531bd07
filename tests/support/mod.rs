//! The test rig: a private PC/SC daemon, virtual readers, and cards that do as they are told.
//!
//! | file        | what it has                                                                |
//! |-------------|----------------------------------------------------------------------------|
//! | `daemon`    | [`daemon::Daemon`], one pcscd per test process: readers, kill, pause, restart |
//! | `launch`    | how it is started: directory, ports, configuration, user, cleaning up      |
//! | `reader`    | [`reader::VirtualReader`], insert a card, see what the reader does to it   |
//! | `cards`     | [`cards::TestCard`], replies and misbehaviour                              |
//! | `ifd`       | [`ifd::OwnReader`], a reader of our own driver: unplug it, let it time out |
//! | `peer`      | [`peer::Peer`], another process that uses the same daemon                  |
//! | `winscard`  | PC/SC as it is, to compare with what the library says                      |
//! | `observer`  | the daemon's own view of its readers, past the client library              |
//! | `wait`      | waiting with a bound                                                       |
//! | `vpcd`      | the wire to a virtual reader, shared with the example card                 |
//!
//! Nothing here uses the library under test, but for its virtual card ([`cards::Software`]).

// Each test binary compiles the whole rig and uses a part of it.
#![allow(dead_code)]

pub mod cards;
pub mod daemon;
pub mod ifd;
mod launch;
pub mod observer;
pub mod peer;
pub mod reader;
#[path = "../../examples/card/vpcd.rs"]
pub mod vpcd;
pub mod wait;
pub mod winscard;
