#include <algorithm>

#include "server/registry/secret_refusals.h"
#include "server/registry/token_support.h"

namespace tokenhouse::server {

using enum Permission;
using namespace rules;

namespace {

/// What becomes of the secrets that a token has when it gets another one.
enum class Previous {
    Ends,
    Leaked,     ///< ends, and no token ever has it again
    UntilClaim, ///< what callers have stays valid until the new one is claimed
};

void rotateSecrets(Transaction& transaction, Token& token, const StoredSecret& next, Previous previous)
{
    using Role = StoredSecret::Role;
    const bool pending = token.claimUntil.has_value();
    const bool isNew = pending && !token.newestIsRotation;
    bool kept = false;
    for (auto secret : transaction.secretsOf(token.id)) {
        // What stays valid until the claim is the secret that callers have: the present one, or, if that was never
        // confirmed, the one before it. A leaked one ends at once.
        const bool callersHaveIt = pending ? secret.role == Role::Previous : secret.role == Role::Current;
        if (previous == Previous::UntilClaim && callersHaveIt && !secret.leaked) {
            secret.role = Role::Previous;
            secret.until.reset();
            kept = true;
        } else {
            secret.leaked = secret.leaked || (previous == Previous::Leaked && secret.role != Role::Retired);
            secret.role = Role::Retired;
            secret.until.reset();
        }
        transaction.putSecret(secret);
    }
    transaction.putSecret(next);
    token.newestIsRotation = !isNew && kept;
    token.previousSecretUntil.reset();
}

} // namespace

Result<CreatedToken> Registry::rotateToken(const Actor& actor, const Uuid& id, std::int64_t revision,
                                           RotateTokenRequest request, const std::optional<Idempotency>& idempotency)
{
    CreatedToken rotated;
    auto secret = takeSecret(request.secret, request.generate, id.text());
    auto done = m_store.change([&](Transaction& transaction) -> Result<void> {
        if (auto allowed = rules::require(transaction, actor, {TokensWrite}); !allowed)
            return allowed;
        if (idempotency) {
            auto earlier = earlierToken(transaction, *idempotency);
            if (!earlier)
                return tl::unexpected(std::move(earlier.error()));
            if (*earlier) {
                rotated = {std::move(**earlier), std::nullopt, true};
                return {};
            }
        }
        auto found = tokenForChange(transaction, actor, id, revision, {TokensWrite});
        if (!found)
            return tl::unexpected(std::move(found.error()));
        if (const auto wait = m_refusals->wait(actor.userId.isNil() ? actor.user : actor.userId.text()))
            return tl::unexpected(throttled(*wait));
        const auto before = std::move(*found);

        std::vector<Trace> traces;
        checkClaim(request.claimWithinSeconds, id.text(), traces);
        if (request.overlapSeconds.value_or(0) != 0) {
            traces.push_back(
                {Reason::InvalidState,
                 id.text(),
                 "This version has no overlap: leave overlapSeconds out, or 0 to end the previous secret at once. "
                 "Without it, and with claimWithinSeconds, that one stays valid until the new one is "
                 "claimed.",
                 {}});
        }
        if (!secret)
            traces.insert(traces.end(), secret.error().traces.begin(), secret.error().traces.end());
        else if (auto trace = judgeDigest(transaction, secret->digest, id))
            traces.push_back(std::move(*trace));
        if (!traces.empty())
            return refuse(std::move(traces));

        auto token = before;
        const StoredSecret next{secret->digest, m_keys.currentKeyId(), id, StoredSecret::Role::Current, {}, false};
        // No overlap at all, in so many words: the previous secret leaked and ends now.
        const auto previous = request.overlapSeconds == 0  ? Previous::Leaked
                              : request.claimWithinSeconds ? Previous::UntilClaim
                                                           : Previous::Ends;
        rotateSecrets(transaction, token, next, previous);
        token.claimUntil.reset();
        if (request.claimWithinSeconds)
            token.claimUntil = transaction.now() + std::chrono::seconds(*request.claimWithinSeconds);
        rules::sign(token, actor, transaction.now());
        transaction.putToken(token);
        auto event = rules::tokenEvent(actor, "token.rotated", &before, &token);
        event.changes.push_back({"secret", nullptr, "changed"});
        transaction.append(std::move(event));
        if (idempotency)
            transaction.putAnswer(idempotency->scopedKey, {idempotency->bodyDigest, id, transaction.now()});
        rotated.token = std::move(token);
        return {};
    });
    if (!done) {
        if (auto noted = noteSecretRefusal(actor, done.error(), id); !noted)
            return tl::unexpected(std::move(noted.error()));
        return tl::unexpected(std::move(done.error()));
    }
    if (!rotated.repeated)
        rotated.secret = std::move(secret->generated);
    return rotated;
}

Result<Token> Registry::claimToken(const Actor& actor, const Uuid& id, std::int64_t revision)
{
    return rules::changeOne(m_store, [&](Transaction& transaction) -> Result<Token> {
        auto found = tokenForChange(transaction, actor, id, revision, {TokensWrite});
        if (!found)
            return tl::unexpected(std::move(found.error()));
        const auto before = std::move(*found);
        if (!before.claimUntil)
            return refuse({{Reason::InvalidState,
                            id.text(),
                            "There is no secret to claim: it was claimed before, or has "
                            "lapsed.",
                            {}}});
        if (*before.claimUntil <= transaction.now())
            return refuse({{Reason::InvalidState, id.text(), "The time to claim the secret ran out.", {}}});
        for (auto secret : transaction.secretsOf(id)) {
            if (secret.role != StoredSecret::Role::Previous)
                continue;
            secret.role = StoredSecret::Role::Retired;
            secret.until.reset();
            transaction.putSecret(secret);
        }
        auto token = before;
        token.claimUntil.reset();
        token.previousSecretUntil.reset();
        token.newestIsRotation = false;
        rules::sign(token, actor, transaction.now());
        transaction.putToken(token);
        transaction.append(rules::tokenEvent(actor, "token.claimed", &before, &token));
        return token;
    });
}

Result<Token> Registry::discardToken(const Actor& actor, const Uuid& id, std::int64_t revision)
{
    return rules::changeOne(m_store, [&](Transaction& transaction) -> Result<Token> {
        auto found = tokenForChange(transaction, actor, id, revision, {TokensWrite});
        if (!found)
            return tl::unexpected(std::move(found.error()));
        if (!found->claimUntil)
            return refuse({{Reason::InvalidState, id.text(), "There is no unconfirmed secret to discard.", {}}});
        return rules::giveUpSecret(transaction, actor, std::move(*found), "secret discarded");
    });
}

} // namespace tokenhouse::server
