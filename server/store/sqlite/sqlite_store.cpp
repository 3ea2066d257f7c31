#include "server/store/sqlite/sqlite_store.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/store/sqlite/list_reader.h"
#include "server/store/sqlite/rows.h"
#include "server/store/sqlite/schema.h"
#include "server/store/sqlite/token_lists.h"

namespace tokenhouse::server {

namespace {

template <class T, class Call>
Result<T> guarded(const Call& call)
{
    try {
        return call();
    } catch (const SqliteError& error) {
        return tl::unexpected(failureOf(error));
    } catch (const std::exception&) {
        return fail(Fault::Internal, "The store holds something that cannot be read. Run the check command.");
    }
}

Order orderOr(const Order& order, Schema schema, std::string_view field, bool descending)
{
    return order.empty() ? Order{{findField(schema, field), descending}} : order;
}

/// The file is made by us, so that nobody else can read it for a moment; SQLite gives its helpers the same mode.
Result<void> makeFile(const std::string& path, bool create)
{
    const int flags = O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0);
    const int file = ::open(path.c_str(), flags, 0600);
    if (file < 0) {
        if (errno == ENOENT)
            return fail(Fault::NotFound, "There is no store at " + path + ". Make one with init first.");
        return fail(Fault::Unavailable, "Cannot open " + path + ": " + std::strerror(errno) + ".");
    }
    struct stat status {};
    if (::fstat(file, &status) == 0 && (status.st_mode & 077) != 0)
        ::fchmod(file, 0600);
    ::close(file);
    return {};
}

std::vector<std::string> pragmaFaults(Database& database, std::string_view pragma)
{
    std::vector<std::string> faults;
    auto query = database.once(pragma);
    while (query.next()) {
        if (query.text(0) != "ok")
            faults.push_back(query.string(0));
    }
    return faults;
}

/// What was acknowledged last is in the log beside the file until it is taken over. SQLite would go on without it and
/// say nothing.
Result<void> checkLog(const std::string& path)
{
    struct stat file {};
    const auto log = path + "-wal";
    if (::stat(path.c_str(), &file) != 0 || file.st_size == 0 || ::access(log.c_str(), F_OK) == 0)
        return {};
    const auto lock = std::filesystem::path(path).replace_filename("lock").string();
    return fail(Fault::Unavailable, "The last run did not end in order, and " + log
                                        + ", which holds its last changes, is missing. Put it back. If it is lost, "
                                          "they may be: remove "
                                        + lock + " to go on with what is left.");
}

Result<void> checkReadable(const std::string& path)
{
    try {
        Database database(path, Database::Mode::Read);
        if (auto checked = checkSchema(database, path); !checked)
            return checked;
        if (!hasTables(database))
            return fail(Fault::Unavailable, path + " is empty. Make a store with init first.");
        return {};
    } catch (const SqliteError& error) {
        if (error.isDamage())
            return fail(Fault::Unavailable, path + " is damaged or no database. Restore a backup; it was left alone.");
        return tl::unexpected(failureOf(error));
    }
}

Result<void> prepare(const std::string& path, const OpenOptions& options, bool endedInOrder)
{
    if (!endedInOrder) {
        if (auto checked = checkLog(path); !checked)
            return checked;
    }
    try {
        Database database(path, Database::Mode::Write);
        if (auto checked = checkSchema(database, path); !checked)
            return checked;
        if (!hasTables(database)) {
            if (!options.create)
                return fail(Fault::Unavailable, path + " is empty. Make a store with init first.");
            database.execute("PRAGMA page_size=8192");
            setUpWriter(database);
            database.execute("BEGIN IMMEDIATE");
            createTables(database);
            createIndexes(database);
            database.execute("COMMIT");
        }
        if (!endedInOrder && !pragmaFaults(database, "PRAGMA quick_check(3)").empty()) {
            return fail(Fault::Unavailable,
                        path
                            + " is damaged since the last, unfinished run. Restore a backup; the file was left alone.");
        }
        return {};
    } catch (const SqliteError& error) {
        if (error.isDamage())
            return fail(Fault::Unavailable, path + " is damaged or no database. Restore a backup; it was left alone.");
        return tl::unexpected(failureOf(error));
    }
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
        auto taken = DirectoryLock::take(directory);
        if (!taken)
            return tl::unexpected(std::move(taken.error()));
        lock.emplace(std::move(*taken));
    }
    if (auto made = makeFile(path, options.create && !options.readOnly); !made)
        return tl::unexpected(std::move(made.error()));
    auto prepared = options.readOnly ? checkReadable(path) : prepare(path, options, lock->lastEndedInOrder());
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

Result<std::optional<Event>> SqliteStore::event(std::int64_t sequence)
{
    return guarded<std::optional<Event>>([&]() -> Result<std::optional<Event>> {
        const auto text = readEventText(*m_readers.take(), sequence);
        if (!text)
            return std::optional<Event>();
        auto event = readEvent(sequence, *text);
        if (!event)
            return tl::unexpected(std::move(event.error()));
        return std::optional(std::move(*event));
    });
}

Result<std::vector<Uuid>> SqliteStore::definitionsUsing(const Uuid& tokenId)
{
    return guarded<std::vector<Uuid>>([&] { return readDefinitionsUsing(*m_readers.take(), tokenId); });
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
        for (const auto row : rows->rows) {
            const auto text = readEventText(*lease, row);
            auto event = readEvent(row, text.value_or(""));
            if (!event)
                return tl::unexpected(std::move(event.error()));
            page.items.push_back(std::move(*event));
        }
        return page;
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

Result<ChainHead> SqliteStore::head()
{
    if (m_writer)
        return m_writer->head();
    return guarded<ChainHead>([&] { return readHead(*m_readers.take()); });
}

Result<std::vector<StoredUser>> SqliteStore::users()
{
    return guarded<std::vector<StoredUser>>([&] { return readUsers(*m_readers.take()); });
}

Result<std::vector<StoredSession>> SqliteStore::sessions()
{
    return guarded<std::vector<StoredSession>>([&] { return readSessions(*m_readers.take(), nullptr); });
}

Result<void> SqliteStore::loadAccess(const std::function<void(const TokenAccess&)>& token,
                                     const std::function<void(const Definition&)>& definition)
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
    std::call_once(m_prepared, [this] {
        m_warming = std::thread([this] {
            try {
                const std::lock_guard guard(m_lists->mutex());
                const auto lease = m_readers.take();
                m_lists->warm(*lease);
            } catch (const std::exception&) {
                // The first list loads it then, and tells what is wrong.
            }
        });
    });
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
    return guarded<std::vector<std::string>>([&] {
        const auto lease = m_readers.take();
        std::vector<std::string> faults;
        try {
            faults = pragmaFaults(*lease, "PRAGMA integrity_check(20)");
        } catch (const SqliteError& error) {
            if (!error.isDamage())
                throw;
            faults.emplace_back("its file cannot be read to the end. Restore a backup.");
            return faults;
        }
        const auto none = [&](std::string_view sql, const char* sentence) {
            auto query = lease->once(sql);
            if (query.next() && query.integer(0) > 0)
                faults.push_back(std::to_string(query.integer(0)) + sentence);
        };
        none(
            "SELECT count(*) FROM token WHERE used_by<>(SELECT count(*) FROM definition_token d WHERE d.token=token.rid)",
            " tokens do not know how many APIs list them.");
        none("SELECT count(*) FROM definition_token d WHERE NOT EXISTS(SELECT 1 FROM token WHERE rid=d.token)",
             " entries of APIs name tokens that are not there.");
        none("SELECT count(*) FROM token t WHERE NOT EXISTS(SELECT 1 FROM secret WHERE token_id=t.id AND role=0)",
             " tokens have no secret.");
        none("SELECT count(*) FROM event e WHERE NOT EXISTS(SELECT 1 FROM event_text WHERE sequence=e.sequence)",
             " events have no text.");
        return faults;
    });
}

} // namespace tokenhouse::server
