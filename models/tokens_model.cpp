#include "models/tokens_model.h"

#include <QLocale>

#include "models/text.h"
#include "models/token_face.h"

namespace tokenhouse {

TokensModel::TokensModel(TimeText& times, QObject* parent) : PagedRows(times, parent)
{
    setColumns({
        {QStringLiteral("name"), tr("Name"), "name", ColumnKind::Name, true, 200},
        {QStringLiteral("state"), tr("State"), "state", ColumnKind::State, true, 126},
        {QStringLiteral("id"), tr("Id"), "id", ColumnKind::Id, false, 110},
        {QStringLiteral("rateLimit"), tr("Rate limit"), "rateLimit", ColumnKind::Text, false, 110},
        {QStringLiteral("usedBy"), tr("Used by"), "usedBy", ColumnKind::Number, true, 80},
        {QStringLiteral("createdBy"), tr("Created by"), "createdBy", ColumnKind::Text, true, 95, 2},
        {QStringLiteral("createdAt"), tr("Created"), "createdAt", ColumnKind::When, true, 88, 1},
        {QStringLiteral("lastModifiedBy"), tr("Modified by"), "lastModifiedBy", ColumnKind::Text, true, 95, 3},
        {QStringLiteral("lastModified"), tr("Modified"), "lastModified", ColumnKind::When, true, 88},
        {QStringLiteral("expiresAt"), tr("Expires"), "expiresAt", ColumnKind::When, true, 88},
        {QStringLiteral("lastUsedAt"), tr("Last used"), "lastUsedAt", ColumnKind::When, true, 88},
    });
    setDefaultSort(QStringLiteral("lastModified"), Qt::DescendingOrder);
}

QString TokensModel::limitText(const std::optional<tokenhouse::RateLimit>& limit)
{
    if (!limit) {
        return tr("No limit");
    }
    const auto seconds = static_cast<int>(limit->window().count());
    QString window;
    if (seconds % 86'400 == 0) {
        window = seconds == 86'400 ? tr("1 day") : tr("%Ln day(s)", nullptr, seconds / 86'400);
    } else if (seconds % 3600 == 0) {
        window = seconds == 3600 ? tr("1 hour") : tr("%Ln hour(s)", nullptr, seconds / 3600);
    } else if (seconds % 60 == 0) {
        window = seconds == 60 ? tr("1 minute") : tr("%Ln minute(s)", nullptr, seconds / 60);
    } else {
        window = seconds == 1 ? tr("1 second") : tr("%Ln second(s)", nullptr, seconds);
    }
    //: "60 in 1 minute"
    return tr("%1 in %2").arg(QLocale().toString(limit->limit()), window);
}

QString TokensModel::idOf(const Token& token) const
{
    return exactText(token.id.text());
}

bool TokensModel::same(const Token& a, const Token& b) const
{
    return a.revision == b.revision && a.lastUsedAt == b.lastUsedAt && a.useCount == b.useCount && a.usedBy == b.usedBy
           && a.claimUntil == b.claimUntil && a.previousSecretUntil == b.previousSecretUntil && a.isHeld == b.isHeld;
}

QVariant TokensModel::cell(int row, int column, int role) const
{
    const auto& token = *at(row);
    const auto now = times().now();
    if (role == FaceRole) {
        return static_cast<int>(faceOf(token, now));
    }
    if (role == OffRole) {
        return !isUsable(faceOf(token, now));
    }
    const auto time = [&]() -> std::optional<Time> {
        switch (column) {
        case CreatedAt: return token.createdAt;
        case Modified: return token.lastModified;
        case Expires: return token.expiresAt;
        case LastUsed: return token.lastUsedAt;
        default: return std::nullopt;
        }
    };
    const bool isTime = columns()[static_cast<std::size_t>(column)].kind == ColumnKind::When;
    if (role == TimeRole) {
        return isTime && time() ? QVariant(times().dateTime(*time())) : QVariant(QDateTime());
    }
    if (role == NumberRole) {
        return column == UsedBy ? QVariant(qint64{token.usedBy}) : QVariant();
    }
    const bool shown = role == Qt::DisplayRole || role == Qt::AccessibleTextRole;
    const bool tip = role == Qt::ToolTipRole;
    if (!shown && !tip && role != ExactRole) {
        return {};
    }
    if (isTime) {
        if (!time()) {
            return shown ? QVariant(times().shortText(time())) : QVariant();
        }
        return shown ? times().shortText(*time())
               : tip ? tipText(times().tip(*time()))
                     : exactText(formatTime(*time()));
    }
    QString text;
    switch (column) {
    case Name:
        if (role == ExactRole) {
            return exactText(token.name);
        }
        text = safeText(token.name);
        break;
    case State:
        text = faceText(token, now, token.expiresAt ? times().remaining(*token.expiresAt - now) : QString());
        break;
    case Id: text = idOf(token); break;
    case RateLimit: text = limitText(token.rateLimit); break;
    case UsedBy:
        text = QLocale().toString(token.usedBy);
        if (tip) {
            text = token.usedBy == 0 ? tr("In no API") : tr("In %Ln API(s)", nullptr, static_cast<int>(token.usedBy));
        }
        break;
    case CreatedBy: text = safeText(token.createdBy); break;
    case ModifiedBy: text = safeText(token.lastModifiedBy); break;
    default: break;
    }
    return tip ? tipText(text) : text;
}

} // namespace tokenhouse
