#pragma once

#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace tokenhouse::server {

/// Wakes a coroutine from any thread. The coroutine runs on the bell's executor (a strand).
class Bell : public std::enable_shared_from_this<Bell> {
public:
    explicit Bell(const boost::asio::any_io_executor& executor);
    void ring(); ///< from any thread; wakes the present wait, or the next one
    boost::asio::awaitable<void> wait(std::chrono::milliseconds atMost);

private:
    std::mutex m_mutex;
    bool m_rung = false;
    boost::asio::steady_timer m_timer;
};

/// Bytes on their way from any thread to one stream; at most 1 MB may wait.
class StreamQueue {
public:
    explicit StreamQueue(const boost::asio::any_io_executor& executor) : m_bell(std::make_shared<Bell>(executor)) {}
    bool push(std::string_view bytes); ///< false once the other end is too far behind
    void close();
    /// What waits, perhaps nothing when the time is up.
    boost::asio::awaitable<std::string> next(std::chrono::milliseconds atMost);
    bool isClosed() const;

    static constexpr std::size_t maximum = 1u << 20;

private:
    std::shared_ptr<Bell> m_bell;
    mutable std::mutex m_mutex;
    std::string m_bytes;
    bool m_closed = false;
};

} // namespace tokenhouse::server
