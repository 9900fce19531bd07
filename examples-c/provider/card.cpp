#include "card.h"

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

std::vector<Found> objectsIn(const Bytes &bytes, size_t at, size_t end)
{
    std::vector<Found> all;
    while (at < end) {
        Found found = {bytes[at], 0, 0};
        if (found.tag == 0x00 || found.tag == 0xFF) { /* padding */
            at++;
            continue;
        }
        at++;
        if ((found.tag & 0x1F) == 0x1F) {
            BYTE next = 0x80;
            for (int more = 0; more < 3 && next >= 0x80 && at < end; more++) {
                next = bytes[at++];
                found.tag = found.tag << 8 | next;
            }
        }
        if (at >= end)
            return all;
        found.length = bytes[at++];
        if (found.length >= 0x80) {
            size_t count = found.length & 0x7F;
            if (count == 0 || count > 2 || count > end - at)
                return all;
            for (found.length = 0; count > 0; count--)
                found.length = found.length << 8 | bytes[at++];
        }
        if (found.length > end - at)
            return all;
        found.at = at;
        at += found.length;
        all.push_back(found);
    }
    return all;
}

std::vector<Found> parametersIn(const Bytes &fcp)
{
    std::vector<Found> all = objectsIn(fcp, 0, fcp.size());
    /* FCP, or FCI, in which they may stand as they are. */
    while (all.size() == 1 && (all[0].tag == 0x62 || all[0].tag == 0x6F))
        all = objectsIn(fcp, all[0].at, all[0].at + all[0].length);
    return all;
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

HRESULT Card::select(BYTE p1, BYTE p2, const Bytes &name, LONG expected, Reply &reply)
{
    Ref<IByteBuffer> data;
    HRESULT hr = store(name, data);
    if (FAILED(hr))
        return hr;
    hr = run(
        [&](ISCardISO7816 *iso, ISCardCmd **command) {
            return iso->SelectFile(p1, p2, data.get(), expected, command);
        },
        reply);
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

HRESULT Card::open(const Target &file)
{
    if (file == file_ && !directory_.empty())
        return S_OK;
    if (!file.shortId && file.path.size() < 2)
        return E_INVALIDARG; /* a directory */
    Path directory = file.path;
    if (!file.shortId)
        directory.pop_back();
    HRESULT hr = enter(directory);
    if (FAILED(hr))
        return hr;
    Reply reply;
    if (file.shortId) {
        /* No SELECT has short identifiers, but any command on a file. */
        const BYTE p1 = static_cast<BYTE>(0x80 | file.shortId);
        hr = run([&](ISCardISO7816 *iso, ISCardCmd **command) { return iso->ReadBinary(p1, 0, 1, command); }, reply);
        const bool empty = reply.status == 0x6B00 || reply.status == 0x6282;
        if (SUCCEEDED(hr) && !empty)
            hr = resultOf(reply.status);
    } else {
        hr = select(0x02, 0x00, file.path.back().bytes, 0, reply);
    }
    if (SUCCEEDED(hr))
        file_ = file;
    return hr;
}

HRESULT Card::inspect(const Path &path, Bytes &fcp)
{
    HRESULT hr = S_OK;
    if (path.size() > 1)
        hr = enter(Path(path.begin(), path.end() - 1));
    Reply reply;
    if (SUCCEEDED(hr))
        hr = select(path.back().name ? 0x04 : 0x00, 0x04, path.back().bytes, 256, reply);
    if (FAILED(hr))
        return hr;
    fcp.swap(reply.data);
    bool isDirectory = path.size() == 1, isFile = false;
    for (const Found &found : parametersIn(fcp))
        if (found.tag == 0x82 && found.length > 0) {
            isDirectory = (fcp[found.at] & 0xBF) == 0x38;
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

HRESULT Card::readBinary(LONG at, LONG count, Reply &reply)
{
    const BYTE p1 = static_cast<BYTE>(at >> 8), p2 = static_cast<BYTE>(at);
    HRESULT hr = run([&](ISCardISO7816 *iso, ISCardCmd **command) { return iso->ReadBinary(p1, p2, count, command); },
                     reply);
    if (FAILED(hr) || reply.status >> 8 != 0x6C)
        return hr;
    /* With T=1 nobody else asks again with the length that the card wants. */
    count = reply.status & 0xFF ? reply.status & 0xFF : 256;
    return run([&](ISCardISO7816 *iso, ISCardCmd **command) { return iso->ReadBinary(p1, p2, count, command); }, reply);
}

HRESULT Card::updateBinary(LONG at, const BYTE *bytes, size_t count, Reply &reply)
{
    Ref<IByteBuffer> data;
    HRESULT hr = store(Bytes(bytes, bytes + count), data);
    if (FAILED(hr))
        return hr;
    const BYTE p1 = static_cast<BYTE>(at >> 8), p2 = static_cast<BYTE>(at);
    return run([&](ISCardISO7816 *iso, ISCardCmd **command) { return iso->UpdateBinary(p1, p2, data.get(), command); },
               reply);
}

HRESULT Card::sizeOf(const Target &file, LONG &size)
{
    if (!file.shortId) {
        Bytes fcp;
        HRESULT hr = inspect(file.path, fcp);
        if (FAILED(hr))
            return hr;
        for (const Found &found : parametersIn(fcp))
            if ((found.tag == 0x80 || found.tag == 0x81) && found.length > 0 && found.length <= 3) {
                size = 0;
                for (size_t i = 0; i < found.length; i++)
                    size = size << 8 | fcp[found.at + i];
                return S_OK;
            }
    }
    /* The card does not tell: read to the end. */
    HRESULT hr = open(file);
    for (size = 0; SUCCEEDED(hr) && size < offsets;) {
        Reply reply;
        hr = readBinary(size, mostToRead, reply);
        if (FAILED(hr))
            break;
        size += static_cast<LONG>(reply.data.size());
        if (reply.status == 0x6B00 || reply.status == 0x6282 || (reply.status == 0x9000 && reply.data.empty()))
            break;
        hr = resultOf(reply.status);
    }
    return hr;
}

} // namespace provider
