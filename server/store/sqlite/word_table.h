#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/filter.h"
#include "server/store/sqlite/database.h"
#include "server/store/sqlite/row_set.h"

namespace tokenhouse::server {

/// The keys of all words in memory, in their order: what texts are compared and sorted by. A word's rank is its place;
/// words of one key share the first one's. Rank 0 is the absent text, which has no word. Not thread-safe.
class WordTable {
public:
    using Rank = std::uint32_t;

    /// Brings the table up to the snapshot that the connection sees. Ranks change, refs never.
    void update(Database& database);

    Rank rankOf(std::uint32_t ref) const { return m_rankOfRef[ref]; }
    std::string_view key(Rank rank) const; ///< empty for 0
    std::size_t ranks() const { return m_ends.size(); }

    /// Ranks from `first` on, before `last`: those whose keys compare so.
    struct Range {
        Rank first = 0;
        Rank last = 0;
        bool has(Rank rank) const { return rank >= first && rank < last; }
    };
    Range equal(std::string_view key) const;
    Range startingWith(std::string_view key) const;
    Range comparing(CompareOp op, std::string_view key) const;
    /// By rank; for Suffix and Contains.
    RowSet fitting(const TextOperand& operand) const;

private:
    void load(Database& database);
    void merge(Database& database, std::int64_t last);
    Rank lowerBound(std::string_view key) const;

    // Place 0 is the absent text; every key is followed by a NUL, so that no match runs over two of them.
    std::string m_text;
    std::vector<std::uint32_t> m_ends; ///< by place: where the key ends
    std::vector<std::uint32_t> m_refs; ///< by place
    std::vector<Rank> m_rankOfRef;     ///< by ref
    std::int64_t m_last = 0;           ///< the newest ref that is in
};

} // namespace tokenhouse::server
