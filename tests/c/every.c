/* Calls every function that can fail and prints what each returned. */
#include "every.h"

int main(void)
{
    static const char *const handles[] = {"-", "card", "cmd", "card+cmd"};
    struct outcome outcomes[MOST_FUNCTIONS];
    scard_card *card = NULL;
    scard_cmd *cmd = NULL;
    size_t count;

    scard_virtual_reader_add("card of its own", NULL);
    scard_attach_by_reader("card of its own", SHARED, T0 | T1, &card);
    scard_cmd_new(&cmd);
    count = call_every(card, cmd, "every", outcomes);
    for (size_t i = 0; i < count; i++)
        printf("%s %s 0x%08X\n", outcomes[i].function, handles[outcomes[i].handles], (unsigned)outcomes[i].hr);
    scard_virtual_reader_remove("card of its own");

    /* What cannot fail cannot panic either. */
    printf("still alive: %s, %s\n", scard_version_string(), scard_hresult_name(outcomes[0].hr));
    return 0;
}
