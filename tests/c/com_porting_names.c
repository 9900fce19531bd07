/* What C programs take from the SDK beside the interfaces: functions, types and words of declarations. */
#define COBJMACROS
#include <scard_com.h>

EXTERN_C const IID IID_ISCard; /* as MIDL writes it, before and after */

#include <scarderr.h>
#include <scardssp.h>

EXTERN_C const IID IID_ISCard;

#include <stdio.h>

static int failures;

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "line %d: not so: %s\n", __LINE__, #condition); \
            failures++; \
        } \
    } while (0)

static const char braces[] = "{1461AAC7-6810-11D0-918F-00AA00C18068}";

static void identifiers(void)
{
    const IID card = {0x1461AAC3, 0x6810, 0x11D0, {0x91, 0x8F, 0x00, 0xAA, 0x00, 0xC1, 0x80, 0x68}};
    OLECHAR text[40], wanted[39];
    CLSID clsid;
    int i;
    for (i = 0; i < 39; i++)
        wanted[i] = (OLECHAR)braces[i];
    CHECK(IsEqualIID(&IID_ISCard, &card));
    CHECK(LIBID_SCARDSSPLib.Data1 == 0x82C38704);
    CHECK(CLSIDFromString(wanted, &clsid) == S_OK && IsEqualCLSID(&clsid, &CLSID_CSCard));
    CHECK(CLSIDFromString(wanted + 1, &clsid) == CO_E_CLASSSTRING && IsEqualCLSID(&clsid, &CLSID_NULL));
    CHECK(CLSIDFromString(wanted, NULL) == E_INVALIDARG);
    CHECK(StringFromGUID2(&CLSID_CSCard, text, 38) == 0 && StringFromGUID2(&CLSID_CSCard, text, 39) == 39);
    CHECK(memcmp(text, wanted, sizeof wanted) == 0);
}

static void class_objects(void)
{
    const CLSID *cmd = &CLSID_CSCardCmd;
    const IID *any = &IID_IClassFactory;
    IClassFactory *factory = NULL;
    ISCardCmd *made = NULL;
    CHECK(CoGetClassObject(cmd, CLSCTX_ALL, NULL, any, (void **)&factory) == S_OK);
    CHECK(IClassFactory_CreateInstance(factory, NULL, &IID_ISCardCmd, (void **)&made) == S_OK);
    ISCardCmd_Release(made);
    IClassFactory_Release(factory);
    CHECK(DllCanUnloadNow() == S_OK);
    CHECK(CoGetClassObject(&IID_ISCard, CLSCTX_ALL, NULL, any, (void **)&factory) == REGDB_E_CLASSNOTREG);
    CHECK(factory == NULL);
    factory = (IClassFactory *)&made;
    CHECK(CoGetClassObject(cmd, CLSCTX_LOCAL_SERVER, NULL, any, (void **)&factory) == REGDB_E_CLASSNOTREG);
    CHECK(factory == NULL);
    CHECK(CoGetClassObject(cmd, CLSCTX_ALL, NULL, &IID_ISCardCmd, (void **)&factory) == E_NOINTERFACE);
    CHECK(CoGetClassObject(cmd, CLSCTX_ALL, NULL, any, NULL) == E_POINTER);
    CHECK(CoGetClassObject(NULL, CLSCTX_ALL, NULL, any, (void **)&factory) == E_POINTER);
}

/* A stream of the program's, as a buffer's own. */
static void streams(void)
{
    BYTE bytes[3] = {1, 2, 3};
    LONG got = 0;
    LARGE_INTEGER start;
    LPSTREAM stream = NULL;
    IByteBuffer *buffer = NULL;
    start.QuadPart = 0;
    CHECK(CreateStreamOnHGlobal(NULL, TRUE, &stream) == S_OK);
    CHECK(IStream_Write(stream, bytes, 2, NULL) == S_OK && IStream_Seek(stream, start, STREAM_SEEK_SET, NULL) == S_OK);
    CHECK(CoCreateInstance(&CLSID_CByteBuffer, NULL, CLSCTX_ALL, &IID_IByteBuffer, (void **)&buffer) == S_OK);
    CHECK(IByteBuffer_put_Stream(buffer, stream) == S_OK);
    IStream_Release(stream);
    bytes[0] = 0;
    CHECK(IByteBuffer_Read(buffer, bytes, 3, &got) == S_OK && got == 2 && bytes[0] == 1);
    IByteBuffer_Release(buffer);
    CHECK(CreateStreamOnHGlobal(bytes, TRUE, &stream) == E_INVALIDARG && stream == NULL);
    CHECK(CreateStreamOnHGlobal(NULL, TRUE, NULL) == E_POINTER);
}

/* Declarations in the style of old headers. */
VOID FAR annotated(IN CONST BYTE *from, OUT LPBYTE to, BOOLEAN really);
VOID FAR annotated(IN CONST BYTE *from, OUT LPBYTE to, BOOLEAN really)
{
    UNREFERENCED_PARAMETER(really);
    *to = *from;
}

static void words(void)
{
    static const TCHAR text[] = TEXT("four");
    LPCTSTR in = text;
    LPTSTR out = NULL;
    LPSTATSTG stat = NULL;
    LONG references = 1;
    BYTE from = 7, to = 0;
    ISCard *card = NULL;
    ISCardVtbl *table = card ? card->lpVtbl : NULL;
    enum tagSCARD_SHARE_MODES share = SHARED;
    enum tagSCARD_PROTOCOLS protocol = T0;
    enum tagSCARD_DISPOSITIONS disposition = LEAVE;
    enum tagSCARD_STATES state = ABSENT;
    enum tagISO_APDU_TYPE type = ISO_CASE_1;
    annotated(&from, &to, TRUE);
    CHECK(to == 7 && in[4] == 0 && out == NULL && stat == NULL && table == NULL);
    CHECK(InterlockedIncrement(&references) == 2 && InterlockedDecrement(&references) == 1 && references == 1);
    CHECK((int)share + (int)protocol + (int)disposition + (int)state + (int)type == 5);
    CHECK(SCARD_S_SUCCESS == S_OK && SCERR_NOCARDNAME == 0x4000 && SCERR_NOGUIDS == 0x8000);
}

int main(void)
{
    identifiers();
    class_objects();
    streams();
    words();
    return failures != 0;
}
