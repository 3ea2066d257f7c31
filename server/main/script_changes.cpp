#include "server/main/script_changes.h"

#include <utility>
#include <vector>

namespace tokenhouse::server {

namespace {

constexpr auto kind = "script.changed";
constexpr std::size_t pageSize = 1000;

json::value digestOrNull(const std::string& digest)
{
    return digest.empty() ? json::value(nullptr) : json::value(digest);
}

/// An empty digest stands for a file that is not there.
Event changed(const std::string& name, const std::string& before, const std::string& after)
{
    Event event;
    event.kind = kind;
    event.objectType = "script";
    event.objectId = event.objectName = name;
    event.changes.push_back({"sha256", digestOrNull(before), digestOrNull(after)});
    return event;
}

} // namespace

ScriptChanges::ScriptChanges(Store& store, Registry& registry, const ScriptRunner& scripts)
    : m_store(store), m_registry(registry), m_scripts(scripts)
{}

Result<void> ScriptChanges::load()
{
    ListQuery query;
    query.now = now();
    query.pageSize = pageSize;
    query.exactCount = false;
    auto filter = parseFilter(std::string("kind = ") + kind, eventSchema(), {query.now, {}});
    if (!filter)
        return tl::unexpected(std::move(filter.error()));
    query.filter = std::move(*filter);
    query.order = {{findField(eventSchema(), "sequence"), false}};
    m_known.clear();
    do {
        const auto page = m_store.events(query);
        if (!page)
            return tl::unexpected(page.error());
        for (const auto& event : page->items) {
            for (const auto& change : event.changes) {
                if (const auto* digest = change.after.if_string())
                    m_known[event.objectId] = std::string(*digest);
                else
                    m_known.erase(event.objectId);
            }
        }
        query.after = page->next;
    } while (!query.after.empty());
    return {};
}

Result<void> ScriptChanges::look()
{
    const auto files = m_scripts.list();
    if (!files)
        return tl::unexpected(files.error());
    std::map<std::string, std::string> seen;
    for (const auto& file : *files)
        seen[file.name] = file.sha256;
    if (seen == m_known)
        return {};
    std::vector<Event> events;
    for (const auto& [name, digest] : seen) {
        const auto known = m_known.find(name);
        if (known == m_known.end() || known->second != digest)
            events.push_back(changed(name, known == m_known.end() ? std::string() : known->second, digest));
    }
    for (const auto& [name, digest] : m_known) {
        if (!seen.contains(name))
            events.push_back(changed(name, digest, {}));
    }
    Actor system;
    system.user = "system";
    if (auto done = m_registry.record(system, std::move(events)); !done)
        return done;
    m_known = std::move(seen);
    return {};
}

} // namespace tokenhouse::server
