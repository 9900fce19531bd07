//! Commands for the built-in virtual card, and its answers.

pub const GET_CHALLENGE: &[u8] = &[0x00, 0x84, 0x00, 0x00, 0x08];
/// A challenge of 8 bytes and the status word.
pub const CHALLENGE_LENGTH: usize = 10;

pub const VERIFY: &[u8] = b"\x00\x20\x00\x01\x041234";
pub const VERIFY_WRONGLY: &[u8] = b"\x00\x20\x00\x01\x040000";
/// VERIFY without data: says how many tries are left, or 9000 when the PIN is verified.
pub const ASK_FOR_TRIES: &[u8] = &[0x00, 0x20, 0x00, 0x01];

pub const DONE: [u8; 2] = [0x90, 0x00];
pub const THREE_LEFT: [u8; 2] = [0x63, 0xC3];
pub const TWO_LEFT: [u8; 2] = [0x63, 0xC2];
