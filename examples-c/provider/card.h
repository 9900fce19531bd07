/* The card that all objects of a provider share: commands, status words, and which file is selected. */
#ifndef PROVIDER_CARD_H
#define PROVIDER_CARD_H

#include "path.h"

#include <memory>
#include <mutex>

namespace provider {

struct Reply {
    WORD status;
    Bytes data;
    Reply() : status(0) {}
};

/* What a status word means to a caller of the provider. */
HRESULT resultOf(WORD status);

/* The answer to READ or UPDATE BINARY of a file that has records. */
enum : WORD { notInBytes = 0x6981 };

/* What a file consists of, as far as that is known. */
enum Kind { unknown, inBytes, inRecords };

class Card {
public:
    /* No reply is longer, in as many parts as these. */
    enum { mostInReply = 0x10000, mostResponses = 1024 };

    Card(Ref<ISCard> &&card, Ref<ISCardISO7816> &&iso);

    /* Safe in any thread, and never waiting for a command of another one. */
    ISCard *connection() const { return card_.get(); }

    /* All below is for whoever has a Work. */

    /* After a reset, nobody knows what is selected; after an attachment, open files are those of another card. */
    void forget();
    void attached();
    unsigned attachment() const { return attachment_; }

    /* Has the ISO 7816 object, or the command itself, build a command, and sends it; the status is in the reply. */
    template <class Build> HRESULT run(Build build, Reply &reply)
    {
        Ref<ISCardCmd> command;
        HRESULT hr = prepare(build, command);
        return FAILED(hr) ? hr : send(command, reply);
    }
    /* The first half needs no Work: buffers of a caller may be slow, or call back. */
    template <class Build> HRESULT prepare(Build build, Ref<ISCardCmd> &command)
    {
        HRESULT hr = newCommand(command);
        return FAILED(hr) ? hr : build(iso_.get(), command.slot());
    }
    HRESULT send(Ref<ISCardCmd> &command, Reply &reply);

    /* The same for a command with Le, going on as the card wants: 6Cxx is another Le, 61xx more in GET RESPONSE. */
    template <class Build> HRESULT runFetching(Build build, size_t most, Reply &reply)
    {
        Ref<ISCardCmd> command;
        HRESULT hr = prepare(build, command);
        return FAILED(hr) ? hr : fetch(command, most, reply);
    }
    HRESULT fetch(Ref<ISCardCmd> &command, size_t most, Reply &reply);

    /* Makes a directory the selected one, in as few steps as are needed. */
    HRESULT enter(const Path &directory);
    /* The same with a file; one of records that has a short identifier only is left to its commands. */
    HRESULT open(const Target &file, Kind &kind);
    /* The same with any file that has an identifier or a name, and what the card tells of it. */
    HRESULT inspect(const Path &path, Bytes &fcp);

private:
    friend class Work;
    std::mutex mutex_;
    Ref<ISCard> card_;
    Ref<ISCardISO7816> iso_;
    unsigned attachment_;
    Path directory_; /* empty: unknown */
    Target file_;    /* empty path: none */

    static HRESULT newCommand(Ref<ISCardCmd> &command);
    HRESULT select(BYTE p1, BYTE p2, const Bytes &name, LONG expected, Reply &reply);
};

typedef std::shared_ptr<Card> SharedCard;

/* Something done with the card: other threads wait, and with start() other programs too. */
class Work {
    Card &card_;
    std::lock_guard<std::mutex> guard_;
    bool locked_;

public:
    explicit Work(Card &card) : card_(card), guard_(card.mutex_), locked_(false) {}
    ~Work();
    HRESULT start();
    Work(const Work &) = delete;
    Work &operator=(const Work &) = delete;
};

/* One command by itself, that counts as done only if the card says so. */
template <class Build> HRESULT single(Card &card, Build build, Bytes *data = nullptr)
{
    Ref<ISCardCmd> command;
    Reply reply;
    HRESULT hr = card.prepare(build, command);
    if (FAILED(hr))
        return hr;
    Work work(card);
    if (data)
        hr = work.start(); /* it may take several commands */
    if (SUCCEEDED(hr))
        hr = data ? card.fetch(command, Card::mostInReply, reply) : card.send(command, reply);
    if (SUCCEEDED(hr))
        hr = resultOf(reply.status);
    if (SUCCEEDED(hr) && data)
        data->swap(reply.data);
    return hr;
}

} // namespace provider

#endif
