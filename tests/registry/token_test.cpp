#include "tests/registry/registry_fixture.h"

#include <algorithm>

using namespace tokenhouse;
using namespace tokenhouse::test;

class TokenTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void createsWithEventInOneChange();
    void findsAllBrokenRulesAtOnce();
    void takesExactlyOneSourceOfASecret();
    void refusesASecretInUseAndSaysSoInAnEvent();
    void throttlesRefusalsOfSecretsInUse();
    void neverUsesAnIdTwice();
    void checksPermissionThenExistenceThenRevision();
    void countsPermissionsOfTheKeptUser();
    void patchesOnlyWhatDiffers();
    void namesKindsByIsDisabled();
    void editsAnExpiredToken();
    void refusesToDeleteATokenInUse();
    void createsWithDefinitions();
    void answersARepeatedRequestWithoutASecret();
    void wantsAnOwnerByPolicy();
};

void TokenTest::createsWithEventInOneChange()
{
    House house;
    CreateTokenRequest request;
    request.draft.name = "Reporting";
    request.generate = GenerateSecret{};
    const auto created = House::must(house.registry->createToken(house.actor(), std::move(request), {}));
    QVERIFY(created.secret.has_value());
    QCOMPARE(created.secret->size(), std::size_t{32});
    QCOMPARE(created.token.revision, std::int64_t{1});
    QCOMPARE(created.token.createdBy, std::string("local"));

    const auto events = house.events();
    QCOMPARE(events.size(), std::size_t{1});
    QCOMPARE(events[0].kind, std::string("token.created"));
    QCOMPARE(events[0].objectId, created.token.id.text());
    QCOMPARE(events[0].objectName, std::string("Reporting"));
    QCOMPARE(events[0].hash, eventHash(events[0]));
    QVERIFY(canonicalJson(eventJson(events[0])).find(created.secret->view()) == std::string::npos);
}

void TokenTest::findsAllBrokenRulesAtOnce()
{
    House house;
    CreateTokenRequest request;
    request.draft.name = "  ";
    request.draft.expiresAt = fromMillis(1000);
    request.secret = SecretBytes("short and blank");
    request.claimWithinSeconds = -1;
    request.definitions = {Uuid::make()};
    const auto result = house.registry->createToken(house.actor(), std::move(request), {});
    QCOMPARE(faultOf(result), Fault::Rule);
    const auto reasons = reasonsOf(result);
    for (const auto reason :
         {Reason::InvalidName, Reason::InvalidExpiry, Reason::InvalidSecret, Reason::InvalidClaim, Reason::NotFound})
        QVERIFY(std::find(reasons.begin(), reasons.end(), reason) != reasons.end());
    QCOMPARE(std::count(reasons.begin(), reasons.end(), Reason::InvalidSecret), 2);
    QVERIFY(house.events().empty());
}

void TokenTest::takesExactlyOneSourceOfASecret()
{
    House house;
    CreateTokenRequest neither;
    neither.draft.name = "a";
    QCOMPARE(reasonsOf(house.registry->createToken(house.actor(), std::move(neither), {})),
             std::vector{Reason::InvalidSecret});
    CreateTokenRequest both;
    both.draft.name = "a";
    both.secret = SecretBytes(House::secretText(1));
    both.generate = GenerateSecret{};
    QCOMPARE(reasonsOf(house.registry->createToken(house.actor(), std::move(both), {})),
             std::vector{Reason::InvalidSecret});
}

void TokenTest::refusesASecretInUseAndSaysSoInAnEvent()
{
    House house;
    const auto first = house.token("first", 1);
    const auto second = house.create("second", 1, house.actor());
    QCOMPARE(faultOf(second), Fault::Rule);
    QCOMPARE(reasonsOf(second), std::vector{Reason::InvalidSecret});
    QVERIFY(second.error().detail.find(first.id.text()) == std::string::npos);
    const auto event = house.lastEvent();
    QCOMPARE(event.kind, std::string("access.refused"));
    QCOMPARE(event.reason, std::string("secret in use"));
    QVERIFY(event.objectId != first.id.text());

    // Neither disabled nor deleted-and-leaked ones are free; one that was merely deleted is.
    House::must(house.registry->disableToken(house.actor(), first.id, 1, {DisableCode::None, {}}));
    QVERIFY(!house.create("second", 1, house.actor()));
    QVERIFY(house.registry->deleteToken(house.actor(), first.id, 2).has_value());
    QVERIFY(house.create("second", 1, house.actor()).has_value());

    const auto leaked = house.token("leaked", 2);
    House::must(house.registry->disableToken(house.actor(), leaked.id, 1, {DisableCode::Leaked, {}}));
    QVERIFY(house.registry->deleteToken(house.actor(), leaked.id, 2).has_value());
    QCOMPARE(reasonsOf(house.create("again", 2, house.actor())), std::vector{Reason::InvalidSecret});
}

void TokenTest::throttlesRefusalsOfSecretsInUse()
{
    House house;
    house.token("first", 1);
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(faultOf(house.create("other", 1, house.actor())), Fault::Rule);
    const auto refused = house.create("other", 2, house.actor());
    QCOMPARE(faultOf(refused), Fault::Throttled);
    QVERIFY(refused.error().extra.contains("retryAfter"));
    auto another = house.actor();
    another.user = "another";
    QVERIFY(house.create("other", 2, another).has_value());
}

void TokenTest::neverUsesAnIdTwice()
{
    House house;
    const auto id = Uuid::make();
    const auto make = [&](int secret) {
        CreateTokenRequest request;
        request.id = id;
        request.draft.name = "a";
        request.secret = SecretBytes(House::secretText(secret));
        return house.registry->createToken(house.actor(), std::move(request), {});
    };
    QVERIFY(make(1).has_value());
    QCOMPARE(faultOf(make(2)), Fault::Conflict);
    QVERIFY(house.registry->deleteToken(house.actor(), id, 1).has_value());
    QCOMPARE(reasonsOf(make(2)), std::vector{Reason::IdInUse});
    auto request = house.definitionRequest("a");
    request.id = id;
    QCOMPARE(reasonsOf(house.registry->createDefinition(house.actor(), request, {})), std::vector{Reason::IdInUse});
}

void TokenTest::checksPermissionThenExistenceThenRevision()
{
    House house;
    const auto token = house.token("a", 1);
    const auto viewer = house.actor({Permission::TokensRead});
    const json::value patch{{"name", ""}};
    const auto forbidden = house.registry->updateToken(viewer, Uuid::make(), 9, patch);
    QCOMPARE(faultOf(forbidden), Fault::Forbidden);
    QCOMPARE(forbidden.error().extra.at("missingPermission").as_string(), "tokens.write");
    QCOMPARE(faultOf(house.registry->updateToken(house.actor(), Uuid::make(), 9, patch)), Fault::NotFound);
    const auto stale = house.registry->updateToken(house.actor(), token.id, 9, patch);
    QCOMPARE(faultOf(stale), Fault::PreconditionFailed);
    QCOMPARE(stale.error().extra.at("current").as_int64(), std::int64_t{1});
    QCOMPARE(faultOf(house.registry->updateToken(house.actor(), token.id, 1, patch)), Fault::Rule);
    QCOMPARE(faultOf(house.registry->deleteToken(house.actor({Permission::TokensWrite}), token.id, 1)),
             Fault::Forbidden);
}

void TokenTest::countsPermissionsOfTheKeptUser()
{
    House house;
    const auto admin = House::must(house.registry->createUser(house.actor(), "Admin", {"Administrators"}, "hash"));
    const auto user = House::must(house.registry->createUser(house.actor(), "Olga", {"Operators"}, "hash"));
    auto olga = house.actor(); // as an old session would still say: all permissions
    olga.userId = user.id;
    olga.user = user.name;
    QVERIFY(house.create("a", 1, olga).has_value());
    House::must(house.registry->updateUser(house.actor(), user.id, {}, {.groups = {{"Viewers"}}}));
    QCOMPARE(faultOf(house.create("b", 2, olga)), Fault::Forbidden);
    QVERIFY(house.registry->removeUser(house.actor(), user.id).has_value());
    QCOMPARE(faultOf(house.create("c", 3, olga)), Fault::Forbidden);
    QCOMPARE(reasonsOf(house.registry->removeUser(house.actor(), admin.id)), std::vector{Reason::LastManager});
}

void TokenTest::patchesOnlyWhatDiffers()
{
    House house;
    const auto token = house.token("a", 1);
    const auto same = House::must(house.registry->updateToken(house.actor(), token.id, 1, {{"name", "a"}}));
    QCOMPARE(same.revision, std::int64_t{1});
    QCOMPARE(house.events().size(), std::size_t{1});

    const auto changed = House::must(
        house.registry->updateToken(house.actor(), token.id, 1, {{"owner", "Ops"}, {"labels", json::array{"b", "a"}}}));
    QCOMPARE(changed.revision, std::int64_t{2});
    QCOMPARE(changed.owner, std::string("Ops"));
    const auto event = house.lastEvent();
    QCOMPARE(event.kind, std::string("token.updated"));
    QCOMPARE(event.changes.size(), std::size_t{2});
    QCOMPARE(faultOf(house.registry->updateToken(house.actor(), token.id, 2, {{"secret", "x"}})), Fault::Malformed);
    QCOMPARE(faultOf(house.registry->updateToken(house.actor(), token.id, 2, {{"colour", "x"}})), Fault::Malformed);
}

void TokenTest::namesKindsByIsDisabled()
{
    House house;
    const auto token = house.token("a", 1);
    House::must(house.registry->updateToken(house.actor(), token.id, 1, {{"name", "b"}, {"isDisabled", true}}));
    QCOMPARE(house.lastEvent().kind, std::string("token.disabled"));
    House::must(house.registry->updateToken(house.actor(), token.id, 2, {{"isDisabled", false}}));
    QCOMPARE(house.lastEvent().kind, std::string("token.enabled"));
    const auto disabled =
        House::must(house.registry->disableToken(house.actor(), token.id, 3, {DisableCode::Left, "moved on"}));
    QVERIFY(disabled.isDisabled);
    QCOMPARE(house.lastEvent().reason, std::string("moved on"));
    QCOMPARE(House::must(house.registry->disableToken(house.actor(), token.id, 4, {})).revision, std::int64_t{4});
}

void TokenTest::editsAnExpiredToken()
{
    House house;
    CreateTokenRequest request;
    request.draft.name = "a";
    request.draft.expiresAt = now() + std::chrono::milliseconds(250);
    request.secret = SecretBytes(House::secretText(1));
    const auto token = House::must(house.registry->createToken(house.actor(), std::move(request), {})).token;
    while (now() <= *token.expiresAt) {}
    const auto expiry = json::value(formatTime(*token.expiresAt));
    const auto renamed =
        House::must(house.registry->updateToken(house.actor(), token.id, 1, {{"name", "b"}, {"expiresAt", expiry}}));
    QCOMPARE(renamed.name, std::string("b"));
    const auto past = json::value(formatTime(*token.expiresAt - std::chrono::hours(1)));
    QCOMPARE(reasonsOf(house.registry->updateToken(house.actor(), token.id, 2, {{"expiresAt", past}})),
             std::vector{Reason::InvalidExpiry});
    QVERIFY(!House::must(house.registry->updateToken(house.actor(), token.id, 2, {{"expiresAt", nullptr}})).expiresAt);
}

void TokenTest::refusesToDeleteATokenInUse()
{
    House house;
    const auto token = house.token("a", 1);
    const auto one = house.definition("one", {token.id});
    const auto two = house.definition("two", {token.id});
    QCOMPARE(house.reread(token.id).usedBy, 2u);
    const auto refused = house.registry->deleteToken(house.actor(), token.id, 1);
    QCOMPARE(faultOf(refused), Fault::Conflict);
    const auto& links = refused.error().traces.at(0).extra.at("apiDefinitionIdLinks").as_array();
    QCOMPARE(links.size(), std::size_t{2});
    House::must(house.registry->disallowTokens(house.actor(), one.id, 1, {token.id}));
    QVERIFY(house.registry->deleteDefinition(house.actor(), two.id, 1).has_value());
    QCOMPARE(house.reread(token.id).usedBy, 0u);
    QVERIFY(house.registry->deleteToken(house.actor(), token.id, 1).has_value());
    QVERIFY(!House::must(house.store->token(token.id)));
    QCOMPARE(house.lastEvent().kind, std::string("token.deleted"));
}

void TokenTest::createsWithDefinitions()
{
    House house;
    const auto one = house.definition("one");
    const auto two = house.definition("two");
    CreateTokenRequest request;
    request.draft.name = "a";
    request.secret = SecretBytes(House::secretText(1));
    request.definitions = {two.id, one.id, one.id};
    const auto forbidden = house.registry->createToken(house.actor({Permission::TokensWrite}), {}, {});
    QVERIFY(!forbidden);
    const auto created = House::must(house.registry->createToken(house.actor(), std::move(request), {}));
    QCOMPARE(created.token.usedBy, 2u);
    const auto events = house.events();
    QCOMPARE(events.size(), std::size_t{5});
    QCOMPARE(events[2].kind, std::string("token.created"));
    QCOMPARE(events[3].kind, std::string("definition.updated"));
    QCOMPARE(events[3].related, std::vector{created.token.id.text()});
    QVERIFY(!events[2].operationId.empty());
    QCOMPARE(events[2].operationId, events[4].operationId);

    CreateTokenRequest another;
    another.draft.name = "b";
    another.secret = SecretBytes(House::secretText(2));
    another.definitions = {one.id};
    const auto refused = house.registry->createToken(house.actor({Permission::TokensWrite}), std::move(another), {});
    QCOMPARE(refused.error().extra.at("missingPermission").as_string(), "definitions.write");
}

void TokenTest::answersARepeatedRequestWithoutASecret()
{
    House house;
    const auto make = [&](const char* name, std::uint8_t body) {
        CreateTokenRequest request;
        request.draft.name = name;
        request.generate = GenerateSecret{};
        Registry::Idempotency idempotency;
        idempotency.scopedKey[0] = 1;
        idempotency.bodyDigest[0] = body;
        return house.registry->createToken(house.actor(), std::move(request), idempotency);
    };
    const auto first = House::must(make("a", 1));
    const auto again = House::must(make("a", 1));
    QVERIFY(again.repeated);
    QVERIFY(!again.secret);
    QCOMPARE(again.token.id, first.token.id);
    QCOMPARE(faultOf(make("b", 2)), Fault::Rule);
    QCOMPARE(house.events().size(), std::size_t{1});
}

void TokenTest::wantsAnOwnerByPolicy()
{
    House house(Policy{.ownerRequired = true});
    QCOMPARE(reasonsOf(house.create("a", 1, house.actor())), std::vector{Reason::InvalidOwner});
}

QTEST_GUILESS_MAIN(TokenTest)
#include "token_test.moc"
