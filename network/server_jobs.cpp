#include "network/server_jobs.h"

#include "core/codec.h"
#include "network/json_read.h"
#include "network/list_call.h"

namespace tokenhouse {
namespace {

Result<ServerStatus> statusOf(const Answer& answer)
{
    const auto object = jsonObjectOf(answer);
    if (!object || textOf(*object, "version").empty()) {
        return tl::unexpected<Failure>(unexpectedAnswer());
    }
    ServerStatus status;
    status.version = textOf(*object, "version");
    for (auto& feature : textsOf(*object, "features")) {
        status.features.insert(std::move(feature));
    }
    status.endpointUrl = textOf(*object, "endpointUrl");
    status.time = timeOf(*object, "time");
    status.store = textOf(*object, "store");
    status.isDemo = booleanOf(*object, "demo") || booleanOf(*object, "isDemo");
    if (const auto* store = objectOf(*object, "store")) {
        status.store = textOf(*store, "kind");
        status.isDemo = status.isDemo || booleanOf(*store, "demo") || booleanOf(*store, "isDemo");
    }
    const auto* chain = objectOf(*object, "chain");
    const auto* head = chain != nullptr && objectOf(*chain, "head") != nullptr ? objectOf(*chain, "head") : chain;
    if (head != nullptr) {
        status.headSequence = integerOf(*head, "sequence");
        status.headHash = textOf(*head, "hash");
    }
    return status;
}

Result<ScriptList> scriptsOf(const Answer& answer)
{
    const auto object = jsonObjectOf(answer);
    const auto* items = object ? memberOf(*object, "items") : nullptr;
    if (items == nullptr || !items->is_array()) {
        return tl::unexpected<Failure>(unexpectedAnswer());
    }
    ScriptList list{textOf(*object, "directory"), {}};
    for (const auto& item : items->get_array()) {
        if (item.is_string()) {
            list.names.emplace_back(item.get_string());
        } else if (const auto* one = item.if_object(); one != nullptr && !textOf(*one, "name").empty()) {
            list.names.push_back(textOf(*one, "name"));
        }
    }
    return list;
}

Result<UserPage> usersOf(const Answer& answer)
{
    const auto value = jsonOf(answer);
    const auto* items = value ? itemsOf(*value) : nullptr;
    if (items == nullptr) {
        return tl::unexpected<Failure>(unexpectedAnswer());
    }
    UserPage page;
    if (const auto* object = value->if_object()) {
        page.nextPageToken = textOf(*object, "nextPageToken");
    }
    for (const auto& item : *items) {
        auto user = userFromJson(item);
        if (!user) {
            return tl::unexpected<Failure>(unexpectedAnswer());
        }
        page.users.push_back(std::move(*user));
    }
    return page;
}

Result<std::vector<GroupFacts>> groupsOf(const Answer& answer)
{
    const auto value = jsonOf(answer);
    const auto* items = value ? itemsOf(*value) : nullptr;
    if (items == nullptr) {
        return tl::unexpected<Failure>(unexpectedAnswer());
    }
    std::vector<GroupFacts> groups;
    for (const auto& item : *items) {
        if (const auto* object = item.if_object()) {
            GroupFacts group{textOf(*object, "name"), {}};
            for (const auto& name : textsOf(*object, "permissions")) {
                if (const auto permission = permissionFromName(name)) {
                    group.permissions.add({*permission});
                }
            }
            groups.push_back(std::move(group));
        }
    }
    return groups;
}

} // namespace

ListEventsJob::ListEventsJob(Connection& connection, const ListRequest& request)
    : JobOf(connection, listCall("events", request),
            [](const Answer& answer) { return pageOf<Event>(answer, &eventFromJson); })
{}

StatusJob::StatusJob(Connection& connection) : JobOf(connection, Call::get("status"), statusOf) {}

ListScriptsJob::ListScriptsJob(Connection& connection) : JobOf(connection, Call::get("scripts"), scriptsOf) {}

ListUsersJob::ListUsersJob(Connection& connection, const std::string& pageToken)
    : JobOf(connection, Call::get("users", queryText({{"pageSize", "1000"}, {"pageToken", pageToken}})), usersOf)
{}

ListGroupsJob::ListGroupsJob(Connection& connection) : JobOf(connection, Call::get("groups"), groupsOf) {}

} // namespace tokenhouse
