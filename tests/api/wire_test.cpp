#include <QtTest>

#include "core/codec.h"
#include "server/api/json_text.h"
#include "server/api/judge.h"
#include "server/api/query_string.h"

using namespace tokenhouse;
using namespace tokenhouse::server;

/// The pure parts of the API: writing, queries, hosts, entity tags.
class WireTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesWhatTheCodecWrites();
    void readsQueries();
    void knowsItsHosts();
    void findsRoutes();
};

void WireTest::writesWhatTheCodecWrites()
{
    const auto at = parseTime("2026-02-03T04:05:06.007Z").value();
    Token token;
    token.id = Uuid::make();
    token.name = "a \"quoted\" \\ name\n\t\r\x01\x1F with \xE2\x82\xAC and \xF0\x9F\x98\x80";
    token.labels = {"x", "y\"z"};
    token.rateLimit = RateLimit::make(5, 60).value();
    token.expiresAt = at + std::chrono::hours(1);
    token.allowedAddresses = {"10.0.0.0/8"};
    token.createdAt = token.lastModified = at;
    token.useCount = 12345678901;
    token.usedBy = 3;
    for (const auto& one : {token, Token{}}) {
        std::string text;
        appendToken(text, one, at);
        QVERIFY(parseJson(text).value() == json::value(tokenJson(one, at)));
    }
    Definition definition;
    definition.id = Uuid::make();
    definition.route = "a/{b}";
    definition.methods = {Method::Get, Method::Patch};
    definition.allowedTokens = {token.id, definition.id};
    FixedResponse fixed;
    fixed.headers = {{"X-A", "b"}};
    fixed.body = "line\n";
    definition.action = fixed;
    std::string text;
    appendDefinition(text, definition);
    QVERIFY(parseJson(text).value() == json::value(definitionJson(definition)));
}

void WireTest::readsQueries()
{
    constexpr std::array<std::string_view, 2> known{"a", "b"};
    const auto good = QueryString::parse("a=x+y%2Bz&b=", known);
    QVERIFY(good.has_value());
    QVERIFY(good->text("a") == "x y+z");
    QVERIFY(good->find("b") != nullptr && good->find("b")->empty());
    for (const auto* bad : {"a=1&a=2", "c=1", "a=%", "a=%2", "a=%gg", "a=%00", "a=%ff", "%61=1&a=2"})
        QVERIFY2(!QueryString::parse(bad, known), bad);
    QVERIFY(QueryString::parse("", known).has_value());
    QVERIFY(QueryString::parse("a=12", known)->integer("a", 1, 12)->value() == 12);
    for (const auto* bad : {"a=13", "a=0", "a=", "a=+1", "a=1x", "a=99999999999999999999"})
        QVERIFY2(!QueryString::parse(bad, known)->integer("a", 1, 12), bad);
}

void WireTest::knowsItsHosts()
{
    for (const auto* host :
         {"localhost", "localhost:1", "127.0.0.1:5003", "127.8.8.8", "[::1]:5003", "LocalHost:9", "tokens.example:1"})
        QVERIFY2(isKnownHost(host, "127.0.0.1", {"tokens.example"}), host);
    for (const auto* host :
         {"", "evil", "tokens.example.evil", "xtokens.example", "192.168.0.1", "[::2]", "[", "localhost.", "0x7f.1"})
        QVERIFY2(!isKnownHost(host, "127.0.0.1", {"tokens.example"}), host);
    QVERIFY(isKnownHost("192.168.0.1:5003", "0.0.0.0", {}));
    QVERIFY(isKnownHost("[2001:db8::1]:5003", "::", {}));
    QVERIFY(!isKnownHost("name.example", "0.0.0.0", {}));
    QVERIFY(isKnownHost("10.0.0.1:1", "10.0.0.1", {}));
}

void WireTest::findsRoutes()
{
    QVERIFY(findApiRoute("GET", "tokens").route->pattern == "tokens");
    QVERIFY(findApiRoute("GET", "sessions/current").route->pattern == "sessions/current");
    QVERIFY(findApiRoute("DELETE", "sessions/x").route->pattern == "sessions/{id}");
    QVERIFY(findApiRoute("POST", "tokens/x:rotate").route->pattern == "tokens/{id}:rotate");
    QVERIFY(findApiRoute("POST", "tokens:batch").route->pattern == "tokens:batch");
    for (const auto* path :
         {"", "token", "tokens/", "tokens/x/y", "tokens/x:nonsense", "tokens/:rotate", "tokens:", "sessions/current/x"})
        QVERIFY2(findApiRoute("POST", path).methods.empty(), path);
}

QTEST_GUILESS_MAIN(WireTest)
#include "wire_test.moc"
