//! A session with a card.

use super::handle::{self, Table};
use super::{
    SCARD_DISPOSITIONS, SCARD_PROTOCOLS, SCARD_SHARE_MODES, SCARD_STATES, scard_card, scard_hresult,
};
use crate::boundary::{Out, OutBuffer, boundary, bytes, text};
use crate::domain::{Reply, Session};
use crate::error::{Error, Result};
use crate::iso7816::apdu::LONGEST_COMMAND;
use crate::process::PerProcess;
use crate::values::{Disposition, Protocols, ShareMode};
use crate::wiring::readers;
use std::ffi::c_char;
use std::ptr;

/// The most that pcsc-lite passes on to a reader.
const MAX_CONTROL: usize = 65548;

pub(super) static CARDS: PerProcess<Table<scard_card, Session>> = PerProcess::new(Table::new);

/// Connects to the card in a reader.
///
/// Powers the card if need be. Waits while another session of this program or another program holds the card locked. The
/// card's answer-to-reset, protocol and reader are remembered, so that asking for them later needs no card.
/// (ISCard::AttachByReader; PC/SC part 5, SCardConnect.)
/// May be called from any thread.
///
/// @param reader    the name as scard_list_readers gives it.
/// @param share     EXCLUSIVE: no other connection may exist; SHARED: others may.
/// @param protocol  T0, T1, T0 | T1 for either one, or RAW.
/// @param card      receives the session; the caller ends it with scard_detach. NULL after a failure.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER             reader or card is NULL
///         SCARD_HR_INVALIDARG          reader is empty, share or protocol is none of the values above
///         SCARD_HR_UNKNOWN_READER      there is no reader of this name
///         SCARD_HR_READER_UNAVAILABLE  the reader was unplugged
///         SCARD_HR_NO_SMARTCARD        there is no card in the reader
///         SCARD_HR_UNRESPONSIVE_CARD, SCARD_HR_UNPOWERED_CARD, SCARD_HR_UNSUPPORTED_CARD
///                                      the card does not answer to reset, or not as the reader can understand
///         SCARD_HR_SHARING_VIOLATION   another connection is exclusive, or share is and there is another connection
///         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD
///                                      the card was reset or taken out at the same moment; try again
///         SCARD_HR_PROTO_MISMATCH      the card does not offer the protocol, or is in use with another one
///         SCARD_HR_NO_SERVICE          the PC/SC service is not running, and no virtual reader has this name
///         SCARD_HR_INTERNAL_ERROR, SCARD_HR_NO_MEMORY
///                                      the service has no room for another connection (pcscd: 200 a reader)
///         SCARD_HR_WIN32_FILE_NOT_FOUND, SCARD_HR_WIN32_READ_FAULT, SCARD_HR_WIN32_INVALID_DATA
///                                      the profile named in SCARDSSP_VIRTUAL cannot be used
///         other codes of the PC/SC service
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_attach_by_reader(
    reader: *const c_char,
    share: SCARD_SHARE_MODES,
    protocol: SCARD_PROTOCOLS,
    card: *mut *mut scard_card,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointers must be.
        let (card, reader) = unsafe { (Out::new(card, ptr::null_mut())?, text(reader)?) };
        let (share, protocols) = (ShareMode::try_from(share)?, Protocols::try_from(protocol)?);
        let session = readers().attach(reader, share, protocols)?;
        card.set(CARDS.get().insert(session));
        Ok(())
    })
}

/// Takes over a connection that the caller opened with SCardConnect.
///
/// The connection is borrowed: its context stays the caller's, who must not release it while the session lives.
/// scard_detach disconnects it, as ISCard::Detach does; the caller then does not. When scard_reattach has to connect anew
/// (EJECT, becoming EXCLUSIVE with pcsc-lite, after the connection was lost), the new connection is the library's own, and
/// the caller's handle has ended. A transaction that the caller has open on it must end before other sessions use the
/// reader. What scard_get_card_handle gave of a session leads to that session: both handles then
/// stand for the same connection, and detaching either ends both. (ISCard::AttachByHandle.)
/// May be called from any thread.
///
/// @param winscard_handle  the SCARDHANDLE, or what scard_get_card_handle gave.
/// @param card             receives the session; the caller ends it with scard_detach. NULL after a failure.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         card is NULL
///         SCARD_HR_INVALID_HANDLE  winscard_handle is 0 or not an open connection
///         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE
///                                  the connection is not usable: reconnect it, or connect anew
///         other codes of SCardStatus
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_attach_by_handle(
    winscard_handle: usize,
    card: *mut *mut scard_card,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let card = unsafe { Out::new(card, ptr::null_mut()) }?;
        card.set(CARDS.get().insert(readers().adopt(winscard_handle)?));
        Ok(())
    })
}

/// Establishes the connection to the card anew, resetting the card or not.
///
/// This is the cure for SCARD_HR_RESET_CARD, for SCARD_HR_REMOVED_CARD once a card is in the reader again, and for
/// SCARD_HR_NO_SERVICE once the service runs again; PINs and selected files are forgotten after any of these. The
/// protocols are those given at attach. After a failure the session is still there, but its connection, locks and share
/// mode may be lost, and the next scard_reattach makes them anew. Locks end with a card that is taken out.
/// (ISCard::ReAttach; PC/SC part 5, SCardReconnect.)
///
/// To become EXCLUSIVE with pcsc-lite the connection is given up for a moment, because its SCardReconnect would wait for
/// other programs for ever. In that moment another program can use the card; the PC/SC handle is another one afterwards.
/// If the session had the card locked and others are there, the lock is lost, and SCARD_HR_RESET_CARD tells so until the
/// next scard_reattach. EJECT ends the session's locks.
/// May be called from any thread; calls with one session take turns.
///
/// @param card        the session.
/// @param share       EXCLUSIVE or SHARED, from now on.
/// @param init_state  LEAVE: the card keeps its state; RESET: warm reset; UNPOWER: power off and on; EJECT: the card is
///                    given out if the reader can (SCARD_HR_REMOVED_CARD; call scard_reattach again for the next card), else
///                    powered off and on.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE      card is NULL, ended or not a session
///         SCARD_HR_INVALIDARG          share or init_state is none of the values above
///         SCARD_HR_SHARING_VIOLATION   share is EXCLUSIVE and another program or session uses the card; the session
///                                      stays shared. While another program has the card locked, the call waits for it
///         SCARD_HR_NO_SMARTCARD, SCARD_HR_REMOVED_CARD
///                                      there is no card (any more)
///         SCARD_HR_UNRESPONSIVE_CARD   the card does not answer to reset
///         SCARD_HR_PROTO_MISMATCH      the card now in the reader does not offer the protocol, or is in use with another
///         SCARD_HR_READER_UNAVAILABLE  the reader was unplugged
///         SCARD_HR_NO_SERVICE          the PC/SC service is not running
///         other codes of the PC/SC service
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_reattach(
    card: *mut scard_card,
    share: SCARD_SHARE_MODES,
    init_state: SCARD_DISPOSITIONS,
) -> scard_hresult {
    boundary(|| {
        let card = CARDS.get().get(card)?;
        card.reattach(
            ShareMode::try_from(share)?,
            Disposition::try_from(init_state)?,
        )
    })
}

/// Ends the session. The handle is invalid afterwards, also when a failure is reported.
///
/// Locks that the session holds are ended first. Calls that are under way at the reader are waited for, and with them what
/// they wait for; with LEAVE, locks of other sessions and programs are not. (ISCard::Detach; PC/SC part 5, SCardDisconnect.)
/// May be called from any thread; calls with one session take turns.
///
/// @param card         the session.
/// @param disposition  what happens to the card: LEAVE, RESET (warm reset), UNPOWER (power off) or EJECT (if the reader
///                     can; most leave the card as it is and report nothing). Other values end the session with LEAVE.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  card is NULL, ended or not a session
///         SCARD_HR_INVALIDARG      disposition is none of the values above; the session has ended
///         SCARD_HR_CANT_DISPOSE    the reader cannot do this to the card; the session has ended
///         SCARD_HR_NO_SERVICE      the PC/SC service is not running; the session has ended
///         other codes of the PC/SC service; the session has ended
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_detach(
    card: *mut scard_card,
    disposition: SCARD_DISPOSITIONS,
) -> scard_hresult {
    boundary(|| {
        let card = CARDS.get().remove(card)?;
        match Disposition::try_from(disposition) {
            Ok(disposition) => card.detach(disposition),
            Err(invalid) => card.detach(Disposition::Leave).and(Err(invalid)),
        }
    })
}

/// Takes exclusive use of the card, so that no other session or program disturbs a sequence of commands.
///
/// Waits until others that hold the card have given it back: sessions of this program are served in the order they asked.
/// Can be nested: as many calls of scard_unlock end it. Do not hold it while a person types: others wait meanwhile, and
/// Windows resets a card that is locked and idle for five seconds. (ISCard::LockSCard; PC/SC part 5, SCardBeginTransaction.)
/// May be called from any thread; calls with one session take turns.
///
/// @param card  the session.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE      card is NULL, ended or not a session
///         SCARD_HR_RESET_CARD          the card was reset by someone else; call scard_reattach
///         SCARD_HR_REMOVED_CARD        the card was taken out
///         SCARD_HR_UNPOWERED_CARD      another program took the power from the card (macOS; others say RESET_CARD)
///         SCARD_HR_READER_UNAVAILABLE  the reader was unplugged
///         SCARD_HR_NO_SERVICE          the PC/SC service is not running
///         other codes of the PC/SC service; no lock is held then
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_lock(card: *mut scard_card) -> scard_hresult {
    boundary(|| CARDS.get().get(card)?.lock())
}

/// Gives back one level of exclusive use.
///
/// After RESET or UNPOWER every connection to the card, this one included, gets SCARD_HR_RESET_CARD until it is
/// reattached. (ISCard::UnlockSCard; PC/SC part 5, SCardEndTransaction.)
/// May be called from any thread; calls with one session take turns.
///
/// @param card         the session.
/// @param disposition  what happens to the card: LEAVE, RESET (warm reset), UNPOWER (power off and on) or EJECT (if the
///                     reader can).
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE      card is NULL, ended or not a session
///         SCARD_HR_INVALIDARG          disposition is none of the values above; the lock is still held
///         SCARD_HR_NOT_TRANSACTED      the session holds no lock; the card is left alone
///         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD
///                                      the card was reset or taken out meanwhile; all locks of the session are ended
///         SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE
///                                      the reader was unplugged, the PC/SC service is not running
///         other codes of the PC/SC service
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_unlock(
    card: *mut scard_card,
    disposition: SCARD_DISPOSITIONS,
) -> scard_hresult {
    boundary(|| {
        let card = CARDS.get().get(card)?;
        card.unlock(Disposition::try_from(disposition)?)
    })
}

/// Gives the card's answer-to-reset, as of the last attach or reattach. Needs no card, waits for nothing.
///
/// (ISCard::get_Atr; ISO/IEC 7816-3, 8.2.)
/// May be called from any thread, also while another one is in a call with the session.
///
/// @param card  the session.
/// @param atr   receives the answer-to-reset; 33 bytes are always enough. NULL asks for the length only.
/// @param len   on entry the room in atr, on return the length, in bytes.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER              len is NULL
///         SCARD_HR_INVALID_HANDLE       card is NULL, ended or not a session
///         SCARD_HR_INSUFFICIENT_BUFFER  atr is too small; *len says what is needed, nothing was written
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_get_atr(
    card: *mut scard_card,
    atr: *mut u8,
    len: *mut u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointers must be.
        let out = unsafe { OutBuffer::new(atr, len) }?;
        out.set(&CARDS.get().get(card)?.atr())
    })
}

/// Gives the PC/SC handle of the connection, for calls of PC/SC that this library does not have.
///
/// The session keeps it: do not disconnect it. It may change with scard_reattach. In a virtual reader it is no PC/SC
/// handle, but scard_attach_by_handle takes it. (ISCard::get_CardHandle.)
/// May be called from any thread, also while another one is in a call with the session.
///
/// @param card             the session.
/// @param winscard_handle  receives the SCARDHANDLE; 0 while the connection is lost and not reattached.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         winscard_handle is NULL
///         SCARD_HR_INVALID_HANDLE  card is NULL, ended or not a session
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_get_card_handle(
    card: *mut scard_card,
    winscard_handle: *mut usize,
) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe { get(card, winscard_handle, 0, |card| Ok(card.card_handle())) }
}

/// Gives the PC/SC context that the connection was made in.
///
/// The library keeps it: do not release it, and do not call PC/SC with it while a call with a session of the same reader
/// is under way. (ISCard::get_Context.)
/// May be called from any thread, also while another one is in a call with the session.
///
/// @param card              the session.
/// @param winscard_context  receives the SCARDCONTEXT; 0 for a session of scard_attach_by_handle, whose context is the
///                          caller's, and for one in a virtual reader, which has none.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         winscard_context is NULL
///         SCARD_HR_INVALID_HANDLE  card is NULL, ended or not a session
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_get_context(
    card: *mut scard_card,
    winscard_context: *mut usize,
) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe { get(card, winscard_context, 0, |card| Ok(card.context())) }
}

/// Gives the protocol in use, as of the last attach or reattach. Needs no card, waits for nothing.
///
/// (ISCard::get_Protocol.)
/// May be called from any thread, also while another one is in a call with the session.
///
/// @param card      the session.
/// @param protocol  receives T0, T1 or RAW; 0 if no protocol was chosen.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER         protocol is NULL
///         SCARD_HR_INVALID_HANDLE  card is NULL, ended or not a session
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_get_protocol(
    card: *mut scard_card,
    protocol: *mut SCARD_PROTOCOLS,
) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe {
        get(card, protocol, 0, |card| {
            Ok(card.protocol().map_or(0, |protocol| protocol as u32))
        })
    }
}

/// Asks for the state of the card now. Waits while another session or program holds the card locked.
///
/// (ISCard::get_Status; PC/SC part 5, SCardStatus.)
/// May be called from any thread; calls with one session take turns.
///
/// @param card   the session.
/// @param state  receives one of SCARD_STATES: SPECIFICMODE for a card that is ready for commands, ABSENT if it was taken
///               out (readers that poll notice within half a second). 0 after a failure.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER             state is NULL
///         SCARD_HR_INVALID_HANDLE      card is NULL, ended or not a session
///         SCARD_HR_RESET_CARD          the card was reset by someone else; call scard_reattach
///         SCARD_HR_READER_UNAVAILABLE  the reader was unplugged
///         SCARD_HR_NO_SERVICE          the PC/SC service is not running
///         other codes of the PC/SC service
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_get_status(
    card: *mut scard_card,
    state: *mut SCARD_STATES,
) -> scard_hresult {
    // SAFETY: the header says what the pointer must be.
    unsafe { get(card, state, 0, |card| Ok(card.status()? as u32)) }
}

/// Gives the name of the reader. Needs no card, waits for nothing.
/// May be called from any thread, also while another one is in a call with the session.
///
/// @param card    the session.
/// @param reader  receives the name with its NUL; 128 bytes are always enough. NULL asks for the length only.
/// @param len     on entry the room in reader, on return the length of the name with its NUL, in bytes.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER              len is NULL
///         SCARD_HR_INVALID_HANDLE       card is NULL, ended or not a session
///         SCARD_HR_INSUFFICIENT_BUFFER  reader is too small; *len says what is needed, nothing was written
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_get_reader_name(
    card: *mut scard_card,
    reader: *mut c_char,
    len: *mut u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointers must be.
        let out = unsafe { OutBuffer::new(reader.cast::<u8>(), len) }?;
        let card = CARDS.get().get(card)?;
        out.set(card.reader_name().as_c_str().to_bytes_with_nul())
    })
}

/// Sends one command to the card and waits for its reply.
///
/// The bytes go to the card as they are, and the card runs the command once, whatever happens afterwards. A reply whose
/// status word is not 9000 is a success here: the card did answer. A reply that does not fit is kept on the session, and
/// given, once, by the next call with apdu NULL; any other exchange drops it. Waits while another session or program holds
/// the card locked. (PC/SC part 5, SCardTransmit; APDUs: ISO/IEC 7816-3, 12.1.)
/// May be called from any thread; calls with one session take turns.
///
/// @param card       the session.
/// @param apdu       the command; NULL fetches the kept reply, and nothing is sent. May be the same memory as reply.
/// @param apdu_len   bytes in apdu, 4 to 65544; not looked at if apdu is NULL.
/// @param reply      receives the data and then SW1 SW2, at least 2 bytes. 258 bytes are enough for a short command, 65538
///                   for any. With apdu NULL, a NULL reply asks for the length only.
/// @param reply_len  on entry the room in reply, on return the length of the reply, in bytes.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER              reply_len is NULL; reply is NULL with a command; apdu is NULL and no reply is
///                                       kept; nothing was sent
///         SCARD_HR_INVALID_HANDLE       card is NULL, ended or not a session
///         SCARD_HR_INVALIDARG           apdu_len is out of range; nothing was sent
///         SCARD_HR_INSUFFICIENT_BUFFER  the card answered and reply is too small: *reply_len says what is needed, the
///                                       reply is kept
///         SCARD_HR_RESET_CARD           the card was reset by someone else: nothing was sent, call scard_reattach
///         SCARD_HR_PROTO_MISMATCH       another program switched the card to another protocol: nothing was sent
///         SCARD_HR_REMOVED_CARD, SCARD_HR_NO_SMARTCARD
///                                       the card was taken out, perhaps while it ran the command
///         SCARD_HR_COMM_DATA_LOST       less than a status word came back; the command may have run
///         SCARD_HR_NOT_TRANSACTED       the reader could not exchange the command with the card
///         SCARD_HR_READER_UNAVAILABLE   the reader was unplugged
///         SCARD_HR_NO_SERVICE, SCARD_HR_COMM_ERROR
///                                       the PC/SC service is not running, or stopped during the call
///         other codes of the PC/SC service
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_transmit(
    card: *mut scard_card,
    apdu: *const u8,
    apdu_len: u32,
    reply: *mut u8,
    reply_len: *mut u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointers must be.
        let out = unsafe { OutBuffer::new(reply, reply_len) }?;
        let card = CARDS.get().get(card)?;
        if apdu.is_null() {
            return give_kept_reply(&card, out);
        }
        if !out.is_there() {
            return Err(Error::POINTER);
        }
        // SAFETY: as above.
        let apdu = unsafe { bytes(apdu, apdu_len, LONGEST_COMMAND) }?;
        give_or_keep(card.transmit(apdu)?, out)
    })
}

/// Sends a control code to the reader or its driver and waits for the answer.
///
/// Done once, whatever happens afterwards: an answer that does not fit is kept as scard_transmit keeps a reply, and fetched
/// there with apdu NULL. (PC/SC part 5, SCardControl; part 10 for feature codes.)
/// May be called from any thread; calls with one session take turns.
///
/// @param card     the session.
/// @param code     the control code: 0x42000000 + n with pcsc-lite and macOS, 0x00310000 + 4 n on Windows.
/// @param in       what is sent; may be NULL if in_len is 0. May be the same memory as out.
/// @param in_len   bytes in in, at most 65548.
/// @param out      receives the answer; may be NULL if none is wanted.
/// @param out_len  on entry the room in out, on return the length of the answer, in bytes.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER              out_len is NULL, or in is NULL and in_len is not 0
///         SCARD_HR_INVALIDARG           in_len is out of range; nothing was sent
///         SCARD_HR_INVALID_HANDLE       card is NULL, ended or not a session
///         SCARD_HR_INSUFFICIENT_BUFFER  the reader answered and out is too small: *out_len says what is needed, the
///                                       answer is kept
///         SCARD_HR_UNSUPPORTED_FEATURE  the reader does not know the code; virtual readers know none
///         SCARD_HR_SHARING_VIOLATION    another program holds the card locked
///         SCARD_HR_COMM_DATA_LOST       the answer is longer than the service can pass on
///         SCARD_HR_NOT_TRANSACTED       the reader could not do it
///         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE
///                                       as scard_transmit
///         other codes of the PC/SC service
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_control(
    card: *mut scard_card,
    code: u32,
    r#in: *const u8,
    in_len: u32,
    out: *mut u8,
    out_len: *mut u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointers must be.
        let (out, input) = unsafe {
            (
                OutBuffer::new(out, out_len)?,
                bytes(r#in, in_len, MAX_CONTROL)?,
            )
        };
        give_or_keep(CARDS.get().get(card)?.control(code, input)?, out)
    })
}

/// Reads an attribute of the reader or card.
///
/// (PC/SC part 3, 3.1.2; part 5, SCardGetAttrib.) Virtual readers have SCARD_ATTR_VENDOR_NAME (0x00010100),
/// SCARD_ATTR_DEVICE_FRIENDLY_NAME (0x7FFF0003), SCARD_ATTR_ICC_PRESENCE (0x00090300) and SCARD_ATTR_ATR_STRING
/// (0x00090303).
/// May be called from any thread; calls with one session take turns.
///
/// @param card   the session.
/// @param id     the attribute's identifier.
/// @param value  receives the value. NULL asks for the length only.
/// @param len    on entry the room in value, on return the length of the value, in bytes.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER              len is NULL
///         SCARD_HR_INVALID_HANDLE       card is NULL, ended or not a session
///         SCARD_HR_INSUFFICIENT_BUFFER  value is too small; *len says what is needed, nothing was written
///         SCARD_HR_UNSUPPORTED_FEATURE  the reader does not have the attribute
///         SCARD_HR_SHARING_VIOLATION    another program holds the card locked
///         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE
///                                       as scard_transmit
///         other codes of the PC/SC service
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_get_attribute(
    card: *mut scard_card,
    id: u32,
    value: *mut u8,
    len: *mut u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointers must be.
        let out = unsafe { OutBuffer::new(value, len) }?;
        out.set(&CARDS.get().get(card)?.attribute(id)?)
    })
}

/// Writes an attribute of the reader or card.
///
/// (PC/SC part 3, 3.1.2; part 5, SCardSetAttrib.) Virtual readers have none that can be written.
/// May be called from any thread; calls with one session take turns.
///
/// @param card   the session.
/// @param id     the attribute's identifier.
/// @param value  the value; may be NULL if len is 0.
/// @param len    bytes in value, at most 65548.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER              value is NULL and len is not 0
///         SCARD_HR_INVALIDARG           len is out of range
///         SCARD_HR_INVALID_HANDLE       card is NULL, ended or not a session
///         SCARD_HR_UNSUPPORTED_FEATURE  the reader does not have the attribute or does not let it be written
///         SCARD_HR_NOT_TRANSACTED       the reader's driver refused it
///         SCARD_HR_SHARING_VIOLATION    another program holds the card locked
///         SCARD_HR_INVALID_PARAMETER    len is 0, with pcsc-lite
///         SCARD_HR_INSUFFICIENT_BUFFER  the value is longer than the service takes (264 bytes with pcsc-lite)
///         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE
///                                       as scard_transmit
///         other codes of the PC/SC service
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_set_attribute(
    card: *mut scard_card,
    id: u32,
    value: *const u8,
    len: u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointer must be.
        let value = unsafe { bytes(value, len, MAX_CONTROL) }?;
        CARDS.get().get(card)?.set_attribute(id, value)
    })
}

/// The body of a getter of one small value.
///
/// # Safety
/// A `slot` that is not NULL is writable and aligned.
unsafe fn get<V>(
    card: *mut scard_card,
    slot: *mut V,
    empty: V,
    value: impl FnOnce(&Session) -> Result<V>,
) -> scard_hresult {
    // SAFETY: as the caller of this function promises.
    unsafe { handle::get(&CARDS, card, slot, empty, value) }
}

fn give_or_keep(reply: Reply<'_>, out: OutBuffer) -> Result<()> {
    let given = out.set(&reply);
    if given == Err(Error::INSUFFICIENT_BUFFER) {
        reply.keep();
    }
    given
}

fn give_kept_reply(card: &Session, out: OutBuffer) -> Result<()> {
    let give = |reply: &[u8]| {
        let fetches = out.is_there();
        out.set(reply).map(|()| fetches)
    };
    card.fetch_kept_reply(give).unwrap_or(Err(Error::POINTER))
}
