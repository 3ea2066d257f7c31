#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace tokenhouse::server {

/// Which rows of the token table the latest commits touched, so that what readers keep in memory is brought up to a
/// version without reading everything again. Thread-safe.
class ChangeLog {
public:
    /// Before the commit that makes `version` visible. A commit that then fails leaves entries that cost a look, no
    /// more.
    void add(std::int64_t version, const std::vector<std::int64_t>& rows)
    {
        const std::lock_guard guard(m_mutex);
        for (const auto row : rows)
            m_entries.emplace_back(version, row);
        while (m_entries.size() > maximum) {
            m_lost = m_entries.front().first;
            m_entries.pop_front();
        }
    }

    /// The rows touched after `from` up to `to`; none when the log does not reach back so far.
    std::optional<std::vector<std::int64_t>> between(std::int64_t from, std::int64_t to) const
    {
        const std::lock_guard guard(m_mutex);
        if (from < m_lost)
            return std::nullopt;
        std::vector<std::int64_t> rows;
        for (const auto& [version, row] : m_entries) {
            if (version > from && version <= to)
                rows.push_back(row);
        }
        return rows;
    }

    /// Everything up to `version` happened before this log began.
    void start(std::int64_t version)
    {
        const std::lock_guard guard(m_mutex);
        m_lost = version;
    }

private:
    static constexpr std::size_t maximum = 100'000;
    mutable std::mutex m_mutex;
    std::deque<std::pair<std::int64_t, std::int64_t>> m_entries;
    std::int64_t m_lost = 0;
};

} // namespace tokenhouse::server
