#include "server/endpoint/explanation.h"

#include <array>
#include <string>

#include "server/endpoint/call_request.h"
#include "server/endpoint/judgement.h"

namespace tokenhouse::server {

namespace {

constexpr std::array<std::string_view, 13> stepNames{"path",    "ready",       "query", "method",     "header",
                                                     "token",   "limit",       "route", "definition", "methods",
                                                     "allowed", "contentType", "action"};

/// What judge() asks of a call that somebody asks about.
struct AskedFacts {
    AccessTable& table;
    bool ready;
    const AskedCall& asked;
    std::string rawPath{};
    std::string_view rawQuery{};
    std::optional<CallPath> path{};
    AccessTable::Look found{};

    bool hasGoodTarget()
    {
        const auto mark = asked.target.find('?');
        rawPath = "/api/custom/" + std::string(asked.target.substr(0, mark));
        rawQuery = mark == std::string_view::npos ? std::string_view() : asked.target.substr(mark + 1);
        path = CallPath::parse(rawPath);
        return path && isGoodQuery(rawQuery);
    }
    bool isReady() const { return ready; }
    bool hasShortQuery() const { return rawQuery.size() <= queryMaximum; }
    std::optional<Method> method() const { return methodFromName(asked.method); }
    static bool hasBearer() { return true; }
    const AccessTable::Look& look() { return found = table.inspect(asked.token.id, asked.address, *path); }
    bool isEmptyRoute() const { return path->isEmptyRoute(); }
    static bool hasGoodContentType() { return true; }
};

struct Words {
    std::string_view reason;
    std::string text;
};

Words tokenWords(const AskedFacts& facts)
{
    const auto state = facts.asked.token.state(facts.found.at);
    switch (state) {
    case TokenState::Held: return {"held", "The token is on security hold."};
    case TokenState::Disabled: return {"disabled", "The token is disabled."};
    case TokenState::Expired: return {"expired", "The token has expired."};
    case TokenState::Unclaimed:
    case TokenState::Active: break;
    }
    if (facts.found.verdict.owner.isNil())
        return {"unknown", "The endpoint does not know the token."};
    return {"address", "The token is not allowed from this address."};
}

Words failedWords(Step step, const AskedFacts& facts)
{
    const auto& definition = facts.found.found.definition;
    switch (step) {
    case Step::Path: return {"malformed", std::string(textOf(EndpointFault::MalformedRequest).detail)};
    case Step::Ready: return {"notReady", "The endpoint is not ready."};
    case Step::Query: return {"tooLong", "The query string is longer than 2 KB."};
    case Step::Method: return {"unknownMethod", "Only GET, PUT, POST, DELETE and PATCH are taken."};
    case Step::Token: return tokenWords(facts);
    case Step::Route: return {"missing", "Nothing follows /api/custom/."};
    case Step::Definition:
        if (definition)
            return {"disabled", "The API with the route " + definition->route.text() + " is disabled."};
        return {"noMatch", "No API has a route that matches the path."};
    case Step::Methods: return {"otherMethods", "The API takes " + definition->allow + " only."};
    case Step::Allowed: return {"notAllowed", "The API does not allow the token."};
    case Step::Header:
    case Step::Limit:
    case Step::ContentType:
    case Step::Accepted: break;
    }
    return {"invalidAction", "What the API is to do cannot be read."};
}

std::string passedText(Step step, const AskedFacts& facts)
{
    switch (step) {
    case Step::Path: return "The path is well formed.";
    case Step::Ready: return "The endpoint is ready.";
    case Step::Query: return "The query string is short enough.";
    case Step::Method: return "The method is one that APIs can take.";
    case Step::Token: return "The token is usable.";
    case Step::Route: return "There is a route.";
    case Step::Definition: return "The API with the route " + facts.found.found.definition->route.text() + " answers.";
    case Step::Methods: return "The API takes the method.";
    case Step::Allowed: return "The API allows the token.";
    case Step::Header:
    case Step::Limit:
    case Step::ContentType:
    case Step::Accepted: break;
    }
    return "The action of the API can be run.";
}

/// What depends on more than is asked about.
std::optional<Words> unjudgedWords(Step step, const AskedFacts& facts)
{
    const auto& token = facts.asked.token;
    if (step == Step::Header)
        return Words{"secret", "The call must carry a secret of the token."};
    if (step == Step::Token && !facts.asked.address && !token.allowedAddresses.empty())
        return Words{"address", "The token is usable, from the addresses that it allows."};
    if (step == Step::Limit && token.rateLimit)
        return Words{"rateLimit", "At most " + std::to_string(token.rateLimit->limit()) + " calls in "
                                      + std::to_string(token.rateLimit->window().count()) + " s."};
    if (step == Step::Limit)
        return Words{"none", "The token has no limit."};
    if (step == Step::ContentType)
        return Words{"body", "A body must be JSON, XML or plain text in UTF-8."};
    return std::nullopt;
}

} // namespace

json::object explain(AccessTable& table, bool isReady, const AskedCall& asked)
{
    AskedFacts facts{table, isReady, asked};
    auto failed = judge(facts);
    const auto& definition = facts.found.found.definition;
    const bool hasAction = failed != Step::Accepted || definition->action;
    const bool accepted = failed == Step::Accepted && hasAction;
    const auto deciding = accepted ? Step::Allowed : failed;
    json::array steps;
    for (std::size_t i = 0; i < stepNames.size(); ++i) {
        const auto step = static_cast<Step>(i);
        json::object one{{"step", json::string_view(stepNames[i])},
                         {"outcome", "notReached"},
                         {"decides", step == deciding},
                         {"reason", nullptr},
                         {"text", nullptr}};
        if (step == failed && !accepted) {
            auto words = failedWords(step, facts);
            one["outcome"] = "failed";
            one["reason"] = json::string_view(words.reason);
            one["text"] = std::move(words.text);
        } else if (step <= failed) {
            const auto unjudged = unjudgedWords(step, facts);
            one["outcome"] = unjudged ? "notJudged" : "passed";
            one["reason"] = unjudged ? json::value(json::string_view(unjudged->reason)) : json::value(nullptr);
            one["text"] = unjudged ? unjudged->text : passedText(step, facts);
        }
        steps.push_back(std::move(one));
    }
    const auto fault = hasAction ? faultOf(failed) : EndpointFault::InvalidActionMeta;
    json::object answer{
        {"accepted", accepted},     {"decidedBy", json::string_view(stepNames[static_cast<std::size_t>(deciding)])},
        {"status", nullptr},        {"errorCode", nullptr},
        {"error", nullptr},         {"definitionId", nullptr},
        {"route", nullptr},         {"placeholders", json::object()},
        {"steps", std::move(steps)}};
    if (!accepted) {
        const auto& text = textOf(fault);
        answer["status"] = text.status;
        answer["errorCode"] = text.code;
        answer["error"] = json::string_view(text.title);
    }
    // Which API a path leads to is told whatever the token, as this is no call.
    if (definition && failed >= Step::Token) {
        answer["definitionId"] = definition->id.text();
        answer["route"] = definition->route.text();
        for (const auto& [name, value] : facts.found.found.placeholders)
            answer["placeholders"].as_object()[name] = value;
    }
    return answer;
}

} // namespace tokenhouse::server
