#pragma once

#include <string>
#include <vector>

#include "core/json.h"
#include "server/registry/registry.h"

namespace tokenhouse::server {

// Request bodies that several calls share. Unknown members and wrong types are Malformed, by name.

/// Nothing at all, or an object without members.
Result<void> readEmptyBody(const json::value& body);
/// {reason?, code?}: a text, and one of none leaked unused left other. No body is no reason.
Result<DisableReason> readDisableReason(const json::value& body);
Result<std::string> readReason(const json::value& body);
/// {reason}: one must be given, with visible characters.
Result<std::string> readNeededReason(const json::value& body);
/// {tokenIds:[…]}
Result<std::vector<Uuid>> readTokenIds(const json::value& body);

struct BatchBody {
    BatchRequest request;
    std::optional<std::string> filter; ///< instead of ids
};
/// {action, ids | filter, reason?, code?, dryRun?}
Result<BatchBody> readDefinitionBatch(const json::value& body);
/// The same with allow, disallow {definitionIds}, setExpiry {expiresAt}, setRateLimit {rateLimit} as well.
Result<BatchBody> readTokenBatch(const json::value& body);

json::array batchResults(const std::vector<BatchItem>& items, const std::string& path,
                         const std::string& correlationId);

} // namespace tokenhouse::server
