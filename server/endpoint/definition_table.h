#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/definition.h"
#include "core/route_table.h"
#include "server/endpoint/call_path.h"

namespace tokenhouse::server {

/// A definition made ready to answer calls. Never changes: a change puts another one in its place.
struct ServedDefinition {
    Uuid id;
    Route route;
    std::uint8_t methods = 0; ///< a bit for each Method
    bool isDisabled = false;
    std::vector<std::uint32_t> allowed; ///< indexes of the TokenTable, sorted
    std::optional<Action> action;       ///< none = what is stored is not of its type
    std::string allow;                  ///< the header of a 405

    bool allows(std::uint32_t token) const;
    bool answers(Method method) const { return (methods & 1u << static_cast<unsigned>(method)) != 0; }
};
using ServedPointer = std::shared_ptr<const ServedDefinition>;

/// Definitions by route. find() runs under a reader's seat, everything else alone (ReadersLock).
class DefinitionTable {
public:
    struct Found {
        ServedPointer definition; ///< null = none matches
        std::vector<std::pair<std::string, std::string>> placeholders;
    };
    Found find(CallPath& path) const;

    /// Takes the definition's old route, if it has one, off the table. Its new one comes by put(); so that two that
    /// swap their routes in one commit never stand in each other's way.
    void erase(const Uuid& id);
    void put(ServedPointer definition);
    std::size_t size() const { return m_byId.size(); }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };

    std::vector<ServedPointer> m_definitions;
    std::vector<std::uint32_t> m_free;
    std::unordered_map<Uuid, std::uint32_t> m_byId;
    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> m_static; ///< by folded route
    RouteTable m_routes;
};

} // namespace tokenhouse::server
