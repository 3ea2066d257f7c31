#include "network/token_jobs.h"

#include "network/change_call.h"
#include "network/list_call.h"

namespace tokenhouse {
namespace {

constexpr std::string_view tokens = "tokens";

/// The members that a caller may set, as the wire has them.
json::object draftJson(const TokenDraft& draft)
{
    json::object object{
        {"name", draft.name},
        {"description", draft.description},
        {"owner", draft.owner},
        {"labels", json::value_from(draft.labels)},
        {"isDisabled", draft.isDisabled},
        {"allowedAddresses", json::value_from(draft.allowedAddresses)},
    };
    object["expiresAt"] = draft.expiresAt ? json::value(formatTime(*draft.expiresAt)) : json::value(nullptr);
    object["rateLimit"] = draft.rateLimit
                              ? json::value(json::object{{"limit", draft.rateLimit->limit()},
                                                         {"windowSeconds", draft.rateLimit->window().count()}})
                              : json::value(nullptr);
    return object;
}

json::object generateJson(const GenerateSecret& wish)
{
    return {{"length", static_cast<std::int64_t>(wish.length)}, {"prefix", wish.prefix}};
}

/// Creations and rotations set a secret in the same way; the rest of the body is `object`.
template <class Request>
SecretBytes secretBody(json::object object, const Request& request)
{
    if (request.generate) {
        object["generate"] = generateJson(*request.generate);
    }
    if (request.claimWithinSeconds) {
        object["claimWithinSeconds"] = *request.claimWithinSeconds;
    }
    return request.secret ? jsonBody(object, "secret", request.secret->view()) : jsonBody(object);
}

Call creation(const CreateTokenRequest& request, const QByteArray& key)
{
    auto object = draftJson(request.draft);
    if (request.id) {
        object["id"] = request.id->text();
    }
    if (!request.definitions.empty()) {
        object["definitions"] = idsOf(request.definitions);
    }
    auto call = Call::post("tokens", secretBody(std::move(object), request));
    call.carriesSecret = true;
    call.idempotencyKey = key;
    call.repeatable = !key.isEmpty();
    return call;
}

Call rotation(const Uuid& id, std::int64_t revision, const RotateTokenRequest& request, const QByteArray& key)
{
    json::object object;
    if (request.overlapSeconds) {
        object["overlapSeconds"] = *request.overlapSeconds;
    }
    auto call =
        Call::change("POST", objectPath(tokens, id, ":rotate"), revision, secretBody(std::move(object), request));
    call.carriesSecret = true;
    call.idempotencyKey = key;
    call.repeatable = !key.isEmpty();
    return call;
}

Result<Token> tokenOf(const Answer& answer)
{
    const auto value = jsonOf(answer);
    auto token = value ? tokenFromJson(*value) : Result<Token>(tl::unexpected<Failure>(unexpectedAnswer()));
    return token ? std::move(token) : tl::unexpected<Failure>(unexpectedAnswer());
}

Result<CreatedToken> createdOf(const Answer& answer)
{
    auto object = jsonObjectOf(answer);
    if (!object) {
        return tl::unexpected<Failure>(object.error());
    }
    CreatedToken created;
    created.repeated = answer.status == 200;
    if (auto* secret = object->if_contains("secret"); secret != nullptr && secret->is_string()) {
        auto& text = secret->get_string();
        created.secret.emplace(std::string_view(text));
        wipe(text.data(), text.size());
    }
    object->erase("secret");
    auto token = tokenFromJson(json::value(std::move(*object)));
    if (!token) {
        return tl::unexpected<Failure>(unexpectedAnswer());
    }
    created.token = std::move(*token);
    return created;
}

Call verb(const Uuid& id, std::int64_t revision, std::string_view name, const json::object& body = {})
{
    return Call::change("POST", objectPath(tokens, id, name), revision, jsonBody(body));
}

} // namespace

QByteArray makeIdempotencyKey()
{
    return QByteArray::fromStdString(Uuid::make().text());
}

ListTokensJob::ListTokensJob(Connection& connection, const ListRequest& request)
    : JobOf(connection, listCall("tokens", request),
            [](const Answer& answer) { return pageOf<Token>(answer, &tokenFromJson); })
{}

GetTokenJob::GetTokenJob(Connection& connection, const Uuid& id)
    : JobOf(connection, Call::get(objectPath(tokens, id)), tokenOf)
{}

CreateTokenJob::CreateTokenJob(Connection& connection, const CreateTokenRequest& request,
                               const QByteArray& idempotencyKey)
    : JobOf(connection, creation(request, idempotencyKey), createdOf)
{}

UpdateTokenJob::UpdateTokenJob(Connection& connection, const Token& before, const TokenDraft& draft)
    : JobOf(connection,
            Call::change("PATCH", objectPath(tokens, before.id), before.revision,
                         jsonBody(patchOf(draftJson(draftOf(before)), draftJson(draft)))),
            tokenOf)
{}

RotateTokenJob::RotateTokenJob(Connection& connection, const Uuid& id, std::int64_t revision,
                               const RotateTokenRequest& request, const QByteArray& idempotencyKey)
    : JobOf(connection, rotation(id, revision, request, idempotencyKey), createdOf)
{}

ClaimTokenJob::ClaimTokenJob(Connection& connection, const Uuid& id, std::int64_t revision)
    : JobOf(connection, verb(id, revision, ":claim"), tokenOf)
{}

DiscardTokenJob::DiscardTokenJob(Connection& connection, const Uuid& id, std::int64_t revision)
    : JobOf(connection, verb(id, revision, ":discard"), tokenOf)
{}

DisableTokenJob::DisableTokenJob(Connection& connection, const Uuid& id, std::int64_t revision,
                                 const std::string& reason, DisableCode code)
    : JobOf(connection, verb(id, revision, ":disable", reasonOf(reason, code)), tokenOf)
{}

EnableTokenJob::EnableTokenJob(Connection& connection, const Uuid& id, std::int64_t revision, const std::string& reason)
    : JobOf(connection, verb(id, revision, ":enable", reasonOf(reason)), tokenOf)
{}

DeleteTokenJob::DeleteTokenJob(Connection& connection, const Uuid& id, std::int64_t revision)
    : JobOf(connection, Call::change("DELETE", objectPath(tokens, id), revision), noContent)
{}

BatchTarget BatchTarget::matching(std::string filter)
{
    BatchTarget target;
    target.filter = std::move(filter);
    return target;
}

BatchTokensJob::BatchTokensJob(Connection& connection, const BatchOrder& order, const BatchTarget& target,
                               BatchMode mode)
    : JobOf(connection, batchCall(tokens, order, target, mode), batchAnswer)
{}

std::optional<Token> currentToken(const Failure& failure)
{
    const auto* current = currentOf(failure);
    auto token = current != nullptr ? tokenFromJson(*current) : Result<Token>(tl::unexpected<Failure>(Failure{}));
    return token ? std::optional(std::move(*token)) : std::nullopt;
}

} // namespace tokenhouse
