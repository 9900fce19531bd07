/* A process that has not enough memory for a copy of what it gives is told so, and goes on. */
#define COBJMACROS
#include "check.h"
#include "com_objects.h"
#include <sys/resource.h>

#define LARGEST (16u << 20)

/* Lets this process have few more bytes than it has now. */
static void limit(void)
{
    struct rlimit room;
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%lu", &pages) != 1 || getrlimit(RLIMIT_AS, &room) != 0)
        abort();
    fclose(file);
    room.rlim_cur = (rlim_t)pages * 4096 + (4u << 20);
    if (setrlimit(RLIMIT_AS, &room) != 0)
        abort();
}

int main(void)
{
    IByteBuffer *buffer = NULL;
    ISCardTypeConv *conv = (ISCardTypeConv *)create(&CLSID_CSCardTypeConv, &IID_ISCardTypeConv);
    ISCardLocate *locate = (ISCardLocate *)create(&CLSID_CSCardLocate, &IID_ISCardLocate);
    SAFEARRAY *bytes = SafeArrayCreateVector(VT_UI1, 0, LARGEST);
    SAFEARRAY *names = SafeArrayCreateVector(VT_BSTR, 0, LARGEST / sizeof(BSTR)), *copy = NULL;
    VARIANT from, to;
    VariantInit(&from);
    VariantInit(&to);
    V_VT(&from) = VT_ARRAY | VT_UI1;
    V_ARRAY(&from) = bytes;
    limit();
    EXPECT(E_OUTOFMEMORY, ISCardTypeConv_ConvertSafeArrayToByteBuffer(conv, bytes, &buffer));
    EXPECT(E_OUTOFMEMORY, ISCardLocate_ConfigureCardNameSearch(locate, names, NULL, NULL, 1));
    EXPECT(E_OUTOFMEMORY, ISCardLocate_ConfigureCardGuidSearch(locate, names, NULL, NULL, 1));
    EXPECT(E_OUTOFMEMORY, SafeArrayCopy(bytes, &copy));
    EXPECT(E_OUTOFMEMORY, VariantCopy(&to, &from));
    CHECK(buffer == NULL && copy == NULL && V_VT(&to) == VT_EMPTY);
    CHECK(SafeArrayCreateVector(VT_UI1, 0, LARGEST) == NULL);
    CHECK(SafeArrayDestroy(bytes) == S_OK && SafeArrayDestroy(names) == S_OK);
    CHECK(ISCardTypeConv_Release(conv) == 0 && ISCardLocate_Release(locate) == 0);
    return result();
}
