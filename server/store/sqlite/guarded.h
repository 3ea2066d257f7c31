#pragma once

#include <exception>

#include "server/store/sqlite/database.h"

namespace tokenhouse::server {

/// What SQLite throws becomes a Failure.
template <class T, class Call>
Result<T> guarded(const Call& call)
{
    try {
        return call();
    } catch (const SqliteError& error) {
        return tl::unexpected(failureOf(error));
    } catch (const std::exception&) {
        return fail(Fault::Internal, "The store holds something that cannot be read. Run the check command.");
    }
}

} // namespace tokenhouse::server
