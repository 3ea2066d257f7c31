#pragma once

#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "server/http/exchange.h"
#include "server/http/head_parser.h"
#include "server/http/http_server.h"
#include "server/http/response_head.h"
#include "server/http/wire.h"

namespace tokenhouse::http {

/// What all connections of one server share.
struct ConnectionContext {
    ServerOptions options;
    HttpServer::Handler handler;
    HttpServer::FramingAnswer framing;
    std::atomic<bool> draining{false};
};

/// One connection: requests one after the other, each judged, handled and answered before the next is read. All but
/// the atomics is touched on its executor (a strand) only.
class Connection final : public Exchange, public std::enable_shared_from_this<Connection> {
public:
    Connection(std::shared_ptr<ConnectionContext> context, boost::asio::ip::tcp::socket socket,
               std::shared_ptr<boost::asio::ssl::context> tls);

    /// Until the connection is closed.
    boost::asio::awaitable<void> run();

    /// Called by the sweeper, from any thread.
    void sweep(std::int64_t nowMillis);
    void abort(); ///< from any thread: closes at once
    void evict(); ///< from any thread: closes unless a request is at work by then
    /// Since when it has no complete head; 0 while a request is at work.
    std::int64_t waitingSince() const { return m_waitingSince.load(std::memory_order_relaxed); }
    bool streaming() const { return m_streaming.load(std::memory_order_relaxed); }
    bool isLeaving() const { return m_leaving.load(std::memory_order_relaxed); }
    const std::string& peer() const { return m_peer; }
    boost::asio::any_io_executor executor() { return m_wire.executor(); }

    const RequestHead& head() const override { return m_head; }
    boost::asio::awaitable<Body> readBody(std::size_t limit) override;
    boost::asio::awaitable<void> reply(Response response) override;
    boost::asio::awaitable<bool> beginStream(Response head) override;
    boost::asio::awaitable<bool> write(std::string_view bytes) override;
    std::function<void()> aborter() override;

private:
    enum class HeadOutcome { Request, Closed, Answered };
    boost::asio::awaitable<HeadOutcome> readHead();
    boost::asio::awaitable<void> answerFault(FramingFault fault);
    boost::asio::awaitable<bool> handle();
    void forgetSecrets();
    void beginAnswer(const Response& response, BodyForm form);

    std::shared_ptr<ConnectionContext> m_context;
    Wire m_wire;

    std::atomic<std::int64_t> m_waitingSince{0};
    std::atomic<bool> m_streaming{false};
    std::atomic<bool> m_leaving{false};

    std::string m_peer;
    RequestHead m_head;
    Framing m_framing;
    HeadScanner m_scanner;
    std::string m_out;
    bool m_bodyRead = false;
    bool m_replied = false;
    bool m_keep = false;
};

} // namespace tokenhouse::http
