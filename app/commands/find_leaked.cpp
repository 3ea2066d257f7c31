#include "app/commands/find_leaked.h"

#include <algorithm>

#include "app/commands/follow_rights.h"
#include "models/text.h"
#include "network/token_jobs.h"
#include "views/dialogs/leaked_dialog.h"

namespace tokenhouse {

namespace {

Needs leakedNeeds()
{
    Needs needs;
    needs.permissions = {Permission::SecretsIdentify};
    needs.features = {"identify"};
    return needs;
}

QString whatOf(const FoundSecret& found, const TimeText& times)
{
    using Is = FoundSecret::Is;
    const auto ended = found.endedAt ? times.longText(*found.endedAt) : QString();
    switch (found.is) {
    case Is::Current:
        return found.works ? FindLeaked::tr("its secret now") : FindLeaked::tr("its secret, but it is off");
    case Is::Previous:
        return found.works && found.worksUntil
                   ? FindLeaked::tr("its old secret, works until %1").arg(times.longText(*found.worksUntil))
               : found.works ? FindLeaked::tr("its old secret, works still")
                             : FindLeaked::tr("its old secret");
    case Is::Rotated:
        return ended.isEmpty() ? FindLeaked::tr("an earlier secret")
                               : FindLeaked::tr("an earlier secret, until %1").arg(ended);
    case Is::Deleted: return ended.isEmpty() ? FindLeaked::tr("deleted") : FindLeaked::tr("deleted %1").arg(ended);
    }
    return {};
}

} // namespace

FindLeaked::FindLeaked(CommandContext& context, QObject* parent)
    : Command(
        leakedNeeds(),
        {tr("Find a leaked secret"), {}, QStringLiteral("shield"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L)},
        parent),
      m_context(context)
{}

void FindLeaked::run()
{
    if (m_dialog)
        return;
    m_dialog = new LeakedDialog(&m_context.window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->setStopForbidden(m_context.session.facts().permissions.has(Permission::TokensWrite)
                                   ? QString()
                                   : tr("Needs the permission tokens.write."));
    followRights(m_context.session, m_dialog.data(), needs().permissions);
    connect(m_dialog, &LeakedDialog::searchWanted, this, &FindLeaked::search);
    connect(m_dialog, &LeakedDialog::stopWanted, this, &FindLeaked::stop);
    connect(m_dialog, &LeakedDialog::tokenChosen, this, [this](const QString& id) {
        const auto known =
            std::ranges::find(m_found, id.toStdString(), [](const auto& one) { return one.tokenId.text(); });
        if (known == m_found.end() || known->is == FoundSecret::Is::Deleted)
            return;
        m_dialog->close();
        m_context.open(ObjectKind::Token, id);
    });
    m_dialog->open();
}

void FindLeaked::search()
{
    m_dialog->setBusy(tr("Looking…"));
    start<IdentifySecretJob>(m_context.session.connection(), m_dialog->text())
        .then(m_dialog, [this](Result<std::vector<FoundSecret>> answer) {
            m_dialog->setBusy({});
            if (!answer) {
                m_dialog->showFailure(answer.error());
                return;
            }
            m_found = std::move(*answer);
            QList<LeakedDialog::Find> finds;
            for (const auto& found : m_found) {
                const auto id = exactText(found.tokenId.text());
                finds << LeakedDialog::Find{id, found.name.empty() ? id : safeText(found.name),
                                            whatOf(found, m_context.times), found.works};
            }
            m_dialog->setFinds(finds);
        });
}

/// The present secret too: what leaked once may have leaked whole, and a token disabled as leaked asks for a new one.
void FindLeaked::stop(const QString& tokenId)
{
    const auto found =
        std::ranges::find(m_found, tokenId.toStdString(), [](const auto& one) { return one.tokenId.text(); });
    if (found == m_found.end())
        return;
    m_dialog->setBusy(tr("Disabling…"));
    const auto name = safeText(found->name);
    start<DisableTokenJob>(m_context.session.connection(), found->tokenId, found->revision, std::string(),
                           DisableCode::Leaked)
        .then(m_dialog, [this, name](const Result<Token>& answer) {
            m_dialog->setBusy({});
            if (!answer) {
                m_dialog->showFailure(answer.error());
                search(); // as it is now, under its present revision
                return;
            }
            m_context.tokens.update(*answer);
            m_context.tokens.refresh();
            m_dialog->setStopped(name);
        });
}

} // namespace tokenhouse
