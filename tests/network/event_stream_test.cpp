#include <memory>

#include <QSignalSpy>
#include <QTest>

#include "network/event_stream.h"
#include "tests/support/fake_server.h"

using namespace tokenhouse;
using namespace std::chrono_literals;
using tests::FakeServer;
using Phase = EventStream::Phase;

class EventStreamTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<FakeServer> m_server;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<EventStream> m_stream;
    std::vector<LiveEvent> m_seen;

    static QByteArray message(int id, const QByteArray& kind = "token.updated")
    {
        return "id: " + QByteArray::number(id) + "\ndata: {\"sequence\":" + QByteArray::number(id) + ",\"kind\":\""
               + kind + "\",\"objectType\":\"token\",\"objectId\":\"x\"}\n\n";
    }

private Q_SLOTS:
    void init()
    {
        m_seen.clear();
        m_server = std::make_unique<FakeServer>();
        m_server->handler = [](const FakeServer::Request& request) { FakeServer::openStream(request); };
        m_connection = std::make_unique<Connection>(m_server->url());
        m_connection->setSession(SecretBytes("session"));
        m_stream = std::make_unique<EventStream>(*m_connection, nullptr, EventStream::Pauses{20ms, 80ms, 2s});
        connect(m_stream.get(), &EventStream::events, this, [this](const std::vector<LiveEvent>& events) {
            m_seen.insert(m_seen.end(), events.begin(), events.end());
        });
    }
    void cleanup()
    {
        m_stream.reset();
        m_connection.reset();
        m_server.reset();
    }

    void deliversWhatComes()
    {
        QSignalSpy session(m_stream.get(), &EventStream::sessionChanged);
        m_stream->start(QStringLiteral("kind = \"token.updated\""), 40);
        QTRY_COMPARE(m_stream->phase(), Phase::Live);
        QCOMPARE(m_server->requests[0].target,
                 QByteArray("/api/v1/events/stream?filter=kind%20%3D%20%22token.updated%22&from=40"));
        QCOMPARE(m_server->requests[0].fields.value("authorization"), QByteArray("Bearer session"));
        const auto bytes = message(41) + message(42) + "event: session\ndata: {}\n\n";
        for (qsizetype at = 0; at < bytes.size(); at += 7) {
            FakeServer::stream(m_server->requests[0], bytes.mid(at, 7));
        }
        QTRY_COMPARE(m_seen.size(), 2u);
        QTRY_COMPARE(session.count(), 1);
        QCOMPARE(m_seen[1].sequence, 42);
        QCOMPARE(m_stream->lastSequence(), 42);
    }

    void resumesAfterTheLastEvent()
    {
        QSignalSpy lost(m_stream.get(), &EventStream::lost);
        m_stream->start();
        QTRY_COMPARE(m_stream->phase(), Phase::Live);
        FakeServer::stream(m_server->requests[0], message(7) + "id: 9\n\n");
        QTRY_COMPARE(m_stream->lastSequence(), 9);
        m_server->requests[0].socket->abort();
        QTRY_COMPARE(lost.count(), 1);
        QTRY_COMPARE(m_server->requests.size(), 2u);
        QCOMPARE(m_server->requests[1].fields.value("last-event-id"), QByteArray("9"));
        QTRY_COMPARE(m_stream->phase(), Phase::Live);
    }

    void waitsLongerEachTimeAndCanBeHurried()
    {
        m_server->handler = [](const FakeServer::Request& request) { FakeServer::answer(request, 503, "{}"); };
        std::vector<std::chrono::milliseconds> pauses;
        connect(m_stream.get(), &EventStream::lost, this,
                [&](const Failure&, std::chrono::milliseconds retryIn) { pauses.push_back(retryIn); });
        m_stream->start();
        QTRY_VERIFY(pauses.size() >= 4);
        QVERIFY(pauses[0] >= 20ms && pauses[0] <= 25ms);
        QVERIFY(pauses[1] >= 40ms && pauses[2] >= 80ms && pauses[3] <= 100ms);
        m_server->handler = [](const FakeServer::Request& request) { FakeServer::openStream(request); };
        m_stream->retryNow();
        QTRY_COMPARE(m_stream->phase(), Phase::Live);
    }

    void anEndedSessionIsNotTriedAgain()
    {
        QSignalSpy refused(m_stream.get(), &EventStream::refused);
        m_server->handler = [](const FakeServer::Request& request) {
            FakeServer::answer(request, 401, R"({"detail":"Sign in."})");
        };
        m_stream->start();
        QTRY_COMPARE(refused.count(), 1);
        QCOMPARE(m_stream->phase(), Phase::Stopped);
    }

    void anotherRefusalIsTriedAgainAfterTheLongestPause_data()
    {
        QTest::addColumn<int>("status");
        QTest::newRow("400") << 400;
        QTest::newRow("403") << 403;
    }
    void anotherRefusalIsTriedAgainAfterTheLongestPause()
    {
        QFETCH(int, status);
        m_stream = std::make_unique<EventStream>(*m_connection, nullptr, EventStream::Pauses{20ms, 60s, 2s});
        m_server->handler = [=](const FakeServer::Request& request) {
            FakeServer::answer(request, status, R"({"detail":"Not through this gate."})");
        };
        std::optional<Failure> why;
        std::chrono::milliseconds pause{0};
        connect(m_stream.get(), &EventStream::lost, this,
                [&](const Failure& failure, std::chrono::milliseconds retryIn) {
                    why = failure;
                    pause = retryIn;
                });
        m_stream->start();
        QTRY_VERIFY(why);
        QCOMPARE(why->detail, std::string("Not through this gate."));
        QVERIFY(pause >= 60s);
        QCOMPARE(m_stream->phase(), Phase::Waiting);
        m_server->handler = [](const FakeServer::Request& request) { FakeServer::openStream(request); };
        m_stream->retryNow();
        QTRY_COMPARE(m_stream->phase(), Phase::Live);
    }

    void aPageThatIsNoStreamIsALoss()
    {
        QSignalSpy lost(m_stream.get(), &EventStream::lost);
        m_server->handler = [](const FakeServer::Request& request) { FakeServer::answer(request, 200, "{}"); };
        m_stream->start();
        QTRY_VERIFY(lost.count() >= 1);
    }

    void silenceIsALoss()
    {
        m_stream = std::make_unique<EventStream>(*m_connection, nullptr, EventStream::Pauses{20ms, 80ms, 100ms});
        QSignalSpy lost(m_stream.get(), &EventStream::lost);
        m_server->handler = nullptr; // hangs
        m_stream->start();
        QTRY_VERIFY(lost.count() >= 1);
        m_server->handler = [](const FakeServer::Request& request) {
            FakeServer::openStream(request);
        }; // then says nothing
        QTRY_COMPARE(m_stream->phase(), Phase::Live);
        const auto before = lost.count();
        QTRY_VERIFY(lost.count() > before);
    }

    void stoppingClosesIt()
    {
        m_stream->start();
        QTRY_COMPARE(m_stream->phase(), Phase::Live);
        m_stream->stop();
        QTRY_COMPARE(m_server->disconnections, 1);
        QCOMPARE(m_stream->phase(), Phase::Stopped);
    }
};

QTEST_GUILESS_MAIN(EventStreamTest)
#include "event_stream_test.moc"
