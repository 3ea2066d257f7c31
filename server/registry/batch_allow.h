#pragma once

#include <span>
#include <vector>

#include "server/registry/rules.h"

namespace tokenhouse::server::rules {

/// So many tokens come or go with one change of each API: an event still names them all (decision 0010).
inline constexpr std::size_t allowBlockSize = 1000;

/// Allow or Disallow for a block of tokens: an item for each, all APIs or none of them; each API is changed once.
/// Refused as a whole when one of the APIs is not there.
Result<std::vector<BatchItem>> allowBlock(Transaction& transaction, const Actor& actor, const BatchRequest& request,
                                          std::span<const Uuid> ids);

} // namespace tokenhouse::server::rules
