#include <QtTest>

#include <QTemporaryDir>

#include "app/known_users.h"
#include "app/workspace.h"
#include "tests/support/fake_server.h"

using namespace tokenhouse;
using namespace tokenhouse::tests;

/// A stay at a server that behaves as the test says, without a window.
class SessionTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<TimeText> m_times;
    std::unique_ptr<Session> m_session;
    QByteArray m_stream = "200";

    void answer(const FakeServer::Request& request)
    {
        const auto path = request.target.mid(static_cast<int>(sizeof "/api/v1/" - 1));
        if (path.startsWith("events/stream")) {
            if (m_stream == "200")
                FakeServer::openStream(request);
            else
                FakeServer::answer(request, m_stream.toInt(), json("{'detail':'Not through this gate.'}"));
        } else if (path == "sessions/current") {
            FakeServer::answer(request, 200, json("{'user':'anna','groups':[],'permissions':['users.manage']}"));
        } else if (path == "status") {
            FakeServer::answer(request, 200, json("{'version':'1','features':[]}"));
        } else if (path.startsWith("users")) {
            FakeServer::answer(request, 200, users(path.contains("pageToken=second") ? 100 : 0));
        } // anything else hangs
    }
    static QByteArray json(QByteArray text) { return text.replace('\'', '"'); }
    static QByteArray users(int first)
    {
        QByteArrayList items;
        for (int number = first; number < first + 100; ++number)
            items << "{'id':'0197a000-0000-7000-8000-" + QByteArray::number(number).rightJustified(12, '0')
                         + "','name':'user " + QByteArray::number(number)
                         + "','groups':['Viewers'],'isDisabled':false,'createdAt':'2026-03-04T10:00:00Z','revision':1}";
        return json("{'items':[" + items.join(',') + "],'nextPageToken':" + (first == 0 ? "'second'" : "null") + '}');
    }
    void attach()
    {
        auto connection = std::make_unique<Connection>(m_server->url());
        connection->setSession(SecretBytes("session"));
        m_session->attach(std::move(connection));
    }

private Q_SLOTS:
    void init()
    {
        m_stream = "200";
        m_server = std::make_unique<FakeServer>();
        m_server->handler = [this](const FakeServer::Request& request) { answer(request); };
        m_times = std::make_unique<TimeText>();
        m_session = std::make_unique<Session>(*m_times);
    }
    void cleanup()
    {
        m_session.reset();
        m_server.reset();
    }

    void whatWasAskedBeforeAnotherConnectionIsAnswered()
    {
        attach();
        std::optional<Fault> fault;
        m_session->tokens()->request({}, [&](const Result<ListPage<Token>>&) { QFAIL("its source is gone"); });
        const auto source = m_session->tokens();
        source->request({}, [&](const Result<ListPage<Token>>& page) { fault = page.error().fault; });
        QTRY_VERIFY(m_session->state().isConnected());
        attach();
        QTRY_COMPARE(fault.value_or(Fault::Internal), Fault::Unreachable);
        QTRY_VERIFY(m_session->state().isConnected());
    }

    void aGateThatRefusesTheStreamIsALossThatOneCanHurry()
    {
        m_stream = "403";
        attach();
        QTRY_COMPARE(m_session->state().phase(), ConnectionState::Phase::Lost);
        QVERIFY(m_session->state().secondsLeft() >= 29);
        QVERIFY(m_session->failure());
        QCOMPARE(m_session->failure()->detail, std::string("Not through this gate."));
        m_stream = "200";
        m_session->retryNow();
        QTRY_VERIFY(m_session->state().isConnected());
    }

    void offersTheUsersOfAllPages()
    {
        KnownUsers known(*m_session);
        attach();
        QTRY_COMPARE(known.names().size(), 201); // and who is signed in
        QVERIFY(known.names().contains(QStringLiteral("user 199")));
    }

    void aDemoThatCannotBeMadeIsTold()
    {
        QTemporaryDir folder;
        QFile program(folder.filePath(QStringLiteral("tokenhoused")));
        QVERIFY(program.open(QIODevice::WriteOnly));
        program.write("#!/nowhere/at/all\n");
        program.close();
        QVERIFY(program.setPermissions(QFile::ReadOwner | QFile::ExeOwner));
        const auto path = qgetenv("PATH");
        qputenv("PATH", folder.path().toLocal8Bit());
        QCOMPARE(LocalServer::findProgram(), program.fileName());
        const auto workspace = Workspace::makeDemo(*m_session);
        QSignalSpy failed(workspace.get(), &Workspace::failed);
        workspace->start();
        const bool isTold = QTest::qWaitFor([&] { return !failed.isEmpty(); });
        qputenv("PATH", path);
        QVERIFY(isTold);
        QCOMPARE(failed.count(), 1);
        QVERIFY(failed[0][0].value<Failure>().detail.starts_with("The demo stock could not be made."));
    }
};

QTEST_GUILESS_MAIN(SessionTest)
#include "session_test.moc"
