#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/store/sqlite/database.h"
#include "server/store/sqlite/list_table.h"
#include "server/store/store.h"

namespace tokenhouse::server {

/// The rows of one page, before the objects are read.
struct PageRows {
    std::vector<std::int64_t> rows;
    std::optional<std::int64_t> totalSize;
    std::string next;
};

/// What rows are sorted by, first to last; the last one is unique.
struct SortTerm {
    Sql expression;
    bool descending = false;
};
std::vector<SortTerm> sortTerms(const ListTable& table, const Order& order, Time now);

/// The values of a row's sort terms as the text of a cursor, and back (Malformed when it is none of this order).
std::string cursorText(const std::vector<SqlValue>& values);
Result<std::vector<SqlValue>> cursorValues(std::string_view text, std::size_t terms);

/// Filter, order and page by SQL alone. `order` is not empty.
Result<PageRows> readPage(Database& database, const ListTable& table, const ListQuery& query, const Order& order);

/// How many rows each filter chooses.
std::vector<std::int64_t> countRows(Database& database, const ListTable& table, const std::vector<Filter>& filters,
                                    Time now);

/// A select of all rows in their order.
Sql rowsInOrder(const ListTable& table, const ListQuery& query, const Order& order);

void bindAll(Query& query, const std::vector<SqlValue>& values);

} // namespace tokenhouse::server
