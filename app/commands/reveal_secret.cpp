#include "app/commands/reveal_secret.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QStandardPaths>
#include <QThreadPool>

#include "core/text.h"
#include "network/token_jobs.h"
#include "views/dialogs/secret_dialog.h"

namespace tokenhouse {

RevealSecret::RevealSecret(CommandContext& context, Token token, SecretBytes secret, Origin origin,
                           const QString& allowedApis, QWidget* over)
    : QObject(&context.window), m_context(context), m_token(std::move(token)), m_origin(origin)
{
    m_dialog =
        new SecretDialog(QString::fromStdString(displaySafe(m_token.name)), std::move(secret), context.clipboard, over);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &QObject::destroyed, this, &QObject::deleteLater);
    // The moment, not how long: the dialog can stand for a while.
    const QString until = context.times.momentText(m_token.claimUntil.value_or(context.times.now() + claimTime));
    switch (origin) {
    case Origin::Creation:
    case Origin::RotationAtOnce:
        m_dialog->setFacts(allowedApis, origin == Origin::Creation ? QString() : tr("ended with the rotation"),
                           tr("not confirmed by %1: the token is disabled").arg(until));
        break;
    case Origin::Rotation:
        m_dialog->setFacts(allowedApis, tr("works until you confirm"),
                           tr("not confirmed by %1: this one lapses, the previous one stays").arg(until));
        break;
    case Origin::RotationOfUnconfirmed:
        m_dialog->setFacts(allowedApis, tr("was not confirmed, and has ended"),
                           tr("not confirmed by %1: this one lapses; one that was confirmed before it stays, without "
                              "one the token is disabled")
                               .arg(until));
        break;
    }
    sayWhatDiscardingDoes();
    connect(m_dialog, &SecretDialog::secretCopyWanted, this, [this] { m_context.clipboard.copy(m_dialog->secret()); });
    connect(m_dialog, &SecretDialog::clearWanted, this, [this] { m_context.clipboard.clearNow(); });
    connect(m_dialog, &SecretDialog::saveWanted, this, &RevealSecret::save);
    connect(m_dialog, &SecretDialog::storedConfirmed, this, [this] { confirm(true); });
    connect(m_dialog, &SecretDialog::discardWanted, this, [this] { confirm(false); });
    connect(m_dialog, &SecretDialog::leaveWanted, m_dialog, &SecretDialog::finish);
    connect(&m_context.session, &Session::changes, m_dialog, [this](const std::vector<LiveEvent>& events) {
        for (const auto& event : events) {
            if (event.objectId == m_token.id.text())
                follow(event);
        }
    });
    connect(&context.session, &Session::away, m_dialog, [this] {
        if (!m_isOver)
            m_dialog->setNotice(Banner::Kind::Warning, tr("The server does not answer."),
                                tr("Keep the secret now; it can be confirmed once the server is back."), tr("Try now"));
    });
    connect(m_dialog, &HouseDialog::noticeLinkChosen, &context.session, &Session::retryNow);
    connect(&context.session, &Session::back, m_dialog, [this] {
        if (!m_isOver)
            m_dialog->setNotice(Banner::Kind::Warning, {});
    });
    m_dialog->open();
}

bool RevealSecret::canFallBack() const
{
    return m_origin == Origin::Rotation || m_origin == Origin::RotationOfUnconfirmed;
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
        // Not on the window's thread: a share that is away can take minutes. Until then nobody may say it is stored.
        m_dialog->setBusy(tr("Saving…"));
        const auto secret = std::make_shared<const SecretBytes>(m_dialog->secret().duplicate());
        QThreadPool::globalInstance()->start([self = QPointer(this), path, secret] {
            const auto tell = [self, path, written = writeSecretFile(path, *secret)] {
                if (self && self->m_dialog)
                    self->saved(path, written);
            };
            QMetaObject::invokeMethod(qApp, tell, Qt::QueuedConnection);
        });
    });
    files->open();
}

void RevealSecret::saved(const QString& path, const Result<void>& written)
{
    if (!m_isAsked) // discarded meanwhile: the dialog waits for that answer
        m_dialog->setBusy({});
    if (written)
        m_dialog->setSaved(QDir::toNativeSeparators(path));
    else
        m_dialog->setSaveFailed(QString::fromStdString(written.error().detail));
}

void RevealSecret::confirm(bool stored)
{
    if (m_isOver || (stored && !m_token.claimUntil)) { // or somebody else did
        m_dialog->finish();
        return;
    }
    m_isAsked = true;
    m_dialog->setBusy(stored ? tr("Confirming…") : tr("Discarding…"));
    if (stored)
        tell<ClaimTokenJob>(stored);
    else if (m_token.claimUntil)
        tell<DiscardTokenJob>(stored);
    else
        tell<DisableTokenJob>(stored); // nothing to fall back to: what was copied must not work either
}

template <class Job>
void RevealSecret::tell(bool stored)
{
    start<Job>(m_context.session.connection(), m_token.id, m_token.revision)
        .then(m_dialog, [this, stored](const Result<Token>& answer) { finished(answer, stored); });
}

void RevealSecret::finished(const Result<Token>& answer, bool stored)
{
    m_isAsked = false;
    if (answer) {
        m_context.tokens.update(*answer);
        m_context.tokens.refresh();
        m_context.say(stored ? tr("The secret is confirmed.") : tr("The secret was discarded."));
        m_dialog->finish();
        return;
    }
    const auto& failure = answer.error();
    if (const auto current = currentToken(failure); current && current->revision > m_token.revision) {
        m_token = *current;
        // Someone changed something else of the token in between: the same is asked under its present revision. And
        // what was confirmed can still be revoked.
        if (m_token.claimUntil || (!stored && wasConfirmed())) {
            confirm(stored);
        } else if (stored && wasConfirmed()) { // by us, and the answer was lost
            m_context.say(tr("The secret is confirmed."));
            m_dialog->finish();
        } else {
            end(tr("It was not confirmed in time, or someone discarded it."));
        }
        return;
    }
    if (failure.fault == Fault::NotFound) {
        end(tr("The token was deleted."));
        return;
    }
    const auto isLate = [](const Trace& trace) { return trace.reason == Reason::InvalidState; };
    if (std::ranges::any_of(failure.traces, isLate)) {
        end(tr("It was not confirmed in time, or someone discarded it."));
        return;
    }
    m_dialog->setBusy({});
    m_dialog->showFailure(failure);
    m_dialog->allowLeaving();
}

/// What others, and the passing of time, do to the token while its secret is on the screen.
void RevealSecret::follow(const LiveEvent& event)
{
    // Events come in order: a claim of the hand-over before is followed by this one's rotation.
    if (event.kind == "token.claimed" || event.kind == "token.discarded" || event.kind == "token.rotated")
        m_lastKind = QString::fromStdString(event.kind);
    if (m_isOver || m_isAsked)
        return; // the answer on its way tells the same
    if (event.kind == "token.deleted")
        end(tr("The token was deleted."));
    else
        look(event.kind == "token.rotated");
}

/// An event tells that something changed, not what the token is now.
void RevealSecret::look(bool rotated)
{
    start<GetTokenJob>(m_context.session.connection(), m_token.id).then(m_dialog, [this, rotated](Result<Token> token) {
        if (!token || m_isOver || m_isAsked || token->revision <= m_token.revision)
            return; // an event of what we did ourselves, too
        const bool wasOpen = m_token.claimUntil.has_value();
        m_token = std::move(*token);
        if (rotated)
            end(tr("The token was given another secret."));
        else if (wasOpen && !m_token.claimUntil && !wasConfirmed())
            end(tr("It was not confirmed in time, or someone discarded it."));
        else if (wasOpen != m_token.claimUntil.has_value())
            sayWhatDiscardingDoes();
    });
}

/// Once the hand-over has ended: whether the secret works.
bool RevealSecret::wasConfirmed() const
{
    // A token whose secret is given up is disabled; one that can falls back, which only the event tells.
    return m_lastKind == QLatin1String("token.claimed") || (!canFallBack() && !m_token.isDisabled);
}

/// Only a rotation that is not confirmed yet has something to fall back to.
void RevealSecret::sayWhatDiscardingDoes()
{
    if (m_origin == Origin::Rotation && m_token.claimUntil)
        m_dialog->setDiscarding(tr("This secret stops working, the previous one stays."));
    else if (canFallBack() && m_token.claimUntil)
        m_dialog->setDiscarding(tr("This secret stops working; one that was confirmed before it stays, without one the "
                                   "token is disabled."));
    else
        m_dialog->setDiscarding(tr("This secret stops working, and the token is disabled."));
}

void RevealSecret::end(const QString& why)
{
    m_isOver = true;
    m_dialog->setBusy({});
    m_dialog->setLapsed(why);
}

Result<void> writeSecretFile(const QString& path, const SecretBytes& secret)
{
    // Beside the target first, under a name that nobody has: a failure leaves what was there.
    auto part = QFile::encodeName(path) + ".XXXXXX";
    const auto fault = [&part](int made) {
        const auto why = QString::fromLocal8Bit(std::strerror(errno));
        if (made >= 0)
            ::unlink(part.constData());
        return fail(Fault::Unavailable, why.toStdString());
    };
    const int made = ::mkostemp(part.data(), O_CLOEXEC); // readable by its owner only
    if (made < 0)
        return fault(made);
    QFile file;
    file.open(made, QIODevice::WriteOnly | QIODevice::Unbuffered, QFile::AutoCloseHandle);
    const auto view = secret.view();
    const auto isWhole = [&file](const char* bytes, std::size_t count) {
        return file.write(bytes, static_cast<qint64>(count)) == static_cast<qint64>(count);
    };
    if (!isWhole(view.data(), view.size()) || !isWhole("\n", 1) || ::fsync(made) != 0
        || std::rename(part.constData(), QFile::encodeName(path).constData()) != 0)
        return fault(made);
    // The new name too; some file systems cannot, and the file is there all the same.
    if (const int folder = ::open(QFile::encodeName(QFileInfo(path).path()).constData(), O_RDONLY | O_CLOEXEC);
        folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
    return {};
}

} // namespace tokenhouse
