#pragma once

#include "server/store/sqlite/change_log.h"
#include "server/store/sqlite/list_reader.h"

namespace tokenhouse::server {

/// Pages of the token table.
class TokenLists {
public:
    explicit TokenLists(const ChangeLog& log) : m_log(log) {}
    Result<PageRows> page(Database& database, const ListQuery& query, const Order& order)
    {
        return readPage(database, tokenTable(), query, order);
    }

private:
    [[maybe_unused]] const ChangeLog& m_log;
};

} // namespace tokenhouse::server
