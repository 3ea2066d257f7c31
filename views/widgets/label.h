#pragma once

#include <QLabel>

#include "views/theme.h"

namespace tokenhouse {

/// A label that never takes what it shows for markup: most of it comes from outside.
QLabel* plainLabel(const QString& text, Role role = Role::Text, const QFont& font = Theme::body(),
                   QWidget* parent = nullptr);

/// Lines that break at words, and within one when it is longer than the line: a name of 200 letters without a blank
/// stays within its place, which QLabel cannot promise. Plain text only.
class WrappedLabel : public QLabel {
    Q_OBJECT

public:
    explicit WrappedLabel(const QString& text = {}, Role role = Role::Text, const QFont& font = Theme::body(),
                          QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// One line that gives way: elided at its end or in its middle, with the whole in the tip.
class ElidedLabel : public QWidget {
    Q_OBJECT

public:
    explicit ElidedLabel(const QString& text = {}, Role role = Role::Text, QWidget* parent = nullptr);
    void setText(const QString& text);
    QString text() const { return m_text; }
    void setRole(Role role);
    void setElideMode(Qt::TextElideMode mode);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QString m_text;
    Role m_role;
    Qt::TextElideMode m_mode = Qt::ElideRight;
};

} // namespace tokenhouse
