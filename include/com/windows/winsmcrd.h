/* winsmcrd.h - for sources that include it, on other systems than Windows: pcsc-lite has its constants in reader.h.
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "winscard.h"
#if defined(__winscard_h__) && defined(__has_include)
#if __has_include(<PCSC/reader.h>)
#include <PCSC/reader.h>
#endif
#endif
