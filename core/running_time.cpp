#include "core/running_time.h"

#include <algorithm>

namespace tokenhouse {

Time RunningTime::at(Time system, Monotonic monotonic)
{
    auto highest = m_highest.load(std::memory_order_relaxed);
    if (toMillis(system) >= highest) {
        while (toMillis(system) > highest
               && !m_highest.compare_exchange_weak(highest, toMillis(system), std::memory_order_relaxed)) {}
        if (m_isBehind.load(std::memory_order_relaxed))
            m_isBehind.store(false, std::memory_order_relaxed);
        return system;
    }
    const std::lock_guard lock(m_mutex);
    highest = m_highest.load(std::memory_order_relaxed);
    if (fromMillis(highest) - system > furthest) {
        m_highest.store(toMillis(system), std::memory_order_relaxed);
        m_isBehind.store(false, std::memory_order_relaxed);
        return system;
    }
    if (!m_isBehind.exchange(true, std::memory_order_relaxed)) {
        m_from = fromMillis(highest);
        m_since = monotonic;
    }
    const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(monotonic - m_since);
    const auto time = std::max(toMillis(m_from + passed / 2), highest);
    m_highest.store(time, std::memory_order_relaxed);
    return fromMillis(time);
}

void RunningTime::notBefore(Time known, Time system, Monotonic monotonic)
{
    const auto present = at(system, monotonic);
    if (known <= present || known - system > furthest)
        return;
    const std::lock_guard lock(m_mutex);
    m_highest.store(toMillis(known), std::memory_order_relaxed);
    m_isBehind.store(false, std::memory_order_relaxed);
}

RunningTime& runningTime()
{
    static constinit RunningTime time;
    return time;
}

} // namespace tokenhouse
