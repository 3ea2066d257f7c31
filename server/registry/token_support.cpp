#include "server/registry/token_support.h"

namespace tokenhouse::server::rules {

namespace {

constexpr std::int64_t claimMaximum = 7 * 24 * 60 * 60;
constexpr std::int64_t overlapMaximum = 30 * 24 * 60 * 60;

Trace secretInUse(const Uuid& id, std::string message)
{
    return {
        Reason::InvalidSecret, id.isNil() ? std::string() : id.text(), std::move(message), {{"requirement", "unused"}}};
}

} // namespace

std::optional<Trace> judgeDigest(Transaction& transaction, const Digest& digest, const Uuid& tokenId)
{
    const auto known = transaction.secret(digest);
    if (!known)
        return std::nullopt;
    const bool own = known->tokenId == tokenId;
    if (own)
        return secretInUse(tokenId, "The token had this secret before; it needs a new one.");
    const bool ended =
        known->role == StoredSecret::Role::Previous && known->until && *known->until <= transaction.now();
    if (known->role != StoredSecret::Role::Retired && !ended)
        return secretInUse(tokenId, "This secret cannot be used: it must not be in use by another token.");
    if (known->leaked)
        return secretInUse(tokenId, "This secret cannot be used: it leaked.");
    if (const auto owner = transaction.token(known->tokenId); owner && owner->isHeld)
        return secretInUse(tokenId, "This secret cannot be used: it was that of a token on security hold.");
    return std::nullopt;
}

void checkOverlap(const std::optional<std::int64_t>& seconds, const std::string& id, std::vector<Trace>& traces)
{
    if (seconds && (*seconds < 0 || *seconds > overlapMaximum))
        traces.push_back(
            {Reason::InvalidOverlap, id, "The previous secret can go on working for 0 seconds to 30 days.", {}});
}

void checkClaim(const std::optional<std::int64_t>& seconds, const std::string& id, std::vector<Trace>& traces)
{
    if (seconds && (*seconds < 1 || *seconds > claimMaximum))
        traces.push_back({Reason::InvalidClaim, id, "A secret can be claimed within 1 second to 7 days.", {}});
}

Result<Token> tokenForChange(Transaction& transaction, const Actor& actor, const Uuid& id, std::int64_t revision,
                             Permissions needed)
{
    if (auto allowed = rules::require(transaction, actor, needed); !allowed)
        return tl::unexpected(std::move(allowed.error()));
    auto token = transaction.token(id);
    if (!token)
        return tl::unexpected(rules::notFound("token", id));
    if (auto fresh = rules::checkRevision("token", id, token->revision, revision); !fresh)
        return tl::unexpected(std::move(fresh.error()));
    return std::move(*token);
}

Result<std::optional<Token>> earlierToken(Transaction& transaction, const Registry::Idempotency& idempotency)
{
    const auto answer = transaction.answer(idempotency.scopedKey);
    if (!answer)
        return std::optional<Token>();
    if (answer->bodyDigest != idempotency.bodyDigest)
        return tl::unexpected(rules::anotherBody());
    auto token = transaction.token(answer->objectId);
    if (!token)
        return tl::unexpected(rules::notFound("token", answer->objectId));
    return token;
}

Failure throttled(std::int64_t seconds)
{
    Failure failure;
    failure.fault = Fault::Throttled;
    failure.detail = "Too many secrets of yours were in use already. Nothing was changed.";
    failure.extra["retryAfter"] = seconds;
    return failure;
}

} // namespace tokenhouse::server::rules
