#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <QtTest>

#include <atomic>
#include <future>
#include <string>
#include <thread>

#include "server/http/connection.h"
#include "server/http/http_server.h"
#include "server/http/self_signed.h"
#include "tests/support/files.h"
#include "tests/support/http_client.h"

using namespace tokenhouse;
using tests::HttpClient;
using tests::text;
namespace asio = boost::asio;

namespace {

std::atomic<int> slowStarted{0};

HeaderList trickyFields()
{
    return {{"X-Good", "yes"}, {"X-Bad", "a\r\nX-Injected: 1"}, {"Content-Length", "1"}, {"Bad Name", "x"}};
}

asio::awaitable<void> serveEcho(http::Exchange& exchange)
{
    const auto path = exchange.head().path;
    http::Response response;
    if (path == "/throw")
        throw std::runtime_error("on purpose");
    if (path == "/unread") {
        response.body = "did not look";
    } else if (path == "/headers") {
        response.fields = trickyFields();
    } else if (path == "/empty") {
        response.status = 204;
    } else if (path == "/big") {
        response.body.assign(5'000'000, 'b');
    } else if (path == "/stream") {
        auto open = co_await exchange.beginStream(std::move(response));
        for (int i = 0; i < 3 && open; ++i)
            open = co_await exchange.write("piece " + std::to_string(i) + "\n");
        co_return;
    } else if (path == "/endless") {
        auto open = co_await exchange.beginStream(std::move(response));
        const std::string block(64 * 1024, 'e');
        while (open)
            open = co_await exchange.write(block);
        co_return;
    } else if (path == "/slow") {
        ++slowStarted;
        asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(500));
        co_await timer.async_wait(asio::use_awaitable);
        response.body = "slow";
    } else {
        const auto body = co_await exchange.readBody(1000);
        if (body.fault == http::BodyFault::TooLarge)
            response.status = 413;
        else if (body.fault == http::BodyFault::Broken)
            response.status = 408;
        else
            response.body = exchange.head().method + " " + exchange.head().target + " " + body.text;
    }
    co_await exchange.reply(std::move(response));
}

template <class Action>
bool throws(const Action& action)
{
    try {
        action();
    } catch (const std::runtime_error&) {
        return true;
    }
    return false;
}

} // namespace

class HttpServerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup();
    void answersAndKeepsAlive();
    void answersPipelinedRequestsInOrder();
    void takesChunkedBodies();
    void continuesOnlyWhenTheBodyIsWanted();
    void refusesLargeBodies();
    void survivesUnreadBodies();
    void refusesBrokenFraming();
    void refusesLargeHeads();
    void endsSlowHeadsAndBodiesAndIdlers();
    void makesRoomAtTheCap();
    void makesNoRoomOfARequestAtWork();
    void neverWritesBadFields();
    void headHasNoBody();
    void oldHttpIsClosed();
    void streams();
    void answersAFailedHandler();
    void sendsLargeAnswers();
    void drains();
    void drainEndsStreams();
    void speaksTls();
    void refusesOldTls();
    void tellsAPortInUse();

private:
    void start(http::ServerOptions options = {});
    HttpClient client() { return HttpClient("127.0.0.1", m_server->port(), m_tls); }
    std::unique_ptr<asio::io_context> m_io;
    std::unique_ptr<asio::executor_work_guard<asio::io_context::executor_type>> m_work;
    std::unique_ptr<http::HttpServer> m_server;
    std::vector<std::thread> m_threads;
    bool m_tls = false;
};

void HttpServerTest::start(http::ServerOptions options)
{
    m_tls = options.tls.has_value();
    m_io = std::make_unique<asio::io_context>();
    m_work = std::make_unique<asio::executor_work_guard<asio::io_context::executor_type>>(m_io->get_executor());
    m_server = std::make_unique<http::HttpServer>(*m_io, std::move(options), serveEcho,
                                                  [](int status, const std::string& detail) {
                                                      return http::Response{status, {}, detail, true};
                                                  });
    m_server->start();
    for (int i = 0; i < 2; ++i)
        m_threads.emplace_back([this] { m_io->run(); });
}

void HttpServerTest::cleanup()
{
    m_server.reset();
    m_work.reset();
    for (auto& one : m_threads)
        one.join();
    m_threads.clear();
    m_io.reset();
}

void HttpServerTest::answersAndKeepsAlive()
{
    start();
    auto http = client();
    for (int i = 0; i < 50; ++i) {
        const auto reply = http.request("POST", "/a?b", {}, "body " + std::to_string(i));
        QCOMPARE(reply.status, 200);
        QCOMPARE(text(reply.body), QStringLiteral("POST /a?b body %1").arg(i));
        QVERIFY(reply.has("Date"));
    }
    QCOMPARE(m_server->connections(), std::size_t{1});
}

void HttpServerTest::answersPipelinedRequestsInOrder()
{
    start();
    auto http = client();
    std::string bytes;
    for (int i = 0; i < 200; ++i)
        bytes += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";
    http.sendRaw(bytes);
    for (int i = 0; i < 200; ++i)
        QCOMPARE(text(http.readReply().body), QStringLiteral("POST /%1 hi").arg(i));
}

void HttpServerTest::takesChunkedBodies()
{
    start();
    auto http = client();
    http.sendRaw("POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
                 "GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(text(http.readReply().body), QStringLiteral("POST /c abc"));
    QCOMPARE(text(http.readReply().body), QStringLiteral("GET /next "));
    http.sendRaw("POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n");
    const auto reply = http.readReply();
    QCOMPARE(reply.status, 408);
    QVERIFY(http.endedByServer());
}

void HttpServerTest::continuesOnlyWhenTheBodyIsWanted()
{
    start();
    auto http = client();
    http.sendRaw("POST /c HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    http.sendRaw("abc", true);
    QCOMPARE(text(http.readReply().body), QStringLiteral("POST /c abc"));
    http.sendRaw("POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    const auto reply = http.readReply();
    QCOMPARE(text(reply.body), QStringLiteral("did not look"));
    QCOMPARE(text(reply.field("Connection")), QStringLiteral("close"));
    QVERIFY(http.endedByServer());
}

void HttpServerTest::refusesLargeBodies()
{
    start();
    auto http = client();
    http.sendRaw("POST /c HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n");
    QCOMPARE(http.readReply().status, 413);
    QVERIFY(http.endedByServer());
    http.sendRaw("POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n");
    QCOMPARE(http.readReply().status, 413);
    // The answer comes through even though much of the body is still on its way.
    http.sendRaw("POST /c HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n" + std::string(900000, 'x'));
    QCOMPARE(http.readReply().status, 413);
}

void HttpServerTest::survivesUnreadBodies()
{
    start();
    auto http = client();
    http.sendRaw(
        "POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nGET /GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(text(http.readReply().body), QStringLiteral("did not look"));
    QCOMPARE(text(http.readReply().body), QStringLiteral("GET /x "));
    http.sendRaw(
        "POST /unread HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(text(http.readReply().body), QStringLiteral("did not look"));
    QVERIFY(http.endedByServer());
}

void HttpServerTest::refusesBrokenFraming()
{
    start();
    auto http = client();
    for (const auto* bytes : {"GET / HTTP/1.1\n\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "\r\n",
                              "GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n", "\x16\x03\x01\x02\x01"}) {
        http.sendRaw(bytes);
        const auto reply = http.readReply();
        QCOMPARE(reply.status, 400);
        QCOMPARE(text(reply.field("Connection")), QStringLiteral("close"));
        QVERIFY(http.endedByServer());
    }
    // What came before a broken head is answered; what follows is never read as a request.
    http.sendRaw(
        "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET  /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(http.readReply().status, 200);
    QCOMPARE(http.readReply().status, 400);
    QVERIFY(http.endedByServer());
}

void HttpServerTest::refusesLargeHeads()
{
    http::ServerOptions options;
    options.headMaximum = 1000;
    start(options);
    auto http = client();
    http.sendRaw("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(2000, 'x'));
    QCOMPARE(http.readReply().status, 431);
    http.sendRaw("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(2000, 'x') + "\r\n\r\n");
    QCOMPARE(http.readReply().status, 431);
}

void HttpServerTest::endsSlowHeadsAndBodiesAndIdlers()
{
    http::ServerOptions options;
    options.headerTimeout = options.bodyTimeout = options.idleTimeout = std::chrono::seconds(1);
    start(options);
    auto silent = client();
    silent.connect();
    auto slowHead = client();
    slowHead.sendRaw("GET / HTTP/1.1\r\nHo");
    auto slowBody = client();
    slowBody.sendRaw("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    auto idle = client();
    idle.sendRaw("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(idle.readReply().status, 200);
    QVERIFY(silent.endedByServer());
    QCOMPARE(slowHead.readReply().status, 408);
    QVERIFY(slowHead.endedByServer());
    QCOMPARE(slowBody.readReply().status, 408);
    QVERIFY(slowBody.endedByServer());
    QVERIFY(idle.endedByServer());
}

void HttpServerTest::makesRoomAtTheCap()
{
    http::ServerOptions options;
    options.maxConnections = 2;
    start(options);
    auto first = client();
    first.sendRaw("GET / HTTP/1.1\r\nHo");
    auto second = client();
    second.sendRaw("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(second.readReply().status, 200);
    auto third = client();
    QCOMPARE(third.request("GET", "/third").status, 200);
    QVERIFY(first.endedByServer());
}

/// As when the request comes in between the choice of the connection and its turn.
void HttpServerTest::makesNoRoomOfARequestAtWork()
{
    start();
    asio::ip::tcp::acceptor acceptor(*m_io, {asio::ip::address_v4::loopback(), 0});
    HttpClient http("127.0.0.1", acceptor.local_endpoint().port());
    http.connect();
    const auto context = std::make_shared<http::ConnectionContext>();
    context->handler = serveEcho;
    const auto connection =
        std::make_shared<http::Connection>(context, acceptor.accept(asio::make_strand(*m_io)), nullptr);
    asio::co_spawn(connection->executor(), connection->run(), asio::detached);
    const auto before = slowStarted.load();
    http.sendRaw("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n", true);
    QTRY_COMPARE(slowStarted.load(), before + 1);
    connection->evict();
    QCOMPARE(text(http.readReply().body), QStringLiteral("slow"));
    QVERIFY(!connection->isLeaving());
    QTRY_VERIFY(connection->waitingSince() != 0);
    connection->evict();
    QVERIFY(http.endedByServer());
}

void HttpServerTest::neverWritesBadFields()
{
    start();
    auto http = client();
    const auto reply = http.request("GET", "/headers");
    QCOMPARE(text(reply.field("X-Good")), QStringLiteral("yes"));
    QVERIFY(!reply.has("X-Bad"));
    QVERIFY(!reply.has("X-Injected"));
    QVERIFY(!reply.has("Bad Name"));
    QCOMPARE(text(reply.field("Content-Length")), QStringLiteral("0"));
}

void HttpServerTest::headHasNoBody()
{
    start();
    auto http = client();
    http.sendRaw(
        "HEAD /big HTTP/1.1\r\nHost: a\r\n\r\nGET /empty HTTP/1.1\r\nHost: a\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(text(http.readReply(true).field("Content-Length")), QStringLiteral("5000000"));
    const auto empty = http.readReply();
    QCOMPARE(empty.status, 204);
    QVERIFY(!empty.has("Content-Length"));
    QCOMPARE(text(http.readReply().body), QStringLiteral("GET /x "));
}

void HttpServerTest::oldHttpIsClosed()
{
    start();
    auto http = client();
    http.sendRaw("GET /x HTTP/1.0\r\n\r\n");
    QCOMPARE(text(http.readReply().body), QStringLiteral("GET /x "));
    QVERIFY(http.endedByServer());
    http.sendRaw("GET /stream HTTP/1.0\r\n\r\n");
    QCOMPARE(text(http.readReply().body), QStringLiteral("piece 0\npiece 1\npiece 2\n"));
}

void HttpServerTest::streams()
{
    start();
    auto http = client();
    for (int i = 0; i < 3; ++i)
        QCOMPARE(text(http.request("GET", "/stream").body), QStringLiteral("piece 0\npiece 1\npiece 2\n"));
    QCOMPARE(m_server->connections(), std::size_t{1});
}

void HttpServerTest::answersAFailedHandler()
{
    start();
    auto http = client();
    const auto reply = http.request("GET", "/throw");
    QCOMPARE(reply.status, 500);
    QVERIFY(!text(reply.body).contains(QStringLiteral("purpose")));
}

void HttpServerTest::sendsLargeAnswers()
{
    start();
    auto http = client();
    QCOMPARE(http.request("GET", "/big").body.size(), std::size_t{5'000'000});
}

void HttpServerTest::drains()
{
    start();
    auto busy = client();
    auto idle = client();
    QCOMPARE(idle.request("GET", "/x").status, 200);
    const auto before = slowStarted.load();
    busy.sendRaw("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    QTRY_COMPARE(slowStarted.load(), before + 1);
    std::promise<void> done;
    m_server->drain(std::chrono::seconds(10), [&] { done.set_value(); });
    const auto reply = busy.readReply();
    QCOMPARE(text(reply.body), QStringLiteral("slow"));
    QCOMPARE(text(reply.field("Connection")), QStringLiteral("close"));
    busy.close();
    QVERIFY(idle.endedByServer());
    QVERIFY(done.get_future().wait_for(std::chrono::seconds(5)) == std::future_status::ready);
    auto late = client();
    QVERIFY(throws([&] { late.connect(); }));
}

void HttpServerTest::drainEndsStreams()
{
    start();
    auto stuck = client();
    stuck.openStream("/endless");
    std::promise<void> done;
    m_server->drain(std::chrono::seconds(10), [&] { done.set_value(); });
    QVERIFY(done.get_future().wait_for(std::chrono::seconds(5)) == std::future_status::ready);
}

void HttpServerTest::speaksTls()
{
    const auto made = http::makeSelfSigned({"localhost", "127.0.0.1"});
    http::ServerOptions options;
    options.tls = made.files;
    start(options);
    auto http = client();
    for (int i = 0; i < 3; ++i)
        QCOMPARE(text(http.request("POST", "/tls", {}, "x").body), QStringLiteral("POST /tls x"));
    QCOMPARE(http.request("GET", "/big").body.size(), std::size_t{5'000'000});
    QCOMPARE(text(http.fingerprint()), text(made.fingerprint));

    const auto other = http::makeSelfSigned({"localhost"});
    m_server->reloadTls(other.files);
    QVERIFY(throws([&] { m_server->reloadTls({"-----BEGIN nothing", other.files.key}); }));
    QVERIFY(throws([&] { m_server->reloadTls({made.files.certificate, other.files.key}); }));
    QCOMPARE(http.request("GET", "/old").status, 200);
    auto fresh = client();
    QCOMPARE(fresh.request("GET", "/new").status, 200);
    QCOMPARE(text(fresh.fingerprint()), text(other.fingerprint));
}

void HttpServerTest::refusesOldTls()
{
    http::ServerOptions options;
    options.tls = http::makeSelfSigned({"localhost"}).files;
    start(options);
    auto plain = HttpClient("127.0.0.1", m_server->port());
    plain.sendRaw("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    QCOMPARE(plain.readReply().status, 0);
    auto old = client();
    old.setTlsRange("TLSv1", "TLSv1.1");
    QVERIFY(throws([&] { old.connect(); }));
    auto good = client();
    good.setTlsRange("TLSv1.2", "TLSv1.2");
    QCOMPARE(good.request("GET", "/").status, 200);
}

void HttpServerTest::tellsAPortInUse()
{
    start();
    http::ServerOptions options;
    options.port = m_server->port();
    http::HttpServer second(*m_io, options, serveEcho, {});
    try {
        second.start();
        QFAIL("bound twice");
    } catch (const std::runtime_error& error) {
        QVERIFY(std::string(error.what()).find("in use") != std::string::npos);
    }
}

QTEST_GUILESS_MAIN(HttpServerTest)
#include "http_server_test.moc"
