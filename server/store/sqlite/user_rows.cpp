#include "server/store/sqlite/rows.h"

#include <sqlite3.h>

#include "core/text.h"

namespace tokenhouse::server {

namespace {

constexpr auto selectUser =
    "SELECT id, name, groups, is_disabled, created_at, revision, password_hash, is_removed FROM user ";

StoredUser userOf(const Query& query)
{
    StoredUser stored;
    stored.user.id = query.uuid(0);
    stored.user.name = query.string(1);
    stored.user.groups = splitTexts(query.text(2));
    stored.user.isDisabled = query.boolean(3) || query.boolean(7);
    stored.user.createdAt = fromMillis(query.integer(4));
    stored.user.revision = query.integer(5);
    stored.passwordHash = query.string(6);
    return stored;
}

} // namespace

std::optional<StoredUser> readUser(Database& database, const Uuid& id)
{
    auto query = database.query(std::string(selectUser) + "WHERE id=? AND is_removed=0");
    query.bind(id);
    return query.next() ? std::optional(userOf(query)) : std::nullopt;
}

std::optional<StoredUser> readUserByName(Database& database, const std::string& name)
{
    const auto key = textKey(name);
    auto query = database.query(std::string(selectUser) + "WHERE name_key=?");
    query.bind(std::string_view(key));
    return query.next() ? std::optional(userOf(query)) : std::nullopt;
}

std::vector<StoredUser> readUsers(Database& database)
{
    std::vector<StoredUser> users;
    auto query = database.query(std::string(selectUser) + "WHERE is_removed=0 ORDER BY name_key");
    while (query.next())
        users.push_back(userOf(query));
    return users;
}

void writeUser(Database& database, const StoredUser& stored)
{
    const auto key = textKey(stored.user.name);
    const auto groups = joinTexts(stored.user.groups);
    database
        .query(
            "INSERT INTO user(id, name, name_key, groups, is_disabled, created_at, revision, password_hash, is_removed) "
            "VALUES(?,?,?,?,?,?,?,?,0) ON CONFLICT(id) DO UPDATE SET name=excluded.name, name_key=excluded.name_key, "
            "groups=excluded.groups, is_disabled=excluded.is_disabled, revision=excluded.revision, "
            "password_hash=excluded.password_hash")
        .bind(stored.user.id)
        .bind(std::string_view(stored.user.name))
        .bind(std::string_view(key))
        .bind(std::string_view(groups))
        .bind(std::int64_t{stored.user.isDisabled})
        .bind(toMillis(stored.user.createdAt))
        .bind(stored.user.revision)
        .bind(std::string_view(stored.passwordHash))
        .run();
}

void removeUser(Database& database, const Uuid& id)
{
    database.query("UPDATE user SET is_removed=1, password_hash='', groups='' WHERE id=?").bind(id).run();
    database.query("DELETE FROM saved_filter WHERE owner=?").bind(id).run();
}

SavedFilters readSavedFilters(Database& database, const Uuid& owner)
{
    SavedFilters filters;
    auto query = database.query("SELECT revision, items FROM saved_filter WHERE owner=?");
    query.bind(owner);
    if (!query.next())
        return filters;
    filters.revision = query.integer(0);
    const auto value = parseJson(query.text(1));
    auto items = value ? savedFiltersFromJson(*value) : tl::unexpected(value.error());
    if (!items)
        throw SqliteError(SQLITE_CORRUPT, "saved filters are none");
    filters.items = std::move(*items);
    return filters;
}

void writeSavedFilters(Database& database, const Uuid& owner, const SavedFilters& filters)
{
    const auto items = json::serialize(json::object{{"items", savedFiltersJson(filters).at("items")}});
    database
        .query("INSERT INTO saved_filter(owner, revision, items) VALUES(?,?,?) ON CONFLICT(owner) DO UPDATE SET "
               "revision=excluded.revision, items=excluded.items")
        .bind(owner)
        .bind(filters.revision)
        .bind(std::string_view(items))
        .run();
}

std::vector<StoredSession> readSessions(Database& database, const Uuid* userId)
{
    constexpr auto select =
        "SELECT id, digest, user_id, user_name, client, address, created_at, expires_at FROM session ";
    std::vector<StoredSession> sessions;
    auto query = database.query(userId ? std::string(select) + "WHERE user_id=?" : std::string(select));
    if (userId)
        query.bind(*userId);
    while (query.next()) {
        StoredSession session;
        session.id = query.uuid(0);
        session.digest = query.digest(1);
        session.userId = query.uuid(2);
        session.userName = query.string(3);
        session.client = query.string(4);
        session.address = query.string(5);
        session.createdAt = fromMillis(query.integer(6));
        session.expiresAt = fromMillis(query.integer(7));
        sessions.push_back(std::move(session));
    }
    return sessions;
}

void writeSession(Database& database, const StoredSession& session)
{
    database
        .query(
            "INSERT OR REPLACE INTO session(id, digest, user_id, user_name, client, address, created_at, expires_at) "
            "VALUES(?,?,?,?,?,?,?,?)")
        .bind(session.id)
        .bind(session.digest)
        .bind(session.userId)
        .bind(std::string_view(session.userName))
        .bind(std::string_view(session.client))
        .bind(std::string_view(session.address))
        .bind(toMillis(session.createdAt))
        .bind(toMillis(session.expiresAt))
        .run();
}

} // namespace tokenhouse::server
