#include "server/api/route_index.h"

namespace tokenhouse::server {

void RouteIndex::remove(const Uuid& id)
{
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
        return;
    if (const auto route = Route::make(found->second.route))
        m_table.erase(*route);
    m_ids.erase(found->second.value);
    m_entries.erase(found);
}

void RouteIndex::put(const Uuid& id, const std::string& text)
{
    const auto found = m_entries.find(id);
    if (found != m_entries.end() && found->second.route == text)
        return;
    remove(id);
    const auto route = Route::make(text);
    if (!route)
        return;
    const auto value = m_next++;
    if (!m_table.insert(*route, value))
        return;
    m_ids[value] = id;
    m_entries[id] = {text, value};
}

Result<void> RouteIndex::build(Store& store)
{
    const std::lock_guard building(m_building);
    {
        const std::lock_guard lock(m_mutex);
        if (m_isBuilt)
            return {};
        // What an earlier attempt took may have changed since.
        m_table = RouteTable();
        m_entries.clear();
        m_ids.clear();
        m_isRecording = true;
    }
    ListQuery query;
    query.filter.schema = definitionSchema();
    query.pageSize = 1000;
    query.exactCount = false;
    query.now = now();
    while (true) {
        const auto page = store.definitions(query);
        const std::lock_guard lock(m_mutex);
        if (!page) {
            m_isRecording = false;
            m_meanwhile.clear();
            return tl::unexpected(page.error());
        }
        for (const auto& definition : page->items)
            put(definition.id, definition.route);
        if (!page->next.empty()) {
            query.after = page->next;
            continue;
        }
        m_isBuilt = true;
        m_isRecording = false;
        for (const auto& commit : std::exchange(m_meanwhile, {})) {
            for (const auto& id : commit.deletedDefinitions)
                remove(id);
            for (const auto& definition : commit.definitions)
                remove(definition.id);
            for (const auto& definition : commit.definitions)
                put(definition.id, definition.route);
        }
        return {};
    }
}

void RouteIndex::apply(const Commit& commit)
{
    if (commit.definitions.empty() && commit.deletedDefinitions.empty())
        return;
    const std::lock_guard lock(m_mutex);
    if (m_isRecording) {
        Commit part;
        part.definitions = commit.definitions;
        part.deletedDefinitions = commit.deletedDefinitions;
        m_meanwhile.push_back(std::move(part));
        return;
    }
    if (!m_isBuilt)
        return;
    for (const auto& id : commit.deletedDefinitions)
        remove(id);
    for (const auto& definition : commit.definitions) {
        // Two that swap their routes in one commit would meet half way.
        const auto found = m_entries.find(definition.id);
        if (found != m_entries.end() && found->second.route != definition.route)
            remove(definition.id);
    }
    for (const auto& definition : commit.definitions)
        put(definition.id, definition.route);
}

Result<std::optional<RouteIndex::Match>> RouteIndex::find(Store& store, const std::vector<std::string>& segments)
{
    if (auto built = build(store); !built)
        return tl::unexpected(std::move(built.error()));
    const std::lock_guard lock(m_mutex);
    const auto match = m_table.find(segments);
    if (!match)
        return std::optional<Match>();
    return std::optional(Match{m_ids.at(match->value), match->placeholders});
}

} // namespace tokenhouse::server
