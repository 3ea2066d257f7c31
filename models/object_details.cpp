#include "models/object_details.h"

#include <algorithm>
#include <climits>

#include <QCoreApplication>
#include <QLocale>

#include "models/definitions_model.h"
#include "models/text.h"
#include "models/tokens_model.h"

namespace tokenhouse {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Details", text);
}

DetailFact textFact(const char* key, QString label, const std::string& value,
                    DetailFact::Kind kind = DetailFact::Kind::Text)
{
    return {QString::fromLatin1(key), std::move(label), safeText(value), {}, exactText(value), kind};
}

/// A text that may have several lines, which are seen as lines.
DetailFact linesFact(const char* key, QString label, const std::string& value)
{
    QStringList lines;
    for (const QString& line : exactText(value).split(QLatin1Char('\n')))
        lines << safeText(utf8(line.endsWith(QLatin1Char('\r')) ? line.chopped(1) : line));
    auto fact = textFact(key, std::move(label), value, DetailFact::Kind::Multiline);
    fact.value = lines.join(QLatin1Char('\n'));
    return fact;
}

/// "yesterday 16:41 · p.okafor"
DetailFact timeFact(const char* key, QString label, const TimeText& times, Time time, const std::string& by = {})
{
    auto text = times.longText(time);
    if (!by.empty()) {
        text += QStringLiteral(" · ") + safeText(by);
    }
    return {QString::fromLatin1(key),    std::move(label),      text, times.tip(time),
            exactText(formatTime(time)), DetailFact::Kind::When};
}

QString joined(const std::vector<std::string>& texts)
{
    QStringList list;
    for (const auto& text : texts) {
        list << safeText(text);
    }
    return list.join(QStringLiteral(", "));
}

} // namespace

ObjectDetails detailsOf(const Token& token, const TimeText& times)
{
    const auto now = times.now();
    ObjectDetails details;
    details.id = exactText(token.id.text());
    details.title = safeText(token.name);
    details.face = faceOf(token, now);
    details.faceText = faceText(token, now, token.expiresAt ? times.remaining(*token.expiresAt - now) : QString());
    auto& facts = details.facts;
    facts.push_back(textFact("id", tr(QT_TRANSLATE_NOOP("Details", "Id")), token.id.text(), DetailFact::Kind::Id));
    if (!token.description.empty()) {
        facts.push_back(linesFact("description", tr(QT_TRANSLATE_NOOP("Details", "Description")), token.description));
    }
    if (!token.owner.empty()) {
        facts.push_back(textFact("owner", tr(QT_TRANSLATE_NOOP("Details", "Owner")), token.owner));
    }
    if (!token.labels.empty()) {
        facts.push_back({QStringLiteral("labels"),
                         tr(QT_TRANSLATE_NOOP("Details", "Labels")),
                         joined(token.labels),
                         {},
                         joined(token.labels),
                         DetailFact::Kind::Text});
    }
    facts.push_back({QStringLiteral("secret"),
                     tr(QT_TRANSLATE_NOOP("Details", "Secret")),
                     tr(QT_TRANSLATE_NOOP("Details", "kept as a digest")),
                     {},
                     {},
                     DetailFact::Kind::Text});
    if (token.claimUntil) {
        facts.push_back(
            timeFact("claimUntil", tr(QT_TRANSLATE_NOOP("Details", "Confirm until")), times, *token.claimUntil));
    }
    if (token.previousSecretUntil) {
        facts.push_back(timeFact("previousSecretUntil", tr(QT_TRANSLATE_NOOP("Details", "Old secret until")), times,
                                 *token.previousSecretUntil));
    }
    const auto limit = TokensModel::limitText(token.rateLimit);
    facts.push_back({QStringLiteral("rateLimit"),
                     tr(QT_TRANSLATE_NOOP("Details", "Rate limit")),
                     limit,
                     {},
                     limit,
                     DetailFact::Kind::Text});
    if (!token.allowedAddresses.empty()) {
        facts.push_back({QStringLiteral("allowedAddresses"),
                         tr(QT_TRANSLATE_NOOP("Details", "Addresses")),
                         joined(token.allowedAddresses),
                         {},
                         joined(token.allowedAddresses),
                         DetailFact::Kind::Text});
    }
    const auto expires = tr(QT_TRANSLATE_NOOP("Details", "Expires"));
    if (token.expiresAt) {
        facts.push_back(timeFact("expiresAt", expires, times, *token.expiresAt));
    } else {
        facts.push_back(
            {QStringLiteral("expiresAt"), expires, times.shortText(token.expiresAt), {}, {}, DetailFact::Kind::Text});
    }
    facts.push_back(
        timeFact("createdAt", tr(QT_TRANSLATE_NOOP("Details", "Created")), times, token.createdAt, token.createdBy));
    facts.push_back(timeFact("lastModified", tr(QT_TRANSLATE_NOOP("Details", "Modified")), times, token.lastModified,
                             token.lastModifiedBy));
    const auto used = tr(QT_TRANSLATE_NOOP("Details", "Last used"));
    if (token.lastUsedAt) {
        auto fact = timeFact("lastUsedAt", used, times, *token.lastUsedAt);
        const int calls = static_cast<int>(std::min<std::uint64_t>(token.useCount, INT_MAX));
        fact.value = times.shortText(*token.lastUsedAt) + QStringLiteral(" · ")
                     + QCoreApplication::translate("Details", "%Ln call(s)", nullptr, calls);
        facts.push_back(std::move(fact));
    } else {
        facts.push_back(
            {QStringLiteral("lastUsedAt"), used, times.shortText(token.lastUsedAt), {}, {}, DetailFact::Kind::Text});
    }
    return details;
}

ObjectDetails detailsOf(const Definition& definition, const TimeText& times)
{
    ObjectDetails details;
    details.id = exactText(definition.id.text());
    details.title = safeText(definition.route);
    details.face = definition.isDisabled ? Face::Disabled : Face::Active;
    details.faceText = faceText(details.face);
    auto& facts = details.facts;
    facts.push_back(textFact("id", tr(QT_TRANSLATE_NOOP("Details", "Id")), definition.id.text(), DetailFact::Kind::Id));
    facts.push_back(textFact("route", tr(QT_TRANSLATE_NOOP("Details", "URL")), "/api/custom/" + definition.route));
    if (!definition.name.empty()) {
        facts.push_back(textFact("name", tr(QT_TRANSLATE_NOOP("Details", "Name")), definition.name));
    }
    if (!definition.description.empty()) {
        facts.push_back(
            linesFact("description", tr(QT_TRANSLATE_NOOP("Details", "Description")), definition.description));
    }
    QStringList methods;
    for (const auto method : definition.methods) {
        methods << exactText(methodName(method));
    }
    const auto methodsText = methods.isEmpty() ? tr(QT_TRANSLATE_NOOP("Details", "all")) : methods.join(u' ');
    facts.push_back({QStringLiteral("methods"),
                     tr(QT_TRANSLATE_NOOP("Details", "Methods")),
                     methodsText,
                     {},
                     methodsText,
                     DetailFact::Kind::Text});
    const auto action = DefinitionsModel::actionText(definition.action);
    facts.push_back({QStringLiteral("action"),
                     tr(QT_TRANSLATE_NOOP("Details", "Action")),
                     action,
                     {},
                     action,
                     DetailFact::Kind::Text});
    facts.push_back(timeFact("createdAt", tr(QT_TRANSLATE_NOOP("Details", "Created")), times, definition.createdAt,
                             definition.createdBy));
    facts.push_back(timeFact("lastModified", tr(QT_TRANSLATE_NOOP("Details", "Modified")), times,
                             definition.lastModified, definition.lastModifiedBy));
    return details;
}

} // namespace tokenhouse
