#pragma once

#include <vector>

#include <QList>
#include <QWidget>

#include "views/theme.h"

class QGridLayout;

namespace tokenhouse {

class BarStripe;
class Button;
class ElidedLabel;

/// Numbers as bars beside each other's names; each number is a link. Rows that come again keep their place.
class BarList : public QWidget {
    Q_OBJECT

public:
    struct Row {
        QString key;
        QString name;
        qint64 count = 0;
        Role tone = Role::Accent; ///< of the bar
    };

    explicit BarList(QWidget* parent = nullptr);
    void setRows(const QList<Row>& rows);

Q_SIGNALS:
    void chosen(const QString& key);

private:
    struct Line {
        QString key;
        ElidedLabel* name;
        BarStripe* bar;
        Button* count;
    };
    void addLine();

    QGridLayout* m_grid;
    std::vector<Line> m_lines;
};

} // namespace tokenhouse
