#include <algorithm>

#include "server/registry/rules.h"

namespace tokenhouse::server::rules {

namespace {

bool isLeaked(const std::vector<StoredSecret>& secrets)
{
    return std::any_of(secrets.begin(), secrets.end(), [](const StoredSecret& secret) {
        return secret.role == StoredSecret::Role::Current && secret.leaked;
    });
}

void markLeaked(Transaction& transaction, const Uuid& id)
{
    for (auto secret : transaction.secretsOf(id)) {
        secret.leaked = true;
        transaction.putSecret(secret);
    }
}

} // namespace

Result<Token> setTokenDisabled(Transaction& transaction, const Actor& actor, Token token, const Disabling& wanted)
{
    const auto& [disable, reason] = wanted;
    if (auto checked = checkReason(reason.text, token.id.text()); !checked)
        return tl::unexpected(std::move(checked.error()));
    // A leak that is found out later still counts: the token must not come back with that secret.
    // So does another one after a rotation, hence the secret is asked and not the token's code.
    const bool newlyLeaked =
        disable && reason.code == DisableCode::Leaked && !isLeaked(transaction.secretsOf(token.id));
    if (token.isDisabled == disable && !newlyLeaked)
        return token;
    if (!disable && isLeaked(transaction.secretsOf(token.id))) {
        return refuse({{Reason::InvalidState,
                        token.id.text(),
                        "The token's secret leaked: it can be enabled only with a new secret. Rotate it first.",
                        {}}});
    }
    const auto before = token;
    token.isDisabled = disable;
    token.disableCode = disable ? reason.code : DisableCode::None;
    sign(token, actor, transaction.now());
    if (newlyLeaked)
        markLeaked(transaction, token.id);
    transaction.putToken(token);
    auto event = tokenEvent(actor, disable ? "token.disabled" : "token.enabled", &before, &token);
    if (newlyLeaked || token.disableCode != before.disableCode) {
        const auto word = [](DisableCode code) {
            return code == DisableCode::None ? json::value(nullptr) : json::value(disableCodeName(code));
        };
        event.changes.push_back({"disableCode", word(before.disableCode), word(token.disableCode)});
    }
    event.reason = reason.text;
    transaction.append(std::move(event));
    return token;
}

Result<void> removeToken(Transaction& transaction, const Actor& actor, const Token& token)
{
    // Else its secret could come back on another token.
    if (token.isHeld) {
        if (auto allowed = require(transaction, actor, {Permission::TokensHold}); !allowed)
            return allowed;
    }
    const auto users = transaction.definitionsUsing(token.id);
    if (!users.empty()) {
        json::array links;
        for (const auto& id : users)
            links.emplace_back(id.text());
        return refuse(
            {{Reason::TokenInUse,
              token.id.text(),
              "The token is in use by " + std::to_string(users.size()) + (users.size() == 1 ? " API" : " APIs")
                  + ". Remove it there first, or disable it to block access at once.",
              {{"apiDefinitionIdLinks", std::move(links)}}}});
    }
    transaction.append(tokenEvent(actor, "token.deleted", &token, nullptr));
    transaction.deleteToken(token.id);
    return {};
}

Result<Token> giveUpSecret(Transaction& transaction, const Actor& actor, Token token, const std::string& reason)
{
    const auto before = token;
    auto secrets = transaction.secretsOf(token.id);
    const auto withRole = [&](StoredSecret::Role role) {
        return std::find_if(secrets.begin(), secrets.end(), [&](const auto& secret) { return secret.role == role; });
    };
    const auto current = withRole(StoredSecret::Role::Current);
    const auto previous = withRole(StoredSecret::Role::Previous);
    // Until the claim the previous secret works however short an overlap was chosen; one that was ended is retired.
    const bool fallsBack = token.newestIsRotation && previous != secrets.end() && current != secrets.end();
    token.claimUntil.reset();
    token.previousSecretUntil.reset();
    token.newestIsRotation = false;
    if (fallsBack) {
        current->role = StoredSecret::Role::Retired;
        previous->role = StoredSecret::Role::Current;
        previous->until.reset();
        transaction.putSecret(*current);
        transaction.putSecret(*previous);
    } else {
        token.isDisabled = true;
    }
    sign(token, actor, transaction.now());
    transaction.putToken(token);
    auto event =
        tokenEvent(actor, changeKind("token", before.isDisabled, token.isDisabled, "discarded"), &before, &token);
    if (fallsBack)
        event.changes.push_back({"secret", nullptr, "changed"});
    event.reason = reason;
    transaction.append(std::move(event));
    return token;
}

} // namespace tokenhouse::server::rules
