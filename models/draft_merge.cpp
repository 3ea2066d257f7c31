#include "models/draft_merge.h"

#include <QCoreApplication>
#include <QLocale>

#include "core/json.h"
#include "models/text.h"
#include "models/tokens_model.h"

namespace tokenhouse {

namespace {

struct Merge {
    Q_DECLARE_TR_FUNCTIONS(Merge)
};

template <class Draft, class T>
DraftField<Draft> memberField(const char* key, const QString& label, T Draft::*member,
                              std::function<QString(const T&)> text)
{
    return {QString::fromLatin1(key), label, [member, text](const Draft& draft) { return text(draft.*member); },
            [member](const Draft& one, const Draft& other) { return one.*member == other.*member; },
            [member](const Draft& from, Draft& to) { to.*member = from.*member; }};
}

QString orNothing(const QString& text)
{
    return text.isEmpty() ? Merge::tr("(empty)") : text;
}

QString textOf(const std::string& text)
{
    return orNothing(safeText(text));
}

QString listOf(const std::vector<std::string>& texts)
{
    QStringList list;
    for (const auto& text : texts)
        list << safeText(text);
    return orNothing(list.join(QStringLiteral(", ")));
}

} // namespace

std::vector<DraftField<TokenDraft>> mergeFields(const TimeText& times, const TokenDraft*)
{
    using D = TokenDraft;
    const std::function<QString(const std::string&)> text = textOf;
    const std::function<QString(const std::vector<std::string>&)> list = listOf;
    return {memberField("name", Merge::tr("Name"), &D::name, text),
            memberField<D, std::optional<Time>>("expiresAt", Merge::tr("Expires"), &D::expiresAt,
                                                [&times](const std::optional<Time>& time) {
                                                    return time ? times.longText(*time) : times.shortText(time);
                                                }),
            memberField<D, std::optional<RateLimit>>(
                "rateLimit", Merge::tr("Rate limit"), &D::rateLimit,
                [](const std::optional<RateLimit>& limit) { return TokensModel::limitText(limit); }),
            memberField("owner", Merge::tr("Owner"), &D::owner, text),
            memberField("description", Merge::tr("Description"), &D::description, text),
            memberField("labels", Merge::tr("Labels"), &D::labels, list),
            memberField("allowedAddresses", Merge::tr("Addresses"), &D::allowedAddresses, list)};
}

std::vector<DraftField<DefinitionDraft>> mergeFields(const TimeText&, const DefinitionDraft*)
{
    using D = DefinitionDraft;
    const std::function<QString(const std::string&)> text = textOf;
    const auto actionText = [](const D& draft) {
        return safeText(draft.actionType) + QStringLiteral(" ") + safeText(json::serialize(draft.actionMeta)).left(400);
    };
    return {memberField("route", Merge::tr("Route"), &D::route, text),
            memberField("name", Merge::tr("Name"), &D::name, text),
            memberField("description", Merge::tr("Description"), &D::description, text),
            memberField<D, std::vector<Method>>("methods", Merge::tr("Methods"), &D::methods,
                                                [](const std::vector<Method>& methods) {
                                                    QStringList names;
                                                    for (const auto method : methods)
                                                        names << exactText(methodName(method));
                                                    return names.isEmpty() ? Merge::tr("all") : names.join(u' ');
                                                }),
            memberField<D, std::vector<Uuid>>("allowedTokens", Merge::tr("Allowed tokens"), &D::allowedTokens,
                                              [](const std::vector<Uuid>& ids) {
                                                  return Merge::tr("%Ln tokens", nullptr, static_cast<int>(ids.size()));
                                              }),
            {QStringLiteral("action"), Merge::tr("Action"), actionText,
             [](const D& one, const D& other) {
                 return one.actionType == other.actionType && one.actionMeta == other.actionMeta;
             },
             [](const D& from, D& to) {
                 to.actionType = from.actionType;
                 to.actionMeta = from.actionMeta;
             }}};
}

} // namespace tokenhouse
