#include "app/command.h"

#include "views/widgets/action_button.h"

namespace tokenhouse {

Command::Command(Needs needs, const Face& face, QObject* parent)
    : QObject(parent), m_needs(std::move(needs)), m_action(new QAction(face.name, this))
{
    m_action->setIconText(face.shortName.isEmpty() ? face.name : face.shortName);
    m_action->setShortcut(face.shortcut);
    if (!face.icon.isEmpty())
        setActionIcon(m_action, face.icon);
    connect(m_action, &QAction::triggered, this, &Command::run);
}

} // namespace tokenhouse
