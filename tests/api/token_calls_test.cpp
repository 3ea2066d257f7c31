#include <QtTest>

#include <set>

#include "core/time.h"
#include "tests/api/api_fixture.h"
#include "tests/support/files.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// Tokens and definitions over the wire: creation, revisions, idempotency, lists.
class TokenCallsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_fixture.init();
        m_fixture.start();
        m_anna = std::make_unique<ApiUser>(m_fixture.anna());
    }
    void createsAndReads();
    void generatedSecretComesOnce();
    void needsOneOfSecretAndGenerate();
    void judgesIfMatch();
    void patchesOnlyWhatDiffers();
    void repeatsByIdempotencyKey();
    void refusesUnknownAndReadOnlyMembers();
    void refusesHostileBodies_data();
    void refusesHostileBodies();
    void turnsPages();
    void refusesWrongListQueries_data();
    void refusesWrongListQueries();
    void disablesWithReason();
    void claimsAndDiscards();
    void deletesOnlyUnused();
    void matchesRoutes();
    void keepsTwoSecretsForAnOverlap();
    void holdsAToken();
    void findsWhoseASecretIs();
    void tellsWhatIsNotThere();

private:
    json::value create(const std::string& name, char secret)
    {
        const auto reply = m_anna->post("tokens", json::object{{"name", name}, {"secret", secretOf(secret)}});
        if (reply.status != 201)
            throw std::runtime_error(reply.raw);
        return reply.body;
    }
    static std::string idOf(const json::value& object) { return std::string(object.at("id").as_string()); }
    ApiFixture m_fixture;
    std::unique_ptr<ApiUser> m_anna;
};

void TokenCallsTest::createsAndReads()
{
    const auto created =
        m_anna->post("tokens", json::object{{"name", "one"},
                                            {"secret", secretOf('a')},
                                            {"owner", "ops"},
                                            {"rateLimit", json::object{{"limit", 5}, {"windowSeconds", 60}}}});
    QCOMPARE(created.status, 201);
    QCOMPARE(text(created.field("ETag")), QStringLiteral("\"1\""));
    QCOMPARE(text(created.field("Cache-Control")), QStringLiteral("no-store"));
    QVERIFY(!created.body.as_object().contains("secret"));
    const auto id = idOf(created.body);
    QCOMPARE(text(created.field("Location")), text("/api/v1/tokens/" + id));
    const auto read = m_anna->get("tokens/" + id);
    QCOMPARE(read.status, 200);
    QVERIFY(read.body == created.body);
    QCOMPARE(text(read.field("ETag")), QStringLiteral("\"1\""));
    // Ids are taken in any case.
    QCOMPARE(m_anna->get("tokens/" + text(id).toUpper().toStdString()).status, 200);
    QCOMPARE(m_anna->get("tokens/nonsense").status, 400);
    QCOMPARE(m_anna->get("tokens/00000000-0000-0000-0000-000000000000").status, 400);
    QVERIFY(m_anna->get("events").raw.find(secretOf('a')) == std::string::npos);
    const auto again = m_anna->post("tokens", json::object{{"name", "other"}, {"secret", secretOf('a')}});
    QCOMPARE(again.status, 422);
    QCOMPARE(text(again.reasons()), QStringLiteral("InvalidSecret"));
    QVERIFY(again.raw.find(id) == std::string::npos);
}

void TokenCallsTest::generatedSecretComesOnce()
{
    const auto created = m_anna->post("tokens", json::object{{"name", "made"}, {"generate", json::object{}}},
                                      {{"Idempotency-Key", "generated-1"}});
    QCOMPARE(created.status, 201);
    QCOMPARE(created.text("secret").size(), std::size_t{32});
    const auto again = m_anna->post("tokens", json::object{{"name", "made"}, {"generate", json::object{}}},
                                    {{"Idempotency-Key", "generated-1"}});
    QCOMPARE(again.status, 200);
    QCOMPARE(text(idOf(again.body)), text(idOf(created.body)));
    QVERIFY(!again.body.as_object().contains("secret"));
    QVERIFY(!m_anna->get("tokens/" + idOf(created.body)).body.as_object().contains("secret"));
}

void TokenCallsTest::needsOneOfSecretAndGenerate()
{
    for (const auto& body : {json::object{{"name", "x"}},
                             json::object{{"name", "x"}, {"secret", secretOf('b')}, {"generate", json::object{}}},
                             json::object{{"name", "x"}, {"secret", "short"}}}) {
        const auto reply = m_anna->post("tokens", body);
        QCOMPARE(reply.status, 422);
        QVERIFY(text(reply.reasons()).contains(QStringLiteral("InvalidSecret")));
        QCOMPARE(text(reply.field("Content-Type")), QStringLiteral("application/problem+json"));
        QVERIFY(!reply.text("correlationId").empty());
    }
    const auto both = m_anna->post("tokens", json::object{{"name", "  "}, {"secret", "short"}});
    QCOMPARE(both.status, 422);
    QVERIFY(text(both.reasons()).contains(QStringLiteral("InvalidName")));
    QVERIFY(text(both.reasons()).contains(QStringLiteral("InvalidSecret")));
}

void TokenCallsTest::judgesIfMatch()
{
    const auto path = "tokens/" + idOf(create("revisions", 'c'));
    const HeaderList media{{"Content-Type", "application/merge-patch+json"}};
    QCOMPARE(m_anna->send("PATCH", path, media, R"({"name":"x"})").status, 428);
    QCOMPARE(m_anna->send("DELETE", path).status, 428);
    for (const auto* tag : {"*", "W/\"1\"", "\"1\", \"2\"", "1", "\"\"", "\"x\"", "\"0\"", "\"1\"x", "\"+1\""}) {
        auto fields = media;
        fields.emplace_back("If-Match", tag);
        QCOMPARE(m_anna->send("PATCH", path, fields, R"({"name":"x"})").status, 400);
    }
    const auto stale = m_anna->change("PATCH", path, 7, json::object{{"name", "x"}});
    QCOMPARE(stale.status, 412);
    QCOMPARE(stale.body.at("current").to_number<int>(), 1);
    QCOMPARE(text(std::string(stale.body.at("currentObject").at("name").as_string())), QStringLiteral("revisions"));
    const auto changed = m_anna->change("PATCH", path, 1, json::object{{"name", "x"}});
    QCOMPARE(changed.status, 200);
    QCOMPARE(text(changed.field("ETag")), QStringLiteral("\"2\""));
    QCOMPARE(m_anna->send("PATCH", path, {{"Content-Type", "application/json"}, {"If-Match", "\"2\""}}, "{}").status,
             415);
}

void TokenCallsTest::patchesOnlyWhatDiffers()
{
    const auto path = "tokens/" + idOf(create("same", 'd'));
    const auto events = m_anna->get("events?pageSize=1").body.at("totalSize").to_number<int>();
    const auto same = m_anna->change("PATCH", path, 1, json::object{{"name", "same"}});
    QCOMPARE(same.status, 200);
    QCOMPARE(same.body.at("revision").to_number<int>(), 1);
    QCOMPARE(m_anna->get("events?pageSize=1").body.at("totalSize").to_number<int>(), events);
    QCOMPARE(m_anna->change("PATCH", path, 1, json::object{{"secret", secretOf('e')}}).status, 400);
    QCOMPARE(m_anna->change("PATCH", path, 1, json::object{{"id", "01900000-0000-7000-8000-000000000001"}}).status,
             400);
}

void TokenCallsTest::repeatsByIdempotencyKey()
{
    const json::object body{{"name", "once"}, {"secret", secretOf('f')}};
    const HeaderList key{{"Idempotency-Key", "once-1"}};
    const auto first = m_anna->post("tokens", body, key);
    const auto second = m_anna->post("tokens", body, key);
    QCOMPARE(first.status, 201);
    QCOMPARE(second.status, 200);
    QCOMPARE(text(idOf(second.body)), text(idOf(first.body)));
    QCOMPARE(m_anna->post("tokens", json::object{{"name", "twice"}, {"secret", secretOf('f')}}, key).status, 422);
    QCOMPARE(m_anna->post("tokens", body, {{"Idempotency-Key", ""}}).status, 400);
    QCOMPARE(m_anna->post("tokens", body, {{"Idempotency-Key", std::string(256, 'k')}}).status, 400);
}

void TokenCallsTest::refusesUnknownAndReadOnlyMembers()
{
    const auto unknown =
        m_anna->post("tokens", json::object{{"name", "x"}, {"secret", secretOf('g')}, {"nmae", 1}, {"useCount", 2}});
    QCOMPARE(unknown.status, 400);
    QVERIFY(text(unknown.text("detail")).contains(QStringLiteral("nmae")));
    QVERIFY(text(unknown.text("detail")).contains(QStringLiteral("useCount")));
    QVERIFY(unknown.raw.find(secretOf('g')) == std::string::npos);
}

void TokenCallsTest::refusesHostileBodies_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("name=x");
    QTest::newRow("array") << QByteArray("[]");
    QTest::newRow("null") << QByteArray("null");
    QTest::newRow("text") << QByteArray("\"x\"");
    QTest::newRow("cut") << QByteArray("{\"name\":");
    QTest::newRow("two values") << QByteArray("{} {}");
    QTest::newRow("duplicate") << QByteArray("{\"name\":\"a\",\"name\":\"b\"}");
    QTest::newRow("duplicate escaped") << QByteArray("{\"name\":\"a\",\"\\u006eame\":\"b\"}");
    QTest::newRow("invalid UTF-8") << QByteArray("{\"name\":\"\xFF\"}");
    QTest::newRow("overlong UTF-8") << QByteArray("{\"name\":\"\xC0\xAF\"}");
    QTest::newRow("surrogate") << QByteArray("{\"name\":\"\\ud800\"}");
    QTest::newRow("deep") << QByteArray(100'000, '[') + QByteArray(100'000, ']');
    QTest::newRow("deep objects") << QByteArray("{\"a\":").repeated(5000) + "1" + QByteArray(5000, '}');
    QTest::newRow("number for text") << QByteArray("{\"name\":1}");
    QTest::newRow("comment") << QByteArray("{/**/}");
    QTest::newRow("NaN") << QByteArray("{\"name\":NaN}");
    QTest::newRow("trailing comma") << QByteArray("{\"name\":\"x\",}");
}

void TokenCallsTest::refusesHostileBodies()
{
    QFETCH(QByteArray, body);
    const auto reply = m_anna->send("POST", "tokens", {{"Content-Type", "application/json"}}, body.toStdString());
    QVERIFY2(reply.status == 400 || (body.isEmpty() && reply.status == 400), reply.raw.c_str());
    QCOMPARE(reply.body.at("status").to_number<int>(), 400);
}

void TokenCallsTest::turnsPages()
{
    for (int i = 0; i < 25; ++i) {
        const auto name = QStringLiteral("page %1").arg(i, 2, 10, QLatin1Char('0')).toStdString();
        const auto made = m_anna->post(
            "tokens", json::object{{"name", name}, {"generate", json::object{}}, {"labels", json::array{"paged"}}});
        QCOMPARE(made.status, 201);
    }
    const std::string base = "tokens?filter=labels%3Apaged&orderBy=name+desc&pageSize=10";
    std::vector<std::string> names;
    std::string next;
    int pages = 0;
    do {
        const auto reply = m_anna->get(base + (next.empty() ? "" : "&pageToken=" + next));
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.body.at("totalSize").to_number<int>(), 25);
        for (const auto& item : reply.items())
            names.emplace_back(item.at("name").as_string());
        next = reply.text("nextPageToken");
        ++pages;
    } while (!next.empty() && pages < 10);
    QCOMPARE(pages, 3);
    QCOMPARE(names.size(), std::size_t{25});
    QVERIFY(std::is_sorted(names.rbegin(), names.rend()));
    QCOMPARE(std::set<std::string>(names.begin(), names.end()).size(), std::size_t{25});

    const auto token = m_anna->get(base).text("nextPageToken");
    QCOMPARE(m_anna->get("tokens?filter=labels%3Apaged&orderBy=name&pageSize=10&pageToken=" + token).status, 400);
    QCOMPARE(m_anna->get("tokens?orderBy=name+desc&pageSize=10&pageToken=" + token).status, 400);
    QCOMPARE(m_anna->get("definitions?pageToken=" + token).status, 400);
    auto forged = token;
    forged.back() = forged.back() == 'A' ? 'Q' : 'A';
    QCOMPARE(m_anna->get(base + "&pageToken=" + forged).status, 400);
    QCOMPARE(m_anna->get(base + "&offset=1&pageToken=" + token).status, 400);
    const auto past = m_anna->get("tokens?offset=100000");
    QCOMPARE(past.status, 200);
    QVERIFY(past.items().empty());
    const auto uncounted = m_anna->get("tokens?count=none");
    QVERIFY(uncounted.body.at("totalSize").is_null());
    // A plus is a blank in a query.
    QCOMPARE(m_anna->get("tokens?filter=name%3D%22page+07%22").items().size(), std::size_t{1});
}

void TokenCallsTest::refusesWrongListQueries_data()
{
    QTest::addColumn<QString>("query");
    for (const auto* one :
         {"pageSize=0",        "pageSize=1001", "pageSize=x",        "pageSize=",     "pageSize=-1",     "pageSize=1.0",
          "offset=-1",         "count=all",     "filter=(",          "filter=nmae:x", "filter=secret:x", "orderBy=nmae",
          "orderBy=name,name", "unknown=1",     "filter=a&filter=b", "filter=%ff",    "filter=%zz",      "filter=%00",
          "pageToken=",        "pageToken=%21", "orderBy=name up"})
        QTest::newRow(one) << QString::fromLatin1(one).replace(QLatin1Char(' '), QLatin1Char('+'));
}

void TokenCallsTest::refusesWrongListQueries()
{
    QFETCH(QString, query);
    const auto reply = m_anna->get("tokens?" + query.toStdString());
    QCOMPARE(reply.status, 400);
    if (query == QLatin1String("filter=("))
        QVERIFY(reply.body.as_object().contains("position"));
}

void TokenCallsTest::disablesWithReason()
{
    const auto path = "tokens/" + idOf(create("leaky", 'h'));
    const auto disabled =
        m_anna->change("POST", path + ":disable", 1, json::object{{"reason", "found in a log"}, {"code", "leaked"}});
    QCOMPARE(disabled.status, 200);
    QCOMPARE(text(disabled.text("state")), QStringLiteral("disabled"));
    const auto refused = m_anna->change("POST", path + ":enable", 2);
    QCOMPARE(refused.status, 422);
    const auto rotated = m_anna->change("POST", path + ":rotate", 2, json::object{{"secret", secretOf('i')}});
    QCOMPARE(rotated.status, 200);
    const auto enabled = m_anna->change("POST", path + ":enable", rotated.body.at("revision").to_number<int>());
    QCOMPARE(enabled.status, 200);
    QCOMPARE(text(enabled.text("state")), QStringLiteral("active"));
    QCOMPARE(m_anna->change("POST", path + ":disable", 4, json::object{{"code", "nonsense"}}).status, 400);
}

void TokenCallsTest::claimsAndDiscards()
{
    const auto make = [&](char c) {
        return m_anna->post("tokens",
                            json::object{{"name", "handed"}, {"secret", secretOf(c)}, {"claimWithinSeconds", 600}});
    };
    const auto kept = make('j');
    QCOMPARE(text(kept.text("state")), QStringLiteral("unclaimed"));
    const auto claimed = m_anna->change("POST", "tokens/" + idOf(kept.body) + ":claim", 1, json::object{});
    QCOMPARE(claimed.status, 200);
    QCOMPARE(text(claimed.text("state")), QStringLiteral("active"));
    const auto lost = make('k');
    const auto discarded = m_anna->change("POST", "tokens/" + idOf(lost.body) + ":discard", 1);
    QCOMPARE(discarded.status, 200);
    QCOMPARE(text(discarded.text("state")), QStringLiteral("disabled"));
    QCOMPARE(m_anna->change("POST", "tokens/" + idOf(kept.body) + ":claim", 2, json::object{{"x", 1}}).status, 400);
}

void TokenCallsTest::deletesOnlyUnused()
{
    const auto token = create("used", 'l');
    const json::object draft{{"route", "used/by"},
                             {"actionType", "FixedResponse"},
                             {"actionMeta", json::object{{"status", 200}, {"body", "x"}}},
                             {"allowedTokens", json::array{token.at("id")}}};
    const auto definition = m_anna->post("definitions", draft);
    QCOMPARE(definition.status, 201);
    const auto refused = m_anna->change("DELETE", "tokens/" + idOf(token), 1);
    QCOMPARE(refused.status, 409);
    QCOMPARE(text(refused.reasons()), QStringLiteral("TokenInUse"));
    QVERIFY(refused.raw.find(idOf(definition.body)) != std::string::npos);
    const auto freed = m_anna->change("POST", "definitions/" + idOf(definition.body) + ":disallow", 1,
                                      json::object{{"tokenIds", json::array{token.at("id")}}});
    QCOMPARE(freed.status, 200);
    const auto deleted = m_anna->change("DELETE", "tokens/" + idOf(token), 1);
    QCOMPARE(deleted.status, 204);
    QVERIFY(deleted.raw.empty());
    QCOMPARE(m_anna->get("tokens/" + idOf(token)).status, 404);
    const auto reused =
        m_anna->post("tokens", json::object{{"id", token.at("id")}, {"name", "x"}, {"generate", json::object{}}});
    QCOMPARE(reused.status, 409);
    QCOMPARE(text(reused.reasons()), QStringLiteral("IdInUse"));
    const auto conflict = m_anna->post("definitions", json::object{{"route", "USED/by"},
                                                                   {"actionType", "FixedResponse"},
                                                                   {"actionMeta", json::object{{"status", 200}}}});
    QCOMPARE(conflict.status, 409);
    QCOMPARE(text(conflict.reasons()), QStringLiteral("RouteInUse"));
}

void TokenCallsTest::matchesRoutes()
{
    const auto create = [&](const char* route) {
        const auto reply = m_anna->post("definitions", json::object{{"route", route},
                                                                    {"actionType", "FixedResponse"},
                                                                    {"methods", json::array{"GET"}},
                                                                    {"actionMeta", json::object{{"status", 204}}}});
        return idOf(reply.body);
    };
    const auto dynamic = create("match/{id}");
    const auto match = [&](const char* method, const char* path) {
        return m_anna->post("definitions:match", json::object{{"method", method}, {"path", path}});
    };
    const auto found = match("GET", "Match/a%20b");
    QCOMPARE(found.status, 200);
    QCOMPARE(text(idOf(found.body.at("definition"))), text(dynamic));
    QCOMPARE(text(std::string(found.body.at("placeholders").at("id").as_string())), QStringLiteral("a b"));
    const auto literal = create("match/here");
    QCOMPARE(text(idOf(match("GET", "match/here").body.at("definition"))), text(literal));
    QVERIFY(!match("POST", "match/here").body.at("methodAllowed").as_bool());
    const auto revised = m_anna->change("PATCH", "definitions/" + literal, 1, json::object{{"route", "match/there"}});
    QCOMPARE(revised.status, 200);
    QCOMPARE(text(idOf(match("GET", "match/here").body.at("definition"))), text(dynamic));
    QVERIFY(match("GET", "nowhere").body.at("definition").is_null());
    QCOMPARE(match("GET", "a%2Fb").status, 400);
    QCOMPARE(match("HEAD", "x").status, 400);
}

void TokenCallsTest::keepsTwoSecretsForAnOverlap()
{
    const auto id = idOf(create("overlapping", 'p'));
    const auto path = "tokens/" + id;
    const auto rotate = [&](std::int64_t seconds) {
        return m_anna->change("POST", path + ":rotate", 1,
                              json::object{{"secret", secretOf('q')}, {"overlapSeconds", seconds}});
    };
    QCOMPARE(rotate(-1).status, 422);
    QCOMPARE(rotate(30 * 24 * 60 * 60 + 1).reasons(), std::string("InvalidOverlap"));
    const auto rotated = rotate(3600);
    QCOMPARE(rotated.status, 200);
    QVERIFY(*parseTime(rotated.text("previousSecretUntil"))
            == *parseTime(rotated.text("lastModified")) + std::chrono::hours(1));
    const auto ended = m_anna->change("POST", path + ":endOverlap", 2);
    QCOMPARE(ended.status, 200);
    QVERIFY(ended.body.at("previousSecretUntil").is_null());
    QCOMPARE(m_anna->change("POST", path + ":endOverlap", 3).reasons(), std::string("InvalidState"));
}

void TokenCallsTest::holdsAToken()
{
    const auto path = "tokens/" + idOf(create("held", 'r'));
    QCOMPARE(m_anna->change("POST", path + ":hold", 1, json::object{}).status, 400);
    QCOMPARE(m_anna->change("POST", path + ":hold", 1, json::object{{"reason", " "}}).status, 400);
    const auto held = m_anna->change("POST", path + ":hold", 1, json::object{{"reason", "odd calls"}});
    QCOMPARE(held.status, 200);
    QCOMPARE(held.text("state"), std::string("held"));
    QCOMPARE(m_anna->change("POST", path + ":enable", 2, json::object{}).text("state"), std::string("held"));
    const auto released = m_anna->change("POST", path + ":release", 2, json::object{{"reason", "explained"}});
    QCOMPARE(released.text("state"), std::string("active"));
}

void TokenCallsTest::findsWhoseASecretIs()
{
    const auto id = idOf(create("found", 's'));
    const auto search = [&](const std::string& secret) {
        return m_anna->post("tokens:identify", json::object{{"secret", secret}});
    };
    const auto found = search("curl -H 'Authorization: Bearer " + secretOf('s') + "'").body.at("matches").at(0);
    QCOMPARE(found.at("is").as_string(), "current");
    QVERIFY(found.at("tokenId") == json::value(id));
    QCOMPARE(found.at("state").as_string(), "active");
    QCOMPARE(found.at("revision").as_int64(), 1);
    QVERIFY(found.at("works").as_bool());
    QCOMPARE(m_anna->change("DELETE", "tokens/" + id, 1).status, 204);
    const auto was = search(secretOf('s')).body.at("matches").at(0);
    QCOMPARE(was.at("is").as_string(), "deleted");
    QCOMPARE(was.at("name").as_string(), "found");
    QVERIFY(was.at("endedAt").is_string() && was.at("state").is_null());
    QVERIFY(search("nothing").body.at("matches").as_array().empty());
    QCOMPARE(m_anna->post("tokens:identify", json::object{{"secret", std::string(64 * 1024 + 1, 'x')}}).status, 400);
}

void TokenCallsTest::tellsWhatIsNotThere()
{
    const auto reply = m_anna->get("metrics");
    QCOMPARE(reply.status, 501);
    QVERIFY(!reply.text("detail").empty());
    QCOMPARE(m_anna->get("nothing").status, 404);
    const auto wrong = m_anna->send("PUT", "tokens");
    QCOMPARE(wrong.status, 405);
    QCOMPARE(text(wrong.field("Allow")), QStringLiteral("GET, POST"));
}

QTEST_GUILESS_MAIN(TokenCallsTest)
#include "token_calls_test.moc"
