#include "network/change_call.h"

#include "core/codec.h"

namespace tokenhouse {

namespace {

std::string_view actionName(BatchAction action)
{
    switch (action) {
    case BatchAction::Enable: return "enable";
    case BatchAction::Disable: return "disable";
    case BatchAction::Delete: return "delete";
    case BatchAction::Allow: return "allow";
    case BatchAction::Disallow: return "disallow";
    case BatchAction::SetExpiry: return "setExpiry";
    case BatchAction::SetRateLimit: return "setRateLimit";
    }
    return {};
}

} // namespace

QByteArray objectPath(std::string_view collection, const Uuid& id, std::string_view verb)
{
    std::string path(collection);
    path += '/';
    path += id.text();
    path += verb;
    return QByteArray::fromStdString(path);
}

json::array idsOf(const std::vector<Uuid>& ids)
{
    json::array array;
    array.reserve(ids.size());
    for (const auto& id : ids) {
        array.emplace_back(id.text());
    }
    return array;
}

json::object reasonOf(const std::string& reason, DisableCode code)
{
    json::object object;
    if (!reason.empty()) {
        object["reason"] = reason;
    }
    if (code != DisableCode::None) {
        object["code"] = json::string_view(disableCodeName(code));
    }
    return object;
}

json::object patchOf(const json::object& before, const json::object& draft)
{
    json::object patch;
    for (const auto& member : draft) {
        const auto* old = before.if_contains(member.key());
        if (old == nullptr || *old != member.value()) {
            patch[member.key()] = member.value();
        }
    }
    return patch;
}

Call batchCall(std::string_view collection, const BatchOrder& order, const BatchTarget& target, BatchMode mode)
{
    auto body = reasonOf(order.reason, order.code);
    body["action"] = actionName(order.action);
    switch (order.action) {
    case BatchAction::Allow:
    case BatchAction::Disallow: body["definitionIds"] = idsOf(order.definitions); break;
    case BatchAction::SetExpiry:
        body["expiresAt"] = order.expiresAt ? json::value(formatTime(*order.expiresAt)) : json::value();
        break;
    case BatchAction::SetRateLimit:
        body["rateLimit"] = order.rateLimit ? json::value({{"limit", order.rateLimit->limit()},
                                                           {"windowSeconds", order.rateLimit->window().count()}})
                                            : json::value();
        break;
    case BatchAction::Enable:
    case BatchAction::Disable:
    case BatchAction::Delete: break;
    }
    if (mode == BatchMode::Rehearse) {
        body["dryRun"] = true;
    }
    if (target.filter) {
        body["filter"] = *target.filter;
    } else {
        body["ids"] = idsOf(target.ids);
    }
    auto call = Call::post(QByteArray::fromStdString(std::string(collection) + ":batch"), jsonBody(body));
    call.timeout = std::chrono::minutes(5); // ten thousand changes, each durable
    return call;
}

Result<BatchAnswer> batchAnswer(const Answer& answer)
{
    const auto object = jsonObjectOf(answer);
    const auto* results = object ? memberOf(*object, "results") : nullptr;
    if (results == nullptr || !results->is_array()) {
        return tl::unexpected<Failure>(unexpectedAnswer());
    }
    BatchAnswer batch{textOf(*object, "operationId"), {}};
    for (const auto& item : results->get_array()) {
        const auto* one = item.if_object();
        const auto id = one != nullptr ? Uuid::parse(textOf(*one, "id")) : std::nullopt;
        if (!id) {
            return tl::unexpected<Failure>(unexpectedAnswer());
        }
        const auto* changed = memberOf(*one, "changed");
        BatchResult row{*id, static_cast<int>(integerOf(*one, "status", 500)),
                        changed != nullptr && changed->is_bool() && changed->get_bool(), std::nullopt};
        if (const auto* problem = objectOf(*one, "problem")) {
            row.problem = failureFromProblem(row.status, json::serialize(*problem));
        } else if (!row.isDone()) {
            row.problem = failureFromProblem(row.status, {});
        }
        batch.results.push_back(std::move(row));
    }
    return batch;
}

const json::value* currentOf(const Failure& failure)
{
    // `current` is the revision; the object comes beside it for those who may read it.
    const auto* current = failure.extra.if_contains("currentObject");
    return current != nullptr && current->is_object() ? current : nullptr;
}

} // namespace tokenhouse
