#pragma once

#include <QStyledItemDelegate>

#include "views/theme.h"
#include "views/widgets/tabular_text.h"

namespace tokenhouse {

/// Paints a cell of the house's tables from the facts of ItemRole: states as pills, ids fixed-width and elided in the
/// middle, digits in equal cells, what is off in grey, a placeholder while a row is on its way.
class RowDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    explicit RowDelegate(QObject* parent) : QStyledItemDelegate(parent), m_tabular(Theme::body()) {}
    void setCompact(bool compact) { m_compact = compact; }
    /// The column that is shown as a link (an event's object).
    void setLinkColumn(int column) { m_linkColumn = column; }
    /// The column of routes: many begin alike and differ at their ends, so they lose their middle.
    void setRouteColumn(int column) { m_routeColumn = column; }
    /// The row under the mouse, -1 = none: all of it is tinted, for all of it is what a click selects.
    void setHoveredRow(int row) { m_hoveredRow = row; }
    int hoveredRow() const { return m_hoveredRow; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintContent(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index,
                      const QRect& room) const;

    TabularText m_tabular;
    bool m_compact = false;
    int m_linkColumn = -1;
    int m_routeColumn = -1;
    int m_hoveredRow = -1;
};

/// The line drawing that goes with a kind of event: "token.created" → "plus".
QString eventIcon(const QString& kind);

} // namespace tokenhouse
