#include "server/store/sqlite/call_rows.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "server/store/sqlite/rows.h"
#include "server/store/sqlite/schema.h"

namespace tokenhouse::server {

namespace {

constexpr SecretKey noSecret{};

SecretKey secretKeyOf(const Digest& digest)
{
    SecretKey key;
    std::memcpy(key.data(), digest.data(), key.size());
    return key;
}

std::string_view bytesOf(const SecretKey& key)
{
    return {reinterpret_cast<const char*>(key.data()), key.size()};
}

CallSums readSums(Database& database, const Uuid& object, const SecretKey& secret)
{
    CallSums sums;
    auto query =
        database.query("SELECT calls, refused, last_call, last_refused FROM call_sum WHERE object=? AND secret=?");
    query.bind(object).bindBlob(bytesOf(secret));
    if (!query.next())
        return sums;
    sums.calls = static_cast<std::uint64_t>(query.integer(0));
    sums.refused = static_cast<std::uint64_t>(query.integer(1));
    if (query.integer(2) != absentTime)
        sums.lastCallAt = fromMillis(query.integer(2));
    if (query.integer(3) != absentTime)
        sums.lastRefusedAt = fromMillis(query.integer(3));
    auto addresses = database.query("SELECT address, calls, refused, last_call FROM call_address "
                                    "WHERE object=? AND secret=?");
    addresses.bind(object).bindBlob(bytesOf(secret));
    while (addresses.next())
        sums.addresses.push_back({addresses.string(0), static_cast<std::uint64_t>(addresses.integer(1)),
                                  static_cast<std::uint64_t>(addresses.integer(2)), fromMillis(addresses.integer(3))});
    return sums;
}

void addSums(Database& database, const Uuid& object, const SecretKey& secret, const CallSums& more)
{
    auto sums = readSums(database, object, secret);
    add(sums, more);
    const auto millis = [](const std::optional<Time>& time) { return time ? toMillis(*time) : absentTime; };
    database
        .query("INSERT OR REPLACE INTO call_sum(object, secret, calls, refused, last_call, last_refused) "
               "VALUES(?,?,?,?,?,?)")
        .bind(object)
        .bindBlob(bytesOf(secret))
        .bind(static_cast<std::int64_t>(sums.calls))
        .bind(static_cast<std::int64_t>(sums.refused))
        .bind(millis(sums.lastCallAt))
        .bind(millis(sums.lastRefusedAt))
        .run();
    for (const auto& one : sums.addresses) {
        database
            .query("INSERT OR REPLACE INTO call_address(object, secret, address, calls, refused, last_call) "
                   "VALUES(?,?,?,?,?,?)")
            .bind(object)
            .bindBlob(bytesOf(secret))
            .bind(std::string_view(one.address))
            .bind(static_cast<std::int64_t>(one.calls))
            .bind(static_cast<std::int64_t>(one.refused))
            .bind(toMillis(one.lastCallAt))
            .run();
    }
}

bool isThere(Database& database, const Uuid& object)
{
    auto query = database.query("SELECT 1 FROM token WHERE id=?1 UNION ALL SELECT 1 FROM definition WHERE id=?1");
    query.bind(object);
    return query.next();
}

/// Whether the secret still is what it was at the call.
bool isStill(Database& database, const CallKey& key)
{
    const auto secrets = readSecrets(database, key.object);
    return std::ranges::any_of(secrets, [&](const StoredSecret& one) {
        return secretKeyOf(one.digest) == key.secret && (one.role == StoredSecret::Role::Previous) == key.isPrevious;
    });
}

} // namespace

void writeCalls(Database& database, const CallRecord& record)
{
    const auto& key = record.key;
    if (!isThere(database, key.object))
        return;
    const bool ofSecret = key.secret != noSecret && isStill(database, key);
    addSums(database, key.object, ofSecret ? key.secret : noSecret, record.sums);
}

CallCounts readCalls(Database& database, const Uuid& object)
{
    CallCounts counts;
    auto since = database.query("SELECT value FROM setting WHERE name='calls.since'");
    if (since.next()) {
        std::int64_t millis = 0;
        const auto text = since.text(0);
        std::from_chars(text.data(), text.data() + text.size(), millis);
        counts.countedSince = fromMillis(millis);
    }
    counts.all = readSums(database, object, noSecret);
    for (const auto& secret : readSecrets(database, object)) {
        counts.secrets.push_back({secret, readSums(database, object, secretKeyOf(secret.digest))});
        add(counts.all, counts.secrets.back().sums);
    }
    return counts;
}

void foldCalls(Database& database, const Uuid& token, const Digest& secret)
{
    const auto key = secretKeyOf(secret);
    const auto sums = readSums(database, token, key);
    if (sums.calls == 0)
        return;
    addSums(database, token, noSecret, sums);
    for (const auto* sql :
         {"DELETE FROM call_sum WHERE object=? AND secret=?", "DELETE FROM call_address WHERE object=? AND secret=?"})
        database.query(sql).bind(token).bindBlob(bytesOf(key)).run();
}

void removeCalls(Database& database, const Uuid& object)
{
    for (const auto* sql : {"DELETE FROM call_sum WHERE object=?", "DELETE FROM call_address WHERE object=?"})
        database.query(sql).bind(object).run();
}

} // namespace tokenhouse::server
