#include "views/widgets/wrapped_text.h"

#include <QPainter>
#include <QTextLayout>
#include <QTextOption>

namespace tokenhouse {

namespace {

/// As QTextLayout takes line breaks.
QString lines(QString text)
{
    return text.replace(QLatin1Char('\n'), QChar(QChar::LineSeparator));
}

qreal arrange(QTextLayout& layout, int width, Qt::Alignment alignment)
{
    QTextOption option(alignment);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTextDirection(Qt::LayoutDirectionAuto);
    layout.setTextOption(option);
    layout.beginLayout();
    qreal y = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(qMax(width, 1));
        line.setPosition(QPointF(0, y));
        y += line.height();
    }
    layout.endLayout();
    return y;
}

} // namespace

int wrappedHeight(const QFont& font, const QString& text, int width)
{
    QTextLayout layout(lines(text), font);
    return qMax(qRound(arrange(layout, width, Qt::AlignLeft)), QFontMetrics(font).height());
}

void drawWrapped(QPainter* painter, const QRect& rect, Qt::LayoutDirection direction, const QString& text)
{
    QTextLayout layout(lines(text), painter->font());
    arrange(layout, rect.width(), (direction == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignAbsolute);
    painter->save();
    painter->setClipRect(rect, Qt::IntersectClip);
    layout.draw(painter, rect.topLeft());
    painter->restore();
}

} // namespace tokenhouse
