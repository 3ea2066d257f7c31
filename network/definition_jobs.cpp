#include "network/definition_jobs.h"

#include "network/change_call.h"
#include "network/list_call.h"

namespace tokenhouse {
namespace {

constexpr std::string_view definitions = "definitions";

json::object draftJson(const DefinitionDraft& draft)
{
    json::array methods;
    for (const auto method : draft.methods) {
        methods.emplace_back(json::string_view(methodName(method)));
    }
    return {
        {"name", draft.name},
        {"description", draft.description},
        {"route", draft.route},
        {"methods", std::move(methods)},
        {"allowedTokens", idsOf(draft.allowedTokens)},
        {"actionType", draft.actionType},
        {"actionMeta", draft.actionMeta},
        {"isDisabled", draft.isDisabled},
    };
}

/// A merge patch merges objects member by member; actionMeta has to end as the draft says, so what is gone is null.
json::object changeOf(const Definition& before, const DefinitionDraft& draft)
{
    const auto old = draftOf(before);
    auto patch = patchOf(draftJson(old), draftJson(draft));
    auto* meta = patch.if_contains("actionMeta");
    if (meta == nullptr || old.actionType != draft.actionType) {
        return patch; // a change of actionType replaces actionMeta whole
    }
    for (const auto& member : old.actionMeta) {
        if (!draft.actionMeta.contains(member.key())) {
            meta->get_object()[member.key()] = nullptr;
        }
    }
    const auto* oldHeaders = old.actionMeta.if_contains("headers");
    auto* newHeaders = meta->get_object().if_contains("headers");
    if (oldHeaders != nullptr && oldHeaders->is_object() && newHeaders != nullptr && newHeaders->is_object()) {
        for (const auto& member : oldHeaders->get_object()) {
            if (!newHeaders->get_object().contains(member.key())) {
                newHeaders->get_object()[member.key()] = nullptr;
            }
        }
    }
    return patch;
}

Call creation(const CreateDefinitionRequest& request, const QByteArray& key)
{
    auto object = draftJson(request.draft);
    if (request.id) {
        object["id"] = request.id->text();
    }
    auto call = Call::post("definitions", jsonBody(object));
    call.idempotencyKey = key;
    call.repeatable = !key.isEmpty();
    return call;
}

Result<Definition> definitionOf(const Answer& answer)
{
    const auto value = jsonOf(answer);
    auto definition =
        value ? definitionFromJson(*value) : Result<Definition>(tl::unexpected<Failure>(unexpectedAnswer()));
    return definition ? std::move(definition) : tl::unexpected<Failure>(unexpectedAnswer());
}

Result<CreatedDefinition> createdOf(const Answer& answer)
{
    auto definition = definitionOf(answer);
    if (!definition) {
        return tl::unexpected<Failure>(std::move(definition.error()));
    }
    return CreatedDefinition{std::move(*definition), answer.status == 200};
}

Call verb(const Uuid& id, std::int64_t revision, std::string_view name, const json::object& body)
{
    return Call::change("POST", objectPath(definitions, id, name), revision, jsonBody(body));
}

/// `{definition|null, placeholders}`; the placeholders as an object or as name and value pairs.
Result<RouteMatch> matchOf(const Answer& answer)
{
    const auto object = jsonObjectOf(answer);
    if (!object) {
        return tl::unexpected<Failure>(object.error());
    }
    RouteMatch match;
    if (const auto* found = memberOf(*object, "definition"); found != nullptr && found->is_object()) {
        auto definition = definitionFromJson(*found);
        if (!definition) {
            return tl::unexpected<Failure>(unexpectedAnswer());
        }
        match.definition = std::move(*definition);
    }
    if (const auto* values = objectOf(*object, "placeholders")) {
        for (const auto& member : *values) {
            if (member.value().is_string()) {
                match.placeholders.emplace_back(std::string(member.key()), std::string(member.value().get_string()));
            }
        }
    }
    return match;
}

Call matching(Method method, const std::string& path)
{
    auto call =
        Call::post("definitions:match", jsonBody({{"method", json::string_view(methodName(method))}, {"path", path}}));
    call.repeatable = true; // changes nothing
    return call;
}

} // namespace

ListDefinitionsJob::ListDefinitionsJob(Connection& connection, const ListRequest& request)
    : JobOf(connection, listCall("definitions", request),
            [](const Answer& answer) { return pageOf<Definition>(answer, &definitionFromJson); })
{}

GetDefinitionJob::GetDefinitionJob(Connection& connection, const Uuid& id)
    : JobOf(connection, Call::get(objectPath(definitions, id)), definitionOf)
{}

CreateDefinitionJob::CreateDefinitionJob(Connection& connection, const CreateDefinitionRequest& request,
                                         const QByteArray& idempotencyKey)
    : JobOf(connection, creation(request, idempotencyKey), createdOf)
{}

UpdateDefinitionJob::UpdateDefinitionJob(Connection& connection, const Definition& before, const DefinitionDraft& draft)
    : JobOf(
        connection,
        Call::change("PATCH", objectPath(definitions, before.id), before.revision, jsonBody(changeOf(before, draft))),
        definitionOf)
{}

AllowTokensJob::AllowTokensJob(Connection& connection, const Uuid& id, std::int64_t revision,
                               const std::vector<Uuid>& tokens)
    : JobOf(connection, verb(id, revision, ":allow", {{"tokenIds", idsOf(tokens)}}), definitionOf)
{}

DisallowTokensJob::DisallowTokensJob(Connection& connection, const Uuid& id, std::int64_t revision,
                                     const std::vector<Uuid>& tokens)
    : JobOf(connection, verb(id, revision, ":disallow", {{"tokenIds", idsOf(tokens)}}), definitionOf)
{}

DisableDefinitionJob::DisableDefinitionJob(Connection& connection, const Uuid& id, std::int64_t revision,
                                           const std::string& reason)
    : JobOf(connection, verb(id, revision, ":disable", reasonOf(reason)), definitionOf)
{}

EnableDefinitionJob::EnableDefinitionJob(Connection& connection, const Uuid& id, std::int64_t revision,
                                         const std::string& reason)
    : JobOf(connection, verb(id, revision, ":enable", reasonOf(reason)), definitionOf)
{}

DeleteDefinitionJob::DeleteDefinitionJob(Connection& connection, const Uuid& id, std::int64_t revision)
    : JobOf(connection, Call::change("DELETE", objectPath(definitions, id), revision), noContent)
{}

BatchDefinitionsJob::BatchDefinitionsJob(Connection& connection, const BatchOrder& order, const BatchTarget& target,
                                         BatchMode mode)
    : JobOf(connection, batchCall(definitions, order, target, mode), batchAnswer)
{}

MatchDefinitionJob::MatchDefinitionJob(Connection& connection, Method method, const std::string& path)
    : JobOf(connection, matching(method, path), matchOf)
{}

std::optional<Definition> currentDefinition(const Failure& failure)
{
    const auto* current = currentOf(failure);
    auto definition =
        current != nullptr ? definitionFromJson(*current) : Result<Definition>(tl::unexpected<Failure>(Failure{}));
    return definition ? std::optional(std::move(*definition)) : std::nullopt;
}

} // namespace tokenhouse
