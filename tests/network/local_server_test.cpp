#include <memory>

#include <QDir>
#include <QEventLoop>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "network/local_server.h"

using namespace tokenhouse;

/// The launcher against programs that behave in all ways but well; the real one is met end to end.
class LocalServerTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString program(const QByteArray& body)
    {
        auto path = m_folder.filePath(QStringLiteral("server-%1").arg(QDir(m_folder.path()).count()));
        QFile file(path);
        file.open(QIODevice::WriteOnly);
        file.write("#!/bin/sh\n" + body);
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        return path;
    }
    static QByteArray readyLine(const QByteArray& api = "https://127.0.0.1:5003")
    {
        return "echo '{\"ready\":true,\"api\":\"" + api
               + "\",\"endpoint\":\"https://127.0.0.1:5002\",\"fingerprint\":\"" + QByteArray(64, 'a') + "\"}'\n";
    }

private Q_SLOTS:
    void handsTheSessionOverAndEndsIt()
    {
        const auto seen = m_folder.filePath(QStringLiteral("seen"));
        const auto ended = m_folder.filePath(QStringLiteral("ended"));
        const auto script =
            program("echo \"$@\" > " + seen.toUtf8() + "\nread token\necho \"$token\" >> " + seen.toUtf8() + "\n"
                    + readyLine() + "cat > /dev/null\necho done > " + ended.toUtf8() + "\n");
        {
            LocalServer server(script, QStringLiteral("/data/dir"));
            QSignalSpy ready(&server, &LocalServer::ready);
            server.start();
            QTRY_COMPARE(ready.count(), 1);
            QCOMPARE(server.facts()->api, QUrl(QStringLiteral("https://127.0.0.1:5003")));
            QCOMPARE(server.facts()->fingerprint, QByteArray(32, '\xaa'));
            QCOMPARE(server.session().size(), 64u);
            QFile file(seen);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(file.readLine().trimmed(), QByteArray("local --data /data/dir"));
            QVERIFY(file.readLine().trimmed().toStdString() == server.session().view());
        }
        QVERIFY(QFile::exists(ended)); // it ended by the end of its input, not by a signal
    }

    void tellsTheServersOwnWords()
    {
        LocalServer server(program("echo 'Another server holds this data.' >&2\nexit 1\n"), QStringLiteral("/x"));
        QSignalSpy failed(&server, &LocalServer::failed);
        server.start();
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(failed.first().first().value<Failure>().detail, std::string("Another server holds this data."));
        QVERIFY(!server.isReady());
    }

    void startsAgainAfterACrashButNotForever()
    {
        LocalServer server(program(readyLine() + "kill -9 $$\n"), QStringLiteral("/x"));
        QSignalSpy ready(&server, &LocalServer::ready);
        QSignalSpy crashed(&server, &LocalServer::crashed);
        QSignalSpy failed(&server, &LocalServer::failed);
        server.start();
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 20'000);
        QCOMPARE(ready.count(), 5);
        QCOMPARE(crashed.count(), 4);
    }

    void anotherSessionAfterACrash()
    {
        const auto once = m_folder.filePath(QStringLiteral("once"));
        LocalServer server(program(readyLine() + "if [ ! -e " + once.toUtf8() + " ]; then touch " + once.toUtf8()
                                   + "; kill -9 $$; fi\ncat > /dev/null\n"),
                           QStringLiteral("/x"));
        std::vector<std::string> sessions;
        connect(&server, &LocalServer::ready, this, [&] { sessions.emplace_back(server.session().view()); });
        server.start();
        QTRY_COMPARE(sessions.size(), 2u);
        QVERIFY(sessions[0] != sessions[1]);
        QVERIFY(server.isReady());
    }

    void doesNotBelieveAnything_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("garbage") << QByteArray("echo hello\ncat > /dev/null\n");
        QTest::newRow("not ready") << QByteArray("echo '{\"ready\":false}'\ncat > /dev/null\n");
        QTest::newRow("plain http") << readyLine("http://127.0.0.1:1") + "cat > /dev/null\n";
        QTest::newRow("endless line") << QByteArray(
            "while :; do printf aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done\n");
    }
    void doesNotBelieveAnything()
    {
        QFETCH(QByteArray, body);
        LocalServer server(program(body), QStringLiteral("/x"));
        QSignalSpy failed(&server, &LocalServer::failed);
        QSignalSpy ready(&server, &LocalServer::ready);
        server.start();
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(ready.count(), 0);
    }

    /// Who goes on to another place need not wait until the last one has tidied up.
    void neverHoldsTheWindowUp()
    {
        const auto gate = m_folder.filePath(QStringLiteral("gate"));
        QCOMPARE(QProcess::execute(QStringLiteral("mkfifo"), {gate}), 0);
        auto server = std::make_unique<LocalServer>(
            program(readyLine() + "cat > /dev/null\ncat " + gate.toUtf8() + " > /dev/null\n"), QStringLiteral("/x"));
        auto folder = std::make_unique<QTemporaryDir>();
        const auto place = folder->path();
        server->takeFolder(std::move(folder));
        QEventLoop loop;
        connect(server.get(), &LocalServer::ready, &loop, &QEventLoop::quit);
        server->start();
        loop.exec();
        QTimer::singleShot(0, &loop, [&] {
            server.reset();
            loop.quit();
        });
        loop.exec(); // with a server that would not end before the gate is opened
        QVERIFY(QFile::exists(place));
        QFile opened(gate);
        QVERIFY(opened.open(QIODevice::WriteOnly));
        opened.close();
        QTRY_VERIFY(!QFile::exists(place));
    }

    void givesUpOnOneThatNeverBecomesReady()
    {
        LocalServer server(program("cat > /dev/null\n"), QStringLiteral("/x"), std::chrono::milliseconds(50));
        QSignalSpy failed(&server, &LocalServer::failed);
        QSignalSpy crashed(&server, &LocalServer::crashed);
        server.start();
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(failed.first().first().value<Failure>().detail, std::string("It did not become ready in time."));
        QTRY_COMPARE(server.processId(), 0);
        QCOMPARE(crashed.count(), 0);
    }

    void aProgramThatIsNotThere()
    {
        LocalServer server(QStringLiteral("/nowhere/tokenhoused"), QStringLiteral("/x"));
        QSignalSpy failed(&server, &LocalServer::failed);
        server.start();
        QTRY_COMPARE(failed.count(), 1);
    }
};

QTEST_GUILESS_MAIN(LocalServerTest)
#include "local_server_test.moc"
