#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

namespace tokenhouse::server {

/// Monotonic time in units of 65 536 ns: 32 bits of it span more than two windows of a day.
using Ticks = std::uint64_t;

inline Ticks ticksOf(std::chrono::steady_clock::time_point at)
{
    return static_cast<Ticks>(std::chrono::nanoseconds(at.time_since_epoch()).count()) >> 16;
}

/// The number of ticks between two calls that guarantees that at least `window` lies between them.
inline std::uint32_t ticksOf(std::chrono::seconds window)
{
    return static_cast<std::uint32_t>((static_cast<std::uint64_t>(window.count()) * 1'000'000'000 + 65'535) / 65'536
                                      + 1);
}

/// A true sliding window: the times of the calls that were let through, as few bytes as they need. Calls over the limit
/// do not count, or who asks too often would never get in again. Not thread-safe.
class CallWindow {
public:
    /// 0 when the call is let through (and counted), else the ticks after which the next one will be.
    std::uint32_t admit(unsigned limit, std::uint32_t window, Ticks now)
    {
        now = std::max(now, m_last); // another thread may have looked at the clock earlier and come here later
        const auto present = static_cast<std::uint32_t>(now);
        if (now - m_last >= window) {
            m_count = 0;
        }
        while (m_count > 0 && present - m_times[m_first] >= window) {
            m_first = static_cast<std::uint16_t>(next(m_first));
            --m_count;
        }
        if (m_count >= limit) {
            return window - (present - m_times[slot(m_count - limit)]);
        }
        if (m_count == m_capacity) {
            grow(limit);
        }
        m_times[slot(m_count)] = present;
        ++m_count;
        m_last = now;
        return 0;
    }

    /// Nothing in it could count any more.
    bool isIdle(std::uint32_t window, Ticks now) const
    {
        return m_count == 0 || (now > m_last && now - m_last >= window);
    }
    std::size_t bytes() const { return std::size_t{m_capacity} * sizeof(std::uint32_t); }

private:
    /// Where the n-th time is, counted from the oldest.
    unsigned slot(unsigned n) const { return (m_first + n) % m_capacity; }
    unsigned next(unsigned position) const { return position + 1 == m_capacity ? 0 : position + 1; }

    void grow(unsigned limit)
    {
        const auto capacity = static_cast<std::uint16_t>(
            std::min(std::max(4u, m_capacity * 2u), std::max<unsigned>(limit, m_count + 1u)));
        auto times = std::make_unique<std::uint32_t[]>(capacity);
        for (unsigned i = 0; i < m_count; ++i) {
            times[i] = m_times[slot(i)];
        }
        m_times = std::move(times);
        m_first = 0;
        m_capacity = capacity;
    }

    Ticks m_last = 0;
    std::unique_ptr<std::uint32_t[]> m_times; ///< a ring
    std::uint16_t m_first = 0;
    std::uint16_t m_count = 0;
    std::uint16_t m_capacity = 0;
};

} // namespace tokenhouse::server
