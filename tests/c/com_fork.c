/*
 * A forked child has the objects of its parent and none of their connections: it can neither use nor end them.
 *
 * The argument is a reader with a card; without one it is a virtual reader, of which the child has nothing.
 */
#define _POSIX_C_SOURCE 200809L
#define COBJMACROS

#include "check.h"
#include "com_objects.h"
#include <sys/wait.h>
#include <unistd.h>

/* A child that takes longer than this waits for its parent, or hangs in a lock of it. */
#define WATCHDOG_SECONDS 20

/* An ISCard, and a SELECT for it. */
struct session {
    ISCard *card;
    ISCardCmd *command;
};

static BSTR text_of(const char *ascii)
{
    BSTR text = SysAllocStringLen(NULL, (UINT)strlen(ascii));
    for (size_t i = 0; ascii[i]; i++)
        text[i] = (OLECHAR)ascii[i];
    return text;
}

static struct session new_session(void)
{
    static const BYTE select[] = {0x00, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00};
    struct session new = {(ISCard *)create(&CLSID_CSCard, &IID_ISCard),
                          (ISCardCmd *)create(&CLSID_CSCardCmd, &IID_ISCardCmd)};
    IByteBuffer *bytes = buffer_of(select, sizeof select);
    EXPECT(S_OK, ISCardCmd_put_Apdu(new.command, bytes));
    CHECK(IByteBuffer_Release(bytes) == 0);
    return new;
}

static void release(struct session *session)
{
    CHECK(ISCard_Release(session->card) == 0 && ISCardCmd_Release(session->command) == 0);
}

static void has_no_connection(struct session *session)
{
    const HRESULT detached = SCARD_HR_INVALID_HANDLE;
    IByteBuffer *atr = (IByteBuffer *)DIRTY;
    SCARD_PROTOCOLS protocol = RAW;
    SCARD_STATES state = ABSENT;
    HSCARD handle = 99;
    HSCARDCONTEXT context = 99;
    EXPECT(S_OK, ISCard_get_CardHandle(session->card, &handle));
    EXPECT(S_OK, ISCard_get_Context(session->card, &context));
    CHECK(handle == 0 && context == 0);
    EXPECT(detached, ISCard_get_Atr(session->card, &atr));
    CHECK(atr == NULL);
    EXPECT(detached, ISCard_get_Protocol(session->card, &protocol));
    EXPECT(detached, ISCard_get_Status(session->card, &state));
    EXPECT(detached, ISCard_Transaction(session->card, &session->command));
    EXPECT(detached, ISCard_LockSCard(session->card));
    EXPECT(detached, ISCard_UnlockSCard(session->card, RESET));
    EXPECT(detached, ISCard_ReAttach(session->card, SHARED, RESET));
}

/* Ends each connection in another way, were it the child's. */
static void in_child(struct session *released, struct session *detached, struct session *adopted)
{
    has_no_connection(released);
    has_no_connection(detached);
    has_no_connection(adopted);
    EXPECT(SCARD_HR_INVALID_HANDLE, ISCard_Detach(detached->card, RESET));
    has_no_connection(detached);
    release(released);
    release(detached);
    release(adopted);
}

static void wait_for(pid_t child)
{
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(int argc, char **argv)
{
    struct session locked, plain, adopted;
    HSCARD handle = 0;
    BSTR reader = text_of(argc > 1 ? argv[1] : READER);
    pid_t child;

    if (argc <= 1)
        EXPECT(S_OK, scard_virtual_reader_add(READER, NULL));
    locked = new_session(), plain = new_session(), adopted = new_session();
    EXPECT(S_OK, ISCard_AttachByReader(locked.card, reader, SHARED, (SCARD_PROTOCOLS)(T0 | T1)));
    EXPECT(S_OK, ISCard_AttachByReader(plain.card, reader, SHARED, (SCARD_PROTOCOLS)(T0 | T1)));
    EXPECT(S_OK, ISCard_get_CardHandle(locked.card, &handle));
    EXPECT(S_OK, ISCard_AttachByHandle(adopted.card, handle));
    EXPECT(S_OK, ISCard_LockSCard(locked.card));

    fflush(NULL);
    child = fork();
    if (child == 0) {
        alarm(WATCHDOG_SECONDS);
        in_child(&locked, &plain, &adopted);
        _exit(result());
    }
    wait_for(child);

    /* The lock is as it was, and both connections work. */
    EXPECT(S_OK, ISCard_Transaction(locked.card, &locked.command));
    EXPECT(S_OK, ISCard_UnlockSCard(locked.card, LEAVE));
    EXPECT(SCARD_HR_NOT_TRANSACTED, ISCard_UnlockSCard(locked.card, LEAVE));
    EXPECT(S_OK, ISCard_Transaction(plain.card, &plain.command));
    EXPECT(S_OK, ISCard_LockSCard(adopted.card));
    EXPECT(S_OK, ISCard_Transaction(adopted.card, &adopted.command));
    EXPECT(S_OK, ISCard_UnlockSCard(adopted.card, LEAVE));
    release(&adopted);
    EXPECT(S_OK, ISCard_Detach(locked.card, LEAVE));
    release(&locked);
    release(&plain);
    nothing_left();
    SysFreeString(reader);
    if (argc <= 1)
        EXPECT(S_OK, scard_virtual_reader_remove(READER));
    return result();
}
