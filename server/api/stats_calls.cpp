#include <algorithm>

#include "server/api/calls.h"
#include "server/api/json_text.h"

namespace tokenhouse::server::calls {

namespace {

/// Who called most comes first, what was not told apart last.
json::array addressesJson(std::vector<AddressSum> addresses)
{
    std::ranges::sort(addresses, [](const AddressSum& a, const AddressSum& b) {
        if (a.address.empty() != b.address.empty())
            return b.address.empty();
        return a.calls != b.calls ? a.calls > b.calls : a.address < b.address;
    });
    json::array list;
    for (const auto& one : addresses) {
        list.push_back(json::object{{"address", one.address.empty() ? json::value(nullptr) : json::value(one.address)},
                                    {"calls", one.calls},
                                    {"refused", one.refused},
                                    {"lastCallAt", formatTime(one.lastCallAt)}});
    }
    return list;
}

json::object sumsJson(const CallSums& sums, bool withAddresses)
{
    return {{"calls", sums.calls},
            {"refused", sums.refused},
            {"lastCallAt", timeOrNull(sums.lastCallAt)},
            {"lastRefusedAt", timeOrNull(sums.lastRefusedAt)},
            {"addresses", withAddresses ? json::value(addressesJson(sums.addresses)) : json::value(nullptr)}};
}

json::array secretsJson(const CallCounts& counts, const Token& token, bool withAddresses)
{
    json::array list;
    for (const auto& [secret, sums] : counts.secrets) {
        const bool isPrevious = secret.role == StoredSecret::Role::Previous;
        auto one = sumsJson(sums, withAddresses);
        one["role"] = isPrevious ? "previous" : "current";
        one["since"] = timeOrNull(secret.since);
        // Of a previous one that has ended: when it did.
        const auto until = isPrevious ? token.previousUntil(now()) : std::nullopt;
        one["until"] = timeOrNull(isPrevious && !until ? secret.until : until);
        list.push_back(std::move(one));
    }
    return list;
}

} // namespace

Result<Reply> stats(Services& services, Call& call)
{
    const auto* tokenText = call.query.find("tokenId");
    const auto* definitionText = call.query.find("definitionId");
    if ((tokenText == nullptr) == (definitionText == nullptr))
        return fail(Fault::Malformed, "Say either tokenId or definitionId.");
    const auto needed = tokenText != nullptr ? Permission::TokensRead : Permission::DefinitionsRead;
    if (auto allowed = call.require(needed); !allowed)
        return tl::unexpected(std::move(allowed.error()));
    const auto id = Uuid::parse(tokenText != nullptr ? *tokenText : *definitionText);
    if (!id)
        return fail(Fault::Malformed, "The id in the query is no UUID, or the nil one.");
    // A read that cannot write first is still good, only older.
    if (auto settled = services.settleCalls(); !settled && settled.error().fault != Fault::Unavailable)
        return tl::unexpected(std::move(settled.error()));
    const bool withAddresses = call.require(Permission::LogsRead).has_value();
    const auto counts = services.store.callCounts(*id);
    if (!counts)
        return tl::unexpected(counts.error());
    auto body = sumsJson(counts->all, withAddresses);
    body["countedSince"] = formatTime(counts->countedSince);
    if (tokenText != nullptr) {
        const auto token = services.store.token(*id);
        if (!token)
            return tl::unexpected(token.error());
        if (!*token)
            return refuse({{Reason::NotFound, id->text(), "There is no such token.", {}}});
        body["tokenId"] = id->text();
        body["secrets"] = secretsJson(*counts, **token, withAddresses);
        return jsonReply(body);
    }
    const auto definition = services.store.definition(*id);
    if (!definition)
        return tl::unexpected(definition.error());
    if (!*definition)
        return refuse({{Reason::NotFound, id->text(), "There is no such API definition.", {}}});
    body["definitionId"] = id->text();
    return jsonReply(body);
}

} // namespace tokenhouse::server::calls
