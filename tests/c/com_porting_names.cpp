// What C++ programs take from the SDK beside the interfaces: __uuidof, IID_PPV_ARGS, T0 | T1 as a constant.
#include <scard_com.h>

EXTERN_C const IID IID_ISCard; // as MIDL writes it, before and after

#include <scarderr.h>
#include <scardprov.h>
#include <scardssp.h>

EXTERN_C const IID IID_ISCard;
EXTERN_C const CLSID CLSID_CSCard;

#include <cstdio>

static int failures;

#define CHECK(...) \
    do { \
        if (!(__VA_ARGS__)) { \
            std::fprintf(stderr, "line %d: not so: %s\n", __LINE__, #__VA_ARGS__); \
            failures++; \
        } \
    } while (0)

MIDL_INTERFACE("01234567-89AB-CDEF-0123-456789ABCDEF") IMine;
class Class;
__CRT_UUID_DECL(IMine, 0x01234567, 0x89AB, 0xCDEF, 0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF)
__CRT_UUID_DECL(Class, 0x01234568, 0x89AB, 0xCDEF, 0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF)
DEFINE_GUID(IID_IMine, 0x01234567, 0x89AB, 0xCDEF, 0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF);

template <class T> static const IID &of(T *)
{
    return __uuidof(T);
}

static void identifiers()
{
    ISCard *card = nullptr;
    ISCardCmd *const cmd = nullptr;
    CHECK(__uuidof(ISCard) == IID_ISCard && __uuidof(CSCard) == CLSID_CSCard);
    CHECK(__uuidof(card) == IID_ISCard && __uuidof(*card) == IID_ISCard && __uuidof(cmd) == IID_ISCardCmd);
    CHECK(of(card) == IID_ISCard && __uuidof(IByteBuffer *) == IID_IByteBuffer);
    CHECK(__uuidof(IUnknown) == IID_IUnknown && __uuidof(IDispatch) == IID_IDispatch);
    CHECK(__uuidof(IStream) == IID_IStream && __uuidof(IClassFactory) == IID_IClassFactory);
    CHECK(__uuidof(ISequentialStream) == IID_ISequentialStream);
    CHECK(__uuidof(ISCardManage) == IID_ISCardManage);
    CHECK(__uuidof(IMine) == IID_IMine && __uuidof(Class) != IID_IMine);
}

static void objects()
{
    ISCardISO7816 *iso = nullptr;
    IDispatch *dispatch = nullptr;
    CHECK(CoCreateInstance(__uuidof(CSCardISO7816), nullptr, CLSCTX_ALL, IID_PPV_ARGS(&iso)) == S_OK);
    CHECK(iso->QueryInterface(IID_PPV_ARGS(&dispatch)) == S_OK && dispatch != nullptr);
    dispatch->Release();
    iso->Release();
}

static const char *protocol(SCARD_PROTOCOLS protocols)
{
    enum { EITHER = T0 | T1 };
    switch (static_cast<int>(protocols)) {
    case T0 | T1:
        return EITHER == 3 ? "either" : "?";
    case T1:
        return "T=1";
    default:
        return "other";
    }
}

static const char *result(HRESULT hr)
{
    switch (hr) {
    case SCARD_S_SUCCESS:
        return "done";
    case E_FAIL:
        return "failed";
    case SCARD_W_RESET_CARD:
        return "reset";
    case HRESULT_FROM_WIN32(5):
        return "denied";
    default:
        return SUCCEEDED(hr) ? "?" : "other";
    }
}

static void constants()
{
    CHECK(protocol(T0 | T1)[0] == 'e' && protocol(T1)[0] == 'T' && protocol(RAW)[0] == 'o');
    CHECK(result(S_OK)[1] == 'o' && result(E_FAIL)[0] == 'f' && result(E_ACCESSDENIED)[0] == 'd');
    CHECK(result(SCARD_E_NO_SERVICE)[0] == 'o' && result(S_FALSE)[0] == '?' && result(SCARD_W_RESET_CARD)[0] == 'r');
    CHECK(HRESULT_FACILITY(SCARD_W_RESET_CARD) == FACILITY_SCARD && HRESULT_CODE(E_ACCESSDENIED) == 5);
    CHECK(HRESULT_FROM_WIN32(0) == S_OK && HRESULT_FROM_WIN32(E_FAIL) == E_FAIL && HRESULT_SEVERITY(E_FAIL) == 1);
    CHECK(FAILED(0x80100068u) && FAILED(0x80100068ll) && IS_ERROR(E_FAIL)); // what pcsc-lite returns is no HRESULT
    CHECK(VARIANT_TRUE == -1 && SC_FL_IHV_LOCAL == 0x20);
    CHECK(MAKE_HRESULT(SEVERITY_ERROR, FACILITY_SCARD, 0x68) == SCARD_W_RESET_CARD);
}

int main()
{
    identifiers();
    objects();
    constants();
    return failures != 0;
}
