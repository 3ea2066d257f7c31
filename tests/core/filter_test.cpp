#include "core/filter.h"

#include <QtTest>

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

std::string bytes(const QString& string)
{
    return string.toUtf8().toStdString();
}

} // namespace

class FilterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void accepts_data();
    void accepts();
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
