/* The functions of scard_com.h, and an object of a C program in an array. */
#define COBJMACROS
#include "com_ole.h"

typedef struct object {
    IUnknown face;
    ULONG references;
} object;

static HRESULT query(IUnknown *This, REFIID riid, void **ppv)
{
    *ppv = IsEqualIID(riid, &IID_IUnknown) ? This : NULL;
    if (!*ppv)
        return E_NOINTERFACE;
    IUnknown_AddRef(This);
    return S_OK;
}

static ULONG add(IUnknown *This)
{
    return ++((object *)(void *)This)->references;
}

static ULONG release(IUnknown *This)
{
    return --((object *)(void *)This)->references;
}

static IUnknownVtbl table = {query, add, release};

int main(void)
{
    object mine;
    LONG index = 0;
    void *again = NULL;
    SAFEARRAY *objects = SafeArrayCreateVector(VT_UNKNOWN, 0, 1);
    mine.face.lpVtbl = &table;
    mine.references = 1;
    CHECK(SafeArrayPutElement(objects, &index, &mine) == S_OK && mine.references == 2);
    CHECK(SafeArrayPutElement(objects, &index, &mine) == S_OK && mine.references == 2);
    CHECK(IUnknown_QueryInterface(&mine.face, &IID_IStream, &again) == E_NOINTERFACE);
    CHECK(SafeArrayDestroy(objects) == S_OK && mine.references == 1);
    return all();
}
