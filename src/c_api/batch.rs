//! Many commands in one call.

use super::card::CARDS;
use super::{scard_card, scard_hresult};
use crate::boundary::{Element, Growing, boundary, bytes, elements};
use crate::domain::check_command;
use crate::error::{Error, Result};
use crate::iso7816::apdu::{LONGEST_COMMAND, Reply};
use crate::iso7816::status_word::sw;
use std::ptr::{self, NonNull};

/// scard_transmit_batch ends at the first status word that is not the expected one.
pub const SCARD_BATCH_STOP: u32 = 1;

/// One command of a batch.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct scard_apdu {
    /// sizeof(scard_apdu), set by the caller.
    pub size: u32,
    /// Bytes in apdu, 4 to 65544.
    pub apdu_len: u32,
    /// The command.
    pub apdu: *const u8,
    /// With SCARD_BATCH_STOP: the status word that lets the batch go on; 0 stands for 9000.
    pub expected: u32,
    /// Which bits of it count; 0 stands for all. 6100 with the mask FF00 expects any 61xx.
    pub expected_mask: u32,
}

// SAFETY: Numbers in pairs and a pointer, which leave no padding.
unsafe impl Growing for scard_apdu {
    const FIRST_SIZE: usize = size_of::<scard_apdu>();
}

/// The reply to one command of a batch.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct scard_reply {
    /// sizeof(scard_reply), set by the caller.
    pub size: u32,
    /// Bytes in buffer, set by the caller; not looked at if buffer is NULL.
    pub room: u32,
    /// Where the reply goes, set by the caller. NULL after the first: behind the reply before, in what is left of its room,
    /// so that one buffer can take all replies.
    pub buffer: *mut u8,
    /// Receives where the reply begins; NULL if the command was not sent, or its reply did not fit.
    pub reply: *mut u8,
    /// Receives the length of the reply in bytes, SW1 SW2 included; 0 if the command was not sent.
    pub reply_len: u32,
    /// Receives the status word; 0 if there is none.
    pub status: u32,
}

// SAFETY: numbers in pairs and pointers, which leave no padding.
unsafe impl Growing for scard_reply {
    const FIRST_SIZE: usize = size_of::<scard_reply>();
}

/// Sends many commands to the card, and nobody else's between them.
///
/// Each goes as scard_transmit sends it: as it is, once. From the second on the card is locked until the end, if it is not
/// already. All commands are checked before the first is sent. After a failure in the middle the replies before it are
/// there, and the status of those that were not sent is 0. A reply that does not fit ends the batch and is kept as by
/// scard_transmit.
/// Waits while another session or program holds the card locked.
/// May be called from any thread; calls with one session take turns.
///
/// @param card     the session.
/// @param apdus    the commands. Their bytes lie outside of the replies' buffers.
/// @param count    how many, at most 65536; so many elements are in apdus and in replies.
/// @param flags    0, or SCARD_BATCH_STOP: end at the first status word that is not the expected one, with SCARD_HR_OK. The
///                 commands behind it are not sent, and the status of their replies is 0.
/// @param replies  receives the replies, in the order of the commands; the caller has set size, room and buffer of each.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER              apdus or replies is NULL and count is not 0, or a command, or the first buffer
///         SCARD_HR_INVALIDARG           flags, count, a size or the length of a command is out of range; nothing was sent
///         SCARD_HR_INVALID_HANDLE       card is NULL, ended or not a session
///         SCARD_HR_INSUFFICIENT_BUFFER  a reply did not fit: its reply_len says what is needed, and it is kept
///         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_NO_SMARTCARD, SCARD_HR_COMM_DATA_LOST,
///         SCARD_HR_NOT_TRANSACTED, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE, SCARD_HR_COMM_ERROR,
///         SCARD_HR_PROTO_MISMATCH
///                                       as scard_transmit, at the first command without a status
///         other codes of the PC/SC service
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_transmit_batch(
    card: *mut scard_card,
    apdus: *const scard_apdu,
    count: u32,
    flags: u32,
    replies: *mut scard_reply,
) -> scard_hresult {
    boundary(|| {
        if count > MOST_COMMANDS {
            return Err(Error::INVALIDARG);
        }
        // SAFETY: the header says what the pointers must be.
        let slots = unsafe { slots(replies, count) }?;
        if flags & !SCARD_BATCH_STOP != 0 {
            return Err(Error::INVALIDARG);
        }
        // SAFETY: as above.
        let commands = unsafe { commands(apdus, count) }?;
        let card = CARDS.get().get(card)?;
        let mut exchanges = card.exchanges();
        let mut place = Place::default();
        for (command, slot) in commands.iter().zip(slots) {
            place = slot.place.unwrap_or(place);
            let reply = exchanges.transmit(command.bytes)?;
            let sw = Reply::parse(reply).map_or(0, |reply| reply.sw);
            if let Err(error) = slot.give(&mut place, reply, sw) {
                card.keep_reply(&[reply]);
                return Err(error);
            }
            if flags & SCARD_BATCH_STOP != 0 && !command.expects(sw) {
                break;
            }
        }
        Ok(())
    })
}

/// More would only make the caller wait longer for the first reply.
const MOST_COMMANDS: u32 = 65536;

/// A command of the batch, as lent by the caller.
struct Command<'call> {
    bytes: &'call [u8],
    expected: u32,
    mask: u32,
}

impl Command<'_> {
    fn expects(&self, sw: u16) -> bool {
        let or = |value, default| if value == 0 { default } else { value };
        let mask = or(self.mask, u32::from(u16::MAX));
        u32::from(sw) & mask == or(self.expected, sw::DONE.into()) & mask
    }
}

/// Takes the commands over, all of them in order.
///
/// # Safety
/// An `apdus` that is not NULL points to `count` elements, and each command has as many bytes as it
/// says; nobody writes any of it while the result is in use.
unsafe fn commands<'call>(apdus: *const scard_apdu, count: u32) -> Result<Vec<Command<'call>>> {
    // SAFETY: as the caller of this function promises.
    let elements = unsafe { elements(apdus.cast_mut(), count) }?;
    let command = |element: Element<scard_apdu>| {
        // SAFETY: all of an element is input.
        let apdu = unsafe { element.read() };
        if apdu.apdu.is_null() {
            return Err(Error::POINTER);
        }
        // SAFETY: as the caller of this function promises.
        let bytes = unsafe { bytes(apdu.apdu, apdu.apdu_len, LONGEST_COMMAND) }?;
        check_command(bytes)?;
        Ok(Command {
            bytes,
            expected: apdu.expected,
            mask: apdu.expected_mask,
        })
    };
    elements.into_iter().map(command).collect()
}

/// An element of the caller's array of replies.
struct Slot {
    element: Element<scard_reply>,
    /// Where the caller wants it; `None` for behind the one before.
    place: Option<Place>,
}

/// Takes the places for replies over, and says of each that there is none yet.
///
/// # Safety
/// A `replies` that is not NULL points to `count` elements, which are writable until the call returns,
/// as is the room of each buffer.
unsafe fn slots(replies: *mut scard_reply, count: u32) -> Result<Vec<Slot>> {
    // SAFETY: as the caller of this function promises.
    let elements = unsafe { elements(replies, count) }?;
    let mut slots = Vec::with_capacity(elements.len());
    for element in elements {
        let ptr = element.as_ptr();
        // SAFETY: these members are input, and of the first version.
        let (buffer, room) = unsafe { ((*ptr).buffer, (*ptr).room) };
        let place = NonNull::new(buffer).map(|buffer| Place {
            buffer: buffer.as_ptr(),
            room,
        });
        let slot = Slot { element, place };
        slot.tell(ptr::null_mut(), 0, 0);
        slots.push(slot);
    }
    match slots.first() {
        Some(Slot { place: None, .. }) => Err(Error::POINTER),
        _ => Ok(slots),
    }
}

/// Memory for replies.
#[derive(Clone, Copy)]
struct Place {
    buffer: *mut u8,
    room: u32,
}

impl Default for Place {
    fn default() -> Self {
        Place {
            buffer: ptr::null_mut(),
            room: 0,
        }
    }
}

impl Slot {
    /// Copies a reply to its place, which ends behind it, or says how much room it needs.
    fn give(&self, place: &mut Place, reply: &[u8], status: u16) -> Result<()> {
        let len = u32::try_from(reply.len()).map_err(|_| Error::UNEXPECTED)?;
        let Some(left) = place.room.checked_sub(len) else {
            self.tell(ptr::null_mut(), len, status);
            return Err(Error::INSUFFICIENT_BUFFER);
        };
        // SAFETY: the caller of `slots` promised the room, and what was used of it is behind us.
        // `reply` is memory of ours.
        let rest = unsafe {
            place
                .buffer
                .copy_from_nonoverlapping(reply.as_ptr(), reply.len());
            place.buffer.add(reply.len())
        };
        self.tell(place.buffer, len, status);
        *place = Place {
            buffer: rest,
            room: left,
        };
        Ok(())
    }

    fn tell(&self, reply: *mut u8, len: u32, status: u16) {
        let element = self.element.as_ptr();
        // SAFETY: the caller of `slots` promised that it is writable.
        unsafe {
            (*element).reply = reply;
            (*element).reply_len = len;
            (*element).status = status.into();
        }
    }
}
