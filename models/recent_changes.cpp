#include "models/recent_changes.h"

#include <algorithm>
#include <utility>

namespace tokenhouse {

QList<QString> RecentChanges::expire(qint64 at)
{
    QList<QString> over;
    m_until.removeIf([&](std::pair<const QString&, qint64&> one) {
        if (one.second > at)
            return false;
        over.push_back(one.first);
        return true;
    });
    return over;
}

qint64 RecentChanges::next() const
{
    const auto first = std::min_element(m_until.begin(), m_until.end());
    return first == m_until.end() ? 0 : *first;
}

} // namespace tokenhouse
