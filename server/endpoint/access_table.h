#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "server/endpoint/definition_table.h"
#include "server/endpoint/readers_lock.h"
#include "server/endpoint/token_table.h"

namespace tokenhouse::server {

/// All that a call is judged by, in memory, kept true by the store's commits.
class AccessTable {
public:
    /// `readers`: threads that judge calls; each has its number, from 0.
    explicit AccessTable(std::size_t readers);

    struct Look {
        TokenTable::Verdict verdict;
        DefinitionTable::Found found;
        bool isAllowed = false;
        Time at{};
    };
    /// One look at token and route, the same work whether the secret is good or not. `isCandidate` false: the secret
    /// cannot be anybody's.
    Look look(std::size_t reader, const Digest& digest, bool isCandidate, std::string_view peer, CallPath& path);

    /// The same for a token known by its id, without counting; see TokenTable::inspect().
    Look inspect(const Uuid& token, const std::optional<std::string_view>& peer, CallPath& path);

    Result<void> load(Store& store);
    bool isLoaded() const { return m_isLoaded.load(std::memory_order_acquire); }
    void apply(const Commit& commit);
    std::vector<UseRecord> takeUses();

    struct Size {
        std::size_t tokens = 0;
        std::size_t definitions = 0;
        std::size_t bytes = 0;
    };
    Size size();

private:
    struct Tables {
        TokenTable tokens;
        DefinitionTable definitions;
    };
    /// `readers` are those who may look at `tables` meanwhile.
    static void applyTo(Tables& tables, ReadersLock& readers, const Commit& commit);
    void findDefinition(Look& look, CallPath& path) const;
    static ServedPointer made(const Definition& definition, bool hasAction, const TokenTable& tokens);

    ReadersLock m_lock; ///< the last seat is management's own
    Tables m_tables;
    std::atomic<bool> m_isLoaded{false};

    std::mutex m_changes; ///< one change after the other; guards the members below
    bool m_isLoading = false;
    std::vector<Commit> m_waiting; ///< came while load() ran
};

} // namespace tokenhouse::server
