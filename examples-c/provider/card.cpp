#include "card.h"

#include "tlv.h"

#include <algorithm>

namespace provider {

HRESULT resultOf(WORD status)
{
    if ((status & 0xFFF0) == 0x63C0)
        return status == 0x63C0 ? SCARD_W_CHV_BLOCKED : SCARD_W_WRONG_CHV;
    switch (status) {
    case 0x9000:
        return S_OK;
    case 0x6983:
        return SCARD_W_CHV_BLOCKED;
    case 0x6982:
        return SCARD_W_SECURITY_VIOLATION;
    case 0x6A82:
        return SCARD_E_FILE_NOT_FOUND;
    case 0x6A84:
        return SCARD_E_WRITE_TOO_MANY;
    case 0x6282:
        return SCARD_W_EOF;
    case 0x6B00:
        return SCARD_E_BAD_SEEK;
    case 0x6D00:
    case 0x6A81:
        return SCARD_E_UNSUPPORTED_FEATURE;
    case 0x6985:
    case 0x6986:
        return SCARD_E_NO_ACCESS;
    default:
        return SCARD_E_UNEXPECTED;
    }
}

Work::~Work()
{
    if (locked_)
        card_.card_->UnlockSCard(LEAVE);
}

HRESULT Work::start()
{
    HRESULT hr = card_.card_->LockSCard();
    locked_ = SUCCEEDED(hr);
    if (!locked_)
        card_.forget();
    return hr;
}

Card::Card(Ref<ISCard> &&card, Ref<ISCardISO7816> &&iso)
    : card_(std::move(card)), iso_(std::move(iso)), attachment_(0)
{
}

void Card::forget()
{
    directory_.clear();
    file_ = Target();
}

void Card::attached()
{
    forget();
    attachment_++;
}

HRESULT Card::newCommand(Ref<ISCardCmd> &command)
{
    return CoCreateInstance(CLSID_CSCardCmd, nullptr, CLSCTX_INPROC_SERVER, IID_ISCardCmd,
                            reinterpret_cast<void **>(command.slot()));
}

HRESULT Card::send(Ref<ISCardCmd> &command, Reply &reply)
{
    Ref<IByteBuffer> bytes;
    HRESULT hr = card_->Transaction(command.slot());
    if (SUCCEEDED(hr))
        hr = command->get_ReplyStatus(&reply.status);
    if (SUCCEEDED(hr))
        hr = command->get_ApduReply(bytes.slot());
    reply.data.clear();
    if (SUCCEEDED(hr) && bytes.get())
        hr = bytesOf(bytes.get(), reply.data);
    if (FAILED(hr)) {
        forget(); /* it may have been reset, or be another one */
        return hr;
    }
    reply.data.resize(reply.data.size() < 2 ? 0 : reply.data.size() - 2); /* SW1 SW2 */
    return S_OK;
}

/* What 61xx and 6Cxx tell: 00 is 256. */
static LONG lengthIn(WORD status)
{
    return status & 0xFF ? status & 0xFF : 256;
}

/* Puts another Le into a short command that has one. */
static HRESULT askFor(ISCardCmd *command, LONG length)
{
    Ref<IByteBuffer> buffer;
    Bytes apdu;
    HRESULT hr = command->get_Apdu(buffer.slot());
    if (SUCCEEDED(hr))
        hr = bytesOf(buffer.get(), apdu);
    if (SUCCEEDED(hr) && (apdu.size() < 5 || (apdu.size() >= 7 && apdu[4] == 0)))
        hr = SCARD_E_UNEXPECTED; /* no Le, or one of extended length, which 6Cxx does not tell of */
    if (FAILED(hr))
        return hr;
    apdu.back() = static_cast<BYTE>(length);
    hr = store(apdu, buffer);
    return FAILED(hr) ? hr : command->put_Apdu(buffer.get());
}

/* ISCard does all this with T=0, as far as Le goes; with T=1 nobody else does. */
HRESULT Card::fetch(Ref<ISCardCmd> &command, size_t most, Reply &reply)
{
    HRESULT hr = send(command, reply);
    if (SUCCEEDED(hr) && reply.status >> 8 == 0x6C) {
        hr = askFor(command.get(), lengthIn(reply.status));
        if (SUCCEEDED(hr))
            hr = send(command, reply);
    }
    for (int sent = 0; SUCCEEDED(hr) && reply.status >> 8 == 0x61 && reply.data.size() < most; sent++) {
        if (sent == mostResponses)
            return SCARD_E_UNEXPECTED; /* it goes on for ever */
        Reply more;
        const LONG length = lengthIn(reply.status);
        hr = run([&](ISCardISO7816 *iso, ISCardCmd **next) { return iso->GetResponse(0, 0, length, next); }, more);
        reply.status = more.status;
        reply.data.insert(reply.data.end(), more.data.begin(), more.data.end());
    }
    if (FAILED(hr))
        return hr;
    if (reply.status >> 8 == 0x61)
        reply.status = 0x9000; /* there is more, which nobody asked for */
    reply.data.resize(std::min(reply.data.size(), most));
    return S_OK;
}

HRESULT Card::select(BYTE p1, BYTE p2, const Bytes &name, LONG expected, Reply &reply)
{
    Ref<IByteBuffer> data;
    HRESULT hr = store(name, data);
    if (FAILED(hr))
        return hr;
    const auto build = [&](ISCardISO7816 *iso, ISCardCmd **command) {
        return iso->SelectFile(p1, p2, data.get(), expected, command);
    };
    hr = expected ? runFetching(build, mostInReply, reply) : run(build, reply);
    if (FAILED(hr))
        return hr;
    /* Selected too: with more to tell than was asked for (T=0), or a file that was invalidated. */
    return reply.status >> 8 == 0x61 || reply.status == 0x6283 ? S_OK : resultOf(reply.status);
}

HRESULT Card::enter(const Path &directory)
{
    if (directory == directory_)
        return S_OK;
    /* Going down keeps what a code of the upper directory has opened; any other way begins anew. */
    size_t from = !directory_.empty() && startsWith(directory, directory_) ? directory_.size() : 0;
    for (; from < directory.size(); from++) {
        const Step &step = directory[from];
        Reply reply;
        HRESULT hr = select(step.name ? 0x04 : from == 0 ? 0x00 : 0x01, 0x00, step.bytes, 0, reply);
        if (FAILED(hr))
            return hr;
        directory_.assign(directory.begin(), directory.begin() + static_cast<Path::difference_type>(from) + 1);
        file_ = Target();
    }
    return S_OK;
}

HRESULT Card::open(const Target &file, Kind &kind)
{
    if (file == file_ && !directory_.empty())
        return S_OK;
    if (!file.shortId && file.path.size() < 2)
        return E_INVALIDARG; /* a directory */
    Path directory = file.path;
    if (!file.shortId)
        directory.pop_back();
    HRESULT hr = enter(directory);
    file_ = Target(); /* whatever comes now, another one may be selected by it */
    if (FAILED(hr))
        return hr;
    Reply reply;
    if (!file.shortId) {
        hr = select(0x02, 0x00, file.path.back().bytes, 0, reply);
    } else if (kind != inRecords) {
        /* No SELECT has short identifiers, but a command that succeeds with one selects its file. */
        const BYTE p1 = static_cast<BYTE>(0x80 | file.shortId);
        hr = runFetching([&](ISCardISO7816 *iso, ISCardCmd **command) { return iso->ReadBinary(p1, 0, 1, command); },
                         1, reply);
        if (SUCCEEDED(hr) && reply.status == notInBytes)
            kind = inRecords;
        else if (SUCCEEDED(hr) && reply.status != 0x9000 && reply.status != 0x6B00 && reply.status != 0x6282)
            hr = resultOf(reply.status);
        else if (SUCCEEDED(hr) && reply.data.empty())
            hr = SCARD_W_EOF; /* an empty file, and nobody knows whether it is selected now */
    }
    /* Commands for records have the short identifier with them. */
    if (SUCCEEDED(hr) && !(file.shortId && kind == inRecords))
        file_ = file;
    return hr;
}

HRESULT Card::inspect(const Path &path, Bytes &fcp)
{
    HRESULT hr = S_OK;
    if (path.size() > 1)
        hr = enter(Path(path.begin(), path.end() - 1));
    if (FAILED(hr))
        return hr;
    /* Cards that have no FCP may have an FCI. */
    static const BYTE answers[] = {0x04, 0x00};
    Reply reply;
    for (BYTE p2 : answers) {
        hr = select(path.back().name ? 0x04 : 0x00, p2, path.back().bytes, 256, reply);
        if (reply.status != 0x6A86 && reply.status != 0x6A81)
            break;
    }
    if (FAILED(hr))
        return hr;
    fcp.swap(reply.data);
    bool isDirectory = path.size() == 1, isFile = false;
    for (const Found &found : parametersIn(fcp))
        if (found.tag == 0x82 && found.length > 0) {
            isDirectory = isDirectoryOf(fcp[found.at]);
            isFile = !isDirectory;
        }
    file_ = Target();
    if (isDirectory)
        directory_ = path;
    else if (isFile)
        file_.path = path;
    else
        forget();
    return S_OK;
}

} // namespace provider
