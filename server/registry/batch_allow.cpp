#include "server/registry/batch_allow.h"

#include <algorithm>

namespace tokenhouse::server::rules {

namespace {

struct Changing {
    Definition before;
    Definition after;
};

Result<std::vector<Changing>> definitionsOf(Transaction& transaction, std::vector<Uuid> ids)
{
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::vector<Changing> found;
    std::vector<Trace> traces;
    for (const auto& id : ids) {
        if (auto definition = transaction.definition(id))
            found.push_back({*definition, std::move(*definition)});
        else
            traces.push_back({Reason::NotFound, id.text(), "There is no API with this id.", {}});
    }
    if (traces.empty())
        return found;
    auto failure = refusal(std::move(traces));
    failure.fault = Fault::Rule; // named inside the request, not addressed by it
    return tl::unexpected(std::move(failure));
}

std::vector<Trace> fullOnes(const std::vector<Changing>& definitions, const Uuid& token)
{
    std::vector<Trace> traces;
    for (const auto& [before, after] : definitions) {
        if (after.allowedTokens.size() >= allowedTokensMaximum
            && !std::ranges::binary_search(after.allowedTokens, token))
            traces.push_back(
                {Reason::UnknownToken, after.id.text(), "This API allows 10000 tokens already; it takes no more.", {}});
    }
    return traces;
}

bool put(std::vector<Uuid>& tokens, const Uuid& token)
{
    const auto place = std::ranges::lower_bound(tokens, token);
    if (place != tokens.end() && *place == token)
        return false;
    tokens.insert(place, token);
    return true;
}

bool take(std::vector<Uuid>& tokens, const Uuid& token)
{
    const auto place = std::ranges::lower_bound(tokens, token);
    if (place == tokens.end() || *place != token)
        return false;
    tokens.erase(place);
    return true;
}

BatchItem refused(const Uuid& id, Failure problem)
{
    return {id, faultStatus(problem.fault), false, std::move(problem)};
}

} // namespace

Result<std::vector<BatchItem>> allowBlock(Transaction& transaction, const Actor& actor, const BatchRequest& request,
                                          std::span<const Uuid> ids)
{
    auto definitions = definitionsOf(transaction, request.definitions);
    if (!definitions)
        return tl::unexpected(std::move(definitions.error()));
    const bool allows = request.action == BatchAction::Allow;
    auto unknown = transaction.unknownTokens({ids.begin(), ids.end()});
    std::ranges::sort(unknown);
    std::vector<BatchItem> items;
    items.reserve(ids.size());
    for (const auto& id : ids) {
        if (std::ranges::binary_search(unknown, id)) {
            items.push_back(refused(id, notFound("token", id)));
            continue;
        }
        if (auto full = allows ? fullOnes(*definitions, id) : std::vector<Trace>(); !full.empty()) {
            items.push_back(refused(id, refusal(std::move(full))));
            continue;
        }
        BatchItem one{id};
        for (auto& definition : *definitions) {
            auto& tokens = definition.after.allowedTokens;
            const bool changed = allows ? put(tokens, id) : take(tokens, id);
            one.changed = one.changed || changed;
        }
        items.push_back(std::move(one));
    }
    for (auto& [before, after] : *definitions) {
        if (after.allowedTokens == before.allowedTokens)
            continue;
        sign(after, actor, transaction.now());
        transaction.putDefinition(after);
        auto event = definitionEvent(actor, "definition.updated", &before, &after);
        event.reason = request.reason.text;
        transaction.append(std::move(event));
    }
    return items;
}

} // namespace tokenhouse::server::rules
