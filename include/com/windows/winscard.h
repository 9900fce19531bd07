/* winscard.h - for sources that include it, on other systems than Windows: the result codes, and pcsc-lite's functions
 * where there is a pcsc-lite. SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifdef SCARD_COM_TAKES_PCSCLITE
#pragma GCC system_header /* for include_next */
#include_next <winscard.h>
#else
#include "../scarderr.h"
#endif
