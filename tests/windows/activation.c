/*
 * Objects as COM itself makes them, with the headers of mingw-w64:
 *
 *   activation there               the classes are registered
 *   activation not-there           they are not
 *   activation manifest FILE       they are not, and a manifest names the assembly that has them
 *   activation install FILE WHOM   no such users can be installed for
 */
#define COBJMACROS
#include <windows.h>
#include <scardssp.h>
#include <scardssp_i.c>

#include "expect.h"

#include <stdlib.h>
#include <string.h>

static const struct class {
    const CLSID *clsid;
    const IID *iid;
} classes[] = {
    {&CLSID_CSCard, &IID_ISCard},
    {&CLSID_CSCardCmd, &IID_ISCardCmd},
    {&CLSID_CSCardISO7816, &IID_ISCardISO7816},
    {&CLSID_CByteBuffer, &IID_IByteBuffer},
    {&CLSID_CSCardTypeConv, &IID_ISCardTypeConv},
    {&CLSID_CSCardDatabase, &IID_ISCardDatabase},
    {&CLSID_CSCardLocate, &IID_ISCardLocate},
};

#define CLASSES (sizeof classes / sizeof classes[0])

static const CLSID FREE_MARSHALER = {0x0000033A, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};

static void *create(const CLSID *clsid, const IID *iid)
{
    void *object = NULL;
    EXPECT(S_OK, CoCreateInstance(clsid, NULL, CLSCTX_ALL, iid, &object));
    if (!object)
        exit(1);
    return object;
}

/* The description of an interface says what the object does: every name has the same numbers. */
static UINT described(IDispatch *object, const IID *iid)
{
    UINT count = 99, names_there, functions, i;
    ITypeInfo *info = NULL;
    TYPEATTR *attributes;
    EXPECT(S_OK, IDispatch_GetTypeInfoCount(object, &count));
    CHECK(count == 1);
    EXPECT(DISP_E_BADINDEX, IDispatch_GetTypeInfo(object, 1, 0, &info));
    CHECK(info == NULL);
    EXPECT(S_OK, IDispatch_GetTypeInfo(object, 0, 0, &info));
    if (!info)
        return 0;
    EXPECT(S_OK, ITypeInfo_GetTypeAttr(info, &attributes));
    CHECK(IsEqualGUID(&attributes->guid, iid));
    functions = attributes->cFuncs;
    ITypeInfo_ReleaseTypeAttr(info, attributes);
    for (i = 0; i < functions; i++) {
        BSTR names[10];
        DISPID told[10], done[10];
        FUNCDESC *function;
        EXPECT(S_OK, ITypeInfo_GetFuncDesc(info, i, &function));
        EXPECT(S_OK, ITypeInfo_GetNames(info, function->memid, names, 10, &names_there));
        EXPECT(S_OK, ITypeInfo_GetIDsOfNames(info, names, names_there, told));
        EXPECT(S_OK, IDispatch_GetIDsOfNames(object, &IID_NULL, names, names_there, 0, done));
        CHECK(told[0] == function->memid);
        CHECK(memcmp(told, done, names_there * sizeof told[0]) == 0);
        while (names_there > 0)
            SysFreeString(names[--names_there]);
        ITypeInfo_ReleaseFuncDesc(info, function);
    }
    ITypeInfo_Release(info);
    return functions;
}

static DWORD WINAPI other_apartment(void *stream)
{
    IUnknown *arrived = NULL;
    EXPECT(S_OK, CoInitialize(NULL));
    EXPECT(S_OK, CoGetInterfaceAndReleaseStream((IStream *)stream, &IID_IUnknown, (void **)&arrived));
    CoUninitialize();
    return (DWORD)(DWORD_PTR)arrived; /* enough of it to compare; the reference is the caller's now */
}

/* From one apartment to another goes the object itself, and nobody needs to be asked: this thread sleeps. */
static void marshalled(IUnknown *object, const IID *iid)
{
    IMarshal *marshal = NULL;
    IUnknown *identity = NULL, *of_marshal = NULL;
    IStream *stream = NULL;
    CLSID unmarshaler;
    DWORD arrived = 0;
    HANDLE thread;
    EXPECT(S_OK, IUnknown_QueryInterface(object, &IID_IUnknown, (void **)&identity));
    EXPECT(S_OK, IUnknown_QueryInterface(object, &IID_IMarshal, (void **)&marshal));
    if (!marshal)
        return;
    EXPECT(S_OK, IMarshal_QueryInterface(marshal, &IID_IUnknown, (void **)&of_marshal));
    CHECK(identity == of_marshal);
    EXPECT(S_OK, IMarshal_GetUnmarshalClass(marshal, iid, object, MSHCTX_INPROC, NULL, MSHLFLAGS_NORMAL, &unmarshaler));
    CHECK(IsEqualGUID(&unmarshaler, &FREE_MARSHALER));
    IMarshal_Release(marshal);
    IUnknown_Release(of_marshal);

    EXPECT(S_OK, CoMarshalInterThreadInterfaceInStream(&IID_IUnknown, object, &stream));
    thread = CreateThread(NULL, 0, other_apartment, stream, 0, NULL);
    CHECK(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &arrived));
    CloseHandle(thread);
    CHECK(arrived == (DWORD)(DWORD_PTR)identity);
    IUnknown_Release(identity);
    if (arrived == (DWORD)(DWORD_PTR)identity)
        IUnknown_Release(object); /* what arrived */
}

/* An outer object, which lives as long as the program. */
static HRESULT WINAPI outer_query(IUnknown *outer, const IID *iid, void **object)
{
    *object = IsEqualGUID(iid, &IID_IUnknown) ? outer : NULL;
    return *object ? S_OK : E_NOINTERFACE;
}

static ULONG WINAPI outer_count(IUnknown *outer)
{
    (void)outer;
    return 1;
}

/* Whether any thread may call it is for the aggregate to say. */
static void aggregated(const CLSID *clsid)
{
    static IUnknownVtbl vtbl = {outer_query, outer_count, outer_count};
    static IUnknown outer = {&vtbl};
    IUnknown *inner = NULL;
    IMarshal *marshal = (IMarshal *)&outer;
    EXPECT(S_OK, CoCreateInstance(clsid, &outer, CLSCTX_ALL, &IID_IUnknown, (void **)&inner));
    EXPECT(E_NOINTERFACE, IUnknown_QueryInterface(inner, &IID_IMarshal, (void **)&marshal));
    CHECK(marshal == NULL);
    CHECK(IUnknown_Release(inner) == 0);
}

/* Windows' own streams in memory: behind a buffer, and with their memory lent. */
static void global_memory(void)
{
    IByteBuffer *buffer = create(&CLSID_CByteBuffer, &IID_IByteBuffer);
    ISCardTypeConv *conversions = create(&CLSID_CSCardTypeConv, &IID_ISCardTypeConv);
    IStream *stream = NULL, *own = NULL;
    HGLOBAL memory = NULL;
    BYTEARRAY *lent = NULL;
    BYTE bytes[6] = {0};
    LONG count = 0, position = 0;
    EXPECT(S_OK, CreateStreamOnHGlobal(NULL, TRUE, &stream));
    EXPECT(S_OK, GetHGlobalFromStream(stream, &memory));
    EXPECT(S_OK, IByteBuffer_put_Stream(buffer, stream));
    EXPECT(S_OK, IByteBuffer_Write(buffer, (BYTE *)"bytes", 5, &count));
    CHECK(count == 5);

    EXPECT(S_OK, ISCardTypeConv_GetAtIStreamMemory(conversions, stream, &lent));
    if (!lent)
        return;
    CHECK(lent->hMem == memory && lent->dwSize == 5 && memcmp(lent->pbyData, "bytes", 5) == 0);
    CHECK((GlobalFlags(memory) & GMEM_LOCKCOUNT) == 1);
    lent->pbyData[0] = 'B';
    EXPECT(S_OK, IByteBuffer_Seek(buffer, 0, STREAM_SEEK_SET, &position));
    EXPECT(S_OK, IByteBuffer_Read(buffer, bytes, 6, &count));
    CHECK(count == 5 && memcmp(bytes, "Bytes", 5) == 0);
    EXPECT(E_INVALIDARG, ISCardTypeConv_FreeIStreamMemoryPtr(conversions, stream, lent->pbyData + 1));
    EXPECT(S_OK, ISCardTypeConv_FreeIStreamMemoryPtr(conversions, stream, lent->pbyData));
    CHECK((GlobalFlags(memory) & GMEM_LOCKCOUNT) == 0);
    EXPECT(E_INVALIDARG, ISCardTypeConv_FreeIStreamMemoryPtr(conversions, stream, lent->pbyData));
    CoTaskMemFree(lent);
    IByteBuffer_Release(buffer);
    CHECK(IStream_Release(stream) == 0);

    /* Those of our own have no handle. */
    buffer = create(&CLSID_CByteBuffer, &IID_IByteBuffer);
    EXPECT(S_OK, IByteBuffer_Write(buffer, (BYTE *)"own", 3, &count));
    EXPECT(S_OK, IByteBuffer_get_Stream(buffer, &own));
    EXPECT(S_OK, ISCardTypeConv_GetAtIStreamMemory(conversions, own, &lent));
    CHECK(lent->hMem == NULL && lent->dwSize == 3 && memcmp(lent->pbyData, "own", 3) == 0);
    EXPECT(S_OK, ISCardTypeConv_FreeIStreamMemoryPtr(conversions, own, lent->pbyData));
    CoTaskMemFree(lent);
    IStream_Release(own);
    IByteBuffer_Release(buffer);
    ISCardTypeConv_Release(conversions);
}

static void there(void)
{
    HRESULT(WINAPI * can_unload)(void);
    UINT functions = 0;
    size_t i;
    for (i = 0; i < CLASSES; i++) {
        IDispatch *object = create(classes[i].clsid, classes[i].iid);
        functions += described(object, classes[i].iid);
        marshalled((IUnknown *)object, classes[i].iid);
        CHECK(IDispatch_Release(object) == 0);
        aggregated(classes[i].clsid);
    }
    CHECK(functions == 95);
    global_memory();
    *(FARPROC *)&can_unload = GetProcAddress(GetModuleHandleA("scardssp.dll"), "DllCanUnloadNow");
    CHECK(can_unload);
    if (can_unload)
        EXPECT(S_OK, can_unload());
}

static void not_there(void)
{
    size_t i;
    for (i = 0; i < CLASSES; i++) {
        void *object = NULL;
        LPOLESTR name = NULL;
        EXPECT(REGDB_E_CLASSNOTREG,
               CoCreateInstance(classes[i].clsid, NULL, CLSCTX_ALL, classes[i].iid, &object));
        EXPECT(REGDB_E_CLASSNOTREG, ProgIDFromCLSID(classes[i].clsid, &name));
    }
}

static void by_manifest(const char *file)
{
    ACTCTXA context = {sizeof context, 0, file, 0, 0, NULL, NULL, NULL, NULL};
    ULONG_PTR cookie = 0;
    HANDLE handle = CreateActCtxA(&context);
    CHECK(handle != INVALID_HANDLE_VALUE);
    CHECK(ActivateActCtx(handle, &cookie));
    there();
    CHECK(DeactivateActCtx(0, cookie));
    ReleaseActCtx(handle);
}

static void not_installed(const char *path, const char *whom)
{
    HRESULT(WINAPI * function)(BOOL, const WCHAR *);
    WCHAR wide[20];
    *(FARPROC *)&function = GetProcAddress(LoadLibraryA(path), "DllInstall");
    MultiByteToWideChar(CP_ACP, 0, whom, -1, wide, 20);
    EXPECT(E_INVALIDARG, function(TRUE, wide));
}

int main(int count, char **arguments)
{
    const char *what = count > 1 ? arguments[1] : "";
    EXPECT(S_OK, CoInitialize(NULL));
    if (strcmp(what, "there") == 0)
        there();
    else if (strcmp(what, "not-there") == 0)
        not_there();
    else if (strcmp(what, "manifest") == 0 && count == 3)
        by_manifest(arguments[2]);
    else if (strcmp(what, "install") == 0 && count == 4)
        not_installed(arguments[2], arguments[3]);
    else
        CHECK(!"an argument");
    CoUninitialize();
    return result();
}
