/* Checks that say what failed and let the program go on; main returns result(). */
#ifndef SCARDSSP_TESTS_WINDOWS_EXPECT_H
#define SCARDSSP_TESTS_WINDOWS_EXPECT_H

#include <stdio.h>

static int failures;

static void check(int holds, const char *what, const char *file, int line)
{
    if (!holds) {
        fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
        failures++;
    }
}

static void expect(HRESULT got, HRESULT wanted, const char *call, const char *file, int line)
{
    if (got != wanted) {
        fprintf(stderr, "%s:%d: %s: %08lX, not %08lX\n", file, line, call, (unsigned long)got, (unsigned long)wanted);
        failures++;
    }
}

#define CHECK(condition) check((condition) != 0, #condition, __FILE__, __LINE__)
#define EXPECT(wanted, call) expect((call), (wanted), #call, __FILE__, __LINE__)

static int result(void)
{
    return failures != 0;
}

#endif
