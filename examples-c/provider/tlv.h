/* Data objects of BER-TLV, and what the file control parameters among them say. */
#ifndef PROVIDER_TLV_H
#define PROVIDER_TLV_H

#include "support.h"

namespace provider {

/* The longest value that two bytes of length have. */
enum { mostInTemplate = 0xFFFF };

/* A data object: its tag, and where in the bytes its value is. */
struct Found {
    DWORD tag;
    size_t at, length;
};

/* The data objects in [at, end) of bytes, until something is none. */
std::vector<Found> objectsIn(const Bytes &bytes, size_t at, size_t end);

/* The file control parameters of a reply to SELECT, without their template. */
std::vector<Found> parametersIn(const Bytes &fcp);

/* What the first byte of a file descriptor (82) says; a file that is neither has bytes, or data objects. */
inline bool isDirectoryOf(BYTE descriptor)
{
    return (descriptor & 0xBF) == 0x38;
}
inline bool isOfRecords(BYTE descriptor)
{
    return (descriptor & 0x38) != 0x38 && (descriptor & 0x07) >= 2;
}

/* Writes a data object behind what is there; its value has up to 65,535 bytes. */
void appendObject(Bytes &out, DWORD tag, const BYTE *value, size_t length);

/* A table with copies of data objects, in one block. */
HRESULT tableOf(const Bytes &bytes, const std::vector<Found> &objects, LPTLV_TABLE *table);

/* The data objects of the valid entries of a table. */
HRESULT objectsOf(const TLV_TABLE &table, Bytes &out);

} // namespace provider

#endif
