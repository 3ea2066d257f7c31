#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "server/api/call.h"
#include "server/api/json_text.h"

namespace tokenhouse::server {

inline constexpr std::array<std::string_view, 6> listQuery{"filter",    "orderBy", "pageSize",
                                                           "pageToken", "offset",  "count"};

/// What a list was asked for, ready for the store.
struct ListCall {
    ListQuery query;
    std::string binding; ///< what a page token is bound to: list, filter and order
};
Result<ListCall> readListCall(const Call& call, std::string_view list, Schema schema, const KeyRing& keys);

/// A store's cursor as an opaque text that only fits this list, filter and order; signed.
std::string pageToken(const std::string& cursor, const std::string& binding, const KeyRing& keys);
Result<std::string> cursorOf(std::string_view token, const std::string& binding, const KeyRing& keys);

/// The ids that a filter chooses, in the query's order; `list` asks the store for a page. One page holds them all, so
/// that they are those of one moment. Malformed over `most`; `objects` is what they are called in that sentence.
template <class List>
Result<std::vector<Uuid>> chosenIds(ListQuery query, std::size_t most, std::string_view objects, const List& list)
{
    query.pageSize = most;
    const auto page = list(query);
    if (!page)
        return tl::unexpected(page.error());
    const auto matches = page->totalSize.value_or(0);
    if (matches > static_cast<std::int64_t>(most))
        return fail(Fault::Malformed,
                    "The filter chooses " + std::to_string(matches) + ' ' + std::string(objects) + "; at most "
                        + std::to_string(most) + " go at once. Nothing was changed.",
                    {{"matches", matches}});
    std::vector<Uuid> ids;
    ids.reserve(page->items.size());
    for (const auto& one : page->items)
        ids.push_back(one.id);
    return ids;
}

/// {items,totalSize,nextPageToken}, written straight into one text. `append(out, item)`.
template <class T, class Append>
Reply listReply(const Page<T>& page, const ListCall& list, const KeyRing& keys, const Append& append)
{
    Reply reply;
    auto& out = reply.body;
    out.reserve(page.items.size() * 800 + 100);
    out += "{\"items\":[";
    auto first = true;
    for (const auto& one : page.items) {
        if (!first)
            out += ',';
        first = false;
        append(out, one);
    }
    out += "],\"totalSize\":";
    if (page.totalSize)
        appendNumber(out, *page.totalSize);
    else
        out += "null";
    out += ",\"nextPageToken\":";
    if (page.next.empty())
        out += "null";
    else
        appendText(out, pageToken(page.next, list.binding, keys));
    out += '}';
    return reply;
}

} // namespace tokenhouse::server
