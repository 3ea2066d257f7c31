#include "app/commands/hold_token.h"

#include "app/commands/follow_rights.h"
#include "core/text.h"
#include "network/incident_jobs.h"
#include "network/token_jobs.h"
#include "views/dialogs/reason_dialog.h"

namespace tokenhouse {

namespace {

Needs holdNeeds(HoldToken::Verb verb)
{
    Needs needs;
    needs.changes = true;
    needs.permissions = {Permission::TokensHold};
    needs.features = {"holds"};
    needs.kind = ObjectKind::Token;
    needs.size = Needs::Size::One;
    needs.states = verb == HoldToken::Verb::Hold ? Needs::NotHeld : Needs::Held;
    return needs;
}

} // namespace

HoldToken::HoldToken(CommandContext& context, Verb verb, QObject* parent)
    : Command(holdNeeds(verb),
              verb == Verb::Hold ? Face{.name = tr("Security hold"), .icon = QStringLiteral("lock")}
                                 : Face{.name = tr("Release"), .icon = QStringLiteral("enable")},
              parent),
      m_context(context),
      m_verb(verb)
{}

void HoldToken::run()
{
    const auto ids = selectedIds(m_context);
    if (ids.size() != 1 || m_dialog)
        return;
    start<GetTokenJob>(m_context.session.connection(), ids.front()).then(this, [this](const Result<Token>& token) {
        if (!token)
            showError(m_context, tr("The token could not be read"), token.error());
        else if (!m_dialog)
            ask(*token);
    });
}

void HoldToken::ask(const Token& token)
{
    m_token = token;
    const auto name = QString::fromStdString(displaySafe(token.name));
    const bool holds = m_verb == Verb::Hold;
    m_dialog = new ReasonDialog(holds ? tr("Hold token") : tr("Release token"), holds ? tr("Hold") : tr("Release"),
                                &m_context.window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->setHeading(holds ? tr("Hold “%1”").arg(name) : tr("Release “%1”").arg(name));
    m_dialog->setSentence(holds ? tr("Its calls are refused from the next one on, whatever else is done with it. Only "
                                     "somebody with the permission tokens.hold can release it.")
                                : tr("Its secrets work again, unless it is disabled or expired."));
    followRights(m_context.session, m_dialog.data(), needs().permissions);
    connect(m_dialog, &ReasonDialog::submitted, this, &HoldToken::submit);
    m_dialog->open();
}

void HoldToken::submit()
{
    m_dialog->setBusy(m_verb == Verb::Hold ? tr("Holding…") : tr("Releasing…"));
    m_context.undo.forget();
    const auto then = [this](const Result<Token>& answer) {
        m_dialog->setBusy({});
        if (!answer) {
            if (const auto current = currentToken(answer.error()))
                m_token = *current;
            m_dialog->showFailure(answer.error());
            return;
        }
        m_context.tokens.update(*answer);
        m_context.tokens.refresh();
        m_dialog->accept();
    };
    auto& connection = m_context.session.connection();
    const auto reason = m_dialog->reason().toStdString();
    if (m_verb == Verb::Hold)
        start<HoldTokenJob>(connection, m_token.id, m_token.revision, reason).then(m_dialog, then);
    else
        start<ReleaseTokenJob>(connection, m_token.id, m_token.revision, reason).then(m_dialog, then);
}

} // namespace tokenhouse
