#pragma once

#include <list>
#include <mutex>
#include <optional>
#include <vector>

#include "server/store/sqlite/change_log.h"
#include "server/store/sqlite/list_reader.h"
#include "server/store/sqlite/token_columns.h"

namespace tokenhouse::server {

/// Pages of the token table. Few tokens are filtered and sorted by SQL; many by columns in memory, which answer any
/// filter, order and offset in tens of milliseconds where SQL would need a second
/// (docs/decisions/0005-token-lists-in-columns.md). Both give the same pages and understand each other's cursors.
class TokenLists {
public:
    static constexpr std::int64_t usualThreshold = 1'000;
    explicit TokenLists(const ChangeLog& log, std::int64_t threshold = usualThreshold)
        : m_threshold(threshold), m_columns(log)
    {}

    /// Held while the snapshot is taken and the page is found, so that no older snapshot comes after a newer one.
    std::mutex& mutex() { return m_mutex; }
    Result<PageRows> page(Database& database, const ListQuery& query, const Order& order);
    /// How many tokens each filter chooses.
    std::vector<std::int64_t> counts(Database& database, const std::vector<Filter>& filters, Time now);
    /// All rows that the query chooses, in their order; none when the table is small: then SQL is as quick.
    std::optional<std::vector<std::uint32_t>> rows(Database& database, const ListQuery& query, const Order& order);
    /// Loads what the next page will need.
    void warm(Database& database);

private:
    struct Ordering {
        Order order;
        std::int64_t version = -1;
        std::vector<std::uint32_t> rows;
    };

    bool isLarge(Database& database) const;
    RowSet select(Database& database, Schema schema, const FilterNode& node, std::int64_t now) const;
    RowSet selectCompared(Database& database, const FilterNode& node, std::int64_t now) const;
    RowSet selectPresent(const FilterNode& node) const;
    RowSet selectSearched(const FilterNode& node) const;
    const std::vector<std::uint32_t>& ordered(Database& database, const Order& order, std::int64_t now);
    std::vector<std::uint32_t> sortAnew(const Order& order, const std::vector<std::uint32_t>& byId,
                                        std::int64_t now) const;
    void repair(Ordering& ordering, const std::vector<std::int64_t>& touched, std::int64_t now) const;
    bool before(const Order& order, std::size_t a, std::size_t b, std::int64_t now) const;
    std::size_t positionAfter(const std::vector<std::uint32_t>& rows, const Order& order,
                              const std::vector<SqlValue>& cursor, std::int64_t now) const;
    std::vector<SqlValue> cursorOf(const Order& order, std::size_t row, std::int64_t now) const;

    static constexpr std::size_t orderingsMaximum = 10;
    std::int64_t m_threshold;
    std::mutex m_mutex;
    TokenColumns m_columns;
    std::list<Ordering> m_orderings;      ///< newest first; the one by id is the empty order
    std::vector<std::uint32_t> m_passing; ///< an order by state, which time changes, lives for one page
};

} // namespace tokenhouse::server
