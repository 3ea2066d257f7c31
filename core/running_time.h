#pragma once

#include <atomic>
#include <chrono>
#include <mutex>

#include "core/time.h"

namespace tokenhouse {

/// The system's time as everything here sees it (now()): it never goes back. When the system's clock is set back, it
/// goes on at half its pace until that has caught up, so that what has expired stays expired, and what shall lapse
/// does. A clock set back by more than a day was wrong before: it is followed. Thread-safe, and cheap on the endpoint's
/// path.
class RunningTime {
public:
    using Monotonic = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::hours furthest{24};

    Time at(Time system, Monotonic monotonic);
    /// The past that is known from elsewhere (the chain's last event), so that a restart is no way back either.
    void notBefore(Time known, Time system, Monotonic monotonic);

private:
    std::atomic<std::int64_t> m_highest{0}; ///< given out so far, in milliseconds
    std::atomic<bool> m_isBehind{false};    ///< the system's clock is
    std::mutex m_mutex;                     ///< guards what follows
    Time m_from{};
    Monotonic m_since{};
};

/// The one of this process, which now() asks.
RunningTime& runningTime();

} // namespace tokenhouse
