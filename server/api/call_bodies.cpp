#include "server/api/call_bodies.h"

#include <array>

#include "core/codec.h"
#include "core/json_object.h"
#include "core/limits.h"
#include "core/text.h"
#include "server/api/call.h"

namespace tokenhouse::server {

namespace {

/// {reason?, code?}. A reason that is one of the codes' words is the code as well.
DisableReason takeReason(MemberReader& members)
{
    DisableReason reason;
    const auto takeCode = [&](const std::string& text) {
        const auto known = disableCodeFromName(text);
        if (known)
            reason.code = *known;
        else
            members.wrong("code", "one of none, leaked, unused, left, other");
    };
    if (auto text = members.text("reason")) {
        reason.code = disableCodeFromName(*text).value_or(reason.code);
        reason.text = std::move(*text);
    }
    if (const auto code = members.text("code"))
        takeCode(*code);
    if (codePoints(reason.text) > reasonMaximum)
        members.wrong("reason", "at most 2000 characters");
    return reason;
}

std::vector<Uuid> takeIds(MemberReader& members, std::string_view name)
{
    std::vector<Uuid> ids;
    const auto texts = members.texts(name);
    if (!texts)
        return ids;
    if (texts->size() > batchMaximum) {
        members.wrong(name, "at most 10000 ids");
        return ids;
    }
    for (const auto& text : *texts) {
        const auto id = Uuid::parse(text);
        if (!id) {
            members.wrong(name, "an array of UUIDs");
            return {};
        }
        ids.push_back(*id);
    }
    return ids;
}

} // namespace

Result<void> readEmptyBody(const json::value& body)
{
    if (body.is_null())
        return {};
    const auto object = asObject(body);
    if (!object)
        return tl::unexpected(object.error());
    return MemberReader(**object).finish();
}

Result<DisableReason> readDisableReason(const json::value& body)
{
    if (body.is_null())
        return DisableReason{};
    const auto object = asObject(body);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    auto reason = takeReason(members);
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    return reason;
}

Result<std::string> readReason(const json::value& body)
{
    if (body.is_null())
        return std::string();
    const auto object = asObject(body);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    auto reason = members.text("reason").value_or("");
    if (codePoints(reason) > reasonMaximum)
        members.wrong("reason", "at most 2000 characters");
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    return reason;
}

Result<std::vector<Uuid>> readTokenIds(const json::value& body)
{
    const auto object = asObject(body);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    if (!members.has("tokenIds"))
        members.wrong("tokenIds", "an array of UUIDs");
    auto ids = takeIds(members, "tokenIds");
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    return ids;
}

Result<BatchBody> readBatch(const json::value& body)
{
    const auto object = asObject(body);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    BatchBody batch;
    const auto action = members.text("action").value_or("");
    if (action == "enable") {
        batch.action = BatchAction::Enable;
    } else if (action == "disable") {
        batch.action = BatchAction::Disable;
    } else if (action == "delete") {
        batch.action = BatchAction::Delete;
    } else if (action == "allow" || action == "disallow" || action == "setExpiry" || action == "setRateLimit") {
        return notHere("the batch action " + action);
    } else {
        members.wrong("action", "one of enable, disable, delete");
    }
    batch.ids = takeIds(members, "ids");
    batch.filter = members.text("filter");
    if (members.has("ids") == members.has("filter"))
        members.wrong("ids", "either ids or filter");
    batch.reason = takeReason(members);
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    return batch;
}

json::array batchResults(const std::vector<BatchItem>& items, const std::string& path, const std::string& correlationId)
{
    json::array results;
    results.reserve(items.size());
    for (const auto& item : items) {
        json::object one{{"id", item.id.text()}, {"status", item.status}};
        if (item.problem)
            one["problem"] = problemJson(*item.problem, path, correlationId);
        results.push_back(std::move(one));
    }
    return results;
}

} // namespace tokenhouse::server
