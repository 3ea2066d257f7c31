#include "models/secret_check_state.h"

#include <algorithm>

#include <QStringList>

namespace tokenhouse {
namespace {

constexpr std::size_t positionsNamed = 5;

} // namespace

SecretCheckState::SecretCheckState(QObject* parent) : QObject(parent)
{
    rebuild();
}

void SecretCheckState::setSecret(std::string_view secret)
{
    m_check = checkSecret(secret);
    m_empty = secret.empty();
    m_inUse = false;
    rebuild();
    Q_EMIT changed();
}

void SecretCheckState::setRefused(const Failure& failure)
{
    for (const auto& trace : failure.traces) {
        if (trace.reason != Reason::InvalidSecret) {
            continue;
        }
        const auto* requirement = trace.extra.if_contains("requirement");
        const bool known = requirement != nullptr && requirement->is_string()
                           && (requirement->get_string() == "length" || requirement->get_string() == "alphabet");
        m_inUse = m_inUse || !known;
    }
    rebuild();
    Q_EMIT changed();
}

bool SecretCheckState::isGood() const
{
    return !m_empty && m_check.good() && !m_inUse;
}

void SecretCheckState::rebuild()
{
    const auto judged = [this](bool good) { return m_empty ? Met::Open : good ? Met::Yes : Met::No; };
    QString length = tr("At least %1 characters").arg(secretMinimum);
    if (!m_empty && !m_check.longEnough()) {
        length = tr("At least %1 characters: %Ln more", nullptr, static_cast<int>(secretMinimum - m_check.length))
                     .arg(secretMinimum);
    } else if (!m_check.shortEnough()) {
        length = tr("At most %1 characters: %Ln too many", nullptr, static_cast<int>(m_check.length - secretMaximum))
                     .arg(secretMaximum);
    }
    QString alphabet = tr("Only a-z A-Z 0-9 _ - . = + /");
    if (!m_check.foreign.empty()) {
        QStringList positions;
        for (std::size_t at = 0; at < std::min(positionsNamed, m_check.foreign.size()); ++at) {
            positions << QString::number(m_check.foreign[at] + 1);
        }
        if (m_check.foreign.size() > positionsNamed) {
            positions << QStringLiteral("…");
        }
        alphabet = tr("Only a-z A-Z 0-9 _ - . = + /: not at %1").arg(positions.join(QStringLiteral(", ")));
    }
    const auto unique = m_inUse ? tr("Not used by another token: this one is in use or was before")
                                : tr("Not used by another token (the server checks)");
    m_lines = {
        {QStringLiteral("length"), length, judged(m_check.longEnough() && m_check.shortEnough())},
        {QStringLiteral("alphabet"), alphabet, judged(m_check.foreign.empty())},
        {QStringLiteral("unique"), unique, m_inUse ? Met::No : Met::Open},
    };
}

} // namespace tokenhouse
