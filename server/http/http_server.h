#pragma once

#include "server/http/exchange.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace boost::asio {
class io_context;
}

namespace tokenhouse::http {

struct TlsFiles {
    std::string certificate; ///< PEM chain: a path, or the text itself when it starts with "-----BEGIN"
    std::string key;
};

struct ServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0; ///< 0 takes a free one
    bool orAnyPort = false; ///< a free one too when that port is in use
    std::optional<TlsFiles> tls{};
    std::size_t maxConnections = 1000;        ///< at the cap the oldest connection without a complete head makes room
    std::size_t maxConnectionsPerAddress = 0; ///< 0 = no cap of its own
    std::size_t headMaximum = 64 * 1024;
    std::chrono::seconds headerTimeout{10};
    std::chrono::seconds bodyTimeout{30};
    std::chrono::seconds idleTimeout{60};
};

/// Accepts connections and runs `handler` for each request, as a coroutine on the given io_context (which may be run
/// by several threads; one connection stays on one strand). HTTP/1.1 and 1.0, keep-alive, pipelining in order.
class HttpServer {
public:
    using Handler = std::function<boost::asio::awaitable<void>(Exchange&)>;
    /// What to answer to a head that breaks the framing rules (status 400, 414, 431, 408 …); the connection then
    /// closes.
    using FramingAnswer = std::function<Response(int status, const std::string& detail)>;

    HttpServer(boost::asio::io_context& io, ServerOptions options, Handler handler, FramingAnswer framing);
    ~HttpServer();

    /// Binds and starts to accept. Throws std::runtime_error with a sentence (port in use, bad certificate).
    void start();
    std::uint16_t port() const;
    void reloadTls(const TlsFiles& files); ///< for new connections; throws and keeps the old one if it is bad
    /// Stops accepting, ends streams at once, lets running requests finish for at most `grace`; then closes all.
    /// Calls `done` on the io_context.
    void drain(std::chrono::seconds grace, std::function<void()> done);
    std::size_t connections() const;

private:
    class Impl;
    std::shared_ptr<Impl> m_impl;
};

} // namespace tokenhouse::http
