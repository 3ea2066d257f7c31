#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "server/registry/registry.h"

namespace tokenhouse::server {

/// Counts, for each user and the last hour, how often something was answered that tells of a secret ("it is in use",
/// whose it is): 1 000 times in an hour and no more (domain.md, Leaks). Thread-safe.
class Registry::SecretRefusals {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::size_t maximum = 1000;
    static constexpr std::chrono::hours window{1};

    /// Seconds to wait when the user has had all of them.
    std::optional<std::int64_t> wait(const std::string& user, Clock::time_point at = Clock::now())
    {
        const std::lock_guard guard(m_mutex);
        const auto found = m_users.find(user);
        if (found == m_users.end())
            return std::nullopt;
        auto& times = found->second;
        while (!times.empty() && times.front() + window <= at)
            times.pop_front();
        if (times.size() < maximum)
            return std::nullopt;
        return std::chrono::duration_cast<std::chrono::seconds>(times.front() + window - at).count() + 1;
    }

    void note(const std::string& user, Clock::time_point at = Clock::now())
    {
        const std::lock_guard guard(m_mutex);
        m_users[user].push_back(at);
    }

private:
    std::mutex m_mutex;
    std::unordered_map<std::string, std::deque<Clock::time_point>> m_users;
};

/// A secret on its way into the store: its digest, and the text only when the server made it.
struct Registry::NewSecret {
    Digest digest{};
    std::optional<SecretBytes> generated;
};

} // namespace tokenhouse::server
