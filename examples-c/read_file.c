/*
 * read_file - reads a whole file of a card and shows it, or stores it.
 *
 *     read_file [-r READER] PATH [-o FILE]
 *     read_file 2FE2                       a file identifier
 *     read_file 3F00:7F10:0001             the path from the MF
 *     read_file "4F 09 F07363617264737370 51 02 0001"   the file of an application; scard_read_file has all forms
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

/* After a failure of scard_read_file: what the card said, if it is the card that refused. */
static void print_refusal(scard_card *card)
{
    uint32_t len = 0;

    if (SCARD_FAILED(scard_transmit(card, NULL, 0, NULL, &len)) || len < 2)
        return; /* no reply is kept */
    uint8_t *reply = malloc(len);
    if (reply != NULL && SCARD_SUCCEEDED(scard_transmit(card, NULL, 0, reply, &len))) {
        unsigned int status = (unsigned int)reply[len - 2] << 8 | reply[len - 1];
        fprintf(stderr, "The card said %04X: %s\n", status, scard_status_word_message((uint16_t)status));
        if (len > 2)
            fprintf(stderr, "It gave %u bytes before.\n", (unsigned int)len - 2);
    }
    free(reply);
}

/* Gives the content in memory that the caller frees, NULL after a failure. */
static uint8_t *read_file(scard_card *card, const uint8_t *path, uint32_t path_len, uint32_t *len)
{
    /* The first call reads the file; the second one takes what was kept, without the card. */
    scard_hresult hr = scard_read_file(card, path, path_len, NULL, len);
    if (SCARD_FAILED(hr)) {
        done(hr, "scard_read_file");
        print_refusal(card);
        return NULL;
    }
    uint8_t *data = malloc(*len > 0 ? *len : 1);
    if (data == NULL) {
        done(SCARD_HR_OUTOFMEMORY, "malloc");
        return NULL;
    }
    if (!done(scard_read_file(card, path, path_len, data, len), "scard_read_file")) {
        free(data);
        return NULL;
    }
    return data;
}

/* Sixteen bytes a line: where they are, in hexadecimal, as characters. */
static void print_dump(const uint8_t *data, uint32_t len)
{
    for (uint32_t start = 0; start < len; start += 16) {
        printf("%08X ", (unsigned int)start);
        for (uint32_t i = start; i < start + 16; i++) {
            if (i == start + 8)
                printf(" ");
            if (i < len)
                printf(" %02X", data[i]);
            else
                printf("   ");
        }
        printf("  ");
        for (uint32_t i = start; i < start + 16 && i < len; i++)
            putchar(data[i] >= 0x20 && data[i] < 0x7F ? data[i] : '.');
        printf("\n");
    }
}

static bool store(const char *name, const uint8_t *data, uint32_t len)
{
    FILE *file = fopen(name, "wb");

    if (file == NULL) {
        perror(name);
        return false;
    }
    bool written = fwrite(data, 1, len, file) == len;
    if (fclose(file) != 0 || !written) {
        perror(name);
        return false;
    }
    return true;
}

static int usage(void)
{
    fprintf(stderr, "usage: read_file [-r READER] PATH [-o FILE]   PATH is 2 bytes or more in hexadecimal\n");
    return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    const char *reader = NULL, *target = NULL;
    uint8_t path[256];
    uint32_t path_len = 0, len;
    scard_card *card;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-r") == 0 && i + 1 < argc)
            reader = argv[++i];
        else if (strcmp(argv[i], "-o") == 0 && i + 1 < argc)
            target = argv[++i];
        else if (path_len > 0 || (path_len = parse_hex(argv[i], path, sizeof path)) < 2)
            return usage();
    }
    if (path_len == 0)
        return usage();
    if (!attach(reader, &card))
        return EXIT_FAILURE;

    uint8_t *data = read_file(card, path, path_len, &len);
    bool good = data != NULL;
    if (good) {
        printf("File          ");
        print_hex(path, path_len);
        printf("\nSize           %u bytes\n", (unsigned int)len);
        if (target == NULL)
            print_dump(data, len);
        else if ((good = store(target, data, len)))
            printf("Stored as      %s\n", target);
    }
    free(data);
    good = done(scard_detach(card, LEAVE), "scard_detach") && good;
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
