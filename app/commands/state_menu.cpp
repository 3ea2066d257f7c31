#include "app/commands/state_menu.h"

#include "views/widgets/action_button.h"

namespace tokenhouse {

void StateMenu::offer(QAction* command, const QString& consequence)
{
    auto* item = addAction(command->icon(), {});
    connect(item, &QAction::triggered, command, &QAction::trigger);
    const auto follow = [item, command, consequence] {
        item->setEnabled(command->isEnabled());
        item->setText(tr("%1: %2").arg(command->text(), command->isEnabled() ? consequence : command->toolTip()));
    };
    connect(command, &QAction::changed, item, follow);
    follow();
}

} // namespace tokenhouse
