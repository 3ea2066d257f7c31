#include <algorithm>

#include "core/cidr.h"
#include "core/json_object.h"
#include "server/api/calls.h"
#include "server/api/object_calls.h"
#include "server/api/route_index.h"

namespace tokenhouse::server::calls {

namespace {

struct Definitions {
    using Object = Definition;
    static constexpr std::string_view name = "definitions";
    static constexpr std::string_view missing = "There is no such API definition.";
    static constexpr auto read = Permission::DefinitionsRead;
    static Schema schema() { return definitionSchema(); }
    static auto find(Store& store, const Uuid& id) { return store.definition(id); }
    static auto page(Store& store, const ListQuery& query) { return store.definitions(query); }
    static void append(std::string& out, const Definition& one, Time) { appendDefinition(out, one); }
    static json::object json(const Definition& one, Time) { return definitionJson(one); }
};
using Calls = ObjectCalls<Definitions>;

constexpr std::size_t pathMaximum = 8 * 1024;

} // namespace

Result<Reply> listDefinitions(Services& services, Call& call)
{
    return Calls::list(services, call);
}

Result<Reply> getDefinition(Services& services, Call& call)
{
    return Calls::get(services, call);
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
    auto reply = Calls::reply(created->definition, created->repeated ? 200 : 201);
    reply.fields.emplace_back("Location", "/api/v1/definitions/" + created->definition.id.text());
    return reply;
}

Result<Reply> patchDefinition(Services& services, Call& call)
{
    return Calls::change(services, call, [&](const Uuid& id) {
        return services.registry.updateDefinition(call.actor(), id, call.revision, call.body);
    });
}

Result<Reply> deleteDefinition(Services& services, Call& call)
{
    return Calls::remove(services, call, [&](const Uuid& id) {
        return services.registry.deleteDefinition(call.actor(), id, call.revision);
    });
}

Result<Reply> disableDefinition(Services& services, Call& call)
{
    return Calls::change(services, call, readReason, [&](const Uuid& id, const std::string& reason) {
        return services.registry.disableDefinition(call.actor(), id, call.revision, reason);
    });
}

Result<Reply> enableDefinition(Services& services, Call& call)
{
    return Calls::change(services, call, readReason, [&](const Uuid& id, const std::string& reason) {
        return services.registry.enableDefinition(call.actor(), id, call.revision, reason);
    });
}

Result<Reply> allowTokens(Services& services, Call& call)
{
    return Calls::change(services, call, readTokenIds, [&](const Uuid& id, const std::vector<Uuid>& tokens) {
        return services.registry.allowTokens(call.actor(), id, call.revision, tokens);
    });
}

Result<Reply> disallowTokens(Services& services, Call& call)
{
    return Calls::change(services, call, readTokenIds, [&](const Uuid& id, const std::vector<Uuid>& tokens) {
        return services.registry.disallowTokens(call.actor(), id, call.revision, tokens);
    });
}

Result<Reply> batchDefinitions(Services& services, Call& call)
{
    return Calls::batch(services, call, readDefinitionBatch(call.body), definitionBatchNeeds,
                        [&](const Actor& actor, const BatchRequest& request) {
                            return services.registry.batchDefinitions(actor, request);
                        });
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

Result<Reply> explainDefinition(Services& services, Call& call)
{
    const auto object = asObject(call.body);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    const auto method = members.text("method");
    if (!method)
        members.wrong("method", "one of GET PUT POST DELETE PATCH");
    const auto path = members.text("path");
    if (!path || path->size() > pathMaximum)
        members.wrong("path", "the path after /api/custom/, at most 8 KB");
    const auto id = Uuid::parse(members.text("tokenId").value_or(""));
    if (!id)
        members.wrong("tokenId", "a UUID");
    std::optional<std::string> address;
    if (members.has("address")) {
        address = members.text("address");
        if (!address || !parseAddress(*address))
            members.wrong("address", "an IPv4 or IPv6 address");
    }
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    const auto token = services.store.token(*id);
    if (!token)
        return tl::unexpected(token.error());
    if (!*token)
        return refuse({{Reason::NotFound, id->text(), "There is no such token.", {}}});
    return jsonReply(services.explain(*method, *path, **token, address));
}

} // namespace tokenhouse::server::calls
