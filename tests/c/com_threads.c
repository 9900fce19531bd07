/* Eight threads with objects that they share, and with objects of their own on one card. */
#define COBJMACROS
#define _POSIX_C_SOURCE 200809L
#include "check.h"
#include "com_objects.h"
#include <pthread.h>

HRESULT DllCanUnloadNow(void);

enum { THREADS = 8, ROUNDS = 40, BLOCK = 8 };

static ISCardCmd *command;
static IByteBuffer *buffer;
static ISCard *card;
static ISCard *restless;

/* Each thread has a reference to these, and whoever is the last frees them. */
static ISCardCmd *left_command;
static IStream *left_stream;

/* The macros of check.h count in a plain variable. */
static pthread_mutex_t checking = PTHREAD_MUTEX_INITIALIZER;

/* A lock for what holds too would put the threads in order, and no tool could see them race. */
static void same(bool holds_so, const char *what)
{
    if (holds_so)
        return;
    pthread_mutex_lock(&checking);
    check(holds_so, what, __FILE__, __LINE__);
    pthread_mutex_unlock(&checking);
}

#define SAME(condition) same((condition), #condition)

static void *make(const CLSID *clsid, const IID *iid)
{
    void *object = NULL;
    SAME(CoCreateInstance(clsid, NULL, CLSCTX_ALL, iid, &object) == S_OK);
    return object;
}

static IByteBuffer *block_of(BYTE byte, LONG length)
{
    BYTE bytes[64];
    IByteBuffer *made = (IByteBuffer *)make(&CLSID_CByteBuffer, &IID_IByteBuffer);
    memset(bytes, byte, sizeof bytes);
    SAME(IByteBuffer_Initialize(made, length, bytes) == S_OK);
    return made;
}

/* What a getter gave: its bytes, and how many. */
static LONG taken(IByteBuffer *given, BYTE *bytes, LONG room)
{
    LONG length = -1;
    SAME(given && IByteBuffer_Read(given, bytes, room, &length) == S_OK);
    if (given)
        SAME(IByteBuffer_Release(given) == 0);
    return length;
}

/* Each builds commands of one byte in the shared object; whoever looks sees one of them, never a mixture. */
static void build(BYTE mine)
{
    IByteBuffer *data = block_of(mine, mine), *apdu = NULL;
    LONG length = 0;
    BYTE bytes[64];
    SAME(ISCardCmd_BuildCmd(command, mine, mine, mine, mine, data, NULL) == S_OK);
    SAME(ISCardCmd_get_Apdu(command, &apdu) == S_OK);
    length = taken(apdu, bytes, sizeof bytes);
    SAME(length == 5 + bytes[0] && bytes[0] >= 1 && bytes[0] <= THREADS);
    for (LONG i = 1; i < length; i++)
        SAME(bytes[i] == bytes[0]);
    SAME(ISCardCmd_get_ApduLength(command, &length) == S_OK && length > 5 && length <= 5 + THREADS);
    SAME(IByteBuffer_Release(data) == 0);
}

/* Each appends blocks of one byte to the shared buffer. */
static void append(BYTE mine)
{
    BYTE bytes[BLOCK];
    LONG written = 0;
    memset(bytes, mine, sizeof bytes);
    SAME(IByteBuffer_Write(buffer, bytes, BLOCK, &written) == S_OK && written == BLOCK);
}

static HRESULT read_file(ISCard *from, BYTE p2, BYTE *bytes)
{
    ISCardISO7816 *iso = (ISCardISO7816 *)make(&CLSID_CSCardISO7816, &IID_ISCardISO7816);
    ISCardCmd *read = NULL;
    IByteBuffer *reply = NULL;
    WORD status = 0;
    HRESULT hr;
    SAME(ISCardISO7816_ReadBinary(iso, 0x83, p2, BLOCK, &read) == S_OK);
    hr = ISCard_Transaction(from, &read);
    SAME(ISCardCmd_get_ReplyStatus(read, &status) == S_OK && ISCardCmd_get_ApduReply(read, &reply) == S_OK);
    if (hr == S_OK)
        SAME(taken(reply, bytes, BLOCK + 2) == BLOCK + 2 && status == 0x9000);
    else
        SAME(reply == NULL && status == 0);
    SAME(ISCardCmd_Release(read) == 0 && ISCardISO7816_Release(iso) == 0);
    return hr;
}

/* Each reads its own part of a file through the shared card: byte i of the file is i. */
static void read_own_part(BYTE mine)
{
    BYTE bytes[BLOCK + 2];
    BYTE start = (BYTE)(mine * BLOCK);
    SAME(read_file(card, start, bytes) == S_OK);
    for (BYTE i = 0; i < BLOCK; i++)
        SAME(bytes[i] == start + i);
}

/* Each writes and reads one place of a file through a card of its own; nobody comes between while it is locked. */
static void write_locked(ISCard *own, BYTE mine)
{
    ISCardISO7816 *iso = (ISCardISO7816 *)make(&CLSID_CSCardISO7816, &IID_ISCardISO7816);
    ISCardCmd *write = NULL;
    IByteBuffer *data = block_of(mine, BLOCK);
    WORD status = 0;
    BYTE bytes[BLOCK + 2];
    SAME(ISCard_LockSCard(own) == S_OK);
    SAME(ISCardISO7816_UpdateBinary(iso, 0x83, 0xF0, data, &write) == S_OK);
    SAME(ISCard_Transaction(own, &write) == S_OK);
    SAME(ISCardCmd_get_ReplyStatus(write, &status) == S_OK && status == 0x9000);
    SAME(read_file(own, 0xF0, bytes) == S_OK);
    for (int i = 0; i < BLOCK; i++)
        SAME(bytes[i] == mine);
    SAME(ISCard_UnlockSCard(own, LEAVE) == S_OK);
    SAME(IByteBuffer_Release(data) == 0 && ISCardCmd_Release(write) == 0 && ISCardISO7816_Release(iso) == 0);
}

/* A card that the first thread detaches and attaches while the others use it: either it is there or it is not. */
static void use_restless(BYTE mine, BSTR reader)
{
    BYTE bytes[BLOCK + 2];
    SCARD_STATES state;
    HRESULT hr;
    if (mine == 1) {
        SAME(ISCard_Detach(restless, LEAVE) == S_OK);
        SAME(ISCard_AttachByReader(restless, reader, SHARED, T1) == S_OK);
        return;
    }
    hr = read_file(restless, 0, bytes);
    SAME(hr == S_OK || hr == SCARD_HR_INVALID_HANDLE);
    hr = ISCard_get_Status(restless, &state);
    SAME(hr == S_OK ? state == SPECIFICMODE : hr == SCARD_HR_INVALID_HANDLE && state == 0);
}

static void *work(void *number)
{
    BYTE mine = *(BYTE *)number;
    BSTR reader = SysAllocString(READER_UNITS);
    ISCard *own = (ISCard *)make(&CLSID_CSCard, &IID_ISCard);
    SAME(ISCard_AttachByReader(own, reader, SHARED, T1) == S_OK);
    for (int round = 0; round < ROUNDS; round++) {
        void *found = NULL;
        ISCardCmd_AddRef(command);
        SAME(ISCard_QueryInterface(card, &IID_IDispatch, &found) == S_OK);
        build(mine);
        append(mine);
        read_own_part(mine);
        write_locked(own, mine);
        use_restless(mine, reader);
        IDispatch_Release((IDispatch *)found);
        ISCardCmd_Release(command);
    }
    SAME(ISCard_Release(own) == 0); /* attached: it detaches itself */
    SysFreeString(reader);
    ISCardCmd_Release(left_command);
    IStream_Release(left_stream);
    return NULL;
}

/* All that was written is there, in whole blocks. */
static void count_blocks(void)
{
    BYTE bytes[BLOCK];
    int blocks[THREADS + 1] = {0};
    LONG length = 0;
    EXPECT(S_OK, IByteBuffer_Seek(buffer, 0, STREAM_SEEK_SET, NULL));
    while (IByteBuffer_Read(buffer, bytes, BLOCK, &length) == S_OK && length == BLOCK) {
        for (int i = 1; i < BLOCK; i++)
            CHECK(bytes[i] == bytes[0]);
        CHECK(bytes[0] <= THREADS);
        blocks[bytes[0] % (THREADS + 1)]++;
    }
    CHECK(length == 0);
    for (int i = 1; i <= THREADS; i++)
        CHECK(blocks[i] == ROUNDS);
}

int main(void)
{
    pthread_t threads[THREADS];
    BYTE numbers[THREADS];
    IByteBuffer *left_buffer;
    BSTR reader = SysAllocString(READER_UNITS);
    EXPECT(S_OK, scard_virtual_reader_add(READER, NULL));
    command = (ISCardCmd *)create(&CLSID_CSCardCmd, &IID_ISCardCmd);
    buffer = (IByteBuffer *)create(&CLSID_CByteBuffer, &IID_IByteBuffer);
    card = (ISCard *)create(&CLSID_CSCard, &IID_ISCard);
    restless = (ISCard *)create(&CLSID_CSCard, &IID_ISCard);
    left_command = (ISCardCmd *)create(&CLSID_CSCardCmd, &IID_ISCardCmd);
    left_buffer = (IByteBuffer *)create(&CLSID_CByteBuffer, &IID_IByteBuffer);
    EXPECT(S_OK, IByteBuffer_get_Stream(left_buffer, &left_stream));
    CHECK(IByteBuffer_Release(left_buffer) == 0);
    EXPECT(S_OK, ISCard_AttachByReader(card, reader, SHARED, T1));
    EXPECT(S_OK, ISCard_AttachByReader(restless, reader, SHARED, T1));
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = (BYTE)(i + 1);
        ISCardCmd_AddRef(left_command);
        IStream_AddRef(left_stream);
        CHECK(pthread_create(&threads[i], NULL, work, &numbers[i]) == 0);
    }
    ISCardCmd_Release(left_command);
    IStream_Release(left_stream);
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    count_blocks();
    CHECK(ISCardCmd_Release(command) == 0 && IByteBuffer_Release(buffer) == 0);
    CHECK(ISCard_Release(card) == 0 && ISCard_Release(restless) == 0);
    SysFreeString(reader);
    EXPECT(S_OK, DllCanUnloadNow());
    EXPECT(S_OK, scard_virtual_reader_remove(READER));
    return result();
}
