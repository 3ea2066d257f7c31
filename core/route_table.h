#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/route.h"

namespace tokenhouse {

/// Shapes to values of 32 bits, matching in the order of precedence. Not thread-safe; copies are deep.
class RouteTable {
public:
    using Value = std::uint32_t;
    struct Match {
        Value value;
        std::vector<std::pair<std::string, std::string>> placeholders; ///< name as written in the route, decoded value
    };

    RouteTable();
    ~RouteTable();
    RouteTable(RouteTable&&) noexcept;
    RouteTable& operator=(RouteTable&&) noexcept;

    /// False when the shape is there already (nothing changes).
    bool insert(const Route& route, Value value);
    bool erase(const Route& route);
    std::optional<Match> find(const std::vector<std::string>& segments) const;
    std::size_t size() const { return m_size; }

private:
    struct Node;
    std::unique_ptr<Node> m_root;
    std::size_t m_size = 0;
};

} // namespace tokenhouse
