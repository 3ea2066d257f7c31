#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/route_table.h"
#include "server/store/store.h"

namespace tokenhouse::server {

/// Which definition answers a path, for the editor. Made from the store at its first use, then kept by the commits.
/// Thread-safe.
class RouteIndex {
public:
    struct Match {
        Uuid definition;
        std::vector<std::pair<std::string, std::string>> placeholders;
    };
    Result<std::optional<Match>> find(Store& store, const std::vector<std::string>& segments);
    void apply(const Commit& commit); ///< a store sink

private:
    struct Entry {
        std::string route;
        RouteTable::Value value = 0;
    };
    Result<void> build(Store& store);
    void put(const Uuid& id, const std::string& route);
    void remove(const Uuid& id);

    std::mutex m_building; ///< one builds, others wait; taken before m_mutex
    std::mutex m_mutex;
    bool m_isBuilt = false;
    bool m_isRecording = false;
    std::vector<Commit> m_meanwhile; ///< only their definitions
    RouteTable m_table;
    std::unordered_map<Uuid, Entry> m_entries;
    std::unordered_map<RouteTable::Value, Uuid> m_ids;
    RouteTable::Value m_next = 0;
};

} // namespace tokenhouse::server
