#pragma once

#include <QDeadlineTimer>

namespace tokenhouse {

/// Milliseconds on a clock that is never set.
inline qint64 monotonic()
{
    return QDeadlineTimer::current().deadline();
}

} // namespace tokenhouse
