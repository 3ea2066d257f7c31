#include <algorithm>
#include <functional>
#include <span>

#include "core/limits.h"
#include "server/registry/batch_allow.h"
#include "server/registry/rehearsal.h"
#include "server/registry/rules.h"

namespace tokenhouse::server {

using enum Permission;

namespace {

/// Items that share one commit: durable together, judged one by one, so that other changes get in between.
constexpr std::size_t blockSize = 200;

using Ids = std::span<const Uuid>;
using Block = std::function<Result<std::vector<BatchItem>>(Transaction&, const Actor&, Ids)>;
/// One item: whether it changed anything.
using Item = std::function<Result<bool>(Transaction&, const Actor&, const Uuid&)>;

/// An item checks all before it writes anything, so a refused one leaves its block untouched.
Block eachOf(Item item, int successStatus)
{
    return [item = std::move(item), successStatus](Transaction& transaction, const Actor& actor,
                                                   Ids ids) -> Result<std::vector<BatchItem>> {
        std::vector<BatchItem> done;
        for (const auto& id : ids) {
            BatchItem one{id, successStatus};
            if (auto changed = item(transaction, actor, id)) {
                one.changed = *changed;
            } else {
                one.status = faultStatus(changed.error().fault);
                one.problem = std::move(changed.error());
            }
            done.push_back(std::move(one));
        }
        return done;
    };
}

Result<std::vector<BatchItem>> runBatch(Store& store, Actor actor, Permissions needed, const BatchRequest& request,
                                        const Block& block, std::size_t size)
{
    const Ids ids(request.ids);
    if (ids.size() > batchMaximum)
        return fail(Fault::Malformed, "A batch takes at most 10000 ids. Nothing was changed.");
    if (auto checked = rules::checkReason(request.reason.text, {}); !checked)
        return tl::unexpected(std::move(checked.error()));
    if (actor.operationId.empty())
        actor.operationId = Uuid::make().text();
    RehearsedChanges rehearsed;
    std::vector<BatchItem> results;
    results.reserve(ids.size());
    std::size_t begin = 0;
    do {
        const auto part = ids.subspan(begin, std::min(size, ids.size() - begin));
        std::vector<BatchItem> done;
        auto committed = store.change([&](Transaction& transaction) -> Result<void> {
            if (auto allowed = rules::require(transaction, actor, needed); !allowed)
                return allowed;
            Rehearsal rehearsal(transaction, rehearsed);
            auto told = block(request.dryRun ? rehearsal : transaction, actor, part);
            if (!told)
                return tl::unexpected(std::move(told.error()));
            done = std::move(*told);
            return {};
        });
        // Nothing was done yet: the whole call is refused. Later each item of the block tells it by itself.
        if (!committed && begin == 0)
            return tl::unexpected(std::move(committed.error()));
        if (!committed) {
            done.clear();
            for (const auto& id : part)
                done.push_back({id, faultStatus(committed.error().fault), false, committed.error()});
        }
        std::move(done.begin(), done.end(), std::back_inserter(results));
        begin += part.size();
    } while (begin < ids.size());
    return results;
}

/// Whether the object is another one after the change.
template <class Object>
Result<bool> isChanged(const Result<Object>& changed, std::int64_t before)
{
    if (!changed)
        return tl::unexpected(changed.error());
    return changed->revision != before;
}

} // namespace

Permissions tokenBatchNeeds(BatchAction action)
{
    switch (action) {
    case BatchAction::Delete: return {TokensDelete};
    case BatchAction::Allow:
    case BatchAction::Disallow: return {DefinitionsWrite, AutomationExecute};
    default: return {TokensWrite};
    }
}

Permissions definitionBatchNeeds(BatchAction action)
{
    return action == BatchAction::Delete ? Permissions{DefinitionsDelete}
                                         : Permissions{DefinitionsWrite, AutomationExecute};
}

Result<std::vector<BatchItem>> Registry::batchTokens(const Actor& actor, const BatchRequest& request)
{
    const auto needed = tokenBatchNeeds(request.action);
    if (request.action == BatchAction::Allow || request.action == BatchAction::Disallow) {
        const auto allow = [&request](Transaction& transaction, const Actor& doer, Ids ids) {
            return rules::allowBlock(transaction, doer, request, ids);
        };
        return runBatch(m_store, actor, needed, request, allow, rules::allowBlockSize);
    }
    const bool deletes = request.action == BatchAction::Delete;
    const bool patches = request.action == BatchAction::SetExpiry || request.action == BatchAction::SetRateLimit;
    const json::value patch = request.patch;
    const Item item = [&](Transaction& transaction, const Actor& doer, const Uuid& id) -> Result<bool> {
        auto token = transaction.token(id);
        if (!token)
            return tl::unexpected(rules::notFound("token", id));
        if (deletes)
            return rules::removeToken(transaction, doer, *token).map([] { return true; });
        const auto before = token->revision;
        if (patches)
            return isChanged(rules::changeToken(transaction, doer, m_policy, *token, patch, request.reason.text),
                             before);
        const rules::Disabling wanted{request.action == BatchAction::Disable, request.reason};
        return isChanged(rules::setTokenDisabled(transaction, doer, std::move(*token), wanted), before);
    };
    return runBatch(m_store, actor, needed, request, eachOf(item, deletes ? 204 : 200), blockSize);
}

Result<std::vector<BatchItem>> Registry::batchDefinitions(const Actor& actor, const BatchRequest& request)
{
    const bool deletes = request.action == BatchAction::Delete;
    const Item item = [&](Transaction& transaction, const Actor& doer, const Uuid& id) -> Result<bool> {
        auto definition = transaction.definition(id);
        if (!definition)
            return tl::unexpected(rules::notFound("API", id));
        if (deletes) {
            rules::removeDefinition(transaction, doer, *definition);
            return true;
        }
        const auto before = definition->revision;
        const rules::Disabling wanted{request.action == BatchAction::Disable, {DisableCode::None, request.reason.text}};
        return isChanged(rules::setDefinitionDisabled(transaction, doer, std::move(*definition), wanted), before);
    };
    return runBatch(m_store, actor, definitionBatchNeeds(request.action), request, eachOf(item, deletes ? 204 : 200),
                    blockSize);
}

} // namespace tokenhouse::server
