#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/result.h"
#include "server/actions/script_runner.h"
#include "server/auth/key_ring.h"
#include "server/endpoint/explanation.h"
#include "server/http/http_server.h"
#include "server/store/store.h"

namespace spdlog {
class logger;
}

namespace tokenhouse::server {

struct EndpointOptions {
    http::ServerOptions server = defaults();    ///< address, port, TLS, timeouts, connections
    std::string node = "local";                 ///< `faultingNode` in errors
    std::size_t threads = 0;                    ///< 0 = processors
    std::size_t bodyMaximum = 29u << 20;        ///< of requests and of answers
    std::size_t logLinesPerSecond = 200;        ///< past it lines are left out and counted
    std::chrono::milliseconds useFlush{60'000}; ///< how often what was counted goes to the store

    /// domain.md section 4: port 5002, 100 connections.
    static http::ServerOptions defaults()
    {
        http::ServerOptions options;
        options.port = 5002;
        options.maxConnections = 100;
        return options;
    }
};

/// Where the two logs are written. The endpoint writes on a thread of its own, never on a request's path.
struct EndpointLogs {
    std::shared_ptr<spdlog::logger> endpoint; ///< one line a request, the route's template only
    std::shared_ptr<spdlog::logger> manager;  ///< a line at start and end of a trigger
};

struct EndpointStats {
    std::uint64_t requests = 0;
    std::uint64_t refused = 0; ///< answered with an error of domain.md section 4
    std::size_t connections = 0;
    std::size_t tokens = 0;
    std::size_t definitions = 0;
    std::size_t tableBytes = 0; ///< what the access table holds, in memory
    bool ready = false;
};

/// Answers /api/custom/…: judges by an access table in memory, in the order of domain.md section 4, and runs the
/// action. Has its own threads, so that a flood of calls never starves management.
///
/// Wiring: construct; `store.addSink([&](const Commit& c) { endpoint.apply(c); })` before the first change; start()
/// (answers 503); load(); setReady(true). Store, keys and scripts outlive it. All calls are thread-safe.
class Endpoint {
public:
    Endpoint(EndpointOptions options, Store& store, const KeyRing& keys, ScriptRunner& scripts,
             const EndpointLogs& logs);
    ~Endpoint(); ///< closes everything at once; drain() first for a gentle end

    /// Binds and starts to answer (503 until ready). Throws std::runtime_error with a sentence.
    void start();
    std::uint16_t port() const;
    void reloadTls(const http::TlsFiles& files); ///< throws and keeps the old one if it is bad

    /// Takes the whole stock from the store. Commits that arrive meanwhile are applied after it.
    Result<void> load();
    /// A store sink: when it returns, every call that begins sees the change.
    void apply(const Commit& commit);
    /// False: 503 ManagerNotInitialized. Also true only counts once load() has succeeded.
    void setReady(bool ready);

    /// Stops accepting, lets running calls finish for at most `grace`, writes the uses to the store. Blocks. Once.
    void drain(std::chrono::seconds grace);

    EndpointStats stats() const;
    /// Refused calls by hour and reason, from the hour `from` on; at most 32 days back.
    Result<std::vector<RefusalSum>> refusals(Time from);
    /// Whether a call would be taken and which rule decides; see explanation.h.
    json::object explain(const AskedCall& asked);
    /// Writes to the store now what was counted by token, secret and definition.
    Result<void> settleCalls();

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace tokenhouse::server
