/*
 * The rules of COM for every class: identity, counts, aggregation, class factories, what is in out pointers after a
 * failure, and objects of the caller's own among the library's.
 */
#define COBJMACROS
#include "check.h"
#include "com_objects.h"

HRESULT DllGetClassObject(REFCLSID rclsid, REFIID riid, LPVOID *ppv);
HRESULT DllCanUnloadNow(void);

static const IID IID_IMine = {0x12345678, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};
static int garbage;
#define DIRTY ((void *)&garbage)

/* No object and no lock is left. */
static void nothing_left(void)
{
    EXPECT(S_OK, DllCanUnloadNow());
}

static ULONG references(void *object)
{
    IUnknown_AddRef((IUnknown *)object);
    return IUnknown_Release((IUnknown *)object);
}

static void *query(void *object, const IID *iid)
{
    void *found = DIRTY;
    EXPECT(S_OK, IUnknown_QueryInterface((IUnknown *)object, iid, &found));
    return found;
}

static void refuses(void *object, const IID *iid)
{
    void *found = DIRTY;
    ULONG before = references(object);
    EXPECT(E_NOINTERFACE, IUnknown_QueryInterface((IUnknown *)object, iid, &found));
    CHECK(found == NULL && references(object) == before);
}

static void identity(const struct class *class)
{
    void *own = create(class->clsid, class->iid), *dispatch, *unknown, *found = DIRTY;
    CHECK(references(own) == 1);
    dispatch = query(own, &IID_IDispatch);
    unknown = query(own, &IID_IUnknown);
    CHECK(references(own) == 3 && references(dispatch) == 3 && references(unknown) == 3);
    for (int from = 0; from < 3; from++) {
        void *start = from == 0 ? own : from == 1 ? dispatch : unknown;
        found = query(start, &IID_IUnknown);
        CHECK(found == unknown);
        IUnknown_Release((IUnknown *)found);
        found = query(start, class->iid);
        CHECK(query(found, &IID_IUnknown) == unknown);
        IUnknown_Release((IUnknown *)found);
        IUnknown_Release((IUnknown *)unknown);
        found = query(start, &IID_IDispatch);
        CHECK(query(found, &IID_IUnknown) == unknown);
        IUnknown_Release((IUnknown *)found);
        IUnknown_Release((IUnknown *)unknown);
        refuses(start, &IID_IStream);
        refuses(start, &IID_IClassFactory);
        refuses(start, class->clsid);
        refuses(start, &GUID_NULL);
        refuses(start, &IID_IMine);
        for (size_t i = 0; i < CLASSES; i++)
            if (classes[i].iid != class->iid)
                refuses(start, classes[i].iid);
        found = DIRTY;
        EXPECT(E_POINTER, IUnknown_QueryInterface((IUnknown *)start, NULL, &found));
        CHECK(found == NULL);
        EXPECT(E_POINTER, IUnknown_QueryInterface((IUnknown *)start, class->iid, NULL));
        EXPECT(E_POINTER, IUnknown_QueryInterface((IUnknown *)start, NULL, NULL));
        CHECK(references(start) == 3);
    }
    CHECK(IUnknown_AddRef((IUnknown *)own) == 4 && IUnknown_AddRef((IUnknown *)unknown) == 5);
    CHECK(IUnknown_Release((IUnknown *)dispatch) == 4 && IUnknown_Release((IUnknown *)unknown) == 3);
    CHECK(IUnknown_Release((IUnknown *)own) == 2 && IUnknown_Release((IUnknown *)unknown) == 1);
    EXPECT(S_FALSE, DllCanUnloadNow());
    CHECK(IUnknown_Release((IUnknown *)own) == 0);
    nothing_left();
}

/* What every object has of IDispatch. */
static void late_binding(const struct class *class)
{
    static OLECHAR unknown[] = {'n', 'o', 0};
    LPOLESTR names[] = {unknown};
    UINT count = 99, wrong = 99;
    DISPID id = 99;
    DISPPARAMS none = {NULL, NULL, 0, 0};
    ITypeInfo *info = (ITypeInfo *)DIRTY;
    IDispatch *object = (IDispatch *)create(class->clsid, &IID_IDispatch);
    EXPECT(S_OK, object->lpVtbl->GetTypeInfoCount(object, &count));
    CHECK(count == 0);
    EXPECT(E_POINTER, object->lpVtbl->GetTypeInfoCount(object, NULL));
    EXPECT(DISP_E_BADINDEX, object->lpVtbl->GetTypeInfo(object, 0, 0, &info));
    CHECK(info == NULL);
    EXPECT(DISP_E_UNKNOWNNAME, object->lpVtbl->GetIDsOfNames(object, &IID_NULL, names, 1, 0, &id));
    CHECK(id == DISPID_UNKNOWN);
    EXPECT(DISP_E_UNKNOWNINTERFACE, object->lpVtbl->GetIDsOfNames(object, &IID_IUnknown, names, 1, 0, &id));
    EXPECT(DISP_E_MEMBERNOTFOUND,
           object->lpVtbl->Invoke(object, 1000, &IID_NULL, 0, DISPATCH_METHOD, &none, NULL, NULL, &wrong));
    CHECK(IDispatch_Release(object) == 0);
}

/* An object of the caller's that another is part of. */
struct outer {
    IUnknown face;
    ULONG references;
    IUnknown *inner;
};

static HRESULT STDMETHODCALLTYPE outer_query(IUnknown *This, REFIID riid, void **ppv)
{
    struct outer *outer = (struct outer *)This;
    if (!IsEqualIID(riid, &IID_IUnknown) && !IsEqualIID(riid, &IID_IMine))
        return IUnknown_QueryInterface(outer->inner, riid, ppv);
    *ppv = This;
    outer->references++;
    return S_OK;
}

static ULONG STDMETHODCALLTYPE outer_add(IUnknown *This)
{
    return ++((struct outer *)This)->references;
}

static ULONG STDMETHODCALLTYPE outer_release(IUnknown *This)
{
    return --((struct outer *)This)->references;
}

static IUnknownVtbl outer_table = {outer_query, outer_add, outer_release};

/* Makes an object part of an outer one, and gives its interface, which counts in the outer one. */
static void *aggregate(const struct class *class, struct outer *outer)
{
    void *inner = DIRTY;
    outer->face.lpVtbl = &outer_table;
    outer->references = 1;
    EXPECT(S_OK, CoCreateInstance(class->clsid, &outer->face, CLSCTX_ALL, &IID_IUnknown, &inner));
    CHECK(outer->references == 1);
    outer->inner = (IUnknown *)inner;
    return query(&outer->face, class->iid);
}

static void take_apart(void *part, struct outer *outer)
{
    CHECK(outer->references == 2);
    CHECK(IUnknown_Release((IUnknown *)part) == 1);
    CHECK(references(outer->inner) == 1);
    CHECK(IUnknown_Release(outer->inner) == 0);
}

static void aggregation(const struct class *class)
{
    struct outer outer;
    void *part = aggregate(class, &outer), *found = DIRTY;
    const IID *refused[] = {class->iid, &IID_IDispatch, &IID_IMine};
    CHECK(outer.references == 2 && part != &outer.face && part != outer.inner);
    found = query(part, &IID_IUnknown);
    CHECK(found == &outer.face && outer.references == 3);
    IUnknown_Release((IUnknown *)found);
    found = query(part, &IID_IMine);
    CHECK(found == &outer.face && outer.references == 3);
    IUnknown_Release((IUnknown *)found);
    found = query(part, &IID_IDispatch);
    CHECK(query(found, &IID_IUnknown) == &outer.face && outer.references == 4);
    IUnknown_Release((IUnknown *)found);
    IUnknown_Release((IUnknown *)part);
    refuses(part, &IID_IStream);
    CHECK(IUnknown_AddRef((IUnknown *)part) == 3 && IUnknown_Release((IUnknown *)part) == 2);
    /* The inner IUnknown is the only one that does not delegate. */
    found = query(outer.inner, &IID_IUnknown);
    CHECK(found == outer.inner && outer.references == 2 && IUnknown_Release(outer.inner) == 1);
    refuses(outer.inner, &IID_IMine);
    take_apart(part, &outer);
    nothing_left();

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        found = DIRTY;
        EXPECT(E_NOINTERFACE, CoCreateInstance(class->clsid, &outer.face, CLSCTX_ALL, refused[i], &found));
        CHECK(found == NULL && outer.references == 1);
    }
    nothing_left();
}

static void factories(const struct class *class)
{
    void *found = DIRTY, *again = DIRTY;
    IClassFactory *factory;
    struct outer outer;
    EXPECT(S_OK, DllGetClassObject(class->clsid, &IID_IClassFactory, &found));
    EXPECT(S_OK, DllGetClassObject(class->clsid, &IID_IUnknown, &again));
    CHECK(query(found, &IID_IUnknown) == query(again, &IID_IUnknown));
    factory = (IClassFactory *)found;
    IUnknown_Release((IUnknown *)found);
    IUnknown_Release((IUnknown *)again);
    IUnknown_Release((IUnknown *)again);
    found = DIRTY;
    EXPECT(E_NOINTERFACE, DllGetClassObject(class->clsid, class->iid, &found));
    CHECK(found == NULL);
    found = DIRTY;
    EXPECT(E_POINTER, DllGetClassObject(class->clsid, NULL, &found));
    CHECK(found == NULL);
    EXPECT(E_POINTER, DllGetClassObject(class->clsid, &IID_IClassFactory, NULL));

    found = DIRTY;
    EXPECT(S_OK, IClassFactory_CreateInstance(factory, NULL, class->iid, &found));
    CHECK(references(found) == 1);
    EXPECT(S_FALSE, DllCanUnloadNow());
    CHECK(IUnknown_Release((IUnknown *)found) == 0);
    found = DIRTY;
    EXPECT(E_NOINTERFACE, IClassFactory_CreateInstance(factory, NULL, &IID_IMine, &found));
    CHECK(found == NULL);
    found = DIRTY;
    EXPECT(E_POINTER, IClassFactory_CreateInstance(factory, NULL, NULL, &found));
    CHECK(found == NULL);
    EXPECT(E_POINTER, IClassFactory_CreateInstance(factory, NULL, class->iid, NULL));
    outer.face.lpVtbl = &outer_table;
    outer.references = 1;
    EXPECT(S_OK, IClassFactory_CreateInstance(factory, &outer.face, &IID_IUnknown, &found));
    CHECK(IUnknown_Release((IUnknown *)found) == 0 && outer.references == 1);

    EXPECT(S_OK, factory->lpVtbl->LockServer(factory, TRUE));
    EXPECT(S_OK, factory->lpVtbl->LockServer(factory, TRUE));
    EXPECT(S_OK, factory->lpVtbl->LockServer(factory, FALSE));
    EXPECT(S_FALSE, DllCanUnloadNow());
    EXPECT(S_OK, factory->lpVtbl->LockServer(factory, FALSE));
    EXPECT(E_UNEXPECTED, factory->lpVtbl->LockServer(factory, FALSE));
    /* Somebody who has the factory calls the library with it. */
    EXPECT(S_FALSE, DllCanUnloadNow());
    IClassFactory_Release(factory);
    nothing_left();
}

static void no_class(void)
{
    void *found = DIRTY;
    EXPECT(CLASS_E_CLASSNOTAVAILABLE, DllGetClassObject(&IID_IMine, &IID_IClassFactory, &found));
    CHECK(found == NULL);
    found = DIRTY;
    EXPECT(E_POINTER, DllGetClassObject(NULL, &IID_IClassFactory, &found));
    CHECK(found == NULL);
    found = DIRTY;
    EXPECT(REGDB_E_CLASSNOTREG, CoCreateInstance(&IID_IMine, NULL, CLSCTX_ALL, &IID_IUnknown, &found));
    CHECK(found == NULL);
    found = DIRTY;
    EXPECT(REGDB_E_CLASSNOTREG,
           CoCreateInstance(&CLSID_CSCardCmd, NULL, CLSCTX_LOCAL_SERVER, &IID_IUnknown, &found));
    CHECK(found == NULL);
    found = DIRTY;
    EXPECT(E_POINTER, CoCreateInstance(NULL, NULL, CLSCTX_ALL, &IID_IUnknown, &found));
    CHECK(found == NULL);
    found = DIRTY;
    EXPECT(E_POINTER, CoCreateInstance(&CLSID_CSCardCmd, NULL, CLSCTX_ALL, NULL, &found));
    CHECK(found == NULL);
    found = DIRTY;
    EXPECT(E_NOINTERFACE, CoCreateInstance(&CLSID_CSCardCmd, NULL, CLSCTX_ALL, &IID_ISCard, &found));
    CHECK(found == NULL);
    EXPECT(E_POINTER, CoCreateInstance(&CLSID_CSCardCmd, NULL, CLSCTX_ALL, &IID_IUnknown, NULL));
    nothing_left();
}

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
    IByteBuffer *buffer = buffer_of("abc", 3);
    IStream *stream = NULL;
    BYTEARRAY *first = NULL, *second = NULL;
    EXPECT(S_OK, IByteBuffer_get_Stream(buffer, &stream));
    CHECK(query(stream, &IID_IUnknown) == query(stream, &IID_ISequentialStream) && references(stream) == 4);
    IStream_Release(stream);
    IStream_Release(stream);
    EXPECT(S_OK, ISCardTypeConv_GetAtIStreamMemory(conv, stream, &first));
    EXPECT(S_OK, ISCardTypeConv_GetAtIStreamMemory(conv, stream, &second));
    CHECK(first->pbyData == second->pbyData && references(stream) == 4);
    EXPECT(STG_E_MEDIUMFULL, IByteBuffer_SetSize(buffer, 100000));
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

/* Parts of aggregates are good enough for each other's methods. */
static void aggregates_together(void)
{
    struct outer outer[4];
    ISCard *card = (ISCard *)aggregate(class_of(&IID_ISCard), &outer[0]);
    ISCardCmd *command = (ISCardCmd *)aggregate(class_of(&IID_ISCardCmd), &outer[1]), *same = command;
    IByteBuffer *data = (IByteBuffer *)aggregate(class_of(&IID_IByteBuffer), &outer[2]);
    ISCardISO7816 *iso = (ISCardISO7816 *)aggregate(class_of(&IID_ISCardISO7816), &outer[3]);
    BSTR reader = SysAllocString(READER_UNITS);
    WORD status = 0;
    BYTE pin[] = {'1', '2', '3', '4'};
    EXPECT(S_OK, IByteBuffer_Initialize(data, 4, pin));
    EXPECT(S_OK, ISCard_AttachByReader(card, reader, SHARED, T1));
    EXPECT(S_OK, ISCardISO7816_Verify(iso, 1, data, &command));
    CHECK(command == same);
    EXPECT(S_OK, ISCard_Transaction(card, &command));
    EXPECT(S_OK, ISCardCmd_get_ReplyStatus(command, &status));
    CHECK(command == same && status == 0x9000);
    SysFreeString(reader);
    take_apart(iso, &outer[3]);
    take_apart(data, &outer[2]);
    take_apart(command, &outer[1]);
    take_apart(card, &outer[0]); /* still attached: it detaches itself */
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
    SAFEARRAY *nothing = SafeArrayCreateVector(VT_BSTR, 0, 0);
    GUID *provider = (GUID *)DIRTY;
    SCARDINFO *info = (SCARDINFO *)DIRTY;
    void *card = DIRTY;
    EXPECT(S_OK, IByteBuffer_SetSize(long_one, 34));
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
    CHECK(IByteBuffer_Release(short_one) == 0 && IByteBuffer_Release(long_one) == 0);
    CHECK(ISCardDatabase_Release(database) == 0 && ISCardLocate_Release(locate) == 0);
}

int main(void)
{
    EXPECT(S_OK, scard_virtual_reader_add(READER, NULL));
    nothing_left();
    for (size_t i = 0; i < CLASSES; i++) {
        identity(&classes[i]);
        late_binding(&classes[i]);
        aggregation(&classes[i]);
        factories(&classes[i]);
    }
    no_class();
    a_stream_alone();
    loans();
    ends_of_connections();
    foreign_streams();
    foreign_buffers();
    aggregates_together();
    failures_of_cards();
    failures_of_commands();
    failures_of_builders();
    failures_of_buffers();
    failures_of_conversions();
    failures_of_databases();
    nothing_left();
    EXPECT(S_OK, scard_virtual_reader_remove(READER));
    return result();
}
