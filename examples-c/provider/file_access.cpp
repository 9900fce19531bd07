/* ISCardFileAccess: the card as a file system. */
#include "objects.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <map>

namespace provider {

namespace {

enum { createFile = 0xE0, deleteFile = 0xE4, deactivate = 0x04, activate = 0x44 };

struct File {
    Target target;
    LONG at;
    bool sought; /* the position may be anywhere, and not only where reading or writing ended */
};

/* Only what a method knows; secure messaging needs keys, which a generic provider has not. */
HRESULT checked(SCARD_FLAGS flags, SCARD_FLAGS known = 0)
{
    if (flags & SC_FL_SECURE_MESSAGING)
        return SCARD_E_UNSUPPORTED_FEATURE;
    return (flags & ~known) != 0 ? E_INVALIDARG : S_OK;
}

/* A table with copies of data objects, in one block. */
HRESULT tableOf(const Bytes &fcp, const std::vector<Found> &objects, LPTLV_TABLE *table)
{
    size_t size = sizeof(TLV_TABLE) + objects.size() * sizeof(TLV);
    for (const Found &found : objects)
        size += found.length;
    TLV_TABLE *made = static_cast<TLV_TABLE *>(CoTaskMemAlloc(size));
    if (!made)
        return E_OUTOFMEMORY;
    TLV *entry = reinterpret_cast<TLV *>(made + 1);
    BYTE *value = reinterpret_cast<BYTE *>(entry + objects.size());
    made->Count = static_cast<DWORD>(objects.size());
    made->Entries = entry;
    for (const Found &found : objects) {
        entry->Tag = found.tag;
        entry->Length = static_cast<DWORD>(found.length);
        entry->Value = value;
        entry->Valid = TRUE;
        if (found.length > 0)
            std::memcpy(value, &fcp[found.at], found.length);
        value += found.length;
        entry++;
    }
    *table = made;
    return S_OK;
}

void append(Bytes &out, DWORD tag, const BYTE *value, size_t length)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        if (shift == 0 || tag >> shift)
            out.push_back(static_cast<BYTE>(tag >> shift));
    if (length >= 0x100)
        out.push_back(0x82), out.push_back(static_cast<BYTE>(length >> 8));
    else if (length >= 0x80)
        out.push_back(0x81);
    out.push_back(static_cast<BYTE>(length));
    out.insert(out.end(), value, value + length);
}

class FileAccess final : public Object<FileAccess, ISCardFileAccess> {
    SharedCard card_;
    /* All below is for whoever has a Work. */
    Path directory_;
    std::map<HSCARD_FILE, File> files_;
    HSCARD_FILE last_;
    unsigned attachment_;

    /* Gets hold of the card. That of another attachment has none of the files. */
    HRESULT begin(Work &work)
    {
        HRESULT hr = work.start();
        if (attachment_ != card_->attachment()) {
            attachment_ = card_->attachment();
            directory_ = root();
            files_.clear();
        }
        return hr;
    }

    template <class Body> HRESULT working(Body body)
    {
        return guarded([&] {
            Work work(*card_);
            HRESULT hr = begin(work);
            return FAILED(hr) ? hr : body();
        });
    }

    template <class Body> HRESULT withFile(HSCARD_FILE handle, Body body)
    {
        return working([&] {
            std::map<HSCARD_FILE, File>::iterator found = files_.find(handle);
            return found == files_.end() ? E_INVALIDARG : body(found->second);
        });
    }

    /* Selects any file that a text means, and gives what the card tells of it. */
    HRESULT inspect(REFTYPE type, BSTR text, Path &path, Bytes &fcp)
    {
        Target target;
        HRESULT hr = parse(type, text, directory_, target);
        if (FAILED(hr))
            return hr;
        if (target.shortId)
            return SCARD_E_UNSUPPORTED_FEATURE; /* no SELECT has short identifiers */
        path = target.path;
        return card_->inspect(path, fcp);
    }

    HRESULT send(BYTE ins, const Bytes *data = nullptr)
    {
        Ref<IByteBuffer> buffer;
        HRESULT hr = data ? store(*data, buffer) : S_OK;
        if (FAILED(hr))
            return hr;
        Reply reply;
        hr = card_->run(
            [&](ISCardISO7816 *, ISCardCmd **command) {
                return (*command)->BuildCmd(0x00, ins, 0, 0, buffer.get(), nullptr);
            },
            reply);
        return FAILED(hr) ? hr : resultOf(reply.status);
    }

    HRESULT sendToFile(BYTE ins, BSTR text, SCARD_FLAGS flags)
    {
        HRESULT hr = checked(flags);
        if (FAILED(hr))
            return hr;
        return working([&] {
            Path path;
            Bytes fcp;
            HRESULT result = inspect(SC_TYPE_BY_ANY, text, path, fcp);
            return FAILED(result) ? result : send(ins);
        });
    }

    /* What is there from a position on, up to a number of bytes; SCARD_W_EOF if that is nothing. */
    HRESULT readFrom(const File &file, LONG wanted, Bytes &all)
    {
        HRESULT hr = card_->open(file.target);
        while (SUCCEEDED(hr) && static_cast<LONG>(all.size()) < wanted) {
            const LONG at = file.at + static_cast<LONG>(all.size());
            if (at >= Card::offsets)
                return all.empty() ? SCARD_E_BAD_SEEK : S_OK;
            const LONG part = std::min<LONG>(Card::mostToRead, wanted - static_cast<LONG>(all.size()));
            Reply reply;
            hr = card_->readBinary(at, part, reply);
            if (FAILED(hr))
                return hr;
            if (reply.status == 0x6B00 && all.empty() && file.sought)
                return behind(file);
            if (reply.status == 0x6B00)
                break;
            if (reply.status != 0x9000 && reply.status != 0x6282)
                return resultOf(reply.status);
            reply.data.resize(std::min(reply.data.size(), static_cast<size_t>(part)));
            all.insert(all.end(), reply.data.begin(), reply.data.end());
            if (reply.status == 0x6282 || reply.data.empty())
                break;
        }
        return SUCCEEDED(hr) && all.empty() ? SCARD_W_EOF : hr;
    }

    /* Whether a position that the card refuses is just behind the last byte, or nowhere. */
    HRESULT behind(const File &file)
    {
        LONG size = 0;
        HRESULT hr = card_->sizeOf(file.target, size);
        if (FAILED(hr))
            return hr;
        return file.at <= size ? SCARD_W_EOF : SCARD_E_BAD_SEEK;
    }

    HRESULT writeAt(const Target &target, LONG &at, const Bytes &bytes)
    {
        HRESULT hr = card_->open(target);
        if (SUCCEEDED(hr) && bytes.size() > static_cast<size_t>(Card::offsets - at))
            hr = SCARD_E_BAD_SEEK;
        for (size_t done = 0; SUCCEEDED(hr) && done < bytes.size();) {
            const size_t part = std::min<size_t>(Card::mostToWrite, bytes.size() - done);
            Reply reply;
            hr = card_->updateBinary(at, &bytes[done], part, reply);
            if (SUCCEEDED(hr))
                hr = resultOf(reply.status);
            if (FAILED(hr))
                break;
            done += part;
            at += static_cast<LONG>(part); /* block by block: what is written stays so if a later one fails */
        }
        return hr;
    }

public:
    explicit FileAccess(const SharedCard &card)
        : Object(IID_ISCardFileAccess), card_(card), directory_(root()), last_(0), attachment_(0)
    {
    }

    HRESULT STDMETHODCALLTYPE ChangeDir(REFTYPE refType, BSTR bstrNewDir) override
    {
        return working([&] {
            Target target;
            HRESULT hr = parse(refType, bstrNewDir, directory_, target);
            if (SUCCEEDED(hr) && target.shortId)
                hr = E_INVALIDARG; /* that of a file */
            if (SUCCEEDED(hr))
                hr = card_->enter(target.path);
            if (SUCCEEDED(hr))
                directory_ = target.path;
            return hr;
        });
    }

    /* Nothing is closed on the card, so it need not be there. */
    HRESULT STDMETHODCALLTYPE Close(HSCARD_FILE hFile) override
    {
        return guarded([&] {
            Work work(*card_);
            return files_.erase(hFile) == 1 ? S_OK : E_INVALIDARG;
        });
    }

    /* The table is the FCP, with the identifier or name added if it is not there. SC_FL_PREALLOCATED is so anyway. */
    HRESULT STDMETHODCALLTYPE Create(REFTYPE refType, BSTR bstrPathSpec, TLV_TABLE tlv, SCARD_FLAGS flags,
                                     LPBYTEBUFFER pDataBuffer) override
    {
        HRESULT hr = checked(flags, SC_FL_PREALLOCATED);
        if (FAILED(hr))
            return hr;
        if (tlv.Count > 0 && !tlv.Entries)
            return E_POINTER;
        return guarded([&] {
            Bytes content, list, fcp;
            HRESULT result = pDataBuffer ? bytesOf(pDataBuffer, content) : S_OK;
            bool named = false, isDirectory = false;
            for (DWORD i = 0; SUCCEEDED(result) && i < tlv.Count; i++) {
                const TLV &entry = tlv.Entries[i];
                if (!entry.Valid)
                    continue;
                if (entry.Length > 0xFFFF || (entry.Length > 0 && !entry.Value))
                    return E_INVALIDARG;
                append(list, entry.Tag, entry.Value, entry.Length);
                named = named || entry.Tag == 0x83 || entry.Tag == 0x84;
                if (entry.Tag == 0x82 && entry.Length > 0)
                    isDirectory = (entry.Value[0] & 0xBF) == 0x38;
            }
            if (FAILED(result))
                return result;
            if (isDirectory && !content.empty())
                return E_INVALIDARG;
            Work work(*card_);
            Target target;
            result = begin(work);
            if (SUCCEEDED(result))
                result = parse(refType, bstrPathSpec, directory_, target);
            if (SUCCEEDED(result) && (target.shortId || target.path == root()))
                result = E_INVALIDARG;
            if (FAILED(result))
                return result;
            const Step step = target.path.back();
            const Path parent = target.path.size() > 1 ? Path(target.path.begin(), target.path.end() - 1) : directory_;
            if (!named)
                append(list, step.name ? 0x84 : 0x83, step.bytes.data(), step.bytes.size());
            if (list.size() > 0xFFFF)
                return E_INVALIDARG;
            append(fcp, 0x62, list.data(), list.size());
            result = card_->enter(parent);
            if (FAILED(result))
                return result;
            result = send(createFile, &fcp);
            if (FAILED(result))
                return result;
            card_->forget(); /* it is the selected one now, whatever it is */
            LONG at = 0;
            return content.empty() ? S_OK : writeAt(target, at, content);
        });
    }

    HRESULT STDMETHODCALLTYPE Delete(REFTYPE refType, BSTR bstrPathSpec, SCARD_FLAGS flags) override
    {
        HRESULT hr = checked(flags);
        if (FAILED(hr))
            return hr;
        return working([&] {
            Path path;
            Bytes fcp;
            HRESULT result = inspect(refType, bstrPathSpec, path, fcp);
            if (SUCCEEDED(result))
                result = send(deleteFile);
            if (FAILED(result))
                return result;
            card_->forget();
            if (startsWith(directory_, path)) {
                directory_.assign(path.begin(), path.end() - 1);
                if (directory_.empty())
                    directory_ = root();
            }
            for (std::map<HSCARD_FILE, File>::iterator file = files_.begin(); file != files_.end();)
                file = startsWith(file->second.target.path, path) ? files_.erase(file) : std::next(file);
            return S_OK;
        });
    }

    /* ISO 7816-4 has no command that lists files. */
    HRESULT STDMETHODCALLTYPE Directory(FILETYPE, LPSAFEARRAY *ppFileList) override
    {
        if (!ppFileList)
            return E_POINTER;
        *ppFileList = nullptr;
        return E_NOTIMPL;
    }

    HRESULT STDMETHODCALLTYPE GetCurrentDir(BSTR *pbstrPathSpec) override
    {
        if (!pbstrPathSpec)
            return E_POINTER;
        *pbstrPathSpec = nullptr;
        return working([&] {
            const std::u16string text = format(directory_);
            *pbstrPathSpec = SysAllocStringLen(text.data(), static_cast<UINT>(text.size()));
            return *pbstrPathSpec ? S_OK : E_OUTOFMEMORY;
        });
    }

    /* Those of the current directory: the method has no path. */
    HRESULT STDMETHODCALLTYPE GetFileCapabilities(LPTLV_TABLE *ppProperties, LONG *plProperties,
                                                  SCARD_FLAGS Flags) override
    {
        if (ppProperties)
            *ppProperties = nullptr;
        if (plProperties)
            *plProperties = 0;
        if (!ppProperties || !plProperties)
            return E_POINTER;
        HRESULT hr = checked(Flags);
        if (FAILED(hr))
            return hr;
        return working([&] {
            Bytes fcp;
            HRESULT result = card_->inspect(directory_, fcp);
            if (SUCCEEDED(result))
                result = tableOf(fcp, parametersIn(fcp), ppProperties);
            if (SUCCEEDED(result))
                *plProperties = static_cast<LONG>((*ppProperties)->Count);
            return result;
        });
    }

    HRESULT STDMETHODCALLTYPE GetProperties(REFTYPE refType, BSTR bstrPathSpec, SCARD_FLAGS flags,
                                            LPTLV_TABLE *ppTLV) override
    {
        if (!ppTLV)
            return E_POINTER;
        *ppTLV = nullptr;
        HRESULT hr = checked(flags);
        if (FAILED(hr))
            return hr;
        return working([&] {
            Path path;
            Bytes fcp;
            HRESULT result = inspect(refType, bstrPathSpec, path, fcp);
            return FAILED(result) ? result : tableOf(fcp, parametersIn(fcp), ppTLV);
        });
    }

    HRESULT STDMETHODCALLTYPE Invalidate(BSTR bstrPathSpec, SCARD_FLAGS flags) override
    {
        return sendToFile(deactivate, bstrPathSpec, flags);
    }

    HRESULT STDMETHODCALLTYPE Open(REFTYPE refType, BSTR bstrPathSpec, HSCARD_FILE *phFile) override
    {
        if (!phFile)
            return E_POINTER;
        *phFile = 0;
        return working([&] {
            File file = {Target(), 0, false};
            HRESULT hr = parse(refType, bstrPathSpec, directory_, file.target);
            if (SUCCEEDED(hr))
                hr = card_->open(file.target);
            if (FAILED(hr))
                return hr;
            files_.insert(std::make_pair(last_ + 1, file));
            *phFile = ++last_;
            return S_OK;
        });
    }

    HRESULT STDMETHODCALLTYPE Read(HSCARD_FILE hFile, LONG *lBytesToRead, SCARD_FLAGS flags,
                                   LPBYTEBUFFER *ppBuffer) override
    {
        if (ppBuffer)
            *ppBuffer = nullptr;
        if (!ppBuffer || !lBytesToRead)
            return E_POINTER;
        const LONG wanted = *lBytesToRead;
        *lBytesToRead = 0;
        HRESULT hr = wanted < 0 ? E_INVALIDARG : checked(flags);
        if (FAILED(hr))
            return hr;
        return withFile(hFile, [&](File &file) {
            Bytes all;
            Ref<IByteBuffer> buffer;
            HRESULT result = wanted == 0 ? S_OK : readFrom(file, wanted, all);
            if (SUCCEEDED(result))
                result = store(all, buffer);
            if (FAILED(result))
                return result;
            if (!all.empty())
                file.sought = false;
            file.at += static_cast<LONG>(all.size());
            *lBytesToRead = static_cast<LONG>(all.size());
            std::swap(*ppBuffer, *buffer.slot());
            return S_OK;
        });
    }

    HRESULT STDMETHODCALLTYPE Rehabilitate(BSTR bstrPathSpec, SCARD_FLAGS flags) override
    {
        return sendToFile(activate, bstrPathSpec, flags);
    }

    HRESULT STDMETHODCALLTYPE Seek(HSCARD_FILE hFile, SEEKTYPE *Seek, LONG lOffset) override
    {
        if (!Seek)
            return E_POINTER;
        const SEEKTYPE from = *Seek;
        return withFile(hFile, [&](File &file) -> HRESULT {
            LONG base = 0;
            HRESULT hr = S_OK;
            switch (from) {
            case SC_SEEK_FROM_BEGINNING:
                break;
            case SC_SEEK_FROM_END:
                hr = card_->sizeOf(file.target, base);
                break;
            case SC_SEEK_RELATIVE:
                base = file.at;
                break;
            default:
                hr = E_INVALIDARG;
            }
            if (FAILED(hr))
                return hr;
            const LONGLONG at = static_cast<LONGLONG>(base) + lOffset;
            if (at < 0 || at > Card::offsets)
                return SCARD_E_BAD_SEEK;
            file.sought = at != 0 && (file.sought || at != file.at);
            file.at = static_cast<LONG>(at);
            return S_OK;
        });
    }

    /* ISO 7816-4 changes no file control parameters. */
    HRESULT STDMETHODCALLTYPE SetProperties(REFTYPE, BSTR, SCARD_FLAGS, LPTLV_TABLE) override { return E_NOTIMPL; }

    HRESULT STDMETHODCALLTYPE Write(HSCARD_FILE hFile, LPBYTEBUFFER pData, SCARD_FLAGS flags) override
    {
        if (!pData)
            return E_POINTER;
        HRESULT hr = checked(flags);
        if (FAILED(hr))
            return hr;
        return guarded([&] {
            Bytes bytes;
            HRESULT result = bytesOf(pData, bytes);
            if (FAILED(result))
                return result;
            return withFile(hFile, [&](File &file) {
                const LONG before = file.at;
                HRESULT written = writeAt(file.target, file.at, bytes);
                if (file.at != before)
                    file.sought = false;
                return written;
            });
        });
    }
};

} // namespace

ISCardFileAccess *newFileAccess(const SharedCard &card)
{
    return new FileAccess(card);
}

} // namespace provider
