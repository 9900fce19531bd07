/* Where a file is, and how that is written. */
#ifndef PROVIDER_PATH_H
#define PROVIDER_PATH_H

#include "support.h"

#include <string>

namespace provider {

/* A file identifier, or the name of a DF. */
struct Step {
    bool name;
    Bytes bytes;
    bool operator==(const Step &other) const { return name == other.name && bytes == other.bytes; }
};

/* From the MF, or a DF known by its name, on. */
typedef std::vector<Step> Path;

/* What a text means: a file, or with a short identifier a file in that directory. */
struct Target {
    Path path;
    BYTE shortId;
    Target() : shortId(0) {}
    bool operator==(const Target &other) const { return shortId == other.shortId && path == other.path; }
};

/* The path of the MF. */
Path root();

bool startsWith(const Path &path, const Path &beginning);

/*
 * Understands a path: parts with "/" between them, each an identifier of four hexadecimal digits. The first may be
 * a name, in hexadecimal digits or as text, and the last a short identifier of one or two digits, if `type` says so.
 * A path begins with 3F00 or a name, or else in the current directory.
 */
HRESULT parse(REFTYPE type, BSTR text, const Path &current, Target &target);

/* The text that parse(SC_TYPE_BY_ANY) understands. */
std::u16string format(const Path &path);

} // namespace provider

#endif
