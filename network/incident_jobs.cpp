#include "network/incident_jobs.h"

#include "core/codec.h"
#include "network/change_call.h"

namespace tokenhouse {

namespace {

Result<Token> changedToken(const Answer& answer)
{
    const auto value = jsonOf(answer);
    auto token = value ? tokenFromJson(*value) : Result<Token>(tl::unexpected<Failure>(value.error()));
    if (!token)
        return tl::unexpected<Failure>(unexpectedAnswer());
    return token;
}

Call searching(const SecretBytes& text)
{
    auto call = Call::post("tokens:identify", jsonBody({}, "secret", text.view()));
    call.carriesSecret = true;
    return call;
}

std::optional<FoundSecret> foundOf(const json::object& object)
{
    const auto id = Uuid::parse(textOf(object, "tokenId"));
    if (!id)
        return std::nullopt;
    FoundSecret found;
    const auto is = textOf(object, "is");
    found.is = is == "current"    ? FoundSecret::Is::Current
               : is == "previous" ? FoundSecret::Is::Previous
               : is == "rotated"  ? FoundSecret::Is::Rotated
                                  : FoundSecret::Is::Deleted;
    found.tokenId = *id;
    found.name = textOf(object, "name");
    found.state = textOf(object, "state");
    found.revision = integerOf(object, "revision");
    found.works = booleanOf(object, "works");
    found.worksUntil = timeOf(object, "worksUntil");
    found.endedAt = timeOf(object, "endedAt");
    found.leaked = booleanOf(object, "leaked");
    return found;
}

Result<std::vector<FoundSecret>> matchesOf(const Answer& answer)
{
    const auto object = jsonObjectOf(answer);
    const auto* matches = object ? memberOf(*object, "matches") : nullptr;
    if (matches == nullptr || !matches->is_array())
        return tl::unexpected<Failure>(unexpectedAnswer());
    std::vector<FoundSecret> found;
    for (const auto& match : matches->get_array()) {
        if (const auto* one = match.if_object()) {
            if (auto secret = foundOf(*one))
                found.push_back(std::move(*secret));
        }
    }
    return found;
}

CallSums sumsOf(const json::object& object)
{
    CallSums sums{integerOf(object, "calls"), integerOf(object, "refused"), timeOf(object, "lastCallAt"), {}};
    if (const auto* addresses = memberOf(object, "addresses"); addresses != nullptr && addresses->is_array()) {
        for (const auto& address : addresses->get_array()) {
            if (const auto* one = address.if_object(); one != nullptr && !textOf(*one, "address").empty())
                sums.addresses.push_back(textOf(*one, "address"));
        }
    }
    return sums;
}

Result<TokenCalls> callsOf(const Answer& answer)
{
    const auto object = jsonObjectOf(answer);
    if (!object)
        return tl::unexpected<Failure>(object.error());
    TokenCalls calls{sumsOf(*object), {}, {}};
    if (const auto* secrets = memberOf(*object, "secrets"); secrets != nullptr && secrets->is_array()) {
        for (const auto& secret : secrets->get_array()) {
            const auto* one = secret.if_object();
            if (one == nullptr)
                continue;
            (textOf(*one, "role") == "previous" ? calls.previous : calls.current) = sumsOf(*one);
        }
    }
    return calls;
}

Call incident(const Uuid& id, std::int64_t revision, std::string_view name, const std::string& reason = {})
{
    return Call::change("POST", objectPath("tokens", id, name), revision, jsonBody(reasonOf(reason)));
}

} // namespace

IdentifySecretJob::IdentifySecretJob(Connection& connection, const SecretBytes& text)
    : JobOf(connection, searching(text), matchesOf)
{}

HoldTokenJob::HoldTokenJob(Connection& connection, const Uuid& id, std::int64_t revision, const std::string& reason)
    : JobOf(connection, incident(id, revision, ":hold", reason), changedToken)
{}

ReleaseTokenJob::ReleaseTokenJob(Connection& connection, const Uuid& id, std::int64_t revision,
                                 const std::string& reason)
    : JobOf(connection, incident(id, revision, ":release", reason), changedToken)
{}

EndOverlapJob::EndOverlapJob(Connection& connection, const Uuid& id, std::int64_t revision)
    : JobOf(connection, incident(id, revision, ":endOverlap"), changedToken)
{}

TokenCallsJob::TokenCallsJob(Connection& connection, const Uuid& id)
    : JobOf(connection, Call::get("stats", "tokenId=" + QByteArray::fromStdString(id.text())), callsOf)
{}

} // namespace tokenhouse
