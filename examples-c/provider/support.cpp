#include "support.h"

namespace provider {

/* Far more than a card takes. */
enum : LONG { mostInBuffer = 0x1000000 };

HRESULT sizeOf(IByteBuffer *buffer, LONG &size)
{
    STATSTRUCT stat;
    HRESULT hr = buffer->Stat(&stat, STATFLAG_NONAME);
    if (FAILED(hr))
        return hr;
    size = stat.cbSize;
    return size < 0 || size > mostInBuffer ? E_INVALIDARG : S_OK;
}

HRESULT bytesOf(IByteBuffer *buffer, Bytes &bytes)
{
    LONG size = 0, before = 0, at = 0;
    HRESULT hr = sizeOf(buffer, size);
    if (SUCCEEDED(hr))
        hr = buffer->Seek(0, STREAM_SEEK_CUR, &before);
    if (SUCCEEDED(hr))
        hr = buffer->Seek(0, STREAM_SEEK_SET, nullptr);
    if (FAILED(hr))
        return hr;
    bytes.resize(static_cast<size_t>(size));
    while (SUCCEEDED(hr) && at < size) {
        LONG got = 0;
        hr = buffer->Read(bytes.data() + at, size - at, &got);
        if (SUCCEEDED(hr) && (got <= 0 || got > size - at))
            hr = E_UNEXPECTED; /* part of a code must not pass for a code */
        if (SUCCEEDED(hr))
            at += got;
    }
    HRESULT back = buffer->Seek(before, STREAM_SEEK_SET, nullptr);
    return FAILED(hr) ? hr : back;
}

HRESULT store(const Bytes &bytes, Ref<IByteBuffer> &buffer)
{
    if (!buffer.get()) {
        HRESULT hr = CoCreateInstance(CLSID_CByteBuffer, nullptr, CLSCTX_INPROC_SERVER, IID_IByteBuffer,
                                      reinterpret_cast<void **>(buffer.slot()));
        if (FAILED(hr))
            return hr;
    }
    BYTE *data = bytes.empty() ? nullptr : const_cast<BYTE *>(bytes.data());
    return buffer->Initialize(static_cast<LONG>(bytes.size()), data);
}

void wipe(Bytes &bytes)
{
    for (volatile BYTE *byte = bytes.data(), *end = byte + bytes.size(); byte != end; ++byte)
        *byte = 0;
}

} // namespace provider
