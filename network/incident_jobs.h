#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/token.h"
#include "network/job.h"

namespace tokenhouse {

/// Whose a found secret is or was.
struct FoundSecret {
    enum class Is { Current, Previous, Rotated, Deleted };
    Is is = Is::Current;
    Uuid tokenId;
    std::string name;          ///< empty when nobody knows any more
    std::string state;         ///< of contract.md; empty of a deleted token
    std::int64_t revision = 0; ///< 0 of a deleted one
    bool works = false;        ///< the endpoint takes it now
    std::optional<Time> worksUntil;
    std::optional<Time> endedAt;
    bool leaked = false;
};

/// `text` is whatever was pasted: parts of it that can be a secret are looked for. It goes over a connection of its own
/// and is wiped.
class IdentifySecretJob final : public JobOf<std::vector<FoundSecret>> {
public:
    IdentifySecretJob(Connection& connection, const SecretBytes& text);
};
/// Security hold: stops the token's secrets until somebody with the right lifts it.
class HoldTokenJob final : public JobOf<Token> {
public:
    HoldTokenJob(Connection& connection, const Uuid& id, std::int64_t revision, const std::string& reason);
};
class ReleaseTokenJob final : public JobOf<Token> {
public:
    ReleaseTokenJob(Connection& connection, const Uuid& id, std::int64_t revision, const std::string& reason);
};
/// The previous secret ends now.
class EndOverlapJob final : public JobOf<Token> {
public:
    EndOverlapJob(Connection& connection, const Uuid& id, std::int64_t revision);
};

/// Calls since `since`, refused ones included.
struct CallSums {
    std::int64_t calls = 0;
    std::int64_t refused = 0;
    std::optional<Time> lastCallAt;
    std::vector<std::string> addresses; ///< those that were told; empty without the right
};
struct TokenCalls {
    CallSums all;
    std::optional<CallSums> current;  ///< since the present secret is the token's
    std::optional<CallSums> previous; ///< since the rotation
};
class TokenCallsJob final : public JobOf<TokenCalls> {
public:
    TokenCallsJob(Connection& connection, const Uuid& id);
};

} // namespace tokenhouse
