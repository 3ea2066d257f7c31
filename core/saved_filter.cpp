#include "core/saved_filter.h"

#include <optional>
#include <set>
#include <utility>

#include "core/json_object.h"
#include "core/text.h"
#include "core/token.h"

namespace tokenhouse {

namespace {

std::optional<Schema> schemaOfPage(std::string_view page)
{
    if (page == "tokens")
        return tokenSchema();
    if (page == "definitions")
        return definitionSchema();
    if (page == "events")
        return eventSchema();
    return std::nullopt;
}

Trace filterTrace(std::string message)
{
    return {Reason::InvalidFilter, {}, std::move(message), {}};
}

/// Of one item, without its index.
std::vector<Trace> checkOne(const SavedFilter& one, const FilterContext& context)
{
    std::vector<Trace> traces;
    if (!isValidUtf8(one.name) || isBlank(one.name) || codePoints(one.name) > nameMaximum
        || displaySafe(one.name) != one.name)
        traces.push_back({Reason::InvalidName, {}, "A saved filter has a name of 1 to 200 visible characters.", {}});
    const auto schema = schemaOfPage(one.page);
    if (!schema) {
        traces.push_back(filterTrace("A saved filter is of the page tokens, definitions or events."));
        return traces;
    }
    if (one.filter.size() > savedFilterBytes || one.orderBy.size() > savedOrderBytes) {
        traces.push_back(filterTrace("A saved filter has at most 4096 bytes, and 500 of an order."));
        return traces;
    }
    if (const auto filter = parseFilter(one.filter, *schema, context); !filter) {
        auto trace = filterTrace(filter.error().detail);
        trace.extra = filter.error().extra;
        traces.push_back(std::move(trace));
    }
    if (const auto order = parseOrder(one.orderBy, *schema); !order)
        traces.push_back(filterTrace(order.error().detail));
    return traces;
}

Result<SavedFilter> itemFromJson(const json::value& value)
{
    const auto object = asObject(value);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    SavedFilter one;
    const auto take = [&](std::string_view name, std::string& target) {
        if (!members.has(name))
            members.wrong(name, "text");
        else if (auto text = members.text(name))
            target = std::move(*text);
    };
    take("name", one.name);
    take("page", one.page);
    take("filter", one.filter);
    one.orderBy = members.text("orderBy").value_or("");
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    return one;
}

} // namespace

std::vector<Trace> checkSavedFilters(const std::vector<SavedFilter>& items, const FilterContext& context)
{
    if (items.size() > savedFiltersMaximum)
        return {filterTrace("At most 100 filters can be saved.")};
    std::vector<Trace> traces;
    std::set<std::pair<std::string, std::string>> names;
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto found = checkOne(items[i], context);
        if (isValidUtf8(items[i].name) && !names.emplace(items[i].page, textKey(items[i].name)).second)
            found.push_back({Reason::NameInUse, {}, "Another filter of this page has the same name.", {}});
        for (auto& trace : found) {
            trace.extra["index"] = i;
            traces.push_back(std::move(trace));
        }
    }
    return traces;
}

json::object savedFiltersJson(const SavedFilters& filters)
{
    json::array items;
    for (const auto& one : filters.items) {
        items.push_back(
            json::object{{"name", one.name}, {"page", one.page}, {"filter", one.filter}, {"orderBy", one.orderBy}});
    }
    return {{"revision", filters.revision}, {"items", std::move(items)}};
}

Result<std::vector<SavedFilter>> savedFiltersFromJson(const json::value& value)
{
    const auto object = asObject(value);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    const auto* items = members.take("items");
    if (!items || !items->is_array())
        members.wrong("items", "an array of saved filters");
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    std::vector<SavedFilter> filters;
    for (const auto& item : items->get_array()) {
        auto one = itemFromJson(item);
        if (!one)
            return tl::unexpected(std::move(one.error()));
        filters.push_back(std::move(*one));
    }
    return filters;
}

} // namespace tokenhouse
