#include <utility>

#include "server/endpoint/endpoint.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <spdlog/logger.h>

#include "server/endpoint/access_table.h"
#include "server/endpoint/calls.h"
#include "server/endpoint/kept_uses.h"

namespace tokenhouse::server {

namespace asio = boost::asio;

namespace {

EndpointOptions completed(EndpointOptions options)
{
    if (options.threads == 0) {
        options.threads = std::thread::hardware_concurrency();
    }
    options.threads = std::clamp<std::size_t>(options.threads, 1, 32);
    return options;
}

} // namespace

class Endpoint::Impl {
public:
    Impl(EndpointOptions wanted, Store& kept, const KeyRing& keys, ScriptRunner& scripts, const EndpointLogs& logs)
        : options(completed(std::move(wanted))),
          store(kept),
          manager(logs.manager),
          table(options.threads),
          tally(options.threads),
          calls(options, table, keys, scripts, logs, tally),
          io(static_cast<int>(options.threads)),
          work(io.get_executor()),
          server(std::make_unique<http::HttpServer>(
              io, options.server, [this](http::Exchange& exchange) { return calls.handle(exchange); },
              [this](int status, const std::string& detail) { return calls.framingAnswer(status, detail); }))
    {}

    ~Impl()
    {
        // Answers of scripts that come now find the gate closed; then nothing runs any more and all can go.
        calls.closeGate();
        io.stop();
        for (auto& thread : threads) {
            thread.join();
        }
        stopFlusher();
        server.reset();
    }

    void start()
    {
        server->start();
        for (std::size_t i = 0; i < options.threads; ++i) {
            threads.emplace_back([this, i] {
                Calls::takeSeat(i);
                io.run();
            });
        }
        flusher = std::thread([this] {
            std::unique_lock lock(flushMutex);
            while (!flushEnding) {
                flushWanted.wait_for(lock, options.useFlush, [this] { return flushEnding; });
                lock.unlock();
                flushUses();
                lock.lock();
            }
        });
    }

    void stopFlusher()
    {
        {
            const std::lock_guard lock(flushMutex);
            flushEnding = true;
        }
        flushWanted.notify_all();
        if (flusher.joinable()) {
            flusher.join();
        }
    }

    /// Uses that the store refused are kept and go with the next ones.
    void flushUses()
    {
        const std::lock_guard lock(usesMutex);
        uses.add(table.takeUses());
        if (const auto written = uses.writeTo(store); !written && manager) {
            manager->warn("the uses of tokens could not be kept, trying again: {}", written.error().detail);
        }
        if (const auto written = calls.refusals().writeTo(store, now()); !written && manager) {
            manager->warn("the sums of refused calls could not be kept, trying again: {}", written.error().detail);
        }
        if (const auto written = tally.writeTo(store); !written && manager) {
            manager->warn("the sums of calls could not be kept, trying again: {}", written.error().detail);
        }
        if (const auto leftOut = tally.takeLeftOut(); leftOut != 0 && manager) {
            manager->warn("{} calls are not in the statistics: too many tokens called at once", leftOut);
        }
    }

    const EndpointOptions options;
    Store& store;
    std::shared_ptr<spdlog::logger> manager;
    AccessTable table;
    CallTally tally;
    Calls calls;
    asio::io_context io;
    asio::executor_work_guard<asio::io_context::executor_type> work;
    std::unique_ptr<http::HttpServer> server;
    std::vector<std::thread> threads;
    std::atomic<bool> isDrained{false};

    std::mutex usesMutex;
    KeptUses uses;
    std::mutex flushMutex;
    std::condition_variable flushWanted;
    bool flushEnding = false;
    std::thread flusher;
};

Endpoint::Endpoint(EndpointOptions options, Store& store, const KeyRing& keys, ScriptRunner& scripts,
                   const EndpointLogs& logs)
    : m_impl(std::make_unique<Impl>(std::move(options), store, keys, scripts, logs))
{}

Endpoint::~Endpoint() = default;

void Endpoint::start()
{
    m_impl->start();
}

std::uint16_t Endpoint::port() const
{
    return m_impl->server->port();
}

void Endpoint::reloadTls(const http::TlsFiles& files)
{
    m_impl->server->reloadTls(files);
}

Result<void> Endpoint::load()
{
    return m_impl->table.load(m_impl->store);
}

void Endpoint::apply(const Commit& commit)
{
    m_impl->table.apply(commit);
}

void Endpoint::setReady(bool ready)
{
    m_impl->calls.setReady(ready);
}

void Endpoint::drain(std::chrono::seconds grace)
{
    if (!m_impl->threads.empty() && !m_impl->isDrained.exchange(true)) {
        const auto drained = std::make_shared<std::promise<void>>();
        m_impl->server->drain(grace, [drained] { drained->set_value(); });
        drained->get_future().wait();
    }
    m_impl->stopFlusher();
    m_impl->flushUses();
}

Result<std::vector<RefusalSum>> Endpoint::refusals(Time from)
{
    return m_impl->calls.refusals().since(m_impl->store, from, now());
}

json::object Endpoint::explain(const AskedCall& asked)
{
    return server::explain(m_impl->table, m_impl->calls.isReady(), asked);
}

Result<void> Endpoint::settleCalls()
{
    return m_impl->tally.writeTo(m_impl->store);
}

EndpointStats Endpoint::stats() const
{
    const auto size = m_impl->table.size();
    EndpointStats stats;
    stats.requests = m_impl->calls.requests();
    stats.refused = m_impl->calls.refusals().total();
    stats.connections = m_impl->server->connections();
    stats.tokens = size.tokens;
    stats.definitions = size.definitions;
    stats.tableBytes = size.bytes;
    stats.ready = m_impl->calls.isReady();
    return stats;
}

} // namespace tokenhouse::server
