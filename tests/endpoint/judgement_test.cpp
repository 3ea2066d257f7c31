#include <QTest>

#include <set>

#include "tests/endpoint/endpoint_fixture.h"

using namespace tokenhouse;
using namespace tokenhouse::server;
using namespace tokenhouse::test;
using tests::HttpReply;

namespace {

/// Status and code of an error, its form checked on the way.
void compareError(const HttpReply& reply, int status, int code)
{
    QCOMPARE(reply.status, status);
    const auto errors = json::parse(reply.body).as_object().at("errors").as_array();
    QCOMPARE(errors.size(), std::size_t{1});
    const auto& error = errors.at(0).as_object();
    QCOMPARE(error.at("errorCode").as_int64(), std::int64_t{code});
    QVERIFY(!error.at("title").as_string().empty() && !error.at("detail").as_string().empty());
    QCOMPARE(std::string(error.at("faultingNode").as_string()), std::string("node-1"));
    QCOMPARE(reply.field("Content-Type"), std::string("application/json"));
    QCOMPARE(reply.field("X-Correlation-Id").size(), std::size_t{36});
    QVERIFY(!reply.has("Access-Control-Allow-Origin"));
}

} // namespace

class JudgementTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<CalledHouse> m_house;
    Token m_token{};

    HttpReply get(const std::string& target, const HeaderList& fields = CalledHouse::bearer(1))
    {
        return m_house->client->request("GET", target, fields);
    }

private Q_SLOTS:
    void init()
    {
        m_house = std::make_unique<CalledHouse>();
        m_token = m_house->house.token("one", 1);
        m_house->house.definition("orders", {m_token.id});
    }
    void cleanup() { m_house.reset(); }

    void answersFixedResponses()
    {
        auto request = m_house->house.definitionRequest("fixed", {m_token.id});
        request.draft.actionMeta = {
            {"status", 418}, {"headers", {{"X-Tea", "pot"}, {"content-type", "text/plain"}}}, {"body", "tea ä"}};
        House::must(m_house->house.registry->createDefinition(m_house->house.actor(), request, {}));
        const auto reply = m_house->call("fixed", 1);
        QCOMPARE(reply.status, 418);
        QCOMPARE(reply.body, std::string("tea ä"));
        QCOMPARE(reply.field("X-Tea"), std::string("pot"));
        QCOMPARE(reply.field("Content-Type"), std::string("text/plain"));
        QCOMPARE(reply.field("X-Correlation-Id").size(), std::size_t{36});
        const auto plain = m_house->call("orders", 1, "POST");
        QCOMPARE(plain.status, 200);
        QCOMPARE(plain.field("Content-Type"), std::string("application/json"));
        QVERIFY(plain.field("X-Correlation-Id") != reply.field("X-Correlation-Id"));
    }

    void answersNothingBeforeItIsReady()
    {
        CalledHouse closed({}, {}, false);
        const auto token = closed.house.token("one", 1);
        closed.house.definition("orders", {token.id});
        const auto refused = [&] { compareError(closed.client->request("BREW", "/api/custom/orders"), 503, 7); };
        refused();
        closed.endpoint->setReady(true); // without stock
        refused();
        House::must(closed.loaded());
        QCOMPARE(closed.call("orders", 1).status, 200);
        closed.endpoint->setReady(false);
        const auto reply = closed.call("orders", 1);
        compareError(reply, 503, 7);
        QVERIFY(reply.has("Retry-After"));
    }

    void refusesMalformedPaths_data()
    {
        QTest::addColumn<QByteArray>("target");
        for (const char* target :
             {"/api/custom/a%2Fb", "/api/custom/a%2fb", "/api/custom/a%5Cb", "/api/custom/%00", "/api/custom/%zz",
              "/api/custom/%", "/api/custom/./a", "/api/custom/../a", "/api/custom/%2e%2E/a", "/api/custom/%ff",
              "/api/custom/orders?a=%", "/api/custom/orders?a=%ff", "/api/custom/orders?%g0"}) {
            QTest::newRow(target) << QByteArray(target);
        }
    }
    void refusesMalformedPaths()
    {
        QFETCH(QByteArray, target);
        compareError(get(target.toStdString()), 400, 1015);
    }

    void refusesFraming()
    {
        m_house->client->sendRaw("GET  /api/custom/orders HTTP/1.1\r\nHost: a\r\n\r\n");
        compareError(m_house->client->readReply(), 400, 1015);
        QVERIFY(m_house->client->endedByServer());
    }

    void judgesTheHead()
    {
        compareError(get("/api/custom/orders?" + std::string(2049, 'a')), 414, 1011);
        QCOMPARE(get("/api/custom/orders?" + std::string(2048, 'a')).status, 200);
        for (const char* method : {"HEAD", "OPTIONS", "TRACE", "BREW", "get"}) {
            m_house->client->sendRaw(std::string(method) + " /api/custom/orders HTTP/1.1\r\nHost: a\r\n\r\n");
            const auto reply = m_house->client->readReply(std::string_view(method) == "HEAD");
            QCOMPARE(reply.status, 405);
            QCOMPARE(reply.field("Allow"), std::string("GET, PUT, POST, DELETE, PATCH"));
            if (std::string_view(method) != "HEAD") {
                compareError(reply, 405, 3);
            }
        }
        const auto none = get("/api/custom/orders", {});
        compareError(none, 401, 1008);
        QCOMPARE(none.field("WWW-Authenticate"), std::string("Bearer"));
        for (const char* value : {"Basic YTpi", "Bearer", "bearer", "Bearers x", "B", "Token x", ""}) {
            const auto reply = get("/api/custom/orders", {{"Authorization", value}});
            const bool isBearer = QByteArray(value).toLower() == "bearer";
            compareError(reply, 401, isBearer ? 1010 : 1008);
        }
        const auto secret = House::secretText(1);
        for (const auto& value : {"bearer " + secret, "BEARER   " + secret}) {
            QCOMPARE(get("/api/custom/orders", {{"Authorization", value}}).status, 200);
        }
    }

    void givesOneAndTheSameAnswerToEverySecretThatIsNotGood()
    {
        auto& house = m_house->house;
        const auto secret = House::secretText(1);
        house.token("stranger", 2);
        const auto disabled = house.token("disabled", 3);
        House::must(house.registry->disableToken(house.actor(), disabled.id, 1, {}));
        const auto away = house.token("elsewhere", 4);
        m_house->patched(away, {{"allowedAddresses", {"10.0.0.0/8", "2001:db8::/32"}}});
        const auto limited = house.token("disabled with a limit", 5);
        m_house->patched(limited, {{"rateLimit", {{"limit", 1}, {"windowSeconds", 60}}}, {"isDisabled", true}});

        std::vector<HttpReply> replies;
        for (const auto& text : {std::string(), std::string("x"), House::secretText(99), secret + "x", secret.substr(1),
                                 secret + " x", std::string(31, 'a'), std::string(513, 'a'), std::string(512, 'a'),
                                 "ä" + std::string(40, 'a'), House::secretText(2), House::secretText(3),
                                 House::secretText(4), House::secretText(5), House::secretText(5)}) {
            replies.push_back(get("/api/custom/orders", {{"Authorization", "Bearer " + text}}));
        }
        // Routes cannot be probed: what is not there, disabled, malformed in body or type, all look the same.
        replies.push_back(m_house->client->request("GET", "/api/custom/nowhere", CalledHouse::bearer(99)));
        replies.push_back(m_house->client->request("GET", "/", CalledHouse::bearer(99)));
        replies.push_back(m_house->client->request("GET", "/api/custom/", CalledHouse::bearer(99)));
        replies.push_back(
            m_house->client->request("POST", "/api/custom/orders", CalledHouse::bearer(99, "image/png"), "x"));
        for (const auto& reply : replies) {
            compareError(reply, 401, 1010);
            QCOMPARE(reply.body, replies.front().body);
            std::set<std::string> names;
            for (const auto& [name, value] : reply.fields) {
                names.insert(name);
            }
            std::set<std::string> expected;
            for (const auto& [name, value] : replies.front().fields) {
                expected.insert(name);
            }
            QVERIFY(names == expected);
            QCOMPARE(reply.field("WWW-Authenticate"), replies.front().field("WWW-Authenticate"));
        }
    }

    void honoursAddresses()
    {
        m_house->patched(m_token, {{"allowedAddresses", {"127.0.0.0/30"}}});
        m_house->client->close();
        m_house->client->setSourceAddress("127.0.0.2");
        QCOMPARE(m_house->call("orders", 1).status, 200);
        m_house->client->close();
        m_house->client->setSourceAddress("127.0.0.9");
        compareError(m_house->call("orders", 1), 401, 1010);
    }

    void honoursTimes()
    {
        auto& house = m_house->house;
        m_house->patched(m_token, {{"expiresAt", formatTime(now() + std::chrono::milliseconds(400))}});
        QCOMPARE(m_house->call("orders", 1).status, 200);
        QTRY_COMPARE(m_house->call("orders", 1).status, 401);
        m_house->patched(m_token, {{"expiresAt", nullptr}});
        QCOMPARE(m_house->call("orders", 1).status, 200);

        RotateTokenRequest request;
        request.secret = SecretBytes(House::secretText(7));
        request.claimWithinSeconds = 60;
        const auto rotated = House::must(house.registry->rotateToken(
            house.actor(), m_token.id, house.reread(m_token.id).revision, std::move(request), {}));
        QCOMPARE(m_house->call("orders", 1).status, 200); // until the claim
        QCOMPARE(m_house->call("orders", 7).status, 200);
        House::must(house.registry->claimToken(house.actor(), m_token.id, rotated.token.revision));
        QCOMPARE(m_house->call("orders", 1).status, 401);
        QCOMPARE(m_house->call("orders", 7).status, 200);
    }

    void limitsBySlidingWindow()
    {
        const auto limited = m_house->patched(m_token, {{"rateLimit", {{"limit", 3}, {"windowSeconds", 1}}}});
        // What fails later counts too.
        QCOMPARE(m_house->call("nowhere", 1).status, 404);
        QCOMPARE(m_house->call("orders", 1).status, 200);
        QCOMPARE(m_house->call("", 1).status, 400);
        const auto reply = m_house->call("orders", 1);
        compareError(reply, 429, 1014);
        QCOMPARE(reply.field("Retry-After"), std::string("1"));
        QTRY_COMPARE(m_house->call("orders", 1).status, 200);
        m_house->patched(limited, {{"rateLimit", nullptr}});
        for (int i = 0; i < 20; ++i) {
            QCOMPARE(m_house->call("orders", 1).status, 200);
        }
    }

    void findsRoutes()
    {
        auto& house = m_house->house;
        compareError(get("/api/custom"), 400, 1);
        compareError(get("/api/custom/"), 400, 1);
        compareError(get("/api/custom//?a=b"), 400, 1);
        compareError(get("/"), 404, 5);
        compareError(get("/api/customs/orders"), 404, 5);
        compareError(get("/api/custom/order"), 404, 5);
        compareError(get("/api/custom/orders/1"), 404, 5);
        for (const char* target :
             {"/API/Custom/ORDERS", "//api///custom//orders", "/api/custom/orders/", "/api/custom/%6Frders"}) {
            QCOMPARE(get(target).status, 200);
        }
        const auto answering = [&](const std::string& route, const std::string& body) {
            auto request = house.definitionRequest(route, {m_token.id});
            request.draft.actionMeta = {{"status", 200}, {"body", body}};
            return House::must(house.registry->createDefinition(house.actor(), request, {})).definition;
        };
        answering("orders/{id}", "one");
        const auto open = answering("orders/open", "open");
        answering("{kind}/{id}", "any");
        answering("Größe/{id}", "wide");
        QCOMPARE(get("/api/custom/orders/5").body, std::string("one"));
        QCOMPARE(get("/api/custom/Orders/OPEN").body, std::string("open"));
        QCOMPARE(get("/api/custom/x/y").body, std::string("any"));
        QCOMPARE(get("/api/custom/GR%C3%96SSE/y").body, std::string("wide"));
        // The winner is judged; nothing falls through to the next.
        House::must(house.registry->disableDefinition(house.actor(), open.id, open.revision, ""));
        compareError(get("/api/custom/orders/open"), 404, 5);
    }

    void judgesMethodThenTokenThenType()
    {
        auto& house = m_house->house;
        auto request = house.definitionRequest("posted", {});
        request.draft.methods = {Method::Post, Method::Put};
        const auto made = House::must(house.registry->createDefinition(house.actor(), request, {})).definition;
        const auto wrong = m_house->call("posted", 1);
        compareError(wrong, 405, 3);
        QCOMPARE(wrong.field("Allow"), std::string("PUT, POST"));
        compareError(m_house->client->request("POST", "/api/custom/posted", CalledHouse::bearer(1, "image/png"), "x"),
                     401, 1010);
        House::must(house.registry->allowTokens(house.actor(), made.id, made.revision, {m_token.id}));
        compareError(m_house->client->request("POST", "/api/custom/posted", CalledHouse::bearer(1, "image/png"), "x"),
                     415, 1003);
        QCOMPARE(
            m_house->client->request("POST", "/api/custom/posted", CalledHouse::bearer(1, "text/plain"), "x").status,
            200);
    }

    void takesFourContentTypes_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<int>("status");
        const auto row = [](const char* type, int status) { QTest::newRow(type) << QByteArray(type) << status; };
        row("application/json", 200);
        row("application/xml", 200);
        row("text/xml", 200);
        row("text/plain", 200);
        row("Application/JSON; charset=UTF-8", 200);
        row("application/json;charset=\"utf-8\"", 200);
        row("text/plain; format=flowed; charset=utf-8", 200);
        row("text/plain; a=\"x;charset=latin1\"", 200);
        row("text/plain; charset=latin1", 415);
        row("text/plain; charset=", 415);
        row("text/plain; charset", 415);
        row("text/html", 415);
        row("application/x-www-form-urlencoded", 415);
        row("application/json, text/plain", 415);
        row("", 415);
        row("application/", 415);
    }
    void takesFourContentTypes()
    {
        QFETCH(QByteArray, type);
        QFETCH(int, status);
        const auto reply =
            m_house->client->request("POST", "/api/custom/orders", CalledHouse::bearer(1, type.toStdString()), "x");
        QCOMPARE(reply.status, status);
    }

    void refusesBrokenFraming_data()
    {
        QTest::addColumn<QByteArray>("chunks");
        QTest::newRow("trailer") << QByteArray("1\r\nx\r\n0\r\nX: y\r\n\r\n");
        QTest::newRow("extension") << QByteArray("1;a=b\r\nx\r\n0\r\n\r\n");
        QTest::newRow("size") << QByteArray("0x1\r\nx\r\n0\r\n\r\n");
    }
    void refusesBrokenFraming()
    {
        QFETCH(QByteArray, chunks);
        m_house->client->sendRaw("POST /api/custom/orders HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                                 "Transfer-Encoding: chunked\r\nAuthorization: Bearer "
                                 + House::secretText(1) + "\r\n\r\n" + chunks.toStdString());
        const auto reply = m_house->client->readReply();
        compareError(reply, 400, 1015);
        QCOMPARE(reply.field("Connection"), std::string("close"));
    }

    void readsABodyAlsoWhereNobodyNeedsIt()
    {
        auto fields = CalledHouse::bearer(1, "text/plain");
        compareError(m_house->client->request("POST", "/api/custom/orders", fields, "\xff\xfe"), 500, 1007);
        // What announces no body has no type to be judged.
        fields = CalledHouse::bearer(1, "image/png");
        QCOMPARE(m_house->client->request("GET", "/api/custom/orders", fields).status, 200);
    }

    void wantsATypeForABody()
    {
        compareError(m_house->client->request("POST", "/api/custom/orders", CalledHouse::bearer(1), "x"), 415, 1003);
        auto fields = CalledHouse::bearer(1, "application/json");
        fields.emplace_back("Content-Encoding", "gzip");
        compareError(m_house->client->request("POST", "/api/custom/orders", fields, "x"), 415, 1003);
    }

    void refusesLargeBodies()
    {
        // From Content-Length, before a byte of it is sent.
        const auto head =
            "POST /api/custom/orders HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nAuthorization: Bearer "
            + House::secretText(1) + "\r\n";
        m_house->client->sendRaw(head + "Content-Length: " + std::to_string((29u << 20) + 1) + "\r\n\r\n");
        compareError(m_house->client->readReply(), 413, 1009);
        m_house->client->sendRaw(head + "Transfer-Encoding: chunked\r\n\r\n1e00000\r\n" + std::string(29u << 20, 'x')
                                 + "xx");
        compareError(m_house->client->readReply(), 413, 1009);
        QCOMPARE(m_house->client
                     ->request("POST", "/api/custom/orders", CalledHouse::bearer(1, "text/plain"),
                               std::string(29u << 20, 'x'))
                     .status,
                 200);
    }

    void logsTemplatesOnly()
    {
        m_house->house.definition("things/{id}", {m_token.id});
        const auto reply = m_house->call("things/hidden-value?also=hidden", 1);
        QCOMPARE(reply.status, 200);
        m_house->call("nowhere-hidden", 1);
        m_house->call("orders", 1, "hidden");
        m_house->call("orders", 99);
        QTRY_COMPARE(m_house->endpointLines->lines().size(), std::size_t{4});
        const auto lines = m_house->endpointLines->lines();
        QVERIFY(lines[0].find("route=\"things/{id}\"") != std::string::npos);
        QVERIFY(lines[0].find(reply.field("X-Correlation-Id")) != std::string::npos);
        QVERIFY(lines[0].find(m_token.id.text()) != std::string::npos);
        QVERIFY(lines[1].find("status=404 error=5") != std::string::npos);
        QVERIFY(lines[2].find("method=other") != std::string::npos);
        QVERIFY(lines[3].find("error=1010") != std::string::npos && lines[3].find("token=- ") != std::string::npos);
        for (const auto& line : lines) {
            QVERIFY(line.find("hidden") == std::string::npos);
            QVERIFY(line.find("secret-0") == std::string::npos);
        }
        QVERIFY(m_house->managerLines->lines().empty());
    }

    void samplesALog()
    {
        EndpointOptions options;
        options.logLinesPerSecond = 5;
        CalledHouse house({}, options);
        for (int i = 0; i < 100; ++i) {
            house.call("orders", 1);
        }
        const auto counted = [&] {
            std::size_t lines = 0;
            for (const auto& line : house.endpointLines->lines()) {
                lines += line.starts_with("left out ") ? std::stoul(line.substr(9)) : 1;
            }
            return lines;
        };
        QTRY_COMPARE(counted(), std::size_t{100});
        QVERIFY(house.endpointLines->lines().size() < 50);
    }
};

QTEST_GUILESS_MAIN(JudgementTest)
#include "judgement_test.moc"
