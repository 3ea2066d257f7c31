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

Result<StoredUser> userForChange(Transaction& transaction, const Actor& actor, const Uuid& id,
                                 std::optional<std::int64_t> revision = {})
{
    if (auto allowed = rules::require(transaction, actor, {UsersManage}); !allowed)
        return tl::unexpected(std::move(allowed.error()));
    auto stored = transaction.user(id);
    if (!stored)
        return tl::unexpected(rules::notFound("user", id));
    const auto current = stored->user.revision;
    if (auto fresh = rules::checkRevision("user", id, current, revision.value_or(current)); !fresh)
        return tl::unexpected(std::move(fresh.error()));
    return std::move(*stored);
}

/// Each with its event; how many there were.
std::size_t endSessions(Transaction& transaction, const Actor& actor, const Uuid& userId, const std::string& reason)
{
    const auto sessions = transaction.sessionsOf(userId);
    for (const auto& session : sessions) {
        transaction.deleteSession(session.id);
        auto event = rules::eventOf(actor, "session.ended", "session", session.id.text(), session.userName);
        event.reason = reason;
        transaction.append(std::move(event));
    }
    return sessions.size();
}

Event userEvent(const Actor& actor, std::string kind, const User& user)
{
    return rules::eventOf(actor, std::move(kind), "user", user.id.text(), user.name);
}

std::vector<FieldChange> userChanges(const User& before, const User& after, bool newPassword)
{
    std::vector<FieldChange> changes;
    if (before.groups != after.groups) {
        std::vector<std::string> gone;
        std::vector<std::string> come;
        std::ranges::set_difference(before.groups, after.groups, std::back_inserter(gone));
        std::ranges::set_difference(after.groups, before.groups, std::back_inserter(come));
        changes.push_back(setChange("groups", std::move(gone), std::move(come)));
    }
    if (before.isDisabled != after.isDisabled)
        changes.push_back({"isDisabled", before.isDisabled, after.isDisabled});
    if (newPassword)
        changes.push_back({"password", nullptr, "changed"});
    return changes;
}

} // namespace

Result<User> Registry::createUser(const Actor& actor, const std::string& name, const std::vector<std::string>& groups,
                                  const std::string& passwordHash, std::vector<Trace> broken)
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
        const auto isName = std::ranges::find(traces, Reason::InvalidName, &Trace::reason) == traces.end();
        if (isName && transaction.userNameWasUsed(name)) {
            traces.push_back(
                {Reason::NameInUse, {}, "There is, or was, a user of this name; names are never given again.", {}});
        }
        traces.insert(traces.end(), broken.begin(), broken.end());
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

Result<User> Registry::updateUser(const Actor& actor, const Uuid& id, std::optional<std::int64_t> revision,
                                  UserChange change)
{
    std::optional<User> result;
    auto done = m_store.change([&](Transaction& transaction) -> Result<void> {
        auto stored = userForChange(transaction, actor, id, revision);
        if (!stored)
            return tl::unexpected(std::move(stored.error()));
        const auto before = stored->user;
        auto& user = stored->user;
        user.groups = change.groups ? sorted(*change.groups) : before.groups;
        user.isDisabled = change.isDisabled.value_or(before.isDisabled);
        auto traces = checkUser(before.name, user.groups, id.text());
        traces.insert(traces.end(), change.broken.begin(), change.broken.end());
        const bool demoted = before.permissions().has(UsersManage) && !user.permissions().has(UsersManage);
        if (demoted && !othersManage(transaction, id))
            traces.push_back(lastManager(id));
        if (!traces.empty())
            return refuse(std::move(traces));
        result = before;
        auto changes = userChanges(before, user, change.passwordHash.has_value());
        if (changes.empty())
            return {};
        ++user.revision;
        stored->passwordHash = change.passwordHash.value_or(stored->passwordHash);
        transaction.putUser(*stored);
        if (change.passwordHash || (user.isDisabled && !before.isDisabled))
            endSessions(transaction, actor, id, change.passwordHash ? "password changed" : "user disabled");
        auto event = userEvent(actor, rules::changeKind("user", before.isDisabled, user.isDisabled), user);
        event.changes = std::move(changes);
        transaction.append(std::move(event));
        result = user;
        return {};
    });
    if (!done)
        return tl::unexpected(std::move(done.error()));
    return std::move(*result);
}

Result<void> Registry::removeUser(const Actor& actor, const Uuid& id, std::optional<std::int64_t> revision)
{
    return m_store.change([&](Transaction& transaction) -> Result<void> {
        const auto stored = userForChange(transaction, actor, id, revision);
        if (!stored)
            return tl::unexpected(stored.error());
        if (stored->user.permissions().has(UsersManage) && !othersManage(transaction, id))
            return refuse({lastManager(id)});
        endSessions(transaction, actor, id, "user removed");
        auto event = userEvent(actor, "user.deleted", stored->user);
        event.changes.push_back({"name", json::value(stored->user.name), nullptr});
        if (!stored->user.groups.empty())
            event.changes.push_back({"groups", setOrNull(stored->user.groups), nullptr});
        transaction.append(std::move(event));
        transaction.deleteUser(id);
        return {};
    });
}

Result<std::size_t> Registry::endUserSessions(const Actor& actor, const Uuid& id)
{
    std::size_t ended = 0;
    auto done = m_store.change([&](Transaction& transaction) -> Result<void> {
        if (const auto stored = userForChange(transaction, actor, id); !stored)
            return tl::unexpected(stored.error());
        ended = endSessions(transaction, actor, id, "all sessions of the user ended");
        return {};
    });
    if (!done)
        return tl::unexpected(std::move(done.error()));
    return ended;
}

} // namespace tokenhouse::server
