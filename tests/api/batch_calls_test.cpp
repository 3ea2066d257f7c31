#include <QtTest>

#include "tests/api/api_fixture.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// :batch over the wire: what chooses, what is answered, what is refused.
class BatchCallsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_fixture.init();
        m_fixture.addUser("vera", "Viewers");
        m_fixture.start();
        m_anna = std::make_unique<ApiUser>(m_fixture.anna());
    }
    void tellsEachItem();
    void choosesByFilter();
    void needsTheActionsRight();
    void refusesWrongOnes_data();
    void refusesWrongOnes();

private:
    json::value create(const std::string& name, char secret)
    {
        const auto reply = m_anna->post("tokens", json::object{{"name", name}, {"secret", secretOf(secret)}});
        if (reply.status != 201)
            throw std::runtime_error(reply.raw);
        return reply.body;
    }
    ApiFixture m_fixture;
    std::unique_ptr<ApiUser> m_anna;
};

void BatchCallsTest::tellsEachItem()
{
    const auto a = create("batch a", 'm');
    const auto b = create("batch b", 'n');
    const std::string unknown = "01900000-0000-7000-8000-00000000ffff";
    const auto reply = m_anna->post("tokens:batch", json::object{{"action", "disable"},
                                                                 {"ids", json::array{a.at("id"), unknown, b.at("id")}},
                                                                 {"reason", "spring cleaning"},
                                                                 {"code", "unused"}});
    QCOMPARE(reply.status, 200);
    const auto& results = reply.body.at("results").as_array();
    QCOMPARE(results.size(), std::size_t{3});
    QCOMPARE(results[0].at("status").to_number<int>(), 200);
    QCOMPARE(results[1].at("status").to_number<int>(), 404);
    QVERIFY(results[1].as_object().contains("problem"));
    QCOMPARE(results[2].at("status").to_number<int>(), 200);
    const auto events = m_anna->get("events?filter=operationId%3D%22" + reply.text("operationId") + "%22");
    QCOMPARE(events.items().size(), std::size_t{2});
    const auto byFilter = m_anna->post("tokens:batch", json::object{{"action", "delete"}, {"filter", "name:batch"}});
    QCOMPARE(byFilter.body.at("results").as_array().size(), std::size_t{2});
    QCOMPARE(m_anna->post("tokens:batch", json::object{{"action", "explode"}, {"ids", json::array{}}}).status, 400);
    QCOMPARE(m_anna->post("tokens:batch", json::object{{"action", "enable"}}).status, 400);
    json::array many;
    for (int i = 0; i < 10'001; ++i)
        many.emplace_back(unknown);
    QCOMPARE(m_anna->post("tokens:batch", json::object{{"action", "enable"}, {"ids", many}}).status, 400);
}

void BatchCallsTest::choosesByFilter()
{
    const auto c = create("choice c", 'q');
    const auto d = create("choice d", 'r');
    const auto api = m_anna->post("definitions", json::object{{"route", "choice"},
                                                              {"actionType", "FixedResponse"},
                                                              {"actionMeta", json::object{{"status", 200}}}});
    json::object allow{
        {"action", "allow"}, {"filter", "name:choice"}, {"definitionIds", json::array{api.body.at("id")}}};
    allow["dryRun"] = true;
    const auto told = m_anna->post("tokens:batch", allow);
    QVERIFY(told.body.at("dryRun").as_bool() && told.body.at("operationId").is_null());
    QCOMPARE(m_anna->get("definitions/" + api.text("id")).body.at("allowedTokens").as_array().size(), std::size_t{0});
    allow["dryRun"] = false;
    const auto done = m_anna->post("tokens:batch", allow);
    QCOMPARE(done.status, 200);
    QCOMPARE(done.body.at("results"), told.body.at("results"));
    QCOMPARE(done.body.at("results").at(0).at("id"), c.at("id")); // the oldest first
    QCOMPARE(done.body.at("results").at(1).at("id"), d.at("id"));
    QCOMPARE(m_anna->get("definitions/" + api.text("id")).body.at("allowedTokens").as_array().size(), std::size_t{2});
    // What was chosen is that of the start, though the action moves it out of the filter.
    const auto moved =
        m_anna->post("tokens:batch", json::object{{"action", "setRateLimit"},
                                                  {"filter", "name:choice AND NOT rateLimit.limit = 7"},
                                                  {"rateLimit", json::object{{"limit", 7}, {"windowSeconds", 60}}}});
    QCOMPARE(moved.body.at("results").as_array().size(), std::size_t{2});
    QVERIFY(moved.body.at("results").at(1).at("changed").as_bool());
    const auto definitions =
        m_anna->post("definitions:batch", json::object{{"action", "disable"}, {"filter", "route = choice"}});
    QCOMPARE(definitions.body.at("results").as_array().size(), std::size_t{1});
}

void BatchCallsTest::needsTheActionsRight()
{
    ApiUser vera(m_fixture.server->api(), "vera");
    const auto missing = [&](json::object body) {
        body["filter"] = "";
        return vera.post("tokens:batch", body).text("missingPermission");
    };
    const json::array one{"01900000-0000-7000-8000-00000000ffff"};
    QCOMPARE(missing({{"action", "disable"}}), std::string("tokens.write"));
    QCOMPARE(missing({{"action", "delete"}, {"dryRun", true}}), std::string("tokens.delete"));
    QCOMPARE(missing({{"action", "allow"}, {"definitionIds", one}}), std::string("definitions.write"));
    QCOMPARE(missing({{"action", "disallow"}, {"definitionIds", one}}), std::string("definitions.write"));
    QCOMPARE(missing({{"action", "setExpiry"}, {"expiresAt", nullptr}}), std::string("tokens.write"));
    QCOMPARE(missing({{"action", "setRateLimit"}, {"rateLimit", nullptr}}), std::string("tokens.write"));
    QCOMPARE(
        m_anna->post("tokens:batch", json::object{{"action", "allow"}, {"ids", one}, {"definitionIds", one}}).status,
        422);
}

void BatchCallsTest::refusesWrongOnes_data()
{
    QTest::addColumn<QString>("body");
    const auto row = [](const char* name, const char* body) { QTest::newRow(name) << QString::fromLatin1(body); };
    row("ids and filter", R"({"action":"enable","ids":[],"filter":""})");
    row("a parameter of another action", R"({"action":"enable","ids":[],"expiresAt":null})");
    row("no expiry", R"({"action":"setExpiry","ids":[]})");
    row("an expiry that is no time", R"({"action":"setExpiry","ids":[],"expiresAt":"tomorrow"})");
    row("half a limit", R"({"action":"setRateLimit","ids":[],"rateLimit":{"limit":5}})");
    row("a limit with more", R"({"action":"setRateLimit","ids":[],"rateLimit":{"limit":5,"windowSeconds":1,"x":1}})");
    row("no API", R"({"action":"allow","ids":[],"definitionIds":[]})");
    row("an API that is no id", R"({"action":"disallow","ids":[],"definitionIds":["x"]})");
    row("a dry run that is no boolean", R"({"action":"enable","ids":[],"dryRun":1})");
    row("a wrong filter", R"({"action":"enable","filter":"colour = 1"})");
}

void BatchCallsTest::refusesWrongOnes()
{
    QFETCH(QString, body);
    const auto parsed = parseJson(body.toStdString()).value();
    QCOMPARE(m_anna->post("tokens:batch", parsed).status, 400);
    QCOMPARE(m_anna->post("definitions:batch", json::object{{"action", "allow"}, {"ids", json::array{}}}).status, 400);
}

QTEST_GUILESS_MAIN(BatchCallsTest)
#include "batch_calls_test.moc"
