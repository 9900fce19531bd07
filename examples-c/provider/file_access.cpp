/* ISCardFileAccess: the card as a file system. */
#include "file.h"
#include "objects.h"
#include "tlv.h"

#include <iterator>
#include <map>

namespace provider {

namespace {

enum { createFile = 0xE0, deleteFile = 0xE4, deactivate = 0x04, activate = 0x44 };

/* Only what a method knows; secure messaging needs keys, which a generic provider has not. */
HRESULT checked(SCARD_FLAGS flags, SCARD_FLAGS known = 0)
{
    if (flags & SC_FL_SECURE_MESSAGING)
        return SCARD_E_UNSUPPORTED_FEATURE;
    return (flags & ~known) != 0 ? E_INVALIDARG : S_OK;
}

/* The FCP of a new file: the table, and the identifier or name of the path if it is not in it. */
HRESULT describe(const TLV_TABLE &table, bool empty, File &file, Bytes &fcp)
{
    Bytes list;
    HRESULT hr = objectsOf(table, list);
    if (FAILED(hr))
        return hr;
    const Step &step = file.target.path.back();
    const DWORD naming = step.name ? 0x84 : 0x83;
    bool named = false;
    for (const Found &found : objectsIn(list, 0, list.size())) {
        const Bytes value(list.data() + found.at, list.data() + found.at + found.length);
        if (found.tag == naming && value != step.bytes)
            return E_INVALIDARG; /* the content would go to another file */
        named = named || found.tag == naming;
        if (found.tag != 0x82 || value.empty())
            continue;
        if (isDirectoryOf(value[0]) && !empty)
            return E_INVALIDARG;
        file.kind = isOfRecords(value[0]) ? inRecords : inBytes;
    }
    if (!named)
        appendObject(list, naming, step.bytes.data(), step.bytes.size());
    if (list.size() > mostInTemplate)
        return E_INVALIDARG;
    appendObject(fcp, 0x62, list.data(), list.size());
    return S_OK;
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

    /* SC_FL_PREALLOCATED is so anyway. If the content cannot be written, the new file is the caller's to delete. */
    HRESULT STDMETHODCALLTYPE Create(REFTYPE refType, BSTR bstrPathSpec, TLV_TABLE tlv, SCARD_FLAGS flags,
                                     LPBYTEBUFFER pDataBuffer) override
    {
        HRESULT hr = checked(flags, SC_FL_PREALLOCATED);
        if (FAILED(hr))
            return hr;
        if (tlv.Count > 0 && !tlv.Entries)
            return E_POINTER;
        return guarded([&] {
            Bytes content, fcp;
            File file;
            HRESULT result = pDataBuffer ? bytesOf(pDataBuffer, content) : S_OK;
            if (FAILED(result))
                return result;
            Work work(*card_);
            result = begin(work);
            if (SUCCEEDED(result))
                result = parse(refType, bstrPathSpec, directory_, file.target);
            if (SUCCEEDED(result) && (file.target.shortId || file.target.path == root()))
                result = E_INVALIDARG;
            if (SUCCEEDED(result))
                result = describe(tlv, content.empty(), file, fcp);
            if (FAILED(result))
                return result;
            const Path &path = file.target.path;
            result = card_->enter(path.size() > 1 ? Path(path.begin(), path.end() - 1) : directory_);
            if (SUCCEEDED(result))
                result = send(createFile, &fcp);
            if (FAILED(result))
                return result;
            card_->forget(); /* it is the selected one now, whatever it is */
            return write(*card_, file, content);
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
    HRESULT STDMETHODCALLTYPE Directory(FILETYPE fileType, LPSAFEARRAY *ppFileList) override
    {
        if (!ppFileList)
            return E_POINTER;
        *ppFileList = nullptr;
        return static_cast<UINT>(fileType) > SC_TYPE_VARIABLE_EF ? E_INVALIDARG : E_NOTIMPL;
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
            File file;
            HRESULT hr = parse(refType, bstrPathSpec, directory_, file.target);
            if (SUCCEEDED(hr))
                hr = card_->open(file.target, file.kind);
            if (FAILED(hr))
                return hr;
            files_.insert(std::make_pair(last_ + 1, file));
            *phFile = ++last_;
            return S_OK;
        });
    }

    /* Of a file of records, one at a time, and whole: if it is longer than that, the count says how long it is. */
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
            Bytes data;
            Ref<IByteBuffer> buffer;
            File after = file;
            HRESULT result = read(*card_, after, wanted, data, *lBytesToRead);
            file.kind = after.kind;
            if (SUCCEEDED(result))
                result = store(data, buffer);
            if (FAILED(result))
                return result;
            file = after;
            *lBytesToRead = static_cast<LONG>(data.size());
            std::swap(*ppBuffer, *buffer.slot());
            return S_OK;
        });
    }

    HRESULT STDMETHODCALLTYPE Rehabilitate(BSTR bstrPathSpec, SCARD_FLAGS flags) override
    {
        return sendToFile(activate, bstrPathSpec, flags);
    }

    /* In bytes or, where the file has them, in records. */
    HRESULT STDMETHODCALLTYPE Seek(HSCARD_FILE hFile, SEEKTYPE *Seek, LONG lOffset) override
    {
        if (!Seek)
            return E_POINTER;
        const SEEKTYPE from = *Seek;
        return withFile(hFile, [&](File &file) { return seek(*card_, file, from, lOffset); });
    }

    /* ISO 7816-4 changes no file control parameters. */
    HRESULT STDMETHODCALLTYPE SetProperties(REFTYPE, BSTR, SCARD_FLAGS, LPTLV_TABLE) override { return E_NOTIMPL; }

    /* One record, if the file has them: over the one at the position, or behind the last. */
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
            return withFile(hFile, [&](File &file) { return write(*card_, file, bytes); });
        });
    }
};

} // namespace

ISCardFileAccess *newFileAccess(const SharedCard &card)
{
    return new FileAccess(card);
}

} // namespace provider
