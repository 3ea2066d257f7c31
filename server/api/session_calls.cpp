#include "core/text.h"
#include "server/api/calls.h"
#include "server/auth/sign_in.h"

namespace tokenhouse::server::calls {

namespace {

json::array permissionNames(Permissions permissions)
{
    json::array names;
    for (const auto one : permissions.list())
        names.emplace_back(json::string_view(permissionName(one)));
    return names;
}

json::object currentJson(const SessionView& session)
{
    return {
        {"id", session.id.text()},
        {"user", session.user},
        {"userId", session.userId.text()},
        {"groups", json::value_from(session.groups)},
        {"permissions", permissionNames(session.permissions)},
        {"createdAt", formatTime(session.createdAt)},
        {"expiresAt", formatTime(session.expiresAt)},
    };
}

} // namespace

Result<Reply> signIn(Services& services, Call& call)
{
    const auto* object = call.body.if_object();
    if (object == nullptr)
        return fail(Fault::Malformed, "A JSON object of user and password is expected.");
    MemberReader members(*object);
    auto user = members.text("user");
    auto password = members.text("password");
    if (!user)
        members.wrong("user", "text");
    if (!password)
        members.wrong("password", "text");
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    auto started =
        services.signIn.attempt({std::move(*user), call.client, call.address, call.correlationId}, *password);
    wipe(*password);
    if (!started)
        return tl::unexpected(std::move(started.error()));
    // The token is put in by hand: Boost.JSON would leave a copy of it on the thread's stack.
    constexpr std::string_view member = ",\"sessionToken\":\"";
    const auto token = started->token.view();
    auto reply = jsonReply(currentJson(started->session), 201);
    reply.body.pop_back();
    reply.body.reserve(reply.body.size() + member.size() + token.size() + 2);
    reply.body += member;
    reply.body += token;
    reply.body += "\"}";
    reply.fields.emplace_back("Cache-Control", "no-store");
    return reply;
}

Result<Reply> currentSession(Services&, Call& call)
{
    return jsonReply(currentJson(*call.session));
}

Result<Reply> endCurrentSession(Services& services, Call& call)
{
    auto ended = services.sessions.end(call.session->id, &*call.session, "signed out", call.correlationId);
    if (!ended)
        return tl::unexpected(std::move(ended.error()));
    return Reply{204, {}, {}};
}

Result<Reply> changeOwnPassword(Services& services, Call& call)
{
    const auto* object = call.body.if_object();
    if (object == nullptr)
        return fail(Fault::Malformed, "A JSON object of currentPassword and newPassword is expected.");
    MemberReader members(*object);
    auto present = members.text("currentPassword");
    auto next = members.text("newPassword");
    if (!present && !members.has("currentPassword"))
        members.wrong("currentPassword", "text");
    if (!next && !members.has("newPassword"))
        members.wrong("newPassword", "text");
    auto done = members.finish();
    if (done) {
        done = services.signIn.changePassword(
            *call.session, {call.session->user, call.client, call.address, call.correlationId}, *present, *next);
    }
    for (auto* text : {&present, &next}) {
        if (*text)
            wipe(**text);
    }
    if (!done)
        return tl::unexpected(std::move(done.error()));
    return Reply{204, {}, {}};
}

Result<Reply> listSessions(Services& services, Call& call)
{
    const auto all = call.session->permissions.has(Permission::UsersManage);
    json::array items;
    for (const auto& one : services.sessions.list()) {
        if (!all && one.userId != call.session->userId)
            continue;
        items.push_back(json::object{
            {"id", one.id.text()},
            {"user", one.user},
            {"userId", one.userId.text()},
            {"client", one.client},
            {"address", one.address},
            {"createdAt", formatTime(one.createdAt)},
            {"expiresAt", formatTime(one.expiresAt)},
            {"isCurrent", one.id == call.session->id},
        });
    }
    const auto size = items.size();
    return jsonReply(json::object{{"items", std::move(items)}, {"totalSize", size}, {"nextPageToken", nullptr}});
}

Result<Reply> endSession(Services& services, Call& call)
{
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    const auto session = services.sessions.findById(*id);
    const auto visible =
        session && (session->userId == call.session->userId || call.session->permissions.has(Permission::UsersManage));
    if (!visible)
        return fail(Fault::NotFound, "There is no such session.");
    auto ended =
        services.sessions.end(*id, &*call.session, "ended by " + displaySafe(call.session->user), call.correlationId);
    if (!ended)
        return tl::unexpected(std::move(ended.error()));
    return Reply{204, {}, {}};
}

} // namespace tokenhouse::server::calls
