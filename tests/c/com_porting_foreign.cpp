// Buffers, commands and streams of the program itself (rule R14): every method that takes one takes them, uses their
// interface alone, and gives back every reference.
#include "com_porting.h"

// What a foreign object has of IUnknown and IDispatch: it counts, and has no names. Objects live on the stack.
template <class Interface> class Foreign : public Interface {
    const IID iid_;
    Foreign(const Foreign &);
    Foreign &operator=(const Foreign &);

protected:
    explicit Foreign(REFIID iid) : iid_(iid), refs(1) {}
    ~Foreign() { CHECK(refs == 1); }

public:
    ULONG refs;
    virtual HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void **object)
    {
        bool is_known = iid == iid_ || iid == IID_IUnknown;
        *object = is_known ? this : NULL;
        refs += is_known;
        return is_known ? S_OK : E_NOINTERFACE;
    }
    virtual ULONG STDMETHODCALLTYPE AddRef() { return ++refs; }
    virtual ULONG STDMETHODCALLTYPE Release() { return --refs; }
};

template <class Interface> class Nameless : public Foreign<Interface> {
protected:
    explicit Nameless(REFIID iid) : Foreign<Interface>(iid) {}
    ~Nameless() {}

public:
    virtual HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT *) { return E_NOTIMPL; }
    virtual HRESULT STDMETHODCALLTYPE GetTypeInfo(UINT, LCID, ITypeInfo **) { return E_NOTIMPL; }
    virtual HRESULT STDMETHODCALLTYPE GetIDsOfNames(REFIID, LPOLESTR *, UINT, LCID, DISPID *) { return E_NOTIMPL; }
    virtual HRESULT STDMETHODCALLTYPE Invoke(DISPID, REFIID, LCID, WORD, DISPPARAMS *, VARIANT *, EXCEPINFO *, UINT *)
    {
        return E_NOTIMPL;
    }
};

// As little of IByteBuffer as there can be. It reads at most three bytes a time, as a buffer is free to do.
struct Vector : Nameless<IByteBuffer> {
    Bytes content;
    size_t at;
    HRESULT read_result;
    Vector(const Bytes &bytes, size_t position = 0)
        : Nameless<IByteBuffer>(IID_IByteBuffer), content(bytes), at(position), read_result(S_OK) {}
    HRESULT STDMETHODCALLTYPE Read(BYTE *bytes, LONG count, LONG *read)
    {
        LONG done = 0;
        for (; done < count && done < 3 && at < content.size(); done++)
            bytes[done] = content[at++];
        if (read)
            *read = done;
        return read_result;
    }
    HRESULT STDMETHODCALLTYPE Write(BYTE *bytes, LONG count, LONG *written)
    {
        if (content.size() < at + (size_t)count)
            content.resize(at + (size_t)count);
        for (LONG i = 0; i < count; i++)
            content[at++] = bytes[i];
        if (written)
            *written = count;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE Seek(LONG move, LONG origin, LONG *position)
    {
        LONG from = origin == STREAM_SEEK_SET ? 0 : origin == STREAM_SEEK_CUR ? (LONG)at : (LONG)content.size();
        at = (size_t)(from + move);
        if (position)
            *position = (LONG)at;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE Stat(STATSTRUCT *stat, LONG)
    {
        STATSTRUCT known = {STGTY_STREAM, (LONG)content.size(), STGM_READWRITE, 0, 0};
        *stat = known;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE get_Stream(LPSTREAM *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE put_Stream(LPSTREAM) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Clone(LPBYTEBUFFER *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Commit(LONG) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE CopyTo(LPBYTEBUFFER *, LONG, LONG *, LONG *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Initialize(LONG, LPBYTE) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE LockRegion(LONG, LONG, LONG) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Revert() { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE SetSize(LONG) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE UnlockRegion(LONG, LONG, LONG) { return E_NOTIMPL; }
};

// All of a buffer, as the library reads one: in as many parts as it takes, and the seek pointer stays.
static Bytes content_of(IByteBuffer *buffer)
{
    Bytes all;
    BYTE part[8];
    LONG before = 0, read = 0;
    GOOD(buffer->Seek(0, STREAM_SEEK_CUR, &before));
    GOOD(buffer->Seek(0, STREAM_SEEK_SET, NULL));
    while (SUCCEEDED(buffer->Read(part, sizeof part, &read)) && read > 0)
        all.insert(all.end(), part, part + read);
    GOOD(buffer->Seek(before, STREAM_SEEK_SET, NULL));
    return all;
}

// A command of the program's own: it keeps bytes, and gives its APDU in a buffer that is foreign too.
struct Plain : Nameless<ISCardCmd> {
    Vector apdu;
    Bytes reply;
    WORD status;
    int builds;
    HRESULT build_result, reply_result;
    Plain()
        : Nameless<ISCardCmd>(IID_ISCardCmd), apdu(Bytes()), status(0), builds(0), build_result(S_OK),
          reply_result(S_OK) {}
    HRESULT STDMETHODCALLTYPE get_Apdu(LPBYTEBUFFER *out)
    {
        apdu.AddRef();
        *out = &apdu;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE put_ApduReply(LPBYTEBUFFER in)
    {
        reply = content_of(in);
        return reply_result;
    }
    HRESULT STDMETHODCALLTYPE put_ApduReplyLength(LONG size) { reply.resize((size_t)size); return S_OK; }
    HRESULT STDMETHODCALLTYPE put_ReplyStatus(WORD value) { status = value; return S_OK; }
    HRESULT STDMETHODCALLTYPE get_AlternateClassId(BYTE *) { return E_ACCESSDENIED; }
    HRESULT STDMETHODCALLTYPE BuildCmd(BYTE cla, BYTE ins, BYTE p1, BYTE p2, LPBYTEBUFFER data, LONG *le)
    {
        builds++;
        if (FAILED(build_result))
            return build_result;
        apdu.content = {cla, ins, p1, p2};
        apdu.at = 0;
        if (data) {
            Bytes body = content_of(data);
            apdu.content.push_back((BYTE)body.size());
            apdu.content.insert(apdu.content.end(), body.begin(), body.end());
        }
        if (le)
            apdu.content.push_back((BYTE)*le);
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE put_Apdu(LPBYTEBUFFER) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_ApduLength(LONG *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_ApduReply(LPBYTEBUFFER *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_ApduReplyLength(LONG *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_ClassId(BYTE *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE put_ClassId(BYTE) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_Data(LPBYTEBUFFER *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE put_Data(LPBYTEBUFFER) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_InstructionId(BYTE *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE put_InstructionId(BYTE) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_LeField(LONG *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_P1(BYTE *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE put_P1(BYTE) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_P2(BYTE *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE put_P2(BYTE) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_P3(BYTE *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_ReplyStatus(WORD *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_ReplyStatusSW1(BYTE *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_ReplyStatusSW2(BYTE *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_Type(ISO_APDU_TYPE *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_Nad(BYTE *nad) { *nad = 0; return S_OK; }
    HRESULT STDMETHODCALLTYPE put_Nad(BYTE) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_ReplyNad(BYTE *) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE put_ReplyNad(BYTE) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Clear() { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Encapsulate(LPBYTEBUFFER, ISO_APDU_TYPE) { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE put_AlternateClassId(BYTE) { return E_NOTIMPL; }
};

// A stream of the program's own, over bytes that clones share. It reads at most three bytes a time.
class Stream final : public IStream {
    ULONG refs_;
    std::vector<BYTE> &content_;
    ULONGLONG at_;
    int &alive_;
    ~Stream() { alive_--; }

public:
    int seeks;
    IByteBuffer *user; // who is asked something by AddRef
    Stream(std::vector<BYTE> &content, int &alive, ULONGLONG at = 0)
        : refs_(1), content_(content), at_(at), alive_(alive), seeks(0), user(NULL)
    {
        alive_++;
    }
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID iid, void **object)
    {
        bool is_known = iid == IID_IStream || iid == IID_ISequentialStream || iid == IID_IUnknown;
        *object = is_known ? this : NULL;
        refs_ += is_known;
        return is_known ? S_OK : E_NOINTERFACE;
    }
    ULONG STDMETHODCALLTYPE AddRef()
    {
        STATSTRUCT stat;
        if (user)
            GOOD(user->Stat(&stat, STATFLAG_NONAME));
        return ++refs_;
    }
    ULONG STDMETHODCALLTYPE Release()
    {
        ULONG left = --refs_;
        if (left == 0)
            delete this;
        return left;
    }
    HRESULT STDMETHODCALLTYPE Read(void *to, ULONG count, ULONG *read)
    {
        ULONG done = 0;
        for (; done < count && done < 3 && at_ < content_.size(); done++)
            ((BYTE *)to)[done] = content_[(size_t)at_++];
        if (read)
            *read = done;
        return done < count ? S_FALSE : S_OK; // as streams of files do
    }
    HRESULT STDMETHODCALLTYPE Write(const void *from, ULONG count, ULONG *written)
    {
        if (content_.size() < at_ + count)
            content_.resize((size_t)(at_ + count));
        for (ULONG i = 0; i < count; i++)
            content_[(size_t)at_++] = ((const BYTE *)from)[i];
        if (written)
            *written = count;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE Seek(LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER *position)
    {
        LONGLONG from = origin == STREAM_SEEK_SET ? 0 : (LONGLONG)(origin == STREAM_SEEK_CUR ? at_ : content_.size());
        seeks++;
        if (from + move.QuadPart < 0)
            return STG_E_INVALIDFUNCTION;
        at_ = (ULONGLONG)(from + move.QuadPart);
        if (position)
            position->QuadPart = at_;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE SetSize(ULARGE_INTEGER size)
    {
        content_.resize((size_t)size.QuadPart);
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE Stat(STATSTG *stat, DWORD)
    {
        STATSTG known = STATSTG();
        known.type = STGTY_STREAM;
        known.cbSize.QuadPart = content_.size();
        known.grfLocksSupported = LOCK_WRITE;
        *stat = known;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE Clone(IStream **clone)
    {
        *clone = new Stream(content_, alive_, at_);
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE CopyTo(IStream *, ULARGE_INTEGER, ULARGE_INTEGER *, ULARGE_INTEGER *)
    {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE Commit(DWORD flags) { return flags == 1 ? STG_E_ACCESSDENIED : S_OK; }
    HRESULT STDMETHODCALLTYPE Revert() { return STG_E_REVERTED; }
    HRESULT STDMETHODCALLTYPE LockRegion(ULARGE_INTEGER from, ULARGE_INTEGER count, DWORD kind)
    {
        return from.QuadPart == 1 && count.QuadPart == 2 && kind == LOCK_WRITE ? S_OK : STG_E_INVALIDFUNCTION;
    }
    HRESULT STDMETHODCALLTYPE UnlockRegion(ULARGE_INTEGER from, ULARGE_INTEGER count, DWORD kind)
    {
        return from.QuadPart == 3 && count.QuadPart == 4 && kind == LOCK_WRITE ? S_OK : STG_E_LOCKVIOLATION;
    }
};

// ISCardCmd with buffers of others: all bytes from the beginning, and the seek pointer stays.
static void buffers_into_commands()
{
    Ref<ISCardCmd> cmd;
    GOOD(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    Vector apdu({0x00, 0xB0, 0x00, 0x00, 0x10}, 4), data({1, 2, 3, 4}, 2), reply({0xAA, 0xBB, 0x90, 0x00}, 4);
    GOOD(cmd->put_Apdu(&apdu));
    CHECK(encoded(cmd.get()) == apdu.content && apdu.at == 4 && apdu.refs == 1);
    GOOD(cmd->put_Data(&data));
    CHECK(encoded(cmd.get()) == Bytes{0x00, 0xB0, 0x00, 0x00, 0x04, 1, 2, 3, 4, 0x10});
    CHECK(data.at == 2 && data.refs == 1);
    GOOD(cmd->put_ApduReply(&reply));
    CHECK(reply_of(cmd.get()) == reply.content && reply.at == 4 && reply.refs == 1);
    LONG le = 8;
    GOOD(cmd->BuildCmd(0x00, 0x88, 0x00, 0x01, &data, &le));
    CHECK(encoded(cmd.get()) == Bytes{0x00, 0x88, 0x00, 0x01, 0x04, 1, 2, 3, 4, 0x08});
    CHECK(data.at == 2 && data.refs == 1);
    GOOD(cmd->Encapsulate(&apdu, ISO_CASE_2));
    CHECK(encoded(cmd.get()) == Bytes{0x00, 0xC2, 0x00, 0x00, 0x05, 0x00, 0xB0, 0x00, 0x00, 0x10, 0x00});
    CHECK(apdu.at == 4 && apdu.refs == 1);
    // A buffer that fails is a failure, and the command is as it was.
    data.read_result = STG_E_READFAULT;
    const Bytes before = encoded(cmd.get());
    IS(STG_E_READFAULT, cmd->put_Data(&data));
    IS(STG_E_READFAULT, cmd->put_Apdu(&data));
    IS(STG_E_READFAULT, cmd->BuildCmd(0x00, 0x88, 0x00, 0x01, &data, &le));
    IS(STG_E_READFAULT, cmd->Encapsulate(&data, ISO_CASE_2));
    CHECK(encoded(cmd.get()) == before && data.at == 2 && data.refs == 1);
}

// Every method of ISCardISO7816, with a buffer of the program, into one of our commands and into one of its own.
static void all_of_iso7816(bool own_command)
{
    Ref<ISCardISO7816> iso;
    Ref<ISCardCmd> ours;
    Plain plain;
    Vector d({0xAA, 0xBB}, 1);
    GOOD(make(CLSID_CSCardISO7816, IID_ISCardISO7816, iso));
    GOOD(make(CLSID_CSCardCmd, IID_ISCardCmd, ours));
    ISCardCmd *const given = own_command ? &plain : ours.get();
    ISCardCmd *cmd = given;
    int methods = 0;
    auto is_built = [&](HRESULT hr, const Bytes &wanted) {
        methods++;
        GOOD(hr);
        if (!CHECK(cmd == given && (own_command ? plain.apdu.content : encoded(cmd)) == wanted))
            std::fprintf(stderr, "    method %d\n", methods);
        CHECK(references(given) == 1 && d.refs == 1 && d.at == 1);
    };
    is_built(iso->AppendRecord(0x08, &d, &cmd), {0x00, 0xE2, 0x00, 0x08, 0x02, 0xAA, 0xBB});
    is_built(iso->EraseBinary(0x01, 0x02, &d, &cmd), {0x00, 0x0E, 0x01, 0x02, 0x02, 0xAA, 0xBB});
    is_built(iso->ExternalAuthenticate(0x01, 0x02, &d, &cmd), {0x00, 0x82, 0x01, 0x02, 0x02, 0xAA, 0xBB});
    is_built(iso->GetChallenge(8, &cmd), {0x00, 0x84, 0x00, 0x00, 0x08});
    is_built(iso->GetData(0x01, 0x02, 3, &cmd), {0x00, 0xCA, 0x01, 0x02, 0x03});
    is_built(iso->GetResponse(0x00, 0x00, 4, &cmd), {0x00, 0xC0, 0x00, 0x00, 0x04});
    is_built(iso->InternalAuthenticate(0x01, 0x02, &d, 8, &cmd), {0x00, 0x88, 0x01, 0x02, 0x02, 0xAA, 0xBB, 0x08});
    is_built(iso->ManageChannel(0x00, 0x00, &cmd), {0x00, 0x70, 0x00, 0x00, 0x01});
    is_built(iso->PutData(0x01, 0x02, &d, &cmd), {0x00, 0xDA, 0x01, 0x02, 0x02, 0xAA, 0xBB});
    is_built(iso->ReadBinary(0x00, 0x00, 16, &cmd), {0x00, 0xB0, 0x00, 0x00, 0x10});
    is_built(iso->ReadRecord(0x01, 0x0C, 0, &cmd), {0x00, 0xB2, 0x01, 0x0C, 0x00});
    is_built(iso->SelectFile(0x00, 0x00, &d, 0, &cmd), {0x00, 0xA4, 0x00, 0x00, 0x02, 0xAA, 0xBB});
    is_built(iso->UpdateBinary(0x01, 0x02, &d, &cmd), {0x00, 0xD6, 0x01, 0x02, 0x02, 0xAA, 0xBB});
    is_built(iso->UpdateRecord(0x01, 0x02, &d, &cmd), {0x00, 0xDC, 0x01, 0x02, 0x02, 0xAA, 0xBB});
    is_built(iso->Verify(0x01, &d, &cmd), {0x00, 0x20, 0x00, 0x01, 0x02, 0xAA, 0xBB});
    is_built(iso->WriteBinary(0x01, 0x02, &d, &cmd), {0x00, 0xD0, 0x01, 0x02, 0x02, 0xAA, 0xBB});
    is_built(iso->WriteRecord(0x01, 0x02, &d, &cmd), {0x00, 0xD2, 0x01, 0x02, 0x02, 0xAA, 0xBB});
    GOOD(iso->SetDefaultClassId(0x01));
    is_built(iso->Verify(0x01, NULL, &cmd), {0x01, 0x20, 0x00, 0x01});
    CHECK(methods == 18 && plain.builds == (own_command ? 18 : 0));
    plain.build_result = E_OUTOFMEMORY;
    if (own_command)
        IS(E_OUTOFMEMORY, iso->GetChallenge(8, &cmd));
    d.read_result = STG_E_READFAULT;
    IS(STG_E_READFAULT, iso->Verify(0x01, &d, &cmd));
    cmd = NULL; // none given: what is made for a failing build is gone again
    IS(STG_E_READFAULT, iso->Verify(0x01, &d, &cmd));
    CHECK(cmd == NULL && d.refs == 1);
}

static void iso7816_methods()
{
    all_of_iso7816(false);
    all_of_iso7816(true);
}

static void transactions()
{
    Reader reader("");
    Ref<ISCard> card;
    Plain plain;
    ISCardCmd *cmd = &plain;
    reader.attach(card);
    plain.apdu.content = {0x00, 0x84, 0x00, 0x00, 0x08};
    plain.apdu.at = 5;
    GOOD(card->Transaction(&cmd));
    CHECK(cmd == &plain && plain.refs == 1 && plain.apdu.refs == 1);
    CHECK(plain.reply.size() == 10 && plain.reply[8] == 0x90 && plain.status == 0x9000);
    plain.apdu.content = {0x00, 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0xFE};
    GOOD(card->Transaction(&cmd));
    CHECK(plain.reply == Bytes{0x6A, 0x82} && plain.status == 0x6A82);
    // Built by our ISCardISO7816 with a buffer of the program, sent by our ISCard.
    Ref<ISCardISO7816> iso;
    Vector id({0x3F, 0x00});
    GOOD(make(CLSID_CSCardISO7816, IID_ISCardISO7816, iso));
    GOOD(iso->SelectFile(0x00, 0x00, &id, 256, &cmd));
    GOOD(card->Transaction(&cmd));
    CHECK(plain.status == 0x9000 && plain.reply[0] == 0x6F && id.refs == 1);
    plain.reply_result = E_OUTOFMEMORY; // its failure is that of the call, and leaves no reply
    IS(E_OUTOFMEMORY, card->Transaction(&cmd));
    CHECK(plain.reply.empty() && plain.status == 0 && plain.refs == 1 && plain.apdu.refs == 1);
    plain.reply_result = S_OK;
    plain.apdu.content.clear();
    IS(E_INVALIDARG, card->Transaction(&cmd));
    CHECK(plain.refs == 1 && plain.apdu.refs == 1);
    plain.apdu.content = {0x00, 0x84, 0x00, 0x00, 0x08};
    plain.reply = Bytes(10, 1);
    reader.pull();
    IS((HRESULT)0x80100069, card->Transaction(&cmd));
    CHECK(plain.reply.empty() && plain.status == 0 && plain.refs == 1 && plain.apdu.refs == 1);
}

static void copies_and_conversions()
{
    Reader reader(""); // for the database, where there is no service
    Ref<IByteBuffer> ours;
    Ref<ISCardTypeConv> tc;
    Ref<ISCardDatabase> db;
    Vector target({1, 2, 3}, 1), bytes_of_atr({0x3B, 0x00}, 2);
    IByteBuffer *to = &target;
    LONG read = 0, written = 0;
    GOOD(wrap({7, 8, 9, 10}, ours));
    GOOD(ours->Seek(1, STREAM_SEEK_SET, NULL));
    GOOD(ours->CopyTo(&to, 2, &read, &written));
    CHECK(to == &target && target.refs == 1 && read == 2 && written == 2);
    CHECK(target.content == Bytes{1, 8, 9} && target.at == 3);

    SAFEARRAY *array = NULL;
    BYTEARRAY *plain = NULL;
    BYTE *data = NULL;
    target.at = 2;
    GOOD(make(CLSID_CSCardTypeConv, IID_ISCardTypeConv, tc));
    GOOD(tc->ConvertByteBufferToSafeArray(&target, &array));
    GOOD(SafeArrayAccessData(array, (void **)&data));
    CHECK(data[0] == 1 && data[1] == 8 && data[2] == 9 && target.at == 2);
    GOOD(SafeArrayUnaccessData(array));
    GOOD(SafeArrayDestroy(array));
    GOOD(tc->ConvertByteBufferToByteArray(&target, &plain));
    CHECK(plain->dwSize == 3 && plain->pbyData[2] == 9 && target.at == 2 && target.refs == 1);
    CoTaskMemFree(plain);
    target.read_result = STG_E_READFAULT;
    IS(STG_E_READFAULT, tc->ConvertByteBufferToSafeArray(&target, &array));
    IS(STG_E_READFAULT, tc->ConvertByteBufferToByteArray(&target, &plain));
    CHECK(array == NULL && plain == NULL);

    GOOD(make(CLSID_CSCardDatabase, IID_ISCardDatabase, db));
    GOOD(db->ListCards(&bytes_of_atr, NULL, 0, &array));
    CHECK(bytes_of_atr.refs == 1 && bytes_of_atr.at == 2);
    GOOD(SafeArrayDestroy(array));
}

static void streams()
{
    int alive = 0;
    std::vector<BYTE> content = {1, 2, 3, 4, 5};
    {
        Ref<IByteBuffer> buffer, clone;
        Ref<ISCardTypeConv> tc;
        Ref<ISCardCmd> cmd;
        Stream *stream = new Stream(content, alive, 2);
        BYTE room[8], nine = 9;
        LONG n = 0, position = 0;
        STATSTRUCT st;
        ULARGE_INTEGER size;
        BYTEARRAY *lent = (BYTEARRAY *)&size;
        GOOD(wrap({0x77}, buffer));
        GOOD(buffer->put_Stream(stream));
        CHECK(references(stream) == 2);
        GOOD(buffer->Read(room, 8, &n)); // at the stream's own seek pointer; its S_FALSE at the end is a success
        CHECK(n == 3 && room[0] == 3);
        GOOD(buffer->Commit(0));
        IS(STG_E_ACCESSDENIED, buffer->Commit(1));
        IS(STG_E_REVERTED, buffer->Revert());
        GOOD(buffer->LockRegion(1, 2, LOCK_WRITE));
        IS(STG_E_INVALIDFUNCTION, buffer->LockRegion(-1, 2, LOCK_WRITE));
        GOOD(buffer->UnlockRegion(3, 4, LOCK_WRITE));
        IS(STG_E_LOCKVIOLATION, buffer->UnlockRegion(1, 2, LOCK_WRITE));
        GOOD(buffer->Stat(&st, STATFLAG_NONAME));
        CHECK(st.cbSize == 5 && st.grfMode == STGM_READ && st.grfLocksSupported == LOCK_WRITE);
        GOOD(buffer->Seek(-4, STREAM_SEEK_CUR, &position));
        CHECK(position == 1);
        GOOD(buffer->Write(&nine, 1, &n));
        CHECK(n == 1 && content[1] == 9);
        GOOD(buffer->Clone(clone.out()));
        CHECK(alive == 2);
        GOOD(clone->Seek(0, STREAM_SEEK_CUR, &position));
        CHECK(position == 2);
        GOOD(buffer->SetSize(4));
        GOOD(clone->Stat(&st, STATFLAG_NONAME));
        CHECK(st.cbSize == 4 && content.size() == 4);
        GOOD(buffer->Seek(3, STREAM_SEEK_SET, NULL));
        GOOD(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
        const int seeks = stream->seeks;
        GOOD(cmd->put_Apdu(buffer.get()));
        CHECK(encoded(cmd.get()) == Bytes{1, 9, 3, 4});
        CHECK(stream->seeks == seeks); // it was a clone that was read, as another thread may be reading this one
        GOOD(buffer->Seek(0, STREAM_SEEK_CUR, &position));
        CHECK(position == 3);
        GOOD(buffer->Seek(0, STREAM_SEEK_SET, NULL));
        IByteBuffer *made = NULL;
        GOOD(buffer->CopyTo(&made, 100, &n, NULL));
        CHECK(n == 4 && bytes(made) == Bytes{1, 9, 3, 4} && made->Release() == 0);
        Vector target(Bytes(), 0);
        made = &target;
        GOOD(clone->CopyTo(&made, 1, NULL, NULL)); // from a foreign stream to a foreign buffer
        CHECK(target.content == Bytes{3});
        IStream *same = NULL;
        stream->user = buffer.get();
        GOOD(buffer->get_Stream(&same)); // it may ask the buffer something when its references are counted
        stream->user = NULL;
        CHECK(same == stream && same->Release() == 2);
        GOOD(make(CLSID_CSCardTypeConv, IID_ISCardTypeConv, tc));
        GOOD(tc->SizeOfIStream(stream, &size));
        CHECK(size.QuadPart == 4);
        IS(E_INVALIDARG, tc->GetAtIStreamMemory(stream, &lent));
        CHECK(lent == NULL && references(stream) == 2);
        GOOD(buffer->Initialize(1, &nine)); // lets go of it
        CHECK(references(stream) == 1);
        GOOD(buffer->put_Stream(stream));
        CHECK(stream->Release() == 1);
    }
    CHECK(alive == 0);
}

// Objects that call back while the library reads them: nothing of it may be locked then.
struct Curious : Vector {
    ISCardCmd *cmd;
    ISCard *card;
    int calls;
    explicit Curious(const Bytes &bytes) : Vector(bytes), cmd(NULL), card(NULL), calls(0) {}
    HRESULT STDMETHODCALLTYPE Read(BYTE *bytes, LONG count, LONG *read)
    {
        LONG length = 0;
        SCARD_STATES state;
        calls++;
        if (cmd)
            GOOD(cmd->get_ApduLength(&length));
        if (card)
            GOOD(card->get_Status(&state));
        return Vector::Read(bytes, count, read);
    }
};

struct CuriousCommand : Plain {
    ISCard *card;
    HRESULT STDMETHODCALLTYPE put_ApduReply(LPBYTEBUFFER in)
    {
        SCARD_STATES state;
        GOOD(card->get_Status(&state));
        return Plain::put_ApduReply(in);
    }
};

static void calls_back()
{
    Reader reader("");
    Ref<ISCard> card;
    Ref<ISCardCmd> cmd;
    Curious curious({0x00, 0x84, 0x00, 0x00, 0x08});
    reader.attach(card);
    GOOD(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    curious.cmd = cmd.get();
    curious.card = card.get();
    GOOD(cmd->put_Apdu(&curious));
    GOOD(cmd->put_Data(&curious));
    GOOD(cmd->put_ApduReply(&curious));
    GOOD(cmd->Encapsulate(&curious, ISO_CASE_2));
    GOOD(cmd->BuildCmd(0x00, 0x88, 0x00, 0x00, &curious, NULL));
    CHECK(curious.calls >= 5 && curious.refs == 1);
    CuriousCommand own;
    ISCardCmd *given = &own;
    own.card = card.get();
    own.apdu.content = {0x00, 0x84, 0x00, 0x00, 0x08};
    GOOD(card->LockSCard());
    GOOD(card->Transaction(&given));
    GOOD(card->UnlockSCard());
    CHECK(own.reply.size() == 10 && own.refs == 1);
}

// Late-bound: the object in the VARIANT is the program's, and has no more than its interface.
static void through_invoke()
{
    Ref<ISCardCmd> cmd;
    Vector apdu({0x00, 0xB0, 0x00, 0x00, 0x10});
    VARIANT argument;
    DISPID put = DISPID_PROPERTYPUT;
    VariantInit(&argument);
    GOOD(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    const VARTYPE types[] = {VT_DISPATCH, VT_UNKNOWN};
    for (VARTYPE type : types) {
        V_VT(&argument) = type;
        V_UNKNOWN(&argument) = &apdu;
        DISPPARAMS parameters = {&argument, &put, 1, 1};
        GOOD(cmd->Clear());
        GOOD(cmd->Invoke(0, IID_NULL, 0, DISPATCH_PROPERTYPUT, &parameters, NULL, NULL, NULL));
        CHECK(encoded(cmd.get()) == apdu.content && apdu.refs == 1);
    }
    Ref<ISCardISO7816> iso; // an object, and no buffer
    GOOD(make(CLSID_CSCardISO7816, IID_ISCardISO7816, iso));
    V_UNKNOWN(&argument) = iso.get();
    DISPPARAMS parameters = {&argument, &put, 1, 1};
    IS(DISP_E_TYPEMISMATCH, cmd->Invoke(0, IID_NULL, 0, DISPATCH_PROPERTYPUT, &parameters, NULL, NULL, NULL));
    CHECK(encoded(cmd.get()) == apdu.content && references(iso.get()) == 1);
}

int main()
{
    int failed = 0;
    CoInitialize(NULL);
    failed += section("buffers into commands", buffers_into_commands);
    failed += section("ISCardISO7816", iso7816_methods);
    failed += section("ISCard::Transaction", transactions);
    failed += section("copies and conversions", copies_and_conversions);
    failed += section("streams", streams);
    failed += section("calls back", calls_back);
    failed += section("through Invoke", through_invoke);
    CoUninitialize();
    return failed;
}
