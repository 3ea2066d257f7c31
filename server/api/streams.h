#pragma once

#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "server/api/call.h"
#include "server/api/stream_queue.h"

namespace tokenhouse::server {

/// Runs `work` on the pool and comes back to the caller's executor.
boost::asio::awaitable<void> onPool(boost::asio::thread_pool& pool, std::function<void()> work);

/// The two calls whose answer has no end: events/stream, and logs with follow.
class Streams {
public:
    Streams(Services& services, boost::asio::thread_pool& pool) : m_services(services), m_pool(pool) {}

    /// What is wrong with the request is answered before the stream begins; then it lasts until the session, the other
    /// end or the server ends.
    boost::asio::awaitable<Result<void>> events(http::Exchange& exchange, Call& call);
    boost::asio::awaitable<Result<void>> log(http::Exchange& exchange, Call& call);
    void closeAll();

private:
    Services& m_services;
    boost::asio::thread_pool& m_pool;
    std::mutex m_mutex;
    std::vector<std::weak_ptr<StreamQueue>> m_queues;
    bool m_closed = false;
};

} // namespace tokenhouse::server
