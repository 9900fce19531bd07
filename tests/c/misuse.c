/*
 * Everything that can be passed wrongly, to every function. What was tried is printed as lines
 * "KIND FUNCTION PARAMETER", which tests/misuse.rs compares with the parameters in include/scard.h.
 */
#include "check.h"
#include "every.h"

#define READER "misuse"

/* Not 0 in any byte, and no value of any enumeration. */
#define GARBAGE 0xA5A5A5A5u

static scard_card *card;

static void tried(const char *kind, const char *function, const char *parameter)
{
    printf("%s %s %s\n", kind, function, parameter);
}

/* A call with one parameter that is wrong in this way. */
#define TRY(kind, function, parameter, wanted, ...) \
    (EXPECT(wanted, function(__VA_ARGS__)), tried(#kind, #function, #parameter))

/* ---- handles ---- */

static void bad_handle(scard_card *bad)
{
    struct outcome outcomes[MOST_FUNCTIONS];
    size_t count = call_every(bad, "bad handle", outcomes);

    for (size_t i = 0; i < count; i++) {
        if (!outcomes[i].takes_card)
            continue;
        expect(outcomes[i].hr, SCARD_HR_INVALID_HANDLE, outcomes[i].function, __FILE__, __LINE__);
        tried("handle", outcomes[i].function, "card");
    }
}

static void handles(void)
{
    scard_card *ended = NULL;
    uintptr_t winscard_handle = 0;
    int on_stack = 0;
    char *on_heap = block(64);

    EXPECT(SCARD_HR_OK, scard_attach_by_reader(READER, SHARED, T0 | T1, &ended));
    EXPECT(SCARD_HR_OK, scard_detach(ended, LEAVE));
    EXPECT(SCARD_HR_INVALID_HANDLE, scard_detach(ended, LEAVE));
    EXPECT(SCARD_HR_OK, scard_get_card_handle(card, &winscard_handle));

    bad_handle(NULL);
    bad_handle(ended);
    bad_handle((scard_card *)&on_stack);
    bad_handle((scard_card *)on_heap);
    bad_handle((scard_card *)&card);
    bad_handle((scard_card *)winscard_handle); /* of another kind */
    bad_handle((scard_card *)1);
    bad_handle((scard_card *)UINTPTR_MAX);
    bad_handle((scard_card *)((uintptr_t)card + 1));
    bad_handle((scard_card *)((uintptr_t)card + 2));
    free(on_heap);

    EXPECT(SCARD_HR_OK, scard_get_protocol(card, &(SCARD_PROTOCOLS){T0}));
}

/* ---- pointers ---- */

static void null_pointers(void)
{
    scard_card *attached;
    uint8_t apdu[] = {0x00, 0x84, 0x00, 0x00, 0x08}, bytes[300];
    uint32_t len = sizeof bytes;

    TRY(null, scard_list_readers, len, SCARD_HR_POINTER, (char *)bytes, NULL);
    TRY(null, scard_list_readers, readers, SCARD_HR_OK, NULL, &len);
    CHECK(len >= sizeof READER + 1);
    TRY(null, scard_attach_by_reader, reader, SCARD_HR_POINTER, NULL, SHARED, T0, &attached);
    TRY(null, scard_attach_by_reader, card, SCARD_HR_POINTER, READER, SHARED, T0, NULL);
    TRY(null, scard_attach_by_handle, card, SCARD_HR_POINTER, 1, NULL);
    TRY(null, scard_get_atr, atr, SCARD_HR_OK, card, NULL, &len);
    TRY(null, scard_get_atr, len, SCARD_HR_POINTER, card, bytes, NULL);
    TRY(null, scard_get_card_handle, winscard_handle, SCARD_HR_POINTER, card, NULL);
    TRY(null, scard_get_context, winscard_context, SCARD_HR_POINTER, card, NULL);
    TRY(null, scard_get_protocol, protocol, SCARD_HR_POINTER, card, NULL);
    TRY(null, scard_get_status, state, SCARD_HR_POINTER, card, NULL);
    TRY(null, scard_get_reader_name, reader, SCARD_HR_OK, card, NULL, &len);
    CHECK(len == sizeof READER);
    TRY(null, scard_get_reader_name, len, SCARD_HR_POINTER, card, (char *)bytes, NULL);
    len = sizeof bytes;
    TRY(null, scard_transmit, apdu, SCARD_HR_POINTER, card, NULL, 0, bytes, &len);
    TRY(null, scard_transmit, apdu, SCARD_HR_POINTER, card, NULL, UINT32_MAX, bytes, &len);
    len = sizeof bytes;
    TRY(null, scard_transmit, reply, SCARD_HR_POINTER, card, apdu, sizeof apdu, NULL, &len);
    TRY(null, scard_transmit, reply_len, SCARD_HR_POINTER, card, apdu, sizeof apdu, bytes, NULL);
    len = sizeof bytes;
    TRY(null, scard_control, in, SCARD_HR_POINTER, card, 0, NULL, 1, bytes, &len);
    TRY(null, scard_control, in, SCARD_HR_POINTER, card, 0, NULL, UINT32_MAX, bytes, &len);
    TRY(null, scard_control, in, SCARD_HR_UNSUPPORTED_FEATURE, card, 0, NULL, 0, bytes, &len);
    len = 0;
    TRY(null, scard_control, out, SCARD_HR_UNSUPPORTED_FEATURE, card, 0, apdu, sizeof apdu, NULL, &len);
    TRY(null, scard_control, out_len, SCARD_HR_POINTER, card, 0, apdu, sizeof apdu, bytes, NULL);
    TRY(null, scard_get_attribute, value, SCARD_HR_OK, card, 0x00090303, NULL, &len);
    TRY(null, scard_get_attribute, len, SCARD_HR_POINTER, card, 0x00090303, bytes, NULL);
    TRY(null, scard_set_attribute, value, SCARD_HR_POINTER, card, 0x00090303, NULL, 1);
    TRY(null, scard_set_attribute, value, SCARD_HR_POINTER, card, 0x00090303, NULL, UINT32_MAX);
    TRY(null, scard_set_attribute, value, SCARD_HR_UNSUPPORTED_FEATURE, card, 0x00090303, NULL, 0);
    TRY(null, scard_virtual_reader_add, name, SCARD_HR_POINTER, NULL, NULL);
    TRY(null, scard_virtual_reader_add, profile, SCARD_HR_OK, "null profile", NULL);
    TRY(null, scard_virtual_card_remove, name, SCARD_HR_POINTER, NULL);
    EXPECT(SCARD_HR_OK, scard_virtual_card_remove("null profile"));
    TRY(null, scard_virtual_card_insert, name, SCARD_HR_POINTER, NULL, NULL);
    TRY(null, scard_virtual_card_insert, profile, SCARD_HR_OK, "null profile", NULL);
    TRY(null, scard_virtual_reader_remove, name, SCARD_HR_POINTER, NULL);
    EXPECT(SCARD_HR_OK, scard_virtual_reader_remove("null profile"));
}

/* ---- values outside the enumerations ---- */

static void outside_enums(void)
{
    const uint32_t no_share[] = {0, 3, 4, 0x101, GARBAGE, UINT32_MAX};
    const uint32_t no_disposition[] = {4, 5, 0x100, GARBAGE, UINT32_MAX};
    const uint32_t no_protocol[] = {0, 4, 7, 0xFE, 0x100, 0x1FF, GARBAGE, UINT32_MAX};
    scard_card *attached;

    for (size_t i = 0; i < sizeof no_share / sizeof *no_share; i++) {
        SCARD_SHARE_MODES share = (SCARD_SHARE_MODES)no_share[i];
        TRY(outside, scard_attach_by_reader, share, SCARD_HR_INVALIDARG, READER, share, T0 | T1, &attached);
        TRY(outside, scard_reattach, share, SCARD_HR_INVALIDARG, card, share, LEAVE);
    }
    for (size_t i = 0; i < sizeof no_protocol / sizeof *no_protocol; i++) {
        SCARD_PROTOCOLS protocol = (SCARD_PROTOCOLS)no_protocol[i];
        TRY(outside, scard_attach_by_reader, protocol, SCARD_HR_INVALIDARG, READER, SHARED, protocol, &attached);
    }
    for (size_t i = 0; i < sizeof no_disposition / sizeof *no_disposition; i++) {
        SCARD_DISPOSITIONS disposition = (SCARD_DISPOSITIONS)no_disposition[i];
        TRY(outside, scard_reattach, init_state, SCARD_HR_INVALIDARG, card, SHARED, disposition);

        EXPECT(SCARD_HR_OK, scard_lock(card));
        TRY(outside, scard_unlock, disposition, SCARD_HR_INVALIDARG, card, disposition);
        EXPECT(SCARD_HR_OK, scard_unlock(card, LEAVE)); /* it was still held */
        EXPECT(SCARD_HR_NOT_TRANSACTED, scard_unlock(card, LEAVE));

        EXPECT(SCARD_HR_OK, scard_attach_by_reader(READER, SHARED, T0 | T1, &attached));
        TRY(outside, scard_detach, disposition, SCARD_HR_INVALIDARG, attached, disposition);
        EXPECT(SCARD_HR_INVALID_HANDLE, scard_detach(attached, LEAVE)); /* it has ended all the same */
    }
    /* None of it disturbed the card. */
    SCARD_STATES state;
    EXPECT(SCARD_HR_OK, scard_get_status(card, &state));
}

/* ---- slots that are cleared before anything else ---- */

#define CLEARED(function, parameter, slot, ...) \
    do { \
        memset(&(slot), 0xA5, sizeof(slot)); \
        CHECK(SCARD_FAILED(function(__VA_ARGS__))); \
        CHECK(memcmp(&(slot), zeros, sizeof(slot)) == 0); \
        tried("cleared", #function, #parameter); \
    } while (0)

static void cleared_slots(void)
{
    static const uint8_t zeros[16];
    scard_card *bad = (scard_card *)1, *attached;
    uint8_t bytes[300], apdu[] = {0x00, 0x84, 0x00, 0x00, 0x08};
    uint32_t len;
    uintptr_t number;
    SCARD_PROTOCOLS protocol;
    SCARD_STATES state;

    CLEARED(scard_attach_by_reader, card, attached, "no such reader", SHARED, T0, &attached);
    CLEARED(scard_attach_by_reader, card, attached, NULL, SHARED, T0, &attached);
    CLEARED(scard_attach_by_reader, card, attached, READER, (SCARD_SHARE_MODES)0, T0, &attached);
    CLEARED(scard_attach_by_reader, card, attached, READER, SHARED, (SCARD_PROTOCOLS)0, &attached);
    CLEARED(scard_attach_by_reader, card, attached, READER, SHARED, RAW, &attached);
    CLEARED(scard_attach_by_handle, card, attached, 0, &attached);
    CLEARED(scard_attach_by_handle, card, attached, UINTPTR_MAX, &attached);
    CLEARED(scard_get_atr, len, len, bad, bytes, &len);
    CLEARED(scard_get_card_handle, winscard_handle, number, bad, &number);
    CLEARED(scard_get_context, winscard_context, number, bad, &number);
    CLEARED(scard_get_protocol, protocol, protocol, bad, &protocol);
    CLEARED(scard_get_status, state, state, bad, &state);
    CLEARED(scard_get_reader_name, len, len, bad, (char *)bytes, &len);
    CLEARED(scard_transmit, reply_len, len, bad, apdu, sizeof apdu, bytes, &len);
    CLEARED(scard_transmit, reply_len, len, card, apdu, 3, bytes, &len);
    CLEARED(scard_transmit, reply_len, len, card, NULL, 0, bytes, &len);
    CLEARED(scard_transmit, reply_len, len, card, apdu, sizeof apdu, NULL, &len);
    CLEARED(scard_control, out_len, len, bad, 0, apdu, sizeof apdu, bytes, &len);
    CLEARED(scard_control, out_len, len, card, 0, NULL, 1, bytes, &len);
    CLEARED(scard_control, out_len, len, card, 0, apdu, sizeof apdu, bytes, &len);
    CLEARED(scard_get_attribute, len, len, bad, 0x00090303, bytes, &len);
    CLEARED(scard_get_attribute, len, len, card, GARBAGE, bytes, &len);

    /* A list cannot be had when there is no reader. */
    EXPECT(SCARD_HR_OK, scard_detach(card, LEAVE));
    EXPECT(SCARD_HR_OK, scard_virtual_reader_remove(READER));
    CLEARED(scard_list_readers, len, len, (char *)bytes, &len);
    EXPECT(SCARD_HR_OK, scard_virtual_reader_add(READER, NULL));
    EXPECT(SCARD_HR_OK, scard_attach_by_reader(READER, SHARED, T0 | T1, &card));
}

/* ---- room in buffers: far too much, exactly enough, one too few, none ---- */

typedef scard_hresult filler(void *buffer, uint32_t *len);

static scard_hresult fill_readers(void *buffer, uint32_t *len)
{
    return scard_list_readers(buffer, len);
}

static scard_hresult fill_atr(void *buffer, uint32_t *len)
{
    return scard_get_atr(card, buffer, len);
}

static scard_hresult fill_reader_name(void *buffer, uint32_t *len)
{
    return scard_get_reader_name(card, buffer, len);
}

static scard_hresult fill_attribute(void *buffer, uint32_t *len)
{
    return scard_get_attribute(card, 0x7FFF0003, buffer, len);
}

/* GET CHALLENGE, 8 bytes. */
static scard_hresult fill_reply(void *buffer, uint32_t *len)
{
    const uint8_t apdu[] = {0x00, 0x84, 0x00, 0x00, 0x08};
    return scard_transmit(card, apdu, sizeof apdu, buffer, len);
}

static void room(filler *fill, uint32_t needed, const char *function, const char *parameter)
{
    const uint32_t rooms[] = {100000, needed + 1, needed, needed - 1, 1, 0};

    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        uint32_t len = rooms[i];
        uint8_t *buffer = block(rooms[i]);
        bool fits = rooms[i] >= needed;

        expect(fill(buffer, &len), fits ? SCARD_HR_OK : SCARD_HR_INSUFFICIENT_BUFFER, function, __FILE__, __LINE__);
        CHECK(len == needed);
        CHECK(untouched(buffer, fits ? needed : 0, rooms[i]));
        free(buffer);
    }
    tried("room", function, parameter);
}

/* The length that a function says for a NULL buffer. */
static uint32_t length(filler *fill)
{
    uint32_t len = GARBAGE;
    EXPECT(SCARD_HR_OK, fill(NULL, &len));
    return len;
}

static void rooms(void)
{
    uint8_t byte = 0xA5;
    uint32_t len = UINT32_MAX;

    room(fill_readers, length(fill_readers), "scard_list_readers", "len");
    room(fill_atr, length(fill_atr), "scard_get_atr", "len");
    room(fill_reader_name, length(fill_reader_name), "scard_get_reader_name", "len");
    room(fill_attribute, length(fill_attribute), "scard_get_attribute", "len");
    room(fill_reply, 8 + 2, "scard_transmit", "reply_len");

    /* Virtual readers know no control codes, so nothing is ever written. */
    EXPECT(SCARD_HR_UNSUPPORTED_FEATURE, scard_control(card, 0, NULL, 0, &byte, &len));
    CHECK(byte == 0xA5 && len == 0);
    tried("room", "scard_control", "out_len");
}

/* ---- lengths of what is sent ---- */

static void lengths(void)
{
    uint8_t *apdu = block(65545), reply[300];
    uint32_t len;
    const uint32_t refused[] = {0, 1, 2, 3, 65545};

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        len = sizeof reply;
        memset(reply, 0xA5, sizeof reply);
        TRY(length, scard_transmit, apdu_len, SCARD_HR_INVALIDARG, card, apdu, refused[i], reply, &len);
        CHECK(len == 0 && untouched(reply, 0, sizeof reply));
    }
    /* The longest and the shortest command reach the card, which says what it thinks of them. */
    len = sizeof reply;
    TRY(length, scard_transmit, apdu_len, SCARD_HR_OK, card, apdu, 65544, reply, &len);
    CHECK(len == 2 && reply[0] == 0x67 && reply[1] == 0x00);
    len = sizeof reply;
    TRY(length, scard_transmit, apdu_len, SCARD_HR_OK, card, apdu, 4, reply, &len);
    CHECK(len == 2);

    const uint32_t any[] = {0, 1, 3, 65545};
    for (size_t i = 0; i < sizeof any / sizeof *any; i++) {
        len = sizeof reply;
        TRY(length, scard_control, in_len, SCARD_HR_UNSUPPORTED_FEATURE, card, 0, apdu, any[i], reply, &len);
        TRY(length, scard_set_attribute, len, SCARD_HR_UNSUPPORTED_FEATURE, card, 0x00090303, apdu, any[i]);
    }
    free(apdu);
}

static void same_memory_for_command_and_reply(void)
{
    uint8_t bytes[64] = {0x00, 0x84, 0x00, 0x00, 0x08};
    uint32_t len = sizeof bytes;

    EXPECT(SCARD_HR_OK, scard_transmit(card, bytes, 5, bytes, &len));
    CHECK(len == 10 && bytes[8] == 0x90 && bytes[9] == 0x00);

    memcpy(bytes + 1, "\x00\x84\x00\x00\x08", 5);
    len = sizeof bytes;
    EXPECT(SCARD_HR_OK, scard_transmit(card, bytes + 1, 5, bytes, &len));
    CHECK(len == 10 && bytes[8] == 0x90 && bytes[9] == 0x00);

    len = sizeof bytes;
    EXPECT(SCARD_HR_UNSUPPORTED_FEATURE, scard_control(card, 0, bytes, 5, bytes, &len));
}

/* ---- texts ---- */

static void texts(void)
{
    char name[5001];
    scard_card *attached;

    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    TRY(text, scard_attach_by_reader, reader, SCARD_HR_INVALIDARG, "", SHARED, T0, &attached);
    TRY(text, scard_attach_by_reader, reader, SCARD_HR_UNKNOWN_READER, name, SHARED, T0, &attached);
    TRY(text, scard_virtual_reader_add, name, SCARD_HR_INVALIDARG, "", NULL);
    TRY(text, scard_virtual_reader_add, name, SCARD_HR_INVALIDARG, name, NULL);
    TRY(text, scard_virtual_reader_add, profile, SCARD_HR_WIN32_FILE_NOT_FOUND, "text", "");
    TRY(text, scard_virtual_reader_add, profile, SCARD_HR_WIN32_FILE_NOT_FOUND, "text", "/no/such/file");
    TRY(text, scard_virtual_reader_remove, name, SCARD_HR_INVALIDARG, "");
    TRY(text, scard_virtual_reader_remove, name, SCARD_HR_UNKNOWN_READER, name);
    TRY(text, scard_virtual_card_insert, name, SCARD_HR_INVALIDARG, "", NULL);
    TRY(text, scard_virtual_card_insert, name, SCARD_HR_UNKNOWN_READER, name, NULL);
    TRY(text, scard_virtual_card_remove, name, SCARD_HR_INVALIDARG, "");
    TRY(text, scard_virtual_card_remove, name, SCARD_HR_UNKNOWN_READER, name);
    EXPECT(SCARD_HR_OK, scard_virtual_card_remove(READER));
    TRY(text, scard_virtual_card_insert, profile, SCARD_HR_WIN32_FILE_NOT_FOUND, READER, "/no/such/file");
    EXPECT(SCARD_HR_OK, scard_virtual_card_insert(READER, NULL));
    EXPECT(SCARD_HR_OK, scard_reattach(card, SHARED, LEAVE));

    /* 127 bytes are allowed, and any byte in them. */
    memset(name, '\xE9', 127);
    name[127] = '\0';
    EXPECT(SCARD_HR_OK, scard_virtual_reader_add(name, NULL));
    EXPECT(SCARD_HR_OK, scard_attach_by_reader(name, SHARED, T0, &attached));
    EXPECT(SCARD_HR_OK, scard_detach(attached, LEAVE));
    EXPECT(SCARD_HR_OK, scard_virtual_reader_remove(name));
    name[127] = '\xE9';
    name[128] = '\0';
    EXPECT(SCARD_HR_INVALIDARG, scard_virtual_reader_add(name, NULL));
}

/* ---- functions that cannot fail ---- */

static void any_value(void)
{
    const uint32_t codes[] = {0, 1, 0x8010000C, 0x8010ABCD, 0x7FFFFFFF, GARBAGE, UINT32_MAX};

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        CHECK(strlen(scard_hresult_name((scard_hresult)codes[i])) > 0);
        CHECK(strlen(scard_hresult_message((scard_hresult)codes[i])) > 0);
    }
    CHECK(strcmp(scard_hresult_name((scard_hresult)0x8010000C), "SCARD_E_NO_SMARTCARD") == 0);
    CHECK(strcmp(scard_hresult_name((scard_hresult)0x8010ABCD), "UNKNOWN") == 0);
    tried("any", "scard_hresult_name", "hr");
    tried("any", "scard_hresult_message", "hr");
    for (uint32_t sw = 0; sw <= UINT16_MAX; sw++)
        if (strlen(scard_status_word_message((uint16_t)sw)) == 0)
            CHECK(!"a status word without a text");
    tried("any", "scard_status_word_message", "sw");
    CHECK(scard_version() == SCARD_VERSION);
    CHECK(strchr(scard_version_string(), '.') != NULL);
}

int main(void)
{
    EXPECT(SCARD_HR_OK, scard_virtual_reader_add(READER, NULL));
    EXPECT(SCARD_HR_OK, scard_attach_by_reader(READER, SHARED, T0 | T1, &card));

    handles();
    null_pointers();
    outside_enums();
    cleared_slots();
    rooms();
    lengths();
    same_memory_for_command_and_reply();
    texts();
    any_value();

    EXPECT(SCARD_HR_OK, scard_detach(card, LEAVE));
    EXPECT(SCARD_HR_OK, scard_virtual_reader_remove(READER));
    return result();
}
