#include "server/endpoint/access_table.h"

#include <algorithm>
#include <map>
#include <set>

namespace tokenhouse::server {

AccessTable::AccessTable(std::size_t readers) : m_lock(readers + 1) {}

AccessTable::Look AccessTable::look(std::size_t reader, const Digest& digest, bool isCandidate, std::string_view peer,
                                    CallPath& path)
{
    const auto present = now();
    const auto ticks = ticksOf(std::chrono::steady_clock::now());
    Look look;
    const auto seat = m_lock.read(reader);
    if (isCandidate) {
        look.verdict = m_tokens.admit(digest, peer, present, ticks);
    }
    look.found = m_definitions.find(path);
    look.isAllowed = look.found.definition && look.found.definition->allows(look.verdict.token);
    return look;
}

Result<void> AccessTable::load(Store& store)
{
    {
        const std::lock_guard lock(m_changes);
        m_isLoading = true;
        m_waiting.clear();
    }
    // Beside the calls, into tables of its own; what is committed meanwhile waits and comes after it.
    TokenTable tokens;
    DefinitionTable table;
    auto loaded = store.loadAccess([&](const TokenAccess& token) { tokens.put(token); },
                                   [&](const Definition& definition) {
                                       if (auto served = made(definition, tokens)) {
                                           table.put(std::move(served));
                                       }
                                   });
    const std::lock_guard lock(m_changes);
    m_isLoading = false;
    if (!loaded) {
        m_waiting.clear();
        m_isLoaded.store(false, std::memory_order_release);
        return loaded;
    }
    {
        const ReadersLock::Change change(m_lock);
        std::swap(m_tokens, tokens);
        std::swap(m_definitions, table);
    }
    for (const auto& commit : std::exchange(m_waiting, {})) {
        applyNow(commit);
    }
    m_isLoaded.store(true, std::memory_order_release);
    return {};
}

void AccessTable::apply(const Commit& commit)
{
    const std::lock_guard lock(m_changes);
    if (m_isLoading) {
        Commit part;
        part.tokens = commit.tokens;
        part.deletedTokens = commit.deletedTokens;
        part.definitions = commit.definitions;
        part.deletedDefinitions = commit.deletedDefinitions;
        m_waiting.push_back(std::move(part));
    }
    if (isLoaded()) {
        applyNow(commit);
    }
}

void AccessTable::applyNow(const Commit& commit)
{
    if (commit.tokens.empty() && commit.deletedTokens.empty() && commit.definitions.empty()
        && commit.deletedDefinitions.empty()) {
        return;
    }
    const std::set<Uuid> gone(commit.deletedTokens.begin(), commit.deletedTokens.end());
    const std::set<Uuid> goneDefinitions(commit.deletedDefinitions.begin(), commit.deletedDefinitions.end());
    // A commit may hold several changes of one object; the last one stands.
    std::map<Uuid, const TokenAccess*> tokens;
    for (const auto& token : commit.tokens) {
        if (!gone.contains(token.id)) {
            tokens[token.id] = &token;
        }
    }
    std::map<Uuid, const Definition*> definitions;
    for (const auto& definition : commit.definitions) {
        if (!goneDefinitions.contains(definition.id)) {
            definitions[definition.id] = &definition;
        }
    }

    // Only this thread changes the tables, so it may read them beside the readers: what takes long is done before they
    // are kept out.
    auto indexes = m_tokens.grown(tokens.size());
    const bool hasNew = std::ranges::any_of(tokens, [&](const auto& one) { return !m_tokens.find(one.first); });
    if (indexes || hasNew) {
        const ReadersLock::Change change(m_lock);
        if (indexes) {
            m_tokens.adopt(*indexes);
        }
        for (const auto& [id, token] : tokens) {
            m_tokens.place(id);
        }
    }
    std::vector<ServedPointer> served;
    for (const auto& [id, definition] : definitions) {
        served.push_back(made(*definition, m_tokens));
    }

    const ReadersLock::Change change(m_lock);
    for (const auto& [id, token] : tokens) {
        m_tokens.put(*token);
    }
    for (const auto& id : goneDefinitions) {
        m_definitions.erase(id);
    }
    for (const auto& [id, definition] : definitions) {
        m_definitions.erase(id);
    }
    for (auto& one : served) {
        if (one) {
            m_definitions.put(std::move(one));
        }
    }
    for (const auto& id : gone) {
        m_tokens.erase(id);
    }
}

ServedPointer AccessTable::made(const Definition& definition, const TokenTable& tokens) const
{
    auto route = Route::make(definition.route);
    if (!route) {
        return nullptr; // never leaves the registry; should the store hold one, it answers as not found
    }
    ServedDefinition served{.id = definition.id,
                            .route = std::move(*route),
                            .isDisabled = definition.isDisabled,
                            .allowed = {},
                            .action = definition.action,
                            .allow = {}};
    for (std::size_t i = 0; i < methodCount; ++i) {
        const auto method = static_cast<Method>(i);
        if (definition.methods.empty() || std::ranges::find(definition.methods, method) != definition.methods.end()) {
            served.methods = static_cast<std::uint8_t>(served.methods | 1u << i);
            served.allow += served.allow.empty() ? "" : ", ";
            served.allow += methodName(method);
        }
    }
    served.allowed.reserve(definition.allowedTokens.size());
    for (const auto& id : definition.allowedTokens) {
        if (const auto index = tokens.find(id)) {
            served.allowed.push_back(*index);
        }
    }
    std::ranges::sort(served.allowed);
    return std::make_shared<const ServedDefinition>(std::move(served));
}

std::vector<UseRecord> AccessTable::takeUses()
{
    const auto ticks = ticksOf(std::chrono::steady_clock::now());
    const auto seat = m_lock.read(m_lock.seats() - 1);
    return m_tokens.takeUses(ticks);
}

AccessTable::Size AccessTable::size()
{
    const auto seat = m_lock.read(m_lock.seats() - 1);
    return {m_tokens.size(), m_definitions.size(), m_tokens.bytes()};
}

} // namespace tokenhouse::server
