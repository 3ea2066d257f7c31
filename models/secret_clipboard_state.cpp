#include "models/secret_clipboard_state.h"

namespace tokenhouse {

SecretClipboardState::SecretClipboardState(ClipboardPort& port, QObject* parent, std::chrono::milliseconds tellFor)
    : QObject(parent), m_port(port)
{
    m_timer.setInterval(1000);
    connect(&m_timer, &QTimer::timeout, this, &SecretClipboardState::tick);
    m_toldTimer.setSingleShot(true);
    m_toldTimer.setInterval(tellFor);
    connect(&m_toldTimer, &QTimer::timeout, this, [this] { finish(State::Idle); });
    m_port.onChanged([this] { look(); });
}

SecretClipboardState::~SecretClipboardState()
{
    m_port.onChanged({});
    if (isCounting() && m_port.holds(m_secret) != ClipboardPort::Holding::Foreign) {
        m_port.clear();
    }
}

void SecretClipboardState::copy(const SecretBytes& secret)
{
    m_timer.stop();
    m_toldTimer.stop();
    m_state = State::Idle; // the change signal of our own putting is not to be judged yet
    m_secret = secret.duplicate();
    if (!m_port.put(m_secret)) {
        finish(State::Refused);
        return;
    }
    switch (m_port.holds(m_secret)) {
    case ClipboardPort::Holding::Ours: m_state = State::Copied; break;
    case ClipboardPort::Holding::Unknown: m_state = State::NotReadable; break;
    case ClipboardPort::Holding::Foreign: finish(State::Refused); return;
    }
    m_left = static_cast<int>(keepFor.count());
    m_timer.start();
    Q_EMIT changed();
}

void SecretClipboardState::tick()
{
    if (--m_left > 0) {
        Q_EMIT changed();
        return;
    }
    clearNow();
}

void SecretClipboardState::clearNow()
{
    if (!isCounting()) {
        return;
    }
    m_timer.stop();
    const auto holding = m_port.holds(m_secret);
    if (holding == ClipboardPort::Holding::Foreign) {
        finish(State::Replaced);
        return;
    }
    m_state = State::Idle; // what clear() changes is not someone else's doing
    const bool cleared = m_port.clear() && m_port.holds(m_secret) != ClipboardPort::Holding::Ours;
    finish(cleared ? State::Cleared : State::NotCleared);
}

void SecretClipboardState::look()
{
    if (!isCounting()) {
        return;
    }
    switch (m_port.holds(m_secret)) {
    case ClipboardPort::Holding::Foreign: finish(State::Replaced); break;
    case ClipboardPort::Holding::Ours:
        if (m_state == State::NotReadable) {
            m_state = State::Copied;
            Q_EMIT changed();
        }
        break;
    case ClipboardPort::Holding::Unknown: break;
    }
}

void SecretClipboardState::finish(State state)
{
    m_timer.stop();
    m_secret.clear();
    m_left = 0;
    m_state = state;
    if (state == State::Cleared || state == State::Replaced) {
        m_toldTimer.start();
    }
    Q_EMIT changed();
}

QString SecretClipboardState::text() const
{
    switch (m_state) {
    case State::Idle: return {};
    case State::Copied: return tr("Copied, cleared in %1 s").arg(m_left);
    case State::NotReadable:
        return tr("Copied, but this desktop does not let us check it. We try to clear it in %1 s.").arg(m_left);
    case State::Refused: return tr("The clipboard did not take the secret. Show it or save it to a file instead.");
    case State::NotCleared: return tr("The clipboard could not be cleared. Copy something else to replace the secret.");
    case State::Replaced: return tr("The clipboard holds something else by now.");
    case State::Cleared: return tr("The clipboard was cleared.");
    }
    return {};
}

} // namespace tokenhouse
