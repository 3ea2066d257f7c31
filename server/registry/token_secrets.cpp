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
    Leaked, ///< ends, and no token ever has it again
    Stays,  ///< what callers have works on, for the overlap or until the new one is claimed
};

Previous wishOf(const RotateTokenRequest& request)
{
    // No overlap at all, in so many words: the previous secret leaked and ends now.
    if (request.overlapSeconds == 0)
        return Previous::Leaked;
    return request.overlapSeconds || request.claimWithinSeconds ? Previous::Stays : Previous::Ends;
}

void retire(Transaction& transaction, StoredSecret secret)
{
    secret.role = StoredSecret::Role::Retired;
    secret.until.reset();
    transaction.putSecret(secret);
}

/// Sets what the token knows of its secrets: newestIsRotation, previousSecretUntil, claimUntil.
void rotateSecrets(Transaction& transaction, Token& token, const StoredSecret& next, const RotateTokenRequest& request)
{
    using Role = StoredSecret::Role;
    const auto at = transaction.now();
    const auto wish = wishOf(request);
    std::optional<Time> overlapEnd;
    if (request.overlapSeconds)
        overlapEnd = at + std::chrono::seconds(*request.overlapSeconds);
    // What stays is the secret that callers have: the present one, or, if that was never confirmed, the one before it.
    // Who asks for an overlap vouches for the first secret of a new token too.
    const bool pending = token.claimUntil.has_value();
    const auto stays = [&](const StoredSecret& secret) {
        if (wish != Previous::Stays || secret.leaked)
            return false;
        if (pending && token.newestIsRotation)
            return secret.role == Role::Previous;
        return secret.role == Role::Current && (!pending || overlapEnd);
    };
    bool kept = false;
    for (auto secret : transaction.secretsOf(token.id)) {
        if (stays(secret)) {
            secret.role = Role::Previous;
            secret.until = request.claimWithinSeconds ? std::nullopt : overlapEnd;
            transaction.putSecret(secret);
            kept = true;
        } else {
            secret.leaked = secret.leaked || wish == Previous::Leaked;
            retire(transaction, secret);
        }
    }
    transaction.putSecret(next);
    token.newestIsRotation = kept;
    token.previousSecretUntil = kept ? overlapEnd : std::nullopt;
    token.claimUntil.reset();
    if (request.claimWithinSeconds)
        token.claimUntil = at + std::chrono::seconds(*request.claimWithinSeconds);
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
        checkOverlap(request.overlapSeconds, id.text(), traces);
        if (!secret)
            traces.insert(traces.end(), secret.error().traces.begin(), secret.error().traces.end());
        else if (auto trace = judgeDigest(transaction, secret->digest, id))
            traces.push_back(std::move(*trace));
        if (!traces.empty())
            return refuse(std::move(traces));

        auto token = before;
        const StoredSecret next{secret->digest, m_keys.currentKeyId(), id, StoredSecret::Role::Current, {}, false};
        rotateSecrets(transaction, token, next, request);
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
        const bool overlaps = before.previousSecretUntil && *before.previousSecretUntil > transaction.now();
        for (auto secret : transaction.secretsOf(id)) {
            if (secret.role != StoredSecret::Role::Previous)
                continue;
            if (overlaps) {
                secret.until = before.previousSecretUntil;
                transaction.putSecret(secret);
            } else {
                retire(transaction, secret);
            }
        }
        auto token = before;
        token.claimUntil.reset();
        token.newestIsRotation = false;
        if (!overlaps)
            token.previousSecretUntil.reset();
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

Result<Token> Registry::endOverlap(const Actor& actor, const Uuid& id, std::int64_t revision)
{
    return rules::changeOne(m_store, [&](Transaction& transaction) -> Result<Token> {
        auto found = tokenForChange(transaction, actor, id, revision, {TokensWrite});
        if (!found)
            return tl::unexpected(std::move(found.error()));
        const auto before = std::move(*found);
        if (!before.previousUntil(transaction.now()))
            return refuse({{Reason::InvalidState, id.text(), "There is no previous secret that still works.", {}}});
        for (const auto& secret : transaction.secretsOf(id)) {
            if (secret.role == StoredSecret::Role::Previous)
                retire(transaction, secret);
        }
        auto token = before;
        token.previousSecretUntil.reset();
        token.newestIsRotation = false; // nothing is left to fall back to
        rules::sign(token, actor, transaction.now());
        transaction.putToken(token);
        auto event = rules::tokenEvent(actor, "token.updated", &before, &token);
        event.changes.push_back({"previousSecret", nullptr, "ended"});
        transaction.append(std::move(event));
        return token;
    });
}

} // namespace tokenhouse::server
