//! Looks for secrets in all memory of the process that can be written to, freed memory too: nothing is ever given back, so
//! no allocator writes over what should have been wiped.
//!
//! The tests themselves have the secret in disguise only.

#![allow(unsafe_code)] // an allocator, and volatile writes
#![allow(dead_code)] // each test binary uses a part of it

use std::alloc::{GlobalAlloc, Layout, System};
use std::ffi::c_void;
use std::fs::{self, File};
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::ptr;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Never gives memory back, and moves whatever grows.
struct Keeping;

// SAFETY: as the system's allocator, but for what is lost; the default `realloc` allocates anew and copies.
unsafe impl GlobalAlloc for Keeping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, _freed: *mut u8, _layout: Layout) {}
}

#[global_allocator]
static ALLOCATOR: Keeping = Keeping;

/// In the place of libc's, for all code of the process: task memory of the COM objects is libc's.
#[unsafe(no_mangle)]
extern "C" fn free(_freed: *mut c_void) {}

/// Secrets are looked for in pieces of so many bytes.
const PIECE: usize = 8;

/// What a disguised byte and the byte itself differ by.
pub const DISGUISE: u8 = 0x5A;

/// One test at a time: they search all memory, that of the others too.
pub fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Bytes that are looked for, in disguise.
pub struct Pieces {
    pieces: Vec<[u8; PIECE]>,
    /// By the first two bytes, as they are, whether there is a piece that begins so.
    begin: Vec<bool>,
}

impl Pieces {
    pub fn new(disguised: &[u8]) -> Pieces {
        let (pieces, _) = disguised.as_chunks::<PIECE>();
        let mut begin = vec![false; 1 << 16];
        for [first, second, ..] in pieces {
            let plain = u16::from_le_bytes([first ^ DISGUISE, second ^ DISGUISE]);
            begin[usize::from(plain)] = true;
        }
        Pieces {
            pieces: pieces.to_vec(),
            begin,
        }
    }

    fn are_at(&self, window: &[u8]) -> bool {
        let is = |piece: &[u8; PIECE]| {
            let mut both = piece.iter().zip(window);
            both.all(|(disguised, plain)| disguised ^ DISGUISE == *plain)
        };
        self.pieces.iter().any(is)
    }

    /// Where they are in memory.
    pub fn places(&self) -> Vec<Place> {
        search(self)
    }
}

/// Random bytes, in disguise.
pub struct Secret {
    pub disguised: Vec<u8>,
    pub pieces: Pieces,
}

impl Secret {
    pub fn new(length: usize) -> Secret {
        let random = RandomState::new();
        let bytes = (0..length.div_ceil(PIECE)).flat_map(|i| random.hash_one(i).to_ne_bytes());
        Secret::of(bytes.take(length).collect())
    }

    pub fn of(disguised: Vec<u8>) -> Secret {
        let pieces = Pieces::new(&disguised);
        Secret { disguised, pieces }
    }

    /// Calls with the bytes as they are, which are nowhere afterwards unless somebody has copied them.
    pub fn with<R>(&self, call: impl FnOnce(&[u8]) -> R) -> R {
        let mut plain = vec![0; self.disguised.len()];
        for (plain, disguised) in plain.iter_mut().zip(&self.disguised) {
            *plain = disguised ^ DISGUISE;
        }
        let result = call(&plain);
        wipe(plain);
        result
    }

    #[track_caller]
    pub fn expect_places(&self, count: usize, when: &str) {
        let places = self.pieces.places();
        assert_eq!(places.len(), count, "{when}: the secret is at {places:#X?}");
    }
}

pub fn wipe(mut bytes: Vec<u8>) {
    for byte in &mut bytes {
        // SAFETY: a reference is valid.
        unsafe { ptr::write_volatile(byte, 0) };
    }
}

/// A stretch of memory that has the secret or a part of it.
#[derive(Debug)]
#[allow(dead_code)] // to be printed
pub struct Place {
    addresses: Range<usize>,
    mapping: String,
}

/// How much is read and looked at at once.
const BLOCK: usize = 1 << 16;
const PAGE: usize = 1 << 12;

/// Reads all memory that can be written to, but for its own.
fn search(pieces: &Pieces) -> Vec<Place> {
    let mut block = vec![0; BLOCK];
    let own = block.as_ptr_range();
    let own = own.start as usize..own.end as usize;
    let memory = File::open("/proc/self/mem").unwrap();
    let mut places = Vec::<Place>::new();
    for mapping in fs::read_to_string("/proc/self/maps").unwrap().lines() {
        let (range, access) = mapping.split_once(' ').unwrap();
        if !access.starts_with("rw") {
            continue;
        }
        let (start, end) = range.split_once('-').unwrap();
        let start = usize::from_str_radix(start, 16).unwrap();
        let end = usize::from_str_radix(end, 16).unwrap();
        // Blocks overlap, so that no piece is missed.
        for at in (start..end).step_by(BLOCK - PIECE) {
            let length = BLOCK.min(end - at);
            // Fails where the mapping is gone by now.
            let read = memory.read_at(&mut block[..length], at as u64);
            let read = &block[..read.unwrap_or(0)];
            for_each_piece(read, pieces, |offset| {
                let address = at + offset;
                match places.last_mut() {
                    _ if own.contains(&address) => {}
                    Some(last) if address <= last.addresses.end => {
                        last.addresses.end = address + PIECE;
                    }
                    _ => places.push(Place {
                        addresses: address..address + PIECE,
                        mapping: mapping.to_owned(),
                    }),
                }
            });
        }
    }
    wipe(block);
    places
}

/// Tells the offset of each piece.
fn for_each_piece(bytes: &[u8], pieces: &Pieces, mut tell: impl FnMut(usize)) {
    for start in (0..bytes.len()).step_by(PAGE) {
        let page = &bytes[start..bytes.len().min(start + PAGE + PIECE - 1)];
        if page[1..] == page[..page.len() - 1] {
            continue; // one byte again and again, as in most of them
        }
        // Plain indices: all else takes ten times as long in a build for tests.
        let begin = &pieces.begin[..];
        let mut offset = 0;
        while offset + PIECE <= page.len() {
            if begin[page[offset] as usize | (page[offset + 1] as usize) << 8]
                && pieces.are_at(&page[offset..offset + PIECE])
            {
                tell(start + offset);
            }
            offset += 1;
        }
    }
}
