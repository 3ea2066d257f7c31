#pragma once

#include <utility>

#include <boost/asio/awaitable.hpp>

#include "server/http/exchange.h"
#include "server/http/head_parser.h"
#include "server/http/wire.h"

namespace tokenhouse::http {

// Bodies, as their head announced them. Each asks for them with 100 Continue where that is waited for, and gives them
// the time that their size takes. After a fault the bytes that follow on the wire mean nothing.

/// By Content-Length: TooLarge before a byte is read.
boost::asio::awaitable<Body> readSizedBody(Wire& wire, Framing& framing, std::size_t limit);
/// In chunks: TooLarge once they outgrow the limit.
boost::asio::awaitable<Body> readChunkedBody(Wire& wire, Framing& framing, std::size_t limit);

} // namespace tokenhouse::http
