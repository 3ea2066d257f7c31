#pragma once

#include <utility>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/http/exchange.h"
#include "server/http/head_parser.h"
#include "server/http/http_server.h"

namespace tokenhouse::http {

/// What all connections of one server share.
struct ConnectionContext {
    ServerOptions options;
    HttpServer::Handler handler;
    HttpServer::FramingAnswer framing;
    std::atomic<bool> draining{false};
};

/// Milliseconds of the monotonic clock, never 0.
std::int64_t steadyMillis();

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
    /// Since when it has no complete head; 0 while a request is at work.
    std::int64_t waitingSince() const { return m_waitingSince.load(std::memory_order_relaxed); }
    bool streaming() const { return m_streaming.load(std::memory_order_relaxed); }
    bool isLeaving() const { return m_leaving.load(std::memory_order_relaxed); }
    const std::string& peer() const { return m_peer; }
    boost::asio::any_io_executor executor() { return m_socket.get_executor(); }

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
    boost::asio::awaitable<bool> readMore();
    boost::asio::awaitable<std::size_t> readSome(char* data, std::size_t size);
    boost::asio::awaitable<bool> send(std::string_view first, std::string_view second);
    boost::asio::awaitable<Body> readSizedBody(std::size_t limit);
    boost::asio::awaitable<Body> readChunkedBody(std::size_t limit);
    boost::asio::awaitable<bool> handle();
    boost::asio::awaitable<void> finish();
    boost::asio::awaitable<bool> sendContinue();
    void writeHead(const Response& response, bool chunked);
    void setDeadline(std::chrono::milliseconds fromNow);
    void clearDeadline() { m_deadline.store(0, std::memory_order_relaxed); }
    void closeSocket();
    std::string_view unread() const { return std::string_view(m_in).substr(m_used); }
    void consume(std::size_t size);

    std::shared_ptr<ConnectionContext> m_context;
    boost::asio::ip::tcp::socket m_socket;
    std::shared_ptr<boost::asio::ssl::context> m_tlsContext;
    std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>> m_tls;

    std::atomic<std::int64_t> m_deadline{0}; ///< steadyMillis; 0 = none
    std::atomic<std::int64_t> m_waitingSince{0};
    std::atomic<bool> m_streaming{false};
    std::atomic<bool> m_leaving{false};

    std::string m_peer;
    RequestHead m_head;
    Framing m_framing;
    HeadScanner m_scanner;
    std::string m_in; ///< received; from m_used on not yet used
    std::size_t m_used = 0;
    std::string m_out;
    std::array<char, 8192> m_chunk{};
    bool m_bodyRead = false;
    bool m_replied = false;
    bool m_keep = false;
    bool m_gone = false; ///< the other end is, or a deadline passed
};

} // namespace tokenhouse::http
