#include "models/definitions_model.h"

#include <QLocale>

#include "models/text.h"
#include "models/token_face.h"

namespace tokenhouse {

DefinitionsModel::DefinitionsModel(TimeText& times, QObject* parent) : PagedRows(times, parent)
{
    setColumns({
        {QStringLiteral("route"), tr("URL"), "route", ColumnKind::Name, true, 220},
        {QStringLiteral("name"), tr("Name"), "name", ColumnKind::Text, true, 150},
        {QStringLiteral("description"), tr("Description"), "description", ColumnKind::Text, false, 200},
        {QStringLiteral("actionType"), tr("Action"), "actionType", ColumnKind::Text, true, 156},
        {QStringLiteral("allowedTokens"), tr("Tokens"), "allowedTokens", ColumnKind::Number, true, 62},
        {QStringLiteral("state"), tr("State"), "isDisabled", ColumnKind::State, true, 100},
        {QStringLiteral("createdBy"), tr("Created by"), "createdBy", ColumnKind::Text, false, 95},
        {QStringLiteral("createdAt"), tr("Created"), "createdAt", ColumnKind::When, true, 88, 1},
        {QStringLiteral("lastModifiedBy"), tr("Modified by"), "lastModifiedBy", ColumnKind::Text, true, 95, 2},
        {QStringLiteral("lastModified"), tr("Modified"), "lastModified", ColumnKind::When, true, 88},
    });
    setDefaultSort(QStringLiteral("lastModified"), Qt::DescendingOrder);
}

QString DefinitionsModel::actionText(const Action& action)
{
    if (const auto* script = std::get_if<AutomationScript>(&action)) {
        return tr("Script %1").arg(safeText(script->script));
    }
    return tr("Fixed response %1").arg(std::get<FixedResponse>(action).status);
}

QString DefinitionsModel::idOf(const Definition& definition) const
{
    return exactText(definition.id.text());
}

bool DefinitionsModel::same(const Definition& a, const Definition& b) const
{
    return a.revision == b.revision;
}

QVariant DefinitionsModel::cell(int row, int column, int role) const
{
    const auto& definition = *at(row);
    const auto face = definition.isDisabled ? Face::Disabled : Face::Active;
    if (role == FaceRole) {
        return static_cast<int>(face);
    }
    if (role == OffRole) {
        return definition.isDisabled;
    }
    const bool isTime = column == CreatedAt || column == Modified;
    const auto time = column == CreatedAt ? definition.createdAt : definition.lastModified;
    if (role == TimeRole) {
        return isTime ? QVariant(times().dateTime(time)) : QVariant(QDateTime());
    }
    const auto count = static_cast<qint64>(definition.allowedTokens.size());
    if (role == NumberRole) {
        return column == Tokens ? QVariant(count) : QVariant();
    }
    const bool shown = role == Qt::DisplayRole || role == Qt::AccessibleTextRole;
    const bool tip = role == Qt::ToolTipRole;
    if (!shown && !tip && role != ExactRole) {
        return {};
    }
    if (isTime) {
        return shown ? times().shortText(time) : tip ? tipText(times().tip(time)) : exactText(formatTime(time));
    }
    const auto kept = [&](const std::string& text) { return role == ExactRole ? exactText(text) : safeText(text); };
    QString text;
    switch (column) {
    case RouteText: text = kept(definition.route); break;
    case Name: text = kept(definition.name); break;
    case Description: text = kept(definition.description); break;
    case ActionType: text = actionText(definition.action); break;
    case Tokens:
        text = QLocale().toString(count);
        if (tip && count == 0) {
            text = tr("No token may call it");
        }
        break;
    case State: text = faceText(face); break;
    case CreatedBy: text = kept(definition.createdBy); break;
    case ModifiedBy: text = kept(definition.lastModifiedBy); break;
    default: break;
    }
    return tip ? tipText(text) : text;
}

} // namespace tokenhouse
