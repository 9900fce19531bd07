//! A card with the PIV and OpenPGP applications of the Nitrokey 3, for the reader of the test rig.
//!
//! The applications are those of the crates `piv-authenticator` and `opcard`; `apdu-dispatch` selects between them and
//! does their chaining, as in the firmware. What they store is in memory and lasts as long as the card.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use apdu_dispatch::dispatch::ApduDispatch;
use apdu_dispatch::interchanges::{Channel, Data};
use littlefs2::consts::{U8, U512};
use littlefs2::driver::Storage;
use scardssp::iso7816::{Protocol, atr};
use trussed::virt::{StorageConfig, StoreConfig, with_platform};

use crate::firmware::{BACKENDS, Backends};
use crate::support::vpcd::Responder;

/// A card as it leaves the factory.
pub struct Card {
    atr: Vec<u8>,
    internal: Flash,
    external: Flash,
    powered: Option<Powered>,
}

impl Card {
    /// The applications say nothing of chaining and extended length; `functions` is what the card says
    /// (ISO/IEC 7816-4, third software function table), if anything.
    pub fn new(functions: Option<u8>) -> Card {
        let historical = functions.map(|functions| vec![0x80, 0x73, 0x00, 0x01, functions]);
        Card {
            atr: atr::build(&[Protocol::T1], &historical.unwrap_or_default()),
            internal: Flash::default(),
            external: Flash::default(),
            powered: None,
        }
    }
}

impl Responder for Card {
    fn power_on(&mut self) {
        self.powered = None;
    }

    fn power_off(&mut self) {
        self.powered = None;
    }

    fn reset(&mut self) {
        self.powered = None;
    }

    fn atr(&mut self) -> Vec<u8> {
        self.atr.clone()
    }

    fn transmit(&mut self, apdu: &[u8]) -> Option<Vec<u8>> {
        // Not when the power comes: the daemon powers each card on and, when nobody connects, off again.
        let powered = self
            .powered
            .get_or_insert_with(|| Powered::start(self.internal.clone(), self.external.clone()));
        powered.exchange(apdu)
    }
}

/// The software from power on to power off. Dropping it takes the power away.
struct Powered {
    commands: Option<Sender<Vec<u8>>>,
    replies: Receiver<Vec<u8>>,
    thread: Option<JoinHandle<()>>,
}

impl Powered {
    fn start(internal: Flash, external: Flash) -> Powered {
        let (commands, to_card) = channel();
        let (from_card, replies) = channel();
        let thread = thread::spawn(move || {
            let store = StoreConfig {
                internal: internal.into_storage(),
                external: external.into_storage(),
                volatile: StorageConfig::ram(),
            };
            run(store, to_card, from_card);
        });
        Powered {
            commands: Some(commands),
            replies,
            thread: Some(thread),
        }
    }

    /// `None` when the software has panicked: that card is as good as pulled.
    fn exchange(&self, apdu: &[u8]) -> Option<Vec<u8>> {
        self.commands.as_ref()?.send(apdu.to_vec()).ok()?;
        self.replies.recv().ok()
    }
}

impl Drop for Powered {
    fn drop(&mut self) {
        self.commands = None;
        // The applications tidy up in the same files that the next start will use. A panic has been printed.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn run(store: StoreConfig<'_>, commands: Receiver<Vec<u8>>, replies: Sender<Vec<u8>>) {
    let clients = [("piv", BACKENDS), ("opcard", BACKENDS)];
    with_platform(store, |platform| {
        platform.run_clients_with_backends(clients, Backends::default(), |[piv, openpgp]| {
            let options = piv_authenticator::Options::default();
            let mut piv = piv_authenticator::Authenticator::new(piv, options);
            let mut openpgp = opcard::Card::new(openpgp, opcard::Options::default());

            // The dispatch serves two interfaces, and at ours nobody holds the card to an antenna.
            let (contact, contactless) = (Channel::new(), Channel::new());
            let (mut reader, contact) = contact.split().unwrap();
            let (_, contactless) = contactless.split().unwrap();
            let mut dispatch = ApduDispatch::new(contact, contactless);

            for command in commands {
                let Ok(command) = Data::from_slice(&command) else {
                    // 6700, wrong length: longer than what the firmware has room for.
                    let _ = replies.send(vec![0x67, 0x00]);
                    continue;
                };
                reader.request(command).expect("one command at a time");
                dispatch.poll(&mut [&mut piv, &mut openpgp]);
                let reply = reader.take_response().expect("a reply in one go");
                let _ = replies.send(reply.to_vec());
            }
        })
    });
}

const BLOCK: usize = 512;
const BLOCKS: usize = 128;

/// Memory that the applications find again after a reset.
#[derive(Clone)]
struct Flash(Arc<Mutex<Vec<u8>>>);

impl Default for Flash {
    fn default() -> Flash {
        Flash(Arc::new(Mutex::new(vec![0xFF; BLOCK * BLOCKS])))
    }
}

impl Flash {
    fn into_storage(self) -> StorageConfig<'static> {
        let format = self.0.lock().unwrap().iter().all(|byte| *byte == 0xFF);
        StorageConfig {
            storage: Box::new(self),
            format,
        }
    }
}

impl Storage for Flash {
    const READ_SIZE: usize = 16;
    const WRITE_SIZE: usize = 16;
    const BLOCK_SIZE: usize = BLOCK;
    const BLOCK_COUNT: usize = BLOCKS;
    type CACHE_SIZE = U512;
    type LOOKAHEAD_SIZE = U8;

    fn read(&mut self, offset: usize, buffer: &mut [u8]) -> littlefs2::io::Result<usize> {
        buffer.copy_from_slice(&self.0.lock().unwrap()[offset..][..buffer.len()]);
        Ok(buffer.len())
    }

    fn write(&mut self, offset: usize, data: &[u8]) -> littlefs2::io::Result<usize> {
        self.0.lock().unwrap()[offset..][..data.len()].copy_from_slice(data);
        Ok(data.len())
    }

    fn erase(&mut self, offset: usize, length: usize) -> littlefs2::io::Result<usize> {
        self.0.lock().unwrap()[offset..][..length].fill(0xFF);
        Ok(length)
    }
}
