#include "app/commands/selected_commands.h"

#include "app/commands/follow_rights.h"
#include "views/dialogs/delete_dialog.h"
#include "views/dialogs/disable_dialog.h"
#include "views/dialogs/enable_dialog.h"

namespace tokenhouse {

namespace {

Permissions changing(ObjectKind kind)
{
    return kind == ObjectKind::Token ? Permissions{Permission::TokensWrite}
                                     : Permissions{Permission::DefinitionsWrite, Permission::AutomationExecute};
}

Permissions deleting(ObjectKind kind)
{
    return {kind == ObjectKind::Token ? Permission::TokensDelete : Permission::DefinitionsDelete};
}

Needs needing(ObjectKind kind, Permissions permissions, std::uint8_t states = Needs::Nothing)
{
    Needs needs;
    needs.changes = true;
    needs.permissions = permissions;
    needs.kind = kind;
    needs.size = Needs::Size::AtLeastOne;
    needs.states = states;
    return needs;
}

/// Sets up a dialog that asks about what is chosen.
template <class Dialog>
Dialog* about(CommandContext& context, ObjectKind kind, const Chosen& chosen, Permissions rights)
{
    auto* dialog = new Dialog(kind == ObjectKind::Token ? Dialog::What::Tokens : Dialog::What::Apis, chosen.names,
                              chosen.count, &context.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (chosen.byFilter)
        dialog->setChosenBy(QString::fromStdString(chosen.byFilter->list), chosen.byFilter->without);
    followRights(context.session, dialog, rights);
    return dialog;
}

} // namespace

DisableSelected::DisableSelected(CommandContext& context, ObjectKind kind, QObject* parent)
    : BatchCommand(context, kind, BatchAction::Disable, needing(kind, changing(kind), Needs::Enabled),
                   {tr("Disable"), {}, QStringLiteral("disable"), {}}, parent)
{}

void DisableSelected::ask(const Chosen& chosen)
{
    auto* dialog = about<DisableDialog>(context(), kind(), chosen, changing(kind()));
    connect(dialog, &DisableDialog::submitted, this,
            [this, dialog, chosen] { send(chosen, dialog, dialog->reason().toStdString(), dialog->code()); });
    dialog->open();
}

EnableSelected::EnableSelected(CommandContext& context, ObjectKind kind, QObject* parent)
    : BatchCommand(context, kind, BatchAction::Enable, needing(kind, changing(kind), Needs::Disabled),
                   {tr("Enable"), {}, QStringLiteral("enable"), {}}, parent)
{}

void EnableSelected::ask(const Chosen& chosen)
{
    if (!chosen.byFilter) {
        send(chosen);
        return;
    }
    auto* dialog = about<EnableDialog>(context(), kind(), chosen, changing(kind()));
    connect(dialog, &EnableDialog::submitted, this, [this, dialog, chosen] { send(chosen, dialog); });
    dialog->open();
}

DeleteSelected::DeleteSelected(CommandContext& context, ObjectKind kind, QObject* parent)
    : BatchCommand(context, kind, BatchAction::Delete, needing(kind, deleting(kind)),
                   {tr("Delete"), {}, QStringLiteral("trash"), QKeySequence(Qt::Key_Delete)}, parent)
{}

void DeleteSelected::ask(const Chosen& chosen)
{
    auto* dialog = about<DeleteDialog>(context(), kind(), chosen, deleting(kind()));
    connect(dialog, &DeleteDialog::submitted, this, [this, dialog, chosen] {
        dialog->accept();
        remove(chosen);
    });
    dialog->open();
}

} // namespace tokenhouse
