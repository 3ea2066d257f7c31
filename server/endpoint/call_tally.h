#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "core/secret.h"
#include "server/store/store.h"

namespace tokenhouse::server {

/// Counts calls by token, secret and definition, off the store until it is asked to write. Each thread that answers has
/// its own sums, so that none waits for another; what would not fit is counted as left out.
class CallTally {
public:
    explicit CallTally(std::size_t seats);

    struct Note {
        Uuid token;
        SecretKey secret{};
        bool isPrevious = false;
        Uuid definition; ///< nil = none answered
        bool isRefused = false;
        std::string_view address;
        Time at{};
    };
    void note(std::size_t seat, const Note& note);

    /// In several changes when there is much; what the store refuses stays for the next time. From any thread.
    Result<void> writeTo(Store& store);
    /// Calls that were not told apart since the last time.
    std::uint64_t takeLeftOut() { return m_leftOut.exchange(0, std::memory_order_relaxed); }

    static SecretKey keyOf(const Digest& digest);
    static constexpr std::size_t seatMaximum = 16'384; ///< sums of one thread
    static constexpr std::size_t keptMaximum = 65'536; ///< sums that wait for the store
    static constexpr std::size_t atOnce = 1000;

private:
    struct Hash {
        std::size_t operator()(const CallKey& key) const noexcept;
    };
    struct alignas(64) Seat {
        std::mutex mutex; ///< taken by others only to write
        std::unordered_map<CallKey, CallSums, Hash> sums;
    };
    void count(Seat& seat, const CallKey& key, const Note& note);
    void collect();

    std::size_t m_count;
    std::unique_ptr<Seat[]> m_seats;
    std::atomic<std::uint64_t> m_leftOut{0};
    std::mutex m_writing;
    std::map<CallKey, CallSums> m_kept; ///< guarded by m_writing
};

} // namespace tokenhouse::server
