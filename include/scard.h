/*
 * scard.h - smart cards, as the objects of Microsoft's Scardssp.dll gave them, for C and C++ on any operating system.
 *
 * Generated from the library's source; do not edit. SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * What holds for all functions:
 *
 * - Results: a function that can fail returns a scard_hresult: 0 is done, negative is failed, as a Windows HRESULT. The
 *   numbers are those of Windows on every system. Compare with the SCARD_HR_ constants, not with the SCARD_E_ ones of a
 *   PC/SC header, which are other numbers on 64-bit Linux. Any function can also return SCARD_HR_UNEXPECTED, for a fault
 *   inside the library; the session can still be detached then.
 * - Handles are keys, never addresses. NULL, an ended handle, one of another kind or of a parent process, or any other
 *   value is SCARD_HR_INVALID_HANDLE. What begins a handle says which function ends it.
 * - Out parameters are checked first and set to NULL or 0 on entry, so they are defined after a failure.
 * - Buffers: their length is the room on entry and the length on return; a NULL buffer asks for the length.
 * - Text is UTF-8 and ends with a NUL. A list of names is a multi-string: each name ends with a NUL, and the list with one
 *   more.
 * - Threads: any function may be called from any thread. Calls with one handle take turns, in the order they came, as do
 *   sessions with one reader; different readers work side by side.
 * - fork: a child starts without the handles and virtual readers of its parent and can attach anew.
 * - Names: the enumerations have the short names of Scardmgr.h (SHARED, RESET, T0). Define SCARD_NO_SHORT_NAMES before the
 *   include to have the long ones only (SCARD_SHARE_MODES_SHARED).
 * - Waiting: a call that needs the card waits while another session or program holds it locked, and for as long as the
 *   card takes to answer.
 */


#ifndef SCARDSSP_SCARD_H
#define SCARDSSP_SCARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Define SCARD_STATIC to link the static library on Windows. */
#if defined(_WIN32) && !defined(SCARD_STATIC)
#define SCARD_API __declspec(dllimport)
#else
#define SCARD_API
#endif

/** The version of this header, to compare with scard_version(). */
#define SCARD_VERSION_MAJOR 0
#define SCARD_VERSION_MINOR 1
#define SCARD_VERSION_PATCH 0
#define SCARD_VERSION (((uint32_t)SCARD_VERSION_MAJOR << 24) | ((uint32_t)SCARD_VERSION_MINOR << 16) \
    | ((uint32_t)SCARD_VERSION_PATCH << 8))

/** Whether a result is a success or a failure. */
#define SCARD_SUCCEEDED(hr) ((scard_hresult)(hr) >= 0)
#define SCARD_FAILED(hr)    ((scard_hresult)(hr) < 0)

/** S_OK: Done. */
#define SCARD_HR_OK ((scard_hresult)0x00000000u)

/** E_NOTIMPL: This is not implemented; check the documentation for what is. */
#define SCARD_HR_NOTIMPL ((scard_hresult)0x80004001u)

/** E_NOINTERFACE: The object does not have the interface asked for; ask for another one. */
#define SCARD_HR_NOINTERFACE ((scard_hresult)0x80004002u)

/** E_POINTER: A pointer that must not be NULL is NULL; pass the address of a variable or buffer. */
#define SCARD_HR_POINTER ((scard_hresult)0x80004003u)

/** E_FAIL: The operation failed for a reason that has no code of its own; try again, then report it. */
#define SCARD_HR_FAIL ((scard_hresult)0x80004005u)

/** E_UNEXPECTED: The library failed inside; detach, attach again and report the bug. */
#define SCARD_HR_UNEXPECTED ((scard_hresult)0x8000FFFFu)

/** E_ACCESSDENIED: Access is denied; check permissions, or set the value before asking for it. */
#define SCARD_HR_ACCESSDENIED ((scard_hresult)0x80070005u)

/** E_OUTOFMEMORY: There is not enough memory; free some or ask for less. */
#define SCARD_HR_OUTOFMEMORY ((scard_hresult)0x8007000Eu)

/** E_INVALIDARG: An argument is out of range; compare each with the values the header allows. */
#define SCARD_HR_INVALIDARG ((scard_hresult)0x80070057u)

/** ERROR_FILE_NOT_FOUND: The file (a card profile, or one named in SCARDSSP_VIRTUAL) does not exist; check its path. */
#define SCARD_HR_WIN32_FILE_NOT_FOUND ((scard_hresult)0x80070002u)

/** ERROR_INVALID_HANDLE: The system says the handle is stale; detach and attach again. */
#define SCARD_HR_WIN32_INVALID_HANDLE ((scard_hresult)0x80070006u)

/** ERROR_INVALID_DATA: The card profile is not valid; check it with the card program's --check, which names the
 *  line. */
#define SCARD_HR_WIN32_INVALID_DATA ((scard_hresult)0x8007000Du)

/** ERROR_NOT_READY: The device is not ready; wait a moment and try again. */
#define SCARD_HR_WIN32_NOT_READY ((scard_hresult)0x80070015u)

/** ERROR_BAD_COMMAND: The device is gone; plug the reader in again and attach anew. */
#define SCARD_HR_WIN32_BAD_COMMAND ((scard_hresult)0x80070016u)

/** ERROR_GEN_FAILURE: The reader's driver failed; unplug the reader and plug it in again. */
#define SCARD_HR_WIN32_GEN_FAILURE ((scard_hresult)0x8007001Fu)

/** ERROR_READ_FAULT: The file exists and cannot be read; check its permissions. */
#define SCARD_HR_WIN32_READ_FAULT ((scard_hresult)0x8007001Eu)

/** ERROR_BROKEN_PIPE: The remote session does not redirect smart cards; enable it in the remote desktop client. */
#define SCARD_HR_WIN32_BROKEN_PIPE ((scard_hresult)0x8007006Du)

/** ERROR_INSUFFICIENT_BUFFER: The buffer given to the system was too small; pass a larger one. */
#define SCARD_HR_WIN32_INSUFFICIENT_BUFFER ((scard_hresult)0x8007007Au)

/** ERROR_ALREADY_EXISTS: There is already a card in the reader; take it out first. */
#define SCARD_HR_WIN32_ALREADY_EXISTS ((scard_hresult)0x800700B7u)

/** ERROR_MORE_DATA: There is more data than was asked for; pass a larger buffer. */
#define SCARD_HR_WIN32_MORE_DATA ((scard_hresult)0x800700EAu)

/** ERROR_IO_DEVICE: The device reported an input or output error; unplug it and plug it in again. */
#define SCARD_HR_WIN32_IO_DEVICE ((scard_hresult)0x8007045Du)

/** SCARD_F_INTERNAL_ERROR: The smart-card service failed inside; too many connections to one reader cause it too:
 *  detach some, then try again. */
#define SCARD_HR_INTERNAL_ERROR ((scard_hresult)0x80100001u)

/** SCARD_E_CANCELLED: The wait was cancelled by the program; nothing to do. */
#define SCARD_HR_CANCELLED ((scard_hresult)0x80100002u)

/** SCARD_E_INVALID_HANDLE: The handle is NULL, was ended, belongs to a parent process or is of another kind; attach
 *  and use the handle you get. */
#define SCARD_HR_INVALID_HANDLE ((scard_hresult)0x80100003u)

/** SCARD_E_INVALID_PARAMETER: The smart-card service could not interpret an argument; check each one. */
#define SCARD_HR_INVALID_PARAMETER ((scard_hresult)0x80100004u)

/** SCARD_E_INVALID_TARGET: The service's start-up data is missing or bad; repair its installation. */
#define SCARD_HR_INVALID_TARGET ((scard_hresult)0x80100005u)

/** SCARD_E_NO_MEMORY: The smart-card service ran out of memory; detach what is not needed. */
#define SCARD_HR_NO_MEMORY ((scard_hresult)0x80100006u)

/** SCARD_F_WAITED_TOO_LONG: A timer inside the smart-card service ran out; try again. */
#define SCARD_HR_WAITED_TOO_LONG ((scard_hresult)0x80100007u)

/** SCARD_E_INSUFFICIENT_BUFFER: The buffer is too small; the length parameter says how much is needed. A card's
 *  reply is kept: fetch it with a NULL command. */
#define SCARD_HR_INSUFFICIENT_BUFFER ((scard_hresult)0x80100008u)

/** SCARD_E_UNKNOWN_READER: There is no reader of this name; list the readers and use a name as given there. */
#define SCARD_HR_UNKNOWN_READER ((scard_hresult)0x80100009u)

/** SCARD_E_TIMEOUT: The time allowed ran out; wait longer, or detach and attach again if a card hangs. */
#define SCARD_HR_TIMEOUT ((scard_hresult)0x8010000Au)

/** SCARD_E_SHARING_VIOLATION: Another connection uses the card; attach SHARED, or wait until the other program ends. */
#define SCARD_HR_SHARING_VIOLATION ((scard_hresult)0x8010000Bu)

/** SCARD_E_NO_SMARTCARD: There is no card in the reader; put one in and try again. */
#define SCARD_HR_NO_SMARTCARD ((scard_hresult)0x8010000Cu)

/** SCARD_E_UNKNOWN_CARD: The card database does not have this name; list the cards or introduce it. */
#define SCARD_HR_UNKNOWN_CARD ((scard_hresult)0x8010000Du)

/** SCARD_E_CANT_DISPOSE: The reader cannot do this to the card; use LEAVE, RESET or UNPOWER. */
#define SCARD_HR_CANT_DISPOSE ((scard_hresult)0x8010000Eu)

/** SCARD_E_PROTO_MISMATCH: The card or another program uses a protocol that was not asked for; ask for T0 | T1. */
#define SCARD_HR_PROTO_MISMATCH ((scard_hresult)0x8010000Fu)

/** SCARD_E_NOT_READY: The reader or card is not ready; wait a moment and try again. */
#define SCARD_HR_NOT_READY ((scard_hresult)0x80100010u)

/** SCARD_E_INVALID_VALUE: The smart-card service says an argument is out of range; check each one. */
#define SCARD_HR_INVALID_VALUE ((scard_hresult)0x80100011u)

/** SCARD_E_SYSTEM_CANCELLED: The system stopped the call because of log-off or shutdown; end the program. */
#define SCARD_HR_SYSTEM_CANCELLED ((scard_hresult)0x80100012u)

/** SCARD_F_COMM_ERROR: The connection to the smart-card service broke; call scard_reattach, or detach and attach
 *  again. */
#define SCARD_HR_COMM_ERROR ((scard_hresult)0x80100013u)

/** SCARD_F_UNKNOWN_ERROR: The smart-card service failed for a reason it does not know; try again. */
#define SCARD_HR_UNKNOWN_ERROR ((scard_hresult)0x80100014u)

/** SCARD_E_INVALID_ATR: The answer-to-reset is not 2 to 33 well-formed bytes; check it. */
#define SCARD_HR_INVALID_ATR ((scard_hresult)0x80100015u)

/** SCARD_E_NOT_TRANSACTED: There is no lock to end, or the exchange with the card failed; lock before unlocking, or
 *  reattach. */
#define SCARD_HR_NOT_TRANSACTED ((scard_hresult)0x80100016u)

/** SCARD_E_READER_UNAVAILABLE: The reader was unplugged; plug it in again, detach and attach anew. */
#define SCARD_HR_READER_UNAVAILABLE ((scard_hresult)0x80100017u)

/** SCARD_P_SHUTDOWN: The call was ended so that the service can stop; attach again when it is back. */
#define SCARD_HR_SHUTDOWN ((scard_hresult)0x80100018u)

/** SCARD_E_PCI_TOO_SMALL: The protocol-control buffer is too small; report the bug. */
#define SCARD_HR_PCI_TOO_SMALL ((scard_hresult)0x80100019u)

/** SCARD_E_READER_UNSUPPORTED: The reader's driver lacks what is needed; install a newer one. */
#define SCARD_HR_READER_UNSUPPORTED ((scard_hresult)0x8010001Au)

/** SCARD_E_DUPLICATE_READER: There is already a reader of this name; choose another one. */
#define SCARD_HR_DUPLICATE_READER ((scard_hresult)0x8010001Bu)

/** SCARD_E_CARD_UNSUPPORTED: The card lacks what is needed; use another card. */
#define SCARD_HR_CARD_UNSUPPORTED ((scard_hresult)0x8010001Cu)

/** SCARD_E_NO_SERVICE: The smart-card service is not running or was restarted; start it (pcscd), then call
 *  scard_reattach, or detach and attach again. */
#define SCARD_HR_NO_SERVICE ((scard_hresult)0x8010001Du)

/** SCARD_E_SERVICE_STOPPED: The smart-card service has stopped; start it, then call scard_reattach, or detach and
 *  attach again. */
#define SCARD_HR_SERVICE_STOPPED ((scard_hresult)0x8010001Eu)

/** SCARD_E_UNEXPECTED: The card did something unexpected; reattach with RESET and try again. */
#define SCARD_HR_CARD_UNEXPECTED ((scard_hresult)0x8010001Fu)

/** SCARD_E_ICC_INSTALLATION: No primary provider is registered for the card; introduce the card with one. */
#define SCARD_HR_ICC_INSTALLATION ((scard_hresult)0x80100020u)

/** SCARD_E_ICC_CREATEORDER: Objects cannot be made on the card in this order; make the parent first. */
#define SCARD_HR_ICC_CREATEORDER ((scard_hresult)0x80100021u)

/** SCARD_E_UNSUPPORTED_FEATURE: The card or reader does not support this; do without it or use another one. */
#define SCARD_HR_UNSUPPORTED_FEATURE ((scard_hresult)0x80100022u)

/** SCARD_E_DIR_NOT_FOUND: The directory does not exist on the card; check its identifier. */
#define SCARD_HR_DIR_NOT_FOUND ((scard_hresult)0x80100023u)

/** SCARD_E_FILE_NOT_FOUND: The file does not exist on the card; check its identifier. */
#define SCARD_HR_FILE_NOT_FOUND ((scard_hresult)0x80100024u)

/** SCARD_E_NO_DIR: The path does not name a directory of the card; check it. */
#define SCARD_HR_NO_DIR ((scard_hresult)0x80100025u)

/** SCARD_E_NO_FILE: The path does not name a file of the card; check it. */
#define SCARD_HR_NO_FILE ((scard_hresult)0x80100026u)

/** SCARD_E_NO_ACCESS: The card denies access to the file; verify the PIN or authenticate first. */
#define SCARD_HR_NO_ACCESS ((scard_hresult)0x80100027u)

/** SCARD_E_WRITE_TOO_MANY: The file on the card is too small for the data; write less. */
#define SCARD_HR_WRITE_TOO_MANY ((scard_hresult)0x80100028u)

/** SCARD_E_BAD_SEEK: The position lies outside the card's file; seek within it. */
#define SCARD_HR_BAD_SEEK ((scard_hresult)0x80100029u)

/** SCARD_E_INVALID_CHV: The PIN is wrong; enter it again, the tries are counted. */
#define SCARD_HR_INVALID_CHV ((scard_hresult)0x8010002Au)

/** SCARD_E_UNKNOWN_RES_MNG: A lower layer returned a code nobody knows; update the reader's driver. */
#define SCARD_HR_UNKNOWN_RES_MNG ((scard_hresult)0x8010002Bu)

/** SCARD_E_NO_SUCH_CERTIFICATE: The certificate does not exist on the card; check which ones do. */
#define SCARD_HR_NO_SUCH_CERTIFICATE ((scard_hresult)0x8010002Cu)

/** SCARD_E_CERTIFICATE_UNAVAILABLE: The certificate could not be read; verify the PIN first or try again. */
#define SCARD_HR_CERTIFICATE_UNAVAILABLE ((scard_hresult)0x8010002Du)

/** SCARD_E_NO_READERS_AVAILABLE: There is no reader; plug one in, or set SCARDSSP_VIRTUAL=1 to try things out. */
#define SCARD_HR_NO_READERS_AVAILABLE ((scard_hresult)0x8010002Eu)

/** SCARD_E_COMM_DATA_LOST: The card's reply was cut short; the command may have run: reattach with RESET and look. */
#define SCARD_HR_COMM_DATA_LOST ((scard_hresult)0x8010002Fu)

/** SCARD_E_NO_KEY_CONTAINER: The key container does not exist on the card; check its name. */
#define SCARD_HR_NO_KEY_CONTAINER ((scard_hresult)0x80100030u)

/** SCARD_E_SERVER_TOO_BUSY: The smart-card service is too busy; try again later. */
#define SCARD_HR_SERVER_TOO_BUSY ((scard_hresult)0x80100031u)

/** SCARD_E_PIN_CACHE_EXPIRED: The remembered PIN has expired; enter it again. */
#define SCARD_HR_PIN_CACHE_EXPIRED ((scard_hresult)0x80100032u)

/** SCARD_E_NO_PIN_CACHE: The PIN must not be remembered; enter it again. */
#define SCARD_HR_NO_PIN_CACHE ((scard_hresult)0x80100033u)

/** SCARD_E_READ_ONLY_CARD: The card is read-only; nothing can be written to it. */
#define SCARD_HR_READ_ONLY_CARD ((scard_hresult)0x80100034u)

/** SCARD_W_UNSUPPORTED_CARD: The reader cannot talk to this card; use another reader or card. */
#define SCARD_HR_UNSUPPORTED_CARD ((scard_hresult)0x80100065u)

/** SCARD_W_UNRESPONSIVE_CARD: The card does not answer; check that it is the right way round, take it out and put it
 *  in again. */
#define SCARD_HR_UNRESPONSIVE_CARD ((scard_hresult)0x80100066u)

/** SCARD_W_UNPOWERED_CARD: The card has no power; reattach with UNPOWER or RESET. */
#define SCARD_HR_UNPOWERED_CARD ((scard_hresult)0x80100067u)

/** SCARD_W_RESET_CARD: The card was reset by someone else, so its PINs and selected files are forgotten; call
 *  scard_reattach, then start over. */
#define SCARD_HR_RESET_CARD ((scard_hresult)0x80100068u)

/** SCARD_W_REMOVED_CARD: The card was taken out; put it in again and call scard_reattach. */
#define SCARD_HR_REMOVED_CARD ((scard_hresult)0x80100069u)

/** SCARD_W_SECURITY_VIOLATION: The operation was refused for security reasons; verify the PIN, or ask for access to
 *  the service. */
#define SCARD_HR_SECURITY_VIOLATION ((scard_hresult)0x8010006Au)

/** SCARD_W_WRONG_CHV: The PIN is wrong; enter it again, the tries are counted. */
#define SCARD_HR_WRONG_CHV ((scard_hresult)0x8010006Bu)

/** SCARD_W_CHV_BLOCKED: The PIN is blocked; unblock it with the card's PUK. */
#define SCARD_HR_CHV_BLOCKED ((scard_hresult)0x8010006Cu)

/** SCARD_W_EOF: The end of the card's file was reached; stop reading. */
#define SCARD_HR_EOF ((scard_hresult)0x8010006Du)

/** SCARD_W_CANCELLED_BY_USER: The user cancelled; nothing to do. */
#define SCARD_HR_CANCELLED_BY_USER ((scard_hresult)0x8010006Eu)

/** SCARD_W_CARD_NOT_AUTHENTICATED: No PIN was presented; verify it first. */
#define SCARD_HR_CARD_NOT_AUTHENTICATED ((scard_hresult)0x8010006Fu)

/** SCARD_W_CACHE_ITEM_NOT_FOUND: The item is not in the cache; read it from the card. */
#define SCARD_HR_CACHE_ITEM_NOT_FOUND ((scard_hresult)0x80100070u)

/** SCARD_W_CACHE_ITEM_STALE: The item in the cache is too old; read it from the card. */
#define SCARD_HR_CACHE_ITEM_STALE ((scard_hresult)0x80100071u)

/** SCARD_W_CACHE_ITEM_TOO_BIG: The item is larger than the cache allows; do without caching it. */
#define SCARD_HR_CACHE_ITEM_TOO_BIG ((scard_hresult)0x80100072u)


/** How a session shares its card with other connections. */
typedef enum SCARD_SHARE_MODES {
    /** No other connection to the card, of this program or another one. */
    SCARD_SHARE_MODES_EXCLUSIVE = 1,
    /** Others may connect too. */
    SCARD_SHARE_MODES_SHARED = 2
#ifndef SCARD_NO_SHORT_NAMES
    ,
    EXCLUSIVE = SCARD_SHARE_MODES_EXCLUSIVE,
    SHARED = SCARD_SHARE_MODES_SHARED
#endif
} SCARD_SHARE_MODES;

/** What happens to the card: at the end of a session or lock, or when a session is re-established. */
typedef enum SCARD_DISPOSITIONS {
    /** Nothing. */
    SCARD_DISPOSITIONS_LEAVE = 0,
    /** Warm reset: PINs and selected files are forgotten. */
    SCARD_DISPOSITIONS_RESET = 1,
    /** Power off (and on again where a session goes on): cold reset. */
    SCARD_DISPOSITIONS_UNPOWER = 2,
    /** Give the card out; on a reader that cannot, the card stays. */
    SCARD_DISPOSITIONS_EJECT = 3
#ifndef SCARD_NO_SHORT_NAMES
    ,
    LEAVE = SCARD_DISPOSITIONS_LEAVE,
    RESET = SCARD_DISPOSITIONS_RESET,
    UNPOWER = SCARD_DISPOSITIONS_UNPOWER,
    EJECT = SCARD_DISPOSITIONS_EJECT
#endif
} SCARD_DISPOSITIONS;

/** The transmission protocol between reader and card (ISO 7816-3). As an argument T0 | T1 is valid too: either one. */
typedef enum SCARD_PROTOCOLS {
    /** Byte-oriented. */
    SCARD_PROTOCOLS_T0 = 1,
    /** Block-oriented. */
    SCARD_PROTOCOLS_T1 = 2,
    /** Neither: memory cards and readers with commands of their own. */
    SCARD_PROTOCOLS_RAW = 0xFF
#ifndef SCARD_NO_SHORT_NAMES
    ,
    T0 = SCARD_PROTOCOLS_T0,
    T1 = SCARD_PROTOCOLS_T1,
    RAW = SCARD_PROTOCOLS_RAW
#endif
} SCARD_PROTOCOLS;

/** The state of the card in its reader. */
typedef enum SCARD_STATES {
    /** There is no card. */
    SCARD_STATES_ABSENT = 1,
    /** There is a card, not in position for use. */
    SCARD_STATES_PRESENT = 2,
    /** The card is in position, without power. */
    SCARD_STATES_SWALLOWED = 3,
    /** The card has power, its mode is unknown. */
    SCARD_STATES_POWERED = 4,
    /** The card was reset and waits for the choice of a protocol. */
    SCARD_STATES_NEGOTIABLEMODE = 5,
    /** A protocol is chosen: the card is ready for commands. */
    SCARD_STATES_SPECIFICMODE = 6
#ifndef SCARD_NO_SHORT_NAMES
    ,
    ABSENT = SCARD_STATES_ABSENT,
    PRESENT = SCARD_STATES_PRESENT,
    SWALLOWED = SCARD_STATES_SWALLOWED,
    POWERED = SCARD_STATES_POWERED,
    NEGOTIABLEMODE = SCARD_STATES_NEGOTIABLEMODE,
    SPECIFICMODE = SCARD_STATES_SPECIFICMODE
#endif
} SCARD_STATES;

/* The library writes enumerations as 32 bits; this fails to compile where they have others (-fshort-enums). */
typedef char scard_enumerations_have_32_bits[sizeof(SCARD_PROTOCOLS) == 4 && sizeof(SCARD_STATES) == 4 ? 1 : -1];

#ifdef __cplusplus
/** T0 | T1 in C++, where it would be a plain number. */
extern "C++" {
static inline SCARD_PROTOCOLS operator|(SCARD_PROTOCOLS a, SCARD_PROTOCOLS b)
{
    return static_cast<SCARD_PROTOCOLS>(static_cast<int>(a) | static_cast<int>(b));
}
}
#endif


/**
 * A session with a card, from an attach to scard_detach. The pointer is a key and never followed.
 */
typedef struct scard_card scard_card;

/**
 * The result of a call: the 32 bits of a Windows HRESULT. 0 is done, negative is failed; see
 * SCARD_SUCCEEDED, SCARD_FAILED and the SCARD_HR_ constants.
 */
typedef int32_t scard_hresult;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The version of the library that runs, to compare with SCARD_VERSION of the header that was compiled.
 *
 * May be called from any thread.
 *
 * @return 0xMMmmpp00: major, minor and patch number. The interface only grows while the major number stays; as long as
 *         that is 0, while the minor number stays too.
 */
SCARD_API uint32_t scard_version(void);

/**
 * The version as text.
 *
 * May be called from any thread.
 *
 * @return such as "0.1.0"; never NULL. The library owns the text, it stays valid.
 */
SCARD_API const char *scard_version_string(void);

/**
 * The official name of a result code.
 *
 * May be called from any thread.
 *
 * @param hr  any value.
 * @return such as "SCARD_E_NO_SMARTCARD"; "UNKNOWN" for a code that the library does not know; never NULL. The library
 *         owns the text, it stays valid.
 */
SCARD_API const char *scard_hresult_name(scard_hresult hr);

/**
 * What a result code means and what to do about it.
 *
 * May be called from any thread.
 *
 * @param hr  any value.
 * @return one English sentence for the user or the log; for a code that the library does not know, one that says so;
 *         never NULL. The library owns the text, it stays valid.
 */
SCARD_API const char *scard_hresult_message(scard_hresult hr);

/**
 * What a status word means by ISO/IEC 7816-4, 5.6; families too (61xx, 63Cx, 6Cxx and so on).
 *
 * May be called from any thread.
 *
 * @param sw  SW1 in the high byte, SW2 in the low byte: the last two bytes of a reply.
 * @return one English sentence; for a status word that the standard does not define, one that says so; never NULL. The
 *         library owns the text, it stays valid.
 */
SCARD_API const char *scard_status_word_message(uint16_t sw);

/**
 * Lists the readers by name: virtual readers first, then those of the PC/SC service.
 *
 * A PC/SC service that is not there does not hide virtual readers; its error is returned only when there are no others.
 * The list may differ from one call to the next: readers come and go. May be called from any thread.
 *
 * @param readers  receives the names as a multi-string: each name ended by a NUL, one more NUL at the end. The bytes are
 *                 those of the service: UTF-8, unless a driver uses another encoding. NULL asks for the length only. 4096
 *                 bytes hold all readers of pcsc-lite, which has 16 at most, and as many virtual ones.
 * @param len      on entry the room in readers, on return the length of the list with all its NULs, in bytes; 0 if the
 *                 call failed for another reason than the room.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER               len is NULL
 *         SCARD_HR_INSUFFICIENT_BUFFER   readers is too small; *len says what is needed, nothing was written
 *         SCARD_HR_NO_READERS_AVAILABLE  there is no reader
 *         SCARD_HR_NO_SERVICE            the PC/SC service is not running, and there is no virtual reader
 *         SCARD_HR_WIN32_FILE_NOT_FOUND, SCARD_HR_WIN32_READ_FAULT, SCARD_HR_WIN32_INVALID_DATA
 *                                        the profile named in SCARDSSP_VIRTUAL does not exist, cannot be read or is
 *                                        not valid; the other readers are listed if there are any
 *         other codes of the PC/SC service, if there is no virtual reader
 */
SCARD_API
scard_hresult scard_list_readers(char *readers,
                                 uint32_t *len);

/**
 * Connects to the card in a reader.
 *
 * Powers the card if need be. Waits while another session of this program or another program holds the card locked. The
 * card's answer-to-reset, protocol and reader are remembered, so that asking for them later needs no card.
 * (ISCard::AttachByReader; PC/SC part 5, SCardConnect.)
 * May be called from any thread.
 *
 * @param reader    the name as scard_list_readers gives it.
 * @param share     EXCLUSIVE: no other connection may exist; SHARED: others may.
 * @param protocol  T0, T1, T0 | T1 for either one, or RAW.
 * @param card      receives the session; the caller ends it with scard_detach. NULL after a failure.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER             reader or card is NULL
 *         SCARD_HR_INVALIDARG          reader is empty, share or protocol is none of the values above
 *         SCARD_HR_UNKNOWN_READER      there is no reader of this name
 *         SCARD_HR_READER_UNAVAILABLE  the reader was unplugged
 *         SCARD_HR_NO_SMARTCARD        there is no card in the reader
 *         SCARD_HR_UNRESPONSIVE_CARD, SCARD_HR_UNPOWERED_CARD, SCARD_HR_UNSUPPORTED_CARD
 *                                      the card does not answer to reset, or not as the reader can understand
 *         SCARD_HR_SHARING_VIOLATION   another connection is exclusive, or share is and there is another connection
 *         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD
 *                                      the card was reset or taken out at the same moment; try again
 *         SCARD_HR_PROTO_MISMATCH      the card does not offer the protocol, or is in use with another one
 *         SCARD_HR_NO_SERVICE          the PC/SC service is not running, and no virtual reader has this name
 *         SCARD_HR_INTERNAL_ERROR, SCARD_HR_NO_MEMORY
 *                                      the service has no room for another connection (pcscd: 200 a reader)
 *         SCARD_HR_WIN32_FILE_NOT_FOUND, SCARD_HR_WIN32_READ_FAULT, SCARD_HR_WIN32_INVALID_DATA
 *                                      the profile named in SCARDSSP_VIRTUAL cannot be used
 *         other codes of the PC/SC service
 */
SCARD_API
scard_hresult scard_attach_by_reader(const char *reader,
                                     SCARD_SHARE_MODES share,
                                     SCARD_PROTOCOLS protocol,
                                     scard_card **card);

/**
 * Takes over a connection that the caller opened with SCardConnect.
 *
 * The connection is borrowed: its context stays the caller's, who must not release it while the session lives.
 * scard_detach disconnects it, as ISCard::Detach does; the caller then does not. When scard_reattach has to connect anew
 * (EJECT, becoming EXCLUSIVE with pcsc-lite, after the connection was lost), the new connection is the library's own, and
 * the caller's handle has ended. A transaction that the caller has open on it must end before other sessions use the
 * reader. What scard_get_card_handle gave of a session leads to that session: both handles then
 * stand for the same connection, and detaching either ends both. (ISCard::AttachByHandle.)
 * May be called from any thread.
 *
 * @param winscard_handle  the SCARDHANDLE, or what scard_get_card_handle gave.
 * @param card             receives the session; the caller ends it with scard_detach. NULL after a failure.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         card is NULL
 *         SCARD_HR_INVALID_HANDLE  winscard_handle is 0 or not an open connection
 *         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE
 *                                  the connection is not usable: reconnect it, or connect anew
 *         other codes of SCardStatus
 */
SCARD_API
scard_hresult scard_attach_by_handle(uintptr_t winscard_handle,
                                     scard_card **card);

/**
 * Establishes the connection to the card anew, resetting the card or not.
 *
 * This is the cure for SCARD_HR_RESET_CARD, for SCARD_HR_REMOVED_CARD once a card is in the reader again, and for
 * SCARD_HR_NO_SERVICE once the service runs again; PINs and selected files are forgotten after any of these. The
 * protocols are those given at attach. After a failure the session is still there, but its connection, locks and share
 * mode may be lost, and the next scard_reattach makes them anew. Locks end with a card that is taken out.
 * (ISCard::ReAttach; PC/SC part 5, SCardReconnect.)
 *
 * To become EXCLUSIVE with pcsc-lite the connection is given up for a moment, because its SCardReconnect would wait for
 * other programs for ever. In that moment another program can use the card; the PC/SC handle is another one afterwards.
 * If the session had the card locked and others are there, the lock is lost, and SCARD_HR_RESET_CARD tells so until the
 * next scard_reattach. EJECT ends the session's locks.
 * May be called from any thread; calls with one session take turns.
 *
 * @param card        the session.
 * @param share       EXCLUSIVE or SHARED, from now on.
 * @param init_state  LEAVE: the card keeps its state; RESET: warm reset; UNPOWER: power off and on; EJECT: the card is
 *                    given out if the reader can (SCARD_HR_REMOVED_CARD; call scard_reattach again for the next card), else
 *                    powered off and on.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE      card is NULL, ended or not a session
 *         SCARD_HR_INVALIDARG          share or init_state is none of the values above
 *         SCARD_HR_SHARING_VIOLATION   share is EXCLUSIVE and another program or session uses the card; the session
 *                                      stays shared. While another program has the card locked, the call waits for it
 *         SCARD_HR_NO_SMARTCARD, SCARD_HR_REMOVED_CARD
 *                                      there is no card (any more)
 *         SCARD_HR_UNRESPONSIVE_CARD   the card does not answer to reset
 *         SCARD_HR_PROTO_MISMATCH      the card now in the reader does not offer the protocol, or is in use with another
 *         SCARD_HR_READER_UNAVAILABLE  the reader was unplugged
 *         SCARD_HR_NO_SERVICE          the PC/SC service is not running
 *         other codes of the PC/SC service
 */
SCARD_API
scard_hresult scard_reattach(scard_card *card,
                             SCARD_SHARE_MODES share,
                             SCARD_DISPOSITIONS init_state);

/**
 * Ends the session. The handle is invalid afterwards, also when a failure is reported.
 *
 * Locks that the session holds are ended first. Calls that are under way at the reader are waited for, and with them what
 * they wait for; with LEAVE, locks of other sessions and programs are not. (ISCard::Detach; PC/SC part 5, SCardDisconnect.)
 * May be called from any thread; calls with one session take turns.
 *
 * @param card         the session.
 * @param disposition  what happens to the card: LEAVE, RESET (warm reset), UNPOWER (power off) or EJECT (if the reader
 *                     can; most leave the card as it is and report nothing). Other values end the session with LEAVE.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  card is NULL, ended or not a session
 *         SCARD_HR_INVALIDARG      disposition is none of the values above; the session has ended
 *         SCARD_HR_CANT_DISPOSE    the reader cannot do this to the card; the session has ended
 *         SCARD_HR_NO_SERVICE      the PC/SC service is not running; the session has ended
 *         other codes of the PC/SC service; the session has ended
 */
SCARD_API
scard_hresult scard_detach(scard_card *card,
                           SCARD_DISPOSITIONS disposition);

/**
 * Takes exclusive use of the card, so that no other session or program disturbs a sequence of commands.
 *
 * Waits until others that hold the card have given it back: sessions of this program are served in the order they asked.
 * Can be nested: as many calls of scard_unlock end it. (ISCard::LockSCard; PC/SC part 5, SCardBeginTransaction.)
 * May be called from any thread; calls with one session take turns.
 *
 * @param card  the session.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE      card is NULL, ended or not a session
 *         SCARD_HR_RESET_CARD          the card was reset by someone else; call scard_reattach
 *         SCARD_HR_REMOVED_CARD        the card was taken out
 *         SCARD_HR_UNPOWERED_CARD      another program took the power from the card (macOS; others say RESET_CARD)
 *         SCARD_HR_READER_UNAVAILABLE  the reader was unplugged
 *         SCARD_HR_NO_SERVICE          the PC/SC service is not running
 *         other codes of the PC/SC service; no lock is held then
 */
SCARD_API
scard_hresult scard_lock(scard_card *card);

/**
 * Gives back one level of exclusive use.
 *
 * After RESET or UNPOWER every connection to the card, this one included, gets SCARD_HR_RESET_CARD until it is
 * reattached. (ISCard::UnlockSCard; PC/SC part 5, SCardEndTransaction.)
 * May be called from any thread; calls with one session take turns.
 *
 * @param card         the session.
 * @param disposition  what happens to the card: LEAVE, RESET (warm reset), UNPOWER (power off and on) or EJECT (if the
 *                     reader can).
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE      card is NULL, ended or not a session
 *         SCARD_HR_INVALIDARG          disposition is none of the values above; the lock is still held
 *         SCARD_HR_NOT_TRANSACTED      the session holds no lock; the card is left alone
 *         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD
 *                                      the card was reset or taken out meanwhile; all locks of the session are ended
 *         SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE
 *                                      the reader was unplugged, the PC/SC service is not running
 *         other codes of the PC/SC service
 */
SCARD_API scard_hresult scard_unlock(scard_card *card, SCARD_DISPOSITIONS disposition);

/**
 * Gives the card's answer-to-reset, as of the last attach or reattach. Needs no card, waits for nothing.
 *
 * (ISCard::get_Atr; ISO/IEC 7816-3, 8.2.)
 * May be called from any thread, also while another one is in a call with the session.
 *
 * @param card  the session.
 * @param atr   receives the answer-to-reset; 33 bytes are always enough. NULL asks for the length only.
 * @param len   on entry the room in atr, on return the length, in bytes.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER              len is NULL
 *         SCARD_HR_INVALID_HANDLE       card is NULL, ended or not a session
 *         SCARD_HR_INSUFFICIENT_BUFFER  atr is too small; *len says what is needed, nothing was written
 */
SCARD_API scard_hresult scard_get_atr(scard_card *card, uint8_t *atr, uint32_t *len);

/**
 * Gives the PC/SC handle of the connection, for calls of PC/SC that this library does not have.
 *
 * The session keeps it: do not disconnect it. It may change with scard_reattach. In a virtual reader it is no PC/SC
 * handle, but scard_attach_by_handle takes it. (ISCard::get_CardHandle.)
 * May be called from any thread, also while another one is in a call with the session.
 *
 * @param card             the session.
 * @param winscard_handle  receives the SCARDHANDLE; 0 while the connection is lost and not reattached.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         winscard_handle is NULL
 *         SCARD_HR_INVALID_HANDLE  card is NULL, ended or not a session
 */
SCARD_API scard_hresult scard_get_card_handle(scard_card *card, uintptr_t *winscard_handle);

/**
 * Gives the PC/SC context that the connection was made in.
 *
 * The library keeps it: do not release it, and do not call PC/SC with it while a call with a session of the same reader
 * is under way. (ISCard::get_Context.)
 * May be called from any thread, also while another one is in a call with the session.
 *
 * @param card              the session.
 * @param winscard_context  receives the SCARDCONTEXT; 0 for a session of scard_attach_by_handle, whose context is the
 *                          caller's, and for one in a virtual reader, which has none.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         winscard_context is NULL
 *         SCARD_HR_INVALID_HANDLE  card is NULL, ended or not a session
 */
SCARD_API scard_hresult scard_get_context(scard_card *card, uintptr_t *winscard_context);

/**
 * Gives the protocol in use, as of the last attach or reattach. Needs no card, waits for nothing.
 *
 * (ISCard::get_Protocol.)
 * May be called from any thread, also while another one is in a call with the session.
 *
 * @param card      the session.
 * @param protocol  receives T0, T1 or RAW; 0 if no protocol was chosen.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         protocol is NULL
 *         SCARD_HR_INVALID_HANDLE  card is NULL, ended or not a session
 */
SCARD_API scard_hresult scard_get_protocol(scard_card *card, SCARD_PROTOCOLS *protocol);

/**
 * Asks for the state of the card now. Waits while another session or program holds the card locked.
 *
 * (ISCard::get_Status; PC/SC part 5, SCardStatus.)
 * May be called from any thread; calls with one session take turns.
 *
 * @param card   the session.
 * @param state  receives one of SCARD_STATES: SPECIFICMODE for a card that is ready for commands, ABSENT if it was taken
 *               out (readers that poll notice within half a second). 0 after a failure.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER             state is NULL
 *         SCARD_HR_INVALID_HANDLE      card is NULL, ended or not a session
 *         SCARD_HR_RESET_CARD          the card was reset by someone else; call scard_reattach
 *         SCARD_HR_READER_UNAVAILABLE  the reader was unplugged
 *         SCARD_HR_NO_SERVICE          the PC/SC service is not running
 *         other codes of the PC/SC service
 */
SCARD_API
scard_hresult scard_get_status(scard_card *card,
                               SCARD_STATES *state);

/**
 * Gives the name of the reader. Needs no card, waits for nothing.
 * May be called from any thread, also while another one is in a call with the session.
 *
 * @param card    the session.
 * @param reader  receives the name with its NUL; 128 bytes are always enough. NULL asks for the length only.
 * @param len     on entry the room in reader, on return the length of the name with its NUL, in bytes.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER              len is NULL
 *         SCARD_HR_INVALID_HANDLE       card is NULL, ended or not a session
 *         SCARD_HR_INSUFFICIENT_BUFFER  reader is too small; *len says what is needed, nothing was written
 */
SCARD_API scard_hresult scard_get_reader_name(scard_card *card, char *reader, uint32_t *len);

/**
 * Sends one command to the card and waits for its reply.
 *
 * The bytes go to the card as they are, and the card runs the command once, whatever happens afterwards. A reply whose
 * status word is not 9000 is a success here: the card did answer. A reply that does not fit is kept on the session, and
 * given by the next call with apdu NULL; any other exchange drops it. Waits while another session or program holds the
 * card locked. (PC/SC part 5, SCardTransmit; APDUs: ISO/IEC 7816-3, 12.1.)
 * May be called from any thread; calls with one session take turns.
 *
 * @param card       the session.
 * @param apdu       the command; NULL fetches the kept reply, and nothing is sent. May be the same memory as reply.
 * @param apdu_len   bytes in apdu, 4 to 65544; not looked at if apdu is NULL.
 * @param reply      receives the data and then SW1 SW2, at least 2 bytes. 258 bytes are enough for a short command, 65538
 *                   for any. With apdu NULL, a NULL reply asks for the length only.
 * @param reply_len  on entry the room in reply, on return the length of the reply, in bytes.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER              reply_len is NULL; reply is NULL with a command; apdu is NULL and no reply is
 *                                       kept; nothing was sent
 *         SCARD_HR_INVALID_HANDLE       card is NULL, ended or not a session
 *         SCARD_HR_INVALIDARG           apdu_len is out of range; nothing was sent
 *         SCARD_HR_INSUFFICIENT_BUFFER  the card answered and reply is too small: *reply_len says what is needed, the
 *                                       reply is kept
 *         SCARD_HR_RESET_CARD           the card was reset by someone else: nothing was sent, call scard_reattach
 *         SCARD_HR_PROTO_MISMATCH       another program switched the card to another protocol: nothing was sent
 *         SCARD_HR_REMOVED_CARD, SCARD_HR_NO_SMARTCARD
 *                                       the card was taken out, perhaps while it ran the command
 *         SCARD_HR_COMM_DATA_LOST       less than a status word came back; the command may have run
 *         SCARD_HR_NOT_TRANSACTED       the reader could not exchange the command with the card
 *         SCARD_HR_READER_UNAVAILABLE   the reader was unplugged
 *         SCARD_HR_NO_SERVICE, SCARD_HR_COMM_ERROR
 *                                       the PC/SC service is not running, or stopped during the call
 *         other codes of the PC/SC service
 */
SCARD_API
scard_hresult scard_transmit(scard_card *card,
                             const uint8_t *apdu,
                             uint32_t apdu_len,
                             uint8_t *reply,
                             uint32_t *reply_len);

/**
 * Sends a control code to the reader or its driver and waits for the answer.
 *
 * Done once, whatever happens afterwards: an answer that does not fit is kept as scard_transmit keeps a reply, and fetched
 * there with apdu NULL. (PC/SC part 5, SCardControl; part 10 for feature codes.)
 * May be called from any thread; calls with one session take turns.
 *
 * @param card     the session.
 * @param code     the control code: 0x42000000 + n with pcsc-lite and macOS, 0x00310000 + 4 n on Windows.
 * @param in       what is sent; may be NULL if in_len is 0. May be the same memory as out.
 * @param in_len   bytes in in, at most 65548.
 * @param out      receives the answer; may be NULL if none is wanted.
 * @param out_len  on entry the room in out, on return the length of the answer, in bytes.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER              out_len is NULL, or in is NULL and in_len is not 0
 *         SCARD_HR_INVALIDARG           in_len is out of range; nothing was sent
 *         SCARD_HR_INVALID_HANDLE       card is NULL, ended or not a session
 *         SCARD_HR_INSUFFICIENT_BUFFER  the reader answered and out is too small: *out_len says what is needed, the
 *                                       answer is kept
 *         SCARD_HR_UNSUPPORTED_FEATURE  the reader does not know the code; virtual readers know none
 *         SCARD_HR_SHARING_VIOLATION    another program holds the card locked
 *         SCARD_HR_COMM_DATA_LOST       the answer is longer than the service can pass on
 *         SCARD_HR_NOT_TRANSACTED       the reader could not do it
 *         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE
 *                                       as scard_transmit
 *         other codes of the PC/SC service
 */
SCARD_API
scard_hresult scard_control(scard_card *card,
                            uint32_t code,
                            const uint8_t *in,
                            uint32_t in_len,
                            uint8_t *out,
                            uint32_t *out_len);

/**
 * Reads an attribute of the reader or card.
 *
 * (PC/SC part 3, 3.1.2; part 5, SCardGetAttrib.) Virtual readers have SCARD_ATTR_VENDOR_NAME (0x00010100),
 * SCARD_ATTR_DEVICE_FRIENDLY_NAME (0x7FFF0003), SCARD_ATTR_ICC_PRESENCE (0x00090300) and SCARD_ATTR_ATR_STRING
 * (0x00090303).
 * May be called from any thread; calls with one session take turns.
 *
 * @param card   the session.
 * @param id     the attribute's identifier.
 * @param value  receives the value. NULL asks for the length only.
 * @param len    on entry the room in value, on return the length of the value, in bytes.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER              len is NULL
 *         SCARD_HR_INVALID_HANDLE       card is NULL, ended or not a session
 *         SCARD_HR_INSUFFICIENT_BUFFER  value is too small; *len says what is needed, nothing was written
 *         SCARD_HR_UNSUPPORTED_FEATURE  the reader does not have the attribute
 *         SCARD_HR_SHARING_VIOLATION    another program holds the card locked
 *         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE
 *                                       as scard_transmit
 *         other codes of the PC/SC service
 */
SCARD_API scard_hresult scard_get_attribute(scard_card *card, uint32_t id, uint8_t *value, uint32_t *len);

/**
 * Writes an attribute of the reader or card.
 *
 * (PC/SC part 3, 3.1.2; part 5, SCardSetAttrib.) Virtual readers have none that can be written.
 * May be called from any thread; calls with one session take turns.
 *
 * @param card   the session.
 * @param id     the attribute's identifier.
 * @param value  the value; may be NULL if len is 0.
 * @param len    bytes in value, at most 65548.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER              value is NULL and len is not 0
 *         SCARD_HR_INVALIDARG           len is out of range
 *         SCARD_HR_INVALID_HANDLE       card is NULL, ended or not a session
 *         SCARD_HR_UNSUPPORTED_FEATURE  the reader does not have the attribute or does not let it be written
 *         SCARD_HR_NOT_TRANSACTED       the reader's driver refused it
 *         SCARD_HR_SHARING_VIOLATION    another program holds the card locked
 *         SCARD_HR_INVALID_PARAMETER    len is 0, with pcsc-lite
 *         SCARD_HR_INSUFFICIENT_BUFFER  the value is longer than the service takes (264 bytes with pcsc-lite)
 *         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE
 *                                       as scard_transmit
 *         other codes of the PC/SC service
 */
SCARD_API scard_hresult scard_set_attribute(scard_card *card, uint32_t id, const uint8_t *value, uint32_t len);

/**
 * Adds a virtual reader with a card in it: a software ISO 7816-4 card inside the process.
 *
 * Every other function treats it as any reader. It exists until it is removed or the process ends; a forked child does
 * not have it. The environment variable SCARDSSP_VIRTUAL does the same without a call: 1 adds the built-in card in the
 * reader "scardssp Virtual Reader 00", a path the card of that profile; set-id programs ignore it.
 * May be called from any thread.
 *
 * @param name     the name of the new reader, 1 to 127 bytes, UTF-8. A PC/SC reader of the same name is hidden by it.
 * @param profile  the path of a TOML file that describes the card; NULL for the built-in card.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER               name is NULL
 *         SCARD_HR_INVALIDARG            name is empty or longer than 127 bytes
 *         SCARD_HR_DUPLICATE_READER      there is a virtual reader of this name
 *         SCARD_HR_WIN32_FILE_NOT_FOUND  the profile does not exist
 *         SCARD_HR_WIN32_READ_FAULT      the profile cannot be read
 *         SCARD_HR_WIN32_INVALID_DATA    the profile is not valid; the example program "card --check" names the line
 */
SCARD_API scard_hresult scard_virtual_reader_add(const char *name, const char *profile);

/**
 * Removes a virtual reader, as if it were unplugged.
 *
 * Sessions with its card get SCARD_HR_READER_UNAVAILABLE from then on; they still must be detached, which succeeds.
 * May be called from any thread.
 *
 * @param name  the name it was added by; "scardssp Virtual Reader 00" removes the one of SCARDSSP_VIRTUAL.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         name is NULL
 *         SCARD_HR_INVALIDARG      name is empty
 *         SCARD_HR_UNKNOWN_READER  there is no virtual reader of this name
 */
SCARD_API scard_hresult scard_virtual_reader_remove(const char *name);

/**
 * Puts a card into a virtual reader that has none.
 *
 * It is a new card: PIN counters and files are those of the profile. May be called from any thread.
 *
 * @param name     the reader.
 * @param profile  the path of a TOML file that describes the card; NULL for the built-in card.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER               name is NULL
 *         SCARD_HR_INVALIDARG            name is empty
 *         SCARD_HR_UNKNOWN_READER        there is no virtual reader of this name
 *         SCARD_HR_WIN32_ALREADY_EXISTS  there is a card in it; take it out first
 *         SCARD_HR_WIN32_FILE_NOT_FOUND, SCARD_HR_WIN32_READ_FAULT, SCARD_HR_WIN32_INVALID_DATA
 *                                        the profile does not exist, cannot be read or is not valid
 */
SCARD_API scard_hresult scard_virtual_card_insert(const char *name, const char *profile);

/**
 * Takes the card out of a virtual reader.
 *
 * Sessions with it get SCARD_HR_REMOVED_CARD until a card is in the reader again and they call scard_reattach.
 * May be called from any thread.
 *
 * @param name  the reader.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         name is NULL
 *         SCARD_HR_INVALIDARG      name is empty
 *         SCARD_HR_UNKNOWN_READER  there is no virtual reader of this name
 *         SCARD_HR_NO_SMARTCARD    there is no card in it
 */
SCARD_API scard_hresult scard_virtual_card_remove(const char *name);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* SCARDSSP_SCARD_H */
