#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/codec.h"
#include "core/limits.h"
#include "server/api/call_bodies.h"
#include "server/api/list_call.h"

namespace tokenhouse::server {

/// What the calls of tokens and of API definitions have in common. `Noun` says what is theirs: `Object`, `name` (of the
/// list), `missing`, the permission `read`, and schema(), find(store, id), page(store, query),
/// append(text, object, now), json(object, now).
template <class Noun>
class ObjectCalls {
public:
    using Object = typename Noun::Object;

    static Reply reply(const Object& object, int status = 200)
    {
        std::string body;
        Noun::append(body, object, now());
        return objectReply(std::move(body), object.revision, status);
    }

    /// A stale revision comes back with the object as it is now, for those who may read it.
    static Failure withCurrent(Services& services, const Call& call, const Uuid& id, Failure failure)
    {
        if (failure.fault != Fault::PreconditionFailed || !call.require(Noun::read))
            return failure;
        if (const auto object = Noun::find(services.store, id); object && *object)
            failure.extra["currentObject"] = Noun::json(**object, now());
        return failure;
    }

    static Result<Reply> list(Services& services, Call& call)
    {
        const auto list = readListCall(call, Noun::name, Noun::schema(), services.keys);
        if (!list)
            return tl::unexpected(list.error());
        const auto page = Noun::page(services.store, list->query);
        if (!page)
            return tl::unexpected(page.error());
        return listReply(*page, *list, services.keys,
                         [at = list->query.now](std::string& out, const Object& one) { Noun::append(out, one, at); });
    }

    static Result<Reply> get(Services& services, Call& call)
    {
        const auto id = call.id();
        if (!id)
            return tl::unexpected(id.error());
        auto object = Noun::find(services.store, *id);
        if (!object)
            return tl::unexpected(std::move(object.error()));
        if (!*object)
            return refuse({{Reason::NotFound, id->text(), std::string(Noun::missing), {}}});
        return reply(**object);
    }

    /// `change(id)`: the object as it is after it.
    template <class Change>
    static Result<Reply> change(Services& services, Call& call, const Change& change)
    {
        const auto id = call.id();
        if (!id)
            return tl::unexpected(id.error());
        Result<Object> object = change(*id);
        if (!object)
            return tl::unexpected(withCurrent(services, call, *id, std::move(object.error())));
        return reply(*object);
    }

    /// The same for a change that the request's body tells more about; `read(body)` tells what.
    template <class Read, class Change>
    static Result<Reply> change(Services& services, Call& call, const Read& read, const Change& change)
    {
        const auto id = call.id();
        if (!id)
            return tl::unexpected(id.error());
        const auto told = read(call.body);
        if (!told)
            return tl::unexpected(told.error());
        return ObjectCalls::change(services, call, [&](const Uuid& one) { return change(one, *told); });
    }

    /// `remove(id)`: whether it is gone.
    template <class Remove>
    static Result<Reply> remove(Services& services, Call& call, const Remove& remove)
    {
        const auto id = call.id();
        if (!id)
            return tl::unexpected(id.error());
        Result<void> removed = remove(*id);
        if (!removed)
            return tl::unexpected(withCurrent(services, call, *id, std::move(removed.error())));
        return Reply{204, {}, {}};
    }

    /// One action on many, by ids or by a filter. `needs(action)`: its permissions; `run(actor, request)`: what came of
    /// it.
    template <class Needs, class Run>
    static Result<Reply> batch(Services& services, Call& call, Result<BatchBody> batch, const Needs& needs,
                               const Run& run)
    {
        if (!batch)
            return tl::unexpected(std::move(batch.error()));
        auto& request = batch->request;
        for (const Permission needed : needs(request.action).list()) {
            if (auto allowed = call.require(needed); !allowed)
                return tl::unexpected(std::move(allowed.error()));
        }
        if (batch->filter) {
            auto ids = idsOf(services, call, *batch->filter);
            if (!ids)
                return tl::unexpected(std::move(ids.error()));
            request.ids = std::move(*ids);
        }
        auto actor = call.actor();
        actor.operationId = Uuid::make().text();
        const Result<std::vector<BatchItem>> results = run(actor, request);
        if (!results)
            return tl::unexpected(results.error());
        const auto operation = request.dryRun ? json::value(nullptr) : json::value(actor.operationId);
        return jsonReply(json::object{{"operationId", operation},
                                      {"dryRun", request.dryRun},
                                      {"results", batchResults(*results, "/api/v1/" + call.path, call.correlationId)}});
    }

private:
    /// The ids that a filter chooses at this moment, the oldest object first.
    static Result<std::vector<Uuid>> idsOf(Services& services, const Call& call, const std::string& text)
    {
        if (auto allowed = call.require(Noun::read); !allowed)
            return tl::unexpected(std::move(allowed.error()));
        const auto at = now();
        auto filter = parseFilter(text, Noun::schema(), {at, call.session->user});
        if (!filter)
            return tl::unexpected(std::move(filter.error()));
        ListQuery query;
        query.filter = std::move(*filter);
        query.now = at;
        query.order = {{findField(Noun::schema(), "createdAt"), false}};
        return chosenIds(std::move(query), batchMaximum, Noun::name,
                         [&services](const ListQuery& page) { return Noun::page(services.store, page); });
    }
};

} // namespace tokenhouse::server
