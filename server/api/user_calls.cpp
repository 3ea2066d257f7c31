#include <algorithm>
#include <vector>

#include <boost/json/serialize.hpp>

#include "core/codec.h"
#include "core/order_fields.h"
#include "server/api/calls.h"
#include "server/api/list_call.h"

namespace tokenhouse::server::calls {

namespace {

/// Users are few and in memory: the list is filtered, sorted and cut here, by the rules of all lists.
bool isBefore(const Order& order, const User& a, const User& b)
{
    for (const auto& [field, descending] : order) {
        const auto compared = compareForOrder(orderValue(readerOf(a), *field), orderValue(readerOf(b), *field));
        if (compared != 0)
            return descending ? compared > 0 : compared < 0;
    }
    return a.id < b.id;
}

/// The cursor is the last user seen, as it was then: what comes after it is found even if it was changed or removed.
Result<User> lastSeen(const std::string& cursor)
{
    const auto value = parseJson(cursor);
    return value ? userFromJson(*value) : tl::unexpected(value.error());
}

} // namespace

Result<Reply> listUsers(Services& services, Call& call)
{
    auto list = readListCall(call, "users", userSchema(), services.keys);
    if (!list)
        return tl::unexpected(std::move(list.error()));
    auto& query = list->query;
    if (query.order.empty())
        query.order = {{findField(userSchema(), "name"), false}};
    std::vector<User> found;
    for (auto& one : services.sessions.users()) {
        if (matches(query.filter, readerOf(one.user)))
            found.push_back(std::move(one.user));
    }
    const auto before = [&query](const User& a, const User& b) { return isBefore(query.order, a, b); };
    std::ranges::sort(found, before);
    auto begin = found.begin() + static_cast<std::ptrdiff_t>(std::min(query.offset, found.size()));
    if (!query.after.empty()) {
        const auto last = lastSeen(query.after);
        if (!last)
            return tl::unexpected(last.error());
        begin = std::upper_bound(found.begin(), found.end(), *last, before);
    }
    const auto left = static_cast<std::size_t>(found.end() - begin);
    const auto end = begin + static_cast<std::ptrdiff_t>(std::min(query.pageSize, left));
    Page<User> page;
    page.items.assign(begin, end);
    if (query.exactCount)
        page.totalSize = static_cast<std::int64_t>(found.size());
    if (end != found.end())
        page.next = json::serialize(userJson(page.items.back()));
    return listReply(page, *list, services.keys,
                     [](std::string& out, const User& one) { out += json::serialize(userJson(one)); });
}

} // namespace tokenhouse::server::calls
