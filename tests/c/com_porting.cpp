// The sections of the porting page as running checks: the snippets of com_porting_page.h, with virtual cards as mocks.
//
//     com_porting FOLDER     t0.toml, t1.toml: the built-in card with one protocol; sample.toml: with the ATR of the
//                            page's database; eject.toml: the reader gives it out
#include "com_porting.h"

#include <scarddat.h>
#include <scardmgr.h>
#include <scardsrv.h>

// What there is of the system: without a service, and what says so.
#ifdef _WIN32
#define NO_SERVICE (HRESULT)0x80100001 // Wine's WinSCard
#define NO_HANDLE NO_SERVICE
#define DESCRIBED 1 // by the type library
#else
#define NO_SERVICE SCARD_E_NO_SERVICE
#define NO_HANDLE E_INVALIDARG
#define DESCRIBED 0
#endif

static std::string folder;

static std::string profile(const char *name)
{
    return folder + "/" + name + ".toml";
}

// The database of cards. It is empty so far; where it has the page's sample card, only this changes.
namespace database {
const HRESULT unknown_name = (HRESULT)0x8010000D; // SCARD_E_UNKNOWN_CARD
const HRESULT queries_end_with = unknown_name;    // of the page's last name; S_OK when the sample card is known
const HRESULT locate_ends_with = unknown_name;    // of the page's name; S_OK when the sample card is known and there
const LONG all_cards = 0;                         // names that ListCards(NULL, NULL) gives
const LONG matching_cards = 0;                    // names that the ATRs of the page give
}

template <class T> static void one_class(REFCLSID clsid, REFIID iid)
{
    static const IID IID_NOBODYS = {0x12345678, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};
    Ref<T> own;
    Ref<IDispatch> dispatch;
    Ref<IUnknown> first, second, third;
    void *nobody = &own;
    GOOD(make(clsid, iid, own));
    if (!own.get())
        return;
    GOOD(own->QueryInterface(IID_IDispatch, (void **)dispatch.out()));
    GOOD(own->QueryInterface(IID_IUnknown, (void **)first.out()));
    GOOD(dispatch->QueryInterface(IID_IUnknown, (void **)second.out()));
    GOOD(first->QueryInterface(IID_IUnknown, (void **)third.out()));
    CHECK(first.get() == second.get() && first.get() == third.get());
    {
        Ref<T> again;
        GOOD(first->QueryInterface(iid, (void **)again.out()));
        CHECK(again.get() == own.get());
    }
    IS(E_NOINTERFACE, own->QueryInterface(IID_NOBODYS, &nobody));
    CHECK(nobody == NULL);
    nobody = &own;
    IS(E_NOINTERFACE, CoCreateInstance(clsid, NULL, CLSCTX_ALL, IID_NOBODYS, &nobody));
    CHECK(nobody == NULL);
}

static void creating_objects()
{
    // No reader is there yet, and no service: only CSCard needs one.
    Ref<ISCard> card;
    HRESULT hr = make(CLSID_CSCard, IID_ISCard, card);
#ifdef WITH_SYSTEM
    IS(NO_SERVICE, hr);
    CHECK(card.get() == NULL);
    IS(NO_SERVICE, create_all());
#else // a library without PC/SC needs none
    GOOD(hr);
#endif
    Reader reader("");
    GOOD(create_all());
    one_class<ISCard>(CLSID_CSCard, IID_ISCard);
    one_class<ISCardCmd>(CLSID_CSCardCmd, IID_ISCardCmd);
    one_class<ISCardISO7816>(CLSID_CSCardISO7816, IID_ISCardISO7816);
    one_class<IByteBuffer>(CLSID_CByteBuffer, IID_IByteBuffer);
    one_class<ISCardDatabase>(CLSID_CSCardDatabase, IID_ISCardDatabase);
    one_class<ISCardLocate>(CLSID_CSCardLocate, IID_ISCardLocate);
    one_class<ISCardTypeConv>(CLSID_CSCardTypeConv, IID_ISCardTypeConv);

    Ref<ISCardCmd> cmd;
    LONG length = 99;
    IByteBuffer *reply = (IByteBuffer *)&length;
    GOOD(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    GOOD(cmd->get_ApduLength(&length));
    GOOD(cmd->get_ApduReply(&reply));
    CHECK(length == 0 && reply == NULL);
}

static Bytes concat(const Bytes &a, const Bytes &b)
{
    Bytes all(a);
    all.insert(all.end(), b.begin(), b.end());
    return all;
}

static void first_transaction()
{
    Bytes with_t0, with_t1;
    for (int protocol = 0; protocol < 2; protocol++) {
        Reader reader(profile(protocol ? "t1" : "t0"));
        Bytes &fci = protocol ? with_t1 : with_t0;
        WORD sw = 0;
        GOOD(select_mf(reader.name.c_str(), fci, sw));
        CHECK(sw == 0x9000 && fci.size() > 2 && fci[0] == 0x6F && fci.size() == fci[1] + 4u);
        CHECK(fci[fci.size() - 2] == 0x90 && fci[fci.size() - 1] == 0x00);
    }
    CHECK(with_t0 == with_t1);

    Reader reader(profile("t0"));
    Ref<ISCard> card;
    Ref<ISCardISO7816> iso;
    Ref<ISCardCmd> cmd;
    Ref<IByteBuffer> id;
    LONG n = 99;
    reader.attach(card);
    GOOD(make(CLSID_CSCardISO7816, IID_ISCardISO7816, iso));
    GOOD(wrap({0x3F, 0xFE}, id));
    GOOD(iso->SelectFile(0x00, 0x00, id.get(), 256, cmd.slot()));
    CHECK(encoded(cmd.get()) == Bytes{0x00, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0xFE, 0x00});
    GOOD(card->Transaction(cmd.slot()));
    GOOD(cmd->get_ApduReplyLength(&n));
    CHECK(n == 2 && reply_of(cmd.get()) == Bytes{0x6A, 0x82} && status_of(cmd.get()) == 0x6A82);
    reader.pull();
    IS((HRESULT)0x80100069, card->Transaction(cmd.slot()));
    GOOD(cmd->get_ApduReplyLength(&n));
    CHECK(n == 0 && status_of(cmd.get()) == 0);
    CHECK(encoded(cmd.get()).size() == 8); // the command is still there
}

static void properties(ISCardCmd *cmd, LONG length, BYTE p3, LONG le, int type, int line)
{
    LONG got_length = -1, got_le = -1;
    BYTE got_p3 = 0xEE;
    ISO_APDU_TYPE got_type = ISO_CASE_1;
    GOOD(cmd->get_ApduLength(&got_length));
    GOOD(cmd->get_P3(&got_p3));
    GOOD(cmd->get_LeField(&got_le));
    GOOD(cmd->get_Type(&got_type));
    check(got_length == length && got_p3 == p3 && got_le == le && (int)got_type == type, "properties", line);
}

static void building_by_hand()
{
    const struct {
        Bytes encoded;
        LONG length;
        BYTE p3;
        LONG le;
        int type;
    } rows[] = {
        {{0x00, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00}, 7, 0x02, 0, 3},
        {{0x00, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00, 0x00}, 8, 0x02, 0, 4},
        {{0x00, 0xB0, 0x00, 0x00, 0x10}, 5, 0x10, 16, 2},
        {{0x00, 0xB0, 0x00, 0x00, 0x00}, 5, 0x00, 0, 2},
        {{0x00, 0xB0, 0x00, 0x00, 0x00, 0x01, 0x2C}, 7, 0x00, 300, 2},
        {{0x00, 0x44, 0x00, 0x00}, 4, 0x00, 0, 1},
    };
    std::vector<Bytes> built;
    GOOD(build_variants(built));
    CHECK(built.size() == 6);
    for (size_t i = 0; i < built.size() && i < 6; i++) {
        Ref<ISCardCmd> cmd;
        Ref<IByteBuffer> in;
        CHECK(built[i] == rows[i].encoded);
        GOOD(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
        GOOD(wrap(built[i], in));
        GOOD(cmd->put_Apdu(in.get())); // the bytes alone say the same as the parts
        properties(cmd.get(), rows[i].length, rows[i].p3, rows[i].le, rows[i].type, __LINE__);
    }

    Ref<ISCardCmd> cmd;
    Ref<IByteBuffer> short_data, long_data;
    LONG le;
    GOOD(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    GOOD(cmd->BuildCmd(0x00, 0x44));
    properties(cmd.get(), 4, 0, 0, 1, __LINE__);
    GOOD(wrap(Bytes(255, 7), short_data));
    GOOD(wrap(Bytes(256, 7), long_data));
    GOOD(cmd->BuildCmd(0x00, 0xD6, 0, 0, short_data.get(), NULL));
    CHECK(encoded(cmd.get()).size() == 260 && encoded(cmd.get())[4] == 0xFF);
    GOOD(cmd->BuildCmd(0x00, 0xD6, 0, 0, long_data.get(), NULL));
    CHECK(encoded(cmd.get()) == concat({0x00, 0xD6, 0, 0, 0, 1, 0}, Bytes(256, 7)));
    le = 256;
    GOOD(cmd->BuildCmd(0x00, 0xD6, 0, 0, short_data.get(), &le));
    CHECK(encoded(cmd.get()).size() == 261);
    le = 257;
    GOOD(cmd->BuildCmd(0x00, 0xD6, 0, 0, short_data.get(), &le));
    CHECK(encoded(cmd.get()).size() == 264);
    const Bytes old = encoded(cmd.get());
    le = -1;
    IS(E_INVALIDARG, cmd->BuildCmd(0x00, 0xB0, 0, 0, NULL, &le));
    le = 65537;
    IS(E_INVALIDARG, cmd->BuildCmd(0x00, 0xB0, 0, 0, NULL, &le));
    CHECK(encoded(cmd.get()) == old);

    Bytes edited;
    GOOD(edit(edited));
    CHECK(edited == Bytes{0x80, 0x88, 0x00, 0x02, 0x04, 0x01, 0x02, 0x03, 0x04, 0x08});
}

static void null_command()
{
    Bytes b;
    Ref<ISCardISO7816> iso;
    ISCardCmd *cmd = NULL;
    GOOD(created_for_me(b));
    CHECK(b == Bytes{0x00, 0x84, 0x00, 0x00, 0x08});
    GOOD(make(CLSID_CSCardISO7816, IID_ISCardISO7816, iso));
    IS(E_INVALIDARG, iso->GetChallenge(-1, &cmd));
    CHECK(cmd == NULL);
    IS(E_POINTER, iso->GetChallenge(8, NULL));
    GOOD(iso->GetChallenge(8, &cmd));
    ISCardCmd *before = cmd;
    ULONG count = references(cmd);
    GOOD(iso->GetChallenge(16, &cmd));
    CHECK(cmd == before && references(cmd) == count);
    IS(E_INVALIDARG, iso->GetChallenge(-1, &cmd));
    CHECK(cmd == before && references(cmd) == count && encoded(cmd)[4] == 0x10);
    CHECK(cmd->Release() == 0);
}

static void one_command_reused()
{
    Reader reader(profile("t0"));
    Ref<ISCard> card;
    WORD first = 0, second = 0;
    reader.attach(card);
    GOOD(reuse(card.get(), first, second));
    CHECK(first == 0x6E00 && second == 0x6985); // no SIM: it has no class A0, and no reply waits

    // The same in class 00, where T=0 announces the reply that a command without Le leaves behind.
    Ref<ISCardISO7816> iso;
    Ref<ISCardCmd> cmd;
    Ref<IByteBuffer> id;
    LONG n = 99;
    IByteBuffer *none = (IByteBuffer *)&n;
    GOOD(make(CLSID_CSCardISO7816, IID_ISCardISO7816, iso));
    GOOD(wrap({0x3F, 0x00}, id));
    GOOD(iso->SelectFile(0, 0, id.get(), 0, cmd.slot()));
    GOOD(card->Transaction(cmd.slot()));
    WORD sw = status_of(cmd.get());
    CHECK(sw >> 8 == 0x61 && reply_of(cmd.get()).size() == 2);
    GOOD(cmd->Clear());
    GOOD(cmd->get_ApduLength(&n));
    CHECK(n == 0);
    GOOD(cmd->get_ApduReply(&none));
    CHECK(none == NULL && status_of(cmd.get()) == 0);
    GOOD(iso->GetResponse(0, 0, sw & 0xFF, cmd.slot()));
    CHECK(encoded(cmd.get()) == Bytes{0x00, 0xC0, 0x00, 0x00, (BYTE)sw});
    GOOD(card->Transaction(cmd.slot()));
    CHECK(status_of(cmd.get()) == 0x9000 && reply_of(cmd.get()).size() == (sw & 0xFFu) + 2);
    GOOD(iso->SetDefaultClassId(0xA0));
    GOOD(iso->GetChallenge(8, cmd.slot())); // the class stays, the old reply does not
    GOOD(iso->GetChallenge(8, cmd.slot()));
    CHECK(encoded(cmd.get())[0] == 0xA0 && status_of(cmd.get()) == 0 && reply_of(cmd.get()).empty());
}

static void raw_and_enveloped()
{
    Bytes raw, env;
    GOOD(raw_and_envelope(raw, env));
    CHECK(raw == Bytes{0x00, 0xB0, 0x00, 0x00, 0x10});
    CHECK(env == Bytes{0x00, 0xC2, 0x00, 0x00, 0x05, 0x00, 0xB0, 0x00, 0x00, 0x10, 0x00});

    Ref<ISCardCmd> cmd;
    Ref<IByteBuffer> in, three, odd, data;
    BYTE cla = 1, ins = 1, p1 = 1, p2 = 1, change = 0xFF;
    LONG n = 0;
    ISO_APDU_TYPE type = ISO_CASE_1;
    GOOD(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    GOOD(wrap(raw, in));
    GOOD(cmd->put_Apdu(in.get()));
    GOOD(cmd->get_ClassId(&cla));
    GOOD(cmd->get_InstructionId(&ins));
    GOOD(cmd->get_P1(&p1));
    GOOD(cmd->get_P2(&p2));
    CHECK(cla == 0 && ins == 0xB0 && p1 == 0 && p2 == 0);
    properties(cmd.get(), 5, 0x10, 16, 2, __LINE__);
    GOOD(cmd->get_Data(data.out()));
    CHECK(bytes(data.get()).empty());
    GOOD(in->Seek(0, STREAM_SEEK_SET, NULL));
    GOOD(in->Write(&change, 1, &n));
    CHECK(encoded(cmd.get()) == raw);
    GOOD(wrap({0x00, 0xB0, 0x00}, three));
    IS(E_INVALIDARG, cmd->put_Apdu(three.get()));
    IS(E_POINTER, cmd->put_Apdu(NULL));
    CHECK(encoded(cmd.get()) == raw);
    GOOD(wrap({0x00, 0x20, 0x00, 0x01, 0x08, 0x31, 0x32}, odd)); // Lc too large: kept as it is
    GOOD(cmd->put_Apdu(odd.get()));
    CHECK(encoded(cmd.get()) == bytes(odd.get()));
    IS(E_UNEXPECTED, cmd->get_Type(&type));
    CHECK((int)type == 0);
    Reader reader(profile("t1"));
    Ref<ISCard> card;
    reader.attach(card);
    GOOD(card->Transaction(cmd.slot()));
    CHECK(status_of(cmd.get()) == 0x6700);
    IS(E_INVALIDARG, cmd->Encapsulate(in.get(), (ISO_APDU_TYPE)5));
    IS(E_POINTER, cmd->Encapsulate(NULL, ISO_CASE_2));
}

static void t0_details()
{
    Reader reader(profile("t0"));
    Ref<ISCard> card;
    Bytes reply;
    reader.attach(card);
    GOOD(alternate_class(card.get(), reply));
    CHECK(reply.size() > 2 && reply[0] == 0x6F && reply[reply.size() - 2] == 0x90);
    // The class of GET RESPONSE shows where the card refuses it: none may be FF.
    Ref<ISCardCmd> cmd;
    Ref<IByteBuffer> id;
    LONG le = 0;
    GOOD(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    GOOD(wrap({0x3F, 0x00}, id));
    GOOD(cmd->put_AlternateClassId(0xFF));
    GOOD(cmd->BuildCmd(0x00, 0xA4, 0x00, 0x00, id.get(), &le));
    GOOD(card->Transaction(cmd.slot()));
    CHECK(reply_of(cmd.get()) == Bytes{0x6E, 0x00});
    reply = run(card.get(), {0x00, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00});
    CHECK(reply.size() == 2 && reply[0] == 0x61); // no Le, no second TPDU
    run(card.get(), {0x00, 0xA4, 0x00, 0x0C, 0x02, 0x2F, 0xE2});
    reply = run(card.get(), {0x00, 0xB0, 0x00, 0x00, 0x00}); // 6C 0A, and again
    CHECK(reply.size() == 12 && reply[0] == 0x98 && reply[10] == 0x90);
    CHECK(run(card.get(), {0x00, 0x20, 0x00, 0x01}) == Bytes{0x63, 0xC3}); // case 1
    // An object of 1000 bytes, by parts of 256: all of them only if Ne allows it.
    CHECK(run(card.get(), {0x00, 0xCA, 0x01, 0x03, 0x00, 0x03, 0xE8}).size() == 1002);
    reply = run(card.get(), {0x00, 0xCA, 0x01, 0x03, 0x00, 0x01, 0x10});
    CHECK(reply.size() == 274 && reply[272] == 0x61);
    reply = run(card.get(), {0x00, 0xCA, 0x01, 0x03, 0x00});
    CHECK(reply.size() == 258 && reply[256] == 0x61);
}

static BYTE counter(size_t at)
{
    return (BYTE)(at ^ at >> 8 ^ at >> 16 ^ at >> 24);
}

static void reading_a_file()
{
    for (int protocol = 0; protocol < 2; protocol++) {
        Reader reader(profile(protocol ? "t1" : "t0"));
        Ref<ISCard> card;
        Bytes all;
        reader.attach(card);
        run(card.get(), {0x00, 0xA4, 0x00, 0x0C, 0x02, 0x01, 0x01});
        GOOD(read_file(card.get(), 600, all));
        CHECK(all.size() == 600);
        for (size_t i = 0; i < all.size(); i++)
            if (!CHECK(all[i] == counter(i)))
                break;
        // A program that reads as much as it asked for gets no SW1 SW2.
        Ref<ISCardISO7816> iso;
        Ref<ISCardCmd> cmd;
        Ref<IByteBuffer> reply;
        BYTE room[256];
        LONG got = 0;
        GOOD(make(CLSID_CSCardISO7816, IID_ISCardISO7816, iso));
        GOOD(iso->ReadBinary(0x02, 0x00, 88, cmd.slot()));
        CHECK(encoded(cmd.get()) == Bytes{0x00, 0xB0, 0x02, 0x00, 0x58});
        GOOD(iso->ReadBinary(0x01, 0x00, 256, cmd.slot()));
        CHECK(encoded(cmd.get()) == Bytes{0x00, 0xB0, 0x01, 0x00, 0x00});
        GOOD(card->Transaction(cmd.slot()));
        GOOD(cmd->get_ApduReply(reply.out()));
        GOOD(reply->Read(room, 256, &got));
        CHECK(got == 256 && room[0] == counter(256) && room[255] == counter(511));
    }
}

static void pin()
{
    Reader reader("");
    Ref<ISCard> card;
    Ref<ISCardISO7816> iso;
    Ref<ISCardCmd> cmd;
    Ref<IByteBuffer> code;
    int tries = -1;
    GOOD(make(CLSID_CSCardISO7816, IID_ISCardISO7816, iso));
    GOOD(wrap({0x31, 0x32, 0x33, 0x34}, code));
    GOOD(iso->Verify(0x01, code.get(), cmd.slot()));
    CHECK(encoded(cmd.get()) == Bytes{0x00, 0x20, 0x00, 0x01, 0x04, 0x31, 0x32, 0x33, 0x34});
    GOOD(iso->Verify(0x01, NULL, cmd.slot()));
    CHECK(encoded(cmd.get()) == Bytes{0x00, 0x20, 0x00, 0x01});
    reader.attach(card);
    IS(S_FALSE, verify(card.get(), {0x39, 0x39, 0x39, 0x39}, tries));
    CHECK(tries == 2);
    IS(S_FALSE, verify(card.get(), Bytes(), tries));
    CHECK(tries == 2);
    GOOD(verify(card.get(), {0x31, 0x32, 0x33, 0x34}, tries));
    GOOD(verify(card.get(), Bytes(), tries));
}

static void locking()
{
    Reader reader(""), ejecting(profile("eject"), "Ejecting");
    Ref<ISCard> card, other, none;
    Ref<ISCardISO7816> iso;
    Ref<ISCardCmd> cmd;
    const HRESULT detached = (HRESULT)0x80100003, removed = (HRESULT)0x80100069, was_reset = (HRESULT)0x80100068;
    reader.attach(card);
    reader.attach(other);
    GOOD(make(CLSID_CSCardISO7816, IID_ISCardISO7816, iso));
    GOOD(iso->GetChallenge(8, cmd.slot()));
    GOOD(guarded(card.get(), cmd.get()));
    CHECK(reply_of(cmd.get()).size() == 10);
    GOOD(other->ReAttach(SHARED, RESET));
    IS(was_reset, card->Transaction(cmd.slot()));
    GOOD(guarded(card.get(), cmd.get())); // acknowledges it and tries again
    CHECK(reply_of(cmd.get()).size() == 10);
    IS((HRESULT)0x80100016, card->UnlockSCard(LEAVE));
    GOOD(card->LockSCard());
    GOOD(card->LockSCard());
    GOOD(card->UnlockSCard());
    GOOD(card->UnlockSCard(RESET));
    IS(was_reset, card->UnlockSCard());
    GOOD(card->ReAttach(SHARED, LEAVE));
    GOOD(other->ReAttach(SHARED, LEAVE));
    IS(E_INVALIDARG, card->ReAttach((SCARD_SHARE_MODES)3, LEAVE));
    IS(E_INVALIDARG, card->ReAttach(SHARED, (SCARD_DISPOSITIONS)4));
    GOOD(card->LockSCard());
    GOOD(card->Detach(LEAVE)); // ends the lock: the other one gets it now
    GOOD(other->LockSCard());
    GOOD(other->UnlockSCard());
    GOOD(other->ReAttach(SHARED, EJECT)); // the reader cannot
    GOOD(other->Detach(RESET));
    for (int i = 0; i < 2; i++) {
        ISCard *object = i ? none.get() : card.get();
        if (!object) {
            GOOD(make(CLSID_CSCard, IID_ISCard, none));
            object = none.get();
        }
        IS(detached, object->ReAttach(SHARED, LEAVE));
        IS(detached, object->LockSCard());
        IS(detached, object->UnlockSCard(LEAVE));
        IS(detached, object->Detach(LEAVE));
        IS(detached, object->Transaction(cmd.slot()));
    }
    ejecting.attach(card);
    IS(removed, card->ReAttach(SHARED, EJECT));
    ejecting.insert();
    GOOD(card->ReAttach(SHARED, LEAVE));
    GOOD(card->Transaction(cmd.slot()));
    GOOD(card->Detach(LEAVE));
}

static void adopted_handles()
{
    Reader reader("");
    Ref<ISCard> card;
    scard_card *session = NULL;
    uintptr_t handle = 0;
    SCARD_STATES state;
    reader.attach(card); // creation needs a reader; and there is another connection
    CHECK(scard_attach_by_reader(reader.utf8(), SHARED, T0 | T1, &session) == S_OK);
    CHECK(scard_get_card_handle(session, &handle) == S_OK && handle != 0);
    {
        Ref<ISCard> adopting;
        GOOD(make(CLSID_CSCard, IID_ISCard, adopting));
        IS(E_INVALIDARG, adopting->AttachByHandle(0));
        IS(NO_HANDLE, adopting->AttachByHandle((HSCARD)-17));
        GOOD(adopting->AttachByHandle(handle));
    } // released without Detach
    CHECK(scard_get_status(session, &state) == S_OK);
    GOOD(adopt(handle));
    CHECK(SCARD_FAILED(scard_get_status(session, &state))); // Detach closed it
    scard_detach(session, LEAVE);
}

static void card_properties()
{
    Reader reader(profile("sample"));
    Ref<ISCard> card;
    Ref<IByteBuffer> atr;
    SCARD_STATES state;
    SCARD_PROTOCOLS protocol;
    HSCARD handle = 0;
    BYTE room[36];
    LONG got = 0;
    const Bytes sample = {0x3B, 0x27, 0x00, 0x80, 0x65, 0xA2, 0x0C, 0x01, 0x01, 0x37};
    reader.attach(card);
    IS(S_FALSE, describe(card.get())); // all is well but the context: a virtual reader has none
    GOOD(card->get_Status(&state));
    GOOD(card->get_Protocol(&protocol));
    GOOD(card->get_CardHandle(&handle));
    CHECK(state == SPECIFICMODE && protocol == T0 && handle != 0);
    GOOD(card->get_Atr(atr.out()));
    GOOD(atr->Read(room, 36, &got)); // right after the getter, and more than there is
    CHECK(got == 10 && Bytes(room, room + 10) == sample);
    IS(E_POINTER, card->get_Atr(NULL));
    reader.pull();
    GOOD(card->get_Status(&state));
    CHECK(state == ABSENT);
    IByteBuffer *none = atr.get();
    IS((HRESULT)0x80100069, card->get_Atr(&none));
    CHECK(none == NULL);
    card->Detach(LEAVE);
    GOOD(card->get_CardHandle(&handle));
    CHECK(handle == 0);
    IS((HRESULT)0x80100003, card->get_Status(&state));
    IS((HRESULT)0x80100003, card->get_Protocol(&protocol));
}

static void byte_buffers()
{
    Ref<IByteBuffer> a, clone;
    Ref<ISCardCmd> cmd;
    STATSTRUCT st;
    LONG pos = 0, n = 0;
    GOOD(buffers());
    GOOD(make(CLSID_CByteBuffer, IID_IByteBuffer, a));
    GOOD(a->Initialize());
    GOOD(a->Stat(&st, STATFLAG_DEFAULT));
    CHECK(st.cbSize == 1 && st.type == STGTY_STREAM && st.grfMode == STGM_READWRITE && bytes(a.get()) == Bytes{0});
    GOOD(wrap({1, 2, 3, 4}, a));
    BYTE more[3] = {9, 9, 9};
    GOOD(a->Seek(2, STREAM_SEEK_CUR, NULL));
    GOOD(a->Seek(4, STREAM_SEEK_CUR, &pos));
    GOOD(a->Write(more, 1, NULL));
    CHECK(pos == 6 && bytes(a.get()) == Bytes{1, 2, 3, 4, 0, 0, 9}); // the fill is zeros
    GOOD(a->SetSize(4));
    GOOD(a->Seek(0, STREAM_SEEK_END, &pos));
    CHECK(pos == 4);
    GOOD(make(CLSID_CSCardCmd, IID_ISCardCmd, cmd));
    GOOD(cmd->put_Apdu(a.get())); // from offset 0, and the seek pointer stays
    GOOD(a->Seek(3, STREAM_SEEK_SET, NULL));
    GOOD(cmd->put_Apdu(a.get()));
    CHECK(encoded(cmd.get()) == Bytes{1, 2, 3, 4});
    GOOD(a->Seek(0, STREAM_SEEK_CUR, &pos));
    CHECK(pos == 3);
    GOOD(a->Clone(clone.out()));
    GOOD(clone->Seek(0, STREAM_SEEK_SET, NULL));
    GOOD(clone->Write(more, 1, &n));
    CHECK(n == 1 && bytes(a.get()) == Bytes{9, 2, 3, 4});
    IByteBuffer *made = NULL;
    GOOD(a->Seek(1, STREAM_SEEK_SET, NULL));
    GOOD(a->CopyTo(&made, 2, NULL, NULL)); // NULL: a new one
    CHECK(made && bytes(made) == Bytes{2, 3} && made->Release() == 0);
    IS(STG_E_INVALIDFUNCTION, a->UnlockRegion(0, 1, LOCK_EXCLUSIVE));
    IS(STG_E_INVALIDPOINTER, a->Read(NULL, 1, &n));
    IS(E_INVALIDARG, a->Read(more, -1, &n));
}

static void type_conversions()
{
    Ref<ISCardTypeConv> tc;
    Ref<IByteBuffer> buffer;
    SAFEARRAY *array = NULL;
    BYTEARRAY *plain = NULL, *lent = NULL;
    IStream *stream = NULL;
    ULARGE_INTEGER size;
    VARTYPE type = 0;
    LONG lower = -1, upper = -1, n = 0;
    BYTE one = 1, five[5] = {5, 5, 5, 5, 5}, *raw = NULL;
    GOOD(conversions());
    GOOD(make(CLSID_CSCardTypeConv, IID_ISCardTypeConv, tc));
    GOOD(wrap({1, 2, 3}, buffer));
    GOOD(tc->ConvertByteBufferToSafeArray(buffer.get(), &array));
    GOOD(SafeArrayGetVartype(array, &type));
    GOOD(SafeArrayGetLBound(array, 1, &lower));
    GOOD(SafeArrayGetUBound(array, 1, &upper));
    CHECK(type == VT_UI1 && lower == 0 && upper == 2);
    GOOD(SafeArrayDestroy(array));
    GOOD(tc->ConvertByteBufferToByteArray(buffer.get(), &plain));
    CHECK(plain->dwSize == 3 && plain->hMem == NULL && plain->pbyData[2] == 3);
    CoTaskMemFree(plain);
    GOOD(tc->CreateByteArray(16, &raw));
    CHECK(raw[0] == 0 && raw[15] == 0);
    CoTaskMemFree(raw);
    GOOD(buffer->get_Stream(&stream));
    GOOD(tc->SizeOfIStream(stream, &size));
    CHECK(size.QuadPart == 3);
    ULONG before = references(stream);
    GOOD(tc->GetAtIStreamMemory(stream, &lent));
    CHECK(references(stream) == before + 1 && lent->dwSize == 3);
    lent->pbyData[0] = 7;
    CHECK(bytes(buffer.get()) == Bytes{7, 2, 3});
    GOOD(buffer->Seek(0, STREAM_SEEK_END, NULL));
    IS(E_INVALIDARG, tc->FreeIStreamMemoryPtr(stream, &one));
    GOOD(tc->FreeIStreamMemoryPtr(stream, lent->pbyData));
    CHECK(references(stream) == before);
    IS(E_INVALIDARG, tc->FreeIStreamMemoryPtr(stream, lent->pbyData));
    CoTaskMemFree(lent);
    GOOD(buffer->Write(five, 5, &n)); // it can grow again
    stream->Release();
    array = SafeArrayCreateVector(VT_I4, 0, 3);
    IByteBuffer *none = buffer.get();
    IS(E_INVALIDARG, tc->ConvertSafeArrayToByteBuffer(array, &none));
    CHECK(none == NULL);
    SafeArrayDestroy(array);
}

// How many names an array has; it is freed.
static LONG names_in(SAFEARRAY *array)
{
    LONG lower = 0, upper = -1;
    CHECK(array && SafeArrayGetLBound(array, 1, &lower) == S_OK && SafeArrayGetUBound(array, 1, &upper) == S_OK);
    GOOD(walk(array));
    return upper - lower + 1;
}

static void database_queries()
{
    Ref<ISCardDatabase> db;
    Ref<IByteBuffer> atr;
    SAFEARRAY *names = (SAFEARRAY *)&db;
    GOOD(make(CLSID_CSCardDatabase, IID_ISCardDatabase, db));
#ifdef WITH_SYSTEM
    IS(NO_SERVICE, db->ListReaders(0x0409, &names));
#else
    IS((HRESULT)0x8010002E, db->ListReaders(0x0409, &names));
#endif
    CHECK(names == NULL);
    Reader first(profile("sample"), "First"), second("", "Second");
    GOOD(db->ListReaders(0x0409, &names));
    CHECK(names_in(names) == 2);
    GOOD(db->ListReaderGroups(0x0409, &names));
    CHECK(names_in(names) == 1);
    GOOD(db->ListCards(NULL, NULL, 0, &names));
    CHECK(names_in(names) == database::all_cards);
    const Bytes matching[] = {{0x3B, 0x27, 0x00, 0x80, 0x65, 0xA2, 0x0C, 0x01, 0x01, 0x37},
                              {0x3B, 0x27, 0x00, 0x80, 0x65, 0xA2, 0x0C, 0x55, 0xAA, 0x37}};
    for (const Bytes &sample : matching) {
        IS(database::queries_end_with, queries(sample));
        GOOD(wrap(sample, atr));
        GOOD(db->ListCards(atr.get(), NULL, 0, &names));
        CHECK(names_in(names) == database::matching_cards);
    }
    Bytes changed = matching[0];
    changed[4] ^= 1;
    GOOD(wrap(changed, atr));
    GOOD(db->ListCards(atr.get(), NULL, 0, &names));
    CHECK(names_in(names) == 0);
    GOOD(wrap(Bytes(), atr)); // as if there were none
    GOOD(db->ListCards(atr.get(), NULL, 0, &names));
    CHECK(names_in(names) == database::all_cards);
    GOOD(wrap(Bytes(34, 0x3B), atr));
    IS(E_INVALIDARG, db->ListCards(atr.get(), NULL, 0, &names));
    CHECK(names == NULL);

    GUID *provider = (GUID *)&db;
    IS(database::unknown_name, db->GetProviderCardId(WS("No such card"), &provider));
    CHECK(provider == NULL);
    IS(database::unknown_name, db->ListCardInterfaces(WS("No such card"), &names));
    IS(E_INVALIDARG, db->GetProviderCardId(static_cast<BSTR>(NULL), &provider));
    IS(E_INVALIDARG, db->ListCardInterfaces(WS(""), &names));
    SAFEARRAY *guids = SafeArrayCreateVector(VT_BSTR, 0, 1);
    BSTR no_guid = SysAllocString(WS("{01234567-89AB-CDEF-0123-456789ABCDE}"));
    LONG index = 0;
    GOOD(SafeArrayPutElement(guids, &index, no_guid));
    IS(E_INVALIDARG, db->ListCards(NULL, guids, 0, &names));
    SysFreeString(no_guid);
    SafeArrayDestroy(guids);
}

static void locating()
{
    Reader first(profile("sample"), "First"), second(profile("sample"), "Second");
    Ref<ISCardLocate> locate_object;
    Bytes atr;
    SCARDINFO *info = (SCARDINFO *)&atr;
    IS(database::locate_ends_with, locate(atr));
    GOOD(make(CLSID_CSCardLocate, IID_ISCardLocate, locate_object));
    IS(E_UNEXPECTED, locate_object->FindCard(SHARED, T0 | T1, SC_DLG_NO_UI, &info));
    CHECK(info == NULL);
    SAFEARRAY *names = SafeArrayCreateVector(VT_BSTR, 0, 1);
    BSTR name = SysAllocString(WS("No such card"));
    LONG index = 0;
    GOOD(SafeArrayPutElement(names, &index, name));
    IS(E_POINTER, locate_object->ConfigureCardNameSearch(NULL));
    IS(E_INVALIDARG, locate_object->ConfigureCardNameSearch(names, NULL, NULL, 3));
    GOOD(locate_object->ConfigureCardNameSearch(names)); // C++ defaults
    IS(database::unknown_name, locate_object->FindCard(SHARED, T0 | T1, SC_DLG_NO_UI, &info));
    CHECK(info == NULL);
    IS(E_INVALIDARG, locate_object->FindCard(SHARED, T0 | T1, 3, &info));
    IS(E_INVALIDARG, locate_object->FindCard((SCARD_SHARE_MODES)3, T0 | T1, SC_DLG_NO_UI, &info));
    SafeArrayDestroy(names);
    names = SafeArrayCreateVector(VT_BSTR, 0, 0);
    IS(E_INVALIDARG, locate_object->ConfigureCardNameSearch(names));
    SafeArrayDestroy(names);
    SysFreeString(name);
}

static void aggregation()
{
    GOOD(aggregate());
    Outer outer;
    void *inner = &outer;
    HRESULT hr = CoCreateInstance(CLSID_CSCardISO7816, &outer, CLSCTX_INPROC_SERVER, IID_ISCardISO7816, &inner);
    CHECK(FAILED(hr) && inner == NULL && outer.refs == 1);
    const CLSID classes[] = {CLSID_CSCardCmd, CLSID_CSCardISO7816, CLSID_CByteBuffer, CLSID_CSCardTypeConv,
                             CLSID_CSCardDatabase, CLSID_CSCardLocate};
    for (const CLSID &clsid : classes) {
        GOOD(CoCreateInstance(clsid, &outer, CLSCTX_INPROC_SERVER, IID_IUnknown, (void **)&outer.inner));
        IDispatch *part = NULL;
        GOOD(outer.inner->QueryInterface(IID_IDispatch, (void **)&part));
        CHECK(outer.refs == 2); // it is a part of the whole
        part->Release();
        CHECK(outer.refs == 1 && outer.inner->Release() == 0);
        outer.inner = NULL;
    }
    // The commands of the part still work.
    GOOD(CoCreateInstance(CLSID_CSCardISO7816, &outer, CLSCTX_INPROC_SERVER, IID_IUnknown, (void **)&outer.inner));
    ISCardISO7816 *iso = NULL;
    ISCardCmd *cmd = NULL;
    GOOD(outer.QueryInterface(IID_ISCardISO7816, (void **)&iso));
    GOOD(iso->GetChallenge(8, &cmd));
    CHECK(encoded(cmd).size() == 5 && cmd->Release() == 0);
    iso->Release();
    CHECK(outer.inner->Release() == 0 && outer.refs == 1);
}

static DISPID id_of(IDispatch *object, const OLECHAR *name, HRESULT wanted = S_OK)
{
    DISPID id = 12345;
    LPOLESTR names[] = {const_cast<LPOLESTR>(name)};
    IS(wanted, object->GetIDsOfNames(IID_NULL, names, 1, 0x0409, &id));
    return id;
}

static HRESULT invoke(IDispatch *object, const OLECHAR *name, WORD flags, std::vector<VARIANT> arguments,
                      VARIANT *result)
{
    DISPID put = DISPID_PROPERTYPUT;
    DISPPARAMS parameters = {arguments.empty() ? NULL : arguments.data(), NULL, (UINT)arguments.size(), 0};
    if (flags == DISPATCH_PROPERTYPUT) {
        parameters.rgdispidNamedArgs = &put;
        parameters.cNamedArgs = 1;
    }
    return object->Invoke(id_of(object, name), IID_NULL, 0x0409, flags, &parameters, result, NULL, NULL);
}

static VARIANT number(LONG value)
{
    VARIANT variant;
    VariantInit(&variant);
    V_VT(&variant) = VT_I4;
    V_I4(&variant) = value;
    return variant;
}

static VARIANT left_out()
{
    VARIANT variant;
    VariantInit(&variant);
    V_VT(&variant) = VT_ERROR;
    V_ERROR(&variant) = DISP_E_PARAMNOTFOUND;
    return variant;
}

static void script_clients()
{
    Ref<IDispatch> cmd;
    Ref<ISCardCmd> same;
    VARIANT result;
    UINT types = 99;
    VariantInit(&result);
    GOOD(make(CLSID_CSCardCmd, IID_IDispatch, cmd));
    GOOD(cmd->QueryInterface(IID_ISCardCmd, (void **)same.out()));
    GOOD(cmd->GetTypeInfoCount(&types));
    CHECK(types == DESCRIBED);
    CHECK(id_of(cmd.get(), WS("ApduLength")) == 1 && id_of(cmd.get(), WS("aPDUlENGTH")) == 1);
    CHECK(id_of(cmd.get(), WS("BUILDcmd")) == 15 && id_of(cmd.get(), WS("type")) == 14);
    CHECK(id_of(cmd.get(), WS("NoSuchName"), (HRESULT)0x80020006) == -1);
    CHECK(id_of(cmd.get(), WS("get_ApduLength"), (HRESULT)0x80020006) == -1);

    // BuildCmd(0, 0xB0, 0, 0, , 16), with the data left out; arguments stand in reverse.
    GOOD(invoke(cmd.get(), WS("BuildCmd"), DISPATCH_METHOD,
                {number(16), left_out(), number(0), number(0), number(0xB0), number(0)}, NULL));
    CHECK(encoded(same.get()) == Bytes{0x00, 0xB0, 0x00, 0x00, 0x10});
    GOOD(invoke(cmd.get(), WS("apdulength"), DISPATCH_PROPERTYGET, {}, &result));
    CHECK(V_VT(&result) == VT_I4 && V_I4(&result) == 5);
    GOOD(invoke(cmd.get(), WS("CLASSID"), DISPATCH_PROPERTYPUT, {number(0x80)}, NULL));
    GOOD(invoke(cmd.get(), WS("ClassId"), DISPATCH_PROPERTYGET, {}, &result));
    CHECK(VariantChangeType(&result, &result, 0, VT_I4) == S_OK && V_I4(&result) == 0x80);
    CHECK(encoded(same.get())[0] == 0x80);
    GOOD(invoke(cmd.get(), WS("BuildCmd"), DISPATCH_METHOD, {number(0x44), number(0)}, NULL)); // only what must be
    CHECK(encoded(same.get()) == Bytes{0x00, 0x44, 0x00, 0x00});
    std::vector<VARIANT> seven(7, number(0));
    IS(DISP_E_BADPARAMCOUNT, invoke(cmd.get(), WS("BuildCmd"), DISPATCH_METHOD, seven, NULL));
    IS(DISP_E_PARAMNOTOPTIONAL, invoke(cmd.get(), WS("BuildCmd"), DISPATCH_METHOD, {number(0x44), left_out()}, NULL));
    IS(DISP_E_OVERFLOW, invoke(cmd.get(), WS("ClassId"), DISPATCH_PROPERTYPUT, {number(256)}, NULL));
    DISPPARAMS nothing = {NULL, NULL, 0, 0};
    IS(DISP_E_MEMBERNOTFOUND, cmd->Invoke(99, IID_NULL, 0, DISPATCH_METHOD, &nothing, NULL, NULL, NULL));
    IS(DISP_E_UNKNOWNINTERFACE, cmd->Invoke(1, IID_IUnknown, 0, DISPATCH_PROPERTYGET, &nothing, &result, NULL, NULL));

    // A whole session, late-bound.
    Reader reader("");
    Ref<IDispatch> card;
    GOOD(make(CLSID_CSCard, IID_IDispatch, card));
    VARIANT name;
    VariantInit(&name);
    V_VT(&name) = VT_BSTR;
    V_BSTR(&name) = SysAllocString(reader.name.c_str());
    GOOD(invoke(card.get(), WS("AttachByReader"), DISPATCH_METHOD, {number(3), number(SHARED), name}, NULL));
    VariantClear(&name);
    GOOD(invoke(cmd.get(), WS("BuildCmd"), DISPATCH_METHOD,
                {number(8), left_out(), number(0), number(0), number(0x84), number(0)}, NULL));
    VARIANT object, by_reference;
    VariantInit(&object);
    V_VT(&object) = VT_DISPATCH;
    V_DISPATCH(&object) = cmd.get();
    VariantInit(&by_reference);
    V_VT(&by_reference) = VT_BYREF | VT_DISPATCH;
    V_DISPATCHREF(&by_reference) = &V_DISPATCH(&object);
    ULONG before = references(cmd.get());
    GOOD(invoke(card.get(), WS("Transaction"), DISPATCH_METHOD, {by_reference}, NULL));
    CHECK(V_DISPATCH(&object) == cmd.get() && references(cmd.get()) == before);
    CHECK(reply_of(same.get()).size() == 10);
    GOOD(invoke(cmd.get(), WS("ApduReply"), DISPATCH_PROPERTYGET, {}, &result));
    CHECK(V_VT(&result) == VT_DISPATCH);
    VariantClear(&result);
    GOOD(invoke(card.get(), WS("Detach"), DISPATCH_METHOD, {}, NULL));
}

static void porting_checklist()
{
    Reader reader("");
    Ref<ISCard> card;
    Ref<ISCardDatabase> db;
    Ref<ISCardLocate> locate_object;
    SAFEARRAY *none = NULL;
    GUID *provider = NULL;
    static const OLECHAR name[] = WS("Reader");
    OLECHAR longer[20] = {'R', 'e', 'a', 'd', 'e', 'r'};
    char text[8];
    LONG number = -5;
    CHECK(sizeof(LONG) == 4 && sizeof(OLECHAR) == 2 && sizeof(HSCARD) == sizeof(void *));
    std::snprintf(text, sizeof text, "%d", (int)number);
    CHECK(std::string(text) == "-5");
    // Texts in every form, as readers, names and titles, with the C++ defaults behind them.
    GOOD(make(CLSID_CSCard, IID_ISCard, card));
    GOOD(card->AttachByReader(L"Reader"));
    GOOD(card->AttachByReader(OLESTR("Reader"), SHARED));
    GOOD(card->AttachByReader(const_cast<OLECHAR *>(name))); // no length before it
    GOOD(card->AttachByReader(longer));
#ifndef _WIN32 // whose own headers take no constants
    GOOD(card->AttachByReader(u"Reader"));
    GOOD(card->AttachByReader(name, EXCLUSIVE, T0 | T1));
    GOOD(card->AttachByReader(reader.name.c_str()));
#endif
    GOOD(card->Detach());
    IS(E_INVALIDARG, card->AttachByReader(NULL));
    IS(E_INVALIDARG, card->AttachByReader(L""));
    GOOD(make(CLSID_CSCardDatabase, IID_ISCardDatabase, db));
    IS(database::unknown_name, db->GetProviderCardId(L"No such card", &provider));
    IS(database::unknown_name, db->ListCardInterfaces(OLESTR("No such card"), &none));
    GOOD(make(CLSID_CSCardLocate, IID_ISCardLocate, locate_object));
    SAFEARRAY *names = SafeArrayCreateVector(VT_BSTR, 0, 1);
    GOOD(locate_object->ConfigureCardNameSearch(names, NULL, L"Insert card"));
    GOOD(locate_object->ConfigureCardNameSearch(names, NULL, OLESTR("Insert card"), SC_DLG_NO_UI));
    SafeArrayDestroy(names);
}

int main(int argc, char **argv)
{
    int failed = 0;
    if (argc != 2)
        return 2;
    folder = argv[1];
    CoInitialize(NULL);
    failed += section("1 creating objects", creating_objects);
    failed += section("2 first transaction", first_transaction);
    failed += section("3 BuildCmd by hand", building_by_hand);
    failed += section("4 NULL command pointer", null_command);
    failed += section("5 one command object reused", one_command_reused);
    failed += section("6 raw and enveloped commands", raw_and_enveloped);
    failed += section("7 T=0 details", t0_details);
    failed += section("8 reading a transparent file", reading_a_file);
    failed += section("9 PIN", pin);
    failed += section("10 locking and re-attaching", locking);
    failed += section("11 adopted handles", adopted_handles);
    failed += section("12 card properties", card_properties);
    failed += section("13 byte buffers", byte_buffers);
    failed += section("14 conversions", type_conversions);
    failed += section("15 database queries", database_queries);
    failed += section("16 locating a card", locating);
    failed += section("17 extending ISCardISO7816", aggregation);
    failed += section("20 script clients", script_clients);
    failed += section("21 porting checklist", porting_checklist);
    CoUninitialize();
    return failed;
}
