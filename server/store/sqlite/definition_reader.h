#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/definition.h"
#include "server/store/sqlite/database.h"
#include "server/store/sqlite/token_ids.h"
#include "server/store/sqlite/word_reader.h"

namespace tokenhouse::server {

/// Definitions by row. One that was read before is read again only when its revision has moved: a list is asked for
/// again and again, and most of its time would go into the action's JSON and the list of tokens.
class DefinitionReader {
public:
    DefinitionReader(Database& database, TokenIds& ids);

    /// In the order of the rows; those that are gone are left out.
    std::vector<Definition> rows(const std::vector<std::int64_t>& rows, WordReader& words);

private:
    static constexpr std::size_t most = 4'000'000; ///< bytes, roughly
    void keep(std::int64_t row, const Definition& definition, std::size_t metaSize);

    Database& m_database;
    TokenIds& m_ids;
    std::unordered_map<std::int64_t, Definition> m_read;
    std::size_t m_bytes = 0;
};

} // namespace tokenhouse::server
