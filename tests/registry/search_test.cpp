#include "server/registry/secret_search.h"
#include "tests/registry/registry_fixture.h"

using namespace tokenhouse;
using namespace tokenhouse::test;
using Is = FoundSecret::Is;

class SearchTest : public QObject {
    Q_OBJECT

private:
    static std::vector<FoundSecret> search(House& house, const std::string& text)
    {
        return House::must(house.registry->identifySecret(house.actor(), text));
    }

private Q_SLOTS:
    void findsSecretsInAnyText();
    void tellsWhoseASecretIs();
    void tellsWhoseASecretWas();
    void putsTheWorstFirst();
    void isAnEventWithoutTheSecret();
    void isForThoseWhoMay();
    void refusesTooMuchText();
    void isThrottled();
};

void SearchTest::findsSecretsInAnyText()
{
    const std::string secret(40, 's');
    const auto has = [&](const std::string& text) {
        const auto parts = secretsIn(text);
        return std::find(parts.begin(), parts.end(), secret) != parts.end();
    };
    for (const auto& text :
         {secret, "  " + secret + "\n", "Authorization: Bearer " + secret, "key=" + secret + "&x=1", "a=b=" + secret,
          "It was \"" + secret + "\".", "It was " + secret + "...", "\xFF\xFE" + secret + std::string(1, '\0') + "x"})
        QVERIFY2(has(text), text.c_str());
    QVERIFY(secretsIn("").empty() && secretsIn("short words only").empty());
    QVERIFY(secretsIn(std::string(secretMaximum + 1, 's')).empty());
    QCOMPARE(secretsIn(secret + " " + secret).size(), std::size_t{1});
    // However long the text and however many its parts, the work is bounded.
    QVERIFY(secretsIn(std::string(searchTextMaximum, '=')).size() <= searchedMaximum + 1);
}

void SearchTest::tellsWhoseASecretIs()
{
    House house;
    const auto token = house.token("a", 1);
    QVERIFY(search(house, House::secretText(99)).empty());
    auto found = search(house, "Bearer " + House::secretText(1)).at(0);
    QVERIFY(found.is == Is::Current && found.works && !found.leaked && found.tokenId == token.id);
    RotateTokenRequest request;
    request.secret = SecretBytes(House::secretText(2));
    request.overlapSeconds = 3600;
    const auto rotated = House::must(house.registry->rotateToken(house.actor(), token.id, 1, std::move(request), {}));
    found = search(house, House::secretText(1)).at(0);
    QVERIFY(found.is == Is::Previous && found.works && found.worksUntil == rotated.token.previousSecretUntil);
    House::must(house.registry->disableToken(house.actor(), token.id, 2, {DisableCode::Leaked, {}}));
    found = search(house, House::secretText(2)).at(0);
    QVERIFY(found.is == Is::Current && !found.works && found.leaked);
    QCOMPARE(found.token->revision, std::int64_t{3});
}

void SearchTest::tellsWhoseASecretWas()
{
    House house;
    const auto token = house.token("a", 1);
    RotateTokenRequest request;
    request.secret = SecretBytes(House::secretText(2));
    const auto rotated = House::must(house.registry->rotateToken(house.actor(), token.id, 1, std::move(request), {}));
    auto found = search(house, House::secretText(1)).at(0);
    QVERIFY(found.is == Is::Rotated && !found.works && found.endedAt == rotated.token.lastModified);
    QVERIFY(house.registry->deleteToken(house.actor(), token.id, 2).has_value());
    for (const int secret : {1, 2}) {
        found = search(house, House::secretText(secret)).at(0);
        QVERIFY(found.is == Is::Deleted && found.tokenId == token.id && !found.token && found.endedAt);
    }
}

void SearchTest::putsTheWorstFirst()
{
    House house;
    const auto gone = house.token("gone", 1);
    QVERIFY(house.registry->deleteToken(house.actor(), gone.id, 1).has_value());
    house.token("lives", 2);
    const auto found = search(house, House::secretText(1) + "\n" + House::secretText(2));
    QCOMPARE(found.size(), std::size_t{2});
    QVERIFY(found[0].is == Is::Current && found[1].is == Is::Deleted);
}

void SearchTest::isAnEventWithoutTheSecret()
{
    House house;
    const auto token = house.token("a", 1);
    search(house, House::secretText(1));
    auto event = house.lastEvent();
    QCOMPARE(event.kind, std::string("secret.identified"));
    QCOMPARE(event.objectId, token.id.text());
    QCOMPARE(event.objectName, std::string("a"));
    QVERIFY(json::serialize(eventJson(event)).find(House::secretText(1)) == std::string::npos);
    search(house, House::secretText(2));
    event = house.lastEvent();
    QCOMPARE(event.objectType, std::string("secret"));
    QVERIFY(event.objectId.empty() && event.changes.at(0).after == json::value("none"));
}

void SearchTest::isForThoseWhoMay()
{
    House house;
    const auto auditor = house.actor(builtInGroup("Auditors")->permissions);
    QCOMPARE(faultOf(house.registry->identifySecret(auditor, House::secretText(1))), Fault::Forbidden);
    QVERIFY(house.events().empty());
}

void SearchTest::refusesTooMuchText()
{
    House house;
    QCOMPARE(faultOf(house.registry->identifySecret(house.actor(), std::string(searchTextMaximum + 1, ' '))),
             Fault::Malformed);
    std::string many;
    for (int i = 0; i <= static_cast<int>(searchedMaximum); ++i)
        many += House::secretText(i) + ' ';
    QCOMPARE(faultOf(house.registry->identifySecret(house.actor(), many)), Fault::Malformed);
}

void SearchTest::isThrottled()
{
    House house;
    for (int i = 0; i < 1000; ++i)
        search(house, "nothing");
    const auto refused = house.registry->identifySecret(house.actor(), "nothing");
    QCOMPARE(faultOf(refused), Fault::Throttled);
    QVERIFY(refused.error().extra.at("retryAfter").as_int64() > 0);
}

QTEST_GUILESS_MAIN(SearchTest)
#include "search_test.moc"
