#include "views/widgets/scrim.h"

#include <QEvent>
#include <QPainter>

#include "views/theme.h"

namespace tokenhouse {

Scrim::Scrim(QWidget* window) : QWidget(window)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
    setGeometry(window->rect());
    window->installEventFilter(this);
    raise();
    show();
}

void Scrim::paintEvent(QPaintEvent*)
{
    const auto others = parentWidget()->findChildren<Scrim*>(QString(), Qt::FindDirectChildrenOnly);
    if (others.first() != this)
        return;
    QPainter painter(this);
    painter.fillRect(rect(), Theme::of(this).scrim());
}

bool Scrim::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

} // namespace tokenhouse
