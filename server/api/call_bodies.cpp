#include "server/api/call_bodies.h"

#include <algorithm>
#include <span>

#include "core/codec.h"
#include "core/json_object.h"
#include "core/limits.h"
#include "core/text.h"

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

struct BatchWord {
    std::string_view word;
    BatchAction action;
};
constexpr BatchWord batchWords[] = {
    {"enable", BatchAction::Enable},
    {"disable", BatchAction::Disable},
    {"delete", BatchAction::Delete},
    {"allow", BatchAction::Allow},
    {"disallow", BatchAction::Disallow},
    {"setExpiry", BatchAction::SetExpiry},
    {"setRateLimit", BatchAction::SetRateLimit},
};

/// The member `name` as the merge patch that each token gets. It replaces: a part of a limit is no limit.
json::object takePatch(MemberReader& members, std::string_view name)
{
    const auto* value = members.take(name);
    const auto isLimit = [](const json::value& one) {
        const auto* limit = one.if_object();
        return limit != nullptr && limit->size() == 2 && limit->contains("limit") && limit->contains("windowSeconds")
               && limit->at("limit").is_int64() && limit->at("windowSeconds").is_int64();
    };
    const auto fits =
        value != nullptr
        && (value->is_null()
            || (name == "expiresAt" ? value->is_string() && parseTime(std::string_view(value->get_string()))
                                    : isLimit(*value)));
    if (!fits) {
        members.wrong(name, name == "expiresAt" ? "an RFC 3339 time or null"
                                                : "an object of limit and windowSeconds, whole numbers, or null");
        return {};
    }
    return {{json::string_view(name.data(), name.size()), *value}};
}

/// What goes with the action alone.
void takeParameters(MemberReader& members, BatchRequest& request)
{
    switch (request.action) {
    case BatchAction::Allow:
    case BatchAction::Disallow:
        request.definitions = takeIds(members, "definitionIds");
        if (request.definitions.empty() || request.definitions.size() > batchDefinitionsMaximum)
            members.wrong("definitionIds", "1 to 20 ids of APIs");
        break;
    case BatchAction::SetExpiry: request.patch = takePatch(members, "expiresAt"); break;
    case BatchAction::SetRateLimit: request.patch = takePatch(members, "rateLimit"); break;
    default: break;
    }
}

Result<BatchBody> readBatch(const json::value& body, std::span<const BatchWord> words)
{
    const auto object = asObject(body);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    BatchBody batch;
    const auto action = members.text("action").value_or("");
    const auto known = std::ranges::find(words, action, &BatchWord::word);
    if (known == words.end()) {
        std::string all;
        for (const auto& one : words)
            all += (all.empty() ? "one of " : ", ") + std::string(one.word);
        members.wrong("action", all);
    } else {
        batch.request.action = known->action;
        takeParameters(members, batch.request);
    }
    batch.request.ids = takeIds(members, "ids");
    batch.filter = members.text("filter");
    if (members.has("ids") == members.has("filter"))
        members.wrong("ids", "either ids or filter");
    batch.request.reason = takeReason(members);
    batch.request.dryRun = members.boolean("dryRun").value_or(false);
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    return batch;
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

Result<std::string> readNeededReason(const json::value& body)
{
    auto reason = readReason(body);
    if (reason && isBlank(*reason))
        return fail(Fault::Malformed, "The member reason is missing: say why. Nothing was changed.");
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

Result<BatchBody> readDefinitionBatch(const json::value& body)
{
    return readBatch(body, std::span(batchWords).first(3));
}

Result<BatchBody> readTokenBatch(const json::value& body)
{
    return readBatch(body, batchWords);
}

json::array batchResults(const std::vector<BatchItem>& items, const std::string& path, const std::string& correlationId)
{
    json::array results;
    results.reserve(items.size());
    for (const auto& item : items) {
        json::object one{{"id", item.id.text()}, {"status", item.status}, {"changed", item.changed}};
        if (item.problem)
            one["problem"] = problemJson(*item.problem, path, correlationId);
        results.push_back(std::move(one));
    }
    return results;
}

} // namespace tokenhouse::server
