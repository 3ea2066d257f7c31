#pragma once

#include <optional>
#include <string>

#include "core/definition.h"
#include "core/event.h"
#include "core/json.h"
#include "core/token.h"
#include "core/user.h"

namespace tokenhouse {

// The one place of the wire format of tokens, definitions and users (contract.md). Every member is always there,
// absent values are null.
json::object tokenJson(const Token& token, Time at);
Result<Token> tokenFromJson(const json::value& value); ///< for the desktop; state() is kept through isHeld and the like
json::object definitionJson(const Definition& definition);
Result<Definition> definitionFromJson(const json::value& value);
json::object userJson(const User& user);
Result<User> userFromJson(const json::value& value);
json::object problemJson(const Failure& failure, std::string_view instance, std::string_view correlationId);
Failure failureFromProblem(int status, std::string_view body);

/// How a creation gets its secret.
struct GenerateSecret {
    std::size_t length = secretMinimum;
    std::string prefix;
};
struct CreateTokenRequest {
    std::optional<Uuid> id;
    TokenDraft draft;
    std::optional<SecretBytes> secret;
    std::optional<GenerateSecret> generate;
    std::optional<std::int64_t> claimWithinSeconds;
    std::vector<Uuid> definitions;
    std::vector<Trace> broken; ///< rules that a value breaks by itself, to be told together with all others
};
struct RotateTokenRequest {
    std::optional<SecretBytes> secret;
    std::optional<GenerateSecret> generate;
    std::optional<std::int64_t> overlapSeconds;
    std::optional<std::int64_t> claimWithinSeconds;
};
struct CreateDefinitionRequest {
    std::optional<Uuid> id;
    DefinitionDraft draft;
};
/// Unknown, duplicated, read-only members and wrong types are Malformed; rules of the domain are not checked here.
Result<CreateTokenRequest> createTokenFromJson(const json::value& value);
Result<RotateTokenRequest> rotateTokenFromJson(const json::value& value);
Result<CreateDefinitionRequest> createDefinitionFromJson(const json::value& value);
/// Applies an RFC 7396 merge patch to a draft. Rules that a value breaks by itself go to `broken`, so that they are
/// told together with all others; the draft then has what was there before.
Result<TokenDraft> patchToken(TokenDraft draft, const json::value& patch, std::vector<Trace>& broken);
Result<DefinitionDraft> patchDefinition(DefinitionDraft draft, const json::value& patch);

/// Field by field, in the order of the wire, for an event. FixedResponse bodies as their SHA-256.
std::vector<FieldChange> tokenChanges(const Token* before, const Token* after);
std::vector<FieldChange> definitionChanges(const Definition* before, const Definition* after);

} // namespace tokenhouse
