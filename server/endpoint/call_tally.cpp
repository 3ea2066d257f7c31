#include "server/endpoint/call_tally.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

namespace tokenhouse::server {

CallTally::CallTally(std::size_t seats) : m_count(seats), m_seats(std::make_unique<Seat[]>(seats)) {}

SecretKey CallTally::keyOf(const Digest& digest)
{
    SecretKey key;
    std::memcpy(key.data(), digest.data(), key.size());
    return key;
}

std::size_t CallTally::Hash::operator()(const CallKey& key) const noexcept
{
    std::size_t secret = 0;
    std::memcpy(&secret, key.secret.data(), sizeof secret);
    return std::hash<Uuid>{}(key.object) ^ secret ^ static_cast<std::size_t>(key.isPrevious);
}

void CallTally::note(std::size_t seat, const Note& note)
{
    auto& own = m_seats[seat];
    const std::lock_guard lock(own.mutex);
    count(own, {note.token, note.secret, note.isPrevious}, note);
    if (!note.definition.isNil()) {
        count(own, {note.definition, {}, false}, note);
    }
}

void CallTally::count(Seat& seat, const CallKey& key, const Note& note)
{
    auto found = seat.sums.find(key);
    if (found == seat.sums.end()) {
        if (seat.sums.size() >= seatMaximum) {
            m_leftOut.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        found = seat.sums.emplace(key, CallSums{}).first;
    }
    auto& sums = found->second;
    ++sums.calls;
    sums.lastCallAt = note.at;
    if (note.isRefused) {
        ++sums.refused;
        sums.lastRefusedAt = note.at;
    }
    // Mostly the address of the call before, so that no text is made.
    for (auto& one : sums.addresses) {
        if (one.address == note.address) {
            ++one.calls;
            one.refused += note.isRefused ? 1 : 0;
            one.lastCallAt = note.at;
            return;
        }
    }
    add(sums, AddressSum{std::string(note.address), 1, note.isRefused ? 1u : 0u, note.at});
}

void CallTally::collect()
{
    for (std::size_t i = 0; i < m_count; ++i) {
        decltype(Seat::sums) sums;
        {
            const std::lock_guard lock(m_seats[i].mutex);
            std::swap(sums, m_seats[i].sums);
        }
        for (const auto& [key, one] : sums) {
            const auto found = m_kept.find(key);
            if (found != m_kept.end()) {
                add(found->second, one);
            } else if (m_kept.size() < keptMaximum) {
                m_kept.emplace(key, one);
            } else {
                m_leftOut.fetch_add(one.calls, std::memory_order_relaxed);
            }
        }
    }
}

Result<void> CallTally::writeTo(Store& store)
{
    const std::lock_guard lock(m_writing);
    collect();
    while (!m_kept.empty()) {
        std::vector<CallRecord> some;
        auto end = m_kept.begin();
        for (; end != m_kept.end() && some.size() < atOnce; ++end) {
            some.push_back({end->first, end->second});
        }
        if (auto written = store.recordCalls(some); !written) {
            return written;
        }
        m_kept.erase(m_kept.begin(), end);
    }
    return {};
}

} // namespace tokenhouse::server
