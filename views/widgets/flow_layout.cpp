#include "views/widgets/flow_layout.h"

#include <QStyle>
#include <QWidget>

namespace tokenhouse {

FlowLayout::FlowLayout(QWidget* parent, int spacing, int lastMinimum)
    : QLayout(parent), m_spacing(spacing), m_lastMinimum(lastMinimum)
{
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

void FlowLayout::addItem(QLayoutItem* item)
{
    m_items.append(item);
}

void FlowLayout::insertWidget(int index, QWidget* widget)
{
    addChildWidget(widget);
    m_items.insert(index, new QWidgetItem(widget)); // owned by the list
    invalidate();
}

QLayoutItem* FlowLayout::itemAt(int index) const
{
    return m_items.value(index);
}

QLayoutItem* FlowLayout::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

void FlowLayout::setGeometry(const QRect& rect)
{
    QLayout::setGeometry(rect);
    // A field that is taller than its one row has it in its middle.
    const int spare = rect.height() - arrange(QRect(0, 0, rect.width(), 0), false);
    arrange(rect.adjusted(0, qMax(spare / 2, 0), 0, 0), true);
}

QSize FlowLayout::sizeHint() const
{
    return minimumSize();
}

QSize FlowLayout::minimumSize() const
{
    int height = 0;
    for (const auto* item : m_items)
        height = qMax(height, item->sizeHint().height());
    const QMargins margins = contentsMargins();
    return {m_lastMinimum + margins.left() + margins.right(), height + margins.top() + margins.bottom()};
}

int FlowLayout::arrange(const QRect& rect, bool apply) const
{
    const QMargins margins = contentsMargins();
    const QRect room = rect.marginsRemoved(margins);
    const Qt::LayoutDirection direction = parentWidget() ? parentWidget()->layoutDirection() : Qt::LeftToRight;
    int x = room.left();
    int y = room.top();
    int rowHeight = 0;
    int tallest = 0;
    for (const auto* item : m_items)
        tallest = qMax(tallest, item->isEmpty() ? 0 : item->sizeHint().height());
    for (qsizetype i = 0; i < m_items.size(); ++i) {
        QLayoutItem* item = m_items[i];
        if (item->isEmpty())
            continue;
        const bool isLast = i == m_items.size() - 1;
        QSize size = item->sizeHint();
        const int needed = isLast ? m_lastMinimum : size.width();
        if (x > room.left() && x + needed > room.right() + 1) {
            x = room.left();
            y += rowHeight + 4;
            rowHeight = 0;
        }
        if (isLast && item->expandingDirections().testFlag(Qt::Horizontal))
            size.setWidth(qMax(room.right() + 1 - x, 20));
        else
            size.setWidth(qMin(size.width(), room.width()));
        if (apply) {
            const QRect place(x, y + (tallest - size.height()) / 2, size.width(), size.height());
            item->setGeometry(QStyle::visualRect(direction, room, place));
        }
        x += size.width() + m_spacing;
        rowHeight = qMax(rowHeight, tallest);
    }
    return y + rowHeight - rect.top() + margins.bottom();
}

} // namespace tokenhouse
