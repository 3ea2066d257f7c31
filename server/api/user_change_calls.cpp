#include <boost/json/serialize.hpp>

#include "core/json_object.h"
#include "server/api/calls.h"
#include "server/api/object_calls.h"
#include "server/auth/passwords.h"

namespace tokenhouse::server::calls {

namespace {

struct Users {
    using Object = User;
    static constexpr std::string_view missing = "There is no such user.";
    static constexpr auto read = Permission::UsersManage;
    static Result<std::optional<User>> find(Store& store, const Uuid& id)
    {
        const auto users = store.users();
        if (!users)
            return tl::unexpected(users.error());
        for (const auto& one : *users) {
            if (one.user.id == id)
                return one.user;
        }
        return std::nullopt;
    }
    static void append(std::string& out, const User& one, Time) { out += json::serialize(userJson(one)); }
    static json::object json(const User& one, Time) { return userJson(one); }
};
using UserObjects = ObjectCalls<Users>;

/// A text that is wiped when it goes.
struct Password {
    std::string text;
    Password() = default;
    Password(const Password&) = delete;
    Password& operator=(const Password&) = delete;
    ~Password() { wipe(text); }
};

struct JudgedPassword {
    std::string hash;
    std::vector<Trace> broken;
};
Result<JudgedPassword> judged(Services& services, const Password& password, const std::string& userName)
{
    JudgedPassword result;
    result.broken = checkPassword(password.text, userName);
    if (!result.broken.empty())
        return result;
    auto hash = services.passwords.hash(password.text);
    if (!hash)
        return tl::unexpected(std::move(hash.error()));
    result.hash = std::move(*hash);
    return result;
}

} // namespace

Result<Reply> getUser(Services& services, Call& call)
{
    return UserObjects::get(services, call);
}

Result<Reply> createUser(Services& services, Call& call)
{
    const auto object = asObject(call.body);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    members.readOnly({"id", "isDisabled", "createdAt", "revision"});
    const auto name = members.text("name");
    if (!name && !members.has("name"))
        members.wrong("name", "text");
    Password password;
    if (auto text = members.text("password"))
        password.text = std::move(*text);
    else if (!members.has("password"))
        members.wrong("password", "text");
    const auto groups = members.texts("groups").value_or(std::vector<std::string>{});
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    auto secret = judged(services, password, *name);
    if (!secret)
        return tl::unexpected(std::move(secret.error()));
    const auto user =
        services.registry.createUser(call.actor(), *name, groups, secret->hash, std::move(secret->broken));
    if (!user)
        return tl::unexpected(user.error());
    auto reply = UserObjects::reply(*user, 201);
    reply.fields.emplace_back("Location", "/api/v1/users/" + user->id.text());
    return reply;
}

Result<Reply> patchUser(Services& services, Call& call)
{
    const auto object = asObject(call.body);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    members.readOnly({"id", "name", "createdAt", "revision"});
    UserChange change;
    if (const auto* groups = members.has("groups") ? members.take("groups") : nullptr; groups && groups->is_null())
        change.groups.emplace(); // RFC 7396: gone, which is none
    else
        change.groups = members.texts("groups");
    change.isDisabled = members.boolean("isDisabled");
    Password password;
    const auto isReset = members.has("password");
    if (auto text = members.text("password"))
        password.text = std::move(*text);
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    return UserObjects::change(services, call, [&](const Uuid& id) -> Result<User> {
        if (isReset && id == call.session->userId)
            return refuse({{Reason::InvalidPassword,
                            id.text(),
                            "One's own password is changed with the present one (sessions/current:changePassword).",
                            {}}});
        if (const auto user = services.sessions.user(id); isReset && user) {
            auto secret = judged(services, password, user->user.name);
            if (!secret)
                return tl::unexpected(std::move(secret.error()));
            change.broken = std::move(secret->broken);
            if (change.broken.empty())
                change.passwordHash = std::move(secret->hash);
        }
        return services.registry.updateUser(call.actor(), id, call.revision, std::move(change));
    });
}

Result<Reply> deleteUser(Services& services, Call& call)
{
    return UserObjects::remove(
        services, call, [&](const Uuid& id) { return services.registry.removeUser(call.actor(), id, call.revision); });
}

Result<Reply> endUserSessions(Services& services, Call& call)
{
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    if (auto empty = readEmptyBody(call.body); !empty)
        return tl::unexpected(std::move(empty.error()));
    auto actor = call.actor();
    actor.operationId = Uuid::make().text();
    const auto ended = services.registry.endUserSessions(actor, *id);
    if (!ended)
        return tl::unexpected(ended.error());
    return jsonReply(json::object{{"ended", *ended}});
}

} // namespace tokenhouse::server::calls
