#include "server/store/sqlite/sums.h"

namespace tokenhouse::server {

std::vector<ChangeSum> readChangeSums(Database& database, Time from)
{
    std::vector<ChangeSum> sums;
    // Kinds are words: '/' follows '.', so that the range holds all that begin so.
    auto query = database.query(
        "SELECT day, (SELECT text FROM word WHERE ref=user), number FROM (SELECT time/86400000 AS day, user, count(*) AS "
        "number FROM event INDEXED BY event_time WHERE time>=? AND user<>0 AND kind IN (SELECT ref FROM word WHERE "
        "(key>='token.' AND key<'token/') OR (key>='definition.' AND key<'definition/')) GROUP BY 1, 2) ORDER BY 1, 2");
    query.bind(toMillis(from));
    while (query.next())
        sums.push_back({query.integer(0), query.string(1), query.integer(2)});
    return sums;
}

void writeRefusals(Database& database, const std::vector<RefusalSum>& sums, Time keepFrom)
{
    for (const auto& sum : sums) {
        database
            .query(
                "INSERT INTO refusal(hour, code, reason, count) VALUES(?,?,?,?) ON CONFLICT(hour, code) DO UPDATE SET "
                "count=count+excluded.count")
            .bind(toMillis(sum.hour))
            .bind(sum.code)
            .bind(std::string_view(sum.reason))
            .bind(sum.count)
            .run();
    }
    database.query("DELETE FROM refusal WHERE hour<?").bind(toMillis(keepFrom)).run();
}

std::vector<RefusalSum> readRefusals(Database& database, Time from)
{
    std::vector<RefusalSum> sums;
    auto query = database.query("SELECT hour, code, reason, count FROM refusal WHERE hour>=? ORDER BY hour, code");
    query.bind(toMillis(from));
    while (query.next())
        sums.push_back({fromMillis(query.integer(0)), query.integer(1), query.string(2), query.integer(3)});
    return sums;
}

} // namespace tokenhouse::server
