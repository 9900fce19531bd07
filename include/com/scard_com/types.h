/* Part of scard_com.h: scalar types, characters, calling conventions. */
#ifndef SCARDSSP_SCARD_COM_TYPES_H
#define SCARDSSP_SCARD_COM_TYPES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "language.h"

/* What was declared with DWORD before this header would be something else than in files that include it afterwards. */
#if defined(__winscard_h__) || defined(__wintypes_h__)
#error "include this header before pcsc-lite's, in every file that has both: LONG, DWORD and BOOL differ (see scard_com.h)"
#endif

/* pcsc-lite's, where the program can find it: its functions must be declared with its own types. */
#ifdef __has_include
#if __has_include(<wintypes.h>) || defined(__APPLE__)
#if __has_include(<PCSC/winscard.h>)
#include <PCSC/winscard.h>
#elif __has_include(<winscard.h>)
#define SCARD_COM_TAKES_PCSCLITE /* windows/winscard.h may be the first that is found */
#include <winscard.h>
#undef SCARD_COM_TAKES_PCSCLITE
#endif
#endif
#endif

/* C only warns of a pointer to another width, and pcsc-lite's functions would write past the variable. */
#if defined(__wintypes_h__) && !defined(__cplusplus)
#pragma GCC diagnostic error "-Wincompatible-pointer-types"
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
typedef BYTE BOOLEAN;
#ifndef VOID
#define VOID void
#endif
#ifndef CONST
#define CONST const
#endif

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

/* What tchar.h speaks of: char, or with UNICODE defined the characters of Windows. */
#ifdef UNICODE
typedef WCHAR TCHAR;
#define __TEXT(text) OLESTR(text)
#else
typedef char TCHAR;
#define __TEXT(text) text
#endif
#define TEXT(text) __TEXT(text)
typedef TCHAR *scard_com_LPTSTR;
typedef const TCHAR *scard_com_LPCTSTR;
#define LPTSTR scard_com_LPTSTR
#define LPCTSTR scard_com_LPCTSTR

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
#define VARIANT_TRUE SCARD_COM_AS(VARIANT_BOOL, -1)
#define VARIANT_FALSE SCARD_COM_AS(VARIANT_BOOL, 0)

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
#ifndef IN
#define IN
#endif
#ifndef OUT
#define OUT
#endif
#define DECLSPEC_UUID(text)
#define DECLSPEC_NOVTABLE
#define MIDL_INTERFACE(text) struct
#define UNREFERENCED_PARAMETER(parameter) ((void)(parameter))

#endif
