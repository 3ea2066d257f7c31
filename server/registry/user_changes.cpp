#include <algorithm>

#include "server/registry/rules.h"

namespace tokenhouse::server {

using enum Permission;

namespace {

std::vector<std::string> sorted(std::vector<std::string> groups)
{
    std::sort(groups.begin(), groups.end());
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    return groups;
}

json::value setOrNull(const std::vector<std::string>& texts)
{
    return texts.empty() ? json::value(nullptr) : json::value_from(texts);
}

bool othersManage(Transaction& transaction, const Uuid& id)
{
    const auto users = transaction.users();
    return std::any_of(users.begin(), users.end(), [&](const StoredUser& other) {
        return other.user.id != id && other.user.permissions().has(UsersManage);
    });
}

Trace lastManager(const Uuid& id)
{
    return {Reason::LastManager,
            id.text(),
            "This is the last user who can manage users; give that right to another first.",
            {}};
}

Result<StoredUser> userForChange(Transaction& transaction, const Actor& actor, const Uuid& id)
{
    if (auto allowed = rules::require(transaction, actor, {UsersManage}); !allowed)
        return tl::unexpected(std::move(allowed.error()));
    auto stored = transaction.user(id);
    if (!stored)
        return tl::unexpected(rules::notFound("user", id));
    return std::move(*stored);
}

void endSessions(Transaction& transaction, const Uuid& userId)
{
    for (const auto& session : transaction.sessionsOf(userId))
        transaction.deleteSession(session.id);
}

Event userEvent(const Actor& actor, std::string kind, const User& user)
{
    return rules::eventOf(actor, std::move(kind), "user", user.id.text(), user.name);
}

} // namespace

Result<User> Registry::createUser(const Actor& actor, const std::string& name, const std::vector<std::string>& groups,
                                  const std::string& passwordHash)
{
    StoredUser stored;
    stored.user.id = Uuid::make();
    stored.user.name = name;
    stored.user.groups = sorted(groups);
    stored.passwordHash = passwordHash;
    auto done = m_store.change([&](Transaction& transaction) -> Result<void> {
        if (auto allowed = rules::require(transaction, actor, {UsersManage}); !allowed)
            return allowed;
        auto traces = checkUser(name, stored.user.groups, {});
        if (traces.empty() && transaction.userNameWasUsed(name)) {
            traces.push_back(
                {Reason::NameInUse, {}, "There is, or was, a user of this name; names are never given again.", {}});
        }
        if (!traces.empty())
            return refuse(std::move(traces));
        stored.user.createdAt = transaction.now();
        transaction.putUser(stored);
        auto event = userEvent(actor, "user.created", stored.user);
        event.changes.push_back({"name", nullptr, json::value(name)});
        if (!stored.user.groups.empty())
            event.changes.push_back({"groups", nullptr, setOrNull(stored.user.groups)});
        transaction.append(std::move(event));
        return {};
    });
    if (!done)
        return tl::unexpected(std::move(done.error()));
    return stored.user;
}

Result<User> Registry::setUserGroups(const Actor& actor, const Uuid& id, const std::vector<std::string>& groups)
{
    std::optional<User> result;
    auto done = m_store.change([&](Transaction& transaction) -> Result<void> {
        auto stored = userForChange(transaction, actor, id);
        if (!stored)
            return tl::unexpected(std::move(stored.error()));
        const auto before = stored->user;
        stored->user.groups = sorted(groups);
        auto traces = checkUser(before.name, stored->user.groups, id.text());
        const bool demoted = before.permissions().has(UsersManage) && !stored->user.permissions().has(UsersManage);
        if (demoted && !othersManage(transaction, id))
            traces.push_back(lastManager(id));
        if (!traces.empty())
            return refuse(std::move(traces));
        result = before;
        if (stored->user.groups == before.groups)
            return {};
        ++stored->user.revision;
        transaction.putUser(*stored);
        auto event = userEvent(actor, "user.updated", stored->user);
        std::vector<std::string> gone;
        std::vector<std::string> come;
        std::set_difference(before.groups.begin(), before.groups.end(), stored->user.groups.begin(),
                            stored->user.groups.end(), std::back_inserter(gone));
        std::set_difference(stored->user.groups.begin(), stored->user.groups.end(), before.groups.begin(),
                            before.groups.end(), std::back_inserter(come));
        event.changes.push_back(setChange("groups", std::move(gone), std::move(come)));
        transaction.append(std::move(event));
        result = stored->user;
        return {};
    });
    if (!done)
        return tl::unexpected(std::move(done.error()));
    return std::move(*result);
}

Result<void> Registry::setUserPassword(const Actor& actor, const Uuid& id, const std::string& passwordHash)
{
    return m_store.change([&](Transaction& transaction) -> Result<void> {
        auto stored = userForChange(transaction, actor, id);
        if (!stored)
            return tl::unexpected(std::move(stored.error()));
        stored->passwordHash = passwordHash;
        ++stored->user.revision;
        transaction.putUser(*stored);
        endSessions(transaction, id);
        auto event = userEvent(actor, "user.updated", stored->user);
        event.changes.push_back({"password", nullptr, "changed"});
        transaction.append(std::move(event));
        return {};
    });
}

Result<void> Registry::removeUser(const Actor& actor, const Uuid& id)
{
    return m_store.change([&](Transaction& transaction) -> Result<void> {
        const auto stored = userForChange(transaction, actor, id);
        if (!stored)
            return tl::unexpected(stored.error());
        if (stored->user.permissions().has(UsersManage) && !othersManage(transaction, id))
            return refuse({lastManager(id)});
        auto event = userEvent(actor, "user.deleted", stored->user);
        event.changes.push_back({"name", json::value(stored->user.name), nullptr});
        if (!stored->user.groups.empty())
            event.changes.push_back({"groups", setOrNull(stored->user.groups), nullptr});
        transaction.append(std::move(event));
        endSessions(transaction, id);
        transaction.deleteUser(id);
        return {};
    });
}

} // namespace tokenhouse::server
