#pragma once

#include "server/store/sqlite/database.h"
#include "server/store/store.h"

namespace tokenhouse::server {

// Sums of calls to rows and back: a row for each secret of a token, one of a definition, and one of a token for the
// secrets that are no more.

void writeCalls(Database& database, const CallRecord& record);
CallCounts readCalls(Database& database, const Uuid& object);
/// The secret's calls become those of its token alone.
void foldCalls(Database& database, const Uuid& token, const Digest& secret);
void removeCalls(Database& database, const Uuid& object);

} // namespace tokenhouse::server
