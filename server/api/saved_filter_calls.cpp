#include <boost/json/serialize.hpp>

#include "server/api/calls.h"

namespace tokenhouse::server::calls {

Result<Reply> listSavedFilters(Services& services, Call& call)
{
    const auto own = services.store.savedFilters(call.session->userId);
    if (!own)
        return tl::unexpected(own.error());
    const auto shared = services.store.savedFilters(Uuid());
    if (!shared)
        return tl::unexpected(shared.error());
    return jsonReply(json::object{{"own", savedFiltersJson(*own)}, {"shared", savedFiltersJson(*shared)}});
}

Result<Reply> putSavedFilters(Services& services, Call& call)
{
    const auto scope = call.query.text("scope");
    if (scope != "own" && scope != "shared")
        return fail(Fault::Malformed, "The query's member scope must be own or shared.");
    auto items = savedFiltersFromJson(call.body);
    if (!items)
        return tl::unexpected(std::move(items.error()));
    const auto owner = scope == "own" ? call.session->userId : Uuid();
    auto saved = services.registry.saveFilters(call.actor(), owner, call.revision, std::move(*items));
    if (saved)
        return objectReply(json::serialize(savedFiltersJson(*saved)), saved->revision);
    auto& failure = saved.error();
    if (const auto current = services.store.savedFilters(owner); failure.fault == Fault::PreconditionFailed && current)
        failure.extra["currentObject"] = savedFiltersJson(*current);
    return tl::unexpected(std::move(failure));
}

} // namespace tokenhouse::server::calls
