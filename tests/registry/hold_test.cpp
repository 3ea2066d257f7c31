#include "tests/registry/registry_fixture.h"

using namespace tokenhouse;
using namespace tokenhouse::test;

namespace {

RotateTokenRequest rotation(int secret, std::optional<std::int64_t> claim = {})
{
    RotateTokenRequest request;
    request.secret = SecretBytes(House::secretText(secret));
    request.claimWithinSeconds = claim;
    return request;
}

} // namespace

class HoldTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsAndReleases();
    void keepsAHoldWhateverElseChanges();
    void keepsTheSecretOfAHeldTokenFromOthers();
};

void HoldTest::holdsAndReleases()
{
    House house;
    const auto token = house.token("a", 1);
    const auto operators = house.actor(builtInGroup("Operators")->permissions);
    QCOMPARE(faultOf(house.registry->holdToken(operators, token.id, 1, "odd calls")), Fault::Forbidden);
    const auto held = House::must(house.registry->holdToken(house.actor(), token.id, 1, "odd calls"));
    QCOMPARE(held.state(now()), TokenState::Held);
    QCOMPARE(house.lastEvent().kind, std::string("token.held"));
    QCOMPARE(house.lastEvent().reason, std::string("odd calls"));
    QCOMPARE(House::must(house.registry->holdToken(house.actor(), token.id, 2, "again")).revision, std::int64_t{2});
    QCOMPARE(faultOf(house.registry->releaseToken(operators, token.id, 2, "mine")), Fault::Forbidden);
    const auto released = House::must(house.registry->releaseToken(house.actor(), token.id, 2, "explained"));
    QCOMPARE(released.state(now()), TokenState::Active);
    QCOMPARE(house.lastEvent().kind, std::string("token.released"));
    QCOMPARE(faultOf(house.registry->holdToken(house.actor(), token.id, 3, std::string(2001, 'x'))), Fault::Rule);
}

void HoldTest::keepsAHoldWhateverElseChanges()
{
    House house;
    const auto token = house.token("a", 1);
    const auto operators = house.actor(builtInGroup("Operators")->permissions);
    House::must(house.registry->holdToken(house.actor(), token.id, 1, "odd calls"));
    House::must(house.registry->disableToken(operators, token.id, 2, {}));
    House::must(house.registry->enableToken(operators, token.id, 3, {}));
    House::must(house.registry->updateToken(operators, token.id, 4, {{"name", "b"}}));
    House::must(house.registry->rotateToken(operators, token.id, 5, rotation(2, 900), {}));
    House::must(house.registry->discardToken(operators, token.id, 6));
    QCOMPARE(house.reread(token.id).state(now()), TokenState::Held);
    QCOMPARE(faultOf(house.registry->deleteToken(operators, token.id, 7)), Fault::Forbidden);
    const auto batch = House::must(house.registry->batchTokens(operators, {BatchAction::Delete, {token.id}}));
    QCOMPARE(batch.at(0).status, 403);
    QVERIFY(house.registry->deleteToken(house.actor(), token.id, 7).has_value());
}

void HoldTest::keepsTheSecretOfAHeldTokenFromOthers()
{
    House house;
    const auto token = house.token("a", 1);
    House::must(house.registry->holdToken(house.actor(), token.id, 1, "odd calls"));
    House::must(house.registry->rotateToken(house.actor(), token.id, 2, rotation(2), {}));
    QCOMPARE(reasonsOf(house.create("b", 1, house.actor())), std::vector{Reason::InvalidSecret});
    House::must(house.registry->releaseToken(house.actor(), token.id, 3, "explained"));
    QVERIFY(house.create("b", 1, house.actor()).has_value());
}

QTEST_GUILESS_MAIN(HoldTest)
#include "hold_test.moc"
