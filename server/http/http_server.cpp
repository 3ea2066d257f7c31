#include <utility>

#include "server/http/http_server.h"

#include <algorithm>
#include <list>
#include <mutex>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/http/connection.h"
#include "server/http/tls_context.h"

namespace tokenhouse::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {
constexpr auto sweepEvery = std::chrono::milliseconds(200);
}

class HttpServer::Impl : public std::enable_shared_from_this<HttpServer::Impl> {
public:
    Impl(asio::io_context& io, ServerOptions options, Handler handler, FramingAnswer framing)
        : m_io(io),
          m_acceptor(asio::make_strand(io)),
          m_sweeper(m_acceptor.get_executor()),
          m_context(std::make_shared<ConnectionContext>())
    {
        m_context->options = std::move(options);
        m_context->handler = std::move(handler);
        m_context->framing = std::move(framing);
    }

    void start();
    void reloadTls(const TlsFiles& files)
    {
        auto made = makeTlsContext(files);
        const std::lock_guard lock(m_mutex);
        m_tls = std::move(made);
    }
    void drain(std::chrono::seconds grace, std::function<void()> done);
    void stop();
    std::uint16_t port() const { return m_port; }
    std::size_t connections() const
    {
        const std::lock_guard lock(m_mutex);
        return m_connections.size();
    }

private:
    using Connections = std::list<std::shared_ptr<Connection>>;
    asio::awaitable<void> acceptLoop();
    asio::awaitable<void> sweepLoop();
    void admit(tcp::socket socket);
    bool makeRoom();
    void remove(Connections::iterator place);
    void finishDrain();
    std::vector<std::shared_ptr<Connection>> snapshot() const
    {
        const std::lock_guard lock(m_mutex);
        return {m_connections.begin(), m_connections.end()};
    }

    asio::io_context& m_io;
    tcp::acceptor m_acceptor;
    asio::steady_timer m_sweeper;
    std::shared_ptr<ConnectionContext> m_context;
    std::uint16_t m_port = 0;

    mutable std::mutex m_mutex; // guards what follows
    std::shared_ptr<asio::ssl::context> m_tls;
    Connections m_connections;
    std::unordered_map<std::string, std::size_t> m_perAddress;
    std::function<void()> m_done;
    std::int64_t m_drainUntil = 0;
    bool m_stopped = false;
};

void HttpServer::Impl::start()
{
    const auto& options = m_context->options;
    if (options.tls)
        reloadTls(*options.tls);
    const auto place = options.host + ":" + std::to_string(options.port);
    error_code error;
    tcp::resolver resolver(m_io);
    auto host = options.host;
    if (host.size() > 2 && host.front() == '[' && host.back() == ']')
        host = host.substr(1, host.size() - 2);
    const auto found = resolver.resolve(host, std::to_string(options.port),
                                        tcp::resolver::passive | tcp::resolver::numeric_service, error);
    if (error || found.empty())
        throw std::runtime_error("The address " + place + " to listen on is not known here: " + error.message() + ".");
    const auto endpoint = found.begin()->endpoint();
    m_acceptor.open(endpoint.protocol(), error);
    if (!error)
        m_acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error)
        m_acceptor.bind(endpoint, error);
    if (error == asio::error::address_in_use && options.orAnyPort) {
        error.clear();
        m_acceptor.bind({endpoint.address(), 0}, error);
    }
    if (!error)
        m_acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error == asio::error::address_in_use)
        throw std::runtime_error("The port " + place
                                 + " is in use by another program. Choose another one, or end that "
                                   "program.");
    if (error == asio::error::access_denied)
        throw std::runtime_error("The port " + place
                                 + " may not be used by this user (below 1024 it takes a privilege).");
    if (error)
        throw std::runtime_error("The server cannot listen on " + place + ": " + error.message() + ".");
    m_port = m_acceptor.local_endpoint().port();
    asio::co_spawn(
        m_acceptor.get_executor(), [self = shared_from_this()] { return self->acceptLoop(); }, asio::detached);
    asio::co_spawn(
        m_acceptor.get_executor(), [self = shared_from_this()] { return self->sweepLoop(); }, asio::detached);
}

asio::awaitable<void> HttpServer::Impl::acceptLoop()
{
    const auto self = shared_from_this();
    while (m_acceptor.is_open()) {
        error_code error;
        tcp::socket socket(asio::make_strand(m_io));
        co_await m_acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
        if (!error) {
            try {
                admit(std::move(socket));
            } catch (const std::exception&) {
                // No memory for this one: it is closed, and the next one gets its chance.
            }
            continue;
        }
        if (!m_acceptor.is_open())
            break;
        // Out of descriptors, most likely: those that are open go on, and new ones wait until there are some again.
        makeRoom();
        asio::steady_timer pause(m_acceptor.get_executor(), std::chrono::milliseconds(50));
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
    }
}

void HttpServer::Impl::admit(tcp::socket socket)
{
    const auto& options = m_context->options;
    if (m_context->draining)
        return;
    if (connections() >= options.maxConnections && !makeRoom())
        return;
    std::shared_ptr<asio::ssl::context> tls;
    {
        const std::lock_guard lock(m_mutex);
        tls = m_tls;
    }
    auto connection = std::make_shared<Connection>(m_context, std::move(socket), std::move(tls));
    Connections::iterator place;
    {
        const std::lock_guard lock(m_mutex);
        if (m_stopped)
            return;
        auto& count = m_perAddress[connection->peer()];
        if (options.maxConnectionsPerAddress != 0 && count >= options.maxConnectionsPerAddress)
            return;
        ++count;
        place = m_connections.insert(m_connections.end(), connection);
    }
    const auto executor = connection->executor();
    asio::co_spawn(
        executor, [connection] { return connection->run(); },
        [self = shared_from_this(), place](const std::exception_ptr&) { self->remove(place); });
}

/// At the cap the oldest connection without a complete head goes.
bool HttpServer::Impl::makeRoom()
{
    std::shared_ptr<Connection> oldest;
    for (const auto& one : snapshot()) {
        const auto since = one->waitingSince();
        if (since != 0 && !one->isLeaving() && (oldest == nullptr || since < oldest->waitingSince()))
            oldest = one;
    }
    if (oldest == nullptr)
        return false;
    oldest->evict();
    return true;
}

void HttpServer::Impl::remove(Connections::iterator place)
{
    const std::lock_guard lock(m_mutex);
    const auto count = m_perAddress.find((*place)->peer());
    if (count != m_perAddress.end() && --count->second == 0)
        m_perAddress.erase(count);
    m_connections.erase(place);
}

asio::awaitable<void> HttpServer::Impl::sweepLoop()
{
    const auto self = shared_from_this();
    error_code error;
    while (true) {
        m_sweeper.expires_after(sweepEvery);
        co_await m_sweeper.async_wait(asio::redirect_error(asio::use_awaitable, error));
        auto over = false;
        auto drained = false;
        {
            const std::lock_guard lock(m_mutex);
            if (m_stopped)
                co_return;
            over = m_drainUntil != 0 && m_drainUntil <= steadyMillis();
            drained = m_drainUntil != 0 && (m_connections.empty() || over);
        }
        const auto current = steadyMillis();
        for (const auto& one : snapshot()) {
            if (over)
                one->abort();
            else
                one->sweep(current);
        }
        if (drained) {
            finishDrain();
            co_return;
        }
    }
}

void HttpServer::Impl::finishDrain()
{
    std::function<void()> done;
    {
        const std::lock_guard lock(m_mutex);
        done = std::exchange(m_done, nullptr);
    }
    if (done)
        asio::post(m_io, std::move(done));
}

void HttpServer::Impl::drain(std::chrono::seconds grace, std::function<void()> done)
{
    asio::post(m_acceptor.get_executor(), [self = shared_from_this(), grace, done = std::move(done)]() mutable {
        error_code ignored;
        self->m_context->draining = true;
        self->m_acceptor.close(ignored);
        {
            const std::lock_guard lock(self->m_mutex);
            self->m_done = std::move(done);
            self->m_drainUntil = steadyMillis() + std::chrono::milliseconds(grace).count();
        }
        self->m_sweeper.cancel();
    });
}

void HttpServer::Impl::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
    }
    m_context->draining = true;
    asio::post(m_acceptor.get_executor(), [self = shared_from_this()] {
        error_code ignored;
        self->m_acceptor.close(ignored);
        self->m_sweeper.cancel();
        for (const auto& one : self->snapshot())
            one->abort();
    });
}

HttpServer::HttpServer(asio::io_context& io, ServerOptions options, Handler handler, FramingAnswer framing)
    : m_impl(std::make_shared<Impl>(io, std::move(options), std::move(handler), std::move(framing)))
{}

HttpServer::~HttpServer()
{
    m_impl->stop();
}

void HttpServer::start()
{
    m_impl->start();
}

std::uint16_t HttpServer::port() const
{
    return m_impl->port();
}

void HttpServer::reloadTls(const TlsFiles& files)
{
    m_impl->reloadTls(files);
}

void HttpServer::drain(std::chrono::seconds grace, std::function<void()> done)
{
    m_impl->drain(grace, std::move(done));
}

std::size_t HttpServer::connections() const
{
    return m_impl->connections();
}

} // namespace tokenhouse::http
