/*
 * What the programs share that pass everything wrongly. What was tried is printed as lines "KIND FUNCTION PARAMETER",
 * which tests/misuse.rs compares with the parameters in include/scard.h.
 */
#ifndef SCARDSSP_TESTS_MISUSE_H
#define SCARDSSP_TESTS_MISUSE_H

#include "check.h"

/* Not 0 in any byte, and no value of any enumeration. */
#define GARBAGE 0xA5A5A5A5u

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Every card answers this with 8 bytes and 9000. */
static const uint8_t get_challenge[] = {0x00, 0x84, 0x00, 0x00, 0x08};

static inline void tried(const char *kind, const char *function, const char *parameter)
{
    printf("%s %s %s\n", kind, function, parameter);
}

/* A call with one parameter that is wrong in this way. */
#define TRY(kind, function, parameter, wanted, ...) \
    (EXPECT(wanted, function(__VA_ARGS__)), tried(#kind, #function, #parameter))

/* ---- slots that are cleared before anything else ---- */

static inline bool is_zero(const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (((const uint8_t *)bytes)[i] != 0)
            return false;
    return true;
}

#define CLEARED(function, parameter, slot, ...) \
    do { \
        memset(&(slot), 0xA5, sizeof(slot)); \
        CHECK(SCARD_FAILED(function(__VA_ARGS__))); \
        CHECK(is_zero(&(slot), sizeof(slot))); \
        tried("cleared", #function, #parameter); \
    } while (0)

/* ---- room in buffers: far too much, exactly enough, one too few, none ---- */

typedef scard_hresult filler(void *buffer, uint32_t *len);

static inline void room(filler *fill, uint32_t needed, const char *function, const char *parameter)
{
    const uint32_t rooms[] = {UINT32_MAX, 100000, needed + 1, needed, needed - 1, 1, 0};

    for (size_t i = 0; i < COUNT(rooms); i++) {
        uint32_t len = rooms[i];
        /* No more is written than is needed, whatever the caller says there is. */
        size_t size = rooms[i] == UINT32_MAX ? needed : rooms[i];
        uint8_t *buffer = block(size);
        bool fits = rooms[i] >= needed;

        expect(fill(buffer, &len), fits ? SCARD_HR_OK : SCARD_HR_INSUFFICIENT_BUFFER, function, __FILE__, __LINE__);
        CHECK(len == needed);
        CHECK(untouched(buffer, fits ? needed : 0, size));
        free(buffer);
    }
    tried("room", function, parameter);
}

/* The length that a function says for a NULL buffer. */
static inline uint32_t length(filler *fill)
{
    uint32_t len = GARBAGE;
    EXPECT(SCARD_HR_OK, fill(NULL, &len));
    CHECK(len > 0 && len < GARBAGE);
    return len;
}

/* ---- whether anything was sent: the reply that is kept is still there then ---- */

static inline void keep_a_reply(scard_card *card)
{
    uint8_t byte;
    uint32_t len = sizeof byte;
    EXPECT(SCARD_HR_INSUFFICIENT_BUFFER, scard_transmit(card, get_challenge, sizeof get_challenge, &byte, &len));
}

static inline bool nothing_was_sent(scard_card *card)
{
    uint32_t len = 0;
    return scard_transmit(card, NULL, 0, NULL, &len) == SCARD_HR_OK && len == 10;
}

#endif
