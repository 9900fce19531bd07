// The generic provider of examples-c/provider: which commands it sends, by a card that only follows a script, and what
// it does with the built-in card of the virtual reader.
#include "com_provider.h"

#include <thread>

static void the_sequence_of_a_provider_user()
{
    Scripted p;
    HSCARD_FILE file = 0;
    LONG count = 16;
    Ref<IByteBuffer> data;
    p.next("00 20 00 81 04 31 32 33 34", "90 00");
    p.next("00 A4 00 00 02 3F 00", "90 00");
    p.next("00 A4 01 00 02 50 15", "90 00");
    p.next("00 A4 02 00 02 44 01", "90 00");
    p.next("00 B0 00 00 10", "00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 90 00");
    EXPECT(S_OK, p.manage->AttachByIFD(L"R 00"));
    EXPECT(S_OK, p.verify->Verify(text("1234").get(), SC_FL_IHV_LOCAL, 1));
    EXPECT(S_OK, p.files->Open(SC_TYPE_BY_ID, u"3F00/5015/4401", &file));
    CHECK(file != 0);
    EXPECT(S_OK, p.files->Read(file, &count, 0, data.slot()));
    CHECK(count == 16 && contents(data.get()).size() == 16 && contents(data.get())[15] == 15);
    p.next("00 B0 00 10 04", "6B 00");
    count = 4;
    Ref<IByteBuffer> none;
    EXPECT(SCARD_W_EOF, p.files->Read(file, &count, 0, none.slot()));
    CHECK(count == 0 && !none.get());
    p.done();
    /* Another file in the same directory, and the first again. */
    HSCARD_FILE other;
    p.next("00 A4 02 00 02 44 02", "61 10");
    p.next("00 A4 02 00 02 44 01", "90 00");
    p.next("00 B0 00 10 01", "AA 62 82");
    EXPECT(S_OK, p.files->Open(SC_TYPE_BY_ANY, u"3F00/5015/4402", &other));
    count = 1;
    EXPECT(S_OK, p.files->Read(file, &count, 0, none.slot()));
    EXPECT(S_OK, p.files->Close(file));
    EXPECT(E_INVALIDARG, p.files->Close(file));
    EXPECT(E_INVALIDARG, p.files->Close(0));
    EXPECT(S_OK, p.manage->Detach());
    CHECK(p.card->calls == "reader detach ");
    SCARD_STATES state;
    SCARD_PROTOCOLS protocol;
    EXPECT(S_OK, p.manage->Status(&state, &protocol));
    CHECK(state == SPECIFICMODE && protocol == T1);
}

static void status_words()
{
    static const struct {
        const char *reply;
        HRESULT result;
    } cases[] = {
        {"9000", S_OK},
        {"63C2", SCARD_W_WRONG_CHV},
        {"63C0", SCARD_W_CHV_BLOCKED},
        {"6983", SCARD_W_CHV_BLOCKED},
        {"6982", SCARD_W_SECURITY_VIOLATION},
        {"6A82", SCARD_E_FILE_NOT_FOUND},
        {"6A84", SCARD_E_WRITE_TOO_MANY},
        {"6282", SCARD_W_EOF},
        {"6B00", SCARD_E_BAD_SEEK},
        {"6D00", SCARD_E_UNSUPPORTED_FEATURE},
        {"6A81", SCARD_E_UNSUPPORTED_FEATURE},
        {"6985", SCARD_E_NO_ACCESS},
        {"6986", SCARD_E_NO_ACCESS},
        {"6A80", SCARD_E_UNEXPECTED},
        {"6F00", SCARD_E_UNEXPECTED},
        {"", SCARD_W_REMOVED_CARD},
    };
    for (const auto &one : cases) {
        Scripted p;
        p.next("00 20 00 02 01 41", one.reply);
        EXPECT(one.result, p.verify->Verify(text("A").get(), 0, 2));
        p.next("00 20 00 03 01 41", one.reply);
        EXPECT(one.result, p.auth->User_Auth(0, text("\x03").get(), text("A").get()));
        p.next("00 A4 00 00 02 3F 00", one.reply);
        EXPECT(one.result, p.files->ChangeDir(SC_TYPE_BY_ID, u"3F00"));
    }
}

static void codes()
{
    Scripted p;
    Ref<IByteBuffer> old = text("12"), fresh = text("345"), empty = text("");
    p.next("00 24 00 81 05 31 32 33 34 35", "9000");
    EXPECT(S_OK, p.verify->ChangeCode(old.get(), fresh.get(), SC_FL_IHV_LOCAL, 1));
    p.next("00 28 00 01 02 31 32", "9000");
    EXPECT(S_OK, p.verify->ChangeCode(old.get(), NULL, SC_FL_IHV_ENABLE | SC_FL_IHV_GLOBAL, 1));
    p.next("00 24 00 01 05 31 32 33 34 35", "9000");
    p.next("00 26 00 01 03 33 34 35", "6983");
    EXPECT(SCARD_W_CHV_BLOCKED, p.verify->ChangeCode(old.get(), fresh.get(), SC_FL_IHV_DISABLE, 1));
    p.next("00 2C 03 1F", "9000");
    EXPECT(S_OK, p.verify->Unblock(0, 0, 31));
    EXPECT(E_NOTIMPL, p.verify->Unblock(5, 0, 1));
    EXPECT(E_POINTER, p.verify->Verify(NULL, 0, 1));
    EXPECT(E_INVALIDARG, p.verify->Verify(empty.get(), 0, 1));
    EXPECT(E_INVALIDARG, p.verify->Verify(old.get(), SC_FL_IHV_LOCAL | SC_FL_IHV_GLOBAL, 1));
    EXPECT(E_INVALIDARG, p.verify->Verify(old.get(), SC_FL_IHV_ENABLE, 1));
    EXPECT(E_INVALIDARG, p.verify->Verify(old.get(), 0, 32));
    EXPECT(E_INVALIDARG, p.verify->Verify(old.get(), 0, -1));
    EXPECT(E_POINTER, p.verify->ChangeCode(old.get(), NULL, 0, 1));
    EXPECT(E_POINTER, p.verify->ChangeCode(NULL, fresh.get(), 0, 1));
    EXPECT(E_INVALIDARG, p.verify->ChangeCode(old.get(), empty.get(), 0, 1));
    EXPECT(E_INVALIDARG, p.verify->ChangeCode(old.get(), fresh.get(), SC_FL_IHV_ENABLE | SC_FL_IHV_DISABLE, 1));
    EXPECT(S_OK, p.verify->ResetSecurityState());
    EXPECT(S_OK, p.manage->Reconnect());
    EXPECT(S_OK, p.manage->AttachByHandle(7));
    EXPECT(S_OK, p.manage->SCardLock());
    EXPECT(S_OK, p.manage->SCardUnlock(UNPOWER));
    CHECK(p.card->calls == "reset reset handle unlock ");
}

static void authentication()
{
    Scripted p;
    Ref<IByteBuffer> made, key = buffer(Bytes(1, 0x82)), given = text("old");
    p.next("00 84 00 00 08", "01 02 03 04 05 06 07 08 9000");
    EXPECT(S_OK, p.auth->GetChallenge(0, 8, NULL, made.slot()));
    CHECK(contents(made.get()) == hex("01 02 03 04 05 06 07 08"));
    IByteBuffer *same = given.get();
    p.next("00 84 00 00 02", "0A 0B 9000");
    EXPECT(S_OK, p.auth->GetChallenge(0, 2, NULL, given.slot()));
    CHECK(given.get() == same && contents(same) == hex("0A 0B"));
    p.next("00 88 05 82 02 0A 0B 00", "0C 9000");
    EXPECT(S_OK, p.auth->ICC_Auth(0x105, key.get(), given.slot()));
    CHECK(given.get() == same && contents(same) == hex("0C"));
    p.next("00 82 00 00 01 0C", "9000");
    EXPECT(S_OK, p.auth->APP_Auth(0, NULL, same));
    p.next("00 88 00 00 01 0C 00", "6985");
    EXPECT(SCARD_E_NO_ACCESS, p.auth->ICC_Auth(0, NULL, given.slot()));
    CHECK(given.get() == same && contents(same) == hex("0C"));
    Ref<IByteBuffer> none;
    EXPECT(E_INVALIDARG, p.auth->ICC_Auth(0, NULL, none.slot()));
    EXPECT(E_POINTER, p.auth->ICC_Auth(0, NULL, NULL));
    EXPECT(E_POINTER, p.auth->APP_Auth(0, NULL, NULL));
    EXPECT(E_INVALIDARG, p.auth->APP_Auth(0, NULL, text("").get())); /* the card would only tell, and may say yes */
    EXPECT(E_INVALIDARG, p.auth->User_Auth(0, NULL, text("").get()));
    for (const char *reply : {"01 9000", "01 02 03 9000", "9000"}) {
        p.next("00 84 00 00 02", reply);
        EXPECT(SCARD_E_UNEXPECTED, p.auth->GetChallenge(0, 2, NULL, given.slot()));
        CHECK(given.get() == same && contents(same) == hex("0C"));
    }
    /* As cards of T=1 may want it. */
    p.next("00 84 00 00 02", "01 61 01");
    p.next("00 C0 00 00 01", "02 9000");
    EXPECT(S_OK, p.auth->GetChallenge(0, 2, NULL, given.slot()));
    p.next("00 88 00 00 02 01 02 00", "6C 01");
    p.next("00 88 00 00 02 01 02 01", "0D 9000");
    EXPECT(S_OK, p.auth->ICC_Auth(0, NULL, given.slot()));
    CHECK(given.get() == same && contents(same) == hex("0D"));
    p.done();
    EXPECT(E_POINTER, p.auth->GetChallenge(0, 8, NULL, NULL));
    EXPECT(E_INVALIDARG, p.auth->GetChallenge(0, -1, NULL, none.slot()));
    EXPECT(E_POINTER, p.auth->User_Auth(0, NULL, NULL));
}

static void buffers_of_others()
{
    Scripted p;
    Ref<IByteBuffer> fresh = text("678");
    for (LONG said : {5, 6, 0x7FFFFFFF, -1}) {
        Trickle *old = new Trickle("12345", said);
        if (said == 5)
            p.next("00 24 00 01 08 31 32 33 34 35 36 37 38", "9000");
        const HRESULT wanted = said == 5 ? S_OK : said == 6 ? E_UNEXPECTED : E_INVALIDARG;
        EXPECT(wanted, p.verify->ChangeCode(old, fresh.get(), 0, 1));
        CHECK(old->Release() == 0);
    }
}

/* An argument that no card is looked for with. */
static void a_refused_attachment_changes_nothing()
{
    Scripted p;
    HSCARD_FILE file;
    p.next("00 A4 00 00 02 3F 00", "9000");
    p.next("00 A4 02 00 02 44 01", "9000");
    EXPECT(S_OK, p.files->Open(SC_TYPE_BY_ID, u"4401", &file));
    EXPECT(E_INVALIDARG, p.manage->AttachByHandle(0));
    p.next("00 B0 00 00 01", "AA 9000");
    CHECK(readAll(p.files.get(), file, 1) == hex("AA"));
    EXPECT(S_OK, p.manage->AttachByHandle(7));
    readAll(p.files.get(), file, 1, E_INVALIDARG);
}

static void making_and_ending_files()
{
    Scripted p;
    BYTE descriptor[] = {0x01}, size[] = {0x00, 0x03};
    TLV entries[] = {{0x80, 2, size, TRUE}, {0x82, 1, descriptor, TRUE}, {0x8A, 9, NULL, FALSE}};
    TLV_TABLE table = {3, entries};
    p.next("00 A4 00 00 02 3F 00", "9000");
    p.next("00 E0 00 00 0D 62 0B 80 02 00 03 82 01 01 83 02 12 34", "9000");
    p.next("00 A4 00 00 02 3F 00", "9000");
    p.next("00 A4 02 00 02 12 34", "9000");
    p.next("00 D6 00 00 03 61 62 63", "9000");
    EXPECT(S_OK, p.files->Create(SC_TYPE_BY_ID, u"1234", table, SC_FL_PREALLOCATED, text("abc").get()));
    HSCARD_FILE file;
    EXPECT(S_OK, p.files->Open(SC_TYPE_BY_ID, u"1234", &file)); /* selected already */
    p.next("00 A4 00 04 02 12 34 00", "62 03 82 01 01 9000");
    p.next("00 04 00 00", "9000");
    EXPECT(S_OK, p.files->Invalidate(u"1234", 0));
    p.next("00 A4 00 04 02 12 34 00", "62 03 82 01 01 6283");
    p.next("00 44 00 00", "9000");
    EXPECT(S_OK, p.files->Rehabilitate(u"1234", 0));
    p.next("00 A4 00 04 02 12 34 00", "62 03 82 01 01 9000");
    p.next("00 E4 00 00", "9000");
    EXPECT(S_OK, p.files->Delete(SC_TYPE_BY_ID, u"1234", 0));
    EXPECT(E_INVALIDARG, p.files->Close(file)); /* it is gone */
    p.next("00 A4 00 00 02 3F 00", "9000");
    p.next("00 A4 00 04 02 12 34 00", "6A82");
    EXPECT(SCARD_E_FILE_NOT_FOUND, p.files->Invalidate(u"1234", 0));
}

static void what_is_refused_without_a_command()
{
    Scripted p;
    HSCARD_FILE file = 9;
    Ref<IByteBuffer> data = text("x"), none;
    LONG count = 1;
    LPTLV_TABLE table;
    LPSAFEARRAY list;
    TLV_TABLE nothing = {0, NULL};
    EXPECT(SCARD_E_UNSUPPORTED_FEATURE, p.files->Read(1, &count, SC_FL_SECURE_MESSAGING, none.slot()));
    EXPECT(SCARD_E_UNSUPPORTED_FEATURE, p.files->Write(1, data.get(), SC_FL_SECURE_MESSAGING));
    EXPECT(SCARD_E_UNSUPPORTED_FEATURE, p.files->Create(SC_TYPE_BY_ID, u"1234", nothing, SC_FL_SECURE_MESSAGING, NULL));
    EXPECT(SCARD_E_UNSUPPORTED_FEATURE, p.files->Delete(SC_TYPE_BY_ID, u"1234", SC_FL_SECURE_MESSAGING));
    EXPECT(SCARD_E_UNSUPPORTED_FEATURE, p.files->Invalidate(u"1234", SC_FL_SECURE_MESSAGING));
    EXPECT(SCARD_E_UNSUPPORTED_FEATURE, p.files->Rehabilitate(u"1234", SC_FL_SECURE_MESSAGING));
    EXPECT(SCARD_E_UNSUPPORTED_FEATURE, p.files->GetProperties(SC_TYPE_BY_ID, u"1234", SC_FL_SECURE_MESSAGING, &table));
    EXPECT(E_NOTIMPL, p.files->Directory(SC_TYPE_ALL_FILES, &list));
    EXPECT(E_NOTIMPL, p.files->Directory(SC_TYPE_VARIABLE_EF, &list));
    EXPECT(E_INVALIDARG, p.files->Directory(static_cast<FILETYPE>(SC_TYPE_VARIABLE_EF + 1), &list));
    CHECK(!list);
    EXPECT(E_POINTER, p.files->Directory(SC_TYPE_ALL_FILES, NULL));
    EXPECT(E_NOTIMPL, p.files->SetProperties(SC_TYPE_BY_ID, u"1234", 0, NULL));
    static const OLECHAR *const wrong[] = {u"", u"/", u"3F00/", u"12345", u"3F00/123", u"5015/3F00", u"3F00/name"};
    for (const OLECHAR *path : wrong) {
        EXPECT(E_INVALIDARG, p.files->Open(SC_TYPE_BY_ID, path, &file));
        CHECK(file == 0);
    }
    EXPECT(E_INVALIDARG, p.files->Open(SC_TYPE_BY_ID, u"3F00", &file)); /* no file */
    EXPECT(E_INVALIDARG, p.files->Open(SC_TYPE_BY_NAME, u"a name of 17 bytes", &file));
    EXPECT(E_INVALIDARG, p.files->Open(SC_TYPE_BY_SHORT, u"1F", &file));
    EXPECT(E_INVALIDARG, p.files->Open(static_cast<REFTYPE>(3 + 1), u"3F00", &file));
    EXPECT(E_INVALIDARG, p.files->ChangeDir(SC_TYPE_BY_SHORT, u"1"));
    EXPECT(E_POINTER, p.files->Open(SC_TYPE_BY_ID, u"3F00", NULL));
    EXPECT(E_POINTER, p.files->Read(1, NULL, 0, none.slot()));
    EXPECT(E_POINTER, p.files->Read(1, &count, 0, NULL));
    EXPECT(E_INVALIDARG, p.files->Read(1, &count, 0, none.slot()));
    EXPECT(E_POINTER, p.files->Write(1, NULL, 0));
    EXPECT(E_POINTER, p.files->Seek(1, NULL, 0));
    EXPECT(E_POINTER, p.files->GetCurrentDir(NULL));
    EXPECT(E_POINTER, p.files->GetProperties(SC_TYPE_BY_ID, u"1234", 0, NULL));
    EXPECT(E_POINTER, p.files->GetFileCapabilities(NULL, &count, 0));
    EXPECT(E_POINTER, p.files->GetFileCapabilities(&table, NULL, 0));
    CHECK(!table && count == 0);
    nothing.Count = 1;
    EXPECT(E_POINTER, p.files->Create(SC_TYPE_BY_ID, u"1234", nothing, 0, NULL));
    SCARD_STATES state = SPECIFICMODE;
    SCARD_PROTOCOLS protocol = T1;
    EXPECT(E_POINTER, p.manage->Status(NULL, &protocol));
    EXPECT(E_POINTER, p.manage->Status(&state, NULL));
    CHECK(state == 0 && protocol == 0);
    p.card->fault = SCARD_E_INVALID_HANDLE;
    EXPECT(SCARD_E_INVALID_HANDLE, p.files->ChangeDir(SC_TYPE_BY_ID, u"3F00"));
}

template <class Interface> static void identity(Interface *object, const IID &iid)
{
    void *unknown, *same, *dispatch;
    EXPECT(S_OK, object->QueryInterface(IID_IUnknown, &unknown));
    EXPECT(S_OK, object->QueryInterface(iid, &same));
    EXPECT(S_OK, object->QueryInterface(IID_IDispatch, &dispatch));
    CHECK(unknown == same && same == dispatch);
    CHECK(object->Release() == 3 && object->Release() == 2 && object->Release() == 1);
    EXPECT(E_NOINTERFACE, object->QueryInterface(IID_IStream, &same));
    CHECK(!same);
    UINT count = 9;
    OLECHAR *name = NULL;
    DISPID id = 0;
    EXPECT(S_OK, object->GetTypeInfoCount(&count));
    CHECK(count == 0);
    EXPECT(DISP_E_UNKNOWNNAME, object->GetIDsOfNames(IID_NULL, &name, 1, 0, &id));
    CHECK(id == -1);
    EXPECT(DISP_E_MEMBERNOTFOUND, object->Invoke(0, IID_NULL, 0, 1, NULL, NULL, NULL, NULL));
}

static void objects()
{
    Scripted p;
    identity(p.manage.get(), IID_ISCardManage);
    identity(p.verify.get(), IID_ISCardVerify);
    identity(p.files.get(), IID_ISCardFileAccess);
    identity(p.auth.get(), IID_ISCardAuth);
    const IID *iids[] = {&IID_ISCardManage, &IID_ISCardVerify, &IID_ISCardFileAccess, &IID_ISCardAuth};
    LONG user = 0;
    for (const IID *iid : iids) {
        GUID guid = *iid;
        Ref<IUnknown> made;
        void *same = NULL;
        EXPECT(S_OK, p.manage->CreateInterface(&guid, NULL, &user, made.slot()));
        EXPECT(S_OK, made->QueryInterface(*iid, &same));
        made->Release();
    }
    GUID other = IID_IStream;
    Ref<IUnknown> none;
    EXPECT(E_NOINTERFACE, p.manage->CreateInterface(&other, NULL, &user, none.slot()));
    EXPECT(E_NOTIMPL, p.manage->CreateInterface(&other, u"CryptoProvider", &user, none.slot()));
    EXPECT(E_POINTER, p.manage->CreateInterface(NULL, NULL, &user, none.slot()));
    EXPECT(E_POINTER, p.manage->CreateInterface(&other, NULL, NULL, none.slot()));
    EXPECT(E_POINTER, p.manage->CreateInterface(&other, NULL, &user, NULL));
    EXPECT(E_POINTER, p.manage->CreateCardAuth(NULL));
    EXPECT(E_POINTER, provider::create(NULL, NULL));
}

static void the_built_in_card()
{
    Ref<ISCardManage> manage;
    Ref<ISCardVerify> verify;
    Ref<ISCardFileAccess> files;
    HSCARD_FILE file, other;
    LPTLV_TABLE table;
    BSTR directory;
    EXPECT(S_OK, provider::create(NULL, manage.slot()));
    EXPECT(S_OK, manage->CreateCHVerification(verify.slot()));
    EXPECT(S_OK, manage->CreateFileAccess(files.slot()));
    EXPECT(SCARD_E_INVALID_HANDLE, files->Open(SC_TYPE_BY_ID, u"0301", &file));
    EXPECT(SCARD_E_INVALID_HANDLE, verify->Verify(text("1234").get(), 0, 1));
    EXPECT(E_INVALIDARG, manage->AttachByHandle(0));
    CHECK(FAILED(manage->AttachByIFD(L"none"))); /* it depends on whether there is a PC/SC service */
    if (!EXPECT(S_OK, manage->AttachByIFD(u"scardssp Virtual Reader 00")))
        return;
    EXPECT(S_OK, files->Open(SC_TYPE_BY_ID, u"0301", &file));
    readAll(files.get(), file, 0);
    Ref<IByteBuffer> data;
    LONG count = 4;
    EXPECT(SCARD_W_SECURITY_VIOLATION, files->Read(file, &count, 0, data.slot()));
    EXPECT(SCARD_W_WRONG_CHV, verify->Verify(text("9999").get(), 0, 1));
    EXPECT(S_OK, verify->Verify(text("1234").get(), SC_FL_IHV_GLOBAL, 1));
    CHECK(readAll(files.get(), file, 10) == contents(text("only after").get()));
    CHECK(readAll(files.get(), file, 300) == contents(text(" PIN 1").get()));
    count = 1;
    EXPECT(SCARD_W_EOF, files->Read(file, &count, 0, data.slot()));
    EXPECT(SCARD_E_BAD_SEEK, seek(files.get(), file, SC_SEEK_RELATIVE, -17));
    EXPECT(SCARD_E_BAD_SEEK, seek(files.get(), file, SC_SEEK_FROM_BEGINNING, -1));
    EXPECT(S_OK, seek(files.get(), file, SC_SEEK_RELATIVE, -6));
    EXPECT(S_OK, files->Write(file, text("#").get(), 0));
    CHECK(readAll(files.get(), file, 3) == contents(text("PIN").get()));
    EXPECT(S_OK, seek(files.get(), file, SC_SEEK_FROM_END, -7));
    CHECK(readAll(files.get(), file, 3) == contents(text("r#P").get()));
    EXPECT(S_OK, seek(files.get(), file, SC_SEEK_FROM_BEGINNING, 16));
    count = 1;
    EXPECT(SCARD_W_EOF, files->Read(file, &count, 0, data.slot()));
    EXPECT(S_OK, seek(files.get(), file, SC_SEEK_FROM_BEGINNING, 17));
    count = 1;
    EXPECT(SCARD_E_BAD_SEEK, files->Read(file, &count, 0, data.slot()));
    EXPECT(S_OK, seek(files.get(), file, SC_SEEK_FROM_END, 0));
    EXPECT(SCARD_E_BAD_SEEK, files->Write(file, text("x").get(), 0));
    EXPECT(S_OK, seek(files.get(), file, SC_SEEK_FROM_END, -1));
    EXPECT(SCARD_E_WRITE_TOO_MANY, files->Write(file, text("xx").get(), 0));
    EXPECT(SCARD_E_FILE_NOT_FOUND, files->Open(SC_TYPE_BY_ID, u"9999", &other));
    EXPECT(SCARD_E_FILE_NOT_FOUND, files->ChangeDir(SC_TYPE_BY_NAME, u"no such name"));
    EXPECT(SCARD_E_FILE_NOT_FOUND, files->ChangeDir(SC_TYPE_BY_ID, u"0301"));

    /* A long file, to the end of what an offset reaches, and the same by its short identifier. */
    EXPECT(S_OK, files->Open(SC_TYPE_BY_ID, u"3F00/0101", &other));
    Bytes all = readAll(files.get(), other, 40000);
    CHECK(all.size() == 32768 && all[0x1234] == (0x12 ^ 0x34) && all[32767] == (0x7F ^ 0xFF));
    EXPECT(S_OK, files->Close(other));
    EXPECT(S_OK, files->Open(SC_TYPE_BY_SHORT, u"2", &other));
    EXPECT(S_OK, seek(files.get(), other, SC_SEEK_FROM_END, -2));
    CHECK(readAll(files.get(), other, 9) == hex("32F4"));
    EXPECT(S_OK, files->Close(other));

    /* A directory, its file and its code, which is lost when the directory is left. */
    EXPECT(S_OK, files->ChangeDir(SC_TYPE_BY_ID, u"3F00/7F10"));
    EXPECT(S_OK, verify->Verify(text("5678").get(), SC_FL_IHV_LOCAL, 1));
    EXPECT(S_OK, files->Open(SC_TYPE_BY_ID, u"0003", &other));
    CHECK(readAll(files.get(), other, 17) == contents(text("only after PIN 81").get()));
    EXPECT(S_OK, files->GetProperties(SC_TYPE_BY_ID, u"0003", 0, &table));
    bool sized = false;
    for (DWORD i = 0; i < table->Count; i++)
        if (table->Entries[i].Tag == 0x80)
            sized = table->Entries[i].Valid && table->Entries[i].Length == 2 && table->Entries[i].Value[1] == 17;
    CHECK(sized);
    CoTaskMemFree(table);
    EXPECT(S_OK, seek(files.get(), other, SC_SEEK_FROM_BEGINNING, 0));
    readAll(files.get(), other, 17);
    EXPECT(S_OK, files->ChangeDir(SC_TYPE_BY_ID, u"5F00"));
    EXPECT(S_OK, files->GetCurrentDir(&directory));
    CHECK(SysStringLen(directory) == 14 && memcmp(directory, u"3F00/7F10/5F00", 28) == 0);
    SysFreeString(directory);
    EXPECT(S_OK, files->ChangeDir(SC_TYPE_BY_ANY, u"3F00"));
    EXPECT(S_OK, seek(files.get(), other, SC_SEEK_FROM_BEGINNING, 0));
    count = 1;
    EXPECT(SCARD_W_SECURITY_VIOLATION, files->Read(other, &count, 0, data.slot()));
    EXPECT(S_OK, files->GetFileCapabilities(&table, &count, 0));
    CHECK(count == static_cast<LONG>(table->Count) && count > 0 && table->Entries[0].Tag == 0x82);
    CoTaskMemFree(table);
    EXPECT(SCARD_E_UNSUPPORTED_FEATURE, files->Invalidate(u"0301", 0));
    EXPECT(SCARD_E_UNSUPPORTED_FEATURE, files->Rehabilitate(u"0301", 0));

    /* By name, in digits and as text with the first byte that is no letter. */
    EXPECT(S_OK, files->ChangeDir(SC_TYPE_BY_ANY, u"f07363617264737370"));
    EXPECT(SCARD_W_WRONG_CHV, verify->Verify(text("0000").get(), SC_FL_IHV_LOCAL, 1));
    EXPECT(SCARD_W_WRONG_CHV, verify->Verify(text("0000").get(), SC_FL_IHV_LOCAL, 1));
    EXPECT(SCARD_W_CHV_BLOCKED, verify->Verify(text("0000").get(), SC_FL_IHV_LOCAL, 1));
    EXPECT(SCARD_W_CHV_BLOCKED, verify->Verify(text("5678").get(), SC_FL_IHV_LOCAL, 1));
    EXPECT(S_OK, verify->ChangeCode(text("1234").get(), text("4321").get(), SC_FL_IHV_GLOBAL, 1));
    EXPECT(S_OK, verify->ResetSecurityState());
    EXPECT(S_OK, seek(files.get(), file, SC_SEEK_FROM_BEGINNING, 0));
    count = 1;
    EXPECT(SCARD_W_SECURITY_VIOLATION, files->Read(file, &count, 0, data.slot()));
    EXPECT(SCARD_W_WRONG_CHV, verify->Verify(text("1234").get(), 0, 1));
    EXPECT(S_OK, verify->ChangeCode(text("4321").get(), text("1234").get(), 0, 1));

    /* Files are those of an attachment. */
    EXPECT(S_OK, manage->Detach());
    EXPECT(SCARD_E_INVALID_HANDLE, manage->Detach());
    EXPECT(SCARD_E_INVALID_HANDLE, manage->SCardLock());
    EXPECT(SCARD_E_INVALID_HANDLE, manage->Reconnect());
    EXPECT(S_OK, manage->AttachByIFD(u"scardssp Virtual Reader 00"));
    count = 1;
    EXPECT(E_INVALIDARG, files->Read(file, &count, 0, data.slot()));
    EXPECT(S_OK, manage->SCardLock());
    EXPECT(S_OK, files->ChangeDir(SC_TYPE_BY_ID, u"3F00"));
    EXPECT(S_OK, manage->SCardUnlock(LEAVE));
    EXPECT(E_INVALIDARG, manage->SCardUnlock(static_cast<SCARD_DISPOSITIONS>(7)));
}

/* Everybody has a file, and nobody gets bytes of another one. */
static void threads()
{
    Ref<ISCardManage> manage;
    EXPECT(S_OK, provider::create(NULL, manage.slot()));
    if (!EXPECT(S_OK, manage->AttachByIFD(u"scardssp Virtual Reader 00")))
        return;
    std::atomic<int> wrong(0);
    std::vector<std::thread> all;
    for (int i = 0; i < 4; i++)
        all.push_back(std::thread([&manage, &wrong, i] {
            static const char16_t *const paths[] = {u"3F00/2FE2", u"3F00/7F10/0001", u"3F00/7F20/0001", u"3F00/2F01"};
            static const BYTE first[] = {0x98, 'f', 's', 0x47};
            Ref<ISCardFileAccess> files;
            HSCARD_FILE file = 0;
            if (FAILED(manage->CreateFileAccess(files.slot())) || FAILED(files->Open(SC_TYPE_BY_ID, paths[i], &file)))
                wrong++;
            for (int round = 0; round < 20; round++) {
                LONG count = 4;
                Ref<IByteBuffer> data;
                Bytes bytes;
                SEEKTYPE from = SC_SEEK_FROM_BEGINNING;
                if (FAILED(files->Seek(file, &from, 0)) || FAILED(files->Read(file, &count, 0, data.slot())) ||
                    FAILED(provider::bytesOf(data.get(), bytes)) || bytes.size() != 4 || bytes[0] != first[i])
                    wrong++;
            }
        }));
    for (std::thread &one : all)
        one.join();
    CHECK(wrong == 0);
}

int main()
{
    the_sequence_of_a_provider_user();
    status_words();
    codes();
    authentication();
    buffers_of_others();
    a_refused_attachment_changes_nothing();
    making_and_ending_files();
    what_is_refused_without_a_command();
    objects();
    the_built_in_card();
    threads();
    return result();
}
