#include "server/endpoint/kept_uses.h"

#include <algorithm>

namespace tokenhouse::server {

void KeptUses::add(const std::vector<UseRecord>& uses)
{
    for (const auto& use : uses) {
        auto& kept = m_uses.try_emplace(use.tokenId, UseRecord{use.tokenId, use.lastUsedAt, 0}).first->second;
        kept.lastUsedAt = std::max(kept.lastUsedAt, use.lastUsedAt);
        kept.calls += use.calls;
    }
}

Result<void> KeptUses::writeTo(Store& store)
{
    while (!m_uses.empty()) {
        std::vector<UseRecord> some;
        auto end = m_uses.begin();
        for (; end != m_uses.end() && some.size() < atOnce; ++end) {
            some.push_back(end->second);
        }
        if (auto written = store.recordUse(some); !written) {
            return written;
        }
        m_uses.erase(m_uses.begin(), end);
    }
    return {};
}

} // namespace tokenhouse::server
