/*
 * atr - says what an answer-to-reset means.
 *
 *     atr 3B 27 00 80 65 A2 0C 01 01 37
 *     atr [-r READER]        of the card in this reader
 *
 * Without -r it is the first reader that has a card; with SCARDSSP_VIRTUAL=1 a virtual one comes before all others.
 */
#include <scard.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool done(scard_hresult hr, const char *call)
{
    if (SCARD_FAILED(hr))
        fprintf(stderr, "%s: %s (0x%08X)\n%s\n", call, scard_hresult_name(hr), (unsigned int)hr,
                scard_hresult_message(hr));
    return SCARD_SUCCEEDED(hr);
}

/* Appends pairs of hexadecimal digits, with spaces or colons between them. Returns whether that is what the text is. */
static bool append_hex(const char *text, uint8_t *bytes, uint32_t room, uint32_t *len)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";

    for (; *text != '\0'; text++) {
        if (*text == ' ' || *text == ':')
            continue;
        const char *high = strchr(digits, text[0]);
        const char *low = text[1] != '\0' ? strchr(digits, text[1]) : NULL;
        if (high == NULL || low == NULL || *len == room)
            return false;
        bytes[(*len)++] = (uint8_t)((high - digits) % 16 * 16 + (low - digits) % 16);
        text++;
    }
    return true;
}

/* Attaches to the card in a reader; if that is NULL, to the first card there is. Says which reader it is. */
static bool attach(const char *reader, scard_card **card)
{
    char readers[4096];
    uint32_t len = sizeof readers;
    scard_hresult hr = SCARD_HR_NO_SMARTCARD;

    if (reader != NULL) {
        hr = scard_attach_by_reader(reader, SHARED, T0 | T1, card);
    } else if (!done(scard_list_readers(readers, &len), "scard_list_readers")) {
        return false;
    } else {
        const char *next = readers;
        while (*next != '\0' && hr == SCARD_HR_NO_SMARTCARD) {
            reader = next;
            hr = scard_attach_by_reader(reader, SHARED, T0 | T1, card);
            next += strlen(next) + 1;
        }
    }
    if (!done(hr, "scard_attach_by_reader"))
        return false;
    printf("Reader         %s\n", reader);
    return true;
}

static bool ask_card(const char *reader, uint8_t *atr, uint32_t *len)
{
    scard_card *card;

    if (!attach(reader, &card))
        return false;
    bool told = done(scard_get_atr(card, atr, len), "scard_get_atr");
    return done(scard_detach(card, LEAVE), "scard_detach") && told;
}

static void print_hex(const uint8_t *bytes, uint32_t len)
{
    for (uint32_t i = 0; i < len; i++)
        printf(" %02X", bytes[i]);
}

static void print_printable(const uint8_t *bytes, uint32_t len)
{
    for (uint32_t i = 0; i < len; i++)
        putchar(bytes[i] >= 0x20 && bytes[i] < 0x7F ? bytes[i] : '.');
}

/* What a byte is for: those of the first levels for the card as a whole, those of later ones for a protocol. */
static const char *meaning(char kind, uint32_t level, unsigned int protocol)
{
    if (kind == 'D')
        return "bytes of the next level, and the protocol they are for";
    if (level == 1)
        return kind == 'A' ? "clock and baud rate" : kind == 'B' ? "programming voltage, no longer used" : "guard time";
    if (level == 2)
        return kind == 'A'   ? "specific mode"
               : kind == 'B' ? "programming voltage, no longer used"
                             : "T=0: waiting time";
    if (protocol == 15)
        return kind == 'A' ? "clock stop and voltages" : kind == 'B' ? "use of contact C6" : "reserved";
    if (protocol == 1)
        return kind == 'A' ? "T=1: block size" : kind == 'B' ? "T=1: waiting times" : "T=1: error detection";
    return "for another protocol";
}

static void print_interface_bytes(const scard_atr *said)
{
    static const char kinds[] = "ABCD";
    const uint8_t *columns[4];
    unsigned int protocol = 0;

    columns[0] = said->ta;
    columns[1] = said->tb;
    columns[2] = said->tc;
    columns[3] = said->td;
    for (uint32_t level = 0; level < said->levels; level++) {
        for (int kind = 0; kind < 4; kind++) {
            if ((said->present[level] & 1 << kind) == 0)
                continue;
            printf("    T%c%u  %02X  %s", kinds[kind], (unsigned int)level + 1, columns[kind][level],
                   meaning(kinds[kind], level + 1, protocol));
            if (kinds[kind] == 'D')
                printf(" (T=%u)", said->td[level] & 0x0Fu);
            printf("\n");
        }
        protocol = said->td[level] & 0x0Fu;
    }
}

static void print_protocols(const scard_atr *said)
{
    printf("Protocols     ");
    for (unsigned int protocol = 0; protocol < 15; protocol++)
        if ((said->protocols & (uint32_t)1 << protocol) != 0)
            printf(" T=%u%s", protocol, protocol == said->default_protocol ? " (default)" : "");
    printf("\n");
    if (said->specific_mode != 0)
        printf("Mode           specific: T=%u, %s, rate %s\n", (unsigned int)said->specific_protocol,
               said->specific_can_change != 0 ? "can be changed" : "cannot be changed",
               said->specific_implicit != 0 ? "known in advance" : "as below");
    else
        printf("Mode           negotiable\n");
}

static void print_rate(const scard_atr *said)
{
    if (said->fi == 0 || said->di == 0) {
        printf("Rate           reserved values\n");
        return;
    }
    double cycles = (double)said->fi / (double)said->di;
    printf("Rate           Fi %u, Di %u: %.2f clock cycles a bit; at most %.1f MHz, %.0f bit/s\n",
           (unsigned int)said->fi, (unsigned int)said->di, cycles, said->fmax_khz / 1000.0,
           said->fmax_khz * 1000.0 / cycles);
}

static void print_parameters(const scard_atr *said)
{
    static const char *const clock_stop[] = {"no", "with the line low", "with the line high", "either way"};

    if (said->extra_guard_time == 255)
        printf("Guard time     the shortest of the protocol\n");
    else
        printf("Guard time     %u more bit times\n", (unsigned int)said->extra_guard_time);
    if ((said->protocols & 1) != 0)
        printf("T=0            waiting integer %u\n", (unsigned int)said->t0_wi);
    if ((said->protocols & 2) != 0)
        printf("T=1            blocks of %u bytes, waiting integers %u (character) and %u (block), %s\n",
               (unsigned int)said->t1_ifsc, (unsigned int)said->t1_cwi, (unsigned int)said->t1_bwi,
               said->t1_crc != 0 ? "CRC" : "LRC");
    printf("Voltages      %s%s%s%s\n", said->voltage_classes & 1 ? " 5 V" : "", said->voltage_classes & 2 ? " 3 V" : "",
           said->voltage_classes & 4 ? " 1.8 V" : "", said->voltage_classes == 0 ? " reserved value" : "");
    printf("Clock stop     %s\n", said->clock_stop < 4 ? clock_stop[said->clock_stop] : "unknown");
    if (said->spu != 0)
        printf("Contact C6     used, %s\n", said->spu < 128 ? "as the standard says" : "in the card's own way");
}

static void print_atr(const uint8_t *atr, const scard_atr *said)
{
    const uint8_t *historical = atr + said->historical_offset;

    printf("ATR           ");
    print_hex(atr, said->length);
    printf("\n    TS   %02X  %s convention\n", (unsigned int)said->convention,
           said->convention == 0x3F ? "inverse" : "direct");
    printf("    T0   %02X  bytes of the first level, %u historical bytes\n", atr[1],
           (unsigned int)said->historical_length);
    print_interface_bytes(said);
    print_protocols(said);
    print_rate(said);
    print_parameters(said);
    if (said->historical_length > 0) {
        printf("Historical    ");
        print_hex(historical, said->historical_length);
        printf("   ");
        print_printable(historical, said->historical_length);
        printf("\n");
    }
    printf("Check byte     %s\n", said->tck == SCARD_ATR_TCK_NOT_NEEDED ? "not needed"
                                  : said->tck == SCARD_ATR_TCK_CORRECT  ? "correct"
                                  : said->tck == SCARD_ATR_TCK_WRONG    ? "wrong"
                                                                        : "missing");
    if (said->extra > 0) {
        printf("Behind the end");
        print_hex(atr + said->length, said->extra);
        printf("\n");
    }
}

int main(int argc, char **argv)
{
    uint8_t atr[64];
    uint32_t len = 0;
    scard_atr said;

    if (argc == 1 || (argc == 3 && strcmp(argv[1], "-r") == 0)) {
        len = sizeof atr;
        if (!ask_card(argc == 3 ? argv[2] : NULL, atr, &len))
            return EXIT_FAILURE;
    } else {
        for (int i = 1; i < argc; i++) {
            if (!append_hex(argv[i], atr, sizeof atr, &len)) {
                fprintf(stderr, "usage: atr [-r READER] or atr BYTES...   in hexadecimal\n");
                return EXIT_FAILURE;
            }
        }
    }
    said.size = sizeof said;
    if (!done(scard_parse_atr(atr, len, &said), "scard_parse_atr"))
        return EXIT_FAILURE;
    print_atr(atr, &said);
    return EXIT_SUCCESS;
}
