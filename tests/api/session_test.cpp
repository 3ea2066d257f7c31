#include <QtTest>

#include <barrier>
#include <thread>

#include "server/auth/sessions.h"
#include "server/auth/throttle.h"
#include "tests/api/api_fixture.h"
#include "tests/support/files.h"

using namespace tokenhouse;
using namespace tokenhouse::server;
using namespace tokenhouse::tests;

/// Sign-in, its throttling, the life of a session, and what is checked before one.
class SessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<ApiFixture>();
        m_fixture->init();
    }
    void cleanup() { m_fixture.reset(); }
    void signsInAndOut();
    void takesLittleFromAnybody();
    void endsASessionOnce();
    void unknownAndWrongAreOneAnswer();
    void oneUnknownNameHidesNoOther();
    void throttlesGuessing();
    void refusesForeignHostsAndPages();
    void endsWithThePassword();
    void changedRightsCountAtOnce();
    void removedUserIsOut();
    void listsAndEndsSessions();
    void surviveARestart();
    void idleSessionsEnd();
    void throttleGrowsAndForgives();

private:
    ApiReply signIn(ApiUser& user, const std::string& name, const std::string& password)
    {
        return user.post("sessions", json::object{{"user", name}, {"password", password}});
    }
    void command(const std::vector<std::string>& arguments, const std::string& input = {}) const
    {
        auto all = arguments;
        all.insert(all.end(), {"--data", m_fixture->directory()});
        const auto done = runServerCommand(all, input);
        QVERIFY2(done.code == 0, done.err.c_str());
    }
    std::unique_ptr<ApiFixture> m_fixture;
};

void SessionTest::signsInAndOut()
{
    m_fixture->start();
    ApiUser guest(m_fixture->server->api());
    const auto open = guest.get("status");
    QCOMPARE(open.status, 200);
    QCOMPARE(open.body.as_object().size(), std::size_t{2});
    QCOMPARE(guest.get("tokens").status, 401);
    QCOMPARE(guest.get("nothing").status, 401);
    QCOMPARE(text(guest.get("tokens").field("WWW-Authenticate")), QStringLiteral("Bearer"));

    auto anna = m_fixture->anna();
    QCOMPARE(anna.token.size(), std::size_t{43});
    const auto current = anna.get("sessions/current");
    QCOMPARE(text(current.text("user")), QStringLiteral("anna"));
    QVERIFY(current.raw.find(anna.token) == std::string::npos);
    QVERIFY(anna.get("status").body.as_object().contains("chain"));
    // The scheme is taken in any case, the token is not.
    QCOMPARE(guest.send("GET", "tokens", {{"Authorization", "bEARER " + anna.token}}).status, 200);
    QCOMPARE(guest.send("GET", "tokens", {{"Authorization", "Basic " + anna.token}}).status, 401);
    QCOMPARE(
        guest.send("GET", "tokens", {{"Authorization", "Bearer " + text(anna.token).toUpper().toStdString()}}).status,
        401);
    QCOMPARE(guest.send("GET", "status", {{"Authorization", "Bearer nonsense"}}).status, 401);
    QCOMPARE(anna.send("DELETE", "sessions/current").status, 204);
    QCOMPARE(anna.get("tokens").status, 401);
    auto again = m_fixture->anna();
    const auto events = again.get("events?filter=kind%3D%22session.*%22&orderBy=sequence");
    QCOMPARE(text(std::string(events.items()[0].at("kind").as_string())), QStringLiteral("session.started"));
    QCOMPARE(text(std::string(events.items()[1].at("kind").as_string())), QStringLiteral("session.ended"));
    QVERIFY(events.raw.find(anna.token) == std::string::npos);
}

void SessionTest::takesLittleFromAnybody()
{
    m_fixture->start();
    ApiUser guest(m_fixture->server->api());
    const auto large =
        guest.post("sessions", json::object{{"user", "anna"}, {"password", std::string(17u << 10, 'x')}});
    QCOMPARE(large.status, 413);
    QVERIFY(text(large.text("detail")).contains(QStringLiteral("16 KB")));
    auto anna = m_fixture->anna();
    const json::object tall{{"name", "a"}, {"generate", json::object{}}, {"description", std::string(17u << 10, 'x')}};
    QCOMPARE(anna.post("tokens", tall).status, 422); // of somebody known the rules speak
}

void SessionTest::endsASessionOnce()
{
    auto opened = openStore("sqlite:", m_fixture->directory(), {});
    QVERIFY2(opened.has_value(), opened ? "" : opened.error().detail.c_str());
    auto& store = **opened;
    Sessions sessions(store, {});
    store.addSink([&](const Commit& commit) { sessions.apply(commit); });
    QVERIFY(sessions.load().has_value());
    const auto anna = sessions.userByName("anna");
    QVERIFY(anna.has_value());
    constexpr int rounds = 20;
    std::atomic<int> ended{0};
    for (int i = 0; i < rounds; ++i) {
        // One of both kinds: what the store keeps, and what is kept in memory only.
        const auto started = sessions.start(*anna, "test", "127.0.0.1", {});
        const auto local = sessions.startLocal(*anna, std::string(43, 'a'), "127.0.0.1");
        QVERIFY(started.has_value() && local.has_value());
        for (const auto& id : {started->session.id, *local}) {
            std::barrier both(2);
            const auto end = [&] {
                both.arrive_and_wait();
                ended += sessions.end(id, nullptr, "signed out", {}).has_value() ? 1 : 0;
            };
            std::thread other(end);
            end();
            other.join();
            QVERIFY(!sessions.findById(id));
        }
    }
    QCOMPARE(ended.load(), 2 * rounds);
    auto events = store.eventsAfter(0, 10'000);
    QVERIFY(events.has_value());
    QCOMPARE(std::ranges::count(*events, "session.ended", &Event::kind), std::ptrdiff_t{2 * rounds});
}

void SessionTest::unknownAndWrongAreOneAnswer()
{
    m_fixture->start();
    ApiUser guest(m_fixture->server->api());
    const auto wrong = signIn(guest, "anna", "not the password");
    const auto unknown = signIn(guest, "berta", "not the password");
    QCOMPARE(wrong.status, 401);
    QCOMPARE(unknown.status, 401);
    QCOMPARE(text(wrong.text("detail")), text(unknown.text("detail")));
    QCOMPARE(signIn(guest, "ANNA", adminPassword).status, 201); // names compare by their key
    QCOMPARE(guest.post("sessions", json::object{{"user", "anna"}}).status, 400);
    QCOMPARE(guest.post("sessions", json::object{{"user", "anna"}, {"password", 1}}).status, 400);
    QCOMPARE(guest.send("POST", "sessions", {{"Content-Type", "text/plain"}}, "{}").status, 415);
    QCOMPARE(guest.send("POST", "sessions", {{"Content-Type", "application/json; charset=latin1"}}, "{}").status, 415);

    auto anna = m_fixture->anna();
    const auto events = anna.get("events?filter=kind%3Dsession.refused&orderBy=sequence");
    QCOMPARE(events.items().size(), std::size_t{2});
    QCOMPARE(text(std::string(events.items()[0].at("user").as_string())), QStringLiteral("anna"));
    QCOMPARE(text(std::string(events.items()[1].at("user").as_string())), QStringLiteral("unknown"));
    QVERIFY(events.raw.find("berta") == std::string::npos);
}

void SessionTest::oneUnknownNameHidesNoOther()
{
    // Each name's first refusal waits for the disk, as a known user's does; only repeats do not.
    m_fixture->start();
    ApiUser guest(m_fixture->server->api());
    auto anna = m_fixture->anna();
    const auto refusals = [&] { return anna.get("events?filter=kind%3Dsession.refused").items().size(); };
    for (const auto* name : {"berta", "BERTA", "carla"})
        QCOMPARE(signIn(guest, name, "not the password").status, 401);
    QCOMPARE(refusals(), std::size_t{2});
    QVERIFY(anna.get("events?filter=kind%3Dsession.refused").raw.find("arla") == std::string::npos);
}

void SessionTest::throttlesGuessing()
{
    m_fixture->start();
    ApiUser guesser(m_fixture->server->api());
    ApiReply last;
    for (int i = 0; i < 10 && last.status != 429; ++i)
        last = signIn(guesser, "anna", "guess number " + std::to_string(i));
    QCOMPARE(last.status, 429);
    QVERIFY(std::stoi(last.field("Retry-After")) >= 1);
    // Even the right password waits there, but not elsewhere.
    QCOMPARE(signIn(guesser, "anna", adminPassword).status, 429);
    ApiUser elsewhere(m_fixture->server->api());
    elsewhere.http().setSourceAddress("127.0.0.9");
    const auto in = signIn(elsewhere, "anna", adminPassword);
    QCOMPARE(in.status, 201);
    // Repeats are summed by the minute: one event so far, the rest at the end.
    elsewhere.token = in.text("sessionToken");
    QCOMPARE(elsewhere.get("events?filter=kind%3Dsession.refused").items().size(), std::size_t{1});
    QCOMPARE(m_fixture->server->stop().code, 0);
    m_fixture->start();
    const auto summed = m_fixture->anna().get("events?filter=kind%3Dsession.refused");
    QCOMPARE(summed.items().size(), std::size_t{2});
    QVERIFY(summed.items()[0].at("changes").at(0).at("new").to_number<int>() >= 5);
}

void SessionTest::refusesForeignHostsAndPages()
{
    m_fixture->start();
    auto anna = m_fixture->anna();
    const auto port = std::to_string(anna.http().port());
    for (const auto& host :
         {"localhost:" + port, std::string("LOCALHOST"), std::string("[::1]:1"), "127.0.0.1:" + port})
        QCOMPARE(anna.send("GET", "sessions/current", {{"Host", host}}).status, 200);
    for (const auto* host :
         {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "127.0.0.1x"})
        QCOMPARE(anna.send("GET", "sessions/current", {{"Host", host}}).status, 400);
    QCOMPARE(anna.send("GET", "sessions/current", {{"Origin", "http://127.0.0.1:" + port}}).status, 403);
    QCOMPARE(anna.send("GET", "sessions/current", {{"Origin", "null"}}).status, 403);
    const auto reply = anna.get("sessions/current");
    QVERIFY(!text(reply.raw).isEmpty());
    QVERIFY(reply.field("Access-Control-Allow-Origin").empty());
    QVERIFY(!reply.field("X-Correlation-Id").empty());
}

void SessionTest::endsWithThePassword()
{
    m_fixture->addUser("otto", "Operators");
    m_fixture->start();
    ApiUser otto(m_fixture->server->api(), "otto");
    QCOMPARE(otto.get("tokens").status, 200);
    command({"user", "passwd", "otto"}, "another house of cards\n");
    QCOMPARE(otto.get("tokens").status, 401);
    ApiUser guest(m_fixture->server->api());
    QCOMPARE(signIn(guest, "otto", adminPassword).status, 401);
    QCOMPARE(signIn(guest, "otto", "another house of cards").status, 201);
}

void SessionTest::changedRightsCountAtOnce()
{
    m_fixture->addUser("otto", "Operators");
    m_fixture->start();
    ApiUser otto(m_fixture->server->api(), "otto");
    const json::object body{{"name", "x"}, {"generate", json::object{}}};
    QCOMPARE(otto.post("tokens", body).status, 201);
    command({"user", "groups", "otto", "Viewers"});
    const auto refused = otto.post("tokens", body);
    QCOMPARE(refused.status, 403);
    QCOMPARE(text(refused.text("missingPermission")), QStringLiteral("tokens.write"));
    QCOMPARE(otto.get("tokens").status, 200);
    const auto last = runServerCommand({"user", "groups", "anna", "Viewers", "--data", m_fixture->directory()});
    QCOMPARE(last.code, 1);
}

void SessionTest::removedUserIsOut()
{
    m_fixture->addUser("otto", "Operators");
    m_fixture->start();
    ApiUser otto(m_fixture->server->api(), "otto");
    command({"user", "remove", "otto"});
    QCOMPARE(otto.get("tokens").status, 401);
    ApiUser guest(m_fixture->server->api());
    QCOMPARE(signIn(guest, "otto", adminPassword).status, 401);
    const auto again = runServerCommand({"user", "add", "OTTO", "--group", "Viewers", "--data", m_fixture->directory()},
                                        adminPassword + "\n");
    QCOMPARE(again.code, 1); // a name is never given again
    QCOMPARE(runServerCommand({"user", "remove", "anna", "--data", m_fixture->directory()}).code, 1);
}

void SessionTest::listsAndEndsSessions()
{
    m_fixture->addUser("otto", "Operators");
    m_fixture->start();
    auto anna = m_fixture->anna();
    ApiUser otto(m_fixture->server->api(), "otto");
    QCOMPARE(anna.get("sessions").items().size(), std::size_t{2});
    const auto own = otto.get("sessions");
    QCOMPARE(own.items().size(), std::size_t{1});
    QVERIFY(own.items()[0].at("isCurrent").as_bool());
    const auto annas = anna.get("sessions/current").text("id");
    QCOMPARE(otto.send("DELETE", "sessions/" + annas).status, 404);
    QCOMPARE(anna.send("DELETE", "sessions/" + otto.get("sessions/current").text("id")).status, 204);
    QCOMPARE(otto.get("tokens").status, 401);
}

void SessionTest::surviveARestart()
{
    m_fixture->start();
    auto anna = m_fixture->anna();
    m_fixture->server->kill();
    m_fixture->start();
    ApiUser again(m_fixture->server->api());
    again.token = anna.token;
    QCOMPARE(again.get("tokens").status, 200);
}

void SessionTest::idleSessionsEnd()
{
    QFile file(m_fixture->place.filePath(QStringLiteral("short.toml")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[security]\nsession_idle = 1\n");
    file.close();
    m_fixture->start({"--config", m_fixture->file("short.toml")});
    auto anna = m_fixture->anna();
    const auto stream = [&] {
        HttpClient http(m_fixture->server->api());
        // An open stream is no activity: it ends with the session.
        http.openStream("/api/v1/events/stream", anna.authorization());
        while (http.readEvent()) {}
    };
    stream();
    QCOMPARE(anna.get("tokens").status, 401);
}

void SessionTest::throttleGrowsAndForgives()
{
    using server::Throttle;
    Throttle throttle;
    auto at = Throttle::Clock::now();
    for (int i = 0; i < Throttle::freePerUser; ++i)
        QCOMPARE(throttle.attempt("anna", "a", at).count(), 0);
    auto previous = throttle.attempt("anna", "a", at);
    QVERIFY(previous.count() >= 1);
    for (int i = 0; i < 12; ++i) {
        at += previous;
        QCOMPARE(throttle.attempt("anna", "a", at).count(), 0);
        const auto next = throttle.attempt("anna", "a", at);
        QVERIFY(next >= previous);
        previous = next;
    }
    QVERIFY(previous <= Throttle::longestPerUser);
    QCOMPARE(throttle.attempt("anna", "b", at).count(), 0); // from elsewhere
    at += previous;
    QCOMPARE(throttle.attempt("anna", "a", at).count(), 0);
    throttle.succeeded("anna", "a");
    QCOMPARE(throttle.attempt("anna", "a", at).count(), 0);
    // Many users from one address are guessing too.
    auto slowed = false;
    for (int i = 0; i < 100; ++i)
        slowed = slowed || throttle.attempt("user" + std::to_string(i), "c", at).count() > 0;
    QVERIFY(slowed);
    // Who has to wait leaves no name behind.
    const auto known = throttle.size();
    for (int i = 100; i < 200; ++i)
        QVERIFY(throttle.attempt("user" + std::to_string(i), "c", at).count() > 0);
    QCOMPARE(throttle.size(), known);
    QCOMPARE(text(server::throttleAddress("10.1.2.3")), QStringLiteral("10.1.2.3"));
    QVERIFY(server::throttleAddress("2001:db8::1") == server::throttleAddress("2001:db8::ffff"));
    QVERIFY(server::throttleAddress("2001:db8::1") != server::throttleAddress("2001:db8:1::1"));
}

QTEST_GUILESS_MAIN(SessionTest)
#include "session_test.moc"
