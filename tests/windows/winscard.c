/*
 * Uses readers of WinSCard, by the flat API and by the objects, as the argument says:
 *
 *   flat      a session through every call, in the modes that there are
 *   states    prints the state that the card is in
 *   failures  prints what attaching, transmitting and asking for cards give
 *   database  what ISCardDatabase and ISCardLocate find
 *   without   what there is without a service; with the virtual reader
 */
#define COBJMACROS
#include "check.h"
#include <com/scardssp.h>

#define FIRST "R\xC3\xA9" "ader \xD0\x96 \xF0\x9F\x98\x80"
#define SECOND "Leser \xC3\xBC"

typedef HRESULT(WINAPI *class_getter)(REFCLSID clsid, REFIID iid, void **object);

static const uint8_t COMMAND[] = {0x00, 0xB0, 0x00, 0x00, 0x01};

static uintptr_t number(unsigned long long wide)
{
    return (uintptr_t)wide;
}

static scard_card *attached(SCARD_SHARE_MODES share, SCARD_PROTOCOLS protocol)
{
    scard_card *card = NULL;
    EXPECT(SCARD_HR_OK, scard_attach_by_reader(FIRST, share, protocol, &card));
    return card;
}

static void flat(void)
{
    static const char LIST[] = FIRST "\0" SECOND "\0";
    char names[200] = "";
    uint8_t bytes[300];
    uint32_t length = sizeof names;
    uintptr_t handle = 0;
    SCARD_STATES state = 0;
    SCARD_PROTOCOLS protocol = 0;
    scard_card *card = NULL;

    EXPECT(SCARD_HR_OK, scard_list_readers(names, &length));
    CHECK(length == sizeof LIST && memcmp(names, LIST, sizeof LIST) == 0);
    EXPECT(SCARD_HR_NO_SMARTCARD, scard_attach_by_reader(SECOND, SCARD_SHARE_MODES_SHARED, SCARD_PROTOCOLS_T1, &card));
    EXPECT(SCARD_HR_UNKNOWN_READER,
           scard_attach_by_reader("no \xFF text", SCARD_SHARE_MODES_SHARED, SCARD_PROTOCOLS_T1, &card));

    card = attached(SCARD_SHARE_MODES_SHARED, (SCARD_PROTOCOLS)3);
    EXPECT(SCARD_HR_OK, scard_get_card_handle(card, &handle));
    CHECK(handle == number(0xCA4D0002F0000002));
    EXPECT(SCARD_HR_OK, scard_get_context(card, &handle));
    CHECK(handle == number(0xC0DE000180000001));
    EXPECT(SCARD_HR_OK, scard_get_status(card, &state));
    EXPECT(SCARD_HR_OK, scard_get_protocol(card, &protocol));
    CHECK(state == SCARD_STATES_SPECIFICMODE && protocol == SCARD_PROTOCOLS_T1);
    length = sizeof bytes;
    EXPECT(SCARD_HR_OK, scard_get_atr(card, bytes, &length));
    CHECK(length == 5 && bytes[0] == 0x3B);
    length = sizeof names;
    EXPECT(SCARD_HR_OK, scard_get_reader_name(card, names, &length));
    CHECK(strcmp(names, FIRST) == 0);

    EXPECT(SCARD_HR_OK, scard_lock(card));
    length = sizeof bytes;
    EXPECT(SCARD_HR_OK, scard_transmit(card, COMMAND, sizeof COMMAND, bytes, &length));
    CHECK(length == 3 && bytes[0] == 0xDA);
    for (int disposition = 0; disposition < 4; disposition++) {
        if (disposition > 0)
            EXPECT(SCARD_HR_OK, scard_lock(card));
        EXPECT(SCARD_HR_OK, scard_unlock(card, (SCARD_DISPOSITIONS)disposition));
    }
    length = sizeof bytes;
    EXPECT(SCARD_HR_OK, scard_control(card, 0x00313520, COMMAND, 2, bytes, &length));
    CHECK(length == 2 && bytes[1] == 0xC1);
    length = sizeof bytes;
    EXPECT(SCARD_HR_OK, scard_get_attribute(card, 0x00090303, bytes, &length));
    CHECK(length == 5);
    EXPECT(SCARD_HR_OK, scard_set_attribute(card, 0x0007A007, COMMAND, sizeof COMMAND));

    for (int init = 0; init < 4; init++)
        EXPECT(SCARD_HR_OK, scard_reattach(card, SCARD_SHARE_MODES_SHARED, (SCARD_DISPOSITIONS)init));
    EXPECT(SCARD_HR_OK, scard_reattach(card, SCARD_SHARE_MODES_EXCLUSIVE, SCARD_DISPOSITIONS_LEAVE));
    EXPECT(SCARD_HR_OK, scard_reattach(card, SCARD_SHARE_MODES_SHARED, SCARD_DISPOSITIONS_RESET));
    EXPECT(SCARD_HR_OK, scard_detach(card, SCARD_DISPOSITIONS_LEAVE));

    for (int disposition = 1; disposition < 4; disposition++) {
        card = attached(SCARD_SHARE_MODES_EXCLUSIVE, SCARD_PROTOCOLS_T1);
        EXPECT(SCARD_HR_OK, scard_detach(card, (SCARD_DISPOSITIONS)disposition));
    }
    EXPECT(SCARD_HR_OK, scard_detach(attached(SCARD_SHARE_MODES_SHARED, SCARD_PROTOCOLS_T0), SCARD_DISPOSITIONS_LEAVE));
    EXPECT(SCARD_HR_OK, scard_detach(attached(SCARD_SHARE_MODES_SHARED, SCARD_PROTOCOLS_RAW), SCARD_DISPOSITIONS_LEAVE));

    EXPECT(SCARD_HR_OK, scard_attach_by_handle(number(0xCA4D0002F0000002), &card));
    EXPECT(SCARD_HR_OK, scard_detach(card, SCARD_DISPOSITIONS_UNPOWER));
    EXPECT(SCARD_HR_INVALID_HANDLE, scard_attach_by_handle(7, &card));
}

static void states(void)
{
    SCARD_STATES state = 0;
    scard_card *card = attached(SCARD_SHARE_MODES_SHARED, SCARD_PROTOCOLS_T1);
    EXPECT(SCARD_HR_OK, scard_get_status(card, &state));
    printf("%d\n", (int)state);
    EXPECT(SCARD_HR_OK, scard_detach(card, SCARD_DISPOSITIONS_LEAVE));
}

static void *create(REFCLSID clsid, REFIID iid)
{
    HMODULE library = GetModuleHandleA("scardssp.dll");
    class_getter get = (class_getter)(void (*)(void))GetProcAddress(library, "DllGetClassObject");
    IClassFactory *factory = NULL;
    void *object = NULL;
    CHECK(get(clsid, &IID_IClassFactory, (void **)&factory) == S_OK);
    CHECK(IClassFactory_CreateInstance(factory, NULL, iid, &object) == S_OK);
    IClassFactory_Release(factory);
    return object;
}

static void failures_of_the_service(void)
{
    ISCardDatabase *database = create(&CLSID_CSCardDatabase, &IID_ISCardDatabase);
    SAFEARRAY *names = NULL;
    scard_card *card = NULL;
    scard_hresult result = scard_attach_by_reader(FIRST, SCARD_SHARE_MODES_SHARED, SCARD_PROTOCOLS_T1, &card);
    printf("attach %08X\n", (unsigned)result);
    if (card) {
        uint8_t reply[2];
        uint32_t length = sizeof reply;
        result = scard_transmit(card, COMMAND, sizeof COMMAND, reply, &length);
        printf("transmit %08X\n", (unsigned)result);
        scard_detach(card, SCARD_DISPOSITIONS_LEAVE);
    }
    printf("cards %08X\n", (unsigned)ISCardDatabase_ListCards(database, NULL, NULL, 0, &names));
    SafeArrayDestroy(names);
    ISCardDatabase_Release(database);
}

/* Whether an array has these names and no others, and destroys it. */
static bool has(SAFEARRAY *array, const OLECHAR *const *names, ULONG count)
{
    bool all = array && array->cDims == 1 && array->rgsabound[0].cElements == count;
    for (ULONG i = 0; all && i < count; i++)
        all = wcscmp(((BSTR *)array->pvData)[i], names[i]) == 0;
    SafeArrayDestroy(array);
    return all;
}

#define HAS(array, ...)                                                                                                \
    CHECK(has((array), (const OLECHAR *const[]){__VA_ARGS__},                                                          \
              sizeof((const OLECHAR *const[]){__VA_ARGS__}) / sizeof(OLECHAR *)))

static SAFEARRAY *one(const OLECHAR *name)
{
    SAFEARRAY *array = SafeArrayCreateVector(VT_BSTR, 0, 1);
    LONG index = 0;
    BSTR text = SysAllocString(name);
    CHECK(SafeArrayPutElement(array, &index, text) == S_OK);
    SysFreeString(text);
    return array;
}

static void database(void)
{
    static const OLECHAR INTERFACE_OF_CARD[] = L"{01234567-89AB-CDEF-0123-456789ABCDEF}";
    static const GUID PROVIDER = {0x00112233, 0x4455, 0x6677, {0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF}};
    ISCardDatabase *database = create(&CLSID_CSCardDatabase, &IID_ISCardDatabase);
    ISCardLocate *locate = create(&CLSID_CSCardLocate, &IID_ISCardLocate);
    ISCard *card = create(&CLSID_CSCard, &IID_ISCard);
    IByteBuffer *atr = create(&CLSID_CByteBuffer, &IID_IByteBuffer);
    BSTR ausweis = SysAllocString(L"Ausweis \x20AC"), plain = SysAllocString(L"PLAIN card"),
         unknown = SysAllocString(L"nobody's");
    SAFEARRAY *names = NULL, *interfaces = one(INTERFACE_OF_CARD), *cards = one(L"ausweis \x20AC");
    SAFEARRAY *groups = one(L"Z\x00E4hler"), *strangers = one(L"nobody's"), *others = one(L"Plain card");
    LONG written = 0;
    GUID *provider = NULL;
    SCARDINFO *info = NULL;

    EXPECT(S_OK, ISCardDatabase_ListReaders(database, 0, &names));
    HAS(names, L"R\x00E9" L"ader \x0416 \xD83D\xDE00", L"Leser \x00FC");
    EXPECT(S_OK, ISCardDatabase_ListReaderGroups(database, 0, &names));
    HAS(names, L"SCard$DefaultReaders", L"Z\x00E4hler");
    EXPECT(S_OK, ISCardDatabase_ListCards(database, NULL, NULL, 0, &names));
    HAS(names, L"Ausweis \x20AC", L"Plain card");
    EXPECT(S_OK, IByteBuffer_Initialize(atr, 5, NULL));
    EXPECT(S_OK, IByteBuffer_Write(atr, (BYTE *)"\x3B\x80\x80\x01\x01", 5, &written));
    EXPECT(S_OK, ISCardDatabase_ListCards(database, atr, NULL, 0, &names));
    HAS(names, L"Ausweis \x20AC");
    EXPECT(S_OK, ISCardDatabase_ListCards(database, atr, interfaces, 0, &names));
    HAS(names, L"Ausweis \x20AC");
    EXPECT(S_OK, ISCardDatabase_ListCards(database, NULL, interfaces, 0, &names));
    HAS(names, L"Ausweis \x20AC");

    EXPECT(S_OK, ISCardDatabase_GetProviderCardId(database, ausweis, &provider));
    CHECK(provider && memcmp(provider, &PROVIDER, sizeof PROVIDER) == 0);
    CoTaskMemFree(provider);
    EXPECT(SCARD_HR_ICC_INSTALLATION, ISCardDatabase_GetProviderCardId(database, plain, &provider));
    EXPECT(SCARD_HR_UNKNOWN_CARD, ISCardDatabase_GetProviderCardId(database, unknown, &provider));
    EXPECT(S_OK, ISCardDatabase_ListCardInterfaces(database, ausweis, &names));
    HAS(names, INTERFACE_OF_CARD);
    EXPECT(S_OK, ISCardDatabase_ListCardInterfaces(database, plain, &names));
    CHECK(has(names, NULL, 0));
    EXPECT(SCARD_HR_UNKNOWN_CARD, ISCardDatabase_ListCardInterfaces(database, unknown, &names));

    EXPECT(S_OK, ISCardLocate_ConfigureCardNameSearch(locate, strangers, NULL, NULL, 2));
    EXPECT(SCARD_HR_UNKNOWN_CARD, ISCardLocate_FindCard(locate, SHARED, T1, 0, &info));
    EXPECT(S_OK, ISCardLocate_ConfigureCardNameSearch(locate, others, NULL, NULL, 2));
    EXPECT(SCARD_HR_NO_SMARTCARD, ISCardLocate_FindCard(locate, SHARED, T1, 0, &info));
    EXPECT(S_OK, ISCardLocate_ConfigureCardNameSearch(locate, cards, groups, NULL, 2));
    EXPECT(S_OK, ISCardLocate_FindCard(locate, SHARED, (SCARD_PROTOCOLS)3, 0, &info));
    CHECK(ISCardLocate_Release(locate) == 0);
    if (CHECK(info != NULL)) {
        CHECK(info->hCard == number(0xCA4D0002F0000002) && info->hContext == number(0xC0DE000180000001));
        CHECK(info->ActiveProtocol == T1 && info->ShareMode == SHARED);
        EXPECT(S_OK, ISCard_AttachByHandle(card, info->hCard));
        CoTaskMemFree(info);
    }
    EXPECT(S_OK, ISCard_LockSCard(card));
    EXPECT(S_OK, ISCard_UnlockSCard(card, LEAVE));
    EXPECT(S_OK, ISCard_Detach(card, RESET));
    CHECK(ISCard_Release(card) == 0);

    locate = create(&CLSID_CSCardLocate, &IID_ISCardLocate);
    EXPECT(S_OK, ISCardLocate_ConfigureCardGuidSearch(locate, interfaces, NULL, NULL, 2));
    EXPECT(S_OK, ISCardLocate_FindCard(locate, EXCLUSIVE, T1, 0, &info));
    CoTaskMemFree(info);
    CHECK(ISCardLocate_Release(locate) == 0);
    CHECK(ISCardDatabase_Release(database) == 0 && IByteBuffer_Release(atr) == 0);
    SafeArrayDestroy(interfaces), SafeArrayDestroy(cards), SafeArrayDestroy(groups);
    SafeArrayDestroy(strangers), SafeArrayDestroy(others);
    SysFreeString(ausweis), SysFreeString(plain), SysFreeString(unknown);
}

static void without(void)
{
    static const char VIRTUAL[] = "scardssp Virtual Reader 00";
    ISCardDatabase *database = create(&CLSID_CSCardDatabase, &IID_ISCardDatabase);
    BSTR unknown = SysAllocString(L"nobody's");
    SAFEARRAY *names = NULL;
    char list[100];
    uint32_t length = sizeof list;
    scard_card *card = NULL;
    scard_hresult listed = scard_list_readers(list, &length);
    bool is_virtual = listed == SCARD_HR_OK && strcmp(list, VIRTUAL) == 0;

    printf("list %08X\n", (unsigned)(is_virtual ? SCARD_HR_OK : listed));
    printf("attach %08X\n",
           (unsigned)scard_attach_by_reader(FIRST, SCARD_SHARE_MODES_SHARED, SCARD_PROTOCOLS_T1, &card));
    CHECK(SCARD_FAILED(scard_attach_by_handle(7, &card)));
    printf("groups %08X\n", (unsigned)ISCardDatabase_ListReaderGroups(database, 0, &names));
    if (names)
        HAS(names, L"SCard$DefaultReaders");
    names = NULL;
    printf("cards %08X\n", (unsigned)ISCardDatabase_ListCards(database, NULL, NULL, 0, &names));
    if (names)
        CHECK(has(names, NULL, 0));
    names = NULL;
    printf("interfaces %08X\n", (unsigned)ISCardDatabase_ListCardInterfaces(database, unknown, &names));
    if (is_virtual) {
        uint8_t reply[300];
        length = sizeof reply;
        EXPECT(SCARD_HR_OK, scard_attach_by_reader(VIRTUAL, SCARD_SHARE_MODES_EXCLUSIVE, (SCARD_PROTOCOLS)3, &card));
        EXPECT(SCARD_HR_OK, scard_transmit(card, (const uint8_t *)"\0\xA4\0\0", 4, reply, &length));
        EXPECT(SCARD_HR_OK, scard_detach(card, SCARD_DISPOSITIONS_LEAVE));
    }
    SysFreeString(unknown);
    CHECK(ISCardDatabase_Release(database) == 0);
}

int main(int count, char **arguments)
{
    static const struct {
        const char *name;
        void (*run)(void);
    } PARTS[] = {{"flat", flat},
                 {"states", states},
                 {"failures", failures_of_the_service},
                 {"database", database},
                 {"without", without}};
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
        if (count == 2 && strcmp(arguments[1], PARTS[i].name) == 0) {
            PARTS[i].run();
            return result();
        }
    return 2;
}
