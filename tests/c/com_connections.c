/* Several ISCards at one reader in one thread: nobody waits for itself, and nobody ends what another began. */
#define COBJMACROS
#include "check.h"
#include "com_objects.h"
#include <com/scarderr.h>

/* Not UTF-8, as the names of some readers are; in COM it has the replacement character. */
#define LATIN "R\xE9" "x"
static OLECHAR latin_units[] = {'R', 0xFFFD, 'x', 0};

static void others_ask_while_one_has_the_card_locked(void)
{
    ISCard *owner = (ISCard *)create(&CLSID_CSCard, &IID_ISCard), *other = (ISCard *)create(&CLSID_CSCard, &IID_ISCard);
    BSTR reader = SysAllocString(READER_UNITS);
    SCARD_STATES state = ABSENT;
    SCARD_PROTOCOLS protocol = RAW;
    IByteBuffer *atr = NULL;
    EXPECT(S_OK, ISCard_AttachByReader(owner, reader, SHARED, T1));
    EXPECT(S_OK, ISCard_AttachByReader(other, reader, SHARED, T1));
    EXPECT(S_OK, ISCard_LockSCard(owner));
    EXPECT(S_OK, ISCard_get_Status(other, &state));
    CHECK(state == SPECIFICMODE);
    EXPECT(S_OK, ISCard_get_Protocol(other, &protocol));
    CHECK(protocol == T1);
    EXPECT(S_OK, ISCard_get_Atr(other, &atr));
    CHECK(atr && IByteBuffer_Release(atr) == 0);
    EXPECT(S_OK, ISCard_UnlockSCard(owner, RESET));
    atr = (IByteBuffer *)other;
    EXPECT(SCARD_W_RESET_CARD, ISCard_get_Atr(other, &atr));
    CHECK(atr == NULL);
    SysFreeString(reader);
    CHECK(ISCard_Release(owner) == 0 && ISCard_Release(other) == 0);
}

static void who_adopts_a_connection_ends_no_lock_of_its_owner(void)
{
    ISCard *owner = (ISCard *)create(&CLSID_CSCard, &IID_ISCard), *other = (ISCard *)create(&CLSID_CSCard, &IID_ISCard);
    BSTR reader = SysAllocString(READER_UNITS);
    HSCARD handle = 0;
    EXPECT(S_OK, ISCard_AttachByReader(owner, reader, SHARED, T1));
    EXPECT(S_OK, ISCard_LockSCard(owner));
    EXPECT(S_OK, ISCard_get_CardHandle(owner, &handle));
    EXPECT(S_OK, ISCard_AttachByHandle(other, handle));
    CHECK(ISCard_Release(other) == 0);
    EXPECT(S_OK, ISCard_UnlockSCard(owner, LEAVE));
    SysFreeString(reader);
    CHECK(ISCard_Release(owner) == 0);
}

static void readers_have_names_that_are_no_text(void)
{
    ISCard *card = (ISCard *)create(&CLSID_CSCard, &IID_ISCard);
    OLECHAR unknown[] = {'S', 0xFFFD, 'x', 0};
    EXPECT(S_OK, scard_virtual_reader_add(LATIN, NULL));
    CHECK(FAILED(ISCard_AttachByReader(card, unknown, SHARED, T1)));
    EXPECT(S_OK, ISCard_AttachByReader(card, latin_units, SHARED, T1));
    EXPECT(S_OK, ISCard_Detach(card, LEAVE));
    EXPECT(S_OK, scard_virtual_reader_remove(LATIN));
    CHECK(ISCard_Release(card) == 0);
}

int main(void)
{
    EXPECT(S_OK, scard_virtual_reader_add(READER, NULL));
    others_ask_while_one_has_the_card_locked();
    who_adopts_a_connection_ends_no_lock_of_its_owner();
    readers_have_names_that_are_no_text();
    EXPECT(S_OK, scard_virtual_reader_remove(READER));
    return result();
}
