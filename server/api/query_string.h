#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace tokenhouse::server {

/// Percent-decoding of valid UTF-8 without NUL; nothing when an escape is broken. `plusIsBlank`: in query strings.
std::optional<std::string> percentDecoded(std::string_view text, bool plusIsBlank);

/// The members of a query string. Unknown and duplicated ones are refused by name.
class QueryString {
public:
    static Result<QueryString> parse(std::string_view raw, std::span<const std::string_view> known);
    const std::string* find(std::string_view name) const;
    std::string text(std::string_view name) const; ///< empty when absent
    /// Malformed outside the range, or when it is no plain decimal number.
    Result<std::optional<std::int64_t>> integer(std::string_view name, std::int64_t least, std::int64_t most) const;
    Result<bool> flag(std::string_view name) const; ///< true, false; absent = false

private:
    std::vector<std::pair<std::string, std::string>> m_members;
};

} // namespace tokenhouse::server
