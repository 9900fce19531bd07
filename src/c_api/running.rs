//! Commands, run on a card.

use super::card::CARDS;
use super::command::with;
use super::{scard_card, scard_cmd, scard_hresult};
use crate::boundary::boundary;

/// Runs a command on the card and stores the reply in it: ISCard::Transaction.
///
/// With T=1 and RAW the command goes to the card as it is, once. With T=0 a command that carries data goes without its
/// Le; of a command with Le, a wrong one is corrected once (6Cxx), and what the card announces (61xx) is fetched by GET
/// RESPONSE, up to Le and at most 65536 bytes; these have the alternate class of the command if one was set, else its
/// class. Commands without Le get 61xx as it is. As soon as a second command is sent the card is locked until the end, if
/// it is not already. A reply whose status word is not 9000 is a success here: the card did answer.
///
/// After a failure there is no reply and the status word is 0; the bytes of the command stay. (ISCard::Transaction;
/// ISO/IEC 7816-3, 12.2.)
/// Waits while another session or program holds the card locked.
/// May be called from any thread; calls with one session take turns, and calls with the command wait until this one ends.
///
/// @param card  the session.
/// @param cmd   the command; ask it for the reply with scard_cmd_get_apdu_reply, scard_cmd_get_reply_data and
///              scard_cmd_get_reply_status.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE  card is NULL, ended or not a session; cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG      the command is empty
///         SCARD_HR_CARD_UNEXPECTED  the card gave more than 65536 bytes
///         SCARD_HR_PROTO_MISMATCH  the command carries more than 255 bytes and the card speaks T=0: nothing was sent,
///                                  try scard_execute; or as scard_transmit
///         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_NO_SMARTCARD, SCARD_HR_COMM_DATA_LOST,
///         SCARD_HR_NOT_TRANSACTED, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE, SCARD_HR_COMM_ERROR
///                                  as scard_transmit
///         other codes of the PC/SC service
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_transaction(
    card: *mut scard_card,
    cmd: *mut scard_cmd,
) -> scard_hresult {
    boundary(|| {
        with(cmd, |cmd| {
            cmd.run(|bytes, class| CARDS.get().get(card)?.transaction(bytes, class))
        })
    })
}

/// Runs a command on the card, whatever it takes, and stores the reply in it.
///
/// Le, GET RESPONSE, 6Cxx, chaining and extended length are the library's business, with any protocol and card:
/// - What fits the short form goes in the short form; with T=0 without Le if it carries data.
/// - What does not goes in the extended form if card and reader take it (see scard_get_capabilities), else with its data
///   in a chain of commands (CLA + 10), and with Le 00. A card that refuses the extended form (67xx) is asked again without
///   it, if that is possible; if it then answers otherwise, that is remembered for the session. Only classes 00 to 7F can
///   be chained. If the card says nothing of either, more than 255 bytes go in the extended form first, then in a chain.
/// - A wrong Le is corrected once (6Cxx). What the card announces (61xx) is fetched by GET RESPONSE, up to Le; if Le asks
///   for as many bytes as there are (00), up to 65536 bytes. Commands without Le get 61xx as it is.
/// - Bytes that fit none of the four cases go as they are, once.
///
/// As soon as a second command is sent the card is locked until the end, if it is not already. A card that announces
/// without end is not followed: the reply has what it gave, and 61xx. A reply whose status word is not 9000 is a success
/// here. After a failure there is no reply and the status word is 0. (ISO/IEC 7816-3, 12.2; 7816-4, 5.3.)
/// Waits while another session or program holds the card locked.
/// May be called from any thread; calls with one session take turns, and calls with the command wait until this one ends.
///
/// @param card  the session.
/// @param cmd   the command; ask it for the reply with scard_cmd_get_apdu_reply, scard_cmd_get_reply_data and
///              scard_cmd_get_reply_status.
/// @return SCARD_HR_OK
///         SCARD_HR_INVALID_HANDLE    card is NULL, ended or not a session; cmd is NULL, freed or not a command
///         SCARD_HR_INVALIDARG        the command is empty
///         SCARD_HR_CARD_UNEXPECTED   the card gave more than 65536 bytes
///         SCARD_HR_CARD_UNSUPPORTED  the command carries more than 255 bytes, and the card takes neither extended length
///                                    nor chaining; it has not run
///         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_NO_SMARTCARD, SCARD_HR_COMM_DATA_LOST,
///         SCARD_HR_NOT_TRANSACTED, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE, SCARD_HR_COMM_ERROR,
///         SCARD_HR_PROTO_MISMATCH
///                                    as scard_transmit
///         other codes of the PC/SC service
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_execute(
    card: *mut scard_card,
    cmd: *mut scard_cmd,
) -> scard_hresult {
    boundary(|| {
        with(cmd, |cmd| {
            cmd.run(|bytes, class| CARDS.get().get(card)?.execute(bytes, class))
        })
    })
}
