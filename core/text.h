#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tokenhouse {

/// All text is UTF-8. The functions below expect valid UTF-8 unless they say otherwise.
bool isValidUtf8(std::string_view text);
std::size_t codePoints(std::string_view text);
/// Empty, or nothing but Unicode white space, controls and invisible format characters.
bool isBlank(std::string_view text);
/// What text is compared and sorted by: NFC and full case folding (ß = ss). Byte order of keys is code point order.
std::string textKey(std::string_view text);
/// Safe to print in one line of a log or a cell: controls, line separators and bidirectional marks become \u{XXXX}.
std::string displaySafe(std::string_view text);
/// For JSON Pointer-free messages: at most `limit` code points, cut with "…".
std::string elided(std::string_view text, std::size_t limit);
/// Levenshtein distance in bytes, for "did you mean".
std::size_t editDistance(std::string_view a, std::string_view b);

} // namespace tokenhouse
