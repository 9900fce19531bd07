// The functions of scard_com.h from C++, with wide literals, and an object of a C++ program in a VARIANT.
#include "com_ole.h"

struct Object : IUnknown {
    ULONG references;
    Object() : references(1) {}
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID riid, void **ppv)
    {
        *ppv = riid == IID_IUnknown ? static_cast<IUnknown *>(this) : NULL;
        if (!*ppv)
            return E_NOINTERFACE;
        AddRef();
        return S_OK;
    }
    ULONG STDMETHODCALLTYPE AddRef() { return ++references; }
    ULONG STDMETHODCALLTYPE Release() { return --references; }
};

static void wide_literals()
{
    BSTR text = SysAllocString(L"gr\u00FC\U0001F600");
    CHECK(SysStringLen(text) == 5 && text[2] == 0xFC && text[3] == 0xD83D && text[4] == 0xDE00 && text[5] == 0);
    CHECK(SysReAllocString(&text, L"ab") && SysStringLen(text) == 2);
    CHECK(SysReAllocStringLen(&text, L"abc", 3) && SysStringLen(text) == 3);
    SysFreeString(text);
    text = SysAllocStringLen(L"a\0b", 3);
    CHECK(SysStringLen(text) == 3 && text[2] == 'b');
    SysFreeString(text);
    text = SysAllocString(OLESTR("ole"));
    CHECK(SysStringLen(text) == 3);
    SysFreeString(text);
    wchar_t own[] = L"mine";
    text = SysAllocString(own);
    CHECK(SysStringLen(text) == 4);
    SysFreeString(text);
    CHECK(SysAllocString(static_cast<const wchar_t *>(NULL)) == NULL);
}

int main()
{
    Object object;
    VARIANT from, to;
    VariantInit(&from);
    VariantInit(&to);
    V_VT(&from) = VT_UNKNOWN;
    V_UNKNOWN(&from) = &object;
    object.AddRef();
    CHECK(VariantCopy(&to, &from) == S_OK && object.references == 3);
    CHECK(VariantClear(&to) == S_OK && VariantClear(&from) == S_OK && object.references == 1);
    CHECK(IsEqualGUID(IID_NULL, GUID_NULL) && IID_IStream != IID_IUnknown);
    wide_literals();
    return all();
}
