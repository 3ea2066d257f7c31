#include "tests/registry/registry_fixture.h"

#include <algorithm>
#include <thread>

using namespace tokenhouse;
using namespace tokenhouse::test;

namespace {

constexpr std::int64_t longClaim = 900;

RotateTokenRequest rotation(int secret, std::optional<std::int64_t> claim = {},
                            std::optional<std::int64_t> overlap = {})
{
    RotateTokenRequest request;
    request.secret = SecretBytes(House::secretText(secret));
    request.claimWithinSeconds = claim;
    request.overlapSeconds = overlap;
    return request;
}

Token unclaimed(House& house, int secret, std::int64_t claim = longClaim)
{
    CreateTokenRequest request;
    request.draft.name = "unclaimed";
    request.secret = SecretBytes(House::secretText(secret));
    request.claimWithinSeconds = claim;
    return House::must(house.registry->createToken(house.actor(), std::move(request), {})).token;
}

/// As if the time to claim had run out a moment ago.
void letLapse(House& house, const Uuid& id)
{
    const auto done = house.store->change([&](Transaction& transaction) -> Result<void> {
        auto token = *transaction.token(id);
        token.claimUntil = transaction.now() - std::chrono::milliseconds(1);
        transaction.putToken(token);
        return {};
    });
    if (!done)
        throw std::runtime_error("cannot");
}

} // namespace

class SecretTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rotatesAtOnceWithoutAClaim();
    void refusesPresentAndPreviousSecret();
    void keepsThePreviousSecretUntilTheClaim();
    void fallsBackWhenARotationIsDiscarded();
    void fallsBackWhenARotationLapses();
    void disablesANewTokenThatIsNotClaimed();
    void worksUnclaimedUntilTheLapse();
    void keepsWhatCallersHaveWhenRotatedTwice();
    void enablesALeakedTokenOnlyAfterARotation();
    void endsALeakedSecretAtTheRotation();
    void marksASecondLeakToo();
    void endsALeakedSecretBesideAClaim();
    void lapsesAllThatRanOut();
    void keepsBothForTheOverlap();
    void endsAnOverlapAtOnce();
    void endsTheOldestOfThree();
    void keepsThePreviousSecretUntilClaimAndOverlapAreOver();
    void keepsThePreviousSecretWhenTheClaimLapsesAfterAShortOverlap();
    void hasNothingToFallBackToAfterAnEndedOverlap();
    void vouchesForANewTokensSecretWithAnOverlap();
    void endsALeakedSecretWhateverTheOverlap();
    void letsAnotherTokenHaveWhatAnOverlapLeft();
    void takesOverlapsOfZeroToThirtyDays();
    void refusesClaimsThatAreNone();
};

void SecretTest::rotatesAtOnceWithoutAClaim()
{
    House house;
    const auto token = house.token("a", 1);
    const auto rotated = House::must(house.registry->rotateToken(house.actor(), token.id, 1, rotation(2), {}));
    QCOMPARE(rotated.token.revision, std::int64_t{2});
    QVERIFY(!house.isLive(token.id, 1));
    QVERIFY(house.isLive(token.id, 2));
    const auto event = house.lastEvent();
    QCOMPARE(event.kind, std::string("token.rotated"));
    QCOMPARE(event.changes.size(), std::size_t{1});
    QCOMPARE(event.changes[0].field, std::string("secret"));
    QVERIFY(event.changes[0].before.is_null());
    QCOMPARE(event.changes[0].after.as_string(), "changed");
}

void SecretTest::refusesPresentAndPreviousSecret()
{
    House house;
    const auto token = house.token("a", 1);
    QCOMPARE(reasonsOf(house.registry->rotateToken(house.actor(), token.id, 1, rotation(1), {})),
             std::vector{Reason::InvalidSecret});
    House::must(house.registry->rotateToken(house.actor(), token.id, 1, rotation(2), {}));
    QCOMPARE(reasonsOf(house.registry->rotateToken(house.actor(), token.id, 2, rotation(1), {})),
             std::vector{Reason::InvalidSecret});
    house.token("b", 3);
    QCOMPARE(reasonsOf(house.registry->rotateToken(house.actor(), token.id, 2, rotation(3), {})),
             std::vector{Reason::InvalidSecret});
}

void SecretTest::keepsThePreviousSecretUntilTheClaim()
{
    House house;
    const auto token = house.token("a", 1);
    House::must(house.registry->rotateToken(house.actor(), token.id, 1, rotation(2, longClaim), {}));
    QVERIFY(house.isLive(token.id, 1));
    QVERIFY(house.isLive(token.id, 2));
    QCOMPARE(house.reread(token.id).state(now()), TokenState::Unclaimed);
    const auto claimed = House::must(house.registry->claimToken(house.actor(), token.id, 2));
    QVERIFY(!claimed.claimUntil);
    QVERIFY(!house.isLive(token.id, 1));
    QVERIFY(house.isLive(token.id, 2));
    QCOMPARE(house.lastEvent().kind, std::string("token.claimed"));
}

void SecretTest::fallsBackWhenARotationIsDiscarded()
{
    House house;
    const auto token = house.token("a", 1);
    House::must(house.registry->rotateToken(house.actor(), token.id, 1, rotation(2, longClaim), {}));
    const auto back = House::must(house.registry->discardToken(house.actor(), token.id, 2));
    QVERIFY(!back.isDisabled);
    QVERIFY(house.isLive(token.id, 1));
    QVERIFY(!house.isLive(token.id, 2));
    QCOMPARE(house.lastEvent().kind, std::string("token.discarded"));
}

void SecretTest::fallsBackWhenARotationLapses()
{
    House house;
    const auto token = house.token("a", 1);
    House::must(house.registry->rotateToken(house.actor(), token.id, 1, rotation(2, longClaim), {}));
    QCOMPARE(House::must(house.registry->lapseClaims()), std::size_t{0});
    letLapse(house, token.id);
    QCOMPARE(House::must(house.registry->lapseClaims()), std::size_t{1});
    QVERIFY(house.isLive(token.id, 1));
    QVERIFY(!house.isLive(token.id, 2));
    QVERIFY(!house.reread(token.id).isDisabled);
    QCOMPARE(house.lastEvent().user, std::string("system"));
    QCOMPARE(House::must(house.registry->lapseClaims()), std::size_t{0});
}

void SecretTest::disablesANewTokenThatIsNotClaimed()
{
    House house;
    const auto lapsed = unclaimed(house, 1);
    letLapse(house, lapsed.id);
    QCOMPARE(House::must(house.registry->lapseClaims()), std::size_t{1});
    QVERIFY(house.reread(lapsed.id).isDisabled);
    QCOMPARE(house.lastEvent().kind, std::string("token.disabled"));

    const auto discarded = unclaimed(house, 2);
    QVERIFY(House::must(house.registry->discardToken(house.actor(), discarded.id, 1)).isDisabled);
    QCOMPARE(house.reread(discarded.id).state(now()), TokenState::Disabled);
}

void SecretTest::worksUnclaimedUntilTheLapse()
{
    House house;
    const auto token = unclaimed(house, 1);
    QCOMPARE(token.state(now()), TokenState::Unclaimed);
    QVERIFY(house.isLive(token.id, 1));
    const auto claimed = House::must(house.registry->claimToken(house.actor(), token.id, 1));
    QCOMPARE(claimed.state(now()), TokenState::Active);
}

void SecretTest::keepsWhatCallersHaveWhenRotatedTwice()
{
    House house;
    const auto token = house.token("a", 1);
    House::must(house.registry->rotateToken(house.actor(), token.id, 1, rotation(2, longClaim), {}));
    House::must(house.registry->rotateToken(house.actor(), token.id, 2, rotation(3, longClaim), {}));
    QVERIFY(house.isLive(token.id, 1)); // nobody confirmed the second one
    QVERIFY(!house.isLive(token.id, 2));
    QVERIFY(house.isLive(token.id, 3));
    House::must(house.registry->discardToken(house.actor(), token.id, 3));
    QVERIFY(house.isLive(token.id, 1));
    QVERIFY(!house.isLive(token.id, 3));
}

void SecretTest::enablesALeakedTokenOnlyAfterARotation()
{
    House house;
    const auto token = house.token("a", 1);
    House::must(house.registry->disableToken(house.actor(), token.id, 1, {DisableCode::Leaked, "seen in a paste"}));
    QCOMPARE(reasonsOf(house.registry->enableToken(house.actor(), token.id, 2, {})), std::vector{Reason::InvalidState});
    QCOMPARE(reasonsOf(house.registry->updateToken(house.actor(), token.id, 2, {{"isDisabled", false}})),
             std::vector{Reason::InvalidState});
    House::must(house.registry->rotateToken(house.actor(), token.id, 2, rotation(2), {}));
    QVERIFY(!House::must(house.registry->enableToken(house.actor(), token.id, 3, {})).isDisabled);
    QCOMPARE(reasonsOf(house.create("b", 1, house.actor())), std::vector{Reason::InvalidSecret});
}

void SecretTest::endsALeakedSecretAtTheRotation()
{
    House house;
    const auto token = house.token("a", 1);
    House::must(house.registry->disableToken(house.actor(), token.id, 1, {}));
    // The leak is found out later.
    House::must(house.registry->disableToken(house.actor(), token.id, 2, {DisableCode::Leaked, {}}));
    QCOMPARE(house.lastEvent().kind, std::string("token.disabled"));
    House::must(house.registry->rotateToken(house.actor(), token.id, 3, rotation(2, longClaim), {}));
    QVERIFY(!house.isLive(token.id, 1));
    House::must(house.registry->enableToken(house.actor(), token.id, 4, {}));
    // There is nothing good to fall back to.
    QVERIFY(House::must(house.registry->discardToken(house.actor(), token.id, 5)).isDisabled);
    QVERIFY(!house.isLive(token.id, 1));
}

void SecretTest::marksASecondLeakToo()
{
    House house;
    const auto token = house.token("a", 1);
    House::must(house.registry->disableToken(house.actor(), token.id, 1, {DisableCode::Leaked, {}}));
    House::must(house.registry->rotateToken(house.actor(), token.id, 2, rotation(2), {}));
    // The new one gets about as well, before anybody enabled the token.
    const auto again = House::must(house.registry->disableToken(house.actor(), token.id, 3, {DisableCode::Leaked, {}}));
    QCOMPARE(again.revision, std::int64_t{4});
    const auto event = house.lastEvent();
    QCOMPARE(event.kind, std::string("token.disabled"));
    QCOMPARE(event.changes.size(), std::size_t{1});
    QCOMPARE(event.changes[0].after.as_string(), "leaked");
    QCOMPARE(reasonsOf(house.registry->enableToken(house.actor(), token.id, 4, {})), std::vector{Reason::InvalidState});
    // Told once more it is no news.
    QCOMPARE(House::must(house.registry->disableToken(house.actor(), token.id, 4, {DisableCode::Leaked, {}})).revision,
             std::int64_t{4});
}

void SecretTest::endsALeakedSecretBesideAClaim()
{
    House house;
    const auto token = house.token("a", 1);
    auto request = rotation(2, longClaim);
    request.overlapSeconds = 0;
    House::must(house.registry->rotateToken(house.actor(), token.id, 1, std::move(request), {}));
    QVERIFY(!house.isLive(token.id, 1));
    QVERIFY(house.isLive(token.id, 2));
    QCOMPARE(reasonsOf(house.create("b", 1, house.actor())), std::vector{Reason::InvalidSecret}); // whoever asks
    letLapse(house, token.id);
    QCOMPARE(House::must(house.registry->lapseClaims()), std::size_t{1});
    QVERIFY(house.reread(token.id).isDisabled); // there is nothing to fall back to
    QVERIFY(!house.isLive(token.id, 1));
}

void SecretTest::lapsesAllThatRanOut()
{
    House house;
    constexpr int count = 450;
    const auto done = house.store->change([&](Transaction& transaction) -> Result<void> {
        for (int i = 0; i < count; ++i) {
            Token token;
            token.id = Uuid::make();
            token.name = "unclaimed";
            token.revision = 1;
            token.claimUntil = transaction.now() - std::chrono::milliseconds(1);
            transaction.putToken(token);
        }
        return {};
    });
    QVERIFY(done.has_value());
    QCOMPARE(House::must(house.registry->lapseClaims()), std::size_t{count});
}

void SecretTest::keepsBothForTheOverlap()
{
    House house;
    const auto token = house.token("a", 1);
    const auto rotated = House::must(house.registry->rotateToken(house.actor(), token.id, 1, rotation(2, {}, 60), {}));
    const auto until = rotated.token.lastModified + std::chrono::seconds(60);
    QVERIFY(rotated.token.previousSecretUntil == until);
    QVERIFY(rotated.token.previousUntil(until - std::chrono::milliseconds(1)) == until);
    QVERIFY(!rotated.token.previousUntil(until));
    const auto secrets = house.liveSecrets(token.id);
    QCOMPARE(secrets.size(), std::size_t{2});
    QVERIFY(secrets[0].digest == house.keys->digest(House::secretText(2)) && !secrets[0].until);
    QVERIFY(secrets[1].digest == house.keys->digest(House::secretText(1)) && secrets[1].until == until);
    const auto event = house.lastEvent();
    QCOMPARE(event.kind, std::string("token.rotated"));
    QCOMPARE(event.changes.size(), std::size_t{2});
    QCOMPARE(event.changes[0].field, std::string("previousSecretUntil"));
    QCOMPARE(event.changes[0].after.as_string(), json::string(formatTime(until)));
}

void SecretTest::endsAnOverlapAtOnce()
{
    House house;
    const auto token = house.token("a", 1);
    QCOMPARE(reasonsOf(house.registry->endOverlap(house.actor(), token.id, 1)), std::vector{Reason::InvalidState});
    House::must(house.registry->rotateToken(house.actor(), token.id, 1, rotation(2, {}, 3600), {}));
    QCOMPARE(faultOf(house.registry->endOverlap(house.actor({Permission::TokensRead}), token.id, 2)), Fault::Forbidden);
    QCOMPARE(faultOf(house.registry->endOverlap(house.actor(), token.id, 1)), Fault::PreconditionFailed);
    const auto ended = House::must(house.registry->endOverlap(house.actor(), token.id, 2));
    QVERIFY(!ended.previousSecretUntil);
    QCOMPARE(ended.revision, std::int64_t{3});
    QVERIFY(!house.isLive(token.id, 1) && house.isLive(token.id, 2));
    QCOMPARE(house.lastEvent().kind, std::string("token.updated"));
    QCOMPARE(reasonsOf(house.registry->endOverlap(house.actor(), token.id, 3)), std::vector{Reason::InvalidState});
}

void SecretTest::endsTheOldestOfThree()
{
    House house;
    const auto token = house.token("a", 1);
    House::must(house.registry->rotateToken(house.actor(), token.id, 1, rotation(2, {}, 3600), {}));
    const auto rotated =
        House::must(house.registry->rotateToken(house.actor(), token.id, 2, rotation(3, {}, 7200), {})).token;
    QVERIFY(!house.isLive(token.id, 1) && house.isLive(token.id, 2) && house.isLive(token.id, 3));
    QVERIFY(rotated.previousSecretUntil == rotated.lastModified + std::chrono::seconds(7200));
}

void SecretTest::keepsThePreviousSecretUntilClaimAndOverlapAreOver()
{
    House house;
    for (const auto& [overlap, stays] : {std::pair{std::int64_t{3600}, true}, {std::int64_t{1}, false}}) {
        const int first = stays ? 1 : 3;
        const auto token = house.token("a", first);
        const auto rotated = House::must(house.registry->rotateToken(house.actor(), token.id, 1,
                                                                     rotation(first + 1, longClaim, overlap), {}))
                                 .token;
        const auto end = rotated.lastModified + std::chrono::seconds(overlap);
        QVERIFY(rotated.previousUntil(rotated.lastModified) == std::max(end, *rotated.claimUntil));
        QVERIFY(!house.liveSecrets(token.id).at(1).until); // until the claim is decided, whatever the clock says
        if (!stays)                                        // as if the overlap had run out a moment ago
            QVERIFY(house.store
                        ->change([&](Transaction& transaction) -> Result<void> {
                            auto one = *transaction.token(token.id);
                            one.previousSecretUntil = transaction.now();
                            transaction.putToken(one);
                            return {};
                        })
                        .has_value());
        const auto claimed = House::must(house.registry->claimToken(house.actor(), token.id, 2));
        QCOMPARE(house.isLive(token.id, first), stays);
        QCOMPARE(claimed.previousSecretUntil.has_value(), stays);
        if (stays)
            QVERIFY(house.liveSecrets(token.id).at(1).until == end);
    }
}

void SecretTest::keepsThePreviousSecretWhenTheClaimLapsesAfterAShortOverlap()
{
    House house;
    const auto token = house.token("a", 1);
    House::must(house.registry->rotateToken(house.actor(), token.id, 1, rotation(2, longClaim, 1), {}));
    letLapse(house, token.id);
    QCOMPARE(House::must(house.registry->lapseClaims()), std::size_t{1});
    QVERIFY(house.isLive(token.id, 1) && !house.isLive(token.id, 2));
    const auto back = house.reread(token.id);
    QVERIFY(!back.isDisabled && !back.previousSecretUntil);
    QVERIFY(!house.liveSecrets(token.id).at(0).until);
}

void SecretTest::hasNothingToFallBackToAfterAnEndedOverlap()
{
    House house;
    const auto token = house.token("a", 1);
    House::must(house.registry->rotateToken(house.actor(), token.id, 1, rotation(2, longClaim, 3600), {}));
    House::must(house.registry->endOverlap(house.actor(), token.id, 2));
    QVERIFY(!house.isLive(token.id, 1));
    QVERIFY(House::must(house.registry->discardToken(house.actor(), token.id, 3)).isDisabled);
    QVERIFY(!house.isLive(token.id, 1));
}

void SecretTest::vouchesForANewTokensSecretWithAnOverlap()
{
    House house;
    const auto token = unclaimed(house, 1);
    House::must(house.registry->rotateToken(house.actor(), token.id, 1, rotation(2, longClaim, 3600), {}));
    QVERIFY(house.isLive(token.id, 1) && house.isLive(token.id, 2));
    QVERIFY(!House::must(house.registry->discardToken(house.actor(), token.id, 2)).isDisabled);
    QVERIFY(house.isLive(token.id, 1) && !house.isLive(token.id, 2));
}

void SecretTest::endsALeakedSecretWhateverTheOverlap()
{
    House house;
    const auto token = house.token("a", 1);
    House::must(house.registry->disableToken(house.actor(), token.id, 1, {DisableCode::Leaked, {}}));
    const auto rotated =
        House::must(house.registry->rotateToken(house.actor(), token.id, 2, rotation(2, {}, 3600), {})).token;
    QVERIFY(!rotated.previousSecretUntil);
    QVERIFY(!house.isLive(token.id, 1));
}

void SecretTest::letsAnotherTokenHaveWhatAnOverlapLeft()
{
    House house;
    const auto token = house.token("a", 1);
    House::must(house.registry->rotateToken(house.actor(), token.id, 1, rotation(2, {}, 3600), {}));
    QCOMPARE(reasonsOf(house.create("b", 1, house.actor())), std::vector{Reason::InvalidSecret});
    QVERIFY(house.store
                ->change([&](Transaction& transaction) -> Result<void> {
                    auto old = transaction.secretsOf(token.id).at(1);
                    old.until = transaction.now();
                    transaction.putSecret(old);
                    return {};
                })
                .has_value());
    QVERIFY(house.create("b", 1, house.actor()).has_value());
}

void SecretTest::takesOverlapsOfZeroToThirtyDays()
{
    House house;
    const auto token = house.token("a", 1);
    constexpr std::int64_t month = 30 * 24 * 60 * 60;
    for (const auto seconds : {std::int64_t{-1}, month + 1})
        QCOMPARE(reasonsOf(house.registry->rotateToken(house.actor(), token.id, 1, rotation(2, {}, seconds), {})),
                 std::vector{Reason::InvalidOverlap});
    QVERIFY(house.registry->rotateToken(house.actor(), token.id, 1, rotation(2, {}, month), {}).has_value());
}

void SecretTest::refusesClaimsThatAreNone()
{
    House house;
    const auto token = house.token("a", 1);
    QCOMPARE(reasonsOf(house.registry->claimToken(house.actor(), token.id, 1)), std::vector{Reason::InvalidState});
    QCOMPARE(reasonsOf(house.registry->discardToken(house.actor(), token.id, 1)), std::vector{Reason::InvalidState});
}

QTEST_GUILESS_MAIN(SecretTest)
#include "secret_test.moc"
