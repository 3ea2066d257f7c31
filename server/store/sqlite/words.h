#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/store/sqlite/database.h"

namespace tokenhouse::server {

/// The writer's way to words: a text's ref, made when it is new. The trigram index follows in blocks, because each
/// savepoint makes it flush; readers look through what it does not hold yet.
class Words {
public:
    /// Bulk: all words are new to the database and remembered here, so that no index is needed yet.
    enum class Use { Single, Bulk };
    explicit Words(Database& database, Use use = Use::Single) : m_database(database), m_use(use) {}

    std::int64_t ref(std::string_view text); ///< 0 for the empty text
    /// After a roll-back: what was made in it is gone.
    void forget();
    /// Puts words that the trigram index lacks into it when they are many enough to pay, or `all`.
    void index(bool all = false);

private:
    Database& m_database;
    Use m_use;
    std::unordered_map<std::string, std::int64_t> m_known;
    std::int64_t m_last = -1;
    std::int64_t m_indexed = -1;
};

} // namespace tokenhouse::server
