#include "server/store/sqlite/late_column.h"

#include <algorithm>
#include <numeric>

#include "core/text.h"
#include "server/store/sqlite/rows.h"

namespace tokenhouse::server {

namespace {

std::string keyOf(std::string_view kept)
{
    std::string text;
    for (const auto& one : splitTexts(kept))
        text += (text.empty() ? "" : "\n") + one;
    return textKey(text);
}

} // namespace

std::int64_t LateColumn::valueOf(const Query& query, int column)
{
    if (m_kind == Kind::Number)
        return query.integer(column);
    const auto [place, isNew] = m_sets.try_emplace(query.string(column), static_cast<std::int64_t>(m_keys.size()));
    if (isNew)
        m_keys.push_back(keyOf(place->first));
    return place->second;
}

void LateColumn::load(Database& database, std::size_t bound)
{
    forget();
    m_sets.emplace(std::string(), 0);
    m_keys.emplace_back();
    m_values.assign(bound, 0);
    auto query = database.query("SELECT rid, " + m_name + " FROM token");
    while (query.next()) {
        if (const auto row = static_cast<std::size_t>(query.integer(0)); row < bound)
            m_values[row] = valueOf(query, 1);
    }
    m_isLoaded = true;
    settle();
}

void LateColumn::forget()
{
    m_isLoaded = false;
    m_values = {};
    m_sets.clear();
    m_keys.clear();
    m_ranks.clear();
}

void LateColumn::take(Database& database, std::size_t row)
{
    if (row >= m_values.size())
        m_values.resize(row + 1);
    auto query = database.query("SELECT " + m_name + " FROM token WHERE rid=?");
    query.bind(static_cast<std::int64_t>(row));
    if (query.next())
        m_values[row] = valueOf(query, 0);
}

void LateColumn::settle()
{
    if (m_ranks.size() == m_keys.size())
        return;
    std::vector<std::uint32_t> order(m_keys.size());
    std::iota(order.begin(), order.end(), 0u);
    std::sort(order.begin(), order.end(), [this](auto a, auto b) { return m_keys[a] < m_keys[b]; });
    m_ranks.assign(m_keys.size(), 0);
    std::uint32_t rank = 0; // the empty set is the first
    for (std::size_t i = 1; i < order.size(); ++i) {
        if (m_keys[order[i]] != m_keys[order[i - 1]])
            rank = static_cast<std::uint32_t>(i);
        m_ranks[order[i]] = rank;
    }
}

} // namespace tokenhouse::server
