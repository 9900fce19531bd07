/*
 * The rules of COM for every class: identity, counts, aggregation, class factories.
 */
#define COBJMACROS
#include "check.h"
#include "com_objects.h"

HRESULT DllGetClassObject(REFCLSID rclsid, REFIID riid, LPVOID *ppv);

static const IID IID_IMine = {0x12345678, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};

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
    dispatch = queried(own, &IID_IDispatch);
    unknown = queried(own, &IID_IUnknown);
    CHECK(references(own) == 3 && references(dispatch) == 3 && references(unknown) == 3);
    for (int from = 0; from < 3; from++) {
        void *start = from == 0 ? own : from == 1 ? dispatch : unknown;
        found = queried(start, &IID_IUnknown);
        CHECK(found == unknown);
        IUnknown_Release((IUnknown *)found);
        found = queried(start, class->iid);
        CHECK(queried(found, &IID_IUnknown) == unknown);
        IUnknown_Release((IUnknown *)found);
        IUnknown_Release((IUnknown *)unknown);
        found = queried(start, &IID_IDispatch);
        CHECK(queried(found, &IID_IUnknown) == unknown);
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

/* Only Windows has type libraries. */
#ifdef _WIN32
#define HAS_TYPE_INFO 1
#else
#define HAS_TYPE_INFO 0
#endif

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
    CHECK(count == HAS_TYPE_INFO);
    EXPECT(E_POINTER, object->lpVtbl->GetTypeInfoCount(object, NULL));
    EXPECT(DISP_E_BADINDEX, object->lpVtbl->GetTypeInfo(object, HAS_TYPE_INFO, 0, &info));
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
    return queried(&outer->face, class->iid);
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
    found = queried(part, &IID_IUnknown);
    CHECK(found == &outer.face && outer.references == 3);
    IUnknown_Release((IUnknown *)found);
    found = queried(part, &IID_IMine);
    CHECK(found == &outer.face && outer.references == 3);
    IUnknown_Release((IUnknown *)found);
    found = queried(part, &IID_IDispatch);
    CHECK(queried(found, &IID_IUnknown) == &outer.face && outer.references == 4);
    IUnknown_Release((IUnknown *)found);
    IUnknown_Release((IUnknown *)part);
    refuses(part, &IID_IStream);
    CHECK(IUnknown_AddRef((IUnknown *)part) == 3 && IUnknown_Release((IUnknown *)part) == 2);
    /* The inner IUnknown is the only one that does not delegate. */
    found = queried(outer.inner, &IID_IUnknown);
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
    CHECK(queried(found, &IID_IUnknown) == queried(again, &IID_IUnknown));
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
    EXPECT(S_OK, factory->lpVtbl->LockServer(factory, TRUE));
    IClassFactory_Release(factory);
    EXPECT(S_FALSE, DllCanUnloadNow()); /* for the lock alone */
    EXPECT(S_OK, DllGetClassObject(class->clsid, &IID_IClassFactory, &found));
    factory = (IClassFactory *)found;
    EXPECT(S_OK, factory->lpVtbl->LockServer(factory, FALSE));
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
    aggregates_together();
    nothing_left();
    EXPECT(S_OK, scard_virtual_reader_remove(READER));
    return result();
}
