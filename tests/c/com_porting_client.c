/* Section 19 of the porting page: a C client, by macros, by tables, and by the slots of a table counted by hand. */
#define COBJMACROS
#include <scardssp.h>

#include <scard.h>
#include <stdio.h>
#include <string.h>

HRESULT c_client(ISCard *card, ISCardCmd *cmd, WORD *sw);

HRESULT c_client(ISCard *card, ISCardCmd *cmd, WORD *sw)
{
    HRESULT hr = ISCard_Transaction(card, &cmd);               /* macro form */
    if (SUCCEEDED(hr)) hr = cmd->lpVtbl->get_ReplyStatus(cmd, sw);   /* table form */
    return hr;
}

static int failures;

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "line %d: not so: %s\n", __LINE__, #condition); \
            failures++; \
        } \
    } while (0)

/* The method in a slot of any object: all that a binary client of the original knows. */
typedef HRESULT (*transaction)(void *object, void **command);
typedef HRESULT (*put_byte)(void *object, BYTE value);
typedef HRESULT (*get_byte)(void *object, BYTE *value);

static void *slot(void *object, unsigned number)
{
    void *table, *method;
    memcpy(&table, object, sizeof table);
    memcpy(&method, (const char *)table + number * sizeof(void *), sizeof method);
    return method;
}

int main(void)
{
    static const OLECHAR reader[] = {'R', 0};
    ISCard *card = NULL;
    ISCardCmd *cmd = NULL;
    ISCardISO7816 *iso = NULL;
    IByteBuffer *reply = NULL;
    BSTR name = SysAllocString(reader);
    WORD sw = 0;
    LONG length = 0, got = 0;
    BYTE class_id = 0, bytes[10];
    void *any, *method;
    transaction call_17;
    get_byte call_38;
    put_byte call_39;

    CHECK(CoInitialize(NULL) == S_OK);
    CHECK(scard_virtual_reader_add("R", NULL) == S_OK);
    CHECK(CoCreateInstance(&CLSID_CSCard, NULL, CLSCTX_ALL, &IID_ISCard, (void **)&card) == S_OK);
    CHECK(CoCreateInstance(&CLSID_CSCardISO7816, NULL, CLSCTX_ALL, &IID_ISCardISO7816, (void **)&iso) == S_OK);
    CHECK(ISCard_AttachByReader(card, name, SHARED, (SCARD_PROTOCOLS)(T0 | T1)) == S_OK);
    SysFreeString(name);
    CHECK(ISCardISO7816_GetChallenge(iso, 8, &cmd) == S_OK);
    CHECK(c_client(card, cmd, &sw) == S_OK && sw == 0x9000);
    CHECK(ISCardCmd_get_ApduReplyLength(cmd, &length) == S_OK && length == 10);
    CHECK(ISCardCmd_get_ApduReply(cmd, &reply) == S_OK);
    CHECK(IByteBuffer_Read(reply, bytes, 10, &got) == S_OK && got == 10 && bytes[8] == 0x90);
    CHECK(IByteBuffer_Release(reply) == 0);

    CHECK(cmd->lpVtbl->put_ReplyStatus(cmd, 0) == S_OK);
    any = cmd;
    method = slot(card, 17); /* Transaction */
    memcpy(&call_17, &method, sizeof method);
    CHECK(call_17(card, &any) == S_OK && any == (void *)cmd);
    CHECK(cmd->lpVtbl->get_ReplyStatus(cmd, &sw) == S_OK && sw == 0x9000);
    method = slot(cmd, 38); /* get_AlternateClassId */
    memcpy(&call_38, &method, sizeof method);
    CHECK(call_38(cmd, &class_id) == E_ACCESSDENIED);
    method = slot(cmd, 39); /* put_AlternateClassId */
    memcpy(&call_39, &method, sizeof method);
    CHECK(call_39(cmd, 0xC0) == S_OK);
    CHECK(call_38(cmd, &class_id) == S_OK && class_id == 0xC0);

    CHECK(ISCard_Detach(card, LEAVE) == S_OK);
    CHECK(ISCardCmd_Release(cmd) == 0 && ISCardISO7816_Release(iso) == 0 && ISCard_Release(card) == 0);
    CHECK(scard_virtual_reader_remove("R") == S_OK);
    CoUninitialize();
    printf("%-4s 19 C clients\n", failures ? "FAIL" : "ok");
    return failures;
}
