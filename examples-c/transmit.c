/*
 * transmit - sends commands in hexadecimal to a card and prints the replies.
 *
 *     transmit [-r READER] APDU...
 *     transmit "00 A4 00 0C 02 2F E2" 00B000000A
 *
 * No other program comes between the commands. What may be a PIN or a key is not printed.
 */
#include <scard.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint8_t apdu[65544];
static uint8_t reply[65538];

static int fail(scard_hresult hr, const char *call)
{
    fprintf(stderr, "%s: %s (0x%08X)\n%s\n", call, scard_hresult_name(hr), (unsigned int)hr, scard_hresult_message(hr));
    return EXIT_FAILURE;
}

/* Reads pairs of hexadecimal digits, with spaces or colons between them. Returns their number, 0 if that is not so. */
static uint32_t parse_hex(const char *text, uint8_t *bytes, uint32_t room)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    uint32_t len = 0;

    for (; *text != '\0'; text++) {
        if (*text == ' ' || *text == ':')
            continue;
        const char *high = strchr(digits, text[0]);
        const char *low = text[1] != '\0' ? strchr(digits, text[1]) : NULL;
        if (high == NULL || low == NULL || len == room)
            return 0;
        bytes[len++] = (uint8_t)((high - digits) % 16 * 16 + (low - digits) % 16);
        text++;
    }
    return len;
}

static void print_hex(const uint8_t *bytes, uint32_t len)
{
    for (uint32_t i = 0; i < len; i++)
        printf(" %02X", bytes[i]);
}

/* Whether the command's data is a PIN, a key or a proof of one. */
static bool is_secret(uint8_t instruction)
{
    switch (instruction) {
    case 0x20: case 0x21: /* VERIFY */
    case 0x24: case 0x25: /* CHANGE REFERENCE DATA */
    case 0x2C: case 0x2D: /* RESET RETRY COUNTER */
    case 0x82:            /* EXTERNAL or MUTUAL AUTHENTICATE */
    case 0xD8:            /* PUT KEY */
        return true;
    default:
        return false;
    }
}

static scard_hresult transmit(scard_card *card, uint32_t apdu_len)
{
    uint32_t reply_len = sizeof reply;
    uint32_t shown = apdu_len > 5 && is_secret(apdu[1]) ? 5 : apdu_len;

    printf(">");
    print_hex(apdu, shown);
    if (shown < apdu_len)
        printf(" <%u bytes>", (unsigned int)(apdu_len - shown));
    printf("\n");
    scard_hresult hr = scard_transmit(card, apdu, apdu_len, reply, &reply_len);
    if (SCARD_SUCCEEDED(hr)) {
        printf("<");
        print_hex(reply, reply_len);
        printf("   %s\n", scard_status_word_message((uint16_t)(reply[reply_len - 2] << 8 | reply[reply_len - 1])));
    }
    return hr;
}

int main(int argc, char **argv)
{
    char readers[4096];
    const char *reader = readers; /* the first name of the list ends with its NUL */
    int first = 1;
    uint32_t len = sizeof readers;
    scard_card *card;
    scard_hresult hr;

    if (argc > 2 && strcmp(argv[1], "-r") == 0) {
        reader = argv[2];
        first = 3;
    }
    if (first >= argc || argv[first][0] == '-') {
        fprintf(stderr, "usage: transmit [-r READER] APDU...   an APDU is 4 bytes or more in hexadecimal\n");
        return EXIT_FAILURE;
    }
    for (int i = first; i < argc; i++) {
        if (parse_hex(argv[i], apdu, sizeof apdu) < 4) {
            fprintf(stderr, "APDU %d is not 4 to 65544 bytes in hexadecimal\n", i - first + 1);
            return EXIT_FAILURE;
        }
    }
    if (reader == readers && SCARD_FAILED(hr = scard_list_readers(readers, &len)))
        return fail(hr, "scard_list_readers");
    if (SCARD_FAILED(hr = scard_attach_by_reader(reader, SHARED, T0 | T1, &card)))
        return fail(hr, "scard_attach_by_reader");

    const char *call = "scard_lock";
    hr = scard_lock(card);
    for (int i = first; i < argc && SCARD_SUCCEEDED(hr); i++) {
        call = "scard_transmit";
        hr = transmit(card, parse_hex(argv[i], apdu, sizeof apdu));
    }
    scard_hresult detached = scard_detach(card, LEAVE); /* ends the lock too */
    if (SCARD_FAILED(hr))
        return fail(hr, call);
    return SCARD_FAILED(detached) ? fail(detached, "scard_detach") : EXIT_SUCCESS;
}
