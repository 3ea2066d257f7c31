#include "app/commands/show_rotation.h"

#include <algorithm>
#include <climits>

#include "app/commands/follow_rights.h"
#include "core/text.h"
#include "models/text.h"
#include "network/token_jobs.h"
#include "views/dialogs/rotation_dialog.h"

namespace tokenhouse {

namespace {

constexpr std::chrono::seconds statsEvery{10};
constexpr std::size_t addressesNamed = 3;

Needs rotationNeeds()
{
    Needs needs;
    needs.permissions = {Permission::TokensRead};
    needs.features = {"overlaps", "stats"};
    needs.kind = ObjectKind::Token;
    needs.size = Needs::Size::One;
    return needs;
}

int counted(std::int64_t calls)
{
    return static_cast<int>(std::min<std::int64_t>(calls, INT_MAX));
}

QString addressesText(const std::vector<std::string>& addresses)
{
    QStringList named;
    for (std::size_t i = 0; i < std::min(addressesNamed, addresses.size()); ++i)
        named << safeText(addresses[i]);
    if (addresses.size() > addressesNamed)
        return ShowRotation::tr("from %Ln addresses", nullptr, static_cast<int>(addresses.size()));
    return named.isEmpty() ? QString() : ShowRotation::tr("from %1").arg(named.join(QStringLiteral(", ")));
}

RotationDialog::Side sideOf(const CallSums& sums, const TimeText& times)
{
    QStringList word;
    if (sums.lastCallAt)
        word << ShowRotation::tr("last one %1").arg(times.shortText(*sums.lastCallAt));
    if (const auto addresses = addressesText(sums.addresses); !addresses.isEmpty())
        word << addresses;
    if (sums.refused > 0)
        word << ShowRotation::tr("%Ln refused", nullptr, counted(sums.refused));
    return {{}, ShowRotation::tr("%Ln calls", nullptr, counted(sums.calls)), word.join(QStringLiteral(" · "))};
}

} // namespace

ShowRotation::ShowRotation(CommandContext& context, QObject* parent)
    : Command(rotationNeeds(), {.name = tr("Old and new secret"), .icon = QStringLiteral("rotate")}, parent),
      m_context(context)
{
    m_clock.setInterval(statsEvery);
    connect(&m_clock, &QTimer::timeout, this, &ShowRotation::read);
}

void ShowRotation::run()
{
    const auto ids = selectedIds(m_context);
    if (ids.size() != 1 || m_dialog)
        return;
    start<GetTokenJob>(m_context.session.connection(), ids.front()).then(this, [this](const Result<Token>& token) {
        if (!token)
            showError(m_context, tr("The token could not be read"), token.error());
        else if (!token->previousSecretUntil)
            m_context.say(tr("Only one secret of “%1” works: there is no old one.")
                              .arg(QString::fromStdString(displaySafe(token->name))));
        else if (!m_dialog)
            open(*token);
    });
}

void ShowRotation::open(const Token& token)
{
    m_token = token;
    m_dialog = new RotationDialog(QString::fromStdString(displaySafe(token.name)), &m_context.window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    followRights(m_context.session, m_dialog.data(), {Permission::TokensWrite});
    connect(m_dialog, &RotationDialog::endWanted, this, &ShowRotation::end);
    connect(m_dialog, &QDialog::finished, &m_clock, &QTimer::stop);
    connect(&m_context.times, &TimeText::changed, m_dialog, [this] { tellWhen(); });
    tellWhen();
    m_dialog->open();
    m_clock.start();
    read();
}

void ShowRotation::tellWhen()
{
    const auto left = *m_token.previousSecretUntil - m_context.times.now();
    const auto until = m_context.times.longText(*m_token.previousSecretUntil);
    m_dialog->setWhen(
        left.count() > 0
            ? tr("Both secrets work. The old one ends in %1, at %2.").arg(m_context.times.remaining(left), until)
            : tr("The old one has ended at %1.").arg(until));
}

void ShowRotation::read()
{
    if (!m_context.session.state().isConnected())
        return;
    start<TokenCallsJob>(m_context.session.connection(), m_token.id)
        .then(m_dialog, [this](const Result<TokenCalls>& calls) {
            if (calls)
                show(*calls);
            else if (!m_dialog->isBusy())
                m_dialog->showFailure(calls.error());
        });
}

void ShowRotation::show(const TokenCalls& calls)
{
    const auto& times = m_context.times;
    m_dialog->setSides(sideOf(calls.previous.value_or(CallSums{}), times),
                       sideOf(calls.current.value_or(CallSums{}), times));
    const bool isUsed = calls.previous && calls.previous->calls > calls.previous->refused;
    m_dialog->setWarning(!isUsed ? QString()
                         : calls.previous->addresses.empty()
                             ? tr("The old one was called with since the rotation. Whoever does would get 401.")
                             : tr("%Ln addresses called with the old one since the rotation. They would get 401.",
                                  nullptr, static_cast<int>(calls.previous->addresses.size())));
}

void ShowRotation::end()
{
    m_dialog->setBusy(tr("Ending…"));
    m_context.undo.forget();
    start<EndOverlapJob>(m_context.session.connection(), m_token.id, m_token.revision)
        .then(m_dialog, [this](const Result<Token>& answer) {
            m_dialog->setBusy({});
            if (!answer) {
                if (const auto current = currentToken(answer.error()))
                    m_token = *current;
                m_dialog->showFailure(answer.error());
                return;
            }
            m_context.tokens.update(*answer);
            m_context.tokens.refresh();
            m_context.say(
                tr("The old secret of “%1” has ended.").arg(QString::fromStdString(displaySafe(answer->name))));
            m_dialog->accept();
        });
}

} // namespace tokenhouse
