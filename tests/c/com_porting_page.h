/* The snippets of the porting page, as they stand there: what programs for Scardssp.dll look like. Changes belong into
 * com_porting.cpp; a snippet that needs one here is a finding. */
#ifndef SCARDSSP_TESTS_COM_PORTING_PAGE_H
#define SCARDSSP_TESTS_COM_PORTING_PAGE_H

/* 0 Prelude used by all examples */
#include <scardssp.h>          // programs may also say scardmgr.h, scarddat.h, scardsrv.h
#include <cstdio>
#include <vector>

#ifdef _WIN32
#define WS(s) L##s
#else
#define WS(s) u##s             // OLECHAR is 16 bits everywhere
#endif
#define OK(call) do { HRESULT hr_ = (call); if (FAILED(hr_)) return hr_; } while (0)

typedef std::vector<BYTE> Bytes;

template <class T> class Ref {           // minimal owning pointer
    T *p_ = nullptr;
    Ref(const Ref &); Ref &operator=(const Ref &);
public:
    Ref() {}
    ~Ref() { if (p_) p_->Release(); }
    T *operator->() const { return p_; }
    T *get() const { return p_; }
    T **slot() { return &p_; }           // for in,out parameters: keeps the value
    T **out() { if (p_) { p_->Release(); p_ = nullptr; } return &p_; }
};

template <class T> HRESULT make(REFCLSID cls, REFIID iid, Ref<T> &r)
{
    return CoCreateInstance(cls, NULL, CLSCTX_INPROC_SERVER, iid, (void **)r.out());
}

static HRESULT wrap(const Bytes &b, Ref<IByteBuffer> &r)      // bytes -> IByteBuffer
{
    OK(make(CLSID_CByteBuffer, IID_IByteBuffer, r));
    return r->Initialize((LONG)b.size(), b.empty() ? NULL : const_cast<BYTE *>(b.data()));
}

static HRESULT unwrap(IByteBuffer *p, Bytes &b)               // IByteBuffer -> bytes
{
    STATSTRUCT st;
    LONG got = 0;
    OK(p->Stat(&st, STATFLAG_NONAME));
    b.resize(st.cbSize);
    OK(p->Seek(0, STREAM_SEEK_SET, NULL));
    if (!b.empty()) OK(p->Read(b.data(), (LONG)b.size(), &got));
    b.resize(got);
    return S_OK;
}

static HRESULT sent(ISCardCmd *cmd, Bytes &b)                 // encoded command
{
    Ref<IByteBuffer> apdu;
    OK(cmd->get_Apdu(apdu.out()));
    return unwrap(apdu.get(), b);
}

/* 1 Creating objects */
HRESULT create_all()
{
    Ref<ISCard> card; Ref<ISCardCmd> cmd; Ref<ISCardISO7816> iso; Ref<IByteBuffer> buf;
    Ref<ISCardDatabase> db; Ref<ISCardLocate> loc; Ref<ISCardTypeConv> conv;
    OK(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    OK(make(CLSID_CSCardISO7816, IID_ISCardISO7816, iso));
    OK(make(CLSID_CByteBuffer, IID_IByteBuffer, buf));
    OK(make(CLSID_CSCardTypeConv, IID_ISCardTypeConv, conv));
    OK(make(CLSID_CSCardDatabase, IID_ISCardDatabase, db));
    OK(make(CLSID_CSCardLocate, IID_ISCardLocate, loc));
    return make(CLSID_CSCard, IID_ISCard, card);   // needs the resource manager
}

/* 2 First transaction */
HRESULT select_mf(const OLECHAR *reader, Bytes &fci, WORD &sw)
{
    Ref<ISCard> card; Ref<ISCardISO7816> iso; Ref<ISCardCmd> cmd; Ref<IByteBuffer> id, reply;
    BSTR name = SysAllocString(reader);
    if (!name) return E_OUTOFMEMORY;
    HRESULT hr = make(CLSID_CSCard, IID_ISCard, card);
    if (SUCCEEDED(hr)) hr = card->AttachByReader(name, SHARED, (SCARD_PROTOCOLS)(T0 | T1));
    SysFreeString(name);                          // the callee has copied what it needs
    OK(hr);
    OK(make(CLSID_CSCardISO7816, IID_ISCardISO7816, iso));
    OK(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    OK(wrap({0x3F, 0x00}, id));
    OK(iso->SelectFile(0x00, 0x00, id.get(), 256, cmd.slot()));
    OK(card->Transaction(cmd.slot()));            // transport result only
    OK(cmd->get_ReplyStatus(&sw));                // card's own result
    LONG n = 0;
    OK(cmd->get_ApduReplyLength(&n));
    if (n > 0) {
        OK(cmd->get_ApduReply(reply.out()));
        OK(unwrap(reply.get(), fci));
    }
    return card->Detach(LEAVE);
}

/* 3 BuildCmd by hand */
HRESULT build_variants(std::vector<Bytes> &out)
{
    Ref<ISCardCmd> cmd; Ref<IByteBuffer> data; Bytes b;
    LONG zero = 0, sixteen = 16, all = 256, big = 300;
    OK(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    OK(wrap({0x3F, 0x00}, data));
    OK(cmd->BuildCmd(0x00, 0xA4, 0, 0, data.get(), NULL));     OK(sent(cmd.get(), b)); out.push_back(b);
    OK(cmd->BuildCmd(0x00, 0xA4, 0, 0, data.get(), &zero));    OK(sent(cmd.get(), b)); out.push_back(b);
    OK(cmd->BuildCmd(0x00, 0xB0, 0, 0, NULL, &sixteen));       OK(sent(cmd.get(), b)); out.push_back(b);
    OK(cmd->BuildCmd(0x00, 0xB0, 0, 0, NULL, &all));           OK(sent(cmd.get(), b)); out.push_back(b);
    OK(cmd->BuildCmd(0x00, 0xB0, 0, 0, NULL, &big));           OK(sent(cmd.get(), b)); out.push_back(b);
    OK(cmd->BuildCmd(0x00, 0x44, 0, 0, NULL, NULL));           OK(sent(cmd.get(), b)); out.push_back(b);
    return S_OK;
}

/* 3 BuildCmd by hand */
HRESULT edit(Bytes &b)
{
    Ref<ISCardCmd> cmd; Ref<IByteBuffer> d;
    LONG le = 8;
    OK(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    OK(cmd->BuildCmd(0x00, 0x88, 0x00, 0x01, NULL, &le));
    OK(cmd->put_ClassId(0x80));
    OK(cmd->put_P2(0x02));
    OK(wrap({1, 2, 3, 4}, d));
    OK(cmd->put_Data(d.get()));            // P3 follows the data
    return sent(cmd.get(), b);             // 80 88 00 02 04 01 02 03 04 08
}

/* 4 NULL command pointer */
HRESULT created_for_me(Bytes &b)
{
    Ref<ISCardISO7816> iso;
    ISCardCmd *cmd = NULL;
    OK(make(CLSID_CSCardISO7816, IID_ISCardISO7816, iso));
    OK(iso->GetChallenge(8, &cmd));        // 00 84 00 00 08
    HRESULT hr = sent(cmd, b);
    cmd->Release();                        // exactly one reference was returned
    return hr;
}

/* 5 One command object reused */
HRESULT reuse(ISCard *card, WORD &sw1, WORD &sw2)
{
    Ref<ISCardISO7816> iso; Ref<ISCardCmd> cmd; Ref<IByteBuffer> id;
    OK(make(CLSID_CSCardISO7816, IID_ISCardISO7816, iso));
    OK(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    OK(iso->SetDefaultClassId(0xA0));
    OK(wrap({0x7F, 0x20}, id));
    OK(iso->SelectFile(0, 0, id.get(), 0, cmd.slot()));   // A0 A4 00 00 02 7F 20
    OK(card->Transaction(cmd.slot()));
    OK(cmd->get_ReplyStatus(&sw1));                       // a SIM answers 9F xx: passed through
    OK(cmd->Clear());
    OK(iso->GetResponse(0, 0, sw1 & 0xFF, cmd.slot()));   // A0 C0 00 00 xx
    OK(card->Transaction(cmd.slot()));
    return cmd->get_ReplyStatus(&sw2);
}

/* 6 Raw and enveloped commands */
HRESULT raw_and_envelope(Bytes &raw, Bytes &env)
{
    Ref<ISCardCmd> cmd; Ref<IByteBuffer> in;
    OK(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    OK(wrap({0x00, 0xB0, 0x00, 0x00, 0x10}, in));
    OK(cmd->put_Apdu(in.get()));
    OK(sent(cmd.get(), raw));              // same five bytes
    OK(cmd->Encapsulate(in.get(), ISO_CASE_2));
    return sent(cmd.get(), env);           // 00 C2 00 00 05 00 B0 00 00 10 00
}

/* 7 T=0 details */
HRESULT alternate_class(ISCard *card, Bytes &reply)
{
    Ref<ISCardCmd> cmd; Ref<IByteBuffer> id, r;
    LONG le = 0; BYTE alt = 0;
    OK(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    if (cmd->get_AlternateClassId(&alt) != E_ACCESSDENIED) return E_FAIL;   // never set yet
    OK(cmd->put_AlternateClassId(0xC0));
    OK(wrap({0x3F, 0x00}, id));
    OK(cmd->BuildCmd(0x00, 0xA4, 0x00, 0x00, id.get(), &le));
    OK(card->Transaction(cmd.slot()));
    OK(cmd->get_ApduReply(r.out()));
    return unwrap(r.get(), reply);
}

/* 8 Reading a transparent file */
HRESULT read_file(ISCard *card, LONG size, Bytes &all)
{
    Ref<ISCardISO7816> iso; Ref<ISCardCmd> cmd;
    OK(make(CLSID_CSCardISO7816, IID_ISCardISO7816, iso));
    OK(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    while ((LONG)all.size() < size) {
        LONG at = (LONG)all.size(), part = size - at < 256 ? size - at : 256;
        WORD sw = 0; Bytes b; Ref<IByteBuffer> r;
        OK(iso->ReadBinary((BYTE)(at >> 8 & 0x7F), (BYTE)at, part, cmd.slot()));
        OK(card->Transaction(cmd.slot()));
        OK(cmd->get_ReplyStatus(&sw));
        if (sw != 0x9000 && sw != 0x6282) return E_FAIL;
        OK(cmd->get_ApduReply(r.out()));
        OK(unwrap(r.get(), b));
        b.resize(b.size() - 2);                   // SW1 SW2 stand at the end
        all.insert(all.end(), b.begin(), b.end());
        if (b.empty() || sw == 0x6282) break;
    }
    return S_OK;
}

/* 9 PIN */
HRESULT verify(ISCard *card, const Bytes &pin, int &tries_left)
{
    Ref<ISCardISO7816> iso; Ref<ISCardCmd> cmd; Ref<IByteBuffer> p;
    BYTE sw1 = 0, sw2 = 0;
    OK(make(CLSID_CSCardISO7816, IID_ISCardISO7816, iso));
    OK(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    OK(wrap(pin, p));
    OK(iso->Verify(0x01, pin.empty() ? NULL : p.get(), cmd.slot()));
    OK(card->Transaction(cmd.slot()));
    OK(cmd->get_ReplyStatusSW1(&sw1));
    OK(cmd->get_ReplyStatusSW2(&sw2));
    tries_left = sw1 == 0x63 && (sw2 & 0xF0) == 0xC0 ? sw2 & 0x0F : -1;
    return sw1 == 0x90 && sw2 == 0x00 ? S_OK : S_FALSE;
}

/* 10 Locking and re-attaching */
HRESULT guarded(ISCard *card, LPSCARDCMD cmd)
{
    for (int attempt = 0; attempt < 2; ++attempt) {
        HRESULT hr = card->LockSCard();
        if (SUCCEEDED(hr)) {
            hr = card->Transaction(&cmd);
            HRESULT end = card->UnlockSCard(SUCCEEDED(hr) ? LEAVE : RESET);
            if (SUCCEEDED(hr)) return end;
        }
        if ((DWORD)hr != 0x80100068) return hr;      // SCARD_W_RESET_CARD only
        OK(card->ReAttach(SHARED, LEAVE));           // acknowledges the reset
    }
    return E_FAIL;
}

/* 11 Adopted handles */
HRESULT adopt(HSCARD h)
{
    Ref<ISCard> card; HSCARD back = 0;
    OK(make(CLSID_CSCard, IID_ISCard, card));
    OK(card->get_CardHandle(&back));              // S_OK, 0: nothing attached
    if (back != 0) return E_FAIL;
    OK(card->AttachByHandle(h));
    OK(card->get_CardHandle(&back));
    if (back != h) return E_FAIL;
    return card->Detach(LEAVE);                   // closes h as well
}

/* 12 Card properties */
HRESULT describe(ISCard *card)
{
    Ref<IByteBuffer> atr; Bytes b; SCARD_STATES st; SCARD_PROTOCOLS pr; HSCARDCONTEXT ctx = 0;
    OK(card->get_Atr(atr.out()));
    OK(unwrap(atr.get(), b));
    for (size_t i = 0; i < b.size(); ++i) std::printf("%02X ", b[i]);
    OK(card->get_Status(&st));
    OK(card->get_Protocol(&pr));
    OK(card->get_Context(&ctx));
    std::printf("state %d protocol %d\n", (int)st, (int)pr);
    return st == SPECIFICMODE && (pr == T0 || pr == T1 || pr == RAW) && ctx ? S_OK : S_FALSE;
}

/* 13 Byte buffers */
HRESULT buffers()
{
    Ref<IByteBuffer> a, c; BYTE x[8] = {0}; LONG n = 0, pos = 0; STATSTRUCT st;
    OK(wrap({1, 2, 3, 4}, a));
    OK(a->Seek(2, STREAM_SEEK_SET, &pos));            // pos 2
    OK(a->Clone(c.out()));                            // starts at 2
    BYTE w[2] = {9, 9};
    OK(a->Write(w, 2, &n));                           // n 2, a at 4
    OK(c->Read(x, 8, &n));                            // n 2: {9, 9}, S_OK at the end
    OK(a->Seek(2, STREAM_SEEK_CUR, &pos));            // pos 6, past the end is fine
    OK(a->Write(w, 1, NULL));                         // size 7, bytes 4 and 5 are fill
    OK(a->Stat(&st, STATFLAG_DEFAULT));               // cbSize 7, type 2
    if (a->Seek(-1, STREAM_SEEK_SET, NULL) != (HRESULT)0x80030001) return E_FAIL;
    OK(a->SetSize(3));                                // truncates; seek pointer stays 7
    OK(a->Seek(0, STREAM_SEEK_CUR, &pos));            // pos 7
    if (a->LockRegion(0, 1, LOCK_EXCLUSIVE) != (HRESULT)0x80030001) return E_FAIL;
    OK(a->Commit(STGC_DEFAULT));
    OK(a->Revert());
    Ref<IByteBuffer> d;
    OK(wrap({}, d));
    OK(a->Seek(0, STREAM_SEEK_SET, NULL));
    OK(a->CopyTo(d.slot(), 100, &n, &pos));           // 3 read, 3 written
    return n == 3 && pos == 3 ? S_OK : E_FAIL;
}

/* 14 Conversions */
HRESULT conversions()
{
    Ref<ISCardTypeConv> tc; Ref<IByteBuffer> b, b2; BYTE src[3] = {1, 2, 3};
    SAFEARRAY *sa = NULL; BYTEARRAY *ba = NULL; BYTE *raw = NULL;
    OK(make(CLSID_CSCardTypeConv, IID_ISCardTypeConv, tc));
    OK(tc->ConvertByteArrayToByteBuffer(src, 3, b.out()));
    OK(tc->ConvertByteBufferToSafeArray(b.get(), &sa));        // VT_UI1, bounds 0..2
    OK(tc->ConvertSafeArrayToByteBuffer(sa, b2.out()));
    SafeArrayDestroy(sa);
    OK(tc->ConvertByteBufferToByteArray(b2.get(), &ba));       // dwSize 3
    CoTaskMemFree(ba);
    OK(tc->CreateByteArray(16, &raw));
    CoTaskMemFree(raw);
    IStream *s = NULL; ULARGE_INTEGER size; BYTEARRAY *mem = NULL;
    OK(b->get_Stream(&s));
    OK(tc->SizeOfIStream(s, &size));                           // QuadPart 3
    OK(tc->GetAtIStreamMemory(s, &mem));                       // adds a reference to s
    mem->pbyData[0] = 7;                                       // visible through b
    OK(tc->FreeIStreamMemoryPtr(s, mem->pbyData));             // drops it again
    CoTaskMemFree(mem);
    s->Release();
    return S_OK;
}

/* 15 Database queries */
HRESULT walk(SAFEARRAY *sa)
{
    LONG lo = 0, hi = -1;
    OK(SafeArrayGetLBound(sa, 1, &lo));
    OK(SafeArrayGetUBound(sa, 1, &hi));
    for (LONG i = lo; i <= hi; ++i) {
        BSTR s = NULL;
        OK(SafeArrayGetElement(sa, &i, &s));                   // returns a copy
        std::printf("%u units\n", (unsigned)SysStringLen(s));
        SysFreeString(s);
    }
    return SafeArrayDestroy(sa);
}

HRESULT queries(const Bytes &atr)
{
    Ref<ISCardDatabase> db; Ref<IByteBuffer> a; SAFEARRAY *sa = NULL; GUID *g = NULL;
    OK(make(CLSID_CSCardDatabase, IID_ISCardDatabase, db));
    OK(db->ListReaders(0x0409, &sa));                 OK(walk(sa));
    OK(db->ListReaderGroups(0x0409, &sa));            OK(walk(sa));
    OK(db->ListCards(NULL, NULL, 0, &sa));            OK(walk(sa));   // every known card
    OK(wrap(atr, a));
    OK(db->ListCards(a.get(), NULL, 0, &sa));         OK(walk(sa));   // by ATR
    SAFEARRAY *ids = SafeArrayCreateVector(VT_BSTR, 0, 1);
    LONG i = 0;
    BSTR t = SysAllocString(WS("{01234567-89AB-CDEF-0123-456789ABCDEF}"));
    OK(SafeArrayPutElement(ids, &i, t));
    OK(db->ListCards(NULL, ids, 0, &sa));             OK(walk(sa));   // by interface
    SafeArrayDestroy(ids);
    SysFreeString(t);
    BSTR name = SysAllocString(WS("Example ID card"));
    HRESULT hr = db->GetProviderCardId(name, &g);
    if (SUCCEEDED(hr)) { CoTaskMemFree(g); hr = db->ListCardInterfaces(name, &sa); }
    SysFreeString(name);
    OK(hr);
    return walk(sa);
}

/* 16 Locating a card */
HRESULT locate(Bytes &atr_out)
{
    Ref<ISCardLocate> loc; Ref<ISCard> card; Ref<IByteBuffer> a; SCARDINFO *info = NULL; LONG i = 0;
    OK(make(CLSID_CSCardLocate, IID_ISCardLocate, loc));
    SAFEARRAY *names = SafeArrayCreateVector(VT_BSTR, 0, 1);
    BSTR n = SysAllocString(WS("Example ID card")), title = SysAllocString(WS("Insert card"));
    HRESULT hr = SafeArrayPutElement(names, &i, n);
    if (SUCCEEDED(hr)) hr = loc->ConfigureCardNameSearch(names, NULL, title, SC_DLG_NO_UI);
    SafeArrayDestroy(names); SysFreeString(n); SysFreeString(title);
    OK(hr);
    OK(loc->FindCard(SHARED, (SCARD_PROTOCOLS)(T0 | T1), SC_DLG_NO_UI, &info));
    HSCARD h = info->hCard;
    CoTaskMemFree(info);
    OK(make(CLSID_CSCard, IID_ISCard, card));
    OK(card->AttachByHandle(h));
    OK(card->get_Atr(a.out()));
    OK(unwrap(a.get(), atr_out));
    return card->Detach(LEAVE);
}

/* 17 Extending ISCardISO7816 */
struct Outer : IUnknown {
    LONG refs = 1;
    IUnknown *inner = nullptr;
    HRESULT WINAPI QueryInterface(REFIID iid, void **pp)
    {
        if (!pp) return E_POINTER;
        if (IsEqualIID(iid, IID_IUnknown)) { *pp = (IUnknown *)this; AddRef(); return S_OK; }
        return inner ? inner->QueryInterface(iid, pp) : E_NOINTERFACE;
    }
    ULONG WINAPI AddRef() { return (ULONG)++refs; }
    ULONG WINAPI Release() { return (ULONG)--refs; }
};

HRESULT aggregate()
{
    Outer o;
    OK(CoCreateInstance(CLSID_CSCardISO7816, &o, CLSCTX_INPROC_SERVER, IID_IUnknown, (void **)&o.inner));
    ISCardISO7816 *iso = NULL; IUnknown *back = NULL;
    HRESULT hr = o.QueryInterface(IID_ISCardISO7816, (void **)&iso);
    if (SUCCEEDED(hr)) hr = iso->QueryInterface(IID_IUnknown, (void **)&back);   // must be the outer one
    if (SUCCEEDED(hr) && back != (IUnknown *)&o) hr = E_FAIL;
    if (back) back->Release();
    if (iso) iso->Release();
    o.inner->Release();
    return hr;                              // o.refs is 1 again
}

#endif
