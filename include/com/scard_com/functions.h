/* Part of scard_com.h: the functions, which are in libscardssp. */
#ifndef SCARDSSP_SCARD_COM_FUNCTIONS_H
#define SCARDSSP_SCARD_COM_FUNCTIONS_H

#include "automation.h"
#include "interfaces.h"
#include "results.h"

typedef enum tagCLSCTX {
    CLSCTX_INPROC_SERVER = 0x1,
    CLSCTX_INPROC_HANDLER = 0x2,
    CLSCTX_LOCAL_SERVER = 0x4,
    CLSCTX_REMOTE_SERVER = 0x10
} CLSCTX;
#define CLSCTX_INPROC (CLSCTX_INPROC_SERVER | CLSCTX_INPROC_HANDLER)
#define CLSCTX_SERVER (CLSCTX_INPROC_SERVER | CLSCTX_LOCAL_SERVER | CLSCTX_REMOTE_SERVER)
#define CLSCTX_ALL (CLSCTX_INPROC_HANDLER | CLSCTX_SERVER)

typedef enum tagCOINIT {
    COINIT_MULTITHREADED = 0x0,
    COINIT_APARTMENTTHREADED = 0x2,
    COINIT_DISABLE_OLE1DDE = 0x4,
    COINIT_SPEED_OVER_MEMORY = 0x8
} COINIT;

#define CoInitialize scard_com_CoInitialize
#define CoInitializeEx scard_com_CoInitializeEx
#define CoUninitialize scard_com_CoUninitialize
#define CoCreateInstance scard_com_CoCreateInstance
#define CoGetClassObject scard_com_CoGetClassObject
#define CLSIDFromString scard_com_CLSIDFromString
#define StringFromGUID2 scard_com_StringFromGUID2
#define CreateStreamOnHGlobal scard_com_CreateStreamOnHGlobal
#define CoTaskMemAlloc scard_com_CoTaskMemAlloc
#define CoTaskMemRealloc scard_com_CoTaskMemRealloc
#define CoTaskMemFree scard_com_CoTaskMemFree
#define SysAllocString scard_com_SysAllocString
#define SysAllocStringLen scard_com_SysAllocStringLen
#define SysAllocStringByteLen scard_com_SysAllocStringByteLen
#define SysReAllocString scard_com_SysReAllocString
#define SysReAllocStringLen scard_com_SysReAllocStringLen
#define SysFreeString scard_com_SysFreeString
#define SysStringLen scard_com_SysStringLen
#define SysStringByteLen scard_com_SysStringByteLen
#define SafeArrayCreate scard_com_SafeArrayCreate
#define SafeArrayCreateVector scard_com_SafeArrayCreateVector
#define SafeArrayDestroy scard_com_SafeArrayDestroy
#define SafeArrayAccessData scard_com_SafeArrayAccessData
#define SafeArrayUnaccessData scard_com_SafeArrayUnaccessData
#define SafeArrayLock scard_com_SafeArrayLock
#define SafeArrayUnlock scard_com_SafeArrayUnlock
#define SafeArrayGetElement scard_com_SafeArrayGetElement
#define SafeArrayPutElement scard_com_SafeArrayPutElement
#define SafeArrayPtrOfIndex scard_com_SafeArrayPtrOfIndex
#define SafeArrayGetLBound scard_com_SafeArrayGetLBound
#define SafeArrayGetUBound scard_com_SafeArrayGetUBound
#define SafeArrayGetDim scard_com_SafeArrayGetDim
#define SafeArrayGetElemsize scard_com_SafeArrayGetElemsize
#define SafeArrayGetVartype scard_com_SafeArrayGetVartype
#define SafeArrayRedim scard_com_SafeArrayRedim
#define SafeArrayCopy scard_com_SafeArrayCopy
#define VariantInit scard_com_VariantInit
#define VariantClear scard_com_VariantClear
#define VariantCopy scard_com_VariantCopy
#define VariantCopyInd scard_com_VariantCopyInd
#define VariantChangeType scard_com_VariantChangeType

SCARD_COM_C_BEGIN

HRESULT CoInitialize(LPVOID pvReserved);
HRESULT CoInitializeEx(LPVOID pvReserved, DWORD dwCoInit);
void CoUninitialize(void);
HRESULT CoCreateInstance(REFCLSID rclsid, LPUNKNOWN pUnkOuter, DWORD dwClsContext, REFIID riid, LPVOID *ppv);
HRESULT CoGetClassObject(REFCLSID rclsid, DWORD dwClsContext, LPVOID pvReserved, REFIID riid, LPVOID *ppv);
HRESULT CLSIDFromString(LPCOLESTR lpsz, LPCLSID pclsid); /* {8-4-4-4-12}: there are no ProgIDs */
INT StringFromGUID2(REFGUID rguid, LPOLESTR lpsz, INT cchMax);
/* hGlobal must be NULL: a new stream in memory, which goes with its last reference in any case. */
HRESULT CreateStreamOnHGlobal(HGLOBAL hGlobal, BOOL fDeleteOnRelease, LPSTREAM *ppstm);

/* The entries of libscardssp itself, for programs that look for them. */
HRESULT DllGetClassObject(REFCLSID rclsid, REFIID riid, LPVOID *ppv);
HRESULT DllCanUnloadNow(void);

LPVOID CoTaskMemAlloc(SIZE_T cb);
LPVOID CoTaskMemRealloc(LPVOID pv, SIZE_T cb);
void CoTaskMemFree(LPVOID pv);

BSTR SysAllocString(const OLECHAR *psz);
BSTR SysAllocStringLen(const OLECHAR *strIn, UINT ui);
BSTR SysAllocStringByteLen(LPCSTR psz, UINT len);
INT SysReAllocString(BSTR *pbstr, const OLECHAR *psz);
INT SysReAllocStringLen(BSTR *pbstr, const OLECHAR *psz, UINT len);
void SysFreeString(BSTR bstrString);
UINT SysStringLen(BSTR bstr);
UINT SysStringByteLen(BSTR bstr);

SAFEARRAY *SafeArrayCreate(VARTYPE vt, UINT cDims, SAFEARRAYBOUND *rgsabound);
SAFEARRAY *SafeArrayCreateVector(VARTYPE vt, LONG lLbound, ULONG cElements);
HRESULT SafeArrayDestroy(SAFEARRAY *psa);
HRESULT SafeArrayAccessData(SAFEARRAY *psa, void **ppvData);
HRESULT SafeArrayUnaccessData(SAFEARRAY *psa);
HRESULT SafeArrayLock(SAFEARRAY *psa);
HRESULT SafeArrayUnlock(SAFEARRAY *psa);
HRESULT SafeArrayGetElement(SAFEARRAY *psa, LONG *rgIndices, void *pv);
HRESULT SafeArrayPutElement(SAFEARRAY *psa, LONG *rgIndices, void *pv);
HRESULT SafeArrayPtrOfIndex(SAFEARRAY *psa, LONG *rgIndices, void **ppvData);
HRESULT SafeArrayGetLBound(SAFEARRAY *psa, UINT nDim, LONG *plLbound);
HRESULT SafeArrayGetUBound(SAFEARRAY *psa, UINT nDim, LONG *plUbound);
UINT SafeArrayGetDim(SAFEARRAY *psa);
UINT SafeArrayGetElemsize(SAFEARRAY *psa);
HRESULT SafeArrayGetVartype(SAFEARRAY *psa, VARTYPE *pvt);
HRESULT SafeArrayRedim(SAFEARRAY *psa, SAFEARRAYBOUND *psaboundNew);
HRESULT SafeArrayCopy(SAFEARRAY *psa, SAFEARRAY **ppsaOut);

void VariantInit(VARIANTARG *pvarg);
HRESULT VariantClear(VARIANTARG *pvarg);
HRESULT VariantCopy(VARIANTARG *pvargDest, const VARIANTARG *pvargSrc);
HRESULT VariantCopyInd(VARIANT *pvarDest, const VARIANTARG *pvargSrc);
HRESULT VariantChangeType(VARIANTARG *pvargDest, const VARIANTARG *pvarSrc, USHORT wFlags, VARTYPE vt);

SCARD_COM_C_END

/* For reference counts, which are LONG: a long has another width. */
#ifndef InterlockedIncrement
static inline LONG InterlockedIncrement(LONG volatile *Addend)
{
    return __atomic_add_fetch(Addend, 1, __ATOMIC_SEQ_CST);
}
#endif
#ifndef InterlockedDecrement
static inline LONG InterlockedDecrement(LONG volatile *Addend)
{
    return __atomic_sub_fetch(Addend, 1, __ATOMIC_SEQ_CST);
}
#endif

#ifdef __cplusplus
/* L"...": as templates, so that NULL still means the functions above. */
SCARD_COM_CPP_BEGIN

template <class Text> struct scard_com_if_wide {};
template <> struct scard_com_if_wide<wchar_t> {
    typedef BSTR string;
    typedef INT done;
};

/* Writes UTF-16 of wide characters, unless `to` is NULL, and says how many units it has. */
template <class Wide> inline UINT scard_com_widen(const Wide *from, UINT count, OLECHAR *to)
{
    UINT units = 0;
    for (UINT i = 0; i < count; i++) {
        uint32_t c = static_cast<uint32_t>(from[i]);
        if (sizeof(Wide) == 2)
            c &= 0xFFFFu; /* a unit of UTF-16 already */
        else if (c > 0x10FFFFu || (c >= 0xD800u && c <= 0xDFFFu))
            c = 0xFFFDu; /* no character */
        if (c > 0xFFFFu) {
            if (to)
                to[units] = static_cast<OLECHAR>(0xD7C0u + (c >> 10));
            units++;
            c = 0xDC00u | (c & 0x3FFu);
        }
        if (to)
            to[units] = static_cast<OLECHAR>(c);
        units++;
    }
    return units;
}

template <class Wide> inline UINT scard_com_wide_length(const Wide *text)
{
    UINT length = 0;
    while (text[length])
        length++;
    return length;
}

template <class Wide>
inline typename scard_com_if_wide<Wide>::string scard_com_SysAllocStringLen(const Wide *text, UINT count)
{
    if (!text)
        return scard_com_SysAllocStringLen(static_cast<const OLECHAR *>(nullptr), count);
    UINT units = scard_com_widen(text, count, static_cast<OLECHAR *>(nullptr));
    BSTR made = scard_com_SysAllocStringLen(static_cast<const OLECHAR *>(nullptr), units);
    if (made)
        scard_com_widen(text, count, made);
    return made;
}

template <class Wide> inline typename scard_com_if_wide<Wide>::string scard_com_SysAllocString(const Wide *text)
{
    return text ? scard_com_SysAllocStringLen(text, scard_com_wide_length(text)) : static_cast<BSTR>(nullptr);
}

template <class Wide>
inline typename scard_com_if_wide<Wide>::done scard_com_SysReAllocStringLen(BSTR *slot, const Wide *text, UINT count)
{
    BSTR made = slot ? scard_com_SysAllocStringLen(text, count) : static_cast<BSTR>(nullptr);
    if (!made)
        return FALSE;
    scard_com_SysFreeString(*slot);
    *slot = made;
    return TRUE;
}

template <class Wide>
inline typename scard_com_if_wide<Wide>::done scard_com_SysReAllocString(BSTR *slot, const Wide *text)
{
    if (!text)
        return scard_com_SysReAllocString(slot, static_cast<const OLECHAR *>(nullptr));
    return scard_com_SysReAllocStringLen(slot, text, scard_com_wide_length(text));
}

SCARD_COM_CPP_END
#endif

#endif
