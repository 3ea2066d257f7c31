#include "server/store/sqlite/token_lists.h"

#include <algorithm>
#include <iterator>

#include "server/store/sqlite/schema.h"
#include "server/store/sqlite/token_order.h"

namespace tokenhouse::server {

bool TokenLists::isLarge(Database& database) const
{
    auto query = database.query("SELECT coalesce(max(rid), 0) FROM token");
    return query.next() && query.integer(0) > m_threshold;
}

void TokenLists::warm(Database& database)
{
    if (!isLarge(database))
        return;
    m_columns.update(database);
    ordered(database, {{findField(tokenSchema(), "name"), false}}, 0);
}

std::vector<std::int64_t> TokenLists::counts(Database& database, const std::vector<Filter>& filters, Time now)
{
    if (!isLarge(database))
        return countRows(database, tokenTable(), filters, now);
    m_columns.update(database);
    std::vector<std::int64_t> counts;
    for (const auto& filter : filters) {
        auto found = select(database, filter.schema, filter.root, toMillis(now));
        found &= m_columns.alive();
        counts.push_back(static_cast<std::int64_t>(found.count()));
    }
    return counts;
}

Result<PageRows> TokenLists::page(Database& database, const ListQuery& query, const Order& order)
{
    if (!isLarge(database))
        return readPage(database, tokenTable(), query, order);
    m_columns.update(database);
    const auto now = toMillis(query.now);
    auto found = select(database, query.filter.schema, query.filter.root, now);
    found &= m_columns.alive();

    m_columns.need(database, order);
    const auto& rows = ordered(database, order, now);
    std::size_t position = 0;
    std::size_t skip = query.offset;
    if (!query.after.empty()) {
        const auto cursor = cursorValues(query.after, sortTerms(tokenTable(), order, query.now).size());
        if (!cursor)
            return tl::unexpected(cursor.error());
        position = positionAfter(rows, order, *cursor, now);
        skip = 0;
    }
    PageRows page;
    if (query.exactCount)
        page.totalSize = static_cast<std::int64_t>(found.count());
    for (; position < rows.size(); ++position) {
        const auto row = rows[position];
        if (!found.has(row))
            continue;
        if (skip > 0) {
            --skip;
            continue;
        }
        if (page.rows.size() == query.pageSize) {
            page.next = cursorText(cursorOf(order, static_cast<std::size_t>(page.rows.back()), now));
            break;
        }
        page.rows.push_back(row);
    }
    return page;
}

std::optional<std::vector<std::uint32_t>> TokenLists::rows(Database& database, const ListQuery& query,
                                                           const Order& order)
{
    if (!isLarge(database))
        return std::nullopt;
    m_columns.update(database);
    const auto now = toMillis(query.now);
    auto found = select(database, query.filter.schema, query.filter.root, now);
    found &= m_columns.alive();
    m_columns.need(database, order);
    const auto& all = ordered(database, order, now);
    std::vector<std::uint32_t> rows;
    rows.reserve(found.count());
    std::ranges::copy_if(all, std::back_inserter(rows), [&](std::uint32_t row) { return found.has(row); });
    return rows;
}

const std::vector<std::uint32_t>& TokenLists::ordered(Database& database, const Order& order, std::int64_t now)
{
    const auto same = [&](const Ordering& one) {
        return std::ranges::equal(one.order, order, [](const OrderColumn& a, const OrderColumn& b) {
            return a.field == b.field && a.descending == b.descending;
        });
    };
    const bool passes = std::ranges::any_of(order, [](const OrderColumn& one) { return one.field->name == "state"; });
    if (passes) {
        m_passing = sortAnew(order, ordered(database, {}, now), now);
        return m_passing;
    }
    auto found = std::find_if(m_orderings.begin(), m_orderings.end(), same);
    if (found == m_orderings.end()) {
        m_orderings.push_front({order, -1, {}});
        found = m_orderings.begin();
        if (m_orderings.size() > orderingsMaximum) {
            auto oldest = std::prev(m_orderings.end());
            if (oldest->order.empty()) // the order by id is what all others start from
                --oldest;
            m_orderings.erase(oldest);
        }
    } else {
        m_orderings.splice(m_orderings.begin(), m_orderings, found);
    }
    Ordering& ordering = *found;
    if (ordering.version == m_columns.version())
        return ordering.rows;
    const auto touched = ordering.version < 0 ? std::nullopt : m_columns.touchedSince(ordering.version);
    if (touched)
        repair(ordering, *touched, now);
    else if (order.empty())
        ordering.rows = rowsById(m_columns);
    else
        ordering.rows = sortAnew(order, ordered(database, {}, now), now);
    ordering.version = m_columns.version();
    return ordering.rows;
}

std::vector<std::uint32_t> TokenLists::sortAnew(const Order& order, const std::vector<std::uint32_t>& byId,
                                                std::int64_t now) const
{
    auto rows = byId;
    // An id decides alone: what comes behind it in the order never counts.
    const auto id =
        std::ranges::find(order, std::string_view("id"), [](const OrderColumn& one) { return one.field->name; });
    if (id != order.end() && id->descending)
        std::ranges::reverse(rows);
    // Stable passes from the last column to the first; ties stay in the order of the ids.
    for (auto column = std::make_reverse_iterator(id); column != order.rend(); ++column)
        sortStably(rows, m_columns, *column, now);
    return rows;
}

bool TokenLists::before(const Order& order, std::size_t a, std::size_t b, std::int64_t now) const
{
    for (const auto& column : order) {
        const auto compared = compareRows(m_columns, *column.field, a, b, now);
        if (compared != 0)
            return column.descending ? compared > 0 : compared < 0;
    }
    return m_columns.id(a) < m_columns.id(b);
}

/// Takes the touched rows out and puts those that live in at their new places: two passes over the order.
void TokenLists::repair(Ordering& ordering, const std::vector<std::int64_t>& touched, std::int64_t now) const
{
    if (touched.empty())
        return;
    RowSet gone(m_columns.bound());
    std::vector<std::uint32_t> come;
    for (const auto row : touched) {
        const auto index = static_cast<std::size_t>(row);
        if (index >= m_columns.bound() || gone.has(index))
            continue;
        gone.add(index);
        if (m_columns.alive().has(index))
            come.push_back(static_cast<std::uint32_t>(row));
    }
    const auto less = [&](std::uint32_t a, std::uint32_t b) { return before(ordering.order, a, b, now); };
    std::sort(come.begin(), come.end(), less);
    std::erase_if(ordering.rows, [&](std::uint32_t row) { return gone.has(row); });
    std::vector<std::uint32_t> merged;
    merged.reserve(ordering.rows.size() + come.size());
    auto from = ordering.rows.begin();
    for (const auto row : come) {
        const auto to = std::lower_bound(from, ordering.rows.end(), row, less);
        merged.insert(merged.end(), from, to);
        merged.push_back(row);
        from = to;
    }
    merged.insert(merged.end(), from, ordering.rows.end());
    ordering.rows = std::move(merged);
}

std::size_t TokenLists::positionAfter(const std::vector<std::uint32_t>& rows, const Order& order,
                                      const std::vector<SqlValue>& cursor, std::int64_t now) const
{
    const CursorComparer comparer(m_columns, order, cursor, now);
    const auto first =
        std::partition_point(rows.begin(), rows.end(), [&](std::uint32_t row) { return !comparer.isAfterCursor(row); });
    return static_cast<std::size_t>(first - rows.begin());
}

std::vector<SqlValue> TokenLists::cursorOf(const Order& order, std::size_t row, std::int64_t now) const
{
    return cursorValuesOf(m_columns, order, row, now);
}

} // namespace tokenhouse::server
