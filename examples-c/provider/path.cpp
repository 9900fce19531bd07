#include "path.h"

#include <algorithm>

namespace provider {

namespace {

/* Of UTF-16, as names of DFs are bytes; fails for what is no text. */
bool utf8(BSTR text, std::string &out)
{
    UINT length = SysStringLen(text);
    for (UINT i = 0; i < length; i++) {
        uint32_t c = static_cast<uint16_t>(text[i]);
        if (c >= 0xD800 && c <= 0xDBFF && i + 1 < length && (text[i + 1] & 0xFC00) == 0xDC00)
            c = 0x10000 + ((c & 0x3FF) << 10) + (static_cast<uint32_t>(text[++i]) & 0x3FF);
        else if (c == 0 || (c >= 0xD800 && c <= 0xDFFF))
            return false;
        const int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
        static const uint32_t lead[] = {0, 0xC0, 0xE0, 0xF0};
        out += static_cast<char>(lead[more] | (c >> (6 * more)));
        for (int at = more - 1; at >= 0; at--)
            out += static_cast<char>(0x80 | ((c >> (6 * at)) & 0x3F));
    }
    return true;
}

int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = static_cast<char>(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The bytes of hexadecimal digits; none if it is anything else. */
Bytes hex(const std::string &text)
{
    Bytes bytes;
    if (text.size() % 2 != 0)
        return bytes;
    for (size_t i = 0; i < text.size(); i += 2) {
        int high = digit(text[i]), low = digit(text[i + 1]);
        if (high < 0 || low < 0)
            return Bytes();
        bytes.push_back(static_cast<BYTE>(high << 4 | low));
    }
    return bytes;
}

BYTE shortIdOf(const std::string &text)
{
    Bytes bytes = hex(text.size() == 1 ? "0" + text : text);
    return bytes.size() == 1 && bytes[0] <= 30 ? bytes[0] : 0;
}

std::vector<std::string> parts(const std::string &text)
{
    std::vector<std::string> all;
    size_t from = 0;
    for (size_t to; (to = text.find('/', from)) != std::string::npos; from = to + 1)
        all.push_back(text.substr(from, to - from));
    all.push_back(text.substr(from));
    return all;
}

} // namespace

Path root()
{
    return Path(1, Step{false, Bytes{0x3F, 0x00}});
}

bool startsWith(const Path &path, const Path &beginning)
{
    return path.size() >= beginning.size() && std::equal(beginning.begin(), beginning.end(), path.begin());
}

HRESULT parse(REFTYPE type, BSTR text, const Path &current, Target &target)
{
    std::string all;
    if (static_cast<UINT>(type) > SC_TYPE_BY_ANY || !utf8(text, all))
        return E_INVALIDARG;
    const std::vector<std::string> written = parts(all);
    Path path = current;
    BYTE shortId = 0;
    for (size_t i = 0; i < written.size(); i++) {
        const std::string &part = written[i];
        const bool first = i == 0, last = i + 1 == written.size();
        Bytes bytes = hex(part);
        const bool named = first && (type == SC_TYPE_BY_NAME ||
                                     (type == SC_TYPE_BY_ANY && bytes.size() != 2 && !(last && shortIdOf(part))));
        if (named) {
            if (bytes.empty())
                bytes.assign(part.begin(), part.end());
            if (bytes.empty() || bytes.size() > 16)
                return E_INVALIDARG;
            path.assign(1, Step{true, bytes});
        } else if (last && (type == SC_TYPE_BY_SHORT || (type == SC_TYPE_BY_ANY && bytes.size() != 2))) {
            shortId = shortIdOf(part);
            if (shortId == 0)
                return E_INVALIDARG;
        } else if (bytes.size() != 2) {
            return E_INVALIDARG;
        } else {
            const Step step = {false, bytes};
            const bool isRoot = step == root()[0];
            if (isRoot && !first)
                return E_INVALIDARG;
            if (isRoot)
                path.clear();
            path.push_back(step);
        }
    }
    target.path = path;
    target.shortId = shortId;
    return S_OK;
}

std::u16string format(const Path &path)
{
    static const char16_t digits[] = u"0123456789ABCDEF";
    std::u16string text;
    for (const Step &step : path) {
        if (!text.empty())
            text += u'/';
        for (BYTE byte : step.bytes) {
            text += digits[byte >> 4];
            text += digits[byte & 15];
        }
    }
    return text;
}

} // namespace provider
