#include "server/store/sqlite/rows.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <vector>

#include "core/json.h"
#include "core/text.h"
#include "server/store/sqlite/call_rows.h"
#include "server/store/sqlite/schema.h"

namespace tokenhouse::server {

namespace {

constexpr auto selectToken =
    "SELECT id, name, description, owner, created_by, last_modified_by, is_disabled, is_held, created_at, last_modified, "
    "expires_at, last_used_at, claim_until, previous_until, use_count, used_by, revision, rate_limit, rate_window, "
    "newest_is_rotation, disable_code, labels, addresses FROM token ";

constexpr auto selectSecret = "SELECT digest, key_id, token_id, role, until, leaked, since FROM secret ";

std::optional<Time> timeAt(const Query& query, int column)
{
    const auto value = query.integer(column);
    return value == absentTime ? std::nullopt : std::optional(fromMillis(value));
}

std::int64_t timeValue(const std::optional<Time>& time)
{
    return time ? toMillis(*time) : absentTime;
}

std::optional<RateLimit> limitOf(std::int64_t limit, std::int64_t window)
{
    if (limit == 0)
        return std::nullopt;
    auto made = RateLimit::make(limit, window);
    return made ? std::optional(*made) : std::nullopt;
}

Token tokenOf(const Query& query, WordReader& words)
{
    Token token;
    token.id = query.uuid(0);
    token.name = words.text(query.integer(1));
    token.description = words.text(query.integer(2));
    token.owner = words.text(query.integer(3));
    token.createdBy = words.text(query.integer(4));
    token.lastModifiedBy = words.text(query.integer(5));
    token.isDisabled = query.boolean(6);
    token.isHeld = query.boolean(7);
    token.createdAt = fromMillis(query.integer(8));
    token.lastModified = fromMillis(query.integer(9));
    token.expiresAt = timeAt(query, 10);
    token.lastUsedAt = timeAt(query, 11);
    token.claimUntil = timeAt(query, 12);
    token.previousSecretUntil = timeAt(query, 13);
    token.useCount = static_cast<std::uint64_t>(query.integer(14));
    token.usedBy = static_cast<std::uint32_t>(query.integer(15));
    token.revision = query.integer(16);
    token.rateLimit = limitOf(query.integer(17), query.integer(18));
    token.newestIsRotation = query.boolean(19);
    token.disableCode = static_cast<DisableCode>(query.integer(20));
    token.labels = splitTexts(query.text(21));
    token.allowedAddresses = splitTexts(query.text(22));
    return token;
}

StoredSecret secretOf(const Query& query)
{
    StoredSecret secret;
    secret.digest = query.digest(0);
    secret.keyId = static_cast<std::uint32_t>(query.integer(1));
    secret.tokenId = query.uuid(2);
    secret.role = static_cast<StoredSecret::Role>(query.integer(3));
    secret.until = timeAt(query, 4);
    secret.leaked = query.boolean(5);
    secret.since = timeAt(query, 6);
    return secret;
}

void writeLabels(Database& database, Words& words, std::int64_t row, const Token& token, bool isNew)
{
    if (!isNew)
        database.query("DELETE FROM token_label WHERE token=?").bind(row).run();
    for (const auto& label : token.labels) {
        database.query("INSERT OR IGNORE INTO token_label(word, token) VALUES(?, ?)")
            .bind(words.ref(label))
            .bind(row)
            .run();
    }
}

void bindToken(Query& query, Words& words, const Token& token, const std::string& labels, const std::string& addresses)
{
    query.bind(words.ref(token.name))
        .bind(words.ref(token.description))
        .bind(words.ref(token.owner))
        .bind(words.ref(token.createdBy))
        .bind(words.ref(token.lastModifiedBy))
        .bind(std::int64_t{token.isDisabled})
        .bind(std::int64_t{token.isHeld})
        .bind(toMillis(token.createdAt))
        .bind(toMillis(token.lastModified))
        .bind(timeValue(token.expiresAt))
        .bind(timeValue(token.claimUntil))
        .bind(timeValue(token.previousSecretUntil))
        .bind(token.revision)
        .bind(std::int64_t{token.rateLimit ? token.rateLimit->limit() : 0})
        .bind(std::int64_t{token.rateLimit ? token.rateLimit->window().count() : 0})
        .bind(std::int64_t{token.newestIsRotation})
        .bind(static_cast<std::int64_t>(token.disableCode))
        .bind(std::string_view(labels))
        .bind(std::string_view(addresses))
        .bind(token.id);
}

} // namespace

std::string joinTexts(const std::vector<std::string>& texts)
{
    if (texts.empty())
        return {};
    return canonicalJson(json::value_from(texts));
}

std::vector<std::string> splitTexts(std::string_view text)
{
    std::vector<std::string> texts;
    if (text.empty())
        return texts;
    const auto value = json::parse(text);
    for (const auto& one : value.as_array())
        texts.emplace_back(one.as_string());
    return texts;
}

std::optional<Token> readToken(Database& database, const Uuid& id)
{
    auto query = database.query(std::string(selectToken) + "WHERE id=?");
    query.bind(id);
    WordReader words(database);
    return query.next() ? std::optional(tokenOf(query, words)) : std::nullopt;
}

std::vector<Token> readTokenRows(Database& database, const std::vector<std::int64_t>& rows, WordReader& words)
{
    std::vector<Token> tokens;
    tokens.reserve(rows.size());
    auto query = database.query(std::string(selectToken) + "WHERE rid=?");
    for (const auto row : rows) {
        query.restart();
        query.bind(row);
        if (query.next())
            tokens.push_back(tokenOf(query, words));
    }
    return tokens;
}

std::vector<StoredSecret> readSecrets(Database& database, const Uuid& tokenId)
{
    std::vector<StoredSecret> secrets;
    auto query = database.query(std::string(selectSecret) + "WHERE token_id=? AND role<2 ORDER BY role");
    query.bind(tokenId);
    while (query.next())
        secrets.push_back(secretOf(query));
    return secrets;
}

std::optional<StoredSecret> readSecret(Database& database, const Digest& digest)
{
    auto query = database.query(std::string(selectSecret) + "WHERE digest=?");
    query.bind(digest);
    return query.next() ? std::optional(secretOf(query)) : std::nullopt;
}

std::optional<TokenAccess> readAccess(Database& database, const Uuid& id)
{
    TokenAccess access;
    {
        auto query = database.query("SELECT is_disabled, is_held, rate_limit, rate_window, expires_at, addresses "
                                    "FROM token WHERE id=?");
        query.bind(id);
        if (!query.next())
            return std::nullopt;
        access.id = id;
        access.isDisabled = query.boolean(0);
        access.isHeld = query.boolean(1);
        access.rateLimit = limitOf(query.integer(2), query.integer(3));
        access.expiresAt = timeAt(query, 4);
        access.allowedAddresses = splitTexts(query.text(5));
    }
    access.secrets = readSecrets(database, id);
    return access;
}

namespace {

/// The valid secrets of all tokens, found by token. Read in the order in which they lie on the disk and sorted here:
/// looking up each token's own in the file is a random access to two trees for each of a million.
class ValidSecrets {
public:
    explicit ValidSecrets(Database& database)
    {
        // One block each instead of growing ones, whose pieces the process would keep. Rows are mostly as many as ids.
        auto last = database.query("SELECT max(rid) FROM token");
        const auto rows = last.next() ? std::clamp<std::int64_t>(last.integer(0), 0, 10'000'000) : 0;
        m_secrets.reserve(static_cast<std::size_t>(rows));
        m_places.reserve(static_cast<std::size_t>(rows));
        auto query = database.query(std::string(selectSecret) + "NOT INDEXED WHERE role<2");
        while (query.next()) {
            const auto secret = secretOf(query);
            m_places.push_back({beginningOf(secret.tokenId), static_cast<std::uint32_t>(m_secrets.size())});
            m_secrets.push_back(secret);
        }
        std::ranges::sort(m_places, {}, &Place::beginning);
        m_next = m_places.begin();
    }

    void take(const Uuid& tokenId, std::vector<StoredSecret>& secrets)
    {
        secrets.clear();
        // Ids grow with time and so do rows: mostly the next one's secrets stand where the last one's ended.
        const auto beginning = beginningOf(tokenId);
        if (m_next == m_places.end() || m_next->beginning != beginning
            || (m_next != m_places.begin() && std::prev(m_next)->beginning == beginning))
            m_next = std::ranges::lower_bound(m_places, beginning, {}, &Place::beginning);
        for (; m_next != m_places.end() && m_next->beginning == beginning; ++m_next) {
            if (const auto& secret = m_secrets[m_next->index]; secret.tokenId == tokenId)
                secrets.push_back(secret);
        }
        std::ranges::sort(secrets, {}, &StoredSecret::role);
    }

private:
    struct Place {
        std::uint64_t beginning; ///< of the token's id; small and quick to compare
        std::uint32_t index;
    };

    static std::uint64_t beginningOf(const Uuid& id)
    {
        std::uint64_t beginning = 0;
        for (std::size_t i = 0; i < sizeof beginning; ++i)
            beginning = beginning << 8 | id.bytes()[i];
        return beginning;
    }

    std::vector<StoredSecret> m_secrets;
    std::vector<Place> m_places;
    std::vector<Place>::const_iterator m_next;
};

} // namespace

void eachAccess(Database& database, const std::function<void(const TokenAccess&)>& take)
{
    ValidSecrets secrets(database);
    auto query = database.query("SELECT id, is_disabled, is_held, rate_limit, rate_window, expires_at, addresses "
                                "FROM token ORDER BY rid");
    TokenAccess access;
    while (query.next()) {
        access.id = query.uuid(0);
        access.isDisabled = query.boolean(1);
        access.isHeld = query.boolean(2);
        access.rateLimit = limitOf(query.integer(3), query.integer(4));
        access.expiresAt = timeAt(query, 5);
        access.allowedAddresses = splitTexts(query.text(6));
        secrets.take(access.id, access.secrets);
        take(access);
    }
}

std::int64_t insertToken(Database& database, Words& words, const Token& token)
{
    auto query = database.query(
        "INSERT INTO token(name, description, owner, created_by, last_modified_by, is_disabled, is_held, created_at, "
        "last_modified, expires_at, claim_until, previous_until, revision, rate_limit, rate_window, newest_is_rotation, "
        "disable_code, labels, addresses, id, last_used_at, use_count, used_by, rid) "
        "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,1+max(coalesce((SELECT max(rid) FROM token),0),"
        "coalesce((SELECT value FROM counter WHERE name='token_row'),0)))");
    const auto labels = joinTexts(token.labels);
    const auto addresses = joinTexts(token.allowedAddresses);
    bindToken(query, words, token, labels, addresses);
    query.bind(timeValue(token.lastUsedAt))
        .bind(static_cast<std::int64_t>(token.useCount))
        .bind(std::int64_t{token.usedBy})
        .run();
    const auto row = database.lastRow();
    writeLabels(database, words, row, token, true);
    return row;
}

void writeToken(Database& database, Words& words, const Token& token)
{
    std::int64_t row = 0;
    std::string labelsBefore;
    {
        auto query = database.query("SELECT rid, labels FROM token WHERE id=?");
        query.bind(token.id);
        if (query.next()) {
            row = query.integer(0);
            labelsBefore = query.string(1);
        }
    }
    if (row == 0) {
        auto fresh = token;
        fresh.usedBy = 0; // definitions count themselves in
        insertToken(database, words, fresh);
        return;
    }
    // used_by, use_count and last_used_at are kept by those who count, not by who writes the object.
    auto query = database.query("UPDATE token SET name=?, description=?, owner=?, created_by=?, last_modified_by=?, "
                                "is_disabled=?, is_held=?, created_at=?, last_modified=?, expires_at=?, claim_until=?, "
                                "previous_until=?, revision=?, rate_limit=?, rate_window=?, newest_is_rotation=?, "
                                "disable_code=?, labels=?, addresses=? WHERE id=?");
    const auto labels = joinTexts(token.labels);
    const auto addresses = joinTexts(token.allowedAddresses);
    bindToken(query, words, token, labels, addresses);
    query.run();
    if (labels != labelsBefore)
        writeLabels(database, words, row, token, false);
}

void writeSecret(Database& database, const StoredSecret& secret)
{
    // Its calls are those since it has its role.
    if (const auto before = readSecret(database, secret.digest);
        before && (before->role != secret.role || before->tokenId != secret.tokenId))
        foldCalls(database, before->tokenId, before->digest);
    database
        .query("INSERT INTO secret(digest, key_id, token_id, role, until, leaked, since) VALUES(?,?,?,?,?,?,?) "
               "ON CONFLICT(digest) DO UPDATE SET key_id=excluded.key_id, token_id=excluded.token_id, "
               "since=CASE WHEN role<>excluded.role OR token_id<>excluded.token_id THEN excluded.since ELSE since END, "
               "role=excluded.role, until=excluded.until, leaked=excluded.leaked")
        .bind(secret.digest)
        .bind(std::int64_t{secret.keyId})
        .bind(secret.tokenId)
        .bind(static_cast<std::int64_t>(secret.role))
        .bind(timeValue(secret.until))
        .bind(std::int64_t{secret.leaked})
        .bind(timeValue(secret.since))
        .run();
}

void removeToken(Database& database, const Uuid& id, Time at)
{
    // The row stays this token's for ever: what readers remember of it must not be true of another one.
    database
        .query("INSERT INTO counter(name, value) SELECT 'token_row', rid FROM token WHERE id=? "
               "ON CONFLICT(name) DO UPDATE SET value=max(value, excluded.value)")
        .bind(id)
        .run();
    database.query("DELETE FROM token_label WHERE token=(SELECT rid FROM token WHERE id=?)").bind(id).run();
    database.query("DELETE FROM token WHERE id=?").bind(id).run();
    database.query("UPDATE secret SET role=2, until=?2, since=?3 WHERE token_id=?1 AND role<2")
        .bind(id)
        .bind(absentTime)
        .bind(toMillis(at))
        .run();
    removeCalls(database, id);
    database.query("INSERT OR IGNORE INTO used_id(id) VALUES(?)").bind(id).run();
}

} // namespace tokenhouse::server
