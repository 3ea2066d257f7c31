#include "network/saved_filter_jobs.h"

#include "network/json_read.h"

namespace tokenhouse {

namespace {

/// Read as an answer: members of a newer server are left out, what is no filter too.
SavedFilters filtersOf(const json::object& object)
{
    SavedFilters filters;
    filters.revision = integerOf(object, "revision", 1);
    const auto* items = memberOf(object, "items");
    if (items == nullptr || !items->is_array())
        return filters;
    for (const auto& item : items->get_array()) {
        if (const auto* one = item.if_object())
            filters.items.push_back(
                {textOf(*one, "name"), textOf(*one, "page"), textOf(*one, "filter"), textOf(*one, "orderBy")});
    }
    return filters;
}

Result<SavedFilters> filtersOfAnswer(const Answer& answer)
{
    const auto object = jsonObjectOf(answer);
    if (!object)
        return tl::unexpected<Failure>(object.error());
    return filtersOf(*object);
}

Result<SavedFilterLists> listsOf(const Answer& answer)
{
    const auto object = jsonObjectOf(answer);
    const auto* own = object ? objectOf(*object, "own") : nullptr;
    const auto* shared = object ? objectOf(*object, "shared") : nullptr;
    if (own == nullptr || shared == nullptr)
        return tl::unexpected<Failure>(unexpectedAnswer());
    return SavedFilterLists{filtersOf(*own), filtersOf(*shared)};
}

Call putting(FilterScope scope, const SavedFilters& filters)
{
    auto body = savedFiltersJson(filters);
    body.erase("revision");
    auto call = Call::change("PUT", "savedFilters", filters.revision, jsonBody(body));
    call.query = scope == FilterScope::Own ? "scope=own" : "scope=shared";
    return call;
}

} // namespace

ListSavedFiltersJob::ListSavedFiltersJob(Connection& connection) : JobOf(connection, Call::get("savedFilters"), listsOf)
{}

PutSavedFiltersJob::PutSavedFiltersJob(Connection& connection, FilterScope scope, const SavedFilters& filters)
    : JobOf(connection, putting(scope, filters), filtersOfAnswer)
{}

} // namespace tokenhouse
