#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "server/endpoint/endpoint_fault.h"
#include "server/store/store.h"

namespace tokenhouse::server {

/// Refused calls by reason: counted on the call's path with one relaxed addition, summed by the hour off it, and kept
/// in the store for 32 days. Thread-safe.
class RefusalCounts {
public:
    static constexpr std::chrono::hours kept{32 * 24};

    void count(EndpointFault fault)
    {
        m_counts[static_cast<std::size_t>(fault)].fetch_add(1, std::memory_order_relaxed);
    }
    std::uint64_t total() const;
    /// What was counted since the last time goes to the store; what it refuses goes with the next.
    Result<void> writeTo(Store& store, Time now);
    /// The hours from `from` on, with what is not written yet.
    Result<std::vector<RefusalSum>> since(Store& store, Time from, Time now);

private:
    void gather(Time now);

    std::array<std::atomic<std::uint64_t>, endpointFaultCount> m_counts{};
    std::mutex m_mutex; ///< of what follows
    std::array<std::uint64_t, endpointFaultCount> m_gathered{};
    std::map<std::pair<Time, std::size_t>, std::int64_t> m_unwritten; ///< by hour and fault
};

} // namespace tokenhouse::server
