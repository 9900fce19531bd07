// The status codes of the library: name, value, official name, what to do. Written here once; `hresult.rs` makes the
// Rust constants and texts of it, `build.rs` the `SCARD_HR_…` macros of the header.
// Values: spec/pcsc-mapping.md sections 5 to 7. They are the Windows ones on every operating system.

result_codes! {
    OK = 0x0000_0000, "S_OK", "Done.";

    // COM and Win32 codes
    NOTIMPL = 0x8000_4001, "E_NOTIMPL", "This is not implemented; check the documentation for what is.";
    NOINTERFACE = 0x8000_4002, "E_NOINTERFACE", "The object does not have the interface asked for; ask for another one.";
    POINTER = 0x8000_4003, "E_POINTER", "A pointer that must not be NULL is NULL; pass the address of a variable or buffer.";
    FAIL = 0x8000_4005, "E_FAIL", "The operation failed for a reason that has no code of its own; try again, then report it.";
    UNEXPECTED = 0x8000_FFFF, "E_UNEXPECTED", "The library failed inside; detach, attach again and report the bug.";
    ACCESSDENIED = 0x8007_0005, "E_ACCESSDENIED", "Access is denied; check permissions, or set the value before asking for it.";
    OUTOFMEMORY = 0x8007_000E, "E_OUTOFMEMORY", "There is not enough memory; free some or ask for less.";
    INVALIDARG = 0x8007_0057, "E_INVALIDARG", "An argument is out of range; compare each with the values the header allows.";
    WIN32_FILE_NOT_FOUND = 0x8007_0002, "ERROR_FILE_NOT_FOUND", "The file (a card profile, or one named in SCARDSSP_VIRTUAL) does not exist; check its path.";
    WIN32_INVALID_HANDLE = 0x8007_0006, "ERROR_INVALID_HANDLE", "The system says the handle is stale; detach and attach again.";
    WIN32_INVALID_DATA = 0x8007_000D, "ERROR_INVALID_DATA", "The card profile is not valid; check it with the card program's --check, which names the line.";
    WIN32_NOT_READY = 0x8007_0015, "ERROR_NOT_READY", "The device is not ready; wait a moment and try again.";
    WIN32_BAD_COMMAND = 0x8007_0016, "ERROR_BAD_COMMAND", "The device is gone; plug the reader in again and attach anew.";
    WIN32_GEN_FAILURE = 0x8007_001F, "ERROR_GEN_FAILURE", "The reader's driver failed; unplug the reader and plug it in again.";
    WIN32_READ_FAULT = 0x8007_001E, "ERROR_READ_FAULT", "The file exists and cannot be read; check its permissions.";
    WIN32_BROKEN_PIPE = 0x8007_006D, "ERROR_BROKEN_PIPE", "The remote session does not redirect smart cards; enable it in the remote desktop client.";
    WIN32_INSUFFICIENT_BUFFER = 0x8007_007A, "ERROR_INSUFFICIENT_BUFFER", "The buffer given to the system was too small; pass a larger one.";
    WIN32_ALREADY_EXISTS = 0x8007_00B7, "ERROR_ALREADY_EXISTS", "There is already a card in the reader; take it out first.";
    WIN32_MORE_DATA = 0x8007_00EA, "ERROR_MORE_DATA", "There is more data than was asked for; pass a larger buffer.";
    WIN32_IO_DEVICE = 0x8007_045D, "ERROR_IO_DEVICE", "The device reported an input or output error; unplug it and plug it in again.";

    // COM codes: IDispatch and VARIANT, streams, classes
    DISP_UNKNOWNINTERFACE = 0x8002_0001, "DISP_E_UNKNOWNINTERFACE", "The interface identifier is reserved; pass IID_NULL.";
    DISP_MEMBERNOTFOUND = 0x8002_0003, "DISP_E_MEMBERNOTFOUND", "The object has no such member, or it cannot be used in this way; check its number and whether it is a method or a property.";
    DISP_PARAMNOTFOUND = 0x8002_0004, "DISP_E_PARAMNOTFOUND", "The method has no parameter of this name; ask GetIDsOfNames for its number.";
    DISP_TYPEMISMATCH = 0x8002_0005, "DISP_E_TYPEMISMATCH", "An argument is of a type that does not fit; pass the type that the method takes.";
    DISP_UNKNOWNNAME = 0x8002_0006, "DISP_E_UNKNOWNNAME", "The object has no member of this name; check the spelling.";
    DISP_BADVARTYPE = 0x8002_0008, "DISP_E_BADVARTYPE", "The VARIANT holds a type that is not known here; initialise it with VariantInit, or use another type.";
    DISP_EXCEPTION = 0x8002_0009, "DISP_E_EXCEPTION", "The method failed; its own code is the scode of the EXCEPINFO.";
    DISP_OVERFLOW = 0x8002_000A, "DISP_E_OVERFLOW", "A number is out of the range of its type; use a wider type or a smaller number.";
    DISP_BADINDEX = 0x8002_000B, "DISP_E_BADINDEX", "The index is out of range; stay within the bounds of the array.";
    DISP_ARRAYISLOCKED = 0x8002_000D, "DISP_E_ARRAYISLOCKED", "The array is in use; call SafeArrayUnaccessData or SafeArrayUnlock first.";
    DISP_BADPARAMCOUNT = 0x8002_000E, "DISP_E_BADPARAMCOUNT", "The number of arguments is wrong; pass as many as the method takes.";
    DISP_PARAMNOTOPTIONAL = 0x8002_000F, "DISP_E_PARAMNOTOPTIONAL", "An argument that the method needs was left out; pass it.";
    STG_INVALIDFUNCTION = 0x8003_0001, "STG_E_INVALIDFUNCTION", "The stream cannot do this; seek from 0, 1 or 2 to a position from 0 on, and do not lock regions.";
    STG_ACCESSDENIED = 0x8003_0005, "STG_E_ACCESSDENIED", "The stream does not allow this access; open it for what is needed.";
    STG_INSUFFICIENTMEMORY = 0x8003_0008, "STG_E_INSUFFICIENTMEMORY", "There is not enough memory for the stream; free some or ask for less.";
    STG_INVALIDPOINTER = 0x8003_0009, "STG_E_INVALIDPOINTER", "A pointer that must not be NULL is NULL; pass the address of a variable or buffer.";
    STG_WRITEFAULT = 0x8003_001D, "STG_E_WRITEFAULT", "The stream failed to write; check what is behind it.";
    STG_READFAULT = 0x8003_001E, "STG_E_READFAULT", "The stream failed to read; check what is behind it.";
    STG_LOCKVIOLATION = 0x8003_0021, "STG_E_LOCKVIOLATION", "A part of the stream is locked; unlock it first.";
    STG_INVALIDPARAMETER = 0x8003_0057, "STG_E_INVALIDPARAMETER", "An argument of a stream is out of range; compare each with the values the header allows.";
    STG_MEDIUMFULL = 0x8003_0070, "STG_E_MEDIUMFULL", "The stream cannot grow that much; ask for less.";
    STG_INVALIDFLAG = 0x8003_00FF, "STG_E_INVALIDFLAG", "A flag is not known; use those of the header.";
    STG_REVERTED = 0x8003_0102, "STG_E_REVERTED", "The stream was reverted and is of no use any more; get another one.";
    CLASS_NOAGGREGATION = 0x8004_0110, "CLASS_E_NOAGGREGATION", "The class cannot be part of an aggregate; create it without an outer object.";
    CLASS_CLASSNOTAVAILABLE = 0x8004_0111, "CLASS_E_CLASSNOTAVAILABLE", "The library does not have this class; check the class identifier.";
    REGDB_CLASSNOTREG = 0x8004_0154, "REGDB_E_CLASSNOTREG", "The class is not known; check the class identifier, and on Windows that it is registered.";
    CO_NOTINITIALIZED = 0x8004_01F0, "CO_E_NOTINITIALIZED", "COM is not ready in this thread; call CoInitialize first.";

    // Smart-card codes: fatal and error
    INTERNAL_ERROR = 0x8010_0001, "SCARD_F_INTERNAL_ERROR", "The smart-card service failed inside; too many connections to one reader cause it too: detach some, then try again.";
    CANCELLED = 0x8010_0002, "SCARD_E_CANCELLED", "The wait was cancelled by the program; nothing to do.";
    INVALID_HANDLE = 0x8010_0003, "SCARD_E_INVALID_HANDLE", "The handle is NULL, was ended, belongs to a parent process or is of another kind; attach and use the handle you get.";
    INVALID_PARAMETER = 0x8010_0004, "SCARD_E_INVALID_PARAMETER", "The smart-card service could not interpret an argument; check each one.";
    INVALID_TARGET = 0x8010_0005, "SCARD_E_INVALID_TARGET", "The service's start-up data is missing or bad; repair its installation.";
    NO_MEMORY = 0x8010_0006, "SCARD_E_NO_MEMORY", "The smart-card service ran out of memory; detach what is not needed.";
    WAITED_TOO_LONG = 0x8010_0007, "SCARD_F_WAITED_TOO_LONG", "A timer inside the smart-card service ran out; try again.";
    INSUFFICIENT_BUFFER = 0x8010_0008, "SCARD_E_INSUFFICIENT_BUFFER", "The buffer is too small; the length parameter says how much is needed. A card's reply is kept: fetch it with a NULL command.";
    UNKNOWN_READER = 0x8010_0009, "SCARD_E_UNKNOWN_READER", "There is no reader of this name; list the readers and use a name as given there.";
    TIMEOUT = 0x8010_000A, "SCARD_E_TIMEOUT", "The time allowed ran out; wait longer, or detach and attach again if a card hangs.";
    SHARING_VIOLATION = 0x8010_000B, "SCARD_E_SHARING_VIOLATION", "Another connection uses the card; attach SHARED, or wait until the other program ends.";
    NO_SMARTCARD = 0x8010_000C, "SCARD_E_NO_SMARTCARD", "There is no card in the reader; put one in and try again.";
    UNKNOWN_CARD = 0x8010_000D, "SCARD_E_UNKNOWN_CARD", "The card database does not have this name; list the cards or introduce it.";
    CANT_DISPOSE = 0x8010_000E, "SCARD_E_CANT_DISPOSE", "The reader cannot do this to the card; use LEAVE, RESET or UNPOWER.";
    PROTO_MISMATCH = 0x8010_000F, "SCARD_E_PROTO_MISMATCH", "The card or another program uses a protocol that was not asked for; ask for T0 | T1.";
    NOT_READY = 0x8010_0010, "SCARD_E_NOT_READY", "The reader or card is not ready; wait a moment and try again.";
    INVALID_VALUE = 0x8010_0011, "SCARD_E_INVALID_VALUE", "The smart-card service says an argument is out of range; check each one.";
    SYSTEM_CANCELLED = 0x8010_0012, "SCARD_E_SYSTEM_CANCELLED", "The system stopped the call because of log-off or shutdown; end the program.";
    COMM_ERROR = 0x8010_0013, "SCARD_F_COMM_ERROR", "The connection to the smart-card service broke; call scard_reattach, or detach and attach again.";
    UNKNOWN_ERROR = 0x8010_0014, "SCARD_F_UNKNOWN_ERROR", "The smart-card service failed for a reason it does not know; try again.";
    INVALID_ATR = 0x8010_0015, "SCARD_E_INVALID_ATR", "The answer-to-reset is not 2 to 33 well-formed bytes; check it.";
    NOT_TRANSACTED = 0x8010_0016, "SCARD_E_NOT_TRANSACTED", "There is no lock to end, or the exchange with the card failed; lock before unlocking, or reattach.";
    READER_UNAVAILABLE = 0x8010_0017, "SCARD_E_READER_UNAVAILABLE", "The reader was unplugged; plug it in again, detach and attach anew.";
    SHUTDOWN = 0x8010_0018, "SCARD_P_SHUTDOWN", "The call was ended so that the service can stop; attach again when it is back.";
    PCI_TOO_SMALL = 0x8010_0019, "SCARD_E_PCI_TOO_SMALL", "The protocol-control buffer is too small; report the bug.";
    READER_UNSUPPORTED = 0x8010_001A, "SCARD_E_READER_UNSUPPORTED", "The reader's driver lacks what is needed; install a newer one.";
    DUPLICATE_READER = 0x8010_001B, "SCARD_E_DUPLICATE_READER", "There is already a reader of this name; choose another one.";
    CARD_UNSUPPORTED = 0x8010_001C, "SCARD_E_CARD_UNSUPPORTED", "The card lacks what is needed; use another card.";
    NO_SERVICE = 0x8010_001D, "SCARD_E_NO_SERVICE", "The smart-card service is not running or was restarted; start it (pcscd), then call scard_reattach, or detach and attach again.";
    SERVICE_STOPPED = 0x8010_001E, "SCARD_E_SERVICE_STOPPED", "The smart-card service has stopped; start it, then call scard_reattach, or detach and attach again.";
    CARD_UNEXPECTED = 0x8010_001F, "SCARD_E_UNEXPECTED", "The card did something unexpected; reattach with RESET and try again.";
    ICC_INSTALLATION = 0x8010_0020, "SCARD_E_ICC_INSTALLATION", "No primary provider is registered for the card; introduce the card with one.";
    ICC_CREATEORDER = 0x8010_0021, "SCARD_E_ICC_CREATEORDER", "Objects cannot be made on the card in this order; make the parent first.";
    UNSUPPORTED_FEATURE = 0x8010_0022, "SCARD_E_UNSUPPORTED_FEATURE", "The card or reader does not support this; do without it or use another one.";
    DIR_NOT_FOUND = 0x8010_0023, "SCARD_E_DIR_NOT_FOUND", "The directory does not exist on the card; check its identifier.";
    FILE_NOT_FOUND = 0x8010_0024, "SCARD_E_FILE_NOT_FOUND", "The file does not exist on the card; check its identifier.";
    NO_DIR = 0x8010_0025, "SCARD_E_NO_DIR", "The path does not name a directory of the card; check it.";
    NO_FILE = 0x8010_0026, "SCARD_E_NO_FILE", "The path names a directory (DF), which has no bytes; name a file in it.";
    NO_ACCESS = 0x8010_0027, "SCARD_E_NO_ACCESS", "The card denies access to the file; verify the PIN or authenticate first.";
    WRITE_TOO_MANY = 0x8010_0028, "SCARD_E_WRITE_TOO_MANY", "The file on the card is too small for the data; write less.";
    BAD_SEEK = 0x8010_0029, "SCARD_E_BAD_SEEK", "The position lies outside the card's file; seek within it.";
    INVALID_CHV = 0x8010_002A, "SCARD_E_INVALID_CHV", "The PIN is wrong; enter it again, the tries are counted.";
    UNKNOWN_RES_MNG = 0x8010_002B, "SCARD_E_UNKNOWN_RES_MNG", "A lower layer returned a code nobody knows; update the reader's driver.";
    NO_SUCH_CERTIFICATE = 0x8010_002C, "SCARD_E_NO_SUCH_CERTIFICATE", "The certificate does not exist on the card; check which ones do.";
    CERTIFICATE_UNAVAILABLE = 0x8010_002D, "SCARD_E_CERTIFICATE_UNAVAILABLE", "The certificate could not be read; verify the PIN first or try again.";
    NO_READERS_AVAILABLE = 0x8010_002E, "SCARD_E_NO_READERS_AVAILABLE", "There is no reader; plug one in, or set SCARDSSP_VIRTUAL=1 to try things out.";
    COMM_DATA_LOST = 0x8010_002F, "SCARD_E_COMM_DATA_LOST", "The card's reply was cut short; the command may have run: reattach with RESET and look.";
    NO_KEY_CONTAINER = 0x8010_0030, "SCARD_E_NO_KEY_CONTAINER", "The key container does not exist on the card; check its name.";
    SERVER_TOO_BUSY = 0x8010_0031, "SCARD_E_SERVER_TOO_BUSY", "The smart-card service is too busy; try again later.";
    PIN_CACHE_EXPIRED = 0x8010_0032, "SCARD_E_PIN_CACHE_EXPIRED", "The remembered PIN has expired; enter it again.";
    NO_PIN_CACHE = 0x8010_0033, "SCARD_E_NO_PIN_CACHE", "The PIN must not be remembered; enter it again.";
    READ_ONLY_CARD = 0x8010_0034, "SCARD_E_READ_ONLY_CARD", "The card is read-only; nothing can be written to it.";

    // Smart-card codes: warnings, which are failures all the same
    UNSUPPORTED_CARD = 0x8010_0065, "SCARD_W_UNSUPPORTED_CARD", "The reader cannot talk to this card; use another reader or card.";
    UNRESPONSIVE_CARD = 0x8010_0066, "SCARD_W_UNRESPONSIVE_CARD", "The card does not answer; check that it is the right way round, take it out and put it in again.";
    UNPOWERED_CARD = 0x8010_0067, "SCARD_W_UNPOWERED_CARD", "The card has no power; reattach with UNPOWER or RESET.";
    RESET_CARD = 0x8010_0068, "SCARD_W_RESET_CARD", "The card was reset by someone else, so its PINs and selected files are forgotten; call scard_reattach, then start over.";
    REMOVED_CARD = 0x8010_0069, "SCARD_W_REMOVED_CARD", "The card was taken out; put it in again and call scard_reattach.";
    SECURITY_VIOLATION = 0x8010_006A, "SCARD_W_SECURITY_VIOLATION", "The operation was refused for security reasons; verify the PIN, or ask for access to the service.";
    WRONG_CHV = 0x8010_006B, "SCARD_W_WRONG_CHV", "The PIN is wrong; enter it again, the tries are counted.";
    CHV_BLOCKED = 0x8010_006C, "SCARD_W_CHV_BLOCKED", "The PIN is blocked; unblock it with the card's PUK.";
    EOF = 0x8010_006D, "SCARD_W_EOF", "The end of the card's file was reached; stop reading.";
    CANCELLED_BY_USER = 0x8010_006E, "SCARD_W_CANCELLED_BY_USER", "The user cancelled; nothing to do.";
    CARD_NOT_AUTHENTICATED = 0x8010_006F, "SCARD_W_CARD_NOT_AUTHENTICATED", "No PIN was presented; verify it first.";
    CACHE_ITEM_NOT_FOUND = 0x8010_0070, "SCARD_W_CACHE_ITEM_NOT_FOUND", "The item is not in the cache; read it from the card.";
    CACHE_ITEM_STALE = 0x8010_0071, "SCARD_W_CACHE_ITEM_STALE", "The item in the cache is too old; read it from the card.";
    CACHE_ITEM_TOO_BIG = 0x8010_0072, "SCARD_W_CACHE_ITEM_TOO_BIG", "The item is larger than the cache allows; do without caching it.";
}
