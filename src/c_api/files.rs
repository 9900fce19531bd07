//! Whole files.

use super::card::CARDS;
use super::{scard_card, scard_hresult};
use crate::boundary::{OutBuffer, boundary, bytes};
use crate::domain::{MOST_CONTENT, MOST_PATH};

/// Selects a file and reads all of it, in as few commands as card and reader allow.
///
/// The file is transparent: bytes, not records. Its size is what the card tells when the file is selected; without that,
/// and if the card says before that the file ends (6282), it is read to that end. Each command reads as much as card and reader allow (see scard_get_capabilities);
/// beyond the first 32768 bytes the offset goes into a data object (READ BINARY with INS B1). The card is locked meanwhile.
/// Afterwards the file is the selected one.
///
/// A content that does not fit, or whose length alone was asked for, is kept on the session: the next call with the same
/// path gives it without the card. Any other exchange drops it. If the card refuses, what it gave before and its status
/// word are kept as a reply, which scard_transmit gives with apdu NULL.
/// (ISO/IEC 7816-4, 7.4, 11.2.2, 11.3.3.)
/// Waits while another session or program holds the card locked.
/// May be called from any thread; calls with one session take turns.
///
/// @param card      the session.
/// @param path      which file:
///                  2 bytes, a file identifier, looked for from the current DF;
///                  3F 00 and more identifiers, the path from the MF;
///                  4 bytes, two identifiers, the path from the current DF;
///                  5 to 16 bytes, the name of a DF (AID) that has bytes to read;
///                  4F length name 51 length identifiers, a file of an application, from its DF or from 3F 00 on:
///                  4F 05 A0 00 00 00 01 51 02 00 01 is the file 0001 of the application A000000001.
/// @param path_len  bytes in path, at most 64.
/// @param data      receives the content. NULL reads the file, keeps it and tells its length.
/// @param len       on entry the room in data, on return the length of the content, in bytes.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER              len is NULL, or path is NULL and path_len is not 0
///         SCARD_HR_INVALID_HANDLE       card is NULL, ended or not a session
///         SCARD_HR_INVALIDARG           path is none of the five; nothing was sent
///         SCARD_HR_INSUFFICIENT_BUFFER  data is too small; *len says what is needed, the content is kept
///         SCARD_HR_FILE_NOT_FOUND       the card does not have the file (6A82)
///         SCARD_HR_NO_FILE              it is a DF, which has no bytes; no reply is kept
///         SCARD_HR_SECURITY_VIOLATION   a PIN or key must be presented first (6982)
///         SCARD_HR_NO_ACCESS            the card's conditions of use are not satisfied (6985), or it has not selected a
///                                       file (6986)
///         SCARD_HR_UNSUPPORTED_FEATURE  the card does not know the command (6D00, 6A81), as for offsets beyond 32767, or
///                                       the file has records (6981)
///         SCARD_HR_CHV_BLOCKED          the PIN that is needed is blocked (6983)
///         SCARD_HR_BAD_SEEK             the card denies an offset within the size that it told (6B00)
///         SCARD_HR_CARD_UNEXPECTED      another status word, or nonsense: more than was asked for, more than 2 MiB,
///                                       next to nothing in each of very many replies
///         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_NO_SMARTCARD, SCARD_HR_COMM_DATA_LOST,
///         SCARD_HR_NOT_TRANSACTED, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE, SCARD_HR_COMM_ERROR,
///         SCARD_HR_PROTO_MISMATCH
///                                       as scard_transmit
///         other codes of the PC/SC service
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_read_file(
    card: *mut scard_card,
    path: *const u8,
    path_len: u32,
    data: *mut u8,
    len: *mut u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointers must be.
        let (out, path) = unsafe {
            (
                OutBuffer::new(data, len)?,
                bytes(path, path_len, MOST_PATH)?,
            )
        };
        CARDS.get().get(card)?.read_file(path, |content| {
            let fetches = out.is_there();
            out.set(content).map(|()| fetches)
        })
    })
}

/// Selects a file and writes over its beginning, in as few commands as card and reader allow.
///
/// The file is transparent and keeps its length: bytes behind the new ones stay. Beyond the first 32768 bytes the offset
/// goes into a data object (UPDATE BINARY with INS D7). The card is locked meanwhile; a failure between two commands leaves
/// the file with a part of the new bytes. If the card refuses, its status word is kept as a reply, which scard_transmit
/// gives with apdu NULL. (ISO/IEC 7816-4, 11.2.2, 11.3.5.)
/// Waits while another session or program holds the card locked.
/// May be called from any thread; calls with one session take turns.
///
/// @param card      the session.
/// @param path      which file, as scard_read_file.
/// @param path_len  bytes in path.
/// @param data      the bytes; may be NULL if len is 0.
/// @param len       bytes in data, at most 2097152.
/// @return SCARD_HR_OK
///         SCARD_HR_POINTER          path is NULL and path_len is not 0, or data is NULL and len is not 0
///         SCARD_HR_INVALID_HANDLE   card is NULL, ended or not a session
///         SCARD_HR_INVALIDARG       path is none of the five, or len is out of range; nothing was sent
///         SCARD_HR_WRITE_TOO_MANY   the file is shorter; nothing was written if the card told its size, else (6A84) what
///                                   fits may have been
///         SCARD_HR_FILE_NOT_FOUND, SCARD_HR_NO_FILE, SCARD_HR_SECURITY_VIOLATION, SCARD_HR_NO_ACCESS,
///         SCARD_HR_UNSUPPORTED_FEATURE, SCARD_HR_CHV_BLOCKED, SCARD_HR_CARD_UNEXPECTED
///                                   as scard_read_file
///         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_NO_SMARTCARD, SCARD_HR_COMM_DATA_LOST,
///         SCARD_HR_NOT_TRANSACTED, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE, SCARD_HR_COMM_ERROR,
///         SCARD_HR_PROTO_MISMATCH
///                                   as scard_transmit
///         other codes of the PC/SC service
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scard_update_file(
    card: *mut scard_card,
    path: *const u8,
    path_len: u32,
    data: *const u8,
    len: u32,
) -> scard_hresult {
    boundary(|| {
        // SAFETY: the header says what the pointers must be.
        let (path, data) = unsafe {
            (
                bytes(path, path_len, MOST_PATH)?,
                bytes(data, len, MOST_CONTENT)?,
            )
        };
        CARDS.get().get(card)?.update_file(path, data)
    })
}
