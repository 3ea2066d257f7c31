#include "server/api/streams.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/serialize.hpp>

#include "server/api/event_hub.h"
#include "server/api/logs.h"

namespace tokenhouse::server {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto beatEvery = std::chrono::seconds(10); // the contract says at least each 15 s
constexpr std::size_t storeBatch = 256;

http::Response streamHead(const Call& call)
{
    http::Response head;
    head.fields.emplace_back("Content-Type", "text/event-stream; charset=utf-8");
    head.fields.emplace_back("Cache-Control", "no-store");
    head.fields.emplace_back("X-Correlation-Id", call.correlationId);
    return head;
}

Result<std::optional<std::int64_t>> readPosition(const Call& call)
{
    const auto from = call.query.integer("from", 0, (std::int64_t{1} << 53) - 1);
    if (!from)
        return tl::unexpected(from.error());
    if (call.lastEventId.empty())
        return *from;
    std::int64_t id = 0;
    const auto* end = call.lastEventId.data() + call.lastEventId.size();
    const auto [stopped, error] = std::from_chars(call.lastEventId.data(), end, id);
    if (error != std::errc() || stopped != end || id < 0)
        return fail(Fault::Malformed, "Last-Event-ID must be the id of an event that this stream sent.");
    return std::optional(id);
}

/// Whether someone without events.read may know that this object changed.
bool mayKnow(const Event& event, Permissions permissions)
{
    if (event.objectType == "token")
        return permissions.has(Permission::TokensRead);
    if (event.objectType == "definition" || event.objectType == "script")
        return permissions.has(Permission::DefinitionsRead);
    if (event.objectType == "savedFilters")
        return true; // all read them, and nothing else is told
    if (event.objectType == "user" || event.objectType == "group")
        return permissions.has(Permission::UsersManage);
    return false;
}

struct Rendering {
    std::optional<Filter> filter;
    Permissions permissions;

    void append(std::string& out, const LiveEvent& live) const
    {
        const std::string* text = nullptr;
        if (permissions.has(Permission::EventsRead)) {
            if (!filter || matches(*filter, readerOf(live.event)))
                text = &live.whole;
        } else if (mayKnow(live.event, permissions)) {
            text = &live.reduced;
        }
        if (text == nullptr)
            return;
        out += "id: ";
        out += std::to_string(live.event.sequence);
        out += "\ndata: ";
        out += *text;
        out += "\n\n";
    }
};

std::string sessionFrame(const std::optional<SessionView>& session)
{
    json::object data{{"ended", !session.has_value()}};
    if (session) {
        json::array permissions;
        for (const auto one : session->permissions.list())
            permissions.emplace_back(json::string_view(permissionName(one)));
        data["user"] = session->user;
        data["groups"] = json::value_from(session->groups);
        data["permissions"] = std::move(permissions);
    }
    return "event: session\ndata: " + json::serialize(data) + "\n\n";
}

std::string lineFrame(const LogLine& line)
{
    return "data: " + json::serialize(json::object{{"time", line.time}, {"level", line.level}, {"text", line.text}})
           + "\n\n";
}

/// As lists show them: a damaged one is told of as such and does not stop those after it.
ListQuery eventsFrom(std::int64_t position)
{
    ListQuery query;
    query.filter = *parseFilter("sequence > " + std::to_string(position), eventSchema(), {});
    query.order = {{findField(eventSchema(), "sequence"), false}};
    query.pageSize = storeBatch;
    query.exactCount = false;
    return query;
}

} // namespace

asio::awaitable<void> onPool(asio::thread_pool& pool, std::function<void()> work)
{
    auto initiation = [](auto handler, asio::thread_pool* where, std::function<void()>* what) {
        asio::post(*where, [handler = std::move(handler), what]() mutable {
            (*what)();
            auto executor = asio::get_associated_executor(handler);
            asio::post(executor, std::move(handler));
        });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(std::move(initiation), asio::use_awaitable,
                                                                         &pool, &work);
}

asio::awaitable<Result<void>> Streams::events(http::Exchange& exchange, Call& call)
{
    const auto wanted = readPosition(call);
    if (!wanted)
        co_return tl::unexpected(wanted.error());
    Rendering rendering;
    if (const auto* text = call.query.find("filter"); text != nullptr && !text->empty()) {
        // A filter looks into what the reduced form keeps back.
        if (auto allowed = call.require(Permission::EventsRead); !allowed)
            co_return tl::unexpected(std::move(allowed.error()));
        auto filter = parseFilter(*text, eventSchema(), {now(), call.session->user});
        if (!filter)
            co_return tl::unexpected(std::move(filter.error()));
        rendering.filter = std::move(*filter);
    }
    const auto sessionId = call.session->id;
    const auto executor = co_await asio::this_coro::executor;
    const auto seat = m_services.hub.join(executor, sessionId, exchange.aborter());
    auto position = std::min(wanted->value_or(m_services.hub.head()), m_services.hub.head());
    auto head = streamHead(call);
    auto open = co_await exchange.beginStream(std::move(head));
    std::string frame = "retry: 2000\nid: " + std::to_string(position) + "\n: open\n\n";
    auto beaten = Clock::now();
    while (open) {
        auto pull = m_services.hub.pull(*seat, position);
        if (pull.gap && !pull.ended) {
            Result<Page<Event>> old;
            std::function<void()> task = [&] { old = m_services.store.events(eventsFrom(position)); };
            co_await onPool(m_pool, std::move(task));
            if (!old || old->items.empty())
                break; // the client resumes when the store answers again
            for (auto& event : old->items)
                pull.events.push_back(EventHub::prepare(std::move(event)));
        }
        // After the events were taken: a right that went before one of them was written no longer counts for it.
        const auto session = m_services.sessions.findById(sessionId);
        if (!session || pull.ended) {
            frame += session ? std::string() : sessionFrame(session);
            if (!frame.empty())
                co_await exchange.write(frame);
            break;
        }
        if (pull.rightsChanged)
            frame += sessionFrame(session);
        rendering.permissions = session->permissions;
        if (rendering.filter && !session->permissions.has(Permission::EventsRead)) {
            co_await exchange.write(frame);
            break;
        }
        const auto moved = !pull.events.empty();
        for (const auto& one : pull.events) {
            rendering.append(frame, *one);
            position = one->event.sequence;
        }
        const auto at = Clock::now();
        if (frame.empty() && at - beaten >= beatEvery)
            frame = "id: " + std::to_string(position) + "\n: beat\n\n";
        if (!frame.empty()) {
            open = co_await exchange.write(frame);
            frame.clear();
            beaten = at;
        } else if (!moved) {
            const auto pause = std::chrono::duration_cast<std::chrono::milliseconds>(beatEvery - (at - beaten));
            co_await seat->bell().wait(pause);
        }
    }
    co_return Result<void>();
}

asio::awaitable<Result<void>> Streams::log(http::Exchange& exchange, Call& call)
{
    const auto level = call.query.text("level");
    if (!level.empty() && !Logs::isLevel(level))
        co_return fail(Fault::Malformed, "level must be one of trace, debug, info, warning, error, critical.");
    const auto executor = co_await asio::this_coro::executor;
    const auto queue = std::make_shared<StreamQueue>(executor);
    const LogFilter filter(level, call.query.text("text"));
    const auto handle = m_services.logs.follow(call.params.at(0), [queue, filter](const LogLine& line) {
        if (filter.passes(line))
            queue->push(lineFrame(line));
    });
    if (handle == nullptr)
        co_return fail(Fault::NotFound, "There is no such log. There are endpoint and manager.");
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            queue->close();
        std::erase_if(m_queues, [](const auto& one) { return one.expired(); });
        m_queues.push_back(queue);
    }
    const auto sessionId = call.session->id;
    auto head = streamHead(call);
    auto open = co_await exchange.beginStream(std::move(head));
    std::string frame = "retry: 2000\n: open\n\n";
    while (open) {
        open = co_await exchange.write(frame);
        frame = co_await queue->next(beatEvery);
        const auto session = m_services.sessions.findById(sessionId);
        if (queue->isClosed() || !session || !session->permissions.has(Permission::LogsRead))
            break;
        if (frame.empty())
            frame = ": beat\n\n";
    }
    co_return Result<void>();
}

void Streams::closeAll()
{
    m_services.hub.closeAll();
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    for (const auto& weak : m_queues) {
        if (const auto queue = weak.lock())
            queue->close();
    }
}

} // namespace tokenhouse::server
