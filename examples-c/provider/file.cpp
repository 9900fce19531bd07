#include "file.h"

namespace provider {

HRESULT read(Card &card, File &file, LONG wanted, Bytes &data, LONG &needed)
{
    needed = 0;
    if (wanted == 0)
        return S_OK;
    HRESULT hr = card.open(file.target, file.kind);
    if (SUCCEEDED(hr) && file.kind != inRecords)
        hr = readBytes(card, file, wanted, data);
    if (SUCCEEDED(hr) && file.kind == inRecords)
        hr = readRecord(card, file, wanted, data, needed);
    return hr;
}

HRESULT write(Card &card, File &file, const Bytes &data)
{
    if (data.empty())
        return S_OK;
    HRESULT hr = card.open(file.target, file.kind);
    if (SUCCEEDED(hr) && file.kind != inRecords)
        hr = writeBytes(card, file, data);
    if (SUCCEEDED(hr) && file.kind == inRecords)
        hr = writeRecord(card, file, data);
    return hr;
}

/* How many bytes or records there are; behindLast if `exact` does not matter. */
static HRESULT endOf(Card &card, File &file, bool exact, LONG &end)
{
    HRESULT hr = card.open(file.target, file.kind);
    if (SUCCEEDED(hr) && file.kind != inRecords)
        hr = countBytes(card, file, end);
    if (FAILED(hr) || file.kind != inRecords)
        return hr;
    end = File::behindLast;
    return exact ? countRecords(card, file, end) : S_OK;
}

HRESULT seek(Card &card, File &file, SEEKTYPE from, LONG offset)
{
    LONG base = 0;
    HRESULT hr = S_OK;
    switch (from) {
    case SC_SEEK_FROM_BEGINNING:
        break;
    case SC_SEEK_FROM_END:
        hr = endOf(card, file, offset != 0, base);
        break;
    case SC_SEEK_RELATIVE:
        base = file.at;
        if (base == File::behindLast)
            hr = endOf(card, file, offset != 0, base);
        break;
    default:
        hr = E_INVALIDARG;
    }
    if (FAILED(hr))
        return hr;
    const LONGLONG at = static_cast<LONGLONG>(base) + offset;
    if (at < 0 || (at > bytesEnd && at != File::behindLast))
        return SCARD_E_BAD_SEEK;
    file.sought = at != 0 && (file.sought || at != file.at);
    file.at = static_cast<LONG>(at);
    return S_OK;
}

} // namespace provider
