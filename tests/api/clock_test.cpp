#include <QtTest>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>

#include "core/time.h"
#include "tests/api/api_fixture.h"
#include "tests/support/files.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

namespace {

/// The clock of every server that is started while this lives (tests/clock/test_clock.cpp).
class MovedClock {
public:
    explicit MovedClock(const std::string& path)
    {
        const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (file < 0 || ::ftruncate(file, sizeof(long)) != 0)
            throw std::runtime_error("no file for the clock");
        void* place = ::mmap(nullptr, sizeof(long), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        ::close(file);
        if (place == MAP_FAILED)
            throw std::runtime_error("no map for the clock");
        m_seconds = static_cast<std::atomic<long>*>(place);
        qputenv("TEST_CLOCK_FILE", path.c_str());
        qputenv("LD_PRELOAD", TOKENHOUSE_TEST_CLOCK);
        m_asan = qgetenv("ASAN_OPTIONS");
        qputenv("ASAN_OPTIONS", m_asan + ":verify_asan_link_order=0");
    }
    ~MovedClock()
    {
        qunsetenv("LD_PRELOAD");
        qunsetenv("TEST_CLOCK_FILE");
        qputenv("ASAN_OPTIONS", m_asan);
        ::munmap(m_seconds, sizeof(long));
    }
    MovedClock(const MovedClock&) = delete;
    MovedClock& operator=(const MovedClock&) = delete;
    void set(std::chrono::seconds offset) { m_seconds->store(offset.count()); }

private:
    std::atomic<long>* m_seconds = nullptr;
    QByteArray m_asan;
};

} // namespace

/// The system's clock is set back by an hour while the server works, and while it does not: nothing goes wrong.
class ClockTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_place;
    ApiFixture m_fixture;
    std::string m_secret = secretOf('c');

    int call() const
    {
        HttpClient client(m_fixture.server->endpoint());
        return client.request("GET", "/api/custom/clock", {{"Authorization", "Bearer " + m_secret}}).status;
    }
    static Time timeOf(const json::object& object, const char* member)
    {
        return parseTime(std::string(object.at(member).as_string())).value_or(Time{});
    }
    Time present(ApiUser& anna) { return timeOf(anna.get("status").body.as_object(), "time"); }
    /// Of all events, that none is before the one before it; the last one's time.
    Time lastTime(ApiUser& anna)
    {
        Time last{};
        const auto events = anna.get("events?orderBy=sequence&pageSize=1000");
        for (const auto& one : events.items()) {
            const auto time = timeOf(one.as_object(), "time");
            if (time < last)
                qFatal("an event is before the one before it");
            last = time;
        }
        return last;
    }
    std::string makeToken(ApiUser& anna, const char* name, const std::string& secret, json::object more = {})
    {
        more["name"] = name;
        more["secret"] = secret;
        const auto made = anna.post("tokens", more);
        if (made.status != 201)
            throw std::runtime_error(made.raw);
        return made.text("id");
    }

private Q_SLOTS:
    void initTestCase() { m_fixture.init(); }
    void cleanup() { m_fixture.server.reset(); }

    void anHourBack()
    {
        using namespace std::chrono_literals;
        MovedClock clock(m_place.filePath(QStringLiteral("clock")).toStdString());
        m_fixture.start();
        auto anna = m_fixture.anna();
        const auto begun = present(anna);
        const auto limited =
            makeToken(anna, "limited", m_secret, {{"rateLimit", {{"limit", 2}, {"windowSeconds", 3600}}}});
        const auto ends = makeToken(anna, "ends", secretOf('e'), {{"expiresAt", formatTime(begun + 30min)}});
        const auto api = anna.post("definitions", json::object{{"route", "clock"},
                                                               {"actionType", "FixedResponse"},
                                                               {"actionMeta", {{"status", 200}, {"body", "{}"}}},
                                                               {"allowedTokens", json::array{limited, ends}}});
        QCOMPARE(api.status, 201);
        clock.set(1h);
        QVERIFY(present(anna) - begun > 59min); // the clock that is moved is the server's
        QCOMPARE(text(anna.get("tokens/" + ends).text("state")), QStringLiteral("expired"));
        QCOMPARE(call(), 200);
        QCOMPARE(m_fixture.anna().get("sessions/current").status, 200);
        const auto before = lastTime(anna);
        QVERIFY(before - begun > 59min);

        clock.set(0s);
        const auto after = present(anna);
        QVERIFY(after >= before);
        QVERIFY(after - before < 5min);
        // What is over stays over, the limit is kept, the sessions hold.
        QCOMPARE(text(anna.get("tokens/" + ends).text("state")), QStringLiteral("expired"));
        HttpClient client(m_fixture.server->endpoint());
        QCOMPARE(client.request("GET", "/api/custom/clock", {{"Authorization", "Bearer " + secretOf('e')}}).status,
                 401);
        QCOMPARE(call(), 200);
        QCOMPARE(call(), 429);
        // Changes go on, and so does what lapses by itself.
        const auto unclaimed = makeToken(anna, "unclaimed", secretOf('u'), {{"claimWithinSeconds", 1}});
        QTRY_COMPARE_WITH_TIMEOUT(text(anna.get("tokens/" + unclaimed).text("state")), QStringLiteral("disabled"),
                                  20'000);
        makeToken(anna, "soon over", secretOf('s'), {{"expiresAt", formatTime(present(anna) + 10min)}});
        QVERIFY(lastTime(anna) >= before);

        // A restart is no way back either.
        const auto last = lastTime(anna);
        QCOMPARE(m_fixture.server->stop().code, 0);
        m_fixture.start();
        auto again = ApiUser(m_fixture.server->api());
        again.token = anna.token;
        QCOMPARE(again.get("sessions/current").status, 200);
        QVERIFY(present(again) >= last);
        const auto used = again.get("tokens/" + limited);
        QCOMPARE(used.body.at("useCount").as_int64(), 2);
        QVERIFY(timeOf(used.body.as_object(), "lastUsedAt") >= before);
        QCOMPARE(text(again.get("tokens/" + ends).text("state")), QStringLiteral("expired"));
        HttpClient other(m_fixture.server->endpoint());
        QCOMPARE(other.request("GET", "/api/custom/clock", {{"Authorization", "Bearer " + secretOf('e')}}).status, 401);
        QVERIFY(lastTime(again) >= last);
        QCOMPARE(m_fixture.server->stop().code, 0);
        QCOMPARE(runServerCommand({"audit", "verify", "--data", m_fixture.directory()}).code, 0);
    }

    void aSessionDoesNotLastLonger()
    {
        using namespace std::chrono_literals;
        const auto file = m_fixture.file("config.toml");
        QFile config(text(file));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write("[security]\nsession_longest = 3\n");
        config.close();
        MovedClock clock(m_place.filePath(QStringLiteral("clock")).toStdString());
        m_fixture.start({"--config", file});
        auto anna = m_fixture.anna();
        QElapsedTimer timer;
        timer.start(); // the session began before
        clock.set(-1h);
        // When the last question went off that found it alive: however busy the machine is, the session was not over
        // then. By a clock that runs at half its pace it would be six seconds.
        qint64 alive = 0;
        for (auto asked = timer.elapsed(); anna.get("sessions/current").status == 200; asked = timer.elapsed()) {
            alive = asked;
            QVERIFY2(alive < 20'000, "the session has no end");
        }
        QVERIFY2(alive <= 3100, "the session lasted longer than it may");
        QCOMPARE(anna.get("sessions/current").status, 401);
        QCOMPARE(m_fixture.server->stop().code, 0);
    }
};

QTEST_GUILESS_MAIN(ClockTest)
#include "clock_test.moc"
