#include "views/widgets/button.h"

#include <QAccessible>
#include <QFocusEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include "models/text.h"
#include "views/icons.h"

namespace tokenhouse {

Button::Button(const QString& text, Kind kind, QWidget* parent) : QPushButton(text, parent), m_kind(kind)
{
    setAutoDefault(false);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setKind(kind);
    connect(this, &QPushButton::clicked, this, [this] {
        if (!m_blocked)
            Q_EMIT chosen();
    });
}

void Button::setKind(Kind kind)
{
    m_kind = kind;
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setCursor(kind == Kind::Link ? Qt::PointingHandCursor : Qt::ArrowCursor);
    updateGeometry();
    update();
}

void Button::setIconName(const QString& name)
{
    m_iconName = name;
    updateGeometry();
    update();
}

void Button::setPlainText(const QString& text)
{
    m_plain = text;
    QString escaped = text;
    setText(escaped.replace(QLatin1Char('&'), QLatin1String("&&")));
    setAccessibleName(text);
    updateGeometry();
    update();
}

void Button::setSpokenName(const QString& name)
{
    setAccessibleName(name);
    if (m_reason.isEmpty())
        setToolTip(tipText(name));
}

void Button::setBlocked(const QString& reason)
{
    setBlocked(!reason.isEmpty(), reason);
}

void Button::setBlocked(bool blocked, const QString& reason)
{
    if (blocked == m_blocked && reason == m_reason)
        return;
    const bool hasTurned = blocked != m_blocked;
    m_blocked = blocked;
    m_reason = reason;
    setToolTip(reason.isEmpty() ? QString() : tipText(reason));
    setAccessibleDescription(blocked ? reason : QString());
    if (hasTurned) {
        QAccessible::State state;
        state.disabled = true;
        QAccessibleStateChangeEvent change(this, state);
        QAccessible::updateAccessibility(&change);
    }
    update();
}

QString Button::shownText() const
{
    if (!m_plain.isNull())
        return m_plain;
    QString result = text();
    return result.remove(QLatin1Char('&'));
}

QFont Button::shownFont() const
{
    QFont font = this->font();
    if (m_kind == Kind::Primary && !m_blocked)
        font.setWeight(QFont::DemiBold);
    else if (m_kind == Kind::Normal || m_kind == Kind::Destructive)
        font.setWeight(QFont::Medium);
    return font;
}

Role Button::textRole() const
{
    if (m_blocked || !isEnabled())
        return Role::Muted;
    switch (m_kind) {
    case Kind::Primary: return Role::OnAccent;
    case Kind::Destructive: return Role::Refused;
    case Kind::Link: return Role::Accent;
    default: return Role::Text;
    }
}

QSize Button::sizeHint() const
{
    QFont font = shownFont();
    if (m_kind == Kind::Primary)
        font.setWeight(QFont::DemiBold);
    const QFontMetrics metrics(font);
    const QString text = shownText();
    int width = text.isEmpty() ? 0 : metrics.horizontalAdvance(text);
    if (!m_iconName.isEmpty())
        width += measure::icon + (text.isEmpty() ? 0 : 8);
    if (m_kind == Kind::Link)
        return {width + 2, qMax(metrics.height() + 2, 20)};
    if (text.isEmpty())
        return {measure::control, measure::control};
    return {width + 26, qMax(measure::control, metrics.height() + 12)};
}

QSize Button::minimumSizeHint() const
{
    QSize size = sizeHint();
    if (m_kind == Kind::Link)
        size.setWidth(qMin(size.width(), 40)); // gives way by eliding when its policy lets it
    return size;
}

void Button::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const bool isOff = m_blocked || !isEnabled();
    const bool isHot = underMouse() && !isOff;
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (m_kind == Kind::Primary && !isOff) {
        QColor ground = theme.colour(Role::Accent);
        if (isDown())
            ground = ground.darker(115);
        else if (isHot)
            ground = ground.lighter(108);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ground);
        painter.drawRoundedRect(rect(), measure::radius, measure::radius);
    } else if (m_kind == Kind::Quiet) {
        if (isHot || isDown() || isChecked()) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.colour(isDown() ? Role::Line : Role::NeutralSoft));
            painter.drawRoundedRect(rect(), measure::radius, measure::radius);
        }
    } else if (m_kind != Kind::Link) {
        painter.setPen(QPen(theme.colour(isOff ? Role::Line : Role::Outline), theme.hairline()));
        painter.setBrush(theme.colour(isOff      ? Role::Window
                                      : isDown() ? Role::NeutralSoft
                                      : isHot    ? Role::Window
                                                 : Role::Surface));
        painter.drawRoundedRect(frame, measure::radius, measure::radius);
    }

    const QColor ink = theme.colour(textRole());
    QFont font = shownFont();
    if (m_kind == Kind::Link && isHot)
        font.setUnderline(true);
    painter.setFont(font);
    painter.setPen(ink);
    const QFontMetrics metrics(font);
    const QString text = shownText();
    const int iconWidth = m_iconName.isEmpty() ? 0 : measure::icon + (text.isEmpty() ? 0 : 8);
    const int room = width() - (m_kind == Kind::Link ? 0 : 16) - iconWidth;
    const QString shown = metrics.elidedText(text, Qt::ElideRight, qMax(room, 0));
    const int content = iconWidth + metrics.horizontalAdvance(shown);
    const int left = m_kind == Kind::Link ? 0 : (width() - content) / 2;
    const auto place = [&](int x, int span) {
        return QStyle::visualRect(layoutDirection(), rect(), QRect(x, 0, span, height()));
    };
    if (iconWidth > 0) {
        QRectF icon(0, 0, measure::icon, measure::icon);
        icon.moveCenter(QRectF(place(left, measure::icon)).center());
        icons::paint(&painter, icon, m_iconName, ink);
    }
    painter.setLayoutDirection(shown.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight);
    if (!shown.isEmpty())
        painter.drawText(place(left + iconWidth, metrics.horizontalAdvance(shown) + 2),
                         Qt::AlignLeft | Qt::AlignVCenter, shown);
}

void Button::keyPressEvent(QKeyEvent* event)
{
    const bool isPress =
        event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!isPress) {
        QPushButton::keyPressEvent(event);
        return;
    }
    if (m_blocked) {
        // The answer to a press is the reason.
        QToolTip::showText(mapToGlobal(QPoint(0, height())), toolTip(), this);
        event->accept();
        return;
    }
    if (event->key() == Qt::Key_Space)
        QPushButton::keyPressEvent(event);
    else
        click();
}

void Button::focusInEvent(QFocusEvent* event)
{
    QPushButton::focusInEvent(event);
    const bool byKeyboard = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    if (byKeyboard && m_blocked && !toolTip().isEmpty())
        QToolTip::showText(mapToGlobal(QPoint(0, height())), toolTip(), this);
}

bool Button::hitButton(const QPoint& position) const
{
    return !m_blocked && QPushButton::hitButton(position);
}

bool Button::event(QEvent* event)
{
    // A blocked button does not hide that the mouse is over it: its tip must come.
    if (event->type() == QEvent::HoverEnter || event->type() == QEvent::HoverLeave)
        update();
    return QPushButton::event(event);
}

} // namespace tokenhouse
