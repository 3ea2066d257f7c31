#include "app/commands/delete_tokens.h"

#include <algorithm>

#include "app/commands/allowances.h"
#include "core/text.h"
#include "network/definition_jobs.h"
#include "network/token_jobs.h"
#include "views/dialogs/token_in_use_dialog.h"

namespace tokenhouse {

namespace {

constexpr std::size_t linksShown = 5;

/// The definitions that a TokenInUse names; empty when it is another failure.
std::vector<Uuid> usersOf(const Failure& failure)
{
    std::vector<Uuid> ids;
    for (const auto& trace : failure.traces) {
        const auto* links =
            trace.reason == Reason::TokenInUse ? trace.extra.if_contains("apiDefinitionIdLinks") : nullptr;
        if (!links || !links->is_array())
            continue;
        for (const auto& link : links->get_array()) {
            if (const auto id = link.is_string() ? Uuid::parse(std::string_view(link.get_string())) : std::nullopt)
                ids.push_back(*id);
        }
    }
    return ids;
}

} // namespace

DeleteTokens::DeleteTokens(CommandContext& context, QObject* parent)
    : DeleteSelected(context, ObjectKind::Token, parent)
{}

void DeleteTokens::run()
{
    const auto& selection = context().session.situation().situation().selection;
    const auto ids = selectedIds(context());
    if (selection.byFilter || ids.size() != 1 || dialog())
        DeleteSelected::run();
    else if (!m_looking)
        look(ids.front());
}

/// One that APIs list cannot be deleted: nobody is asked first whether it should be.
void DeleteTokens::look(const Uuid& id)
{
    auto& connection = context().session.connection();
    auto& job = tokenhouse::start<BatchTokensJob>(connection, BatchOrder{BatchAction::Delete}, std::vector<Uuid>{id},
                                                  BatchMode::Rehearse);
    m_looking = &job;
    job.then(this, [this, id](const Result<BatchAnswer>& answer) {
        m_looking.clear();
        const auto* problem = answer && !answer->results.empty() && answer->results.front().problem
                                  ? &*answer->results.front().problem
                                  : nullptr;
        const auto users = problem ? usersOf(*problem) : std::vector<Uuid>();
        if (users.empty()) {
            DeleteSelected::run();
            return;
        }
        tokenhouse::start<GetTokenJob>(context().session.connection(), id)
            .then(this, [this, users](const Result<Token>& token) {
                if (token)
                    showInUse(*token, users);
                else
                    showError(context(), tr("The token could not be read"), token.error());
            });
    });
}

void DeleteTokens::showInUse(const Token& token, const std::vector<Uuid>& definitions)
{
    auto* dialog = new TokenInUseDialog(QString::fromStdString(displaySafe(token.name)),
                                        static_cast<int>(definitions.size()), &context().window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (token.isDisabled)
        dialog->setDisableForbidden(tr("It is disabled already."));
    else if (!context().session.facts().permissions.has(Permission::TokensWrite))
        dialog->setDisableForbidden(tr("Needs the permission tokens.write."));
    if (!mayLink(context().session))
        dialog->setRemoveForbidden(tr("Needs the permissions definitions.write and automation.execute."));

    // Ids are shown at once, their routes as soon as they are read.
    auto rows = std::make_shared<QList<LinkRow>>();
    for (std::size_t i = 0; i < std::min(linksShown, definitions.size()); ++i)
        rows->append(
            {QString::fromStdString(definitions[i].text()), QString::fromStdString(definitions[i].text()), {}, false});
    dialog->setApis(*rows);
    for (qsizetype i = 0; i < rows->size(); ++i) {
        tokenhouse::start<GetDefinitionJob>(context().session.connection(), definitions[static_cast<std::size_t>(i)])
            .then(dialog, [dialog, rows, i](Result<Definition> definition) {
                if (!definition)
                    return;
                (*rows)[i].text = QString::fromStdString(displaySafe(definition->route));
                (*rows)[i].note = DefinitionsModel::actionText(definition->action);
                (*rows)[i].off = definition->isDisabled;
                dialog->setApis(*rows);
            });
    }
    connect(dialog, &TokenInUseDialog::apiChosen, dialog, [this, dialog](const QString& id) {
        dialog->close();
        context().open(ObjectKind::Definition, id);
    });
    connect(dialog, &TokenInUseDialog::allApisChosen, dialog, [this, dialog, token] {
        dialog->close();
        context().showDefinitions(QStringLiteral("allowedTokens:%1").arg(QString::fromStdString(token.id.text())));
    });
    // As it was last heard of: another one may be quicker, and the buttons can be pressed again.
    const auto known = std::make_shared<Token>(token);
    const auto refused = [this, dialog, known](const Failure& failure) {
        if (auto current = currentToken(failure))
            *known = std::move(*current);
        context().definitions.refresh();
        dialog->setBusy({});
        dialog->showFailure(failure);
    };
    const auto done = [this, dialog] {
        context().tokens.refresh();
        context().definitions.refresh();
        dialog->setBusy({});
        dialog->accept();
    };
    connect(dialog, &TokenInUseDialog::disableInstead, dialog, [this, dialog, known, refused, done] {
        dialog->setBusy(tr("Disabling…"));
        tokenhouse::start<DisableTokenJob>(context().session.connection(), known->id, known->revision)
            .then(dialog, [this, refused, done](Result<Token> answer) {
                if (!answer) {
                    refused(answer.error());
                    return;
                }
                context().tokens.update(*answer);
                done();
            });
    });
    connect(dialog, &TokenInUseDialog::removeAndDelete, dialog, [this, dialog, known, definitions, refused, done] {
        dialog->setBusy(tr("Removing…"));
        auto* work = new Allowances(context().session, known->id, {}, definitions, dialog);
        connect(work, &Allowances::failed, dialog, refused);
        connect(work, &Allowances::done, dialog, [this, dialog, known, refused, done] {
            tokenhouse::start<DeleteTokenJob>(context().session.connection(), known->id, known->revision)
                .then(dialog, [refused, done](const Result<void>& answer) {
                    if (answer)
                        done();
                    else
                        refused(answer.error());
                });
        });
        work->begin();
    });
    dialog->open();
}

} // namespace tokenhouse
