#include "server/api/exports.h"

#include <functional>
#include <stdexcept>
#include <string>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/json/serialize.hpp>

#include "core/event.h"
#include "core/json_object.h"
#include "server/api/csv_text.h"
#include "server/api/json_text.h"
#include "server/api/streams.h"

namespace tokenhouse::server {

namespace asio = boost::asio;

namespace {

constexpr std::size_t pieceSize = 256 * 1024;
constexpr std::size_t rowsAtOnce = 256;

/// A list as text, piece by piece.
class RowText {
public:
    virtual ~RowText() = default;
    virtual std::int64_t total() const = 0;
    /// Appends a piece; whether there is more.
    virtual Result<bool> append(std::string& out) = 0;
};

template <class T>
class ListText final : public RowText {
public:
    using Write = std::function<void(std::string&, const T&)>;
    ListText(std::unique_ptr<Listing<T>> listing, Write write)
        : m_listing(std::move(listing)), m_write(std::move(write)), m_left(m_listing->total())
    {}
    std::int64_t total() const override { return m_listing->total(); }
    Result<bool> append(std::string& out) override
    {
        while (out.size() < pieceSize) {
            const auto rows = m_listing->next(rowsAtOnce);
            if (!rows)
                return tl::unexpected(rows.error());
            m_left -= static_cast<std::int64_t>(rows->size());
            if (rows->empty() && m_left != 0)
                return fail(Fault::Internal, "The list has other rows than were counted.");
            if (rows->empty())
                return false;
            for (const auto& row : *rows)
                m_write(out, row);
        }
        return true;
    }

private:
    std::unique_ptr<Listing<T>> m_listing;
    Write m_write;
    std::int64_t m_left;
};

template <class T>
Result<std::unique_ptr<RowText>> listText(Result<std::unique_ptr<Listing<T>>> listing,
                                          typename ListText<T>::Write write)
{
    if (!listing)
        return tl::unexpected(std::move(listing.error()));
    return std::unique_ptr<RowText>(std::make_unique<ListText<T>>(std::move(*listing), std::move(write)));
}

struct Kind {
    std::string_view name; ///< of the list
    Permission read;
    Schema (*schema)();
    std::string_view csvHead;
    /// When none is asked for: mostly as they came, and as they lie in the store, which is quickest.
    std::string_view order;
    Result<std::unique_ptr<RowText>> (*open)(Store&, const ListQuery&, bool isCsv);
};

Result<std::unique_ptr<RowText>> openTokens(Store& store, const ListQuery& query, bool isCsv)
{
    return listText<Token>(store.listTokens(query), [isCsv, at = query.now](std::string& out, const Token& one) {
        if (isCsv) {
            appendTokenRow(out, one, at);
        } else {
            appendToken(out, one, at);
            out += '\n';
        }
    });
}

Result<std::unique_ptr<RowText>> openDefinitions(Store& store, const ListQuery& query, bool isCsv)
{
    return listText<Definition>(store.listDefinitions(query), [isCsv](std::string& out, const Definition& one) {
        if (isCsv) {
            appendDefinitionRow(out, one);
        } else {
            appendDefinition(out, one);
            out += '\n';
        }
    });
}

Result<std::unique_ptr<RowText>> openEvents(Store& store, const ListQuery& query, bool isCsv)
{
    return listText<Event>(store.listEvents(query), [isCsv](std::string& out, const Event& one) {
        if (isCsv)
            appendEventRow(out, one);
        else
            out += json::serialize(eventJson(one)) + '\n';
    });
}

const Kind& kindOf(std::string_view path)
{
    static const Kind kinds[] = {
        {"tokens", Permission::TokensRead, tokenSchema, tokenCsvHead, "id", openTokens},
        {"definitions", Permission::DefinitionsRead, definitionSchema, definitionCsvHead, "id", openDefinitions},
        {"events", Permission::EventsRead, eventSchema, eventCsvHead, "sequence", openEvents},
    };
    for (const auto& kind : kinds) {
        if (path.starts_with(kind.name))
            return kind;
    }
    throw std::logic_error("an export without a kind");
}

/// What an event may say of a filter: one in which somebody typed a secret is not kept.
json::value keptFilter(const std::string& text)
{
    if (text.empty())
        return nullptr;
    return looksLikeSecret(text) ? json::value("left out: a part of it looks like a secret") : json::value(text);
}

Event exportedEvent(const Kind& kind, const std::string& filter, bool isCsv, std::int64_t count)
{
    Event event;
    event.kind = "data.exported";
    event.objectType = "export";
    event.objectName = kind.name;
    event.changes = {{"kind", nullptr, json::value(json::string_view(kind.name))},
                     {"filter", nullptr, keptFilter(filter)},
                     {"format", nullptr, isCsv ? "csv" : "json"},
                     {"count", nullptr, count}};
    return event;
}

} // namespace

/// One export; the thread of the pool that makes the next piece holds it too.
struct Exports::Work {
    explicit Work(std::atomic<int>& counter) : running(counter) {}
    ~Work() { running.fetch_sub(1); }
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;

    std::atomic<int>& running;
    Uuid session;
    Permission read = Permission::TokensRead;
    std::string_view name;
    bool isCsv = true;
    std::unique_ptr<RowText> rows;
    std::shared_ptr<Bell> bell;
    std::atomic<bool> isMade{false}; ///< the piece, or that there is none; then it is the coroutine's
    std::string piece;
    Result<bool> more = true;
};

/// On the pool.
Result<std::shared_ptr<Exports::Work>> Exports::open(Call& call)
{
    if (m_running.fetch_add(1) >= atOnce) {
        m_running.fetch_sub(1);
        return fail(Fault::Unavailable, "Two exports are running already. Try again when one has ended.",
                    {{"retryAfter", 5}});
    }
    auto work = std::make_shared<Work>(m_running);
    auto body = parseJson(call.bodyText);
    if (!body)
        return tl::unexpected(std::move(body.error()));
    const auto object = asObject(*body);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    const auto filterText = members.text("filter").value_or("");
    const auto orderText = members.text("orderBy").value_or("");
    const auto format = members.text("format").value_or("");
    if (format != "csv" && format != "json")
        members.wrong("format", "csv or json");
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));

    const auto& kind = kindOf(call.path);
    ListQuery query;
    query.now = now();
    auto filter = parseFilter(filterText, kind.schema(), {query.now, call.session->user});
    if (!filter)
        return tl::unexpected(std::move(filter.error()));
    auto order = parseOrder(orderText.empty() ? kind.order : orderText, kind.schema());
    if (!order)
        return tl::unexpected(std::move(order.error()));
    query.filter = std::move(*filter);
    query.order = std::move(*order);
    work->isCsv = format == "csv";
    auto rows = kind.open(m_services.store, query, work->isCsv);
    if (!rows)
        return tl::unexpected(std::move(rows.error()));
    work->rows = std::move(*rows);
    work->session = call.session->id;
    work->read = kind.read;
    work->name = kind.name;
    if (work->isCsv)
        work->piece = kind.csvHead;
    // Before the first byte: who has the data has left a trace.
    auto kept =
        m_services.registry.record(call.actor(), exportedEvent(kind, filterText, work->isCsv, work->rows->total()));
    if (!kept)
        return tl::unexpected(std::move(kept.error()));
    return work;
}

void Exports::produce(const std::shared_ptr<Work>& work)
{
    work->isMade.store(false);
    asio::post(m_pool, [work] {
        try {
            work->more = work->rows->append(work->piece);
        } catch (const std::exception&) {
            work->more = fail(Fault::Internal, "A row could not be written.");
        }
        work->isMade.store(true);
        work->bell->ring();
    });
}

bool Exports::mayGoOn(const Work& work) const
{
    const auto session = m_services.sessions.findById(work.session);
    return session && session->permissions.has(work.read);
}

asio::awaitable<Result<void>> Exports::run(http::Exchange& exchange, Call& call)
{
    Result<std::shared_ptr<Work>> opened;
    std::function<void()> task = [&] { opened = open(call); };
    co_await onPool(m_pool, std::move(task));
    if (!opened)
        co_return tl::unexpected(std::move(opened.error()));
    const auto work = std::move(*opened);
    const auto executor = co_await asio::this_coro::executor;
    work->bell = std::make_shared<Bell>(executor);
    const auto total = work->rows->total();
    produce(work);

    const std::string name = std::string(work->name) + (work->isCsv ? ".csv" : ".jsonl");
    http::Response head;
    head.fields = {{"Content-Type", work->isCsv ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson"},
                   {"Content-Disposition", "attachment; filename=\"" + name + '"'},
                   {"X-Total-Count", std::to_string(total)},
                   {"Cache-Control", "no-store"},
                   {"X-Content-Type-Options", "nosniff"},
                   {"X-Correlation-Id", call.correlationId}};
    auto open = co_await exchange.beginStream(std::move(head));
    std::string piece;
    auto more = true;
    while (open && more) {
        while (!work->isMade.load())
            co_await work->bell->wait(std::chrono::seconds(1));
        open = work->more.has_value() && mayGoOn(*work);
        more = open && *work->more;
        piece.clear();
        std::swap(piece, work->piece);
        if (more)
            produce(work);
        if (open)
            open = co_await exchange.write(piece);
    }
    if (!open)
        throw std::runtime_error("the export did not come to its end");
    co_return Result<void>();
}

} // namespace tokenhouse::server
