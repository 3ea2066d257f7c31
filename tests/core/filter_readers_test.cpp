#include "core/filter.h"

#include <QtTest>

#include "core/definition.h"
#include "core/event.h"
#include "core/token.h"
#include "core/user.h"

using namespace tokenhouse;

namespace {

const FilterContext context{*parseTime("2026-03-10T12:00:00Z"), "Zoë"};

/// Where the filter is refused; -1 when it is not.
std::int64_t positionOf(std::string_view filter, Schema schema)
{
    const auto parsed = parseFilter(filter, schema, context);
    return parsed ? -1 : parsed.error().extra.at("position").to_number<std::int64_t>();
}

} // namespace

/// What can be filtered of each kind of object.
class FilterReadersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsDefinitions();
    void readsEvents();
    void readsUsers();
    void readsEveryFieldOfItsSchema();
};

void FilterReadersTest::readsDefinitions()
{
    Definition definition;
    definition.id = Uuid::make();
    definition.route = "Billing/{customer}/invoices";
    definition.methods = {Method::Get, Method::Patch};
    const auto allowed = Uuid::make();
    definition.allowedTokens = {allowed};
    definition.action = AutomationScript{"bill.js", InputType::RawBody};
    definition.createdBy = "ali";
    const auto accepts = [&](const std::string& filter) {
        const auto parsed = parseFilter(filter, definitionSchema(), context);
        return parsed && matches(*parsed, readerOf(definition));
    };
    QVERIFY(accepts("route = \"billing/*\""));
    QVERIFY(accepts("billing/"));
    QVERIFY(accepts("methods:GET methods:patch"));
    QVERIFY(accepts("NOT methods:DELETE"));
    QVERIFY(accepts("allowedTokens:" + allowed.text()));
    QVERIFY(!accepts("allowedTokens:" + Uuid::make().text()));
    QVERIFY(accepts("actionType = AutomationScript"));
    QVERIFY(accepts("name = null AND actionType != FixedResponse"));
    QVERIFY(positionOf("methods:HEAD", definitionSchema()) == 8);
    QVERIFY(positionOf("actionMeta:x", definitionSchema()) == 0);
    QVERIFY(positionOf("state = active", definitionSchema()) == 0);
    QVERIFY(positionOf("allowedTokens:x", definitionSchema()) == 14);
}

void FilterReadersTest::readsEvents()
{
    Event event;
    event.sequence = 12;
    event.time = *parseTime("2026-03-10T11:59:00Z");
    event.user = "Zoë";
    event.kind = "token.updated";
    event.objectType = "token";
    event.objectName = "Billing";
    event.related = {"0195a1b2-0000-7000-8000-00000000abcd"};
    event.changes = {{"name", nullptr, "Billing"}, {"expiresAt", nullptr, nullptr}};
    const auto accepts = [&](const std::string& filter) {
        const auto parsed = parseFilter(filter, eventSchema(), context);
        return parsed && matches(*parsed, readerOf(event));
    };
    QVERIFY(accepts("kind = token.updated"));
    QVERIFY(accepts("kind = \"token.*\" user = me()"));
    QVERIFY(accepts("changes:name changes.field:expiresAt"));
    QVERIFY(!accepts("changes:owner"));
    QVERIFY(accepts("related:0195a1b2-0000-7000-8000-00000000ABCD"));
    QVERIFY(accepts("sequence > 11 time >= ago(\"1m\")"));
    QVERIFY(accepts("reason = null NOT address:*"));
    QVERIFY(accepts("billing zoë updated"));
    for (const auto* hidden : {"old", "new", "hash", "previousHash", "changes.old", "changes.new"})
        QCOMPARE(positionOf(std::string(hidden) + ":x", eventSchema()), 0);
}

void FilterReadersTest::readsUsers()
{
    User user;
    user.id = Uuid::make();
    user.name = "Zoë";
    user.groups = {"Auditors"};
    const auto accepts = [&](const std::string& filter) {
        const auto parsed = parseFilter(filter, userSchema(), context);
        return parsed && matches(*parsed, readerOf(user));
    };
    QVERIFY(accepts("groups:auditors isDisabled = false name = me()"));
    QVERIFY(!accepts("groups:Viewers"));
    QVERIFY(positionOf("password:*", userSchema()) == 0);
}

void FilterReadersTest::readsEveryFieldOfItsSchema()
{
    Token full;
    full.name = full.description = full.owner = full.createdBy = full.lastModifiedBy = "x";
    full.labels = {"l"};
    full.rateLimit = *RateLimit::make(60, 60);
    full.expiresAt = full.lastUsedAt = context.now;
    Definition definition{
        Uuid::make(), "n", "d",         "r", {Method::Get}, {Uuid::make()}, FixedResponse{}, false, "a",
        context.now,  "b", context.now, 1};
    Event event{1,   context.now, "u", "i", "s",   "c",           "a", "c", "o",
                "k", "t",         "i", "n", {"r"}, {{"f", 1, 2}}, "r", "",  ""};
    User user{Uuid::make(), "n", {"g"}, false, context.now, 1};
    const auto check = [](Schema schema, const FieldReader& reader) {
        for (const auto& field : schema) {
            const auto present = parseFilter(std::string(field.name) + ":*", schema, context);
            QVERIFY2(present && matches(*present, reader), std::string(field.name).c_str());
        }
    };
    check(tokenSchema(), readerOf(full, context.now));
    check(definitionSchema(), readerOf(definition));
    check(eventSchema(), readerOf(event));
    check(userSchema(), readerOf(user));
}

QTEST_GUILESS_MAIN(FilterReadersTest)
#include "filter_readers_test.moc"
