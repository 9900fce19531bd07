/*
 * Calls each method with zeros, and looks at the stack pointer around it: in 32 bits a method takes its own arguments off
 * the stack. calls.h is made from the table of the interfaces.
 */
#define COBJMACROS
#include <windows.h>
#include <scardssp.h>
#include <scardssp_i.c>

#include "expect.h"

#ifdef __i386__
#define STACK(place) __asm__ volatile("movl %%esp, %0" : "=r"(place))
#else
#define STACK(place) __asm__ volatile("movq %%rsp, %0" : "=r"(place))
#endif

#define CALL(call) \
    do { \
        char *before, *after; \
        STACK(before); \
        (void)(call); \
        STACK(after); \
        check(before == after, #call " leaves the stack as it was", __FILE__, __LINE__); \
    } while (0)

/* The slots that all interfaces have. */
#define DISPATCH_CALLS(object) \
    CALL(IUnknown_AddRef(object)); \
    CALL(IUnknown_Release(object)); \
    CALL(IUnknown_QueryInterface(object, &IID_NULL, NULL)); \
    CALL(IDispatch_GetTypeInfoCount(object, NULL)); \
    CALL(IDispatch_GetTypeInfo(object, 0, 0, NULL)); \
    CALL(IDispatch_GetIDsOfNames(object, &IID_NULL, NULL, 0, 0, NULL)); \
    CALL(IDispatch_Invoke(object, 99, &IID_NULL, 0, 0, NULL, NULL, NULL, NULL))

static void *create(const CLSID *clsid, const IID *iid)
{
    void *object = NULL;
    EXPECT(S_OK, CoCreateInstance(clsid, NULL, CLSCTX_INPROC_SERVER, iid, &object));
    if (!object)
        ExitProcess(1);
    return object;
}

#include "calls.h"

int main(void)
{
    EXPECT(S_OK, CoInitialize(NULL));
    all_calls();
    CoUninitialize();
    return result();
}
