#pragma once

#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <memory>

#include "server/api/call.h"

namespace tokenhouse::server {

/// The calls that stream a whole list: `tokens:export`, `definitions:export`, `events:export`. What is written is made
/// beside the writing of what came before it, so that two pieces are all that is in memory.
class Exports {
public:
    Exports(Services& services, boost::asio::thread_pool& pool) : m_services(services), m_pool(pool) {}

    /// What is wrong with the request is answered before the stream begins. An export that does not come to its end
    /// throws, so that the connection is closed without the end of its body. `call` has its body.
    boost::asio::awaitable<Result<void>> run(http::Exchange& exchange, Call& call);

    static constexpr int atOnce = 2; ///< each keeps a snapshot of the store

private:
    struct Work;
    Result<std::shared_ptr<Work>> open(Call& call);
    void produce(const std::shared_ptr<Work>& work);
    bool mayGoOn(const Work& work) const;

    Services& m_services;
    boost::asio::thread_pool& m_pool;
    std::atomic<int> m_running{0};
};

} // namespace tokenhouse::server
