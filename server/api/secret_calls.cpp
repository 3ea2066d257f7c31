#include "core/codec.h"
#include "core/json_object.h"
#include "server/api/calls.h"
#include "server/api/json_text.h"

namespace tokenhouse::server::calls {

namespace {

/// A deleted token's name is in the event that tells of its end.
json::value nameOfDeleted(Store& store, const Uuid& id)
{
    const auto text = "objectId = \"" + id.text() + "\" AND kind = \"token.deleted\"";
    auto filter = parseFilter(text, eventSchema(), {});
    if (!filter)
        return nullptr;
    ListQuery query;
    query.filter = std::move(*filter);
    query.pageSize = 1;
    query.exactCount = false;
    const auto page = store.events(query);
    return page && !page->items.empty() ? json::value(page->items.front().objectName) : json::value(nullptr);
}

json::object foundJson(Store& store, const FoundSecret& found)
{
    json::object one{{"is", json::string_view(found.name())},
                     {"tokenId", found.tokenId.text()},
                     {"name", nullptr},
                     {"state", nullptr},
                     {"revision", nullptr},
                     {"works", found.works},
                     {"worksUntil", timeOrNull(found.worksUntil)},
                     {"endedAt", timeOrNull(found.endedAt)},
                     {"leaked", found.leaked}};
    if (found.token) {
        one["name"] = found.token->name;
        one["state"] = json::string_view(tokenStateName(found.token->state(now())));
        one["revision"] = found.token->revision;
    } else {
        one["name"] = nameOfDeleted(store, found.tokenId);
    }
    return one;
}

} // namespace

Result<Reply> identifySecret(Services& services, Call& call)
{
    const auto object = asObject(call.body);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    auto text = members.text("secret");
    if (!text)
        members.wrong("secret", "the text in which a secret was found");
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    const auto found = services.registry.identifySecret(call.actor(), *text);
    wipe(*text);
    if (!found)
        return tl::unexpected(found.error());
    json::array matches;
    for (const auto& one : *found)
        matches.push_back(foundJson(services.store, one));
    return jsonReply(json::object{{"matches", std::move(matches)}});
}

} // namespace tokenhouse::server::calls
