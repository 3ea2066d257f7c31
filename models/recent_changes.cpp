#include "models/recent_changes.h"

#include <algorithm>

namespace tokenhouse {

QList<QString> RecentChanges::expire(qint64 at)
{
    QList<QString> over;
    for (auto one = m_until.cbegin(); one != m_until.cend();) {
        if (one.value() <= at) {
            over.push_back(one.key());
            one = m_until.erase(one);
        } else {
            ++one;
        }
    }
    return over;
}

qint64 RecentChanges::next() const
{
    const auto first = std::min_element(m_until.begin(), m_until.end());
    return first == m_until.end() ? 0 : *first;
}

} // namespace tokenhouse
