#include "core/filter.h"

#include <algorithm>
#include <limits>

#include "core/definition.h"
#include "core/event.h"
#include "core/order_fields.h"
#include "core/token.h"
#include "core/user.h"

namespace tokenhouse {

namespace {

template <class T>
struct Getter {
    std::string_view name;
    FieldValue (*get)(const T&, Time);
};

FieldValue optionalTime(const std::optional<Time>& time)
{
    return time ? FieldValue(*time) : FieldValue();
}

FieldValue count(std::uint64_t number)
{
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(std::min(number, most));
}

FieldValue rate(const Token& token, Time)
{
    return token.rateLimit ? FieldValue(rateForOrder(token.rateLimit->limit(), token.rateLimit->window().count()))
                           : FieldValue();
}

FieldValue limit(const Token& token, Time)
{
    return token.rateLimit ? FieldValue(std::int64_t{token.rateLimit->limit()}) : FieldValue();
}

FieldValue window(const Token& token, Time)
{
    return token.rateLimit ? FieldValue(std::int64_t{token.rateLimit->window().count()}) : FieldValue();
}

constexpr Getter<Token> tokenGetters[]{
    {"id", [](const Token& token, Time) -> FieldValue { return token.id; }},
    {"name", [](const Token& token, Time) -> FieldValue { return token.name; }},
    {"description", [](const Token& token, Time) -> FieldValue { return token.description; }},
    {"owner", [](const Token& token, Time) -> FieldValue { return token.owner; }},
    {"labels", [](const Token& token, Time) -> FieldValue { return token.labels; }},
    {"state", [](const Token& token, Time at) -> FieldValue { return std::string(tokenStateName(token.state(at))); }},
    {"isDisabled", [](const Token& token, Time) -> FieldValue { return token.isDisabled; }},
    {"usedBy", [](const Token& token, Time) -> FieldValue { return count(token.usedBy); }},
    {"expiresAt", [](const Token& token, Time) -> FieldValue { return optionalTime(token.expiresAt); }},
    {"lastUsedAt", [](const Token& token, Time) -> FieldValue { return optionalTime(token.lastUsedAt); }},
    {"useCount", [](const Token& token, Time) -> FieldValue { return count(token.useCount); }},
    {"rateLimit.limit", limit},
    {"rateLimit.windowSeconds", window},
    {"rateLimit", rate},
    {"allowedAddresses", [](const Token& token, Time) -> FieldValue { return token.allowedAddresses; }},
    {"previousSecretUntil",
     [](const Token& token, Time) -> FieldValue { return optionalTime(token.previousSecretUntil); }},
    {"claimUntil", [](const Token& token, Time) -> FieldValue { return optionalTime(token.claimUntil); }},
    {"revision", [](const Token& token, Time) -> FieldValue { return token.revision; }},
    {"createdBy", [](const Token& token, Time) -> FieldValue { return token.createdBy; }},
    {"createdAt", [](const Token& token, Time) -> FieldValue { return token.createdAt; }},
    {"lastModifiedBy", [](const Token& token, Time) -> FieldValue { return token.lastModifiedBy; }},
    {"lastModified", [](const Token& token, Time) -> FieldValue { return token.lastModified; }},
};

FieldValue methodWords(const Definition& definition, Time)
{
    std::vector<std::string> words;
    for (const auto method : definition.methods)
        words.emplace_back(methodName(method));
    return words;
}

FieldValue allowedTokenTexts(const Definition& definition, Time)
{
    std::vector<std::string> texts;
    for (const auto& id : definition.allowedTokens)
        texts.push_back(id.text());
    return texts;
}

constexpr Getter<Definition> definitionGetters[]{
    {"id", [](const Definition& definition, Time) -> FieldValue { return definition.id; }},
    {"name", [](const Definition& definition, Time) -> FieldValue { return definition.name; }},
    {"description", [](const Definition& definition, Time) -> FieldValue { return definition.description; }},
    {"route", [](const Definition& definition, Time) -> FieldValue { return definition.route; }},
    {"methods", methodWords},
    {"allowedTokens", allowedTokenTexts},
    {"actionType",
     [](const Definition& definition, Time) -> FieldValue { return std::string(actionTypeName(definition.action)); }},
    {"isDisabled", [](const Definition& definition, Time) -> FieldValue { return definition.isDisabled; }},
    {"revision", [](const Definition& definition, Time) -> FieldValue { return definition.revision; }},
    {"createdBy", [](const Definition& definition, Time) -> FieldValue { return definition.createdBy; }},
    {"createdAt", [](const Definition& definition, Time) -> FieldValue { return definition.createdAt; }},
    {"lastModifiedBy", [](const Definition& definition, Time) -> FieldValue { return definition.lastModifiedBy; }},
    {"lastModified", [](const Definition& definition, Time) -> FieldValue { return definition.lastModified; }},
};

FieldValue changedFields(const Event& event, Time)
{
    std::vector<std::string> names;
    for (const auto& change : event.changes)
        names.push_back(change.field);
    return names;
}

constexpr Getter<Event> eventGetters[]{
    {"format", [](const Event&, Time) -> FieldValue { return std::int64_t{1}; }},
    {"sequence", [](const Event& event, Time) -> FieldValue { return event.sequence; }},
    {"time", [](const Event& event, Time) -> FieldValue { return event.time; }},
    {"user", [](const Event& event, Time) -> FieldValue { return event.user; }},
    {"userId", [](const Event& event, Time) -> FieldValue { return event.userId; }},
    {"sessionId", [](const Event& event, Time) -> FieldValue { return event.sessionId; }},
    {"client", [](const Event& event, Time) -> FieldValue { return event.client; }},
    {"address", [](const Event& event, Time) -> FieldValue { return event.address; }},
    {"correlationId", [](const Event& event, Time) -> FieldValue { return event.correlationId; }},
    {"operationId", [](const Event& event, Time) -> FieldValue { return event.operationId; }},
    {"kind", [](const Event& event, Time) -> FieldValue { return event.kind; }},
    {"objectType", [](const Event& event, Time) -> FieldValue { return event.objectType; }},
    {"objectId", [](const Event& event, Time) -> FieldValue { return event.objectId; }},
    {"objectName", [](const Event& event, Time) -> FieldValue { return event.objectName; }},
    {"related", [](const Event& event, Time) -> FieldValue { return event.related; }},
    {"changes", changedFields},
    {"reason", [](const Event& event, Time) -> FieldValue { return event.reason; }},
};

constexpr Getter<User> userGetters[]{
    {"id", [](const User& user, Time) -> FieldValue { return user.id; }},
    {"name", [](const User& user, Time) -> FieldValue { return user.name; }},
    {"groups", [](const User& user, Time) -> FieldValue { return user.groups; }},
    {"isDisabled", [](const User& user, Time) -> FieldValue { return user.isDisabled; }},
    {"createdAt", [](const User& user, Time) -> FieldValue { return user.createdAt; }},
    {"revision", [](const User& user, Time) -> FieldValue { return user.revision; }},
};

template <class T, std::size_t N>
FieldReader readerBy(const Getter<T> (&getters)[N], const T& object, Time at)
{
    return [&getters, &object, at](const Field& field) -> FieldValue {
        const auto* getter = std::ranges::find(getters, field.name, &Getter<T>::name);
        return getter == std::end(getters) ? FieldValue() : getter->get(object, at);
    };
}

} // namespace

FieldReader readerOf(const Token& token, Time at)
{
    return readerBy(tokenGetters, token, at);
}

FieldReader readerOf(const Definition& definition)
{
    return readerBy(definitionGetters, definition, {});
}

FieldReader readerOf(const Event& event)
{
    return readerBy(eventGetters, event, {});
}

FieldReader readerOf(const User& user)
{
    return readerBy(userGetters, user, {});
}

} // namespace tokenhouse
