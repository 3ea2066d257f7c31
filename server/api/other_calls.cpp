#include <algorithm>

#include <boost/json/serialize.hpp>

#include "core/codec.h"
#include "server/actions/script_runner.h"
#include "server/api/calls.h"
#include "server/api/features.h"
#include "server/api/list_call.h"
#include "server/api/logs.h"
#include "server/api/openapi.h"
#include "server/api/overview.h"

namespace tokenhouse::server::calls {

namespace {

constexpr std::size_t logLines = 1000;

json::object oneListed(json::array items)
{
    const auto size = items.size();
    return {{"items", std::move(items)}, {"totalSize", size}, {"nextPageToken", nullptr}};
}

} // namespace

Result<Reply> listEvents(Services& services, Call& call)
{
    const auto list = readListCall(call, "events", eventSchema(), services.keys);
    if (!list)
        return tl::unexpected(list.error());
    const auto page = services.store.events(list->query);
    if (!page)
        return tl::unexpected(page.error());
    return listReply(*page, *list, services.keys,
                     [](std::string& out, const Event& one) { out += json::serialize(eventJson(one)); });
}

Result<Reply> listGroups(Services& services, Call&)
{
    const auto users = services.sessions.users();
    json::array items;
    for (const auto& group : builtInGroups()) {
        json::array permissions;
        for (const auto one : group.permissions.list())
            permissions.emplace_back(json::string_view(permissionName(one)));
        const auto members = std::ranges::count_if(users, [&](const StoredUser& one) {
            return std::ranges::find(one.user.groups, group.name) != one.user.groups.end();
        });
        items.push_back(json::object{{"name", json::string_view(group.name)},
                                     {"permissions", std::move(permissions)},
                                     {"members", members},
                                     {"isBuiltIn", true}});
    }
    return jsonReply(oneListed(std::move(items)));
}

Result<Reply> listScripts(Services& services, Call&)
{
    const auto scripts = services.scripts.list();
    if (!scripts)
        return tl::unexpected(scripts.error());
    json::array items;
    for (const auto& one : *scripts) {
        items.push_back(
            json::object{{"name", one.name}, {"bytes", one.bytes}, {"sha256", one.sha256}, {"modified", one.modified}});
    }
    auto body = oneListed(std::move(items));
    body["directory"] = services.scripts.directory();
    return jsonReply(body);
}

Result<Reply> readLog(Services& services, Call& call)
{
    const auto level = call.query.text("level");
    if (!level.empty() && !Logs::isLevel(level))
        return fail(Fault::Malformed, "level must be one of trace, debug, info, warning, error, critical.");
    const auto lines = services.logs.read(call.params.at(0), level, call.query.text("text"), logLines);
    if (!lines)
        return tl::unexpected(lines.error());
    json::array items;
    for (const auto& line : *lines)
        items.push_back(json::object{{"time", line.time}, {"level", line.level}, {"text", line.text}});
    return jsonReply(oneListed(std::move(items)));
}

Result<Reply> overview(Services& services, Call& call)
{
    const auto figures = services.overview.figures();
    if (!figures)
        return tl::unexpected(figures.error());
    const auto& all = **figures;
    const auto ifMay = [&](Permission needed, const std::string& part) {
        return call.session->permissions.has(needed) ? part : std::string("null");
    };
    return Reply{200,
                 "{\"time\":\"" + all.time + "\",\"tokens\":" + ifMay(Permission::TokensRead, all.tokens)
                     + ",\"definitions\":" + ifMay(Permission::DefinitionsRead, all.definitions)
                     + ",\"changes\":" + ifMay(Permission::EventsRead, all.changes)
                     + ",\"refusals\":" + ifMay(Permission::LogsRead, all.refusals) + '}',
                 {}};
}

Result<Reply> status(Services& services, Call& call)
{
    json::array features;
    for (const auto one : serverFeatures())
        features.emplace_back(json::string_view(one));
    json::object body{{"version", services.version}, {"features", std::move(features)}};
    if (!call.session)
        return jsonReply(body);
    const auto head = services.store.head();
    if (!head)
        return tl::unexpected(head.error());
    const auto demo = services.store.setting("demo");
    const auto time = formatTime(now());
    json::object chain{{"sequence", head->sequence}, {"hash", head->hash}};
    if (head->sequence > 0)
        chain["time"] = formatTime(head->time);
    else
        chain["time"] = nullptr;
    body["time"] = time;
    body["store"] = json::object{{"kind", services.storeKind}, {"demo", demo && demo->has_value()}};
    body["nodes"] = json::array{json::object{{"name", "local"}, {"endpoint", services.endpointState()}}};
    body["chain"] = chain;
    body["anchor"] = chain;
    body["endpointUrl"] = services.endpointUrl();
    body["cage"] = services.scripts.cage();
    return jsonReply(body);
}

Result<Reply> openApi(Services&, Call&)
{
    Reply reply{200, std::string(openApiText()), {}};
    return reply;
}

} // namespace tokenhouse::server::calls
