/*
 * Streams and buffers of the caller's own among the library's, and the library's own streams in the caller's hands.
 */
#define COBJMACROS
#include "check.h"
#include "com_objects.h"

/* Streams and loans are the library's too: it must stay while there is one. */
static void a_stream_alone(void)
{
    ISCardTypeConv *conv = (ISCardTypeConv *)create(&CLSID_CSCardTypeConv, &IID_ISCardTypeConv);
    IByteBuffer *buffer = buffer_of("abc", 3);
    IStream *stream = (IStream *)DIRTY, *clone = NULL;
    BYTEARRAY *lent = (BYTEARRAY *)DIRTY;
    BYTE byte = 0;
    EXPECT(S_OK, IByteBuffer_get_Stream(buffer, &stream));
    EXPECT(S_OK, IStream_Clone(stream, &clone));
    CHECK(IByteBuffer_Release(buffer) == 0);
    EXPECT(S_OK, ISCardTypeConv_GetAtIStreamMemory(conv, stream, &lent));
    CHECK(IStream_Release(clone) == 0 && IStream_Release(stream) == 1);
    CHECK(lent->dwSize == 3 && memcmp(lent->pbyData, "abc", 3) == 0);
    CHECK(ISCardTypeConv_Release(conv) == 0);
    EXPECT(S_FALSE, DllCanUnloadNow());
    EXPECT(S_OK, IStream_Read(stream, &byte, 1, NULL)); /* the loan has a reference */
    CHECK(byte == 'a');
    conv = (ISCardTypeConv *)create(&CLSID_CSCardTypeConv, &IID_ISCardTypeConv);
    EXPECT(S_OK, ISCardTypeConv_FreeIStreamMemoryPtr(conv, stream, lent->pbyData));
    CoTaskMemFree(lent);
    CHECK(ISCardTypeConv_Release(conv) == 0);
    nothing_left();
}

/* What is lent does not move: a stream may grow beyond it only afterwards. */
static void loans(void)
{
    ISCardTypeConv *conv = (ISCardTypeConv *)create(&CLSID_CSCardTypeConv, &IID_ISCardTypeConv);
    IByteBuffer *buffer = buffer_of("abc", 3), *other = buffer_of("abc", 3);
    IStream *stream = NULL, *without = NULL;
    BYTEARRAY *first = NULL, *second = NULL;
    EXPECT(S_OK, IByteBuffer_get_Stream(buffer, &stream));
    CHECK(queried(stream, &IID_IUnknown) == queried(stream, &IID_ISequentialStream) && references(stream) == 4);
    IStream_Release(stream);
    IStream_Release(stream);
    EXPECT(S_OK, ISCardTypeConv_GetAtIStreamMemory(conv, stream, &first));
    EXPECT(S_OK, ISCardTypeConv_GetAtIStreamMemory(conv, stream, &second));
    CHECK(first->pbyData == second->pbyData && references(stream) == 4);
    EXPECT(STG_E_MEDIUMFULL, IByteBuffer_SetSize(buffer, 100000));
    EXPECT(S_OK, IByteBuffer_get_Stream(other, &without));
    EXPECT(E_INVALIDARG, ISCardTypeConv_FreeIStreamMemoryPtr(conv, without, first->pbyData));
    EXPECT(STG_E_MEDIUMFULL, IByteBuffer_SetSize(buffer, 100000)); /* both loans are still there */
    CHECK(references(without) == 2 && IStream_Release(without) == 1 && IByteBuffer_Release(other) == 0);
    EXPECT(S_OK, ISCardTypeConv_FreeIStreamMemoryPtr(conv, stream, first->pbyData));
    EXPECT(STG_E_MEDIUMFULL, IByteBuffer_SetSize(buffer, 100000));
    EXPECT(S_OK, IByteBuffer_Initialize(buffer, 1, NULL)); /* with a stream of its own */
    CHECK(second->dwSize == 3 && memcmp(second->pbyData, "abc", 3) == 0);
    EXPECT(S_OK, IByteBuffer_put_Stream(buffer, stream));
    EXPECT(S_OK, ISCardTypeConv_FreeIStreamMemoryPtr(conv, stream, second->pbyData));
    EXPECT(E_INVALIDARG, ISCardTypeConv_FreeIStreamMemoryPtr(conv, stream, second->pbyData));
    EXPECT(S_OK, IByteBuffer_SetSize(buffer, 100000));
    CoTaskMemFree(first);
    CoTaskMemFree(second);
    CHECK(IStream_Release(stream) == 1 && IByteBuffer_Release(buffer) == 0 && ISCardTypeConv_Release(conv) == 0);
    nothing_left();
}

/* What the methods of IByteBuffer never let a caller do with the stream behind. */
static void a_stream_itself(void)
{
    IByteBuffer *buffer = buffer_of("abc", 3);
    IStream *stream = NULL;
    ULONG written = 99;
    EXPECT(S_OK, IByteBuffer_get_Stream(buffer, &stream));
    EXPECT(STG_E_INVALIDPOINTER, IStream_Write(stream, NULL, 0, &written));
    CHECK(written == 0);
    EXPECT(S_OK, IStream_Write(stream, "", 0, &written));
    CHECK(written == 0 && holds(buffer, "abc", 3));
    CHECK(IStream_Release(stream) == 1 && IByteBuffer_Release(buffer) == 0);
    nothing_left();
}

/* A stream of the caller's that does nothing but fail. */
static ULONG stream_references;

static HRESULT STDMETHODCALLTYPE bad_query(IStream *This, REFIID riid, void **ppv)
{
    (void)This, (void)riid;
    *ppv = NULL;
    return E_NOINTERFACE;
}

static ULONG STDMETHODCALLTYPE bad_add(IStream *This)
{
    (void)This;
    return ++stream_references;
}

static ULONG STDMETHODCALLTYPE bad_release(IStream *This)
{
    (void)This;
    return --stream_references;
}

static HRESULT STDMETHODCALLTYPE bad_read(IStream *This, void *pv, ULONG cb, ULONG *read)
{
    (void)This, (void)pv, (void)cb, (void)read;
    return E_FAIL;
}

static HRESULT STDMETHODCALLTYPE bad_write(IStream *This, const void *pv, ULONG cb, ULONG *written)
{
    (void)This, (void)pv, (void)cb, (void)written;
    return E_FAIL;
}

static HRESULT STDMETHODCALLTYPE bad_seek(IStream *This, LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER *position)
{
    (void)This, (void)move, (void)origin;
    position->QuadPart = 0;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE bad_size(IStream *This, ULARGE_INTEGER size)
{
    (void)This, (void)size;
    return E_FAIL;
}

static HRESULT STDMETHODCALLTYPE bad_stat(IStream *This, STATSTG *stat, DWORD flag)
{
    (void)This, (void)flag;
    memset(stat, 0, sizeof *stat);
    stat->cbSize.QuadPart = 4;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE bad_clone(IStream *This, IStream **clone)
{
    *clone = This; /* forbidden with a failure, but nobody may use it */
    return E_FAIL;
}

static IStreamVtbl bad_table = {
    .QueryInterface = bad_query, .AddRef = bad_add, .Release = bad_release, .Read = bad_read, .Write = bad_write,
    .Seek = bad_seek, .SetSize = bad_size, .Stat = bad_stat, .Clone = bad_clone,
};

static void foreign_streams(void)
{
    IStream bad = {&bad_table};
    ISCardTypeConv *conv = (ISCardTypeConv *)create(&CLSID_CSCardTypeConv, &IID_ISCardTypeConv);
    IByteBuffer *buffer = buffer_of("abc", 3), *out = (IByteBuffer *)DIRTY;
    BYTEARRAY *array = (BYTEARRAY *)DIRTY;
    SAFEARRAY *safe = (SAFEARRAY *)DIRTY;
    ULARGE_INTEGER size;
    LONG count = 99, written = 99;
    BYTE bytes[4];
    stream_references = 1;
    EXPECT(E_INVALIDARG, ISCardTypeConv_GetAtIStreamMemory(conv, &bad, &array));
    CHECK(array == NULL && stream_references == 1);
    EXPECT(S_OK, ISCardTypeConv_SizeOfIStream(conv, &bad, &size));
    CHECK(size.QuadPart == 4 && stream_references == 1);
    EXPECT(S_OK, IByteBuffer_put_Stream(buffer, &bad));
    CHECK(stream_references == 2);
    EXPECT(E_FAIL, IByteBuffer_Clone(buffer, &out));
    CHECK(out == NULL);
    EXPECT(E_FAIL, IByteBuffer_CopyTo(buffer, &out, 4, &count, &written));
    CHECK(out == NULL && count == 0 && written == 0);
    count = 99;
    EXPECT(E_FAIL, IByteBuffer_Read(buffer, bytes, 4, &count));
    CHECK(count == 0);
    EXPECT(E_FAIL, IByteBuffer_Write(buffer, bytes, 4, &written));
    CHECK(written == 0);
    EXPECT(E_FAIL, IByteBuffer_SetSize(buffer, 4));
    array = (BYTEARRAY *)DIRTY;
    EXPECT(E_FAIL, ISCardTypeConv_ConvertByteBufferToByteArray(conv, buffer, &array));
    EXPECT(E_FAIL, ISCardTypeConv_ConvertByteBufferToSafeArray(conv, buffer, &safe));
    CHECK(array == NULL && safe == NULL);
    CHECK(stream_references == 2);
    EXPECT(S_OK, IByteBuffer_Initialize(buffer, 4, NULL)); /* and it is of use again */
    CHECK(stream_references == 1);
    EXPECT(S_OK, ISCardTypeConv_ConvertByteBufferToByteArray(conv, buffer, &array));
    CoTaskMemFree(array);
    CHECK(IByteBuffer_Release(buffer) == 0 && ISCardTypeConv_Release(conv) == 0);
}

/* One that says it is whatever it is asked for, which even the library's own streams can be asked for. */
static HRESULT STDMETHODCALLTYPE any_query(IStream *This, REFIID riid, void **ppv)
{
    (void)riid;
    *ppv = This;
    bad_add(This);
    return S_OK;
}

static IStreamVtbl any_table = {.QueryInterface = any_query, .AddRef = bad_add, .Release = bad_release};

static void a_stream_that_claims_to_be_of_the_library(void)
{
    IStream claims[16] = {{&any_table}}; /* zeros where a stream of the library has its memory */
    ISCardTypeConv *conv = (ISCardTypeConv *)create(&CLSID_CSCardTypeConv, &IID_ISCardTypeConv);
    BYTEARRAY *array = (BYTEARRAY *)DIRTY;
    stream_references = 1;
    EXPECT(E_INVALIDARG, ISCardTypeConv_GetAtIStreamMemory(conv, claims, &array));
    CHECK(array == NULL && stream_references == 1);
    CHECK(ISCardTypeConv_Release(conv) == 0);
}

/* One that is full after two bytes. */
static HRESULT STDMETHODCALLTYPE full_write(IStream *This, const void *pv, ULONG cb, ULONG *written)
{
    (void)This, (void)pv, (void)cb;
    *written = 2;
    return STG_E_MEDIUMFULL;
}

static IStreamVtbl full_table = {
    .QueryInterface = bad_query, .AddRef = bad_add, .Release = bad_release, .Write = full_write,
};

static void a_stream_that_gets_full(void)
{
    IStream full = {&full_table}, *stream = NULL;
    IByteBuffer *buffer = buffer_of("abc", 3), *target = buffer_of("", 0);
    ULARGE_INTEGER all, read, written;
    LONG count = 99, stored = 99;
    stream_references = 1;
    EXPECT(S_OK, IByteBuffer_get_Stream(buffer, &stream));
    all.QuadPart = 3, read.QuadPart = written.QuadPart = 99;
    EXPECT(STG_E_MEDIUMFULL, IStream_CopyTo(stream, &full, all, &read, &written));
    CHECK(read.QuadPart == 3 && written.QuadPart == 2);
    EXPECT(S_OK, IByteBuffer_Seek(buffer, 0, STREAM_SEEK_SET, NULL));
    EXPECT(S_OK, IByteBuffer_put_Stream(target, &full));
    EXPECT(STG_E_MEDIUMFULL, IByteBuffer_CopyTo(buffer, &target, 3, &count, &stored));
    CHECK(count == 3 && stored == 2);
    CHECK(IStream_Release(stream) == 1 && IByteBuffer_Release(buffer) == 0 && IByteBuffer_Release(target) == 0);
    CHECK(stream_references == 1);
    nothing_left();
}

/* One that looks at the buffer that releases it. */
static IByteBuffer *looked_at;
static LONG size_seen;

static ULONG STDMETHODCALLTYPE looking_release(IStream *This)
{
    STATSTRUCT stat;
    EXPECT(S_OK, IByteBuffer_Stat(looked_at, &stat, STATFLAG_NONAME));
    size_seen = stat.cbSize;
    return bad_release(This);
}

static IStreamVtbl looking_table = {.QueryInterface = bad_query, .AddRef = bad_add, .Release = looking_release};

/* A buffer that lets a stream go has another by then, and can be used. */
static void a_stream_that_calls_back(void)
{
    IStream looking = {&looking_table}, *stream = NULL;
    IByteBuffer *other = buffer_of("abc", 3);
    looked_at = buffer_of("", 0);
    stream_references = 1;
    EXPECT(S_OK, IByteBuffer_get_Stream(other, &stream));
    EXPECT(S_OK, IByteBuffer_put_Stream(looked_at, &looking));
    EXPECT(S_OK, IByteBuffer_put_Stream(looked_at, stream));
    CHECK(size_seen == 3 && stream_references == 1);
    EXPECT(S_OK, IByteBuffer_put_Stream(looked_at, &looking));
    EXPECT(S_OK, IByteBuffer_Initialize(looked_at, 5, NULL));
    CHECK(size_seen == 5 && stream_references == 1);
    CHECK(IStream_Release(stream) == 1 && IByteBuffer_Release(other) == 0 && IByteBuffer_Release(looked_at) == 0);
    nothing_left();
}

/* A buffer of the caller's that has "data", tells the methods it must have, and gives few bytes at a time. */
struct mine {
    IByteBuffer face;
    LONG at;
    LONG most;
};

static HRESULT STDMETHODCALLTYPE mine_stat(IByteBuffer *This, LPSTATSTRUCT stat, LONG flag)
{
    (void)This, (void)flag;
    memset(stat, 0, sizeof *stat);
    stat->cbSize = 4;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE mine_seek(IByteBuffer *This, LONG move, LONG origin, LONG *position)
{
    struct mine *mine = (struct mine *)This;
    mine->at = origin == 0 ? move : mine->at + move;
    if (position)
        *position = mine->at;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE mine_read(IByteBuffer *This, BYTE *bytes, LONG cb, LONG *read)
{
    struct mine *mine = (struct mine *)This;
    LONG count = 4 - mine->at < mine->most ? 4 - mine->at : mine->most;
    if (count > cb)
        count = cb;
    memcpy(bytes, &"data"[mine->at], (size_t)count);
    mine->at += count;
    *read = mine->most == 5 ? cb + 1 : count; /* 5: a buffer that lies */
    return S_OK;
}

static ULONG STDMETHODCALLTYPE mine_count(IByteBuffer *This)
{
    (void)This;
    return 1;
}

static HRESULT STDMETHODCALLTYPE mine_clone(IByteBuffer *This, LPBYTEBUFFER *clone)
{
    (void)This, (void)clone;
    return E_NOTIMPL;
}

static IByteBufferVtbl mine_table = {
    .AddRef = mine_count, .Release = mine_count, .Stat = mine_stat, .Seek = mine_seek, .Read = mine_read, .Clone = mine_clone,
};

static void foreign_buffers(void)
{
    struct mine mine = {{&mine_table}, 2, 1};
    ISCardCmd *command = (ISCardCmd *)create(&CLSID_CSCardCmd, &IID_ISCardCmd);
    EXPECT(S_OK, ISCardCmd_BuildCmd(command, 0, 0xD6, 0, 0, &mine.face, NULL));
    CHECK(encodes(command, "\0\xD6\0\0\x04" "data", 9) && mine.at == 2);
    mine.most = 3;
    EXPECT(S_OK, ISCardCmd_put_Apdu(command, &mine.face));
    CHECK(encodes(command, "data", 4) && mine.at == 2);
    mine.most = 5;
    EXPECT(E_UNEXPECTED, ISCardCmd_put_Apdu(command, &mine.face));
    CHECK(encodes(command, "data", 4) && mine.at == 2);
    mine.most = 0; /* less than its size */
    EXPECT(E_INVALIDARG, ISCardCmd_put_Apdu(command, &mine.face));
    CHECK(encodes(command, "data", 4));
    CHECK(ISCardCmd_Release(command) == 0);
}

int main(void)
{
    EXPECT(S_OK, scard_virtual_reader_add(READER, NULL));
    nothing_left();
    a_stream_alone();
    loans();
    a_stream_itself();
    foreign_streams();
    a_stream_that_claims_to_be_of_the_library();
    a_stream_that_gets_full();
    a_stream_that_calls_back();
    foreign_buffers();
    nothing_left();
    EXPECT(S_OK, scard_virtual_reader_remove(READER));
    return result();
}
