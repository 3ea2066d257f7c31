#include <QtTest>

#include "tests/registry/registry_fixture.h"

using namespace tokenhouse;
using namespace tokenhouse::test;

/// One action on many: an item each, what is refused leaves the others, and a rehearsal keeps nothing.
class BatchTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void disables();
    void deletes();
    void setsExpiryAndLimit();
    void allowsInBlocks();
    void takesNoMoreThanAnApiHolds();
    void refusesUnknownApis();
    void rehearses();

private:
    static std::vector<BatchItem> run(House& house, const BatchRequest& request)
    {
        return House::must(house.registry->batchTokens(house.actor(), request));
    }
    static std::size_t eventsOf(House& house)
    {
        return static_cast<std::size_t>(House::must(house.store->head()).sequence);
    }
    static std::vector<Uuid> tokens(House& house, int count)
    {
        std::vector<Uuid> ids;
        for (int i = 0; i < count; ++i)
            ids.push_back(house.token("t" + std::to_string(i), i).id);
        return ids;
    }
};

void BatchTest::disables()
{
    House house;
    auto ids = tokens(house, 120);
    ids.insert(ids.begin() + 60, Uuid::make());
    const BatchRequest request{BatchAction::Disable, ids, {DisableCode::Unused, "spring clean"}};
    const auto items = run(house, request);
    QCOMPARE(items.size(), ids.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        QCOMPARE(items[i].id, ids[i]);
        QCOMPARE(items[i].status, i == 60 ? 404 : 200);
        QCOMPARE(items[i].changed, i != 60);
    }
    const auto events = house.events();
    QCOMPARE(events.size(), std::size_t{240});
    QVERIFY(!events.back().operationId.empty());
    QCOMPARE(events[120].operationId, events.back().operationId);
    QVERIFY(!run(house, request).front().changed); // it is disabled already
    const BatchRequest enable{BatchAction::Enable, ids};
    QCOMPARE(faultOf(house.registry->batchTokens(house.actor({}), enable)), Fault::Forbidden);
    const BatchRequest tooMany{BatchAction::Enable, std::vector<Uuid>(10'001)};
    QCOMPARE(faultOf(house.registry->batchTokens(house.actor(), tooMany)), Fault::Malformed);
}

void BatchTest::deletes()
{
    House house;
    const auto a = house.token("a", 1);
    const auto b = house.token("b", 2);
    const auto definition = house.definition("a", {a.id});
    const auto items = run(house, {BatchAction::Delete, {a.id, b.id, b.id}});
    QCOMPARE(items[0].status, 409);
    QCOMPARE(items[1].status, 204);
    QCOMPARE(items[2].status, 404);
    const auto gone =
        House::must(house.registry->batchDefinitions(house.actor(), {BatchAction::Delete, {definition.id}}));
    QCOMPARE(gone[0].status, 204);
    QCOMPARE(run(house, {BatchAction::Delete, {a.id}})[0].status, 204);
}

void BatchTest::setsExpiryAndLimit()
{
    House house;
    const auto ids = tokens(house, 3);
    const auto later = now() + std::chrono::hours(24);
    BatchRequest expiry{BatchAction::SetExpiry, ids, {DisableCode::None, "yearly"}};
    expiry.patch = {{"expiresAt", formatTime(later)}};
    for (const auto& item : run(house, expiry))
        QVERIFY(item.status == 200 && item.changed);
    QCOMPARE(formatTime(*house.reread(ids[2]).expiresAt), formatTime(later));
    QCOMPARE(house.lastEvent().kind, std::string("token.updated"));
    QCOMPARE(house.lastEvent().reason, std::string("yearly"));
    const auto before = eventsOf(house);
    for (const auto& item : run(house, expiry))
        QVERIFY(item.status == 200 && !item.changed);
    expiry.patch = {{"expiresAt", "2020-01-01T00:00:00Z"}};
    const auto past = run(house, expiry);
    QCOMPARE(past[0].status, 422);
    QCOMPARE(past[0].problem->traces.at(0).reason, Reason::InvalidExpiry);
    QCOMPARE(eventsOf(house), before);

    BatchRequest limit{BatchAction::SetRateLimit, ids};
    limit.patch = {{"rateLimit", {{"limit", 5}, {"windowSeconds", 60}}}};
    QVERIFY(run(house, limit)[0].changed);
    QCOMPARE(house.reread(ids[0]).rateLimit->limit(), 5);
    limit.patch = {{"rateLimit", {{"limit", 5000}, {"windowSeconds", 60}}}};
    QCOMPARE(run(house, limit)[1].problem->traces.at(0).reason, Reason::InvalidRateLimit);
    limit.patch = {{"rateLimit", nullptr}};
    QVERIFY(run(house, limit)[1].changed);
    QVERIFY(!house.reread(ids[1]).rateLimit);
}

void BatchTest::allowsInBlocks()
{
    House house;
    auto ids = tokens(house, 1100);
    const auto first = house.definition("first");
    const auto second = house.definition("second", {ids[0]});
    ids.insert(ids.begin() + 5, Uuid::make());
    const auto before = eventsOf(house);
    BatchRequest request{BatchAction::Allow, ids, {DisableCode::None, "moving house"}, {first.id, second.id}};
    const auto items = run(house, request);
    QCOMPARE(items.size(), ids.size());
    QCOMPARE(items[5].status, 404);
    QVERIFY(items[0].changed); // the second had it, the first not
    // Two blocks, two APIs.
    QCOMPARE(eventsOf(house), before + 4);
    const auto events = House::must(house.store->eventsAfter(static_cast<std::int64_t>(before), 10));
    QCOMPARE(events[0].kind, std::string("definition.updated"));
    QCOMPARE(events[0].related.size(), std::size_t{999});
    QVERIFY(events[0].changes.at(0).after.is_array()); // each by its name
    QCOMPARE(events[0].reason, std::string("moving house"));
    QCOMPARE(events[3].operationId, events[0].operationId);
    QCOMPARE(House::must(house.store->definition(second.id))->allowedTokens.size(), std::size_t{1100});
    QCOMPARE(house.reread(ids[0]).usedBy, 2u);

    request.action = BatchAction::Disallow;
    request.definitions = {second.id, second.id};
    request.ids = {ids[0], ids[1]};
    QVERIFY(run(house, request)[1].changed);
    QVERIFY(!run(house, request)[1].changed);
    QCOMPARE(house.reread(ids[1]).usedBy, 1u);
    const auto writer = house.actor({Permission::TokensWrite, Permission::DefinitionsWrite});
    QCOMPARE(faultOf(house.registry->batchTokens(writer, request)), Fault::Forbidden);
}

void BatchTest::takesNoMoreThanAnApiHolds()
{
    House house;
    const auto ids = tokens(house, 3);
    std::vector<Uuid> most;
    const auto filled = house.store->change([&](Transaction& transaction) -> Result<void> {
        for (std::size_t i = 0; i < allowedTokensMaximum - 1; ++i) {
            Token token;
            token.id = Uuid::make();
            token.name = "filler";
            transaction.putToken(token);
            most.push_back(token.id);
        }
        return {};
    });
    QVERIFY(filled);
    const auto nearlyFull = house.definition("nearly/full", most);
    const auto other = house.definition("other");
    BatchRequest request{BatchAction::Allow, {ids[0], ids[1], most[0]}, {}, {nearlyFull.id, other.id}};
    const auto items = run(house, request);
    QCOMPARE(items[0].status, 200);
    QCOMPARE(items[1].status, 422);
    QCOMPARE(items[1].problem->traces.at(0).id, nearlyFull.id.text());
    QCOMPARE(items[2].status, 200);
    QCOMPARE(house.reread(ids[1]).usedBy, 0u); // in none of them
    QCOMPARE(House::must(house.store->definition(nearlyFull.id))->allowedTokens.size(), allowedTokensMaximum);
}

void BatchTest::refusesUnknownApis()
{
    House house;
    const auto a = house.token("a", 1);
    const auto here = house.definition("here");
    const auto before = eventsOf(house);
    const BatchRequest request{BatchAction::Allow, {a.id}, {}, {here.id, Uuid::make()}};
    const auto result = house.registry->batchTokens(house.actor(), request);
    QCOMPARE(faultOf(result), Fault::Rule);
    QCOMPARE(reasonsOf(result), std::vector{Reason::NotFound});
    QCOMPARE(eventsOf(house), before);
}

void BatchTest::rehearses()
{
    House house;
    const auto a = house.token("a", 1);
    const auto b = house.token("b", 2);
    const auto definition = house.definition("a", {a.id});
    const auto before = eventsOf(house);
    BatchRequest disable{BatchAction::Disable, {a.id, b.id, b.id}};
    disable.dryRun = true;
    const auto wouldBe = run(house, disable);
    QVERIFY(wouldBe[1].changed && !wouldBe[2].changed);
    QCOMPARE(eventsOf(house), before);
    QCOMPARE(house.reread(b.id).revision, std::int64_t{1});
    BatchRequest remove{BatchAction::Delete, {a.id, b.id, b.id}};
    remove.dryRun = true;
    const auto told = run(house, remove);
    QCOMPARE(told[0].status, 409);
    QCOMPARE(told[1].status, 204);
    QCOMPARE(told[2].status, 404); // as if it were gone
    QVERIFY(house.store->token(b.id)->has_value());
    BatchRequest allow{BatchAction::Allow, {a.id, b.id, b.id}, {}, {definition.id}};
    allow.dryRun = true;
    const auto allowed = run(house, allow);
    QVERIFY(!allowed[0].changed && allowed[1].changed && !allowed[2].changed);
    QCOMPARE(house.reread(b.id).usedBy, 0u);
    BatchRequest definitions{BatchAction::Delete, {definition.id}};
    definitions.dryRun = true;
    QCOMPARE(House::must(house.registry->batchDefinitions(house.actor(), definitions))[0].status, 204);
    QVERIFY(house.store->definition(definition.id)->has_value());
    QCOMPARE(eventsOf(house), before);
}

QTEST_GUILESS_MAIN(BatchTest)
#include "batch_test.moc"
