#include "app/commands/token_commands.h"

#include <algorithm>
#include <iterator>

#include "app/commands/allowances.h"
#include "app/commands/follow_rights.h"
#include "app/commands/merge.h"
#include "app/commands/reveal_secret.h"
#include "core/text.h"
#include "models/failure_text.h"
#include "network/definition_jobs.h"
#include "network/token_jobs.h"
#include "views/dialogs/merge_dialog.h"
#include "views/dialogs/rotate_dialog.h"
#include "views/dialogs/token_dialog.h"
#include "views/widgets/multi_picker.h"

namespace tokenhouse {

namespace {

constexpr int apisShown = 1000; ///< a page; a token on more of them is put on and off from the APIs' side

Needs requirements()
{
    Needs needs;
    needs.changes = true;
    needs.permissions = {Permission::TokensWrite};
    needs.kind = ObjectKind::Token;
    needs.size = Needs::Size::One;
    return needs;
}

} // namespace

EditToken::EditToken(CommandContext& context, QObject* parent)
    : Command(requirements(), {tr("Edit"), {}, QStringLiteral("edit"), QKeySequence(Qt::CTRL | Qt::Key_E)}, parent),
      m_context(context)
{}

void EditToken::run()
{
    const auto ids = selectedIds(m_context);
    if (ids.size() != 1 || m_dialog)
        return;
    // Read anew, so that the edit begins with what the server has now.
    start<GetTokenJob>(m_context.session.connection(), ids.front()).then(this, [this](Result<Token> token) {
        if (m_dialog)
            return; // asked for twice before the answer came
        if (!token) {
            showError(m_context, tr("The token could not be read"), token.error());
            return;
        }
        if (!mayLink(m_context.session) || token->usedBy > apisShown) {
            edit(*token, {});
            return;
        }
        ListRequest request;
        request.filter = "allowedTokens:" + token->id.text();
        request.pageSize = apisShown;
        request.count = false;
        start<ListDefinitionsJob>(m_context.session.connection(), request)
            .then(this, [this, token = std::move(*token)](Result<ListPage<Definition>> apis) {
                if (m_dialog)
                    return;
                // Who may not read them, or while they cannot be read, still edits the rest.
                edit(token, apis ? std::optional(std::move(apis->items)) : std::nullopt);
            });
    });
}

void EditToken::edit(const Token& token, const std::optional<std::vector<Definition>>& apis)
{
    m_before = token;
    m_read = draftOf(token);
    m_apis = std::make_unique<AllowedPicker>();
    m_allowed.clear();
    m_dialog = new TokenDialog(m_context.times, apis ? m_apis.get() : nullptr, &m_context.window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (apis) {
        m_apis->setDefinitions(m_context.session.definitions());
        for (const auto& api : *apis) {
            m_allowed.insert(api.id);
            m_dialog->apiPicker()->setKnownText(api.id, QString::fromStdString(displaySafe(api.route)));
        }
        m_apis->setPicked({m_allowed.begin(), m_allowed.end()});
    }
    m_dialog->setToken(token);
    // What the dialog cannot show exactly (a time's milliseconds) must not count as a change.
    m_original = m_dialog->draft();
    followRights(m_context.session, m_dialog.data(), {Permission::TokensWrite});
    connect(m_dialog, &TokenDialog::submitted, this, &EditToken::submit);
    m_dialog->open();
}

void EditToken::submit()
{
    const auto typed = m_dialog->draft();
    save(merged(m_original, typed, draftOf(m_before)), typed);
}

void EditToken::save(const TokenDraft& draft, const TokenDraft& typed)
{
    m_dialog->setBusy(tr("Saving…"));
    if (m_merge)
        m_merge->setBusy(tr("Saving…"));
    auto& job = start<UpdateTokenJob>(m_context.session.connection(), m_before, draft);
    job.then(m_dialog, [this, typed, before = m_before](Result<Token> answer) {
        if (m_merge)
            m_merge->setBusy({});
        if (answer) {
            offerUndo(before, *answer);
            m_before = *answer;
            m_original = typed; // a refused link leaves the dialog open
            m_context.tokens.update(*answer);
            if (m_merge)
                m_merge->accept();
            link();
            return;
        }
        m_dialog->setBusy({});
        if (const auto current = currentToken(answer.error()))
            mergeWith(*current, typed);
        else if (m_merge)
            m_merge->showFailure(answer.error());
        else
            m_dialog->showFailure(answer.error());
    });
}

/// Somebody else saved first: both versions are shown, and nothing is saved before one has chosen.
void EditToken::mergeWith(const Token& current, const TokenDraft& typed)
{
    const auto fields = mergeFields(m_context.times, &typed);
    const auto rows = mergeRows(fields, m_original, m_read, typed, draftOf(current));
    m_theirs = current;
    if (rows.empty()) { // what they changed is no member of this dialog
        m_before = current;
        save(merged(m_original, typed, draftOf(current)), typed);
        return;
    }
    if (!m_merge) {
        const auto who = tr("%1, %2").arg(QString::fromStdString(displaySafe(current.lastModifiedBy)),
                                          m_context.times.shortText(current.lastModified));
        m_merge = new MergeDialog(QString::fromStdString(displaySafe(current.name)), who, m_dialog);
        m_merge->setAttribute(Qt::WA_DeleteOnClose);
        followRights(m_context.session, m_merge.data(), {Permission::TokensWrite});
        connect(m_merge, &MergeDialog::submitted, m_dialog, [this, fields, typed] {
            m_before = m_theirs; // not before: whoever goes back is asked again
            save(mergedBy(fields, m_merge->rows(), typed, draftOf(m_theirs)), typed);
        });
        m_merge->open();
    }
    m_merge->setRows(rows);
}

/// As long as nobody else changes it: the server refuses it then.
void EditToken::offerUndo(const Token& before, const Token& after)
{
    const auto draft = draftOf(before);
    if (draft == draftOf(after))
        return;
    const auto name = QString::fromStdString(displaySafe(after.name));
    m_context.undo.offer(tr("“%1” was changed.").arg(name), [this, after, draft, name] {
        start<UpdateTokenJob>(m_context.session.connection(), after, draft)
            .then(this, [this, name](const Result<Token>& answer) {
                if (!answer) {
                    showError(m_context, tr("The change was not taken back"), answer.error());
                    return;
                }
                m_context.tokens.update(*answer);
                m_context.tokens.refresh();
                m_context.say(tr("“%1” is as it was before.").arg(name));
            });
    });
}

/// Puts it onto the APIs that were picked and off those that were not any more; a refusal leaves the dialog open.
void EditToken::link()
{
    const auto picked = m_dialog->definitions(); // sorted, as the set
    std::vector<Uuid> allow;
    std::vector<Uuid> disallow;
    std::ranges::set_difference(picked, m_allowed, std::back_inserter(allow));
    std::ranges::set_difference(m_allowed, picked, std::back_inserter(disallow));
    const bool isLinked = !allow.empty() || !disallow.empty();
    auto* work = new Allowances(m_context.session, m_before.id, std::move(allow), std::move(disallow), m_dialog.data());
    connect(work, &Allowances::allowed, this, [this](const Uuid& api) { m_allowed.insert(api); });
    connect(work, &Allowances::disallowed, this, [this](const Uuid& api) { m_allowed.erase(api); });
    const auto refresh = [this, isLinked] {
        m_context.tokens.refresh();
        if (isLinked)
            m_context.definitions.refresh();
    };
    connect(work, &Allowances::done, m_dialog, [this, refresh] {
        refresh();
        m_dialog->setBusy({});
        m_dialog->accept();
    });
    connect(work, &Allowances::failed, m_dialog, [this, refresh](const Failure& failure) {
        refresh();
        m_dialog->setBusy({});
        m_dialog->showFailure(failure);
    });
    work->begin();
}

/// As for a creation: the same request, secret and key until the server has answered.
struct RotateSecret::Rotation {
    RotateTokenRequest request;
    SecretBytes secret;
    bool generated = true;
    bool atOnce = false;
    std::optional<std::chrono::seconds> overlap;
    QByteArray key = makeIdempotencyKey();
};

RotateSecret::RotateSecret(CommandContext& context, QObject* parent)
    : Command(requirements(),
              {tr("Rotate secret"), tr("Rotate"), QStringLiteral("rotate"), QKeySequence(Qt::CTRL | Qt::Key_R)},
              parent),
      m_context(context)
{}

void RotateSecret::run()
{
    const auto ids = selectedIds(m_context);
    if (ids.size() != 1 || m_dialog)
        return;
    start<GetTokenJob>(m_context.session.connection(), ids.front()).then(this, [this](Result<Token> token) {
        if (m_dialog)
            return;
        if (!token) {
            showError(m_context, tr("The token could not be read"), token.error());
            return;
        }
        m_token = std::move(*token);
        m_unanswered.reset();
        m_dialog = new RotateDialog(QString::fromStdString(displaySafe(m_token.name)), &m_context.window);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
        if (m_token.disableCode == DisableCode::Leaked)
            m_dialog->setLeaked();
        followRights(m_context.session, m_dialog.data(), {Permission::TokensWrite});
        connect(m_dialog, &RotateDialog::submitted, this, &RotateSecret::submit);
        connect(m_dialog, &QDialog::finished, this, [this] { m_unanswered.reset(); });
        m_dialog->open();
    });
}

void RotateSecret::submit()
{
    auto sent = m_unanswered;
    const bool generated = m_dialog->generatesSecret();
    const bool same = sent && sent->generated == generated && sent->overlap == m_dialog->overlap()
                      && (generated || sent->secret.view() == m_dialog->secret().view());
    if (!same) {
        sent = std::make_shared<Rotation>();
        sent->generated = generated;
        sent->atOnce = m_dialog->endsNow();
        sent->secret = generated ? std::move(*Secret::generate()).take() : m_dialog->secret();
        sent->request.secret = sent->secret.duplicate();
        sent->request.claimWithinSeconds = std::chrono::seconds(claimTime).count();
        sent->overlap = m_dialog->overlap();
        if (sent->overlap)
            sent->request.overlapSeconds = sent->overlap->count();
    }
    m_unanswered = sent;
    m_context.undo.forget();
    m_dialog->setBusy(tr("Rotating…"));
    start<RotateTokenJob>(m_context.session.connection(), m_token.id, m_token.revision, sent->request, sent->key)
        .then(m_dialog, [this, sent](Result<CreatedToken> answer) {
            m_dialog->setBusy({});
            if (!answer) {
                if (!isUnreachable(answer.error()))
                    m_unanswered.reset();
                if (const auto current = currentToken(answer.error()))
                    m_token = *current;
                m_dialog->showFailure(answer.error());
                return;
            }
            m_unanswered.reset();
            m_dialog->accept();
            m_context.tokens.update(answer->token);
            m_context.tokens.refresh();
            const auto origin = sent->atOnce         ? RevealSecret::Origin::RotationAtOnce
                                : m_token.claimUntil ? RevealSecret::Origin::RotationOfUnconfirmed
                                                     : RevealSecret::Origin::Rotation;
            new RevealSecret(m_context, std::move(answer->token), std::move(sent->secret), origin, {},
                             &m_context.window);
        });
}

} // namespace tokenhouse
