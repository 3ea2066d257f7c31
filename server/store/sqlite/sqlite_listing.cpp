#include "server/store/sqlite/sqlite_listing.h"

#include <algorithm>

namespace tokenhouse::server {

void ListedRows::take(std::vector<std::uint32_t> rows)
{
    m_rows = std::move(rows);
    m_total = static_cast<std::int64_t>(m_rows.size());
}

void ListedRows::select(const ListTable& table, const ListQuery& query, const Order& order)
{
    m_total = countRows(*m_lease, table, {query.filter}, query.now).front();
    m_sql = rowsInOrder(table, query, order);
    m_select = std::unique_ptr<Query>(new Query(m_lease->once(m_sql.text)));
    bindAll(*m_select, m_sql.values);
}

std::vector<std::int64_t> ListedRows::next(std::size_t most)
{
    std::vector<std::int64_t> rows;
    if (!m_select) {
        const auto end = std::min(m_rows.size(), m_at + most);
        rows.assign(m_rows.begin() + static_cast<std::ptrdiff_t>(m_at),
                    m_rows.begin() + static_cast<std::ptrdiff_t>(end));
        m_at = end;
        return rows;
    }
    while (m_at == 0 && rows.size() < most) {
        if (m_select->next())
            rows.push_back(m_select->integer(0));
        else
            m_at = 1; // the end: a select that is stepped on would begin anew
    }
    return rows;
}

} // namespace tokenhouse::server
