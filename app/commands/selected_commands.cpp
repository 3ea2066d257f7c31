#include "app/commands/selected_commands.h"

#include "views/dialogs/allow_dialog.h"
#include "views/dialogs/delete_dialog.h"
#include "views/dialogs/disable_dialog.h"
#include "views/dialogs/enable_dialog.h"
#include "views/dialogs/set_dialogs.h"

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

BulkDialog::What about(ObjectKind kind)
{
    return kind == ObjectKind::Token ? BulkDialog::What::Tokens : BulkDialog::What::Apis;
}

} // namespace

DisableSelected::DisableSelected(CommandContext& context, ObjectKind kind, QObject* parent)
    : BatchCommand(context, kind, BatchAction::Disable, needing(kind, changing(kind), Needs::Enabled),
                   {tr("Disable"), {}, QStringLiteral("disable"), {}}, parent)
{}

BulkDialog* DisableSelected::makeDialog(const Chosen& chosen)
{
    return new DisableDialog(about(kind()), chosen.names, chosen.count, &context().window);
}

std::optional<BatchOrder> DisableSelected::order() const
{
    const auto* asked = static_cast<DisableDialog*>(dialog());
    return BatchOrder{verb(), asked->reason().toStdString(), asked->code()};
}

EnableSelected::EnableSelected(CommandContext& context, ObjectKind kind, QObject* parent)
    : BatchCommand(context, kind, BatchAction::Enable, needing(kind, changing(kind), Needs::Disabled),
                   {tr("Enable"), {}, QStringLiteral("enable"), {}}, parent)
{}

BulkDialog* EnableSelected::makeDialog(const Chosen& chosen)
{
    if (!chosen.byFilter)
        return nullptr;
    return new EnableDialog(about(kind()), chosen.names, chosen.count, &context().window);
}

DeleteSelected::DeleteSelected(CommandContext& context, ObjectKind kind, QObject* parent)
    : BatchCommand(context, kind, BatchAction::Delete, needing(kind, deleting(kind)),
                   {tr("Delete"), {}, QStringLiteral("trash"), QKeySequence(Qt::Key_Delete)}, parent)
{}

BulkDialog* DeleteSelected::makeDialog(const Chosen& chosen)
{
    return new DeleteDialog(about(kind()), chosen.names, chosen.count, &context().window);
}

AllowSelected::AllowSelected(CommandContext& context, BatchAction action, QObject* parent)
    : BatchCommand(context, ObjectKind::Token, action, needing(ObjectKind::Token, changing(ObjectKind::Definition)),
                   action == BatchAction::Allow ? Face{.name = tr("Add to APIs"), .icon = QStringLiteral("link")}
                                                : Face{.name = tr("Remove from APIs"), .icon = QStringLiteral("close")},
                   parent)
{}

BulkDialog* AllowSelected::makeDialog(const Chosen& chosen)
{
    const auto direction = verb() == BatchAction::Allow ? AllowDialog::Direction::Add : AllowDialog::Direction::Remove;
    m_apis = std::make_unique<AllowedPicker>();
    m_apis->setDefinitions(context().session.definitions());
    return new AllowDialog(direction, *m_apis, chosen.names, chosen.count, &context().window);
}

std::optional<BatchOrder> AllowSelected::order() const
{
    const auto definitions = static_cast<AllowDialog*>(dialog())->definitions();
    if (definitions.empty() || definitions.size() > AllowDialog::most)
        return std::nullopt;
    BatchOrder order{verb()};
    order.definitions = definitions;
    return order;
}

SetExpiryOfSelected::SetExpiryOfSelected(CommandContext& context, QObject* parent)
    : BatchCommand(context, ObjectKind::Token, BatchAction::SetExpiry,
                   needing(ObjectKind::Token, changing(ObjectKind::Token)),
                   {.name = tr("Set expiry"), .icon = QStringLiteral("calendar")}, parent)
{}

BulkDialog* SetExpiryOfSelected::makeDialog(const Chosen& chosen)
{
    return new SetExpiryDialog(context().times, chosen.names, chosen.count, &context().window);
}

std::optional<BatchOrder> SetExpiryOfSelected::order() const
{
    BatchOrder order{verb()};
    order.expiresAt = static_cast<SetExpiryDialog*>(dialog())->expiry();
    return order;
}

SetLimitOfSelected::SetLimitOfSelected(CommandContext& context, QObject* parent)
    : BatchCommand(context, ObjectKind::Token, BatchAction::SetRateLimit,
                   needing(ObjectKind::Token, changing(ObjectKind::Token)),
                   {.name = tr("Set rate limit"), .icon = QStringLiteral("shield")}, parent)
{}

BulkDialog* SetLimitOfSelected::makeDialog(const Chosen& chosen)
{
    return new SetLimitDialog(chosen.names, chosen.count, &context().window);
}

std::optional<BatchOrder> SetLimitOfSelected::order() const
{
    BatchOrder order{verb()};
    order.rateLimit = static_cast<SetLimitDialog*>(dialog())->limit();
    return order;
}

} // namespace tokenhouse
