#include "server/store/store.h"

#include "server/store/sqlite/sqlite_store.h"

namespace tokenhouse::server {

Result<std::unique_ptr<Store>> openStore(const std::string& url, const std::string& directory, OpenOptions options)
{
    if (url.empty() || url == "sqlite:")
        return SqliteStore::open(directory, options);
    if (url.starts_with("opensearch+http://") || url.starts_with("opensearch+https://"))
        return fail(Fault::Unavailable, "This version has no OpenSearch store yet. Use sqlite: (the default).");
    return fail(Fault::Malformed, "The store's address is not known. Use sqlite: (the default).");
}

} // namespace tokenhouse::server
