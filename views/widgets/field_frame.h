#pragma once

#include <QWidget>

namespace tokenhouse {

/// The outline of a field around several parts; the focus ring goes around the whole.
class FieldFrame : public QWidget {
    Q_OBJECT

public:
    explicit FieldFrame(QWidget* parent = nullptr);
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace tokenhouse
