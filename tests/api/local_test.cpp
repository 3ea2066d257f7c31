#include <QtTest>

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <optional>
#include <thread>

#include "core/permission.h"
#include "tests/api/api_fixture.h"
#include "tests/support/files.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

namespace {

const std::string session(64, 'a');

/// The lock of a directory as a server holds it that has not ended yet.
class HeldLock {
public:
    explicit HeldLock(const std::string& directory)
    {
        const auto path = directory + "/lock";
        m_file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (m_file < 0 || ::flock(m_file, LOCK_EX | LOCK_NB) != 0
            || ::inotify_add_watch(m_watch, path.c_str(), IN_OPEN) < 0)
            throw std::runtime_error("no lock");
    }
    ~HeldLock()
    {
        release();
        ::close(m_watch);
    }
    HeldLock(const HeldLock&) = delete;
    HeldLock& operator=(const HeldLock&) = delete;
    void release()
    {
        if (m_file >= 0)
            ::close(m_file);
        m_file = -1;
    }
    /// Until another process has opened it, and so finds it held.
    bool waitUntilWanted() const
    {
        pollfd place{m_watch, POLLIN, 0};
        return ::poll(&place, 1, 20'000) == 1;
    }

private:
    int m_file = -1;
    int m_watch = ::inotify_init1(IN_CLOEXEC);
};

} // namespace

/// The server of the desktop application, and what two of them on one workspace do.
class LocalTest : public QObject {
    Q_OBJECT

private:
    ApiFixture m_fixture;

private Q_SLOTS:
    void initTestCase() { QVERIFY(QDir().mkpath(QString::fromStdString(m_fixture.directory()))); }

    void servesOneApplication()
    {
        const ApiFixture fixture;
        auto local = ServerProcess::local(fixture.directory(), session);
        QVERIFY(text(local.api()).startsWith(QStringLiteral("https://127.0.0.1:")));
        ApiUser user(local.api());
        user.token = session;
        const auto current = user.get("sessions/current");
        QCOMPARE(current.status, 200);
        QCOMPARE(text(user.http().fingerprint()), text(local.fingerprint()));
        QCOMPARE(current.body.at("permissions").as_array().size(), permissionCount);
        QCOMPARE(user.post("tokens", json::object{{"name", "mine"}, {"generate", json::object{}}}).status, 201);
        ApiUser other(local.api());
        other.token = std::string(64, 'b');
        QCOMPARE(other.get("tokens").status, 401);
        QVERIFY(user.get("sessions").raw.find(session) == std::string::npos);
        local.closeInput();
        QCOMPARE(local.wait().code, 0);

        auto again = ServerProcess::local(fixture.directory(), std::string(64, 'c'));
        QVERIFY(again.fingerprint() != local.fingerprint());
        ApiUser late(again.api());
        late.token = session; // of the run before
        QCOMPARE(late.get("tokens").status, 401);
        late.token = std::string(64, 'c');
        QCOMPARE(late.get("tokens").items().size(), std::size_t{1});
        QCOMPARE(late.get("users").items().size(), std::size_t{1});
        QCOMPARE(again.stop().code, 0);
    }

    void wantsASession()
    {
        const ApiFixture fixture;
        for (const auto* input : {"", "abc\n", "zzzz\n"}) {
            const auto refused = runServerCommand({"local", "--data", fixture.directory()}, input);
            QCOMPARE(refused.code, 2);
            QVERIFY(!refused.err.empty());
        }
        QCOMPARE(::access(fixture.directory().c_str(), F_OK), -1);
    }

    /// The one before has lost its application and is about to end.
    void waitsForTheOneBefore()
    {
        HeldLock before(m_fixture.directory());
        std::optional<ServerProcess> server;
        std::string fault;
        std::thread start([&] {
            try {
                server.emplace(ServerProcess::local(m_fixture.directory(), session));
            } catch (const std::exception& error) {
                fault = error.what();
            }
        });
        const auto wanted = before.waitUntilWanted();
        before.release();
        start.join();
        QVERIFY(wanted);
        QVERIFY2(server.has_value(), fault.c_str());
        server->closeInput();
        QCOMPARE(server->wait().code, 0);
    }
    void doesNotWaitForLong()
    {
        const HeldLock other(m_fixture.directory());
        QElapsedTimer timer;
        timer.start();
        const auto refused = runServerCommand({"local", "--data", m_fixture.directory()}, session + "\n");
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.find("Another process works on") != std::string::npos, refused.err.c_str());
        QVERIFY(timer.elapsed() >= 4'000);
    }
    void aServerOfTheCommandLineSaysSoAtOnce()
    {
        const HeldLock other(m_fixture.directory());
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(runServerCommand({"serve", "--data", m_fixture.directory()}).code, 1);
        QVERIFY(timer.elapsed() < 4'500); // the patience of the other is five seconds
    }
};

QTEST_GUILESS_MAIN(LocalTest)
#include "local_test.moc"
