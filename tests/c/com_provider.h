/* What the tests of the generic provider share: bytes, a card that only follows a script, and a slow buffer. */
#ifndef SCARDSSP_TESTS_COM_PROVIDER_H
#define SCARDSSP_TESTS_COM_PROVIDER_H

#include "check.h"

#include "../../examples-c/provider/generic.h"
#include "../../examples-c/provider/support.h"

#include <string>

using provider::Bytes;
using provider::Ref;

inline Bytes hex(const std::string &text)
{
    Bytes bytes;
    std::string digits;
    for (char c : text)
        if (c != ' ')
            digits += c;
    for (size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes.push_back(static_cast<BYTE>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    return bytes;
}

inline Ref<IByteBuffer> buffer(const Bytes &bytes)
{
    Ref<IByteBuffer> made;
    EXPECT(S_OK, provider::store(bytes, made));
    return made;
}

inline Ref<IByteBuffer> text(const std::string &letters)
{
    return buffer(Bytes(letters.begin(), letters.end()));
}

inline Bytes contents(IByteBuffer *given)
{
    Bytes bytes;
    EXPECT(S_OK, provider::bytesOf(given, bytes));
    return bytes;
}

/* A connection that expects commands and has answers. One that is not expected fails. */
class Script final : public provider::Object<Script, ISCard> {
public:
    struct Exchange {
        std::string command, reply;
    };
    std::vector<Exchange> exchanges;
    size_t at;
    int locks;
    HRESULT fault;
    std::string calls;

    Script() : Object(IID_ISCard), at(0), locks(0), fault(S_OK) {}
    HRESULT STDMETHODCALLTYPE get_Atr(LPBYTEBUFFER *) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_CardHandle(HSCARD *) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_Context(HSCARDCONTEXT *) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_Protocol(SCARD_PROTOCOLS *protocol) override
    {
        *protocol = T1;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE get_Status(SCARD_STATES *state) override
    {
        *state = SPECIFICMODE;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE AttachByHandle(HSCARD handle) override
    {
        if (handle != 7)
            return E_INVALIDARG;
        calls += "handle ";
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE AttachByReader(BSTR name, SCARD_SHARE_MODES share, SCARD_PROTOCOLS protocols) override
    {
        calls += SysStringLen(name) == 4 && share == SHARED && protocols == 3 ? "reader " : "? ";
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE Detach(SCARD_DISPOSITIONS disposition) override
    {
        calls += disposition == LEAVE ? "detach " : "? ";
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE LockSCard() override
    {
        if (FAILED(fault))
            return fault;
        locks++;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE ReAttach(SCARD_SHARE_MODES share, SCARD_DISPOSITIONS disposition) override
    {
        calls += share == SHARED && disposition == RESET ? "reset " : "? ";
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE Transaction(LPSCARDCMD *command) override
    {
        Ref<IByteBuffer> apdu;
        EXPECT(S_OK, (*command)->get_Apdu(apdu.slot()));
        const Bytes sent = contents(apdu.get());
        if (!CHECK(at < exchanges.size()) || !CHECK(sent == hex(exchanges[at].command))) {
            fprintf(stderr, "exchange %u, sent:", static_cast<unsigned>(at));
            for (BYTE byte : sent)
                fprintf(stderr, " %02X", byte);
            fprintf(stderr, "\n");
            return SCARD_E_COMM_DATA_LOST;
        }
        const Bytes reply = hex(exchanges[at++].reply);
        if (reply.empty())
            return SCARD_W_REMOVED_CARD;
        EXPECT(S_OK, (*command)->put_ApduReply(buffer(reply).get()));
        const WORD status = static_cast<WORD>(reply[reply.size() - 2] << 8 | reply.back());
        return (*command)->put_ReplyStatus(status);
    }
    HRESULT STDMETHODCALLTYPE UnlockSCard(SCARD_DISPOSITIONS disposition) override
    {
        locks--;
        if (disposition != LEAVE)
            calls += "unlock ";
        return S_OK;
    }
};

/* A provider and all its objects over a script. */
struct Scripted {
    Script *card;
    Ref<ISCardManage> manage;
    Ref<ISCardVerify> verify;
    Ref<ISCardFileAccess> files;
    Ref<ISCardAuth> auth;
    Scripted() : card(new Script)
    {
        EXPECT(S_OK, provider::create(card, manage.slot()));
        EXPECT(S_OK, manage->CreateCHVerification(verify.slot()));
        EXPECT(S_OK, manage->CreateFileAccess(files.slot()));
        EXPECT(S_OK, manage->CreateCardAuth(auth.slot()));
    }
    ~Scripted()
    {
        done();
        verify = Ref<ISCardVerify>();
        manage = Ref<ISCardManage>();
        files = Ref<ISCardFileAccess>();
        auth = Ref<ISCardAuth>();
        CHECK(card->Release() == 0);
    }
    void next(const char *command, const char *reply) { card->exchanges.push_back(Script::Exchange{command, reply}); }
    void done()
    {
        CHECK(card->at == card->exchanges.size());
        CHECK(card->locks == 0);
    }
};

/* A buffer of somebody else that gives two bytes at a time, and in the end fewer than it said. */
class Trickle final : public provider::Object<Trickle, IByteBuffer> {
    Ref<IByteBuffer> bytes_;
    LONG said_;

public:
    Trickle(const std::string &letters, LONG said) : Object(IID_IByteBuffer), bytes_(text(letters)), said_(said) {}
    HRESULT STDMETHODCALLTYPE get_Stream(LPSTREAM *) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE put_Stream(LPSTREAM) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Clone(LPBYTEBUFFER *) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Commit(LONG) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE CopyTo(LPBYTEBUFFER *, LONG, LONG *, LONG *) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Initialize(LONG, BYTE *) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE LockRegion(LONG, LONG, LONG) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Read(BYTE *to, LONG count, LONG *got) override
    {
        return bytes_->Read(to, count < 2 ? count : 2, got);
    }
    HRESULT STDMETHODCALLTYPE Revert() override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Seek(LONG move, LONG origin, LONG *at) override { return bytes_->Seek(move, origin, at); }
    HRESULT STDMETHODCALLTYPE SetSize(LONG) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Stat(STATSTRUCT *stat, LONG flag) override
    {
        HRESULT hr = bytes_->Stat(stat, flag);
        stat->cbSize = said_;
        return hr;
    }
    HRESULT STDMETHODCALLTYPE UnlockRegion(LONG, LONG, LONG) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Write(BYTE *, LONG, LONG *) override { return E_NOTIMPL; }
};

inline Bytes readAll(ISCardFileAccess *files, HSCARD_FILE file, LONG count, HRESULT wanted = S_OK)
{
    Ref<IByteBuffer> data;
    EXPECT(wanted, files->Read(file, &count, 0, data.slot()));
    Bytes bytes = data.get() ? contents(data.get()) : Bytes();
    CHECK(bytes.size() == static_cast<size_t>(count));
    return bytes;
}

inline HRESULT seek(ISCardFileAccess *files, HSCARD_FILE file, SEEKTYPE from, LONG offset)
{
    return files->Seek(file, &from, offset);
}

#endif
