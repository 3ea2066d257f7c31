#include "models/events_model.h"

#include "models/event_text.h"
#include "models/text.h"

namespace tokenhouse {

EventsModel::EventsModel(TimeText& times, QObject* parent) : PagedRows(times, parent)
{
    setColumns({
        {QStringLiteral("time"), tr("Time"), "time", ColumnKind::When, true, 130},
        {QStringLiteral("user"), tr("User"), "user", ColumnKind::Text, true, 120},
        {QStringLiteral("kind"), tr("What"), "kind", ColumnKind::Text, true, 175},
        {QStringLiteral("objectName"), tr("Object"), "objectName", ColumnKind::Name, true, 220},
        {QStringLiteral("changes"), tr("Changed"), "changes", ColumnKind::Text, true, 245},
    });
    setDefaultSort(QStringLiteral("time"), Qt::DescendingOrder);
}

QStringList EventsModel::widestTexts(int column) const
{
    return column == When ? times().widestMoments() : QStringList();
}

QString EventsModel::idOf(const Event& event) const
{
    return QString::number(event.sequence);
}

bool EventsModel::same(const Event& a, const Event& b) const
{
    return a.sequence == b.sequence && a.hash == b.hash;
}

QVariant EventsModel::cell(int row, int column, int role) const
{
    const auto& event = *at(row);
    switch (role) {
    case EventKindRole: return exactText(event.kind);
    case RefusedRole: return isRefusalOrRemoval(event.kind);
    case LinkRole:
        return event.objectType == "token" || event.objectType == "definition" ? exactText(event.objectId) : QString();
    case OffRole: return false;
    case TimeRole: return column == When ? QVariant(times().dateTime(event.time)) : QVariant(QDateTime());
    default: break;
    }
    const bool shown = role == Qt::DisplayRole || role == Qt::AccessibleTextRole;
    const bool tip = role == Qt::ToolTipRole;
    if (!shown && !tip && role != ExactRole) {
        return {};
    }
    if (column == When) {
        return shown ? times().momentText(event.time)
               : tip ? tipText(times().tip(event.time))
                     : exactText(formatTime(event.time));
    }
    QString text;
    switch (column) {
    case User: text = safeText(event.user); break;
    case What: text = eventKindText(event.kind); break;
    case Object: text = safeText(event.objectName.empty() ? event.objectId : event.objectName); break;
    case Changed: text = changedFieldsText(event); break;
    default: break;
    }
    return tip ? tipText(text) : text;
}

} // namespace tokenhouse
