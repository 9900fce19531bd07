/* Everything that can be passed wrongly to the functions whose structs begin with their size. */
#include "misuse.h"

#define READER "misuse of structs"

static scard_card *card, *bad = (scard_card *)1;

static const uint8_t good_atr[] = {0x3B, 0x01, 0x80};

/* No version of any struct has one of these sizes; `first` is that of the first version. */
#define NO_SIZES(first) {0, 1, 3, 4, (first) - 1, 4097, 5000, INT32_MAX, GARBAGE, UINT32_MAX}

/* Tries wrong sizes: nothing is written, not even behind the size. */
#define WRONG_SIZES(function, parameter, type, given, ...) \
    do { \
        const uint32_t sizes[] = NO_SIZES(sizeof(type)); \
        for (size_t i = 0; i < COUNT(sizes); i++) { \
            type *given = block(sizeof(type)); \
            given->size = sizes[i]; \
            TRY(size, function, parameter, SCARD_HR_INVALIDARG, __VA_ARGS__); \
            CHECK(given->size == sizes[i] && untouched(given, sizeof given->size, sizeof(type))); \
            free(given); \
        } \
    } while (0)

/* A call that fails with a good size, which stays; all behind it is 0, also what only the caller knows. */
#define STRUCT_CLEARED(function, parameter, type, given, ...) \
    do { \
        for (uint32_t more = 0; more <= 8; more += 4) { \
            type *given = block(sizeof(type) + more); \
            given->size = sizeof(type) + more; \
            CHECK(SCARD_FAILED(function(__VA_ARGS__))); \
            CHECK(given->size == sizeof(type) + more); \
            CHECK(is_zero((char *)given + sizeof given->size, given->size - sizeof given->size)); \
            tried("cleared", #function, #parameter); \
            free(given); \
        } \
    } while (0)

static void capabilities(void)
{
    TRY(null, scard_get_capabilities, caps, SCARD_HR_POINTER, card, NULL);
    TRY(null, scard_get_capabilities, caps, SCARD_HR_POINTER, bad, NULL);
    WRONG_SIZES(scard_get_capabilities, caps, scard_capabilities, caps, card, caps);
    STRUCT_CLEARED(scard_get_capabilities, caps, scard_capabilities, caps, bad, caps);

    /* A program of a later version, with members that this library does not know. */
    scard_capabilities *caps = block(4096);
    caps->size = 4096;
    EXPECT(SCARD_HR_OK, scard_get_capabilities(card, caps));
    CHECK(caps->size == 4096 && caps->max_reply >= 258 && is_zero(caps + 1, 4096 - sizeof *caps));
    free(caps);
}

static void answers_to_reset(void)
{
    /* A first byte that is none, fewer bytes than announced, the end in the middle of interface bytes. */
    static const struct {
        uint8_t bytes[4];
        uint32_t len;
    } no_atr[] = {{{0x3B}, 0}, {{0x3B}, 1}, {{0x00, 0x00}, 2}, {{0xA5, 0x00}, 2},
                  {{0x3B, 0x0F, 0x00}, 3}, {{0x3B, 0x80}, 2}, {{0x3F, 0xF0, 0x11, 0x11}, 4}};
    const uint32_t too_long[] = {34, 255, INT32_MAX, UINT32_MAX};
    scard_atr *large = block(4096), parsed = {.size = sizeof parsed};
    uint8_t *long_atr = block(34);

    TRY(null, scard_parse_atr, atr, SCARD_HR_POINTER, NULL, 0, &parsed);
    TRY(null, scard_parse_atr, atr, SCARD_HR_POINTER, NULL, 2, &parsed);
    TRY(null, scard_parse_atr, atr, SCARD_HR_POINTER, NULL, UINT32_MAX, &parsed);
    TRY(null, scard_parse_atr, parsed, SCARD_HR_POINTER, good_atr, sizeof good_atr, NULL);
    WRONG_SIZES(scard_parse_atr, parsed, scard_atr, atr, good_atr, sizeof good_atr, atr);
    STRUCT_CLEARED(scard_parse_atr, parsed, scard_atr, atr, NULL, 2, atr);
    for (size_t i = 0; i < COUNT(no_atr); i++) {
        uint8_t *exact = block(no_atr[i].len);
        memcpy(exact, no_atr[i].bytes, no_atr[i].len);
        TRY(length, scard_parse_atr, len, SCARD_HR_INVALID_ATR, exact, no_atr[i].len, &parsed);
        STRUCT_CLEARED(scard_parse_atr, parsed, scard_atr, atr, exact, no_atr[i].len, atr);
        free(exact);
    }
    /* One byte too many is enough to know. */
    memcpy(long_atr, good_atr, sizeof good_atr);
    for (size_t i = 0; i < COUNT(too_long); i++)
        TRY(length, scard_parse_atr, len, SCARD_HR_INVALID_ATR, long_atr, too_long[i], &parsed);
    TRY(length, scard_parse_atr, len, SCARD_HR_OK, long_atr, 33, &parsed);
    CHECK(parsed.length == 3 && parsed.extra == 30);
    free(long_atr);

    large->size = 4096;
    EXPECT(SCARD_HR_OK, scard_parse_atr(good_atr, sizeof good_atr, large));
    CHECK(large->size == 4096 && large->length == 3 && is_zero(large + 1, 4096 - sizeof *large));

    /* Bytes that lie where the result goes are cleared before they are read. */
    large->size = 4096;
    memcpy(large->present, good_atr, sizeof good_atr);
    EXPECT(SCARD_HR_INVALID_ATR, scard_parse_atr(large->present, sizeof good_atr, large));
    CHECK(is_zero(&large->length, 4096 - sizeof large->size));
    free(large);
}

/* ---- many commands in one call ---- */

#define COMMANDS 3

static scard_apdu *apdus;
static scard_reply *replies;
static uint8_t buffer[64];

/* Three commands that are good, with one buffer for all replies. */
static void prepare(void)
{
    memset(apdus, 0, COMMANDS * sizeof *apdus);
    memset(replies, 0xA5, COMMANDS * sizeof *replies);
    memset(buffer, 0xA5, sizeof buffer);
    for (size_t i = 0; i < COMMANDS; i++) {
        apdus[i].size = sizeof *apdus;
        apdus[i].apdu = get_challenge;
        apdus[i].apdu_len = sizeof get_challenge;
        replies[i].size = sizeof *replies;
        replies[i].room = sizeof buffer;
        replies[i].buffer = i == 0 ? buffer : NULL;
    }
    keep_a_reply(card);
}

/* Whether replies say that there is none, from one on, and still have what the caller has set. */
static bool no_replies(size_t from)
{
    for (size_t i = from; i < COMMANDS; i++)
        if (replies[i].reply != NULL || replies[i].reply_len != 0 || replies[i].status != 0 ||
            replies[i].size != sizeof *replies || replies[i].room != sizeof buffer)
            return false;
    return true;
}

/* A batch with one thing that is wrong: nothing is sent, and the replies say so. */
#define WRONG_BATCH(kind, parameter, wanted, ...) \
    do { \
        TRY(kind, scard_transmit_batch, parameter, wanted, __VA_ARGS__); \
        CHECK(nothing_was_sent(card)); \
        CHECK(untouched(buffer, 0, sizeof buffer)); \
    } while (0)

static void batch_pointers(void)
{
    prepare();
    WRONG_BATCH(null, apdus, SCARD_HR_POINTER, card, NULL, COMMANDS, 0, replies);
    CHECK(no_replies(0));
    WRONG_BATCH(null, replies, SCARD_HR_POINTER, card, apdus, COMMANDS, 0, NULL);
    WRONG_BATCH(null, apdus, SCARD_HR_OK, card, NULL, 0, 0, replies);
    WRONG_BATCH(null, replies, SCARD_HR_OK, card, apdus, 0, 0, NULL);
    EXPECT(SCARD_HR_INVALID_HANDLE, scard_transmit_batch(bad, NULL, 0, 0, NULL));

    for (size_t i = 0; i < COMMANDS; i++) {
        const uint32_t lens[] = {0, sizeof get_challenge, UINT32_MAX};
        for (size_t j = 0; j < COUNT(lens); j++) {
            prepare();
            apdus[i].apdu = NULL;
            apdus[i].apdu_len = lens[j];
            WRONG_BATCH(null, apdus, SCARD_HR_POINTER, card, apdus, COMMANDS, 0, replies);
            CHECK(no_replies(0));
        }
    }
    prepare();
    replies[0].buffer = NULL;
    WRONG_BATCH(null, replies, SCARD_HR_POINTER, card, apdus, COMMANDS, 0, replies);
    CHECK(no_replies(0));
}

static void batch_numbers(void)
{
    const uint32_t no_count[] = {65537, INT32_MAX, GARBAGE, UINT32_MAX}, no_flags[] = {2, 3, 0x80000000, UINT32_MAX};
    const uint32_t no_lens[] = {0, 1, 3, 65545, INT32_MAX, UINT32_MAX};

    prepare();
    for (size_t i = 0; i < COUNT(no_count); i++) {
        WRONG_BATCH(length, count, SCARD_HR_INVALIDARG, card, apdus, no_count[i], 0, replies);
        /* Two things are wrong. */
        scard_hresult hr = scard_transmit_batch(card, NULL, no_count[i], 0, NULL);
        CHECK(hr == SCARD_HR_INVALIDARG || hr == SCARD_HR_POINTER);
    }
    for (size_t i = 0; i < COUNT(no_flags); i++) {
        prepare();
        WRONG_BATCH(flags, flags, SCARD_HR_INVALIDARG, card, apdus, COMMANDS, no_flags[i], replies);
        CHECK(no_replies(0));
    }
    for (size_t i = 0; i < COUNT(no_lens); i++) {
        for (size_t j = 0; j < COMMANDS; j++) {
            prepare();
            apdus[j].apdu_len = no_lens[i];
            WRONG_BATCH(length, apdus, SCARD_HR_INVALIDARG, card, apdus, COMMANDS, 0, replies);
            CHECK(no_replies(0));
        }
    }
}

static void batch_sizes(void)
{
    const uint32_t apdu_sizes[] = NO_SIZES(sizeof *apdus), reply_sizes[] = NO_SIZES(sizeof *replies);

    for (size_t i = 0; i < COUNT(apdu_sizes); i++) {
        for (size_t j = 0; j < COMMANDS; j++) {
            prepare();
            apdus[j].size = apdu_sizes[i];
            WRONG_BATCH(size, apdus, SCARD_HR_INVALIDARG, card, apdus, COMMANDS, 0, replies);
            CHECK(no_replies(0));

            prepare();
            replies[j].size = reply_sizes[i];
            WRONG_BATCH(size, replies, SCARD_HR_INVALIDARG, card, apdus, COMMANDS, 0, replies);
            CHECK(replies[j].size == reply_sizes[i] && replies[j].room == sizeof buffer);
        }
    }
    /* Elements lie as far apart as the first says, so all say the same. */
    prepare();
    apdus[1].size = sizeof *apdus + sizeof(void *);
    WRONG_BATCH(size, apdus, SCARD_HR_INVALIDARG, card, apdus, COMMANDS, 0, replies);
    prepare();
    replies[COMMANDS - 1].size = sizeof *replies + sizeof(void *);
    WRONG_BATCH(size, replies, SCARD_HR_INVALIDARG, card, apdus, COMMANDS, 0, replies);
    /* No array has elements that are not aligned. */
    prepare();
    apdus[0].size = sizeof *apdus + 1;
    WRONG_BATCH(size, apdus, SCARD_HR_INVALIDARG, card, apdus, 1, 0, replies);
    prepare();
    replies[0].size = sizeof *replies + 1;
    WRONG_BATCH(size, replies, SCARD_HR_INVALIDARG, card, apdus, 1, 0, replies);
}

static void batch_cleared(void)
{
    prepare();
    WRONG_BATCH(cleared, replies, SCARD_HR_INVALID_HANDLE, bad, apdus, COMMANDS, 0, replies);
    CHECK(no_replies(0));

    /* The one that does not fit says what it needs, and those behind it say that there is none. */
    prepare();
    replies[0].room = 10 + 9;
    EXPECT(SCARD_HR_INSUFFICIENT_BUFFER, scard_transmit_batch(card, apdus, COMMANDS, 0, replies));
    CHECK(replies[0].reply == buffer && replies[0].reply_len == 10 && replies[0].status == 0x9000);
    CHECK(replies[1].reply_len == 10 && untouched(buffer, 10, sizeof buffer));
    CHECK(no_replies(2));
    CHECK(nothing_was_sent(card)); /* since then: it is kept */

    /* As do those behind the one that ends the batch. */
    prepare();
    apdus[0].expected = 0x6100;
    EXPECT(SCARD_HR_OK, scard_transmit_batch(card, apdus, COMMANDS, SCARD_BATCH_STOP, replies));
    CHECK(replies[0].status == 0x9000 && no_replies(1));

    prepare();
    EXPECT(SCARD_HR_OK, scard_virtual_card_remove(READER));
    EXPECT(SCARD_HR_REMOVED_CARD, scard_transmit_batch(card, apdus, COMMANDS, 0, replies));
    CHECK(no_replies(0));
    EXPECT(SCARD_HR_OK, scard_virtual_card_insert(READER, NULL));
    EXPECT(SCARD_HR_OK, scard_reattach(card, SHARED, LEAVE));
}

/* Exactly as much room as all replies need, with less than that for each, and as much as there can be. */
static void batch_rooms(void)
{
    const uint32_t rooms[] = {30, 29, 20, 19, 10, 9, 1, 0, UINT32_MAX};

    for (size_t i = 0; i < COUNT(rooms); i++) {
        size_t size = rooms[i] == UINT32_MAX ? 30 : rooms[i];
        uint8_t *exact = block(size);
        prepare();
        replies[0].buffer = exact;
        replies[0].room = rooms[i];
        EXPECT(size < 30 ? SCARD_HR_INSUFFICIENT_BUFFER : SCARD_HR_OK,
               scard_transmit_batch(card, apdus, COMMANDS, 0, replies));
        for (size_t j = 0; j < COMMANDS; j++)
            CHECK(replies[j].reply == (size >= (j + 1) * 10 ? exact + j * 10 : NULL));
        CHECK(untouched(exact, size / 10 * 10, size));
        free(exact);
    }
}

int main(void)
{
    EXPECT(SCARD_HR_OK, scard_virtual_reader_add(READER, NULL));
    EXPECT(SCARD_HR_OK, scard_attach_by_reader(READER, SHARED, T0 | T1, &card));
    apdus = block(COMMANDS * sizeof *apdus);
    replies = block(COMMANDS * sizeof *replies);

    capabilities();
    answers_to_reset();
    batch_pointers();
    batch_numbers();
    batch_sizes();
    batch_cleared();
    batch_rooms();

    free(apdus);
    free(replies);
    EXPECT(SCARD_HR_OK, scard_detach(card, LEAVE));
    EXPECT(SCARD_HR_OK, scard_virtual_reader_remove(READER));
    return result();
}
