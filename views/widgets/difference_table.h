#pragma once

#include <vector>

#include <QWidget>

#include "models/event_text.h"

class QGridLayout;

namespace tokenhouse {

/// Fields before and after, side by side; red and green grounds only repeat what the columns say. What was just made
/// (or is gone) has one column of values and no ground. A long value ends after some lines; the tip has all of it.
class DifferenceTable : public QWidget {
    Q_OBJECT

public:
    explicit DifferenceTable(QWidget* parent = nullptr);
    void setDifferences(const std::vector<FieldDifference>& differences);
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override { return {260, heightForWidth(qMax(width(), 260))}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    enum class Shape { Both, OnlyAfter, OnlyBefore };
    static constexpr int padding = 9;
    Shape shape() const;
    QStringList heads() const;
    QStringList texts(const FieldDifference& difference) const;
    /// Of a column, within a table of this width.
    QRect cell(qsizetype column, int width) const;
    int rowHeight(const FieldDifference& difference, int width) const;
    QString beforeText(const FieldDifference& difference) const;
    QString afterText(const FieldDifference& difference) const;
    std::vector<FieldDifference> m_differences;
};

} // namespace tokenhouse
