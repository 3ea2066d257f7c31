#include "tests/store/stores.h"

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <sys/stat.h>

#include "server/audit/audit.h"
#include "server/auth/key_ring.h"
#include "server/demo/demo.h"

using namespace tokenhouse;
using namespace tokenhouse::test;

namespace {

const Time demoNow = *parseTime("2026-03-01T12:00:00Z");

struct Stock {
    std::vector<Token> tokens;
    std::vector<Definition> definitions;
    std::vector<Event> events;
    std::map<Uuid, Digest> digests;
};

Stock stockOf(Store& store)
{
    Stock stock;
    ListQuery query;
    query.pageSize = 100'000;
    query.now = demoNow;
    query.filter.schema = tokenSchema();
    query.order = {{findField(tokenSchema(), "createdAt"), false}};
    stock.tokens = must(store.tokens(query)).items;
    query.filter.schema = definitionSchema();
    query.order = {{findField(definitionSchema(), "createdAt"), false}};
    stock.definitions = must(store.definitions(query)).items;
    stock.events = must(store.eventsAfter(0, 1'000'000));
    must(store.loadAccess([&](const TokenAccess& access) { stock.digests[access.id] = access.secrets.at(0).digest; },
                          [](const Definition&) {}));
    return stock;
}

DemoOptions options(std::uint64_t tokens, std::uint64_t definitions, std::uint64_t events = 0)
{
    DemoOptions one;
    one.tokens = tokens;
    one.definitions = definitions;
    one.events = events;
    one.seed = 3;
    one.now = demoNow;
    return one;
}

} // namespace

class DemoTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fillsWithAConsistentStock_data();
    void fillsWithAConsistentStock();
    void repeatsBySeed();
    void writesSecretsThatWork();
    void keepsUsersOfAFreshStore();
    void leavesWhatIsNoFreshStore();
    void refusesWhatDoesNotFit();
};

void DemoTest::fillsWithAConsistentStock_data()
{
    QTest::addColumn<int>("tokens");
    QTest::addColumn<int>("definitions");
    QTest::addColumn<int>("events");
    QTest::newRow("plain") << 600 << 90 << 0;
    QTest::newRow("with history") << 400 << 60 << 2000;
    for (const int few : {100, 110, 120, 130})
        QTest::addRow("%d with much history", few) << few << 10 << 900;
    QTest::newRow("more APIs than tokens") << 30 << 200 << 0;
    QTest::newRow("one API") << 500 << 1 << 0;
    QTest::newRow("nothing") << 0 << 0 << 0;
}

void DemoTest::fillsWithAConsistentStock()
{
    QFETCH(int, tokens);
    QFETCH(int, definitions);
    QFETCH(int, events);
    const QTemporaryDir directory;
    const auto path = directory.path().toStdString();
    must(makeDemo(path, options(static_cast<std::uint64_t>(tokens), static_cast<std::uint64_t>(definitions),
                                static_cast<std::uint64_t>(events))));
    const auto store = must(openStore("sqlite:", path, {}));
    QVERIFY(must(store->integrityFaults()).empty());
    const auto report = must(verifyChain(*store));
    QVERIFY2(report.good(), report.fault.c_str());
    const auto stock = stockOf(*store);
    QCOMPARE(stock.tokens.size(), static_cast<std::size_t>(tokens));
    QCOMPARE(stock.definitions.size(), static_cast<std::size_t>(definitions));
    QCOMPARE(stock.events.size(), static_cast<std::size_t>(events == 0 ? tokens + definitions : events));

    std::map<std::string, const Event*> created;
    std::map<std::string, int> touched;
    std::map<std::string, std::int64_t> first;
    for (const auto& event : stock.events) {
        QVERIFY(event.time < demoNow && event.time > demoNow - std::chrono::days(731));
        ++touched[event.objectId];
        auto& begun = first.try_emplace(event.objectId, event.sequence).first->second;
        begun = std::min(begun, event.sequence);
        if (event.kind.ends_with(".created"))
            created[event.objectId] = &event;
    }
    std::set<std::string> states;
    std::map<std::string, std::uint32_t> usedBy;
    for (const auto& definition : stock.definitions) {
        QVERIFY(created.contains(definition.id.text()));
        QVERIFY(created[definition.id.text()]->time == definition.createdAt);
        for (const auto& token : definition.allowedTokens)
            ++usedBy[token.text()];
    }
    for (const auto& token : stock.tokens) {
        QVERIFY(checkToken(draftOf(token), {}, false, demoNow).empty());
        QVERIFY(created.contains(token.id.text()));
        QVERIFY(created[token.id.text()]->time == token.createdAt);
        QCOMPARE(created[token.id.text()]->sequence, first[token.id.text()]);
        QVERIFY(token.lastModified >= token.createdAt && token.lastModified < demoNow);
        QCOMPARE(token.revision, std::int64_t{touched[token.id.text()]});
        QCOMPARE(token.usedBy, usedBy[token.id.text()]);
        states.insert(std::string(tokenStateName(token.state(demoNow))));
        if (token.state(demoNow) == TokenState::Active && definitions > 0)
            QVERIFY(token.usedBy > 0);
    }
    if (tokens >= 5)
        QCOMPARE(states.size(), std::size_t{5});
}

void DemoTest::repeatsBySeed()
{
    const QTemporaryDir one;
    const QTemporaryDir two;
    const auto file = one.filePath(QStringLiteral("secrets")).toStdString();
    for (const auto* directory : {&one, &two}) {
        auto with = options(120, 20);
        with.secretsFile = file + (directory == &one ? "1" : "2");
        must(makeDemo(directory->path().toStdString() + "/data", with));
    }
    const auto a = stockOf(*must(openStore("sqlite:", one.path().toStdString() + "/data", {})));
    const auto b = stockOf(*must(openStore("sqlite:", two.path().toStdString() + "/data", {})));
    QCOMPARE(a.events.back().hash, b.events.back().hash);
    for (std::size_t i = 0; i < a.tokens.size(); ++i)
        QCOMPARE(canonicalJson(tokenJson(a.tokens[i], demoNow)), canonicalJson(tokenJson(b.tokens[i], demoNow)));
    const auto read = [](const std::string& path) {
        std::stringstream text;
        text << std::ifstream(path).rdbuf();
        return text.str();
    };
    QVERIFY(!read(file + "1").empty());
    QCOMPARE(read(file + "1"), read(file + "2"));
}

void DemoTest::writesSecretsThatWork()
{
    const QTemporaryDir directory;
    const auto path = directory.path().toStdString() + "/data";
    auto with = options(300, 40);
    with.secretsFile = directory.path().toStdString() + "/secrets";
    must(makeDemo(path, with));
    struct stat status {};
    QCOMPARE(::stat(with.secretsFile.c_str(), &status), 0);
    QCOMPARE(status.st_mode & 0777u, 0600u);

    const auto keys = must(KeyRing::load(path + "/key"));
    const auto store = must(openStore("sqlite:", path, {}));
    QCOMPARE(must(store->setting("keyCheck")), std::optional(keys->checkValue()));
    QCOMPARE(must(store->setting("demo")), std::optional<std::string>("true"));
    const auto stock = stockOf(*store);
    std::map<std::string, const Definition*> byRoute;
    for (const auto& definition : stock.definitions)
        byRoute[definition.route] = &definition;
    std::vector<std::string> active;
    for (const auto& token : stock.tokens) {
        if (token.state(demoNow) == TokenState::Active)
            active.push_back(token.id.text());
    }
    std::ifstream lines(with.secretsFile);
    std::vector<std::string> listed;
    for (std::string id, secret, route; lines >> id >> secret >> route;) {
        listed.push_back(id);
        QVERIFY(Secret::make(secret).has_value());
        const auto uuid = *Uuid::parse(id);
        QVERIFY(stock.digests.at(uuid) == keys->digest(secret));
        const auto token = *must(store->token(uuid));
        QVERIFY(token.rateLimit == must(RateLimit::make(100, 1)));
        QVERIFY(token.allowedAddresses.empty());
        QVERIFY(byRoute.contains(route));
        const auto& definition = *byRoute[route];
        QVERIFY(Route::make(route)->isStatic());
        QVERIFY(!definition.isDisabled);
        QVERIFY(definition.methods.empty() || definition.methods == std::vector{Method::Get});
        QVERIFY(std::binary_search(definition.allowedTokens.begin(), definition.allowedTokens.end(), uuid));
        QCOMPARE(std::get<FixedResponse>(definition.action).body.size(), std::size_t{100});
    }
    QCOMPARE(listed, active);
}

void DemoTest::keepsUsersOfAFreshStore()
{
    const QTemporaryDir directory;
    const auto path = directory.path().toStdString();
    {
        const auto store = must(openStore("sqlite:", path, {.create = true}));
        must(store->change([](Transaction& transaction) -> Result<void> {
            StoredUser stored;
            stored.user.id = Uuid::make();
            stored.user.name = "Admin";
            stored.user.groups = {"Administrators"};
            stored.passwordHash = "hash";
            transaction.putUser(stored);
            transaction.append(eventOf("user.created", "Admin"));
            return {};
        }));
    }
    must(makeDemo(path, options(20, 3)));
    const auto store = must(openStore("sqlite:", path, {}));
    QCOMPARE(must(store->users()).at(0).passwordHash, std::string("hash"));
    QVERIFY(must(verifyChain(*store)).good());
    QCOMPARE(must(store->eventsAfter(0, 100)).back().kind, std::string("user.created"));
    QVERIFY(!must(store->setting("demo")));
    put(*store, tokenOf("one more"), 1);
    QVERIFY(must(verifyChain(*store)).good());
}

void DemoTest::leavesWhatIsNoFreshStore()
{
    const QTemporaryDir directory;
    const auto path = directory.path().toStdString();
    const auto token = tokenOf("gone");
    {
        const auto store = must(openStore("sqlite:", path, {.create = true}));
        put(*store, token, 1);
        must(store->change([&](Transaction& transaction) -> Result<void> {
            transaction.deleteToken(token.id);
            transaction.append(eventOf("token.deleted", "gone"));
            return {};
        }));
    }
    // No token is left, but its events, its id and its secret are, and must stay as they are.
    QVERIFY(!makeDemo(path, options(10, 2)));
    const auto store = must(openStore("sqlite:", path, {}));
    QVERIFY(must(store->eventsAfter(0, 100)).back().kind == "token.deleted");
}

void DemoTest::refusesWhatDoesNotFit()
{
    const QTemporaryDir directory;
    const auto path = directory.path().toStdString();
    QVERIFY(!makeDemo(path, options(10'001, 1)));
    QVERIFY(!makeDemo(path, options(10, 0)));
    QVERIFY(!makeDemo(path, options(10, 2, 11)));
    must(makeDemo(path, options(10, 2)));
    const auto again = makeDemo(path, options(10, 2));
    QVERIFY(!again);
    QVERIFY(again.error().detail.find("already") != std::string::npos);
    const auto store = must(openStore("sqlite:", path, {}));
    QVERIFY(!makeDemo(path, options(10, 2)));
}

QTEST_GUILESS_MAIN(DemoTest)
#include "demo_test.moc"
