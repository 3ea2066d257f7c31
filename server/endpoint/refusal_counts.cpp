#include "server/endpoint/refusal_counts.h"

#include <algorithm>
#include <tuple>

namespace tokenhouse::server {

namespace {

RefusalSum sumOf(Time hour, std::size_t fault, std::int64_t count)
{
    const auto& text = textOf(static_cast<EndpointFault>(fault));
    return {hour, text.code, std::string(text.title), count};
}

} // namespace

std::uint64_t RefusalCounts::total() const
{
    std::uint64_t all = 0;
    for (const auto& one : m_counts) {
        all += one.load(std::memory_order_relaxed);
    }
    return all;
}

void RefusalCounts::gather(Time now)
{
    const auto hour = std::chrono::floor<std::chrono::hours>(now);
    for (std::size_t i = 0; i < endpointFaultCount; ++i) {
        const auto counted = m_counts[i].load(std::memory_order_relaxed);
        if (counted != m_gathered[i]) {
            m_unwritten[{hour, i}] += static_cast<std::int64_t>(counted - m_gathered[i]);
            m_gathered[i] = counted;
        }
    }
}

Result<void> RefusalCounts::writeTo(Store& store, Time now)
{
    const std::lock_guard lock(m_mutex);
    gather(now);
    // A store that refuses for long costs no more than what it would keep.
    std::erase_if(m_unwritten, [&](const auto& one) { return one.first.first < now - kept; });
    if (m_unwritten.empty()) {
        return {};
    }
    std::vector<RefusalSum> sums;
    for (const auto& [key, count] : m_unwritten) {
        sums.push_back(sumOf(key.first, key.second, count));
    }
    auto written = store.addRefusals(sums, now - kept);
    if (written) {
        m_unwritten.clear();
    }
    return written;
}

Result<std::vector<RefusalSum>> RefusalCounts::since(Store& store, Time from, Time now)
{
    const std::lock_guard lock(m_mutex);
    gather(now);
    auto sums = store.refusals(from);
    if (!sums) {
        return sums;
    }
    for (const auto& [key, count] : m_unwritten) {
        const auto more = sumOf(key.first, key.second, count);
        const auto same = std::ranges::find_if(
            *sums, [&](const RefusalSum& one) { return one.hour == more.hour && one.code == more.code; });
        if (same != sums->end()) {
            same->count += count;
        } else if (more.hour >= from) {
            sums->push_back(more);
        }
    }
    std::ranges::sort(*sums, {}, [](const RefusalSum& one) { return std::tuple(one.hour, one.code); });
    return sums;
}

} // namespace tokenhouse::server
