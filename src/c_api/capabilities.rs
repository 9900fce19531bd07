//! What card and reader can do.

use super::card::CARDS;
use super::{scard_card, scard_hresult};
use crate::boundary::{Growing, OutStruct, boundary};
use crate::error::{Error, Result};

/// The card or reader does not do it.
pub const SCARD_CAPABILITY_NO: u32 = 0;
/// Card and reader do it.
pub const SCARD_CAPABILITY_YES: u32 = 1;
/// Nothing tells; scard_execute tries it where nothing else will do.
pub const SCARD_CAPABILITY_UNKNOWN: u32 = 2;

/// What card and reader can do, as scard_get_capabilities finds it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct scard_capabilities {
    /// sizeof(scard_capabilities), set by the caller.
    pub size: u32,
    /// Commands of extended length (ISO/IEC 7816-4, 5.1): SCARD_CAPABILITY_NO, _YES or _UNKNOWN. NO with T=0.
    pub extended_length: u32,
    /// Commands in a chain (ISO/IEC 7816-4, 5.3.3): SCARD_CAPABILITY_NO, _YES or _UNKNOWN.
    pub command_chaining: u32,
    /// Logical channels, the basic one included: 1 to 8, where 8 is 8 or more; 0 if the card does not tell.
    pub logical_channels: u32,
    /// The longest command APDU that is known to be taken, in bytes: 261 to 65544.
    pub max_command: u32,
    /// The longest reply APDU to such a command, in bytes, SW1 SW2 included: 258 to 65538.
    pub max_reply: u32,
}

// SAFETY: numbers of the same width, which leave no padding.
unsafe impl Growing for scard_capabilities {
    const FIRST_SIZE: usize = size_of::<scard_capabilities>();
}

/// Finds out what card and reader can do.
///
/// By what the card says in its historical bytes and in EF.ATR/INFO, what the reader says (PC/SC part 10,
/// dwMaxAPDUDataSize), and what the card showed in this session: extended length or a chain that was taken or refused.
/// EF.ATR/INFO is read once, if the historical bytes say that there is one and nothing that is selected gets lost by it: on
/// a logical channel of its own, or, if the card has none, in an EXCLUSIVE session that has not sent anything yet. Otherwise
/// nothing is sent to the card. (ISO/IEC 7816-4, 12.1.1.9, 12.2.2, 12.7.1.)
/// Waits while another session or program holds the card locked.
/// May be called from any thread; calls with one session take turns.
///
/// @param card  the session.
/// @param caps  receives the findings; the caller has set caps->size to sizeof(scard_capabilities).
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         caps is NULL
///         SCARD_HR_INVALIDARG      caps->size is not set
///         SCARD_HR_INVALID_HANDLE  card is NULL, ended or not a session
///         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_NO_SMARTCARD, SCARD_HR_COMM_DATA_LOST,
///         SCARD_HR_NOT_TRANSACTED, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE, SCARD_HR_COMM_ERROR,
///         SCARD_HR_PROTO_MISMATCH
///                                  as scard_transmit
///         other codes of the PC/SC service
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_get_capabilities(
    card: *mut scard_card,
    caps: *mut scard_capabilities,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let caps = unsafe { OutStruct::new(caps) }?;
        let found = CARDS.get().get(card)?.capabilities()?;
        caps.set(&scard_capabilities {
            size: 0, // stays the caller's
            extended_length: answer(found.extended),
            command_chaining: answer(found.chaining),
            logical_channels: found.channels.map_or(0, u32::from),
            max_command: length(found.max_command())?,
            max_reply: length(found.max_reply())?,
        });
        Ok(())
    })
}

fn answer(known: Option<bool>) -> u32 {
    match known {
        Some(false) => SCARD_CAPABILITY_NO,
        Some(true) => SCARD_CAPABILITY_YES,
        None => SCARD_CAPABILITY_UNKNOWN,
    }
}

fn length(bytes: usize) -> Result<u32> {
    u32::try_from(bytes).map_err(|_| Error::UNEXPECTED)
}
