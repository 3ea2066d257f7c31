#include "tests/store/stores.h"

#include <algorithm>

using namespace tokenhouse;
using namespace tokenhouse::test;

/// Whole lists of one moment, and sums of calls, over every kind of store.
class ListingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsAllOfOneMoment_data();
    void listsAllOfOneMoment();
    void listsWhatAPageHas();
    void sumsCallsBySecretAndRole();
    void sumsNothingOfWhatIsGone();
    void boundsTheAddresses();

private:
    static std::unique_ptr<Store> open(const QTemporaryDir& place, const StoreKind& kind)
    {
        return must(openStore(kind.url, place.path().toStdString(), {.create = true}));
    }
    static ListQuery query(Schema schema, const std::string& filter, const std::string& order)
    {
        ListQuery query;
        query.now = now();
        query.filter = must(parseFilter(filter, schema, {query.now, "tester"}));
        query.order = must(parseOrder(order, schema));
        return query;
    }
    template <class T>
    static std::vector<T> all(Listing<T>& listing, std::size_t step)
    {
        std::vector<T> items;
        for (;;) {
            auto some = must(listing.next(step));
            if (some.empty())
                return items;
            std::ranges::move(some, std::back_inserter(items));
        }
    }
};

void ListingTest::listsAllOfOneMoment_data()
{
    QTest::addColumn<int>("count"); // around the size from which lists are kept in memory
    QTest::newRow("none") << 0;
    QTest::newRow("few") << 7;
    QTest::newRow("many") << 1500;
}

void ListingTest::listsAllOfOneMoment()
{
    QFETCH(int, count);
    for (const auto& kind : storeKinds()) {
        QTemporaryDir place;
        const auto store = open(place, kind);
        std::vector<Token> tokens;
        must(store->change([&](Transaction& transaction) -> Result<void> {
            for (int i = 0; i < count; ++i) {
                tokens.push_back(tokenOf("t" + std::to_string(1000 + i)));
                transaction.putToken(tokens.back());
            }
            return {};
        }));
        const auto listing = must(store->listTokens(query(tokenSchema(), "", "name desc")));
        QCOMPARE(listing->total(), std::int64_t{count});
        must(store->change([&](Transaction& transaction) -> Result<void> {
            transaction.putToken(tokenOf("t9999"));
            if (count > 0)
                transaction.deleteToken(tokens.front().id);
            return {};
        }));
        const auto items = all(*listing, 100);
        QCOMPARE(items.size(), static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i)
            QCOMPARE(items[static_cast<std::size_t>(i)].name, "t" + std::to_string(999 + count - i));
        QVERIFY(must(listing->next(10)).empty()); // and stays at its end
    }
}

void ListingTest::listsWhatAPageHas()
{
    for (const auto& kind : storeKinds()) {
        QTemporaryDir place;
        const auto store = open(place, kind);
        const auto token = tokenOf("a");
        put(*store, token, 1);
        for (const auto* route : {"b", "a", "c"})
            put(*store, definitionOf(route, {token.id}));
        const auto definitions = must(store->listDefinitions(query(definitionSchema(), "NOT route = b", "route")));
        QCOMPARE(definitions->total(), std::int64_t{2});
        const auto apis = all(*definitions, 1);
        QVERIFY(apis.at(0).route == "a" && apis.at(1).route == "c");
        QCOMPARE(apis.at(0).allowedTokens, std::vector{token.id});
        const auto events = must(store->listEvents(query(eventSchema(), "kind = definition.created", "")));
        const auto newest = all(*events, 2);
        QCOMPARE(newest.size(), std::size_t{3});
        QVERIFY(newest.at(0).sequence == 4 && newest.at(2).sequence == 2 && !newest.at(0).hash.empty());
    }
}

void ListingTest::sumsCallsBySecretAndRole()
{
    for (const auto& kind : storeKinds()) {
        QTemporaryDir place;
        const auto store = open(place, kind);
        const auto token = tokenOf("a");
        put(*store, token, 1);
        SecretKey key;
        const auto digest = digestOf(1);
        std::copy_n(digest.begin(), key.size(), key.begin());
        const auto at = now();
        const CallSums sums{
            .calls = 3, .refused = 1, .lastCallAt = at, .lastRefusedAt = at, .addresses = {{"::1", 3, 1, at}}};
        must(store->recordCalls({{{token.id, key, false}, sums}, {{token.id, key, true}, sums}}));
        auto counts = must(store->callCounts(token.id));
        QCOMPARE(counts.all.calls, std::uint64_t{6});
        QCOMPARE(counts.secrets.at(0).sums.calls, std::uint64_t{3}); // it is no previous one
        must(store->recordCalls({{{token.id, key, false}, {.calls = 1, .lastCallAt = at + std::chrono::seconds(1)}}}));
        counts = must(store->callCounts(token.id));
        QVERIFY(counts.secrets.at(0).sums.calls == 4 && counts.secrets.at(0).sums.lastRefusedAt == at);
        QVERIFY(counts.all.lastCallAt == at + std::chrono::seconds(1));
        // Another role counts anew; the token keeps all.
        must(store->change([&](Transaction& transaction) -> Result<void> {
            auto secret = *transaction.secret(digest);
            secret.role = StoredSecret::Role::Previous;
            transaction.putSecret(secret);
            transaction.putSecret({digestOf(2), 1, token.id, StoredSecret::Role::Current, {}, false});
            return {};
        }));
        must(store->recordCalls({{{token.id, key, true}, {.calls = 2}}, {{token.id, key, false}, {.calls = 5}}}));
        counts = must(store->callCounts(token.id));
        QCOMPARE(counts.secrets.at(0).sums.calls, std::uint64_t{0});
        QCOMPARE(counts.secrets.at(1).sums.calls, std::uint64_t{2});
        QCOMPARE(counts.all.calls, std::uint64_t{14});
        QCOMPARE(counts.all.addresses.at(0).calls, std::uint64_t{6});
    }
}

void ListingTest::sumsNothingOfWhatIsGone()
{
    for (const auto& kind : storeKinds()) {
        QTemporaryDir place;
        const auto store = open(place, kind);
        const auto token = tokenOf("a");
        const auto definition = definitionOf("a");
        put(*store, token, 1);
        put(*store, definition);
        const std::vector<CallRecord> records{{{token.id, {}, false}, {.calls = 1}},
                                              {{definition.id, {}, false}, {.calls = 2}}};
        must(store->recordCalls(records));
        QCOMPARE(must(store->callCounts(definition.id)).all.calls, std::uint64_t{2});
        must(store->change([&](Transaction& transaction) -> Result<void> {
            transaction.deleteDefinition(definition.id);
            transaction.deleteToken(token.id);
            return {};
        }));
        must(store->recordCalls(records));
        for (const auto& id : {token.id, definition.id})
            QCOMPARE(must(store->callCounts(id)).all.calls, std::uint64_t{0});
    }
}

void ListingTest::boundsTheAddresses()
{
    for (const auto& kind : storeKinds()) {
        QTemporaryDir place;
        const auto store = open(place, kind);
        const auto token = tokenOf("a");
        put(*store, token, 1);
        for (std::size_t i = 0; i < summedAddresses + 10; ++i) {
            const CallSums sums{.calls = 1, .addresses = {{"10.0.0." + std::to_string(i), 1, 0, now()}}};
            must(store->recordCalls({{{token.id, {}, false}, sums}}));
        }
        const auto counts = must(store->callCounts(token.id));
        QCOMPARE(counts.all.calls, std::uint64_t{summedAddresses + 10});
        QCOMPARE(counts.all.addresses.size(), summedAddresses + 1);
        const auto others = std::ranges::find(counts.all.addresses, std::string(), &AddressSum::address);
        QCOMPARE(others->calls, std::uint64_t{10});
    }
}

QTEST_GUILESS_MAIN(ListingTest)
#include "listing_test.moc"
