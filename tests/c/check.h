/* Checks that say what failed and let the program go on; main returns result(). */
#ifndef SCARDSSP_TESTS_CHECK_H
#define SCARDSSP_TESTS_CHECK_H

#include <scard.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

static inline bool check(bool holds, const char *what, const char *file, int line)
{
    if (!holds) {
        fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
        failures++;
    }
    return holds;
}

static inline bool expect(scard_hresult got, scard_hresult wanted, const char *call, const char *file, int line)
{
    if (got != wanted) {
        fprintf(stderr, "%s:%d: %s: %s (0x%08X), not %s (0x%08X)\n", file, line, call, scard_hresult_name(got),
                (unsigned)got, scard_hresult_name(wanted), (unsigned)wanted);
        failures++;
    }
    return got == wanted;
}

#define CHECK(condition) check((condition), #condition, __FILE__, __LINE__)
#define EXPECT(wanted, call) expect((call), (wanted), #call, __FILE__, __LINE__)

/* A block of exactly this size, so that valgrind sees the byte too far; each byte is 0xA5. */
static inline void *block(size_t size)
{
    void *bytes = malloc(size ? size : 1);
    if (!bytes)
        abort();
    memset(bytes, 0xA5, size);
    return bytes;
}

static inline bool untouched(const void *bytes, size_t from, size_t size)
{
    for (size_t i = from; i < size; i++)
        if (((const uint8_t *)bytes)[i] != 0xA5)
            return false;
    return true;
}

static inline int result(void)
{
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
