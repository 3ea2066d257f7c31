#pragma once

#include <QList>
#include <QWidget>

#include "views/theme.h"

class QChart;
class QChartView;
class QHBoxLayout;
class QLabel;
class QStackedWidget;
class QTableWidget;

namespace tokenhouse {

class Button;

/// Numbers over time as stacked bars, a legend with their sums, and the same numbers as a table for whoever cannot or
/// does not want to see bars. Each part of a bar, each sum and each cell can be chosen.
class StackedChart : public QWidget {
    Q_OBJECT

public:
    struct Part {
        QString name;
        Role tone = Role::Accent;
        QList<qint64> values; ///< one for each column
    };

    /// `name`: accessible, "Changes a day, by user".
    explicit StackedChart(const QString& name, QWidget* parent = nullptr);
    /// `span`: "24 Oct – 22 Nov", beside the legend.
    void setData(const QStringList& columns, const QList<Part>& parts, const QString& span);
    /// Sums and parts lead somewhere.
    void setLinked(bool linked) { m_isLinked = linked; }

Q_SIGNALS:
    void chosen(int part, int column); ///< column -1: the whole part

private:
    void draw();
    void fillTable();
    void fillLegend();

    QString m_name;
    QStringList m_columns;
    QList<Part> m_parts;
    bool m_isLinked = true;
    QStackedWidget* m_faces;
    QChart* m_chart;
    QChartView* m_view;
    QTableWidget* m_table;
    QHBoxLayout* m_legend;
    QLabel* m_span;
    Button* m_switch;
};

} // namespace tokenhouse
