/*
 * list_readers - lists the readers and the cards in them.
 *
 *     list_readers           SCARDSSP_VIRTUAL=1 adds a virtual reader with a card in it
 */
#include <scard.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(scard_hresult hr, const char *call)
{
    fprintf(stderr, "%s: %s (0x%08X)\n%s\n", call, scard_hresult_name(hr), (unsigned int)hr, scard_hresult_message(hr));
    return EXIT_FAILURE;
}

/* Gives the list in memory that the caller frees. Asks again when a reader was plugged in meanwhile. */
static scard_hresult list_readers(char **readers)
{
    uint32_t len = 0;
    scard_hresult hr = scard_list_readers(NULL, &len);

    *readers = NULL;
    while (SCARD_SUCCEEDED(hr)) {
        char *larger = realloc(*readers, len);
        if (larger == NULL) {
            hr = SCARD_HR_OUTOFMEMORY;
            break;
        }
        *readers = larger;
        hr = scard_list_readers(larger, &len);
        if (SCARD_SUCCEEDED(hr))
            return hr;
        if (hr == SCARD_HR_INSUFFICIENT_BUFFER)
            hr = SCARD_HR_OK;
    }
    free(*readers);
    *readers = NULL;
    return hr;
}

static void print_card(const char *reader)
{
    scard_card *card;
    uint8_t atr[33];
    uint32_t len = sizeof atr;
    scard_hresult hr = scard_attach_by_reader(reader, SHARED, T0 | T1, &card);

    if (hr == SCARD_HR_NO_SMARTCARD) {
        printf("    no card\n");
        return;
    }
    if (SCARD_SUCCEEDED(hr)) {
        hr = scard_get_atr(card, atr, &len);
        scard_hresult detached = scard_detach(card, LEAVE);
        if (SCARD_SUCCEEDED(hr))
            hr = detached;
    }
    if (SCARD_FAILED(hr)) {
        printf("    %s: %s\n", scard_hresult_name(hr), scard_hresult_message(hr));
        return;
    }
    printf("    card, ATR");
    for (uint32_t i = 0; i < len; i++)
        printf(" %02X", atr[i]);
    printf("\n");
}

int main(void)
{
    char *readers;
    scard_hresult hr = list_readers(&readers);

    if (SCARD_FAILED(hr))
        return fail(hr, "scard_list_readers");
    for (const char *reader = readers; *reader != '\0'; reader += strlen(reader) + 1) {
        printf("%s\n", reader);
        print_card(reader);
    }
    free(readers);
    return EXIT_SUCCESS;
}
