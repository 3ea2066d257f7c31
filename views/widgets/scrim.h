#pragma once

#include <QWidget>

namespace tokenhouse {

/// Dims a window while a dialog over it waits for an answer, so that the eye finds what speaks. It takes no clicks and
/// has no focus; of several on one window
/// only the first paints.
class Scrim : public QWidget {
    Q_OBJECT

public:
    explicit Scrim(QWidget* window);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace tokenhouse
