/*
 * Files of records, linear and cyclic, by number: the position is how many records are before. The newest record of a
 * cyclic file is the first. A vendor whose cards have no APPEND RECORD writes records of cyclic files with UPDATE
 * RECORD of the previous one (P2 = 03).
 */
#include "file.h"

namespace provider {

namespace {

enum : WORD { noSuchRecord = 0x6A83 };

/* P2: the file, 0 for the selected one, and for commands that want a number, that P1 is one. */
BYTE fileIn(const Target &target)
{
    return static_cast<BYTE>(target.shortId << 3);
}
BYTE byNumber(const Target &target)
{
    return fileIn(target) | 0x04;
}

HRESULT readNumber(Card &card, const Target &target, LONG number, Reply &reply)
{
    const BYTE p1 = static_cast<BYTE>(number), p2 = byNumber(target);
    return card.runFetching(
        [&](ISCardISO7816 *iso, ISCardCmd **command) { return iso->ReadRecord(p1, p2, 256, command); },
        Card::mostInReply, reply);
}

HRESULT isThere(Card &card, const Target &target, LONG number, bool &there)
{
    Reply reply;
    HRESULT hr = readNumber(card, target, number, reply);
    if (FAILED(hr))
        return hr;
    there = reply.status != noSuchRecord;
    return there && reply.status != 0x6282 ? resultOf(reply.status) : S_OK;
}

/* Of a position where no record is: whether it is just behind the last one. */
HRESULT isEnd(Card &card, const File &file, bool &end)
{
    end = true;
    if (!file.sought || file.at == 0 || file.at == File::behindLast)
        return S_OK;
    end = false;
    return file.at > mostRecords ? S_OK : isThere(card, file.target, file.at, end);
}

} // namespace

HRESULT readRecord(Card &card, File &file, LONG wanted, Bytes &data, LONG &needed)
{
    Reply reply;
    reply.status = noSuchRecord;
    HRESULT hr = S_OK;
    if (file.at < mostRecords)
        hr = readNumber(card, file.target, file.at + 1, reply);
    if (SUCCEEDED(hr) && reply.status == noSuchRecord) {
        bool end;
        hr = isEnd(card, file, end);
        if (SUCCEEDED(hr))
            hr = end ? SCARD_W_EOF : SCARD_E_BAD_SEEK;
    } else if (SUCCEEDED(hr) && reply.status != 0x6282) {
        hr = resultOf(reply.status);
    }
    if (FAILED(hr))
        return hr;
    if (reply.data.size() > static_cast<size_t>(wanted)) {
        needed = static_cast<LONG>(reply.data.size());
        return SCARD_E_INSUFFICIENT_BUFFER;
    }
    data.swap(reply.data);
    file.at++;
    file.sought = false;
    return S_OK;
}

HRESULT writeRecord(Card &card, File &file, const Bytes &data)
{
    Ref<IByteBuffer> buffer;
    HRESULT hr = store(data, buffer);
    Reply reply;
    reply.status = noSuchRecord;
    if (SUCCEEDED(hr) && file.at < mostRecords) {
        const BYTE number = static_cast<BYTE>(file.at + 1), p2 = byNumber(file.target);
        hr = card.run(
            [&](ISCardISO7816 *iso, ISCardCmd **command) {
                return iso->UpdateRecord(number, p2, buffer.get(), command);
            },
            reply);
    }
    bool end = false;
    if (SUCCEEDED(hr) && reply.status == noSuchRecord) {
        hr = isEnd(card, file, end);
        if (SUCCEEDED(hr) && !end)
            hr = SCARD_E_BAD_SEEK;
        if (SUCCEEDED(hr))
            hr = card.run(
                [&](ISCardISO7816 *iso, ISCardCmd **command) {
                    return iso->AppendRecord(fileIn(file.target), buffer.get(), command);
                },
                reply);
    }
    if (SUCCEEDED(hr) && (reply.status & 0xFFF0) != 0x63C0) /* the card had to try x times, and no code is meant */
        hr = resultOf(reply.status);
    if (FAILED(hr))
        return hr;
    /* A record of a cyclic file may have taken the place of another one, so that nobody knows how many there are. */
    file.at = end ? LONG(File::behindLast) : file.at + 1;
    file.sought = false;
    return S_OK;
}

/* The numbers of records have no gaps, so it takes eight commands. */
HRESULT countRecords(Card &card, const File &file, LONG &count)
{
    LONG beyond = mostRecords + 1;
    for (count = 0; beyond - count > 1;) {
        const LONG middle = (count + beyond) / 2;
        bool there;
        HRESULT hr = isThere(card, file.target, middle, there);
        if (FAILED(hr))
            return hr;
        (there ? count : beyond) = middle;
    }
    return S_OK;
}

} // namespace provider
