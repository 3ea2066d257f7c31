#include "server/main/administration.h"

#include <pwd.h>
#include <unistd.h>

#include <array>

#include "core/text.h"

namespace tokenhouse::server {

namespace {

std::string sentence(const Failure& failure)
{
    std::string text;
    for (const auto& trace : failure.traces)
        text += (text.empty() ? "" : " ") + trace.message;
    return text.empty() ? failure.detail : text;
}

} // namespace

std::string systemUserName()
{
    std::array<char, 16384> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr
        && isValidUtf8(found->pw_name) && !isBlank(found->pw_name))
        return displaySafe(found->pw_name);
    return "uid-" + std::to_string(::geteuid());
}

Actor localActor()
{
    Actor actor;
    actor.user = systemUserName();
    actor.permissions = Permissions::all();
    actor.client = "tokenhoused";
    actor.correlationId = Uuid::make().text();
    return actor;
}

Result<StoredUser> Administration::find(const std::string& name)
{
    const auto users = m_store.users();
    if (!users)
        return tl::unexpected(users.error());
    for (const auto& one : *users) {
        if (textKey(one.user.name) == textKey(name))
            return one;
    }
    return fail(Fault::NotFound, "There is no user " + displaySafe(elided(name, 200)) + ".");
}

Result<std::string> Administration::hashed(const std::string& name, std::string_view password)
{
    if (auto traces = checkPassword(password, name); !traces.empty())
        return refuse(std::move(traces));
    return m_passwords.hash(password);
}

Result<void> Administration::addUser(const std::string& name, const std::vector<std::string>& groups,
                                     std::string_view password)
{
    if (auto traces = checkUser(name, groups, {}); !traces.empty())
        return refuse(std::move(traces));
    auto hash = hashed(name, password);
    if (!hash)
        return tl::unexpected(std::move(hash.error()));
    auto made = m_registry.createUser(localActor(), name, groups, *hash);
    if (!made)
        return tl::unexpected(std::move(made.error()));
    return {};
}

Result<json::array> Administration::dispatch(const json::object& command)
{
    MemberReader members(command);
    const auto verb = members.text("command").value_or("");
    const auto name = members.text("name").value_or("");
    const auto groups = members.texts("groups").value_or(std::vector<std::string>{});
    auto password = members.text("password").value_or("");
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    if (verb == "user.list") {
        const auto users = m_store.users();
        if (!users)
            return tl::unexpected(users.error());
        json::array lines;
        for (const auto& one : *users) {
            auto line = displaySafe(one.user.name);
            for (const auto& group : one.user.groups)
                line += '\t' + group;
            lines.emplace_back(line);
        }
        return lines;
    }
    if (verb == "user.add") {
        auto added = addUser(name, groups, password);
        wipe(password);
        if (!added)
            return tl::unexpected(std::move(added.error()));
        return json::array();
    }
    if (verb == "data.exported") {
        Event event;
        const auto actor = localActor();
        event.kind = "data.exported";
        event.objectType = "event";
        event.user = actor.user;
        event.client = actor.client;
        event.correlationId = actor.correlationId;
        event.reason = name;
        auto recorded = m_registry.record(actor, std::move(event));
        if (!recorded)
            return tl::unexpected(std::move(recorded.error()));
        return json::array();
    }
    const auto user = find(name);
    if (!user)
        return tl::unexpected(user.error());
    const auto changed = [&](UserChange change) -> Result<void> {
        const auto updated = m_registry.updateUser(localActor(), user->user.id, {}, std::move(change));
        return updated ? Result<void>() : tl::unexpected(updated.error());
    };
    Result<void> done = fail(Fault::Malformed, "The command is not known.");
    if (verb == "user.passwd") {
        const auto hash = hashed(user->user.name, password);
        wipe(password);
        if (!hash)
            return tl::unexpected(hash.error());
        done = changed({.passwordHash = *hash});
    } else if (verb == "user.groups") {
        done = changed({.groups = groups});
    } else if (verb == "user.remove") {
        done = m_registry.removeUser(localActor(), user->user.id);
    }
    if (!done)
        return tl::unexpected(std::move(done.error()));
    return json::array();
}

json::object Administration::run(const json::object& command)
{
    auto result = dispatch(command);
    if (!result)
        return {{"error", sentence(result.error())}};
    return {{"lines", std::move(*result)}};
}

} // namespace tokenhouse::server
