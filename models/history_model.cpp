#include "models/history_model.h"

#include <QPointer>

#include "core/filter.h"
#include "models/event_text.h"
#include "models/text.h"

namespace tokenhouse {

HistoryModel::HistoryModel(TimeText& times, QObject* parent) : QAbstractListModel(parent), m_times(times)
{
    connect(&m_times, &TimeText::changed, this, [this] {
        if (!m_events.empty()) {
            Q_EMIT dataChanged(index(0), index(rowCount() - 1), {WhenRole, Qt::ToolTipRole, Qt::DisplayRole});
        }
    });
}

void HistoryModel::setSource(std::shared_ptr<PageSource<Event>> source)
{
    m_source = std::move(source);
    const auto object = std::exchange(m_object, QString());
    setObject(object);
}

void HistoryModel::setObject(const QString& id)
{
    if (id == m_object) {
        refresh();
        return;
    }
    m_object = id;
    ++m_generation;
    beginResetModel();
    m_events.clear();
    m_total = 0;
    endResetModel();
    m_failure.reset();
    if (id.isEmpty() || !m_source) {
        setState(State::Nothing);
        return;
    }
    setState(State::Loading);
    ask();
}

void HistoryModel::refresh()
{
    if (!m_object.isEmpty() && m_source) {
        ++m_generation;
        ask();
    }
}

void HistoryModel::ask()
{
    const auto quoted = quoteForFilter(utf8(m_object));
    ListRequest request;
    request.filter = "objectId = " + quoted + " OR related:" + quoted;
    request.orderBy = "sequence desc";
    request.pageSize = rowsKept;
    m_source->request(request, [self = QPointer(this), generation = m_generation](Result<ListPage<Event>> answer) {
        if (self != nullptr && self->m_generation == generation) {
            self->take(std::move(answer));
        }
    });
}

void HistoryModel::take(Result<ListPage<Event>> answer)
{
    if (!answer) {
        m_failure = std::move(answer.error());
        if (m_failure->fault == Fault::Forbidden && !m_events.empty()) { // the right to read it is gone, and so is it
            beginResetModel();
            m_events.clear();
            endResetModel();
        }
        setState(m_events.empty() ? State::Failed : State::Ready); // what is here stays readable
        return;
    }
    m_failure.reset();
    auto events = std::move(answer->items);
    m_total = answer->totalSize.value_or(static_cast<std::int64_t>(events.size()));
    const auto newest = m_events.empty() ? 0 : m_events.front().sequence;
    std::size_t fresh = 0;
    while (fresh < events.size() && events[fresh].sequence > newest) {
        ++fresh;
    }
    const bool grown = !m_events.empty() && fresh < events.size() && events[fresh].sequence == newest;
    if (!grown) {
        beginResetModel();
        m_events = std::move(events);
        endResetModel();
    } else if (fresh > 0) {
        beginInsertRows({}, 0, static_cast<int>(fresh) - 1);
        m_events.insert(m_events.begin(), std::make_move_iterator(events.begin()),
                        std::make_move_iterator(events.begin() + static_cast<std::ptrdiff_t>(fresh)));
        endInsertRows();
    }
    setState(m_events.empty() ? State::Empty : State::Ready);
}

void HistoryModel::setState(State state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

const Event* HistoryModel::at(int row) const
{
    return row >= 0 && row < rowCount() ? &m_events[static_cast<std::size_t>(row)] : nullptr;
}

int HistoryModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_events.size());
}

QVariant HistoryModel::data(const QModelIndex& index, int role) const
{
    const auto* event = index.isValid() ? at(index.row()) : nullptr;
    if (event == nullptr) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole: return historyText(*event, m_object, m_times);
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3", "what, who, when")
            .arg(historyText(*event, m_object, m_times), safeText(event->user), m_times.longText(event->time));
    case Qt::ToolTipRole: return tipText(m_times.tip(event->time));
    case ByRole: return safeText(event->user);
    case WhenRole: return m_times.longText(event->time);
    case SequenceRole: return qint64{event->sequence};
    case ReasonRole: return safeText(event->reason);
    default: return {};
    }
}

} // namespace tokenhouse
