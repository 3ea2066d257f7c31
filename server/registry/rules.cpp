#include "server/registry/rules.h"

#include <algorithm>
#include <iterator>

#include "core/limits.h"
#include "core/text.h"

namespace tokenhouse::server::rules {

namespace {

std::vector<std::string> allowedTokensChanged(const Definition* before, const Definition* after)
{
    static const std::vector<Uuid> none;
    const auto& old = before ? before->allowedTokens : none;
    const auto& now = after ? after->allowedTokens : none;
    std::vector<Uuid> changed;
    std::set_symmetric_difference(old.begin(), old.end(), now.begin(), now.end(), std::back_inserter(changed));
    std::vector<std::string> texts;
    texts.reserve(changed.size());
    for (const auto& id : changed)
        texts.push_back(id.text());
    return texts;
}

} // namespace

Permissions permissionsOf(Transaction& transaction, const Actor& actor)
{
    if (actor.userId.isNil())
        return actor.permissions;
    if (const auto stored = transaction.user(actor.userId))
        return stored->user.permissions();
    const auto removed = transaction.userByName(actor.user);
    return removed && removed->user.id == actor.userId ? Permissions{} : actor.permissions;
}

Result<void> require(Transaction& transaction, const Actor& actor, Permissions needed)
{
    const auto missing = permissionsOf(transaction, actor).firstMissing(needed);
    if (!missing)
        return {};
    const std::string name(permissionName(*missing));
    return fail(Fault::Forbidden, "This needs the permission " + name + ". Nothing was changed.",
                {{"missingPermission", name}});
}

Failure notFound(std::string_view type, const Uuid& id)
{
    return refusal({{Reason::NotFound, id.text(), "There is no " + std::string(type) + " with this id.", {}}});
}

Result<void> checkRevision(std::string_view type, const Uuid& id, std::int64_t current, std::int64_t expected)
{
    if (current == expected)
        return {};
    auto failure = refusal({{Reason::RevisionConflict,
                             id.text(),
                             "The " + std::string(type) + " was changed since: its revision is "
                                 + std::to_string(current) + ", not " + std::to_string(expected) + ".",
                             {{"current", current}}}});
    failure.extra["current"] = current;
    return tl::unexpected(std::move(failure));
}

Result<void> checkReason(std::string_view reason, const std::string& id)
{
    if (isValidUtf8(reason) && reason.find('\0') == std::string_view::npos && codePoints(reason) <= reasonMaximum)
        return {};
    return refuse({{Reason::InvalidState, id, "A reason is valid UTF-8 of at most 2000 characters.", {}}});
}

Event eventOf(const Actor& actor, std::string kind, std::string objectType, std::string objectId,
              std::string objectName)
{
    Event event;
    event.user = actor.user;
    if (!actor.userId.isNil())
        event.userId = actor.userId.text();
    event.sessionId = actor.sessionId;
    event.client = actor.client;
    event.address = actor.address;
    event.correlationId = actor.correlationId;
    event.operationId = actor.operationId;
    event.kind = std::move(kind);
    event.objectType = std::move(objectType);
    event.objectId = std::move(objectId);
    event.objectName = std::move(objectName);
    return event;
}

Event tokenEvent(const Actor& actor, std::string kind, const Token* before, const Token* after)
{
    const Token& token = after ? *after : *before;
    auto event = eventOf(actor, std::move(kind), "token", token.id.text(), token.name);
    event.changes = tokenChanges(before, after);
    return event;
}

Event definitionEvent(const Actor& actor, std::string kind, const Definition* before, const Definition* after)
{
    const Definition& definition = after ? *after : *before;
    auto event = eventOf(actor, std::move(kind), "definition", definition.id.text(), definition.route);
    event.changes = definitionChanges(before, after);
    event.related = allowedTokensChanged(before, after);
    return event;
}

Failure anotherBody()
{
    return Failure{Fault::Rule, "This Idempotency-Key came before with another request. Nothing was changed.", {}, {}};
}

Trace idInUse(const Uuid& id, std::string_view type)
{
    return {
        Reason::IdInUse, id.text(), "The id of the new " + std::string(type) + " was used before; choose another.", {}};
}

void sign(Token& token, const Actor& actor, Time at)
{
    token.lastModifiedBy = actor.user;
    token.lastModified = at;
    ++token.revision;
}

void sign(Definition& definition, const Actor& actor, Time at)
{
    definition.lastModifiedBy = actor.user;
    definition.lastModified = at;
    ++definition.revision;
}

std::string changeKind(std::string_view type, bool before, bool after, std::string_view otherwise)
{
    std::string kind(type);
    kind += '.';
    if (before == after)
        kind += otherwise;
    else
        kind += after ? "disabled" : "enabled";
    return kind;
}

} // namespace tokenhouse::server::rules
