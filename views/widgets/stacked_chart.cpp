#include "views/widgets/stacked_chart.h"

#include <QBarCategoryAxis>
#include <QBarSet>
#include <QChart>
#include <QChartView>
#include <QGraphicsLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QStackedBarSeries>
#include <QStackedWidget>
#include <QTableWidget>
#include <QToolTip>
#include <QVBoxLayout>
#include <QValueAxis>

#include "models/text.h"
#include "views/widgets/button.h"
#include "views/widgets/label.h"

namespace tokenhouse {

namespace {

/// The colour of a part, beside its name.
class Swatch : public QWidget {
public:
    Swatch(Role tone, QWidget* parent) : QWidget(parent), m_tone(tone) { setFixedSize(11, 11); }

protected:
    void paintEvent(QPaintEvent*) override { QPainter(this).fillRect(rect(), Theme::of(this).colour(m_tone)); }

private:
    Role m_tone;
};

/// A round number not below `most` that halves into a whole one: 2, 4, 10, 20, 40, 100 …
qint64 roundTop(qint64 most)
{
    qint64 top = 2;
    for (qint64 power = 1; top < most; power *= 10) {
        for (const qint64 step : {2, 4, 6, 8, 10}) {
            top = step * power;
            if (top >= most)
                break;
        }
    }
    return top;
}

} // namespace

StackedChart::StackedChart(const QString& name, QWidget* parent)
    : QWidget(parent),
      m_name(name),
      m_faces(new QStackedWidget(this)),
      m_chart(new QChart),
      m_view(new QChartView(m_chart, m_faces)),
      m_table(new QTableWidget(m_faces)),
      m_span(plainLabel({}, Role::Muted, Theme::small(), this)),
      m_switch(new Button({}, Button::Kind::Link, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setRenderHint(QPainter::Antialiasing);
    m_view->setFocusPolicy(Qt::NoFocus); // the table is what a keyboard walks through
    m_view->setAccessibleName(name);
    m_view->setAccessibleDescription(tr("A chart. The same numbers can be shown as a table."));
    m_view->setMinimumHeight(110);
    m_view->setBackgroundBrush(Qt::NoBrush);
    m_view->viewport()->setAutoFillBackground(false);
    m_chart->setBackgroundVisible(false);
    m_chart->legend()->hide();
    m_chart->setMargins(QMargins());
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_table->setAccessibleName(name);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->verticalHeader()->setDefaultSectionSize(measure::rowCompact);
    connect(m_table, &QTableWidget::cellActivated, this, [this](int row, int column) {
        if (m_isLinked)
            Q_EMIT chosen(column, row);
    });
    m_faces->addWidget(m_view);
    m_faces->addWidget(m_table);
    layout->addWidget(m_faces, 1);
    m_legend = new QHBoxLayout;
    m_legend->setSpacing(6);
    layout->addLayout(m_legend);
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_span);
    foot->addStretch(1);
    m_switch->setFont(Theme::small());
    foot->addWidget(m_switch);
    layout->addLayout(foot);
    const auto follow = [this] {
        m_switch->setText(m_faces->currentIndex() == 0 ? tr("As a table") : tr("As a chart"));
        m_switch->setSpokenName(tr("%1: %2").arg(m_name, m_switch->text()));
    };
    connect(m_switch, &Button::chosen, this, [this, follow] {
        m_faces->setCurrentIndex(1 - m_faces->currentIndex());
        follow();
    });
    follow();
    if (const auto* theme = &Theme::of(this))
        connect(theme, &Theme::schemeChanged, this, &StackedChart::draw);
}

void StackedChart::setData(const QStringList& columns, const QList<Part>& parts, const QString& span)
{
    m_columns = columns;
    m_parts = parts;
    m_span->setText(span);
    draw();
    fillTable();
    fillLegend();
}

void StackedChart::draw()
{
    const Theme& theme = Theme::of(this);
    m_chart->removeAllSeries();
    for (auto* axis : m_chart->axes()) {
        m_chart->removeAxis(axis);
        delete axis;
    }
    auto* series = new QStackedBarSeries(m_chart);
    series->setBarWidth(0.72);
    qint64 most = 0;
    for (qsizetype column = 0; column < m_columns.size(); ++column) {
        qint64 sum = 0;
        for (const auto& part : m_parts)
            sum += part.values.value(column);
        most = qMax(most, sum);
    }
    for (int at = 0; at < m_parts.size(); ++at) {
        const auto& part = m_parts[at];
        auto* set = new QBarSet(part.name, series);
        for (const auto value : part.values)
            set->append(static_cast<double>(value));
        set->setColor(theme.colour(part.tone));
        set->setPen(QPen(theme.colour(Role::Surface), 1.5)); // the gap between parts
        connect(set, &QBarSet::clicked, this, [this, at](int column) {
            if (m_isLinked)
                Q_EMIT chosen(at, column);
        });
        connect(set, &QBarSet::hovered, this, [this, at](bool isOver, int column) {
            if (!isOver || column < 0 || column >= m_columns.size()) {
                QToolTip::hideText();
                return;
            }
            const auto& hovered = m_parts[at];
            QToolTip::showText(QCursor::pos(), tipText(tr("%1, %2: %3")
                                                           .arg(m_columns[column], hovered.name,
                                                                QLocale().toString(hovered.values.value(column)))));
        });
        series->append(set);
    }
    m_chart->addSeries(series);
    auto* across = new QBarCategoryAxis(m_chart);
    across->append(m_columns);
    across->setLabelsVisible(false);
    across->setGridLineVisible(false);
    across->setLinePen(QPen(theme.colour(Role::Line), 1));
    auto* up = new QValueAxis(m_chart);
    up->setRange(0, static_cast<double>(roundTop(most)));
    up->setTickCount(3);
    up->setLabelFormat(QStringLiteral("%d"));
    up->setLabelsFont(Theme::small());
    up->setLabelsColor(theme.colour(Role::Muted));
    up->setGridLinePen(QPen(theme.colour(Role::Line), 1));
    up->setLineVisible(false);
    m_chart->addAxis(across, Qt::AlignBottom);
    m_chart->addAxis(up, Qt::AlignLeft);
    series->attachAxis(across);
    series->attachAxis(up);
}

void StackedChart::fillTable()
{
    m_table->clear();
    m_table->setRowCount(static_cast<int>(m_columns.size()));
    m_table->setColumnCount(static_cast<int>(m_parts.size()));
    m_table->setVerticalHeaderLabels(m_columns);
    QStringList names;
    for (const auto& part : m_parts)
        names << part.name;
    m_table->setHorizontalHeaderLabels(names);
    for (int row = 0; row < m_table->rowCount(); ++row) {
        for (int column = 0; column < m_table->columnCount(); ++column) {
            auto* item = new QTableWidgetItem(QLocale().toString(m_parts[column].values.value(row)));
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            m_table->setItem(row, column, item);
        }
    }
}

void StackedChart::fillLegend()
{
    while (auto* item = m_legend->takeAt(0)) {
        if (auto* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
    for (int at = 0; at < m_parts.size(); ++at) {
        const auto& part = m_parts[at];
        qint64 sum = 0;
        for (const auto value : part.values)
            sum += value;
        const auto text = tr("%1 %2").arg(part.name, QLocale().toString(sum));
        m_legend->addWidget(new Swatch(part.tone, this));
        if (m_isLinked) {
            auto* link = new Button({}, Button::Kind::Link, this);
            link->setPlainText(text);
            link->setFont(Theme::small());
            connect(link, &Button::chosen, this, [this, at] { Q_EMIT chosen(at, -1); });
            m_legend->addWidget(link);
        } else {
            m_legend->addWidget(plainLabel(text, Role::Muted, Theme::small(), this));
        }
        m_legend->addSpacing(8);
    }
    m_legend->addStretch(1);
}

} // namespace tokenhouse
