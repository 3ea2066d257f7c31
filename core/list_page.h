#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tokenhouse {

/// What the desktop asks a list of the server for (contract.md, Lists).
struct ListRequest {
    std::string filter;      ///< the filter language; empty = everything
    std::string orderBy;     ///< "lastModified desc,name"; empty = the server's own order
    std::int64_t offset = 0; ///< rows left out before the first one
    int pageSize = 100;      ///< 1..1000
    bool count = true;       ///< false = the answer need not carry totalSize, which is cheaper for the server
};

/// One page of rows in the order asked for.
template <class Row>
struct ListPage {
    std::vector<Row> items;
    std::optional<std::int64_t> totalSize; ///< of the whole filtered list; absent when it was not counted
};

} // namespace tokenhouse
