#include "views/widgets/field_frame.h"

#include <QPainter>
#include <QStyleOptionFrame>

#include "views/theme.h"
#include "views/widgets/focus_ring.h"

namespace tokenhouse {

FieldFrame::FieldFrame(QWidget* parent) : QWidget(parent)
{
    setRingHost(this);
    setMinimumHeight(measure::control);
}

QSize FieldFrame::minimumSizeHint() const
{
    return QWidget::minimumSizeHint().expandedTo({0, measure::control});
}

void FieldFrame::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    QStyleOptionFrame option;
    option.initFrom(this);
    option.lineWidth = 1;
    style()->drawPrimitive(QStyle::PE_PanelLineEdit, &option, &painter, this);
}

} // namespace tokenhouse
