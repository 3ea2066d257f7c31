#pragma once

#include <QPushButton>

#include "views/theme.h"

namespace tokenhouse {

/// A push button of the house. One that may not be used now is blocked, not disabled: it keeps the focus and its
/// reason can be reached by keyboard, is its tool tip and its accessible description; its accessible state is disabled.
class Button : public QPushButton {
    Q_OBJECT

public:
    enum class Kind { Normal, Primary, Destructive, Link, Quiet };

    explicit Button(const QString& text = {}, Kind kind = Kind::Normal, QWidget* parent = nullptr);

    void setKind(Kind kind);
    Kind kind() const { return m_kind; }
    void setIconName(const QString& name);
    /// Text from outside: never a mnemonic, also the accessible name.
    void setPlainText(const QString& text);
    /// Text for an icon-only button: the accessible name and, unless there is a reason, the tip.
    void setSpokenName(const QString& name);

    void setBlocked(const QString& reason);
    bool isBlocked() const { return m_blocked; }
    QString reason() const { return m_reason; }
    /// Where the reason comes from outside the button (an action's tip), it can be blocked without words too.
    void setBlocked(bool blocked, const QString& reason);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// Clicked while not blocked. Connect to this one.
    void chosen();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    bool hitButton(const QPoint& position) const override;
    bool event(QEvent* event) override;
    virtual Role textRole() const;
    QString shownText() const;
    QFont shownFont() const;

private:
    Kind m_kind;
    QString m_iconName;
    QString m_plain;
    QString m_reason;
    bool m_blocked = false;
};

} // namespace tokenhouse
