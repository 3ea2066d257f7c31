#include <QtTest>

#include "core/time.h"
#include "tests/api/api_fixture.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// What the server tells of calls: their sums, and whether one would be taken.
class StatsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_fixture.init();
        m_fixture.addUser("vera", "Viewers");
        m_fixture.start();
    }
    void sumsTheCallsOfATokenAndAnApi();
    void keepsAddressesFromThoseWhoMayNotReadLogs();
    void keepsSumsOverARestart();
    void refusesQuestionsThatAreNone();
    void explainsACall();
    void refusesToExplainNonsense();

private:
    struct Stock {
        std::string token;
        std::string definition;
    };
    Stock make(ApiUser& user, const std::string& route, char secret) const
    {
        Stock stock;
        const auto token = user.post("tokens", json::object{{"name", route}, {"secret", secretOf(secret)}});
        stock.token = token.text("id");
        const auto definition = user.post("definitions", json::object{{"route", route},
                                                                      {"allowedTokens", json::array{stock.token}},
                                                                      {"actionType", "FixedResponse"},
                                                                      {"actionMeta", json::object{{"status", 200}}}});
        stock.definition = definition.text("id");
        return stock;
    }
    int call(const std::string& route, char secret) const
    {
        HttpClient http(m_fixture.server->endpoint());
        return http.request("GET", "/api/custom/" + route, {{"Authorization", "Bearer " + secretOf(secret)}}).status;
    }
    ApiFixture m_fixture;
};

void StatsTest::sumsTheCallsOfATokenAndAnApi()
{
    auto anna = m_fixture.anna();
    const auto stock = make(anna, "sums", 'a');
    QCOMPARE(call("sums", 'a'), 200);
    QCOMPARE(call("nowhere", 'a'), 404);
    auto told = anna.get("stats?tokenId=" + stock.token);
    QCOMPARE(told.status, 200);
    QCOMPARE(told.body.at("calls").as_int64(), 2);
    QCOMPARE(told.body.at("refused").as_int64(), 1);
    QCOMPARE(told.body.at("addresses").at(0).at("address").as_string(), "127.0.0.1");
    QVERIFY(told.body.at("lastRefusedAt").is_string() && told.body.at("countedSince").is_string());
    QCOMPARE(told.body.at("secrets").as_array().size(), std::size_t{1});

    const auto rotated = anna.change("POST", "tokens/" + stock.token + ":rotate", 1,
                                     json::object{{"secret", secretOf('b')}, {"overlapSeconds", 3600}});
    QCOMPARE(rotated.status, 200);
    QCOMPARE(call("sums", 'a'), 200);
    QCOMPARE(call("sums", 'b'), 200);
    QCOMPARE(call("sums", 'b'), 200);
    told = anna.get("stats?tokenId=" + stock.token);
    const auto& secrets = told.body.at("secrets");
    QCOMPARE(secrets.at(0).at("role").as_string(), "current");
    QCOMPARE(secrets.at(0).at("calls").as_int64(), 2);
    QCOMPARE(secrets.at(1).at("role").as_string(), "previous");
    QCOMPARE(secrets.at(1).at("calls").as_int64(), 1);
    QVERIFY(secrets.at(1).at("until") == rotated.body.at("previousSecretUntil"));
    QVERIFY(secrets.at(1).at("since") == rotated.body.at("lastModified"));
    QCOMPARE(told.body.at("calls").as_int64(), 5);

    told = anna.get("stats?definitionId=" + stock.definition);
    QCOMPARE(told.body.at("calls").as_int64(), 4);
    QVERIFY(!told.body.as_object().contains("secrets"));
}

void StatsTest::keepsAddressesFromThoseWhoMayNotReadLogs()
{
    auto anna = m_fixture.anna();
    const auto stock = make(anna, "hidden", 'c');
    QCOMPARE(call("hidden", 'c'), 200);
    ApiUser vera(m_fixture.server->api(), "vera");
    const auto told = vera.get("stats?tokenId=" + stock.token);
    QCOMPARE(told.body.at("calls").as_int64(), 1);
    QVERIFY(told.body.at("addresses").is_null());
    QVERIFY(told.body.at("secrets").at(0).at("addresses").is_null());
}

void StatsTest::keepsSumsOverARestart()
{
    auto anna = m_fixture.anna();
    const auto stock = make(anna, "kept", 'd');
    QCOMPARE(call("kept", 'd'), 200);
    QCOMPARE(m_fixture.server->stop().code, 0);
    m_fixture.start();
    anna = m_fixture.anna();
    QCOMPARE(anna.get("stats?tokenId=" + stock.token).body.at("calls").as_int64(), 1);
}

void StatsTest::refusesQuestionsThatAreNone()
{
    auto anna = m_fixture.anna();
    const std::string nobody = "01900000-0000-7000-8000-000000000001";
    QCOMPARE(anna.get("stats").status, 400);
    QCOMPARE(anna.get("stats?tokenId=" + nobody + "&definitionId=" + nobody).status, 400);
    QCOMPARE(anna.get("stats?tokenId=x").status, 400);
    QCOMPARE(anna.get("stats?tokenId=" + nobody).status, 404);
    QCOMPARE(anna.get("stats?definitionId=" + nobody).status, 404);
}

void StatsTest::explainsACall()
{
    auto anna = m_fixture.anna();
    const auto stock = make(anna, "asked/{id}", 'e');
    const auto ask = [&](const std::string& path) {
        return anna.post("definitions:explain",
                         json::object{{"method", "GET"}, {"path", path}, {"tokenId", stock.token}});
    };
    auto told = ask("asked/7?x=1");
    QCOMPARE(told.status, 200);
    QVERIFY(told.body.at("accepted").as_bool());
    QVERIFY(told.body.at("definitionId") == json::value(stock.definition));
    QVERIFY(told.body.at("placeholders") == json::value(json::object{{"id", "7"}}));
    QCOMPARE(anna.change("POST", "tokens/" + stock.token + ":disable", 1, json::object{}).status, 200);
    told = ask("asked/7");
    QVERIFY(!told.body.at("accepted").as_bool());
    QCOMPARE(told.body.at("decidedBy").as_string(), "token");
    QCOMPARE(told.body.at("errorCode").as_int64(), 1010);
}

void StatsTest::refusesToExplainNonsense()
{
    auto anna = m_fixture.anna();
    const std::string nobody = "01900000-0000-7000-8000-000000000001";
    const auto ask = [&](const json::object& body) { return anna.post("definitions:explain", body).status; };
    QCOMPARE(ask({{"method", "GET"}, {"path", "x"}}), 400);
    QCOMPARE(ask({{"method", "GET"}, {"path", "x"}, {"tokenId", "x"}}), 400);
    QCOMPARE(ask({{"method", "GET"}, {"path", std::string(9000, 'x')}, {"tokenId", nobody}}), 400);
    QCOMPARE(ask({{"method", "GET"}, {"path", "x"}, {"tokenId", nobody}, {"address", "here"}}), 400);
    QCOMPARE(ask({{"method", "GET"}, {"path", "x"}, {"tokenId", nobody}, {"secret", "x"}}), 400);
    QCOMPARE(ask({{"method", "GET"}, {"path", "x"}, {"tokenId", nobody}}), 404);
}

QTEST_GUILESS_MAIN(StatsTest)
#include "stats_test.moc"
