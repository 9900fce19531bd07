/*
 * scard_com.h - what COM programs take from windows.h and ole2.h, for C and C++ on systems that have neither: types,
 * result codes, IUnknown, IDispatch, IClassFactory, IStream, BSTR, SAFEARRAY, VARIANT and their functions.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * On Windows it only includes those two. Elsewhere:
 *
 * - Widths are those of Windows: LONG, DWORD, ULONG, HRESULT and BOOL have 32 bits, OLECHAR and WCHAR 16.
 * - The functions are in libscardssp, as scard_com_SysAllocString and so on; the names of Windows are macros for them.
 * - Texts are u"..." or OLESTR("..."). In C++ the SysAlloc functions also take L"...", whatever the width of wchar_t;
 *   in C they do with -fshort-wchar.
 * - There are no apartments: CoInitialize only counts, and any thread may use any object.
 * - __uuidof takes types and expressions. A program tells the GUID of an interface or class of its own with
 *   __CRT_UUID_DECL(IMine, 0x01234567, 0x89AB, ...), as with mingw-w64.
 *
 * With pcsc-lite: its wintypes.h has 64-bit LONG and DWORD on 64-bit Linux, and a 16-bit BOOL. Where its winscard.h can
 * be found (-I/usr/include/PCSC), this header takes it as it is and then makes LONG, DWORD, ULONG and BOOL macros for
 * the types of Windows. Variables for pcsc-lite's functions are SCARD_PCSCLITE_LONG and SCARD_PCSCLITE_DWORD in such a
 * source; a DWORD does not compile, and in C no pointer to a wrong type does any longer.
 *
 * This header must come before pcsc-lite's; the other order is an error. What cannot be seen from here is a struct
 * with a DWORD in it that other files of the program know from pcsc-lite's header alone: it has another size there, so
 * include this one in all of them.
 *
 * Define before the include:
 *   COBJMACROS                    for C, IUnknown_Release(p) and the like
 *   CINTERFACE                    for C++, interfaces as structs with lpVtbl
 *   UNICODE                       TCHAR is WCHAR, and not char
 *   SCARD_COM_NO_INTERFACE_MACRO  not to have `interface` as a word for struct
 *   SCARD_COM_NO_GUIDS            the identifiers of scardssp.h are only declared, because an _i.c file defines them
 */
#ifndef SCARDSSP_SCARD_COM_H
#define SCARDSSP_SCARD_COM_H

#include "scard_com/language.h"
#ifdef _WIN32
#include <windows.h>
#include <ole2.h>
#ifdef __cplusplus
#define SCARD_COM_ANY EXTERN_C const GUID DECLSPEC_SELECTANY
#else
#define SCARD_COM_ANY const GUID DECLSPEC_SELECTANY /* and no extern, of which GCC warns in C */
#endif
#define SCARD_COM_GUID(name, a, b, c, d, e, f, g, h, i, j, k) \
    SCARD_COM_ANY name = {a, b, c, {d, e, f, g, h, i, j, k}}
#else
#include "scard_com/types.h"
#include "scard_com/results.h"
#include "scard_com/guids.h"
#include "scard_com/automation.h"
#include "scard_com/interfaces.h"
#include "scard_com/functions.h"
#endif

#ifdef SCARD_COM_NO_GUIDS
#define SCARDSSP_GUID(name, a, b, c, d, e, f, g, h, i, j, k) EXTERN_C const GUID name
#else
#define SCARDSSP_GUID SCARD_COM_GUID
#endif

#endif
