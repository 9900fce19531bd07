/* scardsrv.h - an old name of scardssp.h. SPDX-License-Identifier: MIT OR Apache-2.0 */
#include "scardssp.h"
#include "scarderr.h"
