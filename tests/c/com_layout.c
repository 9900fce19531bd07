/*
 * Sizes and offsets of what crosses the interfaces, as spec/com-abi.md has them, for 64 and for 32 bits: of the
 * library's headers, and of mingw-w64's, which include the Windows headers that they need.
 */
#include <stddef.h>
#include <scardssp.h>

#define JOINED(a, b) a##b
#define NAMED(line) JOINED(holds_, line)
#define IS(actual, wide, narrow) \
    extern char NAMED(__LINE__)[(actual) == (sizeof(void *) == 8 ? (wide) : (narrow)) ? 1 : -1]
#define SIZE(type, wide, narrow) IS(sizeof(type), wide, narrow)
#define OFFSET(type, field, wide, narrow) IS(offsetof(type, field), wide, narrow)
#define VALUE(name, value) IS((name), value, value)

SIZE(BYTE, 1, 1);
SIZE(WORD, 2, 2);
SIZE(LONG, 4, 4);
SIZE(DWORD, 4, 4);
SIZE(ULONG, 4, 4);
SIZE(UINT, 4, 4);
SIZE(HRESULT, 4, 4);
SIZE(BOOL, 4, 4);
SIZE(LONG_PTR, 8, 4);
SIZE(ULONG_PTR, 8, 4);
SIZE(HSCARD, 8, 4);
SIZE(HSCARDCONTEXT, 8, 4);
SIZE(OLECHAR, 2, 2);
SIZE(LCID, 4, 4);
SIZE(DISPID, 4, 4);
SIZE(VARTYPE, 2, 2);
SIZE(VARIANT_BOOL, 2, 2);
SIZE(ULARGE_INTEGER, 8, 8);
SIZE(ISO_APDU_TYPE, 4, 4);
SIZE(SCARD_SHARE_MODES, 4, 4);
SIZE(SCARD_DISPOSITIONS, 4, 4);
SIZE(SCARD_STATES, 4, 4);
SIZE(SCARD_PROTOCOLS, 4, 4);

VALUE(ISO_CASE_1, 1);
VALUE(ISO_CASE_2, 2);
VALUE(ISO_CASE_3, 3);
VALUE(ISO_CASE_4, 4);
VALUE(EXCLUSIVE, 1);
VALUE(SHARED, 2);
VALUE(LEAVE, 0);
VALUE(RESET, 1);
VALUE(UNPOWER, 2);
VALUE(EJECT, 3);
VALUE(ABSENT, 1);
VALUE(PRESENT, 2);
VALUE(SWALLOWED, 3);
VALUE(POWERED, 4);
VALUE(NEGOTIABLEMODE, 5);
VALUE(SPECIFICMODE, 6);
VALUE(T0, 1);
VALUE(T1, 2);
VALUE(RAW, 0xFF);

SIZE(BYTEARRAY, 24, 12);
VALUE(CB_BYTEARRAY, sizeof(BYTEARRAY));
OFFSET(BYTEARRAY, hMem, 0, 0);
OFFSET(BYTEARRAY, dwSize, 8, 4);
OFFSET(BYTEARRAY, pbyData, 16, 8);

SIZE(STATSTRUCT, 20, 20);
VALUE(CB_STATSTRUCT, sizeof(STATSTRUCT));
OFFSET(STATSTRUCT, type, 0, 0);
OFFSET(STATSTRUCT, cbSize, 4, 4);
OFFSET(STATSTRUCT, grfMode, 8, 8);
OFFSET(STATSTRUCT, grfLocksSupported, 12, 12);
OFFSET(STATSTRUCT, grfStateBits, 16, 16);

SIZE(SCARDINFO, 56, 32);
OFFSET(SCARDINFO, hCard, 0, 0);
OFFSET(SCARDINFO, hContext, 8, 4);
OFFSET(SCARDINFO, ActiveProtocol, 16, 8);
OFFSET(SCARDINFO, ShareMode, 20, 12);
OFFSET(SCARDINFO, hwndOwner, 24, 16);
OFFSET(SCARDINFO, lpfnConnectProc, 32, 20);
OFFSET(SCARDINFO, lpfnCheckProc, 40, 24);
OFFSET(SCARDINFO, lpfnDisconnectProc, 48, 28);

SIZE(GUID, 16, 16);
OFFSET(GUID, Data2, 4, 4);
OFFSET(GUID, Data3, 6, 6);
OFFSET(GUID, Data4, 8, 8);

SIZE(SAFEARRAYBOUND, 8, 8);
OFFSET(SAFEARRAYBOUND, cElements, 0, 0);
OFFSET(SAFEARRAYBOUND, lLbound, 4, 4);
SIZE(SAFEARRAY, 32, 24);
OFFSET(SAFEARRAY, cDims, 0, 0);
OFFSET(SAFEARRAY, fFeatures, 2, 2);
OFFSET(SAFEARRAY, cbElements, 4, 4);
OFFSET(SAFEARRAY, cLocks, 8, 8);
OFFSET(SAFEARRAY, pvData, 16, 12);
OFFSET(SAFEARRAY, rgsabound, 24, 16);

SIZE(VARIANT, 24, 16);
#ifndef STANDIN_H /* which has only the size of it */
OFFSET(VARIANT, vt, 0, 0);
OFFSET(VARIANT, wReserved1, 2, 2);
OFFSET(VARIANT, wReserved3, 6, 6);
OFFSET(VARIANT, lVal, 8, 8);
OFFSET(VARIANT, bstrVal, 8, 8);
OFFSET(VARIANT, parray, 8, 8);
#endif

SIZE(DISPPARAMS, 24, 16);
OFFSET(DISPPARAMS, rgvarg, 0, 0);
OFFSET(DISPPARAMS, rgdispidNamedArgs, 8, 4);
OFFSET(DISPPARAMS, cArgs, 16, 8);
OFFSET(DISPPARAMS, cNamedArgs, 20, 12);

SIZE(EXCEPINFO, 64, 32);
OFFSET(EXCEPINFO, wCode, 0, 0);
OFFSET(EXCEPINFO, bstrSource, 8, 4);
OFFSET(EXCEPINFO, bstrDescription, 16, 8);
OFFSET(EXCEPINFO, bstrHelpFile, 24, 12);
OFFSET(EXCEPINFO, dwHelpContext, 32, 16);
OFFSET(EXCEPINFO, pvReserved, 40, 20);
OFFSET(EXCEPINFO, pfnDeferredFillIn, 48, 24);
OFFSET(EXCEPINFO, scode, 56, 28);

SIZE(STATSTG, 80, 72);
OFFSET(STATSTG, pwcsName, 0, 0);
OFFSET(STATSTG, type, 8, 4);
OFFSET(STATSTG, cbSize, 16, 8);
OFFSET(STATSTG, mtime, 24, 16);
OFFSET(STATSTG, ctime, 32, 24);
OFFSET(STATSTG, atime, 40, 32);
OFFSET(STATSTG, grfMode, 48, 40);
OFFSET(STATSTG, grfLocksSupported, 52, 44);
OFFSET(STATSTG, clsid, 56, 48);
OFFSET(STATSTG, grfStateBits, 72, 64);
OFFSET(STATSTG, reserved, 76, 68);

/* Slots are counted from IUnknown: 7 are those of IDispatch. */
#define SLOTS(interface, own, last) \
    SIZE(interface##Vtbl, (7 + (own)) * 8, (7 + (own)) * 4); \
    LAST(interface##Vtbl, last, 6 + (own))
#define LAST(vtbl, last, slot) \
    extern char JOINED(last_of_, vtbl)[offsetof(vtbl, last) == (slot) * sizeof(void *) ? 1 : -1]

SLOTS(ISCard, 12, UnlockSCard);
SLOTS(ISCardCmd, 33, put_AlternateClassId);
SLOTS(ISCardISO7816, 18, WriteRecord);
SLOTS(IByteBuffer, 14, Write);
SLOTS(ISCardTypeConv, 10, SizeOfIStream);
SLOTS(ISCardDatabase, 5, ListReaders);
SLOTS(ISCardLocate, 3, FindCard);
