#include "app/commands/definition_commands.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QUrl>

#include "app/commands/batch_result.h"
#include "app/commands/follow_rights.h"
#include "network/definition_jobs.h"
#include "views/dialogs/delete_dialog.h"
#include "views/dialogs/disable_dialog.h"

namespace tokenhouse {

namespace {

Needs requirements(Permissions permissions, Needs::Size size, std::uint8_t states = Needs::Nothing)
{
    Needs result;
    result.changes = true;
    result.permissions = permissions;
    result.kind = ObjectKind::Definition;
    result.size = size;
    result.states = states;
    return result;
}

constexpr Permissions writing{Permission::DefinitionsWrite, Permission::AutomationExecute};

} // namespace

DisableApis::DisableApis(CommandContext& context, QObject* parent)
    : Command(requirements(writing, Needs::Size::AtLeastOne, Needs::Enabled),
              {tr("Disable"), {}, QStringLiteral("disable"), {}}, parent),
      m_context(context)
{}

void DisableApis::run()
{
    const auto ids = selectedIds(m_context);
    if (ids.empty())
        return;
    auto* dialog = new DisableDialog(DisableDialog::What::Apis, selectedNames(m_context), static_cast<int>(ids.size()),
                                     &m_context.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    followRights(m_context.session, dialog, writing);
    connect(dialog, &DisableDialog::submitted, dialog, [this, dialog, ids] {
        dialog->setBusy(tr("Disabling…"));
        start<BatchDefinitionsJob>(m_context.session.connection(), BatchAction::Disable, ids,
                                   dialog->reason().toStdString())
            .then(dialog, [this, dialog](Result<std::vector<BatchResult>> results) {
                dialog->setBusy({});
                if (!results) {
                    dialog->showFailure(results.error());
                    return;
                }
                dialog->accept();
                showBatchResult(m_context, ObjectKind::Definition, *results, tr("Disabled %1 of %2"));
            });
    });
    dialog->open();
}

EnableApis::EnableApis(CommandContext& context, QObject* parent)
    : Command(requirements(writing, Needs::Size::AtLeastOne, Needs::Disabled),
              {tr("Enable"), {}, QStringLiteral("enable"), {}}, parent),
      m_context(context)
{}

void EnableApis::run()
{
    start<BatchDefinitionsJob>(m_context.session.connection(), BatchAction::Enable, selectedIds(m_context))
        .then(this, [this](Result<std::vector<BatchResult>> results) {
            if (results)
                showBatchResult(m_context, ObjectKind::Definition, *results, tr("Enabled %1 of %2"));
            else
                showError(m_context, tr("Nothing was enabled"), results.error());
        });
}

DeleteApis::DeleteApis(CommandContext& context, QObject* parent)
    : Command(requirements({Permission::DefinitionsDelete}, Needs::Size::AtLeastOne),
              {tr("Delete"), {}, QStringLiteral("trash"), QKeySequence(Qt::Key_Delete)}, parent),
      m_context(context)
{}

void DeleteApis::run()
{
    const auto ids = selectedIds(m_context);
    if (ids.empty())
        return;
    auto* dialog = new DeleteDialog(DeleteDialog::What::Apis, selectedNames(m_context), static_cast<int>(ids.size()),
                                    &m_context.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    followRights(m_context.session, dialog, {Permission::DefinitionsDelete});
    connect(dialog, &DeleteDialog::submitted, dialog, [this, dialog, ids] {
        dialog->setBusy(tr("Deleting…"));
        start<BatchDefinitionsJob>(m_context.session.connection(), BatchAction::Delete, ids)
            .then(dialog, [this, dialog](Result<std::vector<BatchResult>> results) {
                dialog->setBusy({});
                if (!results) {
                    dialog->showFailure(results.error());
                    return;
                }
                dialog->accept();
                showBatchResult(m_context, ObjectKind::Definition, *results, tr("Deleted %1 of %2"));
            });
    });
    dialog->open();
}

CopyApiUrl::CopyApiUrl(CommandContext& context, QObject* parent)
    : Command(
        [] {
            Needs result;
            result.kind = ObjectKind::Definition;
            result.size = Needs::Size::One;
            result.permissions = {Permission::DefinitionsRead};
            return result;
        }(),
        {tr("Copy URL"), {}, QStringLiteral("copy"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)}, parent),
      m_context(context)
{}

void CopyApiUrl::run()
{
    const auto& ids = m_context.session.situation().situation().selection.ids;
    const auto* definition = ids.empty() ? nullptr : m_context.definitions.byId(QString::fromStdString(ids.front()));
    if (!definition)
        return;
    auto base = QString::fromStdString(m_context.session.status().endpointUrl);
    while (base.endsWith(u'/'))
        base.chop(1);
    // Placeholders stay readable; everything else is encoded as a caller must send it.
    const auto path = QString::fromLatin1(QUrl::toPercentEncoding(QString::fromStdString(definition->route), "/{}"));
    QGuiApplication::clipboard()->setText(base + QStringLiteral("/api/custom/") + path);
    m_context.say(tr("The URL is on the clipboard."));
}

} // namespace tokenhouse
