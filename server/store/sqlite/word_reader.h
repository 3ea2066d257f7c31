#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include <sqlite3.h>

#include "server/store/sqlite/database.h"

namespace tokenhouse::server {

/// Words by ref, each read once: the rows of a page name the same few people and owners again and again.
class WordReader {
public:
    explicit WordReader(Database& database) : m_database(database) {}

    const std::string& text(std::int64_t ref)
    {
        const auto [entry, isNew] = m_read.try_emplace(ref);
        if (isNew && ref != 0) {
            auto query = m_database.query("SELECT text FROM word WHERE ref=?");
            query.bind(ref);
            if (!query.next())
                throw SqliteError(SQLITE_CORRUPT, "a row names a word that is not there");
            entry->second = query.string(0);
        }
        return entry->second;
    }

private:
    Database& m_database;
    std::unordered_map<std::int64_t, std::string> m_read;
};

} // namespace tokenhouse::server
