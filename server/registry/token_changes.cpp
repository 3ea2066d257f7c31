#include <algorithm>

#include "core/text.h"
#include "server/registry/secret_refusals.h"
#include "server/registry/token_support.h"

namespace tokenhouse::server {

using enum Permission;
using namespace rules;

namespace {

void addPolicy(const Policy& policy, const TokenDraft& draft, const std::string& id, std::vector<Trace>& traces)
{
    if (policy.ownerRequired && isBlank(draft.owner))
        traces.push_back({Reason::InvalidOwner, id, "Each token needs an owner here.", {}});
}

void apply(const TokenDraft& draft, Token& token)
{
    token.name = draft.name;
    token.description = draft.description;
    token.owner = draft.owner;
    token.labels = draft.labels;
    token.isDisabled = draft.isDisabled;
    token.rateLimit = draft.rateLimit;
    token.expiresAt = draft.expiresAt;
    token.allowedAddresses = draft.allowedAddresses;
}

Token newToken(const Actor& actor, const Uuid& id, const TokenDraft& draft, Time at)
{
    Token token;
    token.id = id;
    apply(draft, token);
    token.createdBy = token.lastModifiedBy = actor.user;
    token.createdAt = token.lastModified = at;
    return token;
}

/// The definitions that a new token shall be allowed on; traces for those that cannot take it.
std::vector<Definition> definitionsFor(Transaction& transaction, std::vector<Uuid> ids, std::vector<Trace>& traces)
{
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::vector<Definition> definitions;
    for (const auto& id : ids) {
        auto definition = transaction.definition(id);
        if (!definition)
            traces.push_back({Reason::NotFound, id.text(), "There is no API with this id.", {}});
        else if (definition->allowedTokens.size() >= allowedTokensMaximum)
            traces.push_back({Reason::UnknownToken, id.text(), "This API allows 10000 tokens already.", {}});
        else
            definitions.push_back(std::move(*definition));
    }
    return definitions;
}

void allowOn(Transaction& transaction, const Actor& actor, std::vector<Definition>& definitions, const Uuid& token)
{
    for (auto& definition : definitions) {
        const auto before = definition;
        auto& tokens = definition.allowedTokens;
        tokens.insert(std::upper_bound(tokens.begin(), tokens.end(), token), token);
        rules::sign(definition, actor, transaction.now());
        transaction.putDefinition(definition);
        transaction.append(rules::definitionEvent(actor, "definition.updated", &before, &definition));
    }
}

/// What the values of a request break by themselves, told of the object that they were meant for.
void addBroken(std::vector<Trace> broken, const std::string& id, std::vector<Trace>& traces)
{
    for (auto& trace : broken) {
        trace.id = id;
        traces.push_back(std::move(trace));
    }
}

Failure ruleFailure(std::vector<Trace> traces)
{
    auto failure = refusal(std::move(traces));
    // What is named inside the request is not the object that was addressed.
    if (failure.fault == Fault::NotFound)
        failure.fault = Fault::Rule;
    return failure;
}

} // namespace

Result<CreatedToken> Registry::createToken(const Actor& caller, CreateTokenRequest request,
                                           const std::optional<Idempotency>& idempotency)
{
    Actor actor = caller;
    if (actor.operationId.empty() && !request.definitions.empty())
        actor.operationId = Uuid::make().text();
    const auto id = request.id.value_or(Uuid::make());
    const auto idText = id.text();
    CreatedToken created;
    // Made before the transaction, as it takes time; judged inside, with all other rules.
    auto secret = takeSecret(request.secret, request.generate, idText);

    auto done = m_store.change([&](Transaction& transaction) -> Result<void> {
        const auto at = transaction.now();
        const auto needed = request.definitions.empty() ? Permissions{TokensWrite}
                                                        : Permissions{TokensWrite, DefinitionsWrite, AutomationExecute};
        if (auto allowed = rules::require(transaction, actor, needed); !allowed)
            return allowed;
        if (idempotency) {
            auto earlier = earlierToken(transaction, *idempotency);
            if (!earlier)
                return tl::unexpected(std::move(earlier.error()));
            if (*earlier) {
                created = {std::move(**earlier), std::nullopt, true};
                return {};
            }
        }
        if (const auto wait = m_refusals->wait(actor.userId.isNil() ? actor.user : actor.userId.text()))
            return tl::unexpected(throttled(*wait));

        auto draft = request.draft;
        auto traces = checkToken(draft, idText, draft.expiresAt.has_value(), at);
        addBroken(request.broken, idText, traces);
        addPolicy(m_policy, draft, idText, traces);
        checkClaim(request.claimWithinSeconds, idText, traces);
        if (transaction.idWasUsed(id))
            traces.push_back(rules::idInUse(id, "token"));
        if (!secret)
            traces.insert(traces.end(), secret.error().traces.begin(), secret.error().traces.end());
        else if (auto trace = judgeDigest(transaction, secret->digest, id))
            traces.push_back(std::move(*trace));
        auto definitions = definitionsFor(transaction, request.definitions, traces);
        if (!traces.empty())
            return tl::unexpected(ruleFailure(std::move(traces)));

        normalise(draft);
        auto token = newToken(actor, id, draft, at);
        if (request.claimWithinSeconds)
            token.claimUntil = at + std::chrono::seconds(*request.claimWithinSeconds);
        transaction.putToken(token);
        transaction.putSecret({secret->digest, m_keys.currentKeyId(), id, StoredSecret::Role::Current, {}, false});
        auto event = rules::tokenEvent(actor, "token.created", nullptr, &token);
        for (const auto& definition : definitions)
            event.related.push_back(definition.id.text());
        transaction.append(std::move(event));
        allowOn(transaction, actor, definitions, id);
        if (idempotency)
            transaction.putAnswer(idempotency->scopedKey, {idempotency->bodyDigest, id, at});
        token.usedBy = static_cast<std::uint32_t>(definitions.size());
        created.token = std::move(token);
        return {};
    });
    if (!done) {
        if (auto noted = noteSecretRefusal(actor, done.error(), id); !noted)
            return tl::unexpected(std::move(noted.error()));
        return tl::unexpected(std::move(done.error()));
    }
    if (!created.repeated)
        created.secret = std::move(secret->generated);
    return created;
}

Result<Token> rules::changeToken(Transaction& transaction, const Actor& actor, const Policy& policy,
                                 const Token& before, const json::value& patch, const std::string& reason)
{
    const auto id = before.id.text();
    std::vector<Trace> broken;
    auto draft = patchToken(draftOf(before), patch, broken);
    if (!draft)
        return tl::unexpected(std::move(draft.error()));
    const bool expiryChanged = draft->expiresAt && draft->expiresAt != before.expiresAt;
    auto traces = checkToken(*draft, id, expiryChanged, transaction.now());
    addBroken(std::move(broken), id, traces);
    if (draft->owner != before.owner)
        addPolicy(policy, *draft, id, traces);
    const bool enables = before.isDisabled && !draft->isDisabled;
    const auto secrets = enables ? transaction.secretsOf(before.id) : std::vector<StoredSecret>();
    const bool leaked = std::any_of(secrets.begin(), secrets.end(), [](const StoredSecret& secret) {
        return secret.role == StoredSecret::Role::Current && secret.leaked;
    });
    if (leaked) {
        traces.push_back({Reason::InvalidState,
                          id,
                          "The token's secret leaked: it can be enabled only with a new secret. Rotate it first.",
                          {}});
    }
    if (!traces.empty())
        return refuse(std::move(traces));
    normalise(*draft);
    auto token = before;
    apply(*draft, token);
    if (!token.isDisabled)
        token.disableCode = DisableCode::None;
    if (tokenChanges(&before, &token).empty())
        return before;
    sign(token, actor, transaction.now());
    transaction.putToken(token);
    auto event = tokenEvent(actor, changeKind("token", before.isDisabled, token.isDisabled), &before, &token);
    event.reason = reason;
    transaction.append(std::move(event));
    return token;
}

Result<Token> Registry::updateToken(const Actor& actor, const Uuid& id, std::int64_t revision, const json::value& patch)
{
    return changeOne(m_store, [&](Transaction& transaction) -> Result<Token> {
        const auto before = tokenForChange(transaction, actor, id, revision, {TokensWrite});
        if (!before)
            return tl::unexpected(before.error());
        return changeToken(transaction, actor, m_policy, *before, patch, {});
    });
}

Result<void> Registry::deleteToken(const Actor& actor, const Uuid& id, std::int64_t revision)
{
    return m_store.change([&](Transaction& transaction) -> Result<void> {
        const auto token = tokenForChange(transaction, actor, id, revision, {TokensDelete});
        if (!token)
            return tl::unexpected(token.error());
        return rules::removeToken(transaction, actor, *token);
    });
}

Result<Token> Registry::disableToken(const Actor& actor, const Uuid& id, std::int64_t revision,
                                     const DisableReason& reason)
{
    return rules::changeOne(m_store, [&](Transaction& transaction) -> Result<Token> {
        auto found = tokenForChange(transaction, actor, id, revision, {TokensWrite});
        if (!found)
            return tl::unexpected(std::move(found.error()));
        return rules::setTokenDisabled(transaction, actor, std::move(*found), {true, reason});
    });
}

Result<Token> Registry::enableToken(const Actor& actor, const Uuid& id, std::int64_t revision,
                                    const std::string& reason)
{
    return rules::changeOne(m_store, [&](Transaction& transaction) -> Result<Token> {
        auto found = tokenForChange(transaction, actor, id, revision, {TokensWrite});
        if (!found)
            return tl::unexpected(std::move(found.error()));
        return rules::setTokenDisabled(transaction, actor, std::move(*found), {false, {DisableCode::None, reason}});
    });
}

} // namespace tokenhouse::server
