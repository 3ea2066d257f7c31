#pragma once

#include <cstdint>
#include <vector>

#include "server/store/sqlite/list_reader.h"
#include "server/store/sqlite/token_columns.h"

// Orders over the columns. The same as sortTerms() says in SQL.
namespace tokenhouse::server {

std::vector<std::uint32_t> rowsById(const TokenColumns& columns);
void sortStably(std::vector<std::uint32_t>& rows, const TokenColumns& columns, const OrderColumn& by, std::int64_t now);
/// Ascending: below 0, 0 or above 0. An absent value is the greatest.
int compareRows(const TokenColumns& columns, const Field& field, std::size_t a, std::size_t b, std::int64_t now);
/// The values of sortTerms() at a row.
std::vector<SqlValue> cursorValuesOf(const TokenColumns& columns, const Order& order, std::size_t row,
                                     std::int64_t now);

/// Compares rows with the values of a cursor.
class CursorComparer {
public:
    CursorComparer(const TokenColumns& columns, const Order& order, const std::vector<SqlValue>& cursor,
                   std::int64_t now);
    bool isAfterCursor(std::size_t row) const;

private:
    const TokenColumns& m_columns;
    const Order& m_order;
    const std::vector<SqlValue>& m_cursor;
    std::vector<WordTable::Range> m_words; ///< by column: where the cursor's key stands
    std::int64_t m_now;
};

} // namespace tokenhouse::server
