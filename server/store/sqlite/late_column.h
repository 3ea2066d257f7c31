#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "server/store/sqlite/database.h"

namespace tokenhouse::server {

/// A column of the token table that only rare orders ask for: it costs no memory and no time until the first one does.
/// Numbers stand as they are; a set of texts is a place in the row of all sets there are. Not thread-safe.
class LateColumn {
public:
    enum class Kind : std::uint8_t { Number, Set };
    LateColumn(std::string_view name, Kind kind) : m_name(name), m_kind(kind) {}

    bool isLoaded() const { return m_isLoaded; }
    void load(Database& database, std::size_t bound);
    void forget();
    void take(Database& database, std::size_t row); ///< anew, after a commit touched it
    void settle();                                  ///< after the last take(): ranks are right again

    std::int64_t number(std::size_t row) const { return m_values[row]; }
    /// A set's place among all sets by its texts' keys, one after the other; 0 = the empty set.
    std::uint32_t rank(std::size_t row) const { return m_ranks[static_cast<std::size_t>(m_values[row])]; }
    const std::string& key(std::size_t row) const { return m_keys[static_cast<std::size_t>(m_values[row])]; }

private:
    std::int64_t valueOf(const Query& query, int column);

    std::string m_name;
    Kind m_kind;
    bool m_isLoaded = false;
    std::vector<std::int64_t> m_values;                   ///< by row; of a set the place in what follows
    std::unordered_map<std::string, std::int64_t> m_sets; ///< by the text in the table
    std::vector<std::string> m_keys;
    std::vector<std::uint32_t> m_ranks;
};

} // namespace tokenhouse::server
