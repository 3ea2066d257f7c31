#include "core/filter.h"

#include <QtTest>

#include <boost/json/serialize.hpp>

using namespace tokenhouse;

namespace {

const FilterContext context{*parseTime("2026-03-10T12:00:00Z"), "Zoë"};

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

/// What is refused, where, and what is said of it.
class FilterMistakesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refuses_data();
    void refuses();
    void suggests_data();
    void suggests();
    void refusesBytesThatAreNoText();
    void staysWithinItsLimits();
    void quotesNothingOfTheText();
};

void FilterMistakesTest::refuses_data()
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
    row("allowedAddresses:*", 0, "one of");
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

void FilterMistakesTest::refuses()
{
    QFETCH(QString, filter);
    QFETCH(int, position);
    QFETCH(QString, expected);
    const auto problem = problemOf(bytes(filter));
    QVERIFY2(text(problem.expected).contains(expected), problem.expected.c_str());
    QCOMPARE(problem.position, std::int64_t{position});
}

void FilterMistakesTest::suggests_data()
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

void FilterMistakesTest::suggests()
{
    QFETCH(QString, filter);
    QFETCH(QString, suggestion);
    const auto problem = problemOf(bytes(filter));
    QVERIFY(problem.position >= 0);
    QCOMPARE(text(problem.suggestion), suggestion);
}

void FilterMistakesTest::refusesBytesThatAreNoText()
{
    QCOMPARE(problemOf("ä \xC3").position, 2);
    QCOMPARE(problemOf("\"abc\xFF\"").position, 4);
    QCOMPARE(problemOf("\xED\xA0\x80").position, 0);
    QCOMPARE(problemOf("\xC0\xAF").position, 0);
    QCOMPARE(problemOf(std::string_view("a\0b", 3)).position, 1);
    QCOMPARE(problemOf("a \xC3").expected, std::string("valid UTF-8"));
}

void FilterMistakesTest::staysWithinItsLimits()
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

void FilterMistakesTest::quotesNothingOfTheText()
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

QTEST_GUILESS_MAIN(FilterMistakesTest)
#include "filter_mistakes_test.moc"
