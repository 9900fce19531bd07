// What the programs of com_porting.rs have in common: sections that say how they went, and readers for them.
#ifndef SCARDSSP_TESTS_COM_PORTING_H
#define SCARDSSP_TESTS_COM_PORTING_H

#include "com_porting_page.h"

#include <scard.h>
#include <scarderr.h>
#include <string>

static int failed_checks;

static bool check(bool holds, const char *what, int line)
{
    if (!holds) {
        std::fprintf(stderr, "line %d: not so: %s\n", line, what);
        failed_checks++;
    }
    return holds;
}

static bool check_result(HRESULT got, HRESULT wanted, const char *call, int line)
{
    if (got != wanted) {
        std::fprintf(stderr, "line %d: %s: 0x%08X, not 0x%08X\n", line, call, (unsigned)got, (unsigned)wanted);
        failed_checks++;
    }
    return got == wanted;
}

#define CHECK(...) check((__VA_ARGS__), #__VA_ARGS__, __LINE__)
#define IS(wanted, ...) check_result((__VA_ARGS__), (wanted), #__VA_ARGS__, __LINE__)
#define GOOD(...) IS(S_OK, __VA_ARGS__)

// Runs a section and prints its name; programs return how many sections failed.
static int section(const char *name, void (*body)())
{
    int before = failed_checks;
    body();
    bool is_ok = failed_checks == before;
    std::printf("%-4s %s\n", is_ok ? "ok" : "FAIL", name);
    std::fflush(stdout);
    return is_ok ? 0 : 1;
}

// The references of an object, without a trace.
template <class T> static ULONG references(T *object)
{
    object->AddRef();
    return object->Release();
}

// All bytes of a buffer that somebody gave.
static inline Bytes bytes(IByteBuffer *buffer)
{
    Bytes all;
    CHECK(SUCCEEDED(unwrap(buffer, all)));
    return all;
}

static inline Bytes encoded(ISCardCmd *cmd)
{
    Bytes all;
    GOOD(sent(cmd, all));
    return all;
}

// The whole reply, with the status word; empty if there is none.
static inline Bytes reply_of(ISCardCmd *cmd)
{
    Ref<IByteBuffer> reply;
    GOOD(cmd->get_ApduReply(reply.out()));
    return reply.get() ? bytes(reply.get()) : Bytes();
}

static inline WORD status_of(ISCardCmd *cmd)
{
    WORD status = 0;
    GOOD(cmd->get_ReplyStatus(&status));
    return status;
}

// A virtual reader that goes when its section ends; "" is the built-in card.
class Reader {
    std::string name_;
    Reader(const Reader &);
    Reader &operator=(const Reader &);

public:
    std::basic_string<OLECHAR> name;
    explicit Reader(const std::string &profile, const char *called = "Reader") : name_(called)
    {
        for (const char *c = called; *c; c++)
            name += (OLECHAR)*c;
        CHECK(scard_virtual_reader_add(called, profile.empty() ? NULL : profile.c_str()) == S_OK);
    }
    ~Reader() { CHECK(scard_virtual_reader_remove(name_.c_str()) == S_OK); }
    const char *utf8() const { return name_.c_str(); }
    void pull() { CHECK(scard_virtual_card_remove(utf8()) == S_OK); }
    void insert() { CHECK(scard_virtual_card_insert(utf8(), NULL) == S_OK); }
    void attach(Ref<ISCard> &card, SCARD_SHARE_MODES share = SHARED, SCARD_PROTOCOLS protocols = T0 | T1) const
    {
        BSTR reader = SysAllocString(name.c_str());
        GOOD(make(CLSID_CSCard, IID_ISCard, card));
        GOOD(card->AttachByReader(reader, share, protocols));
        SysFreeString(reader);
    }
};

// Runs the bytes of a command and gives the whole reply.
static inline Bytes run(ISCard *card, const Bytes &apdu)
{
    Ref<ISCardCmd> cmd;
    Ref<IByteBuffer> in;
    GOOD(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    GOOD(wrap(apdu, in));
    GOOD(cmd->put_Apdu(in.get()));
    GOOD(card->Transaction(cmd.slot()));
    return reply_of(cmd.get());
}

#endif
