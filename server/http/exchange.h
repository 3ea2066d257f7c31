#pragma once

// gcc 12 needs <utility> before Boost 1.81's coroutines.
#include <utility>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/action.h"

namespace tokenhouse::http {

/// A request's head after the strict check of its framing: names as sent, values trimmed.
struct RequestHead {
    std::string method;
    std::string target; ///< origin form, as sent
    std::string path;   ///< before '?', not decoded
    std::string query;  ///< after '?', not decoded
    bool http11 = true;
    HeaderList fields;
    std::string peer; ///< the address of the other end, without port
    bool secure = false;
    bool peerIsLoopback = false;

    /// The value of the first field of this name (any case); null when absent.
    const std::string* field(std::string_view name) const;
    std::size_t count(std::string_view name) const;
};

struct Response {
    int status = 200;
    HeaderList fields; ///< Content-Length, Date, Server and Connection are the server's
    std::string body;
    bool close = false; ///< close the connection after it
};

enum class BodyFault { None, TooLarge, Broken };
struct Body {
    std::string text;
    BodyFault fault = BodyFault::None;
};

/// One request and its answer. Handlers decide when, and whether, the body is read.
class Exchange {
public:
    virtual ~Exchange() = default;
    virtual const RequestHead& head() const = 0;
    /// TooLarge from Content-Length before a byte is read, or when a chunked body outgrows the limit. Broken:
    /// the other end went away or was too slow. Sends 100 Continue when asked for.
    virtual boost::asio::awaitable<Body> readBody(std::size_t limit) = 0;
    /// Once. An unread body is drained or the connection closed.
    virtual boost::asio::awaitable<void> reply(Response response) = 0;
    /// Instead of reply(): a body without known end (chunked), then any number of write(), false once the other end
    /// is gone or the server drains. write() returns after the bytes left for the kernel.
    virtual boost::asio::awaitable<bool> beginStream(Response head) = 0;
    virtual boost::asio::awaitable<bool> write(std::string_view bytes) = 0;
    /// Ends the connection at once, also under a write() that waits; callable from any thread, also after the exchange.
    virtual std::function<void()> aborter()
    {
        return [] {};
    }
};

} // namespace tokenhouse::http
