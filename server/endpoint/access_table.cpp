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
    look.at = present;
    const auto seat = m_lock.read(reader);
    if (isCandidate) {
        look.verdict = m_tables.tokens.admit(digest, peer, present, ticks);
    }
    findDefinition(look, path);
    return look;
}

AccessTable::Look AccessTable::inspect(const Uuid& token, const std::optional<std::string_view>& peer, CallPath& path)
{
    Look look;
    look.at = now();
    const auto seat = m_lock.read(m_lock.seats() - 1);
    look.verdict = m_tables.tokens.inspect(token, peer, look.at);
    findDefinition(look, path);
    return look;
}

void AccessTable::findDefinition(Look& look, CallPath& path) const
{
    look.found = m_tables.definitions.find(path);
    look.isAllowed = look.found.definition && look.found.definition->allows(look.verdict.token);
}

Result<void> AccessTable::load(Store& store)
{
    {
        const std::lock_guard lock(m_changes);
        m_isLoading = true;
        m_waiting.clear();
    }
    // Beside the calls, into tables of its own; what is committed meanwhile waits and comes after it.
    Tables fresh;
    auto loaded = store.loadAccess([&](const TokenAccess& token) { fresh.tokens.put(token); },
                                   [&](const DefinitionAccess& definition) {
                                       if (auto served = made(definition, definition.hasAction, fresh.tokens)) {
                                           fresh.definitions.put(std::move(served));
                                       }
                                   });
    const std::lock_guard lock(m_changes);
    m_isLoading = false;
    const auto waiting = std::exchange(m_waiting, {});
    if (!loaded) {
        m_isLoaded.store(false, std::memory_order_release);
        return loaded;
    }
    // Before any call meets the new tables: the snapshot alone may be older than what was acknowledged since.
    ReadersLock nobody(0);
    for (const auto& commit : waiting) {
        applyTo(fresh, nobody, commit);
    }
    {
        const ReadersLock::Change change(m_lock);
        std::swap(m_tables, fresh);
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
        applyTo(m_tables, m_lock, commit);
    }
}

void AccessTable::applyTo(Tables& tables, ReadersLock& readers, const Commit& commit)
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
    auto indexes = tables.tokens.grown(tokens.size());
    const bool hasNew = std::ranges::any_of(tokens, [&](const auto& one) { return !tables.tokens.find(one.first); });
    if (indexes || hasNew) {
        const ReadersLock::Change change(readers);
        if (indexes) {
            tables.tokens.adopt(*indexes);
        }
        for (const auto& [id, token] : tokens) {
            tables.tokens.place(id);
        }
    }
    std::vector<ServedPointer> served;
    for (const auto& [id, definition] : definitions) {
        served.push_back(made(*definition, true, tables.tokens));
    }

    const ReadersLock::Change change(readers);
    for (const auto& [id, token] : tokens) {
        tables.tokens.put(*token);
    }
    for (const auto& id : goneDefinitions) {
        tables.definitions.erase(id);
    }
    for (const auto& [id, definition] : definitions) {
        tables.definitions.erase(id);
    }
    for (auto& one : served) {
        if (one) {
            tables.definitions.put(std::move(one));
        }
    }
    for (const auto& id : gone) {
        tables.tokens.erase(id);
    }
}

ServedPointer AccessTable::made(const Definition& definition, bool hasAction, const TokenTable& tokens)
{
    auto route = Route::make(definition.route);
    if (!route) {
        return nullptr; // never leaves the registry; should the store hold one, it answers as not found
    }
    ServedDefinition served{.id = definition.id,
                            .route = std::move(*route),
                            .isDisabled = definition.isDisabled,
                            .allowed = {},
                            .action = hasAction ? std::optional(definition.action) : std::nullopt,
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
    return m_tables.tokens.takeUses(ticks);
}

AccessTable::Size AccessTable::size()
{
    const auto seat = m_lock.read(m_lock.seats() - 1);
    return {m_tables.tokens.size(), m_tables.definitions.size(), m_tables.tokens.bytes()};
}

} // namespace tokenhouse::server
