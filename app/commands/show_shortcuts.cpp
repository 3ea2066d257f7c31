#include "app/commands/show_shortcuts.h"

#include <QCoreApplication>

#include "app/command.h"
#include "views/dialogs/shortcuts_dialog.h"

namespace tokenhouse {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Shortcuts)
};

QString native(const QKeySequence& key)
{
    return key.toString(QKeySequence::NativeText);
}

QList<ShortcutLine> linesOf(const std::vector<Command*>& commands, ObjectKind kind)
{
    QList<ShortcutLine> lines;
    for (const auto* command : commands) {
        const auto* action = command->action();
        if (command->needs().kind == kind && !action->shortcut().isEmpty())
            lines << ShortcutLine{action->text(), {native(action->shortcut())}};
    }
    return lines;
}

} // namespace

void showShortcuts(const std::vector<Command*>& commands, QWidget* window)
{
    auto* dialog = new ShortcutsDialog(window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->addSection(Words::tr("Everywhere"), linesOf(commands, ObjectKind::None));
    dialog->addSection(Words::tr("A token"), linesOf(commands, ObjectKind::Token));
    dialog->addSection(Words::tr("An API"), linesOf(commands, ObjectKind::Definition));
    dialog->addSection(
        Words::tr("In a list"),
        {{Words::tr("Edit the row"), {native(QKeySequence(Qt::Key_Return))}},
         {Words::tr("Select more"),
          {native(QKeySequence(Qt::SHIFT | Qt::Key_Down)), native(QKeySequence(Qt::SHIFT | Qt::Key_End))}},
         {Words::tr("Select all"), {native(QKeySequence(QKeySequence::SelectAll))}},
         {Words::tr("What can be done with the row"), {native(QKeySequence(Qt::SHIFT | Qt::Key_F10))}},
         {Words::tr("First and last row"), {native(QKeySequence(Qt::Key_Home)), native(QKeySequence(Qt::Key_End))}},
         {Words::tr("What can follow, in an expert filter"), {native(QKeySequence(Qt::CTRL | Qt::Key_Space))}}});
    dialog->open();
}

} // namespace tokenhouse
