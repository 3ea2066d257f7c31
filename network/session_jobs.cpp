#include "network/session_jobs.h"

#include "network/json_read.h"
#include "network/transport.h"

namespace tokenhouse {
namespace {

/// Takes the token out of the parsed answer and overwrites it there.
Result<SessionFacts> sessionOf(const Answer& answer, bool withToken)
{
    auto object = jsonObjectOf(answer);
    if (!object) {
        return tl::unexpected<Failure>(object.error());
    }
    SessionFacts facts;
    if (auto* token = object->if_contains("sessionToken"); token != nullptr && token->is_string()) {
        auto& text = token->get_string();
        facts.token = SecretBytes(std::string_view(text));
        wipe(text.data(), text.size());
    }
    facts.user = textOf(*object, "user");
    facts.groups = textsOf(*object, "groups");
    for (const auto& name : textsOf(*object, "permissions")) {
        if (const auto permission = permissionFromName(name)) {
            facts.permissions.add({*permission});
        }
    }
    facts.expiresAt = timeOf(*object, "expiresAt");
    if (facts.user.empty() || (withToken && facts.token.empty())) {
        return tl::unexpected<Failure>(unexpectedAnswer());
    }
    return facts;
}

Call signIn(const std::string& user, const SecretBytes& password)
{
    auto call = Call::post("sessions", jsonBody({{"user", user}}, "password", password.view()));
    call.carriesSecret = true;
    call.withSession = false;
    return call;
}

Result<std::vector<SessionRow>> sessionsOf(const Answer& answer)
{
    const auto value = jsonOf(answer);
    const auto* items = value ? itemsOf(*value) : nullptr;
    if (items == nullptr) {
        return tl::unexpected<Failure>(unexpectedAnswer());
    }
    std::vector<SessionRow> rows;
    for (const auto& item : *items) {
        if (const auto* object = item.if_object()) {
            rows.push_back({textOf(*object, "id"), textOf(*object, "user"), textOf(*object, "client"),
                            textOf(*object, "address"), timeOf(*object, "createdAt"), timeOf(*object, "expiresAt"),
                            booleanOf(*object, "isCurrent")});
        }
    }
    return rows;
}

Call ending(const std::string& id)
{
    auto call = Call::post("sessions/" + QByteArray::fromStdString(id).toPercentEncoding());
    call.verb = "DELETE";
    return call;
}

Result<void> nothing(const Answer&)
{
    return {};
}

} // namespace

SignInJob::SignInJob(Connection& connection, const std::string& user, const SecretBytes& password)
    : JobOf(connection, signIn(user, password), [](const Answer& answer) { return sessionOf(answer, true); })
{}

CurrentSessionJob::CurrentSessionJob(Connection& connection)
    : JobOf(connection, Call::get("sessions/current"), [](const Answer& answer) { return sessionOf(answer, false); })
{}

SignOutJob::SignOutJob(Connection& connection) : JobOf(connection, ending("current"), nothing) {}

ListSessionsJob::ListSessionsJob(Connection& connection) : JobOf(connection, Call::get("sessions"), sessionsOf) {}

EndSessionJob::EndSessionJob(Connection& connection, const std::string& id) : JobOf(connection, ending(id), nothing) {}

} // namespace tokenhouse
