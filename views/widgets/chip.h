#pragma once

#include <QPushButton>

namespace tokenhouse {

/// A taken choice with a ×. Click, Delete and Backspace ask for its removal.
class Chip : public QPushButton {
    Q_OBJECT

public:
    explicit Chip(const QString& label, QWidget* parent = nullptr);
    QString label() const { return m_label; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void removeWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QString m_label;
};

} // namespace tokenhouse
