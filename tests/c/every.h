/* One call of every function that can fail. A test compares the list with include/scard.h. */
#ifndef SCARDSSP_TESTS_EVERY_H
#define SCARDSSP_TESTS_EVERY_H

#include <scard.h>
#include <stdio.h>

struct outcome {
    const char *function;
    bool takes_card;
    scard_hresult hr;
};

#define MOST_FUNCTIONS 64

/* Calls each with arguments that are good apart from the session, and detaches last. Returns how many they are. */
static size_t call_every(scard_card *card, const char *reader, struct outcome *outcomes)
{
    uint8_t bytes[512] = {0x00, 0x84, 0x00, 0x00, 0x08};
    char text[512];
    uint32_t len, text_len = sizeof text;
    uintptr_t number;
    SCARD_PROTOCOLS protocol;
    SCARD_STATES state;
    scard_card *attached = NULL;
    size_t count = 0;

#define RECORD(name, with_card, ...) \
    (len = sizeof bytes, outcomes[count].function = #name, outcomes[count].takes_card = (with_card), \
     outcomes[count].hr = name(__VA_ARGS__), count++)

    RECORD(scard_virtual_reader_add, false, reader, NULL);
    RECORD(scard_list_readers, false, text, &text_len);
    RECORD(scard_attach_by_reader, false, reader, SHARED, T0 | T1, &attached);
    if (attached)
        scard_detach(attached, LEAVE);
    RECORD(scard_attach_by_handle, false, (uintptr_t)1, &attached);
    RECORD(scard_virtual_card_remove, false, reader);
    RECORD(scard_virtual_card_insert, false, reader, NULL);
    RECORD(scard_virtual_reader_remove, false, reader);

    RECORD(scard_reattach, true, card, SHARED, LEAVE);
    RECORD(scard_lock, true, card);
    RECORD(scard_unlock, true, card, LEAVE);
    RECORD(scard_get_atr, true, card, bytes + 256, &len);
    RECORD(scard_get_card_handle, true, card, &number);
    RECORD(scard_get_context, true, card, &number);
    RECORD(scard_get_protocol, true, card, &protocol);
    RECORD(scard_get_status, true, card, &state);
    text_len = sizeof text;
    RECORD(scard_get_reader_name, true, card, text, &text_len);
    RECORD(scard_transmit, true, card, bytes, 5, bytes, &len);
    RECORD(scard_control, true, card, 0x42000001, bytes, 5, bytes, &len);
    RECORD(scard_get_attribute, true, card, 0x00090303, bytes, &len);
    RECORD(scard_set_attribute, true, card, 0x00090303, bytes, 5);
    RECORD(scard_detach, true, card, LEAVE);
#undef RECORD
    return count;
}

#endif
