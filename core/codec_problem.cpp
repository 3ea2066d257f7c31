#include "core/codec.h"

namespace tokenhouse {

json::object userJson(const User& user)
{
    return {
        {"id", user.id.text()},
        {"name", user.name},
        {"groups", json::value_from(user.groups)},
        {"isDisabled", user.isDisabled},
        {"createdAt", formatTime(user.createdAt)},
        {"revision", user.revision},
    };
}

Result<User> userFromJson(const json::value& value)
{
    const auto* object = value.if_object();
    if (!object)
        return fail(Fault::Malformed, "A JSON object is expected.");
    MemberReader members(*object);
    User user;
    if (const auto id = Uuid::parse(members.text("id").value_or("")))
        user.id = *id;
    else
        members.wrong("id", "a UUID");
    user.name = members.text("name").value_or("");
    user.groups = members.texts("groups").value_or(std::vector<std::string>{});
    user.isDisabled = members.boolean("isDisabled").value_or(false);
    user.createdAt = parseTime(members.text("createdAt").value_or("")).value_or(Time{});
    user.revision = members.integer("revision").value_or(0);
    for (const auto& member : *object)
        members.take(std::string_view(member.key().data(), member.key().size()));
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    return user;
}

json::object problemJson(const Failure& failure, std::string_view instance, std::string_view correlationId)
{
    json::object problem{
        {"type", "about:blank"},
        {"title", json::string_view(faultTitle(failure.fault))},
        {"status", faultStatus(failure.fault)},
        {"detail", failure.detail},
        {"instance", json::string_view(instance.data(), instance.size())},
        {"correlationId", json::string_view(correlationId.data(), correlationId.size())},
    };
    json::array traces;
    for (const auto& trace : failure.traces) {
        json::object one{{"reason", json::string_view(reasonName(trace.reason))},
                         {"id", trace.id.empty() ? json::value(nullptr) : json::value(trace.id)},
                         {"message", trace.message}};
        for (const auto& member : trace.extra)
            one[member.key()] = member.value();
        traces.push_back(std::move(one));
    }
    problem["traceData"] = std::move(traces);
    for (const auto& member : failure.extra)
        problem[member.key()] = member.value();
    return problem;
}

Failure failureFromProblem(int status, std::string_view body)
{
    Failure failure;
    failure.fault = faultFromStatus(status);
    failure.detail = faultTitle(failure.fault);
    const auto parsed = parseJson(body);
    const auto* object = parsed ? parsed->if_object() : nullptr;
    if (!object)
        return failure;
    for (const auto& member : *object) {
        if (member.key() == "detail" && member.value().is_string())
            failure.detail = std::string(member.value().get_string());
        else if (member.key() != "traceData")
            failure.extra[member.key()] = member.value();
    }
    const auto* traces = object->if_contains("traceData");
    if (!traces || !traces->is_array())
        return failure;
    for (const auto& item : traces->get_array()) {
        const auto* one = item.if_object();
        const auto* reason = one ? one->if_contains("reason") : nullptr;
        const auto known =
            reason && reason->is_string() ? reasonFromName(std::string_view(reason->get_string())) : std::nullopt;
        if (!known)
            continue;
        Trace trace{*known, {}, {}, *one};
        if (const auto* id = one->if_contains("id"); id && id->is_string())
            trace.id = std::string(id->get_string());
        if (const auto* message = one->if_contains("message"); message && message->is_string())
            trace.message = std::string(message->get_string());
        failure.traces.push_back(std::move(trace));
    }
    return failure;
}

} // namespace tokenhouse
