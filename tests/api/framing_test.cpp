#include <QtTest>

#include <string>

#include "server/http/chunk_decoder.h"
#include "server/http/head_parser.h"
#include "tests/support/files.h"

using namespace tokenhouse::http;
using tokenhouse::tests::text;

/// The request smuggling corpus of quality.md S2 against the pure functions.
class FramingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusesHeads_data();
    void refusesHeads();
    void takesHeads();
    void reusesMemoryWithoutLeftovers();
    void decodesChunks();
    void decodesChunksBytewise();
    void refusesChunks_data();
    void refusesChunks();
    void limitsChunks();
};

void FramingTest::refusesHeads_data()
{
    QTest::addColumn<QString>("head");
    QTest::addColumn<int>("status");
    const auto add = [](const char* name, const std::string& head, int status = 400) {
        QTest::newRow(name) << QString::fromLatin1(head.data(), static_cast<int>(head.size())) << status;
    };
    const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n";
    const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
    add("empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    add("no version", "GET /\r\nHost: a\r\n\r\n");
    add("two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n");
    add("blank behind", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n");
    add("blank before", " GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    add("tab", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n");
    add("blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n");
    add("fragment", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n");
    add("absolute form", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n");
    add("asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
    add("authority form", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n");
    add("high byte in the target", "GET /\xC3\xA4 HTTP/1.1\r\nHost: a\r\n\r\n");
    add("lower case version", "GET / http/1.1\r\nHost: a\r\n\r\n");
    add("version 1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n");
    add("version 0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n");
    add("version 1.10", "GET / HTTP/1.10\r\nHost: a\r\n\r\n");
    add("version 2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505);
    add("method no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n");
    add("long method", std::string(40, 'A') + " / HTTP/1.1\r\nHost: a\r\n\r\n");
    add("bare LF", "GET / HTTP/1.1\nHost: a\r\n\r\n");
    add("bare LF in a field", get + "X: a\nY: b\r\n\r\n");
    add("bare CR in a field", get + "X: a\rb\r\n\r\n");
    add("NUL in a field", get + std::string("X: a\0b\r\n\r\n", 10));
    add("DEL in a field", get
                              + "X: a\x7F"
                                "b\r\n\r\n");
    add("tab in a field", get + "X: a\tb\r\n\r\n");
    add("vertical tab", get
                            + "X: \x0B"
                              "chunked\r\n\r\n");
    add("folded", get + "X: a\r\n b\r\n\r\n");
    add("folded by tab", get + "X: a\r\n\tb\r\n\r\n");
    add("folded first", "GET / HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n");
    add("blank before the colon", get + "X : a\r\n\r\n");
    add("blank in the name", get + "X Y: a\r\n\r\n");
    add("no colon", get + "X\r\n\r\n");
    add("no name", get + ": a\r\n\r\n");
    add("name no token", get + "X(Y): a\r\n\r\n");
    add("no host", "GET / HTTP/1.1\r\n\r\n");
    add("two hosts", get + "Host: a\r\n\r\n");
    add("two hosts differing", get + "host: b\r\n\r\n");
    add("host list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n");
    add("empty host", "GET / HTTP/1.1\r\nHost: \r\n\r\n");
    add("host with path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n");
    add("host with user", "GET / HTTP/1.1\r\nHost: u@b\r\n\r\n");
    add("two hosts in 1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n");
    add("two authorizations", get + "Authorization: Bearer a\r\nAuthorization: Bearer a\r\n\r\n");
    add("length list", post + "Content-Length: 1, 1\r\n\r\n");
    add("two lengths", post + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n");
    add("two differing lengths", post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n");
    add("plus in length", post + "Content-Length: +1\r\n\r\n");
    add("minus in length", post + "Content-Length: -1\r\n\r\n");
    add("hex length", post + "Content-Length: 0x1\r\n\r\n");
    add("fraction", post + "Content-Length: 1.0\r\n\r\n");
    add("blank in length", post + "Content-Length: 1 1\r\n\r\n");
    add("empty length", post + "Content-Length:\r\n\r\n");
    add("huge length", post + "Content-Length: 99999999999999999999\r\n\r\n");
    add("chunked and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n");
    add("length and chunked", post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
    add("chunked in 1.0", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    add("identity", post + "Transfer-Encoding: identity\r\n\r\n");
    add("gzip, chunked", post + "Transfer-Encoding: gzip, chunked\r\n\r\n");
    add("chunked, identity", post + "Transfer-Encoding: chunked, identity\r\n\r\n");
    add("chunked twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n");
    add("chunked list", post + "Transfer-Encoding: chunked, chunked\r\n\r\n");
    add("xchunked", post + "Transfer-Encoding: xchunked\r\n\r\n");
    add("quoted chunked", post + "Transfer-Encoding: \"chunked\"\r\n\r\n");
    add("chunked with parameter", post + "Transfer-Encoding: chunked;a=b\r\n\r\n");
    add("other case", post + "Transfer-Encoding: Chunked\r\n\r\n");
    add("empty encoding", post + "Transfer-Encoding:\r\n\r\n");
    add("hidden encoding", post + "Transfer-Encoding : chunked\r\n\r\n");
    add("trailer", post + "Trailer: X\r\nTransfer-Encoding: chunked\r\n\r\n");
    add("other expectation", post + "Expect: 200-ok\r\n\r\n", 417);
    std::string many = get;
    for (int i = 0; i < 101; ++i)
        many += "X: a\r\n";
    add("many fields", many + "\r\n", 431);
}

void FramingTest::refusesHeads()
{
    QFETCH(QString, head);
    QFETCH(int, status);
    const auto bytes = head.toLatin1().toStdString();
    HeadScanner scanner;
    RequestHead result;
    Framing framing;
    const auto state = scanner.scan(bytes);
    const auto fault = parseHead(bytes, result, framing);
    QVERIFY(fault.has_value());
    QCOMPARE(fault->status, status);
    QVERIFY(!fault->detail.empty());
    QVERIFY(state != HeadScanner::State::More);
}

void FramingTest::takesHeads()
{
    RequestHead head;
    Framing framing;
    const std::string bytes = "PUT /a//b%20c?x=1&y HTTP/1.1\r\nhOsT:   example:80  \r\nX-A: \r\nX-B: \xC3\xA4 b\r\n"
                              "Content-Length: 007\r\nExpect: 100-Continue\r\nConnection: foo, Close\r\n\r\n";
    HeadScanner scanner;
    // However it is cut, the end is found at the same place.
    for (std::size_t size = 0; size < bytes.size(); ++size)
        QCOMPARE(scanner.scan(std::string_view(bytes).substr(0, size)), HeadScanner::State::More);
    QCOMPARE(scanner.scan(bytes + "rest"), HeadScanner::State::Complete);
    QCOMPARE(scanner.size(), bytes.size());
    QVERIFY(!parseHead(bytes, head, framing));
    QCOMPARE(text(head.method), QStringLiteral("PUT"));
    QCOMPARE(text(head.path), QStringLiteral("/a//b%20c"));
    QCOMPARE(text(head.query), QStringLiteral("x=1&y"));
    QCOMPARE(text(*head.field("HOST")), QStringLiteral("example:80"));
    QCOMPARE(text(*head.field("x-a")), QString());
    QCOMPARE(framing.contentLength.value(), std::uint64_t{7});
    QVERIFY(framing.expectContinue);
    QVERIFY(!framing.keepAlive);

    QVERIFY(!parseHead("GET / HTTP/1.0\r\n\r\n", head, framing));
    QVERIFY(!head.http11 && !framing.keepAlive && !framing.hasBody());
    QVERIFY(!parseHead("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", head, framing));
    QVERIFY(framing.keepAlive);
    QVERIFY(!parseHead("POST / HTTP/1.1\r\nHost: [::1]:5\r\nTransfer-Encoding: chunked\r\n\r\n", head, framing));
    QVERIFY(framing.chunked && framing.keepAlive);
}

void FramingTest::reusesMemoryWithoutLeftovers()
{
    RequestHead head;
    Framing framing;
    QVERIFY(!parseHead("GET /long?q HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\nX: y\r\n\r\n", head, framing));
    QVERIFY(!parseHead("GET / HTTP/1.1\r\nHost: b\r\n\r\n", head, framing));
    QCOMPARE(head.fields.size(), std::size_t{1});
    QVERIFY(head.field("Authorization") == nullptr);
    QVERIFY(head.query.empty());
}

void FramingTest::decodesChunks()
{
    ChunkDecoder decoder;
    std::string out;
    std::size_t used = 0;
    const std::string bytes = "5\r\nhello\r\n00a\r\n, world!!!\r\n0\r\n\r\nGET";
    QCOMPARE(decoder.feed(bytes, out, 100, used), ChunkDecoder::State::Complete);
    QCOMPARE(text(out), QStringLiteral("hello, world!!!"));
    QCOMPARE(used, bytes.size() - 3);
}

void FramingTest::decodesChunksBytewise()
{
    ChunkDecoder decoder;
    std::string out;
    const std::string bytes = "5\r\nhello\r\nA\r\n, world!!!\r\n0\r\n\r\n";
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        std::size_t used = 0;
        const auto state = decoder.feed(std::string_view(bytes).substr(i, 1), out, 100, used);
        QCOMPARE(used, std::size_t{1});
        QCOMPARE(state, i + 1 == bytes.size() ? ChunkDecoder::State::Complete : ChunkDecoder::State::More);
    }
    QCOMPARE(text(out), QStringLiteral("hello, world!!!"));
}

void FramingTest::refusesChunks_data()
{
    QTest::addColumn<QString>("bytes");
    QTest::newRow("no size") << QStringLiteral("\r\n");
    QTest::newRow("no hex") << QStringLiteral("g\r\n");
    QTest::newRow("extension") << QStringLiteral("1;a=b\r\nx\r\n");
    QTest::newRow("blank") << QStringLiteral("1 \r\nx\r\n");
    QTest::newRow("minus") << QStringLiteral("-1\r\n");
    QTest::newRow("prefix") << QStringLiteral("0x1\r\n");
    QTest::newRow("bare LF") << QStringLiteral("1\nx\r\n");
    QTest::newRow("bare CR") << QStringLiteral("1\rx\r\n");
    QTest::newRow("data too long") << QStringLiteral("1\r\nxy\r\n");
    QTest::newRow("data without CR") << QStringLiteral("1\r\nx\n");
    QTest::newRow("trailer") << QStringLiteral("0\r\nX: y\r\n\r\n");
    QTest::newRow("overflow") << QStringLiteral("FFFFFFFFFFFFFFFFF\r\n");
}

void FramingTest::refusesChunks()
{
    QFETCH(QString, bytes);
    ChunkDecoder decoder;
    std::string out;
    std::size_t used = 0;
    QCOMPARE(decoder.feed(bytes.toStdString(), out, 100, used), ChunkDecoder::State::Broken);
}

void FramingTest::limitsChunks()
{
    ChunkDecoder decoder;
    std::string out;
    std::size_t used = 0;
    QCOMPARE(decoder.feed("5\r\nhello\r\n6\r\n", out, 10, used), ChunkDecoder::State::TooLarge);
}

QTEST_GUILESS_MAIN(FramingTest)
#include "framing_test.moc"
