#pragma once

#include <chrono>

#include <QTimer>
#include <QWidget>

#include "views/theme.h"

class QProgressBar;

namespace tokenhouse {

class Button;
class ElidedLabel;

/// The line at the bottom: how it stands with the server, who one is, the clipboard's countdown, pending work, times.
class HouseStatusBar : public QWidget {
    Q_OBJECT

public:
    /// `saidFor`: how long a passing word stays.
    explicit HouseStatusBar(QWidget* parent = nullptr, std::chrono::milliseconds saidFor = std::chrono::seconds(10));
    /// `role` colours the dot: Active connected, Warning trying, Refused not connected. The words say the same.
    void setConnection(const QString& text, Role role);
    void setUser(const QString& text);
    /// "Secret on the clipboard, cleared in 12 s"; empty hides it. `canClear` offers "Clear now".
    void setClipboard(const QString& text, bool canClear);
    /// Work on its way; percent under 0 shows no bar; `link` ("Stop") offers linkChosen(). Empty text hides it.
    void setWork(const QString& text, int percent = -1, const QString& link = {});
    /// A passing word ("Disabled 3 of 3"): goes by itself, or with the next one; with `link` ("Undo"), which stays
    /// twice as long, linkChosen() is offered beside it.
    void say(const QString& text, const QString& link = {});
    /// The word stays, what was offered does not.
    void takeLink();
    void setUtc(bool utc);

Q_SIGNALS:
    void clearClipboardWanted();
    void linkChosen();
    void utcToggled();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QTimer m_saidTimer;
    std::chrono::milliseconds m_saidFor;
    Role m_dot = Role::Muted;
    ElidedLabel* m_connection;
    ElidedLabel* m_user;
    ElidedLabel* m_clipboard;
    Button* m_clear;
    ElidedLabel* m_work;
    Button* m_link; ///< beside a passing word
    QProgressBar* m_progress;
    ElidedLabel* m_percent;
    Button* m_times;
};

} // namespace tokenhouse
