#include "core/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <vector>

namespace tokenhouse {

namespace {

struct Decoded {
    std::int32_t point; ///< -1 when invalid
    std::size_t bytes;  ///< at least 1
};

Decoded decode(std::string_view text, std::size_t position)
{
    utf8proc_int32_t point = -1;
    const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + position,
                                        static_cast<utf8proc_ssize_t>(text.size() - position), &point);
    return bytes > 0 ? Decoded{point, static_cast<std::size_t>(bytes)} : Decoded{-1, 1};
}

bool isAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool isInvisible(std::int32_t point)
{
    // Braille blank and the Hangul fillers are letters by category, but nothing is seen of them.
    if (point == 0x2800 || point == 0x115F || point == 0x1160 || point == 0x3164 || point == 0xFFA0)
        return true;
    switch (utf8proc_category(point)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF: return true;
    default: return false;
    }
}

bool isDangerous(std::int32_t point)
{
    const auto category = utf8proc_category(point);
    if (category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP)
        return true;
    // Seen by nobody, they make two names look alike. The joiners (U+200C, U+200D) shape what is written.
    if (point == 0x00AD || point == 0x180E || point == 0x200B || (point >= 0x2060 && point <= 0x2064))
        return true;
    return point == 0x061C || point == 0x200E || point == 0x200F || (point >= 0x202A && point <= 0x202E)
           || (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

} // namespace

bool isValidUtf8(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const auto [point, bytes] = decode(text, i);
        if (point < 0)
            return false;
        i += bytes;
    }
    return true;
}

std::size_t codePoints(std::string_view text)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++count)
        i += decode(text, i).bytes;
    return count;
}

bool isBlank(std::string_view text)
{
    for (std::size_t i = 0; i < text.size();) {
        const auto [point, bytes] = decode(text, i);
        if (point < 0 || !isInvisible(point))
            return false;
        i += bytes;
    }
    return true;
}

std::string textKey(std::string_view text)
{
    if (isAscii(text)) {
        std::string key(text);
        for (char& c : key) {
            if (c >= 'A' && c <= 'Z')
                c = static_cast<char>(c + ('a' - 'A'));
        }
        return key;
    }
    utf8proc_uint8_t* mapped = nullptr;
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
    const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
    if (size < 0)
        return std::string(text);
    return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size)};
}

std::string displaySafe(std::string_view text)
{
    std::string safe;
    safe.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto [point, bytes] = decode(text, i);
        if (point < 0) {
            safe += "\xEF\xBF\xBD";
        } else if (isDangerous(point)) {
            char buffer[16];
            std::snprintf(buffer, sizeof buffer, "\\u{%04X}", static_cast<unsigned>(point));
            safe += buffer;
        } else {
            safe.append(text, i, bytes);
        }
        i += bytes;
    }
    return safe;
}

std::string elided(std::string_view text, std::size_t limit)
{
    std::size_t i = 0;
    for (std::size_t count = 0; i < text.size() && count < limit; ++count)
        i += decode(text, i).bytes;
    if (i >= text.size())
        return std::string(text);
    return std::string(text.substr(0, i)) + "\xE2\x80\xA6";
}

std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

} // namespace tokenhouse
