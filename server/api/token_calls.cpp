#include "core/codec.h"
#include "server/api/call_bodies.h"
#include "server/api/calls.h"
#include "server/api/list_call.h"

namespace tokenhouse::server::calls {

namespace {

constexpr std::size_t batchMaximum = 10'000;

Reply tokenReply(const Token& token, int status = 200)
{
    std::string body;
    appendToken(body, token, now());
    return objectReply(std::move(body), token.revision, status);
}

/// A stale revision comes back with the object as it is now, for those who may read it.
Failure withCurrent(Services& services, const Call& call, const Uuid& id, Failure failure)
{
    if (failure.fault != Fault::PreconditionFailed || !call.require(Permission::TokensRead))
        return failure;
    if (const auto token = services.store.token(id); token && *token)
        failure.extra["currentObject"] = tokenJson(**token, now());
    return failure;
}

Result<Reply> tokenResult(Services& services, const Call& call, const Uuid& id, Result<Token> token)
{
    if (!token)
        return tl::unexpected(withCurrent(services, call, id, std::move(token.error())));
    return tokenReply(*token);
}

/// A creation's or rotation's answer: the only one that can carry a secret, and only one that the server made.
Reply createdReply(const CreatedToken& created, int status)
{
    auto reply = tokenReply(created.token, created.repeated ? 200 : status);
    if (created.secret) {
        reply.body.pop_back();
        reply.body += ",\"secret\":";
        appendText(reply.body, created.secret->view());
        reply.body += '}';
    }
    reply.fields.emplace_back("Cache-Control", "no-store");
    return reply;
}

/// The ids that a filter chooses, in the list's own order.
Result<std::vector<Uuid>> idsOf(Services& services, const Call& call, const std::string& text)
{
    if (auto allowed = call.require(Permission::TokensRead); !allowed)
        return tl::unexpected(std::move(allowed.error()));
    const auto at = now();
    auto filter = parseFilter(text, tokenSchema(), {at, call.session->user});
    if (!filter)
        return tl::unexpected(std::move(filter.error()));
    ListQuery query;
    query.filter = std::move(*filter);
    query.now = at;
    return chosenIds(std::move(query), batchMaximum, "tokens",
                     [&services](const ListQuery& page) { return services.store.tokens(page); });
}

} // namespace

Result<Reply> listTokens(Services& services, Call& call)
{
    const auto list = readListCall(call, "tokens", tokenSchema(), services.keys);
    if (!list)
        return tl::unexpected(list.error());
    const auto page = services.store.tokens(list->query);
    if (!page)
        return tl::unexpected(page.error());
    const auto at = list->query.now;
    return listReply(*page, *list, services.keys,
                     [at](std::string& out, const Token& one) { appendToken(out, one, at); });
}

Result<Reply> getToken(Services& services, Call& call)
{
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    auto token = services.store.token(*id);
    if (!token)
        return tl::unexpected(std::move(token.error()));
    if (!*token)
        return refuse({{Reason::NotFound, id->text(), "There is no such token.", {}}});
    return tokenReply(**token);
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
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    return tokenResult(services, call, *id, services.registry.updateToken(call.actor(), *id, call.revision, call.body));
}

Result<Reply> deleteToken(Services& services, Call& call)
{
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    auto deleted = services.registry.deleteToken(call.actor(), *id, call.revision);
    if (!deleted)
        return tl::unexpected(withCurrent(services, call, *id, std::move(deleted.error())));
    return Reply{204, {}, {}};
}

Result<Reply> rotateToken(Services& services, Call& call)
{
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    auto request = rotateTokenFromJson(call.body);
    if (!request)
        return tl::unexpected(std::move(request.error()));
    if (request->overlapSeconds && *request->overlapSeconds != 0)
        return notHere("overlapping secrets (overlapSeconds)");
    auto rotated = services.registry.rotateToken(call.actor(), *id, call.revision, std::move(*request),
                                                 call.idempotency(services.keys));
    if (!rotated)
        return tl::unexpected(withCurrent(services, call, *id, std::move(rotated.error())));
    return createdReply(*rotated, 200);
}

Result<Reply> claimToken(Services& services, Call& call)
{
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    if (auto empty = readEmptyBody(call.body); !empty)
        return tl::unexpected(std::move(empty.error()));
    return tokenResult(services, call, *id, services.registry.claimToken(call.actor(), *id, call.revision));
}

Result<Reply> discardToken(Services& services, Call& call)
{
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    if (auto empty = readEmptyBody(call.body); !empty)
        return tl::unexpected(std::move(empty.error()));
    return tokenResult(services, call, *id, services.registry.discardToken(call.actor(), *id, call.revision));
}

Result<Reply> disableToken(Services& services, Call& call)
{
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    const auto reason = readDisableReason(call.body);
    if (!reason)
        return tl::unexpected(reason.error());
    return tokenResult(services, call, *id, services.registry.disableToken(call.actor(), *id, call.revision, *reason));
}

Result<Reply> enableToken(Services& services, Call& call)
{
    const auto id = call.id();
    if (!id)
        return tl::unexpected(id.error());
    const auto reason = readReason(call.body);
    if (!reason)
        return tl::unexpected(reason.error());
    return tokenResult(services, call, *id, services.registry.enableToken(call.actor(), *id, call.revision, *reason));
}

Result<Reply> batchTokens(Services& services, Call& call)
{
    auto batch = readBatch(call.body);
    if (!batch)
        return tl::unexpected(std::move(batch.error()));
    const auto needed = batch->action == BatchAction::Delete ? Permission::TokensDelete : Permission::TokensWrite;
    if (auto allowed = call.require(needed); !allowed)
        return tl::unexpected(std::move(allowed.error()));
    if (batch->filter) {
        auto ids = idsOf(services, call, *batch->filter);
        if (!ids)
            return tl::unexpected(std::move(ids.error()));
        batch->ids = std::move(*ids);
    }
    auto actor = call.actor();
    actor.operationId = Uuid::make().text();
    const auto results = services.registry.batchTokens(actor, batch->action, batch->ids, batch->reason);
    if (!results)
        return tl::unexpected(results.error());
    return jsonReply(json::object{{"operationId", actor.operationId},
                                  {"results", batchResults(*results, "/api/v1/" + call.path, call.correlationId)}});
}

} // namespace tokenhouse::server::calls
