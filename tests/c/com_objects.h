/* Objects for programs of tests/c, which define COBJMACROS, and looking into them. */
#ifndef SCARDSSP_TESTS_COM_OBJECTS_H
#define SCARDSSP_TESTS_COM_OBJECTS_H

#include <com/scardssp.h>

#define READER "objects"
static const OLECHAR READER_UNITS[] = {'o', 'b', 'j', 'e', 'c', 't', 's', 0};

struct class {
    const CLSID *clsid;
    const IID *iid;
};

static const struct class classes[] = {
    {&CLSID_CSCard, &IID_ISCard},
    {&CLSID_CSCardCmd, &IID_ISCardCmd},
    {&CLSID_CSCardISO7816, &IID_ISCardISO7816},
    {&CLSID_CByteBuffer, &IID_IByteBuffer},
    {&CLSID_CSCardTypeConv, &IID_ISCardTypeConv},
    {&CLSID_CSCardDatabase, &IID_ISCardDatabase},
    {&CLSID_CSCardLocate, &IID_ISCardLocate},
};
#define CLASSES (sizeof classes / sizeof *classes)

static inline const struct class *class_of(const IID *iid)
{
    const struct class *class = classes;
    while (class->iid != iid)
        class++;
    return class;
}

static inline void *create(const CLSID *clsid, const IID *iid)
{
    void *object = NULL;
    if (!EXPECT(S_OK, CoCreateInstance(clsid, NULL, CLSCTX_ALL, iid, &object)))
        exit(EXIT_FAILURE);
    return object;
}

/* What an out pointer has before a call that must set it. */
static int garbage;
#define DIRTY ((void *)&garbage)

HRESULT DllCanUnloadNow(void);

/* No object and no lock is left. */
static inline void nothing_left(void)
{
    EXPECT(S_OK, DllCanUnloadNow());
}

static inline ULONG references(void *object)
{
    IUnknown_AddRef((IUnknown *)object);
    return IUnknown_Release((IUnknown *)object);
}

static inline void *queried(void *object, const IID *iid)
{
    void *found = DIRTY;
    EXPECT(S_OK, IUnknown_QueryInterface((IUnknown *)object, iid, &found));
    return found;
}

static inline IByteBuffer *buffer_of(const void *bytes, LONG length)
{
    BYTE copy[64];
    IByteBuffer *buffer = (IByteBuffer *)create(&CLSID_CByteBuffer, &IID_IByteBuffer);
    memcpy(copy, bytes, (size_t)length);
    EXPECT(S_OK, IByteBuffer_Initialize(buffer, length, copy));
    return buffer;
}

/* Whether a buffer has these bytes; it is at its beginning afterwards. */
static inline bool holds(IByteBuffer *buffer, const void *bytes, LONG length)
{
    BYTE found[64];
    LONG read = -1;
    EXPECT(S_OK, IByteBuffer_Seek(buffer, 0, STREAM_SEEK_SET, NULL));
    EXPECT(S_OK, IByteBuffer_Read(buffer, found, (LONG)sizeof found, &read));
    EXPECT(S_OK, IByteBuffer_Seek(buffer, 0, STREAM_SEEK_SET, NULL));
    return read == length && memcmp(found, bytes, (size_t)length) == 0;
}

/* Whether a command is these bytes. */
static inline bool encodes(ISCardCmd *command, const void *bytes, LONG length)
{
    IByteBuffer *apdu = NULL;
    bool same = EXPECT(S_OK, ISCardCmd_get_Apdu(command, &apdu)) && holds(apdu, bytes, length);
    if (apdu)
        CHECK(IByteBuffer_Release(apdu) == 0);
    return same;
}

#endif
