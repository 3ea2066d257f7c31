#include "core/filter.h"

#include <QtTest>

#include <boost/json/serialize.hpp>

#include "core/token.h"

using namespace tokenhouse;

namespace {

const FilterContext context{*parseTime("2026-03-10T12:00:00Z"), "Zoë"};

Token token()
{
    Token result;
    result.id = *Uuid::parse("0195a1b2-0000-7000-8000-00000000abcd");
    result.name = "Billing Straße *1*";
    result.owner = "mira.okafor@example.org";
    result.labels = {"team-a", "prod"};
    result.createdBy = "zoë";
    result.lastModifiedBy = "Ali";
    result.createdAt = *parseTime("2026-03-01T00:00:00Z");
    result.lastModified = *parseTime("2026-03-09T12:00:00Z");
    result.useCount = 7;
    result.usedBy = 2;
    return result;
}

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

std::string bytes(const QString& string)
{
    return string.toUtf8().toStdString();
}

std::string repeated(std::string_view part, std::size_t count)
{
    std::string result;
    for (std::size_t i = 0; i < count; ++i)
        result += part;
    return result;
}

struct Problem {
    std::int64_t position = -1;
    std::string expected;
    std::string suggestion;
};

Problem problemOf(std::string_view filter, Schema schema = tokenSchema())
{
    const auto parsed = parseFilter(filter, schema, context);
    if (parsed)
        return {};
    Problem problem;
    const auto& extra = parsed.error().extra;
    if (parsed.error().fault == Fault::Malformed && extra.contains("position"))
        problem.position = extra.at("position").to_number<std::int64_t>();
    if (extra.contains("expected"))
        problem.expected = extra.at("expected").as_string();
    if (extra.contains("suggestion"))
        problem.suggestion = extra.at("suggestion").as_string();
    return problem;
}

} // namespace

class FilterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void suggests_data();
    void suggests();
    void refusesBytesThatAreNoText();
    void staysWithinItsLimits();
    void quotesNothingOfTheText();
    void leavesOnlyWhatReadersAreToldOf();
    void quotesAnyText();
};

void FilterTest::accepts_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char* filter, bool expected) {
        QTest::addRow("%s", filter) << QString::fromUtf8(filter) << expected;
    };
    // Everything.
    row("", true);
    row(" \t\r\n ", true);
    row("\"\"", true);
    row("\"*\"", true);
    row("NOT \"*\"", false);
    // Words look in name, description, owner, id, createdBy, lastModifiedBy, not in labels.
    row("billing", true);
    row("STRASSE", true);
    row("straße", true);
    row("mira.okafor@example.org", true);
    row("ZOË", true);
    row("zoe\xCC\x88", true);
    row("ali", true);
    row("0000ABCD", true);
    row("prod", false);
    row("nothing", false);
    row("\"ing str\"", true);
    row("\"billing*\"", true);
    row("\"*abcd\"", true);
    row("\"straße*\"", false);
    row("null", false);
    row("and", false);
    // Precedence: OR binds tighter than AND and a blank.
    row("billing nothing", false);
    row("billing AND ali", true);
    row("nothing OR billing", true);
    row("nothing billing OR ali", false);
    row("billing OR ali nothing", false);
    row("nothing AND nothing OR billing", false);
    row("(nothing nothing) OR billing", true);
    row("billing OR nothing AND ali OR nothing", true);
    row("(billing)AND(ali)", true);
    row("(billing)(ali)", true);
    row("((billing) )", true);
    // NOT and -.
    row("NOT billing", false);
    row("-billing", false);
    row("- nothing", true);
    row("NOT(nothing)", true);
    row("NOT NOT billing", true);
    row("--billing", true);
    row("-NOT -nothing", true);
    row("billing -nothing", true);
    row("NOT nothing OR nothing", true);
    row("NOT billing OR ali", true);
    row("ORDER", false);
    row("NOTHING", false);
    // Texts.
    row("name = \"billing strasse \\*1\\*\"", true);
    row("name=\"billing strasse *1\\*\"", true);
    row("name = \"billing*\"", true);
    row("name = billing", false);
    row("name = \"*1\\*\"", true);
    row("name = \"*1*\"", true);
    row("name = \"*strasse*\"", true);
    row("name = \"strasse*\"", false);
    row("name = \"*\"", true);
    row("name != \"billing*\"", false);
    row("name != \"x*\"", true);
    row("name != \"*\"", false);
    row("name:ing", true);
    row("name : \"ING\"", true);
    row("name:\"ing*\"", false);
    row("name:\"billing*\"", true);
    row("name:\"*1\\*\"", true);
    row("name > billing", true);
    row("name >= \"Billing Strasse *1\\*\"", true);
    row("name < \"billing strasse b\"", true);
    row("name < BILLING", false);
    row("name <= Ä", true);
    row("createdBy = me()", true);
    row("createdBy != me()", false);
    row("lastModifiedBy = me( )", false);
    row("createdBy:me()", true);
    // Absent values: description is empty, expiresAt and lastUsedAt are not set.
    row("description:*", false);
    row("NOT description:*", true);
    row("description = null", true);
    row("description != null", false);
    row("description = \"\"", true);
    row("description != \"\"", false);
    row("owner = \"\"", false);
    row("owner != \"\"", true);
    row("description != \"a\"", false);
    row("NOT description != \"a\"", true);
    row("description = \"a\"", false);
    row("NOT description = \"a\"", true);
    row("description < \"a\"", false);
    row("NOT description < \"a\"", true);
    row("owner:*", true);
    row("owner = null", false);
    row("name != null", true);
    row("expiresAt:*", false);
    row("NOT expiresAt:*", true);
    row("expiresAt = null", true);
    row("expiresAt != null", false);
    row("expiresAt = \"*\"", false);
    row("expiresAt > \"2020-01-01\"", false);
    row("expiresAt <= \"2020-01-01\"", false);
    row("expiresAt != \"2020-01-01\"", false);
    row("NOT expiresAt > \"2020-01-01\"", true);
    row("lastUsedAt < ago(\"90d\")", false);
    row("NOT lastUsedAt >= ago(\"90d\")", true);
    // Times.
    row("lastModified >= ago(\"1d\")", true);
    row("lastModified > ago(\"1d\")", false);
    row("lastModified > ago( 23h )", false);
    row("createdAt = 2026-03-01", true);
    row("createdAt = \"2026-03-01T01:00:00+01:00\"", true);
    row("createdAt != \"2026-03-01T00:00:00.001Z\"", true);
    row("createdAt < \"2026-03-01T00:00:00.001Z\"", true);
    row("lastModified < \"2026-01-01T00:00:00Z\"", false);
    row("name:\"internal\" AND isDisabled = false AND lastModified < \"2026-01-01T00:00:00Z\"", false);
    // Booleans, numbers, words, ids.
    row("isDisabled = false", true);
    row("isDisabled != false", false);
    row("isDisabled:true", false);
    row("isDisabled = null", false);
    row("useCount = 7", true);
    row("useCount:7", true);
    row("useCount > -1", true);
    row("useCount >= 8", false);
    row("useCount <= 7", true);
    row("usedBy != 0", true);
    row("usedBy < 9223372036854775807", true);
    row("state = active", true);
    row("state = \"Active\"", true);
    row("state:held", false);
    row("state != disabled", true);
    row("state = disabled OR state = active", true);
    row("id = 0195A1B2-0000-7000-8000-00000000ABCD", true);
    row("id = \"0195a1b2-0000-7000-8000-00000000abcd\"", true);
    row("id != 0195a1b2-0000-7000-8000-00000000abce", true);
    row("id < \"0195a1b2-0000-7000-8000-00000000abce\"", true);
    row("id:*", true);
    // Sets.
    row("labels:PROD", true);
    row("labels:pro", false);
    row("labels:\"team-*\"", true);
    row("labels:*", true);
    row("labels = null", false);
    row("NOT labels:staging", true);
    row("labels:prod labels:team-a", true);
}

void FilterTest::accepts()
{
    QFETCH(QString, filter);
    QFETCH(bool, expected);
    const auto parsed = parseFilter(bytes(filter), tokenSchema(), context);
    QVERIFY2(parsed, parsed ? "" : parsed.error().detail.c_str());
    const auto record = token();
    QCOMPARE(matches(*parsed, readerOf(record, context.now)), expected);
}

void FilterTest::refuses_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<int>("position");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* filter, int position, const char* expected) {
        QTest::addRow("%s", filter) << QString::fromUtf8(filter) << position << QString::fromUtf8(expected);
    };
    row("name =", 6, "a value");
    row("name = ", 7, "a value");
    row("name == a", 6, "a value");
    row("name = )", 7, "a value");
    row("name = AND", 7, "quotes");
    row("name = *", 7, "after a colon");
    row("name = \"abc", 11, "closing");
    row("\"abc\\\"", 6, "closing");
    row("\"", 1, "closing");
    row("\"a\\n\"", 3, R"(\*)");
    row("\"a\\", 3, R"(\*)");
    row("(", 1, "a member");
    row("()", 1, "a member");
    row(")", 0, "a member");
    row("a)", 1, "no bracket");
    row("(a", 2, ")");
    row("(a b", 4, ")");
    row("a AND", 5, "a member");
    row("AND a", 0, "a member");
    row("a OR", 4, "a member");
    row("a OR OR b", 5, "a member");
    row("OR", 0, "a member");
    row("NOT", 3, "a member");
    row("-", 1, "a member");
    row("a AND AND b", 6, "a member");
    row("= a", 0, "a member");
    row("a = b = c", 0, "one of");
    row("name = b = c", 8, "quotes");
    row("name = abc*", 10, "a blank");
    row("\"a\"b", 3, "a blank");
    row("\"a\"\"b\"", 3, "a blank");
    row("a & b", 2, "a member");
    row("a, b", 1, "a blank");
    row("a;b", 1, "a blank");
    row("*", 0, "a member");
    row("abc*", 3, "a blank");
    row("a\xC2\xA0"
        "b",
        1, "a blank");
    row("name = \xE2\x80\x9Cx\xE2\x80\x9D", 7, "a value");
    row("name : * x = 2", 9, "one of");
    row("name:*x", 6, "a blank");
    row("\"name\" = a", 0, "without quotes");
    // Positions are code points, whatever stands before.
    row("\"äöü\" AND näme = 1", 10, "one of");
    row("name:\"\xF0\x9F\x94\x91\xF0\x9F\x94\x91\" AND state = on", 22, "one of held");
    row("zoe\xCC\x88 AND (", 10, "a member");
    row("straße isDisabled = 1", 20, "true or false");
    // Members.
    row("secret = a", 0, "one of id name");
    row("digest:*", 0, "one of");
    row("rateLimit:*", 0, "one of");
    row("revision > 1", 0, "one of");
    row("Name = a", 0, "one of");
    row("a name2:b", 2, "one of");
    // Types.
    row("isDisabled = yes", 13, "true or false");
    row("isDisabled = \"true\"", 13, "true or false");
    row("isDisabled < true", 11, "= != or :");
    row("useCount = many", 11, "a whole number");
    row("useCount = \"7\"", 11, "a whole number");
    row("useCount = 7.5", 11, "a whole number");
    row("useCount = 9223372036854775808", 11, "a whole number");
    row("useCount = ago(\"7d\")", 11, "a whole number");
    row("useCount > null", 9, "= or !=");
    row("createdAt > yesterday", 12, "a time");
    row("createdAt > 2026-02-30", 12, "a time");
    row("createdAt > 2026-01-01T00:00:00Z", 25, "quotes");
    row("createdAt:2026-01-01", 9, "= != < <= > >=");
    row("createdAt = me()", 12, "a time");
    row("createdAt > \"2026*\"", 12, "a time");
    row("state = on", 8, "one of held disabled expired unclaimed active");
    row("state = \"act*\"", 8, "one of");
    row("state > active", 6, "= != or :");
    row("state = me()", 8, "one of");
    row("id = 0195a1b2", 5, "an id");
    row("id = \"00000000-0000-0000-0000-000000000000\"", 5, "an id");
    row("id = \"0195*\"", 5, "an id");
    row("labels = prod", 7, "a colon");
    row("labels > prod", 7, "a colon");
    row("labels:null", 6, "= or !=");
    row("name:null", 4, "= or !=");
    row("name < \"a*\"", 5, "with a pattern");
    row("name = ago(\"7d\")", 7, "a text");
    // Functions.
    row("createdAt > since(\"7d\")", 12, "the function");
    row("createdAt > ago()", 16, "a span");
    row("createdAt > ago(\"7\")", 16, "a span");
    row("createdAt > ago(\"7d*\")", 16, "a span");
    row("createdAt > ago(\"7d\"", 20, ")");
    row("createdAt > ago(\"7d\", 1)", 20, ")");
    row("createdAt > ago(\"999999999999w\")", 16, "a span");
    row("createdBy = me(1)", 15, ")");
    row("createdBy = me", -1, "");
    row("me()", 0, "after an operator");
}

void FilterTest::refuses()
{
    QFETCH(QString, filter);
    QFETCH(int, position);
    QFETCH(QString, expected);
    const auto problem = problemOf(bytes(filter));
    QVERIFY2(text(problem.expected).contains(expected), problem.expected.c_str());
    QCOMPARE(problem.position, std::int64_t{position});
}

void FilterTest::suggests_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("suggestion");
    const auto row = [](const char* filter, const char* suggestion) {
        QTest::addRow("%s", filter) << QString::fromUtf8(filter) << QString::fromUtf8(suggestion);
    };
    row("nmae = a", "name");
    row("Name = a", "name");
    row("expires:*", "expiresAt");
    row("lastModfied:*", "lastModified");
    row("isdisabled = true", "isDisabled");
    row("state = disable", "disabled");
    row("createdAt > agp(\"7d\")", "ago");
    row("zzzzzzzzzz = 1", "");
    row("a = 1", "");
}

void FilterTest::suggests()
{
    QFETCH(QString, filter);
    QFETCH(QString, suggestion);
    const auto problem = problemOf(bytes(filter));
    QVERIFY(problem.position >= 0);
    QCOMPARE(text(problem.suggestion), suggestion);
}

void FilterTest::refusesBytesThatAreNoText()
{
    QCOMPARE(problemOf("ä \xC3").position, 2);
    QCOMPARE(problemOf("\"abc\xFF\"").position, 4);
    QCOMPARE(problemOf("\xED\xA0\x80").position, 0);
    QCOMPARE(problemOf("\xC0\xAF").position, 0);
    QCOMPARE(problemOf(std::string_view("a\0b", 3)).position, 1);
    QCOMPARE(problemOf("a \xC3").expected, std::string("valid UTF-8"));
}

void FilterTest::staysWithinItsLimits()
{
    QCOMPARE(problemOf(repeated("(", 10'000)).position, std::int64_t{filterDepth});
    QCOMPARE(problemOf(repeated("-", 10'000)).position, std::int64_t{filterDepth});
    QCOMPARE(problemOf(repeated("NOT ", 4'000)).position, std::int64_t{4 * filterDepth});
    const auto nested = [](std::size_t depth) { return repeated("(", depth) + "a" + repeated(")", depth); };
    QCOMPARE(problemOf(nested(filterDepth)).position, -1);
    QCOMPARE(problemOf(nested(filterDepth + 1)).position, std::int64_t{filterDepth});

    QCOMPARE(problemOf(repeated("a ", filterTerms)).position, -1);
    QCOMPARE(problemOf(repeated("a ", filterTerms + 1)).position, std::int64_t{2 * filterTerms});
    QCOMPARE(problemOf(repeated("a OR ", filterTerms) + "a").position, std::int64_t{5 * filterTerms});

    QCOMPARE(problemOf(std::string(filterMaximum, 'a')).position, -1);
    QCOMPARE(problemOf(std::string(filterMaximum + 1, 'a')).position, std::int64_t{filterMaximum});
    QCOMPARE(problemOf("a" + repeated("ä", filterMaximum / 2)).position, std::int64_t{filterMaximum / 2});
    QCOMPARE(problemOf(std::string(1 << 20, '\xFF')).position, 0);
}

void FilterTest::quotesNothingOfTheText()
{
    const std::string secret = "sEcReT0123456789sEcReT0123456789";
    for (const auto& filter :
         {secret + " = 1", "state = " + secret, "createdAt > " + secret, "name = x" + secret + "*",
          "isDisabled = " + secret, secret + "()", "(" + secret, "createdAt > ago(" + secret + ")"}) {
        const auto parsed = parseFilter(filter, tokenSchema(), context);
        QVERIFY(!parsed);
        QVERIFY(parsed.error().detail.find(secret) == std::string::npos);
        QVERIFY(boost::json::serialize(parsed.error().extra).find(secret) == std::string::npos);
    }
}

void FilterTest::leavesOnlyWhatReadersAreToldOf()
{
    const auto rootOf = [](std::string_view filter) { return parseFilter(filter, tokenSchema(), context)->root; };
    QVERIFY(parseFilter(" ", tokenSchema(), context)->isAll());
    QVERIFY(rootOf("NOT NOT a").kind == FilterNode::Kind::Search);
    QVERIFY(rootOf("name = null").kind == FilterNode::Kind::Not);
    QVERIFY(rootOf("name != null").kind == FilterNode::Kind::Present);
    QVERIFY(rootOf("(((a)))").kind == FilterNode::Kind::Search);
    QCOMPARE(rootOf("a b c").children.size(), 3u);
    QCOMPARE(rootOf("a OR b OR c").children.size(), 3u);

    const auto has = rootOf("name:x");
    QVERIFY(has.op == CompareOp::Equal);
    QVERIFY(std::get<TextOperand>(has.operand).pattern == Pattern::Contains);
    QVERIFY(rootOf("labels:x").op == CompareOp::Has);
    QVERIFY(rootOf("useCount:1").op == CompareOp::Equal);
    QCOMPARE(std::get<std::string>(rootOf("state = ACTIVE").operand), std::string("active"));
    QVERIFY(std::get<Time>(rootOf("createdAt > ago(\"2w\")").operand) == context.now - std::chrono::days(14));

    // A user's name is a text, whatever it holds; nobody is not a question for absence.
    const FilterContext star{context.now, "*"};
    const auto mine = parseFilter("createdBy = me()", tokenSchema(), star);
    QVERIFY(std::get<TextOperand>(mine->root.operand).pattern == Pattern::Exact);
    const FilterContext nobody{context.now, {}};
    QVERIFY(parseFilter("createdBy = me()", tokenSchema(), nobody)->root.kind == FilterNode::Kind::Compare);
}

void FilterTest::quotesAnyText()
{
    for (const std::string name :
         {"plain", "*", "**", "\\", "\\*", "\"", "a\"b*", "*a", "AND", "null", "\n\t", "ß\\"}) {
        Token record;
        record.name = name;
        const auto same = parseFilter("name = " + quoteForFilter(name), tokenSchema(), context);
        QVERIFY2(same && matches(*same, readerOf(record, context.now)), name.c_str());
        record.name = name + "x";
        QVERIFY2(!matches(*same, readerOf(record, context.now)), name.c_str());
    }
}

QTEST_GUILESS_MAIN(FilterTest)
#include "filter_test.moc"
