#pragma once

#include <vector>

#include <QWidget>

#include "models/event_text.h"

class QGridLayout;

namespace tokenhouse {

/// Fields before and after, side by side; red and green grounds only repeat what the columns say.
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

private:
    static constexpr int padding = 9;
    int rowHeight(const FieldDifference& difference, int width) const;
    QString beforeText(const FieldDifference& difference) const;
    QString afterText(const FieldDifference& difference) const;
    std::vector<FieldDifference> m_differences;
};

} // namespace tokenhouse
