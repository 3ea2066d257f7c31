#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QAbstractListModel>

#include "core/event.h"
#include "models/page_source.h"
#include "models/time_text.h"

namespace tokenhouse {

/// The newest events of one object, newest first: DisplayRole a sentence, ToolTipRole when exactly, and the roles
/// below. GUI thread. Answers for an object shown before are dropped.
class HistoryModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { ByRole = Qt::UserRole + 1, WhenRole, SequenceRole, ReasonRole };
    enum class State { Nothing, Loading, Ready, Empty, Failed };
    Q_ENUM(State)
    static constexpr int rowsKept = 50;

    explicit HistoryModel(TimeText& times, QObject* parent = nullptr);

    void setSource(std::shared_ptr<PageSource<Event>> source);
    /// Empty id = nothing selected. The same object again refreshes quietly.
    void setObject(const QString& id);
    void refresh();
    State state() const { return m_state; }
    const std::optional<Failure>& failure() const { return m_failure; }
    std::int64_t total() const { return m_total; } ///< there may be more than are shown
    const Event* at(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
    void stateChanged();

private:
    void ask();
    void take(Result<ListPage<Event>> answer);
    void setState(State state);

    TimeText& m_times;
    std::shared_ptr<PageSource<Event>> m_source;
    QString m_object;
    std::vector<Event> m_events;
    std::int64_t m_total = 0;
    State m_state = State::Nothing;
    std::optional<Failure> m_failure;
    std::uint64_t m_generation = 0;
};

} // namespace tokenhouse
