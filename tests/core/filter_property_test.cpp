#include "core/filter.h"

#include <QtTest>

#include "core/token.h"

#include <rapidcheck.h>

using namespace tokenhouse;

/// Properties over random filters.
class FilterPropertyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anyBytesAreReadOrRefused();
    void anyRowOfPartsIsReadOrRefused();
    void twoNotsAreNone();
    void notTurnsEveryAnswerRound();
    void quotedTextFindsItself();
};

namespace {

const FilterContext context{*parseTime("2026-03-10T12:00:00Z"), "ali"};

rc::Gen<std::string> condition()
{
    return rc::gen::element<std::string>(
        "name:a", "name = \"*b\"", "name != \"a*\"", "name > b", "description = null", "description != x", "owner:*",
        "expiresAt > ago(\"1d\")", "expiresAt != 2026-01-01", "labels:prod", "NOT labels:*", "useCount >= 3",
        "state = active", "isDisabled = true", "createdBy = me()", "a", "\"a b\"", "-b");
}

rc::Gen<std::string> expression()
{
    return rc::gen::map(rc::gen::container<std::vector<std::pair<std::string, std::string>>>(rc::gen::pair(
                            condition(), rc::gen::element<std::string>(" ", " AND ", " OR ", " NOT ", " AND -"))),
                        [](const auto& parts) {
                            std::string result = "a";
                            for (const auto& [part, joint] : parts) {
                                if (part.size() + result.size() < 2000)
                                    result += joint + "(" + part + ")";
                            }
                            return result;
                        });
}

rc::Gen<Token> anyToken()
{
    return rc::gen::map(rc::gen::tuple(rc::gen::element<std::string>("a", "b", "ab", "xa b"),
                                       rc::gen::element<std::string>("", "x", "a"), rc::gen::arbitrary<bool>(),
                                       rc::gen::inRange(0, 6), rc::gen::arbitrary<bool>()),
                        [](const auto& values) {
                            Token token;
                            token.name = std::get<0>(values);
                            token.description = std::get<1>(values);
                            token.owner = std::get<1>(values);
                            token.isDisabled = std::get<2>(values);
                            token.useCount = static_cast<std::uint64_t>(std::get<3>(values));
                            token.createdBy = token.useCount % 2 == 0 ? "ali" : "mia";
                            token.lastModifiedBy = "mia";
                            if (std::get<4>(values)) {
                                token.expiresAt = context.now;
                                token.labels = {"prod"};
                            }
                            return token;
                        });
}

bool accepts(const std::string& filter, const Token& token)
{
    const auto parsed = parseFilter(filter, tokenSchema(), context);
    RC_ASSERT(parsed.has_value());
    return matches(*parsed, readerOf(token, context.now));
}

/// A refusal always says where, within the text, and what was expected there.
void assertReadOrRefused(const std::string& text)
{
    const auto parsed = parseFilter(text, tokenSchema(), context);
    if (parsed) {
        matches(*parsed, readerOf(Token{}, context.now));
        return;
    }
    const auto& extra = parsed.error().extra;
    RC_ASSERT(extra.at("position").to_number<std::size_t>() <= text.size());
    RC_ASSERT(!extra.at("expected").as_string().empty());
}

bool check(const char* description, auto&& property)
{
    return rc::check(description, property);
}

} // namespace

void FilterPropertyTest::anyBytesAreReadOrRefused()
{
    QVERIFY(check("bytes", [](const std::string& text) { assertReadOrRefused(text); }));
}

void FilterPropertyTest::anyRowOfPartsIsReadOrRefused()
{
    const auto part = rc::gen::element<std::string>("name", "state", "labels", "createdAt", "=", "!=", "<=", ":", "*",
                                                    "\"", "\\", "(", ")", "-", "NOT", "AND", "OR", "null", "ago(",
                                                    "me()", " ", " ", "a", "ä", "7", "\xC3", "\"x*\"");
    QVERIFY(check("parts", [&part] {
        std::string text;
        for (const auto& one : *rc::gen::container<std::vector<std::string>>(part))
            text += one;
        assertReadOrRefused(text);
    }));
}

void FilterPropertyTest::twoNotsAreNone()
{
    QVERIFY(check("NOT NOT x is x", [] {
        const auto filter = *expression();
        const auto token = *anyToken();
        RC_ASSERT(accepts("NOT NOT (" + filter + ")", token) == accepts(filter, token));
    }));
}

void FilterPropertyTest::notTurnsEveryAnswerRound()
{
    QVERIFY(check("NOT x is not x", [] {
        const auto filter = *expression();
        const auto token = *anyToken();
        RC_ASSERT(accepts("-(" + filter + ")", token) != accepts(filter, token));
    }));
}

void FilterPropertyTest::quotedTextFindsItself()
{
    const auto part =
        rc::gen::element<std::string>("a", "B", "*", "\\", "\"", " ", "\n", "ß", "é", "e\xCC\x81", "🔑", "(");
    QVERIFY(check("a quoted text finds itself", [&part] {
        Token token;
        for (const auto& one : *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(part)))
            token.name += one;
        RC_ASSERT(accepts("name = " + quoteForFilter(token.name), token));
        RC_ASSERT(accepts("name:" + quoteForFilter(token.name), token));
    }));
}

QTEST_GUILESS_MAIN(FilterPropertyTest)
#include "filter_property_test.moc"
