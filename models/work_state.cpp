#include "models/work_state.h"

#include <utility>

namespace tokenhouse {

void WorkState::begin(const QString& doing, std::function<void()> cancel)
{
    m_doing = doing;
    m_percent = -1;
    m_cancel = std::move(cancel);
    Q_EMIT changed();
}

void WorkState::setPercent(int percent)
{
    if (m_doing.isEmpty() || percent == m_percent)
        return;
    m_percent = percent;
    Q_EMIT changed();
}

void WorkState::end()
{
    begin({});
}

void WorkState::cancel()
{
    if (const auto act = std::exchange(m_cancel, nullptr)) {
        Q_EMIT changed();
        act();
    }
}

} // namespace tokenhouse
