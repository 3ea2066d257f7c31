#include "server/store/sqlite/bulk_load.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include "server/store/sqlite/rows.h"
#include "server/store/sqlite/schema.h"
#include "server/store/sqlite/sqlite_store.h"

namespace tokenhouse::server {

namespace {

/// Nothing but its users and what they did with themselves: no object, nor what one leaves behind.
bool isFresh(Database& database)
{
    auto query = database.once("SELECT EXISTS(SELECT 1 FROM token) OR EXISTS(SELECT 1 FROM definition) OR "
                               "EXISTS(SELECT 1 FROM secret) OR EXISTS(SELECT 1 FROM used_id) OR "
                               "EXISTS(SELECT 1 FROM user WHERE is_removed<>0) OR "
                               "EXISTS(SELECT 1 FROM event_text WHERE CASE WHEN json_valid(json) THEN "
                               "coalesce(json->>'kind','') NOT GLOB 'user.*' AND "
                               "coalesce(json->>'kind','') NOT GLOB 'session.*' ELSE 1 END)");
    return query.next() && query.integer(0) == 0;
}

Result<void> syncPath(const std::string& path, int flags)
{
    const int file = ::open(path.c_str(), flags | O_CLOEXEC);
    const bool done = file >= 0 && ::fsync(file) == 0;
    const int why = errno;
    if (file >= 0)
        ::close(file);
    if (!done)
        return fail(Fault::Unavailable, "Cannot write " + path + ": " + std::strerror(why) + ".");
    return {};
}

} // namespace

BulkLoad::BulkLoad(const std::string& directory)
    : m_path(SqliteStore::filePath(directory)), m_newPath(m_path + ".loading")
{}

Result<std::unique_ptr<BulkLoad>> BulkLoad::begin(const std::string& directory)
{
    std::unique_ptr<BulkLoad> load(new BulkLoad(directory));
    auto lock = DirectoryLock::take(directory);
    if (!lock)
        return tl::unexpected(std::move(lock.error()));
    load->m_lock.emplace(std::move(*lock));
    if (::access(load->m_path.c_str(), F_OK) == 0) {
        load->m_old = std::make_unique<Database>(load->m_path, Database::Mode::Write);
        if (auto checked = checkSchema(*load->m_old, load->m_path); !checked)
            return tl::unexpected(std::move(checked.error()));
        if (!hasTables(*load->m_old))
            load->m_old.reset();
        else if (!isFresh(*load->m_old))
            return fail(Fault::Conflict,
                        "The store in " + directory + " holds tokens or APIs already, or did once; it was left alone.");
    }
    std::remove(load->m_newPath.c_str());
    const int file = ::open(load->m_newPath.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(Fault::Unavailable, "Cannot make " + load->m_newPath + ": " + std::strerror(errno) + ".");
    ::close(file);
    load->m_database = std::make_unique<Database>(load->m_newPath, Database::Mode::Write);
    load->m_database->execute("PRAGMA page_size=8192; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
                              "PRAGMA cache_size=-262144; PRAGMA locking_mode=EXCLUSIVE; PRAGMA temp_store=FILE");
    load->m_database->execute("BEGIN");
    createTables(*load->m_database);
    load->m_words = std::make_unique<Words>(*load->m_database, Words::Use::Bulk);
    return load;
}

BulkLoad::~BulkLoad()
{
    m_words.reset();
    m_database.reset();
    m_old.reset();
    if (!m_finished)
        std::remove(m_newPath.c_str());
    if (m_lock && m_lock->lastEndedInOrder())
        m_lock->markEndedInOrder();
}

void BulkLoad::addToken(const Token& token, const StoredSecret& secret)
{
    insertToken(*m_database, *m_words, token);
    m_secrets.push_back(secret);
}

void BulkLoad::addDefinition(const Definition& definition, const std::vector<std::int64_t>& tokenRows)
{
    const auto row = insertDefinition(*m_database, *m_words, definition);
    for (const auto token : tokenRows) {
        m_database->query("INSERT INTO definition_token(definition, token) VALUES(?, ?)").bind(row).bind(token).run();
    }
}

void BulkLoad::addEvent(Event event)
{
    seal(event, m_head.sequence + 1, m_head.hash, m_head.time);
    writeEvent(*m_database, *m_words, event);
    m_head = {event.sequence, event.hash, event.time};
}

std::optional<std::string> BulkLoad::oldSetting(const std::string& name)
{
    if (!m_old)
        return std::nullopt;
    auto query = m_old->once("SELECT value FROM setting WHERE name=?");
    query.bind(std::string_view(name));
    return query.next() ? std::optional(query.string(0)) : std::nullopt;
}

void BulkLoad::setSetting(const std::string& name, const std::string& value)
{
    m_database->query("INSERT OR REPLACE INTO setting(name, value) VALUES(?, ?)")
        .bind(std::string_view(name))
        .bind(std::string_view(value))
        .run();
}

Result<void> BulkLoad::takeOver()
{
    if (!m_old)
        return {};
    {
        auto settings = m_old->once("SELECT name, value FROM setting");
        while (settings.next()) {
            m_database->query("INSERT OR IGNORE INTO setting(name, value) VALUES(?, ?)")
                .bind(settings.text(0))
                .bind(settings.text(1))
                .run();
        }
        for (const auto& user : readUsers(*m_old))
            writeUser(*m_database, user);
        for (const auto& session : readSessions(*m_old, nullptr))
            writeSession(*m_database, session);
        auto events = m_old->once("SELECT sequence, json FROM event_text ORDER BY sequence");
        while (events.next()) {
            auto event = readEvent(events.integer(0), events.text(1));
            if (!event)
                return tl::unexpected(std::move(event.error()));
            addEvent(std::move(*event));
        }
    }
    m_old->execute("PRAGMA wal_checkpoint(TRUNCATE)");
    m_old.reset();
    return {};
}

Result<void> BulkLoad::finish()
{
    if (auto taken = takeOver(); !taken)
        return taken;
    std::sort(m_secrets.begin(), m_secrets.end(), [](const auto& a, const auto& b) { return a.digest < b.digest; });
    for (const auto& secret : m_secrets)
        writeSecret(*m_database, secret);
    createIndexes(*m_database);
    m_words->index(true);
    m_database->execute("COMMIT");
    m_words.reset();
    m_database.reset();
    if (auto synced = syncPath(m_newPath, O_RDWR); !synced)
        return synced;
    // A journal of the old file must never meet the new one.
    std::remove((m_path + "-wal").c_str());
    std::remove((m_path + "-shm").c_str());
    if (std::rename(m_newPath.c_str(), m_path.c_str()) != 0)
        return fail(Fault::Unavailable,
                    "Cannot put the new store in place: " + std::string(std::strerror(errno)) + ".");
    m_finished = true;
    m_lock->markEndedInOrder();
    return syncPath(m_path.substr(0, m_path.rfind('/')), O_RDONLY | O_DIRECTORY);
}

} // namespace tokenhouse::server
