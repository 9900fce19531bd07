/* Everything that can be passed wrongly to the functions for readers, cards and files, and bad handles to all. */
#include "every.h"
#include "misuse.h"

#define READER "misuse"

static scard_card *card;

static const uint8_t short_file[] = {0x3F, 0x00, 0x2F, 0xE2}; /* 10 bytes, never written */
static const uint8_t long_file[] = {0x3F, 0x00, 0x01, 0x01};  /* 32768 bytes */

/* ---- handles ---- */

static void bad_handles(scard_card *bad_card, scard_cmd *bad_cmd)
{
    struct outcome outcomes[MOST_FUNCTIONS];
    scard_card *good_card = NULL;
    scard_cmd *good_cmd = NULL;
    size_t count;

    EXPECT(SCARD_HR_OK, scard_cmd_new(&good_cmd));
    count = call_every(bad_card, good_cmd, "bad handle", outcomes);
    for (size_t i = 0; i < count; i++) {
        if (outcomes[i].handles != CARD && outcomes[i].handles != CARD_AND_CMD)
            continue;
        expect(outcomes[i].hr, SCARD_HR_INVALID_HANDLE, outcomes[i].function, __FILE__, __LINE__);
        tried("handle", outcomes[i].function, "card");
    }

    EXPECT(SCARD_HR_OK, scard_attach_by_reader(READER, SHARED, T0 | T1, &good_card));
    count = call_every(good_card, bad_cmd, "bad handle", outcomes);
    for (size_t i = 0; i < count; i++) {
        if (outcomes[i].handles != CMD && outcomes[i].handles != CARD_AND_CMD)
            continue;
        expect(outcomes[i].hr, SCARD_HR_INVALID_HANDLE, outcomes[i].function, __FILE__, __LINE__);
        tried("handle", outcomes[i].function, "cmd");
    }
}

/* The same for both kinds: no card and no command has this key. */
static void bad_handle(const void *bad)
{
    bad_handles((scard_card *)bad, (scard_cmd *)bad);
}

static void handles(void)
{
    scard_card *ended = NULL;
    scard_cmd *cmd = NULL, *freed = NULL;
    uintptr_t winscard_handle = 0;
    uint32_t len = GARBAGE;
    int on_stack = 0;
    char *on_heap = block(64);

    EXPECT(SCARD_HR_OK, scard_attach_by_reader(READER, SHARED, T0 | T1, &ended));
    EXPECT(SCARD_HR_OK, scard_detach(ended, LEAVE));
    EXPECT(SCARD_HR_INVALID_HANDLE, scard_detach(ended, LEAVE));
    EXPECT(SCARD_HR_OK, scard_cmd_new(&cmd));
    EXPECT(SCARD_HR_OK, scard_cmd_new(&freed));
    EXPECT(SCARD_HR_OK, scard_cmd_free(freed));
    EXPECT(SCARD_HR_INVALID_HANDLE, scard_cmd_free(freed));
    EXPECT(SCARD_HR_OK, scard_get_card_handle(card, &winscard_handle));

    bad_handle(NULL);
    bad_handle(ended);
    bad_handle(freed);
    bad_handle(&on_stack);
    bad_handle(on_heap);
    bad_handle(&card);
    bad_handle((void *)winscard_handle);
    bad_handle((void *)1);
    bad_handle((void *)UINTPTR_MAX);
    bad_handle((void *)((uintptr_t)card + 1));
    bad_handle((void *)((uintptr_t)card + 2)); /* ended */
    bad_handle((void *)((uintptr_t)cmd + 1));
    bad_handle((void *)((uintptr_t)cmd + 2)); /* freed */
    bad_handles((scard_card *)cmd, (scard_cmd *)card); /* of the other kind */
    free(on_heap);

    EXPECT(SCARD_HR_OK, scard_get_protocol(card, &(SCARD_PROTOCOLS){T0}));
    EXPECT(SCARD_HR_OK, scard_cmd_get_apdu_length(cmd, &len));
    CHECK(len == 0); /* no command was built by the name of another */
    EXPECT(SCARD_HR_OK, scard_cmd_free(cmd));
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
    TRY(null, scard_read_file, path, SCARD_HR_POINTER, card, NULL, 4, bytes, &len);
    TRY(null, scard_read_file, path, SCARD_HR_POINTER, card, NULL, UINT32_MAX, bytes, &len);
    TRY(null, scard_read_file, path, SCARD_HR_INVALIDARG, card, NULL, 0, bytes, &len);
    TRY(null, scard_read_file, data, SCARD_HR_OK, card, short_file, sizeof short_file, NULL, &len);
    CHECK(len == 10);
    TRY(null, scard_read_file, len, SCARD_HR_POINTER, card, short_file, sizeof short_file, bytes, NULL);
    TRY(null, scard_update_file, path, SCARD_HR_POINTER, card, NULL, 4, bytes, 1);
    TRY(null, scard_update_file, path, SCARD_HR_POINTER, card, NULL, UINT32_MAX, bytes, 1);
    TRY(null, scard_update_file, path, SCARD_HR_INVALIDARG, card, NULL, 0, bytes, 1);
    TRY(null, scard_update_file, data, SCARD_HR_POINTER, card, long_file, sizeof long_file, NULL, 1);
    TRY(null, scard_update_file, data, SCARD_HR_POINTER, card, long_file, sizeof long_file, NULL, UINT32_MAX);
    TRY(null, scard_update_file, data, SCARD_HR_OK, card, long_file, sizeof long_file, NULL, 0);
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

    for (size_t i = 0; i < COUNT(no_share); i++) {
        SCARD_SHARE_MODES share = (SCARD_SHARE_MODES)no_share[i];
        TRY(outside, scard_attach_by_reader, share, SCARD_HR_INVALIDARG, READER, share, T0 | T1, &attached);
        TRY(outside, scard_reattach, share, SCARD_HR_INVALIDARG, card, share, LEAVE);
    }
    for (size_t i = 0; i < COUNT(no_protocol); i++) {
        SCARD_PROTOCOLS protocol = (SCARD_PROTOCOLS)no_protocol[i];
        TRY(outside, scard_attach_by_reader, protocol, SCARD_HR_INVALIDARG, READER, SHARED, protocol, &attached);
    }
    for (size_t i = 0; i < COUNT(no_disposition); i++) {
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

static void cleared_slots(void)
{
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
    CLEARED(scard_read_file, len, len, bad, short_file, sizeof short_file, bytes, &len);
    CLEARED(scard_read_file, len, len, card, short_file, 3, bytes, &len);
    CLEARED(scard_read_file, len, len, card, NULL, 4, bytes, &len);

    /* A list cannot be had when there is no reader. */
    EXPECT(SCARD_HR_OK, scard_detach(card, LEAVE));
    EXPECT(SCARD_HR_OK, scard_virtual_reader_remove(READER));
    CLEARED(scard_list_readers, len, len, (char *)bytes, &len);
    EXPECT(SCARD_HR_OK, scard_virtual_reader_add(READER, NULL));
    EXPECT(SCARD_HR_OK, scard_attach_by_reader(READER, SHARED, T0 | T1, &card));
}

/* ---- room in buffers: far too much, exactly enough, one too few, none ---- */

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

static scard_hresult fill_reply(void *buffer, uint32_t *len)
{
    return scard_transmit(card, get_challenge, sizeof get_challenge, buffer, len);
}

static scard_hresult fill_file(void *buffer, uint32_t *len)
{
    return scard_read_file(card, short_file, sizeof short_file, buffer, len);
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
    room(fill_file, length(fill_file), "scard_read_file", "len");

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
    const uint32_t refused[] = {0, 1, 2, 3, 65545, UINT32_MAX};

    keep_a_reply(card);
    for (size_t i = 0; i < COUNT(refused); i++) {
        len = sizeof reply;
        memset(reply, 0xA5, sizeof reply);
        TRY(length, scard_transmit, apdu_len, SCARD_HR_INVALIDARG, card, apdu, refused[i], reply, &len);
        CHECK(len == 0 && untouched(reply, 0, sizeof reply));
    }
    /* An input that is too long is not looked at, let alone sent. */
    TRY(length, scard_control, in_len, SCARD_HR_INVALIDARG, card, 0, apdu, 65549, reply, &len);
    TRY(length, scard_control, in_len, SCARD_HR_INVALIDARG, card, 0, apdu, UINT32_MAX, reply, &len);
    TRY(length, scard_set_attribute, len, SCARD_HR_INVALIDARG, card, 0x00090303, apdu, 65549);
    TRY(length, scard_set_attribute, len, SCARD_HR_INVALIDARG, card, 0x00090303, apdu, UINT32_MAX);
    CHECK(nothing_was_sent(card));

    /* The longest and the shortest command reach the card, which says what it thinks of them. */
    len = sizeof reply;
    TRY(length, scard_transmit, apdu_len, SCARD_HR_OK, card, apdu, 65544, reply, &len);
    CHECK(len == 2 && reply[0] == 0x67 && reply[1] == 0x00);
    len = sizeof reply;
    TRY(length, scard_transmit, apdu_len, SCARD_HR_OK, card, apdu, 4, reply, &len);
    CHECK(len == 2);

    const uint32_t any[] = {0, 1, 3, 65545};
    for (size_t i = 0; i < COUNT(any); i++) {
        len = sizeof reply;
        TRY(length, scard_control, in_len, SCARD_HR_UNSUPPORTED_FEATURE, card, 0, apdu, any[i], reply, &len);
        TRY(length, scard_set_attribute, len, SCARD_HR_UNSUPPORTED_FEATURE, card, 0x00090303, apdu, any[i]);
    }
    free(apdu);
}

static void lengths_of_files(void)
{
    /* No path has this many bytes, whichever they are. */
    const uint32_t no_path[] = {0, 1, 3, 17, 65544, 65545, UINT32_MAX};
    const uint32_t too_long[] = {2097153, INT32_MAX, UINT32_MAX};
    uint8_t *bytes = block(65544), *content = block(32769), reply[300];
    uint32_t len;

    keep_a_reply(card);
    for (size_t i = 0; i < COUNT(no_path); i++) {
        len = sizeof reply;
        memset(reply, 0xA5, sizeof reply);
        TRY(length, scard_read_file, path_len, SCARD_HR_INVALIDARG, card, bytes, no_path[i], reply, &len);
        CHECK(len == 0 && untouched(reply, 0, sizeof reply));
        TRY(length, scard_update_file, path_len, SCARD_HR_INVALIDARG, card, bytes, no_path[i], content, 1);
    }
    for (size_t i = 0; i < COUNT(too_long); i++)
        TRY(length, scard_update_file, len, SCARD_HR_INVALIDARG, card, long_file, 4, content, too_long[i]);
    CHECK(nothing_was_sent(card));

    /* As long as the file, and one more. */
    TRY(length, scard_update_file, len, SCARD_HR_OK, card, long_file, 4, content, 32768);
    TRY(length, scard_update_file, len, SCARD_HR_WRITE_TOO_MANY, card, long_file, 4, content, 32769);
    TRY(length, scard_update_file, len, SCARD_HR_OK, card, long_file, 4, content, 0);
    EXPECT(SCARD_HR_FILE_NOT_FOUND, scard_update_file(card, bytes, 2, content, 1));
    EXPECT(SCARD_HR_FILE_NOT_FOUND, scard_update_file(card, bytes, 16, content, 1));
    free(bytes);
    free(content);
}

static void same_memory_for_input_and_output(void)
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

    /* A path and the file that it leads to; before that a path that must outlive an answer without room. */
    memcpy(bytes, short_file, sizeof short_file);
    len = 9;
    EXPECT(SCARD_HR_INSUFFICIENT_BUFFER, scard_read_file(card, bytes, sizeof short_file, bytes, &len));
    CHECK(len == 10 && memcmp(bytes, short_file, sizeof short_file) == 0);
    EXPECT(SCARD_HR_OK, scard_read_file(card, bytes, sizeof short_file, bytes, &len));
    CHECK(len == 10 && bytes[0] == 0x98 && bytes[9] == 0xF4);
    memcpy(bytes + 8, long_file, sizeof long_file);
    EXPECT(SCARD_HR_OK, scard_update_file(card, bytes + 8, sizeof long_file, bytes + 8, sizeof long_file));
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

    for (size_t i = 0; i < COUNT(codes); i++) {
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
    lengths_of_files();
    same_memory_for_input_and_output();
    texts();
    any_value();

    EXPECT(SCARD_HR_OK, scard_detach(card, LEAVE));
    EXPECT(SCARD_HR_OK, scard_virtual_reader_remove(READER));
    return result();
}
