#include <QTest>

#include "tests/endpoint/endpoint_fixture.h"

using namespace tokenhouse;
using namespace tokenhouse::server;
using namespace tokenhouse::test;

/// What is told of a call is what the call itself meets.
class ExplanationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatTheCallMeets();
    void namesTheStepThatDecides();
    void leavesOpenWhatItCannotKnow();
    void countsNothing();

private:
    static json::object ask(CalledHouse& house, const Token& token, std::string_view method, std::string_view target,
                            std::optional<std::string_view> address = "127.0.0.1")
    {
        return house.endpoint->explain({method, target, token, address});
    }
    static json::object step(const json::object& answer, std::string_view name)
    {
        for (const auto& one : answer.at("steps").as_array()) {
            if (one.at("step") == json::value(name))
                return one.as_object();
        }
        return {};
    }
};

void ExplanationTest::tellsWhatTheCallMeets()
{
    CalledHouse house;
    auto& registry = *house.house.registry;
    const auto actor = house.house.actor();
    auto token = house.house.token("t", 1);
    const auto other = house.house.token("other", 2);
    house.house.definition("orders", {token.id});
    house.house.definition("Orders/{id}/items", {token.id});
    house.house.definition("closed", {other.id});
    auto off = house.house.definition("off", {token.id});
    off = House::must(registry.disableDefinition(actor, off.id, off.revision, {}));
    auto reading = house.house.definitionRequest("reading", {token.id});
    reading.draft.methods = {Method::Get};
    House::must(registry.createDefinition(actor, std::move(reading), {}));
    const std::vector<std::string> targets{"orders", "ORDERS//", "orders/7/items", "orders/7",
                                           "closed", "off",      "nowhere",        "",
                                           "a%2Fb",  "reading",  "orders?q=%41&b", "orders?q=%4"};
    const auto compare = [&] {
        for (const auto& target : targets) {
            for (const std::string method : {"GET", "POST", "HEAD"}) {
                const auto met = house.call(target, 1, method);
                const auto told = ask(house, token, method, target);
                const auto what = method + " " + target + " " + json::serialize(told);
                QVERIFY2((met.status == 200) == told.at("accepted").as_bool(), what.c_str());
                if (met.status != 200)
                    QVERIFY2(told.at("status").as_int64() == met.status, what.c_str());
                if (met.status != 200 && method != "HEAD")
                    QVERIFY2(told.at("errorCode").as_int64() == CalledHouse::codeOf(met), what.c_str());
            }
        }
    };
    compare();
    token = House::must(registry.updateToken(actor, token.id, token.revision, {{"allowedAddresses", {"10.0.0.0/8"}}}));
    compare();
    token = House::must(registry.updateToken(actor, token.id, token.revision, {{"allowedAddresses", nullptr}}));
    token = House::must(registry.disableToken(actor, token.id, token.revision, {}));
    compare();
    token = House::must(registry.holdToken(actor, token.id, token.revision, "odd calls"));
    compare();
}

void ExplanationTest::namesTheStepThatDecides()
{
    CalledHouse house;
    auto& registry = *house.house.registry;
    auto token = house.house.token("t", 1);
    const auto definition = house.house.definition("orders/{id}", {token.id});
    auto told = ask(house, token, "GET", "orders/7");
    QCOMPARE(told.at("decidedBy").as_string(), "allowed");
    QCOMPARE(told.at("definitionId").as_string(), json::string(definition.id.text()));
    QCOMPARE(told.at("placeholders").at("id").as_string(), "7");
    QVERIFY(told.at("status").is_null() && told.at("errorCode").is_null());
    QCOMPARE(step(told, "action").at("outcome").as_string(), "passed");

    token = House::must(registry.holdToken(house.house.actor(), token.id, token.revision, "odd calls"));
    told = ask(house, token, "GET", "orders/7");
    QCOMPARE(told.at("decidedBy").as_string(), "token");
    QCOMPARE(step(told, "token").at("reason").as_string(), "held");
    QVERIFY(step(told, "token").at("decides").as_bool());
    QCOMPARE(step(told, "method").at("outcome").as_string(), "passed");
    QCOMPARE(step(told, "definition").at("outcome").as_string(), "notReached");
    QCOMPARE(told.at("route").as_string(), "orders/{id}");

    house.endpoint->setReady(false);
    QCOMPARE(ask(house, token, "GET", "orders/7").at("decidedBy").as_string(), "ready");
}

void ExplanationTest::leavesOpenWhatItCannotKnow()
{
    CalledHouse house;
    auto token = house.house.token("t", 1);
    house.house.definition("orders", {token.id});
    token = House::must(house.house.registry->updateToken(
        house.house.actor(), token.id, token.revision,
        {{"allowedAddresses", {"10.0.0.0/8"}}, {"rateLimit", {{"limit", 5}, {"windowSeconds", 60}}}}));
    const auto told = ask(house, token, "GET", "orders", std::nullopt);
    QVERIFY(told.at("accepted").as_bool());
    QCOMPARE(step(told, "token").at("outcome").as_string(), "notJudged");
    QCOMPARE(step(told, "limit").at("reason").as_string(), "rateLimit");
    QCOMPARE(step(ask(house, token, "GET", "orders", "192.0.2.1"), "token").at("reason").as_string(), "address");
    QVERIFY(ask(house, token, "GET", "orders", "10.1.2.3").at("accepted").as_bool());
}

void ExplanationTest::countsNothing()
{
    CalledHouse house;
    auto token = house.house.token("t", 1);
    house.house.definition("orders", {token.id});
    token = house.patched(token, {{"rateLimit", {{"limit", 1}, {"windowSeconds", 3600}}}});
    for (int i = 0; i < 5; ++i)
        QVERIFY(ask(house, token, "GET", "orders").at("accepted").as_bool());
    QCOMPARE(house.call("orders", 1).status, 200);
    QCOMPARE(house.call("orders", 1).status, 429);
}

QTEST_GUILESS_MAIN(ExplanationTest)
#include "explanation_test.moc"
