#include "server/store/sqlite/database.h"

#include <sqlite3.h>

namespace tokenhouse::server {

namespace {

[[noreturn]] void raise(sqlite3* handle, int code)
{
    throw SqliteError(code, handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
}

int primary(int code)
{
    return code & 0xFF;
}

} // namespace

bool SqliteError::isDamage() const
{
    return primary(m_code) == SQLITE_CORRUPT || primary(m_code) == SQLITE_NOTADB;
}

bool SqliteError::isDisk() const
{
    switch (primary(m_code)) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM: return true;
    default: return false;
    }
}

Failure failureOf(const SqliteError& error)
{
    Failure failure;
    if (error.isDamage()) {
        failure.fault = Fault::Unavailable;
        failure.detail = "The store is damaged. Nothing was changed. Run the check command, then restore a backup.";
    } else if (primary(error.code()) == SQLITE_FULL) {
        failure.fault = Fault::Unavailable;
        failure.detail = "The disk of the store is full. Nothing was changed.";
    } else if (error.isDisk()) {
        failure.fault = Fault::Unavailable;
        failure.detail = "The store cannot be read or written at the moment. Nothing was changed.";
    } else {
        failure.fault = Fault::Internal;
        failure.detail = "The store refused an operation. Nothing was changed.";
    }
    if (failure.fault == Fault::Unavailable)
        failure.extra["retryAfter"] = 5;
    return failure;
}

Query::~Query()
{
    if (m_owned) {
        sqlite3_finalize(m_statement);
    } else {
        sqlite3_reset(m_statement);
        sqlite3_clear_bindings(m_statement);
    }
}

Query& Query::bind(std::int64_t value)
{
    if (const int code = sqlite3_bind_int64(m_statement, ++m_bound, value); code != SQLITE_OK)
        raise(sqlite3_db_handle(m_statement), code);
    return *this;
}

Query& Query::bind(std::string_view text)
{
    const char* data = text.data() ? text.data() : "";
    const int code = sqlite3_bind_text64(m_statement, ++m_bound, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
    if (code != SQLITE_OK)
        raise(sqlite3_db_handle(m_statement), code);
    return *this;
}

Query& Query::bindBlob(std::string_view bytes)
{
    const int code = sqlite3_bind_blob64(m_statement, ++m_bound, bytes.data(), bytes.size(), SQLITE_STATIC);
    if (code != SQLITE_OK)
        raise(sqlite3_db_handle(m_statement), code);
    return *this;
}

Query& Query::bind(const Uuid& id)
{
    return bindBlob({reinterpret_cast<const char*>(id.bytes().data()), id.bytes().size()});
}

Query& Query::bind(const Digest& digest)
{
    return bindBlob({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

void Query::restart()
{
    sqlite3_reset(m_statement);
    m_bound = 0;
}

bool Query::next()
{
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        raise(sqlite3_db_handle(m_statement), sqlite3_extended_errcode(sqlite3_db_handle(m_statement)));
    return false;
}

void Query::run()
{
    while (next()) {}
}

std::int64_t Query::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

std::string_view Query::text(int column) const
{
    const auto* data = static_cast<const char*>(sqlite3_column_blob(m_statement, column));
    return {data ? data : "", static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
}

Uuid Query::uuid(int column) const
{
    const auto bytes = text(column);
    if (bytes.size() != 16)
        throw SqliteError(SQLITE_CORRUPT, "an id has the wrong size");
    return Uuid::fromBytes(reinterpret_cast<const std::uint8_t*>(bytes.data()));
}

Digest Query::digest(int column) const
{
    const auto bytes = text(column);
    Digest digest{};
    if (bytes.size() != digest.size())
        throw SqliteError(SQLITE_CORRUPT, "a digest has the wrong size");
    std::memcpy(digest.data(), bytes.data(), digest.size());
    return digest;
}

Database::Database(const std::string& path, Mode mode)
{
    // Nobody asks how much memory SQLite took, and counting it costs a lock shared by all readers at each allocation.
    [[maybe_unused]] static const int uncounted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    const int flags = (mode == Mode::Write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX
                      | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(path.c_str(), &m_handle, flags, nullptr);
    if (code != SQLITE_OK) {
        const std::string why = m_handle ? sqlite3_errmsg(m_handle) : sqlite3_errstr(code);
        sqlite3_close_v2(m_handle);
        throw SqliteError(code, why);
    }
    if (mode == Mode::Write) {
        // The log stays when the file is closed, so that a missing one always says that something was taken away.
        int keep = 1;
        sqlite3_file_control(m_handle, nullptr, SQLITE_FCNTL_PERSIST_WAL, &keep);
    }
    sqlite3_busy_timeout(m_handle, 5000);
    sqlite3_limit(m_handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
}

Database::~Database()
{
    for (const auto& [sql, statement] : m_kept)
        sqlite3_finalize(statement);
    sqlite3_close_v2(m_handle);
}

void Database::execute(const std::string& sql)
{
    if (const int code = sqlite3_exec(m_handle, sql.c_str(), nullptr, nullptr, nullptr); code != SQLITE_OK)
        raise(m_handle, sqlite3_extended_errcode(m_handle));
}

sqlite3_stmt* Database::prepare(std::string_view sql, bool kept)
{
    sqlite3_stmt* statement = nullptr;
    const unsigned flags = kept ? SQLITE_PREPARE_PERSISTENT : 0;
    const int code = sqlite3_prepare_v3(m_handle, sql.data(), static_cast<int>(sql.size()), flags, &statement, nullptr);
    if (code != SQLITE_OK)
        raise(m_handle, sqlite3_extended_errcode(m_handle));
    return statement;
}

Query Database::query(std::string_view sql)
{
    const auto found = m_kept.find(sql);
    if (found == m_kept.end()) {
        auto* statement = prepare(sql, true);
        m_kept.emplace(std::string(sql), statement);
        return Query(statement, false);
    }
    // The same statement one level further up is still running: take another.
    if (sqlite3_stmt_busy(found->second))
        return once(sql);
    return Query(found->second, false);
}

Query Database::once(std::string_view sql)
{
    return Query(prepare(sql, false), true);
}

std::int64_t Database::lastRow() const
{
    return sqlite3_last_insert_rowid(m_handle);
}

bool Database::inTransaction() const
{
    return sqlite3_get_autocommit(m_handle) == 0;
}

} // namespace tokenhouse::server
