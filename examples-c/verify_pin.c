/*
 * verify_pin - asks for a PIN, presents it to a card once, and says whether it is right.
 *
 *     verify_pin [-r READER] [-k REFERENCE] [-a AID] [-f]
 *
 *     -r  the reader; if not said the first one that has a card, with SCARDSSP_VIRTUAL=1 a virtual one
 *     -k  which PIN, P2 of VERIFY, in hexadecimal: 01 if not said; from 80 one of the application
 *     -a  the application to select before, by its name (AID) in hexadecimal
 *     -f  present it even if this is the last try, or if the card does not tell how many are left
 *
 * The PIN goes to the card as it is typed; a card that wants it padded or coded in another way refuses it, or counts a
 * wrong try. It is not shown. If the standard input is no terminal, the PIN is its first line. After the right PIN the
 * card is reset, so that no other program finds it open. Exit status 0: the PIN is right, or need not be presented now.
 */
#ifndef _WIN32
#define _POSIX_C_SOURCE 200809L
#endif
#include <scard.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#else
#include <signal.h>
#include <termios.h>
#include <unistd.h>
#endif

typedef struct {
    const char *reader;
    uint8_t reference;
    uint8_t aid[16];
    uint32_t aid_len;
    bool force;
} options;

static uint8_t pin[255];

/* Through a volatile pointer, or the compiler would leave it out: nobody reads the PIN afterwards. */
static void wipe_pin(void)
{
    volatile uint8_t *byte = pin;

    for (size_t i = 0; i < sizeof pin; i++)
        byte[i] = 0;
}

static bool done(scard_hresult hr, const char *call)
{
    if (SCARD_FAILED(hr))
        fprintf(stderr, "%s: %s (0x%08X)\n%s\n", call, scard_hresult_name(hr), (unsigned int)hr,
                scard_hresult_message(hr));
    return SCARD_SUCCEEDED(hr);
}

/* The terminal: echo_off changes it, echo_on brings back what was there, as does the end by a signal or Ctrl-C. */

#ifdef _WIN32

static HANDLE console;
static DWORD saved;

static void echo_on(void)
{
    SetConsoleMode(console, saved);
}

static BOOL WINAPI stopped(DWORD event)
{
    (void)event;
    wipe_pin();
    echo_on();
    return FALSE; /* and end */
}

static bool is_terminal(void)
{
    console = GetStdHandle(STD_INPUT_HANDLE);
    return GetConsoleMode(console, &saved) != 0;
}

static bool echo_off(void)
{
    return SetConsoleCtrlHandler(stopped, TRUE) && SetConsoleMode(console, saved & ~(DWORD)ENABLE_ECHO_INPUT);
}

#else

static struct termios saved;

static void echo_on(void)
{
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &saved);
}

static void stopped(int number)
{
    wipe_pin();
    echo_on();
    raise(number); /* which now ends the program */
}

static bool is_terminal(void)
{
    return tcgetattr(STDIN_FILENO, &saved) == 0;
}

static bool echo_off(void)
{
    static const int numbers[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    struct termios quiet = saved;
    struct sigaction action, before;

    memset(&action, 0, sizeof action);
    action.sa_handler = stopped;
    action.sa_flags = (int)SA_RESETHAND;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    quiet.c_cc[VSUSP] = _POSIX_VDISABLE; /* no Ctrl-Z: it would leave the terminal as it is now */
    return tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
}

#endif

/* Reads a line into pin and gives its length; one that is empty or does not fit is no PIN. */
static bool read_line(uint32_t *len)
{
    int byte;

    *len = 0;
    while ((byte = getchar()) != EOF && byte != '\n') {
        if (*len == sizeof pin) {
            fprintf(stderr, "The PIN is longer than %u bytes: nothing was sent.\n", (unsigned int)sizeof pin);
            return false;
        }
        pin[(*len)++] = (uint8_t)byte;
    }
    if (*len > 0 && pin[*len - 1] == '\r')
        --*len;
    if (*len == 0)
        fprintf(stderr, "No PIN was given: nothing was sent.\n");
    return *len > 0;
}

static bool read_pin(uint32_t *len)
{
    bool terminal = is_terminal();

    setvbuf(stdin, NULL, _IONBF, 0); /* a buffer would be one more place that has the PIN */
    fflush(stdout);
    if (terminal) {
        if (!echo_off()) {
            fprintf(stderr, "The terminal cannot be told not to show the PIN: nothing was sent.\n");
            return false;
        }
        fprintf(stderr, "Enter the PIN: ");
        fflush(stderr);
    }
    bool read = read_line(len);
    if (terminal) {
        echo_on();
        fprintf(stderr, "\n");
    }
    return read;
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

/* Runs what was built, and gives the status word. */
static bool execute(scard_card *card, scard_cmd *cmd, uint16_t *status)
{
    return done(scard_execute(card, cmd), "scard_execute")
           && done(scard_cmd_get_reply_status(cmd, status), "scard_cmd_get_reply_status");
}

static bool refused(const char *what, uint16_t status)
{
    fprintf(stderr, "%s: the card said %04X: %s\n", what, (unsigned int)status, scard_status_word_message(status));
    return false;
}

/* Locks the card, selects the application and asks for the tries left: VERIFY without a PIN. */
static bool begin(scard_card *card, scard_cmd *cmd, const options *wanted, uint16_t *status)
{
    if (!done(scard_lock(card), "scard_lock"))
        return false;
    if (wanted->aid_len > 0) {
        if (!done(scard_iso7816_select_file(cmd, 0x04, 0x00, wanted->aid, wanted->aid_len, 256),
                  "scard_iso7816_select_file")
            || !execute(card, cmd, status))
            return false;
        if (*status != 0x9000)
            return refused("Selecting the application", *status);
    }
    return done(scard_iso7816_verify(cmd, wanted->reference, NULL, 0), "scard_iso7816_verify")
           && execute(card, cmd, status);
}

/* The tries left by a status word of VERIFY; -1 if it does not tell. */
static int tries_left(uint16_t status)
{
    return status == 0x6983 ? 0 : (status & 0xFFF0) == 0x63C0 ? status & 0x000F : -1;
}

static void print_tries(int tries)
{
    printf("%d %s left\n", tries, tries == 1 ? "try" : "tries");
}

/* Says how things stand before the PIN is asked for, and whether to go on. */
static bool is_worth_a_try(const options *wanted, uint16_t status)
{
    int tries = tries_left(status);

    if (tries < 0 && status != 0x6300 && status != 0x6700)
        return refused("Asking for the tries left", status);
    printf("PIN            %02X, ", (unsigned int)wanted->reference);
    if (tries > 0)
        print_tries(tries);
    else
        printf("%s\n", tries == 0 ? "blocked" : "the card does not tell how many tries are left");
    if (tries == 0)
        fprintf(stderr, "%s\n", scard_hresult_message(SCARD_HR_CHV_BLOCKED));
    else if (tries == 1)
        fprintf(stderr, "Warning: a wrong PIN now blocks it.\n");
    else if (tries < 0)
        fprintf(stderr, "Warning: a wrong PIN may block it.\n");
    if (tries == 0 || tries > 1 || wanted->force)
        return tries != 0;
    fprintf(stderr, "Nothing was sent; -f goes on all the same.\n");
    return false;
}

static bool print_result(uint16_t status)
{
    int tries = tries_left(status);

    printf("Result         ");
    if (status == 0x9000) {
        printf("right\n");
    } else if (tries > 0) {
        printf("wrong, ");
        print_tries(tries);
    } else if (tries == 0) {
        printf("wrong, and blocked now\n");
    } else {
        printf("not accepted\n");
        refused("Presenting the PIN", status);
    }
    return status == 0x9000;
}

static bool verify(scard_card *card, scard_cmd *cmd, const options *wanted)
{
    uint16_t before, status;
    uint32_t len;

    /* Others may use the card while somebody types. */
    if (!begin(card, cmd, wanted, &before) || !done(scard_unlock(card, LEAVE), "scard_unlock"))
        return false;
    if (before == 0x9000) {
        printf("PIN            %02X, no need to present it now\n", (unsigned int)wanted->reference);
        return true;
    }
    if (!is_worth_a_try(wanted, before) || !read_pin(&len) || !begin(card, cmd, wanted, &status))
        return false;
    if (status != before) {
        fprintf(stderr, "Another program has used the PIN meanwhile: nothing was sent.\n");
        return false;
    }
    scard_hresult hr = scard_iso7816_verify(cmd, wanted->reference, pin, len);
    wipe_pin(); /* the command has it now, until it is freed */
    if (!done(hr, "scard_iso7816_verify") || !execute(card, cmd, &status))
        return false;
    bool right = print_result(status);
    return done(scard_unlock(card, right ? RESET : LEAVE), "scard_unlock") && right;
}

static bool parse(int argc, char **argv, options *wanted)
{
    bool good = true;

    for (int i = 1; i < argc && good; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;

        if (strcmp(argv[i], "-f") == 0) {
            wanted->force = true;
            continue;
        }
        if (value == NULL)
            return false;
        if (strcmp(argv[i], "-r") == 0)
            wanted->reader = value;
        else if (strcmp(argv[i], "-k") == 0)
            good = parse_hex(value, &wanted->reference, 1) == 1;
        else if (strcmp(argv[i], "-a") == 0)
            good = (wanted->aid_len = parse_hex(value, wanted->aid, sizeof wanted->aid)) > 0;
        else
            good = false;
        i++;
    }
    return good;
}

int main(int argc, char **argv)
{
    options wanted = {NULL, 0x01, {0}, 0, false};
    scard_card *card;
    scard_cmd *cmd;

    if (!parse(argc, argv, &wanted)) {
        fprintf(stderr, "usage: verify_pin [-r READER] [-k REFERENCE] [-a AID] [-f]   "
                        "REFERENCE is 1 byte in hexadecimal, AID 1 to 16\n");
        return EXIT_FAILURE;
    }
    if (!attach(wanted.reader, &card))
        return EXIT_FAILURE;
    if (wanted.aid_len > 0) {
        printf("Application   ");
        print_hex(wanted.aid, wanted.aid_len);
        printf("\n");
    }
    bool right = false;
    if (done(scard_cmd_new(&cmd), "scard_cmd_new")) {
        right = verify(card, cmd, &wanted);
        scard_cmd_free(cmd); /* wipes what it holds of the PIN */
    }
    wipe_pin();
    right = done(scard_detach(card, LEAVE), "scard_detach") && right; /* ends a lock that is left */
    return right ? EXIT_SUCCESS : EXIT_FAILURE;
}
