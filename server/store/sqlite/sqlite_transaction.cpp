#include "server/store/sqlite/sqlite_transaction.h"

#include <algorithm>

#include "core/text.h"
#include "server/store/sqlite/rows.h"
#include "server/store/sqlite/schema.h"

namespace tokenhouse::server {

namespace {

constexpr std::int64_t answerLife = 24LL * 60 * 60 * 1000;

template <class T, class Same>
void replaceOrAdd(std::vector<T>& list, T value, const Same& same)
{
    const auto found = std::find_if(list.begin(), list.end(), same);
    if (found == list.end())
        list.push_back(std::move(value));
    else
        *found = std::move(value);
}

} // namespace

SqliteTransaction::SqliteTransaction(Database& database, Words& words, ChainHead head, Time now)
    : m_database(database), m_words(words), m_head(std::move(head)), m_now(std::max(now, m_head.time))
{}

std::optional<Token> SqliteTransaction::token(const Uuid& id)
{
    return readToken(m_database, id);
}

std::optional<Definition> SqliteTransaction::definition(const Uuid& id)
{
    return readDefinition(m_database, id);
}

std::optional<StoredSecret> SqliteTransaction::secret(const Digest& digest)
{
    return readSecret(m_database, digest);
}

std::vector<StoredSecret> SqliteTransaction::secretsOf(const Uuid& tokenId)
{
    return readSecrets(m_database, tokenId);
}

std::optional<Uuid> SqliteTransaction::definitionOfShape(const std::string& shape)
{
    auto query = m_database.query("SELECT id FROM definition WHERE shape=?");
    query.bind(std::string_view(shape));
    return query.next() ? std::optional(query.uuid(0)) : std::nullopt;
}

std::vector<Uuid> SqliteTransaction::definitionsUsing(const Uuid& tokenId)
{
    return readDefinitionsUsing(m_database, tokenId);
}

std::vector<Uuid> SqliteTransaction::unknownTokens(const std::vector<Uuid>& ids)
{
    std::vector<Uuid> unknown;
    for (const auto& id : ids) {
        auto query = m_database.query("SELECT 1 FROM token WHERE id=?");
        query.bind(id);
        if (!query.next())
            unknown.push_back(id);
    }
    return unknown;
}

bool SqliteTransaction::idWasUsed(const Uuid& id)
{
    auto query = m_database.query("SELECT 1 FROM token WHERE id=?1 UNION ALL SELECT 1 FROM definition WHERE id=?1 "
                                  "UNION ALL SELECT 1 FROM used_id WHERE id=?1 LIMIT 1");
    query.bind(id);
    return query.next();
}

std::vector<Uuid> SqliteTransaction::lapsedClaims(Time at, std::size_t limit)
{
    std::vector<Uuid> ids;
    auto query = m_database.query("SELECT id FROM token INDEXED BY token_claim WHERE claim_until < 9223372036854775807 "
                                  "AND claim_until <= ? ORDER BY claim_until LIMIT ?");
    query.bind(toMillis(at)).bind(static_cast<std::int64_t>(limit));
    while (query.next())
        ids.push_back(query.uuid(0));
    return ids;
}

void SqliteTransaction::touchToken(const Uuid& id)
{
    m_accesses.insert(id);
    auto query = m_database.query("SELECT rid FROM token WHERE id=?");
    query.bind(id);
    if (query.next())
        m_rows.push_back(query.integer(0));
}

void SqliteTransaction::putToken(const Token& token)
{
    writeToken(m_database, m_words, token);
    touchToken(token.id);
}

void SqliteTransaction::deleteToken(const Uuid& id)
{
    touchToken(id);
    m_accesses.erase(id);
    removeToken(m_database, id, m_now);
    m_commit.deletedTokens.push_back(id);
}

void SqliteTransaction::putDefinition(const Definition& definition)
{
    const auto touched = writeDefinition(m_database, m_words, definition);
    m_rows.insert(m_rows.end(), touched.begin(), touched.end());
    m_definitions.insert(definition.id);
}

void SqliteTransaction::deleteDefinition(const Uuid& id)
{
    const auto touched = removeDefinition(m_database, id);
    m_rows.insert(m_rows.end(), touched.begin(), touched.end());
    m_definitions.erase(id);
    m_commit.deletedDefinitions.push_back(id);
}

void SqliteTransaction::putSecret(const StoredSecret& secret)
{
    auto kept = secret;
    kept.since = m_now;
    writeSecret(m_database, kept);
    m_accesses.insert(secret.tokenId);
}

std::optional<StoredUser> SqliteTransaction::user(const Uuid& id)
{
    return readUser(m_database, id);
}

std::optional<StoredUser> SqliteTransaction::userByName(const std::string& name)
{
    return readUserByName(m_database, name);
}

bool SqliteTransaction::userNameWasUsed(const std::string& name)
{
    return readUserByName(m_database, name).has_value();
}

std::vector<StoredUser> SqliteTransaction::users()
{
    return readUsers(m_database);
}

void SqliteTransaction::putUser(const StoredUser& user)
{
    writeUser(m_database, user);
    replaceOrAdd(m_commit.users, user, [&](const StoredUser& other) { return other.user.id == user.user.id; });
}

void SqliteTransaction::deleteUser(const Uuid& id)
{
    removeUser(m_database, id);
    std::erase_if(m_commit.users, [&](const StoredUser& other) { return other.user.id == id; });
    m_commit.deletedUsers.push_back(id);
}

void SqliteTransaction::putSession(const StoredSession& session)
{
    writeSession(m_database, session);
    replaceOrAdd(m_commit.sessions, session, [&](const StoredSession& other) { return other.id == session.id; });
}

void SqliteTransaction::deleteSession(const Uuid& id)
{
    m_database.query("DELETE FROM session WHERE id=?").bind(id).run();
    std::erase_if(m_commit.sessions, [&](const StoredSession& other) { return other.id == id; });
    m_commit.deletedSessions.push_back(id);
}

std::vector<StoredSession> SqliteTransaction::sessionsOf(const Uuid& userId)
{
    return readSessions(m_database, &userId);
}

SavedFilters SqliteTransaction::savedFilters(const Uuid& owner)
{
    return readSavedFilters(m_database, owner);
}

void SqliteTransaction::putSavedFilters(const Uuid& owner, const SavedFilters& filters)
{
    writeSavedFilters(m_database, owner, filters);
}

std::optional<StoredAnswer> SqliteTransaction::answer(const Digest& scopedKey)
{
    auto query = m_database.query("SELECT body_digest, object_id, created_at FROM answer WHERE scoped_key=? "
                                  "AND created_at > ?");
    query.bind(scopedKey).bind(toMillis(m_now) - answerLife);
    if (!query.next())
        return std::nullopt;
    return StoredAnswer{query.digest(0), query.uuid(1), fromMillis(query.integer(2))};
}

void SqliteTransaction::putAnswer(const Digest& scopedKey, const StoredAnswer& answer)
{
    m_database.query("DELETE FROM answer WHERE created_at <= ?").bind(toMillis(m_now) - answerLife).run();
    m_database.query("INSERT OR REPLACE INTO answer(scoped_key, body_digest, object_id, created_at) VALUES(?,?,?,?)")
        .bind(scopedKey)
        .bind(answer.bodyDigest)
        .bind(answer.objectId)
        .bind(toMillis(answer.createdAt))
        .run();
}

void SqliteTransaction::append(Event event)
{
    event.time = m_now;
    seal(event, m_head.sequence + 1, m_head.hash, m_head.time);
    writeEvent(m_database, m_words, event);
    m_head = ChainHead{event.sequence, event.hash, event.time};
    m_commit.events.push_back(std::move(event));
}

Commit SqliteTransaction::finish()
{
    for (const auto& id : m_accesses) {
        if (auto access = readAccess(m_database, id))
            m_commit.tokens.push_back(std::move(*access));
    }
    for (const auto& id : m_definitions) {
        if (auto definition = readDefinition(m_database, id))
            m_commit.definitions.push_back(std::move(*definition));
    }
    return std::move(m_commit);
}

} // namespace tokenhouse::server
