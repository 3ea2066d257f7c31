#include <algorithm>
#include <span>

#include "core/limits.h"
#include "server/registry/rules.h"

namespace tokenhouse::server {

using enum Permission;

namespace {

/// Items that share one commit: durable together, judged one by one, so that other changes get in between.
constexpr std::size_t blockSize = 50;

using Item = std::function<Result<void>(Transaction&, const Actor&, const Uuid&)>;

/// An item checks all before it writes anything, so a refused one leaves its block untouched.
Result<std::vector<BatchItem>> runBatch(Store& store, Actor actor, Permissions needed, const std::vector<Uuid>& ids,
                                        const Item& item, int successStatus)
{
    if (ids.size() > batchMaximum)
        return fail(Fault::Malformed, "A batch takes at most 10000 ids. Nothing was changed.");
    if (actor.operationId.empty())
        actor.operationId = Uuid::make().text();
    std::vector<BatchItem> results;
    results.reserve(ids.size());
    std::size_t begin = 0;
    do {
        const auto block = std::span(ids).subspan(begin, std::min(blockSize, ids.size() - begin));
        std::vector<BatchItem> done;
        auto committed = store.change([&](Transaction& transaction) -> Result<void> {
            done.clear();
            if (auto allowed = rules::require(transaction, actor, needed); !allowed)
                return allowed;
            for (const auto& id : block) {
                BatchItem one{id, successStatus, {}};
                if (auto result = item(transaction, actor, id); !result) {
                    one.status = faultStatus(result.error().fault);
                    one.problem = std::move(result.error());
                }
                done.push_back(std::move(one));
            }
            return {};
        });
        // Nothing was done yet: the whole call is refused. Later each item of the block tells it by itself.
        if (!committed && begin == 0)
            return tl::unexpected(std::move(committed.error()));
        if (!committed) {
            done.clear();
            for (const auto& id : block)
                done.push_back({id, faultStatus(committed.error().fault), committed.error()});
        }
        std::move(done.begin(), done.end(), std::back_inserter(results));
        begin += block.size();
    } while (begin < ids.size());
    return results;
}

} // namespace

Result<std::vector<BatchItem>> Registry::batchTokens(const Actor& actor, BatchAction action,
                                                     const std::vector<Uuid>& ids, const DisableReason& reason)
{
    if (auto checked = rules::checkReason(reason.text, {}); !checked)
        return tl::unexpected(std::move(checked.error()));
    const bool deletes = action == BatchAction::Delete;
    const Item item = [&](Transaction& transaction, const Actor& doer, const Uuid& id) -> Result<void> {
        auto token = transaction.token(id);
        if (!token)
            return tl::unexpected(rules::notFound("token", id));
        if (deletes)
            return rules::removeToken(transaction, doer, *token);
        const rules::Disabling wanted{action == BatchAction::Disable, reason};
        auto changed = rules::setTokenDisabled(transaction, doer, std::move(*token), wanted);
        if (!changed)
            return tl::unexpected(std::move(changed.error()));
        return {};
    };
    const auto needed = deletes ? Permissions{TokensDelete} : Permissions{TokensWrite};
    return runBatch(m_store, actor, needed, ids, item, deletes ? 204 : 200);
}

Result<std::vector<BatchItem>> Registry::batchDefinitions(const Actor& actor, BatchAction action,
                                                          const std::vector<Uuid>& ids, const std::string& reason)
{
    if (auto checked = rules::checkReason(reason, {}); !checked)
        return tl::unexpected(std::move(checked.error()));
    const bool deletes = action == BatchAction::Delete;
    const Item item = [&](Transaction& transaction, const Actor& doer, const Uuid& id) -> Result<void> {
        auto definition = transaction.definition(id);
        if (!definition)
            return tl::unexpected(rules::notFound("API", id));
        if (deletes) {
            rules::removeDefinition(transaction, doer, *definition);
            return {};
        }
        const rules::Disabling wanted{action == BatchAction::Disable, {DisableCode::None, reason}};
        auto changed = rules::setDefinitionDisabled(transaction, doer, std::move(*definition), wanted);
        if (!changed)
            return tl::unexpected(std::move(changed.error()));
        return {};
    };
    const auto needed = deletes ? Permissions{DefinitionsDelete} : Permissions{DefinitionsWrite, AutomationExecute};
    return runBatch(m_store, actor, needed, ids, item, deletes ? 204 : 200);
}

} // namespace tokenhouse::server
