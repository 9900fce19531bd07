#include "tlv.h"

#include <cstring>

namespace provider {

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
            if (count == 0 || count > 3 || count > end - at)
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

HRESULT tableOf(const Bytes &bytes, const std::vector<Found> &objects, LPTLV_TABLE *table)
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
            std::memcpy(value, &bytes[found.at], found.length);
        value += found.length;
        entry++;
    }
    *table = made;
    return S_OK;
}

void appendObject(Bytes &out, DWORD tag, const BYTE *value, size_t length)
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

HRESULT objectsOf(const TLV_TABLE &table, Bytes &out)
{
    for (DWORD i = 0; i < table.Count; i++) {
        const TLV &entry = table.Entries[i];
        if (!entry.Valid)
            continue;
        if (entry.Length > mostInTemplate || (entry.Length > 0 && !entry.Value))
            return E_INVALIDARG;
        appendObject(out, entry.Tag, entry.Value, entry.Length);
        if (out.size() > mostInTemplate)
            return E_INVALIDARG;
    }
    return S_OK;
}

} // namespace provider
