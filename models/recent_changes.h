#pragma once

#include <chrono>

#include <QHash>
#include <QList>
#include <QString>

namespace tokenhouse {

/// Objects that changed a moment ago, so that their rows can be tinted. The times are monotonic milliseconds.
class RecentChanges {
public:
    static constexpr std::chrono::milliseconds keptFor{2000};

    void mark(const QString& id, qint64 at) { m_until.insert(id, at + keptFor.count()); }
    bool contains(const QString& id) const { return !m_until.isEmpty() && m_until.contains(id); }
    /// Forgets whose time is over, and names them.
    QList<QString> expire(qint64 at);
    /// When the next one expires; 0 when there is none.
    qint64 next() const;

private:
    QHash<QString, qint64> m_until;
};

} // namespace tokenhouse
