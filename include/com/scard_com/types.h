/* Part of scard_com.h: scalar types, GUIDs, calling conventions. */
#ifndef SCARDSSP_SCARD_COM_TYPES_H
#define SCARDSSP_SCARD_COM_TYPES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* In C++ code that is included inside extern "C" too. */
#ifdef __cplusplus
#define SCARD_COM_CPP_BEGIN extern "C++" {
#define SCARD_COM_CPP_END }
#define SCARD_COM_C_BEGIN extern "C" {
#define SCARD_COM_C_END }
#else
#define SCARD_COM_C_BEGIN
#define SCARD_COM_C_END
#endif

#define SCARD_COM_UNUSED __attribute__((unused))

/* pcsc-lite's header, if the program has it or can find it: its functions must be declared with its own types, so
 * all of it comes before the macros below. */
#ifndef __has_include
#define SCARD_COM_HAS_PCSCLITE 0
#elif __has_include(<wintypes.h>) && __has_include(<PCSC/winscard.h>)
#define SCARD_COM_HAS_PCSCLITE 1
#else
#define SCARD_COM_HAS_PCSCLITE 0
#endif
#if SCARD_COM_HAS_PCSCLITE && !defined(__winscard_h__)
#include <PCSC/winscard.h>
#endif
#if defined(__wintypes_h__) && !defined(__winscard_h__)
#error "include pcsc-lite's winscard.h, and not wintypes.h alone, before this header"
#endif

#ifdef __wintypes_h__
typedef LONG SCARD_PCSCLITE_LONG;
typedef DWORD SCARD_PCSCLITE_DWORD;
typedef int32_t scard_com_LONG;
typedef uint32_t scard_com_DWORD;
typedef uint32_t scard_com_ULONG;
typedef int32_t scard_com_BOOL;
typedef scard_com_DWORD *scard_com_PDWORD;
typedef scard_com_ULONG *scard_com_PULONG;
#define LONG scard_com_LONG
#define DWORD scard_com_DWORD
#define ULONG scard_com_ULONG
#define BOOL scard_com_BOOL
#define PDWORD scard_com_PDWORD
#define LPDWORD scard_com_PDWORD
#define PULONG scard_com_PULONG
#else
typedef uint8_t BYTE;
typedef uint8_t UCHAR;
typedef UCHAR *PUCHAR;
typedef uint16_t USHORT;
typedef uint16_t WORD;
typedef int32_t LONG;
typedef uint32_t DWORD;
typedef uint32_t ULONG;
typedef int32_t BOOL;
typedef BYTE *LPBYTE;
typedef DWORD *PDWORD;
typedef DWORD *LPDWORD;
typedef ULONG *PULONG;
typedef char *LPSTR;
typedef const char *LPCSTR;
typedef void *LPVOID;
typedef const void *LPCVOID;
typedef const BYTE *LPCBYTE;
#endif

typedef char CHAR;
typedef int16_t SHORT;
typedef int32_t INT;
typedef uint32_t UINT;
typedef float FLOAT;
typedef double DOUBLE;
typedef int64_t LONGLONG;
typedef uint64_t ULONGLONG;
typedef intptr_t INT_PTR;
typedef uintptr_t UINT_PTR;
typedef intptr_t LONG_PTR;
typedef uintptr_t ULONG_PTR;
typedef uintptr_t DWORD_PTR;
typedef uintptr_t SIZE_T;
typedef BOOL WINBOOL;
typedef void *PVOID;
typedef LONG *PLONG;
typedef LONG *LPLONG;
typedef WORD *PWORD;
typedef WORD *LPWORD;
typedef BYTE *PBYTE;
typedef void *HANDLE;
typedef void *HGLOBAL;
typedef void *HINSTANCE;
typedef void *HMODULE;
typedef void *HWND;
typedef int32_t HRESULT;
typedef int32_t SCODE;
typedef int32_t DISPID;
typedef DISPID MEMBERID;
typedef uint32_t LCID;
typedef uint16_t VARTYPE;
typedef int16_t VARIANT_BOOL;
typedef double DATE;

#ifdef __cplusplus
typedef char16_t WCHAR;
#else
typedef uint16_t WCHAR; /* what u"..." is made of */
#endif
typedef WCHAR OLECHAR;
typedef OLECHAR *LPOLESTR;
typedef const OLECHAR *LPCOLESTR;
typedef WCHAR *LPWSTR;
typedef const WCHAR *LPCWSTR;
typedef OLECHAR *BSTR;
typedef BSTR *LPBSTR;

/* Strict C99 has no u"..."; there it takes -fshort-wchar. */
#if !defined(__cplusplus) && defined(__WCHAR_MAX__) && __WCHAR_MAX__ <= 0xFFFF
#define OLESTR(text) L##text
#else
#define OLESTR(text) u##text
#endif

typedef union _LARGE_INTEGER {
    __extension__ struct {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        LONG HighPart;
        DWORD LowPart;
#else
        DWORD LowPart;
        LONG HighPart;
#endif
    };
    LONGLONG QuadPart;
} LARGE_INTEGER;

typedef union _ULARGE_INTEGER {
    __extension__ struct {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        DWORD HighPart;
        DWORD LowPart;
#else
        DWORD LowPart;
        DWORD HighPart;
#endif
    };
    ULONGLONG QuadPart;
} ULARGE_INTEGER;

typedef struct _FILETIME {
    DWORD dwLowDateTime;
    DWORD dwHighDateTime;
} FILETIME;

typedef union tagCY {
    LONGLONG int64;
} CY;

#ifndef TRUE
#define TRUE 1
#endif
#ifndef FALSE
#define FALSE 0
#endif
#define VARIANT_TRUE ((VARIANT_BOOL)-1)
#define VARIANT_FALSE ((VARIANT_BOOL)0)

/* There is one calling convention. */
#ifndef WINAPI
#define WINAPI
#endif
#ifndef CALLBACK
#define CALLBACK
#endif
#ifndef APIENTRY
#define APIENTRY
#endif
#define STDAPICALLTYPE
#define STDMETHODCALLTYPE
#define STDMETHODVCALLTYPE
#ifdef __cplusplus
#define EXTERN_C extern "C"
#else
#define EXTERN_C extern
#endif
#define STDAPI EXTERN_C HRESULT
#define STDAPI_(type) EXTERN_C type

/* Words that declarations of the SDK have and that mean nothing here. */
#ifndef FAR
#define FAR
#endif

typedef struct _GUID {
    uint32_t Data1;
    uint16_t Data2;
    uint16_t Data3;
    uint8_t Data4[8];
} GUID;
typedef GUID IID;
typedef GUID CLSID;
typedef GUID *LPGUID;
typedef IID *LPIID;
typedef CLSID *LPCLSID;

#ifdef __cplusplus
#define REFGUID const GUID &
#define REFIID const IID &
#define REFCLSID const CLSID &

SCARD_COM_CPP_BEGIN
inline int InlineIsEqualGUID(REFGUID a, REFGUID b)
{
    return memcmp(&a, &b, sizeof(GUID)) == 0;
}
inline int IsEqualGUID(REFGUID a, REFGUID b)
{
    return memcmp(&a, &b, sizeof(GUID)) == 0;
}
inline bool operator==(REFGUID a, REFGUID b)
{
    return IsEqualGUID(a, b) != 0;
}
inline bool operator!=(REFGUID a, REFGUID b)
{
    return IsEqualGUID(a, b) == 0;
}
SCARD_COM_CPP_END
#else
#define REFGUID const GUID *
#define REFIID const IID *
#define REFCLSID const CLSID *
#define IsEqualGUID(a, b) (memcmp((a), (b), sizeof(GUID)) == 0)
#endif
#define IsEqualIID(a, b) IsEqualGUID(a, b)
#define IsEqualCLSID(a, b) IsEqualGUID(a, b)

/* A GUID of each source that includes it: there is no library of identifiers to link with. */
#define SCARD_COM_GUID(name, a, b, c, d, e, f, g, h, i, j, k) \
    static const GUID name SCARD_COM_UNUSED = {a, b, c, {d, e, f, g, h, i, j, k}}
#ifndef DEFINE_GUID
#define DEFINE_GUID SCARD_COM_GUID
#endif

SCARD_COM_GUID(GUID_NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
SCARD_COM_GUID(IID_NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
SCARD_COM_GUID(CLSID_NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

#endif
