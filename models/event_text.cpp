#include "models/event_text.h"

#include <algorithm>
#include <array>
#include <climits>

#include <QCoreApplication>
#include <QStringList>

#include "models/text.h"
#include "models/tokens_model.h"

namespace tokenhouse {
namespace {

struct Word {
    std::string_view key;
    const char* text;
};

constexpr auto kinds = std::to_array<Word>({
    {"token.created", QT_TRANSLATE_NOOP("Event", "Token created")},
    {"token.updated", QT_TRANSLATE_NOOP("Event", "Token changed")},
    {"token.rotated", QT_TRANSLATE_NOOP("Event", "Secret rotated")},
    {"token.disabled", QT_TRANSLATE_NOOP("Event", "Token disabled")},
    {"token.enabled", QT_TRANSLATE_NOOP("Event", "Token enabled")},
    {"token.deleted", QT_TRANSLATE_NOOP("Event", "Token deleted")},
    {"token.claimed", QT_TRANSLATE_NOOP("Event", "Secret stored")},
    {"token.discarded", QT_TRANSLATE_NOOP("Event", "Secret discarded")},
    {"token.held", QT_TRANSLATE_NOOP("Event", "Put on security hold")},
    {"token.released", QT_TRANSLATE_NOOP("Event", "Security hold lifted")},
    {"definition.created", QT_TRANSLATE_NOOP("Event", "API created")},
    {"definition.updated", QT_TRANSLATE_NOOP("Event", "API changed")},
    {"definition.disabled", QT_TRANSLATE_NOOP("Event", "API disabled")},
    {"definition.enabled", QT_TRANSLATE_NOOP("Event", "API enabled")},
    {"definition.deleted", QT_TRANSLATE_NOOP("Event", "API deleted")},
    {"user.created", QT_TRANSLATE_NOOP("Event", "User created")},
    {"user.updated", QT_TRANSLATE_NOOP("Event", "User changed")},
    {"user.deleted", QT_TRANSLATE_NOOP("Event", "User removed")},
    {"user.removed", QT_TRANSLATE_NOOP("Event", "User removed")},
    {"session.started", QT_TRANSLATE_NOOP("Event", "Signed in")},
    {"session.created", QT_TRANSLATE_NOOP("Event", "Signed in")},
    {"session.ended", QT_TRANSLATE_NOOP("Event", "Signed out")},
    {"session.deleted", QT_TRANSLATE_NOOP("Event", "Signed out")},
    {"session.refused", QT_TRANSLATE_NOOP("Event", "Sign-in refused")},
    {"secret.identified", QT_TRANSLATE_NOOP("Event", "Secret looked up")},
    {"secret.refused", QT_TRANSLATE_NOOP("Event", "Secret refused")},
    {"script.changed", QT_TRANSLATE_NOOP("Event", "Script changed")},
    {"data.exported", QT_TRANSLATE_NOOP("Event", "Data exported")},
    {"store.restored", QT_TRANSLATE_NOOP("Event", "Backup restored")},
    {"access.refused", QT_TRANSLATE_NOOP("Event", "Access refused")},
});

constexpr auto fields = std::to_array<Word>({
    {"name", QT_TRANSLATE_NOOP("Field", "Name")},
    {"description", QT_TRANSLATE_NOOP("Field", "Description")},
    {"owner", QT_TRANSLATE_NOOP("Field", "Owner")},
    {"labels", QT_TRANSLATE_NOOP("Field", "Labels")},
    {"isDisabled", QT_TRANSLATE_NOOP("Field", "Disabled")},
    {"rateLimit", QT_TRANSLATE_NOOP("Field", "Rate limit")},
    {"expiresAt", QT_TRANSLATE_NOOP("Field", "Expires")},
    {"allowedAddresses", QT_TRANSLATE_NOOP("Field", "Allowed addresses")},
    {"secret", QT_TRANSLATE_NOOP("Field", "Secret")},
    {"claimUntil", QT_TRANSLATE_NOOP("Field", "To be confirmed until")},
    {"previousSecretUntil", QT_TRANSLATE_NOOP("Field", "Previous secret valid until")},
    {"disableCode", QT_TRANSLATE_NOOP("Field", "Kind of reason")},
    {"state", QT_TRANSLATE_NOOP("Field", "State")},
    {"route", QT_TRANSLATE_NOOP("Field", "URL")},
    {"methods", QT_TRANSLATE_NOOP("Field", "Methods")},
    {"allowedTokens", QT_TRANSLATE_NOOP("Field", "Allowed tokens")},
    {"actionType", QT_TRANSLATE_NOOP("Field", "Action")},
    {"actionMeta", QT_TRANSLATE_NOOP("Field", "Action settings")},
    {"groups", QT_TRANSLATE_NOOP("Field", "Groups")},
    {"password", QT_TRANSLATE_NOOP("Field", "Password")},
    {"createdBy", QT_TRANSLATE_NOOP("Field", "Created by")},
    {"createdAt", QT_TRANSLATE_NOOP("Field", "Created")},
    {"lastModifiedBy", QT_TRANSLATE_NOOP("Field", "Modified by")},
    {"lastModified", QT_TRANSLATE_NOOP("Field", "Modified")},
    {"id", QT_TRANSLATE_NOOP("Field", "Id")},
    {"sha256", QT_TRANSLATE_NOOP("Field", "Content (SHA-256)")},
});

constexpr auto actions = std::to_array<Word>({
    {"AutomationScript", QT_TRANSLATE_NOOP("Event", "Script")},
    {"FixedResponse", QT_TRANSLATE_NOOP("Event", "Fixed response")},
});

template <std::size_t size>
const char* find(const std::array<Word, size>& words, std::string_view key)
{
    const auto found = std::ranges::find(words, key, &Word::key);
    return found == words.end() ? nullptr : found->text;
}

QString tr(const char* text)
{
    return QCoreApplication::translate("Event", text);
}

constexpr std::string_view tokensField = "allowedTokens";

QString valueText(const std::string& field, const json::value& value, const TimeText& times)
{
    switch (value.kind()) {
    case json::kind::null: return {};
    case json::kind::bool_:
        return value.get_bool() ? tr(QT_TRANSLATE_NOOP("Event", "yes")) : tr(QT_TRANSLATE_NOOP("Event", "no"));
    case json::kind::string: {
        const std::string text(value.get_string());
        if (const auto* word = field == "actionType" ? find(actions, text) : nullptr) {
            return tr(word);
        }
        const auto time = text.size() == 24 ? parseTime(text) : std::nullopt;
        return time ? times.longText(*time) : safeText(text);
    }
    case json::kind::array: {
        QStringList items;
        for (const auto& item : value.get_array()) {
            items << valueText(field, item, times);
        }
        return items.join(QStringLiteral(", "));
    }
    case json::kind::object: {
        const auto& object = value.get_object();
        const auto* limit = object.if_contains("limit");
        const auto* window = object.if_contains("windowSeconds");
        if (field == "rateLimit" && limit != nullptr && limit->is_int64() && window != nullptr && window->is_int64()) {
            if (const auto made = RateLimit::make(limit->get_int64(), window->get_int64())) {
                return TokensModel::limitText(*made);
            }
        }
        if (const auto* count = object.if_contains("count"); count != nullptr && object.contains("sha256")) {
            const auto many = count->is_int64() ? std::clamp<std::int64_t>(count->get_int64(), 0, INT_MAX) : 0;
            return QCoreApplication::translate("Event", "%Ln entries", nullptr, static_cast<int>(many));
        }
        return safeText(json::serialize(value));
    }
    default: return safeText(json::serialize(value));
    }
}

QString tokensText(const json::array& ids, const QHash<QString, QString>& names)
{
    QStringList items;
    for (const auto& one : ids) {
        const auto id = safeText(one.is_string() ? std::string(one.get_string()) : json::serialize(one));
        items << names.value(id, id);
    }
    return items.join(QStringLiteral(", "));
}

bool contains(const json::value& list, const std::string& id)
{
    return list.is_array() && std::ranges::any_of(list.get_array(), [&](const json::value& one) {
               return one.is_string() && std::string_view(one.get_string()) == id;
           });
}

/// What happened to another object, for the history of the one with this id.
QString relatedText(const Event& event, const std::string& id)
{
    const auto name = safeText(event.objectName);
    const auto allowed = std::ranges::find(event.changes, tokensField, &FieldChange::field);
    if (allowed != event.changes.end() && contains(allowed->after, id)) {
        return tr(QT_TRANSLATE_NOOP("Event", "Allowed on %1")).arg(name);
    }
    if (allowed != event.changes.end() && contains(allowed->before, id)) {
        return tr(QT_TRANSLATE_NOOP("Event", "No longer allowed on %1")).arg(name);
    }
    return tr(QT_TRANSLATE_NOOP("Event", "%1: %2")).arg(eventKindText(event.kind), name);
}

} // namespace

QString eventKindText(const std::string& kind)
{
    const auto* known = find(kinds, kind);
    return known != nullptr ? tr(known) : safeText(kind);
}

bool isRefusalOrRemoval(const std::string& kind)
{
    const std::string_view text(kind);
    return text.ends_with(".deleted") || text.ends_with(".removed") || text.ends_with(".refused")
           || text.ends_with(".discarded");
}

QString fieldTitle(const std::string& field)
{
    const auto* known = find(fields, field);
    return known != nullptr ? QCoreApplication::translate("Field", known) : safeText(field);
}

QString changedFieldsText(const Event& event)
{
    // Of what was disabled or enabled the kind says so already, and a field of that name would say the opposite.
    const bool isSwitch = event.kind.ends_with(".disabled") || event.kind.ends_with(".enabled");
    QStringList titles;
    for (const auto& change : event.changes) {
        if (!isSwitch || (change.field != "isDisabled" && change.field != "disableCode")) {
            titles << fieldTitle(change.field);
        }
    }
    const auto isCode = [](const FieldChange& change) {
        return change.field == "disableCode" && !change.after.is_null() && change.after != "none";
    };
    if (isSwitch && (!event.reason.empty() || std::ranges::any_of(event.changes, isCode))) {
        titles << tr(QT_TRANSLATE_NOOP("Event", "reason given"));
    }
    return titles.join(QStringLiteral(", "));
}

std::vector<FieldDifference> fieldDifferences(const Event& event, const TimeText& times,
                                              const QHash<QString, QString>& names)
{
    std::vector<FieldDifference> differences;
    differences.reserve(event.changes.size());
    for (const auto& change : event.changes) {
        const auto text = [&](const json::value& value) {
            return change.field == tokensField && value.is_array() ? tokensText(value.get_array(), names)
                                                                   : valueText(change.field, value, times);
        };
        differences.push_back({fieldTitle(change.field), text(change.before), text(change.after),
                               !change.before.is_null(), !change.after.is_null()});
    }
    return differences;
}

std::vector<Uuid> tokensNamedIn(const Event& event)
{
    constexpr std::size_t most = 100;
    std::vector<Uuid> ids;
    const auto change = std::ranges::find(event.changes, tokensField, &FieldChange::field);
    if (change == event.changes.end()) {
        return ids;
    }
    for (const auto* list : {&change->before, &change->after}) {
        if (!list->is_array()) {
            continue; // absent, or so many that they were counted
        }
        for (const auto& one : list->get_array()) {
            const auto id = one.is_string() ? Uuid::parse(std::string_view(one.get_string())) : std::nullopt;
            if (id && ids.size() < most) {
                ids.push_back(*id);
            }
        }
    }
    return ids;
}

QString historyText(const Event& event, const QString& object, const TimeText& times)
{
    auto kind = eventKindText(event.kind);
    if (exactText(event.objectId) != object) {
        return relatedText(event, utf8(object));
    }
    if (!event.kind.ends_with(".updated")) {
        if (event.reason.empty()) {
            return kind;
        }
        constexpr qsizetype shown = 80;
        const auto why = safeText(event.reason).simplified();
        return tr(QT_TRANSLATE_NOOP("Event", "%1: %2")).arg(kind, why.size() > shown ? why.left(shown) + u'…' : why);
    }
    if (event.changes.size() == 1) {
        const auto& change = event.changes.front();
        const auto title = fieldTitle(change.field);
        if (change.field == tokensField) {
            return change.before.is_null()  ? tr(QT_TRANSLATE_NOOP("Event", "Tokens allowed"))
                   : change.after.is_null() ? tr(QT_TRANSLATE_NOOP("Event", "Tokens no longer allowed"))
                                            : tr(QT_TRANSLATE_NOOP("Event", "%1 changed")).arg(title);
        }
        if (change.field == "secret") {
            return tr(QT_TRANSLATE_NOOP("Event", "Secret changed"));
        }
        const auto after = valueText(change.field, change.after, times);
        if (change.after.is_null()) {
            return tr(QT_TRANSLATE_NOOP("Event", "%1 removed")).arg(title);
        }
        return after.size() <= 60 ? tr(QT_TRANSLATE_NOOP("Event", "%1 set to %2")).arg(title, after)
                                  : tr(QT_TRANSLATE_NOOP("Event", "%1 changed")).arg(title);
    }
    const auto titles = changedFieldsText(event);
    return titles.isEmpty() ? kind : tr(QT_TRANSLATE_NOOP("Event", "%1 changed")).arg(titles);
}

} // namespace tokenhouse
