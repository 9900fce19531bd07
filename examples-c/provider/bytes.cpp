/*
 * Transparent files: READ and UPDATE BINARY with the offset in P1-P2 as far as its 15 bits reach, and beyond, those
 * with the offset in a data object (odd INS). All commands are short. A vendor whose cards take extended length asks
 * for more here.
 */
#include "file.h"
#include "tlv.h"

#include <algorithm>

namespace provider {

namespace {

enum : BYTE { readBinaryOdd = 0xB1, updateBinaryOdd = 0xD7, offsetObject = 0x54, bytesObject = 0x53 };

/* Where offsets of 15 bits end, and how long a file is asked for at a time when nobody tells its length. */
enum : LONG { offsetsEnd = 0x8000, stretch = 0x1000 };

/* What one command carries; in a data object, there is its header of up to 3 bytes, and an offset of up to 5. */
enum : LONG { mostToRead = 256, mostToReadInObject = 253, mostToWrite = 255, mostToWriteInObject = 247 };

/* A card must give 16 bytes a command on average, after some to begin with: else it holds the caller for ever. */
enum : size_t { firstCommands = 256, leastGiven = 16 };

void appendOffset(Bytes &out, LONG at)
{
    const BYTE offset[] = {static_cast<BYTE>(at >> 16), static_cast<BYTE>(at >> 8), static_cast<BYTE>(at)};
    const size_t from = offset[0] ? 0 : 1;
    appendObject(out, offsetObject, offset + from, sizeof offset - from);
}

/* Reads up to `count` bytes, in one command. */
HRESULT readPart(Card &card, LONG at, LONG count, Reply &reply)
{
    if (at < offsetsEnd) {
        count = std::min<LONG>(count, mostToRead);
        const BYTE p1 = static_cast<BYTE>(at >> 8), p2 = static_cast<BYTE>(at);
        return card.runFetching(
            [&](ISCardISO7816 *iso, ISCardCmd **command) { return iso->ReadBinary(p1, p2, count, command); },
            static_cast<size_t>(count), reply);
    }
    count = std::min<LONG>(count, mostToReadInObject);
    /* Some cards write lengths longer than needed. */
    LONG expected = std::min<LONG>(count + 6, mostToRead);
    Bytes offset;
    Ref<IByteBuffer> buffer;
    appendOffset(offset, at);
    HRESULT hr = store(offset, buffer);
    if (SUCCEEDED(hr))
        hr = card.runFetching(
            [&](ISCardISO7816 *, ISCardCmd **command) {
                return (*command)->BuildCmd(0x00, readBinaryOdd, 0, 0, buffer.get(), &expected);
            },
            Card::mostInReply, reply);
    if (FAILED(hr) || reply.data.empty())
        return hr;
    const std::vector<Found> objects = objectsIn(reply.data, 0, reply.data.size());
    if (objects.empty() || objects[0].tag != bytesObject)
        return SCARD_E_UNEXPECTED;
    const BYTE *bytes = reply.data.data() + objects[0].at;
    reply.data = Bytes(bytes, bytes + std::min<size_t>(objects[0].length, static_cast<size_t>(count)));
    return S_OK;
}

/* Writes as many bytes as one command takes, and tells how many. */
HRESULT writePart(Card &card, LONG at, const BYTE *bytes, size_t left, size_t &count, Reply &reply)
{
    const bool inObject = at >= offsetsEnd;
    count = std::min<size_t>(left, inObject ? mostToWriteInObject : mostToWrite);
    Bytes data;
    if (inObject) {
        appendOffset(data, at);
        appendObject(data, bytesObject, bytes, count);
    } else {
        data.assign(bytes, bytes + count);
    }
    Ref<IByteBuffer> buffer;
    HRESULT hr = store(data, buffer);
    if (FAILED(hr))
        return hr;
    const BYTE p1 = static_cast<BYTE>(at >> 8), p2 = static_cast<BYTE>(at);
    return card.run(
        [&](ISCardISO7816 *iso, ISCardCmd **command) {
            if (inObject)
                return (*command)->BuildCmd(0x00, updateBinaryOdd, 0, 0, buffer.get(), nullptr);
            return iso->UpdateBinary(p1, p2, buffer.get(), command);
        },
        reply);
}

/* What the card tells of the file, without reading it; -1 if it does not tell the length. It selects the file. */
HRESULT askForSize(Card &card, File &file, LONG &size)
{
    size = -1;
    if (!file.target.shortId) {
        Bytes fcp;
        if (SUCCEEDED(card.inspect(file.target.path, fcp)))
            for (const Found &found : parametersIn(fcp)) {
                if (found.tag == 0x82 && found.length > 0 && isOfRecords(fcp[found.at]))
                    file.kind = inRecords;
                /* Not 81, which counts what the card needs besides. */
                if (found.tag != 0x80 || found.length == 0 || found.length > 4)
                    continue;
                LONGLONG told = 0;
                for (size_t i = 0; i < found.length; i++)
                    told = told << 8 | fcp[found.at + i];
                size = told <= bytesEnd ? static_cast<LONG>(told) : -1;
            }
    }
    return card.open(file.target, file.kind); /* if that failed, or left another one selected */
}

/* Whether a position that the card refuses is just behind the last byte, or nowhere. */
HRESULT behind(Card &card, File &file)
{
    LONG size = 0;
    HRESULT hr = countBytes(card, file, size);
    if (FAILED(hr))
        return hr;
    return file.at <= size ? SCARD_W_EOF : SCARD_E_BAD_SEEK;
}

bool isFirst(const Reply &reply, const File &file)
{
    return reply.status == notInBytes && file.kind == unknown;
}

} // namespace

HRESULT readBytes(Card &card, File &file, LONG wanted, Bytes &all)
{
    for (size_t sent = 0; static_cast<LONG>(all.size()) < wanted; sent++) {
        const LONG at = file.at + static_cast<LONG>(all.size());
        if (sent > firstCommands + all.size() / leastGiven)
            break; /* the next Read goes on */
        if (at >= bytesEnd && all.empty())
            return SCARD_E_BAD_SEEK;
        if (at >= bytesEnd)
            break;
        Reply reply;
        HRESULT hr = readPart(card, at, wanted - static_cast<LONG>(all.size()), reply);
        if (FAILED(hr))
            return hr;
        if (isFirst(reply, file)) {
            file.kind = inRecords;
            return S_OK;
        }
        if (reply.status == 0x6B00 && all.empty() && file.sought)
            return behind(card, file);
        if (reply.status == 0x6B00)
            break;
        hr = resultOf(reply.status);
        if (hr == SCARD_E_UNSUPPORTED_FEATURE && !all.empty())
            break; /* a card that has no odd INS: what it did give is given, and the next Read says so */
        if (FAILED(hr) && reply.status != 0x6282)
            return hr;
        file.kind = inBytes;
        all.insert(all.end(), reply.data.begin(), reply.data.end());
        if (reply.status == 0x6282 || reply.data.empty())
            break;
    }
    if (all.empty())
        return SCARD_W_EOF;
    file.at += static_cast<LONG>(all.size());
    file.sought = false;
    return S_OK;
}

HRESULT writeBytes(Card &card, File &file, const Bytes &bytes)
{
    if (file.at > bytesEnd || bytes.size() > static_cast<size_t>(bytesEnd - file.at))
        return SCARD_E_BAD_SEEK;
    if (bytes.size() > mostToWrite) {
        /* What takes several commands is done as a whole or not at all, as far as the card tells. */
        LONG size;
        HRESULT hr = askForSize(card, file, size);
        if (FAILED(hr) || file.kind == inRecords)
            return hr;
        if (size >= 0 && file.at >= size)
            return SCARD_E_BAD_SEEK;
        if (size >= 0 && static_cast<size_t>(size - file.at) < bytes.size())
            return SCARD_E_WRITE_TOO_MANY;
    }
    for (size_t done = 0, count; done < bytes.size(); done += count) {
        Reply reply;
        const LONG at = file.at + static_cast<LONG>(done);
        HRESULT hr = writePart(card, at, &bytes[done], bytes.size() - done, count, reply);
        if (FAILED(hr))
            return hr;
        if (isFirst(reply, file)) {
            file.kind = inRecords;
            return S_OK;
        }
        /* What is written stays, but the position too: the same Write can be done again. */
        if ((reply.status & 0xFFF0) != 0x63C0) /* the card had to try x times, and no code is meant */
            hr = resultOf(reply.status);
        if (FAILED(hr))
            return hr;
        file.kind = inBytes;
    }
    file.at += static_cast<LONG>(bytes.size());
    file.sought = false;
    return S_OK;
}

HRESULT countBytes(Card &card, File &file, LONG &count)
{
    HRESULT hr = askForSize(card, file, count);
    if (FAILED(hr) || count >= 0 || file.kind == inRecords)
        return hr;
    /* The card does not tell: read to the end. */
    File reader = file;
    reader.at = 0;
    reader.sought = false;
    for (bool last = false;;) {
        Bytes some;
        hr = readBytes(card, reader, stretch, some);
        file.kind = reader.kind;
        count = reader.at;
        if (hr == SCARD_W_EOF)
            return S_OK;
        if (FAILED(hr) || file.kind == inRecords)
            return hr;
        if (last)
            return SCARD_E_UNEXPECTED; /* more, after less than there was room for */
        last = some.size() < static_cast<size_t>(stretch);
    }
}

} // namespace provider
