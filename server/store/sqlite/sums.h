#pragma once

#include <vector>

#include "server/store/sqlite/database.h"
#include "server/store/store.h"

namespace tokenhouse::server {

// Sums that the overview shows and no list does.

std::vector<ChangeSum> readChangeSums(Database& database, Time from);
void writeRefusals(Database& database, const std::vector<RefusalSum>& sums, Time keepFrom);
std::vector<RefusalSum> readRefusals(Database& database, Time from);

} // namespace tokenhouse::server
