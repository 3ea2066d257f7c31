#include "core/event.h"

#include <algorithm>

#include "core/secret.h"

namespace tokenhouse {

namespace {

constexpr std::size_t setMaximum = 1000;

struct TextMember {
    std::string_view name;
    std::string Event::*value;
};

constexpr TextMember textMembers[] = {
    {"user", &Event::user},
    {"userId", &Event::userId},
    {"sessionId", &Event::sessionId},
    {"client", &Event::client},
    {"address", &Event::address},
    {"correlationId", &Event::correlationId},
    {"operationId", &Event::operationId},
    {"kind", &Event::kind},
    {"objectType", &Event::objectType},
    {"objectId", &Event::objectId},
    {"objectName", &Event::objectName},
    {"reason", &Event::reason},
    {"previousHash", &Event::previousHash},
    {"hash", &Event::hash},
};

json::object changeJson(const FieldChange& change)
{
    json::object object{{"field", change.field}};
    if (!change.before.is_null())
        object["old"] = change.before;
    if (!change.after.is_null())
        object["new"] = change.after;
    return object;
}

/// A set as the event keeps it: the sorted list, or its size and the SHA-256 of its members, one a line.
json::value setValue(std::vector<std::string> members)
{
    if (members.empty())
        return nullptr;
    std::sort(members.begin(), members.end());
    if (members.size() <= setMaximum)
        return json::value_from(members);
    std::string lines;
    for (const auto& member : members)
        lines += member + '\n';
    return json::object{{"count", static_cast<std::int64_t>(members.size())}, {"sha256", hexText(sha256(lines))}};
}

Result<FieldChange> changeFromJson(const json::value& value)
{
    const auto* object = value.if_object();
    const auto* field = object ? object->if_contains("field") : nullptr;
    if (!field || !field->is_string())
        return fail(Fault::Malformed, "A change of an event has no field.");
    FieldChange change{std::string(field->get_string()), nullptr, nullptr};
    for (const auto& member : *object) {
        if (member.key() == "old")
            change.before = member.value();
        else if (member.key() == "new")
            change.after = member.value();
        else if (member.key() != "field")
            return fail(Fault::Malformed, "A change of an event has an unknown member.");
    }
    return change;
}

} // namespace

json::object eventJson(const Event& event, bool withHash)
{
    json::object object{{"format", 1}, {"sequence", event.sequence}, {"time", formatTime(event.time)}};
    for (const auto& [name, value] : textMembers) {
        if (!(event.*value).empty() && (withHash || name != "hash"))
            object[json::string_view(name.data(), name.size())] = event.*value;
    }
    if (!event.related.empty())
        object["related"] = json::value_from(event.related);
    if (!event.changes.empty()) {
        json::array changes;
        for (const auto& change : event.changes)
            changes.push_back(changeJson(change));
        object["changes"] = std::move(changes);
    }
    return object;
}

Result<Event> eventFromJson(const json::value& value)
{
    const auto* object = value.if_object();
    if (!object)
        return fail(Fault::Malformed, "An event is an object.");
    Event event;
    MemberReader members(*object);
    if (members.integer("format") != 1)
        members.wrong("format", "1");
    event.sequence = members.integer("sequence").value_or(0);
    if (const auto time = parseTime(members.text("time").value_or("")))
        event.time = *time;
    else
        members.wrong("time", "a time");
    for (const auto& [name, member] : textMembers)
        event.*member = members.text(name).value_or("");
    event.related = members.texts("related").value_or(std::vector<std::string>{});
    if (const auto* changes = members.take("changes")) {
        if (!changes->is_array())
            return fail(Fault::Malformed, "The changes of an event are an array.");
        for (const auto& item : changes->get_array()) {
            auto change = changeFromJson(item);
            if (!change)
                return tl::unexpected(std::move(change.error()));
            event.changes.push_back(std::move(*change));
        }
    }
    if (auto finished = members.finish(); !finished)
        return tl::unexpected(std::move(finished.error()));
    return event;
}

std::string eventHash(const Event& event)
{
    return hexText(sha256(canonicalJson(eventJson(event, false))));
}

std::string eventHash(const json::object& event)
{
    json::object copy = event;
    copy.erase("hash");
    return hexText(sha256(canonicalJson(copy)));
}

void seal(Event& event, std::int64_t sequence, std::string_view previousHash, Time notBefore)
{
    event.sequence = sequence;
    event.time = std::max(event.time, notBefore);
    event.previousHash = previousHash;
    event.hash = eventHash(event);
}

FieldChange setChange(std::string field, std::vector<std::string> gone, std::vector<std::string> come)
{
    return {std::move(field), setValue(std::move(gone)), setValue(std::move(come))};
}

} // namespace tokenhouse
