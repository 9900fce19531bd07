/* Says what the environment gives a program: whether it is set-id, which readers there are, whether the first works. */
#include <scard.h>
#include <stdio.h>
#include <string.h>
#if defined(__linux__)
#include <sys/auxv.h>
#endif

static void say(const char *what, scard_hresult hr)
{
    printf("%s 0x%08X\n", what, (unsigned)hr);
}

int main(void)
{
    char names[4096] = "";
    uint32_t len = sizeof names;
    scard_card *card = NULL;

#if defined(__linux__)
    printf("secure %lu\n", getauxval(AT_SECURE));
#endif
    say("list", scard_list_readers(names, &len));
    for (const char *name = names; *name; name += strlen(name) + 1)
        printf("reader %s\n", name);

    say("attach", scard_attach_by_reader("scardssp Virtual Reader 00", SHARED, T0 | T1, &card));
    if (card) {
        uint8_t atr[33];
        len = sizeof atr;
        say("atr", scard_get_atr(card, atr, &len));
        printf("historical %.*s\n", 2, (const char *)atr + len - 2);
        say("detach", scard_detach(card, LEAVE));
    }
    return 0;
}
