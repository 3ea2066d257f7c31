#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>

#include <sqlite3.h>

#include "server/store/sqlite/database.h"

namespace tokenhouse::server {

/// Words by ref, each read once: the rows of a page name the same few people and owners again and again. A word never
/// changes nor goes, so that what was read stays true for every later page of the connection.
class WordReader {
public:
    explicit WordReader(Database& database) : m_database(database) {}

    /// Valid until trim().
    const std::string& text(std::int64_t ref)
    {
        const auto [entry, isNew] = m_read.try_emplace(ref);
        if (isNew && ref != 0) {
            try {
                entry->second = read(ref);
            } catch (...) {
                m_read.erase(entry);
                throw;
            }
            m_bytes += entry->second.size() + sizeof *entry;
        }
        return entry->second;
    }

    /// Lets go of all when it has grown large. To be called between pages.
    void trim()
    {
        if (m_bytes < most)
            return;
        m_read.clear();
        m_bytes = 0;
    }

private:
    static constexpr std::size_t most = 2'000'000;

    std::string read(std::int64_t ref)
    {
        auto query = m_database.query("SELECT text FROM word WHERE ref=?");
        query.bind(ref);
        if (!query.next())
            throw SqliteError(SQLITE_CORRUPT, "a row names a word that is not there");
        return query.string(0);
    }

    Database& m_database;
    std::unordered_map<std::int64_t, std::string> m_read;
    std::size_t m_bytes = 0;
};

} // namespace tokenhouse::server
