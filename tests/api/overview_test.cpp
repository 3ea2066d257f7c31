#include <QtTest>

#include <QUrl>

#include "core/time.h"
#include "tests/api/api_fixture.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// GET /overview: each figure is what its filter's list counts, and none is told to whom may not see it.
class OverviewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_fixture.init();
        for (const auto* group : {"Viewers", "Auditors"})
            m_fixture.addUser(group, group);
        const auto made = runServerCommand(
            {"demo", "--data", m_fixture.directory(), "--tokens", "5000", "--definitions", "300", "--seed", "7"});
        QVERIFY2(made.code == 0, made.err.c_str());
        m_fixture.start();
        m_anna = std::make_unique<ApiUser>(m_fixture.anna());
    }
    void countsWhatTheListsCount();
    void followsChangesAndTime();
    void countsRefusedCalls();
    void tellsOnlyWhatOneMaySee();

private:
    std::int64_t listed(const std::string& list, const std::string& filter)
    {
        const auto encoded = QUrl::toPercentEncoding(QString::fromStdString(filter)).toStdString();
        const auto reply = m_anna->get(list + "?pageSize=1&filter=" + encoded);
        if (reply.status != 200)
            throw std::runtime_error(filter + ": " + reply.raw);
        return reply.body.at("totalSize").to_number<std::int64_t>();
    }
    /// Compares every figure within; how many there were.
    int compare(const std::string& list, const json::value& value)
    {
        auto figures = 0;
        if (const auto* array = value.if_array()) {
            for (const auto& one : *array)
                figures += compare(list, one);
        } else if (const auto* object = value.if_object()) {
            if (const auto* filter = object->if_contains("filter")) {
                const std::string text(filter->as_string());
                const auto count = object->at("count").to_number<std::int64_t>();
                if (count != listed(list, text))
                    throw std::runtime_error(text + " is not " + std::to_string(count));
                ++figures;
            }
            for (const auto& member : *object)
                figures += compare(list, member.value());
        }
        return figures;
    }
    std::int64_t count(const char* part, const char* name)
    {
        return m_anna->get("overview").body.at(part).at(name).at("count").to_number<std::int64_t>();
    }
    ApiFixture m_fixture;
    std::unique_ptr<ApiUser> m_anna;
};

void OverviewTest::countsWhatTheListsCount()
{
    const auto all = m_anna->get("overview");
    QCOMPARE(all.status, 200);
    QCOMPARE(compare("tokens", all.body.at("tokens")), 8 + 5 + 6);
    QCOMPARE(compare("definitions", all.body.at("definitions")), 5);
    const auto& changes = all.body.at("changes");
    const auto users = static_cast<int>(changes.at("users").as_array().size());
    QCOMPARE(compare("events", changes), (users + 2) * 31);
    QCOMPARE(changes.at("days").as_array().size(), std::size_t{30});
    // States and ages divide the stock.
    std::int64_t byState = 0;
    for (const auto& one : all.body.at("tokens").at("byState").as_object())
        byState += one.value().at("count").to_number<std::int64_t>();
    QCOMPARE(byState, std::int64_t{5000});
    std::int64_t byAge = 0;
    for (const auto& one : all.body.at("tokens").at("byLastModified").as_array())
        byAge += one.at("count").to_number<std::int64_t>();
    QCOMPARE(byAge, std::int64_t{5000});
    const auto sum = changes.at("others").at("count").to_number<std::int64_t>();
    std::int64_t byUser = sum;
    for (const auto& one : changes.at("users").as_array())
        byUser += one.at("count").to_number<std::int64_t>();
    QCOMPARE(byUser, changes.at("all").at("count").to_number<std::int64_t>());
    QVERIFY(byUser > 0);
}

void OverviewTest::followsChangesAndTime()
{
    const auto before = count("tokens", "total");
    const auto soon = formatTime(now() + std::chrono::milliseconds(1500));
    const auto made =
        m_anna->post("tokens", json::object{{"name", "short lived"}, {"secret", secretOf('o')}, {"expiresAt", soon}});
    QCOMPARE(made.status, 201);
    QCOMPARE(count("tokens", "total"), before + 1); // at once
    QCOMPARE(m_anna->get("overview").text("time").size(), std::size_t{24});
    const auto expired = [&] {
        return m_anna->get("overview").body.at("tokens").at("byState").at("expired").at("count").to_number<int>();
    };
    const auto present = expired();
    QTRY_COMPARE_WITH_TIMEOUT(expired(), present + 1, 15'000); // nobody changed anything
}

void OverviewTest::countsRefusedCalls()
{
    HttpClient caller(m_fixture.server->endpoint());
    for (int i = 0; i < 4; ++i)
        QCOMPARE(caller.request("GET", "/api/custom/x", {{"Authorization", "Bearer " + secretOf('z')}}).status, 401);
    QCOMPARE(caller.request("GET", "/api/custom/x").status, 401);
    m_anna->post("tokens", json::object{{"name", "a change"}, {"secret", secretOf('p')}}); // so that it counts anew
    const auto counted = [&](const char* place) {
        std::map<std::string, std::int64_t> counts;
        const auto all = m_anna->get("overview");
        for (const auto& one : all.body.at("refusals").at("reasons").as_array()) {
            for (const auto& part : one.at(place).as_array()) // an hour may have ended meanwhile
                counts[std::string(one.at("reason").as_string())] += part.to_number<std::int64_t>();
        }
        return counts;
    };
    const std::map<std::string, std::int64_t> expected{{"AuthenticationFailed", 4}, {"AuthenticationHeaderInvalid", 1}};
    QCOMPARE(counted("hours"), expected);
    QCOMPARE(counted("days"), expected);
    // They are kept over a restart.
    m_anna.reset();
    m_fixture.server->stop();
    m_fixture.start();
    m_anna = std::make_unique<ApiUser>(m_fixture.anna());
    QCOMPARE(counted("days"), expected);
}

void OverviewTest::tellsOnlyWhatOneMaySee()
{
    const auto seen = [&](const std::string& name) {
        ApiUser user(m_fixture.server->api(), name);
        const auto all = user.get("overview");
        std::string text;
        for (const auto& member : all.body.as_object()) {
            if (!member.value().is_null())
                text += std::string(member.key()) + ' ';
        }
        return text;
    };
    QCOMPARE(seen("Viewers"), std::string("time tokens definitions "));
    QCOMPARE(seen("Auditors"), std::string("time tokens definitions changes refusals "));
}

QTEST_GUILESS_MAIN(OverviewTest)
#include "overview_test.moc"
