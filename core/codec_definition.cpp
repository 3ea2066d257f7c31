#include <algorithm>

#include "core/codec.h"
#include "core/json_object.h"

namespace tokenhouse {

namespace {

constexpr auto serverSet = {"createdBy", "createdAt", "lastModifiedBy", "lastModified", "revision"};

json::array methodsJson(const std::vector<Method>& methods)
{
    json::array array;
    for (const auto method : methods)
        array.emplace_back(json::string_view(methodName(method)));
    return array;
}

json::array idsJson(const std::vector<Uuid>& ids)
{
    json::array array;
    array.reserve(ids.size());
    for (const auto& id : ids)
        array.emplace_back(id.text());
    return array;
}

std::vector<std::string> idsWithout(const std::vector<Uuid>& from, const std::vector<Uuid>& what)
{
    std::vector<Uuid> rest;
    std::set_difference(from.begin(), from.end(), what.begin(), what.end(), std::back_inserter(rest));
    std::vector<std::string> texts;
    for (const auto& id : rest)
        texts.push_back(id.text());
    return texts;
}

std::vector<Method> readMethods(MemberReader& members, const std::vector<std::string>& names)
{
    std::vector<Method> methods;
    for (const auto& name : names) {
        if (const auto method = methodFromName(name))
            methods.push_back(*method);
        else
            members.wrong("methods", "any of GET PUT POST DELETE PATCH");
    }
    return methods;
}

std::vector<Uuid> readIds(MemberReader& members, std::string_view member, const std::vector<std::string>& texts)
{
    std::vector<Uuid> ids;
    ids.reserve(texts.size());
    for (const auto& text : texts) {
        if (const auto id = Uuid::parse(text)) {
            ids.push_back(*id);
        } else {
            members.wrong(member, "an array of UUIDs");
            break;
        }
    }
    return ids;
}

/// RFC 7396 for one level: null takes a member away.
void mergeInto(json::object& target, const json::object& patch)
{
    for (const auto& member : patch) {
        if (member.value().is_null()) {
            target.erase(member.key());
        } else if (auto* object = target.if_contains(member.key());
                   object && object->is_object() && member.value().is_object()) {
            mergeInto(object->get_object(), member.value().get_object());
        } else {
            target[member.key()] = member.value();
        }
    }
}

void readDraft(MemberReader& members, DefinitionDraft& draft, bool isPatch)
{
    const auto isGone = [&](std::string_view name) {
        const auto* value = members.has(name) ? members.take(name) : nullptr;
        return value && value->is_null();
    };
    const auto text = [&](std::string_view name, std::string& target) {
        if (isGone(name))
            target.clear();
        else if (auto value = members.text(name))
            target = std::move(*value);
    };
    text("name", draft.name);
    text("description", draft.description);
    text("route", draft.route);
    if (isGone("methods"))
        draft.methods.clear();
    else if (const auto names = members.texts("methods"))
        draft.methods = readMethods(members, *names);
    if (isGone("allowedTokens"))
        draft.allowedTokens.clear();
    else if (const auto ids = members.texts("allowedTokens"))
        draft.allowedTokens = readIds(members, "allowedTokens", *ids);
    if (isGone("isDisabled"))
        members.wrong("isDisabled", "true or false");
    else if (const auto disabled = members.boolean("isDisabled"))
        draft.isDisabled = *disabled;

    const auto oldType = draft.actionType;
    text("actionType", draft.actionType);
    const bool isMetaGone = isGone("actionMeta");
    if (const auto* meta = isMetaGone ? nullptr : members.object("actionMeta")) {
        if (isPatch && oldType == draft.actionType)
            mergeInto(draft.actionMeta, *meta);
        else
            draft.actionMeta = *meta;
    } else if (isMetaGone || (isPatch && oldType != draft.actionType)) {
        draft.actionMeta.clear();
    }
}

/// An action's meta as an event shows it: a kept body as its SHA-256.
json::object metaForEvent(const Action& action)
{
    auto meta = actionMeta(action);
    if (const auto* fixed = std::get_if<FixedResponse>(&action))
        meta["body"] = "sha256:" + hexText(sha256(fixed->body));
    return meta;
}

} // namespace

json::object definitionJson(const Definition& definition)
{
    return {
        {"id", definition.id.text()},
        {"name", definition.name},
        {"description", definition.description},
        {"route", definition.route},
        {"methods", methodsJson(definition.methods)},
        {"allowedTokens", idsJson(definition.allowedTokens)},
        {"actionType", json::string_view(actionTypeName(definition.action))},
        {"actionMeta", actionMeta(definition.action)},
        {"isDisabled", definition.isDisabled},
        {"createdBy", definition.createdBy},
        {"createdAt", formatTime(definition.createdAt)},
        {"lastModifiedBy", definition.lastModifiedBy},
        {"lastModified", formatTime(definition.lastModified)},
        {"revision", definition.revision},
    };
}

Result<Definition> definitionFromJson(const json::value& value)
{
    const auto object = asObject(value);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    Definition definition;
    if (const auto id = Uuid::parse(members.text("id").value_or("")))
        definition.id = *id;
    else
        members.wrong("id", "a UUID");
    DefinitionDraft draft;
    readDraft(members, draft, false);
    definition.createdBy = members.text("createdBy").value_or("");
    definition.createdAt = parseTime(members.text("createdAt").value_or("")).value_or(Time{});
    definition.lastModifiedBy = members.text("lastModifiedBy").value_or("");
    definition.lastModified = parseTime(members.text("lastModified").value_or("")).value_or(Time{});
    definition.revision = members.integer("revision").value_or(0);
    for (const auto& member : **object)
        members.take(std::string_view(member.key().data(), member.key().size()));
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    auto action = makeAction(draft.actionType, draft.actionMeta);
    if (!action)
        return tl::unexpected(std::move(action.error()));
    normalise(draft);
    definition.name = std::move(draft.name);
    definition.description = std::move(draft.description);
    definition.route = std::move(draft.route);
    definition.methods = std::move(draft.methods);
    definition.allowedTokens = std::move(draft.allowedTokens);
    definition.isDisabled = draft.isDisabled;
    definition.action = std::move(*action);
    return definition;
}

Result<CreateDefinitionRequest> createDefinitionFromJson(const json::value& value)
{
    const auto object = asObject(value);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    CreateDefinitionRequest request;
    if (members.has("id")) {
        request.id = Uuid::parse(members.text("id").value_or(""));
        if (!request.id)
            members.wrong("id", "a UUID that is not nil");
    }
    for (const auto* name : serverSet)
        members.readOnly({name});
    readDraft(members, request.draft, false);
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    return request;
}

Result<DefinitionDraft> patchDefinition(DefinitionDraft draft, const json::value& patch)
{
    const auto object = asObject(patch);
    if (!object)
        return tl::unexpected(object.error());
    MemberReader members(**object);
    members.readOnly({"id"});
    for (const auto* name : serverSet)
        members.readOnly({name});
    readDraft(members, draft, true);
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    return draft;
}

std::vector<FieldChange> definitionChanges(const Definition* before, const Definition* after)
{
    static const Definition none;
    const Definition& a = before ? *before : none;
    const Definition& b = after ? *after : none;
    std::vector<FieldChange> changes;
    const auto text = [&](const char* field, const std::string& x, const std::string& y) {
        const auto value = [](const std::string& s) { return s.empty() ? json::value(nullptr) : json::value(s); };
        if (x != y)
            changes.push_back({field, value(x), value(y)});
    };
    text("name", a.name, b.name);
    text("description", a.description, b.description);
    text("route", a.route, b.route);
    if (a.methods != b.methods) {
        const auto value = [](const std::vector<Method>& methods) {
            return methods.empty() ? json::value(nullptr) : json::value(methodsJson(methods));
        };
        changes.push_back({"methods", value(a.methods), value(b.methods)});
    }
    if (a.allowedTokens != b.allowedTokens)
        changes.push_back(setChange("allowedTokens", idsWithout(a.allowedTokens, b.allowedTokens),
                                    idsWithout(b.allowedTokens, a.allowedTokens)));
    const bool typeChanged = !before || !after || actionTypeName(a.action) != actionTypeName(b.action);
    if (typeChanged)
        changes.push_back({"actionType",
                           before ? json::value(json::string_view(actionTypeName(a.action))) : json::value(nullptr),
                           after ? json::value(json::string_view(actionTypeName(b.action))) : json::value(nullptr)});
    if (typeChanged || a.action != b.action)
        changes.push_back({"actionMeta", before ? json::value(metaForEvent(a.action)) : json::value(nullptr),
                           after ? json::value(metaForEvent(b.action)) : json::value(nullptr)});
    if (a.isDisabled != b.isDisabled)
        changes.push_back({"isDisabled", before ? json::value(a.isDisabled) : json::value(nullptr),
                           after ? json::value(b.isDisabled) : json::value(nullptr)});
    return changes;
}

} // namespace tokenhouse
