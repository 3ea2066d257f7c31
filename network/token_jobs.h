#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/codec.h"
#include "core/list_page.h"
#include "core/token.h"
#include "network/job.h"

namespace tokenhouse {

/// A key that makes a creation safe to send again: keep it with the dialog, use it for each try of the same request.
QByteArray makeIdempotencyKey();

/// A creation's or rotation's answer. `secret` only when the server generated it.
struct CreatedToken {
    Token token;
    std::optional<SecretBytes> secret;
    bool repeated = false; ///< this very request had been done already: its answer was lost
};

enum class BatchAction { Enable, Disable, Delete, Allow, Disallow, SetExpiry, SetRateLimit };

/// What a batch does to each object. The last four are for tokens only.
struct BatchOrder {
    BatchAction action = BatchAction::Disable;
    std::string reason{};                 ///< of Enable, Disable
    DisableCode code = DisableCode::None; ///< of Disable, tokens only
    std::vector<Uuid> definitions{};      ///< of Allow, Disallow: whose allowed tokens change
    std::optional<Time> expiresAt{};      ///< of SetExpiry; absent = never
    std::optional<RateLimit> rateLimit{}; ///< of SetRateLimit; absent = none
    bool operator==(const BatchOrder&) const = default;
};

/// A rehearsal answers what would happen and changes nothing.
enum class BatchMode { Do, Rehearse };

/// What a batch acts on: these objects, or all that a filter matches once the server comes to it.
struct BatchTarget {
    BatchTarget() = default;
    BatchTarget(std::vector<Uuid> objects) : ids(std::move(objects)) {} // NOLINT(google-explicit-constructor): ids name
    static BatchTarget matching(std::string filter);

    std::vector<Uuid> ids;
    std::optional<std::string> filter; ///< in place of ids; empty = the whole list
};

struct BatchResult {
    Uuid id;
    int status = 200;
    bool changed = false; ///< false as well when it was so already
    std::optional<Failure> problem;
    bool isDone() const { return status < 400; }
};
/// Each object's result in the server's order; in the events all of them carry the operation's id.
struct BatchAnswer {
    std::string operationId; ///< empty of a rehearsal
    std::vector<BatchResult> results;
};

class ListTokensJob final : public JobOf<ListPage<Token>> {
public:
    ListTokensJob(Connection& connection, const ListRequest& request);
};
class GetTokenJob final : public JobOf<Token> {
public:
    GetTokenJob(Connection& connection, const Uuid& id);
};
/// Copies what it needs of the request; the caller keeps the secret for the reveal dialog.
class CreateTokenJob final : public JobOf<CreatedToken> {
public:
    CreateTokenJob(Connection& connection, const CreateTokenRequest& request, const QByteArray& idempotencyKey);
};
/// Sends the members in which `draft` differs from `before`, under before's revision. 412 has the present one in
/// `current` (currentToken()).
class UpdateTokenJob final : public JobOf<Token> {
public:
    UpdateTokenJob(Connection& connection, const Token& before, const TokenDraft& draft);
};
class RotateTokenJob final : public JobOf<CreatedToken> {
public:
    RotateTokenJob(Connection& connection, const Uuid& id, std::int64_t revision, const RotateTokenRequest& request,
                   const QByteArray& idempotencyKey);
};
/// The newest secret was stored.
class ClaimTokenJob final : public JobOf<Token> {
public:
    ClaimTokenJob(Connection& connection, const Uuid& id, std::int64_t revision);
};
/// It was not.
class DiscardTokenJob final : public JobOf<Token> {
public:
    DiscardTokenJob(Connection& connection, const Uuid& id, std::int64_t revision);
};
class DisableTokenJob final : public JobOf<Token> {
public:
    DisableTokenJob(Connection& connection, const Uuid& id, std::int64_t revision, const std::string& reason = {},
                    DisableCode code = DisableCode::None);
};
class EnableTokenJob final : public JobOf<Token> {
public:
    EnableTokenJob(Connection& connection, const Uuid& id, std::int64_t revision, const std::string& reason = {});
};
class DeleteTokenJob final : public JobOf<void> {
public:
    DeleteTokenJob(Connection& connection, const Uuid& id, std::int64_t revision);
};
class BatchTokensJob final : public JobOf<BatchAnswer> {
public:
    BatchTokensJob(Connection& connection, const BatchOrder& order, const BatchTarget& target,
                   BatchMode mode = BatchMode::Do);
};

/// The present version that a 412 carries.
std::optional<Token> currentToken(const Failure& failure);

} // namespace tokenhouse
