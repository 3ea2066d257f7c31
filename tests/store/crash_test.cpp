#include "tests/store/stores.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QProcess>

#include <algorithm>
#include <set>
#include <sstream>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/audit/audit.h"

using namespace tokenhouse;
using namespace tokenhouse::test;

namespace {

/// Writes tokens one after the other for ever and prints the name of each that was acknowledged.
[[noreturn]] void writeForEver(const std::string& url, const std::string& directory, int output, int round)
{
    const auto store = openStore(url, directory, {});
    if (!store)
        ::_exit(3);
    for (int i = 0;; ++i) {
        const auto name = std::to_string(round) + "-" + std::to_string(i);
        const auto token = tokenOf(name);
        put(**store, token, round * 1'000'000 + i);
        if (i % 3 == 0)
            put(**store, definitionOf("route-" + name, {token.id}));
        const auto line = name + "\n";
        if (::write(output, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
            ::_exit(4);
    }
}

} // namespace

/// What must survive whatever happens to the process or the disk.
class CrashTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void losesNoAcknowledgedChange();
    void refusesADamagedFile();
    void refusesAForeignFile();
    void refusesANewerFile();
    void keepsItsFilesToItself();
    void goesOnAfterTheDiskWasFull();
};

void CrashTest::losesNoAcknowledgedChange()
{
    for (const auto& kind : storeKinds()) {
        const QTemporaryDir directory;
        const auto path = directory.path().toStdString();
        must(openStore(kind.url, path, {.create = true}));
        std::set<std::string> acknowledged;
        for (int round = 0; round < 6; ++round) {
            int pipe[2];
            QCOMPARE(::pipe(pipe), 0);
            const auto child = ::fork();
            QVERIFY(child >= 0);
            if (child == 0) {
                ::close(pipe[0]);
                writeForEver(kind.url, path, pipe[1], round);
            }
            ::close(pipe[1]);
            // It is killed when it has said enough, in the midst of what it does then.
            std::string said;
            char buffer[4096];
            const auto enough = 10 + std::ptrdiff_t{17} * round;
            while (std::count(said.begin(), said.end(), '\n') < enough) {
                const auto count = ::read(pipe[0], buffer, sizeof buffer);
                QVERIFY(count > 0);
                said.append(buffer, static_cast<std::size_t>(count));
            }
            ::kill(child, SIGKILL);
            for (ssize_t count = 0; (count = ::read(pipe[0], buffer, sizeof buffer)) > 0;)
                said.append(buffer, static_cast<std::size_t>(count));
            ::close(pipe[0]);
            int status = 0;
            QCOMPARE(::waitpid(child, &status, 0), child);
            QVERIFY(WIFSIGNALED(status));
            std::istringstream lines(said);
            for (std::string line; std::getline(lines, line);)
                acknowledged.insert(line);

            const auto store = must(openStore(kind.url, path, {}));
            ListQuery query;
            query.filter.schema = tokenSchema();
            query.pageSize = 100'000;
            std::set<std::string> kept;
            for (const auto& token : must(store->tokens(query)).items)
                kept.insert(token.name);
            QVERIFY(std::includes(kept.begin(), kept.end(), acknowledged.begin(), acknowledged.end()));
            const auto report = must(verifyChain(*store));
            QVERIFY2(report.good(), report.fault.c_str());
            std::set<std::string> recorded;
            for (const auto& event : must(store->eventsAfter(0, 1'000'000))) {
                if (event.kind == "token.created")
                    recorded.insert(event.objectName);
            }
            QCOMPARE(recorded, kept);
            QVERIFY(must(store->integrityFaults()).empty());
        }
    }
}

void CrashTest::refusesADamagedFile()
{
    const QTemporaryDir directory;
    const auto path = directory.path().toStdString();
    {
        const auto store = must(openStore("sqlite:", path, {.create = true}));
        for (int i = 0; i < 50; ++i)
            put(*store, tokenOf("t" + std::to_string(i)), i);
    }
    QFile file(directory.filePath(QStringLiteral("tokenhouse.db")));
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.seek(0);
    file.write("this is no database at all, whatever the name of the file says");
    file.close();
    const auto opened = openStore("sqlite:", path, {});
    QVERIFY(!opened);
    QVERIFY(opened.error().detail.find("damaged") != std::string::npos);
}

void CrashTest::refusesAForeignFile()
{
    const QTemporaryDir directory;
    const auto path = directory.path().toStdString();
    QProcess sqlite;
    sqlite.start(QStringLiteral("sqlite3"),
                 {directory.filePath(QStringLiteral("tokenhouse.db")), QStringLiteral("CREATE TABLE a(b)")});
    QVERIFY(sqlite.waitForFinished());
    const auto opened = openStore("sqlite:", path, {.create = true});
    QVERIFY(!opened);
    QVERIFY(opened.error().detail.find("not a store of Tokenhouse") != std::string::npos);
}

void CrashTest::refusesANewerFile()
{
    const QTemporaryDir directory;
    const auto path = directory.path().toStdString();
    must(openStore("sqlite:", path, {.create = true}));
    QProcess sqlite;
    sqlite.start(QStringLiteral("sqlite3"),
                 {directory.filePath(QStringLiteral("tokenhouse.db")), QStringLiteral("PRAGMA user_version=99")});
    QVERIFY(sqlite.waitForFinished());
    const auto opened = openStore("sqlite:", path, {});
    QVERIFY(!opened);
    QVERIFY(opened.error().detail.find("newer") != std::string::npos);
}

void CrashTest::keepsItsFilesToItself()
{
    const QTemporaryDir directory;
    const auto path = directory.path().toStdString();
    const auto store = must(openStore("sqlite:", path, {.create = true}));
    put(*store, tokenOf("a"), 1);
    for (const auto& name : QDir(directory.path()).entryList(QDir::Files)) {
        struct stat status {};
        QCOMPARE(::stat((path + "/" + name.toStdString()).c_str(), &status), 0);
        QCOMPARE(status.st_mode & 077u, 0u);
    }
}

void CrashTest::goesOnAfterTheDiskWasFull()
{
    const QTemporaryDir directory;
    const auto path = directory.path().toStdString();
    must(openStore("sqlite:", path, {.create = true}));
    const auto child = ::fork();
    QVERIFY(child >= 0);
    if (child == 0) {
        // A limit on the size of files is what a full disk looks like to the store (after SIGXFSZ is ignored).
        ::signal(SIGXFSZ, SIG_IGN);
        const auto store = openStore("sqlite:", path, {});
        if (!store)
            ::_exit(10);
        put(**store, tokenOf("before"), 1);
        rlimit limit{};
        ::getrlimit(RLIMIT_FSIZE, &limit);
        const auto usual = limit.rlim_cur;
        limit.rlim_cur = 1;
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const auto refused = (*store)->change([](Transaction& transaction) -> Result<void> {
            transaction.putToken(tokenOf("lost"));
            transaction.append(eventOf("token.created"));
            return {};
        });
        limit.rlim_cur = usual;
        ::setrlimit(RLIMIT_FSIZE, &limit);
        if (refused || refused.error().fault != Fault::Unavailable)
            ::_exit(11);
        const auto after = (*store)->change([](Transaction& transaction) -> Result<void> {
            transaction.append(eventOf("access.refused"));
            return {};
        });
        if (!after)
            ::_exit(12);
        const auto report = verifyChain(**store);
        ::_exit(report && report->good() && report->events == 2 ? 0 : 13);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 0);
}

QTEST_GUILESS_MAIN(CrashTest)
#include "crash_test.moc"
