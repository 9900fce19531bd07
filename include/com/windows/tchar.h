/* tchar.h - for sources that include it, on other systems than Windows: the little of it that works with 16-bit
 * characters too. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef SCARDSSP_WINDOWS_TCHAR_H
#define SCARDSSP_WINDOWS_TCHAR_H

#include "../scard_com.h"

typedef TCHAR _TCHAR;
#define _T(text) __TEXT(text)
#define _TEXT(text) __TEXT(text)

#endif
