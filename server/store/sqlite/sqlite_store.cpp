#include "server/store/sqlite/sqlite_store.h"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

#include "server/store/sqlite/call_rows.h"
#include "server/store/sqlite/guarded.h"
#include "server/store/sqlite/list_reader.h"
#include "server/store/sqlite/rows.h"
#include "server/store/sqlite/schema.h"
#include "server/store/sqlite/sqlite_listing.h"
#include "server/store/sqlite/store_file.h"
#include "server/store/sqlite/sums.h"
#include "server/store/sqlite/token_lists.h"

namespace tokenhouse::server {

namespace {

Order orderOr(const Order& order, Schema schema, std::string_view field, bool descending)
{
    return order.empty() ? Order{{findField(schema, field), descending}} : order;
}

} // namespace

std::string SqliteStore::filePath(const std::string& directory)
{
    return directory + "/tokenhouse.db";
}

Result<std::unique_ptr<Store>> SqliteStore::open(const std::string& directory, OpenOptions options)
{
    std::optional<DirectoryLock> lock;
    const auto path = filePath(directory);
    if (!options.readOnly) {
        if (options.create && ::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST)
            return fail(Fault::Unavailable, "Cannot make " + directory + ": " + std::strerror(errno) + ".");
        if (!options.create && ::access(directory.c_str(), F_OK) != 0)
            return fail(Fault::NotFound, "There is no directory " + directory + ". Make a store with init first.");
        auto taken = DirectoryLock::take(directory, options.patience);
        if (!taken)
            return tl::unexpected(std::move(taken.error()));
        lock.emplace(std::move(*taken));
    }
    if (auto made = makeStoreFile(path, options.create && !options.readOnly); !made)
        return tl::unexpected(std::move(made.error()));
    auto prepared =
        options.readOnly ? checkStoreFile(path) : prepareStoreFile(path, options.create, lock->lastEndedInOrder());
    if (!prepared)
        return tl::unexpected(std::move(prepared.error()));
    return guarded<std::unique_ptr<Store>>([&]() -> Result<std::unique_ptr<Store>> {
        return std::unique_ptr<Store>(new SqliteStore(path, std::move(lock), options.readOnly));
    });
}

SqliteStore::SqliteStore(std::string path, std::optional<DirectoryLock> lock, bool readOnly)
    : m_path(std::move(path)), m_lock(std::move(lock)), m_readers(m_path), m_lists(std::make_unique<TokenLists>(m_log))
{
    if (!readOnly)
        m_writer = std::make_unique<Writer>(m_path, m_log);
}

SqliteStore::~SqliteStore()
{
    if (m_warming.joinable())
        m_warming.join();
    m_writer.reset();
    if (m_lock)
        m_lock->markEndedInOrder();
}

Result<void> SqliteStore::change(const Work& work)
{
    if (!m_writer)
        return fail(Fault::Unavailable, "The store was opened for reading only.");
    return m_writer->change([&work](SqliteTransaction& transaction) { return work(transaction); });
}

void SqliteStore::addSink(Sink sink)
{
    if (m_writer)
        m_writer->addSink(std::move(sink));
}

Result<std::optional<Token>> SqliteStore::token(const Uuid& id)
{
    return guarded<std::optional<Token>>([&] { return readToken(*m_readers.take(), id); });
}

Result<std::optional<Definition>> SqliteStore::definition(const Uuid& id)
{
    return guarded<std::optional<Definition>>([&] { return readDefinition(*m_readers.take(), id); });
}

Result<Page<Token>> SqliteStore::tokens(const ListQuery& query)
{
    return guarded<Page<Token>>([&]() -> Result<Page<Token>> {
        std::unique_lock guard(m_lists->mutex());
        const auto lease = m_readers.take();
        auto rows = m_lists->page(*lease, query, orderOr(query.order, tokenSchema(), "name", false));
        guard.unlock();
        if (!rows)
            return tl::unexpected(std::move(rows.error()));
        return Page<Token>{readTokenRows(*lease, rows->rows, lease.words()), rows->totalSize, std::move(rows->next)};
    });
}

Result<Page<Definition>> SqliteStore::definitions(const ListQuery& query)
{
    return guarded<Page<Definition>>([&]() -> Result<Page<Definition>> {
        const auto lease = m_readers.take();
        auto rows = readPage(*lease, definitionTable(), query, orderOr(query.order, definitionSchema(), "name", false));
        if (!rows)
            return tl::unexpected(std::move(rows.error()));
        return Page<Definition>{lease.definitions().rows(rows->rows, lease.words()), rows->totalSize,
                                std::move(rows->next)};
    });
}

Result<Page<Event>> SqliteStore::events(const ListQuery& query)
{
    return guarded<Page<Event>>([&]() -> Result<Page<Event>> {
        const auto lease = m_readers.take();
        auto rows = readPage(*lease, eventTable(), query, orderOr(query.order, eventSchema(), "sequence", true));
        if (!rows)
            return tl::unexpected(std::move(rows.error()));
        Page<Event> page{{}, rows->totalSize, std::move(rows->next)};
        for (const auto row : rows->rows)
            page.items.push_back(readListedEvent(*lease, row));
        return page;
    });
}

Result<std::unique_ptr<Listing<Token>>> SqliteStore::listTokens(const ListQuery& query)
{
    return guarded<std::unique_ptr<Listing<Token>>>([&]() -> Result<std::unique_ptr<Listing<Token>>> {
        const auto order = orderOr(query.order, tokenSchema(), "name", false);
        std::unique_lock guard(m_lists->mutex());
        auto rows = std::make_unique<ListedRows>(m_readers);
        auto known = m_lists->rows(rows->database(), query, order);
        guard.unlock();
        if (known)
            rows->take(std::move(*known));
        else
            rows->select(tokenTable(), query, order);
        return makeListing<Token>(std::move(rows), [](const Readers::Lease& lease, const auto& some) {
            return readTokenRows(*lease, some, lease.words());
        });
    });
}

Result<std::unique_ptr<Listing<Definition>>> SqliteStore::listDefinitions(const ListQuery& query)
{
    return guarded<std::unique_ptr<Listing<Definition>>>([&]() -> Result<std::unique_ptr<Listing<Definition>>> {
        auto rows = std::make_unique<ListedRows>(m_readers);
        rows->select(definitionTable(), query, orderOr(query.order, definitionSchema(), "name", false));
        return makeListing<Definition>(std::move(rows), [](const Readers::Lease& lease, const auto& some) {
            return lease.definitions().rows(some, lease.words());
        });
    });
}

Result<std::unique_ptr<Listing<Event>>> SqliteStore::listEvents(const ListQuery& query)
{
    return guarded<std::unique_ptr<Listing<Event>>>([&]() -> Result<std::unique_ptr<Listing<Event>>> {
        auto rows = std::make_unique<ListedRows>(m_readers);
        rows->select(eventTable(), query, orderOr(query.order, eventSchema(), "sequence", true));
        return makeListing<Event>(std::move(rows), [](const Readers::Lease& lease, const auto& some) {
            std::vector<Event> events;
            for (const auto row : some)
                events.push_back(readListedEvent(*lease, row));
            return events;
        });
    });
}

Result<std::vector<Event>> SqliteStore::eventsAfter(std::int64_t sequence, std::size_t limit)
{
    return guarded<std::vector<Event>>([&]() -> Result<std::vector<Event>> {
        const auto lease = m_readers.take();
        std::vector<Event> events;
        auto query = lease->query("SELECT sequence, json FROM event_text WHERE sequence>? ORDER BY sequence LIMIT ?");
        query.bind(sequence).bind(static_cast<std::int64_t>(limit));
        while (query.next()) {
            auto event = readEvent(query.integer(0), query.text(1));
            // The good ones before a broken one are given; the next call then names it.
            if (!event && !events.empty())
                break;
            if (!event)
                return tl::unexpected(std::move(event.error()));
            events.push_back(std::move(*event));
        }
        return events;
    });
}

Result<std::optional<std::int64_t>> SqliteStore::misfiledEvent(std::int64_t after, const std::vector<Event>& events)
{
    return guarded<std::optional<std::int64_t>>([&] { return readMisfiled(*m_readers.take(), after, events); });
}

Result<ChainHead> SqliteStore::head()
{
    if (m_writer)
        return m_writer->head();
    return guarded<ChainHead>([&] { return readHead(*m_readers.take()); });
}

Result<std::vector<std::int64_t>> SqliteStore::countTokens(const std::vector<Filter>& filters, Time now)
{
    return guarded<std::vector<std::int64_t>>([&] {
        const std::lock_guard guard(m_lists->mutex());
        return m_lists->counts(*m_readers.take(), filters, now);
    });
}

Result<std::vector<std::int64_t>> SqliteStore::countDefinitions(const std::vector<Filter>& filters, Time now)
{
    return guarded<std::vector<std::int64_t>>(
        [&] { return countRows(*m_readers.take(), definitionTable(), filters, now); });
}

Result<std::vector<ChangeSum>> SqliteStore::changeSums(Time from)
{
    return guarded<std::vector<ChangeSum>>([&] { return readChangeSums(*m_readers.take(), from); });
}

Result<std::vector<StoredUser>> SqliteStore::users()
{
    return guarded<std::vector<StoredUser>>([&] { return readUsers(*m_readers.take()); });
}

Result<std::vector<StoredSession>> SqliteStore::sessions()
{
    return guarded<std::vector<StoredSession>>([&] { return readSessions(*m_readers.take(), nullptr); });
}

Result<SavedFilters> SqliteStore::savedFilters(const Uuid& owner)
{
    return guarded<SavedFilters>([&] { return readSavedFilters(*m_readers.take(), owner); });
}

Result<void> SqliteStore::loadAccess(const std::function<void(const TokenAccess&)>& token,
                                     const std::function<void(const DefinitionAccess&)>& definition)
{
    return guarded<void>([&]() -> Result<void> {
        const auto lease = m_readers.take();
        eachAccess(*lease, token);
        eachDefinition(*lease, definition);
        return {};
    });
}

void SqliteStore::prepareLists()
{
    const auto warm = [this] {
        try {
            const std::lock_guard guard(m_lists->mutex());
            const auto lease = m_readers.take();
            m_lists->warm(*lease);
        } catch (const std::exception&) {
            // The first list loads it then, and tells what is wrong.
        }
    };
    try {
        std::call_once(m_prepared, [&] { m_warming = std::thread(warm); });
    } catch (const std::system_error&) {
        // No thread to be had just now: the next call tries again, or the first list loads it.
    }
}

Result<void> SqliteStore::recordUse(const std::vector<UseRecord>& uses)
{
    if (!m_writer)
        return fail(Fault::Unavailable, "The store was opened for reading only.");
    return m_writer->change([&uses](SqliteTransaction& transaction) -> Result<void> {
        auto& database = transaction.database();
        for (const auto& use : uses) {
            auto query = database.query("UPDATE token SET use_count=use_count+?, last_used_at=CASE "
                                        "WHEN last_used_at=9223372036854775807 OR last_used_at<?2 THEN ?2 "
                                        "ELSE last_used_at END WHERE id=?3 RETURNING rid");
            query.bind(static_cast<std::int64_t>(use.calls)).bind(toMillis(use.lastUsedAt)).bind(use.tokenId);
            while (query.next())
                transaction.touchRow(query.integer(0));
        }
        return {};
    });
}

Result<void> SqliteStore::addRefusals(const std::vector<RefusalSum>& sums, Time keepFrom)
{
    if (!m_writer)
        return fail(Fault::Unavailable, "The store was opened for reading only.");
    return m_writer->change([&](SqliteTransaction& transaction) -> Result<void> {
        writeRefusals(transaction.database(), sums, keepFrom);
        return {};
    });
}

Result<std::vector<RefusalSum>> SqliteStore::refusals(Time from)
{
    return guarded<std::vector<RefusalSum>>([&] { return readRefusals(*m_readers.take(), from); });
}

Result<void> SqliteStore::recordCalls(const std::vector<CallRecord>& calls)
{
    if (!m_writer)
        return fail(Fault::Unavailable, "The store was opened for reading only.");
    return m_writer->change([&calls](SqliteTransaction& transaction) -> Result<void> {
        for (const auto& one : calls)
            writeCalls(transaction.database(), one);
        return {};
    });
}

Result<CallCounts> SqliteStore::callCounts(const Uuid& object)
{
    return guarded<CallCounts>([&] { return readCalls(*m_readers.take(), object); });
}

Result<std::optional<std::string>> SqliteStore::setting(const std::string& name)
{
    return guarded<std::optional<std::string>>([&]() -> Result<std::optional<std::string>> {
        const auto lease = m_readers.take();
        auto query = lease->query("SELECT value FROM setting WHERE name=?");
        query.bind(std::string_view(name));
        return query.next() ? std::optional(query.string(0)) : std::nullopt;
    });
}

Result<void> SqliteStore::setSetting(const std::string& name, const std::string& value)
{
    if (!m_writer)
        return fail(Fault::Unavailable, "The store was opened for reading only.");
    return m_writer->change([&](SqliteTransaction& transaction) -> Result<void> {
        transaction.database()
            .query("INSERT INTO setting(name, value) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value=excluded.value")
            .bind(std::string_view(name))
            .bind(std::string_view(value))
            .run();
        return {};
    });
}

Result<std::vector<std::string>> SqliteStore::integrityFaults()
{
    return guarded<std::vector<std::string>>([&] { return faultsOf(*m_readers.take()); });
}

} // namespace tokenhouse::server
