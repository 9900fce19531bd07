/*
 * winscard.dll for tests: writes each call to the file that STANDIN_RECORD names, arguments and all, and answers from a
 * small table. Only the functions are there that the library may import, so one of the ANSI code page does not load.
 *
 * Two readers, of which the second has no card; one card with a T=1 connection, two kinds of cards in the database.
 * STANDIN_FAIL, as "SCardTransmit=0000006D", makes a function fail.
 */
#define WIN32_LEAN_AND_MEAN
#define WINSCARDAPI
#include <windows.h>
#include <winscard.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Numbers that need all bits of their type, so that one cut to 32 bits on the way is seen. */
static const SCARDCONTEXT OPENED = (SCARDCONTEXT)0xC0DE000180000001;
static const SCARDHANDLE CARD = (SCARDHANDLE)0xCA4D0002F0000002;
static const BYTE ATR[] = {0x3B, 0x80, 0x80, 0x01, 0x01};
static const GUID PROVIDER = {0x00112233, 0x4455, 0x6677, {0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF}};
static const GUID ABILITY = {0x01234567, 0x89AB, 0xCDEF, {1, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF}};

/* A Latin letter, a Cyrillic one, one of two units; "Leser" is without a card. */
static const WCHAR READERS[] = L"R\x00E9" L"ader \x0416 \xD83D\xDE00\0Leser \x00FC\0";
static const WCHAR FIRST[] = L"R\x00E9" L"ader \x0416 \xD83D\xDE00\0";
static const WCHAR GROUPS[] = L"SCard$DefaultReaders\0Z\x00E4hler\0";
static const WCHAR CARDS[] = L"Ausweis \x20AC\0Plain card\0";
static const WCHAR CARD_WITH_ALL[] = L"Ausweis \x20AC\0";
static const WCHAR NO_CARDS[] = L"\0";

static void record(const char *format, ...)
{
    const char *path = getenv("STANDIN_RECORD");
    FILE *file = path ? fopen(path, "ab") : NULL;
    va_list values;
    if (!file)
        return;
    va_start(values, format);
    vfprintf(file, format, values);
    va_end(values);
    fclose(file);
}

/* A text or list of texts as hexadecimal units; "NULL" for none. */
static const char *units(const WCHAR *text, size_t count)
{
    static char written[2][2048];
    static int next;
    char *buffer = written[next ^= 1];
    size_t length = 0;
    if (!text)
        return "NULL";
    buffer[0] = 0;
    for (size_t i = 0; i < count && length < sizeof written[0] - 8; i++)
        length += (size_t)(text[i] > ' ' && text[i] < 0x7F ? sprintf(buffer + length, "%c", (char)text[i])
                                                          : sprintf(buffer + length, "<%04X>", text[i]));
    return buffer;
}

static const char *text(const WCHAR *text)
{
    return units(text, text ? wcslen(text) : 0);
}

static const char *hex(const BYTE *bytes, size_t count)
{
    static char written[2][2048];
    static int next;
    char *buffer = written[next ^= 1];
    if (!bytes)
        return "NULL";
    buffer[0] = 0;
    for (size_t i = 0; i < count && i < 1000; i++)
        sprintf(buffer + 2 * i, "%02X", bytes[i]);
    return buffer;
}

static LONG outcome(const char *function)
{
    const char *fail = getenv("STANDIN_FAIL");
    size_t length = strlen(function);
    if (fail && strncmp(fail, function, length) == 0 && fail[length] == '=')
        return (LONG)strtoul(fail + length + 1, NULL, 16);
    return SCARD_S_SUCCESS;
}

/* Gives a list to who asked for its length or has room for it. */
static LONG give(const void *list, DWORD count, size_t size, void *buffer, DWORD *room)
{
    DWORD had = *room;
    *room = count;
    if (!buffer)
        return SCARD_S_SUCCESS;
    if (had == SCARD_AUTOALLOCATE)
        return SCARD_E_INVALID_PARAMETER;
    if (had < count)
        return SCARD_E_INSUFFICIENT_BUFFER;
    memcpy(buffer, list, count * size);
    return SCARD_S_SUCCESS;
}

#define GIVE(list, buffer, room) give((list), sizeof(list) / sizeof *(list), sizeof *(list), (buffer), (room))

#define CHECKED(function, what, wanted, otherwise)                                                                     \
    do {                                                                                                               \
        LONG result = outcome(function);                                                                               \
        if (result != SCARD_S_SUCCESS)                                                                                 \
            return result;                                                                                             \
        if ((what) != (wanted))                                                                                        \
            return (otherwise);                                                                                        \
    } while (0)
#define OF_CONTEXT(function) CHECKED(function, context, OPENED, ERROR_INVALID_HANDLE)
#define OF_CARD(function) CHECKED(function, card, CARD, ERROR_INVALID_HANDLE)

LONG WINAPI SCardEstablishContext(DWORD scope, LPCVOID first, LPCVOID second, LPSCARDCONTEXT context)
{
    record("SCardEstablishContext scope=%lu reserved=%d\n", scope, first || second);
    CHECKED("SCardEstablishContext", scope, SCARD_SCOPE_USER, SCARD_E_INVALID_VALUE);
    *context = OPENED;
    return SCARD_S_SUCCESS;
}

LONG WINAPI SCardReleaseContext(SCARDCONTEXT context)
{
    record("SCardReleaseContext\n");
    OF_CONTEXT("SCardReleaseContext");
    return SCARD_S_SUCCESS;
}

LONG WINAPI SCardListReadersW(SCARDCONTEXT context, LPCWSTR groups, LPWSTR readers, LPDWORD length)
{
    size_t end = 0;
    while (groups && groups[end])
        end += wcslen(groups + end) + 1;
    record("SCardListReadersW groups=%s room=%lu\n", units(groups, end), readers ? *length : 0);
    OF_CONTEXT("SCardListReadersW");
    return groups ? GIVE(FIRST, readers, length) : GIVE(READERS, readers, length);
}

LONG WINAPI SCardListReaderGroupsW(SCARDCONTEXT context, LPWSTR groups, LPDWORD length)
{
    record("SCardListReaderGroupsW room=%lu\n", groups ? *length : 0);
    OF_CONTEXT("SCardListReaderGroupsW");
    return GIVE(GROUPS, groups, length);
}

LONG WINAPI SCardListCardsW(SCARDCONTEXT context, LPCBYTE atr, LPCGUID interfaces, DWORD count, LPWSTR cards,
                            LPDWORD length)
{
    BOOL fits = !atr || memcmp(atr, ATR, sizeof ATR) == 0, has_all = TRUE;
    for (DWORD i = 0; i < count; i++)
        has_all = has_all && memcmp(interfaces + i, &ABILITY, sizeof ABILITY) == 0;
    record("SCardListCardsW atr=%s count=%lu interfaces=%s room=%lu\n", hex(atr, 8), count,
           hex((const BYTE *)interfaces, count * sizeof(GUID)), cards ? *length : 0);
    OF_CONTEXT("SCardListCardsW");
    if (!fits || !has_all)
        return GIVE(NO_CARDS, cards, length);
    return count || atr ? GIVE(CARD_WITH_ALL, cards, length) : GIVE(CARDS, cards, length);
}

LONG WINAPI SCardListInterfacesW(SCARDCONTEXT context, LPCWSTR name, LPGUID interfaces, LPDWORD count)
{
    record("SCardListInterfacesW card=%s room=%lu\n", text(name), interfaces ? *count : 0);
    OF_CONTEXT("SCardListInterfacesW");
    return wcscmp(name, CARDS) == 0 ? give(&ABILITY, 1, sizeof ABILITY, interfaces, count) : ERROR_FILE_NOT_FOUND;
}

LONG WINAPI SCardGetProviderIdW(SCARDCONTEXT context, LPCWSTR name, LPGUID provider)
{
    record("SCardGetProviderIdW card=%s\n", text(name));
    OF_CONTEXT("SCardGetProviderIdW");
    if (wcscmp(name, CARDS) != 0)
        return ERROR_FILE_NOT_FOUND;
    *provider = PROVIDER;
    return SCARD_S_SUCCESS;
}

LONG WINAPI SCardGetStatusChangeW(SCARDCONTEXT context, DWORD timeout, LPSCARD_READERSTATEW states, DWORD count)
{
    record("SCardGetStatusChangeW timeout=%lu count=%lu reader=%s current=%lu\n", timeout, count,
           text(states->szReader), states->dwCurrentState);
    OF_CONTEXT("SCardGetStatusChangeW");
    if (wcscmp(states->szReader, READERS) != 0) {
        states->dwEventState = SCARD_STATE_CHANGED | SCARD_STATE_EMPTY;
        return SCARD_S_SUCCESS;
    }
    states->dwEventState = SCARD_STATE_CHANGED | SCARD_STATE_PRESENT;
    states->cbAtr = sizeof ATR;
    memcpy(states->rgbAtr, ATR, sizeof ATR);
    return SCARD_S_SUCCESS;
}

LONG WINAPI SCardConnectW(SCARDCONTEXT context, LPCWSTR reader, DWORD share, DWORD protocols, LPSCARDHANDLE card,
                          LPDWORD active)
{
    record("SCardConnectW reader=%s share=%lu protocols=%lX\n", text(reader), share, protocols);
    OF_CONTEXT("SCardConnectW");
    if (wcscmp(reader, READERS) != 0)
        return wcscmp(reader, L"Leser \x00FC") == 0 ? SCARD_E_NO_SMARTCARD : SCARD_E_UNKNOWN_READER;
    *card = CARD;
    *active = protocols & SCARD_PROTOCOL_T1 ? SCARD_PROTOCOL_T1 : protocols;
    return SCARD_S_SUCCESS;
}

LONG WINAPI SCardReconnect(SCARDHANDLE card, DWORD share, DWORD protocols, DWORD init, LPDWORD active)
{
    record("SCardReconnect share=%lu protocols=%lX init=%lu\n", share, protocols, init);
    OF_CARD("SCardReconnect");
    *active = SCARD_PROTOCOL_T1;
    return SCARD_S_SUCCESS;
}

LONG WINAPI SCardDisconnect(SCARDHANDLE card, DWORD disposition)
{
    record("SCardDisconnect disposition=%lu\n", disposition);
    OF_CARD("SCardDisconnect");
    return SCARD_S_SUCCESS;
}

LONG WINAPI SCardBeginTransaction(SCARDHANDLE card)
{
    record("SCardBeginTransaction\n");
    OF_CARD("SCardBeginTransaction");
    return SCARD_S_SUCCESS;
}

LONG WINAPI SCardEndTransaction(SCARDHANDLE card, DWORD disposition)
{
    record("SCardEndTransaction disposition=%lu\n", disposition);
    OF_CARD("SCardEndTransaction");
    return SCARD_S_SUCCESS;
}

LONG WINAPI SCardStatusW(SCARDHANDLE card, LPWSTR reader, LPDWORD length, LPDWORD state, LPDWORD protocol, LPBYTE atr,
                         LPDWORD atr_length)
{
    const char *ordinal = getenv("STANDIN_STATE");
    LONG result;
    record("SCardStatusW\n");
    OF_CARD("SCardStatusW");
    *state = ordinal ? strtoul(ordinal, NULL, 10) : SCARD_SPECIFIC;
    *protocol = SCARD_PROTOCOL_T1;
    result = give(ATR, sizeof ATR, 1, atr, atr_length);
    return result ? result : GIVE(FIRST, reader, length);
}

LONG WINAPI SCardTransmit(SCARDHANDLE card, LPCSCARD_IO_REQUEST pci, LPCBYTE command, DWORD length,
                          LPSCARD_IO_REQUEST reply_pci, LPBYTE reply, LPDWORD reply_length)
{
    record("SCardTransmit protocol=%lX pci=%lu command=%s reply_pci=%d room=%lu\n", pci->dwProtocol, pci->cbPciLength,
           hex(command, length), reply_pci != NULL, *reply_length);
    OF_CARD("SCardTransmit");
    return GIVE(((const BYTE[]){0xDA, 0x90, 0x00}), reply, reply_length);
}

LONG WINAPI SCardControl(SCARDHANDLE card, DWORD code, LPCVOID input, DWORD length, LPVOID output, DWORD room,
                         LPDWORD given)
{
    record("SCardControl code=%08lX input=%s room=%lu\n", code, hex(input, length), room);
    OF_CARD("SCardControl");
    *given = room;
    return GIVE(((const BYTE[]){0xC0, 0xC1}), output, given);
}

LONG WINAPI SCardGetAttrib(SCARDHANDLE card, DWORD id, LPBYTE value, LPDWORD length)
{
    record("SCardGetAttrib id=%08lX\n", id);
    OF_CARD("SCardGetAttrib");
    return GIVE(ATR, value, length);
}

LONG WINAPI SCardSetAttrib(SCARDHANDLE card, DWORD id, LPCBYTE value, DWORD length)
{
    record("SCardSetAttrib id=%08lX value=%s\n", id, hex(value, length));
    OF_CARD("SCardSetAttrib");
    return SCARD_S_SUCCESS;
}
