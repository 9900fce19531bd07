/*
 * reattach - attaches to a card, resets it by scard_reattach, and shows that the card has forgotten what it was told.
 *
 *     reattach [READER]      the first reader if none is named; SCARDSSP_VIRTUAL=1 adds one with a card in it
 *
 * Only the card of the virtual reader is given a PIN: on another card a wrong PIN would cost a try.
 */
#include <scard.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t SELECT_ICCID[] = {0x00, 0xA4, 0x00, 0x0C, 0x02, 0x2F, 0xE2}; /* the card's serial number */
static const uint8_t READ_BINARY[] = {0x00, 0xB0, 0x00, 0x00, 0x0A};
static const uint8_t VERIFY_1234[] = {0x00, 0x20, 0x00, 0x01, 0x04, '1', '2', '3', '4'};
static const uint8_t IS_VERIFIED[] = {0x00, 0x20, 0x00, 0x01}; /* VERIFY without a PIN asks, and costs no try */

static void check(scard_hresult hr, const char *call)
{
    if (SCARD_SUCCEEDED(hr))
        return;
    fprintf(stderr, "%s: %s (0x%08X)\n%s\n", call, scard_hresult_name(hr), (unsigned int)hr, scard_hresult_message(hr));
    exit(EXIT_FAILURE);
}

static void print_hex(const uint8_t *bytes, uint32_t len)
{
    for (uint32_t i = 0; i < len; i++)
        printf(" %02X", bytes[i]);
}

static void print_session(scard_card *card)
{
    char reader[128];
    uint8_t atr[33];
    uint32_t reader_len = sizeof reader, atr_len = sizeof atr;
    SCARD_PROTOCOLS protocol;
    SCARD_STATES state;

    check(scard_get_reader_name(card, reader, &reader_len), "scard_get_reader_name");
    check(scard_get_atr(card, atr, &atr_len), "scard_get_atr");
    check(scard_get_protocol(card, &protocol), "scard_get_protocol");
    check(scard_get_status(card, &state), "scard_get_status");
    printf("  reader    %s\n  ATR      ", reader);
    print_hex(atr, atr_len);
    printf("\n  protocol  %s\n", protocol == T0 ? "T=0" : protocol == T1 ? "T=1" : "raw");
    printf("  state     %s\n", state == SPECIFICMODE ? "ready for commands" : "not ready for commands");
}

/* Sends a command, prints it and the reply, and returns the status word. */
static uint16_t send_command(scard_card *card, const char *title, const uint8_t *apdu, uint32_t apdu_len)
{
    uint8_t reply[258];
    uint32_t reply_len = sizeof reply;

    check(scard_transmit(card, apdu, apdu_len, reply, &reply_len), "scard_transmit");
    uint16_t sw = (uint16_t)(reply[reply_len - 2] << 8 | reply[reply_len - 1]);
    printf("  %s\n    >", title);
    if (apdu[1] == 0x20 && apdu_len > 5) { /* VERIFY with a PIN */
        print_hex(apdu, 5);
        printf(" <%u bytes>", (unsigned int)(apdu_len - 5));
    } else {
        print_hex(apdu, apdu_len);
    }
    printf("\n    <");
    print_hex(reply, reply_len);
    printf("   %s\n", scard_status_word_message(sw));
    return sw;
}

int main(int argc, char **argv)
{
    char readers[4096];
    uint32_t len = sizeof readers;
    const char *reader = argc > 1 ? argv[1] : readers; /* the first name of the list ends with its NUL */
    scard_card *card;

    if (argc < 2)
        check(scard_list_readers(readers, &len), "scard_list_readers");
    bool has_pin = strcmp(reader, "scardssp Virtual Reader 00") == 0;

    printf("Attach: scard_attach_by_reader(reader, SHARED, T0 | T1, &card)\n");
    check(scard_attach_by_reader(reader, SHARED, T0 | T1, &card), "scard_attach_by_reader");
    print_session(card);

    printf("\nUse the card: scard_transmit\n");
    send_command(card, "Select the file with the serial number", SELECT_ICCID, sizeof SELECT_ICCID);
    bool could_read = send_command(card, "Read it", READ_BINARY, sizeof READ_BINARY) == 0x9000;
    if (has_pin) {
        send_command(card, "Verify the PIN", VERIFY_1234, sizeof VERIFY_1234);
        has_pin = send_command(card, "Is it verified?", IS_VERIFIED, sizeof IS_VERIFIED) == 0x9000;
    }

    printf("\nReset it: scard_reattach(card, SHARED, RESET)\n");
    check(scard_reattach(card, SHARED, RESET), "scard_reattach");
    print_session(card);

    printf("\nUse it again\n");
    bool can_read = send_command(card, "Read the file without selecting it", READ_BINARY, sizeof READ_BINARY) == 0x9000;
    bool verified = has_pin && send_command(card, "Is the PIN verified?", IS_VERIFIED, sizeof IS_VERIFIED) == 0x9000;

    printf("\nDetach: scard_detach(card, LEAVE)\n");
    check(scard_detach(card, LEAVE), "scard_detach");

    if (could_read)
        printf("  The card %s which file was selected.\n", can_read ? "still knows" : "forgot");
    else
        printf("  This card has no such file to read, so it had nothing to forget.\n");
    if (has_pin)
        printf("  The card %s that the PIN was verified.\n", verified ? "still knows" : "forgot");
    return (could_read && can_read) || verified ? EXIT_FAILURE : EXIT_SUCCESS;
}
