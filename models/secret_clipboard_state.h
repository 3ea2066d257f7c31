#pragma once

#include <chrono>

#include <QObject>
#include <QTimer>

#include "core/secret.h"
#include "models/clipboard_port.h"

namespace tokenhouse {

/// A secret on the clipboard and its countdown; lives longer than the dialog (the status bar shows it on). GUI thread.
///
/// copy() puts a copy on the clipboard, reads it back and counts down from `keepFor`. At its end, on clearNow() and in
/// the destructor the clipboard is cleared if it still holds the secret. The copy kept here is wiped with the
/// countdown.
class SecretClipboardState : public QObject {
    Q_OBJECT

public:
    enum class State {
        Idle,        ///< nothing of ours is there
        Copied,      ///< there, counting down
        NotReadable, ///< put there, but it cannot be read back: says so; clearing is tried all the same
        Refused,     ///< the platform did not take it
        NotCleared,  ///< the time is over but the clipboard could not be cleared: say so
        Replaced,    ///< someone put something else there: nothing of ours is left
        Cleared,
    };
    Q_ENUM(State)

    static constexpr std::chrono::seconds keepFor{30};

    /// `tellFor`: how long it is told that nothing of ours is on the clipboard any more; what needs doing is told on.
    explicit SecretClipboardState(ClipboardPort& port, QObject* parent = nullptr,
                                  std::chrono::milliseconds tellFor = std::chrono::seconds(10));
    ~SecretClipboardState() override;

    void copy(const SecretBytes& secret);
    void clearNow(); ///< also on quit and when the screen is locked
    State state() const { return m_state; }
    bool isCounting() const { return m_state == State::Copied || m_state == State::NotReadable; }
    int secondsLeft() const { return m_left; }
    /// "Copied, cleared in 30 s", "The clipboard was cleared.", … empty when idle.
    QString text() const;

Q_SIGNALS:
    void changed(); ///< state or seconds

private:
    void tick();
    void look();
    void finish(State state);

    ClipboardPort& m_port;
    SecretBytes m_secret;
    QTimer m_timer;
    QTimer m_toldTimer;
    State m_state = State::Idle;
    int m_left = 0;
};

} // namespace tokenhouse
