#include <QtTest>

#include <sqlite3.h>

#include "tests/api/api_fixture.h"
#include "tests/support/files.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

namespace {

std::string fieldOf(const HeaderList& event, std::string_view name)
{
    for (const auto& [key, value] : event) {
        if (key == name)
            return value;
    }
    return {};
}

/// The next event that carries data; beats are passed over, their ids kept in `lastId`.
std::optional<json::value> nextData(HttpClient& http, std::string* name = nullptr, std::string* lastId = nullptr)
{
    while (const auto event = http.readEvent()) {
        if (lastId != nullptr && !fieldOf(*event, "id").empty())
            *lastId = fieldOf(*event, "id");
        const auto data = fieldOf(*event, "data");
        if (data.empty())
            continue;
        if (name != nullptr)
            *name = fieldOf(*event, "event");
        return parseJson(data).value();
    }
    return std::nullopt;
}

} // namespace

/// The live streams: resume, filters, rights, logs.
class StreamTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<ApiFixture>();
        m_fixture->init();
    }
    void cleanup()
    {
        m_anna.reset();
        m_fixture.reset();
    }
    void tellsChangesLive();
    void resumesWithoutGap();
    void resumesOverARestart();
    void goesOnBehindADamagedEvent();
    void filters();
    void reducedWithoutEventsRead();
    void tellsOwnRightsAndEnds();
    void endsAtTheServersEnd();
    void cutsOffWhoNeverReads();
    void followsALog();
    void readsALog();

private:
    void start()
    {
        m_fixture->start();
        m_anna = std::make_unique<ApiUser>(m_fixture->anna());
    }
    void makeToken(const std::string& name, const std::string& description = {})
    {
        const auto made = m_anna->post(
            "tokens", json::object{{"name", name}, {"description", description}, {"generate", json::object{}}});
        QCOMPARE(made.status, 201);
    }
    HttpClient open(const ApiUser& user, const std::string& query = {}, HeaderList fields = {})
    {
        HttpClient http(m_fixture->server->api());
        fields.emplace_back("Authorization", "Bearer " + user.token);
        const auto head = http.openStream("/api/v1/events/stream" + query, fields);
        if (head.status != 200)
            throw std::runtime_error(head.body);
        return http;
    }
    std::unique_ptr<ApiFixture> m_fixture;
    std::unique_ptr<ApiUser> m_anna;
};

void StreamTest::tellsChangesLive()
{
    start();
    auto http = open(*m_anna);
    makeToken("live one");
    makeToken("live two");
    const auto first = nextData(http).value();
    const auto second = nextData(http).value();
    QCOMPARE(text(std::string(first.at("objectName").as_string())), QStringLiteral("live one"));
    QCOMPARE(text(std::string(second.at("objectName").as_string())), QStringLiteral("live two"));
    const auto sequence = second.at("sequence").to_number<int>();
    const auto listed = m_anna->get("events?filter=sequence%3D" + std::to_string(sequence));
    QVERIFY(listed.items()[0] == second); // the very same event
}

void StreamTest::resumesWithoutGap()
{
    start();
    for (int i = 0; i < 600; ++i) // more than a batch from the store
        makeToken("gap " + std::to_string(i));
    auto http = open(*m_anna, "?from=0");
    for (int i = 1; i <= 602; ++i)
        QCOMPARE(nextData(http).value().at("sequence").to_number<int>(), i);
    auto resumed = open(*m_anna, "?from=5", {{"Last-Event-ID", "600"}});
    QCOMPARE(nextData(resumed).value().at("sequence").to_number<int>(), 601);
    HttpClient wrong(m_fixture->server->api());
    auto fields = m_anna->authorization();
    fields.emplace_back("Last-Event-ID", "x");
    QCOMPARE(wrong.openStream("/api/v1/events/stream", fields).status, 400);
    QCOMPARE(m_anna->get("events/stream?from=-1").status, 400);
}

void StreamTest::resumesOverARestart()
{
    start();
    std::string lastId;
    {
        auto http = open(*m_anna, "?from=0");
        nextData(http, nullptr, &lastId);
        nextData(http, nullptr, &lastId);
    }
    makeToken("while away");
    m_fixture->server->kill();
    m_fixture->start();
    auto http = open(*m_anna, {}, {{"Last-Event-ID", lastId}});
    QCOMPARE(text(std::string(nextData(http).value().at("objectName").as_string())), QStringLiteral("while away"));
}

void StreamTest::goesOnBehindADamagedEvent()
{
    start();
    for (const auto* name : {"before", "damaged", "behind"})
        makeToken(name);
    const auto damaged = m_anna->get("events?filter=objectName%3Ddamaged").items()[0].at("sequence").as_int64();
    m_fixture->server->stop();
    sqlite3* store = nullptr;
    QCOMPARE(sqlite3_open((m_fixture->directory() + "/tokenhouse.db").c_str(), &store), SQLITE_OK);
    const auto change =
        "DROP TRIGGER event_text_is_fixed; UPDATE event_text SET json='{' WHERE sequence=" + std::to_string(damaged);
    QCOMPARE(sqlite3_exec(store, change.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(store);
    start();
    auto http = open(*m_anna, "?from=0");
    for (int i = 1; i <= damaged + 1; ++i) {
        const auto event = nextData(http).value();
        QCOMPARE(event.at("sequence").as_int64(), std::int64_t{i});
        QCOMPARE(event.as_object().contains("reason"), i == damaged); // which says so
    }
}

void StreamTest::filters()
{
    start();
    auto http = open(*m_anna, "?filter=objectName%3A%22wanted%22");
    makeToken("not this");
    makeToken("wanted");
    QCOMPARE(text(std::string(nextData(http).value().at("objectName").as_string())), QStringLiteral("wanted"));
    QCOMPARE(m_anna->get("events/stream?filter=%28").status, 400);
}

void StreamTest::reducedWithoutEventsRead()
{
    m_fixture->addUser("vera", "Viewers");
    start();
    ApiUser vera(m_fixture->server->api(), "vera");
    QCOMPARE(vera.get("events").status, 403);
    QCOMPARE(vera.get("events/stream?filter=user%3Aanna").status, 403);
    auto http = open(vera);
    m_fixture->addUser("walter", "Viewers"); // she may not know of it
    makeToken("secret name");
    const auto event = nextData(http).value();
    QCOMPARE(event.as_object().size(), std::size_t{4});
    QCOMPARE(text(std::string(event.at("kind").as_string())), QStringLiteral("token.created"));
}

void StreamTest::tellsOwnRightsAndEnds()
{
    m_fixture->addUser("otto", "Operators");
    start();
    ApiUser otto(m_fixture->server->api(), "otto");
    auto http = open(otto);
    QCOMPARE(runServerCommand({"user", "groups", "otto", "Viewers", "--data", m_fixture->directory()}).code, 0);
    std::string name;
    auto data = nextData(http, &name).value();
    while (name != "session")
        data = nextData(http, &name).value();
    QVERIFY(!data.at("ended").as_bool());
    QCOMPARE(data.at("permissions").as_array().size(), std::size_t{2});
    makeToken("after"); // reduced by now
    do {
        data = nextData(http, &name).value();
    } while (!name.empty());
    QCOMPARE(data.as_object().size(), std::size_t{4});
    QCOMPARE(otto.send("DELETE", "sessions/current").status, 204);
    auto ended = false;
    while (const auto last = nextData(http, &name))
        ended = name == "session" && last->at("ended").as_bool();
    QVERIFY(ended);
}

void StreamTest::endsAtTheServersEnd()
{
    start();
    auto http = open(*m_anna);
    QElapsedTimer timer;
    timer.start();
    const auto stopped = m_fixture->server->stop();
    QCOMPARE(stopped.code, 0);
    QVERIFY(timer.elapsed() < 8000); // a stream must not use the whole grace up
    while (http.readEvent()) {}
}

void StreamTest::cutsOffWhoNeverReads()
{
    start();
    auto http = open(*m_anna);
    const std::string description(2000, 'd');
    // Whatever the kernel's buffers swallow, 1 MB more is the end. Changes are not slowed down meanwhile.
    const auto made = m_anna->post("tokens", json::object{{"name", "flood"}, {"generate", json::object{}}});
    const auto path = "tokens/" + std::string(made.body.at("id").as_string());
    auto revision = 1;
    for (int i = 0; i < 4000; ++i) {
        const auto reply = m_anna->change("PATCH", path, revision,
                                          json::object{{"description", std::to_string(i) + description.substr(8)}});
        QCOMPARE(reply.status, 200);
        ++revision;
    }
    auto events = 0;
    try {
        while (http.readEvent())
            ++events;
    } catch (const std::runtime_error&) {
        QFAIL("the stream stayed open");
    }
    QVERIFY(events < 4000);
}

void StreamTest::followsALog()
{
    start();
    HttpClient http(m_fixture->server->api());
    const auto head = http.openStream("/api/v1/logs/manager?follow=true&text=followed", m_anna->authorization());
    QCOMPARE(head.status, 200);
    makeToken("not in it");
    makeToken("followed");
    const auto line = nextData(http).value();
    QVERIFY(text(std::string(line.at("text").as_string())).contains(QStringLiteral("followed")));
    QCOMPARE(text(std::string(line.at("level").as_string())), QStringLiteral("info"));
}

void StreamTest::readsALog()
{
    m_fixture->addUser("vera", "Viewers");
    start();
    makeToken("line\nbreak \xE2\x80\xAE mark");
    const auto log = m_anna->get("logs/manager?text=break");
    QCOMPARE(log.status, 200);
    QCOMPARE(log.items().size(), std::size_t{1}); // one line an entry, whatever stands in a name
    QVERIFY(log.raw.find("\xE2\x80\xAE") == std::string::npos);
    QVERIFY(log.raw.find(m_anna->token) == std::string::npos);
    QCOMPARE(m_anna->get("logs/other").status, 404);
    QCOMPARE(m_anna->get("logs/manager?level=loud").status, 400);
    QVERIFY(m_anna->get("logs/manager?level=error").items().empty());
    QCOMPARE(ApiUser(m_fixture->server->api(), "vera").get("logs/manager").status, 403);
}

QTEST_GUILESS_MAIN(StreamTest)
#include "stream_test.moc"
