#include <algorithm>

#include "core/codec.h"
#include "server/api/call_bodies.h"
#include "server/api/calls.h"
#include "server/api/list_call.h"
#include "server/api/route_index.h"

namespace tokenhouse::server::calls {

namespace {

constexpr std::size_t batchMaximum = 10'000;

Reply definitionReply(const Definition& definition, int status = 200)
{
    std::string body;
    appendDefinition(body, definition);
    return objectReply(std::move(body), definition.revision, status);
}

Failure withCurrent(Services& services, const Call& call, const Uuid& id, Failure failure)
{
    if (failure.fault != Fault::PreconditionFailed || !call.require(Permission::DefinitionsRead))
        return failure;
    if (const auto definition = services.store.definition(id); definition && *definition)
        failure.extra["currentObject"] = definitionJson(**definition);
    return failure;
}

Result<Reply> definitionResult(Services& services, const Call& call, const Uuid& id, Result<Definition> definition)
{
    if (!definition)
        return tl::unexpected(withCurrent(services, call, id, std::move(definition.error())));
    return definitionReply(*definition);
}

Result<std::vector<Uuid>> idsOf(Services& services, const Call& call, const std::string& text)
{
    if (auto allowed = call.require(Permission::DefinitionsRead); !allowed)
        return tl::unexpected(std::move(allowed.error()));
    const auto at = now();
    auto filter = parseFilter(text, definitionSchema(), {at, call.session->user});
    if (!filter)
        return tl::unexpected(std::move(filter.error()));
    ListQuery query;
    query.filter = std::move(*filter);
    query.now = at;
    return chosenIds(std::move(query), batchMaximum, "definitions",
                     [&services](const ListQuery& page) { return services.store.definitions(page); });
}

} // namespace

Result<Reply> listDefinitions(Services& services, Call& call)
{
    const auto list = readListCall(call, "definitions", definitionSchema(), services.keys);
    if (!list)
        return tl::unexpected(list.error());
    const auto page = services.store.definitions(list->query);
    if (!page)
        return tl::unexpected(page.error());
    return listReply(*page, *list, services.keys,
                     [](std::string& out, const Definition& one) { appendDefinition(out, one); });
}

Result<Reply> getDefinition(Services& services, Call& call)
{
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    auto definition = services.store.definition(*id);
    if (!definition)
        return tl::unexpected(std::move(definition.error()));
    if (!*definition)
        return refuse({{Reason::NotFound, id->text(), "There is no such API definition.", {}}});
    return definitionReply(**definition);
}

Result<Reply> createDefinition(Services& services, Call& call)
{
    auto request = createDefinitionFromJson(call.body);
    if (!request)
        return tl::unexpected(std::move(request.error()));
    const auto created =
        services.registry.createDefinition(call.actor(), std::move(*request), call.idempotency(services.keys));
    if (!created)
        return tl::unexpected(created.error());
    auto reply = definitionReply(created->definition, created->repeated ? 200 : 201);
    reply.fields.emplace_back("Location", "/api/v1/definitions/" + created->definition.id.text());
    return reply;
}

Result<Reply> patchDefinition(Services& services, Call& call)
{
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    return definitionResult(services, call, *id,
                            services.registry.updateDefinition(call.actor(), *id, call.revision, call.body));
}

Result<Reply> deleteDefinition(Services& services, Call& call)
{
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    auto deleted = services.registry.deleteDefinition(call.actor(), *id, call.revision);
    if (!deleted)
        return tl::unexpected(withCurrent(services, call, *id, std::move(deleted.error())));
    return Reply{204, {}, {}};
}

Result<Reply> disableDefinition(Services& services, Call& call)
{
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    const auto reason = readReason(call.body);
    if (!reason)
        return tl::unexpected(reason.error());
    return definitionResult(services, call, *id,
                            services.registry.disableDefinition(call.actor(), *id, call.revision, *reason));
}

Result<Reply> enableDefinition(Services& services, Call& call)
{
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    const auto reason = readReason(call.body);
    if (!reason)
        return tl::unexpected(reason.error());
    return definitionResult(services, call, *id,
                            services.registry.enableDefinition(call.actor(), *id, call.revision, *reason));
}

Result<Reply> allowTokens(Services& services, Call& call)
{
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    const auto tokens = readTokenIds(call.body);
    if (!tokens)
        return tl::unexpected(tokens.error());
    return definitionResult(services, call, *id,
                            services.registry.allowTokens(call.actor(), *id, call.revision, *tokens));
}

Result<Reply> disallowTokens(Services& services, Call& call)
{
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    const auto tokens = readTokenIds(call.body);
    if (!tokens)
        return tl::unexpected(tokens.error());
    return definitionResult(services, call, *id,
                            services.registry.disallowTokens(call.actor(), *id, call.revision, *tokens));
}

Result<Reply> batchDefinitions(Services& services, Call& call)
{
    auto batch = readBatch(call.body);
    if (!batch)
        return tl::unexpected(std::move(batch.error()));
    const auto isDeletion = batch->action == BatchAction::Delete;
    for (const auto needed : isDeletion ? std::vector{Permission::DefinitionsDelete}
                                        : std::vector{Permission::DefinitionsWrite, Permission::AutomationExecute}) {
        if (auto allowed = call.require(needed); !allowed)
            return tl::unexpected(std::move(allowed.error()));
    }
    if (batch->filter) {
        auto ids = idsOf(services, call, *batch->filter);
        if (!ids)
            return tl::unexpected(std::move(ids.error()));
        batch->ids = std::move(*ids);
    }
    auto actor = call.actor();
    actor.operationId = Uuid::make().text();
    const auto results = services.registry.batchDefinitions(actor, batch->action, batch->ids, batch->reason.text);
    if (!results)
        return tl::unexpected(results.error());
    return jsonReply(json::object{{"operationId", actor.operationId},
                                  {"results", batchResults(*results, "/api/v1/" + call.path, call.correlationId)}});
}

Result<Reply> matchDefinition(Services& services, Call& call)
{
    const auto* object = call.body.if_object();
    if (object == nullptr)
        return fail(Fault::Malformed, "A JSON object is expected.");
    MemberReader members(*object);
    const auto methodText = members.text("method").value_or("");
    const auto method = methodFromName(methodText);
    if (!method)
        members.wrong("method", "one of GET PUT POST DELETE PATCH");
    const auto path = members.text("path");
    if (!path)
        members.wrong("path", "the path after /api/custom/");
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    const auto segments = splitRequestPath(*path);
    if (!segments)
        return tl::unexpected(segments.error());
    const auto match = services.routes.find(services.store, *segments);
    if (!match)
        return tl::unexpected(match.error());
    std::string body = "{\"definition\":";
    if (!*match) {
        return Reply{200, body + "null,\"placeholders\":{},\"methodAllowed\":false}", {}};
    }
    const auto definition = services.store.definition((*match)->definition);
    if (!definition)
        return tl::unexpected(definition.error());
    if (!*definition)
        return Reply{200, body + "null,\"placeholders\":{},\"methodAllowed\":false}", {}};
    appendDefinition(body, **definition);
    body += ",\"placeholders\":{";
    auto first = true;
    for (const auto& [name, value] : (*match)->placeholders) {
        body += first ? "" : ",";
        first = false;
        appendText(body, name);
        body += ':';
        appendText(body, value);
    }
    const auto& methods = (*definition)->methods;
    const auto allowed = methods.empty() || std::ranges::find(methods, *method) != methods.end();
    body += allowed ? "},\"methodAllowed\":true}" : "},\"methodAllowed\":false}";
    return Reply{200, std::move(body), {}};
}

} // namespace tokenhouse::server::calls
