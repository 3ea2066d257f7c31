#include "models/saved_filters_state.h"

#include <algorithm>
#include <utility>

#include "models/text.h"

namespace tokenhouse {

std::vector<SavedFilter> SavedFiltersState::builtIn(const QString& page)
{
    const auto one = [&page](const QString& name, const char* filter, const char* orderBy = "") {
        return SavedFilter{utf8(name), utf8(page), filter, orderBy};
    };
    if (page == QLatin1String("events"))
        return {one(tr("Today"), "time > ago(\"1d\")"), one(tr("By me"), "user = me()"),
                one(tr("Deletions"), "kind = token.deleted OR kind = definition.deleted"),
                one(tr("Secrets made and changed"), "kind = token.created OR kind = token.rotated"),
                one(tr("Refused"), "kind = access.refused OR kind = session.refused")};
    const auto modified = one(tr("Modified this week"), "lastModified > ago(\"7d\")", "lastModified desc");
    const auto disabled = one(tr("Disabled"), "isDisabled = true", "lastModified desc");
    const auto mine = one(tr("Created by me"), "createdBy = me()", "createdAt desc");
    if (page == QLatin1String("definitions"))
        return {modified, mine, disabled, one(tr("Without tokens"), "NOT allowedTokens:*")};
    return {modified,
            mine,
            disabled,
            one(tr("Unused"), "NOT lastUsedAt:*", "createdAt"),
            one(tr("Not used for 90 days"), "lastUsedAt < ago(\"90d\")", "lastUsedAt"),
            one(tr("Secret not confirmed"), "state = unclaimed", "createdAt"),
            one(tr("On no API"), "usedBy = 0 AND isDisabled = false"),
            one(tr("Never expire"), "NOT expiresAt:*")};
}

std::vector<SavedFilter> SavedFiltersState::of(const SavedFilters& filters, const QString& page)
{
    std::vector<SavedFilter> result;
    std::ranges::copy_if(filters.items, std::back_inserter(result),
                         [key = utf8(page)](const SavedFilter& one) { return one.page == key; });
    return result;
}

void SavedFiltersState::setOwn(SavedFilters own)
{
    m_own = std::move(own);
    Q_EMIT changed();
}

void SavedFiltersState::setShared(SavedFilters shared)
{
    m_shared = std::move(shared);
    Q_EMIT changed();
}

void SavedFiltersState::clear()
{
    m_own = {};
    m_shared = {};
    Q_EMIT changed();
}

void SavedFiltersState::setSaving(const QString& ownReason, const QString& sharedReason)
{
    m_ownReason = ownReason;
    m_sharedReason = sharedReason;
    Q_EMIT changed();
}

} // namespace tokenhouse
