#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/exchange.h"

namespace tokenhouse::http {

/// Why the other end is not trusted any further; the connection closes after the answer.
struct FramingFault {
    int status = 400;
    std::string detail;
};

/// Looks for the end of a head, byte by byte, so that a bare CR or LF or a control character is refused when it
/// comes and not at the deadline. Pure; keeps its place between calls.
class HeadScanner {
public:
    enum class State { More, Complete, Broken };
    /// `bytes` is everything received of this head so far, and perhaps more behind it.
    State scan(std::string_view bytes);
    std::size_t size() const { return m_position; } ///< of the head with its empty line, once Complete
    void reset() { *this = {}; }

private:
    std::size_t m_position = 0;
    std::size_t m_lineStart = 0;
};

/// What the fields say about the body and the connection.
struct Framing {
    std::optional<std::uint64_t> contentLength;
    bool chunked = false;
    bool keepAlive = true;
    bool expectContinue = false;
    bool hasBody() const { return chunked || contentLength.value_or(0) > 0; }
};

inline constexpr std::size_t fieldsMaximum = 100;

/// Checks a complete head (with its empty line) against RFC 9112 and the stricter rules of domain.md section 4 and
/// quality.md S2, and fills `head` and `framing`. Pure function over bytes; `head` keeps its memory between calls.
std::optional<FramingFault> parseHead(std::string_view bytes, RequestHead& head, Framing& framing);

bool equalsIgnoringCase(std::string_view a, std::string_view b);
bool isTokenText(std::string_view text); ///< an RFC 9110 token, not empty

} // namespace tokenhouse::http
