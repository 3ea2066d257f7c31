#include "views/widgets/frozen_column.h"

#include <QApplication>
#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include "views/theme.h"

namespace tokenhouse {

FrozenColumn::FrozenColumn(QTableView& table, int column) : QTableView(&table), m_table(table), m_column(column)
{
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setAutoScroll(false);
    setMouseTracking(true);
    setFocusPolicy(Qt::NoFocus);
    setContextMenuPolicy(Qt::NoContextMenu);
    setSelectionBehavior(table.selectionBehavior());
    setSelectionMode(table.selectionMode());
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(table.verticalScrollMode());
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(table.verticalHeader()->minimumSectionSize());
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setFixedHeight(table.horizontalHeader()->height());
    horizontalHeader()->setDefaultAlignment(table.horizontalHeader()->defaultAlignment());
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsClickable(true);
    setAccessibleName(table.accessibleName());
    hide();
    connect(table.verticalScrollBar(), &QScrollBar::valueChanged, verticalScrollBar(), &QScrollBar::setValue);
    connect(table.verticalScrollBar(), &QScrollBar::rangeChanged, this, &FrozenColumn::follow);
    connect(table.horizontalScrollBar(), &QScrollBar::valueChanged, this, &FrozenColumn::follow);
    connect(table.horizontalHeader(), &QHeaderView::sectionResized, this, &FrozenColumn::follow);
    connect(table.horizontalHeader(), &QHeaderView::sectionMoved, this, &FrozenColumn::follow);
    connect(this, &QAbstractItemView::pressed, &m_table, [this] { m_table.setFocus(Qt::MouseFocusReason); });
    connect(this, &QAbstractItemView::activated, &m_table, &QAbstractItemView::activated);
    connect(horizontalHeader(), &QHeaderView::sectionClicked, this, &FrozenColumn::headerClicked);
}

/// Only once it is seen: a view of a million rows keeps eight bytes for each.
void FrozenColumn::takeModel()
{
    if (model())
        return;
    setModel(m_table.model());
    setSelectionModel(m_table.selectionModel());
    setItemDelegate(m_table.itemDelegate());
    for (int other = 0; other < model()->columnCount(); ++other)
        setColumnHidden(other, other != m_column);
}

void FrozenColumn::follow()
{
    const QHeaderView* header = m_table.horizontalHeader();
    const bool isFirst = header->visualIndex(m_column) == 0 && !header->isSectionHidden(m_column);
    const int width = m_table.columnWidth(m_column);
    // In a narrow table a frozen column would leave no room for the rest.
    const bool isWanted =
        isFirst && m_table.horizontalScrollBar()->value() > 0 && width * 2 < m_table.viewport()->width();
    if (isWanted) {
        takeModel();
        verticalHeader()->setDefaultSectionSize(m_table.verticalHeader()->defaultSectionSize());
        horizontalHeader()->setSortIndicator(header->sortIndicatorSection(), header->sortIndicatorOrder());
        horizontalHeader()->setSortIndicatorShown(header->isSortIndicatorShown());
        setColumnWidth(m_column, width);
        const QRect room(m_table.viewport()->x(), m_table.viewport()->y() - header->height(),
                         m_table.viewport()->width(), m_table.viewport()->height() + header->height());
        setGeometry(QStyle::visualRect(layoutDirection(), room, QRect(room.topLeft(), QSize(width, room.height()))));
        verticalScrollBar()->setRange(m_table.verticalScrollBar()->minimum(), m_table.verticalScrollBar()->maximum());
        verticalScrollBar()->setValue(m_table.verticalScrollBar()->value());
    }
    setVisible(isWanted);
}

void FrozenColumn::wheelEvent(QWheelEvent* event)
{
    QApplication::sendEvent(m_table.viewport(), event);
}

void FrozenColumn::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    QPainter painter(viewport());
    const Theme& theme = Theme::of(this);
    const int x = layoutDirection() == Qt::RightToLeft ? 0 : viewport()->width() - theme.hairline();
    painter.fillRect(QRect(x, 0, theme.hairline(), viewport()->height()), theme.colour(Role::Line));
}

} // namespace tokenhouse
