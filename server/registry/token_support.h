#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/registry/rules.h"

// What the changes of tokens and of their secrets share.
namespace tokenhouse::server::rules {

/// What a digest that the store knows means for a token that wants it: none, or the trace of an InvalidSecret that
/// never says whose it is. Its extra `requirement` is "unused": such an answer tells something, and is counted.
std::optional<Trace> judgeDigest(Transaction& transaction, const Digest& digest, const Uuid& tokenId);
void checkOverlap(const std::optional<std::int64_t>& seconds, const std::string& id, std::vector<Trace>& traces);
void checkClaim(const std::optional<std::int64_t>& seconds, const std::string& id, std::vector<Trace>& traces);
/// Permission, existence, revision: the checks before any rule.
Result<Token> tokenForChange(Transaction& transaction, const Actor& actor, const Uuid& id, std::int64_t revision,
                             Permissions needed);
/// The token of an earlier request with this key, if any; a failure when that had another body.
Result<std::optional<Token>> earlierToken(Transaction& transaction, const Registry::Idempotency& idempotency);
Failure throttled(std::int64_t seconds);

} // namespace tokenhouse::server::rules
