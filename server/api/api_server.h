#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "server/api/call.h"
#include "server/http/http_server.h"

namespace tokenhouse::server {

struct ApiOptions {
    http::ServerOptions server{.port = 5003};
    std::vector<std::string> hosts; ///< names beside localhost and the listening address that a Host header may have
    std::size_t networkThreads = 1;
    std::size_t workers = 16; ///< each runs one call at a time; registry and store block
};

/// /api/v1: judges a request in one order for all calls, runs its handler on the pool, and answers.
class ApiServer {
public:
    ApiServer(ApiOptions options, Services& services);
    ~ApiServer();

    /// Binds and answers, with 503 until setReady(true). Throws std::runtime_error with a sentence.
    void start();
    void setReady(bool ready);
    std::uint16_t port() const;
    void reloadTls(const http::TlsFiles& files);
    /// Ends streams at once, lets calls finish for at most `grace`. Blocks.
    void drain(std::chrono::seconds grace);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tokenhouse::server
