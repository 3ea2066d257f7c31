#include "tests/registry/registry_fixture.h"

using namespace tokenhouse;
using namespace tokenhouse::test;

class DefinitionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void createsWithItsEvent();
    void needsBothRightsToWrite();
    void refusesASecondRouteOfTheSameShape();
    void freesTheShapeOfADeletedDefinition();
    void namesUnknownTokens();
    void findsAllBrokenRulesAtOnce();
    void patchesAndMovesTheRevision();
    void allowsAndDisallowsTokens();
};

void DefinitionTest::createsWithItsEvent()
{
    House house;
    const auto token = house.token("a", 1);
    const auto definition = house.definition("Ticket/{id}", {token.id});
    const auto event = house.lastEvent();
    QCOMPARE(event.kind, std::string("definition.created"));
    QCOMPARE(event.objectName, std::string("Ticket/{id}"));
    QCOMPARE(event.objectId, definition.id.text());
    QCOMPARE(event.related, std::vector{token.id.text()});
    const auto kept = House::must(house.store->definition(definition.id));
    QVERIFY(kept.has_value());
    QCOMPARE(kept->allowedTokens, std::vector{token.id});
    QCOMPARE(House::must(house.store->token(token.id))->usedBy, 1);
}

void DefinitionTest::needsBothRightsToWrite()
{
    House house;
    const auto result =
        house.registry->createDefinition(house.actor({Permission::DefinitionsWrite}), house.definitionRequest("a"), {});
    QCOMPARE(faultOf(result), Fault::Forbidden);
    QCOMPARE(result.error().extra.at("missingPermission").as_string(), "automation.execute");
}

void DefinitionTest::refusesASecondRouteOfTheSameShape()
{
    House house;
    const auto first = house.definition("ticket/{id}");
    const auto second =
        house.registry->createDefinition(house.actor(), house.definitionRequest("Ticket/{ticketId}"), {});
    QCOMPARE(faultOf(second), Fault::Conflict);
    QCOMPARE(second.error().traces.at(0).extra.at("conflictingDefinitionId").as_string(), first.id.text());
    QCOMPARE(second.error().traces.at(0).extra.at("route").as_string(), "Ticket/{ticketId}");
    // Its own shape is no conflict.
    QVERIFY(house.registry->updateDefinition(house.actor(), first.id, 1, {{"route", "TICKET/{n}"}}).has_value());
}

void DefinitionTest::freesTheShapeOfADeletedDefinition()
{
    House house;
    const auto first = house.definition("a");
    QVERIFY(house.registry->deleteDefinition(house.actor(), first.id, 1).has_value());
    QCOMPARE(house.lastEvent().kind, std::string("definition.deleted"));
    house.definition("A");
}

void DefinitionTest::namesUnknownTokens()
{
    House house;
    const auto unknown = Uuid::make();
    const auto result = house.registry->createDefinition(
        house.actor(), house.definitionRequest("a", {unknown, house.token("a", 1).id}), {});
    QCOMPARE(reasonsOf(result), std::vector{Reason::UnknownToken});
    const auto& ids = result.error().traces.at(0).extra.at("tokenIds").as_array();
    QCOMPARE(ids.size(), std::size_t{1});
    QCOMPARE(ids[0].as_string(), unknown.text());
}

void DefinitionTest::findsAllBrokenRulesAtOnce()
{
    House house;
    auto request = house.definitionRequest("/a/", {Uuid::make()});
    request.draft.name = "  ";
    request.draft.actionMeta = {{"status", 99}};
    const auto reasons = reasonsOf(house.registry->createDefinition(house.actor(), request, {}));
    for (const auto reason :
         {Reason::InvalidName, Reason::InvalidRoute, Reason::InvalidActionMeta, Reason::UnknownToken})
        QVERIFY(std::find(reasons.begin(), reasons.end(), reason) != reasons.end());
}

void DefinitionTest::patchesAndMovesTheRevision()
{
    House house;
    const auto definition = house.definition("a");
    const auto same = House::must(house.registry->updateDefinition(house.actor(), definition.id, 1, {{"route", "a"}}));
    QCOMPARE(same.revision, std::int64_t{1});
    const auto changed = House::must(
        house.registry->updateDefinition(house.actor(), definition.id, 1, {{"name", "Hello"}, {"isDisabled", true}}));
    QCOMPARE(changed.revision, std::int64_t{2});
    QCOMPARE(house.lastEvent().kind, std::string("definition.disabled"));
    QCOMPARE(faultOf(house.registry->updateDefinition(house.actor(), definition.id, 1, {{"name", "x"}})),
             Fault::PreconditionFailed);
    QVERIFY(!House::must(house.registry->enableDefinition(house.actor(), definition.id, 2, "again")).isDisabled);
    QCOMPARE(house.lastEvent().reason, std::string("again"));
}

void DefinitionTest::allowsAndDisallowsTokens()
{
    House house;
    const auto a = house.token("a", 1);
    const auto b = house.token("b", 2);
    const auto definition = house.definition("a", {a.id});
    const auto both = House::must(house.registry->allowTokens(house.actor(), definition.id, 1, {a.id, b.id, b.id}));
    QCOMPARE(both.allowedTokens.size(), std::size_t{2});
    QCOMPARE(house.lastEvent().related, std::vector{b.id.text()});
    QCOMPARE(House::must(house.registry->allowTokens(house.actor(), definition.id, 2, {a.id})).revision,
             std::int64_t{2});
    QCOMPARE(reasonsOf(house.registry->allowTokens(house.actor(), definition.id, 2, {Uuid::make()})),
             std::vector{Reason::UnknownToken});
    const auto none = House::must(house.registry->disallowTokens(house.actor(), definition.id, 2, {a.id, b.id}));
    QVERIFY(none.allowedTokens.empty());
    QCOMPARE(house.reread(a.id).usedBy, 0u);
}

QTEST_GUILESS_MAIN(DefinitionTest)
#include "definition_test.moc"
