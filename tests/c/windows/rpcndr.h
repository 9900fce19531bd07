/* scardssp.h asks for a version of it. */
#define __RPCNDR_H_VERSION__ 475
#include "standin.h"
