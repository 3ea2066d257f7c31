#pragma once

#include <QWidget>

class QAbstractItemModel;

namespace tokenhouse {

class HistoryModel;

/// The history of one object as dots on a line. The model must outlive it.
class Timeline : public QWidget {
    Q_OBJECT

public:
    explicit Timeline(HistoryModel& model, QWidget* parent = nullptr);
    static constexpr int shown = 5; ///< the newest; the rest is on the Events page
    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void follow();
    QString note() const;
    HistoryModel& m_model;
};

} // namespace tokenhouse
