#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

namespace tokenhouse::server {

/// Slows guessing down: a delay that grows with each failure, per user-and-address and, later, per address. It hangs on
/// the address in both, so nobody can lock an administrator out from elsewhere. Thread-safe.
class Throttle {
public:
    using Clock = std::chrono::steady_clock;

    /// How long to wait before the next try; zero = it may go on, and counts as a failure until succeeded().
    std::chrono::seconds attempt(const std::string& userKey, const std::string& address, Clock::time_point at);
    void succeeded(const std::string& userKey, const std::string& address);
    /// The try was not judged (too busy), so it does not count.
    void withdrawn(const std::string& userKey, const std::string& address);
    std::size_t size() const;

    static constexpr int freePerUser = 5;
    static constexpr int freePerAddress = 30;
    static constexpr std::chrono::seconds longestPerUser{300};
    static constexpr std::chrono::seconds longestPerAddress{60};

private:
    struct Entry {
        int failures = 0;
        Clock::time_point notBefore{};
        Clock::time_point last{};
    };
    using Entries = std::unordered_map<std::string, Entry>;
    static void count(Entry& entry, int free, std::chrono::seconds longest, Clock::time_point at);
    static Clock::time_point waitOf(Entries& entries, const std::string& key, Clock::time_point at);
    static void uncount(Entries& entries, const std::string& key);
    static void forget(Entries& entries, Clock::time_point at);

    mutable std::mutex m_mutex;
    Entries m_users; ///< by user and address
    Entries m_addresses;
};

/// What throttling counts as one address: IPv4 whole, IPv6 by its /64.
std::string throttleAddress(const std::string& address);

} // namespace tokenhouse::server
