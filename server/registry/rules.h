#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "server/registry/registry.h"

// What every change of the registry has in common. All of it runs inside the store's transaction.
namespace tokenhouse::server::rules {

/// The permissions that the actor has now: those of the user as kept. A local administrator, whom the store does not
/// know, keeps what the session says; a removed user has none.
Permissions permissionsOf(Transaction& transaction, const Actor& actor);
/// Forbidden with `missingPermission`.
Result<void> require(Transaction& transaction, const Actor& actor, Permissions needed);

Failure notFound(std::string_view type, const Uuid& id);
/// PreconditionFailed with `current`.
Result<void> checkRevision(std::string_view type, const Uuid& id, std::int64_t current, std::int64_t expected);
/// A text that says why: valid UTF-8, at most 2 000 code points.
Result<void> checkReason(std::string_view reason, const std::string& id);

Event eventOf(const Actor& actor, std::string kind, std::string objectType, std::string objectId,
              std::string objectName);
Event tokenEvent(const Actor& actor, std::string kind, const Token* before, const Token* after);
/// `related` are the tokens that came or went.
Event definitionEvent(const Actor& actor, std::string kind, const Definition* before, const Definition* after);

/// An Idempotency-Key that came before with other words.
Failure anotherBody();
Trace idInUse(const Uuid& id, std::string_view type);
void sign(Token& token, const Actor& actor, Time at); ///< who, when and the next revision
void sign(Definition& definition, const Actor& actor, Time at);

/// The kind by which an event goes: whatever else changes, isDisabled decides (contract.md, Events).
std::string changeKind(std::string_view type, bool before, bool after, std::string_view otherwise = "updated");

/// Runs `change`, which gives a Result<Token> or Result<Definition>, as one transaction of the store.
template <class Change>
auto changeOne(Store& store, const Change& change) -> std::invoke_result_t<const Change&, Transaction&>
{
    std::optional<typename std::invoke_result_t<const Change&, Transaction&>::value_type> result;
    auto done = store.change([&](Transaction& transaction) -> Result<void> {
        auto changed = change(transaction);
        if (!changed)
            return tl::unexpected(std::move(changed.error()));
        result = std::move(*changed);
        return {};
    });
    if (!done)
        return tl::unexpected(std::move(done.error()));
    return std::move(*result);
}

// Single changes, also parts of batches. They write nothing when they fail.
struct Disabling {
    bool disable = true;
    DisableReason reason;
};
Result<Token> setTokenDisabled(Transaction& transaction, const Actor& actor, Token token, const Disabling& wanted);
/// `patch`: as for Registry::updateToken.
Result<Token> changeToken(Transaction& transaction, const Actor& actor, const Policy& policy, const Token& before,
                          const json::value& patch, const std::string& reason);
Result<void> removeToken(Transaction& transaction, const Actor& actor, const Token& token);
Result<Definition> setDefinitionDisabled(Transaction& transaction, const Actor& actor, Definition definition,
                                         const Disabling& wanted);
void removeDefinition(Transaction& transaction, const Actor& actor, const Definition& definition);
/// The newest secret is given up: a new token is disabled, a rotated one goes back to its previous secret.
Result<Token> giveUpSecret(Transaction& transaction, const Actor& actor, Token token, const std::string& reason);

} // namespace tokenhouse::server::rules
