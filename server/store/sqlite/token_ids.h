#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <shared_mutex>
#include <vector>

#include "core/uuid.h"
#include "server/store/sqlite/database.h"

namespace tokenhouse::server {

/// Which token stands in which row, read once for all connections: a page of definitions names a million of them. A
/// row is never given to another token (insertToken), so that what was read stays true for every snapshot. 16 bytes a
/// row, and only when a list of definitions was asked for. Thread-safe.
class TokenIds {
public:
    /// Puts the ids of these rows behind `ids`, sorted among themselves. Rows that are gone are left out.
    void append(Database& database, const std::vector<std::int64_t>& rows, std::vector<Uuid>& ids);

private:
    void take(const std::vector<std::int64_t>& rows, std::vector<Uuid>& ids, std::vector<std::int64_t>& unknown) const;
    void read(Database& database, const std::vector<std::int64_t>& rows);

    mutable std::shared_mutex m_mutex;
    std::vector<Uuid> m_ids;                 ///< by row; nil = not read yet
    std::atomic<std::size_t> m_lookedUp = 0; ///< one by one, since all were read
};

} // namespace tokenhouse::server
