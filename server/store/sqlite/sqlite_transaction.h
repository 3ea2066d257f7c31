#pragma once

#include <set>
#include <vector>

#include "server/store/sqlite/database.h"
#include "server/store/sqlite/words.h"
#include "server/store/store.h"

namespace tokenhouse::server {

/// One change inside the writer's transaction. Throws SqliteError, which the writer turns into a failure.
class SqliteTransaction final : public Transaction {
public:
    SqliteTransaction(Database& database, Words& words, ChainHead head, Time now);

    Time now() const override { return m_now; }
    std::optional<Token> token(const Uuid& id) override;
    std::optional<Definition> definition(const Uuid& id) override;
    std::optional<StoredSecret> secret(const Digest& digest) override;
    std::vector<StoredSecret> secretsOf(const Uuid& tokenId) override;
    std::optional<Uuid> definitionOfShape(const std::string& shape) override;
    std::vector<Uuid> definitionsUsing(const Uuid& tokenId) override;
    std::vector<Uuid> unknownTokens(const std::vector<Uuid>& ids) override;
    bool idWasUsed(const Uuid& id) override;
    std::vector<Uuid> lapsedClaims(Time at, std::size_t limit) override;
    void putToken(const Token& token) override;
    void deleteToken(const Uuid& id) override;
    void putDefinition(const Definition& definition) override;
    void deleteDefinition(const Uuid& id) override;
    void putSecret(const StoredSecret& secret) override;
    std::optional<StoredUser> user(const Uuid& id) override;
    std::optional<StoredUser> userByName(const std::string& name) override;
    bool userNameWasUsed(const std::string& name) override;
    std::vector<StoredUser> users() override;
    void putUser(const StoredUser& user) override;
    void deleteUser(const Uuid& id) override;
    void putSession(const StoredSession& session) override;
    void deleteSession(const Uuid& id) override;
    std::vector<StoredSession> sessionsOf(const Uuid& userId) override;
    SavedFilters savedFilters(const Uuid& owner) override;
    void putSavedFilters(const Uuid& owner, const SavedFilters& filters) override;
    std::optional<StoredAnswer> answer(const Digest& scopedKey) override;
    void putAnswer(const Digest& scopedKey, const StoredAnswer& answer) override;
    void append(Event event) override;

    Database& database() { return m_database; }
    void touchRow(std::int64_t tokenRow) { m_rows.push_back(tokenRow); }

    /// What the change did, with full objects; call once, at its end.
    Commit finish();
    const ChainHead& head() const { return m_head; }
    const std::vector<std::int64_t>& touchedRows() const { return m_rows; }

private:
    void touchToken(const Uuid& id);

    Database& m_database;
    Words& m_words;
    ChainHead m_head;
    Time m_now;
    Commit m_commit;
    std::set<Uuid> m_accesses; ///< tokens whose access may have changed
    std::set<Uuid> m_definitions;
    std::vector<std::int64_t> m_rows;
};

} // namespace tokenhouse::server
