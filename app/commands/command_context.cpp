#include "app/commands/command_context.h"

#include <QClipboard>
#include <QGuiApplication>

#include "views/dialogs/error_dialog.h"

namespace tokenhouse {

std::vector<Uuid> selectedIds(const CommandContext& context)
{
    std::vector<Uuid> ids;
    for (const auto& text : context.session.situation().situation().selection.ids) {
        if (const auto id = Uuid::parse(text))
            ids.push_back(*id);
    }
    return ids;
}

void showError(const CommandContext& context, const QString& heading, const Failure& failure)
{
    auto* dialog = new ErrorDialog(heading, failure, &context.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &HouseDialog::copyWanted, dialog,
                     [](const QString& text) { QGuiApplication::clipboard()->setText(text); });
    dialog->open();
}

} // namespace tokenhouse
