#include "tests/store/stores.h"

#include <algorithm>
#include <atomic>
#include <thread>

using namespace tokenhouse;
using namespace tokenhouse::test;

/// What every store must do. Each test runs once for each store of storeKinds().
class ConformanceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void keepsTokens_data() { rows(); }
    void keepsTokens();
    void keepsDefinitions_data() { rows(); }
    void keepsDefinitions();
    void listsDefinitionsAsTheyAreNow_data() { rows(); }
    void listsDefinitionsAsTheyAreNow();
    void listsManyTokensOfDefinitions_data() { rows(); }
    void listsManyTokensOfDefinitions();
    void countsUses_data() { rows(); }
    void countsUses();
    void keepsSecretsOfDeletedTokens_data() { rows(); }
    void keepsSecretsOfDeletedTokens();
    void undoesAFailedChangeAlone_data() { rows(); }
    void undoesAFailedChangeAlone();
    void tellsSinksBeforeCallers_data() { rows(); }
    void tellsSinksBeforeCallers();
    void letsOneThreadWin_data() { rows(); }
    void letsOneThreadWin();
    void sealsEventsIntoAChain_data() { rows(); }
    void sealsEventsIntoAChain();
    void keepsUsersAndSessions_data() { rows(); }
    void keepsUsersAndSessions();
    void keepsAnswersForADay_data() { rows(); }
    void keepsAnswersForADay();
    void findsLapsedClaims_data() { rows(); }
    void findsLapsedClaims();
    void keepsEverythingOverARestart_data() { rows(); }
    void keepsEverythingOverARestart();
    void refusesASecondHolder_data() { rows(); }
    void refusesASecondHolder();

private:
    void rows()
    {
        QTest::addColumn<QString>("url");
        for (const auto& kind : storeKinds())
            QTest::newRow(kind.name) << QString::fromLatin1(kind.url);
    }
    void open(bool create = true)
    {
        m_store.reset();
        m_store = must(openStore(m_url, m_directory->path().toStdString(), {.create = create}));
    }
    Token reread(const Uuid& id) { return *must(m_store->token(id)); }

    std::string m_url;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Store> m_store;
};

void ConformanceTest::init()
{
    QFETCH(QString, url);
    m_url = url.toStdString();
    m_directory = std::make_unique<QTemporaryDir>();
    open();
}

void ConformanceTest::cleanup()
{
    m_store.reset();
    m_directory.reset();
}

void ConformanceTest::keepsTokens()
{
    auto token = tokenOf("Räksmörgås");
    token.description = "what for";
    token.owner = "Ops";
    token.labels = {"a", "b"};
    token.isDisabled = true;
    token.isHeld = true;
    token.disableCode = DisableCode::Left;
    token.rateLimit = must(RateLimit::make(10, 60));
    token.expiresAt = fromMillis(1'900'000'000'123);
    token.claimUntil = fromMillis(1'800'000'000'001);
    token.previousSecretUntil = fromMillis(1'800'000'000'002);
    token.newestIsRotation = true;
    token.allowedAddresses = {"10.0.0.0/8"};
    token.revision = 7;
    put(*m_store, token, 1);
    const auto kept = reread(token.id);
    QCOMPARE(canonicalJson(tokenJson(kept, now())), canonicalJson(tokenJson(token, now())));
    QCOMPARE(kept.isHeld, true);
    QCOMPARE(kept.disableCode, DisableCode::Left);
    QCOMPARE(kept.newestIsRotation, true);
    QCOMPARE(kept.claimUntil, token.claimUntil);

    auto changed = kept;
    changed.labels = {"c"};
    changed.expiresAt.reset();
    changed.rateLimit.reset();
    changed.description.clear();
    changed.revision = 8;
    must(m_store->change([&](Transaction& transaction) -> Result<void> {
        transaction.putToken(changed);
        return {};
    }));
    QCOMPARE(canonicalJson(tokenJson(reread(token.id), now())), canonicalJson(tokenJson(changed, now())));
    QVERIFY(!must(m_store->token(Uuid::make())));
}

void ConformanceTest::keepsDefinitions()
{
    const auto a = tokenOf("a");
    const auto b = tokenOf("b");
    put(*m_store, a, 1);
    put(*m_store, b, 2);
    auto definition = definitionOf("Ticket/{id}", {a.id, b.id});
    definition.methods = {Method::Get, Method::Patch};
    definition.action = AutomationScript{"x.js", InputType::Parameters};
    put(*m_store, definition);
    const auto kept = must(m_store->definition(definition.id));
    QCOMPARE(canonicalJson(definitionJson(*kept)), canonicalJson(definitionJson(definition)));
    QCOMPARE(reread(a.id).usedBy, 1u);
    must(m_store->change([&](Transaction& transaction) -> Result<void> {
        const auto shape = Route::make("TICKET/{n}")->shape();
        if (transaction.definitionOfShape(shape) != definition.id || transaction.definitionOfShape("other"))
            return fail(Fault::Internal, "wrong shape");
        if (transaction.definitionsUsing(a.id) != std::vector{definition.id})
            return fail(Fault::Internal, "wrong users");
        const auto unknown = Uuid::make();
        if (transaction.unknownTokens({a.id, unknown}) != std::vector{unknown})
            return fail(Fault::Internal, "wrong unknown ids");
        definition.allowedTokens = {b.id};
        transaction.putDefinition(definition);
        return {};
    }));
    QCOMPARE(reread(a.id).usedBy, 0u);
    QCOMPARE(reread(b.id).usedBy, 1u);
    must(m_store->change([&](Transaction& transaction) -> Result<void> {
        transaction.deleteDefinition(definition.id);
        if (!transaction.idWasUsed(definition.id) || !transaction.idWasUsed(a.id)
            || transaction.idWasUsed(Uuid::make()))
            return fail(Fault::Internal, "ids are forgotten");
        return {};
    }));
    QCOMPARE(reread(b.id).usedBy, 0u);
    QVERIFY(!must(m_store->definition(definition.id)));
}

/// A store may keep what it read for the next list: never longer than it is true.
void ConformanceTest::listsDefinitionsAsTheyAreNow()
{
    ListQuery all;
    all.filter = must(parseFilter("", definitionSchema(), {now(), ""}));
    const auto listed = [&] {
        const auto page = must(m_store->definitions(all));
        std::vector<std::string> texts;
        for (const auto& one : page.items)
            texts.push_back(canonicalJson(definitionJson(one)));
        std::ranges::sort(texts);
        return texts;
    };
    const auto a = tokenOf("a");
    const auto b = tokenOf("b");
    put(*m_store, a, 1);
    put(*m_store, b, 2);
    auto first = definitionOf("first", {a.id, b.id});
    put(*m_store, first);
    QCOMPARE(listed(), std::vector{canonicalJson(definitionJson(first))});

    first.description = "changed";
    first.allowedTokens = {b.id};
    ++first.revision;
    put(*m_store, first);
    QCOMPARE(listed(), std::vector{canonicalJson(definitionJson(first))});

    // The next one may come to lie where the last one was; so may a token that it lists.
    must(m_store->change([&](Transaction& transaction) -> Result<void> {
        transaction.deleteDefinition(first.id);
        transaction.deleteToken(b.id);
        return {};
    }));
    QVERIFY(listed().empty());
    const auto c = tokenOf("c");
    put(*m_store, c, 3);
    auto second = definitionOf("second", {c.id});
    second.revision = first.revision;
    put(*m_store, second);
    QCOMPARE(listed(), std::vector{canonicalJson(definitionJson(second))});
}

/// Whichever way a store finds the ids of few and of many tokens: they are the right ones, in their order.
void ConformanceTest::listsManyTokensOfDefinitions()
{
    std::vector<Uuid> ids;
    for (int i = 0; i < 300; ++i)
        ids.push_back(Uuid::make());
    std::shuffle(ids.begin(), ids.end(), std::mt19937(1));
    must(m_store->change([&](Transaction& transaction) -> Result<void> {
        auto token = tokenOf("many");
        for (const auto& id : ids) {
            token.id = id;
            transaction.putToken(token);
        }
        return {};
    }));
    ListQuery all;
    all.filter = must(parseFilter("", definitionSchema(), {now(), ""}));
    std::size_t made = 0;
    for (const auto count : {3, 5, 290, 300, 1}) {
        const auto begin = ids.begin() + 300 - count;
        put(*m_store, definitionOf("route-" + std::to_string(made++), {begin, ids.end()}));
        const auto page = must(m_store->definitions(all));
        QCOMPARE(page.items.size(), made);
        for (const auto& one : page.items)
            QCOMPARE(one.allowedTokens, must(m_store->definition(one.id))->allowedTokens);
    }
}

void ConformanceTest::countsUses()
{
    const auto token = tokenOf("a");
    put(*m_store, token, 1);
    must(m_store->recordUse({{token.id, fromMillis(5000), 3}, {Uuid::make(), fromMillis(1), 1}}));
    must(m_store->recordUse({{token.id, fromMillis(4000), 2}}));
    const auto used = reread(token.id);
    QCOMPARE(used.useCount, std::uint64_t{5});
    QCOMPARE(used.lastUsedAt, std::optional(fromMillis(5000)));
    QCOMPARE(used.revision, std::int64_t{1});
    // Writing the object does not turn the counters back.
    must(m_store->change([&](Transaction& transaction) -> Result<void> {
        transaction.putToken(token);
        return {};
    }));
    QCOMPARE(reread(token.id).useCount, std::uint64_t{5});
}

void ConformanceTest::keepsSecretsOfDeletedTokens()
{
    const auto token = tokenOf("a");
    put(*m_store, token, 1);
    must(m_store->change([&](Transaction& transaction) -> Result<void> {
        transaction.putSecret({digestOf(2), 1, token.id, StoredSecret::Role::Previous, fromMillis(9), true});
        const auto secrets = transaction.secretsOf(token.id);
        if (secrets.size() != 2 || secrets[1].until != fromMillis(9) || !secrets[1].leaked)
            return fail(Fault::Internal, "wrong secrets");
        transaction.deleteToken(token.id);
        return {};
    }));
    must(m_store->change([&](Transaction& transaction) -> Result<void> {
        const auto secret = transaction.secret(digestOf(2));
        if (!secret || secret->role != StoredSecret::Role::Retired || secret->tokenId != token.id || !secret->leaked)
            return fail(Fault::Internal, "a digest is lost");
        return transaction.secretsOf(token.id).empty() ? Result<void>() : fail(Fault::Internal, "still valid");
    }));
}

void ConformanceTest::undoesAFailedChangeAlone()
{
    const auto token = tokenOf("a");
    const auto failed = m_store->change([&](Transaction& transaction) -> Result<void> {
        transaction.putToken(token);
        transaction.append(eventOf("token.created"));
        return fail(Fault::Rule, "no");
    });
    QCOMPARE(failed.error().detail, std::string("no"));
    const auto thrown = m_store->change([&](Transaction& transaction) -> Result<void> {
        transaction.putToken(token);
        throw std::runtime_error("with a secret in it");
    });
    QCOMPARE(thrown.error().fault, Fault::Internal);
    QVERIFY(thrown.error().detail.find("secret") == std::string::npos);
    QVERIFY(!must(m_store->token(token.id)));
    QCOMPARE(must(m_store->head()).sequence, std::int64_t{0});
    put(*m_store, token, 1);
    QCOMPARE(must(m_store->head()).sequence, std::int64_t{1});
}

void ConformanceTest::tellsSinksBeforeCallers()
{
    Commit last;
    int commits = 0;
    m_store->addSink([&](const Commit& commit) {
        last = commit;
        ++commits;
    });
    const auto token = tokenOf("a");
    put(*m_store, token, 1);
    QCOMPARE(commits, 1);
    QCOMPARE(last.tokens.size(), std::size_t{1});
    QCOMPARE(last.tokens[0].secrets.size(), std::size_t{1});
    QCOMPARE(last.tokens[0].secrets[0].digest, digestOf(1));
    QCOMPARE(last.events.size(), std::size_t{1});
    QCOMPARE(last.events[0].sequence, std::int64_t{1});
    const auto definition = definitionOf("a", {token.id});
    put(*m_store, definition);
    QCOMPARE(last.definitions.size(), std::size_t{1});
    QCOMPARE(last.definitions[0].allowedTokens, std::vector{token.id});
    must(m_store->change([&](Transaction& transaction) -> Result<void> {
        transaction.deleteDefinition(definition.id);
        transaction.deleteToken(token.id);
        return {};
    }));
    QCOMPARE(last.deletedTokens, std::vector{token.id});
    QCOMPARE(last.deletedDefinitions, std::vector{definition.id});
    QVERIFY(last.tokens.empty());
    QVERIFY(!m_store->change([](Transaction&) -> Result<void> { return fail(Fault::Rule, "no"); }));
    QCOMPARE(commits, 3);
}

void ConformanceTest::letsOneThreadWin()
{
    // The rule is checked inside the change, as the registry does: of all who try, one finds the place free.
    for (int round = 0; round < 20; ++round) {
        std::atomic<int> secrets{0};
        std::atomic<int> routes{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&, i] {
                const auto token = tokenOf("racer " + std::to_string(i));
                const bool won = m_store
                                     ->change([&](Transaction& transaction) -> Result<void> {
                                         if (transaction.secret(digestOf(round)))
                                             return fail(Fault::Rule, "in use");
                                         transaction.putToken(token);
                                         transaction.putSecret(
                                             {digestOf(round), 1, token.id, StoredSecret::Role::Current, {}, false});
                                         transaction.append(eventOf("token.created", token.name));
                                         return {};
                                     })
                                     .has_value();
                secrets += won ? 1 : 0;
                const auto definition = definitionOf("route-" + std::to_string(round));
                const bool first = m_store
                                       ->change([&](Transaction& transaction) -> Result<void> {
                                           if (transaction.definitionOfShape("route-" + std::to_string(round)))
                                               return fail(Fault::Conflict, "in use");
                                           transaction.putDefinition(definition);
                                           return {};
                                       })
                                       .has_value();
                routes += first ? 1 : 0;
            });
        }
        for (auto& thread : threads)
            thread.join();
        QCOMPARE(secrets.load(), 1);
        QCOMPARE(routes.load(), 1);
    }
    QCOMPARE(must(m_store->head()).sequence, std::int64_t{20});
}

void ConformanceTest::sealsEventsIntoAChain()
{
    for (int i = 0; i < 5; ++i)
        put(*m_store, tokenOf("t" + std::to_string(i)), i);
    const auto events = must(m_store->eventsAfter(0, 100));
    QCOMPARE(events.size(), std::size_t{5});
    std::string previous(noHash);
    for (std::size_t i = 0; i < events.size(); ++i) {
        QCOMPARE(events[i].sequence, static_cast<std::int64_t>(i) + 1);
        QCOMPARE(events[i].previousHash, previous);
        QCOMPARE(events[i].hash, eventHash(events[i]));
        previous = events[i].hash;
    }
    const auto head = must(m_store->head());
    QCOMPARE(head.sequence, std::int64_t{5});
    QCOMPARE(head.hash, previous);
    QCOMPARE(must(m_store->eventsAfter(3, 1)).at(0).sequence, std::int64_t{4});
    QCOMPARE(must(m_store->eventsAfter(1, 1)).at(0).objectName, std::string("t1"));
    QVERIFY(must(m_store->eventsAfter(5, 1)).empty());
    // Lists and filters know each as it is, and would not know another in its place.
    auto other = must(m_store->eventsAfter(0, 100));
    QVERIFY(!must(m_store->misfiledEvent(0, other)));
    QVERIFY(!must(m_store->misfiledEvent(5, {})));
    QCOMPARE(must(m_store->misfiledEvent(4, {})), std::optional<std::int64_t>(5));
    other[2].related.emplace_back("nobody");
    QCOMPARE(must(m_store->misfiledEvent(0, other)), std::optional<std::int64_t>(3));
    other[1].user = "somebody else";
    QCOMPARE(must(m_store->misfiledEvent(0, other)), std::optional<std::int64_t>(2));
    QVERIFY(must(m_store->integrityFaults()).empty());
}

void ConformanceTest::keepsUsersAndSessions()
{
    StoredUser stored;
    stored.user.id = Uuid::make();
    stored.user.name = "Straße";
    stored.user.groups = {"Operators"};
    stored.passwordHash = "hash";
    StoredSession session;
    session.id = Uuid::make();
    session.digest = digestOf(1);
    session.userId = stored.user.id;
    session.userName = stored.user.name;
    session.createdAt = fromMillis(1);
    session.expiresAt = fromMillis(2);
    must(m_store->change([&](Transaction& transaction) -> Result<void> {
        transaction.putUser(stored);
        transaction.putSession(session);
        const auto found = transaction.userByName("STRASSE");
        if (!found || found->user.id != stored.user.id || found->passwordHash != "hash")
            return fail(Fault::Internal, "not found by its key");
        return transaction.sessionsOf(stored.user.id).size() == 1 ? Result<void>()
                                                                  : fail(Fault::Internal, "no session");
    }));
    QCOMPARE(must(m_store->users()).size(), std::size_t{1});
    QCOMPARE(must(m_store->sessions()).at(0).expiresAt, fromMillis(2));
    must(m_store->change([&](Transaction& transaction) -> Result<void> {
        transaction.deleteSession(session.id);
        transaction.deleteUser(stored.user.id);
        if (transaction.user(stored.user.id) || !transaction.userNameWasUsed("strasse"))
            return fail(Fault::Internal, "wrong after removal");
        return {};
    }));
    QVERIFY(must(m_store->users()).empty());
    QVERIFY(must(m_store->sessions()).empty());
    must(m_store->setSetting("a", "1"));
    must(m_store->setSetting("a", "2"));
    QCOMPARE(must(m_store->setting("a")), std::optional<std::string>("2"));
    QVERIFY(!must(m_store->setting("b")));
}

void ConformanceTest::keepsAnswersForADay()
{
    must(m_store->change([&](Transaction& transaction) -> Result<void> {
        transaction.putAnswer(digestOf(1), {digestOf(2), Uuid::make(), transaction.now()});
        transaction.putAnswer(digestOf(3), {digestOf(2), Uuid::make(), transaction.now() - std::chrono::hours(25)});
        return {};
    }));
    must(m_store->change([&](Transaction& transaction) -> Result<void> {
        if (!transaction.answer(digestOf(1)) || transaction.answer(digestOf(1))->bodyDigest != digestOf(2))
            return fail(Fault::Internal, "forgotten too early");
        return transaction.answer(digestOf(3)) ? fail(Fault::Internal, "kept too long") : Result<void>();
    }));
}

void ConformanceTest::findsLapsedClaims()
{
    auto early = tokenOf("early");
    early.claimUntil = fromMillis(1000);
    auto late = tokenOf("late");
    late.claimUntil = fromMillis(2000);
    put(*m_store, early, 1);
    put(*m_store, late, 2);
    put(*m_store, tokenOf("claimed"), 3);
    must(m_store->change([&](Transaction& transaction) -> Result<void> {
        if (transaction.lapsedClaims(fromMillis(1500), 10) != std::vector{early.id})
            return fail(Fault::Internal, "wrong claims");
        return transaction.lapsedClaims(fromMillis(9000), 10).size() == 2 ? Result<void>()
                                                                          : fail(Fault::Internal, "wrong");
    }));
}

void ConformanceTest::keepsEverythingOverARestart()
{
    const auto token = tokenOf("a");
    put(*m_store, token, 1);
    put(*m_store, definitionOf("a", {token.id}));
    const auto head = must(m_store->head());
    open(false);
    QCOMPARE(must(m_store->head()).hash, head.hash);
    QCOMPARE(reread(token.id).usedBy, 1u);
    int tokens = 0;
    int definitions = 0;
    must(m_store->loadAccess(
        [&](const TokenAccess& access) { tokens += access.secrets.size() == 1 && access.id == token.id ? 1 : 0; },
        [&](const Definition& definition) { definitions += definition.allowedTokens.size() == 1 ? 1 : 0; }));
    QCOMPARE(tokens, 1);
    QCOMPARE(definitions, 1);
}

void ConformanceTest::refusesASecondHolder()
{
    const auto second = openStore(m_url, m_directory->path().toStdString(), {});
    QVERIFY(!second);
    QVERIFY(!second.error().detail.empty());
    m_store.reset();
    QVERIFY(openStore(m_url, m_directory->path().toStdString(), {}).has_value());
    QVERIFY(!openStore(m_url, m_directory->path().toStdString() + "/none", {}));
}

QTEST_GUILESS_MAIN(ConformanceTest)
#include "conformance_test.moc"
