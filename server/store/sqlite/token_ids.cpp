#include "server/store/sqlite/token_ids.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace tokenhouse::server {

namespace {

/// From this part of all tokens on, reading the whole index in its order is quicker than looking up one by one.
constexpr std::size_t partForAll = 16;

} // namespace

void TokenIds::append(Database& database, const std::vector<std::int64_t>& rows, std::vector<Uuid>& ids)
{
    const auto begin = static_cast<std::ptrdiff_t>(ids.size());
    ids.reserve(ids.size() + rows.size());
    std::vector<std::int64_t> unknown;
    take(rows, ids, unknown);
    if (!unknown.empty()) {
        read(database, unknown);
        take(std::exchange(unknown, {}), ids, unknown);
    }
    // Ids grow with time and so do rows: mostly nothing is left to do.
    if (!std::is_sorted(ids.begin() + begin, ids.end()))
        std::sort(ids.begin() + begin, ids.end());
}

void TokenIds::take(const std::vector<std::int64_t>& rows, std::vector<Uuid>& ids,
                    std::vector<std::int64_t>& unknown) const
{
    const std::shared_lock lock(m_mutex);
    for (const auto row : rows) {
        const auto place = static_cast<std::size_t>(row);
        if (place < m_ids.size() && !m_ids[place].isNil())
            ids.push_back(m_ids[place]);
        else
            unknown.push_back(row);
    }
}

void TokenIds::read(Database& database, const std::vector<std::int64_t>& rows)
{
    std::vector<std::pair<std::int64_t, Uuid>> found;
    auto last = database.query("SELECT coalesce(max(rid), 0) FROM token");
    const auto all = last.next() ? static_cast<std::size_t>(last.integer(0)) : 0;
    if (m_lookedUp += rows.size(); m_lookedUp > all / partForAll) {
        m_lookedUp = 0;
        auto query = database.query("SELECT rid, id FROM token INDEXED BY token_id");
        while (query.next())
            found.emplace_back(query.integer(0), query.uuid(1));
    } else {
        auto query = database.query("SELECT id FROM token WHERE rid=?");
        for (const auto row : rows) {
            query.restart();
            query.bind(row);
            if (query.next())
                found.emplace_back(row, query.uuid(0));
        }
    }
    const std::lock_guard lock(m_mutex);
    m_ids.resize(std::max(m_ids.size(), all + 1));
    for (const auto& [row, id] : found)
        m_ids[static_cast<std::size_t>(row)] = id;
}

} // namespace tokenhouse::server
