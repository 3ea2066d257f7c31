#include "views/widgets/label.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include "models/text.h"
#include "views/widgets/wrapped_text.h"

namespace tokenhouse {

QLabel* plainLabel(const QString& text, Role role, const QFont& font, QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    label->setFont(font);
    setTextRole(label, role);
    return label;
}

WrappedLabel::WrappedLabel(const QString& text, Role role, const QFont& font, QWidget* parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true); // the size policy's height for width
    setFont(font);
    setTextRole(this, role);
    setText(text);
}

QSize WrappedLabel::sizeHint() const
{
    constexpr int widest = 320; // wider only where the layout has more room
    const int natural = fontMetrics().size(0, text()).width() + 1;
    const int width = qMin(natural, widest);
    const auto margins = contentsMargins();
    return {width + margins.left() + margins.right(), heightForWidth(width + margins.left() + margins.right())};
}

QSize WrappedLabel::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 6, fontMetrics().height()};
}

int WrappedLabel::heightForWidth(int width) const
{
    const auto margins = contentsMargins();
    return wrappedHeight(font(), text(), width - margins.left() - margins.right()) + margins.top() + margins.bottom();
}

void WrappedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setFont(font());
    painter.setPen(palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, foregroundRole()));
    const bool isAtEnd = alignment().testFlag(Qt::AlignTrailing);
    const auto edge = isAtEnd == (layoutDirection() == Qt::RightToLeft) ? Qt::LeftToRight : Qt::RightToLeft;
    QRect room = contentsRect();
    if (alignment().testFlag(Qt::AlignVCenter))
        room.setTop(room.top() + qMax(0, (room.height() - wrappedHeight(font(), text(), room.width())) / 2));
    drawWrapped(&painter, room, edge, text());
}

ElidedLabel::ElidedLabel(const QString& text, Role role, QWidget* parent) : QWidget(parent), m_role(role)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setText(text);
}

void ElidedLabel::setText(const QString& text)
{
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void ElidedLabel::setRole(Role role)
{
    m_role = role;
    update();
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode)
{
    m_mode = mode;
    update();
}

QSize ElidedLabel::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(m_text) + 1, fontMetrics().height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {qMin(sizeHint().width(), fontMetrics().horizontalAdvance(QLatin1Char('m')) * 3), fontMetrics().height()};
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(Theme::of(this).colour(m_role));
    painter.setLayoutDirection(m_text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
    painter.drawText(rect(),
                     static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter)),
                     fontMetrics().elidedText(m_text, m_mode, width()));
}

bool ElidedLabel::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty()) {
        if (sizeHint().width() - 1 > width())
            QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), tipText(m_text), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace tokenhouse
