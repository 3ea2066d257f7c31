#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "server/store/sqlite/guarded.h"
#include "server/store/sqlite/list_reader.h"
#include "server/store/sqlite/readers.h"
#include "server/store/store.h"

namespace tokenhouse::server {

/// Which rows a listing has, in one snapshot: known already, or read on from a select that stays open.
class ListedRows {
public:
    explicit ListedRows(Readers& readers) : m_lease(readers.take()) {}

    Database& database() const { return *m_lease; }
    const Readers::Lease& lease() const { return m_lease; }
    void take(std::vector<std::uint32_t> rows);
    void select(const ListTable& table, const ListQuery& query, const Order& order);

    std::int64_t total() const { return m_total; }
    std::vector<std::int64_t> next(std::size_t most);

private:
    Readers::Lease m_lease;
    std::vector<std::uint32_t> m_rows;
    std::size_t m_at = 0;
    Sql m_sql; ///< outlives the select, which is bound to its values
    std::unique_ptr<Query> m_select;
    std::int64_t m_total = 0;
};

template <class T, class Read>
class SqliteListing final : public Listing<T> {
public:
    SqliteListing(std::unique_ptr<ListedRows> rows, Read read) : m_rows(std::move(rows)), m_read(std::move(read)) {}
    std::int64_t total() const override { return m_rows->total(); }
    Result<std::vector<T>> next(std::size_t most) override
    {
        return guarded<std::vector<T>>([&] {
            m_rows->lease().words().trim();
            return m_read(m_rows->lease(), m_rows->next(most));
        });
    }

private:
    std::unique_ptr<ListedRows> m_rows;
    Read m_read;
};

/// `read(lease, rows)`: the objects of some rows.
template <class T, class Read>
std::unique_ptr<Listing<T>> makeListing(std::unique_ptr<ListedRows> rows, Read read)
{
    return std::make_unique<SqliteListing<T, Read>>(std::move(rows), std::move(read));
}

} // namespace tokenhouse::server
