#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

#include "core/result.h"

namespace tokenhouse::server {

/// Argon2id through libsodium, in its text form. At most two are computed at once (64 MiB each) and a few more wait;
/// past that it is Unavailable with `retryAfter`. Thread-safe, blocks.
class Passwords {
public:
    Passwords();
    Result<std::string> hash(std::string_view password);
    /// False for a wrong one. An empty `stored` (an unknown user, or one without a password) costs the same.
    Result<bool> verify(const std::string& stored, std::string_view password);

private:
    class Turn;
    Result<void> begin();
    void end();

    static constexpr std::size_t parallel = 2;
    static constexpr std::size_t queue = 6;
    std::mutex m_mutex;
    std::condition_variable m_free;
    std::size_t m_running = 0;
    std::size_t m_waiting = 0;
    std::string m_nobody; ///< the hash that unknown users are compared with
};

} // namespace tokenhouse::server
