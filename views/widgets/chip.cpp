#include "views/widgets/chip.h"

#include <QKeyEvent>
#include <QPainter>

#include "models/text.h"
#include "views/icons.h"

namespace tokenhouse {

namespace {
constexpr int widest = 240;
}

Chip::Chip(const QString& label, QWidget* parent) : QPushButton(parent), m_label(label)
{
    setAutoDefault(false);
    setFocusPolicy(Qt::StrongFocus);
    setFont(Theme::small());
    setAccessibleName(tr("%1, remove").arg(label));
    setToolTip(tipText(label));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(this, &QPushButton::clicked, this, &Chip::removeWanted);
}

QSize Chip::sizeHint() const
{
    QFont face = font();
    face.setWeight(QFont::Medium);
    return {qMin(QFontMetrics(face).horizontalAdvance(m_label) + 36, widest), 22};
}

void Chip::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool strong = theme.scheme() == Scheme::HighContrast;
    painter.setPen(strong ? QPen(theme.colour(Role::Accent), 1) : QPen(Qt::NoPen));
    painter.setBrush(theme.colour(Role::AccentSoft));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10.5, 10.5);
    QFont face = font();
    face.setWeight(QFont::Medium);
    painter.setFont(face);
    painter.setPen(theme.colour(Role::Accent));
    const QRect text = QStyle::visualRect(layoutDirection(), rect(), rect().adjusted(9, 0, -23, 0));
    painter.drawText(text,
                     static_cast<int>(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter)),
                     QFontMetrics(face).elidedText(m_label, Qt::ElideMiddle, text.width()));
    const QRect cross = QStyle::visualRect(layoutDirection(), rect(), QRect(width() - 20, height() / 2 - 6, 12, 12));
    icons::paint(&painter, cross, QStringLiteral("close"), theme.colour(Role::Accent));
}

void Chip::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace || event->key() == Qt::Key_Return)
        Q_EMIT removeWanted();
    else
        QPushButton::keyPressEvent(event);
}

} // namespace tokenhouse
