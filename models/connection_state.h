#pragma once

#include <optional>

#include <QObject>
#include <QString>
#include <QTimer>

#include "models/time_text.h"

namespace tokenhouse {

/// How the window stands towards its server, with the countdown to the next try. GUI thread.
class ConnectionState : public QObject {
    Q_OBJECT

public:
    enum class Phase {
        SignedOut,  ///< nobody is signed in
        Connecting, ///< the first time, or again
        Connected,
        Lost, ///< since(); tries again in secondsLeft()
    };
    Q_ENUM(Phase)

    explicit ConnectionState(TimeText& times, QObject* parent = nullptr);

    Phase phase() const { return m_phase; }
    bool isConnected() const { return m_phase == Phase::Connected; }
    std::optional<Time> since() const { return m_since; } ///< of the loss; kept while connecting again
    int secondsLeft() const;

    void setSignedOut();
    void setConnecting();
    void setConnected();
    /// Lost, or lost still. The next try is `retryIn` from now.
    void setLost(std::chrono::milliseconds retryIn);

Q_SIGNALS:
    void changed(); ///< phase or countdown
    void phaseChanged();

private:
    void setPhase(Phase phase);

    TimeText& m_times;
    QTimer m_second;
    Phase m_phase = Phase::SignedOut;
    std::optional<Time> m_since;
    std::optional<Time> m_retryAt;
};

} // namespace tokenhouse
