#include "models/connection_state.h"

#include <algorithm>

namespace tokenhouse {

ConnectionState::ConnectionState(TimeText& times, QObject* parent) : QObject(parent), m_times(times)
{
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &ConnectionState::changed);
    connect(&m_times, &TimeText::changed, this, &ConnectionState::changed);
}

int ConnectionState::secondsLeft() const
{
    if (!m_retryAt) {
        return 0;
    }
    const auto left = std::chrono::ceil<std::chrono::seconds>(*m_retryAt - m_times.now()).count();
    return static_cast<int>(std::max<std::int64_t>(0, left));
}

void ConnectionState::setSignedOut()
{
    m_since.reset();
    setPhase(Phase::SignedOut);
}

void ConnectionState::setConnecting()
{
    setPhase(Phase::Connecting);
}

void ConnectionState::setConnected()
{
    m_since.reset();
    setPhase(Phase::Connected);
}

void ConnectionState::setLost(std::chrono::milliseconds retryIn)
{
    if (!m_since) {
        m_since = m_times.now();
    }
    m_retryAt = m_times.now() + retryIn;
    setPhase(Phase::Lost);
    m_second.start();
}

void ConnectionState::setPhase(Phase phase)
{
    const bool other = std::exchange(m_phase, phase) != phase;
    if (phase != Phase::Lost) {
        m_retryAt.reset();
        m_second.stop();
    }
    if (other) {
        Q_EMIT phaseChanged();
    }
    Q_EMIT changed();
}

} // namespace tokenhouse
