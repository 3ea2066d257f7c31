#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tokenhouse::server {

/// Where a call goes: its path judged for form (domain.md, Routes), seen relative to /api/custom/. Most paths are plain
/// ASCII and need no memory of their own.
class CallPath { // NOLINT(cppcoreguidelines-pro-type-member-init): only what was written is read of the buffer
public:
    /// Nothing when the path is malformed (400): %2F, a backslash, NUL, a dot segment, a bad escape, no UTF-8.
    /// `raw` must outlive it.
    static std::optional<CallPath> parse(std::string_view raw);

    bool isUnderPrefix() const { return m_isUnderPrefix; } ///< /api/custom, in any case
    bool isEmptyRoute() const { return m_isUnderPrefix && m_folded.empty() && m_segments.empty(); }
    /// The route folded, when the path is plain: a static route is found by it as it is. Else empty.
    std::string_view folded() const { return {m_buffer.data() + m_folded.start, m_folded.size}; }
    /// The decoded segments after the prefix.
    const std::vector<std::string>& segments();
    /// The route as called: decoded segments with one slash between.
    std::string route();

private:
    struct Range {
        std::size_t start = 0;
        std::size_t size = 0;
        bool empty() const { return size == 0; }
    };

    std::string_view m_raw;
    std::array<char, 288> m_buffer; ///< "/api/custom/" and a route of at most 260 fit
    Range m_folded;
    bool m_isUnderPrefix = false;
    bool m_isSplit = false;
    std::vector<std::string> m_segments;
};

} // namespace tokenhouse::server
