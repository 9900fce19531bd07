/* Everything that can be passed wrongly to the functions for commands, apart from bad handles. */
#include "misuse.h"

#define READER "misuse of commands"

static scard_cmd *cmd;

/* The handle of a command that was freed. */
static scard_cmd *freed;

/* ---- a command that looks the same after a failure ---- */

static const uint8_t some_reply[] = {0x01, 0x02, 0x03, 0x90, 0x00};

static void prepare(void)
{
    EXPECT(SCARD_HR_OK, scard_cmd_set_apdu(cmd, get_challenge, sizeof get_challenge));
    EXPECT(SCARD_HR_OK, scard_cmd_set_apdu_reply(cmd, some_reply, sizeof some_reply));
    EXPECT(SCARD_HR_OK, scard_cmd_set_reply_status(cmd, 0x9000));
}

static bool is_as_prepared(void)
{
    uint8_t apdu[16], reply[16];
    uint32_t apdu_len = sizeof apdu, reply_len = sizeof reply;
    uint16_t status;

    return scard_cmd_get_apdu(cmd, apdu, &apdu_len) == SCARD_HR_OK && apdu_len == sizeof get_challenge &&
           memcmp(apdu, get_challenge, apdu_len) == 0 &&
           scard_cmd_get_apdu_reply(cmd, reply, &reply_len) == SCARD_HR_OK && reply_len == sizeof some_reply &&
           memcmp(reply, some_reply, reply_len) == 0 &&
           scard_cmd_get_reply_status(cmd, &status) == SCARD_HR_OK && status == 0x9000;
}

static bool has_no_reply(void)
{
    uint32_t len = GARBAGE;
    uint16_t status = 0xA5A5;

    return scard_cmd_get_apdu_reply_length(cmd, &len) == SCARD_HR_OK && len == 0 &&
           scard_cmd_get_reply_status(cmd, &status) == SCARD_HR_OK && status == 0;
}

/* ---- bytes that go in ---- */

typedef scard_hresult taker(const uint8_t *data, uint32_t len);

#define TAKER(name, ...) \
    static scard_hresult take_##name(const uint8_t *data, uint32_t len) \
    { \
        return scard_##name(cmd, __VA_ARGS__); \
    }

TAKER(cmd_build, 0x00, 0xCB, 0x3F, 0xFF, data, len, NULL)
TAKER(cmd_encapsulate, data, len, ISO_CASE_4)
TAKER(cmd_set_apdu, data, len)
TAKER(cmd_set_data, data, len)
TAKER(cmd_set_apdu_reply, data, len)
TAKER(iso7816_append_record, 0x00, data, len)
TAKER(iso7816_erase_binary, 0x00, 0x00, data, len)
TAKER(iso7816_external_authenticate, 0x00, 0x00, data, len)
TAKER(iso7816_internal_authenticate, 0x00, 0x00, data, len, 0)
TAKER(iso7816_put_data, 0x01, 0x01, data, len)
TAKER(iso7816_select_file, 0x00, 0x0C, data, len, 0)
TAKER(iso7816_update_binary, 0x00, 0x00, data, len)
TAKER(iso7816_update_record, 0x01, 0x04, data, len)
TAKER(iso7816_verify, 0x01, data, len)
TAKER(iso7816_write_binary, 0x00, 0x00, data, len)
TAKER(iso7816_write_record, 0x01, 0x04, data, len)

static const struct {
    const char *function, *data, *len;
    taker *take;
    uint32_t shortest, longest;
} takers[] = {
#define ROW(name, data, len, shortest, longest) {"scard_" #name, #data, #len, take_##name, shortest, longest}
    ROW(cmd_build, data, data_len, 0, 65535),
    ROW(cmd_encapsulate, apdu, apdu_len, 4, 65535),
    ROW(cmd_set_apdu, apdu, len, 4, 65544),
    ROW(cmd_set_data, data, len, 0, 65535),
    ROW(cmd_set_apdu_reply, apdu_reply, len, 0, 65538),
    ROW(iso7816_append_record, data, data_len, 1, 65535),
    ROW(iso7816_erase_binary, data, data_len, 0, 65535),
    ROW(iso7816_external_authenticate, challenge, challenge_len, 0, 65535),
    ROW(iso7816_internal_authenticate, challenge, challenge_len, 1, 65535),
    ROW(iso7816_put_data, data, data_len, 1, 65535),
    ROW(iso7816_select_file, data, data_len, 0, 65535),
    ROW(iso7816_update_binary, data, data_len, 1, 65535),
    ROW(iso7816_update_record, data, data_len, 1, 65535),
    ROW(iso7816_verify, data, data_len, 0, 65535),
    ROW(iso7816_write_binary, data, data_len, 1, 65535),
    ROW(iso7816_write_record, data, data_len, 1, 65535),
#undef ROW
};

static void refused_bytes(size_t row, const uint8_t *data, uint32_t len, scard_hresult wanted)
{
    prepare();
    expect(takers[row].take(data, len), wanted, takers[row].function, __FILE__, __LINE__);
    if (!CHECK(is_as_prepared()))
        fprintf(stderr, "  by %s with %u bytes\n", takers[row].function, (unsigned)len);
}

static void taken_bytes(size_t row, const uint8_t *data, uint32_t len)
{
    prepare();
    expect(takers[row].take(data, len), SCARD_HR_OK, takers[row].function, __FILE__, __LINE__);
}

static void bytes_that_go_in(void)
{
    for (size_t row = 0; row < COUNT(takers); row++) {
        uint32_t shortest = takers[row].shortest, longest = takers[row].longest;
        const uint32_t without_data[] = {1, shortest + 1, longest, longest + 1, UINT32_MAX};
        const uint32_t too_long[] = {longest + 1, INT32_MAX, UINT32_MAX};

        for (size_t i = 0; i < COUNT(without_data); i++)
            refused_bytes(row, NULL, without_data[i], SCARD_HR_POINTER);
        if (shortest > 0)
            refused_bytes(row, NULL, 0, SCARD_HR_INVALIDARG);
        else
            taken_bytes(row, NULL, 0);
        tried("null", takers[row].function, takers[row].data);

        /* Nobody looks at bytes that are too many: there is only one. */
        for (size_t i = 0; i < COUNT(too_long); i++) {
            uint8_t *one = block(1);
            refused_bytes(row, one, too_long[i], SCARD_HR_INVALIDARG);
            free(one);
        }
        for (uint32_t len = 0; len < shortest; len++) {
            uint8_t *few = block(len);
            refused_bytes(row, few, len, SCARD_HR_INVALIDARG);
            free(few);
        }
        const uint32_t enough[] = {shortest, shortest + 1, 255, 256, longest};
        for (size_t i = 0; i < COUNT(enough); i++) {
            uint8_t *all = block(enough[i]);
            taken_bytes(row, all, enough[i]);
            free(all);
        }
        tried("length", takers[row].function, takers[row].len);
    }
}

/* ---- numbers of bytes expected ---- */

#define RANGE(function, parameter, le, ...) \
    do { \
        const int32_t outside[] = {-1, 65537, INT32_MIN, INT32_MAX}, inside[] = {0, 256, 257, 65536}; \
        for (size_t i = 0; i < COUNT(outside); i++) { \
            le = outside[i]; \
            prepare(); \
            TRY(range, function, parameter, SCARD_HR_INVALIDARG, __VA_ARGS__); \
            CHECK(is_as_prepared()); \
        } \
        for (size_t i = 0; i < COUNT(inside); i++) { \
            le = inside[i]; \
            EXPECT(SCARD_HR_OK, function(__VA_ARGS__)); \
        } \
    } while (0)

static void ranges(void)
{
    uint8_t data[] = {0x3F, 0x00};
    int32_t le;

    RANGE(scard_cmd_build, le, le, cmd, 0x00, 0xCA, 0x01, 0x01, NULL, 0, &le);
    RANGE(scard_cmd_build, le, le, cmd, 0x00, 0xCB, 0x3F, 0xFF, data, sizeof data, &le);
    RANGE(scard_iso7816_get_challenge, bytes_expected, le, cmd, le);
    RANGE(scard_iso7816_get_data, bytes_to_get, le, cmd, 0x01, 0x01, le);
    RANGE(scard_iso7816_get_response, data_length, le, cmd, 0x00, 0x00, le);
    RANGE(scard_iso7816_internal_authenticate, reply_bytes, le, cmd, 0x00, 0x00, data, sizeof data, le);
    RANGE(scard_iso7816_read_binary, bytes_to_read, le, cmd, 0x00, 0x00, le);
    RANGE(scard_iso7816_read_record, bytes_to_read, le, cmd, 0x01, 0x04, le);
    RANGE(scard_iso7816_select_file, bytes_to_read, le, cmd, 0x00, 0x00, data, sizeof data, le);
    RANGE(scard_iso7816_select_file, bytes_to_read, le, cmd, 0x03, 0x00, NULL, 0, le);

    TRY(null, scard_cmd_build, le, SCARD_HR_OK, cmd, 0x00, 0xCB, 0x3F, 0xFF, data, sizeof data, NULL);
}

static void lengths_of_replies(void)
{
    const uint32_t too_long[] = {65539, INT32_MAX, GARBAGE, UINT32_MAX};
    uint32_t len;

    prepare();
    for (size_t i = 0; i < COUNT(too_long); i++) {
        TRY(length, scard_cmd_set_apdu_reply_length, apdu_reply_length, SCARD_HR_INVALIDARG, cmd, too_long[i]);
        CHECK(is_as_prepared());
    }
    EXPECT(SCARD_HR_OK, scard_cmd_set_apdu_reply_length(cmd, 65538));
    len = 0;
    EXPECT(SCARD_HR_OK, scard_cmd_get_reply_data(cmd, NULL, &len));
    CHECK(len == 65536);
    EXPECT(SCARD_HR_OK, scard_cmd_set_apdu_reply_length(cmd, 0));
}

static void outside_enums(void)
{
    const uint32_t no_case[] = {0, 5, 0x101, INT32_MAX, GARBAGE, UINT32_MAX};

    prepare();
    for (size_t i = 0; i < COUNT(no_case); i++) {
        ISO_APDU_TYPE type = (ISO_APDU_TYPE)no_case[i];
        TRY(outside, scard_cmd_encapsulate, type, SCARD_HR_INVALIDARG, cmd, get_challenge, 5, type);
        CHECK(is_as_prepared());
    }
}

/* ---- bytes that come out ---- */

static const struct bytes_getter {
    const char *function, *buffer;
    scard_hresult (*get)(scard_cmd *cmd, uint8_t *buffer, uint32_t *len);
} bytes_getters[] = {
    {"scard_cmd_get_apdu", "apdu", scard_cmd_get_apdu},
    {"scard_cmd_get_data", "data", scard_cmd_get_data},
    {"scard_cmd_get_apdu_reply", "apdu_reply", scard_cmd_get_apdu_reply},
    {"scard_cmd_get_reply_data", "reply_data", scard_cmd_get_reply_data},
};

static const struct bytes_getter *getter;

static scard_hresult get_bytes(void *buffer, uint32_t *len)
{
    return getter->get(cmd, buffer, len);
}

static void buffers(void)
{
    const uint32_t rooms[] = {0, 1, 300};
    uint8_t *long_bytes = block(65538);

    for (getter = bytes_getters; getter < bytes_getters + COUNT(bytes_getters); getter++) {
        uint32_t len = GARBAGE;
        uint8_t byte = 0xA5;

        /* There is nothing to be had. */
        EXPECT(SCARD_HR_OK, scard_cmd_clear(cmd));
        for (size_t i = 0; i < COUNT(rooms); i++) {
            uint8_t *bytes = block(rooms[i]);
            len = rooms[i];
            expect(get_bytes(bytes, &len), SCARD_HR_OK, getter->function, __FILE__, __LINE__);
            CHECK(len == 0 && untouched(bytes, 0, rooms[i]));
            free(bytes);
        }
        len = GARBAGE;
        expect(get_bytes(NULL, &len), SCARD_HR_OK, getter->function, __FILE__, __LINE__);
        CHECK(len == 0);

        /* A little, and the most there can be. */
        EXPECT(SCARD_HR_OK, scard_cmd_build(cmd, 0x00, 0xDA, 0x01, 0x01, get_challenge, 5, NULL));
        EXPECT(SCARD_HR_OK, scard_cmd_set_apdu_reply(cmd, some_reply, sizeof some_reply));
        room(get_bytes, length(get_bytes), getter->function, "len");
        EXPECT(SCARD_HR_OK, scard_cmd_build(cmd, 0x00, 0xDA, 0x01, 0x01, long_bytes, 65535, &(int32_t){0}));
        EXPECT(SCARD_HR_OK, scard_cmd_set_apdu_reply(cmd, long_bytes, 65538));
        room(get_bytes, length(get_bytes), getter->function, "len");
        tried("null", getter->function, getter->buffer);

        expect(get_bytes(&byte, NULL), SCARD_HR_POINTER, getter->function, __FILE__, __LINE__);
        expect(get_bytes(NULL, NULL), SCARD_HR_POINTER, getter->function, __FILE__, __LINE__);
        CHECK(byte == 0xA5);
        tried("null", getter->function, "len");

        len = 1;
        expect(getter->get(freed, &byte, &len), SCARD_HR_INVALID_HANDLE, getter->function, __FILE__, __LINE__);
        CHECK(len == 0 && byte == 0xA5);
        tried("cleared", getter->function, "len");
    }
    free(long_bytes);
}

/* ---- small values that come out ---- */

static const struct {
    const char *function, *parameter;
    scard_hresult (*get)(scard_cmd *cmd, uint8_t *slot);
    scard_hresult of_new; /* what a new command gives */
} byte_getters[] = {
#define ROW(parameter, of_new) {"scard_cmd_get_" #parameter, #parameter, scard_cmd_get_##parameter, of_new}
    ROW(class_id, SCARD_HR_OK),
    ROW(alternate_class_id, SCARD_HR_ACCESSDENIED),
    ROW(instruction_id, SCARD_HR_OK),
    ROW(p1, SCARD_HR_OK),
    ROW(p2, SCARD_HR_OK),
    ROW(p3, SCARD_HR_OK),
    ROW(nad, SCARD_HR_OK),
    ROW(reply_nad, SCARD_HR_ACCESSDENIED),
    ROW(reply_status_sw1, SCARD_HR_OK),
    ROW(reply_status_sw2, SCARD_HR_OK),
#undef ROW
};

static void bytes_as_slots(void)
{
    scard_cmd *fresh = NULL;

    EXPECT(SCARD_HR_OK, scard_cmd_new(&fresh));
    for (size_t row = 0; row < COUNT(byte_getters); row++) {
        const char *function = byte_getters[row].function;
        uint8_t *slot = block(1); /* valgrind sees a write that is too wide */

        expect(byte_getters[row].get(fresh, NULL), SCARD_HR_POINTER, function, __FILE__, __LINE__);
        tried("null", function, byte_getters[row].parameter);

        expect(byte_getters[row].get(freed, slot), SCARD_HR_INVALID_HANDLE, function, __FILE__, __LINE__);
        CHECK(*slot == 0);
        *slot = 0xA5;
        expect(byte_getters[row].get(fresh, slot), byte_getters[row].of_new, function, __FILE__, __LINE__);
        CHECK(*slot == 0);
        tried("cleared", function, byte_getters[row].parameter);
        free(slot);
    }
    EXPECT(SCARD_HR_OK, scard_cmd_free(fresh));
}

static void other_slots(void)
{
    uint32_t number;
    uint16_t status;
    ISO_APDU_TYPE type;

    TRY(null, scard_cmd_new, cmd, SCARD_HR_POINTER, NULL);
    TRY(null, scard_cmd_get_apdu_length, apdu_length, SCARD_HR_POINTER, cmd, NULL);
    TRY(null, scard_cmd_get_apdu_reply_length, apdu_reply_length, SCARD_HR_POINTER, cmd, NULL);
    TRY(null, scard_cmd_get_le_field, le_field, SCARD_HR_POINTER, cmd, NULL);
    TRY(null, scard_cmd_get_reply_status, reply_status, SCARD_HR_POINTER, cmd, NULL);
    TRY(null, scard_cmd_get_type, type, SCARD_HR_POINTER, cmd, NULL);

    CLEARED(scard_cmd_get_apdu_length, apdu_length, number, freed, &number);
    CLEARED(scard_cmd_get_apdu_reply_length, apdu_reply_length, number, freed, &number);
    CLEARED(scard_cmd_get_le_field, le_field, number, freed, &number);
    CLEARED(scard_cmd_get_reply_status, reply_status, status, freed, &status);
    CLEARED(scard_cmd_get_type, type, type, freed, &type);

    /* A command without a case: none at all, and bytes that fit none. */
    EXPECT(SCARD_HR_OK, scard_cmd_clear(cmd));
    CLEARED(scard_cmd_get_type, type, type, cmd, &type);
    EXPECT(SCARD_HR_UNEXPECTED, scard_cmd_get_type(cmd, &type));
    EXPECT(SCARD_HR_OK, scard_cmd_set_apdu(cmd, (const uint8_t *)"\0\xDA\0\0\x09.", 6));
    CLEARED(scard_cmd_get_type, type, type, cmd, &type);
    EXPECT(SCARD_HR_UNEXPECTED, scard_cmd_get_type(cmd, &type));
}

/* ---- the same memory twice ---- */

static void same_memory(void)
{
    int32_t le = 4;
    uint8_t bytes[64];
    uint32_t len = sizeof bytes;

    EXPECT(SCARD_HR_OK, scard_cmd_build(cmd, 0x00, 0xCB, 0x3F, 0xFF, (const uint8_t *)&le, sizeof le, &le));
    EXPECT(SCARD_HR_OK, scard_cmd_get_apdu(cmd, bytes, &len));
    CHECK(len == 5 + sizeof le + 1);

    /* What came out of a command goes into it again. */
    EXPECT(SCARD_HR_OK, scard_cmd_encapsulate(cmd, bytes, len, ISO_CASE_4));
    len = sizeof bytes;
    EXPECT(SCARD_HR_OK, scard_cmd_get_data(cmd, bytes, &len));
    CHECK(len == 5 + sizeof le + 1);
    EXPECT(SCARD_HR_OK, scard_cmd_set_data(cmd, bytes, len));
}

/* ---- running ---- */

typedef scard_hresult runner(scard_card *card, scard_cmd *cmd);

static void run_wrongly(runner *run, const char *function)
{
    scard_card *card = NULL, *ended = NULL;
    uint32_t len = 0;

#define RUN(wanted, card, cmd) expect(run((card), (cmd)), (wanted), function, __FILE__, __LINE__)
    EXPECT(SCARD_HR_OK, scard_attach_by_reader(READER, SHARED, T0 | T1, &ended));
    EXPECT(SCARD_HR_OK, scard_detach(ended, LEAVE));
    EXPECT(SCARD_HR_OK, scard_attach_by_reader(READER, SHARED, T0 | T1, &card));
    keep_a_reply(card);

    RUN(SCARD_HR_INVALID_HANDLE, NULL, NULL);
    RUN(SCARD_HR_INVALID_HANDLE, (scard_card *)cmd, (scard_cmd *)card);
    RUN(SCARD_HR_INVALID_HANDLE, card, freed);

    /* Whatever fails, there is no reply afterwards, and the bytes of the command stay. */
    EXPECT(SCARD_HR_OK, scard_cmd_clear(cmd));
    EXPECT(SCARD_HR_OK, scard_cmd_set_apdu_reply(cmd, some_reply, sizeof some_reply));
    EXPECT(SCARD_HR_OK, scard_cmd_set_reply_status(cmd, 0x9000));
    RUN(SCARD_HR_INVALIDARG, card, cmd);
    CHECK(nothing_was_sent(card));
    CHECK(has_no_reply());
    prepare();
    RUN(SCARD_HR_INVALID_HANDLE, ended, cmd);
    CHECK(has_no_reply());
    prepare();
    EXPECT(SCARD_HR_OK, scard_virtual_card_remove(READER));
    RUN(SCARD_HR_REMOVED_CARD, card, cmd);
    CHECK(has_no_reply());
    EXPECT(SCARD_HR_OK, scard_cmd_get_apdu_length(cmd, &len));
    CHECK(len == sizeof get_challenge);

    EXPECT(SCARD_HR_OK, scard_virtual_card_insert(READER, NULL));
    EXPECT(SCARD_HR_OK, scard_reattach(card, SHARED, LEAVE));
    RUN(SCARD_HR_OK, card, cmd);
    CHECK(!has_no_reply());
    EXPECT(SCARD_HR_OK, scard_detach(card, LEAVE));
    RUN(SCARD_HR_INVALID_HANDLE, card, cmd);
#undef RUN
}

int main(void)
{
    EXPECT(SCARD_HR_OK, scard_cmd_new(&cmd));
    EXPECT(SCARD_HR_OK, scard_cmd_new(&freed));
    EXPECT(SCARD_HR_OK, scard_cmd_free(freed));

    bytes_that_go_in();
    ranges();
    lengths_of_replies();
    outside_enums();
    buffers();
    bytes_as_slots();
    other_slots();
    same_memory();

    EXPECT(SCARD_HR_OK, scard_virtual_reader_add(READER, NULL));
    run_wrongly(scard_transaction, "scard_transaction");
    run_wrongly(scard_execute, "scard_execute");
    EXPECT(SCARD_HR_OK, scard_virtual_reader_remove(READER));

    EXPECT(SCARD_HR_OK, scard_cmd_free(cmd));
    return result();
}
