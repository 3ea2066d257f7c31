#include <QtTest>

#include <QDir>
#include <QDirIterator>
#include <QFile>

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>

#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/api/api_fixture.h"
#include "tests/support/files.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

namespace {

/// Changes a limit of the running server; the one before comes back.
rlimit limitServer(const ServerProcess& server, __rlimit_resource what, rlim_t soft)
{
    rlimit before{};
    if (::prlimit(server.pid(), what, nullptr, &before) != 0)
        throw std::runtime_error("prlimit");
    rlimit limit = before;
    limit.rlim_cur = std::min(soft, before.rlim_max);
    if (::prlimit(server.pid(), what, &limit, nullptr) != 0)
        throw std::runtime_error("prlimit");
    return before;
}

json::object tokenNamed(const std::string& name)
{
    return {{"name", name}, {"generate", json::object{}}};
}

} // namespace

/// The server in trouble: without disk, without descriptors, without its files.
class TroubleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<ApiFixture>();
        m_fixture->init();
    }
    void cleanup() { m_fixture.reset(); }
    void goesOnAfterTheDiskWasFull();
    void goesOnWithoutDescriptors();
    void sparesOthersWhenWorkersDie();
    void checkNamesDamage_data();
    void checkNamesDamage();
    void missesItsLog();
    void doesNotWaitForItsLog();
    void worksWithoutScripts();
    void tellsChangedScripts();

private:
    QString file(const char* name) const { return text(m_fixture->directory() + "/" + name); }
    void script(const char* name, const QByteArray& source) const
    {
        writeFile(m_fixture->directory() + "/scripts/" + name, source);
    }
    std::vector<std::string> serveArguments() const
    {
        return {"serve", "--data", m_fixture->directory(), "--api", "127.0.0.1:0", "--endpoint", "127.0.0.1:0"};
    }
    /// A token with this secret on a route that runs this script.
    void api(ApiUser& anna, const std::string& secret, const char* route, const char* name) const
    {
        const auto token = anna.post("tokens", json::object{{"name", route}, {"secret", secret}});
        QCOMPARE(token.status, 201);
        const auto made =
            anna.post("definitions", json::object{{"route", route},
                                                  {"allowedTokens", json::array{token.text("id")}},
                                                  {"actionType", "AutomationScript"},
                                                  {"actionMeta", {{"script", name}, {"inputType", "RawBody"}}}});
        QCOMPARE(made.status, 201);
    }
    std::unique_ptr<ApiFixture> m_fixture;
};

void TroubleTest::goesOnAfterTheDiskWasFull()
{
    m_fixture->start();
    auto anna = m_fixture->anna();
    const auto kept = anna.post("tokens", tokenNamed("before"));
    QCOMPARE(kept.status, 201);
    const auto usual = limitServer(*m_fixture->server, RLIMIT_FSIZE, 1);
    for (int i = 0; i < 3; ++i) {
        const auto refused = anna.post("tokens", tokenNamed("lost"));
        QCOMPARE(refused.status, 503);
        QVERIFY(std::stoi(refused.field("Retry-After")) > 0);
        QVERIFY(text(refused.text("detail")).contains(QStringLiteral("Nothing was changed")));
    }
    QCOMPARE(anna.change("DELETE", "tokens/" + kept.text("id"), 1).status, 503);
    HttpClient(m_fixture->server->endpoint()).request("GET", "/api/custom/x"); // a line for its log
    QTRY_COMPARE(QFile(file("logs/endpoint.log")).size(), qint64{1});          // more does not go in
    // Reading goes on.
    QCOMPARE(anna.get("tokens?filter=name%3Dlost").items().size(), std::size_t{0});
    QCOMPARE(anna.get("tokens/" + kept.text("id")).status, 200);
    limitServer(*m_fixture->server, RLIMIT_FSIZE, usual.rlim_cur);
    QCOMPARE(anna.post("tokens", tokenNamed("after")).status, 201);
    // The logs go on as well, and say that something is missing.
    QTRY_VERIFY(!anna.get("logs/manager?text=name%3D%22after%22").items().empty());
    QTRY_VERIFY(!anna.get("logs/endpoint?level=warning&text=could+not+be+written").items().empty());
    m_fixture->server->kill();
    QCOMPARE(runServerCommand({"check", "--data", m_fixture->directory()}).code, 0);
    m_fixture->start();
    QCOMPARE(m_fixture->anna().get("tokens").items().size(), std::size_t{2});
}

void TroubleTest::goesOnWithoutDescriptors()
{
    m_fixture->start();
    auto anna = m_fixture->anna();
    script("e.js", "function onApiTrigger() { return { responseBody: 'ok' }; }");
    api(anna, secretOf('d'), "e", "e.js");
    const auto told = [&] { return anna.get("events?filter=kind%3Dscript.changed").items().size(); };
    QTRY_COMPARE(told(), std::size_t{1});
    HttpClient caller(m_fixture->server->endpoint());
    const HeaderList authorization{{"Authorization", "Bearer " + secretOf('d')}};
    QCOMPARE(caller.request("GET", "/api/custom/e", authorization).status, 200);
    limitServer(*m_fixture->server, RLIMIT_NOFILE, 64);
    std::vector<HttpClient> idle;
    for (int i = 0; i < 70; ++i) {
        idle.emplace_back(m_fixture->server->endpoint());
        idle.back().connect();
    }
    // Those that are connected are answered; what cannot be done now is not called missing.
    QTRY_COMPARE(caller.request("GET", "/api/custom/e", authorization).status, 503);
    QCOMPARE(anna.post("tokens", tokenNamed("without descriptors")).status, 201);
    idle.clear();
    QTRY_COMPARE(caller.request("GET", "/api/custom/e", authorization).status, 200);
    QCOMPARE(anna.post("tokens", tokenNamed("with descriptors")).status, 201);
    // New connections come in again, at both doors.
    QCOMPARE(HttpClient(m_fixture->server->endpoint()).request("GET", "/api/custom/e", authorization).status, 200);
    QCOMPARE(m_fixture->anna().get("tokens").status, 200);
    QCOMPARE(told(), std::size_t{1}); // it never went
    QCOMPARE(m_fixture->server->stop().code, 0);
}

void TroubleTest::sparesOthersWhenWorkersDie()
{
    m_fixture->start();
    auto anna = m_fixture->anna();
    script("e.js", "function onApiTrigger() { return { responseBody: 'ok' }; }");
    api(anna, secretOf('w'), "e", "e.js");
    HttpClient caller(m_fixture->server->endpoint());
    const HeaderList authorization{{"Authorization", "Bearer " + secretOf('w')}};
    const auto call = [&] { return caller.request("GET", "/api/custom/e", authorization).status; };
    QCOMPARE(call(), 200);
    for (int round = 0; round < 5; ++round) {
        auto killed = 0;
        const auto tasks = "/proc/" + std::to_string(m_fixture->server->pid()) + "/task";
        QDirIterator threads(text(tasks), QDir::Dirs | QDir::NoDotAndDotDot);
        while (threads.hasNext()) {
            QFile children(threads.next() + QStringLiteral("/children"));
            if (!children.open(QIODevice::ReadOnly))
                continue;
            for (const auto& id : children.readAll().simplified().split(' ')) {
                if (const auto pid = id.toInt(); pid > 1 && ::kill(pid, SIGKILL) == 0)
                    ++killed;
            }
        }
        QVERIFY(killed > 0);
        // A call that met the dying one may fail; the next ones do not.
        QTRY_COMPARE(call(), 200);
        QCOMPARE(anna.get("tokens").status, 200);
    }
}

void TroubleTest::checkNamesDamage_data()
{
    QTest::addColumn<int>("percent");
    QTest::addColumn<bool>("truncated");
    QTest::newRow("begin") << 0 << false;
    QTest::newRow("middle") << 50 << false;
    QTest::newRow("cut in half") << 50 << true;
    QTest::newRow("empty") << 0 << true;
}

void TroubleTest::checkNamesDamage()
{
    QFETCH(int, percent);
    QFETCH(bool, truncated);
    m_fixture->start();
    auto anna = m_fixture->anna();
    for (int i = 0; i < 40; ++i) {
        auto body = tokenNamed("token " + std::to_string(i));
        body["description"] = std::string(1500, 'd');
        QCOMPARE(anna.post("tokens", body).status, 201);
    }
    m_fixture->server->stop();
    QFile database(file("tokenhouse.db"));
    QVERIFY(database.open(QIODevice::ReadWrite));
    const auto place = database.size() * percent / 100;
    if (truncated) {
        QVERIFY(database.resize(place));
    } else {
        QVERIFY(database.seek(place));
        database.write(QByteArray(8192, '\x55'));
    }
    database.close();
    const auto checked = runServerCommand({"check", "--data", m_fixture->directory()});
    QCOMPARE(checked.code, 1);
    QVERIFY2(text(checked.err).contains(QStringLiteral("damaged"))
                 || text(checked.err).contains(QStringLiteral("empty")),
             checked.err.c_str());
    QVERIFY2(!text(checked.err).contains(QStringLiteral("Run the check")), checked.err.c_str());
}

void TroubleTest::missesItsLog()
{
    m_fixture->start();
    auto anna = m_fixture->anna();
    QCOMPARE(anna.post("tokens", tokenNamed("acknowledged")).status, 201);
    m_fixture->server->kill();
    const auto log = file("tokenhouse.db-wal");
    QVERIFY(QFile::rename(log, log + QStringLiteral(".kept")));
    const auto refused = runServerCommand(serveArguments());
    QCOMPARE(refused.code, 1);
    QVERIFY2(text(refused.err).contains(log), refused.err.c_str());
    QVERIFY(!QFile::exists(log));
    QVERIFY(QFile::rename(log + QStringLiteral(".kept"), log));
    m_fixture->start();
    QCOMPARE(m_fixture->anna().get("tokens").items().size(), std::size_t{1});
    // After a good end there is nothing in it.
    m_fixture->server->stop();
    QFile::remove(log);
    QFile::remove(file("tokenhouse.db-shm"));
    m_fixture->start();
    QCOMPARE(m_fixture->anna().get("tokens").items().size(), std::size_t{1});
    m_fixture->server->kill();
    m_fixture->start();
}

void TroubleTest::doesNotWaitForItsLog()
{
    // A log that takes no more once a pipe is full, as on a disk that does not answer.
    const auto path = m_fixture->directory() + "/logs/manager.log";
    QVERIFY(QDir().mkpath(file("logs")));
    QCOMPARE(::mkfifo(path.c_str(), 0600), 0);
    const int pipe = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    QVERIFY(pipe >= 0);
    m_fixture->start();
    auto anna = m_fixture->anna();
    for (int i = 0; i < 300; ++i)
        QCOMPARE(anna.post("tokens", tokenNamed(std::string(150, 'n') + std::to_string(i))).status, 201);
    const auto log = anna.get("logs/manager");
    QCOMPARE(log.status, 503);
    QVERIFY(text(log.text("detail")).contains(QStringLiteral("does not answer")));
    // Time goes on as well.
    const auto lapses =
        anna.post("tokens", json::object{{"name", "lapses"}, {"generate", json::object{}}, {"claimWithinSeconds", 1}});
    QTRY_COMPARE_WITH_TIMEOUT(text(anna.get("tokens/" + lapses.text("id")).text("state")), QStringLiteral("disabled"),
                              20'000);

    // Once it answers, nothing is missing.
    std::string lines;
    std::atomic<bool> isOver{false};
    std::thread reader([&] {
        std::array<char, 4096> part{};
        while (!isOver) {
            const auto count = ::read(pipe, part.data(), part.size());
            lines.append(part.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        }
    });
    const auto stopped = m_fixture->server->stop();
    isOver = true;
    QCOMPARE(::write(pipe, "\n", 1), 1);
    reader.join();
    ::close(pipe);
    QCOMPARE(stopped.code, 0);
    QCOMPARE(text(lines).count(QStringLiteral(" kind=token.created ")), 301);
    QVERIFY(text(lines).contains(QStringLiteral(" info stopped\n")));
}

void TroubleTest::worksWithoutScripts()
{
    QVERIFY(QDir(file("scripts")).removeRecursively());
    m_fixture->start();
    auto anna = m_fixture->anna();
    const auto scripts = anna.get("scripts");
    QCOMPARE(scripts.status, 503);
    QVERIFY(text(scripts.text("detail")).contains(file("scripts")));
    api(anna, secretOf('s'), "e", "e.js");
    HttpClient caller(m_fixture->server->endpoint());
    const HeaderList authorization{{"Authorization", "Bearer " + secretOf('s')}};
    const auto missing = caller.request("GET", "/api/custom/e", authorization);
    QCOMPARE(missing.status, 500);
    QVERIFY(text(missing.body).contains(QStringLiteral("FailedToGetScriptInfo")));
    QCOMPARE(anna.get("logs/manager?level=warning&text=cannot+be+followed").items().size(), std::size_t{1});
    QVERIFY(QDir().mkdir(file("scripts")));
    script("e.js", "function onApiTrigger() { return { responseBody: 'ok' }; }");
    QCOMPARE(caller.request("GET", "/api/custom/e", authorization).status, 200);
}

void TroubleTest::tellsChangedScripts()
{
    script("a.js", "1");
    m_fixture->start();
    auto anna = m_fixture->anna();
    const auto events = [&] { return anna.get("events?orderBy=sequence&filter=kind%3Dscript.changed"); };
    const auto digest = [](const QByteArray& source) {
        return text(QCryptographicHash::hash(source, QCryptographicHash::Sha256).toHex().toStdString());
    };
    QCOMPARE(events().items().size(), std::size_t{1}); // what lies there at the start is told before anybody is served
    const auto added = events().items()[0].as_object();
    QCOMPARE(text(std::string(added.at("objectType").as_string())), QStringLiteral("script"));
    QCOMPARE(text(std::string(added.at("objectName").as_string())), QStringLiteral("a.js"));
    QCOMPARE(text(std::string(added.at("user").as_string())), QStringLiteral("system"));
    const auto change = [](const json::value& event) { return event.at("changes").at(0).as_object(); };
    QCOMPARE(text(std::string(change(added).at("field").as_string())), QStringLiteral("sha256"));
    QCOMPARE(text(std::string(change(added).at("new").as_string())), digest("1"));
    QVERIFY(!change(added).contains("old"));

    script("a.js", "2");
    QTRY_COMPARE(events().items().size(), std::size_t{2});
    QCOMPARE(text(std::string(change(events().items()[1]).at("old").as_string())), digest("1"));
    QCOMPARE(text(std::string(change(events().items()[1]).at("new").as_string())), digest("2"));
    // While no server runs a file changes and another goes.
    script("b.js", "1");
    QTRY_COMPARE(events().items().size(), std::size_t{3});
    m_fixture->server->stop();
    script("a.js", "3");
    QVERIFY(QFile::remove(file("scripts/b.js")));
    m_fixture->start();
    anna = m_fixture->anna();
    QCOMPARE(events().items().size(), std::size_t{5});
    QCOMPARE(text(std::string(change(events().items()[3]).at("new").as_string())), digest("3"));
    QVERIFY(!change(events().items()[4]).contains("new"));
    // A directory that cannot be read is no sign that the scripts went.
    QVERIFY(QDir().rename(file("scripts"), file("elsewhere")));
    QTRY_COMPARE(anna.get("logs/manager?level=warning&text=cannot+be+followed").items().size(), std::size_t{1});
    QVERIFY(QDir().rename(file("elsewhere"), file("scripts")));
    script("c.js", "1");
    QTRY_COMPARE(events().items().size(), std::size_t{6});
    m_fixture->server->stop();
    m_fixture->start();
    anna = m_fixture->anna();
    QCOMPARE(events().items().size(), std::size_t{6});
    QCOMPARE(runServerCommand({"audit", "verify", "--data", m_fixture->directory()}).code, 0);
}

QTEST_GUILESS_MAIN(TroubleTest)
#include "trouble_test.moc"
