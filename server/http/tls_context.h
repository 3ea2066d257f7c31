#pragma once

#include <utility>

#include <boost/asio/ssl/context.hpp>

#include <memory>

#include "server/http/http_server.h"

namespace tokenhouse::http {

/// TLS 1.2 and 1.3 with Mozilla's intermediate suites. Throws std::runtime_error with a sentence that names the file.
std::shared_ptr<boost::asio::ssl::context> makeTlsContext(const TlsFiles& files);

} // namespace tokenhouse::http
