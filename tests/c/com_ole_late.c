/*
 * Late-bound calls with objects, the library's own and one of the caller's that counts: what a variable holds is
 * released when another takes its place, and only then.
 */
#define COBJMACROS
#include "check.h"
#include "com_objects.h"

HRESULT DllCanUnloadNow(void);

enum { CLONE = 1, COPY_TO = 3, GET_CHALLENGE = 3 };

/* A buffer of the caller's, which takes all that is written. */
struct mine {
    IByteBuffer face;
    ULONG references;
};

static HRESULT STDMETHODCALLTYPE query(IByteBuffer *This, REFIID riid, void **ppv)
{
    bool known = IsEqualIID(riid, &IID_IUnknown) || IsEqualIID(riid, &IID_IDispatch) ||
                 IsEqualIID(riid, &IID_IByteBuffer);
    *ppv = known ? This : NULL;
    if (!known)
        return E_NOINTERFACE;
    IByteBuffer_AddRef(This);
    return S_OK;
}

static ULONG STDMETHODCALLTYPE add(IByteBuffer *This)
{
    return ++((struct mine *)This)->references;
}

static ULONG STDMETHODCALLTYPE release(IByteBuffer *This)
{
    return --((struct mine *)This)->references;
}

static HRESULT STDMETHODCALLTYPE take(IByteBuffer *This, BYTE *bytes, LONG cb, LONG *written)
{
    (void)This, (void)bytes;
    *written = cb;
    return S_OK;
}

static IByteBufferVtbl table = {.QueryInterface = query, .AddRef = add, .Release = release, .Write = take};

static VARIANT value(VARTYPE type, void *object)
{
    VARIANT variant;
    VariantInit(&variant);
    V_VT(&variant) = type;
    V_BYREF(&variant) = object;
    return variant;
}

static VARIANT number(LONG number)
{
    VARIANT variant;
    VariantInit(&variant);
    V_VT(&variant) = VT_I4;
    V_I4(&variant) = number;
    return variant;
}

/* Arguments are reversed. */
static HRESULT call(void *object, DISPID id, VARIANT *arguments, UINT count, VARIANT *result)
{
    DISPPARAMS parameters = {NULL, NULL, 0, 0};
    IDispatch *late = (IDispatch *)object;
    parameters.rgvarg = arguments;
    parameters.cArgs = count;
    return late->lpVtbl->Invoke(late, id, &IID_NULL, 0, DISPATCH_METHOD, &parameters, result, NULL, NULL);
}

static const VARTYPE types[] = {VT_DISPATCH, VT_UNKNOWN};

static void objects_that_are_replaced(IByteBuffer *buffer)
{
    for (size_t i = 0; i < 2; i++) {
        struct mine mine = {{&table}, 3};
        VARIANT inner = value(types[i], &mine), result, argument;
        void *pointer = &mine;
        argument = value(VT_BYREF | types[i], &pointer);
        EXPECT(S_OK, call(buffer, CLONE, &argument, 1, &result));
        CHECK(V_VT(&result) == VT_EMPTY && pointer != &mine && mine.references == 2);
        CHECK(IUnknown_Release((IUnknown *)pointer) == 0);
        argument = value(VT_BYREF | VT_VARIANT, &inner);
        EXPECT(S_OK, call(buffer, CLONE, &argument, 1, &result));
        CHECK(V_VT(&result) == VT_EMPTY && V_VT(&inner) == VT_DISPATCH && mine.references == 1);
        EXPECT(S_OK, VariantClear(&inner));
        argument = value(types[i], &mine);
        EXPECT(S_OK, call(buffer, CLONE, &argument, 1, &result));
        CHECK(V_VT(&result) == VT_DISPATCH && mine.references == 1);
        EXPECT(S_OK, VariantClear(&result));
        EXPECT(S_OK, call(buffer, CLONE, &argument, 1, NULL));
        CHECK(mine.references == 1);
    }
}

static void objects_that_are_filled(IByteBuffer *buffer)
{
    for (size_t i = 0; i < 2; i++) {
        struct mine mine = {{&table}, 1};
        VARIANT inner = value(types[i], &mine), arguments[2];
        void *pointer = &mine;
        VARIANT ways[3];
        ways[0] = value(types[i], &mine);
        ways[1] = value(VT_BYREF | types[i], &pointer);
        ways[2] = value(VT_BYREF | VT_VARIANT, &inner);
        for (size_t way = 0; way < 3; way++) {
            arguments[0] = number(4);
            arguments[1] = ways[way];
            EXPECT(S_OK, call(buffer, COPY_TO, arguments, 2, NULL));
            arguments[0] = number(-1); /* which fails */
            EXPECT(E_INVALIDARG, call(buffer, COPY_TO, arguments, 2, NULL));
            CHECK(mine.references == 1 && pointer == &mine);
        }
    }
}

static void objects_that_are_made(void)
{
    ISCardISO7816 *builder = (ISCardISO7816 *)create(&CLSID_CSCardISO7816, &IID_ISCardISO7816);
    void *pointer = NULL;
    VARIANT result, variant, arguments[2];
    arguments[0] = value(VT_BYREF | VT_DISPATCH, &pointer);
    arguments[1] = number(8);
    EXPECT(S_OK, call(builder, GET_CHALLENGE, arguments, 2, NULL));
    EXPECT(S_OK, call(builder, GET_CHALLENGE, arguments, 2, NULL)); /* the same again */
    CHECK(pointer != NULL && IUnknown_Release((IUnknown *)pointer) == 0);
    VariantInit(&variant);
    arguments[0] = value(VT_BYREF | VT_VARIANT, &variant);
    EXPECT(S_OK, call(builder, GET_CHALLENGE, arguments, 2, NULL));
    EXPECT(S_OK, call(builder, GET_CHALLENGE, arguments, 2, NULL));
    CHECK(V_VT(&variant) == VT_DISPATCH);
    EXPECT(S_OK, VariantClear(&variant));
    EXPECT(S_OK, call(builder, GET_CHALLENGE, &arguments[1], 1, &result));
    CHECK(V_VT(&result) == VT_DISPATCH);
    EXPECT(S_OK, VariantClear(&result));
    CHECK(ISCardISO7816_Release(builder) == 0);
}

int main(void)
{
    IByteBuffer *buffer = buffer_of("data", 4);
    objects_that_are_replaced(buffer);
    objects_that_are_filled(buffer);
    objects_that_are_made();
    CHECK(IByteBuffer_Release(buffer) == 0);
    EXPECT(S_OK, DllCanUnloadNow()); /* nothing is left */
    return result();
}
