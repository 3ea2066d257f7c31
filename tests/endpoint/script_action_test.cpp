#include <QTest>

#include "tests/endpoint/endpoint_fixture.h"

using namespace tokenhouse;
using namespace tokenhouse::server;
using namespace tokenhouse::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* endless = "for (;;) ;";

} // namespace

class ScriptActionTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<CalledHouse> m_house;
    Token m_token{};
    Definition m_definition{};

    tests::HttpReply post(const std::string& target, const std::string& body,
                          const std::string& type = "application/json")
    {
        return m_house->client->request("POST", target, CalledHouse::bearer(1, type), body);
    }

private Q_SLOTS:
    void init()
    {
        ScriptLimits limits;
        // Only what loops for ever is to run past it; a busy machine must not make others do so.
        const std::string_view row = QTest::currentDataTag() == nullptr ? "" : QTest::currentDataTag();
        limits.time = row == endless ? 1000ms : 90'000ms;
        limits.outputBytes = 100'000;
        EndpointOptions options;
        options.bodyMaximum = 100'000;
        m_house = std::make_unique<CalledHouse>(limits, options);
        m_token = m_house->house.token("one", 1);
        m_definition = m_house->scripted("Things/{thingId}", "one.js", {m_token.id});
        m_house->scripted("form", "one.js", {m_token.id}, "Parameters");
    }
    void cleanup() { m_house.reset(); }

    void runsAScript()
    {
        m_house->script(
            "one.js", "return {responseCode: 202, responseBody: JSON.stringify(input), responseHeaders: {'X-A': 'b'}}");
        const auto reply = post("/api/custom//things/B%C3%A4r?q=1&Q=2&q=a+b%26c&&empty", "{\"a\": 1}");
        QCOMPARE(reply.status, 202);
        QCOMPARE(reply.field("X-A"), std::string("b"));
        QCOMPARE(reply.field("Content-Type"), std::string("application/json"));
        const auto seen = json::parse(reply.body).as_object();
        const auto at = [&](const char* name) { return json::serialize(seen.at(name)); };
        QCOMPARE(at("requestMethod"), std::string("\"POST\""));
        QCOMPARE(at("route"), std::string("\"things/Bär\""));
        QCOMPARE(at("rawBody"), std::string("\"{\\\"a\\\": 1}\""));
        QCOMPARE(at("parameters"), std::string("{}"));
        QCOMPARE(at("queryParameters"), std::string(R"({"q":["1","a b&c"],"Q":["2"],"empty":[""]})"));
        QCOMPARE(at("routeParameters"), std::string("{\"thingId\":\"Bär\"}"));
        const auto context = seen.at("context").as_object();
        QCOMPARE(std::string(context.at("tokenId").as_string()), m_token.id.text());
        QCOMPARE(std::string(context.at("definitionId").as_string()), m_definition.id.text());
        QCOMPARE(std::string(context.at("correlationId").as_string()), reply.field("X-Correlation-Id"));
        // A body that the script did not see is not in either log; the correlation joins both.
        QTRY_COMPARE(m_house->managerLines->lines().size(), std::size_t{2});
        const auto lines = m_house->managerLines->lines();
        QVERIFY(lines[0].starts_with("trigger start") && lines[1].starts_with("trigger end"));
        for (const auto& line : lines) {
            QVERIFY(line.find(reply.field("X-Correlation-Id")) != std::string::npos);
            QVERIFY(line.find("route=\"Things/{thingId}\"") != std::string::npos);
            QVERIFY(line.find("token=" + m_token.id.text()) != std::string::npos);
            QVERIFY(line.find("Bär") == std::string::npos && line.find("{\"a\"") == std::string::npos);
        }
        QVERIFY(lines[1].find("outcome=Succeeded") != std::string::npos
                && lines[1].find("status=202") != std::string::npos);
    }

    void answersBytes()
    {
        m_house->script("one.js", "return {responseBodyBytes: new Uint8Array([0, 255])}");
        auto reply = post("/api/custom/things/1", "");
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.body, std::string("\0\xff", 2));
        QCOMPARE(reply.field("Content-Type"), std::string("application/octet-stream"));
        m_house->script(
            "one.js",
            "return {responseBodyBytes: new Uint8Array([65]), responseHeaders: {'content-type': 'image/png'}}");
        reply = post("/api/custom/things/1", "");
        QCOMPARE(reply.field("Content-Type"), std::string("image/png"));
        m_house->script("one.js", "return {responseCode: 204, responseBody: 'lost'}");
        QCOMPARE(post("/api/custom/things/1", "").status, 204);
        QCOMPARE(post("/api/custom/things/1", "").status, 204); // the connection is still in step
    }

    void handsOverParameters()
    {
        m_house->script("one.js", "return {responseBody: JSON.stringify(input.parameters)}");
        const auto reply =
            post("/api/custom/form",
                 R"( {"a":"t\u00e4\n","b":1.50,"c":-0,"d":12345678901234567890123,"e":true,"f":false,"":""} )");
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.body,
                 std::string(
                     R"({"a":"tä\n","b":"1.50","c":"-0","d":"12345678901234567890123","e":"true","f":"false","":""})"));
        QCOMPARE(post("/api/custom/form", "{}", "text/plain").body, std::string("{}"));
    }

    void refusesOtherBodiesForParameters_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const char* body :
             {"", "[]", "1", "\"a\"", "null", "{\"a\":null}", "{\"a\":{}}", "{\"a\":[]}", "{\"a\":1,\"a\":2}",
              "{\"a\":1}x", "{\"a\":1", "{\"a\":01}", "{a:1}", "{\"a\":\"\\ud800\"}", "{\"a\":1,}", "{\"a\":NaN}"}) {
            QTest::newRow(body) << QByteArray(body);
        }
    }
    void refusesOtherBodiesForParameters()
    {
        QFETCH(QByteArray, body);
        m_house->script("one.js", "return {}");
        const auto reply = post("/api/custom/form", body.toStdString());
        QCOMPARE(reply.status, 400);
        QCOMPARE(CalledHouse::codeOf(reply), 10);
    }

    void tellsWhatWentWrong_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("code");
        const auto row = [](const char* script, int code, int status = 500) {
            QTest::newRow(script) << QByteArray(script) << status << code;
        };
        row("throw 1", 12);
        row(endless, 12);
        row("syntax error (", 12);
        row("return 1", 13);
        row("return {responseCode: 199}", 1002);
        row("return {responseCode: 600}", 1002);
        row("return {responseCode: 100}", 1002);
        row("return {responseBody: 'x'.repeat(100001)}", 17);
        row("return {responseHeaders: {'': 'a'}}", 1013);
        row("return {responseHeaders: {'a b': 'a'}}", 1013);
        row("return {responseHeaders: {'a:': 'a'}}", 1013);
        row("return {responseHeaders: {'a,b': 'a'}}", 1013);
        row("return {responseHeaders: {'a': 'a\\r\\nX-Evil: 1'}}", 1013);
        row("return {responseHeaders: {'a': '\\u0000'}}", 1013);
        row("return {responseHeaders: {'a': 'b\\tc'}}", 1013);
        for (const char* name :
             {"Access-Control-Allow-Origin", "access-control-max-age", "Access-Control-Allow-Credentials",
              "Access-Control-Expose-Headers", "Access-Control-Allow-Methods", "Vary", "Content-Length", "Set-Cookie",
              "WWW-Authenticate", "Proxy-Authenticate", "Transfer-Encoding", "Connection", "Upgrade", "Trailer", "TE",
              "Via", "Server", "Date", "Strict-Transport-Security"}) {
            row(QByteArray("return {responseHeaders: {'" + QByteArray(name) + "': '1'}}").constData(), 1012);
        }
    }
    void tellsWhatWentWrong()
    {
        QFETCH(QByteArray, script);
        QFETCH(int, status);
        QFETCH(int, code);
        m_house->script("one.js", script.toStdString());
        const auto reply = post("/api/custom/things/1", "");
        QCOMPARE(reply.status, status);
        QCOMPARE(CalledHouse::codeOf(reply), code);
        QVERIFY(!reply.has("X-Evil") && !reply.has("Set-Cookie"));
    }

    void tellsThatTheScriptIsNotThere()
    {
        const auto reply = post("/api/custom/things/1", "");
        QCOMPARE(reply.status, 500);
        QCOMPARE(CalledHouse::codeOf(reply), 15);
    }

    void refusesBytesThatAreNoText()
    {
        m_house->script("one.js", "return {}");
        const auto reply = post("/api/custom/things/1", "\xff\xfe", "text/plain");
        QCOMPARE(reply.status, 500);
        QCOMPARE(CalledHouse::codeOf(reply), 1007);
    }

    void endsWhileAScriptRuns()
    {
        m_house->script("one.js", endless);
        m_house->client->sendRaw("GET /api/custom/things/1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                                 + House::secretText(1) + "\r\n\r\n");
        QTRY_COMPARE(m_house->managerLines->lines().size(), std::size_t{1});
        m_house->endpoint->drain(std::chrono::seconds(0));
        m_house->endpoint.reset();
        m_house->endpoint = nullptr;
        m_house->runner.reset(); // its answer finds nobody, and nothing that went
        m_house->runner = std::make_unique<ScriptRunner>(m_house->scriptsDirectory(),
                                                         TOKENHOUSE_BIN "/tokenhouse-worker", ScriptLimits{});
        EndpointOptions options;
        options.server.port = 0;
        m_house->endpoint = std::make_unique<Endpoint>(options, *m_house->house.store, *m_house->house.keys,
                                                       *m_house->runner, EndpointLogs{});
    }
};

QTEST_GUILESS_MAIN(ScriptActionTest)
#include "script_action_test.moc"
