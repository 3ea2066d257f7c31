#pragma once

#include <array>
#include <string>
#include <string_view>

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
