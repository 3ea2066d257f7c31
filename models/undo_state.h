#pragma once

#include <functional>

#include <QObject>
#include <QString>

namespace tokenhouse {

/// The last change, where it can be taken back. Only the last one: what was done before it may rest on it. GUI thread.
class UndoState : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// `done`: the change in words, "Disabled 3 of 3". `act` starts what takes it back.
    void offer(const QString& done, std::function<void()> act);
    /// There was another change, or one went elsewhere.
    void forget();
    bool isOffered() const { return m_act != nullptr; }
    QString done() const { return m_done; }
    void undo(); ///< once

Q_SIGNALS:
    void changed();

private:
    QString m_done;
    std::function<void()> m_act;
};

} // namespace tokenhouse
