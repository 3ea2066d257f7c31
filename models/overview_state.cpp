#include "models/overview_state.h"

#include <utility>

namespace tokenhouse {

void OverviewState::setReading()
{
    m_isReading = true;
    Q_EMIT changed();
}

void OverviewState::setOverview(Overview overview)
{
    m_overview = std::move(overview);
    m_failure.reset();
    m_isReading = false;
    Q_EMIT changed();
}

void OverviewState::setFailure(Failure failure)
{
    m_failure = std::move(failure);
    m_isReading = false;
    Q_EMIT changed();
}

void OverviewState::setAway(bool away)
{
    if (std::exchange(m_isAway, away) != away)
        Q_EMIT changed();
}

void OverviewState::clear()
{
    m_overview.reset();
    m_failure.reset();
    m_isReading = false;
    m_isAway = false;
    Q_EMIT changed();
}

} // namespace tokenhouse
