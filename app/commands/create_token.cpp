#include "app/commands/create_token.h"

#include "app/commands/allowances.h"
#include "app/commands/follow_rights.h"
#include "app/commands/reveal_secret.h"
#include "core/filter.h"
#include "core/text.h"
#include "models/failure_text.h"
#include "network/token_jobs.h"
#include "views/dialogs/token_dialog.h"

namespace tokenhouse {

namespace {

Needs creationNeeds()
{
    Needs result;
    result.changes = true;
    result.permissions = {Permission::TokensWrite};
    return result;
}

} // namespace

/// One creation on its way: the same request, secret and key until the server has answered it.
struct CreateToken::Creation {
    CreateTokenRequest request;
    SecretBytes secret; ///< kept for the hand-over
    bool generated = true;
    QByteArray key = makeIdempotencyKey();
};

CreateToken::CreateToken(CommandContext& context, QObject* parent)
    : Command(creationNeeds(), {tr("New token"), {}, QStringLiteral("plus"), QKeySequence(Qt::CTRL | Qt::Key_N)},
              parent),
      m_context(context)
{
    m_namePause.setSingleShot(true);
    m_namePause.setInterval(300);
    connect(&m_namePause, &QTimer::timeout, this, &CreateToken::lookUpName);
}

void CreateToken::run()
{
    open(&m_context.window);
}

void CreateToken::open(QWidget* parent)
{
    if (m_dialog) {
        m_dialog->raise();
        return;
    }
    // The one of the last time goes only now: its dialog, which reads it, is gone for sure.
    m_apis = std::make_unique<AllowedPicker>();
    m_apis->setDefinitions(m_context.session.definitions());
    m_unanswered.reset();
    m_dialog = new TokenDialog(m_context.times, mayLink(m_context.session) ? m_apis.get() : nullptr, parent);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &TokenDialog::submitted, this, &CreateToken::submit);
    connect(m_dialog, &QDialog::finished, this, [this] { m_unanswered.reset(); });
    connect(m_dialog, &TokenDialog::nameEdited, this, [this](const QString& name) {
        m_name = name;
        m_namePause.start();
    });
    followRights(m_context.session, m_dialog.data(), {Permission::TokensWrite});
    m_dialog->open();
}

void CreateToken::lookUpName()
{
    if (!m_dialog)
        return;
    const auto name = m_name.trimmed();
    // A secret typed into the wrong field must not travel as a filter.
    if (name.isEmpty() || looksLikeSecret(name.toStdString()) || !m_context.session.isAttached()) {
        m_dialog->setNameHint({});
        return;
    }
    ListRequest request;
    request.filter = "name = " + quoteForFilter(name.toStdString());
    request.pageSize = 1;
    start<ListTokensJob>(m_context.session.connection(), request)
        .then(m_dialog, [this, name](Result<ListPage<Token>> page) {
            if (name != m_name.trimmed())
                return;
            if (!page || page->items.empty()) {
                m_dialog->setNameHint({});
                return;
            }
            const auto& other = page->items.front();
            m_dialog->setNameHint(tr("There is another one of this name, made by %1 on %2. That is allowed.")
                                      .arg(QString::fromStdString(displaySafe(other.createdBy)),
                                           m_context.times.longText(other.createdAt)));
        });
}

std::shared_ptr<CreateToken::Creation> CreateToken::creation()
{
    const auto draft = m_dialog->draft();
    const auto definitions = m_dialog->definitions();
    if (m_unanswered && m_unanswered->request.draft == draft && m_unanswered->request.definitions == definitions
        && m_unanswered->generated == m_dialog->generatesSecret()
        && (m_unanswered->generated || m_unanswered->secret.view() == m_dialog->secret().view()))
        return m_unanswered;
    auto fresh = std::make_shared<Creation>();
    fresh->generated = m_dialog->generatesSecret();
    fresh->secret = fresh->generated ? std::move(*Secret::generate()).take() : m_dialog->secret();
    fresh->request.id = Uuid::make();
    fresh->request.draft = draft;
    fresh->request.secret = fresh->secret.duplicate();
    fresh->request.claimWithinSeconds = std::chrono::seconds(claimTime).count();
    fresh->request.definitions = definitions;
    return fresh;
}

void CreateToken::submit()
{
    const auto sent = creation();
    m_unanswered = sent;
    m_dialog->setBusy(tr("Creating…"));
    start<CreateTokenJob>(m_context.session.connection(), sent->request, sent->key)
        .then(m_dialog, [this, sent](Result<CreatedToken> answer) {
            m_dialog->setBusy({});
            if (!answer) {
                if (!isUnreachable(answer.error()))
                    m_unanswered.reset();
                m_dialog->showFailure(answer.error());
                return;
            }
            m_unanswered.reset();
            const int apis = static_cast<int>(sent->request.definitions.size());
            m_dialog->accept();
            m_context.tokens.refresh();
            m_context.definitions.refresh();
            if (m_dialog->parentWidget() == &m_context.window)
                m_context.showMade(ObjectKind::Token, QString::fromStdString(answer->token.id.text()),
                                   QString::fromStdString(displaySafe(answer->token.name)));
            Q_EMIT created(answer->token);
            new RevealSecret(m_context, std::move(answer->token), std::move(sent->secret),
                             RevealSecret::Origin::Creation, apis > 0 ? tr("%Ln APIs", nullptr, apis) : QString(),
                             m_dialog->parentWidget());
        });
}

} // namespace tokenhouse
