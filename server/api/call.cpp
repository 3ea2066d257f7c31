#include "server/api/call.h"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "core/codec.h"

namespace tokenhouse::server {

Actor Call::actor() const
{
    Actor actor;
    actor.client = client;
    actor.address = address;
    actor.correlationId = correlationId;
    if (session) {
        actor.userId = session->userId;
        actor.user = session->user;
        actor.sessionId = session->id.text();
        actor.permissions = session->permissions;
    }
    return actor;
}

Result<Uuid> Call::id() const
{
    const auto id = Uuid::parse(params.at(0));
    if (!id)
        return fail(Fault::Malformed, "The id in the path is no UUID, or the nil one.");
    return *id;
}

Result<void> Call::require(Permission permission) const
{
    if (session && session->permissions.has(permission))
        return {};
    const std::string name(permissionName(permission));
    return fail(Fault::Forbidden, "This takes the permission " + name + ", which your groups do not have.",
                {{"missingPermission", name}});
}

std::optional<Registry::Idempotency> Call::idempotency(const KeyRing& keys) const
{
    if (idempotencyKey.empty() || !session)
        return std::nullopt;
    Registry::Idempotency result;
    result.scopedKey = keys.sign("idempotency key\n" + session->userId.text() + '\n' + path + '\n' + idempotencyKey);
    auto text = "idempotency body\n" + bodyText;
    result.bodyDigest = keys.sign(text);
    wipe(text);
    return result;
}

Reply jsonReply(const json::value& value, int status)
{
    return {status, json::serialize(value), {}};
}

Reply objectReply(std::string body, std::int64_t revision, int status)
{
    Reply reply{status, std::move(body), {}};
    reply.fields.emplace_back("ETag", '"' + std::to_string(revision) + '"');
    return reply;
}

tl::unexpected<Failure> notHere(std::string_view what)
{
    return fail(Fault::Internal,
                "This server does not have " + std::string(what)
                    + " yet. What it has is listed in features of its status.",
                {{"status", 501}, {"title", "Not in this version"}});
}

Reply problemReply(const Failure& failure, std::string_view path, const std::string& correlationId)
{
    Reply reply;
    auto problem = problemJson(failure, path, correlationId);
    reply.status = faultStatus(failure.fault);
    if (const auto* status = failure.extra.if_contains("status"); status != nullptr && status->is_int64())
        reply.status = static_cast<int>(status->get_int64());
    reply.fields.emplace_back("Content-Type", "application/problem+json");
    reply.fields.emplace_back("Cache-Control", "no-store");
    if (reply.status == 401)
        reply.fields.emplace_back("WWW-Authenticate", "Bearer");
    if (reply.status == 429 || reply.status == 503) {
        std::int64_t seconds = 1;
        if (const auto* wait = failure.extra.if_contains("retryAfter"); wait != nullptr && wait->is_int64())
            seconds = wait->get_int64();
        reply.fields.emplace_back("Retry-After", std::to_string(seconds));
    }
    reply.body = json::serialize(problem);
    return reply;
}

namespace {

/// Splits "tokens/{id}:rotate" and a path alike, and takes the placeholders' values out.
bool matchesPattern(std::string_view pattern, std::string_view path, std::vector<std::string>& params)
{
    params.clear();
    while (true) {
        const auto brace = pattern.find('{');
        const auto literal = pattern.substr(0, brace);
        if (!path.starts_with(literal))
            return false;
        path.remove_prefix(literal.size());
        if (brace == std::string_view::npos)
            return path.empty();
        pattern.remove_prefix(pattern.find('}') + 1);
        const auto value = path.substr(0, path.find_first_of("/:"));
        if (value.empty())
            return false;
        params.emplace_back(value);
        path.remove_prefix(value.size());
    }
}

} // namespace

RouteFound findApiRoute(std::string_view method, std::string_view path)
{
    RouteFound found;
    std::vector<std::string> params;
    const auto wanted = method == "HEAD" ? std::string_view("GET") : method;
    std::string_view literalPattern;
    for (const auto& route : apiRoutes()) {
        // "sessions/current" goes before "sessions/{id}": once a literal pattern matched, only it counts.
        if (!literalPattern.empty() && route.pattern != literalPattern)
            continue;
        if (!matchesPattern(route.pattern, path, params))
            continue;
        if (params.empty())
            literalPattern = route.pattern;
        found.methods.push_back(route.method);
        if (route.method == wanted && found.route == nullptr) {
            found.route = &route;
            found.params = params;
        }
    }
    return found;
}

} // namespace tokenhouse::server
