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
 *
 * With pcsc-lite, in the same source: its wintypes.h has 64-bit LONG and DWORD on 64-bit Linux, and a 16-bit BOOL.
 * Where its winscard.h was included before, or can be found (-I/usr/include/PCSC), this header takes it as it is and
 * then makes LONG, DWORD, ULONG and BOOL macros for the types of Windows. Variables for pcsc-lite's functions are
 * SCARD_PCSCLITE_LONG and SCARD_PCSCLITE_DWORD in such a source; with a DWORD the compiler complains. Where this
 * header cannot find it, pcsc-lite's must come first: after this one it is an error. There is no silent mix-up.
 *
 * Define before the include:
 *   COBJMACROS                    for C, IUnknown_Release(p) and the like
 *   CINTERFACE                    for C++, interfaces as structs with lpVtbl
 *   SCARD_COM_NO_INTERFACE_MACRO  not to have `interface` as a word for struct
 */
#ifndef SCARDSSP_SCARD_COM_H
#define SCARDSSP_SCARD_COM_H

#ifdef _WIN32
#include <windows.h>
#include <ole2.h>
#define SCARD_COM_GUID(name, a, b, c, d, e, f, g, h, i, j, k) \
    static const GUID name = {a, b, c, {d, e, f, g, h, i, j, k}}
#else
#include "scard_com/types.h"
#include "scard_com/results.h"
#include "scard_com/automation.h"
#include "scard_com/interfaces.h"
#include "scard_com/functions.h"
#endif

#endif
