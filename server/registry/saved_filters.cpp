#include <algorithm>

#include "server/registry/rules.h"

namespace tokenhouse::server {

using enum Permission;

namespace {

/// One line of what a saved filter says, for an event.
std::string lineOf(const SavedFilter& one)
{
    return one.page + ": " + one.name + ": " + one.filter + (one.orderBy.empty() ? "" : " by " + one.orderBy);
}

std::vector<std::string> linesBeyond(const std::vector<SavedFilter>& items, const std::vector<SavedFilter>& others)
{
    std::vector<std::string> lines;
    for (const auto& one : items) {
        if (std::ranges::find(others, one) == others.end())
            lines.push_back(lineOf(one));
    }
    return lines;
}

Result<void> requireAny(Transaction& transaction, const Actor& actor)
{
    const auto has = rules::permissionsOf(transaction, actor);
    if (has.has(TokensWrite) || has.has(DefinitionsWrite) || has.has(UsersManage))
        return {};
    return rules::require(transaction, actor, {TokensWrite});
}

} // namespace

Result<SavedFilters> Registry::saveFilters(const Actor& actor, const Uuid& owner, std::int64_t revision,
                                           std::vector<SavedFilter> items)
{
    const bool shared = owner.isNil();
    return rules::changeOne(m_store, [&](Transaction& transaction) -> Result<SavedFilters> {
        if (shared) {
            if (auto allowed = requireAny(transaction, actor); !allowed)
                return tl::unexpected(std::move(allowed.error()));
        } else if (owner != actor.userId || !transaction.user(owner)) {
            return tl::unexpected(rules::notFound("user", owner));
        }
        const auto before = transaction.savedFilters(owner);
        if (auto fresh = rules::checkRevision("list of saved filters", owner, before.revision, revision); !fresh)
            return tl::unexpected(std::move(fresh.error()));
        if (auto traces = checkSavedFilters(items, {transaction.now(), actor.user}); !traces.empty())
            return refuse(std::move(traces));
        if (items == before.items)
            return before;
        const SavedFilters after{before.revision + 1, items};
        transaction.putSavedFilters(owner, after);
        if (shared) {
            auto event = rules::eventOf(actor, "savedFilters.updated", "savedFilters", "shared", "shared");
            auto change =
                setChange("items", linesBeyond(before.items, after.items), linesBeyond(after.items, before.items));
            if (change.before.is_null() && change.after.is_null())
                change.after = "reordered";
            event.changes.push_back(std::move(change));
            transaction.append(std::move(event));
        }
        return after;
    });
}

} // namespace tokenhouse::server
