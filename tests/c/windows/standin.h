/*
 * What scardssp.h of mingw-w64 takes from the headers of Windows, with the widths of Windows, for a compiler of another
 * system. Nothing of the library's own headers is in here: they are what the tests compare it with.
 */
#ifndef STANDIN_H
#define STANDIN_H

#include <stddef.h>
#include <stdint.h>

#define WINAPI
#define STDMETHODCALLTYPE
#define __RPC_API
#define __RPC_STUB
#define BEGIN_INTERFACE
#define END_INTERFACE
#define CONST_VTBL const
#define EXTERN_C extern
#define __LONG32 int

typedef uint8_t BYTE;
typedef int8_t CHAR;
typedef int16_t SHORT;
typedef uint16_t WORD, USHORT, VARTYPE, OLECHAR, WCHAR;
typedef int16_t VARIANT_BOOL;
typedef int32_t LONG, HRESULT, SCODE, BOOL, DISPID, INT;
typedef uint32_t DWORD, ULONG, UINT, LCID;
typedef int64_t LONGLONG;
typedef uint64_t ULONGLONG;
typedef intptr_t LONG_PTR;
typedef uintptr_t ULONG_PTR;
typedef size_t SIZE_T;
typedef void *HGLOBAL, *PVOID, *LPVOID, *RPC_IF_HANDLE;
typedef WORD *LPWORD;
typedef OLECHAR *BSTR, *LPOLESTR;
typedef union {
    struct {
        DWORD LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER;
typedef union {
    struct {
        DWORD LowPart;
        DWORD HighPart;
    } u;
    ULONGLONG QuadPart;
} ULARGE_INTEGER;
typedef struct {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME;

/* Without these two words scardssp_i.c makes a type of its own, with a long of another width. */
#define __IID_DEFINED__
#define CLSID_DEFINED
typedef struct {
    DWORD Data1;
    WORD Data2;
    WORD Data3;
    BYTE Data4[8];
} GUID;
typedef GUID IID, CLSID, *LPGUID;
typedef const IID *REFIID;
typedef const CLSID *REFCLSID;

/* The types that scardssp.h gives to these have no base type, which newer compilers refuse. */
#define _LPHSCARDCONTEXT_DEFINED
typedef ULONG_PTR *PHSCARDCONTEXT, *LPHSCARDCONTEXT;

typedef struct {
    ULONG cElements;
    LONG lLbound;
} SAFEARRAYBOUND;
typedef struct {
    USHORT cDims;
    USHORT fFeatures;
    ULONG cbElements;
    ULONG cLocks;
    PVOID pvData;
    SAFEARRAYBOUND rgsabound[1];
} SAFEARRAY, *LPSAFEARRAY;

typedef struct IUnknown IUnknown;
typedef struct ITypeInfo ITypeInfo;
typedef struct VARIANT {
    VARTYPE vt;
    WORD wReserved1;
    WORD wReserved2;
    WORD wReserved3;
    union {
        LONG lVal;
        LONGLONG llVal;
        BSTR bstrVal;
        PVOID two[2];
    } u;
} VARIANT;
typedef struct {
    VARIANT *rgvarg;
    DISPID *rgdispidNamedArgs;
    UINT cArgs;
    UINT cNamedArgs;
} DISPPARAMS;
typedef struct EXCEPINFO {
    WORD wCode;
    WORD wReserved;
    BSTR bstrSource;
    BSTR bstrDescription;
    BSTR bstrHelpFile;
    DWORD dwHelpContext;
    PVOID pvReserved;
    HRESULT (*pfnDeferredFillIn)(struct EXCEPINFO *);
    SCODE scode;
} EXCEPINFO;
typedef struct {
    LPOLESTR pwcsName;
    DWORD type;
    ULARGE_INTEGER cbSize;
    FILETIME mtime, ctime, atime;
    DWORD grfMode;
    DWORD grfLocksSupported;
    CLSID clsid;
    DWORD grfStateBits;
    DWORD reserved;
} STATSTG;

typedef struct IStream IStream, *LPSTREAM;
typedef struct IStreamVtbl {
    HRESULT (*QueryInterface)(IStream *This, REFIID riid, void **ppvObject);
    ULONG (*AddRef)(IStream *This);
    ULONG (*Release)(IStream *This);
    HRESULT (*Read)(IStream *This, void *pv, ULONG cb, ULONG *pcbRead);
    HRESULT (*Write)(IStream *This, const void *pv, ULONG cb, ULONG *pcbWritten);
    HRESULT (*Seek)(IStream *This, LARGE_INTEGER dlibMove, DWORD dwOrigin, ULARGE_INTEGER *plibNewPosition);
    HRESULT (*SetSize)(IStream *This, ULARGE_INTEGER libNewSize);
    HRESULT (*CopyTo)(IStream *This, IStream *pstm, ULARGE_INTEGER cb, ULARGE_INTEGER *pcbRead,
                      ULARGE_INTEGER *pcbWritten);
    HRESULT (*Commit)(IStream *This, DWORD grfCommitFlags);
    HRESULT (*Revert)(IStream *This);
    HRESULT (*LockRegion)(IStream *This, ULARGE_INTEGER libOffset, ULARGE_INTEGER cb, DWORD dwLockType);
    HRESULT (*UnlockRegion)(IStream *This, ULARGE_INTEGER libOffset, ULARGE_INTEGER cb, DWORD dwLockType);
    HRESULT (*Stat)(IStream *This, STATSTG *pstatstg, DWORD grfStatFlag);
    HRESULT (*Clone)(IStream *This, IStream **ppstm);
} IStreamVtbl;
struct IStream {
    const IStreamVtbl *lpVtbl;
};

/* For the marshalling between processes, which scardssp.h declares and nothing here calls. */
typedef struct IRpcStubBuffer IRpcStubBuffer;
typedef struct IRpcChannelBuffer IRpcChannelBuffer;
typedef void *PRPC_MESSAGE;

/* What a program calls in ole32 and oleaut32, under the names the library has them. */
HRESULT scard_com_CoCreateInstance(REFCLSID clsid, IUnknown *outer, DWORD context, REFIID iid, void **object);
void scard_com_CoTaskMemFree(void *block);
BSTR scard_com_SysAllocString(const OLECHAR *text);
void scard_com_SysFreeString(BSTR text);
UINT scard_com_SysStringLen(BSTR text);
SAFEARRAY *scard_com_SafeArrayCreateVector(VARTYPE type, LONG lower, ULONG count);
HRESULT scard_com_SafeArrayDestroy(SAFEARRAY *array);
HRESULT scard_com_SafeArrayPutElement(SAFEARRAY *array, LONG *indices, void *element);

#endif
