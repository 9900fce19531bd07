/*
 * What methods do with wrong arguments and in the wrong state: the failure that their page names, nothing in out pointers,
 * and whatever was there before is still there.
 */
#define COBJMACROS
#include "check.h"
#include "com_objects.h"

/* What becomes of a connection when its object detaches or is released, locked or adopted. */
static void ends_of_connections(void)
{
    ISCard *first = (ISCard *)create(&CLSID_CSCard, &IID_ISCard);
    ISCard *second = (ISCard *)create(&CLSID_CSCard, &IID_ISCard);
    BSTR reader = SysAllocString(READER_UNITS);
    HSCARD handle = 0;
    SCARD_STATES state = ABSENT;
    IByteBuffer *atr = NULL;
    EXPECT(S_OK, ISCard_AttachByReader(first, reader, SHARED, T1));
    EXPECT(S_OK, ISCard_LockSCard(first));
    EXPECT(S_OK, ISCard_LockSCard(first));
    CHECK(ISCard_Release(first) == 0);
    EXPECT(S_OK, ISCard_AttachByReader(second, reader, SHARED, T1));
    EXPECT(S_OK, ISCard_LockSCard(second)); /* would wait for ever */
    EXPECT(S_OK, ISCard_Detach(second, LEAVE));
    first = (ISCard *)create(&CLSID_CSCard, &IID_ISCard);
    EXPECT(S_OK, ISCard_AttachByReader(first, reader, EXCLUSIVE, T1));
    EXPECT(SCARD_HR_SHARING_VIOLATION, ISCard_AttachByReader(second, reader, SHARED, T1));
    EXPECT(S_OK, ISCard_get_CardHandle(second, &handle));
    CHECK(handle == 0);
    EXPECT(S_OK, ISCard_get_CardHandle(first, &handle));
    /* Detach ends an adopted connection, though Release does not. */
    EXPECT(S_OK, ISCard_AttachByHandle(second, handle));
    EXPECT(S_OK, ISCard_get_Status(second, &state));
    CHECK(state == SPECIFICMODE);
    EXPECT(S_OK, ISCard_Detach(second, LEAVE));
    CHECK(FAILED(ISCard_get_Atr(first, &atr)) && atr == NULL);
    EXPECT(S_OK, ISCard_AttachByReader(second, reader, EXCLUSIVE, T1));
    EXPECT(S_OK, ISCard_AttachByReader(second, reader, EXCLUSIVE, T0)); /* leaves the old one first */
    SysFreeString(reader);
    CHECK(ISCard_Release(first) == 0 && ISCard_Release(second) == 0);
    nothing_left();
}

/* A call that does not attach leaves the connection that there is. */
static void connections_that_stay(void)
{
    ISCard *card = (ISCard *)create(&CLSID_CSCard, &IID_ISCard);
    ISCard *other = (ISCard *)create(&CLSID_CSCard, &IID_ISCard);
    BSTR reader = SysAllocString(READER_UNITS), empty = SysAllocStringLen(NULL, 0);
    HSCARD handle = 0, same = 0;
    EXPECT(S_OK, ISCard_AttachByReader(card, reader, EXCLUSIVE, T1));
    EXPECT(S_OK, ISCard_get_CardHandle(card, &handle));
    EXPECT(S_OK, ISCard_LockSCard(card));
    EXPECT(E_INVALIDARG, ISCard_AttachByReader(card, empty, EXCLUSIVE, T1));
    EXPECT(E_INVALIDARG, ISCard_AttachByReader(card, NULL, EXCLUSIVE, T1));
    EXPECT(E_INVALIDARG, ISCard_AttachByReader(card, reader, (SCARD_SHARE_MODES)9, T1));
    EXPECT(E_INVALIDARG, ISCard_AttachByHandle(card, 0));
    EXPECT(S_OK, ISCard_get_CardHandle(card, &same));
    CHECK(handle != 0 && same == handle);
    /* Its own handle is the connection that it has, and stays the one to end. */
    EXPECT(S_OK, ISCard_AttachByHandle(card, handle));
    EXPECT(S_OK, ISCard_get_CardHandle(card, &same));
    CHECK(same == handle);
    EXPECT(S_OK, ISCard_UnlockSCard(card, LEAVE));
    EXPECT(SCARD_HR_SHARING_VIOLATION, ISCard_AttachByReader(other, reader, SHARED, T1));
    CHECK(ISCard_Release(card) == 0);
    EXPECT(S_OK, ISCard_AttachByReader(other, reader, EXCLUSIVE, T1));
    SysFreeString(reader);
    SysFreeString(empty);
    CHECK(ISCard_Release(other) == 0);
    nothing_left();
}

/* Each method that gives an object, an array or a struct: NULL after a failure, and a good call works then. */
static void failures_of_cards(void)
{
    ISCard *card = (ISCard *)create(&CLSID_CSCard, &IID_ISCard);
    ISCardCmd *command = (ISCardCmd *)create(&CLSID_CSCardCmd, &IID_ISCardCmd), *same = command, *none = NULL;
    IByteBuffer *buffer = (IByteBuffer *)DIRTY, *apdu = buffer_of("\0\xB0\x82\x08\x02", 5);
    BSTR reader = SysAllocString(READER_UNITS);
    SCARD_PROTOCOLS protocol = RAW;
    SCARD_STATES state = ABSENT;
    WORD status = 0xA5A5;
    LONG length = 99;
    const HRESULT detached = SCARD_HR_INVALID_HANDLE;
    EXPECT(detached, ISCard_get_Atr(card, &buffer));
    CHECK(buffer == NULL);
    EXPECT(detached, ISCard_get_Protocol(card, &protocol));
    EXPECT(detached, ISCard_get_Status(card, &state));
    CHECK(protocol == (SCARD_PROTOCOLS)0 && state == (SCARD_STATES)0);
    EXPECT(detached, ISCard_LockSCard(card));
    EXPECT(detached, ISCard_UnlockSCard(card, LEAVE));
    EXPECT(detached, ISCard_ReAttach(card, SHARED, LEAVE));
    EXPECT(detached, ISCard_Detach(card, LEAVE));
    EXPECT(E_POINTER, ISCard_get_Atr(card, NULL));
    EXPECT(E_POINTER, ISCard_get_CardHandle(card, NULL));
    EXPECT(E_POINTER, ISCard_get_Context(card, NULL));
    EXPECT(E_POINTER, ISCard_get_Protocol(card, NULL));
    EXPECT(E_POINTER, ISCard_get_Status(card, NULL));
    EXPECT(E_INVALIDARG, ISCard_AttachByReader(card, NULL, SHARED, T1));
    EXPECT(E_INVALIDARG, ISCard_AttachByHandle(card, 0));
    EXPECT(E_INVALIDARG, ISCard_AttachByHandle(card, 12345));
    EXPECT(E_INVALIDARG, ISCard_Transaction(card, &command)); /* empty */
    EXPECT(S_OK, ISCardCmd_put_Apdu(command, apdu));
    EXPECT(S_OK, ISCardCmd_put_ApduReply(command, apdu));
    EXPECT(S_OK, ISCardCmd_put_ReplyStatus(command, 0x1234));
    EXPECT(detached, ISCard_Transaction(card, &command));
    EXPECT(S_OK, ISCardCmd_get_ReplyStatus(command, &status));
    EXPECT(S_OK, ISCardCmd_get_ApduReplyLength(command, &length));
    CHECK(command == same && status == 0 && length == 0 && encodes(command, "\0\xB0\x82\x08\x02", 5));
    EXPECT(E_INVALIDARG, ISCard_Transaction(card, &none));
    CHECK(none == NULL);

    EXPECT(S_OK, ISCard_AttachByReader(card, reader, EXCLUSIVE, (SCARD_PROTOCOLS)(T0 | T1)));
    EXPECT(S_OK, ISCard_Transaction(card, &command));
    EXPECT(S_OK, ISCardCmd_get_ReplyStatus(command, &status));
    CHECK(status == 0x9000);
    buffer = (IByteBuffer *)DIRTY;
    EXPECT(S_OK, ISCard_get_Atr(card, &buffer));
    CHECK(IByteBuffer_Release(buffer) == 0);
    /* The reader goes away under it. */
    EXPECT(S_OK, scard_virtual_reader_remove(READER));
    buffer = (IByteBuffer *)DIRTY;
    CHECK(FAILED(ISCard_get_Atr(card, &buffer)) && buffer == NULL);
    CHECK(FAILED(ISCard_Transaction(card, &command)));
    EXPECT(S_OK, ISCardCmd_get_ApduReplyLength(command, &length));
    CHECK(length == 0);
    EXPECT(S_OK, ISCard_Detach(card, LEAVE));
    EXPECT(S_OK, scard_virtual_reader_add(READER, NULL));
    EXPECT(S_OK, ISCard_AttachByReader(card, reader, SHARED, T1));
    EXPECT(S_OK, ISCard_Transaction(card, &command));
    CHECK(references(command) == 1);
    SysFreeString(reader);
    CHECK(IByteBuffer_Release(apdu) == 0 && ISCardCmd_Release(command) == 0 && ISCard_Release(card) == 0);
}

static void failures_of_commands(void)
{
    ISCardCmd *command = (ISCardCmd *)create(&CLSID_CSCardCmd, &IID_ISCardCmd);
    IByteBuffer *few = buffer_of("abc", 3), *some = (IByteBuffer *)DIRTY;
    LONG bad = -1;
    ISO_APDU_TYPE type = ISO_CASE_4;
    EXPECT(E_POINTER, ISCardCmd_get_Apdu(command, NULL));
    EXPECT(E_POINTER, ISCardCmd_put_Apdu(command, NULL));
    EXPECT(E_INVALIDARG, ISCardCmd_put_Apdu(command, few));
    EXPECT(E_POINTER, ISCardCmd_get_ApduLength(command, NULL));
    EXPECT(E_POINTER, ISCardCmd_get_ApduReply(command, NULL));
    EXPECT(E_POINTER, ISCardCmd_put_ApduReply(command, NULL));
    EXPECT(E_POINTER, ISCardCmd_get_ApduReplyLength(command, NULL));
    EXPECT(E_INVALIDARG, ISCardCmd_put_ApduReplyLength(command, 65539));
    EXPECT(E_POINTER, ISCardCmd_get_ClassId(command, NULL));
    EXPECT(E_POINTER, ISCardCmd_get_Data(command, NULL));
    EXPECT(E_POINTER, ISCardCmd_put_Data(command, NULL));
    EXPECT(E_POINTER, ISCardCmd_get_InstructionId(command, NULL));
    EXPECT(E_INVALIDARG, ISCardCmd_get_LeField(command, NULL));
    EXPECT(E_POINTER, ISCardCmd_get_P1(command, NULL));
    EXPECT(E_POINTER, ISCardCmd_get_P2(command, NULL));
    EXPECT(E_POINTER, ISCardCmd_get_P3(command, NULL));
    EXPECT(E_POINTER, ISCardCmd_get_ReplyStatus(command, NULL));
    EXPECT(E_POINTER, ISCardCmd_get_ReplyStatusSW1(command, NULL));
    EXPECT(E_POINTER, ISCardCmd_get_ReplyStatusSW2(command, NULL));
    EXPECT(E_POINTER, ISCardCmd_get_Type(command, NULL));
    EXPECT(E_POINTER, ISCardCmd_get_Nad(command, NULL));
    EXPECT(E_INVALIDARG, ISCardCmd_get_ReplyNad(command, NULL));
    EXPECT(E_INVALIDARG, ISCardCmd_get_AlternateClassId(command, NULL));
    EXPECT(E_POINTER, ISCardCmd_Encapsulate(command, NULL, ISO_CASE_1));
    EXPECT(E_INVALIDARG, ISCardCmd_Encapsulate(command, few, ISO_CASE_1));
    EXPECT(E_INVALIDARG, ISCardCmd_BuildCmd(command, 0, 0xB0, 0, 0, NULL, &bad));
    EXPECT(E_UNEXPECTED, ISCardCmd_get_Type(command, &type));
    CHECK(type == (ISO_APDU_TYPE)0);
    EXPECT(S_OK, ISCardCmd_get_Apdu(command, &some));
    CHECK(holds(some, "", 0) && IByteBuffer_Release(some) == 0);
    EXPECT(S_OK, ISCardCmd_BuildCmd(command, 0, 0xB0, 0, 0, NULL, NULL));
    CHECK(encodes(command, "\0\xB0\0\0", 4) && references(few) == 1);
    CHECK(IByteBuffer_Release(few) == 0 && ISCardCmd_Release(command) == 0);
}

/* Fails with no pointer to a command, with one to NULL, which stays, and with a command, which stays as it was. */
#define NO_COMMAND(code, method, ...) \
    do { \
        EXPECT(E_POINTER, ISCardISO7816_##method(iso, __VA_ARGS__, NULL)); \
        EXPECT(code, ISCardISO7816_##method(iso, __VA_ARGS__, &none)); \
        EXPECT(code, ISCardISO7816_##method(iso, __VA_ARGS__, &command)); \
        CHECK(none == NULL && command == same && references(command) == 1); \
        CHECK(encodes(command, "\0\x70\x80\x01", 4)); \
    } while (0)

static void failures_of_builders(void)
{
    ISCardISO7816 *iso = (ISCardISO7816 *)create(&CLSID_CSCardISO7816, &IID_ISCardISO7816);
    ISCardCmd *command = NULL, *none = NULL, *same;
    IByteBuffer *empty = (IByteBuffer *)create(&CLSID_CByteBuffer, &IID_IByteBuffer), *long_one = buffer_of("", 1);
    EXPECT(S_OK, IByteBuffer_SetSize(long_one, 65536));
    EXPECT(E_POINTER, ISCardISO7816_ManageChannel(iso, 0x80, 1, NULL));
    EXPECT(S_OK, ISCardISO7816_ManageChannel(iso, 0x80, 1, &command));
    same = command;
    NO_COMMAND(E_INVALIDARG, AppendRecord, 0, NULL);
    NO_COMMAND(E_INVALIDARG, AppendRecord, 0, empty);
    NO_COMMAND(E_INVALIDARG, EraseBinary, 0, 0, long_one);
    NO_COMMAND(E_INVALIDARG, ExternalAuthenticate, 0, 0, long_one);
    NO_COMMAND(E_INVALIDARG, GetChallenge, -1);
    NO_COMMAND(E_INVALIDARG, GetData, 0, 0, -1);
    NO_COMMAND(E_INVALIDARG, GetResponse, 0, 0, 65537);
    NO_COMMAND(E_INVALIDARG, InternalAuthenticate, 0, 0, NULL, 8);
    NO_COMMAND(E_INVALIDARG, PutData, 0, 0, NULL);
    NO_COMMAND(E_INVALIDARG, ReadBinary, 0, 0, 65537);
    NO_COMMAND(E_INVALIDARG, ReadRecord, 0, 0, -1);
    NO_COMMAND(E_INVALIDARG, SelectFile, 0, 0, NULL, -1);
    NO_COMMAND(E_INVALIDARG, UpdateBinary, 0, 0, NULL);
    NO_COMMAND(E_INVALIDARG, UpdateRecord, 0, 0, NULL);
    NO_COMMAND(E_INVALIDARG, Verify, 0, long_one);
    NO_COMMAND(E_INVALIDARG, WriteBinary, 0, 0, empty);
    NO_COMMAND(E_INVALIDARG, WriteRecord, 0, 0, NULL);
    EXPECT(S_OK, ISCardISO7816_Verify(iso, 1, NULL, &none));
    CHECK(encodes(none, "\0\x20\0\x01", 4) && ISCardCmd_Release(none) == 0);
    CHECK(references(empty) == 1 && references(long_one) == 1);
    CHECK(IByteBuffer_Release(empty) == 0 && IByteBuffer_Release(long_one) == 0);
    CHECK(ISCardCmd_Release(command) == 0 && ISCardISO7816_Release(iso) == 0);
}

static void classes_of_builders(void)
{
    ISCardISO7816 *iso = (ISCardISO7816 *)create(&CLSID_CSCardISO7816, &IID_ISCardISO7816);
    ISCardCmd *command = NULL;
    BYTE found = 0;
    for (int class = 0xFF; class >= 0; class--) {
        EXPECT(S_OK, ISCardISO7816_SetDefaultClassId(iso, (BYTE)class));
        EXPECT(S_OK, ISCardISO7816_ManageChannel(iso, 0x80, 1, &command));
        EXPECT(S_OK, ISCardCmd_get_ClassId(command, &found));
        CHECK(found == class);
    }
    CHECK(ISCardCmd_Release(command) == 0 && ISCardISO7816_Release(iso) == 0);
}

static void failures_of_buffers(void)
{
    IByteBuffer *buffer = buffer_of("abc", 3), *none = NULL;
    STATSTRUCT stat;
    LONG count = 99, other = 99;
    BYTE byte = 7;
    EXPECT(E_POINTER, IByteBuffer_get_Stream(buffer, NULL));
    EXPECT(E_POINTER, IByteBuffer_put_Stream(buffer, NULL));
    EXPECT(STG_E_INVALIDPOINTER, IByteBuffer_Clone(buffer, NULL));
    EXPECT(STG_E_INVALIDPOINTER, IByteBuffer_CopyTo(buffer, NULL, 1, &count, &other));
    CHECK(count == 0 && other == 0);
    count = other = 99;
    EXPECT(E_INVALIDARG, IByteBuffer_CopyTo(buffer, &none, -1, &count, &other));
    CHECK(none == NULL && count == 0 && other == 0);
    EXPECT(E_INVALIDARG, IByteBuffer_Initialize(buffer, -1, NULL));
    EXPECT(STG_E_INVALIDPOINTER, IByteBuffer_Read(buffer, NULL, 1, NULL));
    EXPECT(S_OK, IByteBuffer_Read(buffer, NULL, 0, NULL));
    EXPECT(E_INVALIDARG, IByteBuffer_Read(buffer, &byte, -1, NULL));
    EXPECT(STG_E_INVALIDPOINTER, IByteBuffer_Write(buffer, NULL, 0, NULL));
    EXPECT(E_INVALIDARG, IByteBuffer_Write(buffer, &byte, -1, NULL));
    EXPECT(STG_E_INVALIDFUNCTION, IByteBuffer_Seek(buffer, -1, STREAM_SEEK_SET, NULL));
    EXPECT(STG_E_INVALIDFUNCTION, IByteBuffer_Seek(buffer, -4, STREAM_SEEK_END, NULL));
    EXPECT(S_OK, IByteBuffer_Seek(buffer, 0x7FFFFFFF, STREAM_SEEK_SET, NULL));
    EXPECT(STG_E_INVALIDFUNCTION, IByteBuffer_Seek(buffer, 1, STREAM_SEEK_CUR, NULL));
    EXPECT(STG_E_MEDIUMFULL, IByteBuffer_Write(buffer, &byte, 1, &count));
    CHECK(count == 0);
    EXPECT(STG_E_INVALIDPOINTER, IByteBuffer_Stat(buffer, NULL, 0));
    memset(&stat, 0xA5, sizeof stat);
    EXPECT(STG_E_INVALIDFLAG, IByteBuffer_Stat(buffer, &stat, 4));
    CHECK(stat.type == 0 && stat.cbSize == 0 && stat.grfStateBits == 0);
    CHECK(holds(buffer, "abc", 3) && IByteBuffer_Release(buffer) == 0);
}

static void failures_of_conversions(void)
{
    ISCardTypeConv *conv = (ISCardTypeConv *)create(&CLSID_CSCardTypeConv, &IID_ISCardTypeConv);
    IByteBuffer *buffer = (IByteBuffer *)DIRTY;
    BYTEARRAY *array = (BYTEARRAY *)DIRTY;
    SAFEARRAY *safe = (SAFEARRAY *)DIRTY, *texts = SafeArrayCreateVector(VT_BSTR, 0, 1);
    BYTE *block = (BYTE *)DIRTY, bytes[1] = {1};
    ULARGE_INTEGER size;
    const DWORD too_much = 0x80000000;
#define STAYS_NULL(code, call, out) \
    do { \
        (out) = DIRTY; \
        EXPECT(code, call); \
        CHECK((out) == NULL); \
    } while (0)
    STAYS_NULL(E_POINTER, ISCardTypeConv_ConvertByteArrayToByteBuffer(conv, NULL, 1, &buffer), buffer);
    STAYS_NULL(E_INVALIDARG, ISCardTypeConv_ConvertByteArrayToByteBuffer(conv, bytes, too_much, &buffer), buffer);
    STAYS_NULL(E_POINTER, ISCardTypeConv_ConvertByteBufferToByteArray(conv, NULL, &array), array);
    STAYS_NULL(E_POINTER, ISCardTypeConv_ConvertByteBufferToSafeArray(conv, NULL, &safe), safe);
    STAYS_NULL(E_POINTER, ISCardTypeConv_ConvertSafeArrayToByteBuffer(conv, NULL, &buffer), buffer);
    STAYS_NULL(E_INVALIDARG, ISCardTypeConv_ConvertSafeArrayToByteBuffer(conv, texts, &buffer), buffer);
    STAYS_NULL(E_INVALIDARG, ISCardTypeConv_CreateByteArray(conv, too_much, &block), block);
    STAYS_NULL(E_INVALIDARG, ISCardTypeConv_CreateByteBuffer(conv, too_much, &buffer), buffer);
    STAYS_NULL(E_INVALIDARG, ISCardTypeConv_CreateSafeArray(conv, too_much, &safe), safe);
    STAYS_NULL(E_POINTER, ISCardTypeConv_GetAtIStreamMemory(conv, NULL, &array), array);
    EXPECT(E_POINTER, ISCardTypeConv_ConvertByteArrayToByteBuffer(conv, bytes, 1, NULL));
    EXPECT(E_POINTER, ISCardTypeConv_GetAtIStreamMemory(conv, NULL, NULL));
    EXPECT(E_INVALIDARG, ISCardTypeConv_CreateByteArray(conv, 1, NULL));
    EXPECT(E_INVALIDARG, ISCardTypeConv_CreateByteBuffer(conv, 1, NULL));
    EXPECT(E_INVALIDARG, ISCardTypeConv_CreateSafeArray(conv, 1, NULL));
    EXPECT(E_POINTER, ISCardTypeConv_SizeOfIStream(conv, NULL, &size));
    EXPECT(E_INVALIDARG, ISCardTypeConv_SizeOfIStream(conv, NULL, NULL));
    EXPECT(E_POINTER, ISCardTypeConv_FreeIStreamMemoryPtr(conv, NULL, bytes));
    EXPECT(S_OK, ISCardTypeConv_CreateByteArray(conv, 0, &block));
    CHECK(block != NULL);
    CoTaskMemFree(block);
    EXPECT(S_OK, ISCardTypeConv_ConvertByteArrayToByteBuffer(conv, NULL, 0, &buffer));
    CHECK(holds(buffer, "", 0) && IByteBuffer_Release(buffer) == 0);
    CHECK(SafeArrayDestroy(texts) == S_OK && ISCardTypeConv_Release(conv) == 0);
}

static void failures_of_databases(void)
{
    ISCardDatabase *database = (ISCardDatabase *)create(&CLSID_CSCardDatabase, &IID_ISCardDatabase);
    ISCardLocate *locate = (ISCardLocate *)create(&CLSID_CSCardLocate, &IID_ISCardLocate);
    IByteBuffer *short_one = buffer_of("\x3B", 1), *long_one = buffer_of("", 1);
    SAFEARRAY *names = (SAFEARRAY *)DIRTY, *numbers = SafeArrayCreateVector(VT_I4, 0, 1);
    SAFEARRAY *nothing = SafeArrayCreateVector(VT_BSTR, 0, 0), *some = SafeArrayCreateVector(VT_BSTR, 0, 1);
    GUID *provider = (GUID *)DIRTY;
    SCARDINFO *info = (SCARDINFO *)DIRTY;
    void *card = DIRTY;
    BSTR name = SysAllocString(READER_UNITS);
    LONG first = 0;
    EXPECT(S_OK, IByteBuffer_SetSize(long_one, 34));
    CHECK(SafeArrayPutElement(some, &first, name) == S_OK);
    SysFreeString(name);
    STAYS_NULL(E_INVALIDARG, ISCardDatabase_GetProviderCardId(database, NULL, &provider), provider);
    STAYS_NULL(E_INVALIDARG, ISCardDatabase_ListCardInterfaces(database, NULL, &names), names);
    STAYS_NULL(E_INVALIDARG, ISCardDatabase_ListCards(database, short_one, NULL, 0, &names), names);
    STAYS_NULL(E_INVALIDARG, ISCardDatabase_ListCards(database, long_one, NULL, 0, &names), names);
    STAYS_NULL(E_INVALIDARG, ISCardDatabase_ListCards(database, NULL, numbers, 0, &names), names);
    EXPECT(E_POINTER, ISCardDatabase_GetProviderCardId(database, NULL, NULL));
    EXPECT(E_POINTER, ISCardDatabase_ListCardInterfaces(database, NULL, NULL));
    EXPECT(E_POINTER, ISCardDatabase_ListCards(database, NULL, NULL, 0, NULL));
    EXPECT(E_POINTER, ISCardDatabase_ListReaderGroups(database, 0, NULL));
    EXPECT(E_POINTER, ISCardDatabase_ListReaders(database, 0, NULL));
    STAYS_NULL(E_UNEXPECTED, ISCardLocate_FindCard(locate, SHARED, T1, 0, &info), info);
    STAYS_NULL(E_UNEXPECTED, ISCardLocate_FindCard(locate, SHARED, T1, 8, &info), info); /* before the flags */
    EXPECT(E_POINTER, ISCardLocate_FindCard(locate, SHARED, T1, 0, NULL));
    EXPECT(E_POINTER, ISCardLocate_ConfigureCardNameSearch(locate, NULL, NULL, NULL, 1));
    EXPECT(E_POINTER, ISCardLocate_ConfigureCardGuidSearch(locate, NULL, NULL, NULL, 1));
    EXPECT(E_INVALIDARG, ISCardLocate_ConfigureCardNameSearch(locate, nothing, NULL, NULL, 1));
    EXPECT(E_INVALIDARG, ISCardLocate_ConfigureCardGuidSearch(locate, nothing, NULL, NULL, 1));
    STAYS_NULL(E_UNEXPECTED, ISCardLocate_FindCard(locate, SHARED, T1, 0, &info), info);

    /* A search that cannot be configured leaves the one that could. */
    EXPECT(S_OK, ISCardLocate_ConfigureCardNameSearch(locate, some, NULL, NULL, 1));
    EXPECT(E_POINTER, ISCardLocate_ConfigureCardNameSearch(locate, NULL, NULL, NULL, 1));
    EXPECT(E_INVALIDARG, ISCardLocate_ConfigureCardNameSearch(locate, some, NULL, NULL, 9));
    EXPECT(E_INVALIDARG, ISCardLocate_ConfigureCardNameSearch(locate, nothing, NULL, NULL, 1));
    EXPECT(E_INVALIDARG, ISCardLocate_ConfigureCardGuidSearch(locate, some, NULL, NULL, 1));
    STAYS_NULL(SCARD_HR_UNKNOWN_CARD, ISCardLocate_FindCard(locate, SHARED, T1, 0, &info), info);

    /* Without any reader. */
    EXPECT(S_OK, scard_virtual_reader_remove(READER));
    names = (SAFEARRAY *)DIRTY;
    CHECK(FAILED(ISCardDatabase_ListReaders(database, 0, &names)) && names == NULL);
    if (FAILED(CoCreateInstance(&CLSID_CSCard, NULL, CLSCTX_ALL, &IID_ISCard, &card)))
        CHECK(card == NULL);
    else
        CHECK(ISCard_Release((ISCard *)card) == 0);
    EXPECT(S_OK, scard_virtual_reader_add(READER, NULL));
    EXPECT(S_OK, ISCardDatabase_ListReaders(database, 0, &names));
    CHECK(SafeArrayDestroy(names) == S_OK);
    CHECK(SafeArrayDestroy(numbers) == S_OK && SafeArrayDestroy(nothing) == S_OK);
    CHECK(SafeArrayDestroy(some) == S_OK);
    CHECK(IByteBuffer_Release(short_one) == 0 && IByteBuffer_Release(long_one) == 0);
    CHECK(ISCardDatabase_Release(database) == 0 && ISCardLocate_Release(locate) == 0);
}

int main(void)
{
    EXPECT(S_OK, scard_virtual_reader_add(READER, NULL));
    nothing_left();
    ends_of_connections();
    connections_that_stay();
    failures_of_cards();
    failures_of_commands();
    failures_of_builders();
    classes_of_builders();
    failures_of_buffers();
    failures_of_conversions();
    failures_of_databases();
    nothing_left();
    EXPECT(S_OK, scard_virtual_reader_remove(READER));
    return result();
}
