/*
 * provider.cpp - what a program does with a service provider: codes, files, who is who. See generic.h.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Usage: provider [READER]
 * It expects the built-in card of the virtual reader: SCARDSSP_VIRTUAL=1 in the environment.
 */
#include "generic.h"
#include "support.h"

#include <cstdio>
#include <cstring>
#include <stdexcept>

using provider::Bytes;
using provider::Ref;

namespace {

struct Failure : std::runtime_error {
    HRESULT result;
    Failure(const char *what, HRESULT hr) : std::runtime_error(what), result(hr) {}
};

void must(const char *what, HRESULT hr)
{
    if (FAILED(hr))
        throw Failure(what, hr);
}
#define MUST(call) must(#call, call)

/* A text of ASCII as a BSTR. */
class Text {
    BSTR bstr_;

public:
    explicit Text(const char *ascii) : bstr_(nullptr)
    {
        const std::vector<OLECHAR> wide(ascii, ascii + std::strlen(ascii));
        bstr_ = SysAllocStringLen(wide.data(), static_cast<UINT>(wide.size()));
    }
    ~Text() { SysFreeString(bstr_); }
    Text(const Text &) = delete;
    Text &operator=(const Text &) = delete;
    operator BSTR() const { return bstr_; }
};

Ref<IByteBuffer> buffer(const char *text, size_t length)
{
    Ref<IByteBuffer> made;
    MUST(provider::store(Bytes(text, text + length), made));
    return made;
}

Ref<IByteBuffer> buffer(const char *text)
{
    return buffer(text, std::strlen(text));
}

void show(const char *what, IByteBuffer *data)
{
    Bytes bytes;
    MUST(provider::bytesOf(data, bytes));
    std::printf("%-14s ", what);
    for (BYTE byte : bytes)
        std::printf("%02X", byte);
    std::printf("  ");
    for (BYTE byte : bytes)
        std::putchar(byte >= 0x20 && byte < 0x7F ? byte : '.');
    std::putchar('\n');
}

/* A file that only whoever knows the code may read and change. */
void useFile(ISCardManage *manage, ISCardFileAccess *files)
{
    Ref<ISCardVerify> verify;
    Ref<IByteBuffer> data;
    HSCARD_FILE file;
    LONG count = 64;
    MUST(manage->CreateCHVerification(verify.slot()));
    MUST(files->Open(SC_TYPE_BY_ID, Text("3F00/0301"), &file));
    HRESULT hr = files->Read(file, &count, 0, data.slot());
    std::printf("%-14s 0x%08X\n", "Without code", static_cast<unsigned>(hr));

    MUST(verify->Verify(buffer("1234").get(), SC_FL_IHV_GLOBAL, 1));
    count = 64;
    MUST(files->Read(file, &count, 0, data.slot()));
    show("With code", data.get());

    SEEKTYPE from = SC_SEEK_FROM_END;
    MUST(files->Seek(file, &from, -1));
    MUST(files->Write(file, buffer("X").get(), 0));
    from = SC_SEEK_FROM_BEGINNING;
    MUST(files->Seek(file, &from, 0));
    Ref<IByteBuffer> changed;
    count = 64;
    MUST(files->Read(file, &count, 0, changed.slot()));
    show("Changed", changed.get());
    MUST(files->Close(file));
    MUST(verify->ResetSecurityState());
}

void lookAround(ISCardFileAccess *files)
{
    BSTR directory;
    MUST(files->ChangeDir(SC_TYPE_BY_NAME, Text("F07363617264737370")));
    MUST(files->GetCurrentDir(&directory));
    std::printf("%-14s ", "Directory");
    for (UINT i = 0; i < SysStringLen(directory); i++)
        std::putchar(static_cast<char>(directory[i]));
    std::putchar('\n');
    SysFreeString(directory);

    LPTLV_TABLE table;
    MUST(files->GetProperties(SC_TYPE_BY_ID, Text("0001"), 0, &table));
    for (DWORD i = 0; i < table->Count; i++) {
        const TLV &property = table->Entries[i];
        std::printf("%-11s %02X ", i == 0 ? "Properties" : "", static_cast<unsigned>(property.Tag));
        for (DWORD at = 0; at < property.Length; at++)
            std::printf(" %02X", property.Value[at]);
        std::putchar('\n');
    }
    CoTaskMemFree(table);
}

/* The application proves itself by what it makes of a challenge. This one has no key: the card plays its part. */
void authenticate(ISCardManage *manage, ISCardFileAccess *files)
{
    Ref<ISCardAuth> auth;
    Ref<IByteBuffer> data, key = buffer("\x01");
    HSCARD_FILE file;
    MUST(manage->CreateCardAuth(auth.slot()));
    MUST(auth->GetChallenge(0, 16, nullptr, data.slot()));
    MUST(auth->ICC_Auth(0, key.get(), data.slot()));
    MUST(auth->APP_Auth(0, key.get(), data.get()));
    MUST(files->Open(SC_TYPE_BY_ID, Text("3F00/0302"), &file));
    MUST(files->Write(file, buffer("authenticated").get(), 0));
    MUST(files->Close(file));
    MUST(auth->User_Auth(0, key.get(), buffer("1234").get()));
    std::printf("%-14s done\n", "Authentication");
}

} // namespace

int main(int argc, char **argv)
{
    try {
        Ref<ISCardManage> manage;
        Ref<ISCardFileAccess> files;
        SCARD_STATES state;
        SCARD_PROTOCOLS protocol;
        MUST(provider::create(nullptr, manage.slot()));
        MUST(manage->AttachByIFD(Text(argc > 1 ? argv[1] : "scardssp Virtual Reader 00")));
        MUST(manage->Status(&state, &protocol));
        std::printf("%-14s T=%d\n", "Protocol", protocol == T0 ? 0 : 1);
        MUST(manage->CreateFileAccess(files.slot()));
        useFile(manage.get(), files.get());
        lookAround(files.get());
        authenticate(manage.get(), files.get());
        MUST(manage->Detach());
        return 0;
    } catch (const Failure &failure) {
        std::fprintf(stderr, "%s: 0x%08X\n", failure.what(), static_cast<unsigned>(failure.result));
    } catch (const std::exception &failure) {
        std::fprintf(stderr, "%s\n", failure.what());
    }
    return 1;
}
