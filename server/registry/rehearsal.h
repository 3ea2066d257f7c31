#pragma once

#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "server/store/store.h"

namespace tokenhouse::server {

/// What a rehearsal would have written; none = deleted. Outlives the transactions that it goes through.
struct RehearsedChanges {
    std::unordered_map<Uuid, std::optional<Token>> tokens;
    std::unordered_map<Uuid, std::optional<Definition>> definitions;
};

/// A transaction that keeps nothing: rules judge by what is there and by what came before in the same rehearsal.
class Rehearsal final : public Transaction {
public:
    Rehearsal(Transaction& kept, RehearsedChanges& changes) : m_kept(kept), m_changes(changes) {}

    Time now() const override { return m_kept.now(); }
    std::optional<Token> token(const Uuid& id) override
    {
        const auto found = m_changes.tokens.find(id);
        return found == m_changes.tokens.end() ? m_kept.token(id) : found->second;
    }
    std::optional<Definition> definition(const Uuid& id) override
    {
        const auto found = m_changes.definitions.find(id);
        return found == m_changes.definitions.end() ? m_kept.definition(id) : found->second;
    }
    std::optional<StoredSecret> secret(const Digest& digest) override { return m_kept.secret(digest); }
    std::vector<StoredSecret> secretsOf(const Uuid& tokenId) override { return m_kept.secretsOf(tokenId); }
    std::optional<Uuid> definitionOfShape(const std::string& shape) override { return m_kept.definitionOfShape(shape); }
    std::vector<Uuid> definitionsUsing(const Uuid& tokenId) override { return m_kept.definitionsUsing(tokenId); }
    std::vector<Uuid> unknownTokens(const std::vector<Uuid>& ids) override { return m_kept.unknownTokens(ids); }
    bool idWasUsed(const Uuid& id) override { return m_kept.idWasUsed(id); }
    std::vector<Uuid> lapsedClaims(Time at, std::size_t limit) override { return m_kept.lapsedClaims(at, limit); }
    std::optional<StoredUser> user(const Uuid& id) override { return m_kept.user(id); }
    std::optional<StoredUser> userByName(const std::string& name) override { return m_kept.userByName(name); }
    bool userNameWasUsed(const std::string& name) override { return m_kept.userNameWasUsed(name); }
    std::vector<StoredUser> users() override { return m_kept.users(); }
    std::vector<StoredSession> sessionsOf(const Uuid& userId) override { return m_kept.sessionsOf(userId); }
    SavedFilters savedFilters(const Uuid& owner) override { return m_kept.savedFilters(owner); }
    std::optional<StoredAnswer> answer(const Digest& scopedKey) override { return m_kept.answer(scopedKey); }

    void putToken(const Token& token) override { m_changes.tokens.insert_or_assign(token.id, token); }
    void deleteToken(const Uuid& id) override { m_changes.tokens.insert_or_assign(id, std::nullopt); }
    void putDefinition(const Definition& one) override { m_changes.definitions.insert_or_assign(one.id, one); }
    void deleteDefinition(const Uuid& id) override { m_changes.definitions.insert_or_assign(id, std::nullopt); }
    void putSecret(const StoredSecret&) override {}
    void putUser(const StoredUser&) override {}
    void deleteUser(const Uuid&) override {}
    void putSession(const StoredSession&) override {}
    void deleteSession(const Uuid&) override {}
    void putSavedFilters(const Uuid&, const SavedFilters&) override {}
    void putAnswer(const Digest&, const StoredAnswer&) override {}
    void append(Event) override {}

private:
    Transaction& m_kept;
    RehearsedChanges& m_changes;
};

} // namespace tokenhouse::server
