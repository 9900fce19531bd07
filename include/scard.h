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
 * - Structs that the library fills begin with size, which the caller sets to their sizeof. They can get more members: a
 *   program gets those that its header knew, from any version of the library; from an older one, the others are 0.
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

/** DISP_E_UNKNOWNINTERFACE: The interface identifier is reserved; pass IID_NULL. */
#define SCARD_HR_DISP_UNKNOWNINTERFACE ((scard_hresult)0x80020001u)

/** DISP_E_MEMBERNOTFOUND: The object has no such member, or it cannot be used in this way; check its number and
 *  whether it is a method or a property. */
#define SCARD_HR_DISP_MEMBERNOTFOUND ((scard_hresult)0x80020003u)

/** DISP_E_PARAMNOTFOUND: The method has no parameter of this name; ask GetIDsOfNames for its number. */
#define SCARD_HR_DISP_PARAMNOTFOUND ((scard_hresult)0x80020004u)

/** DISP_E_TYPEMISMATCH: An argument is of a type that does not fit; pass the type that the method takes. */
#define SCARD_HR_DISP_TYPEMISMATCH ((scard_hresult)0x80020005u)

/** DISP_E_UNKNOWNNAME: The object has no member of this name; check the spelling. */
#define SCARD_HR_DISP_UNKNOWNNAME ((scard_hresult)0x80020006u)

/** DISP_E_BADVARTYPE: The VARIANT holds a type that is not known here; initialise it with VariantInit, or use
 *  another type. */
#define SCARD_HR_DISP_BADVARTYPE ((scard_hresult)0x80020008u)

/** DISP_E_EXCEPTION: The method failed; its own code is the scode of the EXCEPINFO. */
#define SCARD_HR_DISP_EXCEPTION ((scard_hresult)0x80020009u)

/** DISP_E_OVERFLOW: A number is out of the range of its type; use a wider type or a smaller number. */
#define SCARD_HR_DISP_OVERFLOW ((scard_hresult)0x8002000Au)

/** DISP_E_BADINDEX: The index is out of range; stay within the bounds of the array. */
#define SCARD_HR_DISP_BADINDEX ((scard_hresult)0x8002000Bu)

/** DISP_E_ARRAYISLOCKED: The array is in use; call SafeArrayUnaccessData or SafeArrayUnlock first. */
#define SCARD_HR_DISP_ARRAYISLOCKED ((scard_hresult)0x8002000Du)

/** DISP_E_BADPARAMCOUNT: The number of arguments is wrong; pass as many as the method takes. */
#define SCARD_HR_DISP_BADPARAMCOUNT ((scard_hresult)0x8002000Eu)

/** DISP_E_PARAMNOTOPTIONAL: An argument that the method needs was left out; pass it. */
#define SCARD_HR_DISP_PARAMNOTOPTIONAL ((scard_hresult)0x8002000Fu)

/** STG_E_INVALIDFUNCTION: The stream cannot do this; seek from 0, 1 or 2 to a position from 0 on, and do not lock
 *  regions. */
#define SCARD_HR_STG_INVALIDFUNCTION ((scard_hresult)0x80030001u)

/** STG_E_ACCESSDENIED: The stream does not allow this access; open it for what is needed. */
#define SCARD_HR_STG_ACCESSDENIED ((scard_hresult)0x80030005u)

/** STG_E_INSUFFICIENTMEMORY: There is not enough memory for the stream; free some or ask for less. */
#define SCARD_HR_STG_INSUFFICIENTMEMORY ((scard_hresult)0x80030008u)

/** STG_E_INVALIDPOINTER: A pointer that must not be NULL is NULL; pass the address of a variable or buffer. */
#define SCARD_HR_STG_INVALIDPOINTER ((scard_hresult)0x80030009u)

/** STG_E_WRITEFAULT: The stream failed to write; check what is behind it. */
#define SCARD_HR_STG_WRITEFAULT ((scard_hresult)0x8003001Du)

/** STG_E_READFAULT: The stream failed to read; check what is behind it. */
#define SCARD_HR_STG_READFAULT ((scard_hresult)0x8003001Eu)

/** STG_E_LOCKVIOLATION: A part of the stream is locked; unlock it first. */
#define SCARD_HR_STG_LOCKVIOLATION ((scard_hresult)0x80030021u)

/** STG_E_INVALIDPARAMETER: An argument of a stream is out of range; compare each with the values the header allows. */
#define SCARD_HR_STG_INVALIDPARAMETER ((scard_hresult)0x80030057u)

/** STG_E_MEDIUMFULL: The stream cannot grow that much; ask for less. */
#define SCARD_HR_STG_MEDIUMFULL ((scard_hresult)0x80030070u)

/** STG_E_INVALIDFLAG: A flag is not known; use those of the header. */
#define SCARD_HR_STG_INVALIDFLAG ((scard_hresult)0x800300FFu)

/** STG_E_REVERTED: The stream was reverted and is of no use any more; get another one. */
#define SCARD_HR_STG_REVERTED ((scard_hresult)0x80030102u)

/** CLASS_E_NOAGGREGATION: The class cannot be part of an aggregate; create it without an outer object. */
#define SCARD_HR_CLASS_NOAGGREGATION ((scard_hresult)0x80040110u)

/** CLASS_E_CLASSNOTAVAILABLE: The library does not have this class; check the class identifier. */
#define SCARD_HR_CLASS_CLASSNOTAVAILABLE ((scard_hresult)0x80040111u)

/** REGDB_E_CLASSNOTREG: The class is not known; check the class identifier, and on Windows that it is registered. */
#define SCARD_HR_REGDB_CLASSNOTREG ((scard_hresult)0x80040154u)

/** CO_E_NOTINITIALIZED: COM is not ready in this thread; call CoInitialize first. */
#define SCARD_HR_CO_NOTINITIALIZED ((scard_hresult)0x800401F0u)

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

/** SCARD_E_NO_FILE: The path names a directory (DF), which has no bytes; name a file in it. */
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


/* The enumerations are the same in scard.h and in the headers of the COM interfaces. */
#ifndef SCARDSSP_ENUMERATIONS
#define SCARDSSP_ENUMERATIONS

/** How a session shares its card with other connections. */
typedef enum tagSCARD_SHARE_MODES {
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
typedef enum tagSCARD_DISPOSITIONS {
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
typedef enum tagSCARD_PROTOCOLS {
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
typedef enum tagSCARD_STATES {
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

/** The four cases of ISO/IEC 7816-3, 12.1: which of the two data fields a command has. */
typedef enum tagISO_APDU_TYPE {
    /** Neither. */
    SCARD_ISO_CASE_1 = 1,
    /** Reply data only. */
    SCARD_ISO_CASE_2 = 2,
    /** Command data only. */
    SCARD_ISO_CASE_3 = 3,
    /** Both. */
    SCARD_ISO_CASE_4 = 4
#ifndef SCARD_NO_SHORT_NAMES
    ,
    ISO_CASE_1 = SCARD_ISO_CASE_1,
    ISO_CASE_2 = SCARD_ISO_CASE_2,
    ISO_CASE_3 = SCARD_ISO_CASE_3,
    ISO_CASE_4 = SCARD_ISO_CASE_4
#endif
} ISO_APDU_TYPE;

/* The library writes enumerations as 32 bits; this fails to compile where they have others (-fshort-enums). */
typedef char scard_enumerations_have_32_bits[sizeof(SCARD_PROTOCOLS) == 4 && sizeof(SCARD_STATES) == 4 ? 1 : -1];

#ifdef __cplusplus
/** T0 | T1 in C++, where it would be a plain number. */
extern "C++" {
#if __cplusplus >= 201103L || defined(_MSC_VER)
constexpr
#else
static inline
#endif
SCARD_PROTOCOLS operator|(SCARD_PROTOCOLS a, SCARD_PROTOCOLS b)
{
    return static_cast<SCARD_PROTOCOLS>(static_cast<int>(a) | static_cast<int>(b));
}
}
#endif
#endif /* SCARDSSP_ENUMERATIONS */


/**
 * scard_transmit_batch ends at the first status word that is not the expected one.
 */
#define SCARD_BATCH_STOP 1

/**
 * The card or reader does not do it.
 */
#define SCARD_CAPABILITY_NO 0

/**
 * Card and reader do it.
 */
#define SCARD_CAPABILITY_YES 1

/**
 * Nothing tells; scard_execute tries it where nothing else will do.
 */
#define SCARD_CAPABILITY_UNKNOWN 2

/**
 * How many levels of interface bytes scard_atr has room for.
 */
#define SCARD_ATR_LEVELS 8

/**
 * scard_atr.tck: the card offers T=0 only, so there is no check byte.
 */
#define SCARD_ATR_TCK_NOT_NEEDED 0

/**
 * scard_atr.tck: the check byte is right.
 */
#define SCARD_ATR_TCK_CORRECT 1

/**
 * scard_atr.tck: the check byte is wrong. Some cards on sale have it so.
 */
#define SCARD_ATR_TCK_WRONG 2

/**
 * scard_atr.tck: there should be a check byte and is none.
 */
#define SCARD_ATR_TCK_MISSING 3

/**
 * A session with a card, from an attach to scard_detach. The pointer is a key and never followed.
 */
typedef struct scard_card scard_card;

/**
 * A command with its reply, from scard_cmd_new to scard_cmd_free. The pointer is a key and never followed.
 */
typedef struct scard_cmd scard_cmd;

/**
 * The result of a call: the 32 bits of a Windows HRESULT. 0 is done, negative is failed; see
 * SCARD_SUCCEEDED, SCARD_FAILED and the SCARD_HR_ constants.
 */
typedef int32_t scard_hresult;

/**
 * One command of a batch.
 */
typedef struct {
    /**
     * sizeof(scard_apdu), set by the caller.
     */
    uint32_t size;
    /**
     * Bytes in apdu, 4 to 65544.
     */
    uint32_t apdu_len;
    /**
     * The command.
     */
    const uint8_t *apdu;
    /**
     * With SCARD_BATCH_STOP: the status word that lets the batch go on; 0 stands for 9000.
     */
    uint32_t expected;
    /**
     * Which bits of it count; 0 stands for all. 6100 with the mask FF00 expects any 61xx.
     */
    uint32_t expected_mask;
} scard_apdu;

/**
 * The reply to one command of a batch.
 */
typedef struct {
    /**
     * sizeof(scard_reply), set by the caller.
     */
    uint32_t size;
    /**
     * Bytes in buffer, set by the caller; not looked at if buffer is NULL.
     */
    uint32_t room;
    /**
     * Where the reply goes, set by the caller. NULL after the first: behind the reply before, in what is left of its room,
     * so that one buffer can take all replies.
     */
    uint8_t *buffer;
    /**
     * Receives where the reply begins; NULL if the command was not sent, or its reply did not fit.
     */
    uint8_t *reply;
    /**
     * Receives the length of the reply in bytes, SW1 SW2 included; 0 if the command was not sent.
     */
    uint32_t reply_len;
    /**
     * Receives the status word; 0 if there is none.
     */
    uint32_t status;
} scard_reply;

/**
 * What card and reader can do, as scard_get_capabilities finds it.
 */
typedef struct {
    /**
     * sizeof(scard_capabilities), set by the caller.
     */
    uint32_t size;
    /**
     * Commands of extended length (ISO/IEC 7816-4, 5.1): SCARD_CAPABILITY_NO, _YES or _UNKNOWN. NO with T=0.
     */
    uint32_t extended_length;
    /**
     * Commands in a chain (ISO/IEC 7816-4, 5.3.3): SCARD_CAPABILITY_NO, _YES or _UNKNOWN.
     */
    uint32_t command_chaining;
    /**
     * Logical channels, the basic one included: 1 to 8, where 8 is 8 or more; 0 if the card does not tell.
     */
    uint32_t logical_channels;
    /**
     * The longest command APDU that is known to be taken, in bytes: 261 to 65544.
     */
    uint32_t max_command;
    /**
     * The longest reply APDU to such a command, in bytes, SW1 SW2 included: 258 to 65538.
     */
    uint32_t max_reply;
} scard_capabilities;

/**
 * What an answer-to-reset says, by ISO/IEC 7816-3, clause 8. Where the card says nothing, the standard's default stands.
 *
 * Later versions may add members at the end. Set size before each call that fills the struct.
 */
typedef struct {
    /**
     * sizeof(scard_atr), set by the caller.
     */
    uint32_t size;
    /**
     * How many of the bytes are the answer-to-reset, check byte included: 2 to 33.
     */
    uint32_t length;
    /**
     * How many bytes stood behind its end.
     */
    uint32_t extra;
    /**
     * TS: 0x3B direct convention, 0x3F inverse convention.
     */
    uint32_t convention;
    /**
     * The protocols offered, a bit each: bit 0 (value 1) is T=0, bit 1 (value 2) is T=1, bit n is T=n. Never 0.
     */
    uint32_t protocols;
    /**
     * The number of the protocol offered first: 0 is T=0, 1 is T=1. The one after a reset unless specific_mode is 1.
     */
    uint32_t default_protocol;
    /**
     * 1: the card is in specific mode (TA2 is there) and nothing can be negotiated; 0: negotiable mode.
     */
    uint32_t specific_mode;
    /**
     * In specific mode, the number of the protocol in use; else 0.
     */
    uint32_t specific_protocol;
    /**
     * In specific mode, 1 if a warm reset can bring the card to negotiable mode; else 0.
     */
    uint32_t specific_can_change;
    /**
     * In specific mode, 1 if the rate is known in advance and not that of fi and di; else 0.
     */
    uint32_t specific_implicit;
    /**
     * Fi of TA1, clock rate conversion; 0 is a value that the standard reserves. A bit takes fi / di clock cycles.
     */
    uint32_t fi;
    /**
     * Di of TA1, baud rate adjustment; 0 is a value that the standard reserves.
     */
    uint32_t di;
    /**
     * The highest clock frequency by TA1, in kHz; 0 where fi is 0.
     */
    uint32_t fmax_khz;
    /**
     * N of TC1, extra guard time in bit times, 0 to 254; 255 is the shortest guard time that the protocol knows.
     */
    uint32_t extra_guard_time;
    /**
     * 1 if TB1 or TB2 is there, which spoke of a programming voltage; readers of today pass over it.
     */
    uint32_t programming_voltage;
    /**
     * T=0: the waiting integer WI of TC2; 0 is reserved. 10 by default.
     */
    uint32_t t0_wi;
    /**
     * T=1: the most bytes of a block that the card takes, IFSC; 0 and 255 are reserved. 32 by default.
     */
    uint32_t t1_ifsc;
    /**
     * T=1: the character waiting integer CWI. 13 by default.
     */
    uint32_t t1_cwi;
    /**
     * T=1: the block waiting integer BWI; 10 to 15 are reserved. 4 by default.
     */
    uint32_t t1_bwi;
    /**
     * T=1: 1 if blocks end with a CRC, 0 (by default) with an LRC.
     */
    uint32_t t1_crc;
    /**
     * The supply voltages that the card bears: 1 is class A (5 V), 2 is class B (3 V), 4 is class C (1.8 V), or sums of
     * these; 0 is a value that the standard reserves. 1 by default.
     */
    uint32_t voltage_classes;
    /**
     * Whether the clock may be stopped: 0 (by default) no, 1 with the line low, 2 with the line high, 3 either way.
     */
    uint32_t clock_stop;
    /**
     * SPU, how the card uses contact C6: 0 (by default) not at all, to 127 as the standard says, from 128 in its own way.
     */
    uint32_t spu;
    /**
     * One of the SCARD_ATR_TCK_ constants.
     */
    uint32_t tck;
    /**
     * Where the historical bytes begin in the bytes given.
     */
    uint32_t historical_offset;
    /**
     * How many historical bytes there are: 0 to 15.
     */
    uint32_t historical_length;
    /**
     * How many levels of interface bytes the arrays hold; of more than SCARD_ATR_LEVELS, they hold the first ones.
     */
    uint32_t levels;
    /**
     * Which bytes a level has: 1 is TA, 2 is TB, 4 is TC, 8 is TD, or sums of these. The first is for TA1 to TD1.
     */
    uint8_t present[SCARD_ATR_LEVELS];
    /**
     * TA1, TA2 and so on; 0 where there is none.
     */
    uint8_t ta[SCARD_ATR_LEVELS];
    /**
     * TB1, TB2 and so on; 0 where there is none.
     */
    uint8_t tb[SCARD_ATR_LEVELS];
    /**
     * TC1, TC2 and so on; 0 where there is none.
     */
    uint8_t tc[SCARD_ATR_LEVELS];
    /**
     * TD1, TD2 and so on; 0 where there is none.
     */
    uint8_t td[SCARD_ATR_LEVELS];
} scard_atr;

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
 * Can be nested: as many calls of scard_unlock end it. Do not hold it while a person types: others wait meanwhile, and
 * Windows resets a card that is locked and idle for five seconds. (ISCard::LockSCard; PC/SC part 5, SCardBeginTransaction.)
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
 * given, once, by the next call with apdu NULL; any other exchange drops it. Waits while another session or program holds
 * the card locked. (PC/SC part 5, SCardTransmit; APDUs: ISO/IEC 7816-3, 12.1.)
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
 * Makes an empty command: a place for a command, its reply, and how to run it.
 *
 * A command belongs to no session: build it, run it with scard_transaction or scard_execute as often as needed, look
 * at the reply. (ISCardCmd.)
 * May be called from any thread.
 *
 * @param cmd  receives the command; the caller ends it with scard_cmd_free. NULL after a failure.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER  cmd is NULL
 */
SCARD_API scard_hresult scard_cmd_new(scard_cmd **cmd);

/**
 * Ends a command and wipes what it held.
 *
 * A call with it that is under way in another thread comes to its end, and what it held is wiped then.
 * May be called from any thread.
 *
 * @param cmd  the command; not to be used again.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_free(scard_cmd *cmd);

/**
 * Empties command and reply, and wipes what they held.
 *
 * The status word becomes 0. Node addresses, alternate class and default class stay. (ISCardCmd::Clear.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd  the command.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_clear(scard_cmd *cmd);

/**
 * Builds a command of its parts.
 *
 * It is in the short form if data has at most 255 bytes and *le is at most 256, else in the extended form. The reply
 * is dropped; node addresses and alternate class stay. After a failure the command is as it was. (ISCardCmd::BuildCmd;
 * ISO/IEC 7816-3, 12.1.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd       the command.
 * @param cla       class byte.
 * @param ins       instruction byte.
 * @param p1        first parameter.
 * @param p2        second parameter.
 * @param data      the data field; may be NULL if data_len is 0.
 * @param data_len  bytes in data, 0 to 65535; 0 is no data field.
 * @param le        points to the number of bytes expected in reply, 0 to 65536; 0 asks for as many as there are. NULL
 *                  is no Le field.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         data is NULL and data_len is not 0
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      data_len is out of range, or *le is
 */
SCARD_API
scard_hresult scard_cmd_build(scard_cmd *cmd,
                              uint8_t cla,
                              uint8_t ins,
                              uint8_t p1,
                              uint8_t p2,
                              const uint8_t *data,
                              uint32_t data_len,
                              const int32_t *le);

/**
 * Wraps a command into an ENVELOPE command.
 *
 * The result is CLA C2 00 00 Lc and the bytes of apdu, and Le 00 if type is ISO_CASE_2 or ISO_CASE_4. CLA is the
 * alternate class if one was set, else that of apdu. The reply is dropped. After a failure the command is as it was.
 * (ISCardCmd::Encapsulate; ISO/IEC 7816-4, 11.7.2.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd       the command.
 * @param apdu      the command to be wrapped.
 * @param apdu_len  bytes in apdu, 4 to 65535.
 * @param type      the case of apdu: whether a reply with data is expected.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         apdu is NULL and apdu_len is not 0
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      apdu_len is out of range, or type is none of the four cases
 */
SCARD_API
scard_hresult scard_cmd_encapsulate(scard_cmd *cmd,
                                    const uint8_t *apdu,
                                    uint32_t apdu_len,
                                    ISO_APDU_TYPE type);

/**
 * Gives the command as the bytes that are sent.
 *
 * Nothing if it is empty. (ISCardCmd::get_Apdu.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd   the command.
 * @param apdu  receives the command, at most 65544 bytes. NULL asks for the length only.
 * @param len   on entry the room in apdu, on return the length, in bytes.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER              len is NULL
 *         SCARD_HR_INVALID_HANDLE       cmd is NULL, freed or not a command
 *         SCARD_HR_INSUFFICIENT_BUFFER  apdu is too small; *len says what is needed, nothing was written
 */
SCARD_API scard_hresult scard_cmd_get_apdu(scard_cmd *cmd, uint8_t *apdu, uint32_t *len);

/**
 * Takes a ready-made command.
 *
 * Bytes that fit none of the four cases are kept and sent as they are. The reply is dropped. (ISCardCmd::put_Apdu;
 * ISO/IEC 7816-3, 12.1.3.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd   the command.
 * @param apdu  the command.
 * @param len   bytes in apdu, 4 to 65544.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         apdu is NULL and len is not 0
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      len is out of range
 */
SCARD_API scard_hresult scard_cmd_set_apdu(scard_cmd *cmd, const uint8_t *apdu, uint32_t len);

/**
 * Gives the length of the command in bytes.
 *
 * (ISCardCmd::get_ApduLength.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd          the command.
 * @param apdu_length  receives the length; 0 if the command is empty.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         apdu_length is NULL
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_get_apdu_length(scard_cmd *cmd, uint32_t *apdu_length);

/**
 * Gives the data field of the command.
 *
 * Nothing if there is none; of bytes that fit none of the four cases, all that follow the fifth.
 * (ISCardCmd::get_Data.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd   the command.
 * @param data  receives the data, at most 65539 bytes. NULL asks for the length only.
 * @param len   on entry the room in data, on return the length, in bytes.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER              len is NULL
 *         SCARD_HR_INVALID_HANDLE       cmd is NULL, freed or not a command
 *         SCARD_HR_INSUFFICIENT_BUFFER  data is too small; *len says what is needed, nothing was written
 */
SCARD_API scard_hresult scard_cmd_get_data(scard_cmd *cmd, uint8_t *data, uint32_t *len);

/**
 * Replaces the data field of the command; header and Le stay, and Le 00 asks for all there is in the extended form too.
 *
 * An empty command gets the header 00 00 00 00. (ISCardCmd::put_Data.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd   the command.
 * @param data  the data; may be NULL if len is 0.
 * @param len   bytes in data, 0 to 65535; 0 removes the data field.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         data is NULL and len is not 0
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      len is out of range
 */
SCARD_API scard_hresult scard_cmd_set_data(scard_cmd *cmd, const uint8_t *data, uint32_t len);

/**
 * Gives the whole reply of the last run: the data, then SW1 SW2.
 *
 * Nothing before the first run and after one that failed. (ISCardCmd::get_ApduReply.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd         the command.
 * @param apdu_reply  receives the reply; 65538 bytes hold any. NULL asks for the length only.
 * @param len         on entry the room in apdu_reply, on return the length, in bytes.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER              len is NULL
 *         SCARD_HR_INVALID_HANDLE       cmd is NULL, freed or not a command
 *         SCARD_HR_INSUFFICIENT_BUFFER  apdu_reply is too small; *len says what is needed, nothing was written
 */
SCARD_API scard_hresult scard_cmd_get_apdu_reply(scard_cmd *cmd, uint8_t *apdu_reply, uint32_t *len);

/**
 * Replaces the reply; the status word stays.
 *
 * (ISCardCmd::put_ApduReply.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd         the command.
 * @param apdu_reply  the reply; may be NULL if len is 0.
 * @param len         bytes in apdu_reply, at most 65538.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         apdu_reply is NULL and len is not 0
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      len is out of range
 */
SCARD_API scard_hresult scard_cmd_set_apdu_reply(scard_cmd *cmd, const uint8_t *apdu_reply, uint32_t len);

/**
 * Gives the length of the reply in bytes.
 *
 * (ISCardCmd::get_ApduReplyLength.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd                the command.
 * @param apdu_reply_length  receives the length, SW1 SW2 included; 0 if there is no reply.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         apdu_reply_length is NULL
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_get_apdu_reply_length(scard_cmd *cmd, uint32_t *apdu_reply_length);

/**
 * Cuts the reply, or adds zeros to it.
 *
 * (ISCardCmd::put_ApduReplyLength.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd                the command.
 * @param apdu_reply_length  the length to be, at most 65538 bytes.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      apdu_reply_length is out of range
 */
SCARD_API scard_hresult scard_cmd_set_apdu_reply_length(scard_cmd *cmd, uint32_t apdu_reply_length);

/**
 * Gives the data of the reply, without SW1 SW2.
 *
 * The whole reply but its last two bytes; nothing if it is shorter.
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd         the command.
 * @param reply_data  receives the data; 65536 bytes hold any. NULL asks for the length only.
 * @param len         on entry the room in reply_data, on return the length, in bytes.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER              len is NULL
 *         SCARD_HR_INVALID_HANDLE       cmd is NULL, freed or not a command
 *         SCARD_HR_INSUFFICIENT_BUFFER  reply_data is too small; *len says what is needed, nothing was written
 */
SCARD_API scard_hresult scard_cmd_get_reply_data(scard_cmd *cmd, uint8_t *reply_data, uint32_t *len);

/**
 * Gives the class byte of the command.
 *
 * (ISCardCmd::get_ClassId.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd       the command.
 * @param class_id  receives the byte; 0 if the command is empty.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         class_id is NULL
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_get_class_id(scard_cmd *cmd, uint8_t *class_id);

/**
 * Changes the class byte of the command; all else stays, the reply too.
 *
 * An empty command becomes 00 00 00 00 first. (ISCardCmd::put_ClassId.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd       the command.
 * @param class_id  the byte.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_set_class_id(scard_cmd *cmd, uint8_t class_id);

/**
 * Gives the class byte of commands that the library adds by itself (GET RESPONSE).
 *
 * (ISCardCmd::get_AlternateClassId.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd                 the command.
 * @param alternate_class_id  receives the byte.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         alternate_class_id is NULL
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_ACCESSDENIED    none was set: they have the class of the command
 */
SCARD_API scard_hresult scard_cmd_get_alternate_class_id(scard_cmd *cmd, uint8_t *alternate_class_id);

/**
 * Sets the class byte of commands that the library adds by itself (GET RESPONSE).
 *
 * Without it they have the class of the command. (ISCardCmd::put_AlternateClassId.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd                 the command.
 * @param alternate_class_id  the byte.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_set_alternate_class_id(scard_cmd *cmd, uint8_t alternate_class_id);

/**
 * Gives the instruction byte of the command.
 *
 * (ISCardCmd::get_InstructionId.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd             the command.
 * @param instruction_id  receives the byte; 0 if the command is empty.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         instruction_id is NULL
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_get_instruction_id(scard_cmd *cmd, uint8_t *instruction_id);

/**
 * Changes the instruction byte of the command; all else stays, the reply too.
 *
 * An empty command becomes 00 00 00 00 first. (ISCardCmd::put_InstructionId.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd             the command.
 * @param instruction_id  the byte.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_set_instruction_id(scard_cmd *cmd, uint8_t instruction_id);

/**
 * Gives the first parameter of the command.
 *
 * (ISCardCmd::get_P1.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd  the command.
 * @param p1   receives the byte; 0 if the command is empty.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         p1 is NULL
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_get_p1(scard_cmd *cmd, uint8_t *p1);

/**
 * Changes the first parameter of the command; all else stays, the reply too.
 *
 * An empty command becomes 00 00 00 00 first. (ISCardCmd::put_P1.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd  the command.
 * @param p1   the byte.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_set_p1(scard_cmd *cmd, uint8_t p1);

/**
 * Gives the second parameter of the command.
 *
 * (ISCardCmd::get_P2.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd  the command.
 * @param p2   receives the byte; 0 if the command is empty.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         p2 is NULL
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_get_p2(scard_cmd *cmd, uint8_t *p2);

/**
 * Changes the second parameter of the command; all else stays, the reply too.
 *
 * An empty command becomes 00 00 00 00 first. (ISCardCmd::put_P2.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd  the command.
 * @param p2   the byte.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_set_p2(scard_cmd *cmd, uint8_t p2);

/**
 * Gives the fifth byte of the command: the P3 of T=0.
 *
 * Lc of a command with data, else Le; 0 in the extended form. (ISCardCmd::get_P3.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd  the command.
 * @param p3   receives the byte; 0 if there is none.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         p3 is NULL
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_get_p3(scard_cmd *cmd, uint8_t *p3);

/**
 * Gives the Le field as it is coded.
 *
 * 0 stands for the most there can be, and for no Le field; scard_cmd_get_type tells them apart.
 * (ISCardCmd::get_LeField.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd       the command.
 * @param le_field  receives the number of bytes expected, 0 to 65535.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         le_field is NULL
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_get_le_field(scard_cmd *cmd, uint32_t *le_field);

/**
 * Gives the node address of the command.
 *
 * 0 unless it was set. (ISCardCmd::get_Nad.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd  the command.
 * @param nad  receives the address.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         nad is NULL
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_get_nad(scard_cmd *cmd, uint8_t *nad);

/**
 * Sets the node address of the command, for T=1.
 *
 * It is kept and not sent: PC/SC has no way to. (ISCardCmd::put_Nad.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd  the command.
 * @param nad  the address.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_set_nad(scard_cmd *cmd, uint8_t nad);

/**
 * Gives the node address of the reply.
 *
 * (ISCardCmd::get_ReplyNad.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd        the command.
 * @param reply_nad  receives the address.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         reply_nad is NULL
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_ACCESSDENIED    none was set: PC/SC does not tell that of a reply
 */
SCARD_API scard_hresult scard_cmd_get_reply_nad(scard_cmd *cmd, uint8_t *reply_nad);

/**
 * Sets the node address of the reply.
 *
 * (ISCardCmd::put_ReplyNad.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd        the command.
 * @param reply_nad  the address.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_set_reply_nad(scard_cmd *cmd, uint8_t reply_nad);

/**
 * Gives the status word of the reply.
 *
 * 0x9000 is done; scard_status_word_message says what others mean. (ISCardCmd::get_ReplyStatus; ISO/IEC 7816-4, 5.6.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd           the command.
 * @param reply_status  receives SW1 in the high byte and SW2 in the low one; 0 if there is no reply.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         reply_status is NULL
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_get_reply_status(scard_cmd *cmd, uint16_t *reply_status);

/**
 * Sets the status word; the bytes of the reply stay.
 *
 * (ISCardCmd::put_ReplyStatus.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd           the command.
 * @param reply_status  SW1 in the high byte and SW2 in the low one.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_set_reply_status(scard_cmd *cmd, uint16_t reply_status);

/**
 * Gives SW1, the first half of the status word.
 *
 * (ISCardCmd::get_ReplyStatusSW1.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd               the command.
 * @param reply_status_sw1  receives the byte; 0 if there is no reply.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         reply_status_sw1 is NULL
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_get_reply_status_sw1(scard_cmd *cmd, uint8_t *reply_status_sw1);

/**
 * Gives SW2, the second half of the status word.
 *
 * (ISCardCmd::get_ReplyStatusSW2.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd               the command.
 * @param reply_status_sw2  receives the byte; 0 if there is no reply.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         reply_status_sw2 is NULL
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_cmd_get_reply_status_sw2(scard_cmd *cmd, uint8_t *reply_status_sw2);

/**
 * Gives the case of the command: which of the two data fields it has.
 *
 * (ISCardCmd::get_Type; ISO/IEC 7816-3, 12.1.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd   the command.
 * @param type  receives ISO_CASE_1 to ISO_CASE_4; 0 after a failure.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         type is NULL
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_UNEXPECTED      the command is empty, or fits none of the cases
 */
SCARD_API scard_hresult scard_cmd_get_type(scard_cmd *cmd, ISO_APDU_TYPE *type);

/**
 * APPEND RECORD: adds a record at the end of a linear file, or writes the first of a cyclic one.
 *
 * Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
 * (ISCardISO7816::AppendRecord; ISO/IEC 7816-4, 11.4.6.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd       the command.
 * @param ref_ctrl  00 is the current file; a short EF identifier stands in the upper five bits.
 * @param data      the record.
 * @param data_len  bytes in data, 1 to 65535.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         data is NULL and data_len is not 0
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      data_len is out of range
 */
SCARD_API
scard_hresult scard_iso7816_append_record(scard_cmd *cmd,
                                          uint8_t ref_ctrl,
                                          const uint8_t *data,
                                          uint32_t data_len);

/**
 * ERASE BINARY: sets bytes of a transparent file to the erased state.
 *
 * Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
 * (ISCardISO7816::EraseBinary; ISO/IEC 7816-4, 11.3.7.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd       the command.
 * @param p1        with b8 = 0 the high byte of the offset, with b8 = 1 a short EF identifier in b5 to b1.
 * @param p2        the low byte of the offset, or the offset in the file of the short identifier.
 * @param data      the offset of the first byte that is not erased; without it the file is erased to its end. NULL if
 *                  there is none.
 * @param data_len  bytes in data, 0 to 65535.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         data is NULL and data_len is not 0
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      data_len is out of range
 */
SCARD_API
scard_hresult scard_iso7816_erase_binary(scard_cmd *cmd,
                                         uint8_t p1,
                                         uint8_t p2,
                                         const uint8_t *data,
                                         uint32_t data_len);

/**
 * EXTERNAL AUTHENTICATE: proves to the card who is there, with an answer to GET CHALLENGE.
 *
 * Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
 * (ISCardISO7816::ExternalAuthenticate; ISO/IEC 7816-4, 11.5.4.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd            the command.
 * @param algorithm_ref  algorithm; 00 if the card knows it.
 * @param secret_ref     which secret: b8 = 1 one of the current DF, else a global one; b5 to b1 its number; 00 says
 *                       nothing.
 * @param challenge      what proves it. NULL if there is none.
 * @param challenge_len  bytes in challenge, 0 to 65535.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         challenge is NULL and challenge_len is not 0
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      challenge_len is out of range
 */
SCARD_API
scard_hresult scard_iso7816_external_authenticate(scard_cmd *cmd,
                                                  uint8_t algorithm_ref,
                                                  uint8_t secret_ref,
                                                  const uint8_t *challenge,
                                                  uint32_t challenge_len);

/**
 * GET CHALLENGE: asks the card for random bytes.
 *
 * Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
 * (ISCardISO7816::GetChallenge; ISO/IEC 7816-4, 11.5.3.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd             the command.
 * @param bytes_expected  how many bytes, 0 to 65536; 0 asks for as many as there are.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      bytes_expected is out of range
 */
SCARD_API scard_hresult scard_iso7816_get_challenge(scard_cmd *cmd, int32_t bytes_expected);

/**
 * GET DATA: reads a data object.
 *
 * Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
 * (ISCardISO7816::GetData; ISO/IEC 7816-4, 11.4.3.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd           the command.
 * @param p1            high byte of the tag, 00 for a tag of one byte.
 * @param p2            low byte of the tag.
 * @param bytes_to_get  how many bytes, 0 to 65536; 0 asks for as many as there are.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      bytes_to_get is out of range
 */
SCARD_API scard_hresult scard_iso7816_get_data(scard_cmd *cmd, uint8_t p1, uint8_t p2, int32_t bytes_to_get);

/**
 * GET RESPONSE: fetches what status word 61xx announced.
 *
 * scard_transaction on T=0 and scard_execute do this by themselves for commands with Le. Nothing is sent: run it with
 * scard_transaction or scard_execute. After a failure the command is as it was. (ISCardISO7816::GetResponse; ISO/IEC
 * 7816-4, 11.7.1.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd          the command.
 * @param p1           00.
 * @param p2           00.
 * @param data_length  how many bytes, 0 to 65536; 0 asks for as many as there are.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      data_length is out of range
 */
SCARD_API scard_hresult scard_iso7816_get_response(scard_cmd *cmd, uint8_t p1, uint8_t p2, int32_t data_length);

/**
 * INTERNAL AUTHENTICATE: has the card prove that it knows a secret.
 *
 * Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
 * (ISCardISO7816::InternalAuthenticate; ISO/IEC 7816-4, 11.5.2.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd            the command.
 * @param algorithm_ref  algorithm; 00 if the card knows it.
 * @param secret_ref     which secret: b8 = 1 one of the current DF, else a global one; b5 to b1 its number; 00 says
 *                       nothing.
 * @param challenge      what the card is to work on.
 * @param challenge_len  bytes in challenge, 1 to 65535.
 * @param reply_bytes    bytes expected, 0 to 65536; 0 asks for as many as there are.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         challenge is NULL and challenge_len is not 0
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      challenge_len is out of range, or reply_bytes is out of range
 */
SCARD_API
scard_hresult scard_iso7816_internal_authenticate(scard_cmd *cmd,
                                                  uint8_t algorithm_ref,
                                                  uint8_t secret_ref,
                                                  const uint8_t *challenge,
                                                  uint32_t challenge_len,
                                                  int32_t reply_bytes);

/**
 * MANAGE CHANNEL: opens or closes a logical channel.
 *
 * Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
 * (ISCardISO7816::ManageChannel; ISO/IEC 7816-4, 11.1.2.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd            the command.
 * @param channel_state  00 opens, 80 closes.
 * @param channel        1 to 3; 00 with 00: the card chooses, and the reply is its number.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_iso7816_manage_channel(scard_cmd *cmd, uint8_t channel_state, uint8_t channel);

/**
 * PUT DATA: writes a data object.
 *
 * Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
 * (ISCardISO7816::PutData; ISO/IEC 7816-4, 11.4.5.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd       the command.
 * @param p1        high byte of the tag, 00 for a tag of one byte.
 * @param p2        low byte of the tag.
 * @param data      the value.
 * @param data_len  bytes in data, 1 to 65535.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         data is NULL and data_len is not 0
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      data_len is out of range
 */
SCARD_API
scard_hresult scard_iso7816_put_data(scard_cmd *cmd,
                                     uint8_t p1,
                                     uint8_t p2,
                                     const uint8_t *data,
                                     uint32_t data_len);

/**
 * READ BINARY: reads bytes of a transparent file.
 *
 * scard_read_file reads whole files. Nothing is sent: run it with scard_transaction or scard_execute. After a failure
 * the command is as it was. (ISCardISO7816::ReadBinary; ISO/IEC 7816-4, 11.3.3.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd            the command.
 * @param p1             with b8 = 0 the high byte of the offset, with b8 = 1 a short EF identifier in b5 to b1.
 * @param p2             the low byte of the offset, or the offset in the file of the short identifier.
 * @param bytes_to_read  how many bytes, 0 to 65536; 0 asks for as many as there are.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      bytes_to_read is out of range
 */
SCARD_API scard_hresult scard_iso7816_read_binary(scard_cmd *cmd, uint8_t p1, uint8_t p2, int32_t bytes_to_read);

/**
 * READ RECORD: reads a record, or several.
 *
 * Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
 * (ISCardISO7816::ReadRecord; ISO/IEC 7816-4, 11.4.2.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd            the command.
 * @param record_id      record number or identifier; 00 is the current record.
 * @param ref_ctrl       00 is the current file; a short EF identifier stands in the upper five bits; b3 to b1: 100 the
 *                       record of that number, 101 from there to the last, 000 to 011 first, last, next, previous
 *                       occurrence of the identifier.
 * @param bytes_to_read  how many bytes, 0 to 65536; 0 asks for as many as there are.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      bytes_to_read is out of range
 */
SCARD_API
scard_hresult scard_iso7816_read_record(scard_cmd *cmd,
                                        uint8_t record_id,
                                        uint8_t ref_ctrl,
                                        int32_t bytes_to_read);

/**
 * SELECT: makes a file the current one.
 *
 * Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
 * (ISCardISO7816::SelectFile; ISO/IEC 7816-4, 11.2.2.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd            the command.
 * @param p1             00 by file identifier, 01 child DF, 02 EF of the current DF, 03 parent DF, 04 by DF name
 *                       (AID), 08 path from the MF, 09 path from the current DF.
 * @param p2             b4 b3: 00 return FCI, 01 FCP, 10 FMD, 11 nothing; b2 b1: 00 first or only occurrence, 01 last,
 *                       10 next, 11 previous.
 * @param data           identifier, name or path. NULL if there is none.
 * @param data_len       bytes in data, 0 to 65535.
 * @param bytes_to_read  bytes expected, 0 to 65536; here 0 is no Le field.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         data is NULL and data_len is not 0
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      data_len is out of range, or bytes_to_read is out of range
 */
SCARD_API
scard_hresult scard_iso7816_select_file(scard_cmd *cmd,
                                        uint8_t p1,
                                        uint8_t p2,
                                        const uint8_t *data,
                                        uint32_t data_len,
                                        int32_t bytes_to_read);

/**
 * Sets the class byte of all commands that scard_iso7816_ functions build with this command; 00 at first.
 *
 * What is built already stays. (ISCardISO7816::SetDefaultClassId.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd  the command.
 * @param cla  class byte: 00 to 03 for logical channels, 80 and up for commands of the card's maker.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 */
SCARD_API scard_hresult scard_iso7816_set_default_class_id(scard_cmd *cmd, uint8_t cla);

/**
 * UPDATE BINARY: replaces bytes of a transparent file.
 *
 * scard_update_file writes whole files. Nothing is sent: run it with scard_transaction or scard_execute. After a
 * failure the command is as it was. (ISCardISO7816::UpdateBinary; ISO/IEC 7816-4, 11.3.5.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd       the command.
 * @param p1        with b8 = 0 the high byte of the offset, with b8 = 1 a short EF identifier in b5 to b1.
 * @param p2        the low byte of the offset, or the offset in the file of the short identifier.
 * @param data      the bytes.
 * @param data_len  bytes in data, 1 to 65535.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         data is NULL and data_len is not 0
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      data_len is out of range
 */
SCARD_API
scard_hresult scard_iso7816_update_binary(scard_cmd *cmd,
                                          uint8_t p1,
                                          uint8_t p2,
                                          const uint8_t *data,
                                          uint32_t data_len);

/**
 * UPDATE RECORD: replaces a record.
 *
 * Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
 * (ISCardISO7816::UpdateRecord; ISO/IEC 7816-4, 11.4.5.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd        the command.
 * @param record_id  record number; 00 is the current record.
 * @param ref_ctrl   00 is the current file; a short EF identifier stands in the upper five bits; b3 to b1: 100 the
 *                   record of that number, 000 to 011 first, last, next, previous.
 * @param data       the record.
 * @param data_len   bytes in data, 1 to 65535.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         data is NULL and data_len is not 0
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      data_len is out of range
 */
SCARD_API
scard_hresult scard_iso7816_update_record(scard_cmd *cmd,
                                          uint8_t record_id,
                                          uint8_t ref_ctrl,
                                          const uint8_t *data,
                                          uint32_t data_len);

/**
 * VERIFY: presents a PIN.
 *
 * The PIN goes as it is given, without padding, and is wiped when the command is built anew, cleared or freed. Nothing is
 * sent: run it with scard_transaction or scard_execute, which succeed with a wrong PIN too. The status word tells: 9000
 * right, 63Cx wrong and x tries left, 6300 wrong, 6983 blocked, 6A88 no such PIN. After a failure the command is as it
 * was. (ISCardISO7816::Verify; ISO/IEC 7816-4, 11.5.6.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd       the command.
 * @param ref_ctrl  which PIN: b8 = 1 one of the current DF, else a global one; b5 to b1 its number; 00 if there is one only.
 * @param data      the PIN, in the coding of the card; without it the card tells the tries left (63Cx), or 9000 if no
 *                  PIN is needed. NULL if there is none.
 * @param data_len  bytes in data, 0 to 65535.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         data is NULL and data_len is not 0
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      data_len is out of range
 */
SCARD_API
scard_hresult scard_iso7816_verify(scard_cmd *cmd,
                                   uint8_t ref_ctrl,
                                   const uint8_t *data,
                                   uint32_t data_len);

/**
 * WRITE BINARY: writes bytes of a transparent file, in the way of the file: once, or by setting or clearing bits.
 *
 * Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
 * (ISCardISO7816::WriteBinary; ISO/IEC 7816-4, 11.3.4.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd       the command.
 * @param p1        with b8 = 0 the high byte of the offset, with b8 = 1 a short EF identifier in b5 to b1.
 * @param p2        the low byte of the offset, or the offset in the file of the short identifier.
 * @param data      the bytes.
 * @param data_len  bytes in data, 1 to 65535.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         data is NULL and data_len is not 0
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      data_len is out of range
 */
SCARD_API
scard_hresult scard_iso7816_write_binary(scard_cmd *cmd,
                                         uint8_t p1,
                                         uint8_t p2,
                                         const uint8_t *data,
                                         uint32_t data_len);

/**
 * WRITE RECORD: writes a record, in the way of the file.
 *
 * Nothing is sent: run it with scard_transaction or scard_execute. After a failure the command is as it was.
 * (ISCardISO7816::WriteRecord; ISO/IEC 7816-4, 11.4.4.)
 * May be called from any thread; calls with one command take turns.
 *
 * @param cmd        the command.
 * @param record_id  record number; 00 is the current record.
 * @param ref_ctrl   00 is the current file; a short EF identifier stands in the upper five bits; b3 to b1: 100 the
 *                   record of that number, 000 to 011 first, last, next, previous.
 * @param data       the record.
 * @param data_len   bytes in data, 1 to 65535.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         data is NULL and data_len is not 0
 *         SCARD_HR_INVALID_HANDLE  cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      data_len is out of range
 */
SCARD_API
scard_hresult scard_iso7816_write_record(scard_cmd *cmd,
                                         uint8_t record_id,
                                         uint8_t ref_ctrl,
                                         const uint8_t *data,
                                         uint32_t data_len);

/**
 * Runs a command on the card and stores the reply in it: ISCard::Transaction.
 *
 * With T=1 and RAW the command goes to the card as it is, once. With T=0 a command that carries data goes without its
 * Le; of a command with Le, a wrong one is corrected once (6Cxx), and what the card announces (61xx) is fetched by GET
 * RESPONSE, up to Le and at most 65536 bytes; these have the alternate class of the command if one was set, else its
 * class. Commands without Le get 61xx as it is. As soon as a second command is sent the card is locked until the end, if
 * it is not already. A reply whose status word is not 9000 is a success here: the card did answer.
 *
 * After a failure there is no reply and the status word is 0; the bytes of the command stay. (ISCard::Transaction;
 * ISO/IEC 7816-3, 12.2.)
 * Waits while another session or program holds the card locked.
 * May be called from any thread; calls with one session take turns, and calls with the command wait until this one ends.
 *
 * @param card  the session.
 * @param cmd   the command; ask it for the reply with scard_cmd_get_apdu_reply, scard_cmd_get_reply_data and
 *              scard_cmd_get_reply_status.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE  card is NULL, ended or not a session; cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG      the command is empty
 *         SCARD_HR_CARD_UNEXPECTED  the card gave more than 65536 bytes
 *         SCARD_HR_PROTO_MISMATCH  the command carries more than 255 bytes and the card speaks T=0: nothing was sent,
 *                                  try scard_execute; or as scard_transmit
 *         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_NO_SMARTCARD, SCARD_HR_COMM_DATA_LOST,
 *         SCARD_HR_NOT_TRANSACTED, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE, SCARD_HR_COMM_ERROR
 *                                  as scard_transmit
 *         other codes of the PC/SC service
 */
SCARD_API
scard_hresult scard_transaction(scard_card *card,
                                scard_cmd *cmd);

/**
 * Runs a command on the card, whatever it takes, and stores the reply in it.
 *
 * Le, GET RESPONSE, 6Cxx, chaining and extended length are the library's business, with any protocol and card:
 * - What fits the short form goes in the short form; with T=0 without Le if it carries data.
 * - What does not goes in the extended form if card and reader take it (see scard_get_capabilities), else with its data
 *   in a chain of commands (CLA + 10), and with Le 00. A card that refuses the extended form (67xx) is asked again without
 *   it, if that is possible; if it then answers otherwise, that is remembered for the session. Only classes 00 to 7F can
 *   be chained. If the card says nothing of either, more than 255 bytes go in the extended form first, then in a chain.
 * - A wrong Le is corrected once (6Cxx). What the card announces (61xx) is fetched by GET RESPONSE, up to Le; if Le asks
 *   for as many bytes as there are (00), up to 65536 bytes. Commands without Le get 61xx as it is.
 * - Bytes that fit none of the four cases go as they are, once.
 *
 * As soon as a second command is sent the card is locked until the end, if it is not already. A card that announces
 * without end is not followed: the reply has what it gave, and 61xx. A reply whose status word is not 9000 is a success
 * here. After a failure there is no reply and the status word is 0. (ISO/IEC 7816-3, 12.2; 7816-4, 5.3.)
 * Waits while another session or program holds the card locked.
 * May be called from any thread; calls with one session take turns, and calls with the command wait until this one ends.
 *
 * @param card  the session.
 * @param cmd   the command; ask it for the reply with scard_cmd_get_apdu_reply, scard_cmd_get_reply_data and
 *              scard_cmd_get_reply_status.
 * @return SCARD_HR_OK
 *         SCARD_HR_INVALID_HANDLE    card is NULL, ended or not a session; cmd is NULL, freed or not a command
 *         SCARD_HR_INVALIDARG        the command is empty
 *         SCARD_HR_CARD_UNEXPECTED   the card gave more than 65536 bytes
 *         SCARD_HR_CARD_UNSUPPORTED  the command carries more than 255 bytes, and the card takes neither extended length
 *                                    nor chaining; it has not run
 *         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_NO_SMARTCARD, SCARD_HR_COMM_DATA_LOST,
 *         SCARD_HR_NOT_TRANSACTED, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE, SCARD_HR_COMM_ERROR,
 *         SCARD_HR_PROTO_MISMATCH
 *                                    as scard_transmit
 *         other codes of the PC/SC service
 */
SCARD_API
scard_hresult scard_execute(scard_card *card,
                            scard_cmd *cmd);

/**
 * Sends many commands to the card, and nobody else's between them.
 *
 * Each goes as scard_transmit sends it: as it is, once. From the second on the card is locked until the end, if it is not
 * already. All commands are checked before the first is sent. After a failure in the middle the replies before it are
 * there, and the status of those that were not sent is 0. A reply that does not fit ends the batch and is kept as by
 * scard_transmit.
 * Waits while another session or program holds the card locked.
 * May be called from any thread; calls with one session take turns.
 *
 * @param card     the session.
 * @param apdus    the commands. Their bytes lie outside of the replies' buffers.
 * @param count    how many, at most 65536; so many elements are in apdus and in replies.
 * @param flags    0, or SCARD_BATCH_STOP: end at the first status word that is not the expected one, with SCARD_HR_OK. The
 *                 commands behind it are not sent, and the status of their replies is 0.
 * @param replies  receives the replies, in the order of the commands; the caller has set size, room and buffer of each.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER              apdus or replies is NULL and count is not 0, or a command, or the first buffer
 *         SCARD_HR_INVALIDARG           flags, count, a size or the length of a command is out of range; nothing was sent
 *         SCARD_HR_INVALID_HANDLE       card is NULL, ended or not a session
 *         SCARD_HR_INSUFFICIENT_BUFFER  a reply did not fit: its reply_len says what is needed, and it is kept
 *         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_NO_SMARTCARD, SCARD_HR_COMM_DATA_LOST,
 *         SCARD_HR_NOT_TRANSACTED, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE, SCARD_HR_COMM_ERROR,
 *         SCARD_HR_PROTO_MISMATCH
 *                                       as scard_transmit, at the first command without a status
 *         other codes of the PC/SC service
 */
SCARD_API
scard_hresult scard_transmit_batch(scard_card *card,
                                   const scard_apdu *apdus,
                                   uint32_t count,
                                   uint32_t flags,
                                   scard_reply *replies);

/**
 * Selects a file and reads all of it, in as few commands as card and reader allow.
 *
 * The file is transparent: bytes, not records. Its size is what the card tells when the file is selected; without that,
 * and if the card says before that the file ends (6282), it is read to that end. Each command reads as much as card and reader allow (see scard_get_capabilities);
 * beyond the first 32768 bytes the offset goes into a data object (READ BINARY with INS B1). The card is locked meanwhile.
 * Afterwards the file is the selected one.
 *
 * A content that does not fit, or whose length alone was asked for, is kept on the session: the next call with the same
 * path gives it without the card. Any other exchange drops it. If the card refuses, what it gave before and its status
 * word are kept as a reply, which scard_transmit gives with apdu NULL.
 * (ISO/IEC 7816-4, 7.4, 11.2.2, 11.3.3.)
 * Waits while another session or program holds the card locked.
 * May be called from any thread; calls with one session take turns.
 *
 * @param card      the session.
 * @param path      which file:
 *                  2 bytes, a file identifier, looked for from the current DF;
 *                  3F 00 and more identifiers, the path from the MF;
 *                  4 bytes, two identifiers, the path from the current DF;
 *                  5 to 16 bytes, the name of a DF (AID) that has bytes to read;
 *                  4F length name 51 length identifiers, a file of an application, from its DF or from 3F 00 on:
 *                  4F 05 A0 00 00 00 01 51 02 00 01 is the file 0001 of the application A000000001.
 * @param path_len  bytes in path, at most 64.
 * @param data      receives the content. NULL reads the file, keeps it and tells its length.
 * @param len       on entry the room in data, on return the length of the content, in bytes.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER              len is NULL, or path is NULL and path_len is not 0
 *         SCARD_HR_INVALID_HANDLE       card is NULL, ended or not a session
 *         SCARD_HR_INVALIDARG           path is none of the five; nothing was sent
 *         SCARD_HR_INSUFFICIENT_BUFFER  data is too small; *len says what is needed, the content is kept
 *         SCARD_HR_FILE_NOT_FOUND       the card does not have the file (6A82)
 *         SCARD_HR_NO_FILE              it is a DF, which has no bytes; no reply is kept
 *         SCARD_HR_SECURITY_VIOLATION   a PIN or key must be presented first (6982)
 *         SCARD_HR_NO_ACCESS            the card's conditions of use are not satisfied (6985), or it has not selected a
 *                                       file (6986)
 *         SCARD_HR_UNSUPPORTED_FEATURE  the card does not know the command (6D00, 6A81), as for offsets beyond 32767, or
 *                                       the file has records (6981)
 *         SCARD_HR_CHV_BLOCKED          the PIN that is needed is blocked (6983)
 *         SCARD_HR_BAD_SEEK             the card denies an offset within the size that it told (6B00)
 *         SCARD_HR_CARD_UNEXPECTED      another status word, or nonsense: more than was asked for, more than 2 MiB,
 *                                       next to nothing in each of very many replies
 *         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_NO_SMARTCARD, SCARD_HR_COMM_DATA_LOST,
 *         SCARD_HR_NOT_TRANSACTED, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE, SCARD_HR_COMM_ERROR,
 *         SCARD_HR_PROTO_MISMATCH
 *                                       as scard_transmit
 *         other codes of the PC/SC service
 */
SCARD_API
scard_hresult scard_read_file(scard_card *card,
                              const uint8_t *path,
                              uint32_t path_len,
                              uint8_t *data,
                              uint32_t *len);

/**
 * Selects a file and writes over its beginning, in as few commands as card and reader allow.
 *
 * The file is transparent and keeps its length: bytes behind the new ones stay. Beyond the first 32768 bytes the offset
 * goes into a data object (UPDATE BINARY with INS D7). The card is locked meanwhile; a failure between two commands leaves
 * the file with a part of the new bytes. If the card refuses, its status word is kept as a reply, which scard_transmit
 * gives with apdu NULL. (ISO/IEC 7816-4, 11.2.2, 11.3.5.)
 * Waits while another session or program holds the card locked.
 * May be called from any thread; calls with one session take turns.
 *
 * @param card      the session.
 * @param path      which file, as scard_read_file.
 * @param path_len  bytes in path.
 * @param data      the bytes; may be NULL if len is 0.
 * @param len       bytes in data, at most 2097152.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER          path is NULL and path_len is not 0, or data is NULL and len is not 0
 *         SCARD_HR_INVALID_HANDLE   card is NULL, ended or not a session
 *         SCARD_HR_INVALIDARG       path is none of the five, or len is out of range; nothing was sent
 *         SCARD_HR_WRITE_TOO_MANY   the file is shorter; nothing was written if the card told its size, else (6A84) what
 *                                   fits may have been
 *         SCARD_HR_FILE_NOT_FOUND, SCARD_HR_NO_FILE, SCARD_HR_SECURITY_VIOLATION, SCARD_HR_NO_ACCESS,
 *         SCARD_HR_UNSUPPORTED_FEATURE, SCARD_HR_CHV_BLOCKED, SCARD_HR_CARD_UNEXPECTED
 *                                   as scard_read_file
 *         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_NO_SMARTCARD, SCARD_HR_COMM_DATA_LOST,
 *         SCARD_HR_NOT_TRANSACTED, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE, SCARD_HR_COMM_ERROR,
 *         SCARD_HR_PROTO_MISMATCH
 *                                   as scard_transmit
 *         other codes of the PC/SC service
 */
SCARD_API
scard_hresult scard_update_file(scard_card *card,
                                const uint8_t *path,
                                uint32_t path_len,
                                const uint8_t *data,
                                uint32_t len);

/**
 * Finds out what card and reader can do.
 *
 * By what the card says in its historical bytes and in EF.ATR/INFO, what the reader says (PC/SC part 10,
 * dwMaxAPDUDataSize), and what the card showed in this session: extended length or a chain that was taken or refused.
 * EF.ATR/INFO is read once, if the historical bytes say that there is one and nothing that is selected gets lost by it: on
 * a logical channel of its own, or, if the card has none, in an EXCLUSIVE session that has not sent anything yet. Otherwise
 * nothing is sent to the card. (ISO/IEC 7816-4, 12.1.1.9, 12.2.2, 12.7.1.)
 * Waits while another session or program holds the card locked.
 * May be called from any thread; calls with one session take turns.
 *
 * @param card  the session.
 * @param caps  receives the findings; the caller has set caps->size to sizeof(scard_capabilities).
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER         caps is NULL
 *         SCARD_HR_INVALIDARG      caps->size is not set
 *         SCARD_HR_INVALID_HANDLE  card is NULL, ended or not a session
 *         SCARD_HR_RESET_CARD, SCARD_HR_REMOVED_CARD, SCARD_HR_NO_SMARTCARD, SCARD_HR_COMM_DATA_LOST,
 *         SCARD_HR_NOT_TRANSACTED, SCARD_HR_READER_UNAVAILABLE, SCARD_HR_NO_SERVICE, SCARD_HR_COMM_ERROR,
 *         SCARD_HR_PROTO_MISMATCH
 *                                  as scard_transmit
 *         other codes of the PC/SC service
 */
SCARD_API
scard_hresult scard_get_capabilities(scard_card *card,
                                     scard_capabilities *caps);

/**
 * Says what an answer-to-reset means. Needs no card.
 *
 * A wrong or missing check byte is told and not refused, as are bytes behind the end. (ISO/IEC 7816-3, clause 8.)
 * May be called from any thread.
 *
 * @param atr     the answer-to-reset, as scard_get_atr gives it.
 * @param len     bytes in atr.
 * @param parsed  receives what it says; its member size is sizeof(scard_atr) on entry and stays as it is. The other members
 *                are 0 after a failure, unless size is refused: then nothing is written.
 * @return SCARD_HR_OK
 *         SCARD_HR_POINTER      atr or parsed is NULL
 *         SCARD_HR_INVALIDARG   the member size was not set, or is smaller than any scard_atr
 *         SCARD_HR_INVALID_ATR  atr begins with neither 3B nor 3F, announces more bytes than it has, or has more than 33
 */
SCARD_API
scard_hresult scard_parse_atr(const uint8_t *atr,
                              uint32_t len,
                              scard_atr *parsed);

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
