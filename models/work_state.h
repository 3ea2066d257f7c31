#pragma once

#include <functional>

#include <QObject>
#include <QString>

namespace tokenhouse {

/// What the user waits for, if anything: in words, how far it is, and how it is stopped. GUI thread.
class WorkState : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Takes the place of what was told before. `cancel` empty: it cannot be stopped.
    void begin(const QString& doing, std::function<void()> cancel = {});
    void setPercent(int percent);
    void end();
    QString doing() const { return m_doing; }
    int percent() const { return m_percent; } ///< -1 = not known
    bool canCancel() const { return m_cancel != nullptr; }
    void cancel();

Q_SIGNALS:
    void changed();

private:
    QString m_doing;
    int m_percent = -1;
    std::function<void()> m_cancel;
};

} // namespace tokenhouse
