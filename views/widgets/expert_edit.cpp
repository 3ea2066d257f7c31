#include "views/widgets/expert_edit.h"

#include <QPainter>
#include <QPainterPath>

#include "views/theme.h"

namespace tokenhouse {

ExpertEdit::ExpertEdit(QWidget* parent) : QLineEdit(parent)
{
    setFont(Theme::mono());
    setLayoutDirection(Qt::LeftToRight);
}

void ExpertEdit::setErrorPosition(int position)
{
    m_position = position;
    update();
}

void ExpertEdit::paintEvent(QPaintEvent* event)
{
    QLineEdit::paintEvent(event);
    if (m_position < 0)
        return;
    const QString text = this->text();
    const auto from = qBound(0, m_position, static_cast<int>(text.size()));
    auto until = from;
    while (until < text.size() && (text[until].isLetterOrNumber() || text[until] == QLatin1Char('_')))
        ++until;
    if (until == from)
        until = from + 1;
    // The edit scrolls by itself: the cursor tells how far.
    const QFontMetrics metrics = fontMetrics();
    const int origin = cursorRect().center().x() - metrics.horizontalAdvance(text.left(cursorPosition()));
    const int left = origin + metrics.horizontalAdvance(text.left(from));
    const int right =
        origin + metrics.horizontalAdvance(until <= text.size() ? text.left(until) : text + QLatin1Char(' '));
    const int base = height() / 2 + metrics.height() / 2 - 1;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::of(this).colour(Role::Refused), 1.2));
    QPainterPath wave(QPointF(left, base));
    bool isUp = true;
    for (int x = left + 3; x <= qMax(right, left + 6); x += 3) {
        wave.lineTo(x, isUp ? base - 2 : base);
        isUp = !isUp;
    }
    painter.drawPath(wave);
}

} // namespace tokenhouse
