/* A forked child has none of its parent's sessions and virtual readers, can begin anew, and harms nothing. */
#define _POSIX_C_SOURCE 200809L

#include "check.h"
#include "every.h"
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define READER "of the parent"
#define FROM_ENVIRONMENT "scardssp Virtual Reader 00"

#define FORKS 200
#define BUSY_THREADS 4

/* A child that takes longer than this hangs in a lock that another thread of the parent held. */
#define WATCHDOG_SECONDS 20

static const uint8_t get_challenge[] = {0x00, 0x84, 0x00, 0x00, 0x08};

static scard_hresult challenge(scard_card *card)
{
    uint8_t reply[16];
    uint32_t len = sizeof reply;
    return scard_transmit(card, get_challenge, sizeof get_challenge, reply, &len);
}

/* Attaches to the card in a reader, uses it, detaches. */
static void use(const char *reader)
{
    scard_card *card = NULL;
    EXPECT(SCARD_HR_OK, scard_attach_by_reader(reader, EXCLUSIVE, T0 | T1, &card));
    EXPECT(SCARD_HR_OK, challenge(card));
    EXPECT(SCARD_HR_OK, scard_detach(card, RESET));
}

static bool is_listed(const char *reader)
{
    char names[1024] = "";
    uint32_t len = sizeof names;
    EXPECT(SCARD_HR_OK, scard_list_readers(names, &len));
    for (const char *name = names; *name; name += strlen(name) + 1)
        if (strcmp(name, reader) == 0)
            return true;
    return false;
}

static void in_child(scard_card *of_parent, scard_cmd *cmd_of_parent, uintptr_t handle_of_parent)
{
    struct outcome outcomes[MOST_FUNCTIONS];
    scard_card *card = NULL;

    for (int round = 0; round < 2; round++) {
        size_t count = call_every(of_parent, cmd_of_parent, "of the child", outcomes);
        for (size_t i = 0; i < count; i++)
            if (outcomes[i].handles != NO_HANDLE)
                expect(outcomes[i].hr, SCARD_HR_INVALID_HANDLE, outcomes[i].function, __FILE__, __LINE__);
    }
    EXPECT(SCARD_HR_INVALID_HANDLE, scard_attach_by_handle(handle_of_parent, &card));

    CHECK(!is_listed(READER));
    CHECK(is_listed(FROM_ENVIRONMENT));
    CHECK(SCARD_FAILED(scard_attach_by_reader(READER, SHARED, T0 | T1, &card)));
    EXPECT(SCARD_HR_UNKNOWN_READER, scard_virtual_reader_remove(READER));

    use(FROM_ENVIRONMENT);
    EXPECT(SCARD_HR_OK, scard_virtual_reader_add(READER, NULL));
    use(READER);
    EXPECT(SCARD_HR_OK, scard_virtual_reader_remove(READER));
    EXPECT(SCARD_HR_OK, scard_virtual_reader_remove(FROM_ENVIRONMENT));
}

static void usleep_for(unsigned microseconds)
{
    nanosleep(&(struct timespec){.tv_nsec = (long)microseconds * 1000}, NULL);
}

static void wait_for(pid_t child)
{
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(!WIFSIGNALED(status));
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static pid_t start_child(void)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        failures = 0;
        alarm(WATCHDOG_SECONDS);
    }
    CHECK(child >= 0);
    return child;
}

static void one_child(void)
{
    scard_card *card = NULL;
    scard_cmd *cmd = NULL;
    uintptr_t handle = 0;
    EXPECT(SCARD_HR_OK, scard_cmd_new(&cmd));
    EXPECT(SCARD_HR_OK, scard_attach_by_reader(READER, SHARED, T0 | T1, &card));
    EXPECT(SCARD_HR_OK, scard_get_card_handle(card, &handle));
    EXPECT(SCARD_HR_OK, scard_lock(card));

    pid_t child = start_child();
    if (child == 0) {
        in_child(card, cmd, handle);
        /* A child of the child starts without the sessions of either. */
        scard_card *own = NULL;
        scard_cmd *own_cmd = NULL;
        EXPECT(SCARD_HR_OK, scard_cmd_new(&own_cmd));
        EXPECT(SCARD_HR_OK, scard_virtual_reader_add("of the child", NULL));
        EXPECT(SCARD_HR_OK, scard_attach_by_reader("of the child", SHARED, T0 | T1, &own));
        pid_t grandchild = start_child();
        if (grandchild == 0) {
            EXPECT(SCARD_HR_INVALID_HANDLE, challenge(card));
            EXPECT(SCARD_HR_INVALID_HANDLE, challenge(own));
            EXPECT(SCARD_HR_INVALID_HANDLE, scard_cmd_clear(cmd));
            in_child(own, own_cmd, handle);
            _exit(result());
        }
        wait_for(grandchild);
        EXPECT(SCARD_HR_OK, challenge(own));
        EXPECT(SCARD_HR_OK, scard_detach(own, LEAVE));
        EXPECT(SCARD_HR_OK, scard_cmd_free(own_cmd));
        exit(result()); /* not _exit: what the library does at exit must not hang or crash either */
    }
    wait_for(child);

    EXPECT(SCARD_HR_OK, challenge(card));
    EXPECT(SCARD_HR_OK, scard_unlock(card, LEAVE));
    CHECK(is_listed(READER) && is_listed(FROM_ENVIRONMENT));
    EXPECT(SCARD_HR_OK, scard_detach(card, LEAVE));
    EXPECT(SCARD_HR_OK, scard_cmd_free(cmd));
    use(READER);
}

static volatile sig_atomic_t busy;

/* Is in the middle of some call at any moment. */
static void *be_busy(void *shared)
{
    char names[1024];
    while (busy) {
        scard_card *own = NULL;
        uint32_t len = sizeof names;
        if (scard_list_readers(names, &len) != SCARD_HR_OK || challenge(shared) != SCARD_HR_OK ||
            scard_attach_by_reader(READER, SHARED, T0 | T1, &own) != SCARD_HR_OK ||
            scard_lock(own) != SCARD_HR_OK || challenge(own) != SCARD_HR_OK ||
            scard_unlock(own, LEAVE) != SCARD_HR_OK ||
            scard_detach(own, LEAVE) != SCARD_HR_OK)
            return shared;
    }
    return NULL;
}

static void children_of_a_busy_parent(void)
{
    pthread_t threads[BUSY_THREADS];
    scard_card *shared = NULL;

    EXPECT(SCARD_HR_OK, scard_attach_by_reader(READER, SHARED, T0 | T1, &shared));
    busy = 1;
    for (int i = 0; i < BUSY_THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, be_busy, shared) == 0);
    for (int i = 0; i < FORKS && failures == 0; i++) {
        pid_t child = start_child();
        if (child == 0) {
            EXPECT(SCARD_HR_INVALID_HANDLE, challenge(shared));
            CHECK(is_listed(FROM_ENVIRONMENT));
            use(FROM_ENVIRONMENT);
            EXPECT(SCARD_HR_OK, scard_virtual_reader_add(READER, NULL));
            use(READER);
            EXPECT(SCARD_HR_INVALID_HANDLE, scard_detach(shared, LEAVE));
            _exit(result());
        }
        wait_for(child);
    }
    busy = 0;
    for (int i = 0; i < BUSY_THREADS; i++) {
        void *failed = NULL;
        CHECK(pthread_join(threads[i], &failed) == 0);
        CHECK(failed == NULL);
    }
    EXPECT(SCARD_HR_OK, challenge(shared));
    EXPECT(SCARD_HR_OK, scard_detach(shared, LEAVE));
}

static void *make_the_first_call(void *nothing)
{
    EXPECT(SCARD_HR_OK, scard_virtual_reader_add(READER, NULL));
    return nothing;
}

/* A child of a process whose other thread is in the middle of its first call, later each time. */
static void fork_during_the_first_call(unsigned microseconds)
{
    pid_t child = start_child();
    if (child == 0) {
        pthread_t thread;
        CHECK(pthread_create(&thread, NULL, make_the_first_call, NULL) == 0);
        usleep_for(microseconds);
        pid_t grandchild = start_child();
        if (grandchild == 0) {
            alarm(WATCHDOG_SECONDS / 2);
            EXPECT(SCARD_HR_OK, scard_virtual_reader_add(READER, NULL));
            use(READER);
            _exit(result());
        }
        wait_for(grandchild);
        CHECK(pthread_join(thread, NULL) == 0);
        _exit(result());
    }
    wait_for(child);
}

/* The first call of all comes in the child. */
static void fork_before_the_first_call(void)
{
    pid_t child = start_child();
    if (child == 0) {
        CHECK(is_listed(FROM_ENVIRONMENT));
        use(FROM_ENVIRONMENT);
        _exit(result());
    }
    wait_for(child);
}

int main(int argc, char **argv)
{
    const char *part = argc > 1 ? argv[1] : "";

    setenv("SCARDSSP_VIRTUAL", "1", 1);
    if (strcmp(part, "before the first call") == 0) {
        fork_before_the_first_call();
        return result();
    }
    if (strcmp(part, "during the first call") == 0) {
        for (unsigned microseconds = 0; microseconds < 5000 && failures == 0; microseconds += 100)
            fork_during_the_first_call(microseconds);
        return result();
    }
    EXPECT(SCARD_HR_OK, scard_virtual_reader_add(READER, NULL));
    if (strcmp(part, "with sessions") == 0)
        one_child();
    else if (strcmp(part, "with busy threads") == 0)
        children_of_a_busy_parent();
    else
        CHECK(!"an argument that names a part of the test");
    EXPECT(SCARD_HR_OK, scard_virtual_reader_remove(READER));
    return result();
}
