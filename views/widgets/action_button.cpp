#include "views/widgets/action_button.h"

#include <QVariant>

#include "models/text.h"
#include "views/icons.h"

namespace tokenhouse {

namespace {
constexpr const char* iconProperty = "tokenhouseIcon";
}

void setActionIcon(QAction* action, const QString& name)
{
    action->setProperty(iconProperty, name);
    action->setIcon(icons::icon(name));
}

QString actionIcon(const QAction* action)
{
    return action->property(iconProperty).toString();
}

ActionButton::ActionButton(QAction* action, Kind kind, QWidget* parent) : Button({}, kind, parent), m_action(action)
{
    connect(action, &QAction::changed, this, &ActionButton::follow);
    connect(this, &Button::chosen, action, &QAction::trigger);
    follow();
}

void ActionButton::follow()
{
    if (!m_action)
        return;
    QString name = m_action->text();
    name.remove(QLatin1Char('&'));
    while (name.endsWith(QChar(0x2026)) || name.endsWith(QLatin1Char('.')))
        name.chop(1);
    setText(m_action->iconText());
    setAccessibleName(name);
    setIconName(actionIcon(m_action));
    setCheckable(m_action->isCheckable());
    setChecked(m_action->isChecked());
    setVisible(m_action->isVisible());
    // QAction's default tool tip repeats its text; that is no reason and no news.
    const QString tip = m_action->toolTip() == m_action->iconText() ? QString() : m_action->toolTip();
    setBlocked(!m_action->isEnabled(), tip);
}

} // namespace tokenhouse
