/*
 * Every method of the seven interfaces, called through the vtables that mingw-w64's scardssp.h declares, and what it
 * did. The library's own headers have no part in this: tests/c/windows has what that header takes from Windows.
 *
 * On Windows it is a program like any other: all comes from the system's headers, COM and its memory from the system.
 *
 * Prints the name of each method called.
 */
#define CINTERFACE
#define COBJMACROS
#ifdef _WIN32
#include <windows.h>
#include <scarderr.h>
#endif
#include <scardssp.h>
#include <scardssp_i.c>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HR(code) ((HRESULT)(code))
enum { IN_PROCESS = 1 };
#ifdef _WIN32
#define FROM_LIBRARY(type) __declspec(dllimport) type __cdecl
#define scard_com_CoCreateInstance CoCreateInstance
#define scard_com_CoTaskMemFree CoTaskMemFree
#define scard_com_SafeArrayCreateVector SafeArrayCreateVector
#define scard_com_SafeArrayDestroy SafeArrayDestroy
#define scard_com_SafeArrayPutElement SafeArrayPutElement
#define scard_com_SysAllocString SysAllocString
#define scard_com_SysFreeString SysFreeString
#define scard_com_SysStringLen SysStringLen
#else
#define FROM_LIBRARY(type) type
#define CoInitialize(reserved) ((void)(reserved))
#define CoUninitialize()
enum { S_OK = 0, VT_BSTR = 8, VT_UI1 = 17 };
#define E_POINTER HR(0x80004003)
#define E_UNEXPECTED HR(0x8000FFFF)
#define E_INVALIDARG HR(0x80070057)
#define E_ACCESSDENIED HR(0x80070005)
#define STG_E_INVALIDFUNCTION HR(0x80030001)
#define STG_E_INVALIDFLAG HR(0x800300FF)
#define SCARD_E_INVALID_HANDLE HR(0x80100003)
#define SCARD_E_NO_SMARTCARD HR(0x8010000C)
#define SCARD_E_UNKNOWN_CARD HR(0x8010000D)
#define SCARD_E_NOT_TRANSACTED HR(0x80100016)
#endif

FROM_LIBRARY(HRESULT) scard_virtual_reader_add(const char *name, const char *profile);
FROM_LIBRARY(HRESULT) scard_virtual_reader_remove(const char *name);

static const char READER[] = "oracle";
static int failures;

static void check(int holds, const char *what, int line)
{
    if (!holds) {
        fprintf(stderr, "com_oracle.c:%d: not so: %s\n", line, what);
        failures++;
    }
}

static void returned(HRESULT wanted, HRESULT got, const char *method, int line)
{
    puts(method);
    if (got != wanted) {
        fprintf(stderr, "com_oracle.c:%d: %s: 0x%08X, not 0x%08X\n", line, method, (unsigned)got, (unsigned)wanted);
        failures++;
    }
}

#define CHECK(condition) check((condition), #condition, __LINE__)

/* Calls by the macros of mingw-w64, which go through its vtables. */
#define RETURNS(wanted, interface, method, ...) \
    returned((wanted), interface##_##method(__VA_ARGS__), #interface "::" #method, __LINE__)
#define CALL(interface, method, ...) RETURNS(S_OK, interface, method, __VA_ARGS__)

static void *create(REFCLSID clsid, REFIID iid)
{
    void *object = NULL;
    HRESULT hr = scard_com_CoCreateInstance(clsid, NULL, IN_PROCESS, iid, &object);
    if (hr != S_OK || !object) {
        fprintf(stderr, "no object: 0x%08X\n", (unsigned)hr);
        exit(EXIT_FAILURE);
    }
    return object;
}

static BSTR text(const char *ascii)
{
    OLECHAR units[128];
    size_t i = 0;
    do
        units[i] = (OLECHAR)ascii[i];
    while (ascii[i++]);
    return scard_com_SysAllocString(units);
}

static int says(BSTR units, const char *ascii)
{
    size_t i = 0;
    if (scard_com_SysStringLen(units) != strlen(ascii))
        return 0;
    while (ascii[i] && units[i] == (OLECHAR)ascii[i])
        i++;
    return ascii[i] == units[i];
}

static IByteBuffer *buffer_of(const void *bytes, LONG length)
{
    BYTE copy[300];
    IByteBuffer *buffer = create(&CLSID_CByteBuffer, &IID_IByteBuffer);
    memcpy(copy, bytes, (size_t)length);
    CALL(IByteBuffer, Initialize, buffer, length, copy);
    return buffer;
}

/* What is in a buffer from its beginning to its end, given back as it was. */
static int holds(IByteBuffer *buffer, const void *bytes, LONG length)
{
    BYTE found[300];
    LONG before = -1, at = -1, read = -1;
    if (!buffer)
        return 0;
    CALL(IByteBuffer, Seek, buffer, 0, 1, &before);
    CALL(IByteBuffer, Seek, buffer, 0, 0, &at);
    CALL(IByteBuffer, Read, buffer, found, (LONG)sizeof found, &read);
    CALL(IByteBuffer, Seek, buffer, before, 0, &at);
    return at == before && read == length && memcmp(found, bytes, (size_t)length) == 0;
}

/* The same for a buffer that a method gave and that nobody else has. */
static int gave(IByteBuffer *buffer, const void *bytes, LONG length)
{
    int same = holds(buffer, bytes, length);
    if (buffer)
        CHECK(IByteBuffer_Release(buffer) == 0);
    return same;
}

static void buffers(void)
{
    BYTE bytes[16] = "abcd", found[16];
    LONG count = -1, written = -1;
    STATSTRUCT stat;
    IByteBuffer *buffer = create(&CLSID_CByteBuffer, &IID_IByteBuffer), *clone = NULL, *copy = NULL, *other;
    IStream *stream = NULL;
    ULONG got = 0;

    CALL(IByteBuffer, Initialize, buffer, 4, bytes);
    RETURNS(E_INVALIDARG, IByteBuffer, Initialize, buffer, -1, bytes);
    memset(&stat, 0xA5, sizeof stat);
    CALL(IByteBuffer, Stat, buffer, &stat, 1);
    CHECK(stat.type == 2 && stat.cbSize == 4 && stat.grfMode == 2);
    CHECK(stat.grfLocksSupported == 0 && stat.grfStateBits == 0);
    RETURNS(STG_E_INVALIDFLAG, IByteBuffer, Stat, buffer, &stat, 4);
    CALL(IByteBuffer, Read, buffer, found, 2, &count);
    CHECK(count == 2 && memcmp(found, "ab", 2) == 0);
    CALL(IByteBuffer, Seek, buffer, 0, 1, &count);
    CHECK(count == 2);
    RETURNS(STG_E_INVALIDFUNCTION, IByteBuffer, Seek, buffer, 0, 3, NULL);
    CALL(IByteBuffer, Seek, buffer, -1, 2, &count);
    CHECK(count == 3);
    memcpy(bytes, "XYZ", 3);
    CALL(IByteBuffer, Write, buffer, bytes, 3, &written);
    CHECK(written == 3 && holds(buffer, "abcXYZ", 6));
    CALL(IByteBuffer, SetSize, buffer, 5);
    CHECK(holds(buffer, "abcXY", 5));
    RETURNS(STG_E_INVALIDFUNCTION, IByteBuffer, SetSize, buffer, -1);

    CALL(IByteBuffer, Seek, buffer, 1, 0, NULL);
    CALL(IByteBuffer, Clone, buffer, &clone);
    CALL(IByteBuffer, Seek, clone, 0, 1, &count);
    CHECK(count == 1);
    CALL(IByteBuffer, Write, clone, bytes, 1, NULL);
    CHECK(holds(buffer, "aXcXY", 5));
    CALL(IByteBuffer, CopyTo, buffer, &copy, 3, &count, &written);
    CHECK(count == 3 && written == 3 && gave(copy, "XcX", 3));
    CALL(IByteBuffer, Seek, buffer, 0, 1, &count);
    CHECK(count == 4);
    CHECK(IByteBuffer_Release(clone) == 0);

    CALL(IByteBuffer, Commit, buffer, 4);
    RETURNS(STG_E_INVALIDFLAG, IByteBuffer, Commit, buffer, 0x10);
    CALL(IByteBuffer, Revert, buffer);
    CHECK(holds(buffer, "aXcXY", 5));
    RETURNS(STG_E_INVALIDFUNCTION, IByteBuffer, LockRegion, buffer, 0, 1, 1);
    RETURNS(STG_E_INVALIDFUNCTION, IByteBuffer, UnlockRegion, buffer, 0, 1, 1);

    other = buffer_of("stream", 6);
    CALL(IByteBuffer, get_Stream, other, &stream);
    CHECK(stream->lpVtbl->Read(stream, found, 2, &got) == S_OK && got == 2 && memcmp(found, "st", 2) == 0);
    CALL(IByteBuffer, put_Stream, buffer, stream);
    CALL(IByteBuffer, Read, buffer, found, 16, &count);
    CHECK(count == 4 && memcmp(found, "ream", 4) == 0);
    CALL(IByteBuffer, Seek, other, 0, 1, &count);
    CHECK(count == 6);
    RETURNS(E_POINTER, IByteBuffer, put_Stream, buffer, NULL);
    CHECK(stream->lpVtbl->Release(stream) == 2);
    CHECK(IByteBuffer_Release(other) == 0 && IByteBuffer_Release(buffer) == 0);
}

/* The stream of a buffer, whose table is in com-abi.md, section 8: 64-bit numbers are passed by value. */
static void streams(void)
{
    IByteBuffer *buffer = buffer_of("abcdef", 6), *target = buffer_of("", 0);
    IStream *stream = NULL, *other = NULL, *clone = NULL;
    LARGE_INTEGER move;
    ULARGE_INTEGER size, position, read, written;
    ULONG count = 0;
    STATSTG stat;
    CALL(IByteBuffer, get_Stream, buffer, &stream);
    CALL(IByteBuffer, get_Stream, target, &other);
    move.QuadPart = -2;
    CHECK(stream->lpVtbl->Seek(stream, move, 2, &position) == S_OK && position.QuadPart == 4);
    CHECK(stream->lpVtbl->Write(stream, "XYZ", 3, &count) == S_OK && count == 3 && holds(buffer, "abcdXYZ", 7));
    size.QuadPart = 6;
    CHECK(stream->lpVtbl->SetSize(stream, size) == S_OK && holds(buffer, "abcdXY", 6));
    size.QuadPart = (ULONGLONG)1 << 32; /* its lower half is 0 */
    CHECK(stream->lpVtbl->SetSize(stream, size) < 0 && holds(buffer, "abcdXY", 6));
    move.QuadPart = (LONGLONG)5 << 32;
    CHECK(stream->lpVtbl->Seek(stream, move, 0, &position) == S_OK && position.QuadPart == (ULONGLONG)5 << 32);
    CHECK(stream->lpVtbl->Seek(stream, move, 3, NULL) == STG_E_INVALIDFUNCTION);
    move.QuadPart = 1;
    CHECK(stream->lpVtbl->Seek(stream, move, 0, NULL) == S_OK);
    size.QuadPart = 3;
    CHECK(stream->lpVtbl->CopyTo(stream, other, size, &read, &written) == S_OK);
    CHECK(read.QuadPart == 3 && written.QuadPart == 3 && holds(target, "bcd", 3));
    CHECK(stream->lpVtbl->Commit(stream, 0) == S_OK && stream->lpVtbl->Revert(stream) == S_OK);
    CHECK(stream->lpVtbl->LockRegion(stream, size, size, 1) == STG_E_INVALIDFUNCTION);
    CHECK(stream->lpVtbl->UnlockRegion(stream, size, size, 1) == STG_E_INVALIDFUNCTION);
    memset(&stat, 0xA5, sizeof stat);
    CHECK(stream->lpVtbl->Stat(stream, &stat, 0) == S_OK);
    CHECK(stat.pwcsName == NULL && stat.type == 2 && stat.cbSize.QuadPart == 6 && stat.grfMode == 2);
    CHECK(stat.grfLocksSupported == 0 && stat.grfStateBits == 0);
    CHECK(stream->lpVtbl->Clone(stream, &clone) == S_OK && clone != stream);
    move.QuadPart = 0;
    CHECK(clone->lpVtbl->Seek(clone, move, 1, &position) == S_OK && position.QuadPart == 4);
    CHECK(clone->lpVtbl->Release(clone) == 0);
    CHECK(stream->lpVtbl->AddRef(stream) == 3 && stream->lpVtbl->Release(stream) == 2);
    CHECK(stream->lpVtbl->Release(stream) == 1 && other->lpVtbl->Release(other) == 1);
    CHECK(IByteBuffer_Release(buffer) == 0 && IByteBuffer_Release(target) == 0);
}

/* Without whether the data is in one block with the array, which is the system's affair. */
static int features(const SAFEARRAY *array)
{
    return array->fFeatures & ~0x2000;
}

static void conversions(void)
{
    BYTE bytes[] = {1, 2, 3, 4, 5};
    ISCardTypeConv *conv = create(&CLSID_CSCardTypeConv, &IID_ISCardTypeConv);
    IByteBuffer *buffer = NULL, *back = NULL;
    BYTEARRAY *array = NULL;
    SAFEARRAY *safe = NULL;
    BYTE *block = NULL;
    IStream *stream = NULL;
    ULARGE_INTEGER size;

    CALL(ISCardTypeConv, ConvertByteArrayToByteBuffer, conv, bytes, 5, &buffer);
    CHECK(holds(buffer, bytes, 5));
    CALL(ISCardTypeConv, ConvertByteBufferToByteArray, conv, buffer, &array);
    CHECK(array->dwSize == 5 && memcmp(array->pbyData, bytes, 5) == 0);
    scard_com_CoTaskMemFree(array);
    CALL(ISCardTypeConv, ConvertByteBufferToSafeArray, conv, buffer, &safe);
    CHECK(safe->cDims == 1 && safe->cbElements == 1 && features(safe) == 0x80 && safe->cLocks == 0);
    CHECK(safe->rgsabound[0].cElements == 5 && safe->rgsabound[0].lLbound == 0);
    CHECK(memcmp(safe->pvData, bytes, 5) == 0);
    CALL(ISCardTypeConv, ConvertSafeArrayToByteBuffer, conv, safe, &back);
    CHECK(gave(back, bytes, 5) && scard_com_SafeArrayDestroy(safe) == S_OK);

    CALL(ISCardTypeConv, CreateByteArray, conv, 3, &block);
    CHECK(memcmp(block, "\0\0\0", 3) == 0);
    scard_com_CoTaskMemFree(block);
    CALL(ISCardTypeConv, CreateByteBuffer, conv, 4, &back);
    CHECK(gave(back, "\0\0\0\0", 4));
    CALL(ISCardTypeConv, CreateSafeArray, conv, 6, &safe);
    CHECK(safe->cbElements == 1 && safe->rgsabound[0].cElements == 6 && memcmp(safe->pvData, "\0\0\0\0\0\0", 6) == 0);
    CHECK(scard_com_SafeArrayDestroy(safe) == S_OK);

    CALL(IByteBuffer, get_Stream, buffer, &stream);
    CALL(ISCardTypeConv, SizeOfIStream, conv, stream, &size);
    CHECK(size.QuadPart == 5);
    CALL(ISCardTypeConv, GetAtIStreamMemory, conv, stream, &array);
    CHECK(array->dwSize == 5);
    array->pbyData[1] = 9;
    bytes[1] = 9;
    CHECK(holds(buffer, bytes, 5));
    RETURNS(E_INVALIDARG, ISCardTypeConv, FreeIStreamMemoryPtr, conv, stream, bytes);
    CALL(ISCardTypeConv, FreeIStreamMemoryPtr, conv, stream, array->pbyData);
    RETURNS(E_INVALIDARG, ISCardTypeConv, FreeIStreamMemoryPtr, conv, stream, array->pbyData);
    scard_com_CoTaskMemFree(array);
    CHECK(stream->lpVtbl->Release(stream) == 1);
    CHECK(IByteBuffer_Release(buffer) == 0 && ISCardTypeConv_Release(conv) == 0);
}

/* Whether a command is these bytes. */
static int encodes(ISCardCmd *command, const void *bytes, LONG length)
{
    IByteBuffer *apdu = NULL;
    LONG told = -1;
    CALL(ISCardCmd, get_Apdu, command, &apdu);
    CALL(ISCardCmd, get_ApduLength, command, &told);
    return told == length && gave(apdu, bytes, length);
}

#define BYTE_IS(method, value) \
    do { \
        BYTE byte = (BYTE)~(value); \
        CALL(ISCardCmd, method, command, &byte); \
        CHECK(byte == (value)); \
    } while (0)

static void commands(void)
{
    LONG number = 7;
    WORD status = 0xA5A5;
    BYTE byte = 0xA5;
    ISO_APDU_TYPE type = (ISO_APDU_TYPE)0;
    ISCardCmd *command = create(&CLSID_CSCardCmd, &IID_ISCardCmd);
    IByteBuffer *data = buffer_of("\x11\x12\x13", 3), *found = NULL, *two = buffer_of("\x21\x22", 2);

    RETURNS(E_UNEXPECTED, ISCardCmd, get_Type, command, &type);
    CALL(ISCardCmd, BuildCmd, command, 1, 2, 3, 4, data, &number);
    CHECK(encodes(command, "\x01\x02\x03\x04\x03\x11\x12\x13\x07", 9));
    BYTE_IS(get_ClassId, 1);
    BYTE_IS(get_InstructionId, 2);
    BYTE_IS(get_P1, 3);
    BYTE_IS(get_P2, 4);
    BYTE_IS(get_P3, 3);
    CALL(ISCardCmd, get_LeField, command, &number);
    CHECK(number == 7);
    CALL(ISCardCmd, get_Type, command, &type);
    CHECK(type == ISO_CASE_4);
    CALL(ISCardCmd, get_Data, command, &found);
    CHECK(gave(found, "\x11\x12\x13", 3));
    CALL(ISCardCmd, put_ClassId, command, 0x81);
    CALL(ISCardCmd, put_InstructionId, command, 0x82);
    CALL(ISCardCmd, put_P1, command, 0x83);
    CALL(ISCardCmd, put_P2, command, 0x84);
    CALL(ISCardCmd, put_Data, command, two);
    CHECK(encodes(command, "\x81\x82\x83\x84\x02\x21\x22\x07", 8));
    CHECK(IByteBuffer_Release(two) == 0);
    two = buffer_of("\x31\x32\x33\x34\x35", 5);
    CALL(ISCardCmd, put_Apdu, command, two);
    CHECK(encodes(command, "\x31\x32\x33\x34\x35", 5));
    CALL(ISCardCmd, get_LeField, command, &number);
    CHECK(number == 0x35);

    CALL(ISCardCmd, get_ApduReply, command, &found);
    CHECK(found == NULL);
    CALL(ISCardCmd, put_ApduReply, command, data);
    CALL(ISCardCmd, get_ApduReplyLength, command, &number);
    CHECK(number == 3);
    CALL(ISCardCmd, put_ApduReplyLength, command, 5);
    RETURNS(E_INVALIDARG, ISCardCmd, put_ApduReplyLength, command, -1);
    CALL(ISCardCmd, get_ApduReply, command, &found);
    CHECK(gave(found, "\x11\x12\x13\0\0", 5));
    CALL(ISCardCmd, put_ReplyStatus, command, 0x6A82);
    CALL(ISCardCmd, get_ReplyStatus, command, &status);
    CHECK(status == 0x6A82);
    BYTE_IS(get_ReplyStatusSW1, 0x6A);
    BYTE_IS(get_ReplyStatusSW2, 0x82);

    BYTE_IS(get_Nad, 0);
    CALL(ISCardCmd, put_Nad, command, 0x41);
    RETURNS(E_ACCESSDENIED, ISCardCmd, get_ReplyNad, command, &byte);
    CALL(ISCardCmd, put_ReplyNad, command, 0x42);
    RETURNS(E_ACCESSDENIED, ISCardCmd, get_AlternateClassId, command, &byte);
    CALL(ISCardCmd, put_AlternateClassId, command, 0x43);
    BYTE_IS(get_Nad, 0x41);
    BYTE_IS(get_ReplyNad, 0x42);
    BYTE_IS(get_AlternateClassId, 0x43);

    CALL(ISCardCmd, Encapsulate, command, two, ISO_CASE_2);
    CHECK(encodes(command, "\x43\xC2\0\0\x05\x31\x32\x33\x34\x35\0", 11));
    RETURNS(E_INVALIDARG, ISCardCmd, Encapsulate, command, two, (ISO_APDU_TYPE)5);
    CALL(ISCardCmd, put_ReplyStatus, command, 0x9000);
    CALL(ISCardCmd, Clear, command);
    CHECK(encodes(command, "", 0));
    CALL(ISCardCmd, get_ReplyStatus, command, &status);
    CHECK(status == 0);
    BYTE_IS(get_AlternateClassId, 0x43);
    CHECK(IByteBuffer_Release(two) == 0 && IByteBuffer_Release(data) == 0 && ISCardCmd_Release(command) == 0);
}

#define BUILDS(method, bytes, ...) \
    do { \
        CALL(ISCardISO7816, method, iso, __VA_ARGS__, &command); \
        CHECK(encodes(command, (bytes), (LONG)sizeof(bytes) - 1)); \
    } while (0)

static void builders(void)
{
    ISCardISO7816 *iso = create(&CLSID_CSCardISO7816, &IID_ISCardISO7816);
    ISCardCmd *command = NULL, *first;
    IByteBuffer *data = buffer_of("\xD1\xD2", 2);

    BUILDS(AppendRecord, "\0\xE2\0\x08\x02\xD1\xD2", 8, data);
    first = command;
    BUILDS(EraseBinary, "\0\x0E\x01\x02\x02\xD1\xD2", 1, 2, data);
    BUILDS(ExternalAuthenticate, "\0\x82\x03\x04\x02\xD1\xD2", 3, 4, data);
    BUILDS(GetChallenge, "\0\x84\0\0\x05", 5);
    BUILDS(GetChallenge, "\0\x84\0\0\0\x01\x05", 0x105);
    BUILDS(GetData, "\0\xCA\x06\x07\0\x01\x08", 6, 7, 0x108);
    BUILDS(GetResponse, "\0\xC0\x09\x0A\0\x01\x0B", 9, 10, 0x10B);
    BUILDS(InternalAuthenticate, "\0\x88\x0C\x0D\0\0\x02\xD1\xD2\x01\x0E", 12, 13, data, 0x10E);
    BUILDS(ManageChannel, "\0\x70\x80\x01", 0x80, 1);
    BUILDS(PutData, "\0\xDA\x0F\x10\x02\xD1\xD2", 15, 16, data);
    BUILDS(ReadBinary, "\0\xB0\x11\x12\0\x01\x13", 0x11, 0x12, 0x113);
    BUILDS(ReadRecord, "\0\xB2\x14\x15\0\x01\x16", 0x14, 0x15, 0x116);
    BUILDS(SelectFile, "\0\xA4\x17\x18\0\0\x02\xD1\xD2\x01\x19", 0x17, 0x18, data, 0x119);
    CALL(ISCardISO7816, SetDefaultClassId, iso, 0xA0);
    BUILDS(UpdateBinary, "\xA0\xD6\x1A\x1B\x02\xD1\xD2", 0x1A, 0x1B, data);
    BUILDS(UpdateRecord, "\xA0\xDC\x1C\x1D\x02\xD1\xD2", 0x1C, 0x1D, data);
    BUILDS(Verify, "\xA0\x20\0\x1E\x02\xD1\xD2", 0x1E, data);
    BUILDS(WriteBinary, "\xA0\xD0\x1F\x20\x02\xD1\xD2", 0x1F, 0x20, data);
    BUILDS(WriteRecord, "\xA0\xD2\x21\x22\x02\xD1\xD2", 0x21, 0x22, data);
    BUILDS(WriteRecord, "\xA0\xD2\xFF\xFE\x02\xD1\xD2", 0xFF, 0xFE, data);
    CHECK(command == first);
    CHECK(IByteBuffer_Release(data) == 0 && ISCardCmd_Release(command) == 0 && ISCardISO7816_Release(iso) == 0);
}

/* Has the card run a command; what it answers is compared, SW1 and SW2 included. */
static void runs(ISCard *card, const void *bytes, LONG length, const void *reply, LONG reply_length, int line)
{
    ISCardCmd *command = create(&CLSID_CSCardCmd, &IID_ISCardCmd), *before = command;
    IByteBuffer *apdu = buffer_of(bytes, length), *found = NULL;
    const BYTE *end = (const BYTE *)reply + reply_length;
    WORD status = 0;
    CALL(ISCardCmd, put_Apdu, command, apdu);
    CALL(ISCard, Transaction, card, &command);
    CALL(ISCardCmd, get_ApduReply, command, &found);
    CALL(ISCardCmd, get_ReplyStatus, command, &status);
    check(command == before && gave(found, reply, reply_length), "the reply", line);
    check(status == (end[-2] << 8 | end[-1]), "the status word", line);
    CHECK(IByteBuffer_Release(apdu) == 0 && ISCardCmd_Release(command) == 0);
}

#define RUNS(bytes, reply) \
    runs(card, (bytes), (LONG)sizeof(bytes) - 1, (reply), (LONG)sizeof(reply) - 1, __LINE__)

static void cards(void)
{
    ISCard *card = create(&CLSID_CSCard, &IID_ISCard), *adopted = create(&CLSID_CSCard, &IID_ISCard);
    BSTR reader = text(READER), no_reader = text("no such reader");
    IByteBuffer *atr = NULL;
    ISCardCmd *none = NULL;
    HSCARD handle = 1;
    HSCARDCONTEXT context = 1;
    SCARD_PROTOCOLS protocol = RAW;
    SCARD_STATES state = ABSENT;
    BYTE bytes[40];
    LONG length = 0;

    CALL(ISCard, get_CardHandle, card, &handle);
    CALL(ISCard, get_Context, card, &context);
    CHECK(handle == 0 && context == 0);
    RETURNS(SCARD_E_INVALID_HANDLE, ISCard, get_Atr, card, &atr);
    CHECK(ISCard_AttachByReader(card, no_reader, SHARED, T0) < 0); /* by which code, the service decides */
    RETURNS(E_INVALIDARG, ISCard, AttachByReader, card, reader, (SCARD_SHARE_MODES)3, T0);
    RETURNS(E_INVALIDARG, ISCard, AttachByReader, card, reader, SHARED, (SCARD_PROTOCOLS)4);
    CALL(ISCard, AttachByReader, card, reader, SHARED, T1);
    CALL(ISCard, get_Protocol, card, &protocol);
    CALL(ISCard, get_Status, card, &state);
    CHECK(protocol == T1 && state == SPECIFICMODE);
    CALL(ISCard, get_Atr, card, &atr);
    CALL(IByteBuffer, Read, atr, bytes, 40, &length);
    CHECK(length > 2 && length <= 33 && bytes[0] == 0x3B);
    CHECK(IByteBuffer_Release(atr) == 0);

    /* Reset takes back the PIN: only ReAttach with RESET does that. */
    RUNS("\0\xB0\x82\x08\x02", "\x32\xF4\x90\0");
    RUNS("\0\xB0\x88\0\x04", "\x69\x82");
    RUNS("\0\x20\0\x01\x04\x31\x32\x33\x34", "\x90\0");
    RUNS("\0\xB0\x88\0\x04", "only\x90\0");
    CALL(ISCard, ReAttach, card, SHARED, LEAVE);
    RUNS("\0\xB0\x88\0\x04", "only\x90\0");
    CALL(ISCard, ReAttach, card, SHARED, RESET);
    RUNS("\0\xB0\x88\0\x04", "\x69\x82");
    RETURNS(E_INVALIDARG, ISCard, ReAttach, card, (SCARD_SHARE_MODES)3, LEAVE);
    RETURNS(E_INVALIDARG, ISCard, ReAttach, card, SHARED, (SCARD_DISPOSITIONS)4);
    RETURNS(E_POINTER, ISCard, Transaction, card, NULL);
    RETURNS(E_INVALIDARG, ISCard, Transaction, card, &none);

    RETURNS(SCARD_E_NOT_TRANSACTED, ISCard, UnlockSCard, card, LEAVE);
    CALL(ISCard, LockSCard, card);
    CALL(ISCard, LockSCard, card);
    CALL(ISCard, UnlockSCard, card, LEAVE);
    CALL(ISCard, UnlockSCard, card, LEAVE);
    RETURNS(SCARD_E_NOT_TRANSACTED, ISCard, UnlockSCard, card, LEAVE);

    CALL(ISCard, get_CardHandle, card, &handle);
    CHECK(handle != 0);
    RETURNS(E_INVALIDARG, ISCard, AttachByHandle, adopted, 0);
    CALL(ISCard, AttachByHandle, adopted, handle);
    protocol = RAW;
    CALL(ISCard, get_Protocol, adopted, &protocol);
    CHECK(protocol == T1);
    CHECK(ISCard_Release(adopted) == 0);
    RUNS("\0\xB0\x82\x08\x02", "\x32\xF4\x90\0"); /* a handle that was only lent stays open */
    RETURNS(E_INVALIDARG, ISCard, Detach, card, (SCARD_DISPOSITIONS)4);
    CALL(ISCard, Detach, card, UNPOWER);
    CALL(ISCard, get_CardHandle, card, &handle);
    CHECK(handle == 0);
    RETURNS(SCARD_E_INVALID_HANDLE, ISCard, Detach, card, LEAVE);
    CHECK(ISCard_Release(card) == 0);
    scard_com_SysFreeString(no_reader);
    scard_com_SysFreeString(reader);
}

static SAFEARRAY *one(const char *ascii)
{
    LONG index = 0;
    SAFEARRAY *array = scard_com_SafeArrayCreateVector(VT_BSTR, 0, 1);
    BSTR element = text(ascii);
    CHECK(scard_com_SafeArrayPutElement(array, &index, element) == S_OK);
    scard_com_SysFreeString(element);
    return array;
}

/* How many names an array has; the array is freed. */
static ULONG count(SAFEARRAY *names, const char *first)
{
    ULONG count = names->rgsabound[0].cElements;
    CHECK(names->cDims == 1 && names->cbElements == sizeof(BSTR) && names->rgsabound[0].lLbound == 0);
    CHECK(features(names) == (0x100 | 0x80));
    CHECK(!first || says(*(BSTR *)names->pvData, first));
    CHECK(scard_com_SafeArrayDestroy(names) == S_OK);
    return count;
}

static void database(void)
{
    ISCardDatabase *database = create(&CLSID_CSCardDatabase, &IID_ISCardDatabase);
    BSTR unknown = text("no card is called so");
    IByteBuffer *atr = buffer_of("\x3B", 1), *other = buffer_of("\x3B\0", 2);
    SAFEARRAY *names = NULL, *guids = one("{1461aac3-6810-11d0-918f-00aa00c18068}"), *no_guids = one("not a GUID");
    GUID *provider = NULL;

    CALL(ISCardDatabase, ListReaders, database, 0x409, &names);
    CHECK(count(names, READER) == 1);
    CALL(ISCardDatabase, ListReaderGroups, database, 0x409, &names);
    CHECK(count(names, "SCard$DefaultReaders") == 1);
    CALL(ISCardDatabase, ListCards, database, other, guids, 0x409, &names);
    CHECK(count(names, NULL) == 0);
    RETURNS(E_INVALIDARG, ISCardDatabase, ListCards, database, atr, NULL, 0, &names);
    RETURNS(E_INVALIDARG, ISCardDatabase, ListCards, database, NULL, no_guids, 0, &names);
    CHECK(names == NULL);
    names = guids;
    RETURNS(SCARD_E_UNKNOWN_CARD, ISCardDatabase, ListCardInterfaces, database, unknown, &names);
    CHECK(names == NULL);
    provider = (GUID *)&CLSID_CSCard;
    RETURNS(SCARD_E_UNKNOWN_CARD, ISCardDatabase, GetProviderCardId, database, unknown, &provider);
    CHECK(provider == NULL);
    RETURNS(E_INVALIDARG, ISCardDatabase, GetProviderCardId, database, NULL, &provider);
    CHECK(scard_com_SafeArrayDestroy(guids) == S_OK && scard_com_SafeArrayDestroy(no_guids) == S_OK);
    CHECK(IByteBuffer_Release(atr) == 0 && IByteBuffer_Release(other) == 0 && ISCardDatabase_Release(database) == 0);
    scard_com_SysFreeString(unknown);
}

static void search(void)
{
    ISCardLocate *locate = create(&CLSID_CSCardLocate, &IID_ISCardLocate);
    SAFEARRAY *names = one("no card is called so"), *groups = one("SCard$DefaultReaders");
    SAFEARRAY *guids = one("{00000000-1111-2222-3333-444444444444}");
    static OLECHAR title[] = {'t', 0}; /* as the literals of C++ defaults: no length before it */
    SCARDINFO *info = NULL;

    RETURNS(E_UNEXPECTED, ISCardLocate, FindCard, locate, SHARED, T1, 0, &info);
    RETURNS(E_INVALIDARG, ISCardLocate, ConfigureCardGuidSearch, locate, names, groups, title, 1);
    CALL(ISCardLocate, ConfigureCardGuidSearch, locate, guids, groups, title, 2);
    RETURNS(SCARD_E_NO_SMARTCARD, ISCardLocate, FindCard, locate, SHARED, T1, 0, &info);
    CALL(ISCardLocate, ConfigureCardNameSearch, locate, names, NULL, title, 4);
    RETURNS(SCARD_E_UNKNOWN_CARD, ISCardLocate, FindCard, locate, SHARED, T1, 2, &info);
    RETURNS(E_INVALIDARG, ISCardLocate, FindCard, locate, SHARED, T1, 3, &info);
    RETURNS(E_INVALIDARG, ISCardLocate, FindCard, locate, SHARED, (SCARD_PROTOCOLS)4, 0, &info);
    RETURNS(E_INVALIDARG, ISCardLocate, FindCard, locate, (SCARD_SHARE_MODES)3, T1, 0, &info);
    RETURNS(E_POINTER, ISCardLocate, ConfigureCardNameSearch, locate, NULL, groups, title, 1);
    RETURNS(E_INVALIDARG, ISCardLocate, ConfigureCardNameSearch, locate, names, groups, title, 3);
    CHECK(info == NULL && ISCardLocate_Release(locate) == 0);
    CHECK(scard_com_SafeArrayDestroy(names) == S_OK && scard_com_SafeArrayDestroy(groups) == S_OK);
    CHECK(scard_com_SafeArrayDestroy(guids) == S_OK);
}

int main(void)
{
    CoInitialize(NULL);
    CHECK(scard_virtual_reader_add(READER, NULL) == S_OK);
    buffers();
    streams();
    conversions();
    commands();
    builders();
    cards();
    database();
    search();
    CHECK(scard_virtual_reader_remove(READER) == S_OK);
    CoUninitialize();
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
