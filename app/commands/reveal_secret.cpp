#include "app/commands/reveal_secret.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QStandardPaths>

#include "core/text.h"
#include "network/token_jobs.h"
#include "views/dialogs/secret_dialog.h"

namespace tokenhouse {

RevealSecret::RevealSecret(CommandContext& context, Token token, SecretBytes secret, Origin origin,
                           const QString& allowedApis)
    : QObject(&context.window), m_context(context), m_token(std::move(token))
{
    m_dialog = new SecretDialog(QString::fromStdString(displaySafe(m_token.name)), std::move(secret), context.clipboard,
                                &context.window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &QObject::destroyed, this, &QObject::deleteLater);
    const QString minutes = tr("15 min");
    switch (origin) {
    case Origin::Creation:
        m_dialog->setFacts(allowedApis, {}, tr("not confirmed in %1: the token is disabled").arg(minutes));
        break;
    case Origin::Rotation:
        m_dialog->setFacts(allowedApis, tr("works until you confirm"),
                           tr("not confirmed in %1: this one lapses, the previous one stays").arg(minutes));
        break;
    case Origin::RotationAtOnce: m_dialog->setFacts(allowedApis, tr("ended with the rotation"), {}); break;
    }
    connect(m_dialog, &SecretDialog::secretCopyWanted, this, [this] { m_context.clipboard.copy(m_dialog->secret()); });
    connect(m_dialog, &SecretDialog::clearWanted, this, [this] { m_context.clipboard.clearNow(); });
    connect(m_dialog, &SecretDialog::saveWanted, this, &RevealSecret::save);
    connect(m_dialog, &SecretDialog::storedConfirmed, this, [this] { confirm(true); });
    connect(m_dialog, &SecretDialog::discardWanted, this, [this] { confirm(false); });
    connect(&m_context.session, &Session::changes, m_dialog, [this](const std::vector<LiveEvent>& events) {
        for (const auto& event : events) {
            if (event.objectId == m_token.id.text() && event.kind == "token.discarded" && !m_dialog->isBusy())
                m_dialog->setLapsed(tr("It was not confirmed in time, or someone discarded it."));
        }
    });
    m_dialog->open();
}

void RevealSecret::save()
{
    const auto folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    auto* files = new QFileDialog(m_dialog, tr("Save the secret"), folder);
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setFileMode(QFileDialog::AnyFile);
    files->selectFile(QStringLiteral("token-%1.secret").arg(QString::fromStdString(m_token.id.text()).left(8)));
    connect(files, &QFileDialog::fileSelected, this, [this](const QString& path) {
        const auto written = writeSecretFile(path, m_dialog->secret());
        if (written)
            m_dialog->setSaved(QDir::toNativeSeparators(path));
        else
            m_dialog->setSaveFailed(QString::fromStdString(written.error().detail));
    });
    files->open();
}

void RevealSecret::confirm(bool stored)
{
    if (!m_token.claimUntil) { // ended at once: there is nothing to confirm or to fall back to
        m_dialog->finish();
        return;
    }
    m_dialog->setBusy(stored ? tr("Confirming…") : tr("Discarding…"));
    if (stored)
        tell<ClaimTokenJob>();
    else
        tell<DiscardTokenJob>();
}

template <class Job>
void RevealSecret::tell()
{
    start<Job>(m_context.session.connection(), m_token.id, m_token.revision)
        .then(m_dialog, [this](const Result<Token>& answer) { finished(answer, std::is_same_v<Job, ClaimTokenJob>); });
}

void RevealSecret::finished(const Result<Token>& answer, bool stored)
{
    if (answer) {
        m_context.tokens.update(*answer);
        m_context.tokens.refresh();
        m_context.say(stored ? tr("The secret is confirmed.") : tr("The secret was discarded."));
        m_dialog->finish();
        return;
    }
    // Someone changed something else of the token in between: the same is asked once more under its present revision.
    if (const auto current = currentToken(answer.error()); current && current->claimUntil && !m_retried) {
        m_retried = true;
        m_token = *current;
        confirm(stored);
        return;
    }
    m_dialog->setBusy({});
    m_dialog->showFailure(answer.error());
}

Result<void> writeSecretFile(const QString& path, const SecretBytes& secret)
{
    // Beside the target first, so that a failure leaves what was there.
    const auto part = path + QStringLiteral(".part");
    QFile file(part);
    QFile::remove(part);
    const auto fault = [&] { return fail(Fault::Unavailable, file.errorString().toStdString()); };
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered,
                   QFile::ReadOwner | QFile::WriteOwner))
        return fault();
    const auto view = secret.view();
    const bool written = file.write(view.data(), static_cast<qint64>(view.size())) == static_cast<qint64>(view.size())
                         && file.write("\n", 1) == 1;
    file.close();
    if (!written) {
        file.remove();
        return fault();
    }
    QFile::remove(path);
    if (!file.rename(path)) {
        file.remove();
        return fault();
    }
    return {};
}

} // namespace tokenhouse
