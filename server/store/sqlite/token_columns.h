#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/filter.h"
#include "core/uuid.h"
#include "server/store/sqlite/change_log.h"
#include "server/store/sqlite/database.h"
#include "server/store/sqlite/late_column.h"
#include "server/store/sqlite/row_set.h"
#include "server/store/sqlite/word_table.h"

namespace tokenhouse::server {

/// What can be filtered and sorted by of all tokens, column by column in memory: about 95 bytes a token, and the keys
/// of the words. Loaded from the store once, then kept true by the rows that commits touched. Not thread-safe.
class TokenColumns {
public:
    explicit TokenColumns(const ChangeLog& log) : m_log(log) {}

    /// Brings the columns to the snapshot of the connection, which is not older than the last one's.
    void update(Database& database);
    /// Has what the order asks for beyond that; after update(), with the same snapshot.
    void need(Database& database, const Order& order);

    enum WordColumn { Name, Description, Owner, CreatedBy, LastModifiedBy, wordColumns };
    enum NumberColumn {
        CreatedAt,
        LastModified,
        ExpiresAt,
        LastUsedAt,
        ClaimUntil,
        UseCount,
        UsedBy,
        numberColumns,
        Limit = numberColumns, ///< of the rate limit, as the next two
        Window,
        Rate
    };
    enum RareColumn { Labels, Addresses, PreviousUntil, Revision, rareColumns };
    static constexpr std::uint8_t isDisabled = 1;
    static constexpr std::uint8_t isHeld = 2;
    static constexpr std::uint8_t hasLabels = 4;

    std::size_t bound() const { return m_alive.bound(); } ///< rows are below it
    const RowSet& alive() const { return m_alive; }
    std::int64_t version() const { return m_version; }
    const WordTable& words() const { return m_words; }
    const Uuid& id(std::size_t row) const { return m_ids[row]; }
    std::uint8_t flags(std::size_t row) const { return m_flags[row]; }
    WordTable::Rank rank(WordColumn column, std::size_t row) const { return m_words.rankOf(m_refs[column][row]); }
    std::int64_t number(NumberColumn column, std::size_t row) const
    {
        return column < numberColumns ? m_numbers[column][row] : ofLimit(column, m_limits[row]);
    }
    const LateColumn& rare(RareColumn column) const { return m_rare[column]; }
    static std::optional<RareColumn> rareColumn(std::string_view field);
    /// 0 active, 1 disabled, 2 expired, 3 held, 4 unclaimed: in the order of the words.
    std::uint8_t state(std::size_t row, std::int64_t now) const;
    static std::string_view stateWord(std::uint8_t state);

    /// The rows touched since; none when only loading anew helps.
    std::optional<std::vector<std::int64_t>> touchedSince(std::int64_t version) const
    {
        return m_log.between(version, m_version);
    }

private:
    void load(Database& database);
    void take(const Query& query);
    void grow(std::size_t bound);
    static std::int64_t ofLimit(NumberColumn column, std::uint32_t packed);

    const ChangeLog& m_log;
    WordTable m_words;
    std::int64_t m_version = -1;
    RowSet m_alive;
    std::vector<Uuid> m_ids;
    std::vector<std::uint8_t> m_flags;
    std::vector<std::uint32_t> m_refs[wordColumns];
    std::vector<std::int64_t> m_numbers[numberColumns];
    std::vector<std::uint32_t> m_limits; ///< limit and window in one; 0 = none
    std::array<LateColumn, rareColumns> m_rare{
        LateColumn{"labels", LateColumn::Kind::Set}, LateColumn{"addresses", LateColumn::Kind::Set},
        LateColumn{"previous_until", LateColumn::Kind::Number}, LateColumn{"revision", LateColumn::Kind::Number}};
};

} // namespace tokenhouse::server
