#include <utility>

#include "server/api/api_server.h"

#include <array>
#include <atomic>
#include <exception>
#include <future>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <spdlog/logger.h>

#include "core/text.h"
#include "server/api/exports.h"
#include "server/api/judge.h"
#include "server/api/logs.h"
#include "server/api/streams.h"

namespace tokenhouse::server {

namespace asio = boost::asio;

namespace {

constexpr std::string_view prefix = "/api/v1/";
constexpr std::size_t bodyMaximum = 2u << 20;
constexpr std::size_t publicBodyMaximum = 16u << 10; // of whom nobody knows yet
constexpr std::size_t clientMaximum = 200;

http::Response response(Reply reply, const std::string& correlationId)
{
    http::Response result;
    result.status = reply.status;
    result.body = std::move(reply.body);
    result.fields = std::move(reply.fields);
    auto hasType = false;
    auto hasCache = false;
    for (const auto& [name, value] : result.fields) {
        hasType = hasType || name == "Content-Type";
        hasCache = hasCache || name == "Cache-Control";
    }
    if (!hasType && !result.body.empty())
        result.fields.emplace_back("Content-Type", "application/json");
    if (!hasCache)
        result.fields.emplace_back("Cache-Control", "no-store");
    result.fields.emplace_back("X-Content-Type-Options", "nosniff");
    result.fields.emplace_back("X-Correlation-Id", correlationId);
    return result;
}

http::Response framingAnswer(int status, const std::string& detail)
{
    const auto correlationId = Uuid::make().text();
    const auto fault = status == 431 ? Fault::HeadTooLarge : status >= 500 ? Fault::Internal : Fault::Malformed;
    const Failure failure{fault, detail, {}, {{"status", status}}};
    auto result = response(problemReply(failure, "/", correlationId), correlationId);
    result.close = true;
    return result;
}

std::string joined(const std::vector<std::string_view>& methods)
{
    std::string text;
    for (const auto one : methods) {
        text += text.empty() ? "" : ", ";
        text += one;
    }
    return text;
}

/// What a call left on its thread's stack: Boost.JSON takes texts apart and puts them together in arrays there.
[[gnu::noinline]] void wipeStack()
{
    std::array<char, 64 * 1024> used{}; // lies over what was there
    wipe(used.data(), used.size());
}

} // namespace

class ApiServer::Impl {
public:
    Impl(ApiOptions options, Services& services)
        : m_options(std::move(options)),
          m_services(services),
          m_work(m_io.get_executor()),
          m_pool(m_options.workers),
          m_streams(services, m_pool),
          m_exports(services, m_pool),
          m_http(
              m_io, m_options.server, [this](http::Exchange& exchange) { return handle(exchange); }, framingAnswer)
    {}

    ~Impl()
    {
        m_streams.closeAll();
        m_pool.join();
        m_work.reset();
        m_io.stop();
        for (auto& thread : m_threads)
            thread.join();
    }

    void start()
    {
        m_http.start();
        for (std::size_t i = 0; i < m_options.networkThreads; ++i)
            m_threads.emplace_back([this] { m_io.run(); });
    }

    void drain(std::chrono::seconds grace)
    {
        // Shared: the thread that tells may still be within set_value() when the waiting one goes on.
        const auto done = std::make_shared<std::promise<void>>();
        m_streams.closeAll();
        m_http.drain(grace, [done] { done->set_value(); });
        done->get_future().wait();
    }

    http::HttpServer& http() { return m_http; }
    void setReady(bool ready) { m_ready = ready; }

private:
    struct Judged {
        const ApiRoute* route = nullptr;
        HeaderList fields; ///< that go with a refusal
    };
    Result<void> judge(const http::RequestHead& head, Call& call, Judged& judged) const;
    Result<void> judgeAddress(const http::RequestHead& head) const;
    Result<void> judgeSession(const http::RequestHead& head, Call& call, const ApiRoute* route) const;
    asio::awaitable<void> handle(http::Exchange& exchange);
    asio::awaitable<Result<void>> takeBody(http::Exchange& exchange, Call& call, const ApiRoute& route) const;
    asio::awaitable<Result<Reply>> run(http::Exchange& exchange, Call& call, const ApiRoute& route);
    Result<Reply> work(const ApiRoute& route, Call& call) const;

    ApiOptions m_options;
    Services& m_services;
    std::atomic<bool> m_ready{false};
    asio::io_context m_io;
    asio::executor_work_guard<asio::io_context::executor_type> m_work;
    asio::thread_pool m_pool;
    Streams m_streams;
    Exports m_exports;
    http::HttpServer m_http;
    std::vector<std::thread> m_threads;
};

Result<void> ApiServer::Impl::judgeAddress(const http::RequestHead& head) const
{
    const auto* host = head.field("Host");
    if (host == nullptr || !isKnownHost(*host, m_options.server.host, m_options.hosts))
        return fail(Fault::Malformed, "The Host does not name this server. Other names are set in [api] hosts.");
    if (head.field("Origin") != nullptr)
        return fail(Fault::Forbidden, "Requests of web pages (with an Origin) are not answered.");
    if (!m_ready)
        return fail(Fault::Unavailable, "The server is still loading its data.", {{"retryAfter", 1}});
    return {};
}

Result<void> ApiServer::Impl::judgeSession(const http::RequestHead& head, Call& call, const ApiRoute* route) const
{
    const auto access = route == nullptr ? Access::Session : route->access;
    if (access == Access::Public || (access == Access::SessionOptional && head.field("Authorization") == nullptr))
        return {};
    const auto token = bearerToken(head);
    if (!token)
        return tl::unexpected(token.error());
    call.session = m_services.sessions.find(*token);
    if (!call.session)
        return fail(Fault::NoSession, "The session has ended, or there never was one. Sign in again.");
    return {};
}

/// Everything that can be said before the body is read, in the order of contract.md.
Result<void> ApiServer::Impl::judge(const http::RequestHead& head, Call& call, Judged& judged) const
{
    if (auto good = judgeAddress(head); !good)
        return good;
    const auto path = head.path.starts_with(prefix)
                          ? percentDecoded(std::string_view(head.path).substr(prefix.size()), false)
                          : std::nullopt;
    auto found = path ? findApiRoute(head.method, *path) : RouteFound{};
    if (auto good = judgeSession(head, call, found.route); !good)
        return good;
    if (found.methods.empty())
        return fail(Fault::NotFound, "There is no such call. /api/v1/openapi.json lists those there are.");
    if (found.route == nullptr) {
        judged.fields.emplace_back("Allow", joined(found.methods));
        return fail(Fault::MethodNotAllowed, "This path answers to " + joined(found.methods) + " only.");
    }
    const auto& route = *found.route;
    if (!route.missing.empty())
        return notHere(route.missing);
    call.path = *path;
    call.params = std::move(found.params);
    if (call.session) {
        if (const auto missing = call.session->permissions.firstMissing(route.needs)) {
            if (auto allowed = call.require(*missing); !allowed)
                return allowed;
        }
    }
    auto query = QueryString::parse(head.query, route.query);
    if (!query)
        return tl::unexpected(std::move(query.error()));
    call.query = std::move(*query);
    const auto* length = head.field("Content-Length");
    const auto hasBody = head.field("Transfer-Encoding") != nullptr || (length != nullptr && *length != "0");
    if (auto good = checkMediaType(head, route.body, hasBody); !good)
        return good;
    judged.route = &route;
    return {};
}

asio::awaitable<Result<void>> ApiServer::Impl::takeBody(http::Exchange& exchange, Call& call,
                                                        const ApiRoute& route) const
{
    const auto& head = exchange.head();
    if (route.body != BodyRule::None) {
        const auto isPublic = route.access == Access::Public;
        auto body = co_await exchange.readBody(isPublic ? publicBodyMaximum : bodyMaximum);
        if (body.fault == http::BodyFault::TooLarge)
            co_return fail(Fault::TooLarge, std::string("The body is larger than ") + (isPublic ? "16 KB" : "2 MB")
                                                + ". Nothing was changed.");
        if (body.fault == http::BodyFault::Broken)
            co_return fail(Fault::Malformed, "The body did not come whole, or not in time. Nothing was changed.");
        call.bodyText = std::move(body.text);
    }
    if (route.ifMatch) {
        const auto revision = readIfMatch(head);
        if (!revision)
            co_return tl::unexpected(revision.error());
        call.revision = *revision;
    }
    if (route.idempotent) {
        auto key = readIdempotencyKey(head);
        if (!key)
            co_return tl::unexpected(std::move(key.error()));
        call.idempotencyKey = std::move(*key);
    }
    co_return Result<void>();
}

Result<Reply> ApiServer::Impl::work(const ApiRoute& route, Call& call) const
{
    if (route.body != BodyRule::None && (route.body != BodyRule::JsonOrNone || !call.bodyText.empty())) {
        auto parsed = parseJson(call.bodyText);
        if (!parsed)
            return tl::unexpected(std::move(parsed.error()));
        call.body = std::move(*parsed);
    }
    return route.handler(m_services, call);
}

asio::awaitable<Result<Reply>> ApiServer::Impl::run(http::Exchange& exchange, Call& call, const ApiRoute& route)
{
    auto taken = co_await takeBody(exchange, call, route);
    if (!taken)
        co_return tl::unexpected(std::move(taken.error()));
    Result<Reply> reply = tl::unexpected(Failure{Fault::Internal, "The request could not be answered.", {}, {}});
    std::string crash;
    // A name of its own: gcc 12 destroys temporaries in a co_await expression twice.
    std::function<void()> task = [&] {
        try {
            reply = work(route, call);
        } catch (const std::exception& error) {
            crash = error.what();
        }
        wipeTexts(call.body);
        wipe(call.bodyText);
        wipeStack();
    };
    co_await onPool(m_pool, std::move(task));
    if (!crash.empty())
        m_services.logs.manager()->error("failure call={} correlation={} what={}", displaySafe(call.path),
                                         call.correlationId, displaySafe(elided(crash, 300)));
    co_return reply;
}

asio::awaitable<void> ApiServer::Impl::handle(http::Exchange& exchange)
{
    const auto& head = exchange.head();
    Call call;
    call.correlationId = Uuid::make().text();
    call.address = head.peer;
    if (const auto* client = head.field("User-Agent"); client != nullptr && isValidUtf8(*client))
        call.client = elided(displaySafe(*client), clientMaximum);
    if (const auto* id = head.field("Last-Event-ID"))
        call.lastEventId = *id;
    Judged judged;
    auto good = judge(head, call, judged);
    if (good && judged.route->stream == StreamKind::Export) {
        good = co_await takeBody(exchange, call, *judged.route);
        if (good)
            good = co_await m_exports.run(exchange, call);
        if (good)
            co_return;
    } else if (good && judged.route->stream != StreamKind::None) {
        const auto isLog = judged.route->stream == StreamKind::Log;
        const auto follows = isLog ? call.query.flag("follow") : Result<bool>(true);
        if (!follows) {
            good = tl::unexpected(follows.error());
        } else if (*follows) {
            if (isLog)
                good = co_await m_streams.log(exchange, call);
            else
                good = co_await m_streams.events(exchange, call);
            if (good)
                co_return;
        }
    }
    Result<Reply> reply = Reply{};
    if (good)
        reply = co_await run(exchange, call, *judged.route);
    else
        reply = tl::unexpected(std::move(good.error()));
    if (!reply) {
        auto refused = problemReply(reply.error(), head.path, call.correlationId);
        for (auto& field : judged.fields)
            refused.fields.push_back(std::move(field));
        reply = std::move(refused);
    }
    auto answer = response(std::move(*reply), call.correlationId);
    co_await exchange.reply(std::move(answer));
}

ApiServer::ApiServer(ApiOptions options, Services& services)
    : m_impl(std::make_unique<Impl>(std::move(options), services))
{}

ApiServer::~ApiServer() = default;

void ApiServer::start()
{
    m_impl->start();
}

void ApiServer::setReady(bool ready)
{
    m_impl->setReady(ready);
}

std::uint16_t ApiServer::port() const
{
    return m_impl->http().port();
}

void ApiServer::reloadTls(const http::TlsFiles& files)
{
    m_impl->http().reloadTls(files);
}

void ApiServer::drain(std::chrono::seconds grace)
{
    m_impl->drain(grace);
}

} // namespace tokenhouse::server
