#pragma once

#include <QWidget>

#include "views/theme.h"

class QLabel;
class QProgressBar;

namespace tokenhouse {

class Button;

/// The line at the bottom: how it stands with the server, who one is, the clipboard's countdown, pending work, times.
class HouseStatusBar : public QWidget {
    Q_OBJECT

public:
    explicit HouseStatusBar(QWidget* parent = nullptr);
    /// `role` colours the dot: Active connected, Warning trying, Refused not connected. The words say the same.
    void setConnection(const QString& text, Role role);
    void setUser(const QString& text);
    /// "Secret on the clipboard, cleared in 12 s"; empty hides it. `canClear` offers "Clear now".
    void setClipboard(const QString& text, bool canClear);
    /// Work on its way; percent under 0 shows no bar. Empty text hides it.
    void setWork(const QString& text, int percent = -1);
    void setUtc(bool utc);

Q_SIGNALS:
    void clearClipboardWanted();
    void utcToggled();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Role m_dot = Role::Muted;
    QLabel* m_connection;
    QLabel* m_user;
    QLabel* m_clipboard;
    Button* m_clear;
    QLabel* m_work;
    QProgressBar* m_progress;
    QLabel* m_percent;
    Button* m_times;
};

} // namespace tokenhouse
