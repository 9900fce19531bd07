/* What com_ole.c and com_ole.cpp both do: the functions of scard_com.h, from C and from C++. */
#ifndef SCARDSSP_TESTS_COM_OLE_H
#define SCARDSSP_TESTS_COM_OLE_H

#include <scard_com.h>
#include <stdio.h>
#include <stdlib.h>

static int failures;

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            failures++; \
        } \
    } while (0)

static void layout(void)
{
    int wide = sizeof(void *) == 8;
    CHECK(sizeof(LONG) == 4 && sizeof(DWORD) == 4 && sizeof(ULONG) == 4 && sizeof(BOOL) == 4);
    CHECK(sizeof(HRESULT) == 4 && sizeof(OLECHAR) == 2 && sizeof(VARIANT_BOOL) == 2 && sizeof(GUID) == 16);
    CHECK(sizeof(LARGE_INTEGER) == 8 && sizeof(ULARGE_INTEGER) == 8);
    CHECK(sizeof(SAFEARRAYBOUND) == 8);
    CHECK(sizeof(SAFEARRAY) == (wide ? 32u : 24u));
    CHECK(offsetof(SAFEARRAY, fFeatures) == 2 && offsetof(SAFEARRAY, cbElements) == 4);
    CHECK(offsetof(SAFEARRAY, cLocks) == 8 && offsetof(SAFEARRAY, pvData) == (wide ? 16u : 12u));
    CHECK(offsetof(SAFEARRAY, rgsabound) == (wide ? 24u : 16u));
    CHECK(sizeof(VARIANT) == (wide ? 24u : 16u) && offsetof(VARIANT, lVal) == 8);
    CHECK(sizeof(DISPPARAMS) == (wide ? 24u : 16u));
    CHECK(sizeof(EXCEPINFO) == (wide ? 64u : 32u));
    CHECK(!wide || sizeof(STATSTG) == 80);
}

static void strings(void)
{
    static const OLECHAR text[] = {'a', 'b', 'c', 0};
    ULONG length = 99;
    BSTR string = SysAllocString(text);
    CHECK(string != NULL && (uintptr_t)string % sizeof(void *) == 0);
    memcpy(&length, (char *)string - 4, 4);
    CHECK(length == 6 && string[3] == 0);
    CHECK(SysStringLen(string) == 3 && SysStringByteLen(string) == 6);
    CHECK(SysReAllocString(&string, string + 1) && SysStringLen(string) == 2);
    CHECK(SysReAllocStringLen(&string, text, 3) && SysStringLen(string) == 3);
    SysFreeString(string);
    string = SysAllocStringByteLen("xyz", 3);
    CHECK(SysStringByteLen(string) == 3);
    SysFreeString(string);
    string = SysAllocStringLen(NULL, 5);
    CHECK(SysStringLen(string) == 5);
    SysFreeString(string);
    SysFreeString(NULL);
    CHECK(SysAllocString(NULL) == NULL && SysStringLen(NULL) == 0);
}

static void memory(void)
{
    void *block = CoTaskMemAlloc(0);
    CHECK(block != NULL);
    block = CoTaskMemRealloc(block, 100);
    CHECK(block != NULL);
    memset(block, 1, 100);
    CoTaskMemFree(block);
    CoTaskMemFree(NULL);
    CHECK(CoTaskMemAlloc((SIZE_T)-1) == NULL);
}

static void arrays(void)
{
    static const OLECHAR text[] = {'r', 0};
    LONG index = 1, lower = 99, upper = 99;
    VARTYPE type = 0;
    BYTE *bytes = NULL;
    BSTR name = SysAllocString(text), copy = NULL;
    SAFEARRAYBOUND bound;
    SAFEARRAY *names = SafeArrayCreateVector(VT_BSTR, 1, 2), *other = NULL, *array;
    CHECK(SafeArrayPutElement(names, &index, name) == S_OK);
    CHECK(SafeArrayGetElement(names, &index, &copy) == S_OK);
    CHECK(copy != name && SysStringLen(copy) == 1);
    SysFreeString(copy);
    SysFreeString(name);
    index = 3;
    CHECK(SafeArrayGetElement(names, &index, &copy) == DISP_E_BADINDEX);
    CHECK(SafeArrayGetLBound(names, 1, &lower) == S_OK && lower == 1);
    CHECK(SafeArrayGetUBound(names, 1, &upper) == S_OK && upper == 2);
    CHECK(SafeArrayGetVartype(names, &type) == S_OK && type == VT_BSTR);
    CHECK(SafeArrayGetDim(names) == 1 && SafeArrayGetElemsize(names) == sizeof(BSTR));
    CHECK(SafeArrayCopy(names, &other) == S_OK && SafeArrayDestroy(other) == S_OK);
    CHECK(SafeArrayDestroy(names) == S_OK);

    bound.lLbound = 0;
    bound.cElements = 4;
    array = SafeArrayCreate(VT_UI1, 1, &bound);
    CHECK(array != NULL && (array->fFeatures & FADF_HAVEVARTYPE));
    CHECK(*((const ULONG *)(const void *)array - 1) == VT_UI1);
    CHECK(SafeArrayAccessData(array, (void **)&bytes) == S_OK);
    bytes[3] = 7;
    CHECK(SafeArrayDestroy(array) == DISP_E_ARRAYISLOCKED);
    CHECK(SafeArrayUnaccessData(array) == S_OK);
    bound.cElements = 8;
    CHECK(SafeArrayRedim(array, &bound) == S_OK);
    index = 3;
    CHECK(SafeArrayPtrOfIndex(array, &index, (void **)&bytes) == S_OK && *bytes == 7);
    CHECK(SafeArrayLock(array) == S_OK && SafeArrayUnlock(array) == S_OK);
    CHECK(SafeArrayDestroy(array) == S_OK);
    CHECK(SafeArrayCreateVector(VT_UI1, 0, 0xFFFFFFFFu) == NULL);
}

static void variants(void)
{
    static const OLECHAR text[] = {'4', '2', 0};
    LONG number = 300;
    VARIANT from, to;
    VariantInit(&from);
    VariantInit(&to);
    V_VT(&from) = VT_BSTR;
    V_BSTR(&from) = SysAllocString(text);
    CHECK(VariantCopy(&to, &from) == S_OK && V_BSTR(&to) != V_BSTR(&from));
    CHECK(VariantChangeType(&to, &to, 0, VT_I4) == S_OK && V_I4(&to) == 42);
    CHECK(VariantClear(&from) == S_OK && V_VT(&from) == VT_EMPTY);
    V_VT(&from) = VT_BYREF | VT_I4;
    V_I4REF(&from) = &number;
    CHECK(VariantCopyInd(&to, &from) == S_OK && V_VT(&to) == VT_I4 && V_I4(&to) == 300);
    CHECK(VariantChangeType(&to, &from, 0, VT_UI1) == DISP_E_OVERFLOW);
    V_VT(&from) = VT_ARRAY | VT_UI1;
    V_ARRAY(&from) = SafeArrayCreateVector(VT_UI1, 0, 3);
    CHECK(VariantCopy(&to, &from) == S_OK && V_ARRAY(&to) != V_ARRAY(&from));
    CHECK(VariantClear(&from) == S_OK && VariantClear(&to) == S_OK);
}

static void apartments(void)
{
    CHECK(CoInitialize(NULL) == S_OK);
    CHECK(CoInitializeEx(NULL, COINIT_MULTITHREADED) == S_FALSE);
    CoUninitialize();
    CoUninitialize();
    CHECK(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED) == S_OK);
    CoUninitialize();
    CHECK(CoInitialize(&failures) == E_INVALIDARG);
}

static void results(void)
{
    CHECK(FAILED(E_FAIL) && SUCCEEDED(S_FALSE) && !FAILED(S_OK));
    CHECK(MAKE_HRESULT(SEVERITY_ERROR, FACILITY_SCARD, 0xC) == (HRESULT)0x8010000Cu);
    CHECK(HRESULT_CODE(E_OUTOFMEMORY) == 14 && HRESULT_FACILITY(E_OUTOFMEMORY) == FACILITY_WIN32);
    CHECK(HRESULT_FROM_WIN32(5) == E_ACCESSDENIED && HRESULT_FROM_WIN32(0) == S_OK);
}

static int all(void)
{
    layout();
    strings();
    memory();
    arrays();
    variants();
    apartments();
    results();
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
