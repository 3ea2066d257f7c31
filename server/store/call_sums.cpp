#include "server/store/call_sums.h"

#include <algorithm>

namespace tokenhouse::server {

void add(CallSums& to, const AddressSum& from)
{
    auto& list = to.addresses;
    const auto place = [&](std::string_view address) { return std::ranges::find(list, address, &AddressSum::address); };
    auto found = place(from.address);
    if (found == list.end()) {
        const bool fits = list.size() < summedAddresses || from.address.empty();
        found = fits ? list.end() : place({});
        if (found == list.end())
            found = list.insert(found, {fits ? from.address : std::string(), 0, 0, {}});
    }
    found->calls += from.calls;
    found->refused += from.refused;
    found->lastCallAt = std::max(found->lastCallAt, from.lastCallAt);
}

void add(CallSums& to, const CallSums& from)
{
    to.calls += from.calls;
    to.refused += from.refused;
    to.lastCallAt = std::max(to.lastCallAt, from.lastCallAt);
    to.lastRefusedAt = std::max(to.lastRefusedAt, from.lastRefusedAt);
    for (const auto& one : from.addresses)
        add(to, one);
}

} // namespace tokenhouse::server
