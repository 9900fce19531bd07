/* One call of every function that can fail. A test compares the list with include/scard.h. */
#ifndef SCARDSSP_TESTS_EVERY_H
#define SCARDSSP_TESTS_EVERY_H

#include <scard.h>
#include <stdio.h>

/* Which handles a function takes. */
enum handles {
    NO_HANDLE,
    CARD,
    CMD,
    CARD_AND_CMD
};

struct outcome {
    const char *function;
    enum handles handles;
    scard_hresult hr;
};

#define MOST_FUNCTIONS 128

/* Calls each with arguments that are good apart from the handles, and ends these last. The order lets each find what it
   needs. Returns how many they are. */
static size_t call_every(scard_card *card, scard_cmd *cmd, const char *reader, struct outcome *outcomes)
{
    static const uint8_t apdu[] = {0x00, 0x84, 0x00, 0x00, 0x08}, data[] = {0x00};
    static const uint8_t atr[] = {0x3B, 0x00}, path[] = {0x3F, 0x00, 0x01, 0x01};
    uint8_t bytes[512], byte;
    char text[512];
    uint16_t word;
    uint32_t len, number;
    int32_t le = 8;
    uintptr_t of_pcsc;
    SCARD_PROTOCOLS protocol;
    SCARD_STATES state;
    ISO_APDU_TYPE type;
    scard_atr parsed = {.size = sizeof parsed};
    scard_capabilities caps = {.size = sizeof caps};
    scard_apdu sent = {.size = sizeof sent, .apdu = apdu, .apdu_len = sizeof apdu};
    scard_reply reply = {.size = sizeof reply, .buffer = bytes, .room = sizeof bytes};
    scard_card *attached = NULL;
    scard_cmd *made = NULL;
    size_t count = 0;

#define RECORD(with, name, ...) \
    (len = sizeof bytes, outcomes[count].function = #name, outcomes[count].handles = (with), \
     outcomes[count].hr = name(__VA_ARGS__), count++)

    RECORD(NO_HANDLE, scard_virtual_reader_add, reader, NULL);
    RECORD(NO_HANDLE, scard_list_readers, text, &len);
    RECORD(NO_HANDLE, scard_attach_by_reader, reader, SHARED, T0 | T1, &attached);
    if (attached)
        scard_detach(attached, LEAVE);
    RECORD(NO_HANDLE, scard_attach_by_handle, (uintptr_t)1, &attached);
    RECORD(NO_HANDLE, scard_virtual_card_remove, reader);
    RECORD(NO_HANDLE, scard_virtual_card_insert, reader, NULL);
    RECORD(NO_HANDLE, scard_virtual_reader_remove, reader);
    RECORD(NO_HANDLE, scard_parse_atr, atr, sizeof atr, &parsed);
    RECORD(NO_HANDLE, scard_cmd_new, &made);
    if (made)
        scard_cmd_free(made);

    RECORD(CARD, scard_reattach, card, SHARED, LEAVE);
    RECORD(CARD, scard_lock, card);
    RECORD(CARD, scard_unlock, card, LEAVE);
    RECORD(CARD, scard_get_atr, card, bytes, &len);
    RECORD(CARD, scard_get_card_handle, card, &of_pcsc);
    RECORD(CARD, scard_get_context, card, &of_pcsc);
    RECORD(CARD, scard_get_protocol, card, &protocol);
    RECORD(CARD, scard_get_status, card, &state);
    RECORD(CARD, scard_get_reader_name, card, text, &len);
    RECORD(CARD, scard_transmit, card, apdu, sizeof apdu, bytes, &len);
    RECORD(CARD, scard_control, card, 0x42000001, apdu, sizeof apdu, bytes, &len);
    RECORD(CARD, scard_get_attribute, card, 0x00090303, bytes, &len);
    RECORD(CARD, scard_set_attribute, card, 0x00090303, data, sizeof data);
    RECORD(CARD, scard_get_capabilities, card, &caps);
    RECORD(CARD, scard_transmit_batch, card, &sent, 1, SCARD_BATCH_STOP, &reply);
    RECORD(CARD, scard_read_file, card, path, sizeof path, NULL, &len);
    RECORD(CARD, scard_update_file, card, path, sizeof path, data, sizeof data);

    RECORD(CMD, scard_iso7816_set_default_class_id, cmd, 0x00);
    RECORD(CMD, scard_iso7816_append_record, cmd, 0x00, data, sizeof data);
    RECORD(CMD, scard_iso7816_erase_binary, cmd, 0x00, 0x00, data, sizeof data);
    RECORD(CMD, scard_iso7816_external_authenticate, cmd, 0x00, 0x01, data, sizeof data);
    RECORD(CMD, scard_iso7816_get_data, cmd, 0x01, 0x01, le);
    RECORD(CMD, scard_iso7816_get_response, cmd, 0x00, 0x00, le);
    RECORD(CMD, scard_iso7816_internal_authenticate, cmd, 0x00, 0x01, data, sizeof data, le);
    RECORD(CMD, scard_iso7816_manage_channel, cmd, 0x00, 0x00);
    RECORD(CMD, scard_iso7816_put_data, cmd, 0x01, 0x01, data, sizeof data);
    RECORD(CMD, scard_iso7816_read_binary, cmd, 0x00, 0x00, le);
    RECORD(CMD, scard_iso7816_read_record, cmd, 0x01, 0x04, le);
    RECORD(CMD, scard_iso7816_select_file, cmd, 0x00, 0x0C, path, 2, 0);
    RECORD(CMD, scard_iso7816_update_binary, cmd, 0x00, 0x00, data, sizeof data);
    RECORD(CMD, scard_iso7816_update_record, cmd, 0x01, 0x04, data, sizeof data);
    RECORD(CMD, scard_iso7816_verify, cmd, 0x01, data, sizeof data);
    RECORD(CMD, scard_iso7816_write_binary, cmd, 0x00, 0x00, data, sizeof data);
    RECORD(CMD, scard_iso7816_write_record, cmd, 0x01, 0x04, data, sizeof data);
    RECORD(CMD, scard_cmd_encapsulate, cmd, apdu, sizeof apdu, ISO_CASE_2);
    RECORD(CMD, scard_cmd_set_apdu, cmd, apdu, sizeof apdu);
    RECORD(CMD, scard_cmd_build, cmd, 0x00, 0xCB, 0x3F, 0xFF, data, sizeof data, &le);
    RECORD(CMD, scard_cmd_set_data, cmd, data, sizeof data);
    RECORD(CMD, scard_cmd_get_data, cmd, bytes, &len);

    RECORD(CMD, scard_iso7816_get_challenge, cmd, le);
    RECORD(CARD_AND_CMD, scard_transaction, card, cmd);
    RECORD(CARD_AND_CMD, scard_execute, card, cmd);
    RECORD(CMD, scard_cmd_get_apdu, cmd, bytes, &len);
    RECORD(CMD, scard_cmd_get_apdu_length, cmd, &number);
    RECORD(CMD, scard_cmd_get_le_field, cmd, &number);
    RECORD(CMD, scard_cmd_get_p3, cmd, &byte);
    RECORD(CMD, scard_cmd_get_type, cmd, &type);
    RECORD(CMD, scard_cmd_get_apdu_reply, cmd, bytes, &len);
    RECORD(CMD, scard_cmd_get_apdu_reply_length, cmd, &number);
    RECORD(CMD, scard_cmd_get_reply_data, cmd, bytes, &len);
    RECORD(CMD, scard_cmd_get_reply_status, cmd, &word);
    RECORD(CMD, scard_cmd_get_reply_status_sw1, cmd, &byte);
    RECORD(CMD, scard_cmd_get_reply_status_sw2, cmd, &byte);

    RECORD(CMD, scard_cmd_set_apdu_reply, cmd, data, sizeof data);
    RECORD(CMD, scard_cmd_set_apdu_reply_length, cmd, 2);
    RECORD(CMD, scard_cmd_set_reply_status, cmd, 0x9000);
    RECORD(CMD, scard_cmd_set_class_id, cmd, 0x00);
    RECORD(CMD, scard_cmd_get_class_id, cmd, &byte);
    RECORD(CMD, scard_cmd_set_alternate_class_id, cmd, 0x00);
    RECORD(CMD, scard_cmd_get_alternate_class_id, cmd, &byte);
    RECORD(CMD, scard_cmd_set_instruction_id, cmd, 0x84);
    RECORD(CMD, scard_cmd_get_instruction_id, cmd, &byte);
    RECORD(CMD, scard_cmd_set_p1, cmd, 0x00);
    RECORD(CMD, scard_cmd_get_p1, cmd, &byte);
    RECORD(CMD, scard_cmd_set_p2, cmd, 0x00);
    RECORD(CMD, scard_cmd_get_p2, cmd, &byte);
    RECORD(CMD, scard_cmd_set_nad, cmd, 0x00);
    RECORD(CMD, scard_cmd_get_nad, cmd, &byte);
    RECORD(CMD, scard_cmd_set_reply_nad, cmd, 0x00);
    RECORD(CMD, scard_cmd_get_reply_nad, cmd, &byte);
    RECORD(CMD, scard_cmd_clear, cmd);

    RECORD(CARD, scard_detach, card, LEAVE);
    RECORD(CMD, scard_cmd_free, cmd);
#undef RECORD
    return count;
}

#endif
