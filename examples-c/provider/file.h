/* What an open file is, and what can be done with it. All of this is for whoever has a Work that has started. */
#ifndef PROVIDER_FILE_H
#define PROVIDER_FILE_H

#include "card.h"

namespace provider {

struct File {
    /* The position behind the last record, which is no number until somebody asks for it. */
    enum : LONG { behindLast = 0x7FFFFFFF };

    Target target;
    Kind kind;
    LONG at;     /* how many bytes or records are before */
    bool sought; /* the position may be anywhere, and not only where reading or writing ended */

    File() : kind(unknown), at(0), sought(false) {}
};

/*
 * Reads up to `wanted` bytes, or one whole record, and moves the position behind them; SCARD_W_EOF if there is nothing.
 * A record is never cut: if it is longer, SCARD_E_INSUFFICIENT_BUFFER, and `needed` tells its length.
 */
HRESULT read(Card &card, File &file, LONG wanted, Bytes &data, LONG &needed);

/* Writes bytes over others, or one record over another or behind the last. */
HRESULT write(Card &card, File &file, const Bytes &data);

HRESULT seek(Card &card, File &file, SEEKTYPE from, LONG offset);

/*
 * The parts for transparent files. When a card says at the first command that this one has records, they do nothing
 * but note it: `kind` becomes inRecords.
 */
enum : LONG { bytesEnd = 0x1000000 }; /* what offsets of three bytes reach */
HRESULT readBytes(Card &card, File &file, LONG wanted, Bytes &data);
HRESULT writeBytes(Card &card, File &file, const Bytes &data);
HRESULT countBytes(Card &card, File &file, LONG &count);

/* The parts for files of records. */
enum : LONG { mostRecords = 254 };
HRESULT readRecord(Card &card, File &file, LONG wanted, Bytes &data, LONG &needed);
HRESULT writeRecord(Card &card, File &file, const Bytes &data);
HRESULT countRecords(Card &card, const File &file, LONG &count);

} // namespace provider

#endif
