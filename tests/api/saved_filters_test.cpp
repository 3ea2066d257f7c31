#include <QtTest>

#include "server/store/store.h"
#include "tests/api/api_fixture.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

namespace {

json::object filterOf(const std::string& name, const std::string& filter = "state = active",
                      const std::string& page = "tokens")
{
    return {{"name", name}, {"page", page}, {"filter", filter}, {"orderBy", ""}};
}

} // namespace

/// Saved filters: own and shared lists, each replaced whole under its revision.
class SavedFiltersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<ApiFixture>();
        m_fixture->init();
        m_fixture->addUser("olga", "Operators");
        m_fixture->addUser("vera", "Viewers");
        m_fixture->start();
        m_anna = std::make_unique<ApiUser>(m_fixture->anna());
    }
    void cleanup()
    {
        m_anna.reset();
        m_fixture.reset();
    }
    void keepsOwnOnesApart();
    void guardsAgainstLostUpdates();
    void sharesWithAll();
    void judgesThem();
    void boundsThem();
    void goWithTheUser();

private:
    ApiUser as(const std::string& name) { return {m_fixture->server->api(), name}; }
    static ApiReply put(ApiUser& user, const char* scope, std::int64_t revision, json::array items)
    {
        return user.change("PUT", std::string("savedFilters?scope=") + scope, revision,
                           json::object{{"items", std::move(items)}});
    }
    static const json::array& items(const ApiReply& reply, const char* scope)
    {
        return reply.body.at(scope).at("items").as_array();
    }
    std::unique_ptr<ApiFixture> m_fixture;
    std::unique_ptr<ApiUser> m_anna;
};

void SavedFiltersTest::keepsOwnOnesApart()
{
    auto vera = as("vera");
    const auto none = vera.get("savedFilters");
    QCOMPARE(none.status, 200);
    QCOMPARE(none.body.at("own").at("revision").to_number<int>(), 1);
    QVERIFY(items(none, "own").empty() && items(none, "shared").empty());
    json::object mine = filterOf("Mine", "createdBy = me()");
    mine["orderBy"] = "lastModified desc,name";
    const auto saved = put(vera, "own", 1, {mine, filterOf("Mine", "kind = \"token.*\"", "events")});
    QCOMPARE(saved.status, 200);
    QCOMPARE(saved.field("ETag"), std::string("\"2\""));
    QCOMPARE(items(vera.get("savedFilters"), "own").at(0), json::value(mine));
    QVERIFY(items(m_anna->get("savedFilters"), "own").empty());
    const auto events = m_anna->get("events?filter=objectType%3DsavedFilters");
    QVERIFY(events.items().empty());
}

void SavedFiltersTest::guardsAgainstLostUpdates()
{
    QCOMPARE(
        m_anna->send("PUT", "savedFilters?scope=own", {{"Content-Type", "application/json"}}, R"({"items":[]})").status,
        428);
    QCOMPARE(put(*m_anna, "own", 1, {filterOf("a")}).status, 200);
    const auto late = put(*m_anna, "own", 1, {filterOf("b")});
    QCOMPARE(late.status, 412);
    QCOMPARE(late.body.at("current").to_number<int>(), 2);
    QCOMPARE(std::string(late.body.at("currentObject").at("items").at(0).at("name").as_string()), std::string("a"));
    QCOMPARE(put(*m_anna, "own", 2, {filterOf("a")}).field("ETag"), std::string("\"2\"")); // nothing differs
    QCOMPARE(put(*m_anna, "own", 2, {}).field("ETag"), std::string("\"3\""));
}

void SavedFiltersTest::sharesWithAll()
{
    auto olga = as("olga");
    auto vera = as("vera");
    QCOMPARE(put(olga, "shared", 1, {filterOf("Team"), filterOf("Gone")}).status, 200);
    QCOMPARE(items(vera.get("savedFilters"), "shared").size(), std::size_t{2});
    const auto refused = put(vera, "shared", 2, {});
    QCOMPARE(refused.status, 403);
    QCOMPARE(refused.text("missingPermission"), std::string("tokens.write"));
    QCOMPARE(put(*m_anna, "shared", 2, {filterOf("Team")}).status, 200);
    const auto events = m_anna->get("events?filter=kind%3DsavedFilters.updated");
    QCOMPARE(events.items().size(), std::size_t{2});
    QCOMPARE(std::string(events.items()[0].at("user").as_string()), std::string("anna"));
    QCOMPARE(json::serialize(events.items()[0].at("changes").at(0).at("old")),
             std::string(R"(["tokens: Gone: state = active"])"));
}

void SavedFiltersTest::judgesThem()
{
    struct Row {
        const char* item;
        int status;
        const char* reasons = "";
    };
    const Row rows[] = {
        {R"({"name":" ","page":"tokens","filter":""})", 422, "InvalidName"},
        {R"({"name":"a","page":"users","filter":""})", 422, "InvalidFilter"},
        {R"({"name":"a","page":"definitions","filter":"usedBy = 0"})", 422, "InvalidFilter"},
        {R"({"name":"a","page":"tokens","filter":"name = ("})", 422, "InvalidFilter"},
        {R"({"name":"a","page":"tokens","filter":"","orderBy":"colour"})", 422, "InvalidFilter"},
        {R"({"name":"","page":"tokens","filter":"(","orderBy":"x"})", 422, "InvalidName InvalidFilter InvalidFilter"},
        {R"({"name":"a","page":"tokens"})", 400},
        {R"({"name":"a","page":"tokens","filter":7})", 400},
        {R"({"name":"a","page":"tokens","filter":"","x":1})", 400},
        {"7", 400},
    };
    for (const auto& [item, status, reasons] : rows) {
        const auto reply = put(*m_anna, "own", 1, {filterOf("good"), parseJson(item).value()});
        QVERIFY2(reply.status == status && reply.reasons() == reasons, item);
        if (status == 422)
            QCOMPARE(reply.body.at("traceData").at(0).at("index").to_number<int>(), 1);
    }
    QVERIFY(items(m_anna->get("savedFilters"), "own").empty());
}

void SavedFiltersTest::boundsThem()
{
    json::array many;
    for (int i = 0; i < 101; ++i)
        many.push_back(filterOf("filter " + std::to_string(i)));
    QCOMPARE(put(*m_anna, "own", 1, many).status, 422);
    many.pop_back();
    QCOMPARE(put(*m_anna, "own", 1, many).status, 200);
    const auto longText = "name:\"" + std::string(5000, 'x') + '"';
    QCOMPARE(put(*m_anna, "own", 2, {filterOf("long", longText)}).reasons(), std::string("InvalidFilter"));
    QCOMPARE(put(*m_anna, "own", 2, {filterOf("Same"), filterOf("SAME")}).reasons(), std::string("NameInUse"));
    QCOMPARE(put(*m_anna, "elsewhere", 2, {}).status, 400);
    QCOMPARE(m_anna->change("PUT", "savedFilters?scope=own", 2, json::object{{"own", json::array{}}}).status, 400);
}

void SavedFiltersTest::goWithTheUser()
{
    auto vera = as("vera");
    QCOMPARE(put(vera, "own", 1, {filterOf("Mine")}).status, 200);
    QCOMPARE(put(*m_anna, "shared", 1, {filterOf("Ours")}).status, 200);
    const auto userId = Uuid::parse(vera.get("sessions/current").text("userId")).value();
    QCOMPARE(m_anna->change("DELETE", "users/" + userId.text(), 1).status, 204);
    m_anna.reset();
    QCOMPARE(m_fixture->server->stop().code, 0);
    const auto store = server::openStore("sqlite:", m_fixture->directory(), {});
    QVERIFY(store.has_value());
    QCOMPARE((*store)->savedFilters(userId).value().items.size(), std::size_t{0});
    QCOMPARE((*store)->savedFilters(Uuid()).value().items.size(), std::size_t{1});
}

QTEST_GUILESS_MAIN(SavedFiltersTest)
#include "saved_filters_test.moc"
