#include "server/endpoint/definition_table.h"

#include <algorithm>

namespace tokenhouse::server {

bool ServedDefinition::allows(std::uint32_t token) const
{
    return std::ranges::binary_search(allowed, token);
}

DefinitionTable::Found DefinitionTable::find(CallPath& path) const
{
    if (!path.isUnderPrefix() || path.isEmptyRoute()) {
        return {};
    }
    // A static route wins over all others, so that one that is the path itself needs no search.
    if (const auto folded = path.folded(); !folded.empty()) {
        if (const auto found = m_static.find(folded); found != m_static.end()) {
            return {m_definitions[found->second], {}};
        }
    }
    auto match = m_routes.find(path.segments());
    if (!match) {
        return {};
    }
    return {m_definitions[match->value], std::move(match->placeholders)};
}

void DefinitionTable::erase(const Uuid& id)
{
    const auto found = m_byId.find(id);
    if (found == m_byId.end()) {
        return;
    }
    const auto index = found->second;
    const auto& route = m_definitions[index]->route;
    m_routes.erase(route);
    if (route.isStatic()) {
        m_static.erase(route.shape());
    }
    m_definitions[index].reset();
    m_free.push_back(index);
    m_byId.erase(found);
}

void DefinitionTable::put(ServedPointer definition)
{
    erase(definition->id);
    std::uint32_t index = 0;
    if (m_free.empty()) {
        index = static_cast<std::uint32_t>(m_definitions.size());
        m_definitions.emplace_back();
    } else {
        index = m_free.back();
        m_free.pop_back();
    }
    if (!m_routes.insert(definition->route, index)) {
        m_free.push_back(index); // the store allows one shape once; should it not, the first one stays
        return;
    }
    if (definition->route.isStatic()) {
        m_static.emplace(definition->route.shape(), index);
    }
    m_byId.emplace(definition->id, index);
    m_definitions[index] = std::move(definition);
}

} // namespace tokenhouse::server
