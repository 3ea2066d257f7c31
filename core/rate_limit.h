#pragma once

#include <chrono>

#include "core/result.h"

namespace tokenhouse {

/// `limit` requests (1..100) in any `window` (1 s..1 day).
class RateLimit {
public:
    static Result<RateLimit> make(std::int64_t limit, std::int64_t windowSeconds, std::string_view id = {});
    int limit() const { return m_limit; }
    std::chrono::seconds window() const { return m_window; }
    bool operator==(const RateLimit&) const = default;

private:
    RateLimit(int limit, std::chrono::seconds window) : m_limit(limit), m_window(window) {}
    int m_limit;
    std::chrono::seconds m_window;
};

} // namespace tokenhouse
