#include "server/api/calls.h"
#include "server/api/object_calls.h"

namespace tokenhouse::server::calls {

namespace {

struct Tokens {
    using Object = Token;
    static constexpr std::string_view name = "tokens";
    static constexpr std::string_view missing = "There is no such token.";
    static constexpr auto read = Permission::TokensRead;
    static Schema schema() { return tokenSchema(); }
    static auto find(Store& store, const Uuid& id) { return store.token(id); }
    static auto page(Store& store, const ListQuery& query) { return store.tokens(query); }
    static void append(std::string& out, const Token& one, Time at) { appendToken(out, one, at); }
    static json::object json(const Token& one, Time at) { return tokenJson(one, at); }
};
using Calls = ObjectCalls<Tokens>;

/// A creation's or rotation's answer: the only one that can carry a secret, and only one that the server made.
Reply createdReply(const CreatedToken& created, int status)
{
    auto reply = Calls::reply(created.token, created.repeated ? 200 : status);
    if (created.secret) {
        reply.body.pop_back();
        reply.body += ",\"secret\":";
        appendText(reply.body, created.secret->view());
        reply.body += '}';
    }
    reply.fields.emplace_back("Cache-Control", "no-store");
    return reply;
}

Result<bool> nothingElse(const json::value& body)
{
    if (auto empty = readEmptyBody(body); !empty)
        return tl::unexpected(std::move(empty.error()));
    return true;
}

} // namespace

Result<Reply> listTokens(Services& services, Call& call)
{
    return Calls::list(services, call);
}

Result<Reply> getToken(Services& services, Call& call)
{
    return Calls::get(services, call);
}

Result<Reply> createToken(Services& services, Call& call)
{
    auto request = createTokenFromJson(call.body);
    if (!request)
        return tl::unexpected(std::move(request.error()));
    const auto created =
        services.registry.createToken(call.actor(), std::move(*request), call.idempotency(services.keys));
    if (!created)
        return tl::unexpected(created.error());
    auto reply = createdReply(*created, 201);
    reply.fields.emplace_back("Location", "/api/v1/tokens/" + created->token.id.text());
    return reply;
}

Result<Reply> patchToken(Services& services, Call& call)
{
    return Calls::change(services, call, [&](const Uuid& id) {
        return services.registry.updateToken(call.actor(), id, call.revision, call.body);
    });
}

Result<Reply> deleteToken(Services& services, Call& call)
{
    return Calls::remove(
        services, call, [&](const Uuid& id) { return services.registry.deleteToken(call.actor(), id, call.revision); });
}

Result<Reply> rotateToken(Services& services, Call& call)
{
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    auto request = rotateTokenFromJson(call.body);
    if (!request)
        return tl::unexpected(std::move(request.error()));
    auto rotated = services.registry.rotateToken(call.actor(), *id, call.revision, std::move(*request),
                                                 call.idempotency(services.keys));
    if (!rotated)
        return tl::unexpected(Calls::withCurrent(services, call, *id, std::move(rotated.error())));
    return createdReply(*rotated, 200);
}

Result<Reply> endOverlap(Services& services, Call& call)
{
    return Calls::change(services, call, nothingElse, [&](const Uuid& id, bool) {
        return services.registry.endOverlap(call.actor(), id, call.revision);
    });
}

Result<Reply> claimToken(Services& services, Call& call)
{
    return Calls::change(services, call, nothingElse, [&](const Uuid& id, bool) {
        return services.registry.claimToken(call.actor(), id, call.revision);
    });
}

Result<Reply> discardToken(Services& services, Call& call)
{
    return Calls::change(services, call, nothingElse, [&](const Uuid& id, bool) {
        return services.registry.discardToken(call.actor(), id, call.revision);
    });
}

Result<Reply> disableToken(Services& services, Call& call)
{
    return Calls::change(services, call, readDisableReason, [&](const Uuid& id, const DisableReason& reason) {
        return services.registry.disableToken(call.actor(), id, call.revision, reason);
    });
}

Result<Reply> enableToken(Services& services, Call& call)
{
    return Calls::change(services, call, readReason, [&](const Uuid& id, const std::string& reason) {
        return services.registry.enableToken(call.actor(), id, call.revision, reason);
    });
}

Result<Reply> holdToken(Services& services, Call& call)
{
    return Calls::change(services, call, readNeededReason, [&](const Uuid& id, const std::string& reason) {
        return services.registry.holdToken(call.actor(), id, call.revision, reason);
    });
}

Result<Reply> releaseToken(Services& services, Call& call)
{
    return Calls::change(services, call, readNeededReason, [&](const Uuid& id, const std::string& reason) {
        return services.registry.releaseToken(call.actor(), id, call.revision, reason);
    });
}

Result<Reply> batchTokens(Services& services, Call& call)
{
    return Calls::batch(
        services, call, readTokenBatch(call.body), tokenBatchNeeds,
        [&](const Actor& actor, const BatchRequest& request) { return services.registry.batchTokens(actor, request); });
}

} // namespace tokenhouse::server::calls
