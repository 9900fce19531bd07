/* initguid.h - for sources that include it, on other systems than Windows. SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "../scard_com.h"
