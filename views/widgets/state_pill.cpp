#include "views/widgets/state_pill.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>
#include <QStyle>

namespace tokenhouse {

FaceDress dressOf(Face face)
{
    using Shape = FaceDress::Shape;
    switch (face) {
    case Face::Active: return {Shape::Dot, Role::Active, Role::ActiveSoft};
    case Face::Expiring: return {Shape::Triangle, Role::Warning, Role::WarningSoft};
    case Face::Unclaimed: return {Shape::Ring, Role::Warning, Role::WarningSoft};
    case Face::Expired: return {Shape::Triangle, Role::Refused, Role::RefusedSoft};
    case Face::Held: return {Shape::Square, Role::Held, Role::HeldSoft};
    case Face::Disabled: break;
    }
    return {Shape::Square, Role::Neutral, Role::NeutralSoft};
}

void paintShape(QPainter* painter, const QPointF& centre, FaceDress::Shape shape, const QColor& colour)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colour);
    switch (shape) {
    case FaceDress::Shape::Dot: painter->drawEllipse(centre, 3.75, 3.75); break;
    case FaceDress::Shape::Square: painter->drawRect(QRectF(centre.x() - 3.5, centre.y() - 3.5, 7, 7)); break;
    case FaceDress::Shape::Triangle: {
        QPainterPath path;
        path.moveTo(centre.x(), centre.y() - 4);
        path.lineTo(centre.x() + 4.25, centre.y() + 3.5);
        path.lineTo(centre.x() - 4.25, centre.y() + 3.5);
        path.closeSubpath();
        painter->drawPath(path);
        break;
    }
    case FaceDress::Shape::Ring:
        painter->setPen(QPen(colour, 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawEllipse(centre, 2.9, 2.9);
        break;
    }
    painter->restore();
}

namespace {

QFont pillFont()
{
    QFont font = Theme::small();
    font.setWeight(QFont::Medium);
    return font;
}

} // namespace

QSize pillSize(const QString& word)
{
    return {QFontMetrics(pillFont()).horizontalAdvance(word) + 32, 20};
}

void paintPill(QPainter* painter, const QRect& rect, Qt::LayoutDirection direction, Face face, const QString& word)
{
    const Theme& theme = Theme::of(nullptr);
    const FaceDress dress = dressOf(face);
    const QSize whole = pillSize(word);
    const bool fits = whole.width() <= rect.width();
    const QSize size(fits ? whole.width() : rect.width(), whole.height());
    const QRect pill = QStyle::alignedRect(direction, Qt::AlignLeft | Qt::AlignVCenter, size, rect);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool isStrong = theme.scheme() == Scheme::HighContrast;
    painter->setPen(isStrong ? QPen(theme.colour(dress.ink), 1) : QPen(Qt::NoPen));
    painter->setBrush(theme.colour(dress.ground));
    painter->drawRoundedRect(pill, 10, 10);
    const QRect shape = QStyle::visualRect(direction, pill, QRect(pill.left() + 8, pill.top(), 9, pill.height()));
    paintShape(painter, QRectF(shape).center(), dress.shape, theme.colour(dress.ink));
    painter->setFont(pillFont());
    painter->setPen(theme.colour(dress.ink));
    const QRect text = QStyle::visualRect(direction, pill, pill.adjusted(22, 0, -6, 0));
    painter->drawText(text, static_cast<int>(QStyle::visualAlignment(direction, Qt::AlignLeft | Qt::AlignVCenter)),
                      fits ? word : QFontMetrics(pillFont()).elidedText(word, Qt::ElideRight, text.width() + 2));
    painter->restore();
}

StatePill::StatePill(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void StatePill::setFace(Face face, const QString& word)
{
    m_face = face;
    m_word = word;
    setAccessibleName(word);
    updateGeometry();
    update();
}

void StatePill::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintPill(&painter, rect(), layoutDirection(), m_face, m_word);
}

} // namespace tokenhouse
