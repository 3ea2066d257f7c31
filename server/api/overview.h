#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "core/json.h"
#include "server/store/store.h"

namespace tokenhouse::server {

/// The figures of the Overview page, each with the filter that chooses what it counts. Kept until the next change, and
/// for 5 s at most, as time alone changes some; computed by one caller while others wait. Thread-safe, blocks.
class Overview {
public:
    using Refusals = std::function<Result<std::vector<RefusalSum>>(Time from)>;
    Overview(Store& store, Refusals refusals) : m_store(store), m_refusals(std::move(refusals)) {}

    /// A store sink. What has no event, as a use of a token, shows when the time is up.
    void apply(const Commit& commit)
    {
        if (!commit.events.empty())
            m_version.fetch_add(1, std::memory_order_release);
    }

    /// Each as the JSON of contract.md's members.
    struct Figures {
        std::string time;
        std::string tokens;
        std::string definitions;
        std::string changes;
        std::string refusals;
    };
    Result<std::shared_ptr<const Figures>> figures();

private:
    Result<Figures> compute(Time at);
    Result<json::object> tokens(Time at);
    Result<json::object> definitions(Time at);
    Result<json::object> changes(Time at);
    Result<json::object> refusals(Time at);

    Store& m_store;
    Refusals m_refusals;
    std::atomic<std::uint64_t> m_version{0};
    std::mutex m_mutex; ///< of what follows
    std::shared_ptr<const Figures> m_kept;
    std::uint64_t m_keptVersion = 0;
    std::chrono::steady_clock::time_point m_keptAt;
};

} // namespace tokenhouse::server
