#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "server/store/sqlite/database.h"

namespace tokenhouse::server {

/// How an absent time is kept: it then sorts last ascending and first descending, as contract.md wants it, and no
/// comparison in SQL ever meets NULL.
inline constexpr std::int64_t absentTime = std::numeric_limits<std::int64_t>::max();
/// The word of an absent (empty) text; it has no row.
inline constexpr std::int64_t absentWord = 0;

extern const int schemaVersion;
inline constexpr int applicationId = 0x544B4853; // "TKHS"

/// Tables without the indexes that a bulk load makes afterwards.
void createTables(Database& database);
void createIndexes(Database& database);

/// Refuses a foreign or a newer file with a sentence; Ok for an empty one too.
Result<void> checkSchema(Database& database, const std::string& path);
bool isOlder(Database& database); ///< than this program's form
bool hasTables(Database& database);
/// Brings an older store to this program's form, a step at a time, inside the caller's transaction.
void migrate(Database& database);

void setUpWriter(Database& database);
void setUpReader(Database& database);

} // namespace tokenhouse::server
