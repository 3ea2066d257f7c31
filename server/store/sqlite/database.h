#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/result.h"
#include "core/secret.h"
#include "core/uuid.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tokenhouse::server {

/// Thrown inside the SQLite store only; its calls turn it into a Failure (failureOf).
class SqliteError : public std::runtime_error {
public:
    SqliteError(int code, const std::string& message) : std::runtime_error(message), m_code(code) {}
    int code() const { return m_code; }
    bool isDamage() const; ///< the file is no sound database
    bool isDisk() const;   ///< full, unreadable, unwritable, out of memory: may pass by itself

private:
    int m_code;
};

/// Unavailable for trouble that may pass, Internal for the rest. The detail is fit for people.
Failure failureOf(const SqliteError& error);

/// One run of a statement. Binds in order of the calls; text and blobs must outlive the run.
class Query {
public:
    Query(sqlite3_stmt* statement, bool owned) : m_statement(statement), m_owned(owned) {}
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    Query& bind(std::int64_t value);
    Query& bind(std::string_view text);
    Query& bind(const Uuid& id);
    Query& bind(const Digest& digest);
    Query& bindBlob(std::string_view bytes);

    void restart(); ///< for the next run of the same statement: bind anew
    bool next();    ///< false at the end
    void run();     ///< to the end

    std::int64_t integer(int column) const;
    bool boolean(int column) const { return integer(column) != 0; }
    std::string_view text(int column) const; ///< valid until the next step
    std::string string(int column) const { return std::string(text(column)); }
    Uuid uuid(int column) const;
    Digest digest(int column) const;

private:
    sqlite3_stmt* m_statement;
    bool m_owned;
    int m_bound = 0;
};

/// One connection. Used by one thread at a time.
class Database {
public:
    enum class Mode { Write, Read };
    Database(const std::string& path, Mode mode);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void execute(const std::string& sql); ///< any number of statements, no results
    /// A statement that is kept for the next time.
    Query query(std::string_view sql);
    /// A statement that is used once.
    Query once(std::string_view sql);
    std::int64_t lastRow() const;
    bool inTransaction() const;
    sqlite3* handle() const { return m_handle; }

private:
    sqlite3_stmt* prepare(std::string_view sql, bool kept);
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    sqlite3* m_handle = nullptr;
    std::unordered_map<std::string, sqlite3_stmt*, TextHash, std::equal_to<>> m_kept;
};

} // namespace tokenhouse::server
